/**
 * PS-PAY-08: what every memory of attempts promises.
 *
 * Method: examples at the boundaries, then whole histories of two orders, with clocks that go back, are drawn, carried out at one
 * of two doors each, and judged by a model of two moments. The time is TestClock's.
 */
import { assert, describe, it } from "@effect/vitest"
import type { AttemptStore, Claim } from "@wxrepay/domain/client"
import * as Arbitrary from "effect/Arbitrary"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type * as SqlError from "effect/sql/SqlError"
import { TestClock } from "effect/testing"
import { pick } from "../arbitraries/choice.ts"

type Store = AttemptStore["Service"]

/** One minute. */
export const minute = Duration.minutes(1)

/** A claim as a pair to compare. */
const millis = (claim: Claim): readonly [Claim["_tag"], number] =>
  claim._tag === "Claimed"
    ? [claim._tag, DateTime.toEpochMillis(claim.at)]
    : [claim._tag, DateTime.toEpochMillis(claim.until)]

/** What was claimed; nothing else is expected. */
const claimed = (claim: Claim): DateTime.Utc => (claim._tag === "Claimed" ? claim.at : assert.fail(claim._tag))

/** Runs the laws; `fresh` makes two doors to one memory that knows nothing: one door twice, or two processes. */
export const laws = (
  name: string,
  fresh: Effect.Effect<readonly [Store, Store], SqlError.SqlError, Scope.Scope>,
  runs: number
): void => {
  const one = Effect.map(fresh, ([store]) => store)

  describe(`attempts in ${name}`, () => {
    it.effect("PS-PAY-08 the first attempt is claimed, at the moment it is asked for", () =>
      Effect.gen(function* () {
        const store = yield* one
        yield* TestClock.setTime(7)
        assert.deepStrictEqual(millis(yield* store.claim("A", minute)), ["Claimed", 7])
      })
    )

    it.effect("PS-PAY-08 the next is claimed when the cool-down is over, and not a millisecond before", () =>
      Effect.gen(function* () {
        const store = yield* one
        yield* store.claim("A", minute)
        assert.deepStrictEqual(millis(yield* store.claim("A", minute)), ["CoolingDown", 60_000])
        yield* TestClock.setTime(59_999)
        assert.deepStrictEqual(millis(yield* store.claim("A", minute)), ["CoolingDown", 60_000])
        yield* TestClock.setTime(60_000)
        assert.deepStrictEqual(millis(yield* store.claim("A", minute)), ["Claimed", 60_000])
        assert.deepStrictEqual(millis(yield* store.claim("A", minute)), ["CoolingDown", 120_000])
      })
    )

    it.effect("PS-PAY-08 how long it lasts was said by who claimed it, whatever the next says", () =>
      Effect.gen(function* () {
        const store = yield* one
        const five = Duration.minutes(5)
        yield* store.claim("A", five)
        yield* store.claim("B", minute)
        yield* TestClock.setTime(59_999)
        assert.deepStrictEqual(millis(yield* store.claim("B", five)), ["CoolingDown", 60_000])
        yield* TestClock.setTime(60_000)
        assert.deepStrictEqual(millis(yield* store.claim("A", minute)), ["CoolingDown", 300_000])
        assert.deepStrictEqual(millis(yield* store.claim("B", five)), ["Claimed", 60_000])
        assert.deepStrictEqual(millis(yield* store.claim("B", minute)), ["CoolingDown", 360_000])
        yield* TestClock.setTime(300_000)
        assert.deepStrictEqual(millis(yield* store.claim("A", minute)), ["Claimed", 300_000])
      })
    )

    it.effect(
      "PS-PAY-08 an attempt of a time to come, made by a clock that went back, counts from now and expires",
      () =>
        Effect.gen(function* () {
          const store = yield* one
          yield* TestClock.setTime(1_000_000_000)
          yield* store.claim("A", minute)
          yield* TestClock.setTime(1_000)
          assert.deepStrictEqual(millis(yield* store.claim("A", Duration.minutes(5))), ["CoolingDown", 61_000])
          yield* TestClock.setTime(60_999)
          assert.deepStrictEqual(millis(yield* store.claim("A", minute)), ["CoolingDown", 61_000])
          yield* TestClock.setTime(61_000)
          assert.deepStrictEqual(millis(yield* store.claim("A", minute)), ["Claimed", 61_000])
        })
    )

    it.effect("PS-PAY-08 an attempt of this very moment is of no time to come", () =>
      Effect.gen(function* () {
        const store = yield* one
        const at = claimed(yield* store.claim("A", minute))
        assert.strictEqual((yield* store.claim("A", minute))._tag, "CoolingDown")
        yield* store.release("A", at)
        assert.strictEqual((yield* store.claim("A", minute))._tag, "Claimed")
      })
    )

    it.effect("PS-PAY-08 a cool-down without end never ends", () =>
      Effect.gen(function* () {
        const store = yield* one
        yield* store.claim("A", Duration.infinity)
        yield* TestClock.adjust("36500 days")
        assert.strictEqual((yield* store.claim("A", Duration.infinity))._tag, "CoolingDown")
      })
    )

    it.effect("PS-PAY-08 a cool-down of less than a millisecond lasts until the next one", () =>
      Effect.gen(function* () {
        const store = yield* one
        yield* store.claim("A", Duration.micros(1n))
        assert.strictEqual((yield* store.claim("A", minute))._tag, "CoolingDown")
        yield* TestClock.setTime(1)
        assert.deepStrictEqual(millis(yield* store.claim("A", minute)), ["Claimed", 1])
      })
    )

    it.effect("PS-PAY-08 no cool-down is none, even of an attempt of a time to come", () =>
      Effect.gen(function* () {
        const store = yield* one
        yield* TestClock.setTime(1_000)
        yield* store.claim("A", Duration.zero)
        assert.deepStrictEqual(millis(yield* store.claim("A", Duration.zero)), ["Claimed", 1_000])
        yield* TestClock.setTime(10)
        assert.deepStrictEqual(millis(yield* store.claim("A", minute)), ["Claimed", 10])
        assert.deepStrictEqual(millis(yield* store.claim("A", minute)), ["CoolingDown", 60_010])
      })
    )

    it.effect("PS-PAY-08 two orders never mix, whatever they are made of", () =>
      Effect.gen(function* () {
        const store = yield* one
        const orders = ["1900000109/A", "1900000109/a", "1900000109", "A", " A", "A ", "%", "_", "'", '"', "还款", ""]
        const claims = yield* Effect.forEach(orders, (order) => store.claim(order, minute))
        assert.isTrue(claims.every(({ _tag }) => _tag === "Claimed"))
      })
    )

    it.effect("PS-PAY-08 an attempt that was given back is free at once", () =>
      Effect.gen(function* () {
        const store = yield* one
        const at = claimed(yield* store.claim("A", minute))
        yield* TestClock.setTime(1)
        yield* store.release("A", at)
        assert.deepStrictEqual(millis(yield* store.claim("A", minute)), ["Claimed", 1])
      })
    )

    it.effect("PS-PAY-08 who gives back an attempt gives back that one, and no later one", () =>
      Effect.gen(function* () {
        const store = yield* one
        const first = claimed(yield* store.claim("A", minute))
        yield* TestClock.setTime(60_000)
        yield* store.claim("A", minute)
        yield* store.release("A", first)
        assert.deepStrictEqual(millis(yield* store.claim("A", minute)), ["CoolingDown", 120_000])
      })
    )

    it.effect("PS-PAY-08 giving back twice, or what was never claimed, or under another number, changes nothing", () =>
      Effect.gen(function* () {
        const store = yield* one
        const at = claimed(yield* store.claim("A", minute))
        yield* store.release("B", at)
        assert.strictEqual((yield* store.claim("A", minute))._tag, "CoolingDown")
        yield* store.release("A", at)
        yield* store.release("A", at)
        yield* TestClock.setTime(1)
        yield* store.claim("A", minute)
        yield* store.release("A", at)
        assert.deepStrictEqual(millis(yield* store.claim("A", minute)), ["CoolingDown", 60_001])
      })
    )

    it.effect("PS-PAY-08 of many at once, one claims, and each order has its own", () =>
      Effect.gen(function* () {
        const doors = yield* fresh
        const claims = yield* Effect.forEach(
          Array.from({ length: 60 }, (_, index) => (index % 3 === 0 ? "B" : "A")),
          (order, index) => Effect.andThen(Effect.yieldNow, doors[index % 4 < 2 ? 0 : 1].claim(order, minute)),
          { concurrency: "unbounded" }
        )
        const winners = claims.flatMap(({ _tag }, index) => (_tag === "Claimed" ? [index % 3 === 0 ? "B" : "A"] : []))
        assert.deepStrictEqual(winners.toSorted(), ["A", "B"])
      })
    )

    /** What happens to two orders: an attempt is claimed, the last one claimed is given back, time passes or goes back. */
    const histories = Arbitrary.array(
      Arbitrary.all({
        what: pick("claim", "claim", "release", "pass", "pass", "goBack"),
        order: pick("A", "B"),
        seconds: pick(0, 1, 59, 60, 61, 120, 300),
        door: pick(0, 1)
      }),
      { minLength: 1, maxLength: 40 }
    )

    it.effect.prop(
      "PS-PAY-08 any history goes as the model says",
      [histories],
      ([history]) =>
        Effect.scoped(
          Effect.gen(function* () {
            const doors = yield* fresh
            const model = new Map<string, { readonly at: number; readonly lasts: number }>()
            const last = new Map<string, DateTime.Utc>()
            let now = 1_000_000
            yield* TestClock.setTime(now)
            for (const { door, order, seconds, what } of history) {
              const store = doors[door]
              const known = model.get(order)
              if (what === "pass" || what === "goBack") {
                now += (what === "pass" ? seconds : -seconds) * 1000
                yield* TestClock.setTime(now)
              } else if (what === "release") {
                const at = last.get(order)
                if (at === undefined) continue
                yield* store.release(order, at)
                if (known?.at === DateTime.toEpochMillis(at)) model.delete(order)
              } else {
                const from = known === undefined ? -Infinity : Math.min(known.at, now)
                const until = from + (known?.lasts ?? 0)
                const claim = yield* store.claim(order, Duration.seconds(seconds))
                assert.deepStrictEqual(millis(claim), until > now ? ["CoolingDown", until] : ["Claimed", now])
                if (claim._tag === "Claimed") last.set(order, claim.at)
                model.set(
                  order,
                  claim._tag === "Claimed"
                    ? { at: now, lasts: seconds * 1000 }
                    : { at: from, lasts: known?.lasts ?? assert.fail("nothing was claimed") }
                )
              }
            }
          })
        ),
      { arbitrary: { runs } }
    )
  })
}
