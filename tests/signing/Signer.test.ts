/**
 * V3-SIGN, V3-AUTH: what the merchant signs, with which key, and where the key comes from.
 *
 * Method: with the clock and the randomness of a vector, the signer writes the signature that OpenSSL wrote,
 * whatever spelling its key came in. Every other key is refused, and no part of any key shows in a refusal.
 */
import { assert, describe, it } from "@effect/vitest"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { Ids } from "@wxrepay/domain"
import { KeyError, SigningError, Transport } from "@wxrepay/domain/client"
import { CertificateSerial, Keys, Message, Signer } from "@wxrepay/domain/signing"
import * as Config from "effect/Config"
import * as ConfigProvider from "effect/ConfigProvider"
import * as SecureRandom from "effect/crypto/SecureRandom"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as TestClock from "effect/testing/TestClock"
import { fileURLToPath } from "node:url"
import { bytes, nonce, pem, requests, secretPem, shows, signedAt } from "../fixtures/openssl.ts"

const mchid = Ids.MerchantId.make("1900000001")
const serialNo = CertificateSerial.make("5157F09EFDC096DE15EBE81A47057A7232F1B8E1")
const identity = { mchid, serialNo }

/** WebCrypto, except that the dice always fall on the salt of the vectors. */
const loadedDice = Layer.merge(
  Transport.layerCrypto,
  Layer.succeed(
    SecureRandom.SecureRandom,
    SecureRandom.make((size) => Uint8Array.from(Buffer.from(nonce, "hex")).slice(0, size))
  )
)

const read = (header: string): Message.Authorization =>
  Message.parseAuthorization(header) ?? assert.fail(`no Authorization header: ${header}`)

const sign = (request: Message.Unsigned) => Effect.flatMap(Signer, (signer) => signer.sign(request))

const request = requests[0] ?? assert.fail("no request was signed")

/** Signs the first request of the vectors at their time and salt. */
const signVector = (signer: Layer.Layer<Signer, unknown, Transport.Crypto>) =>
  Effect.gen(function* () {
    yield* TestClock.setTime(signedAt * 1000)
    return read(yield* sign(request)).signature
  }).pipe(Effect.provide(Layer.provide(signer, loadedDice)))

describe("V3-SIGN signing a request", () => {
  for (const { message: _, name, ...vector } of requests) {
    it.effect(`V3-SIGN-06 the signature of a request (${name}) is the one OpenSSL makes`, () =>
      Effect.gen(function* () {
        yield* TestClock.setTime(signedAt * 1000)
        const { signature, timestamp } = vector
        assert.strictEqual(yield* sign(vector), Message.authorization({ ...identity, nonce, signature, timestamp }))
      }).pipe(
        Effect.provide(
          Layer.provide(Signer.layer({ ...identity, privateKey: secretPem("merchant.pkcs8.pem") }), loadedDice)
        )
      )
    )
  }

  const escaped = pem("merchant.pkcs8.pem").trim().replaceAll("\n", "\\n")
  for (const [spelling, text] of [
    ["PKCS#8", pem("merchant.pkcs8.pem")],
    ["PKCS#1", pem("merchant.pkcs1.pem")],
    ["PKCS#8 with the line ends of Windows", pem("merchant.pkcs8.pem").replaceAll("\n", "\r\n")],
    ["PKCS#1 with the line ends of Windows", pem("merchant.pkcs1.pem").replaceAll("\n", "\r\n")],
    ["PKCS#8 in one line with line ends spelled \\n", escaped],
    ["PKCS#1 in one line with line ends spelled \\n", pem("merchant.pkcs1.pem").replaceAll("\n", "\\n")],
    ["PKCS#8 in one line with line ends spelled \\r\\n", escaped.replaceAll("\\n", "\\r\\n")],
    ["PKCS#8 without a line end at its end", pem("merchant.pkcs8.pem").trim()],
    ["PKCS#8 between blank lines and after a byte order mark", `\uFEFF\n\n${pem("merchant.pkcs8.pem")}\n \n`]
  ] as const) {
    it.effect(`V3-SIGN-06 a key in ${spelling} signs as OpenSSL does`, () =>
      Effect.gen(function* () {
        const signature = yield* signVector(Signer.layer({ ...identity, privateKey: Redacted.make(text) }))
        assert.strictEqual(signature, request.signature)
      })
    )
  }

  it.effect("V3-AUTH-01 the header is one line of the merchant's number, serial, time, nonce and signature", () =>
    Effect.gen(function* () {
      assert.match(
        yield* sign(request),
        /^WECHATPAY2-SHA256-RSA2048 mchid="1900000001",nonce_str="[0-9A-Z]{32}",signature="[0-9A-Za-z+/]{342}==",timestamp="0",serial_no="5157F09EFDC096DE15EBE81A47057A7232F1B8E1"$/u
      )
    }).pipe(
      Effect.provide(
        Layer.provide(Signer.layer({ ...identity, privateKey: secretPem("merchant.pkcs8.pem") }), Transport.layerCrypto)
      )
    )
  )

  it.effect("V3-AUTH-03 the merchant number that signs is told to whoever holds the signer", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* Signer).mchid, mchid)
    }).pipe(Effect.provide(Layer.provide(Signer.layerFrom({ ...identity, sign: Effect.succeed }), loadedDice)))
  )
})

