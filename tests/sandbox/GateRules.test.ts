/**
 * V3-AUTH, V3-HDR, V3-SIGN, V3-JSON-01, V3-RID: exactly whom the sandbox lets in, and how it answers whom it does not.
 *
 * Method: requests are put together by hand with any of seven things wrong, and how they are answered is compared with the rule in a
 * few lines. A signature is a keyed hash here; real ones are tried beside this.
 */
import { assert, layer } from "@effect/vitest"
import { Keys } from "@wxrepay/domain/signing"
import { Choice } from "@wxrepay/domain/testing"
import { Sandbox } from "@wxrepay/sandbox"
import * as Arbitrary from "effect/Arbitrary"
import * as Signature from "effect/crypto/Signature"
import * as Effect from "effect/Effect"
import * as Base64 from "effect/encoding/Base64"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Schema from "effect/Schema"
import { TestClock } from "effect/testing"
import * as Dice from "../faults/dice.ts"
import * as SyncCrypto from "../faults/syncCrypto.ts"
import { secretPem } from "../fixtures/openssl.ts"
import * as QuickSandbox from "../support/quickSandbox.ts"

const { int, oneOf, pick, seldom } = Choice

/** One thing most of the time, others seldom. */
const mostly = <const A extends string>(usual: A, ...others: ReadonlyArray<A>) =>
  seldom<A>(pick(usual), pick(...others), 5)

const orders = "/v3/credit-repayment/partner/deduct-orders"

const targets: Arbitrary.Arbitrary<string> = pick(
  "/v3/certificates",
  "/v3/certificates?algorithm_type=RSA",
  `${orders}/T1`,
  orders
)

/** Bodies, of which the last two have characters of four bytes. */
const bodies = pick("", "{}", '{"a":"\u07FF\uFFFF"}', '{"a":"\u{10000}"}', '{"a":"信😀贷"}')

const drawn = Arbitrary.all({
  target: targets,
  body: bodies,
  accept: mostly("application/json", "", "*/*"),
  userAgent: mostly("by-hand", ""),
  contentType: mostly("application/json", "text/plain", "application/json; charset=utf-8", "application/jsonp"),
  header: mostly("whole", "none", "another scheme", "without a nonce"),
  mchid: mostly("its own", "another"),
  serial: mostly("its own", "another"),
  key: mostly("its own", "another"),
  age: oneOf<number>(pick(-301, -300, 300, 301), int(-300, 300), int(-600, 600)),
  changed: mostly("nothing", "the path", "the body", "the nonce")
})
type Drawn = typeof drawn extends Arbitrary.Arbitrary<infer A> ? A : never

/** A request with nothing wrong. */
const sound: Drawn = {
  target: "/v3/certificates",
  body: "",
  accept: "application/json",
  userAgent: "by-hand",
  contentType: "application/json",
  header: "whole",
  mchid: "its own",
  serial: "its own",
  key: "its own",
  age: 0,
  changed: "nothing"
}

const now = 1_000_000

const nonce = "0123456789abcdef0123456789ABCDEF"

/** The text that the sandbox expects to be signed. */
const messageOf = ({ age, body, target }: Drawn) =>
  `${body === "" ? "GET" : "POST"}\n${target}\n${now - age}\n${nonce}\n${body}\n`

/** The text that is signed. */
const signedOf = (one: Drawn) => {
  const text = messageOf(one)
  if (one.changed === "the path") return text.replace("/v3/", "/v2/")
  if (one.changed === "the body") return text.replace(/\n$/u, " \n")
  return one.changed === "the nonce" ? text.replace(nonce, nonce.toLowerCase()) : text
}

/** The same with the headers that every request needs. */
const dressed = (one: Drawn): Drawn => ({
  ...one,
  accept: "application/json",
  userAgent: "by-hand",
  contentType: "application/json"
})

