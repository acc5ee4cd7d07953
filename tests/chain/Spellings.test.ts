/**
 * One call is one request, however it is spelled and whatever carries it.
 *
 * Method: random calls of documented paths are made in every spelling, over real sockets, and the platform of node:http
 * compares what arrives byte by byte; variables are drawn of the characters that an address is made of. Then the sandbox is
 * asked for everything that the contract has, in every spelling.
 */
import { assert, describe, it } from "@effect/vitest"
import { Api } from "@wxrepay/domain/api"
import { Choice } from "@wxrepay/domain/testing"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Schema from "effect/Schema"
import paths from "../fixtures/published/paths.json" with { type: "json" }
import { agreeing, calling, facing, plain, spelled, transports } from "../support/chainPlatform.ts"
import * as Platform from "../support/platform.ts"

const { int, maybe, pick } = Choice

const runs = { arbitrary: { runs: 40 } }

const contracted = new Set(
  Object.values(Api.groups)
    .flatMap(({ endpoints }) => Object.values(endpoints))
    .map(({ method, path }) => `${method} ${path.replaceAll(/:([^/]+)/gu, "{$1}")}`)
)

/** Everything that is documented and that the contract leaves open. */
const open = paths.filter(({ method, path }) => !contracted.has(`${method} ${path}`))

/** Texts of what means something in an address, and of what has to be encoded in one. */
const hostile = Arbitrary.map(
  Arbitrary.array(
    pick(..."aZ09/?#%&=+ .~-_*'()!$,;:@[]{}|\\^`\"<>\u0000\n\u007Fé中文\u{1F600}", "..", "%2F", "%2e", "__proto__"),
    { minLength: 1, maxLength: 12 }
  ),
  (letters) => letters.join("")
)

const variable = Arbitrary.map(hostile, (text) => (/^\.{1,2}$/u.test(text) ? `${text}x` : text))

const call = Arbitrary.all({
  at: int(0, open.length - 1),
  values: Arbitrary.array(variable, { minLength: 4, maxLength: 4 }),
  query: maybe(Arbitrary.all({ name: hostile, value: hostile, count: int(-5, 5), flag: int(0, 1) })),
  json: maybe(Arbitrary.schema(Schema.Json)),
  header: maybe(pick("x", "a b", "~!@#$%^&*()"))
})

const namesIn = (path: string) => Array.from(path.matchAll(/\{(\w+)\}/gu), ([, name = ""]) => name)

