/**
 * V3-VER, V3-PROBE, V3-SERIAL: which messages are believed to be the platform's.
 *
 * Method: messages that OpenSSL signed are verified as they are, and refused after every kind of change: one byte,
 * other JSON with the same meaning, another order of lines, another key, another moment.
 */
import { assert, describe, it, layer } from "@effect/vitest"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { KeyError, Transport, VerificationError } from "@wxrepay/domain/client"
import { Ids } from "@wxrepay/domain"
import { KeyRing, Keys, PlatformKeys, Verification, Verifier } from "@wxrepay/domain/signing"
import * as Arbitrary from "effect/Arbitrary"
import * as Config from "effect/Config"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as TestClock from "effect/testing/TestClock"
import { fileURLToPath } from "node:url"
import { answers, bytes, forgeries, nonce, pem, requests, secretPem, shows, signedAt } from "../fixtures/openssl.ts"

const publicKeyId = "PUB_KEY_ID_0114232134912410000000000000"
const certificateSerial = "5157F09EFDC096DE15EBE81A47057A7232F1B8E1"

/** Two keys, as during a move from one to the other: the platform's, and one that signed none of the answers. */
const Platform = Verifier.layer({
  platformKeys: [
    { serial: publicKeyId, publicKey: secretPem("platform.spki.pem") },
    { serial: certificateSerial, publicKey: secretPem("merchant.spki.pem") }
  ]
}).pipe(Layer.provide(Transport.layerCrypto))

const answer = answers[0] ?? assert.fail("no answer was signed")

type Headers = Readonly<Record<string, string | undefined>>

const headersOf = (vector: { readonly signature: string }, others: Headers = {}): Headers => ({
  "Wechatpay-Serial": publicKeyId,
  "Wechatpay-Signature": vector.signature,
  "Wechatpay-Timestamp": String(signedAt),
  "Wechatpay-Nonce": nonce,
  ...others
})

const verify = (headers: Headers, body: Uint8Array) =>
  Effect.flatMap(Verifier, (verifier) => verifier.verify(headers, body))

/** Verifies some seconds after the message was signed. */
const verifyAt = (ageSeconds: number, headers: Headers, body: Uint8Array) =>
  Effect.andThen(TestClock.setTime((signedAt + ageSeconds) * 1000), verify(headers, body))

/** Why a message is refused at the second it was signed. */
const reasonOf = (headers: Headers, body: Uint8Array = answer.body) =>
  Effect.map(Effect.flip(verifyAt(0, headers, body)), ({ reason }) => reason)

/** A place to spoil, and the bits to turn over there. */
const spoiling = (length: number) =>
  Arbitrary.all({
    at: Arbitrary.schema(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: length - 1 }))),
    bits: Arbitrary.schema(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 255 })))
  })

const spoil = (given: Uint8Array, { at, bits }: { readonly at: number; readonly bits: number }): Uint8Array =>
  given.map((byte, index) => (index === at ? byte ^ bits : byte))

const utf8 = new TextEncoder()
const text = new TextDecoder().decode(answer.body)
const json: Readonly<Record<string, string>> = JSON.parse(text)

