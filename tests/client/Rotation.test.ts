/**
 * V3-ROT, V3-SERIAL: from one key to the next, on every path a message can take.
 *
 * Method: a platform in process changes its keys under a lender; the cells of the matrix say what becomes of a message
 * for each kind of key the lender has, each path and each serial, and none is left out. Time passes on TestClock.
 */
import { assert, describe, it } from "@effect/vitest"
import { type ChargeError, Inbox, type InboxError, type LookupError } from "@wxrepay/domain/client"
import { KeyRing } from "@wxrepay/domain/signing"
import * as Arr from "effect/Array"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { TestClock } from "effect/testing"
import { onlyAttempt } from "../support/doubt.ts"
import * as Rotating from "../support/rotating.ts"

const { after, certify, charging, facing, publicKey, setTime, verifying } = Rotating

/** What becomes of a message, under which serial its request asked for it, and how many lists had been asked for by then. */
interface Cell {
  readonly asks: "old" | "new" | "nothing"
  readonly outcome: "believed" | "SerialUnknown, BackOff" | "SerialUnknown, AskFirst" | "SerialUnknown"
  readonly downloads: number
}

type Row = Readonly<Record<"old" | "new", Cell>>

type Path = "GET" | "POST" | "notification"

/**
 * Certificates: the new one came after the start. Public key: the old serial is a certificate's, from before the move.
 * Both: the old serial is the certificate's and the new one the public key's.
 */
const matrix: Readonly<Record<"certificates" | "a public key" | "both", Readonly<Record<Path, Row>>>> = {
  certificates: {
    GET: {
      old: { asks: "old", outcome: "believed", downloads: 1 },
      new: { asks: "old", outcome: "believed", downloads: 2 }
    },
    POST: {
      old: { asks: "old", outcome: "believed", downloads: 1 },
      new: { asks: "old", outcome: "believed", downloads: 2 }
    },
    notification: {
      old: { asks: "nothing", outcome: "believed", downloads: 1 },
      new: { asks: "nothing", outcome: "believed", downloads: 2 }
    }
  },
  "a public key": {
    GET: {
      old: { asks: "new", outcome: "SerialUnknown, BackOff", downloads: 0 },
      new: { asks: "new", outcome: "believed", downloads: 0 }
    },
    POST: {
      old: { asks: "new", outcome: "SerialUnknown, AskFirst", downloads: 0 },
      new: { asks: "new", outcome: "believed", downloads: 0 }
    },
    notification: {
      old: { asks: "nothing", outcome: "SerialUnknown", downloads: 0 },
      new: { asks: "nothing", outcome: "believed", downloads: 0 }
    }
  },
  both: {
    GET: {
      old: { asks: "new", outcome: "believed", downloads: 1 },
      new: { asks: "new", outcome: "believed", downloads: 1 }
    },
    POST: {
      old: { asks: "new", outcome: "believed", downloads: 1 },
      new: { asks: "new", outcome: "believed", downloads: 1 }
    },
    notification: {
      old: { asks: "nothing", outcome: "believed", downloads: 1 },
      new: { asks: "nothing", outcome: "believed", downloads: 1 }
    }
  }
}

const posting = (signer: Rotating.Key) =>
  Effect.flatMap(Rotating.notification(signer), (callback) => Effect.flatMap(Inbox, (inbox) => inbox.open(callback)))

/** What became of a message, in the words of the matrix. */
const told = <A, R>(sent: Effect.Effect<A, ChargeError | LookupError | InboxError, R>) =>
  Effect.match(sent, {
    onSuccess: () => "believed",
    onFailure: (failure) => {
      const error = failure._tag === "OutcomeUnknown" ? onlyAttempt(failure) : failure
      if (error._tag === "Unverified") return `${error.reason._tag}, ${error.category}`
      return error._tag === "VerificationError" ? error.reason._tag : error._tag
    }
  })

/** Sends a message along each path; a notification is signed with a key, and the platform signs the others. */
const sending = {
  GET: () => told(Rotating.reading),
  POST: () => told(charging),
  notification: (signer: Rotating.Key) => told(posting(signer))
}

const cells = (["certificates", "a public key", "both"] as const).flatMap((has) =>
  (["GET", "POST", "notification"] as const).flatMap((path) =>
    (["old", "new"] as const).map((serial) => ({ has, path, serial, cell: matrix[has][path][serial] }))
  )
)

