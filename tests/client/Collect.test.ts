/**
 * PS-PAY-01, PS-PAY-08: when a service order is charged, and when it is left alone.
 *
 * Method: `PayScore` answers by a script, and the time is TestClock's: what is counted is what was called, when, and what
 * came of it. Attempts are declined unless a test says otherwise, so that each collection ends at once, and all
 * collections of a test share one memory of attempts.
 */
import { assert, describe, it } from "@effect/vitest"
import { PaymentAttempt, ServiceOrderStage as Stage } from "@wxrepay/domain"
import {
  AttemptStore,
  collect,
  type Collectable,
  Rejection,
  type ServiceCallError,
  SigningError,
  StoreError,
  Unanswered,
  Unreadable
} from "@wxrepay/domain/client"
import * as DateTime from "effect/DateTime"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import { TestClock } from "effect/testing"
import { orderAt, own, type Script, scripted } from "../support/payscorePlatform.ts"
import { overheard } from "../support/overheard.ts"

const awaiting = orderAt("AwaitingPayment", { totalAmount: 39_900 })

const declined = Effect.succeed(PaymentAttempt.Declined.make({ message: "扣款失败" }))

/** A client over a memory of attempts that is new in each test. */
const collecting = (script: Partial<Script> = {}) => {
  const { layer, ...client } = scripted({ find: () => Effect.succeed(awaiting), pay: declined, ...script })
  return { ...client, layer: Layer.merge(layer, Layer.fresh(AttemptStore.layerMemory)) }
}

const once = (changes: Partial<Collectable> = {}) => collect({ ...own, ...changes })

/** The kind of attempt that a collection tells of, and the second from which on another may be made. */
const attemptOf = Effect.fnUntraced(function* (changes?: Partial<Collectable>) {
  const collected = yield* once(changes)
  if (collected._tag !== "Owed") return assert.fail(collected._tag)
  return [collected.attempt, DateTime.toEpochMillis(collected.nextAttemptAt) / 1000] as const
})

describe("PS-PAY-01 it asks first", () => {
  const left = [
    ...(["Created", "InService", "Revoked", "Expired"] as const).map((stage) => ({
      order: orderAt(stage),
      verdict: { _tag: "NotDue", stage }
    })),
    { order: orderAt("Paid"), verdict: { _tag: "Paid" } },
    { order: orderAt("Finished", { needCollection: false }), verdict: { _tag: "NothingDue" } }
  ]
  for (const { order, verdict } of left) {
    it.effect(
      `PS-PAY-01 PS-PAY-09 an order that is ${Stage.of(order)} is told so, and neither charged nor claimed`,
      () => {
        const { called, layer } = collecting({ find: () => Effect.succeed(order) })
        return Effect.gen(function* () {
          assert.deepStrictEqual({ ...Object(yield* once()) }, { ...verdict, order })
          assert.deepStrictEqual(called, ["find 0"])
          const store = yield* AttemptStore
          assert.strictEqual((yield* store.claim(own.outOrderNo, Duration.minutes(1)))._tag, "Claimed")
        }).pipe(Effect.provide(layer))
      }
    )
  }

  const unclear = [
    orderAt("Unclear"),
    orderAt("Finished", { needCollection: true }),
    orderAt("Unclear", { collection: { state: "Unknown:WAIT_PAY" } })
  ]
  for (const [index, order] of unclear.entries()) {
    it.effect(
      `PS-STATE-04 PS-STATE-03 an order that is unclear in way ${index + 1} is undecided, and not charged`,
      () => {
        const { called, layer } = collecting({ find: () => Effect.succeed(order) })
        return Effect.gen(function* () {
          assert.deepStrictEqual({ ...Object(yield* once()) }, { _tag: "Undecided" })
          assert.deepStrictEqual(called, ["find 0"])
        }).pipe(Effect.provide(layer))
      }
    )
  }

  it.effect("PS-PAY-01 an order that awaits payment is charged once, as it was found", () => {
    const { called, given, layer } = collecting()
    return Effect.gen(function* () {
      const collected = yield* once()
      assert.deepStrictEqual(
        { ...Object(collected) },
        {
          _tag: "Owed",
          paid: 0,
          missing: 39_900,
          order: awaiting,
          attempt: "Declined",
          nextAttemptAt: DateTime.makeUnsafe(300_000)
        }
      )
      assert.deepStrictEqual(called, ["find 0", "pay 0", "find 0"])
      assert.deepStrictEqual(given, [own, [own, { order: awaiting }], own])
    }).pipe(Effect.provide(layer))
  })

  for (const [title, error] of [
    ["silence", new Unanswered({ problem: "Deadline", category: "BackOff" })],
    ["a refusal", new Rejection({ status: 404, message: "none", authenticity: "Verified", category: "AskFirst" })]
  ] as const) {
    it.effect(`PS-QUERY-03 ${title} instead of the order ends it before anything is charged or claimed`, () => {
      const { called, layer } = collecting({ find: () => Effect.fail(error) })
      return Effect.gen(function* () {
        assert.strictEqual(yield* Effect.flip(once()), error)
        assert.deepStrictEqual(called, ["find 0"])
        const store = yield* AttemptStore
        assert.strictEqual((yield* store.claim(own.outOrderNo, Duration.minutes(1)))._tag, "Claimed")
      }).pipe(Effect.provide(layer))
    })
  }

  it.effect("what came of the attempt is told by the span", () => {
    const { layer } = collecting()
    return Effect.gen(function* () {
      const { spans } = yield* overheard(Effect.provide(once(), layer))
      const span = spans.find(({ name }) => name === "collect")
      assert.strictEqual(span?.attributes.get("wxrepay.attempt"), "Declined")
    })
  })
})

