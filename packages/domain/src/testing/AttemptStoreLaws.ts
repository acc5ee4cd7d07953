/**
 * What every memory of attempts promises: one attempt to charge an order does not follow another too soon. Examples at the
 * boundaries, then whole histories of two orders, with clocks that go back, judged by a model of two moments.
 *
 * @since 0.1.0
 */
import * as Arbitrary from "effect/Arbitrary"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as TestClock from "effect/testing/TestClock"
import type { AttemptStore, Claim } from "../client/AttemptStore.ts"
import type { StoreError } from "../client/NotificationStore.ts"
import { pick } from "./Choice.ts"
import { broken, holds, type Law, type LawBroken, make, type Options, property, same } from "./Law.ts"

/** A memory of attempts. */
export type Store = AttemptStore["Service"]

/** One minute. */
const minute = Duration.minutes(1)

/** A claim as a pair to compare. */
const millis = (claim: Claim): readonly [Claim["_tag"], number] =>
  claim._tag === "Claimed"
    ? [claim._tag, DateTime.toEpochMillis(claim.at)]
    : [claim._tag, DateTime.toEpochMillis(claim.until)]

/** What was claimed; nothing else is expected. */
const claimed = (claim: Claim): Effect.Effect<DateTime.Utc, LawBroken> =>
  claim._tag === "Claimed" ? Effect.succeed(claim.at) : broken("Claimed", claim._tag)

/** What the laws are run on: two doors to one memory that knows nothing, one door twice or two processes. */
export interface Settings<E, R> extends Options {
  readonly fresh: Effect.Effect<readonly [Store, Store], E, R>
}

/** What happens to two orders: an attempt is claimed, the last or the first one is given back, time passes or goes back. */
const histories = Arbitrary.array(
  Arbitrary.all({
    what: pick("claim", "claim", "release", "releaseFirst", "pass", "pass", "goBack"),
    order: pick("A", "A", "B"),
    seconds: pick(0, 1, 59, 60, 61, 120, 300),
    door: pick(0, 1)
  }),
  { minLength: 12, maxLength: 40 }
)

type History = typeof histories extends Arbitrary.Arbitrary<infer A> ? A : never

/** Carries a history out: every answer is the model's. */
const judge = Effect.fnUntraced(function* (doors: readonly [Store, Store], history: History) {
  const model = new Map<string, { readonly at: number; readonly lasts: number }>()
  const claims = { A: new Array<DateTime.Utc>(), B: new Array<DateTime.Utc>() }
  let now = 1_000_000
  yield* TestClock.setTime(now)
  for (const { door, order, seconds, what } of history) {
    const store = doors[door]
    const known = model.get(order)
    if (what === "pass" || what === "goBack") {
      now += (what === "pass" ? seconds : -seconds) * 1000
      yield* TestClock.setTime(now)
    } else if (what === "release" || what === "releaseFirst") {
      const at = claims[order].at(what === "release" ? -1 : 0)
      if (at === undefined) continue
      yield* store.release(order, at)
      if (known?.at === DateTime.toEpochMillis(at)) model.delete(order)
    } else {
      const from = known === undefined ? -Infinity : Math.min(known.at, now)
      const until = from + (known?.lasts ?? 0)
      const claim = yield* store.claim(order, Duration.seconds(seconds))
      yield* same(millis(claim), until > now ? ["CoolingDown", until] : ["Claimed", now])
      if (claim._tag === "Claimed") {
        claims[order].push(claim.at)
        model.set(order, { at: now, lasts: seconds * 1000 })
      } else if (known !== undefined) model.set(order, { at: from, lasts: known.lasts })
    }
  }
})