describe("V3-SIGN the moment of a signature", () => {
  /** The signature is the message itself, so that many can be made. */
  const echo = Layer.provide(Signer.layerFrom({ ...identity, sign: Effect.succeed }), Transport.layerCrypto)

  it.effect("V3-SIGN-03 the timestamp is the clock in whole seconds, rounded down", () =>
    Effect.gen(function* () {
      for (const [millis, timestamp] of [
        [0, "0"],
        [signedAt * 1000, "1763683200"],
        [signedAt * 1000 + 999, "1763683200"],
        [signedAt * 1000 + 1000, "1763683201"]
      ] as const) {
        yield* TestClock.setTime(millis)
        assert.strictEqual(read(yield* sign(request)).timestamp, timestamp)
      }
    }).pipe(Effect.provide(echo))
  )

  it.effect("V3-RETRY-03 a request signed again has a fresh timestamp, nonce and signature", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(signedAt * 1000)
      const first = read(yield* sign(request))
      yield* TestClock.adjust("1 second")
      const second = read(yield* sign(request))
      assert.deepStrictEqual([first.timestamp, second.timestamp], ["1763683200", "1763683201"])
      assert.notStrictEqual(first.nonce, second.nonce)
      assert.notStrictEqual(first.signature, second.signature)
    }).pipe(Effect.provide(echo))
  )

  it.effect("V3-SIGN-03 a thousand signatures have a thousand nonces of 32 letters and digits", () =>
    Effect.gen(function* () {
      const nonces = new Set<string>()
      for (let time = 0; time < 1000; time++) nonces.add(read(yield* sign(request)).nonce)
      assert.strictEqual(nonces.size, 1000)
      for (const nonce of nonces) assert.match(nonce, /^[0-9A-Za-z]{32}$/u)
    }).pipe(Effect.provide(echo))
  )

  it.effect("V3-SIGN-03 the timestamp and nonce in the header are the ones that are signed", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(signedAt * 1000)
      const header = read(yield* sign(request))
      assert.deepStrictEqual(bytes(header.signature), Message.request({ ...request, ...header }))
    }).pipe(Effect.provide(echo))
  )
})

describe("V3-AUTH the serial of the merchant's certificate", () => {
  const serials = Schema.Literals([
    "5157F09EFDC096DE15EBE81A47057A7232F1B8E1",
    "0",
    "F".repeat(64),
    "F".repeat(65),
    "",
    "5157f09efdc096de15ebe81a47057a7232f1b8e1",
    "5157F09EFDC096DE15EBE81A47057A7232F1B8E1 ",
    "51:57:F0",
    "0x5157",
    "PUB_KEY_ID_0114232134912410000000000000"
  ])

  it.prop(
    "V3-AUTH-02 a serial is 1 to 64 digits and letters A to F, in upper case",
    [Schema.Union([serials, Schema.String])],
    ([text]) => {
      assert.strictEqual(Schema.is(CertificateSerial)(text), /^[0-9A-F]{1,64}$/u.test(text))
    }
  )

  for (const serial of serials.literals.slice(3)) {
    it(`V3-AUTH-02 ${JSON.stringify(serial)} is no serial of a merchant's certificate`, () => {
      const refusal = Schema.decodeUnknownResult(CertificateSerial)(serial)
      assert.include(String(refusal), "Expected a certificate serial in upper-case hex (V3-AUTH-02)")
    })
  }
})

