/**
 * V3-ROT-01, V3-SERIAL-01: the keys that the environment names, and those that it has downloaded.
 *
 * Method: each complete environment is read in front of a platform in process that counts what it is asked for; each
 * incomplete one is refused by the name of the variable.
 */
import { assert, describe, it } from "@effect/vitest"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { Access, Transport } from "@wxrepay/domain/client"
import { KeyRing } from "@wxrepay/domain/signing"
import * as Config from "effect/Config"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { TestClock } from "effect/testing"
import { fileURLToPath } from "node:url"
import { pem, shows } from "../fixtures/openssl.ts"
import * as Platform from "../support/platform.ts"
import * as Rotating from "../support/rotating.ts"

const { certify, publicKey, setTime } = Rotating

const variables = {
  WXREPAY_MCHID: Rotating.identity.mchid,
  WXREPAY_MERCHANT_SERIAL_NO: Rotating.identity.serialNo,
  WXREPAY_MERCHANT_PRIVATE_KEY: Platform.merchant.privateKey
}

const withPublicKey = { WXREPAY_PLATFORM_SERIAL: publicKey.serial, WXREPAY_PLATFORM_PUBLIC_KEY: publicKey.publicKey }

const downloading = { WXREPAY_DOWNLOAD_CERTIFICATES: "true", WXREPAY_APIV3_KEY: Rotating.apiV3Key }

const environment = (given: Readonly<Record<string, string>>) =>
  ConfigProvider.layer(ConfigProvider.fromEnvRecord(given))

/** What a lender has that reads its keys from the environment. */
const fromEnvironment = ({ http }: Rotating.RotatingPlatform, given: Readonly<Record<string, string>>) =>
  Access.layerConfig.pipe(
    Layer.provide([
      Layer.succeed(HttpClient.HttpClient, http),
      Transport.layerCrypto,
      environment({ ...variables, ...given })
    ])
  )

describe("V3-SERIAL-01 the keys themselves", () => {
  const certificate = pem("certificate.usual.pem")
  const serial = "5157F09EFDC096DE15EBE81A47057A7232F1B8E1"
  const path = fileURLToPath(new URL("../fixtures/openssl/certificate.usual.pem", import.meta.url))

  /** Which of a public key and a certificate is known, and which is current. */
  const known = (given: Readonly<Record<string, string>>) =>
    Effect.gen(function* () {
      yield* TestClock.setTime(Date.UTC(2026, 0))
      const { current, find } = yield* KeyRing
      const both = yield* Effect.forEach([publicKey.serial, serial], find)
      return [...both.map(Option.isSome), (yield* current).serial]
    }).pipe(Effect.provide(Layer.provide(KeyRing.layerConfig, [NodeFileSystem.layer, environment(given)])))

  for (const [what, given, expected] of [
    ["a public key", withPublicKey, [true, false, publicKey.serial]],
    ["a certificate", { WXREPAY_PLATFORM_CERTIFICATE: certificate }, [false, true, serial]],
    ["both", { ...withPublicKey, WXREPAY_PLATFORM_CERTIFICATE: certificate }, [true, true, publicKey.serial]],
    [
      "a certificate in one line",
      { WXREPAY_PLATFORM_CERTIFICATE: certificate.replaceAll("\n", "\\n") },
      [false, true, serial]
    ],
    ["the path of a certificate", { WXREPAY_PLATFORM_CERTIFICATE: path }, [false, true, serial]]
  ] as const) {
    for (const [prefer, current] of [
      [{}, publicKey.serial],
      [{ WXREPAY_PREFER: "PublicKey" }, publicKey.serial],
      [{ WXREPAY_PREFER: "Certificate" }, serial]
    ] as const) {
      it.effect(`V3-SERIAL-03 ${JSON.stringify(prefer)} has fields sealed and answers asked for under ${current}`, () =>
        Effect.gen(function* () {
          const both = { ...withPublicKey, WXREPAY_PLATFORM_CERTIFICATE: certificate }
          assert.deepStrictEqual(yield* known({ ...both, ...prefer }), [true, true, current])
        })
      )
    }

    it.effect("V3-SERIAL-03 a preference that there is not is refused by the name of its variable", () =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(known({ ...withPublicKey, WXREPAY_PREFER: "Newest" }))
        assert.include(error.message, "WXREPAY_PREFER")
      })
    )

    it.effect("V3-SERIAL-05 the merchant's own certificate is refused, and the variable named", () =>
      Effect.gen(function* () {
        const own = { WXREPAY_PLATFORM_CERTIFICATE: certificate, WXREPAY_MERCHANT_SERIAL_NO: serial }
        const error = yield* Effect.flip(known(own))
        assert.include(error.message, "WXREPAY_PLATFORM_CERTIFICATE")
        assert.include(error.message, "V3-SERIAL-05")
      })
    )

    it.effect(`V3-SERIAL-01 V3-ROT-01 the environment may hold ${what}`, () =>
      Effect.gen(function* () {
        assert.deepStrictEqual(yield* known(given), [...expected])
      })
    )
  }

  for (const [what, text, problem] of [
    ["a private key", pem("platform.pkcs8.pem"), "it is a private key, not a certificate"],
    ["a public key", pem("platform.spki.pem"), "it is a public key, not a certificate"],
    ["no path of a file", "nowhere/to/be/found.pem", "it is neither PEM text nor the path of a readable file"]
  ] as const) {
    it.effect(
      `V3-SERIAL-01 ${what} as WXREPAY_PLATFORM_CERTIFICATE is refused, named by its variable, and not shown`,
      () =>
        Effect.gen(function* () {
          const error = yield* Effect.flip(known({ ...withPublicKey, WXREPAY_PLATFORM_CERTIFICATE: text }))
          assert.instanceOf(error, Config.ConfigError)
          assert.include(error.message, "WXREPAY_PLATFORM_CERTIFICATE")
          assert.include(error.message, problem)
          assert.isFalse(shows(error, text))
        })
    )
  }
})