for (const [name, transport] of transports) {
  describe(`a call over ${name}`, () => {
    it.live.prop(
      "V3-SIGN-01 V3-SIGN-02 V3-SIGN-04 is the same bytes in three spellings, and signed as it is sent",
      { call },
      ({ call: { at, header, json, query, values } }) =>
        Effect.gen(function* () {
          const { method, path } = open[at] ?? assert.fail("no such path")
          const params = new Map(namesIn(path).map((name, at) => [name, values[at] ?? "x"]))
          const options = {
            ...Object.fromEntries(params),
            ...(query === undefined
              ? {}
              : { query: { [query.name]: query.value, n: query.count, b: query.flag === 1, u: undefined } }),
            ...(json === undefined || method === "GET" ? {} : { json }),
            ...(header === undefined ? {} : { headers: { "X-Own": header } })
          }
          const { result, seen } = yield* facing(
            agreeing,
            (wx) =>
              Effect.forEach(spelled, (spelling) =>
                calling(wx, spelling, method.toLowerCase(), path.slice(1), options)
              ),
            transport
          )
          assert.deepStrictEqual(result, [{}, {}, {}])
          const [first, second, third] = seen
          if (first === undefined || second === undefined || third === undefined) return assert.fail("nothing came")
          assert.deepStrictEqual([plain(second), plain(third)], [plain(first), plain(first)])
          assert.isTrue(seen.every(Platform.isSigned))
          assert.strictEqual(new Set(seen.map(({ headers }) => headers.authorization)).size, 3)
          assert.strictEqual(first.method, method)
          assert.strictEqual(first.headers["x-own"], header)
          const cut = first.target.indexOf("?")
          const [written, asked] =
            cut < 0 ? [first.target, ""] : [first.target.slice(0, cut), first.target.slice(cut + 1)]
          assert.deepStrictEqual(
            written.split("/").map(decodeURIComponent),
            path
              .split("/")
              .map((segment) => segment.replace(/^\{(\w+)\}$/u, (_, name: string) => params.get(name) ?? ""))
          )
          assert.deepStrictEqual(
            Array.from(new URLSearchParams(asked)),
            query === undefined
              ? []
              : Object.entries({ [query.name]: query.value, n: String(query.count), b: String(query.flag === 1) })
          )
          assert.strictEqual(
            first.body.toString("utf8"),
            json === undefined || method === "GET" ? "" : JSON.stringify(json)
          )
          assert.strictEqual(
            first.headers["content-type"],
            json === undefined || method === "GET" ? undefined : "application/json"
          )
        }),
      runs
    )

    const values: ReadonlyArray<readonly [value: string | number, sent: string]> = [
      ["a/b?c=1", "a%2Fb%3Fc%3D1"],
      ["%2F", "%252F"],
      ["%2e%2e", "%252e%252e"],
      ["信贷", "%E4%BF%A1%E8%B4%B7"],
      ["a+b", "a%2Bb"],
      ["a b", "a%20b"],
      ["#", "%23"],
      ["...", "..."],
      ["../..", "..%2F.."],
      ["..\\", "..%5C"],
      [7, "7"],
      [0, "0"]
    ]
    it.live("V3-SIGN-02 a variable stays in its place, percent-encoded, whatever it is", () =>
      Effect.gen(function* () {
        const { seen } = yield* facing(
          agreeing,
          (wx) =>
            Effect.forEach(values, ([value]) =>
              calling(wx, "declarative", "get", "v3/refund/domestic/refunds/{out_refund_no}", { out_refund_no: value })
            ),
          transport
        )
        assert.deepStrictEqual(
          seen.map(({ target }) => target),
          values.map(([, sent]) => `/v3/refund/domestic/refunds/${sent}`)
        )
        assert.isTrue(seen.every(Platform.isSigned))
      })
    )

    it.live("V3-SIGN-02 a variable that would name another path is refused before anything is sent", () =>
      Effect.gen(function* () {
        const { result, seen } = yield* facing(
          agreeing,
          (wx) =>
            Effect.forEach(
              [".", "..", "", "\uD800", "x\uDE00", 0.5, NaN, 2 ** 53, null, {}, ["a"], 1n, true],
              (value) =>
                Effect.forEach(spelled, (spelling) =>
                  Effect.exit(
                    calling(wx, spelling, "get", "v3/refund/domestic/refunds/{out_refund_no}", { out_refund_no: value })
                  )
                )
            ),
          transport
        )
        for (const exit of result.flat()) {
          if (Exit.isSuccess(exit)) return assert.fail("it was sent")
          const [reason] = exit.cause.reasons
          if (reason?._tag !== "Fail") return assert.fail("a defect")
          assert.deepInclude(reason.error, { _tag: "RequestRefused", category: "FixRequest" })
          assert.match(reason.error.message, /^out_refund_no: it must be text or a whole number/u)
        }
        assert.lengthOf(seen, 0)
      })
    )

    it.live("a path may be written with the slash it is documented with, and a get needs no arguments", () =>
      Effect.gen(function* () {
        const { result, seen } = yield* facing(
          (_, response) => Platform.answer(response, 200, { data: [] }),
          (wx) =>
            Effect.all([
              wx.chain("v3/certificates").get(),
              wx.chain("/v3/certificates").get(),
              wx["v3/certificates"].get(),
              calling(wx, "property", "get", "/v3/certificates"),
              wx.v3.certificates.get(),
              wx.v3.certificates.get({})
            ]),
          transport
        )
        for (const one of result) assert.deepStrictEqual<unknown>(one, { data: [] })
        assert.deepStrictEqual(new Set(seen.map((one) => JSON.stringify(plain(one)))).size, 1)
        assert.isTrue(seen.every(Platform.isSigned))
      })
    )
  })
}

it.live("the contract holds a path that is written with its slash to the same rules", () =>
  Effect.gen(function* () {
    const { result, seen } = yield* facing(agreeing, (wx) =>
      Effect.forEach(spelled, (spelling) =>
        Effect.flip(
          calling(wx, spelling, "get", "/v3/credit-repayment/partner/deduct-orders/{out_trade_no}", {
            out_trade_no: "T-1"
          })
        )
      )
    )
    assert.deepStrictEqual(
      result.map(({ _tag }) => _tag),
      ["RequestRefused", "RequestRefused", "RequestRefused"]
    )
    assert.lengthOf(seen, 0)
  })
)
