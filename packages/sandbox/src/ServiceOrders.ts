/**
 * How the platform's memory of service orders moves: only by the rules and the tables of the domain.
 *
 * @since 0.1.0
 */
import {
  Fen,
  type Ids,
  ServiceOrder,
  type ServiceOrderCall as Call,
  ServiceOrderStage as Stage,
  ServiceTime
} from "@wxrepay/domain"
import { Servicing } from "@wxrepay/domain/rules"
import * as DateTime from "effect/DateTime"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import type { Choice } from "./Enrolments.ts"
import type { Merchant } from "./Merchant.ts"
import { find, get, replace, ripened, type Serviced, type State } from "./ServiceOrderMemory.ts"
import * as Standing from "./ServiceOrderStanding.ts"
import * as Refusals from "./ServiceRefusals.ts"

/** An order, and whether this call brought it where it is or it stood there before. */
export interface Moved {
  readonly serviced: Serviced
  readonly isNew: boolean
}

/** What the platform names a new order with. Rules: PS-ID-05, PS-CREATE-05, PS-QUERY-01. */
export interface Names {
  readonly orderId: string
  readonly package: string
  readonly queryId: string
}

/** What became of a decision. `Decided`: the order was confirmed or cancelled before. `Unknown`: there is no such order. */
export type Confirmed =
  | { readonly _tag: "Confirmed"; readonly serviced: Serviced }
  | { readonly _tag: "Refused" | "Expired" | "Decided" | "Unknown" }

/** How the platform behaves where sources contradict each other or say nothing. */
export interface Switches {
  /** Whether an order that awaits payment can be cancelled; by default it can. Rule: PS-CANCEL-02. */
  readonly cancelAwaitingPayment?: "Allow" | "Refuse" | undefined
  /**
   * What a charge that the merchant starts is answered with: the order's numbers, as is documented and the default;
   * one word that says so, also while a charge runs, which else is refused; or nothing at all.
   * Rules: PS-PAY-04, PS-PAY-06 to PS-PAY-08.
   */
  readonly payAnswer?: "Numbers" | "UserPaying" | "Empty" | undefined
  /** Whether starting a charge needs the appid and the service; by default both may be left out. Rule: PS-PAY-02. */
  readonly strictPay?: boolean | undefined
  /**
   * How long after a charge of its own that left something to pay the platform charges again; by default an hour. Its
   * real plan is not documented. Rules: PS-COMPLETE-03, PS-PAY-03.
   */
  readonly chargeEvery?: Duration.Input | undefined
}

/** What becomes of a call: the answer and the memory after it, or a refusal. */
type Change<A> = Effect.fn.Return<readonly [A, State], Refusals.Refused>

/** A call without the number, which travels in the path. Rule: PS-ID-02. */
type Body<Made> = Omit<Made, "outOrderNo">

/** Creates an order; the same again answers the same order. Rules: those of `Servicing.authorizeCreation`. */
export const create = Effect.fnUntraced(function* (
  merchant: Merchant,
  state: State,
  call: Call.Creation,
  names: Names
): Change<Moved> {
  yield* ownOnly(merchant, call)
  const earlier = yield* find(state, call.outOrderNo)
  if (earlier !== undefined && earlier.creation === undefined) return yield* Refusals.numberUsed
  yield* Servicing.authorizeCreation(call, { earlier: earlier?.creation ?? null, limit: merchant.service.limit })
  if (earlier !== undefined) return [{ serviced: earlier, isNew: false }, state]
  const isConfirmed = call.needUserConfirm !== false
  if (!isConfirmed && !merchant.service.mayOmitConfirmation) return yield* Refusals.notPermitted
  return keep(state, {
    order: Standing.created(call, { mchid: merchant.mchid, orderId: names.orderId }),
    package: isConfirmed ? names.package : undefined,
    queryId: names.queryId,
    createdAt: yield* DateTime.now,
    creation: call,
    isCharging: false
  })
})

