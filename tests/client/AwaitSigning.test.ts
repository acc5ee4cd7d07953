/**
 * CR-SIGN-01, CR-SIGN-04, CR-SIGN-05: waiting for a borrower to sign.
 *
 * Method: `CreditRepayment` answers as each test tells it, question by question, and the time is TestClock's: what is
 * counted is what was asked, when, and what came of it.
 */
import { assert, describe, it } from "@effect/vitest"
import type { Notification } from "@wxrepay/domain"
import { awaitSigning, Rejection, Unanswered } from "@wxrepay/domain/client"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as PubSub from "effect/PubSub"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import { awaited, client, contract, outcome, signed, verdictOf } from "../support/awaiting.ts"

const absent = new Rejection({
  status: 404,
  code: "RESOURCE_NOT_EXISTS",
  message: "none",
  authenticity: "Verified",
  category: "AskFirst"
})
const unproven = new Rejection({ status: 404, message: "none", authenticity: "Unsigned", category: "AskFirst" })
const busy = new Rejection({
  status: 503,
  code: "SERVICE_UNAVAILABLE",
  message: "later",
  authenticity: "Verified",
  category: "BackOff"
})
const silent = new Unanswered({ problem: "Deadline", phase: "Sent", category: "BackOff" })
const forbidden = new Rejection({
  status: 403,
  code: "NO_AUTH",
  message: "no",
  authenticity: "Verified",
  category: "GiveUp"
})

describe("CR-SIGN asking", () => {
  it.effect("CR-SIGN-05 a contract that is there is found by the first question, at once", () =>
    Effect.gen(function* () {
      const { askedAt, second, verdict } = yield* verdictOf(() => Effect.succeed(contract("Effective")))
      assert.deepStrictEqual([verdict._tag, second, askedAt], ["Signed", 0, [0]])
    })
  )

  it.effect(
    "CR-SIGN-05 CR-CONTRACT-05 that there is none yet is asked again, less and less often, at most once a minute",
    () =>
      Effect.gen(function* () {
        const { askedAt, verdict } = yield* verdictOf((second) =>
          second < 300 ? Effect.fail(absent) : Effect.succeed(contract("Effective"))
        )
        assert.strictEqual(verdict._tag, "Signed")
        const pauses = askedAt.slice(1).map((at, index) => at - (askedAt[index] ?? 0))
        assert.deepStrictEqual(pauses.slice(0, 4), [5, 7.5, 11.25, 16.875])
        assert.deepStrictEqual(
          [...pauses].toSorted((a, b) => a - b),
          pauses
        )
        assert.strictEqual(Math.max(...pauses), 60)
      })
  )

  it.effect(
    "CR-SIGN-01 CR-SIGN-04 CR-SIGN-05 nobody signed: it ends when nobody can any more, and not before fifteen minutes",
    () =>
      Effect.gen(function* () {
        const { askedAt, second, verdict } = yield* verdictOf(() => Effect.fail(absent))
        assert.strictEqual(verdict._tag, "NotSigned")
        assert.isAtLeast(second, 900)
        assert.isAtMost(second, 1_020)
        assert.lengthOf(
          askedAt.filter((at) => at >= 900),
          2
        )
      })
  )

  it.effect("CR-SIGN-01 who agrees on a page that was opened in time has signed, at any moment of the grace", () =>
    Effect.gen(function* () {
      const { verdict } = yield* verdictOf((second) =>
        second < 850 ? Effect.fail(absent) : Effect.succeed(contract("Effective"))
      )
      assert.strictEqual(verdict._tag, "Signed")
      const strict = yield* verdictOf(
        (second) => (second < 850 ? Effect.fail(absent) : Effect.succeed(contract("Effective"))),
        { grace: "1 minute" }
      )
      assert.strictEqual(strict.verdict._tag, "NotSigned")
    })
  )

  it.effect("CR-SIGN-05 what was said before the end does not count: who signs at the last moment has signed", () =>
    Effect.gen(function* () {
      let after = 0
      const { verdict } = yield* verdictOf((second) =>
        second >= 900 && ++after === 2 ? Effect.succeed(contract("Effective")) : Effect.fail(absent)
      )
      assert.strictEqual(verdict._tag, "Signed")
    })
  )

  it.effect("a pause of nothing is a pause of a second", () =>
    Effect.gen(function* () {
      const { askedAt } = yield* verdictOf(() => Effect.fail(absent), { pause: 0 })
      assert.strictEqual(askedAt[1], 1)
    })
  )

  it.effect("CR-CONTRACT-05 that there is none is believed only when it was said twice in a row", () =>
    Effect.gen(function* () {
      let asked = 0
      const { askedAt, verdict } = yield* verdictOf((second) =>
        second < 900 ? Effect.fail(silent) : ++asked === 2 ? Effect.fail(silent) : Effect.fail(absent)
      )
      assert.strictEqual(verdict._tag, "NotSigned")
      assert.lengthOf(
        askedAt.filter((at) => at >= 900),
        4
      )
    })
  )

  for (const [title, error] of [
    ["a proven refusal of another kind", busy],
    ["an absence that nobody proves", unproven],
    ["silence", silent]
  ] as const) {
    it.effect(`V3-VER-09 ${title} says nothing of the borrower: it ends undecided, after ten more questions`, () =>
      Effect.gen(function* () {
        const { askedAt, verdict } = yield* verdictOf(() => Effect.fail(error))
        assert.strictEqual(verdict._tag, "Undecided")
        assert.lengthOf(
          askedAt.filter((at) => at >= 900),
          10
        )
      })
    )
  }

  it.effect("CR-CONTRACT-01 a state that says nothing certain is asked about until the end, and decides nothing", () =>
    Effect.gen(function* () {
      for (const state of ["Invalid", "Unknown:CONTRACT_STATE_NEW"] as const) {
        assert.strictEqual((yield* verdictOf(() => Effect.succeed(contract(state)))).verdict._tag, "Undecided")
      }
      assert.strictEqual((yield* verdictOf(() => Effect.succeed(contract("Terminated")))).verdict._tag, "Ended")
    })
  )

  it.effect("a question that will never be answered is not asked twice", () =>
    Effect.gen(function* () {
      const { askedAt, verdict } = yield* outcome(() => Effect.fail(forbidden))
      assert.strictEqual(yield* Effect.flip(verdict), forbidden)
      assert.lengthOf(askedAt, 1)
    })
  )
})