layer(Platform)("V3-VER what is believed", (it) => {
  for (const { body, name, signature } of answers) {
    it.effect(`V3-VER-01 an answer that OpenSSL signed (${name}) is believed`, () =>
      Effect.gen(function* () {
        assert.isUndefined(yield* verifyAt(0, headersOf({ signature }), body))
      })
    )
  }

  for (const { body, name, signature } of forgeries) {
    it.effect(`V3-VER-01 a message in which ${name} is refused`, () =>
      Effect.gen(function* () {
        assert.strictEqual((yield* reasonOf(headersOf({ signature }), body))._tag, "SignatureWrong")
      })
    )
  }

  it.effect("V3-VER-02 a body where none was signed is refused, and none where one was", () =>
    Effect.gen(function* () {
      const empty = answers[1] ?? assert.fail("no empty answer was signed")
      assert.strictEqual(empty.body.length, 0)
      assert.strictEqual((yield* reasonOf(headersOf(empty), utf8.encode("\n")))._tag, "SignatureWrong")
      assert.strictEqual((yield* reasonOf(headersOf(answer), new Uint8Array()))._tag, "SignatureWrong")
    })
  )

  it.effect.prop(
    "V3-VER-03 one changed byte of the body is enough to refuse a message",
    [spoiling(answer.body.length)],
    ([place]) =>
      Effect.gen(function* () {
        const reason = yield* reasonOf(headersOf(answer), spoil(answer.body, place))
        assert.strictEqual(reason._tag, "SignatureWrong")
      })
  )

  it.effect.prop(
    "V3-VER-01 one changed byte of the signature is enough to refuse a message",
    [spoiling(256)],
    ([place]) =>
      Effect.gen(function* () {
        const signature = Buffer.from(spoil(bytes(answer.signature), place)).toString("base64")
        assert.strictEqual((yield* reasonOf(headersOf({ signature })))._tag, "SignatureWrong")
      })
  )

  it.effect.prop(
    "V3-VER-01 one changed character of the nonce is enough to refuse a message",
    [spoiling(32)],
    ([place]) =>
      Effect.gen(function* () {
        const other = String.fromCharCode(...spoil(utf8.encode(nonce), { ...place, bits: (place.bits % 15) + 1 }))
        assert.strictEqual((yield* reasonOf(headersOf(answer, { "Wechatpay-Nonce": other })))._tag, "SignatureWrong")
      })
  )

  for (const other of [signedAt - 1, signedAt + 1, `0${signedAt}`]) {
    it.effect(`V3-VER-01 the timestamp ${other} in place of ${signedAt} is enough to refuse a message`, () =>
      Effect.gen(function* () {
        const reason = yield* reasonOf(headersOf(answer, { "Wechatpay-Timestamp": String(other) }))
        assert.strictEqual(reason._tag, "SignatureWrong")
      })
    )
  }

  for (const [change, same] of [
    ["its members in another order", JSON.stringify(Object.fromEntries(Object.entries(json).toReversed()))],
    ["its blanks left out", JSON.stringify(json)],
    ["blanks put in", JSON.stringify(json, null, 2)],
    ["an escape written out", text.replace("\\u5907", "备")],
    ["a character escaped", text.replace("信", "\\u4fe1")],
    ["an escape in capitals", text.replace("\\u6ce8", "\\u6CE8")],
    ["a slash no longer escaped", text.replace("\\/", "/")],
    ["the line feed at its end left out", text.trimEnd()],
    ["the line ends of Windows", text.replace("\n", "\r\n")],
    ["a member said twice", text.replace("{", `{"deduct_amount":"10000",`)]
  ] as const) {
    it.effect(`V3-VER-03 the same JSON with ${change} is refused: bytes are verified, not values`, () =>
      Effect.gen(function* () {
        assert.notStrictEqual(same, text)
        assert.deepStrictEqual(JSON.parse(same), json)
        assert.strictEqual((yield* reasonOf(headersOf(answer), utf8.encode(same)))._tag, "SignatureWrong")
      })
    )
  }

  it.effect("V3-VER-03 a byte order mark before the body is refused", () =>
    Effect.gen(function* () {
      const marked = Uint8Array.of(0xef, 0xbb, 0xbf, ...answer.body)
      assert.strictEqual((yield* reasonOf(headersOf(answer), marked))._tag, "SignatureWrong")
    })
  )

  it.effect("V3-VER-04 a message exactly 300 seconds old is accepted, one of 301 is not", () =>
    Effect.gen(function* () {
      assert.isUndefined(yield* verifyAt(300, headersOf(answer), answer.body))
      const { message, reason } = yield* Effect.flip(verifyAt(301, headersOf(answer), answer.body))
      assert.deepStrictEqual(reason, new Verification.Stale({ timestamp: "1763683200", ageSeconds: 301 }))
      assert.strictEqual(message, "The message cannot be trusted: it is 301 s old, and 300 s are allowed either way")
    })
  )

  it.effect("V3-VER-04 a message exactly 300 seconds ahead of our clock is accepted, one of 301 is not", () =>
    Effect.gen(function* () {
      assert.isUndefined(yield* verifyAt(-300, headersOf(answer), answer.body))
      const { reason } = yield* Effect.flip(verifyAt(-301, headersOf(answer), answer.body))
      assert.deepStrictEqual(reason, new Verification.Stale({ timestamp: "1763683200", ageSeconds: -301 }))
    })
  )

  it.effect("V3-VER-04 of every second from 600 before to 600 after, those within 300 are accepted and no others", () =>
    Effect.gen(function* () {
      for (let ageSeconds = -600; ageSeconds <= 600; ageSeconds++) {
        const verdict = yield* verifyAt(ageSeconds, headersOf(answer), answer.body).pipe(
          Effect.match({ onFailure: ({ reason }) => reason._tag, onSuccess: () => "accepted" })
        )
        assert.strictEqual(verdict, Math.abs(ageSeconds) <= 300 ? "accepted" : "Stale", `${ageSeconds} s`)
      }
    })
  )

  for (const timestamp of [
    "soon",
    "1763683200.0",
    "-1763683200",
    "+1763683200",
    "1.7636832e9",
    " 1763683200",
    "1763683200 ",
    "0x691FB000",
    "１７６３６８３２００",
    "1763683200000000"
  ]) {
    it.effect(`V3-VER-04 the timestamp ${JSON.stringify(timestamp)} is no number of seconds and is refused`, () =>
      Effect.gen(function* () {
        const reason = yield* reasonOf(headersOf(answer, { "Wechatpay-Timestamp": timestamp }))
        assert.deepStrictEqual(reason, new Verification.Stale({ timestamp, ageSeconds: null }))
        assert.strictEqual(reason.message, "its timestamp is no number")
      })
    )
  }

  it.effect("V3-VER-04 a timestamp in milliseconds is refused", () =>
    Effect.gen(function* () {
      const reason = yield* reasonOf(headersOf(answer, { "Wechatpay-Timestamp": `${signedAt}000` }))
      assert.strictEqual(reason._tag, "Stale")
    })
  )

  for (const header of ["Wechatpay-Serial", "Wechatpay-Signature", "Wechatpay-Timestamp", "Wechatpay-Nonce"]) {
    for (const [what, value] of [
      ["missing", undefined],
      ["empty", ""]
    ] as const) {
      it.effect(`V3-VER-05 a message whose ${header} is ${what} is refused`, () =>
        Effect.gen(function* () {
          const reason = yield* reasonOf(headersOf(answer, { [header]: value }))
          assert.deepStrictEqual(reason, new Verification.HeaderMissing({ header }))
          assert.strictEqual(reason.message, `the header ${header} is missing`)
        })
      )
    }
  }

  it.effect("V3-VER-05 a message without any header is refused", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* reasonOf({}))._tag, "HeaderMissing")
    })
  )

  it.effect("V3-VER-06 a message that names an unknown key is refused, though a known key made its signature", () =>
    Effect.gen(function* () {
      const serial = "PUB_KEY_ID_0114232134912410000000000001"
      const reason = yield* reasonOf(headersOf(answer, { "Wechatpay-Serial": serial }))
      assert.deepStrictEqual(reason, new Verification.SerialUnknown({ serial }))
      assert.strictEqual(reason.message, `it names the key ${serial}, which is not known or does not hold now`)
    })
  )

  it.effect("V3-VER-06 a message that names another known key is refused: no other key is tried", () =>
    Effect.gen(function* () {
      const reason = yield* reasonOf(headersOf(answer, { "Wechatpay-Serial": certificateSerial }))
      assert.deepStrictEqual(reason, new Verification.SignatureWrong({ serial: certificateSerial }))
    })
  )

  for (const serial of ["__proto__", "constructor", "toString"]) {
    it.effect(`V3-VER-06 a message that names the key ${serial} is refused like any unknown one`, () =>
      Effect.gen(function* () {
        const reason = yield* reasonOf(headersOf(answer, { "Wechatpay-Serial": serial }))
        assert.deepStrictEqual(reason, new Verification.SerialUnknown({ serial }))
      })
    )
  }

  it.effect("V3-VER-07 a message that says it is signed with the one scheme in scope is believed", () =>
    Effect.gen(function* () {
      const headers = headersOf(answer, { "Wechatpay-Signature-Type": "WECHATPAY2-SHA256-RSA2048" })
      assert.isUndefined(yield* verifyAt(0, headers, answer.body))
    })
  )

  for (const scheme of [
    "WECHATPAY2-SM2-WITH-SM3",
    "WECHATPAY-BRAND-SHA256-RSA2048",
    "wechatpay2-sha256-rsa2048",
    "WECHATPAY2-SHA256-RSA2048 ",
    ""
  ]) {
    it.effect(`V3-VER-07 a message that says it is signed with ${JSON.stringify(scheme)} is refused`, () =>
      Effect.gen(function* () {
        const reason = yield* reasonOf(headersOf(answer, { "Wechatpay-Signature-Type": scheme }))
        assert.deepStrictEqual(reason, new Verification.SchemeUnknown({ scheme }))
        assert.strictEqual(reason.message, `it is signed with ${scheme}, not WECHATPAY2-SHA256-RSA2048`)
      })
    )
  }

  for (const signature of [
    "*",
    "not base64 at all",
    answer.signature.slice(0, -1),
    `${answer.signature}=`,
    answer.signature.replace(/^./u, "é"),
    answer.signature.replaceAll("=", ""),
    "====",
    "AAAA"
  ]) {
    it.effect(
      `V3-VER-01 the signature ${JSON.stringify(signature.slice(0, 20))} of ${signature.length} characters is refused`,
      () =>
        Effect.gen(function* () {
          const reason = yield* reasonOf(headersOf({ signature }))
          assert.deepStrictEqual(reason, new Verification.SignatureWrong({ serial: publicKeyId }))
        })
    )
  }

  it.effect("V3-VER-01 a request that the merchant signed is no answer of the platform", () =>
    Effect.gen(function* () {
      const [request] = requests
      const headers = headersOf(request ?? assert.fail(), { "Wechatpay-Serial": certificateSerial })
      assert.strictEqual((yield* reasonOf(headers, new Uint8Array()))._tag, "SignatureWrong")
    })
  )

  it.effect.prop(
    "V3-VER-01 the names of the headers may be in any letter case",
    [Arbitrary.array(Arbitrary.schema(Schema.Boolean), { minLength: 20, maxLength: 20 })],
    ([upper]) =>
      Effect.gen(function* () {
        const recased = Object.entries(headersOf(answer)).map(([name, value]) => [
          Array.from(name, (letter, at) => (upper[at] === true ? letter.toUpperCase() : letter.toLowerCase())).join(""),
          value
        ])
        assert.isUndefined(yield* verifyAt(0, Object.fromEntries(recased), answer.body))
      })
  )
})

