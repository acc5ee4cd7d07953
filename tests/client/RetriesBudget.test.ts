/**
 * V3-RETRY: the budget that all calls of one client have for being made again: a platform in trouble is not asked thrice as much.
 *
 * Method: a network in process ends every attempt as written down; the time is TestClock's, counters are a registry of their own.
 */
import { assert, describe, it } from "@effect/vitest"
import { Metrics, RetryPolicy } from "@wxrepay/domain/client"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Metric from "effect/Metric"
import { TestClock } from "effect/testing"
import * as Scripted from "../support/scripted.ts"

const { fine, inOrder, refused, reset } = Scripted

const count = <A>(metric: Metric.Metric<A, Metric.CounterState<number>>) =>
  Effect.map(Metric.value(metric), ({ count }) => count)

/** Counts in a registry of its own. */
const registered = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.provideService(effect, Metric.MetricRegistry, new Map())

/** Two tries each, with all pauses the same. */
const twice = Scripted.policy({ tries: 2 })

/** So many calls at once that fail for want of an answer, to their end. */
const fail = Effect.fnUntraced(function* <E>(call: Effect.Effect<unknown, E>, times: number) {
  const calls = Array.from({ length: times }, () => Effect.exit(call))
  const fiber = yield* Effect.forkChild(Effect.all(calls, { concurrency: "unbounded" }))
  yield* TestClock.adjust(200)
  yield* Fiber.join(fiber)
})

describe("the budget", () => {
  it.effect("V3-RETRY-02 twenty calls are made again at once; the twenty-first is not, and that is counted", () =>
    Effect.gen(function* () {
      const { call, seen } = yield* Scripted.client(inOrder(reset))
      yield* fail(call("Read"), 20)
      assert.lengthOf(seen, 40)
      assert.strictEqual(yield* count(Metrics.exhausted), 0)
      yield* fail(call("Read"), 1)
      assert.lengthOf(seen, 41)
      assert.strictEqual(yield* count(Metrics.exhausted), 1)
      assert.strictEqual(yield* count(Metric.withAttributes(Metrics.retries, { after: "Unanswered" })), 20)
    }).pipe(Effect.scoped, Effect.provide(twice), registered)
  )

  it.effect("V3-RETRY-02 it comes back evenly: one each half second, and all after ten", () =>
    Effect.gen(function* () {
      const { call, seen } = yield* Scripted.client(inOrder(reset))
      yield* fail(call("Read"), 20)
      // 200 ms have passed
      yield* TestClock.adjust(299)
      yield* fail(call("Read"), 1)
      assert.lengthOf(seen, 41)
      yield* fail(call("Read"), 2)
      assert.lengthOf(seen, 44)
      yield* TestClock.adjust("9 seconds")
      yield* TestClock.adjust("1 second")
      yield* fail(call("Read"), 21)
      assert.lengthOf(seen, 44 + 21 + 20)
    }).pipe(Effect.scoped, Effect.provide(twice))
  )

  it.effect("V3-RETRY-02 it is one for calls of every nature, and what is not made again costs nothing of it", () =>
    Effect.gen(function* () {
      const one = Scripted.policy({ tries: 2, budget: { repetitions: 1, within: Duration.hours(1) } })
      yield* Effect.gen(function* () {
        const { call, seen } = yield* Scripted.client(inOrder(reset, fine, { status: 400 }, refused))
        yield* Effect.flip(call("Charge"))
        yield* call("Read")
        yield* Effect.flip(call("Read"))
        assert.lengthOf(seen, 3)
        yield* fail(call("Charge"), 1)
        assert.lengthOf(seen, 5)
        for (const nature of ["Read", "Repeatable", "Write", "Charge"] as const) yield* Effect.flip(call(nature))
        assert.lengthOf(seen, 9)
      }).pipe(Effect.provide(one))
    }).pipe(Effect.scoped)
  )

  it.effect("V3-RETRY-02 the last try of a call costs nothing, and is no end of the budget", () =>
    Effect.gen(function* () {
      const three = Scripted.policy({ budget: { repetitions: 2, within: Duration.hours(1) } })
      yield* Effect.gen(function* () {
        const { call, seen } = yield* Scripted.client(inOrder(reset))
        const fiber = yield* Effect.forkChild(Effect.exit(call("Read")))
        yield* TestClock.adjust("1 second")
        yield* Fiber.join(fiber)
        assert.lengthOf(seen, 3)
        assert.strictEqual(yield* count(Metrics.exhausted), 0)
      }).pipe(Effect.provide(three), registered)
    }).pipe(Effect.scoped)
  )

  it.effect("V3-RETRY-02 a budget of nothing has nothing made again, and each client has its own", () =>
    Effect.gen(function* () {
      const nothing = yield* Scripted.client(inOrder(reset))
      yield* Effect.flip(nothing.call("Read")).pipe(
        Effect.provideService(RetryPolicy.CurrentRetryPolicy, {
          ...RetryPolicy.standard,
          budget: { repetitions: 0, within: Duration.seconds(10) }
        })
      )
      assert.lengthOf(nothing.seen, 1)
      const first = yield* Scripted.client(inOrder(reset))
      yield* fail(first.call("Read"), 21)
      const second = yield* Scripted.client(inOrder(reset))
      yield* fail(second.call("Read"), 20)
      assert.deepStrictEqual([first.seen.length, second.seen.length], [41, 40])
    }).pipe(Effect.scoped, Effect.provide(twice))
  )
})
