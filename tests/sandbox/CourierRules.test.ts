/**
 * V3-HOOK: exactly how often the sandbox tells an event, and when.
 *
 * Method: an echo asks for a notification, which is answered as drawn, sending by sending; the moments of the sendings are written
 * down. The time is TestClock's.
 */
import { assert, describe, it } from "@effect/vitest"
import { SignedHttpClient } from "@wxrepay/domain/client"
import { Choice } from "@wxrepay/domain/testing"
import { Sandbox } from "@wxrepay/sandbox"
import * as Arbitrary from "effect/Arbitrary"
import * as DateTime from "effect/DateTime"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import { TestClock } from "effect/testing"
import type * as Couriers from "../../packages/sandbox/src/Courier.ts"
import * as Lender from "../support/lender.ts"
import * as QuickSandbox from "../support/quickSandbox.ts"

/** The sandbox's own module; it stands behind no door of its package. */
const Courier: typeof Couriers = await import(new URL("../../packages/sandbox/src/Courier.ts", import.meta.url).href)

const { int, oneOf, pick, seldom } = Choice

/** 15 s, 15 s, 30 s, 3 m, 10 m, 20 m, three times 30 m, 1 h, three times 3 h, twice 6 h, in seconds. */
const pacing = [15, 15, 30, 180, 600, 1_200, 1_800, 1_800, 1_800, 3_600, 10_800, 10_800, 10_800, 21_600, 21_600]

/** Asks for a notification. */
const asked = Effect.gen(function* () {
  const { connection } = yield* Sandbox
  const [key] = connection.platformKeys
  const echo = HttpClientRequest.post("/v3/security/echo").pipe(
    HttpClientRequest.setHeaders({ "wechatpay-serial": key !== undefined && "serial" in key ? key.serial : "" }),
    HttpClientRequest.bodyJsonUnsafe({ echo_message: "hello", notify_url: "https://lender.example/n" })
  )
  yield* Effect.flatMap(SignedHttpClient, (client) => client.execute(echo))
})

/** When the sendings of one echo were made, in seconds from the first, where a lender answers them so and then with 500. */
const sendings = (statuses: ReadonlyArray<number>) => {
  let sent = 0
  const fetch: typeof globalThis.fetch = () => Promise.resolve(new Response(null, { status: statuses[sent++] ?? 500 }))
  return Effect.gen(function* () {
    yield* TestClock.setTime(Lender.noon)
    const { awaitDeliveries, deliveries } = yield* Sandbox
    yield* asked
    yield* awaitDeliveries(1)
    for (const [index, pause] of pacing.entries()) {
      if (isTaken(statuses[index])) break
      yield* TestClock.adjust(pause * 1_000)
      yield* awaitDeliveries(index + 2)
    }
    yield* TestClock.adjust("30 days")
    const moments = (yield* deliveries).map(({ sentAt }) => DateTime.toEpochMillis(sentAt) / 1_000)
    return moments.map((at) => at - (moments[0] ?? 0))
  }).pipe(Effect.provide(QuickSandbox.layer({ fetch })))
}

/** What is known of a sending that a lender answers with 204 after so many milliseconds. */
const answeredAfter = Effect.fnUntraced(function* (millis: number) {
  const run = Effect.runPromiseWith(yield* Effect.context())
  const came = yield* Deferred.make<void>()
  const answer = Deferred.succeed(came, undefined).pipe(
    Effect.andThen(Effect.sleep(millis)),
    Effect.as(new Response(null, { status: 204 }))
  )
  return yield* Effect.gen(function* () {
    yield* TestClock.setTime(Lender.noon)
    const { awaitDeliveries } = yield* Sandbox
    yield* asked
    yield* Deferred.await(came)
    yield* TestClock.adjust(Math.min(millis, 5_000))
    const [delivery] = yield* awaitDeliveries(1)
    return delivery?.status
  }).pipe(Effect.provide(QuickSandbox.layer({ fetch: () => run(answer) })))
})

const isTaken = (status: number | undefined) => status === 200 || status === 204

/** Answers of a lender; what is no success comes most of the time. */
const answers = Arbitrary.array(seldom<number>(pick(201, 202, 302, 400, 401, 404, 429, 500, 503), pick(200, 204), 8), {
  maxLength: 20
})

describe("V3-HOOK what is told again", () => {
  it.effect.prop(
    "V3-HOOK-04 V3-HOOK-06 V3-HOOK-07 an event is sent again exactly until it is answered with 200 or 204, at the generic pace, and after the sixteenth sending never",
    [answers],
    ([statuses]) =>
      Effect.gen(function* () {
        const taken = statuses.slice(0, 16).findIndex(isTaken)
        const expected = [0]
        for (const pause of pacing.slice(0, taken === -1 ? 15 : taken)) expected.push((expected.at(-1) ?? 0) + pause)
        assert.deepStrictEqual(yield* sendings(statuses), expected)
      }),
    { arbitrary: { runs: 15 } }
  )

  it.effect(
    "V3-HOOK-07 what nobody takes in is sent 16 times within 24 hours and 4 minutes, what is taken in at once is sent once",
    () =>
      Effect.gen(function* () {
        const never = yield* sendings([])
        assert.deepStrictEqual([never.length, never.at(-1)], [16, 24 * 3_600 + 4 * 60])
        assert.deepStrictEqual(yield* sendings([204]), [0])
      })
  )

  it.prop(
    "V3-HOOK-07 an event has the generic pace exactly when it is none of credit repayment, which has its own",
    [
      oneOf<string>(
        pick(
          "CREDIT_REPAYMENT.SIGN_CONTRACT",
          "CREDIT_REPAYMENT.DEDUCTION_PAY",
          "PAYSCORE.USER_PAID",
          "SECURITY_ECHO.SUCCESS"
        ),
        Arbitrary.map(int(0, 999), (number) => `CREDIT_REPAYMENT.NEW_${number}`),
        Arbitrary.map(int(0, 999), (number) => `SOMETHING.NEW_${number}`)
      )
    ],
    ([eventType]) => {
      const isGeneric = String(Courier.pausesOf(eventType).map(Duration.toSeconds)) === String(pacing)
      assert.strictEqual(isGeneric, !eventType.startsWith("CREDIT_REPAYMENT."))
    }
  )

  it.effect.prop(
    "V3-HOOK-03 a sending counts as answered exactly when its answer comes within five seconds",
    [oneOf<number>(pick(1, 4_999, 5_001), int(1, 10_000))],
    ([millis]) =>
      Effect.gen(function* () {
        if (millis === 5_000) return
        assert.strictEqual(yield* answeredAfter(millis), millis < 5_000 ? 204 : undefined)
      }),
    { arbitrary: { runs: 15 } }
  )
})
