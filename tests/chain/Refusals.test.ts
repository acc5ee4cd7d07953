/**
 * What a caller cannot mean is refused as one error that names every field, before anything is sent.
 *
 * Method: every misuse is tried in all three spellings against a platform that counts; a refusal that were a defect, or
 * that left something out, or repeated what was given, would show. Canaries stand in for what somebody might be called.
 */
import { assert, describe, it } from "@effect/vitest"
import { Hostile } from "@wxrepay/domain/testing"
import { RequestRefused } from "@wxrepay/chain"
import * as Effect from "effect/Effect"
import { agreeing, type AnyError, calling, facing, spelled } from "../support/chainPlatform.ts"
import { shown } from "../support/overheard.ts"

const path = "v3/refund/domestic/refunds/{out_refund_no}"

/** Tries a call in every spelling; it has to be refused alike, without a defect, and with nothing sent. */
const refusal = Effect.fnUntraced(function* (verb: string, path: string, options: unknown) {
  const { result, seen } = yield* facing(agreeing, (wx) =>
    Effect.forEach(spelled, (spelling) => Effect.flip(Effect.suspend(() => calling(wx, spelling, verb, path, options))))
  )
  assert.lengthOf(seen, 0)
  const [first, ...others] = result.map(ofRefusal)
  for (const other of others) assert.deepStrictEqual({ ...other }, { ...first })
  return first ?? assert.fail("nothing was refused")
})

const ofRefusal = (error: AnyError): RequestRefused =>
  error instanceof RequestRefused ? error : assert.fail(`${error._tag}: ${error.message}`)

const fields = ({ reasons }: RequestRefused) => reasons.map(({ field }) => field)

const unwritable = Object.defineProperty({}, "x", {
  enumerable: true,
  get: () => {
    throw new RangeError("canary")
  }
})

const circle: Record<string, unknown> = {}
circle["again"] = circle

