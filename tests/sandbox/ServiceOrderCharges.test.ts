/**
 * A service order in the sandbox that WeChat Pay charges by itself.
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
  type Json,
  withSandbox,
  post,
  own,
  get,
  find,
  standing,
  completion,
  reporting,
  unconfirmed,
  owed,
  seconds
} from "../support/serviceOrders.ts"

describe("an order that is charged by WeChat Pay itself", () => {
  it.effect("PS-COMPLETE-03 PS-COL-01 PS-COL-03 PS-ID-06 is paid by one who has enough", () =>
    withSandbox(
      Effect.gen(function* () {
        yield* owed
        yield* seconds(2)
        const { collection, state, state_description } = yield* find
        const { details, ...sums } = Object(collection)
        assert.deepStrictEqual([state, state_description], ["DONE", undefined])
        assert.deepStrictEqual(sums, {
          state: "USER_PAID",
          total_amount: 10_000,
          paying_amount: 0,
          paid_amount: 10_000
        })
        const [{ transaction_id, ...part }, ...others] = details
        assert.deepStrictEqual(
          [part, others],
          [{ seq: 1, amount: 10_000, paid_type: "NEWTON", paid_time: "20251105120002" }, []]
        )
        assert.match(transaction_id, /^4200[0-9]{24}$/)
      })
    )
  )

  it.effect("PS-COMPLETE-03 PS-STATE-06 is charged again and again, in parts, until nothing is left", () =>
    withSandbox(
      Effect.gen(function* () {
        const sandbox = yield* Sandbox
        yield* owed
        yield* seconds(2)
        assert.strictEqual(yield* standing, "DOING MCH_COMPLETE USER_PAYING 3000 7000")
        yield* TestClock.adjust("1 minute")
        yield* seconds(1)
        assert.strictEqual(yield* standing, "DOING MCH_COMPLETE USER_PAYING 3000 7000")
        yield* sandbox.setBorrower(Borrower.paysPart(Fen.make(6_999)))
        yield* TestClock.adjust("1 minute")
        yield* seconds(1)
        assert.strictEqual(yield* standing, "DOING MCH_COMPLETE USER_PAYING 9999 1")
        assert.lengthOf(yield* sandbox.deliveries, 0)
        yield* sandbox.setBorrower(Borrower.pays)
        yield* TestClock.adjust("1 minute")
        yield* seconds(1)
        assert.strictEqual(yield* standing, "DONE - USER_PAID 10000 0")
        const { details } = Object((yield* find)["collection"])
        const amounts = details.map(({ amount, paid_time, seq }: Json) => [seq, amount, paid_time])
        assert.deepStrictEqual(amounts, [
          [1, 3_000, "20251105120002"],
          [2, 6_999, "20251105120204"],
          [3, 1, "20251105120305"]
        ])
        assert.lengthOf(yield* sandbox.awaitDeliveries(1), 1)
      }),
      { borrower: Borrower.paysPart(Fen.make(3_000)), serviceOrders: { chargeEvery: "1 minute" } }
    )
  )

  it.effect("PS-CANCEL-01 PS-SYNC-04 is charged no more once it is cancelled, or paid elsewhere", () =>
    withSandbox(
      Effect.gen(function* () {
        const sandbox = yield* Sandbox
        yield* owed
        yield* post("/S1/cancel", { ...own, reason: "不用了" })
        yield* post("", { ...unconfirmed, out_order_no: "S2" })
        yield* post("/S2/complete", completion)
        yield* post("/S2/sync", reporting)
        yield* TestClock.adjust("1 day")
        assert.strictEqual(yield* standing, "REVOKED - - - -")
        const { details } = Object((yield* get({ out_order_no: "S2" })).body["collection"])
        assert.lengthOf(details, 1)
        assert.lengthOf(yield* sandbox.deliveries, 0)
      })
    )
  )
})
