/**
 * PS-PAY-08: when an attempt to charge counts as made, and when it is given back.
 *
 * Method: `PayScore` answers by a script, the memory of attempts writes down what is claimed and given back, and the time
 * is TestClock's. Attempts are declined unless a test says otherwise, so that each collection ends at once.
 */
import { assert, describe, it } from "@effect/vitest"
import { PaymentAttempt } from "@wxrepay/domain"
import {
  AttemptStore,
  ClockSkewed,
  collect,
  NoPlatformKey,
  NotSent,
  NumberReused,
  Rejection,
  type ServiceCallError,
  SigningError,
  StoreError,
  Unanswered,
  Unreadable,
  Unverified
} from "@wxrepay/domain/client"
import { Servicing } from "@wxrepay/domain/rules"
import { Verification } from "@wxrepay/domain/signing"
import * as DateTime from "effect/DateTime"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import { TestClock } from "effect/testing"
import { inDoubt } from "../support/doubt.ts"
import { overheard } from "../support/overheard.ts"
import { orderAt, own, type Script, scripted } from "../support/payscorePlatform.ts"

const awaiting = orderAt("AwaitingPayment", { totalAmount: 39_900 })

const declined = Effect.succeed(PaymentAttempt.Declined.make({ message: "扣款失败" }))

/** A client over a memory of attempts that is new in each test. */
const collecting = (script: Partial<Script> = {}) => {
  const { layer, ...client } = scripted({ find: () => Effect.succeed(awaiting), pay: declined, ...script })
  return { ...client, layer: Layer.merge(layer, Layer.fresh(AttemptStore.layerMemory)) }
}

const once = collect(own)

/** The kind of attempt that a collection tells of, and the second from which on another may be made. */
const attemptOf = Effect.fnUntraced(function* () {
  const collected = yield* once
  if (collected._tag !== "Owed") return assert.fail(collected._tag)
  return [collected.attempt, DateTime.toEpochMillis(collected.nextAttemptAt) / 1000] as const
})

/** A memory that always lets claim, at a moment of its own, and writes down what it was asked. */
const written = (answer: Effect.Effect<void, StoreError> = Effect.void) => {
  const asked: Array<string> = []
  const layer = Layer.succeed(AttemptStore, {
    claim: (order, coolDown) =>
      Effect.sync(() => {
        asked.push(`claim ${order} ${Duration.toSeconds(coolDown)}`)
        return { _tag: "Claimed" as const, at: DateTime.makeUnsafe(7_000) }
      }),
    release: (order, at) =>
      Effect.suspend(() => {
        asked.push(`release ${order} ${DateTime.toEpochMillis(at)}`)
        return answer
      })
  })
  return { asked, layer }
}

const rejection = (category: Rejection["category"]) =>
  new Rejection({ status: 400, code: "PARAM_ERROR", message: "no", authenticity: "Verified", category })

const refused = Effect.runSync(Effect.flip(Servicing.authorizePayment({ ...own, outOrderNo: "A/1" }, {})))

const silent = new Unanswered({ problem: "Deadline", phase: "Sent", category: "AskFirst" })

const unproven = new Unverified({
  status: 200,
  reason: new Verification.HeaderMissing({ header: "a" }),
  category: "AskFirst"
})

const reused = new NumberReused({ operation: "pay", field: "outOrderNo", number: own.outOrderNo, rule: "V3-IDEM-01" })

const unsent: ReadonlyArray<readonly [title: string, error: ServiceCallError]> = [
  ["a call that the rules refuse", refused],
  ["a key that cannot sign", new SigningError({ problem: "KeyFailed" })],
  ["no key of the platform's", new NoPlatformKey()],
  ["no connection", new NotSent({ problem: "ECONNREFUSED" })],
  ["another content under the number", reused],
  ["a memory of what was sent that fails", new StoreError({ operation: "Claim" })]
]

const attempted = `${own.serviceId}/${own.outOrderNo}`

describe("PS-PAY-08 an attempt that never left", () => {
  for (const [title, error] of unsent) {
    it.effect(`PS-PAY-08 ${title} is told, and the order may be charged at once when it is mended`, () => {
      let times = 0
      const { called, layer } = collecting({
        pay: Effect.suspend(() => (times++ === 0 ? Effect.fail(error) : declined))
      })
      return Effect.gen(function* () {
        assert.strictEqual(yield* Effect.flip(once), error)
        assert.deepStrictEqual(called, ["find 0", "pay 0"])
        assert.deepStrictEqual(yield* attemptOf(), ["Declined", 300])
      }).pipe(Effect.provide(layer))
    })

    it.effect(`PS-PAY-08 ${title}: what is given back is the very attempt that was claimed`, () => {
      const { asked, layer } = written()
      return Effect.gen(function* () {
        yield* Effect.flip(once)
        assert.deepStrictEqual(asked, [`claim ${attempted} 300`, `release ${attempted} 7000`])
      }).pipe(
        Effect.provide([scripted({ find: () => Effect.succeed(awaiting), pay: Effect.fail(error) }).layer, layer])
      )
    })

    it.effect(`PS-PAY-08 ${title} is told even where the attempt cannot be given back, which is logged`, () =>
      Effect.gen(function* () {
        const { asked, layer } = written(Effect.fail(new StoreError({ operation: "Release" })))
        const script = scripted({ find: () => Effect.succeed(awaiting), pay: Effect.fail(error) })
        const { exit, text } = yield* overheard(once.pipe(Effect.provide([script.layer, layer])))
        assert.strictEqual(yield* Effect.flip(exit), error)
        assert.lengthOf(asked, 2)
        assert.include(text, "An attempt could not be given back")
        assert.include(text, "WARN")
      })
    )
  }
})

