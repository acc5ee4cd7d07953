/**
 * Why a borrower is not asked to sign, and why a contract is not ended.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { facts, IllFormed, sentence } from "../Refusal.ts"
import { OtherPlan } from "./BookingRefused.ts"

/** A contract's limit is at most its template's cap; assumed. Rule: CR-AMT-11. */
export class LimitAboveCap extends Schema.TaggedError<LimitAboveCap>()("LimitAboveCap", facts("CR-AMT-11")) {
  override readonly message = sentence(this)
}

/** A contract code is never used again, whatever became of the first use. Rule: CR-ID-04. */
export class CodeReused extends Schema.TaggedError<CodeReused>()("CodeReused", facts("CR-ID-04")) {
  override readonly message = sentence(this)
}

/** A member that this kind of pre-sign does not have, or not beside another. Rules: CR-SIGN-07, CR-SIGN-09. */
export class MemberMisplaced extends Schema.TaggedError<MemberMisplaced>()(
  "MemberMisplaced",
  facts("CR-SIGN-07", "CR-SIGN-09")
) {
  override readonly message = sentence(this)
}

/** One reason why a borrower is not asked to sign. */
export const Reason = Schema.Union([IllFormed, OtherPlan, LimitAboveCap, CodeReused, MemberMisplaced])
export type Reason = typeof Reason.Type

/**
 * A pre-sign that was refused before anything was sent, with every reason. A plan that is not the one asked for comes
 * first, then the order of the request's members; for one member its form comes before its rules.
 */
export class PresignRefused extends Schema.TaggedError<PresignRefused>()("PresignRefused", {
  reasons: Schema.NonEmptyArray(Reason)
}) {
  override readonly message = this.reasons.map((reason) => reason.message).join("; ")
  /** Nothing was sent: the request has to change. */
  readonly category = "FixRequest" as const
}

/** A termination that was refused before anything was sent, with every reason in the order of its members. */
export class TerminationRefused extends Schema.TaggedError<TerminationRefused>()("TerminationRefused", {
  reasons: Schema.NonEmptyArray(IllFormed)
}) {
  override readonly message = this.reasons.map((reason) => reason.message).join("; ")
  /** Nothing was sent: the request has to change. */
  readonly category = "FixRequest" as const
}
