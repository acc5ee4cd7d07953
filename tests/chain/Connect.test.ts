/**
 * A client of promises is made of plain texts, and a text that is wrong rejects the first call without being repeated.
 *
 * Method: one setting after another is spoiled, with a canary in it; both transports carry what is right.
 */
import { assert, describe, it } from "@effect/vitest"
import { connect, type Settings, SettingsRefused } from "@wxrepay/chain"
import { KeyError, type TransportServices } from "@wxrepay/domain/client"
import { Hostile } from "@wxrepay/domain/testing"
import { Sandbox } from "@wxrepay/sandbox"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { agreeing, transports } from "../support/chainPlatform.ts"
import { shown } from "../support/overheard.ts"
import * as Platform from "../support/platform.ts"

const settingsOf = (baseUrl: string): Settings => ({
  mchid: "1900000001",
  serialNo: "5157F09EFDC096DE15EBE81A47057A7232F1B8E1",
  privateKey: Platform.merchant.privateKey,
  platformKeys: [{ serial: Platform.serial, publicKey: Platform.platform.publicKey }],
  baseUrl
})

const canary = "Y2FuYXJ5LWNhbmFyeS1jYW5hcnk"

const spoiled = Platform.merchant.privateKey.replace(/[A-Za-z0-9+/]{27}\n/u, `${canary}\n`)

const wrong: ReadonlyArray<
  readonly [what: string, changes: object, expected: typeof SettingsRefused | typeof KeyError, told: string]
> = [
  ["a merchant number of letters", { mchid: "canary" }, SettingsRefused, "mchid"],
  ["a merchant number that is missing", { mchid: undefined }, SettingsRefused, "mchid"],
  ["a serial in lower case", { serialNo: "canary" }, SettingsRefused, "serialNo"],
  ["an address over http", { baseUrl: "http://canary.example" }, SettingsRefused, "baseUrl"],
  ["an address with a path", { baseUrl: "https://canary.example/v3" }, SettingsRefused, "baseUrl"],
  ["a private key that is none", { privateKey: "canary" }, KeyError, "private key"],
  ["a private key with a piece of another", { privateKey: spoiled }, KeyError, "private key"],
  ["a private key that is missing", { privateKey: undefined }, SettingsRefused, "privateKey"],
  [
    "a public key that is none",
    { platformKeys: [{ serial: Platform.serial, publicKey: "canary" }] },
    KeyError,
    "platform"
  ],
  ["a certificate that is none", { platformKeys: [{ certificate: "canary" }] }, KeyError, "certificate"],
  ["no key of the platform", { platformKeys: [] }, KeyError, "platform key"],
  [
    "the private key for the platform's",
    { platformKeys: [{ serial: Platform.serial, publicKey: Platform.merchant.privateKey }] },
    KeyError,
    "platform"
  ]
]

const pieces = Platform.merchant.privateKey.split("\n").filter((line) => line.length >= 16 && !line.startsWith("-----"))

describe("a client of plain texts", () => {
  for (const [name, transport] of transports) {
    it.live(`calls over ${name}`, () =>
      Effect.gen(function* () {
        const { baseUrl, seen } = yield* Platform.listen(agreeing)
        const answers = yield* Effect.promise(async () => {
          await using wx = connect(settingsOf(baseUrl), transport)
          return [await wx.v3.certificates.getAsync().catch(() => "no list"), await wx.chain("v3/own/path").postAsync()]
        })
        assert.deepStrictEqual(answers, ["no list", {}])
        assert.isTrue(seen.every(Platform.isSigned))
        assert.lengthOf(seen, 2)
      }).pipe(Effect.scoped)
    )
  }

  it.live("V3-SERIAL-01 trusts a certificate as it trusts a public key", () =>
    Effect.gen(function* () {
      const { connection } = yield* Sandbox
      const services = yield* Effect.context<TransportServices>()
      const answer = yield* Effect.promise(async () => {
        await using wx = connect(
          {
            ...connection,
            privateKey: Redacted.value(connection.privateKey),
            platformKeys: connection.platformKeys.map((key) =>
              "certificate" in key ? { certificate: Redacted.value(key.certificate) } : assert.fail("a public key")
            )
          },
          Layer.succeedContext(services)
        )
        return await wx.v3.certificates.getAsync()
      })
      assert.isAbove(answer.data.length, 0)
    }).pipe(Effect.provide(Sandbox.layer({ keys: "Certificates" })))
  )

  for (const [what, changes, expected, told] of wrong) {
    it.live(`rejects ${what} at the first call and at every other, and does not repeat it`, () =>
      Effect.gen(function* () {
        const { baseUrl, seen } = yield* Platform.listen(agreeing)
        const reasons = yield* Effect.promise(async () => {
          await using wx = connect(
            Hostile.unseen({ ...settingsOf(baseUrl), ...changes }),
            transports[1]?.[1] ?? assert.fail()
          )
          const call = () =>
            wx
              .chain("v3/own/path")
              .getAsync()
              .then(
                () => assert.fail("it was kept"),
                (reason: unknown) => reason
              )
          return [await call(), await call()]
        })
        for (const reason of reasons) {
          assert.isTrue(reason instanceof expected, String(reason))
          assert.include(String(reason), told)
          const text = shown(reason)
          for (const secret of ["canary", canary, ...pieces])
            assert.isFalse(text.includes(secret), `${what} is repeated`)
        }
        assert.lengthOf(seen, 0)
      }).pipe(Effect.scoped)
    )
  }
})
