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
  const { appid, contractId, notifyUrl, openid, plan, subMchid } = due
  const item = {
    outRecordId: `R${due.number}`,
    subMchid,
    repaymentAmount: due.amount,
    minRepaymentAmount: due.minimum,
    repaymentDate: due.dueOn
  }

  // 预约还款: announce what is due. Whatever breaks a rule is refused here, before anything is sent.
  const record = yield* repayment.book({ contractId, appid, openid, scheduleItems: [item] }, { plan })

  // 发起还款: charge it. The answer means accepted, not paid.
  const outTradeNo = `T${due.number}`
  const { outRecordId, repaymentAmount: deductAmount } = record
  yield* repayment.charge({ contractId, outTradeNo, outRecordId, deductAmount, notifyUrl }, { record })

  // WeChat Pay tells of success only, so never wait for ever; then ask, because a notification can be lost.
  yield* Effect.timeoutOption(told, "10 seconds")
  return Settlement.verdict(yield* repayment.findDeductOrder({ outTradeNo }))
})
