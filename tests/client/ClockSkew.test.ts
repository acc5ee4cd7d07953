/**
 * V3-VER-04: a clock that is wrong is told as that, by the `Date` of an answer, which explains and never proves.
 *
 * Method: a platform in process signs with node:crypto at any distance from the clock, which is TestClock's, and writes any date.
 */
import { assert, describe, it } from "@effect/vitest"
import { ClockSkewed, CreditRepayment, Metrics, OutcomeUnknown, Transport } from "@wxrepay/domain/client"
import { Choice } from "@wxrepay/domain/testing"
import * as Arbitrary from "effect/Arbitrary"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"
import * as Schema from "effect/Schema"
import * as Platform from "../support/platform.ts"
import * as Rotating from "../support/rotating.ts"
import * as Scripted from "../support/scripted.ts"

const { int, maybe, oneOf, pick } = Choice

/** An answer as it is to be written. */
interface Written {
  readonly status?: number
  /** How many seconds our clock is ahead of the answer's date; a text stands as it is. */
  readonly ahead?: number | string | undefined
  /** How many seconds ago it was signed; a text is a timestamp; when it is not there, it is not signed. */
  readonly age?: number | string | undefined
  readonly isForged?: boolean
}

const body = JSON.stringify(Platform.order())

const answerOf = Effect.fnUntraced(function* ({ age, ahead, isForged = false, status = 200 }: Written) {
  const now = yield* Clock.currentTimeMillis
  const date =
    ahead === undefined ? {} : { date: typeof ahead === "string" ? ahead : new Date(now - ahead * 1_000).toUTCString() }
  const signer = isForged ? { ...Rotating.publicKey, privateKey: Platform.merchant.privateKey } : Rotating.publicKey
  const signed = age === undefined ? {} : yield* Rotating.proof(signer, body, typeof age === "number" ? age : 0)
  const proof = typeof age === "string" ? { ...signed, "Wechatpay-Timestamp": age } : signed
  return { status, proof: "Unsigned", body, headers: { ...proof, ...date } } satisfies Scripted.Answer
})

/** A lender before a platform that answers so, and repeats nothing. */
const facing = (written: Written) =>
  CreditRepayment.layer(Platform.settings("https://api.mch.weixin.qq.com")).pipe(
    Layer.provide([
      Layer.succeed(HttpClient.HttpClient, Scripted.make(() => answerOf(written)).http),
      Transport.layerCrypto
    ]),
    Layer.merge(Scripted.once)
  )

const outcome = <A, E extends { readonly _tag: string }>(
  use: (client: CreditRepayment["Service"]) => Effect.Effect<A, E>,
  written: Written
) =>
  Effect.gen(function* () {
    yield* Rotating.setTime(0)
    const result = yield* Effect.result(Effect.flatMap(CreditRepayment, use))
    return result._tag === "Success" ? "Accepted" : result.failure
  }).pipe(Effect.provide(facing(written)))

const read = (written: Written) => outcome((client) => client.findDeductOrder({ outTradeNo: "T1" }), written)
const charge = (written: Written) => outcome((client) => client.charge(Platform.charge), written)
const presign = (written: Written) =>
  outcome(
    (client) =>
      client.presignApp({
        appid: "wxcbda96de0b165486",
        planId: "12535",
        outContractCode: "C1",
        displayName: "*明",
        contractNotifyUrl: "https://lender.example/n",
        repaymentAmountLimit: 200_000,
        subMchid: "1900000002"
      }),
    written
  )

const tagOf = (ended: string | { readonly _tag: string }) => (typeof ended === "string" ? ended : ended._tag)

const distances = [0, 1, -1, 299, -299, 300, -300, 301, -301, 86_400, -86_400]

const isTooFar = (seconds: number) => Math.abs(seconds) > 300

describe("a refusal with 401", () => {
  for (const ahead of distances) {
    const expected = isTooFar(ahead) ? "ClockSkewed" : "Rejection"
    it.effect(`V3-VER-04 V3-AUTH-06 of a clock that is ${ahead} s ahead is told as ${expected}, to whoever calls`, () =>
      Effect.gen(function* () {
        for (const calls of [read, charge, presign]) {
          const error = yield* calls({ status: 401, ahead })
          assert.strictEqual(tagOf(error), expected)
          if (!(error instanceof ClockSkewed)) continue
          // nothing was done, so a change is not in doubt
          assert.deepStrictEqual([error.skewSeconds, error.status, error.category], [ahead, 401, "FixRequest"])
          assert.strictEqual(
            error.message,
            `The clock is ${Math.abs(ahead)} s ${ahead > 0 ? "ahead of" : "behind"} WeChat Pay's, and 300 s are allowed (V3-VER-04)`
          )
        }
      })
    )
  }

  it.effect(
    "V3-VER-09 V3-AUTH-06 that is signed, and too old to be believed, is nobody's word, whatever its Date says",
    () =>
      Effect.gen(function* () {
        for (const calls of [read, charge]) {
          const error = yield* calls({ status: 401, ahead: 301, age: 301 })
          const last = error instanceof OutcomeUnknown ? error.attempts[0] : error
          assert.strictEqual(tagOf(error), calls === read ? "Rejection" : "OutcomeUnknown")
          assert.deepInclude(last, { authenticity: "Invalid", category: calls === read ? "FixRequest" : "AskFirst" })
        }
      })
  )

  for (const status of [302, 400, 403, 404, 429, 500, 503]) {
    it.effect(`V3-ERR-01 a refusal with ${status} stays what it is, however far the clock is`, () =>
      Effect.gen(function* () {
        for (const age of [undefined, 0, 301]) {
          assert.strictEqual(tagOf(yield* read({ status, ahead: 86_400, age })), "Rejection")
        }
      })
    )
  }
})

