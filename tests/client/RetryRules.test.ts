/**
 * V3-RETRY, V3-RATE, V3-ERR-05: exactly which calls are made again by themselves, how often, when, and with what.
 *
 * Method: every way a call can end is drawn, with every kind of call; the rule is written down once more in a few lines and compared.
 * A network in process ends every attempt as drawn; the time is TestClock's, and chance falls as drawn.
 */
import { assert, describe, it } from "@effect/vitest"
import {
  type CallError,
  Category,
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
import * as Fiber from "effect/Fiber"
import { TestClock } from "effect/testing"
import * as Scripted from "../support/scripted.ts"

const { int, oneOf, pick, seldom } = Choice
const { fine, inOrder, refused, reset } = Scripted

const natures = pick("Read", "Repeatable", "Write", "Charge")
const proofs = pick("Verified", "Unsigned", "Invalid")

/** Statuses of refusals, those with a meaning of their own most of the time. */
const statuses = seldom<number>(pick(302, 400, 401, 403, 404, 405, 429, 500, 502, 503), int(300, 599), 3)

const category = "AskFirst"

/** Every way a call can end other than well. */
const errors = oneOf<CallError>(
  Arbitrary.map(statuses, (status) => new Rejection({ status, category, authenticity: "Verified", message: "no" })),
  Arbitrary.map(
    Arbitrary.all({ status: statuses, authenticity: proofs }),
    (told) => new Rejection({ ...told, category, message: "no" })
  ),
  Arbitrary.map(pick("Sent", "Answered", "Unknown"), (phase) => new Unanswered({ problem: "x", phase, category })),
  Arbitrary.map(pick("ECONNREFUSED", "ENOTFOUND", "Deadline"), (problem): CallError => new NotSent({ problem })),
  Arbitrary.map(
    pick("1", "2"),
    (serial) => new Unverified({ status: 200, category, reason: new Verification.SignatureWrong({ serial }) })
  ),
  Arbitrary.map(pick(200, 202), (status) => new Unreadable({ status, category, problem: "no JSON" })),
  Arbitrary.map(pick(301, -301), (skewSeconds) => new ClockSkewed({ status: 401, category, skewSeconds })),
  Arbitrary.Constant(new SigningError({ problem: "KeyFailed" })),
  Arbitrary.Constant(new NoPlatformKey())
)

/** Whether nobody can tell what became of a call: no answer, or none that is believed. */
const isUnknown = ({ _tag }: CallError) => _tag === "Unanswered" || _tag === "Unverified"

/** What costs nothing is tried often, so that rare verdicts come up as well. */
const often = { arbitrary: { runs: 500 } }

describe("V3-RETRY what is made again", () => {
  it.prop(
    "V3-RETRY-01 V3-NET-04 a call is made again by itself exactly when nothing of it was sent; or when it is a question or a pre-sign that got no answer to believe, 429 or 5xx; or when it is another change, no charge, and 429 is proven",
    [natures, errors],
    ([nature, error]) => {
      const isHarmless = nature === "Read" || nature === "Repeatable"
      const isBusy = error._tag === "Rejection" && (error.status === 429 || error.status >= 500)
      const isProvenly429 = error._tag === "Rejection" && error.status === 429 && error.authenticity === "Verified"
      assert.strictEqual(
        RetryPolicy.mayRepeat(nature, error),
        error._tag === "NotSent" ||
          (isHarmless && (isUnknown(error) || isBusy)) ||
          (nature === "Write" && isProvenly429)
      )
    },
    often
  )

  it.prop(
    "V3-RETRY-04 a question that is refused is asked again exactly after 429 and 5xx: never after 400, 401, 403, 404 or 405",
    [statuses, proofs],
    ([status, authenticity]) => {
      const refusal = new Rejection({ status, authenticity, category, message: "no" })
      assert.strictEqual(RetryPolicy.mayRepeat("Read", refusal), status === 429 || status >= 500)
    },
    often
  )

  it.prop(
    "V3-RATE-01 429 has a call made again exactly when it moves no money and, if it changes more than a pre-sign does, the 429 is proven; a charge is asked about first",
    [natures, proofs],
    ([nature, authenticity]) => {
      const limited = new Rejection({ status: 429, authenticity, category, message: "slow down" })
      const isLeft = nature !== "Charge" && (nature !== "Write" || authenticity === "Verified")
      assert.strictEqual(RetryPolicy.mayRepeat(nature, limited), isLeft)
      if (nature === "Charge") assert.strictEqual(Category.ofRefusal(nature, 429, authenticity), "AskFirst")
    },
    often
  )

  it("V3-RATE-02 429 is 429 under each of its four spellings, and under one that nobody documented", () => {
    for (const code of ["RATELIMIT_EXCEEDED", "RATE_LIMITED", "FREQUENCY_LIMITED", "RATELIMIT_EXCEED", "SLOW_DOWN"]) {
      assert.strictEqual(Category.ofRefusal("Write", 429, "Verified", { code }), "BackOff")
      assert.strictEqual(Category.ofRefusal("Write", 400, "Verified", { code }), "FixRequest")
    }
  })

  const codes = oneOf<string>(
    pick("RATELIMIT_EXCEEDED", "RATE_LIMITED", "FREQUENCY_LIMITED", "RATELIMIT_EXCEED"),
    Arbitrary.map(int(0, 999_999), (number) => `CODE_${number}`)
  )
  it.prop(
    "V3-RATE-02 whatever the code says, a proven refusal of a change means waiting exactly when its status is 429",
    [statuses, codes],
    ([status, code]) => {
      assert.strictEqual(Category.ofRefusal("Write", status, "Verified", { code }) === "BackOff", status === 429)
    },
    often
  )
})

/** Policies, none of which jitters. */
const policies = Arbitrary.all({
  tries: int(1, 6),
  pause: int(1, 2_000),
  longestPause: int(1, 5_000)
})

/** When one call's attempts were made, from the first on. */
const moments = Effect.fnUntraced(function* (nature: Category.Nature, script: Scripted.Script) {
  const { call, seen } = yield* Scripted.client(script)
  const fiber = yield* Effect.forkChild(Effect.exit(call(nature)))
  yield* TestClock.adjust("10 minutes")
  yield* Fiber.join(fiber)
  const [first] = seen
  return seen.map(({ at }) => at - (first?.at ?? 0))
}, Effect.scoped)

/** The moments of tries with these pauses between them. */
const after = (pauses: ReadonlyArray<number>) => {
  const tries = [0]
  for (const pause of pauses) tries.push((tries.at(-1) ?? 0) + pause)
  return tries
}

describe("V3-RETRY how often, and when", () => {
  it.effect.prop(
    "V3-RETRY-02 V3-ERR-05 a question answered SYSTEM_ERROR for ever is asked as often as the policy says and no more, and each pause is twice the one before, up to the longest",
    [policies],
    ([{ longestPause, pause, tries }]) =>
      Effect.gen(function* () {
        const policy = { tries, pause: Duration.millis(pause), longestPause: Duration.millis(longestPause) }
        const body = JSON.stringify({ code: "SYSTEM_ERROR", message: "系统错误" })
        const tried = yield* Effect.provide(moments("Read", inOrder({ status: 500, body })), Scripted.policy(policy))
        const pauses = Array.from({ length: tries - 1 }, (_, index) => Math.min(pause * 2 ** index, longestPause))
        assert.deepStrictEqual(tried, after(pauses))
      }),
    { arbitrary: { runs: 30 } }
  )

  it.effect("V3-ERR-05 by itself SYSTEM_ERROR has a question asked three times, and a charge made once", () =>
    Effect.gen(function* () {
      const body = JSON.stringify({ code: "SYSTEM_ERROR", message: "系统错误" })
      const ends = inOrder({ status: 500, body }, { status: 500, body }, { status: 500, body }, fine)
      assert.lengthOf(yield* moments("Read", ends), 3)
      assert.lengthOf(yield* moments("Charge", ends), 1)
    })
  )

  it.effect.prop(
    "V3-RETRY-02 by itself a second try comes 160 to 240 ms after the first, a third 320 to 480 ms after that, as chance falls, and a fourth never",
    [int(0, 999_999)],
    ([fall]) =>
      Effect.gen(function* () {
        const tried = yield* Effect.provide(moments("Read", inOrder(refused)), Scripted.chance(fall / 1_000_000))
        const factor = 0.8 + 0.4 * (fall / 1_000_000)
        assert.lengthOf(tried, 3)
        for (const [index, expected] of after([200 * factor, 400 * factor]).entries()) {
          assert.approximately(tried[index] ?? -1, expected, 2)
        }
      }),
    { arbitrary: { runs: 30 } }
  )

  const waits = oneOf<string>(
    pick("0", "1", "3600", "-1", "soon", "Wed, 21 Oct 2099 07:28:00 GMT"),
    Arbitrary.map(int(0, 100_000), String)
  )
  it.effect.prop(
    "V3-RATE-03 whatever Retry-After says, a question that is refused with 429 is asked again when the policy says, and not otherwise",
    [waits, int(1, 3_000)],
    ([retryAfter, pause]) =>
      Effect.gen(function* () {
        const limited = { status: 429, headers: { "retry-after": retryAfter } }
        const policy = Scripted.policy({ pause: Duration.millis(pause) })
        const tried = yield* Effect.provide(moments("Read", inOrder(limited, limited, fine)), policy)
        assert.deepStrictEqual(tried, after([pause, Math.min(pause * 2, 5_000)]))
      }),
    { arbitrary: { runs: 30 } }
  )

  it.effect.prop(
    "V3-RATE-03 where no limit is set, any number of calls leave at once",
    [int(1, 200)],
    ([calls]) =>
      Effect.gen(function* () {
        const { call, seen } = yield* Scripted.client(() => Effect.as(Effect.sleep("1 second"), fine))
        const all = Effect.all(
          Array.from({ length: calls }, () => call("Read")),
          { concurrency: "unbounded" }
        )
        const fiber = yield* Effect.forkChild(all)
        yield* TestClock.adjust("1 second")
        yield* Fiber.join(fiber)
        assert.deepStrictEqual(new Set(seen.map(({ at }) => at - (seen[0]?.at ?? 0))), new Set([0]))
        assert.lengthOf(seen, calls)
      }).pipe(Effect.scoped),
    { arbitrary: { runs: 8 } }
  )
})

/** Ends after which a question or a pre-sign is made again. */
const passing = Arbitrary.array(pick("refused", "reset", "429", "500", "unproven"), { maxLength: 4 })

const endOf = (name: "refused" | "reset" | "429" | "500" | "unproven"): Scripted.End =>
  name === "refused"
    ? refused
    : name === "reset"
      ? reset
      : name === "unproven"
        ? { status: 200, proof: "Unsigned" }
        : { status: Number(name) }

describe("V3-RETRY what is sent again", () => {
  it.effect.prop(
    "V3-RETRY-03 however often a call is made again, its method, its path and its body are the same, and each try is signed anew at its own moment",
    [pick("Read", "Repeatable"), passing],
    ([nature, ends]) =>
      Effect.gen(function* () {
        const { call, seen } = yield* Scripted.client((_, earlier) => {
          const name = ends[earlier]
          return Effect.succeed(name === undefined ? fine : endOf(name))
        })
        const fiber = yield* Effect.forkChild(call(nature))
        yield* TestClock.adjust("10 minutes")
        yield* Fiber.join(fiber)
        assert.lengthOf(seen, ends.length + 1)
        const same = new Set(seen.map(({ body, method, target }) => JSON.stringify([method, target, body])))
        assert.lengthOf([...same], 1)
        // the signer of this network writes down how many it has signed, when, and what
        assert.deepStrictEqual(
          seen.map(({ headers }) => headers["authorization"]),
          seen.map(({ at, target }, index) => `${index + 1} ${at} ${target}`)
        )
      }).pipe(Effect.scoped, Effect.provide(Scripted.policy({ tries: 5 }))),
    { arbitrary: { runs: 30 } }
  )
})