const misuses: ReadonlyArray<readonly [what: string, verb: string, options: unknown, fields: ReadonlyArray<string>]> = [
  ["a variable that is missing", "get", {}, ["out_refund_no"]],
  ["no options where a variable is needed", "get", undefined, ["out_refund_no"]],
  ["an option that there is not", "get", { out_refund_no: "1", outRefundNo: "canary" }, ["outRefundNo"]],
  ["an option that every object inherits", "get", { out_refund_no: "1", toString: "canary" }, ["toString"]],
  ["a body of a get", "get", { out_refund_no: "1", json: { a: "canary" } }, ["json"]],
  ["a body of BigInt", "post", { out_refund_no: "1", json: { a: 7n } }, ["json"]],
  ["a body that is a circle", "post", { out_refund_no: "1", json: circle }, ["json"]],
  ["a body that is a function", "post", { out_refund_no: "1", json: () => "canary" }, ["json"]],
  ["a body that is a symbol", "post", { out_refund_no: "1", json: Symbol("canary") }, ["json"]],
  ["a body that throws when it is read", "post", { out_refund_no: "1", json: unwritable }, ["json"]],
  [
    "a body that throws when it is written",
    "put",
    { out_refund_no: "1", json: { toJSON: () => assert.fail("canary") } },
    ["json"]
  ],
  ["a body written as nothing", "patch", { out_refund_no: "1", json: { toJSON: () => undefined } }, ["json"]],
  ["a header of ours", "get", { out_refund_no: "1", headers: { authorization: "canary" } }, ["headers.authorization"]],
  [
    "a header of ours in capitals",
    "get",
    { out_refund_no: "1", headers: { "Content-Type": "canary" } },
    ["headers.Content-Type"]
  ],
  [
    "the headers that are negotiated",
    "post",
    { out_refund_no: "1", headers: { Accept: "x", "Content-Length": "1", HOST: "x" } },
    ["headers.Accept", "headers.Content-Length", "headers.HOST"]
  ],
  [
    "a User-Agent, which is the client's own",
    "get",
    { out_refund_no: "1", headers: { "User-Agent": "canary" } },
    ["headers.User-Agent"]
  ],
  [
    "headers that only a connection sets",
    "post",
    {
      out_refund_no: "1",
      headers: {
        "Transfer-Encoding": "chunked",
        Connection: "close",
        "Keep-Alive": "1",
        Upgrade: "h2c",
        Expect: "100-continue"
      }
    },
    ["headers.Transfer-Encoding", "headers.Connection", "headers.Keep-Alive", "headers.Upgrade", "headers.Expect"]
  ],
  [
    "a header that breaks the line",
    "get",
    { out_refund_no: "1", headers: { "X-A": "canary\r\nAuthorization: x" } },
    ["headers.X-A"]
  ],
  ["a header outside of ASCII", "get", { out_refund_no: "1", headers: { "X-A": "款" } }, ["headers.X-A"]],
  ["a header that is a number", "get", { out_refund_no: "1", headers: { "X-A": 1 } }, ["headers.X-A"]],
  ["a name of a header with a blank", "get", { out_refund_no: "1", headers: { "X A": "1" } }, ["headers.X A"]],
  ["a name of a header with a parenthesis", "get", { out_refund_no: "1", headers: { "X(A": "1" } }, ["headers.X(A"]],
  ["a name of a header with a slash", "get", { out_refund_no: "1", headers: { "X/A": "1" } }, ["headers.X/A"]],
  ["a header without a name", "get", { out_refund_no: "1", headers: { "": "1" } }, ["headers."]],
  ["headers that are a list", "get", { out_refund_no: "1", headers: ["canary"] }, ["headers"]],
  ["headers that throw", "get", { out_refund_no: "1", headers: unwritable }, ["headers"]],
  ["a query with an object", "get", { out_refund_no: "1", query: { a: { b: "canary" } } }, ["query.a"]],
  ["a query with a list", "get", { out_refund_no: "1", query: { a: ["canary"] } }, ["query.a"]],
  ["a query with null", "get", { out_refund_no: "1", query: { a: null } }, ["query.a"]],
  ["a query with BigInt", "get", { out_refund_no: "1", query: { a: 1n } }, ["query.a"]],
  [
    "a query with a number that is none",
    "get",
    { out_refund_no: "1", query: { a: Number.NaN, b: Infinity } },
    ["query.a", "query.b"]
  ],
  ["a query with half a character", "get", { out_refund_no: "1", query: { a: "\uD800" } }, ["query.a"]],
  [
    "a query with half a character for a name",
    "get",
    { out_refund_no: "1", query: { "\uD800": "a" } },
    ["query.\uD800"]
  ],
  ["a query that is a text", "get", { out_refund_no: "1", query: "a=canary" }, ["query"]],
  ["a query that throws", "get", { out_refund_no: "1", query: unwritable }, ["query"]],
  ["a schema that is none", "get", { out_refund_no: "1", schema: { ast: "canary" } }, ["schema"]],
  [
    "an upload that is put",
    "put",
    { out_refund_no: "1", upload: { file: new Uint8Array(1), filename: "a" } },
    ["upload"]
  ],
  ["options with a getter that throws", "get", Hostile.withTrap({}, "out_refund_no"), ["options", "out_refund_no"]],
  [
    "everything at once",
    "get",
    { x: 1, query: { a: [] }, headers: { host: "x" }, json: 1n, schema: 1, upload: 1 },
    ["x", "out_refund_no", "query.a", "headers.host", "json", "upload", "json", "upload", "schema"]
  ]
]