/** Sends a request, and gives its answer. */
const send = Effect.fnUntraced(
  function* (one: Drawn) {
    const { connection } = yield* Sandbox
    const signature = yield* Signature.Signature
    const key = yield* Keys.privateKey(one.key === "its own" ? connection.privateKey : secretPem("platform.pkcs8.pem"))
    const sealed = Base64.encode(yield* signature.sign(key, new TextEncoder().encode(signedOf(one))))
    const mchid = one.mchid === "its own" ? connection.mchid : "1999999999"
    const serial = one.serial === "its own" ? connection.serialNo : `${connection.serialNo.slice(0, -1)}_`
    const members = [
      `mchid="${mchid}"`,
      ...(one.header === "without a nonce" ? [] : [`nonce_str="${nonce}"`]),
      `signature="${sealed}"`,
      `timestamp="${now - one.age}"`,
      `serial_no="${serial}"`
    ]
    const scheme = one.header === "another scheme" ? "Bearer" : "WECHATPAY2-SHA256-RSA2048"
    const request = HttpClientRequest.make(one.body === "" ? "GET" : "POST")(`https://x.invalid${one.target}`).pipe(
      one.body === "" ? (same) => same : HttpClientRequest.bodyText(one.body, one.contentType),
      HttpClientRequest.setHeaders({
        accept: one.accept,
        "user-agent": one.userAgent,
        ...(one.header === "none" ? {} : { authorization: `${scheme} ${members.join(",")}` })
      })
    )
    const response = yield* (yield* HttpClient.HttpClient).execute(request)
    return { headers: response.headers, status: response.status, ...(yield* decode(yield* response.text)) }
  },
  Effect.provide(SyncCrypto.layer(Dice.make(2)))
)

const decode = Schema.decodeEffect(
  Schema.fromJsonString(
    Schema.Struct({
      code: Schema.optionalKey(Schema.String),
      message: Schema.optionalKey(Schema.String),
      detail: Schema.optionalKey(Schema.Json)
    })
  )
)

/** Whether a header is not as it has to be. */
const isBare = ({ accept, body, contentType, userAgent }: Drawn) =>
  accept === "" ||
  userAgent === "" ||
  (body !== "" && !contentType.startsWith("application/json;") && contentType !== "application/json")

/** Whether the signature is one of the merchant over what came. */
const isGenuine = ({ changed, key }: Drawn) => changed === "nothing" && key === "its own"

const isMerchant = ({ header, mchid, serial }: Drawn) =>
  header === "whole" && mchid === "its own" && serial === "its own"

const isKnown = (one: Drawn) => isMerchant(one) && Math.abs(one.age) <= 300 && isGenuine(one)

const isNarrow = ({ body }: Drawn) => !/[\u{10000}-\u{10FFFF}]/u.test(body)

