/**
 * A lender of the sandbox: its drafts, its days, and a way through virtual time.
 */
import { CalendarDate, type Schedule } from "@wxrepay/domain"
import { CreditRepayment, type KeyError, Transport } from "@wxrepay/domain/client"
import { Sandbox } from "@wxrepay/sandbox"
import * as DateTime from "effect/DateTime"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import { TestClock } from "effect/testing"

/** The day that the published examples book on, at noon in Beijing. */
export const noon = DateTime.toEpochMillis(DateTime.makeUnsafe("2025-11-05T12:00:00+08:00"))

/** A booking that the sandbox's plan and contract allow, due so many days from today. */
export const booking = Effect.fnUntraced(function* (outRecordId = "R1", days = 3) {
  const { appid, contract, subMchid } = yield* Sandbox
  const today = CalendarDate.ofInstant(yield* DateTime.now)
  return {
    contractId: contract.contractId,
    appid,
    openid: contract.openid ?? "",
    scheduleItems: [
      {
        outRecordId,
        subMchid,
        repaymentAmount: 10_000,
        minRepaymentAmount: 2_000,
        repaymentDate: yield* Effect.fromResult(CalendarDate.addDays(today, days))
      }
    ]
  } as const
})

/** A booking as it travels, unchecked. */
export const wireOf = ({ appid, contractId, openid, scheduleItems: [item] }: Unchecked) => ({
  contract_id: contractId,
  appid,
  openid,
  schedule_items: [
    {
      out_record_id: item.outRecordId,
      sub_mchid: item.subMchid,
      repayment_amount: String(item.repaymentAmount),
      ...(item.minRepaymentAmount === undefined ? {} : { min_repayment_amount: String(item.minRepaymentAmount) }),
      repayment_date: item.repaymentDate
    }
  ]
})

/** A booking of one item that may break any rule. */
interface Unchecked extends Omit<Schedule.BookingDraft, "scheduleItems"> {
  readonly scheduleItems: readonly [Schedule.ScheduleItemDraft]
}

/** A charge of that booking. */
export const charge = Effect.fnUntraced(function* (outTradeNo = "T1", outRecordId = "R1") {
  const { contract } = yield* Sandbox
  return {
    contractId: contract.contractId,
    outTradeNo,
    outRecordId,
    deductAmount: 10_000,
    notifyUrl: "https://lender.example/wechatpay/notify",
    description: "信贷还款"
  } as const
})

/** A client that remembers nothing of what was sent before, so that the sandbox itself decides on a number that comes again. */
export const forgetful: Effect.Effect<CreditRepayment["Service"], KeyError, Sandbox | HttpClient.HttpClient> =
  Effect.flatMap(Sandbox, ({ connection }) =>
    Effect.provide(
      CreditRepayment,
      CreditRepayment.layer(connection).pipe(Layer.provide(Transport.layerCrypto), Layer.fresh)
    )
  )

/** Lets virtual time pass in steps until something holds. */
export const passing = Effect.fnUntraced(function* <E, R>(step: Duration.Input, until: Effect.Effect<boolean, E, R>) {
  for (let taken = 0; taken < 100; taken++) {
    if (yield* until) return
    yield* TestClock.adjust(step)
  }
  return yield* Effect.die("still not so after 100 steps")
})
