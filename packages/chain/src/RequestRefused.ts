/**
 * A request that cannot be meant, refused before anything is sent.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

/** What is wrong with one part of a request; what was given is not repeated, for it may be somebody's number. */
export const Reason = Schema.Struct({
  /** `out_order_no`, `json.total_amount`, `query.appid`, `headers.x`, `path`. */
  field: Schema.String,
  /** What it would have to be, with the rule that says so where there is one. */
  problem: Schema.String
})
export type Reason = typeof Reason.Type

/** The request is not one that the platform could take; nothing was sent. */
export class RequestRefused extends Schema.TaggedError<RequestRefused>()("RequestRefused", {
  /** The path as it was written, with the names of its variables. */
  path: Schema.String,
  reasons: Schema.NonEmptyArray(Reason)
}) {
  override readonly message = this.reasons.map(({ field, problem }) => `${field}: ${problem}`).join("; ")
  readonly category = "FixRequest" as const
}
