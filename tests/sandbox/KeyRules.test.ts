/**
 * V3-ROT, V3-SERIAL, V3-CERT: exactly which of its keys the sandbox signs with, while they change.
 *
 * Method: the sandbox's keys are asked which would sign, for every day of a move, every share and every serial that a caller may ask
 * for; chance falls as drawn, and the time is TestClock's. Nothing is signed.
 */
import { assert, describe, it } from "@effect/vitest"
import { Access, SignedHttpClient } from "@wxrepay/domain/client"
import { type KeyKind, ramp, Sandbox } from "@wxrepay/sandbox"
import { Choice } from "@wxrepay/domain/testing"
import * as Arbitrary from "effect/Arbitrary"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { TestClock } from "effect/testing"
import type * as KeyChains from "../../packages/sandbox/src/KeyChain.ts"
import * as Dice from "../faults/dice.ts"
import * as SyncCrypto from "../faults/syncCrypto.ts"
import * as Lender from "../support/lender.ts"
import * as Scripted from "../support/scripted.ts"

/** The sandbox's own module; it stands behind no door of its package. */
const KeyChain: typeof KeyChains = await import(new URL("../../packages/sandbox/src/KeyChain.ts", import.meta.url).href)

const { int, oneOf, pick } = Choice

/** Keys of the sandbox from noon on, and what is done with them as chance falls, in millionths. */
const having = <A>(kind: KeyKind, fall: number, use: (keys: KeyChains.KeyChain) => Effect.Effect<A>) =>
  TestClock.setTime(Lender.noon).pipe(
    Effect.andThen(KeyChain.make(kind)),
    Effect.flatMap(use),
    Effect.provide([SyncCrypto.layer(Dice.make(1)), Scripted.chance(fall / 1_000_000)])
  )

const isPublic = ({ serial }: { readonly serial: string }) => serial.startsWith("PUB_KEY_ID_")

const falls = oneOf<number>(pick(0, 999, 1_000, 9_999, 10_000, 499_999, 500_000, 999_999), int(0, 999_999))

describe("V3-ROT the move to the public key", () => {
  it.effect.prop(
    "V3-ROT-03 on each day of the move the public key signs a notification exactly when chance falls within that day's share: 0.1, 1, 5, 10, 20, 50, and from the seventh on 100 %",
    [int(0, 7), int(0, 86_399), oneOf<number | undefined>(pick(-1, 0), Arbitrary.Constant(undefined)), falls],
    ([day, second, apart, anywhere]) => {
      const share = [1_000, 10_000, 50_000, 100_000, 200_000, 500_000][day] ?? 1_000_000
      const fall = apart === undefined ? anywhere : Math.min(share + apart, 999_999)
      return having("Both", fall, (keys) =>
        Effect.gen(function* () {
          yield* keys.beginMove
          yield* TestClock.adjust(Duration.seconds(day * 86_400 + second))
          assert.strictEqual(isPublic(yield* keys.forNotification), fall < share)
        })
      )
    },
    { arbitrary: { runs: 60 } }
  )

  it.effect("V3-ROT-03 the last second of the sixth day has half of them, the first of the seventh all", () =>
    having("Both", 500_000, (keys) =>
      Effect.gen(function* () {
        assert.strictEqual(ramp[5], 0.5)
        yield* keys.beginMove
        yield* TestClock.adjust(Duration.seconds(6 * 86_400 - 1))
        assert.isFalse(isPublic(yield* keys.forNotification))
        yield* TestClock.adjust("1 second")
        assert.isTrue(isPublic(yield* keys.forNotification))
      })
    )
  )

  const wishes = pick("the public key", "the certificate", "a key that nobody has", "nothing")

  it.effect.prop(
    "V3-ROT-02 V3-SERIAL-02 an answer is signed with the public key exactly when the caller asks for it and the move has begun; whoever asks for nothing is answered with the certificate",
    [wishes, pick("before the move", "in the move"), int(0, 10), falls],
    ([wish, when, days, fall]) =>
      having("Both", fall, (keys) =>
        Effect.gen(function* () {
          const certificate = (yield* keys.forAnswer(undefined)).serial
          const publicKey = (yield* keys.pems).flatMap((key) => ("serial" in key ? [key.serial] : []))[0]
          if (when === "in the move") yield* keys.beginMove
          yield* TestClock.adjust(Duration.days(days))
          const asked = {
            "the public key": publicKey,
            "the certificate": certificate,
            "a key that nobody has": "PUB_KEY_ID_0",
            nothing: undefined
          }[wish]
          const { serial } = yield* keys.forAnswer(asked)
          const isMoved = wish === "the public key" && when === "in the move"
          assert.strictEqual(serial, isMoved ? publicKey : certificate)
        })
      ),
    { arbitrary: { runs: 60 } }
  )
})