describe("PS-PAY-08 an attempt that was refused", () => {
  for (const category of ["FixRequest", "GiveUp", "BackOff"] as const) {
    it.effect(`PS-ERR-03 a refusal of the platform's, ${category}, is told, and was an attempt all the same`, () => {
      const error = rejection(category)
      const { called, layer } = collecting({ pay: Effect.fail(error) })
      return Effect.gen(function* () {
        assert.strictEqual(yield* Effect.flip(once), error)
        assert.deepStrictEqual(yield* attemptOf(), ["CoolingDown", 300])
        assert.deepStrictEqual(called, ["find 0", "pay 0", "find 0"])
      }).pipe(Effect.provide(layer))
    })
  }

  it.effect("PS-PAY-08 nothing that left is given back, whatever became of it", () =>
    Effect.gen(function* () {
      const answers: ReadonlyArray<NonNullable<Script["pay"]>> = [
        declined,
        Effect.fail(rejection("FixRequest")),
        Effect.fail(rejection("AskFirst")),
        Effect.fail(inDoubt(silent)),
        Effect.fail(inDoubt(new Unanswered({ problem: "ECONNREFUSED", phase: "Unknown", category: "AskFirst" }))),
        Effect.fail(new ClockSkewed({ status: 401, skewSeconds: 301, category: "FixRequest" })),
        Effect.die("a bug"),
        Effect.interrupt
      ]
      for (const pay of answers) {
        const { asked, layer } = written()
        const find: Script["find"] = (_, turn) => Effect.succeed(turn === 0 ? awaiting : orderAt("Paid"))
        const made = yield* Effect.forkChild(
          Effect.exit(once).pipe(Effect.provide([scripted({ find, pay }).layer, layer]))
        )
        yield* TestClock.adjust("1 minute")
        yield* Fiber.join(made)
        assert.deepStrictEqual(asked, [`claim ${attempted} 300`])
      }
    })
  )

  it.effect("PS-PAY-08 the next attempt may be made a cool-down after the moment that was claimed", () => {
    const { layer } = written()
    return Effect.gen(function* () {
      assert.deepStrictEqual(yield* attemptOf(), ["Declined", 307])
    }).pipe(Effect.provide([scripted({ find: () => Effect.succeed(awaiting), pay: declined }).layer, layer]))
  })
})

describe("PS-QUERY-03 an attempt that nobody knows of", () => {
  const unknown: ReadonlyArray<readonly [title: string, pay: Effect.Effect<never, ServiceCallError>]> = [
    ["silence", Effect.fail(inDoubt(silent))],
    [
      "an answer that cannot be read",
      Effect.fail(inDoubt(new Unreadable({ status: 200, problem: "", category: "AskFirst" })))
    ],
    ["an answer that nobody proves", Effect.fail(inDoubt(unproven))],
    [
      "a refusal that nobody proves",
      Effect.fail(
        inDoubt(new Rejection({ status: 500, message: "no", authenticity: "Unsigned", category: "AskFirst" }))
      )
    ]
  ]
  for (const [title, pay] of unknown) {
    it.effect(`PS-QUERY-03 after ${title} the order is asked about, and the attempt counts as made`, () => {
      const { called, layer } = collecting({
        pay,
        find: (second) => Effect.succeed(second === 5 ? orderAt("Paid") : awaiting)
      })
      return Effect.gen(function* () {
        const collected = yield* Effect.forkChild(once)
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
      const collected = yield* Effect.forkChild(once)
      yield* Deferred.await(began)
      yield* Fiber.interrupt(collected)
      assert.deepStrictEqual(yield* attemptOf(), ["CoolingDown", 300])
      assert.deepStrictEqual(called, ["find 0", "pay 0", "find 0"])
    }).pipe(Effect.provide(layer))
  })

  it.effect("V3-NET-04 and so does who is interrupted while asking", () => {
    const { called, layer } = collecting({ pay: Effect.succeed(PaymentAttempt.Taken.make({})) })
    return Effect.gen(function* () {
      const collected = yield* Effect.forkChild(once)
      yield* TestClock.adjust("6 seconds")
      yield* Fiber.interrupt(collected)
      assert.deepStrictEqual(yield* attemptOf(), ["CoolingDown", 300])
      assert.deepStrictEqual(called, ["find 0", "pay 0", "find 5", "find 6"])
    }).pipe(Effect.provide(layer))
  })

  it.effect("V3-NET-04 and so does a bug in the middle of it", () => {
    const { layer } = collecting({ pay: Effect.die("a bug") })
    return Effect.gen(function* () {
      assert.isTrue(Exit.hasDies(yield* Effect.exit(once)))
      assert.deepStrictEqual(yield* attemptOf(), ["CoolingDown", 300])
    }).pipe(Effect.provide(layer))
  })
})
