/**
 * A law names itself when it breaks, what it expects, what was found, and for what; it runs under a clock of its own, and
 * lets the errors of its subject through.
 *
 * Method: small laws that hold or break on purpose.
 */
import { assert, describe, it } from "@effect/vitest"
import { Choice, Law } from "@wxrepay/domain/testing"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { TestClock } from "effect/testing"

class Away extends Schema.TaggedError<Away>()("Away", {}) {}

class Door extends Context.Service<Door, { readonly number: number }>()("Door") {}

const small = Law.property(
  "numbers are small",
  Choice.int(0, 1000),
  (number) => Law.holds(number < 10, "below 10", number),
  {
    seed: 7
  }
)

describe("laws", () => {
  it.effect("a law that breaks names itself, what it expects and what was found", () =>
    Effect.gen(function* () {
      const broken = yield* Effect.flip(Law.make("one is two", Law.same(1, 2)).check)
      assert.deepInclude(broken, { _tag: "LawBroken", law: "one is two", expected: "2", found: "1" })
      assert.strictEqual(broken.message, "one is two: expected 2, but found 1")
    })
  )

  it.effect("what was found is compared member by member", () =>
    Effect.gen(function* () {
      yield* Law.make("alike", Law.same([{ a: [1] }], [{ a: [1] }])).check
      const broken = yield* Effect.flip(Law.make("alike", Law.same([{ a: [1] }], [{ a: [2] }])).check)
      assert.strictEqual(broken.message, 'alike: expected [{"a":[2]}], but found [{"a":[1]}]')
    })
  )

  it.effect("a property that breaks tells for what, as small as can be", () =>
    Effect.gen(function* () {
      const broken = yield* Effect.flip(small.check)
      assert.strictEqual(broken.message, "numbers are small: expected below 10, but found 10 for 10")
    })
  )

  it.effect("a property draws a hundred times unless it is said, and releases what it acquires each time", () =>
    Effect.gen(function* () {
      for (const [options, expected] of [
        [{}, 100],
        [{ runs: 7 }, 7]
      ] as const) {
        let [runs, open] = [0, 0]
        const acquire = Effect.acquireRelease(
          Effect.sync(() => {
            runs++
            return ++open
          }),
          () => Effect.sync(() => open--)
        )
        const law = Law.property(
          "one at a time",
          Choice.int(0, 1),
          () => Effect.flatMap(acquire, (at) => Law.same(at, 1)),
          options
        )
        yield* law.check
        assert.deepStrictEqual([runs, open], [expected, 0])
      }
    })
  )

  it.effect("an error of its subject is its own, of an example and of a property", () =>
    Effect.gen(function* () {
      const one = Law.make("there", Effect.fail(new Away()))
      const all = Law.property("there", Choice.int(0, 1), () => Effect.fail(new Away()))
      assert.instanceOf(yield* Effect.flip(one.check), Away)
      assert.instanceOf(yield* Effect.flip(all.check), Away)
    })
  )

  it.effect("a law runs under a clock of its own, and with the services that it is given", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(5)
      const law = Law.make(
        "at three",
        Effect.gen(function* () {
          yield* Law.same(yield* Clock.currentTimeMillis, 0)
          yield* TestClock.setTime(3)
          yield* Law.same([yield* Clock.currentTimeMillis, (yield* Door).number], [3, 9])
        })
      )
      yield* Effect.provideService(law.check, Door, { number: 9 })
      for (const { check } of Law.on([law], Layer.succeed(Door, { number: 9 }))) yield* check
      assert.strictEqual(yield* Clock.currentTimeMillis, 5)
    })
  )

  it.effect("a law of yours can be run by hand: nothing of it needs a framework", () =>
    Effect.gen(function* () {
      const told = yield* Effect.forEach([small, Law.make("holds", Effect.void)], ({ check, name }) =>
        Effect.match(check, { onFailure: ({ _tag }) => `${name}: ${_tag}`, onSuccess: () => `${name}: holds` })
      )
      assert.deepStrictEqual(told, ["numbers are small: LawBroken", "holds: holds"])
    })
  )
})
