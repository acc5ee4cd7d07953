/**
 * V3-VER-04, V3-VER-09, V3-VER-10, V3-ERR-01 to V3-ERR-03: what an answer says once its bytes were judged: accepted, refused, or neither.
 *
 * Method: answers are put together by hand and read beside a verifier that says yes or no as told; every condition has a
 * row on each side. The time is TestClock's.
 */
import { assert, describe, it } from "@effect/vitest"
import { type Category, Metrics, Rejection } from "@wxrepay/domain/client"
import { Verification, VerificationError } from "@wxrepay/domain/signing"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Metric from "effect/Metric"
import { TestClock } from "effect/testing"
import { accept, reject, skewOf } from "../../packages/domain/src/client/Answer.ts"

const requestId = "08F78BB5AF0610D302-18-6D-1"
const json = { "content-type": "application/json", "request-id": requestId }

const answer = (status: number, headers: Readonly<Record<string, string>> = json, text = "") => ({
  response: HttpClientResponse.fromWeb(
    HttpClientRequest.get("https://api.mch.weixin.qq.com"),
    new Response(status === 204 ? null : text, { status, headers: { ...headers } })
  ),
  body: new TextEncoder().encode(text)
})

/** Believes, or says why not. */
const verifier = (reason?: Verification.Reason) => ({
  preferredSerial: Effect.undefined,
  verify: () => (reason === undefined ? Effect.void : Effect.fail(new VerificationError({ reason })))
})

const missing = new Verification.HeaderMissing({ header: "Wechatpay-Nonce" })
const stale = new Verification.Stale({ timestamp: "1", ageSeconds: 301 })
const timeless = new Verification.Stale({ timestamp: "x", ageSeconds: null })

const accepted = (
  given: ReturnType<typeof answer>,
  reason?: Verification.Reason,
  skew?: number,
  nature: Category.Nature = "Write"
) => accept(verifier(reason), given, nature, skew)

const rejected = (
  given: ReturnType<typeof answer>,
  { nature = "Write", reason, skew }: { reason?: Verification.Reason; skew?: number; nature?: Category.Nature } = {}
) => Effect.flip(reject(verifier(reason), given, nature, skew))

describe("An answer of success", () => {
  for (const type of ["application/json", "application/json; charset=utf-8", "Application/JSON"]) {
    it.effect(`V3-VER-10 is accepted when it is proven and its type is ${type}`, () =>
      Effect.gen(function* () {
        const given = answer(200, { "content-type": type }, "{}")
        assert.strictEqual(yield* accepted(given), given.response)
      })
    )
  }

  it.effect("V3-VER-10 is accepted without a type when it has no body", () =>
    Effect.gen(function* () {
      const given = answer(204, {})
      assert.strictEqual(yield* accepted(given), given.response)
    })
  )

  for (const type of ["text/html", "text/application/json", "application/jsonp", ""]) {
    it.effect(`V3-VER-10 of type ${JSON.stringify(type)} is not read, and what came is kept`, () =>
      Effect.gen(function* () {
        const headers = {
          "request-id": requestId,
          "set-cookie": "a=1",
          ...(type === "" ? {} : { "content-type": type })
        }
        const given = answer(200, headers, "<html>")
        const error = yield* Effect.flip(accepted({ ...given, body: new TextEncoder().encode("<html>") }))
        if (error._tag !== "Unreadable") return assert.fail(error._tag)
        assert.strictEqual(error.problem, "it is not application/json (V3-VER-10)")
        assert.deepInclude(error, { status: 200, requestId, category: "AskFirst" })
        assert.strictEqual(error.answer?.text, "<html>")
        assert.notProperty(error.answer?.headers, "set-cookie")
      })
    )
  }

  it.effect("V3-VER-08 of status 202 says accepted and not finished, whatever it says beside", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(accepted(answer(202, json, "{}"), undefined, undefined, "Read"))
      if (error._tag !== "Unreadable") return assert.fail(error._tag)
      assert.strictEqual(error.problem, "202 says accepted but not finished, so ask before anything else")
      assert.deepInclude(error, { status: 202, category: "BackOff" })
    })
  )

  for (const [title, reason, skew, expected] of [
    ["that is too old, by a clock that is 301 s ahead", stale, 301, "ClockSkewed"],
    ["that is too old, by a clock that is 301 s behind", stale, -301, "ClockSkewed"],
    ["that is too old, by a clock that is 300 s ahead", stale, 300, "Unverified"],
    ["that is too old, where nothing is known of the clock", stale, undefined, "Unverified"],
    ["of no time, by a clock that is wrong", timeless, 301, "Unverified"],
    ["that lacks a header, by a clock that is wrong", missing, 301, "Unverified"]
  ] as const) {
    it.effect(`V3-VER-04 V3-VER-05 an answer ${title}, is told as ${expected}`, () =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(accepted(answer(200), reason, skew))
        assert.strictEqual(error._tag, expected)
        assert.deepInclude(error, { status: 200, requestId, category: "AskFirst" })
        if (error._tag === "ClockSkewed") assert.strictEqual(error.skewSeconds, skew)
        if (error._tag === "Unverified") assert.strictEqual(error.reason, reason)
      })
    )
  }
})

