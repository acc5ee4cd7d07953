/**
 * CR-HOOK, V3-HOOK: a receiver answers in time whatever the application does, and says what became of a callback.
 *
 * Method: time is virtual, signatures are real: whatever has to come about before time may pass says so itself. Logs and
 * spans are written down, and searched for whatever a refused callback held.
 */
import { assert, describe, it } from "@effect/vitest"
import { type Callback, NotificationStore, Receiver } from "@wxrepay/domain/client"
import { Choice } from "@wxrepay/domain/testing"
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"
import * as Schema from "effect/Schema"
import * as Scope from "effect/Scope"
import { TestClock } from "effect/testing"
import { PassThrough } from "node:stream"
import * as Notifications from "../support/notifications.ts"
import { assertSilent, overheard } from "../support/overheard.ts"
import * as Platform from "../support/platform.ts"
import { counting, handler, memory, passing, start } from "../support/receiving.ts"

const { callback, paid, seal, sealText } = Notifications

const payment = () => callback(seal(paid()))

/** Asserts that a failure is answered after four seconds, and nothing before: `ready` when only time is missing. */
const assertLate = Effect.fnUntraced(function* (
  answer: Effect.Effect<{ readonly status: number }>,
  ready: Effect.Effect<void> = Effect.void
) {
  const fiber = yield* Effect.forkChild(answer, { startImmediately: true })
  yield* ready
  yield* TestClock.adjust("3999 millis")
  assert.isUndefined(fiber.pollUnsafe())
  yield* TestClock.adjust("1 millis")
  assert.strictEqual((yield* Fiber.join(fiber)).status, 500)
})

/** A web request whose body never ends. */
const unended = () => {
  const init = { method: "POST", headers: payment().headers, body: new ReadableStream(), duplex: "half" }
  return new Request("https://lender.example/wechatpay/notify", init)
}

class Refused extends Schema.TaggedError<Refused>()("Refused", {}) {}

describe("in time", () => {
  const endless = {
    "never ends": Effect.never,
    "sleeps for an hour": Effect.sleep("1 hour"),
    "cannot be interrupted": Effect.uninterruptible(Effect.sleep("10 seconds")),
    "waits for a promise": Effect.promise(() => new Promise<void>(() => {}))
  }
  for (const [title, work] of Object.entries(endless)) {
    it.effect(`CR-HOOK-01 V3-HOOK-03 a handler that ${title} is answered for after four seconds, with a failure`, () =>
      Effect.gen(function* () {
        const { began, handle } = yield* handler(work)
        const { receive } = yield* start(handle)
        yield* assertLate(receive(payment()), began)
        yield* TestClock.adjust("1 hour")
      })
    )
  }

  it.effect("CR-HOOK-01 V3-HOOK-03 a store that does not answer is answered for after four seconds, and given up", () =>
    Effect.gen(function* () {
      const [asked, gate] = [yield* Deferred.make<void>(), yield* Deferred.make<void>()]
      const asking = Effect.andThen(Deferred.succeed(asked, undefined), Deferred.await(gate))
      const { handle, runs } = yield* handler(Effect.void)
      const { receive } = yield* start(handle, {
        store: Layer.succeed(NotificationStore, {
          once: (_key, work) => Effect.andThen(asking, Effect.as(work, "Done" as const))
        })
      })
      yield* assertLate(receive(payment()), Deferred.await(asked))
      yield* Deferred.succeed(gate, undefined)
      assert.strictEqual((yield* receive(payment())).status, 204)
      assert.strictEqual(runs.length, 1)
    })
  )

  it.effect("CR-HOOK-01 V3-HOOK-03 a body that never comes is answered for after four seconds, with a failure", () =>
    Effect.gen(function* () {
      const { handle, runs } = yield* handler(Effect.void)
      const { listener, respond, respondTo } = yield* start(handle)
      yield* assertLate(Effect.promise(() => respondTo(unended())))
      const request = HttpServerRequest.fromWeb(unended())
      yield* assertLate(Effect.provideService(respond, HttpServerRequest.HttpServerRequest, request))
      yield* assertLate(
        Effect.callback((resume) => {
          const { headers } = payment()
          let status = 0
          listener(Object.assign(new PassThrough(), { headers }), {
            writeHead: (given) => void (status = given),
            end: () => resume(Effect.succeed({ status }))
          })
        })
      )
      assert.deepStrictEqual(runs, [])
    })
  )

  it.effect.prop(
    "CR-HOOK-01 V3-HOOK-03 an answer comes when the handler ends, or after four seconds",
    [Choice.int(0, 8_000)],
    ([millis]) =>
      Effect.gen(function* () {
        const { began, handle } = yield* handler(Effect.sleep(millis))
        const { receive } = yield* start(handle)
        const begun = yield* Clock.currentTimeMillis
        const timed = Effect.flatMap(receive(payment()), ({ status }) =>
          Effect.map(Clock.currentTimeMillis, (now) => [status, now - begun])
        )
        const fiber = yield* Effect.forkChild(timed)
        yield* began
        yield* TestClock.adjust(millis)
        assert.deepStrictEqual(yield* Fiber.join(fiber), millis < 4_000 ? [204, millis] : [500, 4_000])
      }).pipe(Effect.scoped),
    { arbitrary: { runs: 50 } }
  )
})

