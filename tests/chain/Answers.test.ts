/**
 * What a call answers, and how it tells of an answer that it cannot read: by place and reason, with what came where it was
 * no JSON, and never with a value.
 *
 * Method: a platform answers really signed texts of every kind over both transports; canaries stand where values are.
 */
import { assert, describe, it } from "@effect/vitest"
import type { Chain } from "@wxrepay/chain"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { ServerResponse } from "node:http"
import {
  agreeing,
  answering,
  type AnyError,
  calling,
  facing,
  type Handle,
  spelled,
  transports
} from "../support/chainPlatform.ts"
import { onlyAttempt } from "../support/doubt.ts"
import { shown } from "../support/overheard.ts"
import * as Platform from "../support/platform.ts"

const path = "v3/own/path"

const get = (wx: Chain, options?: object) => calling(wx, "declarative", "get", path, options)
const post = (wx: Chain, options?: object) => calling(wx, "declarative", "post", path, options)

const bare = (response: ServerResponse, status: number, headers: Record<string, string | Array<string>>, text = "") => {
  response.writeHead(status, headers)
  response.end(text)
}

for (const [name, transport] of transports) {
  const failing = (handle: Handle, use: (wx: Chain) => Effect.Effect<unknown, AnyError> = get) =>
    Effect.map(
      facing(handle, (wx) => Effect.flip(use(wx)), transport),
      ({ result }) => result
    )

  /** How the attempt of a change ended that leaves it open. Nothing of the outer error shows a canary. */
  const doubting = (handle: Handle, options?: object) =>
    Effect.map(
      failing(handle, (wx) => post(wx, options)),
      (error) => {
        assert.deepInclude(error, { _tag: "OutcomeUnknown", operation: "post /v3/own/path" })
        assert.notProperty(error, "number")
        assert.notInclude(shown(error), "canary")
        return onlyAttempt(error)
      }
    )

  describe(`an answer over ${name}`, () => {
    for (const [what, status, body] of [
      ["204", 204, ""],
      ["200 without a body", 200, ""],
      ["blanks", 200, " \r\n"]
    ] as const) {
      it.live(`of ${what} is undefined`, () =>
        Effect.gen(function* () {
          const { result } = yield* facing(answering(status, body), (wx) => Effect.all([get(wx), post(wx)]), transport)
          assert.deepStrictEqual(result, [undefined, undefined])
        })
      )
    }

    it.live("is the JSON as it came, whatever it is", () =>
      Effect.gen(function* () {
        for (const json of [{ a: 1, 款: [null, "x", 1.5] }, [], "text", 0, false, null]) {
          const { result } = yield* facing(answering(200, JSON.stringify(json)), (wx) => get(wx), transport)
          assert.deepStrictEqual(result, json)
        }
      })
    )

    it.live("is read by the schema that the caller passes, in every spelling", () =>
      Effect.gen(function* () {
        const schema = Schema.Struct({ at: Schema.DateTimeUtcFromString, count: Schema.NumberFromString })
        const { result } = yield* facing(
          answering(201, { at: "2025-11-05T12:00:00Z", count: "3", more: true }),
          (wx) => Effect.forEach(spelled, (spelling) => calling(wx, spelling, "post", path, { schema })),
          transport
        )
        for (const one of result) assert.isTrue(Schema.is(Schema.toType(schema))(one))
      })
    )

    it.live("that the schema cannot read is Unreadable, by place and without the value", () =>
      Effect.gen(function* () {
        const schema = Schema.Struct({
          list: Schema.Array(Schema.Struct({ name: Schema.Number })),
          kind: Schema.Literal("A")
        })
        const error = yield* doubting(answering(200, { list: [{ name: "canary" }], kind: "canary" }), { schema })
        assert.deepInclude(error, {
          _tag: "Unreadable",
          status: 200,
          category: "AskFirst",
          requestId: "08F78BB5AF0610D302-0"
        })
        assert.include(error.message, "list.0.name")
        assert.notInclude(shown(error), "canary")
        assert.notProperty(error, "answer")
      })
    )

    it.live("that is no JSON keeps status, headers without cookies, and text", () =>
      Effect.gen(function* () {
        const text = '{"half": '
        const error = yield* failing((_, response) =>
          bare(
            response,
            200,
            {
              ...Platform.proof(text),
              "Content-Type": "application/json",
              "Set-Cookie": ["a=canary", "b=canary"],
              "X-Told": "yes"
            },
            text
          )
        )
        if (error._tag !== "Unreadable") return assert.fail(error._tag)
        assert.deepInclude(error, { status: 200, category: "GiveUp" })
        assert.strictEqual(error.answer?.text, text)
        assert.strictEqual(error.answer?.headers["x-told"], "yes")
        assert.notProperty(error.answer?.headers, "set-cookie")
        assert.notInclude(shown(error), "canary")
      })
    )

    it.live("V3-VER-10 that is no application/json keeps the same, and a change is asked for first", () =>
      Effect.gen(function* () {
        const text = "<html>信</html>"
        const error = yield* doubting((_, response) =>
          bare(response, 200, { ...Platform.proof(text), "Content-Type": "text/html", "Set-Cookie": "a=canary" }, text)
        )
        if (error._tag !== "Unreadable") return assert.fail(error._tag)
        assert.deepInclude(error, { status: 200, category: "AskFirst" })
        assert.strictEqual(error.answer?.text, text)
        assert.strictEqual(error.answer?.headers["content-type"], "text/html")
        assert.notInclude(shown(error), "canary")
      })
    )

    for (const [status, category] of [
      [400, "AskFirst"],
      [404, "AskFirst"],
      [502, "AskFirst"]
    ] as const) {
      it.live(`V3-ERR-03 of a gateway, ${status} in HTML, is a rejection that keeps status, headers and text`, () =>
        Effect.gen(function* () {
          const text = `<html>${"x".repeat(600)}</html>`
          const error = yield* doubting((_, response) =>
            bare(response, status, { "Content-Type": "text/html", "Set-Cookie": "a=canary", "X-Told": "yes" }, text)
          )
          if (error._tag !== "Rejection") return assert.fail(error._tag)
          assert.deepInclude(error, { status, category, authenticity: "Unsigned", message: text.slice(0, 500) })
          assert.strictEqual(error.answer?.text, text)
          assert.strictEqual(error.answer?.headers["x-told"], "yes")
          assert.isUndefined(error.code)
          assert.notInclude(shown(error), "canary")
        })
      )
    }

    it.live("V3-ERR-01 of the platform's JSON is a rejection with its code, and hangs nothing else on it", () =>
      Effect.gen(function* () {
        const error = yield* failing(answering(400, { code: "PARAM_ERROR", message: "不行" }), post)
        if (error._tag !== "Rejection") return assert.fail(error._tag)
        assert.deepInclude(error, {
          status: 400,
          code: "PARAM_ERROR",
          message: "不行",
          authenticity: "Verified",
          category: "FixRequest"
        })
        assert.notProperty(error, "answer")
      })
    )

    it.live("V3-RATE-01 of 429 has any change asked for first, and a question wait", () =>
      Effect.gen(function* () {
        const busy = answering(429, { code: "FREQUENCY_LIMITED", message: "slow down" })
        const { result } = yield* facing(
          busy,
          (wx) =>
            Effect.forEach(["get", "post", "put", "patch", "delete"], (verb) =>
              Effect.map(Effect.flip(calling(wx, "declarative", verb, path)), ({ category }) => [verb, category])
            ),
          transport
        )
        assert.deepStrictEqual(result, [
          ["get", "BackOff"],
          ["post", "AskFirst"],
          ["put", "AskFirst"],
          ["patch", "AskFirst"],
          ["delete", "AskFirst"]
        ])
      })
    )

    it.live("V3-VER-05 that nothing proves is Unverified, and is not read", () =>
      Effect.gen(function* () {
        const error = yield* doubting(answering(200, { a: "canary" }, {}))
        assert.deepInclude(error, { _tag: "Unverified", status: 200, category: "AskFirst" })
        assert.notInclude(shown(error), "canary")
      })
    )

    it.live("of 202 is neither success nor failure", () =>
      Effect.gen(function* () {
        assert.deepInclude(yield* doubting(answering(202, {})), { _tag: "Unreadable", category: "AskFirst" })
      })
    )

    for (const status of [301, 302, 303, 307, 308]) {
      it.live(`of ${status} is not followed, neither to another host nor on the same one`, () =>
        Effect.gen(function* () {
          const elsewhere = yield* Platform.listen(agreeing)
          for (const location of [`${elsewhere.baseUrl}/v3/own/path`, "/v3/own/other"]) {
            const { result, seen } = yield* facing(
              (_, response) => bare(response, status, { Location: location }),
              (wx) => Effect.all([Effect.flip(get(wx)), Effect.flip(post(wx, { json: {} }))]),
              transport
            )
            const [read, changed] = result
            assert.deepStrictEqual(
              [read, onlyAttempt(changed)].map((error) => [error._tag, "category" in error && error.category]),
              [
                ["Rejection", "GiveUp"],
                ["Rejection", "AskFirst"]
              ]
            )
            assert.deepStrictEqual(
              seen.map(({ target }) => target),
              ["/v3/own/path", "/v3/own/path"]
            )
          }
          assert.lengthOf(elsewhere.seen, 0)
        }).pipe(Effect.scoped)
      )
    }
  })
}
