/**
 * What every local refusal carries: the rule, the member, what was given and what is allowed.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import type { RuleId } from "./rulebook/index.ts"

/** What was given: a text, a number, or `null` when nothing was. */
export const Given = Schema.Union([Schema.String, Schema.Finite, Schema.Null])
export type Given = typeof Given.Type

/** The facts of a refusal under one of the given rules. */
export const facts = <const Rules extends readonly [RuleId, ...ReadonlyArray<RuleId>]>(...rules: Rules) => ({
  /** The rule that refuses. */
  rule: Schema.Literals(rules),
  /** The member refused, as the caller spells it: `scheduleItems[0].repaymentDate`. */
  field: Schema.String,
  given: Given,
  /** What would have been accepted, in words. */
  allowed: Schema.String
})

/** The facts of any refusal, whatever its rule. */
export interface Facts {
  readonly rule: RuleId
  readonly field: string
  readonly given: Given
  readonly allowed: string
}

/** A refusal as one line a person can act on. */
export const sentence = ({ allowed, field, given, rule }: Facts): string =>
  `${field} must be ${allowed}, but ${given === null ? "nothing was given" : `${JSON.stringify(given)} was given`} (${rule})`

/** A member that is not written as it must be, whatever the rest says. */
export class IllFormed extends Schema.TaggedError<IllFormed>()(
  "IllFormed",
  facts(
    "CR-AMT-03",
    "CR-DATE-01",
    "CR-DATE-04",
    "CR-DEDUCT-04",
    "CR-DEDUCT-05",
    "CR-ID-01",
    "CR-ID-02",
    "CR-ID-03",
    "CR-ID-05",
    "CR-ID-06",
    "CR-ID-07",
    "CR-ID-08",
    "CR-SCOPE-01"
  )
) {
  override readonly message = sentence(this)
}