describe("what becomes of a handler", () => {
  const endings = {
    fails: () => Effect.fail(new Refused()),
    dies: () => Effect.die("a secret of the handler"),
    throws: () => {
      throw new Error("a secret of the handler")
    },
    "interrupts itself": () => Effect.interrupt
  }
  for (const [title, end] of Object.entries(endings)) {
    it.effect(`V3-HOOK-04 V3-HOOK-08 one that ${title} is answered 500, and the next delivery runs it again`, () =>
      Effect.gen(function* () {
        let deliveries = 0
        const { handle, runs } = yield* handler(Effect.void)
        const { receive } = yield* start((event) => (++deliveries === 1 ? end() : handle(event)))
        assert.deepStrictEqual(yield* receive(payment()), {
          status: 500,
          body: { code: "FAIL", message: "not taken in, please deliver again" }
        })
        assert.deepStrictEqual(yield* receive(payment()), { status: 204, body: undefined })
        assert.strictEqual(runs.length, 1)
      })
    )
  }

  it.effect("V3-HOOK-04 CR-HOOK-04 one that succeeded is answered 204, and so is every repeat, without a run", () =>
    Effect.gen(function* () {
      const { handle, runs } = yield* handler(Effect.void)
      const { receive } = yield* start(handle)
      for (let times = 1; times <= 15; times++) {
        const repeat = callback(seal(paid(), { id: `EV-${times}` }))
        assert.deepStrictEqual(yield* receive(repeat), { status: 204, body: undefined })
      }
      assert.strictEqual(runs.length, 1)
    })
  )

  it.effect("V3-HOOK-03 CR-HOOK-04 one that is slow goes on, and its repeat is acknowledged without a second run", () =>
    Effect.gen(function* () {
      const gate = yield* Deferred.make<void>()
      const { began, handle, runs } = yield* handler(Deferred.await(gate))
      const { inbox, opened } = yield* counting(2)
      const { receive } = yield* start(handle, { inbox })
      yield* assertLate(receive(payment()), began)
      const waiting = yield* Effect.forkChild(receive(payment()))
      yield* opened
      yield* Deferred.succeed(gate, undefined)
      assert.strictEqual((yield* passing(waiting)).status, 204)
      assert.strictEqual((yield* receive(payment())).status, 204)
      assert.strictEqual(runs.length, 1)
    })
  )

  it.effect("V3-HOOK-03 one whose caller has gone away goes on", () =>
    Effect.gen(function* () {
      const gate = yield* Deferred.make<void>()
      const { began, handle, runs } = yield* handler(Deferred.await(gate))
      const { inbox, opened } = yield* counting(2)
      const { receive } = yield* start(handle, { inbox })
      const gone = yield* Effect.forkChild(receive(payment()))
      yield* began
      yield* Fiber.interrupt(gone)
      const next = yield* Effect.forkChild(receive(payment()))
      yield* opened
      yield* Deferred.succeed(gate, undefined)
      assert.strictEqual((yield* passing(next)).status, 204)
      assert.strictEqual(runs.length, 1)
    })
  )

  it.effect("V3-HOOK-08 one that does not end within a minute is cut off, and the next delivery tries again", () =>
    Effect.gen(function* () {
      const { began, handle, runs } = yield* handler(Effect.never)
      const { receive } = yield* start((event) => (runs.length === 0 ? handle(event) : Effect.void))
      yield* assertLate(receive(payment()), began)
      yield* TestClock.adjust("1 minute")
      assert.strictEqual((yield* receive(payment())).status, 204)
    })
  )

  it.effect("V3-HOOK-08 one that runs when the scope closes is not recorded, and the next process tries again", () =>
    Effect.gen(function* () {
      const store = Layer.succeedContext(yield* Layer.build(memory))
      const { began, handle } = yield* handler(Effect.never)
      const scope = yield* Scope.make()
      const { receive } = yield* Effect.provideService(start(handle, { store }), Scope.Scope, scope)
      const fiber = yield* Effect.forkChild(receive(payment()))
      yield* began
      yield* Scope.close(scope, Exit.void)
      assert.strictEqual((yield* Fiber.join(fiber)).status, 500)
      assert.strictEqual((yield* receive(payment())).status, 500)
      const next = yield* handler(Effect.void)
      const restarted = yield* start(next.handle, { store })
      assert.strictEqual((yield* restarted.receive(payment())).status, 204)
      assert.deepStrictEqual(next.runs, ["DeductionPaid"])
    })
  )
})