describe("an answer of success", () => {
  for (const ahead of distances) {
    it.effect(
      `V3-VER-04 to a clock that is ${ahead} s ahead is ${isTooFar(ahead) ? "not believed, and told why" : "believed"}`,
      () =>
        Effect.gen(function* () {
          const error = yield* read({ ahead, age: ahead })
          assert.strictEqual(tagOf(error), isTooFar(ahead) ? "ClockSkewed" : "Accepted")
          if (!(error instanceof ClockSkewed)) return
          assert.deepStrictEqual([error.skewSeconds, error.status, error.category], [ahead, 200, "BackOff"])
        })
    )

    it.effect(
      `V3-VER-04 V3-VER-08 of a charge, ${ahead} s apart, leaves ${isTooFar(ahead) ? "it open" : "nothing open"}`,
      () =>
        Effect.gen(function* () {
          const error = yield* charge({ ahead, age: ahead })
          assert.strictEqual(tagOf(error), isTooFar(ahead) ? "OutcomeUnknown" : "Accepted")
          if (!(error instanceof OutcomeUnknown)) return
          assert.deepStrictEqual(
            error.attempts.map((one) => one._tag === "ClockSkewed" && [one.skewSeconds, one.status, one.category]),
            [[ahead, 200, "AskFirst"]]
          )
        })
    )
  }

  /** Dates that explain nothing. */
  const idle: ReadonlyArray<readonly [string, string | number | undefined]> = [
    ["no date", undefined],
    ["an empty date", ""],
    ["a date that is a word", "yesterday"],
    ["a date that is a number", "1"],
    ["a date of another form", "2020-01-01T00:00:00Z"],
    ["a date without a zone", "Wed, 01 Jan 2020 00:00:00"],
    ["a date of another zone", "Wed, 01 Jan 2020 00:00:00 +0800"],
    ["a day that there is not", "Wed, 32 Jan 2020 00:00:00 GMT"],
    ["two dates", "Wed, 01 Jan 2020 00:00:00 GMT, Wed, 01 Jan 2020 00:00:00 GMT"],
    ["a date that agrees with our clock", 0],
    ["a date just not too far from our clock", 300]
  ]
  for (const [title, ahead] of idle) {
    it.effect(`V3-VER-04 with ${title} stays stale when it is, as one that is played again`, () =>
      Effect.gen(function* () {
        for (const age of [301, -301, 86_400]) {
          const error = yield* read({ ahead, age })
          if (typeof error === "string" || error._tag !== "Unverified") return assert.fail(tagOf(error))
          assert.deepStrictEqual([error.reason._tag === "Stale" && error.reason.ageSeconds], [age])
          const changed = yield* charge({ ahead, age })
          if (!(changed instanceof OutcomeUnknown)) return assert.fail(tagOf(changed))
          assert.deepStrictEqual(
            changed.attempts.map(({ _tag }) => _tag),
            ["Unverified"]
          )
        }
        assert.strictEqual(tagOf(yield* read({ status: 401, ahead })), "Rejection")
        assert.strictEqual(tagOf(yield* read({ ahead, age: 300 })), "Accepted")
      })
    )
  }

  it.effect(
    "V3-VER-04 whose timestamp is no number, or whose signature is wrong, is not told as a matter of the clock",
    () =>
      Effect.gen(function* () {
        for (const written of [{ age: "soon" }, { age: 0, isForged: true }, {}]) {
          assert.strictEqual(tagOf(yield* read({ ...written, ahead: 86_400 })), "Unverified")
        }
      })
  )

  const anything = Arbitrary.all({
    age: oneOf<number>(pick(299, 300, 301, -299, -300, -301), int(-100_000, 100_000)),
    ahead: maybe(oneOf<number | string>(pick(0, 300, 301, -300, -301), int(-100_000, 100_000), pick("", "1"))),
    isForged: Arbitrary.schema(Schema.Boolean)
  })
  it.effect.prop(
    "V3-VER-04 is believed exactly when it was signed within 300 s of our clock, whatever its date says",
    [anything],
    ([written]) =>
      Effect.gen(function* () {
        const isFresh = !written.isForged && !isTooFar(written.age)
        assert.strictEqual(tagOf(yield* read(written)) === "Accepted", isFresh)
      })
  )
})

describe("the gauge", () => {
  it.effect("V3-VER-04 shows by how much our clock is ahead by the last answer that says when it is", () =>
    Effect.gen(function* () {
      const shown = Effect.map(Metric.value(Metrics.clockSkew), ({ value }) => value)
      const values: Array<number> = []
      for (const written of [
        { ahead: 7, age: 0 },
        { ahead: -301, age: -301 },
        { ahead: undefined, age: 0 },
        { ahead: "yesterday", age: 0 },
        { ahead: 400, status: 401 },
        { ahead: 2, status: 500 },
        { ahead: 0, age: 0 }
      ]) {
        yield* read(written)
        values.push(yield* shown)
      }
      assert.deepStrictEqual(values, [7, -301, -301, -301, 400, 2, 0])
    }).pipe(Effect.provideService(Metric.MetricRegistry, new Map()))
  )
})
