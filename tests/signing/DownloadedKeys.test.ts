/**
 * V3-CERT-04, V3-ROT-07: certificates that are downloaded, on the side of who asks for them.
 *
 * Method: a download that answers, fails or is interrupted as it is told to counts how often it is made, while TestClock
 * lets hours pass and keys are asked for; what is logged is written down.
 */
import { assert, describe, it } from "@effect/vitest"
import { type Download, KeyRing, PlatformKeys, type Preference } from "@wxrepay/domain/signing"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Logger from "effect/Logger"
import * as Option from "effect/Option"
import { TestClock } from "effect/testing"
import { secretPem } from "../fixtures/openssl.ts"

const serial = "5157F09EFDC096DE15EBE81A47057A7232F1B8E1"

const keyOf = (serial: string) => PlatformKeys.decode({ serial, publicKey: secretPem("platform.spki.pem") })

interface Given extends Partial<Pick<Download, "every" | "coolDown">> {
  readonly prefer?: Preference
  /** The serials that are known from the start. */
  readonly known?: ReadonlyArray<string>
  readonly answer: Effect.Effect<ReadonlyArray<PlatformKeys.PlatformKey>, string>
}

/** Counts downloads while a ring is used, and keeps what is logged. */
const using = <A, E>(
  { answer, known = [], ...options }: Given,
  use: (seen: {
    readonly downloads: () => number
    readonly logged: ReadonlyArray<string>
  }) => Effect.Effect<A, E, KeyRing>
) =>
  Effect.gen(function* () {
    let count = 0
    const logged: Array<string> = []
    const download = Effect.andThen(
      Effect.sync(() => void count++),
      answer
    )
    const ring = KeyRing.layerDownload(
      Effect.succeed({ ...options, download, known: yield* Effect.forEach(known, keyOf) })
    )
    const logger = Logger.map(Logger.formatLogFmt, (text) => void logged.push(text))
    const used = Effect.andThen(Effect.yieldNow, use({ downloads: () => count, logged }))
    return yield* used.pipe(Effect.provide(ring), Effect.provide(Logger.layer([logger])))
  })

const find = (serial: string) => Effect.flatMap(KeyRing, (ring) => ring.find(serial))
const current = Effect.flatMap(KeyRing, (ring) => ring.current)
const answering = Effect.map(keyOf(serial), (key) => [key])
const orDie = Effect.orDie(answering)

