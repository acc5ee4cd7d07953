/**
 * What may go wrong around a receiver: stores, handlers, servers and bodies that do not do as they should.
 *
 * Method: each is brought about on purpose, over real sockets where a server is to blame; what is looked at is the
 * answer, the log and the store.
 */
import { assert, describe, it } from "@effect/vitest"
import { NotificationStore, Receiver } from "@wxrepay/domain/client"
import { Verification } from "@wxrepay/domain/signing"
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import { TestClock } from "effect/testing"
import express from "express"
import { createServer } from "node:http"
import { deliver, doors, listen, type Open, path } from "../support/doors.ts"
import * as Notifications from "../support/notifications.ts"
import { handler, memory, start } from "../support/receiving.ts"

const { callback, paid, seal } = Notifications
const payment = seal(paid())

describe("a receiver among others", () => {
  it.effect("V3-HOOK-03 a store that cannot be interrupted is answered for after four seconds", () =>
    Effect.gen(function* () {
      const asked = yield* Deferred.make<void>()
      const slow = Effect.uninterruptible(Effect.as(Effect.sleep("10 seconds"), "Done" as const))
      const once = () => Effect.andThen(Deferred.succeed(asked, undefined), slow)
      const { receive } = yield* start(() => Effect.void, { store: Layer.succeed(NotificationStore, { once }) })
      const begun = yield* Clock.currentTimeMillis
      const fiber = yield* Effect.forkChild(Effect.andThen(receive(callback(payment)), Clock.currentTimeMillis))
      yield* Deferred.await(asked)
      yield* TestClock.adjust("1 minute")
      assert.strictEqual((yield* Fiber.join(fiber)) - begun, 4_000)
    })
  )

  it.effect("V3-HOOK-05 a handler is not even called for what was handled before", () =>
    Effect.gen(function* () {
      let calls = 0
      const { receive } = yield* start(() => {
        calls++
        if (calls > 1) throw new Error("handled twice")
        return Effect.void
      })
      assert.strictEqual((yield* receive(callback(payment))).status, 204)
      assert.strictEqual((yield* receive(callback(payment))).status, 204)
    })
  )

  it.live("a response that another has given harms nothing", () =>
    Effect.gen(function* () {
      const gate = yield* Deferred.make<void>()
      const { listener } = yield* Receiver.make(() => Deferred.await(gate))
      const app = express()
        // What a time limit of Express does: it answers, while the receiver still works.
        .use((_request, response, next) => {
          next()
          response.status(503).end()
        })
        .post(path, listener)
      const door = yield* listen(createServer(app))
      assert.strictEqual((yield* deliver(door, payment)).status, 503)
      yield* Deferred.succeed(gate, undefined)
      // The second answer is thrown away, and vitest fails on the unhandled rejection that would end a process.
      assert.strictEqual((yield* deliver(door, payment)).status, 503)
    }).pipe(Effect.provide([Notifications.layer, memory, Logger.layer([])]))
  )

  for (const [name, open] of Object.entries<Open<never>>(doors)) {
    it.live(`a body of more than a mebibyte is refused through ${name}`, () =>
      Effect.gen(function* () {
        const { handle, runs } = yield* handler(Effect.void)
        const door = yield* open(handle)
        const large = JSON.stringify({ ...JSON.parse(payment), padding: "x".repeat(1_048_577) })
        assert.notStrictEqual((yield* deliver(door, large)).status, 204)
        assert.deepStrictEqual(runs, [])
      }).pipe(Effect.provide([Notifications.layer, memory, Logger.layer([])]))
    )
  }

  it.effect("V3-HOOK-08 what a handler fails with is its own, a VerificationError too", () =>
    Effect.gen(function* () {
      const reason = new Verification.SerialUnknown({ serial: "a secret of the handler" })
      const { receive } = yield* start(() => Effect.fail(new Verification.VerificationError({ reason })))
      const { body, status } = yield* receive(callback(payment))
      assert.deepStrictEqual([status, body?.message], [500, "not taken in, please deliver again"])
    })
  )

  it.effect("V3-VER-03 a parsed body that slipped through as any is told for what it is", () =>
    Effect.gen(function* () {
      const heard: Array<string> = []
      const logger = Logger.map(Logger.formatLogFmt, (text) => void heard.push(text))
      const { receive } = yield* start(() => Effect.void)
      const { headers } = callback(payment)
      yield* Effect.provide(receive({ headers, body: JSON.parse(payment) }), Logger.layer([logger]))
      assert.include(heard.join(), "V3-VER-03")
    })
  )

  it.effect("V3-HOOK-05 what nobody has a number for is known by a short key that holds nothing of it", () =>
    Effect.gen(function* () {
      const keys: Array<string> = []
      const once = (key: string) => Effect.sync(() => (keys.push(key), "DoneBefore" as const))
      const { receive } = yield* start(() => Effect.void, { store: Layer.succeed(NotificationStore, { once }) })
      const secret = { openid: "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o", text: "x".repeat(10_000) }
      for (const resource of [secret, secret, { ...secret, text: "y" }]) {
        yield* receive(callback(seal(resource, { eventType: "BRAND.NEW" })))
      }
      const [first = "", again, other] = keys
      assert.match(first, /^\["UnknownNotification","BRAND.NEW","[0-9a-f]{64}"\]$/)
      assert.deepStrictEqual([again === first, other === first], [true, false])
    })
  )

  it.effect(
    "a handler's span stands under the callback that it handles, and not under where the receiver was made",
    () =>
      Effect.gen(function* () {
        const parents: Array<string> = []
        const handle = () =>
          Effect.flatMap(Effect.currentParentSpan, (span) =>
            Effect.sync(() => void parents.push(span._tag === "Span" ? span.name : span._tag))
          ).pipe(Effect.orDie)
        const { receive } = yield* Effect.withSpan(start(handle), "the start of the application")
        yield* Effect.withSpan(receive(callback(payment)), "POST /notify")
        assert.lengthOf(parents, 1)
        assert.notInclude(parents[0] ?? "", "the start of the application")
      })
  )

  it.live("a runtime that ends what goes on after an answer is told what to wait for", () =>
    Effect.gen(function* () {
      const gate = yield* Deferred.make<void>()
      const waited: Array<Promise<unknown>> = []
      const { respondTo } = yield* Receiver.make(() => Deferred.await(gate), { answerWithin: "50 millis" })
      const request = new Request("https://lender.example/n", {
        method: "POST",
        headers: Object.entries(callback(payment).headers),
        body: payment
      })
      const response = yield* Effect.promise(() => respondTo(request, (work) => void waited.push(work)))
      assert.deepStrictEqual([response.status, waited.length], [500, 1])
      yield* Deferred.succeed(gate, undefined)
      yield* Effect.promise(() => Promise.all(waited))
    }).pipe(Effect.provide([Notifications.layer, memory, Logger.layer([])]))
  )
})