layer(Platform)("V3-PROBE deliberate wrong signatures", (it) => {
  for (const [what, signature] of [
    ["alone", "WECHATPAY/SIGNTEST/"],
    ["over the first characters of the true signature", `WECHATPAY/SIGNTEST/${answer.signature.slice(19)}`],
    ["before the true signature", `WECHATPAY/SIGNTEST/${answer.signature}`],
    ["before what is no base64", "WECHATPAY/SIGNTEST/*"]
  ] as const) {
    it.effect(`V3-PROBE-02 the prefix ${what} is refused as a probe`, () =>
      Effect.gen(function* () {
        const { message, reason } = yield* Effect.flip(verifyAt(0, headersOf({ signature }), answer.body))
        assert.deepStrictEqual(reason, new Verification.Probe({ serial: publicKeyId }))
        assert.strictEqual(
          message,
          "The message cannot be trusted: it is one of WeChat Pay's deliberate wrong signatures"
        )
      })
    )
  }

  for (const signature of ["wechatpay/signtest/", `AAAAWECHATPAY/SIGNTEST/${answer.signature.slice(23)}`]) {
    it.effect(`V3-PROBE-01 ${signature.slice(0, 24)} does not begin as a probe does and is a wrong signature`, () =>
      Effect.gen(function* () {
        const reason = yield* reasonOf(headersOf({ signature }))
        assert.deepStrictEqual(reason, new Verification.SignatureWrong({ serial: publicKeyId }))
      })
    )
  }

  it.effect("V3-PROBE-02 a probe is no excuse: a stale one is stale, and one under an unknown key is unknown", () =>
    Effect.gen(function* () {
      const probe = headersOf({ signature: `WECHATPAY/SIGNTEST/${answer.signature.slice(19)}` })
      const stale = yield* Effect.flip(verifyAt(301, probe, answer.body))
      assert.strictEqual(stale.reason._tag, "Stale")
      assert.strictEqual((yield* reasonOf({ ...probe, "Wechatpay-Serial": "ABC" }))._tag, "SerialUnknown")
    })
  )

  it.effect("V3-PROBE-03 each reason to refuse a message has a name of its own", () =>
    Effect.gen(function* () {
      const probe = `WECHATPAY/SIGNTEST/${answer.signature.slice(19)}`
      const reasons = yield* Effect.all([
        reasonOf(headersOf(answer, { "Wechatpay-Nonce": undefined })),
        reasonOf(headersOf(answer, { "Wechatpay-Signature-Type": "WECHATPAY2-SM2-WITH-SM3" })),
        reasonOf(headersOf(answer, { "Wechatpay-Timestamp": "1" })),
        reasonOf(headersOf(answer, { "Wechatpay-Serial": "1" })),
        reasonOf(headersOf(answer), new Uint8Array()),
        reasonOf(headersOf({ signature: probe }))
      ])
      assert.deepStrictEqual(
        reasons.map(({ _tag }) => _tag),
        ["HeaderMissing", "SchemeUnknown", "Stale", "SerialUnknown", "SignatureWrong", "Probe"]
      )
      assert.strictEqual(new Set(reasons.map(({ message }) => message)).size, 6)
    })
  )
})