describe("An answer of refusal", () => {
  const signed = { ...json, "wechatpay-signature": "c2lnbmVk" }
  const told = JSON.stringify({ code: "PARAM_ERROR", message: "no", detail: { field: "/appid" } })

  for (const [title, headers, reason, authenticity, category] of [
    ["with a signature that holds", signed, undefined, "Verified", "FixRequest"],
    ["with a signature that does not hold", signed, missing, "Invalid", "AskFirst"],
    ["without a signature", json, undefined, "Unsigned", "AskFirst"]
  ] as const) {
    it.effect(`V3-VER-09 ${title} is ${authenticity}, and read all the same`, () =>
      Effect.gen(function* () {
        const error = yield* rejected(answer(400, headers, told), reason === undefined ? {} : { reason })
        if (error._tag !== "Rejection") return assert.fail(error._tag)
        assert.deepInclude(error, { status: 400, requestId, category, authenticity })
        assert.deepInclude(error, { code: "PARAM_ERROR", message: "no", detail: { field: "/appid" } })
        assert.notProperty(error, "problem")
        assert.notProperty(error, "answer")
      })
    )
  }

  it.effect("V3-ERR-03 that is not the platform's JSON is told by its first 500 characters, and kept whole", () =>
    Effect.gen(function* () {
      const text = "n".repeat(501)
      const error = yield* rejected(answer(502, { via: "gateway" }, text))
      if (error._tag !== "Rejection") return assert.fail(error._tag)
      assert.strictEqual(error.message, "n".repeat(500))
      assert.strictEqual(error.answer?.text, text)
      assert.propertyVal(error.answer?.headers, "via", "gateway")
      assert.notProperty(error, "requestId")
      assert.notProperty(error, "code")
    })
  )

  it.effect("V3-RID-01 is told with what the number of its Request-ID says, which makes it more careful", () =>
    Effect.gen(function* () {
      const headers = { ...signed, "request-id": "08F78BB5AF0610D302-18-6D-268435472" }
      const error = yield* rejected(answer(400, headers, told))
      assert.deepInclude(error, { problem: "TooFrequent", category: "BackOff" })
    })
  )

  it.effect("PS-PAY-09 is told to ask first where its code says that the order stands otherwise", () =>
    Effect.gen(function* () {
      const text = JSON.stringify({ code: "INVALID_ORDER_STATE", message: "no" })
      assert.deepInclude(yield* rejected(answer(400, signed, text)), { category: "AskFirst", authenticity: "Verified" })
    })
  )

  for (const [status, headers, skew, expected] of [
    [401, json, 301, "ClockSkewed"],
    [401, json, -301, "ClockSkewed"],
    [401, json, 300, "Rejection"],
    [401, json, undefined, "Rejection"],
    [401, signed, 301, "Rejection"],
    [403, json, 301, "Rejection"]
  ] as const) {
    it.effect(
      `V3-AUTH-06 of ${status}, ${headers === json ? "unsigned" : "signed"}, by a clock that is ${skew ?? "?"} s ahead, is told as ${expected}`,
      () =>
        Effect.gen(function* () {
          const error = yield* rejected(answer(status, headers, told), skew === undefined ? {} : { skew })
          assert.strictEqual(error._tag, expected)
          if (!(error instanceof Rejection)) assert.strictEqual(error.skewSeconds, skew)
        })
    )
  }
})

describe("The date of an answer", () => {
  const sent = DateTime.makeUnsafe("2025-11-05T12:00:00Z")
  const at = (offset: number) => TestClock.setTime(DateTime.toEpochMillis(sent) + offset)
  const skew = (date?: string) => skewOf(answer(200, date === undefined ? {} : { date }).response)

  for (const [offset, expected] of [
    [0, 0],
    [999, 0],
    [1000, 1],
    [301_000, 301],
    [-1, -1],
    [-1000, -1]
  ] as const) {
    it.effect(`V3-VER-04 says by ${offset} ms that our clock is ${expected} s ahead, and that is measured`, () =>
      Effect.gen(function* () {
        yield* at(offset)
        assert.strictEqual(yield* skew("Wed, 05 Nov 2025 12:00:00 GMT"), expected)
        assert.strictEqual((yield* Metric.value(Metrics.clockSkew)).value, expected)
      })
    )
  }

  for (const date of [
    undefined,
    "",
    "2025-11-05T12:00:00Z",
    "Wednesday, 05 Nov 2025 12:00:00 GMT",
    "Wed, 5 Nov 2025 12:00:00 GMT",
    "Wed, 05 Nov 25 12:00:00 GMT",
    "Wed, 05 November 2025 12:00:00 GMT",
    "wed, 05 Nov 2025 12:00:00 GMT",
    "Wed, 05 nov 2025 12:00:00 GMT",
    "WEd, 05 Nov 2025 12:00:00 GMT",
    "Wed, 05 NOv 2025 12:00:00 GMT",
    "Wed, 05 Nov 2025 2:00:00 GMT",
    "Wed, 05 Nov 2025 12:0:00 GMT",
    "Wed, 05 Nov 2025 12:00:0 GMT",
    "Wed, 05 Nov 2025 12:00:00 GMT+1",
    "x Wed, 05 Nov 2025 12:00:00 GMT",
    "Wed, 99 Xyz 2025 12:00:00 GMT"
  ]) {
    it.effect(`V3-VER-04 that is ${JSON.stringify(date)} says nothing of our clock`, () =>
      Effect.gen(function* () {
        yield* at(0)
        assert.isUndefined(yield* skew(date))
      })
    )
  }
})
