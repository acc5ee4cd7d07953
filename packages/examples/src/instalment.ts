/**
 * One instalment from booking to money: the program that the README shows and the demo runs.
 */
import type { Plan } from "@wxrepay/domain"
import { CreditRepayment } from "@wxrepay/domain/client"
import { Settlement } from "@wxrepay/domain/rules"
import * as Effect from "effect/Effect"

/** What a lender knows of an instalment. Amounts are in fen, the day is a Beijing day. */
export interface Instalment {
  readonly contractId: string
  readonly appid: string
  readonly openid: string
  readonly subMchid: string
  readonly plan: Plan.Plan
  readonly number: string
  readonly amount: number
  readonly minimum: number
  readonly dueOn: string
  readonly notifyUrl: string
}

/** Books an instalment, charges it, waits to be told, and asks to be sure. `told` ends when the notification came. */
export const collectInstalment = Effect.fn("collectInstalment")(function* (due: Instalment, told: Effect.Effect<void>) {
  const repayment = yield* CreditRepayment

  // 预约还款: announce what is due. Whatever breaks a rule is refused here, before anything is sent.
  const record = yield* repayment.book(
    {
      contractId: due.contractId,
      appid: due.appid,
      openid: due.openid,
      scheduleItems: [
        {
          outRecordId: `R${due.number}`,
          subMchid: due.subMchid,
          repaymentAmount: due.amount,
          minRepaymentAmount: due.minimum,
          repaymentDate: due.dueOn
        }
      ]
    },
    { plan: due.plan }
  )

  // 发起还款: the answer means accepted, not paid.
  const order = yield* repayment.charge(
    {
      contractId: due.contractId,
      outTradeNo: `T${due.number}`,
      outRecordId: record.outRecordId,
      deductAmount: record.repaymentAmount,
      notifyUrl: due.notifyUrl,
      description: "信贷还款"
    },
    { record }
  )

  // WeChat Pay tells of success only, so never wait for ever; then ask, because a notification can be lost.
  yield* Effect.timeoutOption(told, "10 seconds")
  const { outTradeNo } = order
  return Settlement.verdict(yield* repayment.findDeductOrder({ outTradeNo }))
})
