/**
 * V3-SERIAL, V3-ROT, V3-CERT-04: exactly which of the known keys a message means, and which of them is current.
 *
 * Method: rings of public keys and certificates are drawn, with serials in every spelling and times around now, and asked; what they
 * answer is compared with the rule in a few lines. No signature is made: what follows from a key is tried beside this.
 */
import { assert, describe, it } from "@effect/vitest"
import { Ids } from "@wxrepay/domain"
import { KeyError, Transport } from "@wxrepay/domain/client"
import {
  FieldSealer,
  KeyRing,
  Keys,
  NoPlatformKey,
  type PlatformKey,
  PlatformKeys,
  type Preference,
  Verifier
} from "@wxrepay/domain/signing"
import { Choice } from "@wxrepay/domain/testing"
import * as Arbitrary from "effect/Arbitrary"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { TestClock } from "effect/testing"
import { secretPem } from "../fixtures/openssl.ts"

const { int, maybe, oneOf, pick } = Choice

const now = DateTime.makeUnsafe("2025-11-21T08:00:00Z")

const decoded = await Effect.runPromise(
  Effect.flatMap(Keys.publicKey(secretPem("platform.spki.pem")), (key) =>
    PlatformKeys.ofKey(Ids.PlatformSerial.make("PUB_KEY_ID_1"), key, undefined)
  )
)

/** Serials of three certificates, in several spellings, and of two public keys. */
const serials = pick(
  "0A57F09EFDC096DE15EBE81A47057A7232F1B8E1",
  "0a57f09efdc096de15ebe81a47057a7232f1b8e1",
  "A57F09EFDC096DE15EBE81A47057A7232F1B8E1",
  "5157F09EFDC096DE15EBE81A47057A7232F1B8E1",
  "5157f09efdc096de15ebe81a47057a7232f1b8e1",
  "7B0A9EFDC096DE15EBE81A47057A7232F1B8E1",
  "PUB_KEY_ID_0114232134912410000000000000",
  "PUB_KEY_ID_114232134912410000000000000"
)

const isPublic = (serial: string) => serial.startsWith("PUB_KEY_ID_")

/** Two spellings of one certificate's serial are one serial; the name of a public key is itself alone. */
const isOneSerial = (one: string, other: string) =>
  isPublic(one) || isPublic(other) ? one === other : BigInt(`0x${one}`) === BigInt(`0x${other}`)

/** Seconds around now, its edges often. */
const seconds = oneOf<number>(pick(-1, 0, 1), int(-100, 100))

const keys = Arbitrary.map(
  Arbitrary.all({
    serial: serials,
    from: oneOf<number>(seconds, pick(-200)),
    lasts: oneOf<number>(pick(0, 1), int(0, 300))
  }),
  ({ from, lasts, serial }): PlatformKey => ({
    ...decoded,
    serial: Ids.PlatformSerial.make(serial),
    validity: isPublic(serial)
      ? undefined
      : {
          effectiveTime: DateTime.add(now, { seconds: from }),
          expireTime: DateTime.add(now, { seconds: from + lasts })
        }
  })
)

const rings = Arbitrary.all({ first: keys, rest: Arbitrary.array(keys, { maxLength: 4 }) })

/** Whether a key holds, in plain numbers. */
const holds = ({ validity }: PlatformKey, at: DateTime.Utc = now) =>
  validity === undefined ||
  (validity.effectiveTime.epochMilliseconds <= at.epochMilliseconds &&
    at.epochMilliseconds <= validity.expireTime.epochMilliseconds)

const ringOf = (
  { first, rest }: { readonly first: PlatformKey; readonly rest: ReadonlyArray<PlatformKey> },
  prefer?: Preference
) =>
  Layer.mergeAll(Verifier.layerFrom, FieldSealer.layerFrom).pipe(
    Layer.provideMerge(KeyRing.layerFrom([first, ...rest], prefer)),
    Layer.provide(Transport.layerCrypto)
  )

const setNow = TestClock.setTime(now.epochMilliseconds)

/** What costs nothing is tried often, so that rare verdicts come up as well. */
const often = { arbitrary: { runs: 500 } }

