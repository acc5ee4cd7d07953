/**
 * What every store of notifications promises: an event takes effect once, however often it is delivered, and again when it
 * failed. The work gives way in its middle, so that fibers meet in it.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import type * as Scope from "effect/Scope"
import type { NotificationStore, StoreError } from "../client/NotificationStore.ts"
import {
  badEndings,
  counting,
  deliver,
  deliveries,
  endBadly,
  held,
  interruptAfter,
  moments,
  tookEffectOnce
} from "./Deliveries.ts"
import { broken, holds, type Law, make, type Options, property, same } from "./Law.ts"

/** What the laws are run on: a store that remembers nothing. */
export interface Settings<E, R> extends Options {
  readonly fresh: Effect.Effect<NotificationStore["Service"], E, R>
}

/** Every law. Rules: V3-HOOK-05, V3-HOOK-08, CR-HOOK-04. */
export const laws = <E, R>({
  fresh,
  ...options
}: Settings<E, R>): ReadonlyArray<Law<E | StoreError, Exclude<R, Scope.Scope>>> => [
  property(
    "V3-HOOK-05 CR-HOOK-04 an event that comes up to 15 times takes effect once, and every repeat is told so",
    deliveries,
    Effect.fnUntraced(function* (drawn) {
      const store = yield* fresh
      const { runs, work } = counting()
      yield* tookEffectOnce(yield* deliver(drawn, (key) => store.once(key, work(key))), runs, drawn)
      for (const key of drawn.keys) yield* same(yield* store.once(key, work(key)), "DoneBefore")
      for (const key of drawn.keys) yield* same(runs.get(key), 1)
    }),
    options
  ),
  property(
    "V3-HOOK-08 work that fails, dies or is interrupted leaves nothing behind, and the next delivery runs it",
    badEndings,
    Effect.fnUntraced(function* (drawn) {
      const store = yield* fresh
      const { runs, work } = counting()
      for (const ending of drawn) yield* endBadly(store, "K", ending, work("K"))
      yield* same(yield* store.once("K", work("K")), "Done")
      yield* same(yield* store.once("K", work("K")), "DoneBefore")
      yield* same(runs.get("K"), drawn.length + 1)
    }),
    options
  ),
  property(
    "V3-HOOK-08 an interruption at any moment leaves a key done or free",
    moments,
    Effect.fnUntraced(function* (steps) {
      const store = yield* fresh
      const { runs, work } = counting()
      yield* interruptAfter(steps, store.once("K", work("K")))
      const before = runs.get("K") ?? 0
      const answer = yield* store.once("K", work("K"))
      yield* holds(
        answer === "Done" || (before > 0 && answer === "DoneBefore"),
        "Done, or DoneBefore if it ran",
        answer
      )
      yield* same(yield* store.once("K", work("K")), "DoneBefore")
    }),
    options
  ),
  make(
    "V3-HOOK-05 a delivery that comes during the work never runs it, however it is answered",
    Effect.gen(function* () {
      const store = yield* fresh
      const { began, letGo, wait } = yield* held
      const first = yield* Effect.forkChild(store.once("K", wait))
      yield* Effect.raceFirst(began, Fiber.await(first))
      const again = broken("the work to run once", "twice")
      const second = yield* Effect.forkChild(store.once("K", again))
      yield* Effect.yieldNow
      yield* letGo
      yield* same(yield* Fiber.join(first), "Done")
      const answer = yield* Fiber.join(second)
      yield* holds(answer === "InProgress" || answer === "DoneBefore", "InProgress or DoneBefore", answer)
    })
  ),
  make(
    "V3-HOOK-05 one effect that is run by many fibers at once takes effect once, and can be run again",
    Effect.gen(function* () {
      const store = yield* fresh
      const { runs, work } = counting()
      const call = store.once("K", work("K"))
      const answers = yield* Effect.all(
        Array.from({ length: 15 }, () => call),
        { concurrency: "unbounded" }
      )
      yield* same(answers.filter((answer) => answer === "Done").length, 1)
      yield* same([yield* call, runs.get("K")], ["DoneBefore", 1])
    })
  )
]
