/**
 * V3-SIGN, V3-VER, V3-AEAD, V3-PROBE-03: what the parts of signing are called: services, spans, errors, a counter, and the words of refusals.
 *
 * Method: each name is read where a user or an operator would read it, one by one; there is nothing to draw.
 */
import { assert, describe, it } from "@effect/vitest"
import { KeyError, NoPlatformKey, NotSealable, SealError, Transport, VerificationError } from "@wxrepay/domain/client"
import { Ids, Payer } from "@wxrepay/domain"
import {
  CertificateSerial,
  FieldSealer,
  KeyRing,
  Message,
  Sealer,
  Signer,
  SigningError,
  Verification,
  Verifier
} from "@wxrepay/domain/signing"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"
import * as Redacted from "effect/Redacted"
import { TestClock } from "effect/testing"
import { answers, apiV3Key, nonce, sealed, secretPem, signedAt } from "../fixtures/openssl.ts"
import { overheard } from "../support/overheard.ts"

const serial = "PUB_KEY_ID_0114232134912410000000000000"
const answer = answers[0] ?? assert.fail("no answer was signed")
const vector = sealed[0]?.sealed ?? assert.fail("nothing was sealed")
const platformKeys = [{ serial, publicKey: secretPem("platform.spki.pem") }]

const all = Layer.mergeAll(
  FieldSealer.layerFrom,
  Verifier.layerFrom,
  Sealer.layer({ apiV3Key: Redacted.make(apiV3Key) }),
  Signer.layerFrom({
    mchid: Ids.MerchantId.make("1900000001"),
    serialNo: CertificateSerial.make("A1"),
    sign: () => Effect.succeed(new Uint8Array([1]))
  })
).pipe(Layer.provideMerge(KeyRing.layer({ platformKeys })), Layer.provide(Transport.layerCrypto))

const headers = {
  "Wechatpay-Serial": serial,
  "Wechatpay-Signature": answer.signature,
  "Wechatpay-Timestamp": String(signedAt),
  "Wechatpay-Nonce": nonce
}

const reasonOf = (given: Verification.Headers) =>
  Effect.gen(function* () {
    yield* TestClock.setTime(signedAt * 1000)
    const { verify } = yield* Verifier
    return yield* Effect.match(verify(given, answer.body), {
      onFailure: ({ reason }): Verification.Reason | undefined => reason,
      onSuccess: () => undefined
    })
  }).pipe(Effect.provide(all))

describe("V3-SIGN V3-VER V3-AEAD what signing calls itself", () => {
  it("of each service is where it stands, so that two versions of it are one service", () => {
    for (const [name, { key }] of Object.entries({ FieldSealer, KeyRing, Sealer, Signer, Verifier })) {
      assert.strictEqual(key, `@wxrepay/domain/signing/${name}`)
    }
  })

  it("of each error is its tag, by which it is caught", () => {
    const reason = new Verification.HeaderMissing({ header: "Wechatpay-Nonce" })
    for (const [name, { _tag }] of Object.entries({
      KeyError: new KeyError({ key: "key", problem: "no" }),
      NoPlatformKey: new NoPlatformKey(),
      NotSealable: new NotSealable({ field: "realName" }),
      SealError: new SealError({ problem: "NotBase64" }),
      SigningError: new SigningError({ problem: "KeyFailed" }),
      VerificationError: new VerificationError({ reason })
    })) {
      assert.strictEqual(_tag, name)
    }
    assert.strictEqual(CertificateSerial.identifier, "CertificateSerial")
  })

  it.effect("of each span is the service and what it was asked", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(signedAt * 1000)
      const identity = Payer.RealIdentity.make({
        identityType: "IdCard",
        identityId: Redacted.make("11010119900307221X"),
        realName: Redacted.make("张三")
      })
      const { spans } = yield* overheard(
        Effect.gen(function* () {
          const { sealIdentity, sealText } = yield* FieldSealer
          const { open, seal } = yield* Sealer
          yield* sealText("realName", Redacted.make("张三"))
          yield* sealIdentity(identity)
          yield* seal(new Uint8Array([1]), "")
          yield* open(vector)
          yield* (yield* Signer).sign({ method: "GET", target: "/v3", body: new Uint8Array() })
          yield* (yield* Verifier).verify(headers, answer.body)
        }).pipe(Effect.provide(all))
      )
      assert.deepStrictEqual(
        spans.map(({ name }) => name),
        [
          "FieldSealer.sealText",
          "FieldSealer.sealIdentity",
          "Sealer.seal",
          "Sealer.open",
          "Signer.sign",
          "Verifier.verify"
        ]
      )
    })
  )
})