/** Creates and completes an order at once; the same again answers the same order. Rules: those of `Servicing.authorizeDirectCompletion`. */
export const completeDirectly = Effect.fnUntraced(function* (
  merchant: Merchant,
  state: State,
  call: Call.DirectCompletion,
  names: Names
): Change<Moved> {
  yield* ownOnly(merchant, call)
  const earlier = yield* find(state, call.outOrderNo)
  if (earlier !== undefined && earlier.directCompletion === undefined) return yield* Refusals.numberUsed
  const createdAt = yield* DateTime.now
  yield* Servicing.authorizeDirectCompletion(call, { earlier: earlier?.directCompletion ?? null, now: createdAt })
  if (earlier !== undefined) return [{ serviced: earlier, isNew: false }, state]
  if (!merchant.service.mayOmitConfirmation) return yield* Refusals.notPermitted
  const total = call.totalAmount ?? (yield* totalOf(call))
  return keep(state, {
    order: Standing.completedDirectly(call, total, { mchid: merchant.mchid, orderId: names.orderId }),
    package: undefined,
    queryId: names.queryId,
    createdAt,
    directCompletion: call,
    isCharging: false
  })
})

/**
 * Cancels an order; where sources contradict each other, `isContestedAllowed` decides, but not once a part was paid,
 * which is assumed. Rules: those of `Servicing.authorizeCancellation`, PS-CANCEL-02, PS-CANCEL-05.
 */
export const cancel = Effect.fnUntraced(function* (
  state: State,
  outOrderNo: string,
  body: Omit<Body<Call.Cancellation>, "serviceId"> & Partial<Pick<Call.Cancellation, "serviceId">>,
  isContestedAllowed: boolean
): Change<Serviced> {
  const serviced = yield* get(state, outOrderNo)
  const { order } = serviced
  const { call } = yield* Servicing.authorizeCancellation(
    { serviceId: order.serviceId, ...body, outOrderNo },
    { order, earlier: serviced.cancellation ?? null }
  )
  const says = Stage.says(Stage.of(order), "Cancel")
  if (says === "OnlyRepeated") return [serviced, state]
  if (serviced.isCharging) return yield* Refusals.charging
  if (says === "Contested" && !(isContestedAllowed && Standing.paidOf(order) === 0)) {
    return yield* Refusals.notCancellable
  }
  return replace(state, { ...serviced, order: Standing.revoked(order), cancellation: call })
})

/** Lowers what is owed. Rules: those of `Servicing.authorizeModification`, PS-MODIFY-02. */
export const modify = Effect.fnUntraced(function* (
  { service: { limit } }: Merchant,
  state: State,
  outOrderNo: string,
  body: Body<Call.Modification>
): Change<Serviced> {
  const serviced = yield* get(state, outOrderNo)
  const { order } = serviced
  const { call } = yield* Servicing.authorizeModification({ ...body, outOrderNo }, { order, limit })
  if (serviced.isCharging) return yield* Refusals.charging
  return replace(state, { ...serviced, order: Standing.lowered(order, call) })
})

/** Ends the service; the same again answers the order as it stands. Rules: those of `Servicing.authorizeCompletion`. */
export const complete = Effect.fnUntraced(function* (
  { service: { limit } }: Merchant,
  state: State,
  outOrderNo: string,
  body: Body<Call.Completion>
): Change<Moved> {
  const serviced = yield* get(state, outOrderNo)
  const { order } = serviced
  const now = yield* DateTime.now
  const { call } = yield* Servicing.authorizeCompletion(
    { ...body, outOrderNo },
    { order, earlier: serviced.completion ?? null, limit, now }
  )
  if (Stage.says(Stage.of(order), "Complete") === "OnlyRepeated") return [{ serviced, isNew: false }, state]
  return keep(state, { ...serviced, order: Standing.completed(order, call), completion: call })
})

/** Starts a charge for the merchant, if the borrower has anything. Rules: those of `Servicing.authorizePayment`, PS-PAY-02, PS-PAY-05, PS-PAY-07. */
export const pay = Effect.fnUntraced(function* (
  state: State,
  outOrderNo: string,
  body: Partial<Body<Call.Payment>>,
  hasAny: (asked: Fen.Fen) => boolean
): Change<Serviced> {
  const serviced = yield* get(state, outOrderNo)
  const { order } = serviced
  const { appid, serviceId } = order
  yield* Servicing.authorizePayment({ appid, serviceId, ...body, outOrderNo }, { order })
  if (serviced.isCharging) return yield* Refusals.charging
  if (!hasAny(Standing.payingOf(order))) return yield* Refusals.chargeFailed
  return replace(state, { ...serviced, isCharging: true })
})