describe("V3-CERT-04 downloads of certificates", () => {
  it.effect("V3-CERT-04 a download is made at once, and then every 6 hours", () =>
    using({ answer: orDie }, ({ downloads, logged }) =>
      Effect.gen(function* () {
        assert.strictEqual(downloads(), 1)
        yield* TestClock.adjust("6 hours")
        assert.strictEqual(downloads(), 2)
        yield* TestClock.adjust("359 minutes")
        assert.strictEqual(downloads(), 2)
        yield* TestClock.adjust("1 minute")
        assert.strictEqual(downloads(), 3)
        assert.deepStrictEqual(logged, [])
      })
    )
  )

  it.effect("V3-CERT-04 a download that failed is made again after 10 minutes, and a warning is logged", () =>
    using({ answer: Effect.fail("no network") }, ({ downloads, logged }) =>
      Effect.gen(function* () {
        assert.strictEqual(downloads(), 1)
        yield* TestClock.adjust("599 seconds")
        assert.strictEqual(downloads(), 1)
        yield* TestClock.adjust("1 second")
        assert.strictEqual(downloads(), 2)
        assert.lengthOf(logged, 2)
        for (const line of logged) {
          assert.include(line, "level=WARN")
          assert.include(line, "The platform certificates could not be downloaded")
          assert.include(line, "no network")
        }
      })
    )
  )

  it.effect("V3-CERT-04 a download that failed is made again no later than one that did not", () =>
    using({ answer: Effect.fail("no network"), every: "5 minutes" }, ({ downloads }) =>
      Effect.gen(function* () {
        yield* TestClock.adjust("5 minutes")
        assert.strictEqual(downloads(), 2)
      })
    )
  )

  it.effect(
    "V3-CERT-04 within a minute of a download an unknown serial causes no other, and at the minute it does",
    () =>
      using({ answer: Effect.succeed([]) }, ({ downloads }) =>
        Effect.gen(function* () {
          yield* TestClock.adjust("59999 millis")
          assert.isTrue(Option.isNone(yield* find(serial)))
          assert.strictEqual(downloads(), 1)
          yield* TestClock.adjust("1 millis")
          assert.isTrue(Option.isNone(yield* find(serial)))
          assert.strictEqual(downloads(), 2)
        })
      )
  )

  it.effect("V3-CERT-04 how long none is made after another can be said", () =>
    using({ answer: orDie, coolDown: "1 hour" }, ({ downloads }) =>
      Effect.gen(function* () {
        yield* TestClock.adjust("59 minutes")
        yield* find("AB")
        assert.strictEqual(downloads(), 1)
        yield* TestClock.adjust("1 minute")
        yield* find("AB")
        assert.strictEqual(downloads(), 2)
      })
    )
  )

  it.effect("V3-CERT-04 where somebody has just asked, the regular download waits for its next turn", () =>
    using({ answer: orDie }, ({ downloads }) =>
      Effect.gen(function* () {
        yield* TestClock.adjust("359 minutes")
        yield* TestClock.adjust("30 seconds")
        yield* find("AB")
        assert.strictEqual(downloads(), 2)
        yield* TestClock.adjust("5 hours")
        assert.strictEqual(downloads(), 2)
        yield* TestClock.adjust("61 minutes")
        assert.strictEqual(downloads(), 3)
      })
    )
  )

  it.effect("V3-ROT-07 what was downloaded is found beside what was known, and what was listed before is not", () => {
    let listed = serial
    const answer = Effect.suspend(() => Effect.map(Effect.orDie(keyOf(listed)), (key) => [key]))
    return using({ answer, known: ["PUB_KEY_ID_1"] }, () =>
      Effect.gen(function* () {
        assert.isTrue(Option.isSome(yield* find("PUB_KEY_ID_1")))
        assert.isTrue(Option.isSome(yield* find(serial)))
        listed = "AB"
        yield* TestClock.adjust("1 minute")
        assert.isTrue(Option.isSome(yield* find("AB")))
        assert.isTrue(Option.isNone(yield* find(serial)))
        assert.isTrue(Option.isSome(yield* find("PUB_KEY_ID_1")))
      })
    )
  })

  it.effect("V3-CERT-04 a download that is interrupted interrupts who waits for it, and nothing is logged", () =>
    using({ answer: Effect.interrupt }, ({ logged }) =>
      Effect.gen(function* () {
        const exit = yield* Effect.exit(find(serial))
        assert.isTrue(Exit.isFailure(exit) && Cause.hasInterruptsOnly(exit.cause))
        assert.deepStrictEqual(logged, [])
      })
    )
  )

  it.effect("V3-CERT-04 a download that breaks interrupts nobody: it is logged, and the key is not there", () =>
    using({ answer: Effect.die(new Error("broken")) }, ({ logged }) =>
      Effect.gen(function* () {
        assert.isTrue(Option.isNone(yield* find(serial)))
        assert.isAtLeast(logged.length, 1)
      })
    )
  )
})

describe("V3-SERIAL-03 the current key, where certificates are downloaded", () => {
  for (const [prefer, known, expected, downloads] of [
    ["PublicKey", ["PUB_KEY_ID_1"], "PUB_KEY_ID_1", 1],
    ["PublicKey", [serial], serial, 1],
    ["Certificate", [serial], serial, 1],
    ["Certificate", [serial, "AB"], serial, 1],
    ["Certificate", ["PUB_KEY_ID_1"], "PUB_KEY_ID_1", 2],
    ["PublicKey", [], "NoPlatformKey", 2],
    ["Certificate", [], "NoPlatformKey", 2]
  ] as const) {
    it.effect(
      `V3-SERIAL-03 of ${known.join(" ") || "no key"}, ${prefer} preferred, ${expected} is current after ${downloads} lists that are empty`,
      () =>
        using({ answer: Effect.succeed([]), known, prefer }, (seen) =>
          Effect.gen(function* () {
            yield* TestClock.adjust("1 minute")
            const serial = yield* Effect.match(current, {
              onFailure: ({ _tag }) => _tag,
              onSuccess: ({ serial }) => serial
            })
            assert.strictEqual<string>(serial, expected)
            assert.strictEqual(seen.downloads(), downloads)
          })
        )
    )
  }

  it.effect("V3-CERT-04 where nothing is known that holds, the refusal says that nothing was sent", () =>
    using({ answer: Effect.succeed([]) }, () =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(current)
        assert.strictEqual(
          error.message,
          "Nothing was sent: no key of WeChat Pay's is known that holds now (V3-CERT-04)"
        )
        assert.strictEqual(error.category, "BackOff")
      })
    )
  )
})