describe("The words of signing", () => {
  it("V3-SIGN-02 V3-SIGN-04 say why a request cannot be signed", () => {
    const told = (["KeyFailed", "BodyNotBytes", "TargetNotPath"] as const).map(
      (problem) => new SigningError({ problem }).message
    )
    assert.deepStrictEqual(told, [
      "Nothing was sent: the merchant's key did not sign the request",
      "Nothing was sent: only a body that is already bytes can be signed (V3-SIGN-04)",
      "Nothing was sent: the request does not name a path of the platform (V3-SIGN-02)"
    ])
  })

  it("V3-AEAD-01 V3-AEAD-03 say why something sealed cannot be opened", () => {
    const told = (["WrongAlgorithm", "WrongNonce", "NotBase64", "NotAuthentic"] as const).map(
      (problem) => new SealError({ problem }).message
    )
    assert.deepStrictEqual(told, [
      "The sealed part cannot be opened: its algorithm is not AEAD_AES_256_GCM (V3-AEAD-01)",
      "The sealed part cannot be opened: its nonce is not 12 bytes long (V3-AEAD-01)",
      "The sealed part cannot be opened: its ciphertext is not base64 (V3-AEAD-01)",
      "The sealed part cannot be opened: the APIv3 key, the associated data or the bytes are not those it was sealed with (V3-AEAD-03)"
    ])
  })

  it("V3-AUTH-01 an Authorization whose member has something before or behind it is not read", () => {
    const header = Message.authorization({
      mchid: "1900000001",
      nonce,
      serialNo: "A1",
      signature: "c2lnbmVk",
      timestamp: "1"
    })
    assert.isDefined(Message.parseAuthorization(header))
    assert.isDefined(Message.parseAuthorization(header.replaceAll(",", " , ")))
    for (const bent of [header.replace("mchid=", "!mchid="), header.replace('"1900000001"', '"1900000001"!')]) {
      assert.isUndefined(Message.parseAuthorization(bent), bent)
    }
  })
})

describe("What is told of a message that is not believed", () => {
  it.effect("V3-VER-05 a header that came once in a list is that header, and one that came twice is none", () =>
    Effect.gen(function* () {
      assert.isUndefined(yield* reasonOf({ ...headers, "Wechatpay-Nonce": [nonce] }))
      assert.deepInclude(yield* reasonOf({ ...headers, "Wechatpay-Nonce": [nonce, nonce] }), {
        _tag: "HeaderMissing",
        header: "Wechatpay-Nonce"
      })
      assert.propertyVal(yield* reasonOf({ ...headers, "Wechatpay-Nonce": [] }), "_tag", "HeaderMissing")
    })
  )

  it.effect("V3-PROBE-01 V3-PROBE-03 a deliberate wrong signature is told with its key, and counted upwards only", () =>
    Effect.gen(function* () {
      const { description, id } = Verification.probes
      assert.deepStrictEqual(
        [id, description],
        ["wxrepay.probes", "Messages that WeChat Pay signed wrongly on purpose"]
      )
      const before = (yield* Metric.value(Verification.probes)).count
      const reason = yield* reasonOf({ ...headers, "Wechatpay-Signature": `WECHATPAY/SIGNTEST/${answer.signature}` })
      assert.deepInclude(reason, { _tag: "Probe", serial })
      yield* Metric.update(Verification.probes, -1)
      assert.strictEqual((yield* Metric.value(Verification.probes)).count, before + 1)
    })
  )
})
