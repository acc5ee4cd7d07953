/**
 * The first chapter of the demo: the life of a contract with one instalment, and what a mistake looks like.
 */
import { CalendarDate, Fen } from "@wxrepay/domain"
import { Sandbox } from "@wxrepay/sandbox"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Ref from "effect/Ref"
import * as SubscriptionRef from "effect/SubscriptionRef"
import { agreeOnPage, DemoFailed, expect, first, notifyUrl, orFail, streamOf, type Told } from "./chapter.ts"
import { endContract, signContract } from "./contract.ts"
import { collectInstalment, type Instalment } from "./instalment.ts"
import { refused, step } from "./narrate.ts"

/** Who the borrower is. WeChat Pay compares what is sealed with this; nobody else sees it. */
export const borrower = { identityId: "11010519491231002X", realName: "张小明" }

/** Signs, collects, refuses a mistake, and ends. `requests` counts what was sent. */
export const loan = Effect.fnUntraced(function* (told: Told, requests: Ref.Ref<number>) {
  const { appid, openid, plan, subMchid } = yield* Sandbox
  const today = CalendarDate.ofInstant(yield* DateTime.now)
  const number = today.replaceAll("-", "")
  const code = `C${number}`
  const name = Redacted.make(borrower.realName)
  const documentNumber = Redacted.make(borrower.identityId)
  const wish = { code, appid, plan, name, documentNumber, limit: 300_000, notifyUrl }
  const signing = yield* signContract(wish, agreeOnPage("The borrower signs on the page"), streamOf(told))
  if (signing._tag !== "Signed") return yield* new DemoFailed({ message: `the contract is ${signing._tag}` })
  const { contractId } = signing.contract
  yield* expect(signing.contract.outContractCode === code, `${code} is signed, as contract ${contractId}`)

  const dueOn = yield* Effect.fromResult(CalendarDate.addDays(today, 3))
  const amounts = { amount: 128_050, minimum: 6_403 }
  const due: Instalment = { contractId, appid, openid, subMchid, plan, number, ...amounts, dueOn, notifyUrl }
  const verdict = yield* collectInstalment(due, Effect.ignore(first(told, "DeductionPaid")))
  yield* step("The outcome")
  yield* expect(
    verdict._tag === "Settled" && verdict.paid === due.amount,
    `${Fen.toYuan(Fen.make(due.amount))} yuan is settled`
  )

  yield* step("What a mistake looks like")
  const sent = yield* Ref.get(requests)
  const late = yield* Effect.fromResult(CalendarDate.addDays(today, 15))
  const mistaken = { ...due, number: `${number}x`, minimum: 6_402, dueOn: late }
  const reasons = yield* collectInstalment(mistaken, Effect.void).pipe(
    Effect.as([]),
    Effect.catchTag("BookingRefused", ({ reasons }) => Effect.succeed(reasons))
  )
  yield* Effect.forEach(reasons, ({ message }) => refused(message))
  const rules = reasons.map(({ rule }) => rule).join(", ")
  yield* expect(rules === "CR-AMT-04, CR-DATE-02", "both mistakes are named, each with its rule")
  yield* expect((yield* Ref.get(requests)) === sent, "nothing was sent")

  const ended = yield* endContract(code, "贷款已结清")
  yield* first(told, "ContractTerminated")
  yield* step("The end of the contract")
  yield* expect(ended.state === "Terminated", `${code} is ended, ${ended.terminatedMode}`)
  const kinds = (yield* SubscriptionRef.get(told)).map(({ _tag }) => _tag).join(", ")
  yield* expect(kinds === "ContractSigned, DeductionPaid, ContractTerminated", `told once each: ${kinds}`)
}, orFail)
