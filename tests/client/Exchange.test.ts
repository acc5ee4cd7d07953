/**
 * V3-NET-04, V3-NET-05: what an exchange that does not end well is told as: how far it came, the network's word for it, and when
 * it was given up.
 *
 * Method: a network in process ends every attempt as written down and tells how far it came, or does not; the time is TestClock's.
 */
import { assert, describe, it } from "@effect/vitest"
import { CurrentManner, SignedHttpClient, Transport } from "@wxrepay/domain/client"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Scope from "effect/Scope"
import { TestClock } from "effect/testing"
import { overheard } from "../support/overheard.ts"
import * as Scripted from "../support/scripted.ts"

const { fine, inOrder } = Scripted

const natures = ["Read", "Repeatable", "Write", "Charge"] as const

const once = <A, E, R>(effect: Effect.Effect<A, E, R>) => effect.pipe(Effect.scoped, Effect.provide(Scripted.once))

/** What a failure says, and when it came. */
const told = Effect.fnUntraced(function* <E, R>(call: Effect.Effect<unknown, E, R>) {
  const fiber = yield* Effect.forkChild(Effect.flip(call))
  yield* TestClock.adjust("1 hour")
  return yield* Fiber.join(fiber)
})

describe("how far an exchange came", () => {
  for (const [title, phase, expected] of [
    ["says that nothing left", "NotConnected", "NotSent"],
    ["says that bytes may have left", "Sent", "Sent"],
    ["says that an answer had come", "Answered", "Answered"],
    ["says that it cannot tell", "Unknown", "Unknown"],
    ["says nothing", undefined, "Unknown"]
  ] as const) {
    for (const nature of natures) {
      it.effect(`V3-NET-04 a transport that ${title} has a ${nature} end as ${expected}`, () =>
        once(
          Effect.gen(function* () {
            const { call } = yield* Scripted.client(inOrder({ phase, code: "ECONNRESET" }))
            const error = yield* told(call(nature))
            if (expected === "NotSent") {
              assert.deepStrictEqual([error._tag, error.category], ["NotSent", "BackOff"])
            } else {
              if (error._tag !== "Unanswered") return assert.fail(error._tag)
              assert.deepStrictEqual(
                [error.phase, error.category, error.problem],
                [expected, nature === "Read" ? "BackOff" : "AskFirst", "ECONNRESET"]
              )
            }
          })
        )
      )
    }
  }

  it.effect("V3-NET-04 each attempt begins anew: what one had come to is not said of the next", () =>
    Effect.gen(function* () {
      const { call } = yield* Scripted.client(inOrder(Scripted.refused, { phase: undefined }))
      const error = yield* told(call("Charge"))
      if (error._tag !== "Unanswered") return assert.fail(error._tag)
      assert.strictEqual(error.phase, "Unknown")
    }).pipe(Effect.scoped)
  )

  it.effect("V3-NET-04 a body that breaks off is an answer that had come, though the transport says nothing", () =>
    once(
      Effect.gen(function* () {
        for (const status of [200, 500]) {
          const { call } = yield* Scripted.client(inOrder({ status, bodyEnds: "Cut" }))
          const error = yield* told(call("Charge"))
          if (error._tag !== "Unanswered") return assert.fail(error._tag)
          assert.deepStrictEqual([error.phase, error.problem], ["Answered", "UND_ERR_SOCKET"])
        }
      })
    )
  )
})

describe("the network's word for it", () => {
  const secret = "Authorization: WECHATPAY2-SHA256-RSA2048"
  for (const [title, cause, expected] of [
    ["a code", { code: "ECONNREFUSED", message: secret }, "ECONNREFUSED"],
    ["a cause with a code", { message: secret, cause: { code: "UND_ERR_CONNECT_TIMEOUT" } }, "UND_ERR_CONNECT_TIMEOUT"],
    ["a code of its own and a cause with another", { code: "A", cause: { code: "B" } }, "A"],
    ["an error", Object.assign(new Error(secret), { code: "EPIPE" }), "EPIPE"],
    ["no code", new Error(secret), "TransportError"],
    ["a code that is a number", { code: 20, message: secret }, "TransportError"],
    ["nothing", undefined, "TransportError"]
  ] as const) {
    it.effect(`${title} is told as ${expected}, and nothing else of it`, () =>
      once(
        Effect.gen(function* () {
          const { call } = yield* Scripted.client(inOrder({ phase: "Sent", cause }))
          const { exit, text } = yield* overheard(Effect.flip(call("Read")))
          assert.strictEqual(exit._tag === "Success" && exit.value.message, `No answer: ${expected}`)
          assert.notInclude(text, secret)
        })
      )
    )
  }

  it.effect("V3-HDR-01 no span but our own tells of an exchange, and no header of tracing leaves", () =>
    once(
      Effect.gen(function* () {
        const { call, seen } = yield* Scripted.client(inOrder(fine))
        const { spans } = yield* overheard(call("Read"))
        assert.deepStrictEqual(
          spans.map(({ name }) => name),
          ["SignedHttpClient.attempt"]
        )
        assert.notInclude(Object.keys(seen[0]?.headers ?? {}), "traceparent")
        assert.notInclude(Object.keys(seen[0]?.headers ?? {}), "b3")
      })
    )
  )
})

