/**
 * What every transport promises of outcomes: a charge that may have happened is in doubt and sent once, one of which nothing
 * left is not, and a question is asked again.
 *
 * Method: the peer ends the exchange in every way there is, on real sockets, and counts what arrived.
 */
import { assert, describe, it } from "@effect/vitest"
import { CreditRepayment, RetryPolicy } from "@wxrepay/domain/client"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { ServerResponse } from "node:http"
import { onlyAttempt } from "../support/doubt.ts"
import * as Platform from "../support/platform.ts"
import { facing, type Make } from "./facing.ts"

type Answer = (response: ServerResponse) => void

const text = JSON.stringify(Platform.order())
const refusal = { code: "PARAM_ERROR", message: "no" }
const html = { "Content-Type": "text/html" }

const answering =
  (status: number, body: unknown, headers?: Record<string, string>): Answer =>
  (response) =>
    Platform.answer(response, status, body, headers)

/** A `Date` at a distance from now in seconds. */
const dated = (at: number) => ({ Date: new Date(Math.floor(Date.now() / 1000 + at) * 1000).toUTCString() })

/** The ends that leave open whether a charge happened, and what its one attempt is then told to be. */
const doubtful: ReadonlyArray<readonly [what: string, attempt: string, answer: Answer]> = [
  ["200 without a proof", "Unverified", answering(200, text, {})],
  ["200 with the proof of something else", "Unverified", (to) => Platform.answer(to, 200, text, Platform.proof("{}"))],
  [
    "200 of a platform whose clock is ten minutes behind",
    "ClockSkewed",
    (to) => Platform.answer(to, 200, text, { ...Platform.proof(text, -600), ...dated(-600) })
  ],
  ["200 in HTML", "Unreadable", (to) => Platform.answer(to, 200, text, { ...Platform.proof(text), ...html })],
  ["200 that is no order", "Unreadable", answering(200, { out_trade_no: "T1" })],
  ["200 of another charge", "Unreadable", answering(200, Platform.order({ out_trade_no: "T2" }))],
  ["202", "Unreadable", answering(202, text)],
  ["302", "Rejection", answering(302, "", { Location: "/elsewhere" })],
  ["400 without a proof", "Rejection", answering(400, refusal, {})],
  ["401 with a wrong signature", "Rejection", (to) => Platform.answer(to, 401, refusal, Platform.proof("{}"))],
  ["403 without a proof", "Rejection", answering(403, refusal, {})],
  ["404 without a proof", "Rejection", answering(404, "<html>", html)],
  ["409 with a wrong signature", "Rejection", (to) => Platform.answer(to, 409, refusal, Platform.proof("{}"))],
  ["429", "Rejection", answering(429, refusal)],
  ["429 without a proof", "Rejection", answering(429, refusal, {})],
  ["500", "Rejection", answering(500, refusal)],
  ["502 in HTML", "Rejection", answering(502, "<html>", html)],
  ["503", "Rejection", answering(503, refusal)],
  ["504 without a body", "Rejection", answering(504, "", {})],
  ["a socket that is cut before the answer", "Unanswered", (to) => void to.destroy()],
  [
    "a socket that is cut in the answer",
    "Unanswered",
    (to) => {
      to.writeHead(200, { "Content-Length": "1000", ...Platform.proof(text) })
      to.write("{", () => to.destroy())
    }
  ],
  ["no answer in time", "Unanswered", () => {}],
  ["no whole answer in time", "Unanswered", (to) => void to.writeHead(200, Platform.proof(text)).write("{")]
]

/** The ends that prove that a charge did not happen. */
const proven: ReadonlyArray<readonly [what: string, tag: string, answer: Answer]> = [
  ["400", "Rejection", answering(400, refusal)],
  ["401", "Rejection", answering(401, refusal)],
  ["401 without a proof", "Rejection", answering(401, refusal, {})],
  [
    "401 of a platform whose clock is ten minutes ahead",
    "ClockSkewed",
    (to) => Platform.answer(to, 401, refusal, dated(600))
  ],
  ["403", "Rejection", answering(403, refusal)],
  ["404", "Rejection", answering(404, refusal)]
]

/** The standard policy, without its pauses. */
const atOnce: RetryPolicy.RetryPolicy = RetryPolicy.RetryPolicy.make({
  ...RetryPolicy.standard,
  pause: Duration.millis(1),
  isJittered: false
})

