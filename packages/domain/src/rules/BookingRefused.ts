/**
 * Why a booking is refused.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { facts, IllFormed, sentence } from "../Refusal.ts"

/** A call books exactly one repayment for now. Rule: CR-SCHED-01. */
export class WrongItemCount extends Schema.TaggedError<WrongItemCount>()("WrongItemCount", facts("CR-SCHED-01")) {
  override readonly message = sentence(this)
}

/** The plan that is passed as known is not the one that the contract was made under. Rule: CR-AMT-13. */
export class OtherPlan extends Schema.TaggedError<OtherPlan>()("OtherPlan", facts("CR-AMT-13")) {
  override readonly message = sentence(this)
}

/** A repayment is at most what its template allows. Rule: CR-AMT-01. */
export class AboveTemplateCap extends Schema.TaggedError<AboveTemplateCap>()("AboveTemplateCap", facts("CR-AMT-01")) {
  override readonly message = sentence(this)
}

/** A repayment is at most what the borrower agreed to. Rule: CR-AMT-02. */
export class AboveContractLimit extends Schema.TaggedError<AboveContractLimit>()(
  "AboveContractLimit",
  facts("CR-AMT-02")
) {
  override readonly message = sentence(this)
}

/** A consumer loan names a minimum. Rule: CR-AMT-04. */
export class MinimumMissing extends Schema.TaggedError<MinimumMissing>()("MinimumMissing", facts("CR-AMT-04")) {
  override readonly message = sentence(this)
}

/** A minimum is at least 5 % or 10 % of the repayment. Rules: CR-AMT-04, CR-AMT-05. */
export class MinimumTooLow extends Schema.TaggedError<MinimumTooLow>()(
  "MinimumTooLow",
  facts("CR-AMT-04", "CR-AMT-05")
) {
  override readonly message = sentence(this)
}

/** A minimum is at most the repayment. Rule: CR-AMT-06. */
export class MinimumAboveAmount extends Schema.TaggedError<MinimumAboveAmount>()(
  "MinimumAboveAmount",
  facts("CR-AMT-06")
) {
  override readonly message = sentence(this)
}

/** A repayment falls 1 to 14 days after the day of booking. Rule: CR-DATE-02. */
export class DateOutsideWindow extends Schema.TaggedError<DateOutsideWindow>()(
  "DateOutsideWindow",
  facts("CR-DATE-02")
) {
  override readonly message = sentence(this)
}

/** Only an effective contract is booked. Rules: CR-CONTRACT-01, CR-SCHED-03. */
export class ContractNotEffective extends Schema.TaggedError<ContractNotEffective>()(
  "ContractNotEffective",
  facts("CR-SCHED-03")
) {
  override readonly message = sentence(this)
}

/** A booking names the contract, the appid and the borrower of one and the same agreement. Rule: CR-SCHED-04. */
export class NotOfContract extends Schema.TaggedError<NotOfContract>()("NotOfContract", facts("CR-SCHED-04")) {
  override readonly message = sentence(this)
}

/** A number that was booked before comes back with other content. Rule: CR-SCHED-05. */
export class RecordIdReused extends Schema.TaggedError<RecordIdReused>()("RecordIdReused", facts("CR-SCHED-05")) {
  override readonly message = sentence(this)
}

/** One reason why a booking is refused. */
export const Reason = Schema.Union([
  OtherPlan,
  IllFormed,
  WrongItemCount,
  AboveTemplateCap,
  AboveContractLimit,
  MinimumMissing,
  MinimumTooLow,
  MinimumAboveAmount,
  DateOutsideWindow,
  ContractNotEffective,
  NotOfContract,
  RecordIdReused
])
export type Reason = typeof Reason.Type

/**
 * A booking that was refused before anything was sent, with every reason. A plan that is not the contract's comes
 * first; then they come in the order of the request's members; for one member its form comes first, then its rules in the order of their ids.
 */
export class BookingRefused extends Schema.TaggedError<BookingRefused>()("BookingRefused", {
  reasons: Schema.NonEmptyArray(Reason)
}) {
  override readonly message = this.reasons.map((reason) => reason.message).join("; ")
  /** Nothing was sent: the request has to change. */
  readonly category = "FixRequest" as const
}
