/**
 * V3-RATE: what batches are held to: so many attempts at once, so many within a time, of one merchant.
 *
 * Method: a network in process holds attempts until the test lets them go, or answers at once and notes the moment; the time is
 * TestClock's. Limiters of others are layers.
 */
import { assert, describe, it } from "@effect/vitest"
import type { SignedHttpClientOptions } from "@wxrepay/domain/client"
import { Choice } from "@wxrepay/domain/testing"
import * as Arbitrary from "effect/Arbitrary"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as RateLimiter from "effect/persistence/RateLimiter"
import * as Semaphore from "effect/Semaphore"
import { TestClock } from "effect/testing"
import * as Scripted from "../support/scripted.ts"

const { fine, inOrder } = Scripted

/** A network that answers when it is told to, and knows how many attempts it has before it. */
const holding = Effect.fnUntraced(function* (limits: SignedHttpClientOptions["limits"]) {
  const gate = yield* Semaphore.make(1_000_000)
  yield* gate.take(1_000_000)
  let inFlight = 0
  let most = 0
  const script: Scripted.Script = () =>
    Effect.suspend(() => {
      most = Math.max(most, ++inFlight)
      return Effect.as(gate.take(1), fine)
    }).pipe(Effect.ensuring(Effect.sync(() => void inFlight--)))
  const made = yield* Scripted.client(script, { limits })
  return {
    ...made,
    inFlight: () => inFlight,
    most: () => most,
    /** So many of those that wait are answered. */
    answer: (count: number) => Effect.andThen(gate.release(count), TestClock.adjust(0))
  }
})

/** Begins so many calls at once. */
const begin = (call: Effect.Effect<unknown, unknown>, count: number) =>
  Effect.tap(
    Effect.forEach(Array.from({ length: count }), () => Effect.forkChild(Effect.exit(call))),
    () => TestClock.adjust(0)
  )

const joined = (fibers: ReadonlyArray<Fiber.Fiber<Exit.Exit<unknown, unknown>>>) =>
  Effect.map(Effect.forEach(fibers, Fiber.join), (exits) => exits.filter(Exit.isSuccess).length)

describe("so many at once", () => {
  it.effect("V3-RATE-03 by default there is no limit", () =>
    Effect.gen(function* () {
      const { answer, call, inFlight } = yield* holding(undefined)
      const fibers = yield* begin(call("Read"), 200)
      assert.strictEqual(inFlight(), 200)
      yield* answer(200)
      assert.strictEqual(yield* joined(fibers), 200)
    }).pipe(Effect.scoped)
  )

  it.effect.prop(
    "V3-RATE-01 never more are under way than allowed, as many as allowed are, and none is lost",
    [Arbitrary.all({ concurrent: Choice.int(1, 8), calls: Choice.int(1, 30), atOnce: Choice.int(1, 4) })],
    ([{ atOnce, calls, concurrent }]) =>
      Effect.gen(function* () {
        const { answer, call, inFlight, most, seen } = yield* holding({ concurrent })
        const fibers = yield* begin(call("Charge"), calls)
        let left = calls
        while (left > 0) {
          const underWay = Math.min(concurrent, left)
          assert.strictEqual(inFlight(), underWay)
          const answered = Math.min(atOnce, underWay)
          yield* answer(answered)
          left -= answered
        }
        assert.strictEqual(yield* joined(fibers), calls)
        assert.lengthOf(seen, calls)
        assert.strictEqual(most(), Math.min(concurrent, calls))
      }).pipe(Effect.scoped)
  )

  it.effect("V3-RATE-01 those who are given up while they wait leave, and those behind them get their turn", () =>
    Effect.gen(function* () {
      const { answer, call, inFlight, seen } = yield* holding({ concurrent: 1 })
      const [first, second, third] = yield* begin(call("Read"), 3)
      if (first === undefined || second === undefined || third === undefined) return assert.fail("none")
      yield* Fiber.interrupt(second)
      assert.lengthOf(seen, 1)
      yield* answer(1)
      assert.deepStrictEqual([seen.length, inFlight()], [2, 1])
      // one that is given up under way makes room as well
      yield* Fiber.interrupt(third)
      const [last] = yield* begin(call("Read"), 1)
      assert.deepStrictEqual([seen.length, inFlight()], [3, 1])
      yield* answer(1)
      assert.strictEqual(yield* joined(last === undefined ? [] : [first, last]), 2)
    }).pipe(Effect.scoped)
  )

  it.effect("V3-RATE-01 a call that waits to be made again makes room for others", () =>
    Effect.gen(function* () {
      const { call, seen } = yield* Scripted.client(inOrder({ status: 500 }, fine), { limits: { concurrent: 1 } })
      const [again, other] = yield* begin(call("Read"), 2)
      assert.deepStrictEqual(
        seen.map(({ at }) => at),
        [0, 0]
      )
      yield* TestClock.adjust("1 second")
      assert.strictEqual(yield* joined(again === undefined || other === undefined ? [] : [again, other]), 2)
      assert.lengthOf(seen, 3)
    }).pipe(Effect.scoped)
  )
})

