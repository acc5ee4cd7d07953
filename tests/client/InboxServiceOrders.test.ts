/**
 * PS-HOOK: what is told of service orders, verified, opened and read.
 *
 * Method: the published events, made for the merchant of the tests, are signed and sealed with node:crypto, as the
 * published envelopes are: with the original type `payscore` and empty associated data, then with others.
 */
import { assert, describe, it } from "@effect/vitest"
import { ServiceOrderStage } from "@wxrepay/domain"
import { ServiceOrders } from "@wxrepay/domain/api"
import { Inbox } from "@wxrepay/domain/client"
import { Choice, Texts } from "@wxrepay/domain/testing"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { TestClock } from "effect/testing"
import * as Notifications from "../support/notifications.ts"
import { proof } from "../support/platform.ts"
import { handler, start } from "../support/receiving.ts"

const { callback, collected, confirmed, seal } = Notifications
const { oneOf, pick } = Choice

const few = { arbitrary: { runs: 25 } }

/** Opens a body that WeChat Pay has signed. */
const open = (body: string) =>
  Effect.flatMap(Inbox, (inbox) => inbox.open(callback(body))).pipe(Effect.provide(Notifications.layer))

const anothers = "1900000002"

/** The platform's names of the events, as the documents print them, and what each looks like opened. */
const orderKinds = [
  ["PAYSCORE.USER_CONFIRM", "ServiceOrderConfirmed", confirmed],
  ["PAYSCORE.USER_PAID", "ServiceOrderPaid", collected]
] as const

describe("what is read of service orders", () => {
  for (const [eventType, tag, event] of orderKinds) {
    it.live(`PS-HOOK-01 PS-HOOK-05 PS-HOOK-06 ${eventType} is ${tag}, unless it is for another merchant`, () =>
      Effect.gen(function* () {
        const changes = { eventType, originalType: "payscore", associatedData: "" }
        const opened = yield* open(seal(event(), changes))
        assert.deepStrictEqual(
          [opened._tag, opened.id, opened.createTime, opened.summary],
          [tag, "EV-2018022511223320875", "2025-12-04T14:52:35+08:00", "信贷还款还款成功"]
        )
        if (!("order" in opened) || opened._tag === "DeductionPaid") return assert.fail(opened._tag)
        assert.deepStrictEqual(opened.order, yield* Schema.decodeUnknownEffect(ServiceOrders.ServiceOrder)(event()))
        const foreign = yield* Effect.flip(open(seal(event({ mchid: anothers }), changes)))
        assert.strictEqual(foreign._tag, "NotificationForeign")
      })
    )

    it.live(
      `PS-HOOK-05 ${eventType} that does not say whose it is, or names a provider, is taken in and left to compare`,
      () =>
        Effect.gen(function* () {
          for (const changes of [{ mchid: undefined }, { mchid: null }, { sp_mchid: anothers }]) {
            assert.strictEqual((yield* open(seal(event(changes), { eventType })))._tag, tag)
          }
        })
    )

    it.live(`PS-HOOK-07 ${eventType} needs none of the members that one page merges in, and keeps one that comes`, () =>
      Effect.gen(function* () {
        const opened = yield* open(seal(event({ sub_mchid: "1900000109", out_trade_no: "1" }), { eventType }))
        if (!("order" in opened)) return assert.fail(opened._tag)
        assert.deepStrictEqual(opened.order.unknownMembers, { sub_mchid: "1900000109", out_trade_no: "1" })
      })
    )

    it.live(`PS-HOOK-01 ${eventType} without its number, its state or anything is no event, and says where`, () =>
      Effect.gen(function* () {
        for (const member of ["out_order_no", "state", "appid", "service_id"]) {
          const error = yield* Effect.flip(open(seal(event({ [member]: undefined }), { eventType })))
          assert.include(error.message, `${eventType}: ${member}: Missing key`)
        }
        const error = yield* Effect.flip(open(seal({}, { eventType })))
        assert.strictEqual(error._tag, "NotificationUnreadable")
      })
    )
  }

  for (const associatedData of ["", "transaction", "payscore", null]) {
    it.live(
      `PS-HOOK-06 an order is opened with ${JSON.stringify(associatedData)} sealed with it, and any original type`,
      () =>
        Effect.gen(function* () {
          for (const originalType of ["payscore", "transaction", ""]) {
            const changes = { eventType: "PAYSCORE.USER_PAID", associatedData, originalType }
            assert.strictEqual((yield* open(seal(collected(), changes)))._tag, "ServiceOrderPaid")
          }
        })
    )
  }

  it.live(
    "PS-HOOK-08 PS-COL-03 a payment of an order says what was paid, how, and what it cannot tell is left open",
    () =>
      Effect.gen(function* () {
        const [paid, odd] = yield* Effect.all([
          open(seal(collected(), { eventType: "PAYSCORE.USER_PAID" })),
          open(seal(collected({ collection: { state: "MCH_LOADING" } }), { eventType: "PAYSCORE.USER_PAID" }))
        ])
        if (paid._tag !== "ServiceOrderPaid" || odd._tag !== "ServiceOrderPaid") return assert.fail(paid._tag)
        assert.deepStrictEqual(
          [paid.order.state, paid.order.collection?.state, paid.order.collection?.paidAmount],
          ["Done", "UserPaid", 10_000]
        )
        assert.deepStrictEqual(
          [ServiceOrderStage.of(paid.order), odd.order.collection?.state, ServiceOrderStage.of(odd.order)],
          ["Paid", "Unknown:MCH_LOADING", "Unclear"]
        )
      })
  )

  it.live("PS-HOOK-09 what PayScore may tell one day of a failed charge is an unknown event, and is kept whole", () =>
    Effect.gen(function* () {
      const opened = yield* open(seal(collected(), { eventType: "PAYSCORE.USER_PAY_FAIL" }))
      assert.deepInclude(opened, { _tag: "UnknownNotification", eventType: "PAYSCORE.USER_PAY_FAIL" })
    })
  )

  it.live.prop(
    "PS-HOOK-06 an order is opened whatever associated data was sealed with it, and whatever the original type",
    [
      Texts.within(40, Texts.freeLetters),
      oneOf<string>(pick("", "payscore", "transaction"), Texts.within(40, Texts.freeLetters))
    ],
    ([originalType, associatedData]) =>
      Effect.gen(function* () {
        const changes = { eventType: "PAYSCORE.USER_PAID", associatedData, originalType }
        assert.strictEqual((yield* open(seal(collected(), changes)))._tag, "ServiceOrderPaid")
      }),
    few
  )

  it.live.prop(
    "PS-HOOK-09 an event tells of a service order exactly when it is USER_CONFIRM or USER_PAID of PAYSCORE, and of what else there may be nothing is taken for either",
    [
      oneOf<string>(
        pick("PAYSCORE.USER_CONFIRM", "PAYSCORE.USER_PAID"),
        pick("PAYSCORE.USER_CANCEL", "PAYSCORE.EXPIRED", "PAYSCORE.USER_PAY_FAIL", "PAYSCORE.MODIFIED", "USER_PAID"),
        Texts.within(20, Texts.wordLetters)
      )
    ],
    ([eventType]) =>
      Effect.gen(function* () {
        const opened = yield* open(seal(collected(), { eventType }))
        const [, tag = "UnknownNotification"] = orderKinds.find(([type]) => type === eventType) ?? []
        assert.strictEqual(opened._tag, tag)
        if (opened._tag === "UnknownNotification") assert.strictEqual(opened.eventType, eventType)
      }),
    few
  )

  it.live.prop(
    "PS-HOOK-05 an event of an order is refused exactly when it says that it is for another merchant",
    [pick("ours", "another's", "nobody's"), pick(0, 1)],
    ([whose, kind]) =>
      Effect.gen(function* () {
        const [eventType, tag, event] = orderKinds[kind]
        const mchid = { ours: "1900000001", "another's": anothers, "nobody's": undefined }[whose]
        const opened = yield* Effect.result(open(seal(event({ mchid }), { eventType })))
        assert.strictEqual(Result.isFailure(opened), whose === "another's")
        if (Result.isSuccess(opened)) return assert.strictEqual(opened.success._tag, tag)
        assert.strictEqual(opened.failure.message, `The notification is for ${anothers}, another merchant (CR-HOOK-07)`)
      }),
    few
  )
})

