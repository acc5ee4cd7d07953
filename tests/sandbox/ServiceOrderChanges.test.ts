/**
 * A service order in the sandbox that is lowered, paid elsewhere or cancelled.
 *
 * Method: every call is signed and sent as raw JSON, and its answer is compared whole, with its status and the number
 * at the end of its Request-ID; the time is TestClock's, and stands still while a call is made.
 */
import { assert, describe, it } from "@effect/vitest"
import { Fen } from "@wxrepay/domain"
import { Borrower, Sandbox } from "@wxrepay/sandbox"
import * as Effect from "effect/Effect"
import { TestClock } from "effect/testing"
import {
  withSandbox,
  post,
  own,
  get,
  find,
  standing,
  creation,
  completion,
  lowering,
  reporting,
  unconfirmed,
  owed,
  seconds
} from "../support/serviceOrders.ts"

describe("an order of which less is owed", () => {
  it.effect("PS-MODIFY-01 PS-AMT-05 PS-COL-01 keeps what was paid, and needs the rest", () =>
    withSandbox(
      Effect.gen(function* () {
        yield* owed
        yield* seconds(2)
        const { body, status } = yield* post("/S1/modify", lowering)
        assert.strictEqual(status, 200)
        assert.deepStrictEqual(body, yield* find)
        assert.deepInclude(body, { post_payments: lowering.post_payments, total_amount: 6_000 })
        assert.notProperty(body, "post_discounts")
        assert.strictEqual(Object(body["collection"]).total_amount, 6_000)
        assert.strictEqual(yield* standing, "DOING MCH_COMPLETE USER_PAYING 3000 3000")
        const again = yield* post("/S1/modify", lowering)
        assert.deepStrictEqual([again.status, again.body["code"], again.number], [400, "PARAM_ERROR", "268435461"])
        const of = (amount: number) => ({
          ...lowering,
          post_payments: [{ name: "租金", amount }],
          total_amount: amount
        })
        const less = yield* post("/S1/modify", of(2_999))
        assert.deepStrictEqual(
          [less.status, less.body["code"], less.body["message"]],
          [
            400,
            "PARAM_ERROR",
            "totalAmount must be at least 3000 fen, what is paid already, but 2999 was given (PS-MODIFY-02)"
          ]
        )
        assert.strictEqual((yield* post("/S1/modify", of(3_000))).status, 200)
        assert.strictEqual(yield* standing, "DOING MCH_COMPLETE USER_PAYING 3000 0")
        yield* TestClock.adjust("1 hour")
        yield* seconds(1)
        assert.strictEqual(yield* standing, "DONE - USER_PAID 3000 0")
        assert.lengthOf(Object((yield* find)["collection"]).details, 1)
      }),
      { borrower: Borrower.paysPart(Fen.make(3_000)) }
    )
  )
})

describe("an order that was paid elsewhere", () => {
  it.effect("PS-SYNC-01 PS-SYNC-04 PS-COL-03 PS-TIME-07 is over, and nobody is told", () =>
    withSandbox(
      Effect.gen(function* () {
        yield* owed
        const { body, status } = yield* post("/S1/sync", reporting)
        assert.strictEqual(status, 200)
        assert.deepStrictEqual(body, yield* find)
        assert.strictEqual(yield* standing, "DONE - USER_PAID 10000 0")
        assert.deepStrictEqual(Object(body["collection"]).details, [
          { seq: 1, amount: 10_000, paid_type: "MCH", paid_time: "20251105113000" }
        ])
        yield* TestClock.adjust("1 day")
        assert.lengthOf(yield* (yield* Sandbox).deliveries, 0)
      })
    )
  )

  it.effect("PS-SYNC-02 is reported as Order_Paid, and with no other word", () =>
    withSandbox(
      Effect.gen(function* () {
        yield* owed
        const refused = yield* post("/S1/sync", { ...reporting, type: "ORDER_PAID" })
        assert.deepStrictEqual([refused.status, refused.body["code"]], [400, "PARAM_ERROR"])
      })
    )
  )
})

describe("an order that is cancelled", () => {
  it.effect("PS-CANCEL-04 answers its numbers, and the same to the same again", () =>
    withSandbox(
      Effect.gen(function* () {
        const { order_id } = (yield* post("", creation)).body
        const wish = { ...own, reason: "不用了" }
        const first = yield* post("/S1/cancel", wish)
        const body = { ...own, out_order_no: "S1", mchid: "1900000001", order_id }
        assert.deepStrictEqual(first, { status: 200, number: "0", body })
        assert.deepStrictEqual(yield* post("/S1/cancel", wish), first)
        const other = yield* post("/S1/cancel", { ...wish, reason: "别的" })
        assert.deepStrictEqual(
          [other.status, other.number, other.body["code"], other.body["message"]],
          [400, "271316598", "PARAM_ERROR", "订单重入参数校验失败"]
        )
      })
    )
  )

  it.effect("PS-CANCEL-03 may be cancelled without its service being named", () =>
    withSandbox(
      Effect.gen(function* () {
        yield* post("", creation)
        assert.strictEqual((yield* post("/S1/cancel", { appid: own.appid, reason: "不用了" })).status, 200)
      })
    )
  )

  const refused = {
    status: 400,
    number: "271316592",
    body: { code: "PARAM_ERROR", message: "当前订单状态不满足撤销条件" }
  }

  it.effect("PS-CANCEL-02 is not one that awaits payment, where the platform refuses that", () =>
    withSandbox(
      Effect.gen(function* () {
        yield* owed
        assert.deepStrictEqual(yield* post("/S1/cancel", { ...own, reason: "不用了" }), refused)
        assert.strictEqual(yield* standing, "DOING MCH_COMPLETE USER_PAYING 0 10000")
      }),
      { serviceOrders: { cancelAwaitingPayment: "Refuse" } }
    )
  )

  it.effect("PS-CANCEL-02 is one that awaits payment, where the platform allows that, until a part is paid", () =>
    withSandbox(
      Effect.gen(function* () {
        const sandbox = yield* Sandbox
        yield* owed
        yield* seconds(2)
        assert.deepStrictEqual(yield* post("/S1/cancel", { ...own, reason: "不用了" }), refused)
        yield* post("", { ...unconfirmed, out_order_no: "S2" })
        yield* sandbox.setBorrower(Borrower.noBalance)
        yield* post("/S2/complete", completion)
        assert.strictEqual((yield* post("/S2/cancel", { ...own, reason: "不用了" })).status, 200)
        const { collection, need_collection, state } = (yield* get({ out_order_no: "S2" })).body
        assert.deepStrictEqual([state, collection, need_collection], ["REVOKED", undefined, undefined])
      }),
      { borrower: Borrower.paysPart(Fen.make(1)) }
    )
  )
})
