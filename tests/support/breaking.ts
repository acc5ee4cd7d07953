/**
 * Shows that laws can break: which of them an implementation breaks that is wrong on purpose.
 */
import { assert, describe, it } from "@effect/vitest"
import { Law } from "@wxrepay/domain/testing"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"

/** An implementation that is wrong in one way, and the laws it breaks, each by a few words of its name. */
export interface Wrong<E> {
  readonly way: string
  readonly laws: ReadonlyArray<Law.Law<E>>
  readonly breaks: ReadonlyArray<string>
}

/** The law whose name has these words; there is one. */
const lawOf = (laws: ReadonlyArray<Law.Law<unknown>>, words: string): string => {
  const found = laws.filter(({ name }) => name.includes(words))
  assert.lengthOf(found, 1, words)
  return found[0]?.name ?? ""
}

/** Each wrong implementation breaks just the laws that are named, and none of the laws is left that nothing breaks. */
export const breaks = <E>(suite: string, wrongs: ReadonlyArray<Wrong<E>>): void => {
  describe(`${suite}: every law can break`, () => {
    for (const { breaks, laws, way } of wrongs) {
      it.effect(`${way} breaks just what it breaks`, () =>
        Effect.gen(function* () {
          const verdicts = yield* Effect.forEach(laws, ({ check, name }) =>
            Effect.map(Effect.result(check), (verdict) => ({ name, verdict }))
          )
          const found = verdicts.flatMap(({ name, verdict }) => (Result.isFailure(verdict) ? [name] : []))
          assert.deepStrictEqual(found.toSorted(), breaks.map((words) => lawOf(laws, words)).toSorted())
          for (const { name, verdict } of verdicts) {
            if (Result.isSuccess(verdict)) continue
            assert.instanceOf(verdict.failure, Law.LawBroken)
            assert.strictEqual(verdict.failure.law, name)
            assert.include(verdict.failure.message, `${name}: expected `)
          }
        })
      )
    }

    it("no law is left that nothing breaks", () => {
      const all = wrongs[0]?.laws ?? []
      const broken = new Set(wrongs.flatMap(({ breaks, laws }) => breaks.map((words) => lawOf(laws, words))))
      assert.deepStrictEqual(
        all.map(({ name }) => name).filter((name) => !broken.has(name)),
        []
      )
    })
  })
}
