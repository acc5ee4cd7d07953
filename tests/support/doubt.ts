/**
 * Outcomes that are not known: what they are made of, and how to make one.
 */
import { assert } from "@effect/vitest"
import { OutcomeUnknown } from "@wxrepay/domain/client"

/** How an attempt ended that left an outcome open. */
export type DoubtfulEnd = OutcomeUnknown["attempts"][number]

/** The one attempt that left an outcome open; anything else than such an outcome fails the test. */
export const onlyAttempt = (error: { readonly _tag: string }): DoubtfulEnd => {
  if (!(error instanceof OutcomeUnknown)) return assert.fail(error._tag)
  assert.deepStrictEqual([error.category, error.isRepeat, error.attempts.length], ["AskFirst", false, 1])
  return error.attempts[0]
}

/** An outcome that one attempt of an operation left open. */
export const inDoubt = (attempt: DoubtfulEnd, operation = "pay"): OutcomeUnknown =>
  new OutcomeUnknown({ operation, attempts: [attempt], isRepeat: false })
