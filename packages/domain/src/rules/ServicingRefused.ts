/**
 * Why a call on a service order is refused.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { facts, IllFormed, sentence } from "../Refusal.ts"
import { Stage } from "../ServiceOrderStage.ts"

/** A call comes only where the order stands for it. Rules: PS-STATE-07, PS-CANCEL-01, PS-COMPLETE-01, PS-MODIFY-01, PS-PAY-01, PS-PAY-09, PS-SYNC-01. */
export class StageForbids extends Schema.TaggedError<StageForbids>()("StageForbids", {
  ...facts("PS-CANCEL-01", "PS-COMPLETE-01", "PS-MODIFY-01", "PS-PAY-01", "PS-SYNC-01"),
  /** Where the order stands. */
  stage: Stage,
  /** Where it would have to stand. */
  needs: Schema.Array(Stage)
}) {
  override readonly message = sentence(this)
}

/** A call that was made before comes back with other content. Rules: PS-CREATE-02, PS-CANCEL-04, PS-COMPLETE-02. */
export class ContentChanged extends Schema.TaggedError<ContentChanged>()(
  "ContentChanged",
  facts("PS-CREATE-02", "PS-CANCEL-04", "PS-COMPLETE-02")
) {
  override readonly message = sentence(this)
}

/** A call names the number, the appid and the service of one and the same order. Rules: PS-ID-01, PS-ID-03, PS-ID-04. */
export class NotOfOrder extends Schema.TaggedError<NotOfOrder>()(
  "NotOfOrder",
  facts("PS-ID-01", "PS-ID-03", "PS-ID-04")
) {
  override readonly message = sentence(this)
}

/** A payment has an amount or a description. Rule: PS-AMT-08. */
export class LineEmpty extends Schema.TaggedError<LineEmpty>()("LineEmpty", facts("PS-AMT-08")) {
  override readonly message = sentence(this)
}

/** No two payments and no two discounts share a name, but payments named 商品信息 may. Rule: PS-AMT-09. */
export class NameRepeated extends Schema.TaggedError<NameRepeated>()("NameRepeated", facts("PS-AMT-09")) {
  override readonly message = sentence(this)
}

/** A discount has an amount when the service is completed. Rule: PS-AMT-13. */
export class AmountMissing extends Schema.TaggedError<AmountMissing>()("AmountMissing", facts("PS-AMT-13")) {
  override readonly message = sentence(this)
}

/** Discounts are at most what there is to pay; assumed. Rule: PS-AMT-12. */
export class DiscountsAbovePayments extends Schema.TaggedError<DiscountsAbovePayments>()(
  "DiscountsAbovePayments",
  facts("PS-AMT-12")
) {
  override readonly message = sentence(this)
}

/** A total is what the lines add up to. Rule: PS-AMT-02. */
export class TotalDiffers extends Schema.TaggedError<TotalDiffers>()("TotalDiffers", facts("PS-AMT-02")) {
  override readonly message = sentence(this)
}

/** Where a deposit is spared, the total is at most that deposit. Rule: PS-AMT-03. */
export class AboveDeposit extends Schema.TaggedError<AboveDeposit>()("AboveDeposit", facts("PS-AMT-03")) {
  override readonly message = sentence(this)
}

/** A deposit, an estimate or a total is at most the limit of the service. Rules: PS-RISK-02, PS-AMT-04. */
export class AboveServiceLimit extends Schema.TaggedError<AboveServiceLimit>()(
  "AboveServiceLimit",
  facts("PS-RISK-02", "PS-AMT-04")
) {
  override readonly message = sentence(this)
}

/** What is owed can only be lowered, each time strictly. Rules: PS-AMT-05, PS-AMT-11. */
export class TotalNotLowered extends Schema.TaggedError<TotalNotLowered>()("TotalNotLowered", facts("PS-AMT-05")) {
  override readonly message = sentence(this)
}

/** What was paid already is refunded, not lowered; that this holds of a part too is assumed. Rules: PS-MODIFY-02, PS-COL-01. */
export class TotalBelowPaid extends Schema.TaggedError<TotalBelowPaid>()("TotalBelowPaid", facts("PS-MODIFY-02")) {
  override readonly message = sentence(this)
}

/** An order that was created without its end is completed with it. Rule: PS-TIME-03. */
export class EndTimeMissing extends Schema.TaggedError<EndTimeMissing>()("EndTimeMissing", facts("PS-TIME-03")) {
  override readonly message = sentence(this)
}

/** A service that is completed has ended. Rule: PS-TIME-04. */
export class EndInFuture extends Schema.TaggedError<EndInFuture>()("EndInFuture", facts("PS-TIME-04")) {
  override readonly message = sentence(this)
}

/** A service does not end before it begins. Rule: PS-TIME-05. */
export class EndBeforeStart extends Schema.TaggedError<EndBeforeStart>()("EndBeforeStart", facts("PS-TIME-05")) {
  override readonly message = sentence(this)
}

/** An order that the user need not confirm names the user. Rule: PS-CREATE-04. */
export class OpenidMissing extends Schema.TaggedError<OpenidMissing>()("OpenidMissing", facts("PS-CREATE-04")) {
  override readonly message = sentence(this)
}

/** One reason why a call is refused. */
export const Reason = Schema.Union([
  IllFormed,
  NotOfOrder,
  StageForbids,
  ContentChanged,
  LineEmpty,
  NameRepeated,
  AmountMissing,
  DiscountsAbovePayments,
  TotalDiffers,
  AboveDeposit,
  AboveServiceLimit,
  TotalNotLowered,
  TotalBelowPaid,
  EndTimeMissing,
  EndInFuture,
  EndBeforeStart,
  OpenidMissing
])
export type Reason = typeof Reason.Type

/**
 * A call on a service order that was refused before anything was sent, with every reason. What is not well-formed comes
 * first, in the order of the request's members; then the rules, in the same order.
 */
export class ServiceCallRefused extends Schema.TaggedError<ServiceCallRefused>()("ServiceCallRefused", {
  call: Schema.Literals(["Create", "Cancel", "Modify", "Complete", "Pay", "Sync", "DirectComplete"]),
  reasons: Schema.NonEmptyArray(Reason)
}) {
  override readonly message = this.reasons.map((reason) => reason.message).join("; ")
  /** Nothing was sent: the request has to change. */
  readonly category = "FixRequest" as const
}
