/**
 * What the platform tells us unasked, after it was verified and opened: a union of events.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { DeductOrder } from "./DeductOrder.ts"
import * as Ids from "./Ids.ts"
import { Timestamp } from "./Timestamp.ts"

/** A collection succeeded (CREDIT_REPAYMENT.DEDUCTION_PAY). No failure is ever pushed. Rules: CR-HOOK-05, CR-DEDUCT-07. */
export const DeductionPaid = Schema.TaggedStruct("DeductionPaid", {
  /** The notification, not the event: a repeat may carry another. Rule: V3-HOOK-05. */
  id: Schema.String,
  createTime: Timestamp,
  summary: Schema.String,
  /** The service provider it is for: compare it with your own before acting. Rule: CR-HOOK-07. */
  spMchid: Ids.asReceived(Ids.MerchantId),
  subMchid: Ids.asReceived(Ids.SubMchid),
  order: DeductOrder
}).annotate({ identifier: "DeductionPaid" })
export interface DeductionPaid extends Schema.Schema.Type<typeof DeductionPaid> {}

/** A verified event that this version does not know: acknowledge it and keep it. Rule: V3-HOOK-10. */
export const UnknownNotification = Schema.TaggedStruct("UnknownNotification", {
  id: Schema.String,
  createTime: Timestamp,
  summary: Schema.String,
  /** The platform's name of the event. */
  eventType: Schema.String,
  /** What was in it, opened. */
  resource: Schema.Json
}).annotate({ identifier: "UnknownNotification" })
export interface UnknownNotification extends Schema.Schema.Type<typeof UnknownNotification> {}

/** Everything that may arrive at the notify address. */
export const Notification = Schema.Union([DeductionPaid, UnknownNotification])
export type Notification = typeof Notification.Type