describe("CR-SIGN listening", () => {
  it.effect(
    "CR-SIGN-05 CR-HOOK-12 the signing is heard of at once; another's, or one that says nothing certain, is not",
    () =>
      Effect.gen(function* () {
        const hub = yield* PubSub.unbounded<Notification.Notification>()
        const { layer } = client(() => Effect.fail(absent))
        const waiting = yield* Effect.forkChild(
          awaitSigning({ ...awaited, notifications: Stream.fromPubSub(hub) }).pipe(Effect.provide(layer))
        )
        yield* TestClock.adjust("7 seconds")
        yield* PubSub.publish(hub, signed("C2"))
        yield* PubSub.publish(hub, signed("C1", "Invalid"))
        yield* TestClock.adjust("1 second")
        assert.isUndefined(waiting.pollUnsafe())
        yield* PubSub.publish(hub, signed("C1"))
        const verdict = yield* Fiber.join(waiting)
        assert.deepStrictEqual({ ...verdict }, { _tag: "Signed", contract: contract("Effective") })
        assert.strictEqual(DateTime.toEpochMillis(yield* DateTime.now), 8_000)
      })
  )

  it.effect(
    "V3-HOOK-06 a notification that never comes, and a stream of them that ends, are made up for by asking",
    () =>
      Effect.gen(function* () {
        for (const notifications of [Stream.never, Stream.empty, Stream.make(signed("C2"))]) {
          const { verdict } = yield* verdictOf(
            (second) => (second < 30 ? Effect.fail(absent) : Effect.succeed(contract("Effective"))),
            { notifications }
          )
          assert.strictEqual(verdict._tag, "Signed")
        }
      })
  )
})