describe("V3-SERIAL the platform's keys", () => {
  /** A verifier that knows the platform's key under one serial, asked for a message that names another. */
  const known = (configured: string, named: string) =>
    verifyAt(0, headersOf(answer, { "Wechatpay-Serial": named }), answer.body).pipe(
      Effect.match({ onFailure: ({ reason }) => reason._tag, onSuccess: () => "accepted" }),
      Effect.provide(
        Verifier.layer({ platformKeys: [{ serial: configured, publicKey: secretPem("platform.spki.pem") }] })
      ),
      Effect.provide(Transport.layerCrypto)
    )

  for (const [configured, named, verdict] of [
    [certificateSerial, certificateSerial, "accepted"],
    [certificateSerial, certificateSerial.toLowerCase(), "accepted"],
    [certificateSerial.toLowerCase(), certificateSerial, "accepted"],
    [certificateSerial, `0${certificateSerial}`, "accepted"],
    [certificateSerial, `${certificateSerial}0`, "SerialUnknown"],
    [publicKeyId, publicKeyId, "accepted"],
    [publicKeyId, publicKeyId.toLowerCase(), "SerialUnknown"],
    [publicKeyId, `${publicKeyId}0`, "SerialUnknown"]
  ] as const) {
    it.effect(`V3-SERIAL-06 a message naming ${named} is ${verdict} where the key is known as ${configured}`, () =>
      Effect.gen(function* () {
        assert.strictEqual(yield* known(configured, named), verdict)
      })
    )
  }

  for (const serial of ["", `${publicKeyId} `, `${publicKeyId}\n`, publicKeyId.toLowerCase(), "公钥", "PUB_KEY_ID_"]) {
    it.effect(`V3-SERIAL-01 a key cannot be known as ${JSON.stringify(serial)}, and that is said at the start`, () =>
      Effect.gen(function* () {
        const platformKeys = [{ serial, publicKey: secretPem("platform.spki.pem") }] as const
        const error = yield* Effect.flip(
          Effect.provide(Verifier, Layer.provide(Verifier.layer({ platformKeys }), Transport.layerCrypto))
        )
        assert.instanceOf(error, KeyError)
        assert.include(error.message, "V3-SERIAL-01")
        const variables = { ...complete, WXREPAY_PLATFORM_SERIAL: serial }
        const read = yield* Effect.flip(Effect.provide(Verifier, fromEnvironment(variables)))
        assert.include(String(read), "WXREPAY_PLATFORM_SERIAL")
      })
    )
  }

  it.effect("V3-ROT-01 while two keys are configured each verifies the messages that name it", () =>
    Effect.gen(function* () {
      for (const serial of [publicKeyId, certificateSerial]) {
        assert.isUndefined(yield* verifyAt(0, headersOf(answer, { "Wechatpay-Serial": serial }), answer.body))
      }
    }).pipe(
      Effect.provide(
        Verifier.layer({
          platformKeys: [
            { serial: publicKeyId, publicKey: secretPem("platform.spki.pem") },
            { serial: certificateSerial, publicKey: secretPem("platform.spki.pem") }
          ]
        })
      ),
      Effect.provide(Transport.layerCrypto)
    )
  )

  it.effect("V3-SERIAL-02 answers are asked for under the public key that is named first, as it was written", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* (yield* Verifier).preferredSerial, publicKeyId)
    }).pipe(Effect.provide(Platform))
  )

  it.effect("V3-SERIAL-01 a key that is already decoded verifies as its text does", () =>
    Effect.gen(function* () {
      const publicKey = yield* Keys.publicKey(secretPem("platform.spki.pem"))
      const key = yield* PlatformKeys.ofKey(Ids.PlatformSerial.make(publicKeyId), publicKey, undefined)
      const decoded = Verifier.layerFrom.pipe(
        Layer.provide(KeyRing.layerFrom([key])),
        Layer.provide(Transport.layerCrypto)
      )
      assert.isUndefined(yield* Effect.provide(verifyAt(0, headersOf(answer), answer.body), decoded))
    })
  )
})

