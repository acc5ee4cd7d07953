/**
 * PS-ID-01, V3-JSON-02, CR-AMT-13: what every call makes of an answer that was verified, and of what it leaves to the platform.
 *
 * Method: answers are decoded by schemas of a few members, which fit or do not; what is counted is what is said of them.
 */
import { assert, describe, it } from "@effect/vitest"
import { issuesOf, NotSent, placesOf, unreadable } from "@wxrepay/domain/client"
import * as Effect from "effect/Effect"
import * as HttpClientError from "effect/http/HttpClientError"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Logger from "effect/Logger"
import * as References from "effect/References"
import * as Schema from "effect/Schema"
import { ErrorAnswer } from "../../packages/domain/src/api/ErrorAnswer.ts"
import { about, reading, sayUnchecked, sending } from "../../packages/domain/src/client/Calling.ts"

const request = HttpClientRequest.get("https://api.mch.weixin.qq.com")
const response = HttpClientResponse.fromWeb(request, new Response("", { headers: { "request-id": "R-1" } }))

const Order = Schema.Struct({ no: Schema.String, lines: Schema.Array(Schema.Struct({ amount: Schema.Int })) })
const decode = (given: unknown) => Schema.decodeUnknownEffect(Order)(given, { errors: "all" })
const sound = { no: "A1", lines: [] }

describe("An answer that was verified", () => {
  it.effect("V3-JSON-02 that fits is read, and one that does not is told by place and reason, never by value", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* reading("Read", response, decode(sound)), sound)
      const given = { no: 12345, lines: [{ amount: "secret" }] }
      const error = yield* Effect.flip(reading("Write", response, decode(given)))
      assert.deepInclude(error, { status: 200, requestId: "R-1", category: "AskFirst" })
      assert.match(error.problem, /^no: [^;]+; lines\.0\.amount: [^;]+$/u)
      assert.notInclude(error.problem, "secret")
      assert.notInclude(error.problem, "12345")
      assert.notProperty(error, "answer")
    })
  )

  it.effect("V3-JSON-02 is told place by place, and one place is told without a separator", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(decode({ no: "A1" }))
      const issues = issuesOf(error)
      assert.deepStrictEqual(
        issues.map(({ field }) => field),
        ["lines"]
      )
      assert.strictEqual(placesOf(error), `lines: ${issues[0]?.problem}`)
    })
  )

  it.effect("V3-JSON-02 whose body is no JSON at all is told to be none", () =>
    Effect.gen(function* () {
      const broken = new HttpClientError.HttpClientError({
        reason: new HttpClientError.DecodeError({ request, response })
      })
      const error = yield* Effect.flip(reading("Read", response, Effect.fail(broken)))
      assert.deepInclude(error, { problem: "its body is not the JSON it should be", category: "GiveUp" })
    })
  )

  it("V3-ERR-03 that cannot be read keeps its text where that is told", () => {
    assert.strictEqual(unreadable("Read", response, "no", "<html>").answer?.text, "<html>")
    assert.strictEqual(unreadable("Read", response, "no", "").answer?.text, "")
    assert.notProperty(unreadable("Read", response, "no"), "answer")
  })
})

describe("An answer about something else", () => {
  const problem = "it tells of something else than what was asked for"
  const asking = (asked: Readonly<Record<string, unknown>>) =>
    Effect.match(about("Read", asked, response, decode(sound)), {
      onFailure: (error) => error.problem,
      onSuccess: ({ no }) => no
    })

  for (const [title, asked, expected] of [
    ["the number that was asked for", { no: "A1" }, "A1"],
    ["another number", { no: "A2" }, problem],
    ["a number, where none was asked for", { no: undefined }, "A1"],
    ["no appid, where one was asked for", { no: "A1", appid: "wx1" }, "A1"],
    ["its number and another appid", { no: "A1", lines: "other" }, problem]
  ] as const) {
    it.effect(`PS-ID-01 PS-ID-04 an answer that tells of ${title} is ${expected === problem ? "not " : ""}read`, () =>
      Effect.gen(function* () {
        assert.strictEqual(yield* asking(asked), expected)
      })
    )
  }

  it.effect("PS-ID-01 an answer that cannot be read is told as that", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(about("Read", { no: "A1" }, response, decode({})))
      assert.notStrictEqual(error.problem, problem)
    })
  )
})

describe("What is sent", () => {
  it.effect("a call that fails fails as it did, and where contract and rules disagree it is a defect", () =>
    Effect.gen(function* () {
      const unsent = new NotSent({ problem: "ECONNREFUSED" })
      assert.strictEqual(yield* Effect.flip(sending(Effect.fail(unsent))), unsent)
      const disagreeing = [
        new ErrorAnswer({ status: 400, code: "PARAM_ERROR", message: "no" }),
        yield* Effect.flip(decode({})),
        new HttpClientError.HttpClientError({ reason: new HttpClientError.EncodeError({ request }) })
      ]
      for (const error of disagreeing) {
        const exit = yield* Effect.exit(sending(Effect.fail(error)))
        assert.include(String(exit), "Die")
      }
    })
  )

  it.effect("CR-AMT-13 what is left to the platform is said to whoever debugs, and nothing where nothing is", () =>
    Effect.gen(function* () {
      const said: Array<string> = []
      const logger = Logger.make(({ logLevel, message }) => void said.push(`${logLevel} ${String(message)}`))
      yield* Effect.andThen(sayUnchecked([]), sayUnchecked(["CR-AMT-01", "CR-AMT-04"])).pipe(
        Effect.provideService(References.MinimumLogLevel, "Debug"),
        Effect.provide(Logger.layer([logger]))
      )
      assert.deepStrictEqual(said, ["Debug Left to the platform to check: CR-AMT-01, CR-AMT-04"])
    })
  )
})