describe("what is told", () => {
  /** Every word of an event that nobody may read in a log. */
  const secrets = ["openid", "attach", "description", "transaction_id", "out_trade_no", "out_record_id", "contract_id"]
  const canaries = Object.fromEntries(secrets.map((name) => [name, `canary-${name}`]))
  const body = seal(paid(canaries), { id: "canary-id", summary: "canary-summary" })
  const forged = Platform.proof(`${body} `)
  const probe = { ...Platform.proof(body), "Wechatpay-Signature": `WECHATPAY/SIGNTEST/${"A".repeat(325)}` }

  const refused: ReadonlyArray<readonly [string, number, string, Callback]> = [
    ["CR-HOOK-07 one for another", 403, "another", callback(seal(paid({ ...canaries, sp_mchid: "1900000002" })))],
    ["V3-HOOK-09 a forged one", 401, "signature", callback(body, forged)],
    ["V3-HOOK-09 V3-PROBE-02 a probe", 401, "deliberate", callback(body, probe)],
    ["V3-VER-04 an old one", 401, "s old", callback(body, Platform.proof(body, -400))],
    ["V3-VER-05 one without a proof", 401, "missing", callback(body, {})],
    ["V3-AEAD-03 one under another key", 500, "APIv3 key", callback(seal(paid(canaries), { key: "x".repeat(32) }))],
    ["one without an envelope", 500, "envelope", callback(JSON.stringify(canaries))],
    ["an event out of form", 500, "not the event", callback(seal(paid({ ...canaries, deduct_amount: "canary" })))],
    ["an event that is no JSON", 500, "not the event", callback(sealText("canary", { eventType: "BRAND.NEW" }))]
  ]
  for (const [title, status, why, given] of refused) {
    it.effect(`${title} is answered ${status} and not handled; the log says why, and nothing that was in it`, () =>
      Effect.gen(function* () {
        const { handle, runs } = yield* handler(Effect.void)
        const { receive } = yield* start(handle)
        const { exit, text } = yield* overheard(receive(given))
        const answer = yield* exit
        assert.deepStrictEqual([answer.status, answer.body?.code, runs], [status, "FAIL", []])
        assert.include(
          text,
          status === 500 ? "A notification was not taken in, and will come again" : "A callback was refused"
        )
        assert.include(text, why)
        const sent = new TextDecoder().decode(given.body)
        const [, ciphertext = sent] = /"ciphertext":"([^"]+)"/u.exec(sent) ?? []
        assertSilent(`${text}${JSON.stringify(answer)}`, ["canary", ciphertext.slice(0, 40)])
      })
    )
  }

  it.effect("a handler's own words go to the log and not to the platform", () =>
    Effect.gen(function* () {
      const { receive } = yield* start(() => Effect.fail("the database is away"))
      const { exit, text } = yield* overheard(receive(payment()))
      assert.include(text, "the database is away")
      assert.deepStrictEqual((yield* exit).body, { code: "FAIL", message: "not taken in, please deliver again" })
    })
  )

  it.effect("V3-PROBE-03 callbacks are counted by what became of them", () =>
    Effect.gen(function* () {
      const { began, handle } = yield* handler(Effect.never)
      const { receive } = yield* start((event) => (event._tag === "DeductionPaid" ? Effect.void : handle(event)))
      yield* receive(payment())
      yield* Effect.forEach([1, 2], () => receive(payment()))
      yield* Effect.forEach([1, 2, 3], () => receive(callback(body, forged)))
      yield* Effect.forEach([1, 2, 3, 4], () => receive(callback("{}")))
      yield* assertLate(receive(callback(seal({}, { eventType: "BRAND.NEW" }))), began)
      const counts = yield* Effect.forEach(["Handled", "Repeated", "Refused", "Failed", "Late"], (outcome) =>
        Metric.value(Metric.withAttributes(Receiver.callbacks, { outcome }))
      )
      assert.deepStrictEqual(
        counts.map(({ count }) => count),
        [1, 2, 3, 4, 1]
      )
    }).pipe(Effect.provideService(Metric.MetricRegistry, new Map()))
  )
})