const path = fileURLToPath(new URL("../fixtures/openssl/platform.spki.pem", import.meta.url))

const complete = { WXREPAY_PLATFORM_SERIAL: publicKeyId, WXREPAY_PLATFORM_PUBLIC_KEY: pem("platform.spki.pem") }

const fromEnvironment = (variables: Readonly<Record<string, string>>) =>
  Layer.provide(Verifier.layerConfig, [
    Transport.layerCrypto,
    ConfigProvider.layer(ConfigProvider.fromEnvRecord(variables))
  ])

const refused = [
  ["an RSA key of 1024 bits", pem("rsa-1024.spki.pem"), "1024 bits"],
  ["an RSA key of 4096 bits", pem("rsa-4096.spki.pem"), "4096 bits"],
  ["a key on an elliptic curve", pem("ec-p256.spki.pem"), "PUBLIC KEY"],
  ["a private key", pem("platform.pkcs8.pem"), "PRIVATE KEY"],
  ["a public key in PKCS#1", pem("platform.pkcs1-public.pem"), "RSA PUBLIC KEY"],
  ["a certificate", pem("merchant.certificate.pem"), "CERTIFICATE"],
  ["a text that is no key", "correct horse battery staple", "no PEM text"]
] as const

describe("V3-SERIAL the platform's key in text", () => {
  for (const [what, text, kind] of refused) {
    it.effect(`V3-SERIAL-01 ${what} is refused by its kind, and nothing of it shows`, () =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(Keys.publicKey(Redacted.make(text)))
        assert.instanceOf(error, KeyError)
        assert.include(error.message, "The platform public key cannot be used: it ")
        assert.include(error.message, kind)
        assert.isFalse(shows(error, text))
      })
    )

    it.effect(`V3-SERIAL-01 ${what} in the environment is refused, named by its variable, and not shown`, () =>
      Effect.gen(function* () {
        const variables = { ...complete, WXREPAY_PLATFORM_PUBLIC_KEY: text }
        const error = yield* Effect.flip(Effect.provide(Verifier, fromEnvironment(variables)))
        assert.instanceOf(error, Config.ConfigError)
        assert.include(error.message, "WXREPAY_PLATFORM_PUBLIC_KEY")
        assert.isFalse(shows(error, text))
      })
    )
  }

  for (const [spelling, text] of [
    ["in PEM", pem("platform.spki.pem")],
    ["in one line with line ends spelled \\n", pem("platform.spki.pem").replaceAll("\n", "\\n")],
    ["with the line ends of Windows", pem("platform.spki.pem").replaceAll("\n", "\r\n")],
    ["by the path of its file", path]
  ] as const) {
    it.effect(`V3-SERIAL-01 the environment may hold the key ${spelling}`, () =>
      Effect.gen(function* () {
        const verifier = fromEnvironment({ ...complete, WXREPAY_PLATFORM_PUBLIC_KEY: text })
        const verdict = verifyAt(0, headersOf(answer), answer.body)
        assert.isUndefined(yield* Effect.provide(verdict, Layer.provide(verifier, NodeFileSystem.layer)))
      })
    )
  }

  for (const missing of ["WXREPAY_PLATFORM_SERIAL", "WXREPAY_PLATFORM_PUBLIC_KEY"]) {
    it.effect(`V3-SERIAL-01 an environment without ${missing} is refused by that name`, () =>
      Effect.gen(function* () {
        const rest = Object.fromEntries(Object.entries(complete).filter(([name]) => name !== missing))
        const error = yield* Effect.flip(Effect.provide(Verifier, fromEnvironment(rest)))
        assert.instanceOf(error, Config.ConfigError)
        assert.include(error.message, missing)
      })
    )
  }
})

describe("V3-VER the error", () => {
  it.effect("V3-VER-08 what is not believed fails with an error that holds its reason and nothing of the body", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(verifyAt(0, headersOf({ signature: "AAAA" }), answer.body))
      assert.instanceOf(error, VerificationError)
      assert.isFalse(shows(error, text))
    }).pipe(Effect.provide(Platform))
  )
})
