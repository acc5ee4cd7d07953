/**
 * PS-PAY-01, PS-PAY-08: when a service order is charged, and when it is left alone.
 *
 * Method: `PayScore` answers by a script, and the time is TestClock's: what is counted is what was called, when, and what
 * came of it. Attempts are declined unless a test says otherwise, so that each collection ends at once, and all
 * collections of a test share one memory of attempts.
 */
import { assert, describe, it } from "@effect/vitest"
import { PaymentAttempt, ServiceOrderStage as Stage } from "@wxrepay/domain"
import { AttemptStore, collect, type Collectable, Rejection, StoreError, Unanswered } from "@wxrepay/domain/client"
import { ServiceOrders } from "@wxrepay/domain/testing"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { TestClock } from "effect/testing"
import { orderAt, own, type Script, scripted } from "../support/payscorePlatform.ts"
import { overheard } from "../support/overheard.ts"

const awaiting = orderAt("AwaitingPayment", { totalAmount: 39_900 })

/** What the memory of attempts knows the order by. */
const attempted = `${own.serviceId}/${own.outOrderNo}`

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
          assert.strictEqual((yield* store.claim(attempted, Duration.minutes(1)))._tag, "Claimed")
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
          assert.deepStrictEqual({ ...Object(yield* once()) }, { _tag: "Undecided", order })
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
          answer: PaymentAttempt.Declined.make({ message: "扣款失败" }),
          nextAttemptAt: DateTime.makeUnsafe(300_000)
        }
      )
      assert.deepStrictEqual(called, ["find 0", "pay 0", "find 0"])
      assert.deepStrictEqual(given, [own, [own, { order: awaiting }], own])
    }).pipe(Effect.provide(layer))
  })

  const nothingMissing = [
    { collection: { state: "UserPaying", payingAmount: 0, paidAmount: 39_900 }, paid: 39_900 },
    { collection: { state: "UserPaying", totalAmount: 100, paidAmount: 100 }, paid: 100 },
    { collection: { state: "UserPaying", totalAmount: 0 }, paid: 0 }
  ]
  for (const [index, { collection, paid }] of nothingMissing.entries()) {
    it.effect(
      `PS-PAY-01 PS-COL-01 where nothing is missing, as in way ${index + 1}, nothing is charged or claimed`,
      () => {
        const order = ServiceOrders.orderOf({
          state: "Doing",
          stateDescription: "MchComplete",
          totalAmount: 39_900,
          collection
        })
        const { called, layer } = collecting({ find: () => Effect.succeed(order) })
        return Effect.gen(function* () {
          yield* TestClock.setTime(7_000)
          const nextAttemptAt = DateTime.makeUnsafe(7_000)
          assert.deepStrictEqual(
            { ...Object(yield* once()) },
            { _tag: "Owed", paid, missing: 0, order, attempt: "NotNeeded", nextAttemptAt }
          )
          assert.deepStrictEqual(called, ["find 7"])
          assert.strictEqual((yield* (yield* AttemptStore).claim(attempted, Duration.minutes(1)))._tag, "Claimed")
        }).pipe(Effect.provide(layer))
      }
    )
  }

  it.effect("PS-PAY-01 PS-COL-01 where a fen is missing, or nobody says how much, it is charged", () =>
    Effect.gen(function* () {
      for (const collection of [{ payingAmount: 1 }, {}, { totalAmount: 1, paidAmount: 2 }]) {
        const told = {
          state: "Doing",
          stateDescription: "MchComplete",
          collection: { state: "UserPaying", ...collection }
        }
        const { called, layer } = collecting({ find: () => Effect.succeed(ServiceOrders.orderOf(told)) })
        yield* Effect.provide(once(), layer)
        assert.deepStrictEqual(called, ["find 0", "pay 0", "find 0"])
      }
    })
  )

  for (const [title, error] of [
    ["silence", new Unanswered({ problem: "Deadline", phase: "Sent", category: "BackOff" })],
    ["a refusal", new Rejection({ status: 404, message: "none", authenticity: "Verified", category: "AskFirst" })]
  ] as const) {
    it.effect(`PS-QUERY-03 ${title} instead of the order ends it before anything is charged or claimed`, () => {
      const { called, layer } = collecting({ find: () => Effect.fail(error) })
      return Effect.gen(function* () {
        assert.strictEqual(yield* Effect.flip(once()), error)
        assert.deepStrictEqual(called, ["find 0"])
        const store = yield* AttemptStore
        assert.strictEqual((yield* store.claim(attempted, Duration.minutes(1)))._tag, "Claimed")
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

  it.effect("PS-PAY-08 it lasts as long as who charged said, whoever asks next", () => {
    const { layer } = collecting()
    return Effect.gen(function* () {
      assert.deepStrictEqual(yield* attemptOf({ coolDown: "10 minutes" }), ["Declined", 600])
      yield* TestClock.setTime(300_000)
      assert.deepStrictEqual(yield* attemptOf({ coolDown: "1 minute" }), ["CoolingDown", 600])
      assert.deepStrictEqual(yield* attemptOf({ coolDown: "30 days" }), ["CoolingDown", 600])
    }).pipe(Effect.provide(layer))
  })

  it.effect(
    "PS-PAY-08 PS-ID-03 an attempt is remembered under the service and the number, for a service is one merchant's",
    () => {
      const { layer } = collecting()
      return Effect.gen(function* () {
        const store = yield* AttemptStore
        yield* once()
        assert.strictEqual((yield* store.claim(own.outOrderNo, Duration.minutes(1)))._tag, "Claimed")
        assert.strictEqual((yield* store.claim(attempted, Duration.minutes(1)))._tag, "CoolingDown")
        assert.deepStrictEqual(yield* attemptOf({ serviceId: "500002" }), ["Declined", 300])
        assert.deepStrictEqual(yield* attemptOf({ appid: "wx1" }), ["CoolingDown", 300])
      }).pipe(Effect.provide(layer))
    }
  )

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