/** The outcomes of one transport. */
export const doubtsOf = (name: string, make: Make): void => {
  const against = facing(make)

  const charge = (client: CreditRepayment["Service"]) => client.charge(Platform.charge)
  const find = (client: CreditRepayment["Service"]) => client.findDeductOrder({ outTradeNo: "T1" })

  /** How a charge ends other than well, and the numbers that are then not settled. */
  const ending = (client: CreditRepayment["Service"]) =>
    Effect.all({ error: Effect.flip(charge(client)), unsettled: client.unsettled })

  const numbers = (unsettled: ReadonlyArray<{ readonly operation: string; readonly number: string }>) =>
    unsettled.map(({ number, operation }) => `${operation} ${number}`)

  describe(`${name}: what is known of a charge`, () => {
    for (const [what, tag, answer] of doubtful) {
      it.live(`V3-NET-04 V3-VER-08 V3-RETRY-01 after ${what} it is in doubt, by its number, and was sent once`, () =>
        Effect.gen(function* () {
          const { result, seen } = yield* against((_, response) => answer(response), ending, {
            policy: atOnce,
            deadline: 300
          })
          assert.deepInclude(result.error, { _tag: "OutcomeUnknown", operation: "charge", number: "T1" })
          assert.strictEqual(onlyAttempt(result.error)._tag, tag)
          assert.deepStrictEqual(numbers(result.unsettled), ["charge T1"])
          assert.lengthOf(seen, 1)
        })
      )
    }

    for (const [what, tag, answer] of proven) {
      it.live(`V3-VER-09 after ${what} it is known that it did not happen`, () =>
        Effect.gen(function* () {
          const { result, seen } = yield* against((_, response) => answer(response), ending, { policy: atOnce })
          assert.strictEqual(result.error._tag, tag)
          assert.deepStrictEqual(numbers(result.unsettled), [])
          assert.lengthOf(seen, 1)
        })
      )
    }

    it.live("V3-NET-04 where nobody listens nothing was sent, and nothing is in doubt", () =>
      Effect.gen(function* () {
        const { baseUrl, close } = yield* Platform.listen(() => {})
        close()
        const layer = CreditRepayment.layer(Platform.settings(baseUrl)).pipe(Layer.provide(make()))
        const { error, unsettled } = yield* Effect.flatMap(CreditRepayment, ending).pipe(
          Effect.provide([layer, RetryPolicy.layer(RetryPolicy.never)])
        )
        assert.deepInclude(error, { _tag: "NotSent", category: "BackOff" })
        assert.include(error.message, "ECONNREFUSED")
        assert.deepStrictEqual(numbers(unsettled), [])
      }).pipe(Effect.scoped)
    )

    it.live("V3-RETRY-01 it is sent once after 500, and a repeat by its caller is told to be one", () =>
      Effect.gen(function* () {
        const { result, seen } = yield* against(
          (_, response) => Platform.answer(response, 500, { code: "SYSTEM_ERROR", message: "again" }),
          (client) => Effect.all([Effect.flip(charge(client)), Effect.flip(charge(client))]),
          { policy: atOnce }
        )
        assert.lengthOf(seen, 2)
        assert.deepStrictEqual(
          result.map((error) => error._tag === "OutcomeUnknown" && [error.isRepeat, error.attempts.length]),
          [
            [false, 1],
            [true, 1]
          ]
        )
      })
    )
  })

  describe(`${name}: what is asked again`, () => {
    /** Fails so many times, and then tells the order. */
    const failing = (times: number) => {
      let calls = 0
      return (_: Platform.Seen, response: ServerResponse) =>
        ++calls > times
          ? Platform.answer(response, 200, Platform.order())
          : Platform.answer(response, 500, { code: "SYSTEM_ERROR", message: "again" })
    }

    it.live("V3-RETRY-01 V3-RETRY-03 a question is answered at the third try, signed afresh over the same bytes", () =>
      Effect.gen(function* () {
        const { result, seen } = yield* against(failing(2), find, { policy: atOnce })
        assert.strictEqual(result.outTradeNo, "T1")
        assert.lengthOf(seen, 3)
        assert.isTrue(seen.every(Platform.isSigned))
        assert.strictEqual(new Set(seen.map(({ headers }) => headers.authorization)).size, 3)
        assert.strictEqual(
          new Set(seen.map(({ body, method, target }) => `${method} ${target} ${body.toString("hex")}`)).size,
          1
        )
      })
    )

    it.live("V3-RETRY-02 a question is not asked a fourth time", () =>
      Effect.gen(function* () {
        const { result, seen } = yield* against(failing(3), (client) => Effect.flip(find(client)), { policy: atOnce })
        assert.lengthOf(seen, 3)
        assert.deepInclude(result, { _tag: "Rejection", status: 500, category: "BackOff" })
      })
    )
  })
}