/** Every law. Rule: PS-PAY-08. */
export const laws = <E, R>({
  fresh,
  ...options
}: Settings<E, R>): ReadonlyArray<Law<E | StoreError, Exclude<R, Scope.Scope>>> => {
  const one = Effect.map(fresh, ([store]) => store)
  const claim = (store: Store, order: string, coolDown: Duration.Duration = minute) =>
    Effect.map(store.claim(order, coolDown), millis)

  return [
    make(
      "PS-PAY-08 the first attempt is claimed, at the moment it is asked for",
      Effect.gen(function* () {
        const store = yield* one
        yield* TestClock.setTime(7)
        yield* same(yield* claim(store, "A"), ["Claimed", 7])
      })
    ),
    make(
      "PS-PAY-08 the next is claimed when the cool-down is over, and not a millisecond before",
      Effect.gen(function* () {
        const store = yield* one
        yield* claim(store, "A")
        yield* same(yield* claim(store, "A"), ["CoolingDown", 60_000])
        yield* TestClock.setTime(59_999)
        yield* same(yield* claim(store, "A"), ["CoolingDown", 60_000])
        yield* TestClock.setTime(60_000)
        yield* same(yield* claim(store, "A"), ["Claimed", 60_000])
        yield* same(yield* claim(store, "A"), ["CoolingDown", 120_000])
      })
    ),
    make(
      "PS-PAY-08 how long it lasts was said by who claimed it, whatever the next says",
      Effect.gen(function* () {
        const store = yield* one
        const five = Duration.minutes(5)
        yield* claim(store, "A", five)
        yield* claim(store, "B")
        yield* TestClock.setTime(59_999)
        yield* same(yield* claim(store, "B", five), ["CoolingDown", 60_000])
        yield* TestClock.setTime(60_000)
        yield* same(yield* claim(store, "A"), ["CoolingDown", 300_000])
        yield* same(yield* claim(store, "B", five), ["Claimed", 60_000])
        yield* same(yield* claim(store, "B"), ["CoolingDown", 360_000])
        yield* TestClock.setTime(300_000)
        yield* same(yield* claim(store, "A"), ["Claimed", 300_000])
      })
    ),
    make(
      "PS-PAY-08 an attempt of a time to come, made by a clock that went back, counts from now and expires",
      Effect.gen(function* () {
        const store = yield* one
        yield* TestClock.setTime(1_000_000_000)
        yield* claim(store, "A")
        yield* TestClock.setTime(1_000)
        yield* same(yield* claim(store, "A", Duration.minutes(5)), ["CoolingDown", 61_000])
        yield* TestClock.setTime(60_999)
        yield* same(yield* claim(store, "A"), ["CoolingDown", 61_000])
        yield* TestClock.setTime(61_000)
        yield* same(yield* claim(store, "A"), ["Claimed", 61_000])
      })
    ),
    make(
      "PS-PAY-08 an attempt of this very moment is of no time to come",
      Effect.gen(function* () {
        const store = yield* one
        const at = yield* claimed(yield* store.claim("A", minute))
        yield* same((yield* store.claim("A", minute))._tag, "CoolingDown")
        yield* store.release("A", at)
        yield* same((yield* store.claim("A", minute))._tag, "Claimed")
      })
    ),
    make(
      "PS-PAY-08 a cool-down without end never ends",
      Effect.gen(function* () {
        const store = yield* one
        yield* store.claim("A", Duration.infinity)
        yield* TestClock.adjust("36500 days")
        yield* same((yield* store.claim("A", Duration.infinity))._tag, "CoolingDown")
      })
    ),
    make(
      "PS-PAY-08 a cool-down of less than a millisecond lasts until the next one",
      Effect.gen(function* () {
        const store = yield* one
        yield* claim(store, "A", Duration.micros(1n))
        yield* same((yield* store.claim("A", minute))._tag, "CoolingDown")
        yield* TestClock.setTime(1)
        yield* same(yield* claim(store, "A"), ["Claimed", 1])
      })
    ),
    make(
      "PS-PAY-08 no cool-down is none, even of an attempt of a time to come",
      Effect.gen(function* () {
        const store = yield* one
        yield* TestClock.setTime(1_000)
        yield* claim(store, "A", Duration.zero)
        yield* same(yield* claim(store, "A", Duration.zero), ["Claimed", 1_000])
        yield* TestClock.setTime(10)
        yield* same(yield* claim(store, "A"), ["Claimed", 10])
        yield* same(yield* claim(store, "A"), ["CoolingDown", 60_010])
      })
    ),
    make(
      "PS-PAY-08 two orders never mix, whatever they are made of",
      Effect.gen(function* () {
        const store = yield* one
        const orders = ["1900000109/A", "1900000109/a", "1900000109", "A", " A", "A ", "%", "_", "'", '"', "还款", ""]
        const tags = yield* Effect.forEach(orders, (order) =>
          Effect.map(store.claim(order, minute), ({ _tag }) => _tag)
        )
        yield* holds(
          tags.every((tag) => tag === "Claimed"),
          "every order to be claimed",
          tags
        )
      })
    ),
    make(
      "PS-PAY-08 an attempt that was given back is free at once",
      Effect.gen(function* () {
        const store = yield* one
        const at = yield* claimed(yield* store.claim("A", minute))
        yield* TestClock.setTime(1)
        yield* store.release("A", at)
        yield* same(yield* claim(store, "A"), ["Claimed", 1])
      })
    ),
    make(
      "PS-PAY-08 who gives back an attempt gives back that one, and no later one",
      Effect.gen(function* () {
        const store = yield* one
        const first = yield* claimed(yield* store.claim("A", minute))
        yield* TestClock.setTime(60_000)
        yield* claim(store, "A")
        yield* store.release("A", first)
        yield* same(yield* claim(store, "A"), ["CoolingDown", 120_000])
      })
    ),
    make(
      "PS-PAY-08 giving back twice, or what was never claimed, or under another number, changes nothing",
      Effect.gen(function* () {
        const store = yield* one
        const at = yield* claimed(yield* store.claim("A", minute))
        yield* store.release("B", at)
        yield* same((yield* store.claim("A", minute))._tag, "CoolingDown")
        yield* store.release("A", at)
        yield* store.release("A", at)
        yield* TestClock.setTime(1)
        yield* claim(store, "A")
        yield* store.release("A", at)
        yield* same(yield* claim(store, "A"), ["CoolingDown", 60_001])
      })
    ),
    make(
      "PS-PAY-08 of many at once, one claims, and each order has its own",
      Effect.gen(function* () {
        const doors = yield* fresh
        const claims = yield* Effect.forEach(
          Array.from({ length: 60 }, (_, index) => (index % 3 === 0 ? "B" : "A")),
          (order, index) => Effect.andThen(Effect.yieldNow, doors[index % 4 < 2 ? 0 : 1].claim(order, minute)),
          { concurrency: "unbounded" }
        )
        const winners = claims.flatMap(({ _tag }, index) => (_tag === "Claimed" ? [index % 3 === 0 ? "B" : "A"] : []))
        yield* same(winners.toSorted(), ["A", "B"])
      })
    ),
    property(
      "PS-PAY-08 any history goes as the model says",
      histories,
      (history) => Effect.flatMap(fresh, (doors) => judge(doors, history)),
      options
    )
  ]
}