describe("V3-ROT a new certificate", () => {
  it.effect.prop(
    "V3-ROT-05 a certificate that is added signs exactly its share of what nobody asks a key for, and is listed at once beside the old",
    [oneOf<number>(pick(0, 1), int(0, 1_000_000)), falls],
    ([share, fall]) =>
      having("Certificates", fall, (keys) =>
        Effect.gen(function* () {
          const old = (yield* keys.forNotification).serial
          const added = yield* keys.addCertificate()
          assert.strictEqual((yield* keys.forNotification).serial, old, "at first it signs nothing")
          assert.lengthOf(yield* keys.pems, 2)
          yield* keys.signWithNewest(share / 1_000_000)
          const expected = fall < share ? added : old
          assert.strictEqual((yield* keys.forNotification).serial, expected)
          assert.strictEqual((yield* keys.forAnswer(undefined)).serial, expected)
        })
      ),
    { arbitrary: { runs: 60 } }
  )

  it.effect("V3-ROT-05 a hundredth of a per cent is 1 in 10,000, and 0 is none", () =>
    Effect.gen(function* () {
      const isNew = (fall: number, share: number) =>
        having("Certificates", fall, (keys) =>
          Effect.gen(function* () {
            const added = yield* keys.addCertificate()
            yield* keys.signWithNewest(share)
            return (yield* keys.forNotification).serial === added
          })
        )
      assert.deepStrictEqual(
        [yield* isNew(99, 0.0001), yield* isNew(100, 0.0001), yield* isNew(0, 0)],
        [true, false, false]
      )
    })
  )

  it.effect.prop(
    "V3-ROT-07 V3-CERT-04 a certificate is listed, and signs, exactly as long as it holds: from now on, to its last second",
    [int(1, 100_000), oneOf<number>(pick(-1, 0, 1), int(-50_000, 50_000))],
    ([holdsFor, apart]) =>
      having("Certificates", 0, (keys) =>
        Effect.gen(function* () {
          const added = yield* keys.addCertificate(Duration.seconds(holdsFor))
          yield* keys.signWithNewest(1)
          const later = Math.max(0, holdsFor + apart)
          yield* TestClock.adjust(Duration.seconds(later))
          assert.lengthOf(yield* keys.pems, later <= holdsFor ? 2 : 1)
          assert.strictEqual((yield* keys.forNotification).serial === added, later <= holdsFor)
        })
      ),
    { arbitrary: { runs: 60 } }
  )
})

describe("V3-CERT-05 a list of certificates", () => {
  for (const [keys, status, told] of [
    ["PublicKey", 404, "a public key alone is answered 404 RESOURCE_NOT_EXISTS"],
    ["Certificates", 200, "certificates alone is answered"],
    ["Both", 200, "both is answered"]
  ] as const) {
    it.effect(`V3-CERT-05 of a platform that has ${told}`, () =>
      Effect.gen(function* () {
        const { connection } = yield* Sandbox
        const services = yield* Layer.build(Access.layer(connection))
        const ended = yield* Effect.match(Context.get(services, SignedHttpClient).get("/v3/certificates"), {
          onFailure: (error) => (error._tag === "Rejection" ? [error.status, error.code] : [error._tag]),
          onSuccess: ({ status }) => [status, undefined]
        })
        assert.deepStrictEqual(ended, [status, status === 404 ? "RESOURCE_NOT_EXISTS" : undefined])
      }).pipe(Effect.scoped, Effect.provide(Sandbox.layer({ keys })))
    )
  }
})
