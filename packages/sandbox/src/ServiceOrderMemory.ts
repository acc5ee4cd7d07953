/**
 * What is remembered of service orders, and how one is found: as the rules left it, and as time has.
 *
 * @since 0.1.0
 */
import type { ServiceOrder, ServiceOrderCall as Call } from "@wxrepay/domain"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import * as Standing from "./ServiceOrderStanding.ts"
import * as Refusals from "./ServiceRefusals.ts"

/** A service order with the calls that made it what it is. */
export interface Serviced {
  readonly order: ServiceOrder.ServiceOrder
  /** What the user confirms with; nothing where no confirmation is needed. Rule: PS-CREATE-05. */
  readonly package: string | undefined
  /** What the user's app comes back with, and the order can be found by. Rule: PS-QUERY-01. */
  readonly queryId: string
  readonly createdAt: DateTime.Utc
  readonly creation?: Call.Creation
  readonly directCompletion?: Call.DirectCompletion
  readonly completion?: Call.Completion
  readonly cancellation?: Call.Cancellation
  /** Whether a charge runs. */
  readonly isCharging: boolean
}

/** Everything that is remembered of service orders. */
export interface State {
  readonly serviceOrders: HashMap.HashMap<string, Serviced>
}

/** The memory as it is now: what nobody confirmed in time has expired. Rule: PS-STATE-05. */
export const ripened = <S extends State>(state: S, now: DateTime.Utc): S => ({
  ...state,
  serviceOrders: HashMap.map(state.serviceOrders, (serviced) => ripe(serviced, now))
})

const ripe = (serviced: Serviced, now: DateTime.Utc): Serviced =>
  Standing.isMovedBy(serviced.order, "Expires") &&
  DateTime.isGreaterThanOrEqualTo(now, DateTime.add(serviced.createdAt, { days: Standing.lifetimeDays }))
    ? { ...serviced, order: Standing.expired(serviced.order) }
    : serviced

/** The order of a number as it is now, if there is one. Rule: PS-STATE-05. */
export const find = Effect.fnUntraced(function* ({ serviceOrders }: State, outOrderNo: string) {
  const now = yield* DateTime.now
  return Option.getOrUndefined(Option.map(HashMap.get(serviceOrders, outOrderNo), (serviced) => ripe(serviced, now)))
})

/** The order of a number as it is now, or the refusal that there is none. Rule: PS-ID-07. */
export const get = Effect.fnUntraced(function* (state: State, outOrderNo: string) {
  return (yield* find(state, outOrderNo)) ?? (yield* Refusals.unknownOrder)
})

/** Remembers an order in the place of what it was, and answers it. */
export const replace = (state: State, serviced: Serviced): readonly [Serviced, State] => [
  serviced,
  { ...state, serviceOrders: HashMap.set(state.serviceOrders, serviced.order.outOrderNo, serviced) }
]