describe("a request is refused", () => {
  for (const [what, verb, options, named] of misuses) {
    it.live(`for ${what}`, () =>
      Effect.gen(function* () {
        const error = yield* refusal(verb, path, options)
        assert.sameMembers(fields(error), [...named])
        assert.strictEqual(error.path, path)
        assert.strictEqual(error.category, "FixRequest")
        assert.isTrue(error.reasons.every(({ problem }) => problem.length > 8))
        for (const { field, problem } of error.reasons) assert.include(error.message, `${field}: ${problem}`)
        assert.notInclude(shown(error), "canary")
      })
    )
  }

  for (const [what, options] of [
    ...Hostile.strangers.filter(([what]) => !/empty object|without a prototype|invalid day/u.test(what)),
    ...Hostile.traps,
    ["null", null] as const,
    ["a text", "canary"] as const,
    ["a number", 7] as const
  ]) {
    it.live(`for options that are ${what}, and is no defect`, () =>
      Effect.gen(function* () {
        const error = yield* refusal("get", "v3/certificates", options)
        assert.isAbove(error.reasons.length, 0)
      })
    )
  }

  const paths = [
    "v3/certificates?a=1",
    "v3/certificates#a",
    "v3/../certificates",
    "v3/./certificates",
    "v3/%2e%2E/certificates",
    "v3/.%2e/certificates",
    "v3//certificates",
    "v3/certificates//",
    "v3/{a",
    "v3/a}",
    "v3/{}",
    "v3/{a}{",
    "v3/{{a}}",
    "v3/{a b}",
    "v3/a b",
    "v3/a\\b",
    "v3/款",
    "v3/a;b",
    "v3/a@b",
    "v3/a:b",
    "v3/a\r\nb",
    "v2/certificates",
    "v3",
    "v3x/certificates",
    "certificates",
    "https://elsewhere.example/v3/certificates",
    "//elsewhere.example/v3/certificates",
    "@elsewhere.example/v3",
    ""
  ]
  it.live("V3-SIGN-02 for a path that is none, in the declarative spelling", () =>
    Effect.gen(function* () {
      const { result, seen } = yield* facing(agreeing, (wx) =>
        Effect.forEach(paths, (path) => Effect.flip(calling(wx, "declarative", "get", path, { a: "1" })))
      )
      for (const [at, error] of result.entries()) assert.include(fields(ofRefusal(error)), "path", paths[at])
      assert.lengthOf(seen, 0)
    })
  )

  it.live("for a path that a chain cannot have", () =>
    Effect.gen(function* () {
      const { result, seen } = yield* facing(agreeing, (wx) =>
        Effect.forEach(["v3/..", "v3/a?b", "v3/a#b", "certificates", "v3/款"], (path) =>
          Effect.flip(calling(wx, "pure chain", "get", path))
        )
      )
      for (const error of result) assert.include(fields(ofRefusal(error)), "path")
      assert.lengthOf(seen, 0)
    })
  )

  it.live("each time anew, for a program that was made once", () =>
    Effect.gen(function* () {
      const { result } = yield* facing(agreeing, (wx) => {
        const program = Effect.flip(calling(wx, "declarative", "get", path, {}))
        return Effect.all([program, program])
      })
      assert.deepStrictEqual(result.map(ofRefusal).map(fields), [["out_refund_no"], ["out_refund_no"]])
    })
  )
})

describe("what is no misuse", () => {
  it.live("is sent: undefined stands for what is left out", () =>
    Effect.gen(function* () {
      const options = {
        json: undefined,
        query: undefined,
        headers: { "X-A": undefined },
        schema: undefined,
        upload: undefined
      }
      const { seen } = yield* facing(agreeing, (wx) =>
        Effect.andThen(
          calling(wx, "declarative", "get", "v3/own/path", options),
          calling(wx, "declarative", "post", "v3/own/path", { json: null })
        )
      )
      assert.deepStrictEqual(
        seen.map(({ body, target }) => [target, String(body)]),
        [
          ["/v3/own/path", ""],
          ["/v3/own/path", "null"]
        ]
      )
    })
  )

  it.live("a Wechatpay-Serial of the caller's goes out as it is given, and a header of any token", () =>
    Effect.gen(function* () {
      const headers = { "Wechatpay-Serial": "PUB_KEY_ID_9", "x-!#$%&'*+.^_`|~": "a\tb" }
      const { seen } = yield* facing(agreeing, (wx) => calling(wx, "declarative", "post", "v3/own/path", { headers }))
      assert.strictEqual(seen[0]?.headers["wechatpay-serial"], "PUB_KEY_ID_9")
      assert.strictEqual(seen[0]?.headers["x-!#$%&'*+.^_`|~"], "a\tb")
    })
  )
})