describe("PS-PAY-08 the cool-down", () => {
  const coolDowns: ReadonlyArray<readonly [title: string, coolDown: Duration.Input | undefined, seconds: number]> = [
    ["by default five minutes", undefined, 300],
    ["as long as it is told", "10 minutes", 600],
    ["a minute where it is told a second", "1 second", 60],
    ["a minute where it is told nothing", 0, 60]
  ]
  for (const [title, coolDown, seconds] of coolDowns) {
    it.effect(`PS-PAY-08 between attempts passes ${title}`, () => {
      const { called, layer } = collecting()
      return Effect.gen(function* () {
        assert.deepStrictEqual(yield* attemptOf({ coolDown }), ["Declined", seconds])
        yield* TestClock.setTime(seconds * 1000 - 1)
        assert.deepStrictEqual(yield* attemptOf({ coolDown }), ["CoolingDown", seconds])
        assert.deepStrictEqual(called, ["find 0", "pay 0", "find 0", `find ${seconds - 0.001}`])
        yield* TestClock.setTime(seconds * 1000)
        assert.deepStrictEqual(yield* attemptOf({ coolDown }), ["Declined", 2 * seconds])
      }).pipe(Effect.provide(layer))
    })
  }

  it.effect("PS-PAY-08 a cool-down without end allows one attempt", () => {
    const { layer } = collecting()
    return Effect.gen(function* () {
      assert.deepStrictEqual(yield* attemptOf({ coolDown: Duration.infinity }), ["Declined", Infinity])
      yield* TestClock.adjust("365 days")
      assert.deepStrictEqual(yield* attemptOf({ coolDown: Duration.infinity }), ["CoolingDown", Infinity])
    }).pipe(Effect.provide(layer))
  })

  it.effect("PS-PAY-08 while it lasts an order is asked about all the same, and told as it stands", () => {
    const { layer } = collecting({ find: (second) => Effect.succeed(second < 10 ? awaiting : orderAt("Paid")) })
    return Effect.gen(function* () {
      yield* once()
      yield* TestClock.setTime(10_000)
      assert.strictEqual((yield* once())._tag, "Paid")
    }).pipe(Effect.provide(layer))
  })

  it.effect("PS-PAY-08 another order does not wait for it", () => {
    const { called, layer } = collecting({
      find: (_, turn) => Effect.succeed(turn < 2 ? awaiting : orderAt("AwaitingPayment", { outOrderNo: "B1" }))
    })
    return Effect.gen(function* () {
      yield* once()
      assert.deepStrictEqual(yield* attemptOf({ outOrderNo: "B1" }), ["Declined", 300])
      assert.deepStrictEqual(called, ["find 0", "pay 0", "find 0", "find 0", "pay 0", "find 0"])
    }).pipe(Effect.provide(layer))
  })

  it.effect("PS-PAY-08 of two that collect at once, one charges", () => {
    const { called, layer } = collecting({ pay: Effect.andThen(Effect.yieldNow, declined) })
    return Effect.gen(function* () {
      const attempts = yield* Effect.all([attemptOf(), attemptOf()], { concurrency: "unbounded" })
      assert.deepStrictEqual(attempts.map(([attempt]) => attempt).toSorted(), ["CoolingDown", "Declined"])
      assert.lengthOf(
        called.filter((call) => call.startsWith("pay")),
        1
      )
    }).pipe(Effect.provide(layer))
  })

  it.effect("PS-PAY-08 a memory of attempts that fails ends it before anything is charged", () => {
    const { called, layer } = scripted({ find: () => Effect.succeed(awaiting), pay: declined })
    const broken = Layer.succeed(AttemptStore, {
      claim: () => Effect.fail(new StoreError({ operation: "Claim" })),
      release: () => Effect.void
    })
    return Effect.gen(function* () {
      const error = yield* Effect.flip(once())
      assert.strictEqual(error._tag, "StoreError")
      assert.deepStrictEqual(called, ["find 0"])
    }).pipe(Effect.provide([layer, broken]))
  })
})

