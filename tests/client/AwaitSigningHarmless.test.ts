/**
 * CR-SIGN-05, V3-HOOK-06: times that cannot be kept are refused before anything is asked, and no stream of notifications breaks
 * the waiting.
 *
 * Method: `CreditRepayment` writes down when it is asked; times are given as a form or another language hands them in, at
 * and around the longest of 30 days, and drawn; streams break in every way there is, and what is logged is written
 * down. The time is TestClock's.
 */
import { assert, describe, it } from "@effect/vitest"
import { type Awaited, awaitSigning, Rejection, TimeRefused } from "@wxrepay/domain/client"
import { Choice, Hostile } from "@wxrepay/domain/testing"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import { type Answer, awaited, client, contract, outcome, signed, verdictOf } from "../support/awaiting.ts"
import { overheard } from "../support/overheard.ts"
import { month, wrongTimes } from "../support/wrongTimes.ts"

const { int, oneOf, pick } = Choice

const effective: Answer = Effect.succeed(contract("Effective"))

const absent: Answer = Effect.fail(
  new Rejection({ status: 404, message: "none", authenticity: "Verified", category: "AskFirst" })
)

const fields = ["grace", "pause"] as const

describe("a time that cannot be kept", () => {
  for (const field of fields) {
    for (const [title, given] of wrongTimes) {
      it.effect(`${field} of ${title} is refused, and nothing is asked or listened to`, () =>
        Effect.gen(function* () {
          let listeners = 0
          const notifications = Stream.fromEffect(Effect.sync(() => signed(`C${++listeners}`)))
          const { askedAt, second, verdict } = yield* outcome(() => effective, {
            notifications,
            [field]: Hostile.unseen(given)
          })
          const error = yield* Effect.flip(verdict)
          if (error._tag !== "TimeRefused") return assert.fail(error._tag)
          assert.instanceOf(error, TimeRefused)
          assert.deepStrictEqual(
            [error.field, error.category, error.message],
            [field, "FixRequest", `${field} must be a time of at most 30 days`]
          )
          assert.deepStrictEqual([askedAt, second, listeners], [[], 0, 0])
        })
      )
    }

    it.effect(`${field} of 30 days is kept`, () =>
      Effect.gen(function* () {
        assert.strictEqual((yield* verdictOf(() => effective, { [field]: "30 days" })).verdict._tag, "Signed")
      })
    )
  }

  it.effect("of two that cannot be kept the grace is told", () =>
    Effect.gen(function* () {
      const { verdict } = yield* outcome(() => effective, { grace: Duration.infinity, pause: Duration.infinity })
      const error = yield* Effect.flip(verdict)
      assert.strictEqual(error._tag === "TimeRefused" ? error.field : error._tag, "grace")
    })
  )

  /** A number of milliseconds around the least and the most that is kept. */
  const millis = oneOf<number>(pick(-1, 0, 999, 1_000, 300_000, month - 1, month, month + 1), int(0, 2 * month))

  it.effect.prop(
    "times are refused exactly when one is above 30 days, and then nothing is asked",
    [millis, millis],
    ([grace, pause]) => {
      const { askedAt, layer } = client(() => effective)
      return Effect.gen(function* () {
        const result = yield* Effect.result(awaitSigning({ ...awaited, grace, pause }))
        const tag = Result.isFailure(result) ? result.failure._tag : result.success._tag
        const isRefused = grace > month || pause > month
        assert.deepStrictEqual([tag, askedAt.length], isRefused ? ["TimeRefused", 0] : ["Signed", 1])
      }).pipe(Effect.provide(layer))
    }
  )

  it.effect("CR-SIGN-01 a grace of 30 days is waited for, and a page that was opened in time may be signed in it", () =>
    Effect.gen(function* () {
      const late = 600 + 29 * 24 * 3600
      const { layer } = client((second) => (second < late ? absent : effective))
      const waiting = yield* Effect.forkChild(
        awaitSigning({ ...awaited, grace: "30 days" }).pipe(Effect.provide(layer))
      )
      yield* TestClock.adjust("29 days")
      assert.isUndefined(waiting.pollUnsafe())
      yield* TestClock.adjust("1 day")
      assert.strictEqual((yield* Fiber.join(waiting))._tag, "Signed")
    })
  )

  for (const given of [-5, "-5 minutes", "-Infinity", NaN] as const) {
    it.effect(`CR-SIGN-01 times of ${given} are the least that there are: it never ends before nobody can sign`, () =>
      Effect.gen(function* () {
        const time = Hostile.unseen(given)
        const { askedAt, verdict } = yield* verdictOf(() => absent, { grace: time, pause: time })
        assert.strictEqual(verdict._tag, "NotSigned")
        assert.deepStrictEqual(askedAt.slice(0, 2), [0, 1])
        assert.lengthOf(
          askedAt.filter((at) => at >= 600),
          2
        )
      })
    )
  }
})

type Notifications = NonNullable<Awaited["notifications"]>

const warned = "The notifications broke off"

