/**
 * PS-PAY-07, PS-PAY-08: the times of a collection, and which are refused.
 *
 * Method: `PayScore` and the memory of attempts write down that they were called; times are given as a form or another
 * language hands them in, at and around the longest of 30 days, and drawn. The time is TestClock's.
 */
import { assert, describe, it } from "@effect/vitest"
import { PaymentAttempt } from "@wxrepay/domain"
import { AttemptStore, collect, TimeRefused } from "@wxrepay/domain/client"
import { Choice, Hostile } from "@wxrepay/domain/testing"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import { TestClock } from "effect/testing"
import { orderAt, own, scripted } from "../support/payscorePlatform.ts"
import { month, wrongTimes } from "../support/wrongTimes.ts"

const { int, oneOf, pick } = Choice

const awaiting = orderAt("AwaitingPayment", { totalAmount: 39_900 })

/** A client whose attempts are declined, and all that it and the memory of attempts were asked. */
const noted = () => {
  const { called, layer } = scripted({
    find: () => Effect.succeed(awaiting),
    pay: Effect.succeed(PaymentAttempt.Declined.make({ message: "no" }))
  })
  const store = Layer.succeed(AttemptStore, {
    claim: (_, coolDown) =>
      Effect.map(DateTime.now, (at) => {
        called.push(`claim ${Duration.toSeconds(coolDown)}`)
        return { _tag: "Claimed" as const, at }
      }),
    release: () => Effect.sync(() => void called.push("release"))
  })
  return { called, layer: Layer.merge(layer, store) }
}

const fields = ["coolDown", "within", "pause"] as const

describe("PS-PAY-08 a time that cannot be kept", () => {
  for (const field of fields) {
    for (const [title, given] of wrongTimes) {
      it.effect(`PS-PAY-08 ${field} of ${title} is refused, and nothing is asked, claimed or charged`, () => {
        const { called, layer } = noted()
        return Effect.gen(function* () {
          const error = yield* Effect.flip(collect({ ...own, [field]: Hostile.unseen(given) }))
          if (error._tag !== "TimeRefused") return assert.fail(error._tag)
          assert.deepStrictEqual(
            [error.field, error.category, error.message],
            [field, "FixRequest", `${field} must be a time of at most 30 days`]
          )
          assert.instanceOf(error, TimeRefused)
          assert.deepStrictEqual(called, [])
        }).pipe(Effect.provide(layer))
      })
    }

    it.effect(`PS-PAY-08 ${field} of 30 days is kept`, () => {
      const { called, layer } = noted()
      return Effect.gen(function* () {
        assert.strictEqual((yield* collect({ ...own, [field]: "30 days" }))._tag, "Owed")
        assert.deepStrictEqual(called, [
          "find 0",
          `claim ${field === "coolDown" ? month / 1000 : 300}`,
          "pay 0",
          "find 0"
        ])
      }).pipe(Effect.provide(layer))
    })
  }

  it.effect(
    "PS-PAY-08 of several that cannot be kept the first is told: the cool-down, then within, then the pause",
    () =>
      Effect.gen(function* () {
        const { layer } = noted()
        const fieldOf = (given: object) =>
          Effect.map(Effect.flip(collect({ ...own, ...given })), (error) =>
            error._tag === "TimeRefused" ? error.field : error._tag
          ).pipe(Effect.provide(layer))
        const never = Duration.infinity
        assert.strictEqual(yield* fieldOf({ coolDown: never, within: never, pause: never }), "coolDown")
        assert.strictEqual(yield* fieldOf({ within: never, pause: never }), "within")
      })
  )

  /** A number of milliseconds around the least and the most that is kept. */
  const millis = oneOf<number>(
    pick(-1, 0, 59_999, 60_000, 60_001, 300_000, month - 1, month, month + 1),
    int(0, 2 * month)
  )

  it.effect.prop(
    "PS-PAY-08 times are refused exactly when one is above 30 days; a cool-down is at least a minute",
    [millis, millis, millis],
    ([coolDown, within, pause]) => {
      const { called, layer } = noted()
      return Effect.gen(function* () {
        const result = yield* Effect.result(collect({ ...own, coolDown, within, pause }))
        const wrong = Object.entries({ coolDown, within, pause }).find(([, time]) => time > month)
        if (Result.isFailure(result)) {
          assert.strictEqual(result.failure._tag === "TimeRefused" ? result.failure.field : "", wrong?.[0])
          return assert.deepStrictEqual(called, [])
        }
        assert.isUndefined(wrong)
        assert.strictEqual(called[1], `claim ${Math.max(coolDown, 60_000) / 1000}`)
      }).pipe(Effect.provide(layer))
    }
  )

  for (const given of [-5, "-5 minutes", "-Infinity", NaN] as const) {
    it.effect(`PS-PAY-07 PS-PAY-08 times of ${given} are the least that there are`, () =>
      Effect.gen(function* () {
        const { called, layer } = scripted({ find: () => Effect.succeed(awaiting) })
        const time = Hostile.unseen(given)
        const made = yield* collect({ ...own, coolDown: time, within: time, pause: time }).pipe(
          Effect.provide([layer, Layer.fresh(AttemptStore.layerMemory)]),
          Effect.forkChild
        )
        yield* TestClock.adjust("1 day")
        const collected = yield* Fiber.join(made)
        if (collected._tag !== "Owed") return assert.fail(collected._tag)
        assert.deepStrictEqual(called, ["find 0", "pay 0", "find 1"])
        assert.deepStrictEqual(collected.nextAttemptAt, DateTime.makeUnsafe(60_000))
      })
    )
  }
})