describe("V3-ROT-01 from the environment", () => {
  for (const [what, given, currently, downloads] of [
    ["without a public key the current key is the certificate", downloading, "certificate", 1],
    ["beside a public key that key is current", { ...downloading, ...withPublicKey }, "public key", 1],
    ["nothing is downloaded unless it is said", withPublicKey, "public key", 0],
    [
      "nothing is downloaded when it is said not to",
      { ...withPublicKey, WXREPAY_DOWNLOAD_CERTIFICATES: "false" },
      "public key",
      0
    ]
  ] as const) {
    it.effect(`V3-ROT-01 WXREPAY_DOWNLOAD_CERTIFICATES: ${what}`, () =>
      Effect.gen(function* () {
        yield* setTime(0)
        const first = yield* certify(0)
        const platform = yield* Rotating.make({ listed: [first] })
        yield* Effect.gen(function* () {
          const { current, find } = yield* KeyRing
          assert.strictEqual((yield* current).serial, currently === "certificate" ? first.serial : publicKey.serial)
          assert.strictEqual(Option.isSome(yield* find(first.serial)), downloads === 1)
          assert.lengthOf(platform.downloads(), downloads)
        }).pipe(Effect.provide(fromEnvironment(platform, given)))
      })
    )
  }

  it.effect("V3-AEAD-03 WXREPAY_PREVIOUS_APIV3_KEY opens a list that was sealed before the key changed", () =>
    Effect.gen(function* () {
      yield* setTime(0)
      const apiV3Key = "another-apiv3-key-of-32-letters!"
      const platform = yield* Rotating.make({ listed: [yield* certify(0)], apiV3Key })
      const given = { ...downloading, WXREPAY_PREVIOUS_APIV3_KEY: apiV3Key }
      yield* Effect.provide(
        Effect.flatMap(KeyRing, ({ current }) => current),
        fromEnvironment(platform, given)
      )
    })
  )

  for (const [missing, given] of [
    ["WXREPAY_APIV3_KEY", { WXREPAY_DOWNLOAD_CERTIFICATES: "true" }],
    ["WXREPAY_APIV3_KEY", { WXREPAY_DOWNLOAD_CERTIFICATES: "true", ...withPublicKey }],
    ["WXREPAY_PLATFORM_PUBLIC_KEY", { ...downloading, WXREPAY_PLATFORM_SERIAL: publicKey.serial }],
    ["WXREPAY_PLATFORM_SERIAL", { ...downloading, WXREPAY_PLATFORM_PUBLIC_KEY: publicKey.publicKey }],
    ["WXREPAY_PLATFORM_SERIAL", {}],
    ["WXREPAY_DOWNLOAD_CERTIFICATES", { ...withPublicKey, WXREPAY_DOWNLOAD_CERTIFICATES: "perhaps" }]
  ] as const) {
    const names = Object.keys(given).join(", ") || "none of its own"
    it.effect(`V3-ROT-01 an environment with ${names} is refused by the name ${missing}, and nothing is sent`, () =>
      Effect.gen(function* () {
        const platform = yield* Rotating.make({ listed: [] })
        const error = yield* Effect.flip(Effect.provide(KeyRing, fromEnvironment(platform, given)))
        assert.instanceOf(error, Config.ConfigError)
        assert.include(error.message, missing)
        assert.lengthOf(platform.downloads(), 0)
      })
    )
  }
})