/** Waits in virtual time for who signs after 20 seconds, and answers what came of it and what was told. */
const waiting = Effect.fnUntraced(function* (
  notifications: Notifications,
  answerAt: (second: number) => Answer = (second) => (second < 20 ? absent : effective)
) {
  const { askedAt, layer } = client(answerAt)
  yield* TestClock.setTime(0)
  const heard = yield* overheard(awaitSigning({ ...awaited, notifications })).pipe(
    Effect.bindTo("heard"),
    Effect.bind("now", () => DateTime.now),
    Effect.provide(layer),
    Effect.forkChild
  )
  yield* TestClock.adjust("1 hour")
  const {
    heard: { exit, text },
    now
  } = yield* Fiber.join(heard)
  return { askedAt, exit, second: DateTime.toEpochMillis(now) / 1000, text }
})

describe("CR-SIGN notifications that break off", () => {
  const broken: ReadonlyArray<readonly [title: string, notifications: Notifications]> = [
    ["that die", Stream.die("a bug")],
    ["that are interrupted", Stream.fromEffect(Effect.interrupt)],
    ["that fail, whatever their type says", Hostile.unseen(Stream.fail("lost"))],
    ["that die after a while", Stream.concat(Stream.make(signed("C2")), Stream.fromEffect(Effect.die("a bug")))],
    ["that die after a wait", Stream.fromEffect(Effect.andThen(Effect.sleep("7 seconds"), Effect.die("a bug")))],
    ["whose source dies", Stream.unwrap(Effect.die("a bug"))],
    ["that are no stream", Hostile.unseen(7)],
    ["that are null", Hostile.unseen(null)],
    ["that hold null", Stream.make(Hostile.unseen(null))],
    ["that hold undefined", Stream.make(Hostile.unseen(undefined))],
    ["that hold a signing without its contract", Stream.make(Hostile.unseen({ ...signed("C1"), contract: undefined }))],
    ["that hold a signing that throws", Stream.make(Hostile.unseen(Hostile.withTrap(signed("C1"), "contract")))]
  ]
  for (const [title, notifications] of broken) {
    it.effect(`CR-SIGN-05 ${title} are made up for by asking, and that is logged`, () =>
      Effect.gen(function* () {
        const { askedAt, exit, second, text } = yield* waiting(notifications)
        const verdict = yield* exit
        assert.deepStrictEqual({ ...verdict }, { _tag: "Signed", contract: contract("Effective") })
        assert.deepStrictEqual([askedAt, second], [[0, 5, 12.5, 23.75], 23.75])
        assert.include(text, warned)
        assert.include(text, "WARN")
      })
    )

    it.effect(`CR-SIGN-05 ${title} do not make a signing of it where there is none, nor an end before its time`, () =>
      Effect.gen(function* () {
        const { exit, second } = yield* waiting(notifications, () => absent)
        assert.strictEqual((yield* exit)._tag, "NotSigned")
        assert.isAtLeast(second, 900)
      })
    )
  }

  const quiet: ReadonlyArray<readonly [title: string, notifications: Notifications]> = [
    ["that end", Stream.empty],
    ["that never come", Stream.never],
    [
      "that are of another kind, and end",
      Stream.make(Hostile.unseen({ _tag: "Nothing" }), Hostile.unseen(7), Hostile.unseen({}))
    ],
    ["that are of another, or say nothing certain", Stream.make(signed("C2"), signed("C1", "Invalid"))]
  ]
  for (const [title, notifications] of quiet) {
    it.effect(`CR-SIGN-05 V3-HOOK-06 ${title} are made up for by asking, and nobody is warned`, () =>
      Effect.gen(function* () {
        const { exit, second, text } = yield* waiting(notifications)
        assert.isTrue(Exit.isSuccess(exit))
        assert.strictEqual(second, 23.75)
        assert.notInclude(text, warned)
        assert.notInclude(text, "WARN")
      })
    )
  }

  it.effect("CR-SIGN-05 what is heard before they break off is heard", () =>
    Effect.gen(function* () {
      const { exit, second } = yield* waiting(
        Stream.concat(Stream.make(signed("C1")), Stream.die("a bug")),
        () => absent
      )
      assert.strictEqual((yield* exit)._tag, "Signed")
      assert.strictEqual(second, 0)
    })
  )

  it.effect("CR-SIGN-05 a stream that breaks hides no question that will never be answered", () =>
    Effect.gen(function* () {
      const error = new Rejection({ status: 403, message: "no", authenticity: "Verified", category: "GiveUp" })
      const { askedAt, exit } = yield* waiting(Stream.die("a bug"), () => Effect.fail(error))
      assert.strictEqual(yield* Effect.flip(exit), error)
      assert.deepStrictEqual(askedAt, [0])
    })
  )

  it.effect("who is interrupted while waiting, or has an answer, listens no longer", () =>
    Effect.gen(function* () {
      let now = 0
      const acquired = Effect.acquireRelease(
        Effect.sync(() => now++),
        () => Effect.sync(() => now--)
      )
      const notifications = Stream.unwrap(Effect.as(acquired, Stream.never))
      const { layer } = client((second) => (second < 20 ? absent : effective))
      const start = Effect.forkChild(awaitSigning({ ...awaited, notifications }).pipe(Effect.provide(layer)))
      const interrupted = yield* start
      const answered = yield* start
      yield* TestClock.adjust("1 second")
      assert.strictEqual(now, 2)
      yield* Fiber.interrupt(interrupted)
      assert.strictEqual(now, 1)
      yield* TestClock.adjust("1 minute")
      yield* Fiber.join(answered)
      assert.strictEqual(now, 0)
    })
  )
})
