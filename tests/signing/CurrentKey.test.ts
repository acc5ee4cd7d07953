/**
 * V3-ROT-06, V3-ROT-07, V3-CERT-04: which key is current, and from which second to which.
 *
 * Method: rings of certificates with other times are asked at the seconds around every end of them, for everything that
 * a key is for: to verify, to seal, and to be named in a request.
 */
import { assert, describe, it } from "@effect/vitest"
import { Transport } from "@wxrepay/domain/client"
import { FieldSealer, KeyRing, type PlatformKeyPem, type Preference, Verifier } from "@wxrepay/domain/signing"
import { Choice } from "@wxrepay/domain/testing"
import * as Arbitrary from "effect/Arbitrary"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { TestClock } from "effect/testing"
import { secretPem } from "../fixtures/openssl.ts"
import * as Rotating from "../support/rotating.ts"

const { after, certify, configuredPublicKey, publicKey, setTime, verifying } = Rotating

/** Everything that keys are for, over one ring. */
const ringOf = (platformKeys: ReadonlyArray<PlatformKeyPem>, prefer?: Preference) =>
  Layer.mergeAll(Verifier.layerFrom, FieldSealer.layerFrom).pipe(
    Layer.provideMerge(KeyRing.layer({ platformKeys, prefer })),
    Layer.provide(Transport.layerCrypto)
  )

const pemOf = ({ certificate }: Rotating.Certified): PlatformKeyPem => ({ certificate: Redacted.make(certificate) })

/** The key that each use takes now: none in particular, a request, a request beside a seal, and a seal. */
const used = Effect.gen(function* () {
  const { current } = yield* KeyRing
  const { preferredSerial } = yield* Verifier
  const { sealText, serial } = yield* FieldSealer
  const sealed = sealText("realName", Redacted.make("张三"))
  return yield* Effect.all([
    nameOf(Effect.map(current, (key) => key.serial)),
    nameOf(preferredSerial),
    nameOf(serial),
    nameOf(Effect.map(sealed, (under) => under.serial))
  ])
})

const nameOf = (named: Effect.Effect<string | undefined, { readonly _tag: string }>) =>
  Effect.match(named, { onFailure: ({ _tag }) => _tag, onSuccess: (serial) => serial ?? "none" })

const everywhere = (what: string) => [what, what, what, what]

/** Whether a message of a key is believed now. */
const believes = (signer: Rotating.Key) =>
  Effect.match(verifying(signer), { onFailure: ({ reason }) => reason._tag, onSuccess: () => "believed" })

describe("V3-ROT-06 the current key", () => {
  for (const [prefer, expected] of [
    [undefined, "public key"],
    ["PublicKey", "public key"],
    ["Certificate", "certificate"]
  ] as const) {
    it.effect(
      `V3-SERIAL-02 V3-SERIAL-03 where ${prefer ?? "nothing"} is preferred, the ${expected} is current wherever it stands`,
      () =>
        Effect.gen(function* () {
          yield* setTime(0)
          const certificate = yield* certify(0)
          const keys = [configuredPublicKey, pemOf(certificate)]
          const serial = expected === "certificate" ? certificate.serial : publicKey.serial
          for (const order of [keys, keys.toReversed()]) {
            assert.deepStrictEqual(yield* Effect.provide(used, ringOf(order, prefer)), everywhere(serial))
          }
        })
    )
  }

  for (const prefer of ["PublicKey", "Certificate"] as const) {
    it.effect(`V3-SERIAL-02 where ${prefer} is preferred and there is none, the other kind is current`, () =>
      Effect.gen(function* () {
        yield* setTime(0)
        const certificate = yield* certify(0)
        const [other, serial] =
          prefer === "PublicKey" ? [pemOf(certificate), certificate.serial] : [configuredPublicKey, publicKey.serial]
        assert.deepStrictEqual(yield* Effect.provide(used, ringOf([other], prefer)), everywhere(serial))
      })
    )
  }

  it.effect("V3-SERIAL-02 of two public keys the first is current", () =>
    Effect.gen(function* () {
      const second = { ...configuredPublicKey, serial: "PUB_KEY_ID_2" }
      const serials = yield* Effect.forEach(
        [
          [configuredPublicKey, second],
          [second, configuredPublicKey]
        ],
        (keys) => Effect.provide(used, ringOf(keys))
      )
      assert.deepStrictEqual(serials, [everywhere(publicKey.serial), everywhere("PUB_KEY_ID_2")])
    })
  )

  it.effect.prop(
    "V3-ROT-06 V3-ROT-07 of certificates the one that expires last is current, of those that hold, in whatever order",
    [
      Arbitrary.array(Arbitrary.all({ from: Choice.int(-3, 3), lasts: Choice.int(1, 4) }), {
        minLength: 1,
        maxLength: 4
      }),
      Choice.pick("PublicKey", "Certificate")
    ],
    ([times, prefer]) =>
      Effect.gen(function* () {
        yield* setTime(0)
        const certificates = yield* Effect.forEach(times, ({ from, lasts }, at) =>
          certify(at, { from: after(`${from} days`), until: after(`${from + lasts} days`) })
        )
        const holding = certificates.filter((_, at) => {
          const { from = 0, lasts = 0 } = times[at] ?? {}
          return from <= 0 && from + lasts >= 0
        })
        const last = Math.max(...holding.map(({ until }) => DateTime.toEpochMillis(until)))
        const first = holding.find(({ until }) => DateTime.toEpochMillis(until) === last)
        assert.deepStrictEqual(
          yield* Effect.provide(used, ringOf(certificates.map(pemOf), prefer)),
          everywhere(first?.serial ?? "NoPlatformKey")
        )
      }),
    { arbitrary: { runs: 60 } }
  )
})

