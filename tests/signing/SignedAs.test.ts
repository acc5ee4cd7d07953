/**
 * V3-SIGN, V3-AUTH: who signs a request, when, over what, and with which key.
 *
 * Method: requests of any method, path and body are signed at any time as any merchant, by a holder of the key that writes down what
 * it is given; where the signature itself is the matter, node:crypto verifies it over what was signed and over something else.
 */
import { assert, describe, it } from "@effect/vitest"
import { Ids } from "@wxrepay/domain"
import { CurrentManner, SignedHttpClient, Transport } from "@wxrepay/domain/client"
import { CertificateSerial, type Identity, Message, Signer, Verifier } from "@wxrepay/domain/signing"
import { Choice } from "@wxrepay/domain/testing"
import * as Arbitrary from "effect/Arbitrary"
import * as SecureRandom from "effect/crypto/SecureRandom"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Layer from "effect/Layer"
import { TestClock } from "effect/testing"
import { createVerify } from "node:crypto"
import { pem, secretPem } from "../fixtures/openssl.ts"
import * as Scripted from "../support/scripted.ts"

const { int, oneOf, pick } = Choice

const identities = Arbitrary.map(
  Arbitrary.all({
    mchid: int(1_000_000_000, 1_999_999_999),
    serial: Arbitrary.array(pick(..."0123456789ABCDEF"), { minLength: 1, maxLength: 40 })
  }),
  ({ mchid, serial }) => ({
    mchid: Ids.MerchantId.make(String(mchid)),
    serialNo: CertificateSerial.make(serial.join(""))
  })
)

const requests = Arbitrary.map(
  Arbitrary.all({
    method: pick("GET", "POST"),
    target: pick("/v3/certificates?algorithm_type=RSA", "/v3/x", "/v3/x?a=%E4%B8%AD&b="),
    body: pick("", "{}", '{"description":"信贷还款"}')
  }),
  ({ body, method, target }): Message.Unsigned => ({ method, target, body: new TextEncoder().encode(body) })
)

const millis = oneOf<number>(pick(0, 999, 1_000, 1_763_683_199_999, 1_763_683_200_000), int(0, 4_102_444_800_000))

/** Signs as a merchant whose key is somebody who writes down every message. */
const signing = Effect.fnUntraced(function* (identity: Identity, request: Message.Unsigned, times = 1) {
  const messages: Array<string> = []
  const holder = Signer.layerFrom({
    ...identity,
    sign: (message) => Effect.sync(() => (messages.push(new TextDecoder().decode(message)), Uint8Array.of(1)))
  }).pipe(Layer.provide(SecureRandom.layerWebCrypto))
  const headers = yield* Effect.replicateEffect(
    Effect.flatMap(Signer, ({ sign }) => sign(request)),
    times
  ).pipe(Effect.provide(holder))
  return { messages, headers: headers.map((header) => Message.parseAuthorization(header) ?? assert.fail(header)) }
})

describe("V3-SIGN a request that is signed", () => {
  it.effect.prop(
    "V3-SIGN-03 its header tells the second of our clock, rounded down, and 32 letters and digits that no other has, and these are what is signed",
    [identities, requests, millis],
    ([identity, request, now]) =>
      Effect.gen(function* () {
        yield* TestClock.setTime(now)
        const { headers, messages } = yield* signing(identity, request, 3)
        for (const [index, { nonce, timestamp }] of headers.entries()) {
          assert.strictEqual(timestamp, String(Math.floor(now / 1000)))
          assert.match(nonce, /^[0-9A-Za-z]{32}$/u)
          assert.strictEqual(
            messages[index],
            `${request.method}\n${request.target}\n${timestamp}\n${nonce}\n${new TextDecoder().decode(request.body)}\n`
          )
        }
        assert.strictEqual(new Set(headers.map(({ nonce }) => nonce)).size, 3)
      }),
    { arbitrary: { runs: 30 } }
  )

  it.effect.prop(
    "V3-AUTH-03 V3-AUTH-02 it is signed as the merchant that is configured, whose number and serial stand in its header and nobody else's",
    [identities, requests],
    ([identity, request]) =>
      Effect.gen(function* () {
        const { headers } = yield* signing(identity, request)
        assert.deepStrictEqual(
          headers.map(({ mchid, serialNo }) => ({ mchid, serialNo })),
          [{ mchid: identity.mchid, serialNo: identity.serialNo }]
        )
      }),
    { arbitrary: { runs: 30 } }
  )

  it.effect.prop(
    "V3-SIGN-06 its signature is the key's own exactly over the bytes that were signed, by RSA PKCS#1 v1.5 with SHA-256, as node:crypto reads it",
    [requests, pick("itself", "another body", "another path", "another key", "SHA-512")],
    ([request, against]) =>
      Effect.gen(function* () {
        const identity = {
          mchid: Ids.MerchantId.make("1900000001"),
          serialNo: CertificateSerial.make("5157F09EFDC096DE15EBE81A47057A7232F1B8E1")
        }
        const layer = Signer.layer({ ...identity, privateKey: secretPem("merchant.pkcs8.pem") })
        const header = yield* Effect.provide(
          Effect.flatMap(Signer, ({ sign }) => sign(request)),
          Layer.provide(layer, Transport.layerCrypto)
        )
        const { nonce, signature, timestamp } = Message.parseAuthorization(header) ?? assert.fail(header)
        const other = {
          ...request,
          ...(against === "another body" ? { body: Uint8Array.of(...request.body, 0x20) } : {}),
          ...(against === "another path" ? { target: `${request.target}/` } : {})
        }
        const holds = createVerify(against === "SHA-512" ? "RSA-SHA512" : "RSA-SHA256")
          .update(Message.request({ ...other, nonce, timestamp }))
          .verify(pem(`${against === "another key" ? "platform" : "merchant"}.spki.pem`), signature, "base64")
        assert.strictEqual(holds, against === "itself")
      }),
    { arbitrary: { runs: 25 } }
  )

  it.effect(
    "V3-SIGN-05 of an upload of 30 bytes the 9 of its meta are signed, and of the same body without a meta all 30",
    () =>
      Effect.gen(function* () {
        const signed: Array<number> = []
        const recording = Signer.of({
          mchid: Ids.MerchantId.make("1900000001"),
          sign: ({ body }) => Effect.sync(() => (signed.push(body.length), "signed"))
        })
        const trusting = Verifier.of({ preferredSerial: Effect.undefined, verify: () => Effect.void })
        const { http, seen } = Scripted.make(Scripted.inOrder(Scripted.fine))
        const layer = SignedHttpClient.layerFrom().pipe(
          Layer.provide([
            Layer.succeed(HttpClient.HttpClient, http),
            Layer.succeed(Signer, recording),
            Layer.succeed(Verifier, trusting)
          ])
        )
        const meta = new TextEncoder().encode('{"a":"b"}')
        const upload = HttpClientRequest.post("/v3/merchant/media/upload").pipe(
          HttpClientRequest.bodyText(
            `--x\r\n{"a":"b"}\r\nfile\r\n--x--\r\n`.padEnd(30).slice(0, 30),
            "multipart/form-data; boundary=x"
          )
        )
        yield* Effect.flatMap(SignedHttpClient, (client) =>
          Effect.andThen(
            Effect.provideService(client.execute(upload), CurrentManner, { signedText: meta }),
            client.execute(upload)
          )
        ).pipe(Effect.provide(layer))
        assert.deepStrictEqual(signed, [9, 30])
        assert.deepStrictEqual(
          seen.map(({ body }) => body.length),
          [30, 30]
        )
      })
  )
})