describe("PS-HOOK how fast an event of an order is answered", () => {
  it.effect.prop(
    "PS-HOOK-01 an event is answered within 5 seconds however long it is handled, and with 204 exactly when it is proven and was handled by then",
    [oneOf<number>(pick(0, 3_999, 4_000, 5_000), Choice.int(0, 8_000)), pick("proven", "proven", "forged")],
    ([millis, how]) =>
      Effect.gen(function* () {
        const { began, handle, runs } = yield* handler(Effect.sleep(millis))
        const { receive } = yield* start(handle)
        const begun = yield* Clock.currentTimeMillis
        const body = seal(collected(), { eventType: "PAYSCORE.USER_PAID" })
        const given = how === "proven" ? callback(body) : callback(body, proof(`${body} `))
        const timed = Effect.flatMap(receive(given), ({ status }) =>
          Effect.map(Clock.currentTimeMillis, (now) => [status, now - begun] as const)
        )
        const fiber = yield* Effect.forkChild(timed)
        if (how === "forged") {
          assert.deepStrictEqual(yield* Fiber.join(fiber), [401, 0])
          return assert.deepStrictEqual(runs, [])
        }
        yield* began
        yield* TestClock.adjust("5 seconds")
        const [status, lasted] = yield* Fiber.join(fiber)
        assert.strictEqual(status, millis < 4_000 ? 204 : 500)
        assert.isAtMost(lasted, 5_000)
      }).pipe(Effect.scoped),
    few
  )

  it.effect(
    "PS-HOOK-01 an event that is handled in 3999 ms is answered 204, one that takes 4000 ms with 500 after four seconds",
    () =>
      Effect.gen(function* () {
        const answers: Array<unknown> = []
        for (const millis of [3_999, 4_000]) {
          const { began, handle } = yield* handler(Effect.sleep(millis))
          const { receive } = yield* start(handle)
          const fiber = yield* Effect.forkChild(
            receive(callback(seal(confirmed(), { eventType: "PAYSCORE.USER_CONFIRM" })))
          )
          yield* began
          yield* TestClock.adjust("4 seconds")
          answers.push(yield* Fiber.join(fiber))
        }
        const body = { code: "FAIL", message: "not taken in, please deliver again" }
        assert.deepStrictEqual(answers, [
          { status: 204, body: undefined },
          { status: 500, body }
        ])
      }).pipe(Effect.scoped)
  )
})
