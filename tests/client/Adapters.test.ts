/**
 * V3-VER-03: the bytes that were signed reach the receiver, whatever server they come through and whatever parser stands there.
 *
 * Method: the programs of the guide are really started, on free ports, and `fetch` is the platform; notifications are
 * signed and sealed with node:crypto. Each door keeps the same promises; then come those of one door alone.
 */
import { assert, describe, it } from "@effect/vitest"
import { type Inbox, type NotificationStore, Receiver } from "@wxrepay/domain/client"
import { Choice } from "@wxrepay/domain/testing"
import * as Arbitrary from "effect/Arbitrary"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Logger from "effect/Logger"
import type * as Scope from "effect/Scope"
import express from "express"
import { createServer } from "node:http"
import { breakOff, deliver, deliverBytes, doors, listen, type Open, path, post, worker } from "../support/doors.ts"
import * as Notifications from "../support/notifications.ts"
import * as Platform from "../support/platform.ts"
import { handler, memory } from "../support/receiving.ts"

const { bytes, paid, seal } = Notifications

/** Runs a test of doors: over an inbox and a memory of its own, and nothing is logged. */
const among = <A, E>(test: Effect.Effect<A, E, Inbox | NotificationStore | Scope.Scope>) =>
  Effect.provide(test, [Notifications.layer, memory, Logger.layer([])])

const payment = seal(paid())

/** What may happen to a body on its way. All but the first leave what it says as it was. */
const changes = Arbitrary.all({
  kind: Choice.pick("a bit is flipped", "members change places", "whitespace is added", "a character is escaped"),
  at: Choice.int(0, 10_000),
  bit: Choice.int(0, 7)
})

type Change = typeof changes extends Arbitrary.Arbitrary<infer A> ? A : never

const changed = (body: string, { at, bit, kind }: Change): Uint8Array => {
  const sent = bytes(body)
  if (kind === "a bit is flipped")
    return sent.map((byte, index) => (index === at % sent.length ? byte ^ (1 << bit) : byte))
  const text = changedText(body, kind, at, bit)
  assert.notStrictEqual(text, body)
  assert.deepStrictEqual(JSON.parse(text), JSON.parse(body))
  return bytes(text)
}