/** Takes in that the money was collected elsewhere, all of it. Rules: those of `Servicing.authorizePaidElsewhere`, PS-SYNC-03, PS-SYNC-04. */
export const sync = Effect.fnUntraced(function* (
  state: State,
  outOrderNo: string,
  body: Body<Call.PaidElsewhere>
): Change<Serviced> {
  const serviced = yield* get(state, outOrderNo)
  const { order } = serviced
  const { call } = yield* Servicing.authorizePaidElsewhere({ ...body, outOrderNo }, { order })
  if (serviced.isCharging) return yield* Refusals.charging
  const part = { amount: Standing.payingOf(order), paidType: "ByMerchant", paidTime: call.paidTime } as const
  return replace(state, { ...serviced, order: Standing.collected(order, part) })
})

/** Has a user decide. A refusal changes nothing: no state tells of it, and the user may confirm later; assumed. Rules: PS-CREATE-03, PS-STATE-05. */
export const confirm = Effect.fnUntraced(function* (
  { openid }: Merchant,
  state: State,
  isMeant: (serviced: Serviced) => boolean,
  choice: Choice
): Effect.fn.Return<readonly [Confirmed, State]> {
  const serviced = Array.from(HashMap.values(ripened(state, yield* DateTime.now).serviceOrders)).find(isMeant)
  if (serviced === undefined) return [{ _tag: "Unknown" }, state]
  const { order } = serviced
  if (Stage.of(order) === "Expired") return [{ _tag: "Expired" }, state]
  if (!Standing.isMovedBy(order, "UserConfirms")) return [{ _tag: "Decided" }, state]
  if (choice === "Refuse") return [{ _tag: "Refused" }, state]
  const [confirmed, after] = replace(state, { ...serviced, order: Standing.confirmed(order, openid) })
  return [{ _tag: "Confirmed", serviced: confirmed }, after]
})

/** Starts a charge by itself: `Over` where payment is not awaited, `Running` where a charge runs already. Rule: PS-COMPLETE-03. */
export const beginCharge = (state: State, outOrderNo: string): readonly ["Begun" | "Running" | "Over", State] => {
  const serviced = Option.getOrUndefined(HashMap.get(state.serviceOrders, outOrderNo))
  if (serviced === undefined || !Standing.isMovedBy(serviced.order, "ChargeSucceeds")) return ["Over", state]
  if (serviced.isCharging) return ["Running", state]
  return ["Begun", replace(state, { ...serviced, isCharging: true })[1]]
}

/** Ends the charge that runs, with what is drawn from the borrower. Rules: PS-PAY-05, PS-ID-06, PS-COL-01, PS-COL-03. */
export const endCharge = Effect.fnUntraced(function* (
  state: State,
  outOrderNo: string,
  transactionId: Ids.TransactionId,
  draw: (asked: Fen.Fen) => Effect.Effect<Fen.Fen | undefined>
): Change<Serviced> {
  const serviced = { ...(yield* get(state, outOrderNo)), isCharging: false }
  const paid = yield* draw(Standing.payingOf(serviced.order))
  if (paid === undefined) return replace(state, serviced)
  const paidTime = ServiceTime.ofInstant(yield* DateTime.now)
  const part = { amount: paid, paidType: "ThroughPayScore", paidTime, transactionId } as const
  return replace(state, { ...serviced, order: Standing.collected(serviced.order, part) })
})

const keep = (state: State, serviced: Serviced): readonly [Moved, State] => [
  { serviced, isNew: true },
  replace(state, serviced)[1]
]

/** Rules: PS-ID-03, PS-ID-04, PS-CREATE-04. */
const ownOnly = Effect.fnUntraced(function* (
  { appid, openid, service: { serviceId } }: Merchant,
  call: Pick<Call.Creation, "appid" | "openid" | "serviceId">
): Effect.fn.Return<void, Refusals.Answered> {
  if (call.appid !== appid) return yield* Refusals.foreignAppid
  if (call.serviceId !== serviceId) return yield* Refusals.badMember("/service_id", "no such service (PS-ID-03)")
  if (call.openid !== undefined && call.openid !== openid) {
    return yield* Refusals.badMember("/openid", "nobody has it under this appid (PS-CREATE-04)")
  }
})

/** The rules have seen that the lines come to an amount where a total is given, and only there. */
const totalOf = ({ postDiscounts = [], postPayments = [] }: Call.DirectCompletion) =>
  Effect.mapError(Effect.fromResult(ServiceOrder.total(postPayments, postDiscounts)), ({ message }) =>
    Refusals.badMember("/post_discounts", message)
  )
