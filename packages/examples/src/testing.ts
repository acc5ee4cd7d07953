/**
 * A lender's own test: an instalment of a borrower who pays part of it, in virtual time.
 */
import { Fen } from "@wxrepay/domain"
import { CreditRepayment } from "@wxrepay/domain/client"
import { Settlement } from "@wxrepay/domain/rules"
import { Borrower, Sandbox } from "@wxrepay/sandbox"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { TestClock } from "effect/testing"

/** The sandbox, and the client of its merchant. */
export const layerTest = Layer.unwrap(Effect.map(Sandbox, ({ connection }) => CreditRepayment.layer(connection))).pipe(
  Layer.provideMerge(Sandbox.layer({ borrower: Borrower.paysPart(Fen.make(5_000)) }))
)

/** TestClock begins on 1970-01-01, so the instalment is due on the fourth. Answers what became of it. */
export const partlyPaid = Effect.gen(function* () {
  const { appid, contract, openid, subMchid } = yield* Sandbox
  const repayment = yield* CreditRepayment
  const { contractId } = contract
  const item = {
    outRecordId: "R1",
    subMchid,
    repaymentAmount: 10_000,
    minRepaymentAmount: 2_000,
    repaymentDate: "1970-01-04"
  }
  const record = yield* repayment.book({ contractId, appid, openid, scheduleItems: [item] }, { contract })
  const { outRecordId, repaymentAmount: deductAmount } = record
  const notifyUrl = "https://lender.example/wechatpay/notify"
  yield* repayment.charge({ contractId, outTradeNo: "T1", outRecordId, deductAmount, notifyUrl }, { record, contract })
  yield* TestClock.adjust("1 second")
  return Settlement.verdict(yield* repayment.findDeductOrder({ outTradeNo: "T1" }))
})
