/**
 * PS-PAY-08: one attempt to charge an order does not follow another too soon.
 *
 * Method: laws of every memory of attempts, on the memory of a process: examples at the boundaries, then whole histories
 * of two orders, with clocks that go back, are drawn and judged by a model of two moments. The time is TestClock's.
 */
import { assert, describe, it } from "@effect/vitest"
import { AttemptStore, type Claim } from "@wxrepay/domain/client"
import * as Arbitrary from "effect/Arbitrary"
import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import { TestClock } from "effect/testing"
import { pick } from "../arbitraries/choice.ts"

const memory = Effect.map(Layer.build(Layer.fresh(AttemptStore.layerMemory)), (context) =>
  Context.get(context, AttemptStore)
)

const minute = Duration.minutes(1)

const millis = (claim: Claim): readonly [Claim["_tag"], number] =>
  claim._tag === "Claimed"
    ? [claim._tag, DateTime.toEpochMillis(claim.at)]
    : [claim._tag, DateTime.toEpochMillis(claim.until)]

/** What was claimed; nothing else is expected. */
const claimed = (claim: Claim): DateTime.Utc => (claim._tag === "Claimed" ? claim.at : assert.fail(claim._tag))

/** What every memory of attempts promises. */
const laws = (name: string, make: Effect.Effect<AttemptStore["Service"], never, Scope.Scope>) => {
  describe(`attempts in ${name}`, () => {
    it.effect("PS-PAY-08 the first attempt is claimed, at the moment it is asked for", () =>
      Effect.gen(function* () {
        const store = yield* make
        yield* TestClock.setTime(7)
        assert.deepStrictEqual(millis(yield* store.claim("A", minute)), ["Claimed", 7])
      })
    )

    it.effect("PS-PAY-08 the next is claimed when the cool-down is over, and not a millisecond before", () =>
      Effect.gen(function* () {
        const store = yield* make
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
        const store = yield* make
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
          const store = yield* make
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
        const store = yield* make
        const at = claimed(yield* store.claim("A", minute))
        assert.strictEqual((yield* store.claim("A", minute))._tag, "CoolingDown")
        yield* store.release("A", at)
        assert.strictEqual((yield* store.claim("A", minute))._tag, "Claimed")
      })
    )

    it.effect("PS-PAY-08 a cool-down without end never ends", () =>
      Effect.gen(function* () {
        const store = yield* make
        yield* store.claim("A", Duration.infinity)
        yield* TestClock.adjust("36500 days")
        assert.strictEqual((yield* store.claim("A", Duration.infinity))._tag, "CoolingDown")
      })
    )

    it.effect("PS-PAY-08 an attempt that was given back is free at once", () =>
      Effect.gen(function* () {
        const store = yield* make
        const at = claimed(yield* store.claim("A", minute))
        yield* TestClock.setTime(1)
        yield* store.release("A", at)
        assert.deepStrictEqual(millis(yield* store.claim("A", minute)), ["Claimed", 1])
      })
    )

    it.effect("PS-PAY-08 who gives back an attempt gives back that one, and no later one", () =>
      Effect.gen(function* () {
        const store = yield* make
        const first = claimed(yield* store.claim("A", minute))
        yield* TestClock.setTime(60_000)
        yield* store.claim("A", minute)
        yield* store.release("A", first)
        assert.deepStrictEqual(millis(yield* store.claim("A", minute)), ["CoolingDown", 120_000])
      })
    )

    it.effect("PS-PAY-08 giving back twice, or what was never claimed, or under another number, changes nothing", () =>
      Effect.gen(function* () {
        const store = yield* make
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
        const store = yield* make
        const claims = yield* Effect.forEach(
          Array.from({ length: 60 }, (_, index) => (index % 3 === 0 ? "B" : "A")),
          (order) => Effect.andThen(Effect.yieldNow, store.claim(order, minute)),
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
        seconds: pick(1, 59, 60, 61, 120, 300)
      }),
      { minLength: 1, maxLength: 40 }
    )

    it.effect.prop("PS-PAY-08 any history goes as the model says", [histories], ([history]) =>
      Effect.scoped(
        Effect.gen(function* () {
          const store = yield* make
          const model = new Map<string, { readonly at: number; readonly lasts: number }>()
          const last = new Map<string, DateTime.Utc>()
          let now = 1_000_000
          yield* TestClock.setTime(now)
          for (const { order, seconds, what } of history) {
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
      )
    )
  })
}

laws("memory", memory)

describe("memory", () => {
  it.effect("the last 100,000 orders are remembered, and who was charged longest ago is forgotten first", () =>
    Effect.gen(function* () {
      const store = yield* memory
      const tagOf = (order: number) => Effect.map(store.claim(String(order), minute), ({ _tag }) => _tag)
      yield* store.claim("0", minute)
      for (let order = 1; order < 100_000; order++) yield* store.claim(String(order), Duration.days(30))
      assert.strictEqual(yield* tagOf(0), "CoolingDown")
      yield* TestClock.setTime(60_000)
      // 0 is charged again, and so 1 is the oldest when another comes
      assert.strictEqual(yield* tagOf(0), "Claimed")
      yield* store.claim("another", minute)
      assert.deepStrictEqual(yield* Effect.forEach([0, 2, 99_999, 1], tagOf), [
        "CoolingDown",
        "CoolingDown",
        "CoolingDown",
        "Claimed"
      ])
    })
  )

  it.effect("all that is provided with it shares one memory", () =>
    Effect.gen(function* () {
      const charge = Layer.effectDiscard(Effect.flatMap(AttemptStore, (store) => store.claim("A", minute)))
      const both = Layer.mergeAll(
        Layer.provide(charge, AttemptStore.layerMemory),
        Layer.provideMerge(charge, AttemptStore.layerMemory)
      )
      const store = Context.get(yield* Layer.build(both), AttemptStore)
      assert.strictEqual((yield* store.claim("A", minute))._tag, "CoolingDown")
    })
  )

  it.effect("two memories know nothing of each other", () =>
    Effect.gen(function* () {
      const [one, other] = [yield* memory, yield* memory]
      yield* one.claim("A", minute)
      assert.strictEqual((yield* other.claim("A", minute))._tag, "Claimed")
    })
  )
})