layer(QuickSandbox.layer({ keys: "Certificates" }))("V3-AUTH who is let in", (it) => {
  const at = TestClock.setTime(now * 1000)

  it.effect.prop(
    "V3-HDR-01 V3-HDR-02 a request is refused for its headers exactly when Accept or User-Agent is empty, or its body is not called application/json, whoever signed it",
    [drawn],
    ([one]) =>
      Effect.gen(function* () {
        yield* at
        const { code, status } = yield* send(one)
        assert.strictEqual(status === 400 && code === "INVALID_REQUEST", isBare(one))
      }),
    { arbitrary: { runs: 50 } }
  )

  it.effect.prop(
    "V3-AUTH-01 to V3-AUTH-04 V3-AUTH-06 V3-SIGN-01 to V3-SIGN-04 one with its headers is answered 401 SIGN_ERROR, unsigned, exactly unless it is signed as its merchant, with that merchant's serial and key, within 300 seconds, over its own path, time, nonce and body",
    [drawn],
    ([one]) =>
      Effect.gen(function* () {
        yield* at
        const { code, headers, status } = yield* send(dressed(one))
        assert.strictEqual(status === 401, !isKnown(one))
        assert.strictEqual(code === "SIGN_ERROR", !isKnown(one))
        assert.strictEqual(headers["wechatpay-signature"] === undefined, !isKnown(one))
      }),
    { arbitrary: { runs: 50 } }
  )

  it.effect.prop(
    "V3-AUTH-07 a refusal shows length and beginning of the text that the platform compared exactly when it came as far as comparing: not when merchant, serial or time are wrong",
    [drawn],
    ([one]) =>
      Effect.gen(function* () {
        yield* at
        const { detail } = yield* send(dressed(one))
        const message = Buffer.from(messageOf(one))
        const isCompared = isMerchant(one) && Math.abs(one.age) <= 300 && !isGenuine(one)
        const told = readTold(detail)
        assert.deepStrictEqual(
          told._tag === "Some" ? told.value.sign_information : undefined,
          isCompared
            ? {
                method: one.body === "" ? "GET" : "POST",
                url: one.target,
                sign_message_length: message.length,
                truncated_sign_message: new TextDecoder().decode(message.subarray(0, 64))
              }
            : undefined
        )
      }),
    { arbitrary: { runs: 50 } }
  )

  it.effect.prop(
    "V3-AUTH-05 assumed: the very same request, nonce and all, is let in again, exactly as long as its timestamp is within 300 seconds",
    [Arbitrary.array(int(0, 200), { minLength: 1, maxLength: 5 })],
    ([pauses]) =>
      Effect.gen(function* () {
        yield* at
        let passed = 0
        for (const pause of pauses) {
          assert.strictEqual((yield* send(sound)).status, passed <= 300 ? 200 : 401)
          passed += pause
          yield* TestClock.adjust(pause * 1000)
        }
      }),
    { arbitrary: { runs: 40 } }
  )

  it.effect("V3-AUTH-05 a request that came before is let in after 300 seconds, and after 301 is not", () =>
    Effect.gen(function* () {
      yield* at
      assert.strictEqual((yield* send(sound)).status, 200)
      yield* TestClock.adjust("300 seconds")
      assert.strictEqual((yield* send(sound)).status, 200)
      yield* TestClock.adjust("1 second")
      const { message, status } = yield* send(sound)
      assert.deepStrictEqual([status, message], [401, "签名错误: the timestamp is more than 5 minutes off"])
    })
  )

  it.effect.prop(
    "V3-JSON-01 a body that is let in is refused for its characters exactly when one takes four bytes of UTF-8, such as an emoji",
    [bodies, targets],
    ([body, target]) =>
      Effect.gen(function* () {
        yield* at
        const one = { ...sound, body, target }
        const { message } = yield* send(one)
        assert.strictEqual(message === "the body has characters of four bytes (V3-JSON-01)", !isNarrow(one))
      }),
    { arbitrary: { runs: 40 } }
  )

  it.effect.prop("V3-RID-01 every answer has a Request-ID, which ends in 0 exactly on success", [drawn], ([one]) =>
    Effect.gen(function* () {
      yield* at
      const { headers, status } = yield* send(one)
      assert.match(headers["request-id"] ?? "", /^[0-9A-F]{32}-[0-9]+$/u)
      assert.strictEqual(headers["request-id"]?.endsWith("-0"), status === 200)
    })
  )

  it.effect.prop(
    "V3-CERT-01 a list of certificates is answered exactly when algorithm_type is RSA, SM2 or ALL, or is not asked for",
    [
      pick(
        "",
        "?algorithm_type=RSA",
        "?algorithm_type=SM2",
        "?algorithm_type=ALL",
        "?algorithm_type=rsa",
        "?algorithm_type=DSA",
        "?algorithm_type="
      )
    ],
    ([query]) =>
      Effect.gen(function* () {
        yield* at
        const { code, status } = yield* send({ ...sound, target: `/v3/certificates${query}` })
        const isAnswered = query === "" || /=(?:RSA|SM2|ALL)$/u.test(query)
        assert.deepStrictEqual([status, code], isAnswered ? [200, undefined] : [400, "PARAM_ERROR"])
      }),
    { arbitrary: { runs: 40 } }
  )
})

const readTold = Schema.decodeUnknownOption(Schema.Struct({ sign_information: Schema.optionalKey(Schema.Json) }))
