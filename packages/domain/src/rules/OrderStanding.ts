/**
 * Whether a call is about the order that is known, and whether the order stands for it.
 *
 * @since 0.1.0
 */
import type { Payment } from "../ServiceOrderCall.ts"
import type { ServiceOrder } from "../ServiceOrder.ts"
import * as Stage from "../ServiceOrderStage.ts"
import { ContentChanged, NotOfOrder, type Reason, StageForbids } from "./ServicingRefused.ts"

/** Whether a call names the order that is known, and whether that order stands for it. Rules: PS-ID-01, PS-ID-03, PS-ID-04, PS-STATE-07. */
export const inspect = (
  reasons: Array<Reason>,
  call: Stage.Call,
  given: Partial<Payment>,
  order: ServiceOrder,
  repeated: Repeated = "None"
): void => {
  inspectPart(reasons, "PS-ID-01", "outOrderNo", given, order)
  inspectStage(reasons, call, order, repeated)
  inspectPart(reasons, "PS-ID-04", "appid", given, order)
  inspectPart(reasons, "PS-ID-03", "serviceId", given, order)
}

const inspectPart = (
  reasons: Array<Reason>,
  rule: NotOfOrder["rule"],
  field: keyof Payment,
  given: Partial<Payment>,
  order: ServiceOrder
): void => {
  const part = given[field]
  if (part === undefined || part === order[field]) return
  reasons.push(new NotOfOrder({ rule, field, given: part, allowed: `the order's own, ${order[field]}` }))
}

/** Whether it is known here where an order stands. Rule: PS-STATE-04. */
export const isKnown = (order: ServiceOrder | undefined): boolean =>
  order !== undefined && Stage.of(order) !== "Unclear"

/** The rule that says where an order must stand for a call. */
const rules = {
  Cancel: "PS-CANCEL-01",
  Complete: "PS-COMPLETE-01",
  Modify: "PS-MODIFY-01",
  Pay: "PS-PAY-01",
  Sync: "PS-SYNC-01"
} as const

/** What the stage of an order says to a call. Rule: PS-STATE-07. */
export const saysOf = (order: ServiceOrder, call: Stage.Call): Stage.Verdict => Stage.says(Stage.of(order), call)

/** How a call goes with the same call made before: alike, otherwise, there was none, or nothing is known of it. */
export type Repeated = "Same" | "Other" | "None" | "Unknown"

/**
 * Where only a repeat is allowed, what is known of the call before decides. Rules: PS-STATE-07, PS-CANCEL-01, PS-CANCEL-04, PS-COMPLETE-01, PS-COMPLETE-02, PS-MODIFY-01, PS-PAY-01, PS-SYNC-01.
 */
const inspectStage = (reasons: Array<Reason>, call: Stage.Call, order: ServiceOrder, repeated: Repeated): void => {
  const stage = Stage.of(order)
  const says = Stage.says(stage, call)
  if (says === "OnlyRepeated" && repeated === "Other") {
    reasons.push(contentChanged(call === "Cancel" ? "PS-CANCEL-04" : "PS-COMPLETE-02", order.outOrderNo))
  }
  if (says !== "Refused" && (says !== "OnlyRepeated" || repeated !== "None")) return
  const needs = Stage.needs(call)
  const allowed = `the number of an order that is ${needs.join(" or ")}`
  reasons.push(new StageForbids({ rule: rules[call], field: "outOrderNo", given: stage, allowed, stage, needs }))
}

/** Rules: PS-CREATE-02, PS-CANCEL-04, PS-COMPLETE-02. */
export const contentChanged = (rule: ContentChanged["rule"], given: string): ContentChanged =>
  new ContentChanged({ rule, field: "outOrderNo", given, allowed: "with the same content as before" })