describe("V3-ROT the matrix", () => {
  for (const { cell, has, path, serial } of cells) {
    const { asks, downloads, outcome } = cell
    const ids = `V3-ROT-01 V3-ROT-0${path === "notification" ? 3 : 2}`
    const lists = downloads === 1 ? "1 list" : `${downloads} lists`
    it.effect(
      `${ids} with ${has}, a ${path} under the ${serial} serial is ${outcome}, asks for ${asks}, and takes ${lists}`,
      () =>
        Effect.gen(function* () {
          const first = yield* certify(0)
          const second = yield* certify(1, { until: after("1826 days") })
          const keys = { old: first, new: has === "certificates" ? second : publicKey }
          yield* facing(
            { listed: [first] },
            (platform) =>
              Effect.gen(function* () {
                yield* (yield* KeyRing).current
                yield* has === "a public key" ? Effect.void : platform.nextDownload
                yield* setTime("1 minute")
                const listed = has === "certificates" ? [first, second] : [first]
                yield* platform.change({ listed, listSigner: first, signer: keys[serial] })
                assert.strictEqual(yield* sending[path](keys[serial]), outcome)
                assert.lengthOf(platform.downloads(), downloads)
                assert.deepStrictEqual(
                  platform.calls().map(({ headers, method }) => [method, headers["wechatpay-serial"]]),
                  asks === "nothing" ? [] : [[path, keys[asks].serial]]
                )
              }),
            Rotating.having[has]
          )
        })
    )
  }
})

/** Lets the time pass until a list is asked for, and waits until the lender has read it. */
const spell = Effect.fnUntraced(function* (platform: Rotating.RotatingPlatform, duration: Duration.Input = "6 hours") {
  yield* TestClock.adjust(duration)
  yield* platform.nextDownload
  yield* Rotating.knows(Rotating.unknownSerial)
})

const days = (count: number) => after(Duration.days(count))

describe("V3-CERT-04 in the background", () => {
  it.effect("V3-CERT-04 V3-ROT-05 over three rotations without a call the next answer is believed at once", () =>
    Effect.gen(function* () {
      const certificates = yield* Effect.forEach([0, 1, 2, 3], (at) =>
        certify(at, { from: days(at * 3 - 1), until: DateTime.subtract(days(at * 3 + 3), { seconds: 1 }) })
      )
      yield* facing({ listed: certificates.slice(0, 1) }, (platform) =>
        Effect.gen(function* () {
          const { current } = yield* KeyRing
          yield* current
          yield* platform.nextDownload
          for (const [before, next] of Arr.zip(certificates, certificates.slice(1))) {
            yield* Effect.repeat(spell(platform), { times: 7 })
            assert.strictEqual((yield* current).serial, before.serial)
            yield* platform.change({ listed: [before, next], listSigner: before })
            yield* spell(platform)
            assert.strictEqual((yield* current).serial, next.serial)
            yield* Effect.repeat(spell(platform), { times: 2 })
            yield* platform.change({ listed: [next], listSigner: next })

            const asked = platform.downloads().length
            yield* verifying(next)
            assert.strictEqual((yield* Effect.flip(verifying(before))).reason._tag, "SerialUnknown")
            assert.lengthOf(platform.downloads(), asked)
          }
          assert.lengthOf(platform.downloads(), 1 + 3 * 12)
        })
      )
    })
  )

  it.effect(
    "V3-CERT-04 when a list cannot be had, what was known is kept, and ten minutes later it is asked for again",
    () =>
      Effect.gen(function* () {
        const [first, next] = [yield* certify(0), yield* certify(1)]
        yield* facing({ listed: [first] }, (platform) =>
          Effect.gen(function* () {
            yield* (yield* KeyRing).current
            yield* platform.nextDownload
            yield* platform.change({ listed: [first, next], network: "ECONNRESET" })
            yield* spell(platform)
            yield* verifying(first)
            yield* platform.change({ network: undefined })
            yield* spell(platform, "10 minutes")
            yield* verifying(next)
            assert.lengthOf(platform.downloads(), 3)
          })
        )
      })
  )

  it.effect("V3-ROT-07 a certificate that is listed no longer is known no longer, but for what was configured", () =>
    Effect.gen(function* () {
      const [first, next, configured] = [yield* certify(0), yield* certify(1), yield* certify(2)]
      const platformKeys = [{ certificate: Redacted.make(configured.certificate) }]
      yield* facing(
        { listed: [first] },
        (platform) =>
          Effect.gen(function* () {
            yield* verifying(first)
            yield* platform.nextDownload
            yield* platform.change({ listed: [next] })
            yield* spell(platform)
            assert.strictEqual((yield* Effect.flip(verifying(first))).reason._tag, "SerialUnknown")
            yield* verifying(configured)
          }),
        { platformKeys }
      )
    })
  )

  it.effect("V3-CERT-04 lists are asked for as often, and as seldom, as it is said", () =>
    Effect.gen(function* () {
      const certificates = {
        apiV3Key: Redacted.make(Rotating.apiV3Key),
        every: "1 hour",
        coolDown: "30 minutes"
      } as const
      yield* facing(
        { listed: [yield* certify(0)] },
        (platform) =>
          Effect.gen(function* () {
            yield* (yield* KeyRing).current
            yield* platform.nextDownload
            yield* Effect.repeat(spell(platform, "1 hour"), { times: 4 })
            assert.lengthOf(platform.downloads(), 6)
            for (const [pause, downloads] of [
              ["1799999 millis", 6],
              ["1 millis", 7]
            ] as const) {
              yield* TestClock.adjust(pause)
              yield* Rotating.knows(Rotating.unknownSerial)
              assert.lengthOf(platform.downloads(), downloads)
            }
          }),
        { certificates }
      )
    })
  )
})