const changedText = (body: string, kind: Exclude<Change["kind"], "a bit is flipped">, at: number, bit: number) => {
  switch (kind) {
    case "members change places": {
      const members = Object.entries(JSON.parse(body))
      const by = 1 + (at % (members.length - 1))
      return JSON.stringify(Object.fromEntries([...members.slice(by), ...members.slice(0, by)]))
    }
    case "whitespace is added": {
      // Every second part is a string with its quotes; between them whitespace says nothing.
      const parts = body.split(/("[^"]*")/u)
      const place = 2 * (at % Math.ceil(parts.length / 2))
      return parts
        .map((part, index) => (index === place ? `${part}${[" ", "\n", "\t", "\r\n"][bit % 4]}` : part))
        .join("")
    }
    case "a character is escaped": {
      // Letters stand in strings only.
      const letters = Array.from(body.matchAll(/\p{Letter}/gu), ({ index }) => index)
      const place = letters[at % letters.length] ?? 0
      const code = body.charCodeAt(place).toString(16).padStart(4, "0")
      return `${body.slice(0, place)}\\u${code}${body.slice(place + 1)}`
    }
  }
}

for (const [name, open] of Object.entries<Open<never>>(doors)) {
  describe(`through ${name}`, () => {
    it.live("V3-HOOK-04 V3-HOOK-09 a payment is handled once and answered 204, and a forged one 401", () =>
      Effect.gen(function* () {
        const { handle, runs } = yield* handler(Effect.void)
        const door = yield* open(handle)
        const forged = yield* deliver(door, payment, Platform.proof(`${payment} `))
        assert.deepStrictEqual([forged.status, JSON.parse(forged.text).code], [401, "FAIL"])
        assert.deepStrictEqual(yield* deliver(door, payment), { status: 204, text: "" })
        assert.deepStrictEqual(yield* deliver(door, payment), { status: 204, text: "" })
        assert.deepStrictEqual(runs, ["DeductionPaid"])
      }).pipe(among)
    )

    it.live("V3-HOOK-08 a handler that dies is answered 500, and the next delivery is handled", () =>
      Effect.gen(function* () {
        const { handle, runs } = yield* handler(Effect.void)
        let deliveries = 0
        const door = yield* open((event) => (++deliveries === 1 ? Effect.die("a secret") : handle(event)))
        const failed = yield* deliver(door, payment)
        assert.deepStrictEqual([failed.status, JSON.parse(failed.text).code], [500, "FAIL"])
        assert.notInclude(failed.text, "secret")
        assert.strictEqual((yield* deliver(door, payment)).status, 204)
        assert.deepStrictEqual(runs, ["DeductionPaid"])
      }).pipe(among)
    )

    it.live("V3-VER-03 a body of which any byte is not as it was signed is refused", () =>
      Effect.gen(function* () {
        const { handle, runs } = yield* handler(Effect.void)
        const door = yield* open(handle)
        const proof = Platform.proof(payment)
        yield* Arbitrary.checkEffect(
          changes,
          (change) =>
            Effect.map(deliverBytes(door, changed(payment, change), proof), ({ status }) => {
              assert.isAtLeast(status, 400)
              return true
            }),
          { runs: 60 }
        )
        assert.deepStrictEqual(runs, [])
        assert.strictEqual((yield* deliver(door, payment, proof)).status, 204)
      }).pipe(among)
    )

    it.live("a body that breaks off, and a caller that goes away, do no harm", () =>
      Effect.gen(function* () {
        const gate = yield* Deferred.make<void>()
        const { began, handle, runs } = yield* handler(Deferred.await(gate))
        const door = yield* open(handle)
        if (door.port === undefined) return
        yield* breakOff(door.port, payment.slice(0, 100), 1_000, Effect.void)
        yield* breakOff(door.port, payment, bytes(payment).length, began)
        yield* Deferred.succeed(gate, undefined)
        assert.strictEqual((yield* deliver(door, payment)).status, 204)
        assert.deepStrictEqual(runs, ["DeductionPaid"])
      }).pipe(among)
    )
  })
}

describe("a body of more than a mebibyte", () => {
  const large = JSON.stringify({ ...JSON.parse(payment), padding: "x".repeat(1_048_577) })

  for (const name of [
    "node:http",
    "Express behind a JSON parser that keeps the bytes",
    "Express before a JSON parser",
    "Fastify"
  ] as const) {
    it.live(`is refused by ${name}, even when WeChat Pay has signed it`, () =>
      Effect.gen(function* () {
        const { handle, runs } = yield* handler(Effect.void)
        const door = yield* doors[name](handle)
        assert.notStrictEqual((yield* deliver(door, large)).status, 204)
        assert.deepStrictEqual(runs, [])
        assert.strictEqual((yield* deliver(door, payment)).status, 204)
      }).pipe(among)
    )
  }
})

describe("a body that somebody read before", () => {
  const advice = "take the raw request, before any parser (V3-VER-03)"

  /** A logger, and what it heard. */
  const listening = () => {
    const heard: Array<string> = []
    return { heard, logger: Logger.map(Logger.formatLogFmt, (text) => void heard.push(text)) }
  }

  /** What stands before the route and keeps no bytes. */
  const parsers = {
    "express.json()": express.json(),
    "express.text()": express.text({ type: "*/*" }),
    "express.raw()": express.raw({ type: "*/*" }),
    "a parser that keeps a text": express.json({
      verify: (request, _response, bytes) => void Object.assign(request, { rawBody: bytes.toString() })
    })
  }
  for (const [title, parser] of Object.entries(parsers)) {
    it.live(`V3-VER-03 behind ${title} it is answered 500, and the log says what to do`, () =>
      Effect.gen(function* () {
        const { handle, runs } = yield* handler(Effect.void)
        const { heard, logger } = listening()
        const { listener } = yield* Effect.provide(Receiver.make(handle), Logger.layer([logger]))
        const door = yield* listen(createServer(express().use(parser).post(path, listener)))
        assert.strictEqual((yield* deliver(door, payment)).status, 500)
        assert.include(heard.join(), advice)
        assert.deepStrictEqual(runs, [])
      }).pipe(among)
    )
  }

  it.live("V3-VER-03 in a worker it is answered 500, and the log says what to do", () =>
    Effect.gen(function* () {
      const { handle, runs } = yield* handler(Effect.void)
      const { heard, logger } = listening()
      const { dispose, fetch } = worker(handle, [logger])
      const request = Notifications.request(payment)
      yield* Effect.promise(() => request.json())
      assert.strictEqual((yield* Effect.promise(() => fetch(request))).status, 500)
      assert.include(heard.join(), advice)
      assert.deepStrictEqual(runs, [])
      yield* Effect.promise(dispose)
    })
  )
})

describe("everything else", () => {
  for (const name of ["Express behind a JSON parser that keeps the bytes", "Fastify"] as const) {
    it.live(`the other routes of ${name} get parsed JSON as before`, () =>
      Effect.gen(function* () {
        const { port } = yield* doors[name](() => Effect.void)
        const order = bytes('{ "number" : 1 }')
        const answer = yield* Effect.promise(() => fetch(`http://127.0.0.1:${port}/orders`, post(order, {})))
        assert.strictEqual(yield* Effect.promise(() => answer.text()), '{"number":1}')
      }).pipe(among)
    )
  }

  it("V3-VER-03 a parsed body does not compile, and neither does a text", () => {
    const parsed: unknown = JSON.parse(payment)
    const attempts = ({ receive }: Receiver.Receiver) => [
      // @ts-expect-error a body is bytes, not what a parser made of them
      receive({ headers: {}, body: parsed }),
      // @ts-expect-error a body is bytes, not what a decoder made of them
      receive({ headers: {}, body: payment }),
      receive({ headers: {}, body: bytes(payment) })
    ]
    assert.isFunction(attempts)
  })
})