describe("so many within a time", () => {
  const rate = { attempts: 2, within: "1 second" } as const

  const momentsOf = (seen: ReadonlyArray<Scripted.Attempt>) => seen.map(({ at }) => at)

  it.effect("V3-RATE-01 the first come at once, the others one after the other, and none is lost", () =>
    Effect.gen(function* () {
      const { call, seen } = yield* Scripted.client(inOrder(fine), { limits: { rate } })
      const fibers = yield* begin(call("Charge"), 6)
      assert.deepStrictEqual(momentsOf(seen), [0, 0])
      yield* TestClock.adjust("1 minute")
      assert.deepStrictEqual(momentsOf(seen), [0, 0, 500, 1_000, 1_500, 2_000])
      assert.strictEqual(yield* joined(fibers), 6)
    }).pipe(Effect.scoped)
  )

  it.effect("V3-RATE-01 those who are given up while they wait cost those after them one turn at the most", () =>
    Effect.gen(function* () {
      const { call, seen } = yield* Scripted.client(inOrder(fine), { limits: { rate } })
      const fibers = yield* begin(call("Read"), 100)
      yield* Effect.forEach(fibers, Fiber.interrupt)
      const [next] = yield* begin(call("Read"), 1)
      yield* TestClock.adjust("1 minute")
      assert.deepStrictEqual(momentsOf(seen), [0, 0, 1_000])
      assert.strictEqual(yield* joined(next === undefined ? [] : [next]), 1)
    }).pipe(Effect.scoped)
  )

  it.effect("V3-RATE-01 repetitions and hosts that are gone on to count as well", () =>
    Effect.gen(function* () {
      const { call, seen } = yield* Scripted.client(inOrder(Scripted.refused, { status: 500 }, fine), {
        backups: [Scripted.hosts.backup],
        limits: { rate: { attempts: 1, within: "10 seconds" } }
      })
      const [fiber] = yield* begin(call("Read"), 1)
      yield* TestClock.adjust("1 minute")
      assert.deepStrictEqual(momentsOf(seen), [0, 10_000, 20_000])
      assert.strictEqual(yield* joined(fiber === undefined ? [] : [fiber]), 1)
    }).pipe(Effect.scoped)
  )

  it.effect("V3-RATE-01 an attempt is signed when its turn has come", () =>
    Effect.gen(function* () {
      const { call, seen } = yield* Scripted.client(inOrder(fine), { limits: { rate } })
      yield* begin(call("Read"), 3)
      yield* TestClock.adjust("1 minute")
      assert.strictEqual(seen[2]?.headers["authorization"], "3 500 /v3/x?a=1")
    }).pipe(Effect.scoped)
  )

  it.effect("V3-RATE-01 with both limits those that wait for the time are among the so many at once", () =>
    Effect.gen(function* () {
      const { answer, call, inFlight, most, seen } = yield* holding({
        concurrent: 2,
        rate: { attempts: 1, within: 100 }
      })
      const fibers = yield* begin(call("Read"), 4)
      assert.strictEqual(inFlight(), 1)
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual([inFlight(), seen.length], [2, 2])
      yield* answer(4)
      yield* TestClock.adjust("1 second")
      assert.strictEqual(yield* joined(fibers), 4)
      assert.strictEqual(most(), 2)
    }).pipe(Effect.scoped)
  )

  it.effect("V3-RATE-01 a limiter at hand is shared: two clients of one merchant keep one rate, under its number", () =>
    Effect.gen(function* () {
      const keys = new Set<string>()
      const limiter = yield* RateLimiter.make
      const shared = RateLimiter.RateLimiter.of({
        ...limiter,
        consume: (options) => {
          keys.add(options.key)
          return limiter.consume(options)
        }
      })
      yield* Effect.gen(function* () {
        const one = yield* Scripted.client(inOrder(fine), { limits: { rate } })
        const other = yield* Scripted.client(inOrder(fine), { limits: { rate } })
        yield* begin(Effect.andThen(one.call("Read"), other.call("Read")), 3)
        yield* TestClock.adjust("1 minute")
        const moments = momentsOf([...one.seen, ...other.seen]).toSorted((a, b) => a - b)
        assert.deepStrictEqual(moments, [0, 0, 500, 1_000, 1_500, 2_000])
      }).pipe(Effect.provideService(RateLimiter.RateLimiter, shared))
      assert.deepStrictEqual([...keys], ["wxrepay/1900000001"])
    }).pipe(Effect.scoped, Effect.provide(RateLimiter.layerStoreMemory))
  )

  it.effect("V3-RATE-01 without one, each client counts for itself", () =>
    Effect.gen(function* () {
      const one = yield* Scripted.client(inOrder(fine), { limits: { rate } })
      const other = yield* Scripted.client(inOrder(fine), { limits: { rate } })
      yield* begin(Effect.andThen(one.call("Read"), other.call("Read")), 2)
      assert.deepStrictEqual(momentsOf([...one.seen, ...other.seen]), [0, 0, 0, 0])
    }).pipe(Effect.scoped)
  )

  it.effect("V3-RATE-01 a limiter that fails lets pass, and says so", () =>
    Effect.gen(function* () {
      const lines: Array<string> = []
      const failing = Layer.effect(
        RateLimiter.RateLimiter,
        Effect.map(RateLimiter.make, (limiter) =>
          RateLimiter.RateLimiter.of({
            ...limiter,
            consume: () =>
              Effect.fail(
                new RateLimiter.RateLimiterError({
                  reason: new RateLimiter.RateLimitStoreError({ message: "redis://:secret@host" })
                })
              )
          })
        )
      ).pipe(Layer.provide(RateLimiter.layerStoreMemory))
      yield* Effect.gen(function* () {
        const { call, seen } = yield* Scripted.client(inOrder(fine), { limits: { rate } })
        const fibers = yield* begin(call("Charge"), 5)
        assert.strictEqual(yield* joined(fibers), 5)
        assert.deepStrictEqual(momentsOf(seen), [0, 0, 0, 0, 0])
      }).pipe(
        Effect.provide(failing),
        Effect.provide(Logger.layer([Logger.make(({ message }) => void lines.push(String(message)))]))
      )
      assert.deepStrictEqual(
        lines,
        Array.from({ length: 5 }, () => "The rate limiter failed, so the call does not wait for it")
      )
    }).pipe(Effect.scoped)
  )
})

describe("limits that nothing could pass", () => {
  const rate = (attempts: number, within: Duration.Input) => ({ rate: { attempts, within } })
  const numbers = [0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY]
  const wrong: ReadonlyArray<readonly [string, number | string, SignedHttpClientOptions["limits"]]> = [
    ...numbers.map((concurrent) => ["concurrent", concurrent, { concurrent }] as const),
    ...numbers.map((attempts) => ["rate.attempts", attempts, rate(attempts, "1 second")] as const),
    ...([0, -1, Number.NaN, Number.POSITIVE_INFINITY, "-1 seconds"] as const).map(
      (within) => ["rate.within", within, rate(1, within)] as const
    )
  ]
  for (const [limit, given, limits] of wrong) {
    it.effect(`V3-RATE-03 ${limit} of ${given} ends the program where the client is built, and hangs no call`, () =>
      Effect.gen(function* () {
        const exit = yield* Effect.exit(Scripted.client(inOrder(fine), { limits }))
        assert.isTrue(Exit.hasDies(exit))
        assert.include(String(exit), `limits.${limit} must be `)
      }).pipe(Effect.scoped)
    )
  }
})
