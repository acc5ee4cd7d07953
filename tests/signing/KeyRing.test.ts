/**
 * V3-SERIAL, V3-ROT, V3-CERT: every key of WeChat Pay's that is known, which of them a message means, and which is current.
 *
 * Method: rings of real keys and certificates are asked for every serial, in every spelling, and at the seconds around
 * the ends of their time; a message verifies exactly with the key that it names and that signed it.
 */
import { assert, describe, it } from "@effect/vitest"
import { KeyError, Transport } from "@wxrepay/domain/client"
import { FieldSealer, KeyRing, type KeyRingSettings, type PlatformKeyPem, Verifier } from "@wxrepay/domain/signing"
import { Choice } from "@wxrepay/domain/testing"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { TestClock } from "effect/testing"
import { pem, secretPem, shows } from "../fixtures/openssl.ts"
import * as Rotating from "../support/rotating.ts"

const { certify, configuredPublicKey, posing, publicKey, setTime, verifying } = Rotating

/** Everything that keys are for, over one ring. */
const ringOf = (settings: KeyRingSettings) =>
  Layer.mergeAll(Verifier.layerFrom, FieldSealer.layerFrom).pipe(
    Layer.provideMerge(KeyRing.layer(settings)),
    Layer.provide(Transport.layerCrypto)
  )

const pemOf = ({ certificate }: Rotating.Certified): PlatformKeyPem => ({ certificate: Redacted.make(certificate) })

/** The serial under which a key is found, or nothing. */
const found = (serial: string) =>
  Effect.flatMap(KeyRing, ({ find }) =>
    Effect.map(find(serial), Option.match({ onNone: () => undefined, onSome: (key) => key.serial }))
  )

/** The serial of the current key, or how there is none. */
const currently = Effect.flatMap(KeyRing, ({ current }) =>
  Effect.match(current, { onFailure: ({ _tag }) => _tag, onSuccess: ({ serial }) => serial })
)

describe("V3-SERIAL-04 many keys at once", () => {
  it.effect(
    "V3-SERIAL-04 V3-VER-06 a message is believed exactly when the key that it names is the key that signed it",
    () =>
      Effect.gen(function* () {
        yield* setTime(0)
        const certificates = [yield* certify(0), yield* certify(1), yield* certify(2)]
        const keys = [publicKey, ...certificates]
        const believed = yield* Effect.forEach(keys, (named) =>
          Effect.forEach(keys, (signer) =>
            Effect.match(verifying(posing(named, signer)), {
              onSuccess: () => "believed",
              onFailure: ({ reason }) => `${reason._tag} ${"serial" in reason ? reason.serial : ""}`
            })
          )
        ).pipe(Effect.provide(ringOf({ platformKeys: [configuredPublicKey, ...certificates.map(pemOf)] })))
        assert.deepStrictEqual(
          believed,
          keys.map((named) => keys.map((signer) => (named === signer ? "believed" : `SignatureWrong ${named.serial}`)))
        )
      })
  )

  it.effect("V3-VER-06 where one key is known, a message that it signed in the name of another is refused", () =>
    Effect.gen(function* () {
      yield* setTime(0)
      for (const serial of [Rotating.unknownSerial, `${publicKey.serial}0`]) {
        const { reason } = yield* Effect.flip(verifying(posing({ serial }, publicKey)))
        assert.deepInclude(reason, { _tag: "SerialUnknown", serial })
      }
    }).pipe(Effect.provide(ringOf({ platformKeys: [configuredPublicKey] })))
  )

  it.effect("V3-SERIAL-04 of two keys under one serial the first is meant", () =>
    Effect.gen(function* () {
      yield* setTime(0)
      const certificate = yield* certify(0)
      const platformKeys = [
        pemOf(certificate),
        { serial: certificate.serial, publicKey: configuredPublicKey.publicKey }
      ]
      yield* Effect.provide(verifying(certificate), ringOf({ platformKeys }))
      const { reason } = yield* Effect.provide(
        Effect.flip(verifying(certificate)),
        ringOf({ platformKeys: platformKeys.toReversed() })
      )
      assert.strictEqual(reason._tag, "SignatureWrong")
    })
  )
})

