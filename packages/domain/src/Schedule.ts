/**
 * What is due, the least to pay, and when: a booking as it is asked for, and the record it becomes.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { CalendarDate } from "./CalendarDate.ts"
import { Fen } from "./Fen.ts"
import * as Ids from "./Ids.ts"
import { unknownMembers } from "./internal/unknownMembers.ts"

/** One repayment to book (预约还款). */
export const ScheduleItem = Schema.Struct({
  /** Rule: CR-ID-01. */
  outRecordId: Ids.OutRecordId,
  /** Rule: CR-ID-07. */
  subMchid: Ids.SubMchid,
  /** Rule: CR-ID-07. */
  subAppid: Schema.optionalKey(Ids.SubAppid),
  /** What is due, in fen. Rules: CR-AMT-01, CR-AMT-02. */
  repaymentAmount: Fen,
  /** The least to pay, in fen; a consumer loan must name it. Rules: CR-AMT-04, CR-AMT-05, CR-AMT-06. */
  minRepaymentAmount: Schema.optionalKey(Fen),
  /** The Beijing day it is due, 1 to 14 days after the day of booking. Rule: CR-DATE-02. */
  repaymentDate: CalendarDate
}).annotate({ identifier: "ScheduleItem" })
export interface ScheduleItem extends Schema.Schema.Type<typeof ScheduleItem> {}

/** A call to book, well-formed. Only `Scheduling.authorize` says whether it may be made. */
export const Booking = Schema.Struct({
  contractId: Ids.ContractId,
  appid: Ids.Appid,
  openid: Ids.Openid,
  /** Exactly one for now. Rule: CR-SCHED-01. */
  scheduleItems: Schema.Tuple([ScheduleItem])
}).annotate({ identifier: "Booking" })
export interface Booking extends Schema.Schema.Type<typeof Booking> {}

/** A repayment to book, as a form or a program hands it in: nothing about it is trusted yet. */
export interface ScheduleItemDraft {
  readonly outRecordId: string
  readonly subMchid: string
  readonly subAppid?: string | undefined
  /** In fen. */
  readonly repaymentAmount: number
  /** In fen. */
  readonly minRepaymentAmount?: number | undefined
  /** `yyyy-MM-dd`, a Beijing day. */
  readonly repaymentDate: string
}

/** A call to book, as a form or a program hands it in: nothing about it is trusted yet. */
export interface BookingDraft {
  readonly contractId: string
  readonly appid: string
  readonly openid: string
  /** Exactly one for now. Rule: CR-SCHED-01. */
  readonly scheduleItems: ReadonlyArray<ScheduleItemDraft>
}

/**
 * A booked repayment as the platform tells it. It has no state, no creation time and no sub-merchant.
 * Rule: CR-SCHED-07.
 */
export const ScheduleRecord = Schema.Struct({
  outRecordId: Ids.asReceived(Ids.OutRecordId),
  appid: Ids.asReceived(Ids.Appid),
  subAppid: Schema.optionalKey(Ids.asReceived(Ids.SubAppid)),
  /** Required by one source, optional in another. Rule: CR-SCHED-09. */
  contractId: Schema.optionalKey(Ids.asReceived(Ids.ContractId)),
  repaymentAmount: Fen,
  /** Listed as always returned, though optional when booking. Rule: CR-SCHED-10. */
  minRepaymentAmount: Schema.optionalKey(Fen),
  repaymentDate: CalendarDate,
  openid: Ids.asReceived(Ids.Openid),
  /** Only old pages know it; read, never sent. Rule: CR-SCHED-08. */
  description: Schema.optionalKey(Schema.String),
  /** Only old pages know it; read, never sent. Rule: CR-SCHED-08. */
  attach: Schema.optionalKey(Schema.String),
  ...unknownMembers
}).annotate({ identifier: "ScheduleRecord" })
export interface ScheduleRecord extends Schema.Schema.Type<typeof ScheduleRecord> {}
