/**
 * A rule of the platform as data: what it says in our words, where it stands, and how sure that is.
 *
 * @since 0.1.0
 */

/**
 * How sure a rule is: `documented` stands on an official page, `observed` was reported by
 * integrators, `inferred` is reasoning, `unknown` is a question that no source answers.
 */
export type Certainty = "documented" | "observed" | "inferred" | "unknown"

/** One rule, without its id, which is the key it stands under. */
export interface Rule {
  /** The rule in one sentence, in the present tense. */
  readonly sentence: string
  /** The pages or reports that state it, or `none`. */
  readonly source: string
  /** Several certainties when a rule's parts differ, the surest first. */
  readonly certainty: readonly [Certainty, ...ReadonlyArray<Certainty>]
}

/** The rules of one family, keyed by id. */
export type Family<Prefix extends string> = Readonly<Record<`${Prefix}-${string}`, Rule>>