const refused = [
  ["an RSA key of 1024 bits", pem("rsa-1024.pkcs8.pem"), "1024 bits"],
  ["an RSA key of 1024 bits in PKCS#1", pem("rsa-1024.pkcs1.pem"), "1024 bits"],
  ["an RSA key of 4096 bits", pem("rsa-4096.pkcs8.pem"), "4096 bits"],
  ["an RSA key of 4096 bits in PKCS#1", pem("rsa-4096.pkcs1.pem"), "4096 bits"],
  ["a key on an elliptic curve", pem("ec-p256.pkcs8.pem"), "PRIVATE KEY"],
  ["a key on an elliptic curve in SEC 1", pem("ec-p256.sec1.pem"), "EC PRIVATE KEY"],
  ["a public key", pem("merchant.spki.pem"), "PUBLIC KEY"],
  ["a certificate", pem("merchant.certificate.pem"), "CERTIFICATE"],
  [
    "a private key under another label",
    pem("merchant.pkcs8.pem").replaceAll("PRIVATE KEY", "CERTIFICATE"),
    "CERTIFICATE"
  ],
  ["an encrypted key", pem("merchant.encrypted.pem"), "ENCRYPTED PRIVATE KEY"],
  ["a key that breaks off", `${pem("merchant.pkcs8.pem").slice(0, 800)}\n-----END PRIVATE KEY-----`, "PRIVATE KEY"],
  ["a key without its last line", pem("merchant.pkcs8.pem").slice(0, 1600), "PRIVATE KEY"],
  ["two keys in one text", pem("merchant.pkcs8.pem") + pem("platform.pkcs8.pem"), "PRIVATE KEY"],
  ["base64 without its labels", pem("merchant.pkcs8.pem").replace(/-----.*-----\n/gu, ""), "no PEM text"],
  ["a text that is no key", "correct horse battery staple", "no PEM text"],
  ["nothing", "", "no PEM text"]
] as const

describe("V3-SIGN keys that do not sign", () => {
  for (const [what, text, kind] of refused) {
    it.effect(`V3-SIGN-06 ${what} is refused by its kind, and nothing of it shows`, () =>
      Effect.gen(function* () {
        const layer = Signer.layer({ ...identity, privateKey: Redacted.make(text) })
        const error = yield* Effect.flip(Effect.provide(Signer, Layer.provide(layer, Transport.layerCrypto)))
        assert.instanceOf(error, KeyError)
        assert.strictEqual(error.key, "merchant private key")
        assert.include(error.message, "The merchant private key cannot be used: it ")
        assert.include(error.message, kind)
        assert.strictEqual(text !== "" && shows(error, text), false)
      })
    )
  }

  it.effect("V3-SIGN-06 a key that was read shows nothing of itself", () =>
    Effect.gen(function* () {
      const key = yield* Keys.privateKey(secretPem("merchant.pkcs8.pem"))
      assert.isFalse(shows(key, pem("merchant.pkcs8.pem")))
    })
  )
})

const path = fileURLToPath(new URL("../fixtures/openssl/merchant.pkcs8.pem", import.meta.url))

const complete = {
  WXREPAY_MCHID: "1900000001",
  WXREPAY_MERCHANT_SERIAL_NO: "5157F09EFDC096DE15EBE81A47057A7232F1B8E1",
  WXREPAY_MERCHANT_PRIVATE_KEY: pem("merchant.pkcs8.pem")
}

const environment = (variables: Readonly<Record<string, string>>) =>
  ConfigProvider.layer(ConfigProvider.fromEnvRecord(variables))

/** Why the signer cannot be made in an environment. */
const failure = (variables: Readonly<Record<string, string>>) =>
  Effect.flip(
    Effect.provide(Signer, Layer.provide(Signer.layerConfig, [Transport.layerCrypto, environment(variables)]))
  )

const assertUnusable = (error: Config.ConfigError, variable: string, value: string) => {
  assert.instanceOf(error, Config.ConfigError)
  assert.include(error.message, variable)
  assert.isFalse(shows(error, value))
}

