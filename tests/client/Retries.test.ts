/**
 * V3-RETRY: which calls are made again by themselves, after how long, and how often.
 *
 * Method: a network in process ends every attempt as written down; the time is TestClock's, and chance is held where it counts. The
 * table of what may be made again is written out by hand once more.
 */
import { assert, describe, it } from "@effect/vitest"
import {
  type CallError,
  ClockSkewed,
  NoPlatformKey,
  NotSent,
  Rejection,
  RetryPolicy,
  SigningError,
  Unanswered,
  Unreadable,
  Unverified
} from "@wxrepay/domain/client"
import { Verification } from "@wxrepay/domain/signing"
import { Choice } from "@wxrepay/domain/testing"
import * as Arbitrary from "effect/Arbitrary"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { TestClock } from "effect/testing"
import * as Scripted from "../support/scripted.ts"

const { fine, inOrder, refused, reset } = Scripted

const natures = ["Read", "Repeatable", "Write", "Charge"] as const

const category = "AskFirst"

const rejection = (status: number, authenticity: Rejection["authenticity"]) =>
  new Rejection({ status, category, authenticity, message: "no" })

const unanswered = (phase: Unanswered["phase"]) => new Unanswered({ problem: "ECONNRESET", phase, category })

describe("which calls are made again", () => {
  const table: ReadonlyArray<
    readonly [string, CallError, read: boolean, repeatable: boolean, write: boolean, charge: boolean]
  > = [
    ["nothing was sent", new NotSent({ problem: "ECONNREFUSED" }), true, true, true, true],
    ["bytes left and no answer came", unanswered("Sent"), true, true, false, false],
    ["half an answer came", unanswered("Answered"), true, true, false, false],
    ["nobody can tell how far it came", unanswered("Unknown"), true, true, false, false],
    [
      "the answer is not proven",
      new Unverified({ status: 200, category, reason: new Verification.HeaderMissing({ header: "Wechatpay-Serial" }) }),
      true,
      true,
      false,
      false
    ],
    [
      "the answer cannot be read",
      new Unreadable({ status: 200, category, problem: "no JSON" }),
      false,
      false,
      false,
      false
    ],
    ["the answer is 202", new Unreadable({ status: 202, category, problem: "accepted" }), false, false, false, false],
    ["the clock is wrong", new ClockSkewed({ status: 401, category, skewSeconds: 301 }), false, false, false, false],
    [
      "the clock is wrong by a good answer",
      new ClockSkewed({ status: 200, category, skewSeconds: 301 }),
      false,
      false,
      false,
      false
    ],
    ["it cannot be signed", new SigningError({ problem: "TargetNotPath" }), false, false, false, false],
    ["there is no key", new NoPlatformKey(), false, false, false, false],
    ...([302, 400, 401, 403, 404, 405, 415] as const).flatMap((status) =>
      (["Verified", "Unsigned", "Invalid"] as const).map(
        (proof) =>
          [`it is refused with ${status}, ${proof}`, rejection(status, proof), false, false, false, false] as const
      )
    ),
    ["it is refused with 429, Verified", rejection(429, "Verified"), true, true, true, false],
    ["it is refused with 429, Unsigned", rejection(429, "Unsigned"), true, true, false, false],
    ["it is refused with 429, Invalid", rejection(429, "Invalid"), true, true, false, false],
    ...([500, 501, 502, 503, 504] as const).flatMap((status) =>
      (["Verified", "Unsigned", "Invalid"] as const).map(
        (proof) =>
          [`it is refused with ${status}, ${proof}`, rejection(status, proof), true, true, false, false] as const
      )
    )
  ]
  for (const [when, error, ...expected] of table) {
    const again = natures.filter((_, index) => expected[index] === true)
    it(`V3-RETRY-01 V3-RETRY-04 V3-RATE-01 V3-NET-04 when ${when}, ${again.join(", ") || "nothing"} is made again`, () => {
      assert.deepStrictEqual(
        natures.map((nature) => RetryPolicy.mayRepeat(nature, error)),
        expected
      )
    })
  }

  const refusals = Arbitrary.all({
    nature: Choice.pick(...natures),
    status: Choice.int(300, 599),
    authenticity: Choice.pick("Verified", "Unsigned", "Invalid")
  })
  it.prop(
    "V3-RETRY-04 CR-DEDUCT-06 no refusal has a charge made again, and none but 429 and 5xx has anything made again",
    [refusals],
    ([{ authenticity, nature, status }]) => {
      const isAgain = RetryPolicy.mayRepeat(nature, rejection(status, authenticity))
      if (nature === "Charge" || (status !== 429 && status < 500)) assert.isFalse(isAgain)
      if (nature === "Write") assert.strictEqual(isAgain, status === 429 && authenticity === "Verified")
      if (nature === "Read" || nature === "Repeatable") assert.strictEqual(isAgain, status === 429 || status >= 500)
    }
  )

  for (const nature of natures) {
    it.effect(`V3-RETRY-02 a ${nature} that may be is tried three times, and fails with the last of them`, () =>
      Effect.gen(function* () {
        const { call, seen } = yield* Scripted.client(inOrder(refused, refused, { ...refused, code: "ETIMEDOUT" }))
        const fiber = yield* Effect.forkChild(Effect.flip(call(nature)))
        yield* TestClock.adjust("10 minutes")
        const error = yield* Fiber.join(fiber)
        assert.deepStrictEqual([error.message, error.category], ["Nothing was sent: ETIMEDOUT", "BackOff"])
        assert.lengthOf(seen, 3)
      }).pipe(Effect.scoped)
    )
  }

  it.effect("V3-RETRY-01 V3-NET-04 a write or a charge of which bytes left is made once", () =>
    Effect.gen(function* () {
      for (const nature of ["Write", "Charge"] as const) {
        const { call, seen } = yield* Scripted.client(inOrder(reset, fine))
        assert.strictEqual((yield* Effect.flip(call(nature)))._tag, "Unanswered")
        assert.lengthOf(seen, 1)
      }
    }).pipe(Effect.scoped)
  )

  it.effect("V3-NET-04 a charge that was not sent, then was, is not made a third time", () =>
    Effect.gen(function* () {
      const { call, seen } = yield* Scripted.client(inOrder(refused, reset, fine))
      const fiber = yield* Effect.forkChild(Effect.flip(call("Charge")))
      yield* TestClock.adjust("1 minute")
      assert.strictEqual((yield* Fiber.join(fiber))._tag, "Unanswered")
      assert.lengthOf(seen, 2)
    }).pipe(Effect.scoped)
  )
})

