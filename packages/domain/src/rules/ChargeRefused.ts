/**
 * Why a charge is refused.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { facts, IllFormed, sentence } from "../Refusal.ts"

/** Only an effective contract is charged. Rules: CR-CONTRACT-01, CR-DEDUCT-10. */
export class ContractNotEffective extends Schema.TaggedError<ContractNotEffective>()(
  "ContractNotEffective",
  facts("CR-DEDUCT-10")
) {
  override readonly message = sentence(this)
}

/** A charge names the contract and the number of one and the same booking. Rule: CR-DEDUCT-01. */
export class NotOfBooking extends Schema.TaggedError<NotOfBooking>()("NotOfBooking", facts("CR-DEDUCT-01")) {
  override readonly message = sentence(this)
}

/** A charge is more than nothing and at most what was booked; both bounds are assumed. Rule: CR-AMT-07. */
export class AmountNotChargeable extends Schema.TaggedError<AmountNotChargeable>()(
  "AmountNotChargeable",
  facts("CR-AMT-07")
) {
  override readonly message = sentence(this)
}

/** A booking has one charge at a time: the next may start when the last has failed; assumed. Rule: CR-DEDUCT-08. */
export class EarlierOrderLives extends Schema.TaggedError<EarlierOrderLives>()(
  "EarlierOrderLives",
  facts("CR-DEDUCT-08")
) {
  override readonly message = sentence(this)
}

/** A number that was charged before comes back with other content. Rule: CR-DEDUCT-06. */
export class TradeNoReused extends Schema.TaggedError<TradeNoReused>()("TradeNoReused", facts("CR-DEDUCT-06")) {
  override readonly message = sentence(this)
}

/** One reason why a charge is refused. */
export const Reason = Schema.Union([
  IllFormed,
  ContractNotEffective,
  NotOfBooking,
  AmountNotChargeable,
  EarlierOrderLives,
  TradeNoReused
])
export type Reason = typeof Reason.Type

/**
 * A charge that was refused before anything was sent, with every reason. They come in the order of the
 * request's members; for one member its form comes first, then its rules in the order of their ids.
 */
export class ChargeRefused extends Schema.TaggedError<ChargeRefused>()("ChargeRefused", {
  reasons: Schema.NonEmptyArray(Reason)
}) {
  override readonly message = this.reasons.map((reason) => reason.message).join("; ")
  /** Nothing was sent: the request has to change. */
  readonly category = "FixRequest" as const
}

/**
 * Something worth saying about a charge that is made all the same: less is asked for than the booked minimum,
 * and no page says whether that is refused. Rule: CR-AMT-07.
 */
export class BelowMinimum extends Schema.TaggedClass<BelowMinimum>()("BelowMinimum", facts("CR-AMT-07")) {
  readonly message = sentence(this)
}
