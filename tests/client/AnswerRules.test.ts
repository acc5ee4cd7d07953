/**
 * V3-VER, V3-ERR, V3-AUTH, V3-RID, V3-UNSIGNED: exactly which answers are believed and read, and what is kept of the others.
 *
 * Method: answers of every status, proof, kind of content and body are drawn and told to a signed client over a network in process,
 * which makes nothing again; how the call ends is compared with the rule in a few lines.
 */
import { assert, describe, it } from "@effect/vitest"
import { Category, getUnsigned, SignedHttpClient } from "@wxrepay/domain/client"
import { Choice } from "@wxrepay/domain/testing"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Scripted from "../support/scripted.ts"

const { int, maybe, oneOf, pick, seldom } = Choice

const natures = pick("Read", "Repeatable", "Write", "Charge")
const proofs = pick("Verified", "Unsigned", "Invalid")
const refusing = seldom<number>(pick(302, 400, 401, 403, 404, 429, 500, 503), int(305, 599))

/** Contents as a server may call them; the first three are JSON. */
const contents = pick(
  "application/json",
  "application/json; charset=utf-8",
  "Application/JSON",
  "text/html",
  "text/json",
  "application/jsonp",
  "application/xml",
  ""
)
const isJson = (content: string) =>
  ["application/json", "application/json; charset=utf-8", "Application/JSON"].includes(content)

const requestIds = maybe(
  oneOf<string>(
    pick("08F78BB5AF0610D302-0", "08F78BB5AF0610D302-268443699", "x"),
    Arbitrary.map(int(0, 2 ** 31), (number) => `08F78BB5AF-${number}`)
  )
)

/** How one call ends that is answered so: the status that was read, or the error. */
const told = Effect.fnUntraced(
  function* (nature: Category.Nature, answer: Scripted.Answer) {
    const { call } = yield* Scripted.client(Scripted.inOrder(answer))
    return yield* Effect.match(call(nature), {
      onFailure: (error) => error,
      onSuccess: ({ status }) => ({ _tag: "Read" as const, status })
    })
  },
  Effect.scoped,
  Effect.provide(Scripted.once)
)

const headersOf = (content: string, requestId?: string): Record<string, string> => ({
  "content-type": content,
  ...(requestId === undefined ? {} : { "request-id": requestId })
})

/** What costs nothing is tried often, so that rare verdicts come up as well. */
const often = { arbitrary: { runs: 500 } }

describe("V3-VER an answer of success", () => {
  it.effect.prop(
    "V3-VER-08 V3-RID-01 200 whose proof does not hold is told exactly so, with its Request-ID as it came: a question may be asked again, and what changes something is asked about first",
    [natures, proofs, requestIds],
    ([nature, proof, requestId]) =>
      Effect.gen(function* () {
        const ended = yield* told(nature, { status: 200, proof, headers: headersOf("application/json", requestId) })
        assert.strictEqual(ended._tag, proof === "Verified" ? "Read" : "Unverified")
        if (ended._tag !== "Unverified") return
        assert.deepStrictEqual(
          [ended.requestId, ended.category],
          [requestId, nature === "Read" ? "BackOff" : "AskFirst"]
        )
      }),
    { arbitrary: { runs: 60 } }
  )

  it.effect.prop(
    "V3-VER-10 200 that is proven is read exactly when it has no body, or one that is called application/json",
    [contents, pick("", "{}", "<html></html>", " ")],
    ([content, body]) =>
      Effect.gen(function* () {
        const ended = yield* told("Read", { status: 200, body, headers: headersOf(content) })
        assert.strictEqual(ended._tag, body === "" || isJson(content) ? "Read" : "Unreadable")
      }),
    { arbitrary: { runs: 60 } }
  )

  it.effect("V3-VER-10 a proven page in place of JSON is refused in words, and application/json is read", () =>
    Effect.gen(function* () {
      const page = yield* told("Read", { status: 200, body: "<html>", headers: headersOf("text/html") })
      if (page._tag !== "Unreadable") return assert.fail(page._tag)
      assert.strictEqual(page.message, "The answer cannot be read: it is not application/json (V3-VER-10)")
      assert.strictEqual(
        (yield* told("Read", { status: 200, body: "{}", headers: headersOf("application/json") }))._tag,
        "Read"
      )
    })
  )

  it.effect("V3-VER-08 V3-VER-10 of a page that is not proven either, the missing proof is told", () =>
    Effect.gen(function* () {
      const page = yield* told("Charge", {
        status: 200,
        proof: "Unsigned",
        body: "<html>",
        headers: headersOf("text/html", "08F7-0")
      })
      if (page._tag !== "Unverified") return assert.fail(page._tag)
      assert.strictEqual(page.message, "The answer cannot be trusted: the header Wechatpay-Signature is missing")
      assert.deepStrictEqual([page.requestId, page.category], ["08F7-0", "AskFirst"])
    })
  )

  it.effect.prop(
    "V3-UNSIGNED-01 200 without a proof that holds is handed on exactly when it was asked for as a download, whatever it is called",
    [proofs, contents, pick("a download", "a call")],
    ([proof, content, asked]) =>
      Effect.gen(function* () {
        const { http } = yield* Scripted.client(
          Scripted.inOrder({ status: 200, proof, body: "", headers: headersOf(content) })
        )
        const path = "/v3/billdownload/file?token=x"
        const ended = yield* Effect.result(
          asked === "a download" ? Effect.provideService(getUnsigned(path), SignedHttpClient, http) : http.get(path)
        )
        assert.strictEqual(ended._tag === "Success", asked === "a download" || proof === "Verified")
      }).pipe(Effect.scoped, Effect.provide(Scripted.once)),
    { arbitrary: { runs: 60 } }
  )

  it.effect("V3-UNSIGNED-01 of a download only success is unsigned: a refusal is one, as of any call", () =>
    Effect.gen(function* () {
      const body = JSON.stringify({ code: "INVALID_REQUEST", message: "账单不存在" })
      const { http } = yield* Scripted.client(Scripted.inOrder({ status: 400, proof: "Unsigned", body }))
      const asked = Effect.provideService(getUnsigned("/v3/billdownload/file?token=x"), SignedHttpClient, http)
      const error = yield* Effect.flip(asked)
      if (error._tag !== "Rejection") return assert.fail(error._tag)
      assert.deepStrictEqual(
        [error.code, error.message, error.authenticity],
        ["INVALID_REQUEST", "账单不存在", "Unsigned"]
      )
    }).pipe(Effect.scoped, Effect.provide(Scripted.once))
  )
})