describe("V3-CERT-04 the ends of a certificate", () => {
  const from = Date.UTC(2025, 10, 21)
  const until = Date.UTC(2030, 10, 20, 23, 59, 59)

  for (const [what, at, holds] of [
    ["a second before it begins", from - 1000, false],
    ["a millisecond before it begins", from - 1, false],
    ["at the second that it begins", from, true],
    ["at the second that it ends", until, true],
    ["a second after it ends", until + 1000, false]
  ] as const) {
    it.effect(`V3-CERT-04 V3-ROT-07 a certificate that openssl made ${holds ? "is" : "is not"} used ${what}`, () =>
      Effect.gen(function* () {
        yield* TestClock.setTime(at)
        const certificate = { certificate: secretPem("certificate.usual.pem") }
        const expected = holds ? "5157F09EFDC096DE15EBE81A47057A7232F1B8E1" : "NoPlatformKey"
        assert.deepStrictEqual(yield* Effect.provide(used, ringOf([certificate])), everywhere(expected))
        const beside = holds ? expected : publicKey.serial
        assert.deepStrictEqual(
          yield* Effect.provide(used, ringOf([configuredPublicKey, certificate], "Certificate")),
          everywhere(beside)
        )
      })
    )

    it.effect(`V3-CERT-04 V3-ROT-07 a message that its key signed is ${holds ? "believed" : "refused"} ${what}`, () =>
      Effect.gen(function* () {
        const certificate = yield* certify(0, { from: DateTime.makeUnsafe(from), until: DateTime.makeUnsafe(until) })
        yield* TestClock.setTime(at)
        for (const keys of [[pemOf(certificate)], [configuredPublicKey, pemOf(certificate)]]) {
          assert.strictEqual(
            yield* Effect.provide(believes(certificate), ringOf(keys)),
            holds ? "believed" : "SerialUnknown"
          )
        }
      })
    )
  }

  it.effect("V3-ROT-05 V3-ROT-06 while two certificates hold both verify, and the one that expires last seals", () =>
    Effect.gen(function* () {
      const old = yield* certify(0, { until: after("3 days") })
      const next = yield* certify(1, { from: after("1 day"), until: after("9 days") })
      const seen: Array<ReadonlyArray<string>> = []
      yield* Effect.gen(function* () {
        for (const day of [0, 1, 2, 3, 4, 9, 10]) {
          yield* setTime(`${day} days`)
          const [current] = yield* used
          seen.push([yield* believes(old), yield* believes(next), current])
        }
      }).pipe(Effect.provide(ringOf([old, next].map(pemOf))))
      const [yes, no] = ["believed", "SerialUnknown"]
      assert.deepStrictEqual(seen, [
        [yes, no, old.serial],
        [yes, yes, next.serial],
        [yes, yes, next.serial],
        [yes, yes, next.serial],
        [no, yes, next.serial],
        [no, yes, next.serial],
        [no, no, "NoPlatformKey"]
      ])
    })
  )

  it.effect("V3-SERIAL-01 a public key holds for ever", () =>
    Effect.gen(function* () {
      for (const year of [1970, 2025, 2525, 9999]) {
        yield* TestClock.setTime(Date.UTC(year, 0))
        assert.deepStrictEqual(yield* used, everywhere(publicKey.serial))
        assert.strictEqual(yield* believes(publicKey), "believed")
      }
    }).pipe(Effect.provide(ringOf([configuredPublicKey])))
  )
})