describe("the pauses between tries", () => {
  /** When each try was made. */
  const moments = Effect.fnUntraced(function* () {
    const { call, seen } = yield* Scripted.client(inOrder({ status: 500 }))
    const fiber = yield* Effect.forkChild(Effect.exit(call("Read")))
    yield* TestClock.adjust("10 minutes")
    yield* Fiber.join(fiber)
    return seen.map(({ at }) => at)
  }, Effect.scoped)

  it.effect("V3-RETRY-02 the second try comes after 200 ms, the third 400 ms after it", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* moments(), [0, 200, 600])
    }).pipe(Effect.provide(Scripted.policy()))
  )

  for (const [fall, expected] of [
    [0, [0, 160, 480]],
    [0.5, [0, 200, 600]],
    [1, [0, 240, 720]]
  ] as const) {
    it.effect(`V3-RETRY-02 a chance of ${fall} has the tries made at ${expected.join(", ")} ms`, () =>
      Effect.gen(function* () {
        assert.deepStrictEqual(yield* moments(), [...expected])
      }).pipe(Effect.provide(Scripted.chance(fall)))
    )
  }

  it.effect("V3-RETRY-02 pauses double up to the longest, and no further", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* moments(), [0, 200, 600, 1_100, 1_600, 2_100])
    }).pipe(Effect.provide(Scripted.policy({ tries: 6, longestPause: Duration.millis(500) })))
  )

  it.effect("V3-RETRY-02 a try whose pause has not passed is not made", () =>
    Effect.gen(function* () {
      const { call, seen } = yield* Scripted.client(inOrder({ status: 503 }))
      const fiber = yield* Effect.forkChild(call("Read"))
      const counts: Array<number> = []
      for (const step of [0, 199, 1, 399, 1, 3_600_000]) {
        yield* TestClock.adjust(step)
        counts.push(seen.length)
      }
      assert.deepStrictEqual(counts, [1, 1, 2, 2, 3, 3])
      assert.isTrue(Exit.isFailure(yield* Fiber.await(fiber)))
    }).pipe(Effect.scoped, Effect.provide(Scripted.policy()))
  )
})