describe("V3-SERIAL which key is meant", () => {
  it.effect.prop(
    "V3-SERIAL-04 V3-SERIAL-06 V3-ROT-01 V3-ROT-07 whatever keys are configured side by side, a message means the first that goes by the serial it names and holds now, and none exactly when there is none",
    [rings, serials],
    ([ring, named]) =>
      Effect.gen(function* () {
        yield* setNow
        const found = Option.getOrUndefined(yield* (yield* KeyRing).find(named))
        const meant = [ring.first, ...ring.rest].find((key) => isOneSerial(key.serial, named) && holds(key))
        assert.strictEqual(found, meant)
      }).pipe(Effect.provide(ringOf(ring)))
  )

  it.prop(
    "V3-CERT-04 V3-ROT-07 a certificate holds exactly from its effective time to its expire time, both included; a public key always",
    [keys, seconds],
    ([key, at]) => {
      const instant = DateTime.add(now, { seconds: at })
      assert.strictEqual(PlatformKeys.holdsAt(key, instant), holds(key, instant))
    },
    often
  )

  it("V3-ROT-07 a certificate holds in the second that it expires, and not in the next", () => {
    const validity = { effectiveTime: DateTime.subtract(now, { days: 1 }), expireTime: now }
    const key = { ...decoded, validity }
    assert.isTrue(PlatformKeys.holdsAt(key, now))
    assert.isFalse(PlatformKeys.holdsAt(key, DateTime.add(now, { seconds: 1 })))
  })
})

describe("V3-SERIAL which key is current", () => {
  it.effect.prop(
    "V3-SERIAL-02 V3-SERIAL-03 V3-ROT-06 answers are asked for, and fields sealed, under one key: of the kind that is preferred exactly when one of it holds now, else of the other, and of certificates the one that expires last",
    [rings, maybe(pick("PublicKey", "Certificate"))],
    ([ring, prefer]) =>
      Effect.gen(function* () {
        yield* setNow
        const holding = [ring.first, ...ring.rest].filter((key) => holds(key))
        const isWanted = ({ serial }: PlatformKey) => isPublic(serial) === (prefer !== "Certificate")
        const eligible = holding.some(isWanted) ? holding.filter(isWanted) : holding
        const last = Math.max(...eligible.map(({ validity }) => validity?.expireTime.epochMilliseconds ?? Infinity))
        const expected = eligible.find(({ validity }) => (validity?.expireTime.epochMilliseconds ?? Infinity) === last)
        const asked = yield* Effect.option((yield* Verifier).preferredSerial)
        const sealing = yield* Effect.option((yield* FieldSealer).serial)
        assert.deepStrictEqual(asked, Option.fromNullishOr(expected?.serial))
        assert.deepStrictEqual(sealing, asked)
      }).pipe(Effect.provide(ringOf(ring, prefer)))
  )

  it.effect("V3-CERT-04 a second after the only certificate has expired nothing is sent, in words", () =>
    Effect.gen(function* () {
      yield* setNow
      const error = yield* Effect.flip((yield* KeyRing).current)
      assert.instanceOf(error, NoPlatformKey)
      assert.strictEqual(error.message, "Nothing was sent: no key of WeChat Pay's is known that holds now (V3-CERT-04)")
    }).pipe(
      Effect.provide(
        KeyRing.layerFrom([
          {
            ...decoded,
            serial: Ids.PlatformSerial.make("5157F09EFDC096DE15EBE81A47057A7232F1B8E1"),
            validity: {
              effectiveTime: DateTime.subtract(now, { days: 1 }),
              expireTime: DateTime.subtract(now, { seconds: 1 })
            }
          }
        ])
      )
    )
  )
})

describe("V3-SERIAL-05 the merchant's own certificate", () => {
  it.effect.prop(
    "V3-SERIAL-05 keys are refused exactly when one of them goes by the merchant's own serial, in whatever spelling",
    [Arbitrary.array(serials, { minLength: 1, maxLength: 4 }), maybe(serials)],
    ([configured, own]) =>
      Effect.gen(function* () {
        const platformKeys = configured.map((serial) => ({ serial, publicKey: secretPem("platform.spki.pem") }))
        const built = yield* Effect.result(Effect.provide(KeyRing, KeyRing.layer({ platformKeys, serialNo: own })))
        const isRefused = own !== undefined && configured.some((serial) => isOneSerial(serial, own))
        assert.strictEqual(built._tag === "Failure", isRefused)
        if (built._tag === "Failure") assert.instanceOf(built.failure, KeyError)
      }),
    { arbitrary: { runs: 60 } }
  )
})