describe("V3-SERIAL-06 the spelling of a serial", () => {
  const zeroDigit = "0A57F09EFDC096DE15EBE81A47057A7232F1B8E1"
  const zeros = ringOf({
    platformKeys: [configuredPublicKey, { certificate: secretPem("certificate.zero-digit.pem") }]
  })

  it.effect.prop(
    "V3-SERIAL-06 a certificate is found whatever the case of its serial and however many zeros come before it",
    [Arbitrary.array(Choice.pick("upper", "lower"), { minLength: 39, maxLength: 39 }), Choice.int(0, 24)],
    ([cases, leading]) =>
      Effect.gen(function* () {
        yield* TestClock.setTime(Date.UTC(2026, 0))
        const digits = Array.from(zeroDigit.slice(1), (digit, at) =>
          cases[at] === "upper" ? digit.toUpperCase() : digit.toLowerCase()
        )
        assert.strictEqual(yield* found(`${"0".repeat(leading)}${digits.join("")}`), zeroDigit)
      }).pipe(Effect.provide(zeros))
  )

  it.effect.prop(
    "V3-SERIAL-06 a serial of which one digit is another, is missing or is twice there is another serial",
    [Choice.int(0, 38), Choice.pick("0", "1", "", "AA", "G", " ")],
    ([at, other]) =>
      Effect.gen(function* () {
        yield* TestClock.setTime(Date.UTC(2026, 0))
        const digits = zeroDigit.slice(1)
        const serial = digits.slice(0, at) + other + digits.slice(at + 1)
        const isSame = serial.replace(/^0+/u, "") === digits
        assert.strictEqual(yield* found(serial), isSame ? zeroDigit : undefined)
      }).pipe(Effect.provide(zeros))
  )

  for (const [spelling, serial] of [
    ["in lower case", publicKey.serial.toLowerCase()],
    ["without its prefix", publicKey.serial.slice("PUB_KEY_ID_".length)],
    ["without the zero that its digits begin with", publicKey.serial.replace("ID_0", "ID_")],
    ["with one more zero there", publicKey.serial.replace("ID_0", "ID_00")],
    ["with a zero before it", `0${publicKey.serial}`],
    ["with a blank after it", `${publicKey.serial} `],
    ["that is empty", ""]
  ] as const) {
    it.effect(`V3-SERIAL-06 a public key is found by its name alone, not by one ${spelling}`, () =>
      Effect.gen(function* () {
        assert.strictEqual(yield* found(publicKey.serial), publicKey.serial)
        assert.isUndefined(yield* found(serial))
      }).pipe(Effect.provide(zeros))
    )
  }

  it.effect("V3-SERIAL-06 a serial of zeros alone is no other's, however many there are", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* found("000"), "0")
      assert.isUndefined(yield* found("0001"))
      assert.isUndefined(yield* found(""))
    }).pipe(Effect.provide(ringOf({ platformKeys: [{ ...configuredPublicKey, serial: "0" }] })))
  )
})

describe("V3-SERIAL-05 what is refused at the start", () => {
  const own = "0A57F09EFDC096DE15EBE81A47057A7232F1B8E1"
  const certificate = { certificate: secretPem("certificate.zero-digit.pem") }
  const message =
    "The platform key cannot be used: one has the serial of the merchant's own certificate, which WeChat Pay never signs with (V3-SERIAL-05)"

  for (const serialNo of [own, own.toLowerCase(), own.slice(1), `00${own}`]) {
    for (const [what, key] of [
      ["a certificate", certificate],
      ["a public key", { serial: own, publicKey: configuredPublicKey.publicKey }]
    ] as const) {
      it.effect(
        `V3-SERIAL-05 ${what} under the merchant's own serial ${serialNo} is refused, whatever stands beside it`,
        () =>
          Effect.gen(function* () {
            for (const platformKeys of [[key], [configuredPublicKey, key], [key, configuredPublicKey]]) {
              const error = yield* Effect.flip(Effect.provide(KeyRing, KeyRing.layer({ platformKeys, serialNo })))
              assert.instanceOf(error, KeyError)
              assert.strictEqual(error.message, message)
            }
          })
      )
    }
  }

  it.effect(
    "V3-SERIAL-05 a lender with its own certificate among the keys is refused, with downloads and without",
    () =>
      Effect.gen(function* () {
        const platform = yield* Rotating.make({ listed: [] })
        const own = yield* certify(0, { serial: Rotating.identity.serialNo })
        for (const certificates of [undefined, { apiV3Key: Redacted.make(Rotating.apiV3Key) }]) {
          const lender = Rotating.lender(platform, { platformKeys: [configuredPublicKey, pemOf(own)], certificates })
          const error = yield* Effect.flip(Effect.provide(KeyRing, lender))
          assert.strictEqual(error.message, message)
        }
        assert.lengthOf(platform.downloads(), 0)
      })
  )

  it.effect("V3-SERIAL-05 a certificate under another serial than the merchant's is taken", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(Date.UTC(2026, 0))
      assert.strictEqual(yield* currently, own)
    }).pipe(Effect.provide(ringOf({ platformKeys: [certificate], serialNo: `1${own.slice(1)}` })))
  )

  it.effect(
    "V3-SERIAL-01 a ring without any key is refused, and so is a lender without keys and without downloads",
    () =>
      Effect.gen(function* () {
        const none = "The platform key cannot be used: none was given (V3-SERIAL-01)"
        const empty = yield* Effect.flip(Effect.provide(KeyRing, KeyRing.layer({ platformKeys: [] })))
        assert.strictEqual(empty.message, none)
        const platform = yield* Rotating.make({ listed: [] })
        const lender = Rotating.lender(platform, { platformKeys: [], certificates: undefined })
        const keyless = yield* Effect.flip(Effect.provide(KeyRing, lender))
        assert.strictEqual(keyless.message, none)
      })
  )

  for (const [what, text, problem] of [
    ["a sentence", "这不是证书", "it is no PEM text"],
    ["a private key", pem("platform.pkcs8.pem"), "it is a private key, not a certificate"],
    ["a certificate on an elliptic curve", pem("certificate.ec.pem"), "what is in it is no RSA public key"]
  ] as const) {
    it.effect(`V3-SERIAL-01 ${what} in place of a certificate is refused, and nothing of it shows`, () =>
      Effect.gen(function* () {
        const platformKeys = [configuredPublicKey, { certificate: Redacted.make(text) }]
        const error = yield* Effect.flip(Effect.provide(KeyRing, KeyRing.layer({ platformKeys })))
        assert.strictEqual(error.message, `The platform certificate cannot be used: ${problem}`)
        assert.isFalse(shows(error, text))
      })
    )
  }
})