describe("the deadline", () => {
  /** A network whose heads take 20 seconds to come. */
  const slow =
    (end: Scripted.End): Scripted.Script =>
    () =>
      Effect.as(Effect.sleep("20 seconds"), end)

  const isOver = (fiber: Fiber.Fiber<unknown, unknown>) => fiber.pollUnsafe() !== undefined

  for (const [phase, expected] of [
    ["NotConnected", "Nothing was sent: Deadline"],
    ["Sent", "No answer: Deadline"],
    ["Unknown", "No answer: Deadline"]
  ] as const) {
    it.effect(
      `V3-NET-05 V3-NET-04 silence after ${phase} is given up after 30 seconds and not before: ${expected}`,
      () =>
        once(
          Effect.gen(function* () {
            const { call } = yield* Scripted.client(inOrder({ silent: phase }))
            const fiber = yield* Effect.forkChild(Effect.flip(call("Charge")))
            yield* TestClock.adjust(29_999)
            assert.isFalse(isOver(fiber))
            yield* TestClock.adjust(1)
            assert.isTrue(isOver(fiber))
            assert.strictEqual((yield* Fiber.join(fiber)).message, expected)
          })
        )
    )
  }

  for (const status of [200, 400]) {
    it.effect(`V3-NET-05 it covers head and body of a ${status} together`, () =>
      once(
        Effect.gen(function* () {
          const { call } = yield* Scripted.client(slow({ status, bodyEnds: "Never" }))
          const fiber = yield* Effect.forkChild(Effect.flip(call("Charge")))
          yield* TestClock.adjust(29_999)
          assert.isFalse(isOver(fiber))
          yield* TestClock.adjust(1)
          assert.isTrue(isOver(fiber))
          const error = yield* Fiber.join(fiber)
          assert.deepStrictEqual(error._tag === "Unanswered" && [error.phase, error.problem], ["Answered", "Deadline"])
        })
      )
    )
  }

  it.effect("V3-NET-05 each attempt has its own", () =>
    Effect.gen(function* () {
      const { call, seen } = yield* Scripted.client(slow({ silent: "Sent" }))
      yield* told(call("Read"))
      assert.deepStrictEqual(
        seen.map(({ at }) => at),
        [0, 30_200, 60_600]
      )
    }).pipe(Effect.scoped, Effect.provide(Scripted.policy()))
  )

  it.effect("V3-NET-05 it is what the transport says", () =>
    once(
      Effect.gen(function* () {
        const { call } = yield* Effect.provideService(
          Scripted.client(inOrder({ silent: "Sent" })),
          Transport.Deadline,
          Duration.seconds(1)
        )
        const fiber = yield* Effect.forkChild(Effect.flip(call("Read")))
        yield* TestClock.adjust(999)
        assert.isFalse(isOver(fiber))
        yield* TestClock.adjust(1)
        assert.isTrue(isOver(fiber))
      })
    )
  )

  /** A download by a path. */
  const download = ({ execute }: SignedHttpClient["Service"]) =>
    Effect.flatMap(Scope.Scope, (download) =>
      Effect.provideService(execute(HttpClientRequest.get("/v3/bill")), CurrentManner, { download })
    )

  it.effect("V3-NET-05 of a download it covers the head, and a body may take its time", () =>
    once(
      Effect.gen(function* () {
        const { http } = yield* Scripted.client(slow({ status: 200, bodyEnds: "Never" }))
        const fiber = yield* Effect.forkChild(Effect.flatMap(download(http), (response) => response.arrayBuffer))
        yield* TestClock.adjust("1 hour")
        assert.isFalse(isOver(fiber))
        const { http: mute } = yield* Scripted.client(inOrder({ silent: "Sent" }))
        assert.strictEqual((yield* told(download(mute))).message, "No answer: Deadline")
      })
    )
  )

  it.effect("V3-NET-05 of a download that is refused the body has a deadline as well", () =>
    once(
      Effect.gen(function* () {
        const { http } = yield* Scripted.client(inOrder({ status: 404, bodyEnds: "Never" }))
        const error = yield* told(download(http))
        assert.deepStrictEqual(error._tag === "Unanswered" && [error.phase, error.problem], ["Answered", "Deadline"])
        const { http: whole } = yield* Scripted.client(inOrder({ status: 404 }))
        assert.strictEqual((yield* told(download(whole)))._tag, "Rejection")
      })
    )
  )
})

describe("what a call makes in turn, as for a key that it does not know", () => {
  it.effect("V3-UNSIGNED-01 is not of the manner of the call", () =>
    once(
      Effect.gen(function* () {
        const seen: Array<unknown> = []
        const looking = Effect.gen(function* () {
          seen.push(yield* CurrentManner)
        })
        const { call } = yield* Scripted.client(inOrder(fine), {}, looking)
        yield* Effect.provideService(call("Charge"), CurrentManner, { pathTemplate: "/v3/{x}" })
        assert.deepStrictEqual(seen, [{}])
      })
    )
  )
})