describe("a policy of one's own", () => {
  it.effect("`never` has every call made once", () =>
    Effect.gen(function* () {
      const { call, seen } = yield* Scripted.client(inOrder(refused))
      for (const nature of natures) assert.strictEqual((yield* Effect.flip(call(nature)))._tag, "NotSent")
      assert.lengthOf(seen, 4)
    }).pipe(Effect.scoped, Effect.provide(Scripted.once))
  )

  it.effect("a policy may be of one call only", () =>
    Effect.gen(function* () {
      const { call, seen } = yield* Scripted.client(inOrder(refused))
      yield* Effect.flip(Effect.provideService(call("Read"), RetryPolicy.CurrentRetryPolicy, RetryPolicy.never))
      assert.lengthOf(seen, 1)
      const fiber = yield* Effect.forkChild(Effect.flip(call("Read")))
      yield* TestClock.adjust("1 minute")
      yield* Fiber.join(fiber)
      assert.lengthOf(seen, 4)
    }).pipe(Effect.scoped)
  )

  const { budget, ...rest } = RetryPolicy.standard
  const good: ReadonlyArray<readonly [string, object]> = [
    ["one try", { ...rest, budget, tries: 1 }],
    ["no budget", { ...rest, budget: { ...budget, repetitions: 0 } }],
    ["a pause of a millisecond", { ...rest, budget, pause: Duration.millis(1) }]
  ]
  const bad: ReadonlyArray<readonly [string, object]> = [
    ["no try", { ...rest, budget, tries: 0 }],
    ["half a try", { ...rest, budget, tries: 1.5 }],
    ["tries that are no number", { ...rest, budget, tries: Number.NaN }],
    ["tries without end", { ...rest, budget, tries: Number.POSITIVE_INFINITY }],
    ["no pause", { ...rest, budget, pause: Duration.zero }],
    ["a pause without end", { ...rest, budget, pause: Duration.infinity }],
    ["a longest pause that is none", { ...rest, budget, longestPause: Duration.zero }],
    ["a budget below nothing", { ...rest, budget: { ...budget, repetitions: -1 } }],
    ["a budget that is no number", { ...rest, budget: { ...budget, repetitions: Number.NaN } }],
    ["a budget for no time", { ...rest, budget: { ...budget, within: Duration.zero } }],
    ["a budget for ever", { ...rest, budget: { ...budget, within: Duration.infinity } }],
    ["no budget at all", rest]
  ]
  for (const [title, given] of good) {
    it(`a policy of ${title} can be kept`, () => assert.isTrue(Schema.is(RetryPolicy.RetryPolicy)(given)))
  }
  for (const [title, given] of bad) {
    it(`a policy of ${title} cannot be kept and is refused`, () =>
      assert.isFalse(Schema.is(RetryPolicy.RetryPolicy)(given)))
  }

  it.effect(
    "a policy that cannot be kept ends the program where it is provided, and makes no call again and again",
    () =>
      Effect.gen(function* () {
        const exit = yield* Effect.exit(
          Effect.scoped(Layer.build(RetryPolicy.layer({ ...RetryPolicy.standard, tries: Number.NaN })))
        )
        assert.isTrue(Exit.hasDies(exit))
        assert.include(String(exit), "tries")
      })
  )
})