describe("PS-PAY-08 an attempt that was not made", () => {
  const rejection = (category: Rejection["category"]) =>
    new Rejection({ status: 400, code: "PARAM_ERROR", message: "no", authenticity: "Verified", category })

  const unmade: ReadonlyArray<readonly [title: string, error: ServiceCallError]> = [
    ["a request that is wrong", rejection("FixRequest")],
    ["a refusal for good", rejection("GiveUp")],
    ["a key that cannot sign", new SigningError({ problem: "KeyFailed" })]
  ]
  for (const [title, error] of unmade) {
    it.effect(`PS-ERR-03 ${title} is told, and the order may be charged at once when it is mended`, () => {
      let times = 0
      const { called, layer } = collecting({
        pay: Effect.suspend(() => (times++ === 0 ? Effect.fail(error) : declined))
      })
      return Effect.gen(function* () {
        assert.strictEqual(yield* Effect.flip(once()), error)
        assert.deepStrictEqual(called, ["find 0", "pay 0"])
        assert.deepStrictEqual(yield* attemptOf(), ["Declined", 300])
      }).pipe(Effect.provide(layer))
    })
  }
})

describe("PS-QUERY-03 an attempt that nobody knows of", () => {
  const unknown: ReadonlyArray<readonly [title: string, pay: Effect.Effect<never, ServiceCallError>]> = [
    ["silence", Effect.fail(new Unanswered({ problem: "Deadline", category: "AskFirst" }))],
    ["an answer that cannot be read", Effect.fail(new Unreadable({ status: 200, problem: "", category: "AskFirst" }))],
    [
      "a refusal that nobody proves",
      Effect.fail(new Rejection({ status: 500, message: "no", authenticity: "Unsigned", category: "AskFirst" }))
    ]
  ]
  for (const [title, pay] of unknown) {
    it.effect(`PS-QUERY-03 after ${title} the order is asked about, and the attempt counts as made`, () => {
      const { called, layer } = collecting({
        pay,
        find: (second) => Effect.succeed(second === 5 ? orderAt("Paid") : awaiting)
      })
      return Effect.gen(function* () {
        const collected = yield* Effect.forkChild(once())
        yield* TestClock.adjust("5 seconds")
        assert.strictEqual((yield* Fiber.join(collected))._tag, "Paid")
        yield* TestClock.adjust("1 second")
        assert.deepStrictEqual(yield* attemptOf(), ["CoolingDown", 300])
        assert.deepStrictEqual(called, ["find 0", "pay 0", "find 5", "find 6"])
      }).pipe(Effect.provide(layer))
    })
  }

  it.effect("V3-NET-04 who is interrupted while charging leaves the attempt as made", () => {
    const began = Deferred.makeUnsafe<void>()
    const { called, layer } = collecting({ pay: Effect.andThen(Deferred.succeed(began, undefined), Effect.never) })
    return Effect.gen(function* () {
      const collected = yield* Effect.forkChild(once())
      yield* Deferred.await(began)
      yield* Fiber.interrupt(collected)
      assert.deepStrictEqual(yield* attemptOf(), ["CoolingDown", 300])
      assert.deepStrictEqual(called, ["find 0", "pay 0", "find 0"])
    }).pipe(Effect.provide(layer))
  })

  it.effect("V3-NET-04 and so does who is interrupted while asking", () => {
    const { called, layer } = collecting({ pay: Effect.succeed(PaymentAttempt.Taken.make({})) })
    return Effect.gen(function* () {
      const collected = yield* Effect.forkChild(once())
      yield* TestClock.adjust("6 seconds")
      yield* Fiber.interrupt(collected)
      assert.deepStrictEqual(yield* attemptOf(), ["CoolingDown", 300])
      assert.deepStrictEqual(called, ["find 0", "pay 0", "find 5", "find 6"])
    }).pipe(Effect.provide(layer))
  })

  it.effect("V3-NET-04 and so does a bug in the middle of it", () => {
    const { layer } = collecting({ pay: Effect.die("a bug") })
    return Effect.gen(function* () {
      assert.isTrue(Exit.hasDies(yield* Effect.exit(once())))
      assert.deepStrictEqual(yield* attemptOf(), ["CoolingDown", 300])
    }).pipe(Effect.provide(layer))
  })
})
