/**
 * When the service of an order may begin and end.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Schema from "effect/Schema"
import type { ServiceOrder } from "../ServiceOrder.ts"
import { ofInstant, ServiceTime, toInstant } from "../ServiceTime.ts"
import { EndBeforeStart, EndInFuture, EndTimeMissing, type Reason } from "./ServicingRefused.ts"

/** Whether it is known when something begins: neither `OnAccept` nor what cannot be read. Rule: PS-TIME-02. */
export const isMoment = Schema.is(ServiceTime)

/** Rule: PS-TIME-03. */
export const inspectMissing = (reasons: Array<Reason>, timeRange: ServiceOrder["timeRange"]): void => {
  if (timeRange === undefined || timeRange.endTime !== undefined) return
  const allowed = "the end of the service, as the order was created without it"
  reasons.push(new EndTimeMissing({ rule: "PS-TIME-03", field: "timeRange.endTime", given: null, allowed }))
}

/** Clocks differ: an end some seconds past is safer than one that is now. Rule: PS-TIME-04. */
export const inspectPast = (reasons: Array<Reason>, end: ServiceTime | undefined, now: DateTime.DateTime): void => {
  if (end === undefined || DateTime.isLessThanOrEqualTo(toInstant(end), now)) return
  const allowed = `no later than ${ofInstant(now)}, the moment of the call in Beijing`
  reasons.push(new EndInFuture({ rule: "PS-TIME-04", field: "timeRange.endTime", given: end, allowed }))
}

/** Rule: PS-TIME-05. */
export const inspectOrder = (reasons: Array<Reason>, start: string | undefined, end: ServiceTime | undefined): void => {
  if (!isMoment(start) || end === undefined) return
  if (DateTime.isGreaterThanOrEqualTo(toInstant(end), toInstant(start))) return
  const allowed = `no earlier than ${start}, the start of the service`
  reasons.push(new EndBeforeStart({ rule: "PS-TIME-05", field: "timeRange.endTime", given: end, allowed }))
}
