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

/** Stands in a refusal for what was given and must not be shown: a name, a document number. Rule: CR-SIGN-03. */
export const hidden = "(hidden)"

/** A refusal as one line a person can act on. */
export const sentence = ({ allowed, field, given, rule }: Facts): string =>
  `${field} must be ${allowed}, but ${told(given)} (${rule})`

const told = (given: Given): string => {
  if (given === null) return "nothing was given"
  return given === hidden ? "what was given is not, and is not shown" : `${JSON.stringify(given)} was given`
}

/** A member that is not written as it must be, whatever the rest says. */
export class IllFormed extends Schema.TaggedError<IllFormed>()(
  "IllFormed",
  facts(
    "CR-AMT-03",
    "CR-CONTRACT-03",
    "CR-DATE-01",
    "CR-DATE-04",
    "CR-DEDUCT-04",
    "CR-DEDUCT-05",
    "CR-ENC-01",
    "CR-ENC-03",
    "CR-ID-01",
    "CR-ID-02",
    "CR-ID-03",
    "CR-ID-05",
    "CR-ID-06",
    "CR-ID-07",
    "CR-ID-08",
    "CR-SCOPE-01",
    "CR-SIGN-02",
    "CR-SIGN-03",
    "CR-SIGN-07",
    "PS-AMT-01",
    "PS-AMT-06",
    "PS-AMT-07",
    "PS-AMT-08",
    "PS-AMT-09",
    "PS-AMT-10",
    "PS-AMT-13",
    "PS-CANCEL-03",
    "PS-COMPLETE-05",
    "PS-CREATE-03",
    "PS-CREATE-04",
    "PS-CREATE-06",
    "PS-CREATE-07",
    "PS-CREATE-08",
    "PS-DEV-01",
    "PS-ID-01",
    "PS-ID-03",
    "PS-ID-04",
    "PS-LOC-01",
    "PS-MODIFY-03",
    "PS-QUERY-01",
    "PS-RISK-01",
    "PS-RISK-02",
    "PS-TIME-01",
    "PS-TIME-02",
    "PS-TIME-06",
    "PS-TIME-07",
    "V3-ECHO-01",
    "V3-ENC-02",
    "V3-HOOK-02"
  )
) {
  override readonly message = sentence(this)
}