const texts = oneOf<string>(
  pick(
    "",
    "{}",
    "null",
    "<html>502 Bad Gateway</html>",
    '{"code":"SYSTEM_ERROR"}',
    '{"message":"系统错误"}',
    '{"code":1,"message":"x"}'
  ),
  Arbitrary.map(
    Arbitrary.all({
      code: pick("PARAM_ERROR", "NO_AUTH", "A_CODE_OF_TOMORROW"),
      message: pick("参数错误", "", "输入源“/body/x”映射到值字段“金额”字符串规则校验失败"),
      detail: maybe(pick("/schedule_items/0/repayment_amount", "algorithm_type"))
    }),
    ({ detail, ...body }) =>
      JSON.stringify(detail === undefined ? body : { ...body, detail: { field: detail, issue: "x", location: "body" } })
  )
)

const readRefusal = Schema.decodeUnknownOption(
  Schema.fromJsonString(
    Schema.Struct({ code: Schema.String, message: Schema.String, detail: Schema.optionalKey(Schema.Json) })
  )
)

describe("V3-ERR a refusal", () => {
  it.effect.prop(
    "V3-ERR-01 to V3-ERR-03 V3-RID-01 whatever its body is, status and Request-ID are kept; code, message and any detail are told exactly when the body is JSON that has the first two, and else all that came",
    [natures, refusing, texts, requestIds],
    ([nature, status, body, requestId]) =>
      Effect.gen(function* () {
        const ended = yield* told(nature, { status, body, headers: headersOf("application/json", requestId) })
        if (ended._tag !== "Rejection") return assert.fail(ended._tag)
        const said = readRefusal(body)
        const { answer, code, detail, message } = ended
        assert.deepStrictEqual([ended.status, ended.requestId], [status, requestId])
        if (said._tag === "Some") {
          assert.deepStrictEqual(
            { code, message, detail, answer },
            { detail: undefined, ...said.value, answer: undefined }
          )
        } else {
          assert.deepStrictEqual([code, message, answer?.text], [undefined, body, body])
          assert.strictEqual(answer?.headers["content-type"], "application/json")
        }
      }),
    { arbitrary: { runs: 60 } }
  )

  it.effect("V3-ERR-03 of a gateway's page of 600 letters the first 500 are the message, and the whole is kept", () =>
    Effect.gen(function* () {
      const ended = yield* told("Read", { status: 502, proof: "Unsigned", body: "x".repeat(600) })
      if (ended._tag !== "Rejection") return assert.fail(ended._tag)
      assert.deepStrictEqual([ended.message, ended.answer?.text], ["x".repeat(500), "x".repeat(600)])
    })
  )

  it.prop(
    "V3-ERR-01 what to do after a proven refusal of a change is decided by its status, and otherwise by its code exactly where the status only says that the request is wrong and the code that an order stands otherwise",
    [int(300, 599), pick("PARAM_ERROR", "NO_AUTH", "ORDER_DONE", "ORDER_CANCELED", "INVALID_ORDER_STATE", "NEW")],
    ([status, code]) => {
      const alone = Category.ofRefusal("Write", status, "Verified")
      const withCode = Category.ofRefusal("Write", status, "Verified", { code })
      const tellsState = ["ORDER_DONE", "ORDER_CANCELED", "INVALID_ORDER_STATE"].includes(code)
      assert.strictEqual(withCode !== alone, alone === "FixRequest" && status !== 401 && tellsState)
    },
    often
  )

  it.effect.prop(
    "V3-VER-09 a refusal needs no signature: it is told whether it has one or not, and is flagged as proven exactly when it has one that holds",
    [natures, refusing, proofs],
    ([nature, status, proof]) =>
      Effect.gen(function* () {
        const ended = yield* told(nature, { status, proof })
        assert.deepStrictEqual([ended._tag, "authenticity" in ended && ended.authenticity], ["Rejection", proof])
      }),
    { arbitrary: { runs: 60 } }
  )

  it.prop(
    "V3-AUTH-06 V3-VER-09 V3-RATE-01 V3-RETRY-01 a refusal leaves open what became of a change exactly when it is no 4xx, when it is not proven, or when it is 429 for a charge; but 401, which comes unsigned, does so only with a signature that does not hold",
    [pick("Repeatable", "Write", "Charge"), seldom<number>(refusing, int(100, 199)), proofs],
    ([nature, status, proof]) => {
      const is4xx = status >= 400 && status < 500
      const isOpen =
        status === 401 ? proof === "Invalid" : !is4xx || proof !== "Verified" || (status === 429 && nature === "Charge")
      assert.strictEqual(Category.leavesDoubt(nature, status, proof), isOpen)
      assert.isFalse(Category.leavesDoubt("Read", status, proof), "a question leaves nothing open")
    },
    often
  )
})
