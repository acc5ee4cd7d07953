/**
 * The gate of the sandbox: who is let in, and what every answer carries.
 *
 * Method: requests are made by hand and signed with node:crypto, which shares no code with the library.
 */
import { assert, describe, it } from "@effect/vitest"
import { Sandbox } from "@wxrepay/sandbox"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { TestClock } from "effect/testing"
import { createSign, createVerify } from "node:crypto"
import * as Lender from "../support/lender.ts"

const path = "/v3/credit-repayment/partner/deduct-orders/T1"

/** What may be different from a good request. */
interface Changes {
  readonly path?: string
  readonly method?: "GET" | "POST"
  readonly body?: string
  readonly signedBody?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly without?: string
  readonly offset?: number
  readonly mchid?: string
  readonly serialNo?: string
  readonly authorization?: string
}

/** Signs and sends a request by hand, and answers status, headers and body. */
const send = Effect.fnUntraced(function* (changes: Changes = {}) {
  const { connection } = yield* Sandbox
  const { body = "", method = "GET" } = changes
  const target = changes.path ?? path
  const timestamp = Math.floor((yield* Clock.currentTimeMillis) / 1000) + (changes.offset ?? 0)
  const nonce = "0123456789abcdef0123456789ABCDEF"
  const signature = createSign("RSA-SHA256")
    .update(`${method}\n${target}\n${timestamp}\n${nonce}\n${changes.signedBody ?? body}\n`)
    .sign(Redacted.value(connection.privateKey), "base64")
  const members = `mchid="${changes.mchid ?? connection.mchid}",nonce_str="${nonce}",signature="${signature}",timestamp="${timestamp}",serial_no="${changes.serialNo ?? connection.serialNo}"`
  const headers: Record<string, string> = {
    accept: "application/json",
    "user-agent": "by-hand",
    authorization: changes.authorization ?? `WECHATPAY2-SHA256-RSA2048 ${members}`,
    ...changes.headers
  }
  if (changes.without !== undefined) delete headers[changes.without]
  const http = yield* HttpClient.HttpClient
  const request = HttpClientRequest.make(method)(`https://api.mch.weixin.qq.com${target}`).pipe(
    body === "" ? (same) => same : HttpClientRequest.bodyText(body, "application/json"),
    HttpClientRequest.setHeaders(headers)
  )
  const response = yield* http.execute(request)
  const text = yield* response.text
  return { status: response.status, headers: response.headers, text, body: yield* decode(text) }
})

const decode = Schema.decodeEffect(
  Schema.fromJsonString(
    Schema.Struct({ code: Schema.String, message: Schema.String, detail: Schema.optionalKey(Schema.Json) })
  )
)

/** Whether WeChat Pay signed this answer, as node:crypto sees it. */
const isSigned = Effect.fnUntraced(function* (answer: Effect.Success<ReturnType<typeof send>>) {
  const { connection } = yield* Sandbox
  const { headers, text } = answer
  const [key] = connection.platformKeys
  if (key === undefined || !("serial" in key)) return assert.fail("the sandbox has no public key")
  assert.strictEqual(headers["wechatpay-serial"], key.serial)
  return createVerify("RSA-SHA256")
    .update(`${headers["wechatpay-timestamp"]}\n${headers["wechatpay-nonce"]}\n${text}\n`)
    .verify(Redacted.value(key.publicKey), headers["wechatpay-signature"] ?? "", "base64")
})

