/**
 * Waiting for a borrower in virtual time: a client that answers question by question, and what comes of it.
 */
import { type Contract, Fen, Ids, type Notification, Timestamp } from "@wxrepay/domain"
import { type Awaited, awaitSigning, CreditRepayment, type LookupError } from "@wxrepay/domain/client"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import { TestClock } from "effect/testing"

/** The borrower's contract in a state. */
export const contract = (state: Contract.State): Contract.Contract => ({
  contractId: Ids.ContractId.make("100005698"),
  planId: Ids.PlanId.make("123"),
  outContractCode: Ids.OutContractCode.make("C1"),
  state,
  repaymentAmountLimit: Fen.make(10_000)
})

/** What is said to a question. */
export type Answer = Effect.Effect<Contract.Contract, LookupError>

/** A client that answers each question at its second, and remembers when it was asked. */
export const client = (answerAt: (second: number) => Answer) => {
  const askedAt: Array<number> = []
  const unused = () => Effect.die("not asked here")
  const layer = Layer.succeed(CreditRepayment, {
    presignApp: unused,
    presignH5: unused,
    terminateContract: unused,
    book: unused,
    charge: unused,
    findScheduleRecord: unused,
    findDeductOrder: unused,
    settle: unused,
    unsettled: Effect.die("not asked here"),
    findContract: () =>
      Effect.flatMap(DateTime.now, (now) => {
        const second = DateTime.toEpochMillis(now) / 1000
        askedAt.push(second)
        return answerAt(second)
      })
  })
  return { askedAt, layer }
}

/** A pre-sign of the first second of TestClock. */
export const awaited: Awaited = { outContractCode: "C1", expiresAt: DateTime.makeUnsafe(600_000) }

/** Awaits in virtual time, however long it takes, and answers what came of it and at which second. */
export const outcome = Effect.fnUntraced(function* (
  answerAt: (second: number) => Answer,
  changes: Partial<Awaited> = {}
) {
  const { askedAt, layer } = client(answerAt)
  yield* TestClock.setTime(0)
  const ended = yield* awaitSigning({ ...awaited, ...changes }).pipe(
    Effect.exit,
    Effect.flatMap((exit) => Effect.map(DateTime.now, (now) => ({ exit, second: DateTime.toEpochMillis(now) / 1000 }))),
    Effect.provide(layer),
    Effect.forkChild
  )
  yield* TestClock.adjust("1 day")
  const { exit, second } = yield* Fiber.join(ended)
  return { verdict: yield* Effect.exit(exit), second, askedAt }
})

/** The same where a verdict comes of it. */
export const verdictOf = Effect.fnUntraced(function* (
  answerAt: (second: number) => Answer,
  changes?: Partial<Awaited>
) {
  const { askedAt, second, verdict } = yield* outcome(answerAt, changes)
  return { verdict: yield* verdict, second, askedAt }
})

/** Tells that a contract was signed, and how it stands. */
export const signed = (outContractCode: string, state: Contract.State = "Effective"): Notification.Notification => ({
  _tag: "ContractSigned",
  id: "EV-1",
  createTime: Timestamp.make("2025-12-02T13:29:35+08:00"),
  summary: "信贷还款签约成功通知",
  spMchid: Ids.MerchantId.make("1900000001"),
  contract: { ...contract(state), outContractCode: Ids.OutContractCode.make(outContractCode) }
})
