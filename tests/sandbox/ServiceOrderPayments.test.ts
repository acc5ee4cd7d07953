/**
 * A service order in the sandbox that the merchant charges.
 *
 * Method: every call is signed and sent as raw JSON, and its answer is compared whole, with its status and the number
 * at the end of its Request-ID; the time is TestClock's, and stands still while a call is made.
 */
import { assert, describe, it } from "@effect/vitest"
import { Fen } from "@wxrepay/domain"
import { PayScore } from "@wxrepay/domain/client"
import { Borrower, Sandbox } from "@wxrepay/sandbox"
import * as Effect from "effect/Effect"
import { TestClock } from "effect/testing"
import { withSandbox, post, own, find, standing, lowering, reporting, owed, seconds } from "../support/serviceOrders.ts"

describe("an order that the merchant charges", () => {
  const numbers = Effect.map(find, ({ order_id }) => ({ ...own, out_order_no: "S1", mchid: "1900000001", order_id }))

  it.effect("PS-PAY-01 PS-PAY-04 is answered with its numbers, and is paid only once the charge has settled", () =>
    withSandbox(
      Effect.gen(function* () {
        yield* owed
        const answer = yield* post("/S1/pay", own)
        assert.deepStrictEqual(answer, { status: 200, number: "0", body: yield* numbers })
        assert.strictEqual(yield* standing, "DOING MCH_COMPLETE USER_PAYING 0 10000")
        yield* TestClock.adjust("1 second")
        assert.strictEqual(yield* standing, "DONE - USER_PAID 10000 0")
        yield* TestClock.adjust("1 day")
        assert.lengthOf(yield* (yield* Sandbox).deliveries, 1)
      })
    )
  )

  it.effect("PS-PAY-05 whose user has nothing is refused, and is still owed", () =>
    withSandbox(
      Effect.gen(function* () {
        const sandbox = yield* Sandbox
        yield* owed
        const refused = { status: 403, number: "271316574", body: { code: "TRADE_ERROR", message: "扣款失败" } }
        assert.deepStrictEqual(yield* post("/S1/pay", own), refused)
        assert.strictEqual(yield* standing, "DOING MCH_COMPLETE USER_PAYING 0 10000")
        yield* sandbox.setBorrower(Borrower.paysPart(Fen.make(4_000)))
        assert.strictEqual((yield* post("/S1/pay", own)).status, 200)
        yield* TestClock.adjust("1 second")
        assert.strictEqual(yield* standing, "DOING MCH_COMPLETE USER_PAYING 4000 6000")
        assert.deepStrictEqual(yield* post("/S1/pay", own), refused)
      }),
      { borrower: Borrower.noBalance }
    )
  )

  it.effect("PS-PAY-03 is charged by WeChat Pay's own plan all the same, but never twice at once", () =>
    withSandbox(
      Effect.gen(function* () {
        const sandbox = yield* Sandbox
        yield* owed
        yield* TestClock.adjust("500 millis")
        yield* post("/S1/pay", own)
        yield* sandbox.setBorrower(Borrower.noBalance)
        yield* TestClock.adjust("500 millis")
        yield* TestClock.adjust("500 millis")
        assert.strictEqual((yield* post("/S1/pay", own)).number, "271316574")
        yield* sandbox.setBorrower(Borrower.pays)
        yield* seconds(2)
        assert.strictEqual(yield* standing, "DOING MCH_COMPLETE USER_PAYING 0 10000")
        yield* TestClock.adjust("59 minutes")
        assert.strictEqual(yield* standing, "DOING MCH_COMPLETE USER_PAYING 0 10000")
        yield* TestClock.adjust("1 minute")
        yield* seconds(1)
        assert.strictEqual(yield* standing, "DONE - USER_PAID 10000 0")
        const { details } = Object((yield* find)["collection"])
        assert.lengthOf(details, 1)
      })
    )
  )

  it.effect("PS-PAY-02 may go without appid and service, but not where the platform is strict", () =>
    withSandbox(
      Effect.gen(function* () {
        yield* owed
        assert.strictEqual((yield* post("/S1/pay", {})).status, 200)
      })
    )
  )

  for (const [field, change] of [
    ["/appid", { appid: undefined }],
    ["/service_id", { service_id: undefined }]
  ] as const) {
    it.effect(`PS-PAY-02 needs ${field} where the platform is strict`, () =>
      withSandbox(
        Effect.gen(function* () {
          yield* owed
          const refused = yield* post("/S1/pay", { ...own, ...change })
          assert.deepStrictEqual([refused.status, refused.body["code"]], [400, "PARAM_ERROR"])
          assert.deepStrictEqual(refused.body["detail"], { field, location: "body" })
          assert.strictEqual((yield* post("/S1/pay", own)).status, 200)
        }),
        { serviceOrders: { strictPay: true } }
      )
    )
  }

  it.effect("PS-PAY-06 may be answered with USERPAYING alone, also while a charge runs, but not once it is paid", () =>
    withSandbox(
      Effect.gen(function* () {
        yield* owed
        const paying = { status: 200, number: "0", body: { trade_state: "USERPAYING" } }
        assert.deepStrictEqual(yield* post("/S1/pay", own), paying)
        assert.deepStrictEqual(yield* post("/S1/pay", own), paying)
        yield* TestClock.adjust("1 second")
        assert.strictEqual((yield* post("/S1/pay", own)).body["code"], "ORDER_DONE")
      }),
      { serviceOrders: { payAnswer: "UserPaying" } }
    )
  )

  it.effect("PS-PAY-08 may be answered with nothing at all, and the library takes that for taken", () =>
    withSandbox(
      Effect.gen(function* () {
        yield* owed
        const key = { outOrderNo: "S1", appid: own.appid, serviceId: own.service_id }
        assert.deepStrictEqual<unknown>(yield* (yield* PayScore).pay(key), { _tag: "Taken" })
        yield* TestClock.adjust("1 second")
        assert.strictEqual(yield* standing, "DONE - USER_PAID 10000 0")
      }),
      { serviceOrders: { payAnswer: "Empty" } }
    )
  )

  const running = {
    status: 400,
    number: "271316754",
    body: { code: "INVALID_ORDER_STATE", message: "单据正在扣款中,请稍后再试" }
  }
  for (const [title, call, body] of [
    ["PS-PAY-07 charged", "pay", own],
    ["PS-CANCEL-05 cancelled", "cancel", { ...own, reason: "不用了" }],
    ["PS-MODIFY-02 lowered", "modify", lowering],
    ["PS-SYNC-03 reported as paid", "sync", reporting]
  ] as const) {
    it.effect(`${title} is not what it can be while a charge runs, whoever started it`, () =>
      withSandbox(
        Effect.gen(function* () {
          yield* owed
          yield* TestClock.adjust("1 second")
          assert.deepStrictEqual(yield* post(`/S1/${call}`, body), running)
          yield* (yield* Sandbox).setBorrower(Borrower.noBalance)
          yield* TestClock.adjust("1 second")
          yield* (yield* Sandbox).setBorrower(Borrower.pays)
          assert.strictEqual((yield* post("/S1/pay", own)).status, 200)
          assert.deepStrictEqual(yield* post(`/S1/${call}`, body), running)
          assert.strictEqual(yield* standing, "DOING MCH_COMPLETE USER_PAYING 0 10000")
        })
      )
    )
  }
})
