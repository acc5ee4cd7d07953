/**
 * CR-DEDUCT-03 and CR-AMT-10: what an order's outcome means.
 *
 * Method: orders are drawn in every state, with nothing told of the sum collected or a sum a few fen around
 * what was asked for; the verdict is restated from these three facts alone.
 */
import { assert, describe, it } from "@effect/vitest"
import type { DeductOrder } from "@wxrepay/domain"
import { Settlement } from "@wxrepay/domain/rules"
import { Amounts, Choice, DeductOrders, States } from "@wxrepay/domain/testing"
import * as Arbitrary from "effect/Arbitrary"

const order = Arbitrary.flatMap(Amounts.fen, (deductAmount) =>
  Arbitrary.map(
    Arbitrary.all({
      orderState: Choice.oneOf(States.orderState, Arbitrary.Constant("Paid")),
      paySuccessAmount: Choice.maybe(Choice.oneOf(Amounts.near(deductAmount), Amounts.fen))
    }),
    (facts) => DeductOrders.orderOf({ deductAmount, ...facts })
  )
)

const undecided: ReadonlyArray<DeductOrder.State> = ["Pending", "Unpaid", "Unknown:DEDUCT_ORDER_STATE_CLOSED"]

/** The verdict on an order that is Paid, 10000 fen having been asked for. */
const paid = (paySuccessAmount: number) =>
  Settlement.verdict(DeductOrders.orderOf({ deductAmount: 10000, orderState: "Paid", paySuccessAmount }))

const money = (verdict: Settlement.Verdict): bigint => ("paid" in verdict ? BigInt(verdict.paid) : 0n)

describe("CR-DEDUCT settlement", () => {
  it.prop(
    "CR-DEDUCT-03 money counts as moved exactly when the order is Paid and says how much, or Failed and says more than nothing",
    [order],
    ([order]) => {
      const verdict = Settlement.verdict(order)
      const { orderState, paySuccessAmount } = order
      const told =
        (orderState === "Paid" && paySuccessAmount !== undefined) ||
        (orderState === "Failed" && paySuccessAmount !== undefined && paySuccessAmount > 0)
      assert.strictEqual(verdict._tag === "Settled" || verdict._tag === "Short", told)
    }
  )

  it.prop(
    "CR-DEDUCT-03 CR-ERR-02 an order counts as failed exactly when it is Failed and collected nothing",
    [order],
    ([order]) => {
      const nothing = order.paySuccessAmount === undefined || order.paySuccessAmount === 0
      assert.strictEqual(Settlement.verdict(order)._tag === "Failed", order.orderState === "Failed" && nothing)
    }
  )

  for (const state of undecided) {
    it(`CR-DEDUCT-03 an order that is ${state} is undecided, even if it names a sum`, () => {
      const order = DeductOrders.orderOf({ deductAmount: 10000, orderState: state, paySuccessAmount: 10000 })
      assert.deepStrictEqual(Settlement.verdict(order), Settlement.Undecided.make({}))
    })
  }

  it.prop("CR-AMT-10 what counts as paid is the sum collected, never the sum asked for", [order], ([order]) => {
    const told = ["Paid", "Failed"].includes(order.orderState) ? (order.paySuccessAmount ?? 0) : 0
    assert.strictEqual(money(Settlement.verdict(order)), BigInt(told))
  })

  it.prop(
    "CR-AMT-10 an order is short exactly when it ended with less collected than asked for, and by how much",
    [order],
    ([order]) => {
      const verdict = Settlement.verdict(order)
      const missing = BigInt(order.deductAmount) - BigInt(order.paySuccessAmount ?? order.deductAmount)
      const ended = order.orderState === "Paid" || (order.orderState === "Failed" && (order.paySuccessAmount ?? 0) > 0)
      assert.strictEqual(verdict._tag === "Short", ended && missing > 0n)
      if (verdict._tag === "Short") assert.strictEqual(BigInt(verdict.missing), missing)
    }
  )

  it("CR-AMT-10 CR-DEDUCT-03 of 10000 fen asked for, 10000 collected settle the order and 9999 leave it 1 fen short", () => {
    assert.deepStrictEqual<unknown>(paid(10000), { _tag: "Settled", paid: 10000 })
    assert.deepStrictEqual<unknown>(paid(9999), { _tag: "Short", paid: 9999, missing: 1 })
  })

  it("CR-AMT-10 of a Failed order that collected 3000 of 10000 fen, 7000 are still owed", () => {
    const order = DeductOrders.orderOf({ deductAmount: 10000, orderState: "Failed", paySuccessAmount: 3000 })
    assert.deepStrictEqual<unknown>(Settlement.verdict(order), { _tag: "Short", paid: 3000, missing: 7000 })
  })

  it("CR-DEDUCT-03 CR-ERR-02 of 10000 fen asked for, an order that is Failed without a sum has failed, one with 1 fen has not", () => {
    const failed = (paySuccessAmount?: number) =>
      Settlement.verdict(DeductOrders.orderOf({ deductAmount: 10000, orderState: "Failed", paySuccessAmount }))
    assert.deepStrictEqual<unknown>([failed(), failed(0)], [{ _tag: "Failed" }, { _tag: "Failed" }])
    assert.deepStrictEqual<unknown>(failed(1), { _tag: "Short", paid: 1, missing: 9999 })
  })

  it("CR-AMT-10 an order that is Paid without a sum is undecided", () => {
    const order = DeductOrders.orderOf({ deductAmount: 10000, orderState: "Paid" })
    assert.deepStrictEqual(Settlement.verdict(order), Settlement.Undecided.make({}))
  })
})
