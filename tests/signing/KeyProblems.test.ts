/**
 * V3-SIGN-06, V3-AEAD-01, V3-SERIAL-01, V3-SERIAL-05: why a key is refused, in words that hold nothing of it.
 *
 * Method: keys of every wrong kind are handed in by hand and by the environment; what is compared is the whole sentence.
 */
import { assert, describe, it } from "@effect/vitest"
import { type KeyError, Transport } from "@wxrepay/domain/client"
import { KeyRing, Keys, PlatformKeys } from "@wxrepay/domain/signing"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { pem, secretPem } from "../fixtures/openssl.ts"

const said = <A>(decoded: Effect.Effect<A, KeyError>) => Effect.map(Effect.flip(decoded), ({ message }) => message)
const text = (given: string) => Redacted.make(given)
const labelled = (label: string) => text(`-----BEGIN ${label}-----\nAAAA\n-----END ${label}-----`)

describe("A key in words", () => {
  for (const [what, given, problem] of [
    ["a key on an elliptic curve", secretPem("ec-p256.pkcs8.pem"), "what is labelled PRIVATE KEY here is none"],
    ["a public key", secretPem("merchant.spki.pem"), "what is labelled PUBLIC KEY here is none"],
    ["a sentence", text("这不是私钥"), "this is no PEM text"],
    ["a label of 40 letters", labelled("A".repeat(40)), `what is labelled ${"A".repeat(40)} here is none`],
    ["a label of 41 letters", labelled("A".repeat(41)), "this is no PEM text"],
    ["a label in small letters", labelled("private key"), "this is no PEM text"]
  ] as const) {
    it.effect(`V3-SIGN-06 ${what} in place of the merchant's private key is refused`, () =>
      Effect.gen(function* () {
        assert.strictEqual(
          yield* said(Keys.privateKey(given)),
          `The merchant private key cannot be used: it has to be an RSA private key in PEM, and ${problem}`
        )
      })
    )
  }

  for (const [what, given, problem] of [
    ["a key on an elliptic curve", secretPem("ec-p256.spki.pem"), "what is labelled PUBLIC KEY here is none"],
    ["a private key", secretPem("platform.pkcs8.pem"), "what is labelled PRIVATE KEY here is none"],
    ["nothing", text(""), "this is no PEM text"]
  ] as const) {
    it.effect(`V3-SERIAL-01 ${what} in place of a public key of WeChat Pay's is refused`, () =>
      Effect.gen(function* () {
        assert.strictEqual(
          yield* said(Keys.publicKey(given)),
          `The platform public key cannot be used: it has to be an RSA public key in PEM, and ${problem}`
        )
      })
    )
  }

  for (const bits of [1024, 4096]) {
    it.effect(`V3-SIGN-06 a key of ${bits} bits is refused, whoever's it is`, () =>
      Effect.gen(function* () {
        const problem = `cannot be used: it has ${bits} bits, not 2048 (V3-SIGN-06)`
        assert.strictEqual(
          yield* said(Keys.privateKey(secretPem(`rsa-${bits}.pkcs8.pem`))),
          `The merchant private key ${problem}`
        )
        assert.strictEqual(
          yield* said(Keys.publicKey(secretPem(`rsa-${bits}.spki.pem`))),
          `The platform public key ${problem}`
        )
      })
    )
  }

  it.effect("V3-AEAD-01 an APIv3 key of other than 32 bytes is refused by how many it has", () =>
    Effect.gen(function* () {
      for (const [given, bytes] of [
        ["", 0],
        ["k".repeat(31), 31],
        ["k".repeat(33), 33],
        ["密".repeat(11), 33]
      ] as const) {
        assert.strictEqual(
          yield* said(Keys.apiV3Key(text(given))),
          `The APIv3 key cannot be used: it has ${bytes} bytes, not 32`
        )
      }
    })
  )

  it.effect("V3-SERIAL-01 a public key under a name that no key of WeChat Pay's has is refused", () =>
    Effect.gen(function* () {
      for (const serial of ["", "公钥", "PUB_KEY_ID_", "PUB_KEY_ID_x"]) {
        assert.strictEqual(
          yield* said(PlatformKeys.decode({ serial, publicKey: secretPem("platform.spki.pem") })),
          "The platform public key cannot be used: its serial has to be PUB_KEY_ID_ and digits, or the hex serial of a platform certificate (V3-SERIAL-01)"
        )
      }
    })
  )

  it("V3-SERIAL-06 a serial is compared in capitals and without the zeros that it begins with", () => {
    for (const [given, compared] of [
      ["0aB", "AB"],
      ["000", "0"],
      ["ab", "AB"],
      ["PUB_KEY_ID_0a", "PUB_KEY_ID_0a"]
    ] as const) {
      assert.strictEqual(PlatformKeys.comparable(given), compared)
    }
  })
})

describe("A key of the environment in words", () => {
  const from = (variables: Record<string, string>) =>
    Effect.provideService(ConfigProvider.ConfigProvider, ConfigProvider.fromUnknown(variables))

  it.effect("V3-AEAD-01 a text that is no key is refused by its variable and the reason", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Keys.textFromEnvironment("WXREPAY_APIV3_KEY", Keys.apiV3Key))
      assert.include(error.message, "WXREPAY_APIV3_KEY: The APIv3 key cannot be used: it has 5 bytes, not 32")
    }).pipe(from({ WXREPAY_APIV3_KEY: "short" }))
  )

  it.effect("V3-SERIAL-01 a path is refused where no file can be read", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Keys.fromEnvironment("WXREPAY_KEY", Keys.publicKey))
      assert.include(error.message, "WXREPAY_KEY: it is not PEM text, and there is no FileSystem to read it as a path")
    }).pipe(from({ WXREPAY_KEY: "/keys/platform.pem" }))
  )

  it.effect("V3-SERIAL-05 the merchant's own serial over a public key is refused by the variable that names it", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Effect.provide(KeyRing, KeyRing.layerConfig))
      assert.include(error.message, "WXREPAY_PLATFORM_SERIAL: The platform key cannot be used: one has the serial")
    }).pipe(
      from({
        WXREPAY_PLATFORM_SERIAL: "0A1",
        WXREPAY_PLATFORM_PUBLIC_KEY: pem("platform.spki.pem"),
        WXREPAY_MERCHANT_SERIAL_NO: "a1"
      }),
      Effect.provide(Transport.layerCrypto)
    )
  )
})
