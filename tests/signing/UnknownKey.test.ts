/**
 * V3-VER-06, V3-CERT-04: messages that name a key which is not known, one at a time and by the thousand.
 *
 * Method: a platform in process lists certificates and counts how often it is asked for them, while answers that real
 * keys signed come in front of it. The time is TestClock's.
 */
import { assert, describe, it } from "@effect/vitest"
import { Verifier } from "@wxrepay/domain/signing"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Result from "effect/Result"
import { TestClock } from "effect/testing"
import * as Rotating from "../support/rotating.ts"

const { certify, charging, facing, posing, publicKey, setTime, unknownSerial, verifying } = Rotating

/** After the first download, and after the time in which no second is made. */
const settled = (
  use: (
    platform: Rotating.RotatingPlatform,
    first: Rotating.Certified,
    next: Rotating.Certified
  ) => Effect.Effect<void, unknown, Rotating.Lender>
) =>
  Effect.gen(function* () {
    const [first, next] = [yield* certify(0), yield* certify(1)]
    yield* facing({ listed: [first] }, (platform) =>
      Effect.gen(function* () {
        yield* verifying(first)
        yield* platform.nextDownload
        yield* setTime("1 minute")
        yield* use(platform, first, next)
      })
    )
  })

/** Many answers at once, each of which a key signed; answers how many were refused because that key is not known. */
const flood = Effect.fnUntraced(function* (count: number, signer: Rotating.Key) {
  const { body, headers } = yield* Rotating.notification(signer)
  const { verify } = yield* Verifier
  const verdicts = yield* Effect.all(
    Array.from({ length: count }, () => Effect.result(verify(headers, body))),
    { concurrency: "unbounded" }
  )
  return verdicts.filter((verdict) => Result.isFailure(verdict) && verdict.failure.reason._tag === "SerialUnknown")
    .length
})

describe("V3-VER-06 a key that is not known", () => {
  it.effect("V3-VER-06 a certificate that came after the last download is found by one more", () =>
    settled((platform, first, next) =>
      Effect.gen(function* () {
        yield* platform.change({ listed: [first, next] })
        yield* verifying(next)
        yield* verifying(first)
        assert.lengthOf(platform.downloads(), 2)
      })
    )
  )

  it.effect("V3-CERT-04 a thousand answers at once with an unknown key cause one download, and are then believed", () =>
    settled((platform, first, next) =>
      Effect.gen(function* () {
        yield* platform.change({ listed: [first, next] })
        assert.strictEqual(yield* flood(1000, next), 0)
        assert.lengthOf(platform.downloads(), 2)
      })
    )
  )

  it.effect("V3-CERT-04 a key that stays unknown is looked for once a minute, however many answers name it", () =>
    settled((platform, _, next) =>
      Effect.gen(function* () {
        for (const [time, downloads] of [
          ["60000 millis", 2],
          ["119999 millis", 2],
          ["120000 millis", 3],
          ["179999 millis", 3],
          ["180000 millis", 4]
        ] as const) {
          yield* setTime(time)
          assert.strictEqual(yield* flood(100, next), 100)
          assert.lengthOf(platform.downloads(), downloads, time)
        }
      })
    )
  )

  it.effect("V3-CERT-04 a clock that was ahead and is put right stops no download", () =>
    settled((platform, _, next) =>
      Effect.gen(function* () {
        yield* setTime("2 hours")
        yield* flood(1, next)
        const before = platform.downloads().length
        yield* setTime("10 minutes")
        yield* flood(1, next)
        assert.lengthOf(platform.downloads(), before + 1)
      })
    )
  )

  for (const serial of ["PUB_KEY_ID_0114232134912410000000000001", "pub_key_id_01", "公钥", "0x5157", "G"]) {
    it.effect(`V3-VER-06 a key named ${serial} can be in no certificate, and no list is asked for`, () =>
      settled((platform, first) =>
        Effect.gen(function* () {
          assert.strictEqual(yield* flood(3, posing({ serial }, first)), 3)
          assert.lengthOf(platform.downloads(), 1)
        })
      )
    )
  }

  it.effect(
    "V3-CERT-04 a download goes on when its caller is interrupted: those who wait have it, and no second is made",
    () =>
      settled((platform, first, next) =>
        Effect.gen(function* () {
          const gate = yield* Deferred.make<void>()
          const spoil = (answer: Rotating.Answer) => Effect.as(Deferred.await(gate), answer)
          yield* platform.change({ listed: [first, next], spoil })
          const impatient = yield* Effect.forkChild(flood(1, next))
          yield* platform.nextDownload
          const patient = yield* Effect.forkChild(flood(10, next), { startImmediately: true })
          const leaving = yield* Effect.forkChild(flood(10, next), { startImmediately: true })
          yield* Fiber.interruptAll([leaving, impatient])
          yield* Deferred.succeed(gate, undefined)
          assert.strictEqual(yield* Fiber.join(patient), 0)
          assert.strictEqual(yield* flood(10, posing({ serial: unknownSerial }, next)), 10)
          assert.lengthOf(platform.downloads(), 2)
        })
      )
  )

  it.effect("V3-CERT-04 callers who all go away before the list comes cause no more than one download", () =>
    settled((platform, _, next) =>
      Effect.gen(function* () {
        yield* platform.change({ spoil: () => Effect.never })
        const first = yield* Effect.forkChild(flood(1, next))
        yield* platform.nextDownload
        yield* Fiber.interrupt(first)
        for (const _ of [2, 3, 4]) {
          const another = yield* Effect.forkChild(flood(1, next), { startImmediately: true })
          yield* TestClock.adjust("5 seconds")
          yield* Fiber.interrupt(another)
        }
        assert.lengthOf(platform.downloads(), 2)
      })
    )
  )

  it.effect("V3-CERT-05 a merchant with a public key alone never asks for certificates, whatever key is named", () =>
    Effect.gen(function* () {
      const certificate = yield* certify(0)
      const settings = { platformKeys: [Rotating.configuredPublicKey], certificates: undefined }
      yield* facing(
        { listed: [certificate], signer: publicKey },
        (platform) =>
          Effect.gen(function* () {
            for (const day of [0, 1, 2]) {
              yield* setTime(`${day} days`)
              yield* charging
              assert.strictEqual(yield* flood(3, certificate), 3)
              assert.strictEqual(yield* flood(3, posing({ serial: `${publicKey.serial}1` }, publicKey)), 3)
            }
            assert.deepStrictEqual([platform.calls().length, platform.downloads().length], [3, 0])
          }),
        settings
      )
    })
  )
})