describe("V3-SIGN the key in the environment", () => {
  for (const [what, text] of [
    ["as text", pem("merchant.pkcs8.pem")],
    ["as text in one line", pem("merchant.pkcs8.pem").replaceAll("\n", "\\n")],
    ["as text in PKCS#1", pem("merchant.pkcs1.pem")]
  ] as const) {
    it.effect(`V3-SIGN-06 the environment may hold the key ${what}`, () =>
      Effect.gen(function* () {
        const variables = environment({ ...complete, WXREPAY_MERCHANT_PRIVATE_KEY: text })
        assert.strictEqual(yield* signVector(Layer.provide(Signer.layerConfig, variables)), request.signature)
      })
    )
  }

  it.effect("V3-SIGN-06 the environment may hold the path of the key's file where there are files", () =>
    Effect.gen(function* () {
      const variables = environment({ ...complete, WXREPAY_MERCHANT_PRIVATE_KEY: path })
      const signer = Layer.provide(Signer.layerConfig, [variables, NodeFileSystem.layer])
      assert.strictEqual(yield* signVector(signer), request.signature)
    })
  )

  it.effect("V3-SIGN-06 without files a path in the environment is refused, named by its variable, and not shown", () =>
    Effect.gen(function* () {
      const error = yield* failure({ ...complete, WXREPAY_MERCHANT_PRIVATE_KEY: path })
      assertUnusable(error, "WXREPAY_MERCHANT_PRIVATE_KEY", path)
      assert.include(error.message, "there is no FileSystem")
    })
  )

  it.effect("V3-SIGN-06 the path of no file is refused, named by its variable, and not shown", () =>
    Effect.gen(function* () {
      const missing = "/no/such/directory/merchant-private-key.pem"
      const error = yield* Effect.provide(
        failure({ ...complete, WXREPAY_MERCHANT_PRIVATE_KEY: missing }),
        NodeFileSystem.layer
      )
      assertUnusable(error, "WXREPAY_MERCHANT_PRIVATE_KEY", missing)
      assert.include(error.message, "it is neither PEM text nor the path of a readable file")
    })
  )

  it.effect("V3-SIGN-06 a file that holds another key is refused, named by its variable, and not shown", () =>
    Effect.gen(function* () {
      const other = path.replace("merchant.pkcs8.pem", "ec-p256.sec1.pem")
      const error = yield* Effect.provide(
        failure({ ...complete, WXREPAY_MERCHANT_PRIVATE_KEY: other }),
        NodeFileSystem.layer
      )
      assertUnusable(error, "WXREPAY_MERCHANT_PRIVATE_KEY", pem("ec-p256.sec1.pem"))
      assertUnusable(error, "EC PRIVATE KEY", other)
    })
  )

  for (const [what, text] of refused) {
    it.effect(`V3-SIGN-06 ${what} in the environment is refused, named by its variable, and not shown`, () =>
      Effect.gen(function* () {
        const error = yield* failure({ ...complete, WXREPAY_MERCHANT_PRIVATE_KEY: text })
        assert.include(error.message, "WXREPAY_MERCHANT_PRIVATE_KEY")
        assert.strictEqual(text !== "" && shows(error, text), false)
      })
    )
  }

  for (const missing of ["WXREPAY_MCHID", "WXREPAY_MERCHANT_SERIAL_NO", "WXREPAY_MERCHANT_PRIVATE_KEY"]) {
    it.effect(`V3-AUTH-01 an environment without ${missing} is refused by that name`, () =>
      Effect.gen(function* () {
        const rest = Object.fromEntries(Object.entries(complete).filter(([name]) => name !== missing))
        assertUnusable(yield* failure(rest), missing, pem("merchant.pkcs8.pem"))
      })
    )

    it.effect(`V3-AUTH-01 a key that landed in ${missing} by mistake is not shown when it is refused`, () =>
      Effect.gen(function* () {
        const swapped = pem("platform.pkcs8.pem").slice(0, 1200)
        assertUnusable(yield* failure({ ...complete, [missing]: swapped }), missing, swapped)
      })
    )
  }

  it.effect("V3-AUTH-02 a PUB_KEY_ID_ in place of the serial is refused, named by its variable", () =>
    Effect.gen(function* () {
      const publicKeyId = "PUB_KEY_ID_0114232134912410000000000000"
      const error = yield* failure({ ...complete, WXREPAY_MERCHANT_SERIAL_NO: publicKeyId })
      assertUnusable(error, "WXREPAY_MERCHANT_SERIAL_NO", publicKeyId)
      assert.include(error.message, "V3-AUTH-02")
    })
  )
})

describe("V3-SIGN a key that is held elsewhere", () => {
  it.effect("V3-SIGN-06 whatever holds the key gets the message that OpenSSL signs and answers the raw signature", () =>
    Effect.gen(function* () {
      const seen: Array<Uint8Array> = []
      const hsm = Signer.layerFrom({
        ...identity,
        sign: (message) => Effect.sync(() => (seen.push(message), bytes(request.signature)))
      })
      assert.strictEqual(yield* signVector(hsm), request.signature)
      assert.deepStrictEqual(seen, [request.message])
    })
  )

  it.effect("V3-SIGN-06 when it fails nothing is sent, and what it said is not passed on", () =>
    Effect.gen(function* () {
      const secret = "slot 7, pin 1234-5678-9012"
      const hsm = Signer.layerFrom({ ...identity, sign: () => Effect.fail(new Error(secret)) })
      const error = yield* Effect.flip(Effect.provide(sign(request), Layer.provide(hsm, loadedDice)))
      assert.instanceOf(error, SigningError)
      assert.strictEqual(error.problem, "KeyFailed")
      assert.strictEqual(error.message, "Nothing was sent: the merchant's key did not sign the request")
      assert.strictEqual(error.category, "GiveUp")
      assert.isFalse(shows(error, secret))
    })
  )
})
