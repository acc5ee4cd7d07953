/**
 * What the platform has to tell, before it is sealed: the event in the platform's words, and where it goes.
 *
 * @since 0.1.0
 */
import type { Contract, Ids, ServiceOrder } from "@wxrepay/domain"
import { Notifications } from "@wxrepay/domain/api"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type { Charged } from "./Ledger.ts"

/** One event for one merchant. */
export interface Event {
  readonly eventType: string
  readonly notifyUrl: string
  readonly summary: string
  /** Says nothing certain: two pages spell it differently. Rule: CR-HOOK-06. */
  readonly originalType: string
  /** The JSON that is sealed. */
  readonly plain: string
}

/** A borrower has signed, W1. Rules: CR-HOOK-02, CR-HOOK-07, CR-HOOK-08, CR-SIGN-05. */
export const contractSigned = (
  spMchid: Ids.MerchantId,
  notifyUrl: string,
  contract: Contract.Contract
): Effect.Effect<Event> =>
  Effect.map(encodeContract({ spMchid, ...contract }), (plain) => ({
    eventType: Notifications.eventTypes.ContractSigned,
    notifyUrl,
    summary: "信贷还款签约成功通知",
    originalType: "credit_repayment",
    plain
  }))

/** A contract has ended, W2; that an end by the merchant is told too is assumed. Rules: CR-HOOK-02, CR-HOOK-07, CR-HOOK-08. */
export const contractTerminated = (
  spMchid: Ids.MerchantId,
  notifyUrl: string,
  contract: Contract.Contract
): Effect.Effect<Event> =>
  Effect.map(encodeContract({ spMchid, ...contract }), (plain) => ({
    eventType: Notifications.eventTypes.ContractTerminated,
    notifyUrl,
    summary: "信贷还款解约成功通知",
    originalType: "credit_repayment",
    plain
  }))

/** An order was paid, W3. Rules: CR-HOOK-02, CR-HOOK-05, CR-HOOK-07. */
export const deductionPaid = (
  spMchid: Ids.MerchantId,
  { booked: { booking }, charge, order }: Charged
): Effect.Effect<Event> =>
  Effect.map(encodeDeductionPay({ spMchid, subMchid: booking.scheduleItems[0].subMchid, ...order }), (plain) => ({
    eventType: Notifications.eventTypes.DeductionPaid,
    notifyUrl: charge.notifyUrl,
    summary: "信贷还款还款成功",
    originalType: "credit_repayment",
    plain
  }))

/** A user has confirmed an order, where one is to be told of it. Rules: PS-CREATE-06, PS-CREATE-07, PS-HOOK-01, PS-HOOK-06, PS-HOOK-07. */
export const serviceOrderConfirmed = (order: ServiceOrder.ServiceOrder): Effect.Effect<Option.Option<Event>> =>
  serviceOrderEvent(order, Notifications.eventTypes.ServiceOrderConfirmed, "确认订单")

/** An order was paid through PayScore, all of it; no other end is told. Rules: PS-CREATE-06, PS-CREATE-07, PS-HOOK-06 to PS-HOOK-09. */
export const serviceOrderPaid = (order: ServiceOrder.ServiceOrder): Effect.Effect<Option.Option<Event>> =>
  serviceOrderEvent(order, Notifications.eventTypes.ServiceOrderPaid, "支付成功")

/** An echo came back. No page lists its members: the word alone is assumed. Rule: V3-ECHO-01. */
export const securityEcho = (notifyUrl: string, echoMessage: string): Event => ({
  eventType: Notifications.eventTypes.SecurityEcho,
  notifyUrl,
  summary: "安全回显",
  originalType: "security",
  plain: JSON.stringify({ echo_message: echoMessage })
})

/** The address itself is not told. */
const serviceOrderEvent = Effect.fnUntraced(function* (
  { notifyUrl, ...order }: ServiceOrder.ServiceOrder,
  eventType: string,
  summary: string
): Effect.fn.Return<Option.Option<Event>> {
  if (notifyUrl === undefined) return Option.none()
  return Option.some({ eventType, notifyUrl, summary, originalType: "payscore", plain: yield* encodeOrder(order) })
})

const encodeContract = (event: Notifications.ContractEvent) =>
  Effect.orDie(Schema.encodeEffect(Schema.fromJsonString(Notifications.ContractEvent))(event))
const encodeDeductionPay = (event: Notifications.DeductionPay) =>
  Effect.orDie(Schema.encodeEffect(Schema.fromJsonString(Notifications.DeductionPay))(event))
const encodeOrder = (event: ServiceOrder.ServiceOrder) =>
  Effect.orDie(Schema.encodeEffect(Schema.fromJsonString(Notifications.ServiceOrderEvent))(event))