describe("who is let in", () => {
  it.effect("a good request is answered, and the answer is signed and numbered", () =>
    Effect.gen(function* () {
      const answer = yield* send()
      assert.deepStrictEqual([answer.status, answer.body.code], [404, "RESOURCE_NOT_EXISTS"])
      assert.isTrue(yield* isSigned(answer))
      assert.match(answer.headers["request-id"] ?? "", /^[0-9A-F]{32}-[1-9][0-9]*$/)
    }).pipe(Effect.provide(Sandbox.layer()))
  )

  const strangers: ReadonlyArray<readonly [string, Changes]> = [
    ["CR-HDR-01 V3-AUTH-06 without an Authorization header", { without: "authorization" }],
    ["V3-AUTH-01 with half an Authorization header", { authorization: 'WECHATPAY2-SHA256-RSA2048 mchid="1900000001"' }],
    ["V3-AUTH-01 with another scheme", { authorization: "Bearer x" }],
    ["V3-AUTH-02 with the serial of another certificate", { serialNo: "00" }],
    ["CR-SCOPE-01 V3-AUTH-03 as another merchant", { mchid: "1900000002" }],
    ["V3-AUTH-04 301 seconds late", { offset: -301 }],
    ["V3-AUTH-04 301 seconds early", { offset: 301 }],
    ["V3-SIGN-02 with another path than was signed", { path, headers: {}, signedBody: "x" }],
    ["V3-SIGN-04 with another body than was signed", { method: "POST", body: "{}", signedBody: "{} " }]
  ]
  for (const [title, changes] of strangers) {
    it.effect(`${title} nobody is let in: 401 SIGN_ERROR, unsigned`, () =>
      Effect.gen(function* () {
        yield* TestClock.setTime(Lender.noon)
        const answer = yield* send(changes)
        assert.deepStrictEqual([answer.status, answer.body.code], [401, "SIGN_ERROR"])
        assert.isUndefined(answer.headers["wechatpay-signature"])
        assert.match(answer.headers["request-id"] ?? "", /-268443699$/)
      }).pipe(Effect.provide(Sandbox.layer()))
    )
  }

  for (const offset of [-300, 300]) {
    it.effect(`V3-AUTH-04 a request ${offset} seconds off is let in`, () =>
      Effect.gen(function* () {
        yield* TestClock.setTime(Lender.noon)
        assert.strictEqual((yield* send({ offset })).status, 404)
      }).pipe(Effect.provide(Sandbox.layer()))
    )
  }

  it.effect("V3-AUTH-07 a refused signature is explained by the length and the beginning of what was signed", () =>
    Effect.gen(function* () {
      const { body } = yield* send({ signedBody: "x" })
      assert.deepStrictEqual(body.detail, {
        field: "signature",
        location: "authorization",
        detail: { issue: "sign not match" },
        sign_information: {
          method: "GET",
          url: path,
          sign_message_length: `GET\n${path}\n0\n0123456789abcdef0123456789ABCDEF\n\n`.length,
          truncated_sign_message: `GET\n${path}\n0\n0123456789abcdef0123456789ABCDEF\n\n`.slice(0, 64)
        }
      })
    }).pipe(Effect.provide(Sandbox.layer()))
  )
})

describe("what a request must carry", () => {
  for (const header of ["accept", "user-agent"]) {
    it.effect(
      `${header === "accept" ? "CR-HDR-01 " : ""}V3-HDR-02 a request without ${header} is refused as INVALID_REQUEST`,
      () =>
        Effect.gen(function* () {
          const { body, status } = yield* send({ headers: { [header]: "" } })
          assert.deepStrictEqual(
            [status, body.code, body.message],
            [400, "INVALID_REQUEST", "Http头缺少Accept或User-Agent"]
          )
        }).pipe(Effect.provide(Sandbox.layer()))
    )
  }

  it.effect("CR-HDR-01 V3-HDR-01 a body that is not called JSON is refused as INVALID_REQUEST", () =>
    Effect.gen(function* () {
      const { body, status } = yield* send({ method: "POST", body: "{}", headers: { "content-type": "text/plain" } })
      assert.deepStrictEqual([status, body.code], [400, "INVALID_REQUEST"])
    }).pipe(Effect.provide(Sandbox.layer()))
  )

  it.effect("a body that is no JSON is refused, and the answer is signed", () =>
    Effect.gen(function* () {
      const answer = yield* send({ method: "POST", path: "/v3/credit-repayment/partner/deduct-orders", body: "{" })
      assert.deepStrictEqual([answer.status, answer.body.code], [400, "PARAM_ERROR"])
      assert.isTrue(yield* isSigned(answer))
    }).pipe(Effect.provide(Sandbox.layer()))
  )

  it.effect("an address that does not exist is answered 404, signed", () =>
    Effect.gen(function* () {
      const answer = yield* send({ path: "/v3/nowhere" })
      assert.deepStrictEqual([answer.status, answer.body.code], [404, "RESOURCE_NOT_EXISTS"])
      assert.isTrue(yield* isSigned(answer))
    }).pipe(Effect.provide(Sandbox.layer()))
  )

  it.effect("a method that an address does not know is answered 405, signed", () =>
    Effect.gen(function* () {
      const answer = yield* send({ path: "/v3/credit-repayment/partner/deduct-orders" })
      assert.strictEqual(answer.status, 405)
      assert.isTrue(yield* isSigned(answer))
    }).pipe(Effect.provide(Sandbox.layer()))
  )
})
