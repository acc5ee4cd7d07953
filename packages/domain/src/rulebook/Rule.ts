/**
 * A rule of the platform as data: what it says in our words, where it stands, how sure that is, and who holds callers to it.
 *
 * @since 0.1.0
 */

/**
 * How sure a rule is: `documented` stands on an official page, `observed` was reported by
 * integrators, `inferred` is reasoning, `unknown` is a question that no source answers.
 */
export type Certainty = "documented" | "observed" | "inferred" | "unknown"

/** What a rule says, and who says so. */
interface Statement {
  /** The rule in one sentence, in the present tense. */
  readonly sentence: string
  /** The pages or reports that state it, or `none`. */
  readonly source: string
  /** Several certainties when a rule's parts differ, the surest first. */
  readonly certainty: readonly [Certainty, ...ReadonlyArray<Certainty>]
}

/** A rule that code decides. */
export interface Decided extends Statement {
  /**
   * Which side decides it: the `client` by what it sends, refuses, verifies or believes; the `sandbox` in the platform's place;
   * or `both`.
   */
  readonly enforcedBy: "client" | "sandbox" | "both"
  /** Why every case of it can be tried one by one, where that is so and it needs no property. */
  readonly cases?: string
}

/** A rule that no code can decide; at most its values are passed on as they are. */
export interface Told extends Statement {
  readonly enforcedBy: "documentation"
  /** Why code cannot: what it would need lies with the platform, with the caller, or outside this scope. */
  readonly because: string
}

/** One rule, without its id, which is the key it stands under. */
export type Rule = Decided | Told

/** The rules of one family, keyed by id. */
export type Family<Prefix extends string> = Readonly<Record<`${Prefix}-${string}`, Rule>>
