/**
 * PS-COL, PS-HOOK-08, PS-STATE-04: what the state of a service order means for its money.
 *
 * Method: every triple that the platform may tell meets every way of telling the amounts; the verdict is restated from
 * the triple alone, and sums are taken in bigint.
 */
import { assert, describe, it } from "@effect/vitest"
import { Fen } from "@wxrepay/domain"
import { Collecting } from "@wxrepay/domain/rules"
import * as Arbitrary from "effect/Arbitrary"
import * as Schema from "effect/Schema"
import { fen, near } from "../arbitraries/amounts.ts"
import { maybe, oneOf, pick } from "../arbitraries/choice.ts"
import { orderOf, ordersAt, stages } from "../arbitraries/serviceOrders.ts"

/** The verdict over each triple that is documented or follows from one; over every other nothing is decided. */
const decided: Readonly<Record<string, Collecting.Verdict["_tag"]>> = {
  "Created//": "NotDue",
  "Doing/UserConfirm/": "NotDue",
  "Doing/MchComplete/UserPaying": "Owed",
  "Done//UserPaid": "Paid",
  "Done//": "NothingDue",
  "Revoked//": "NotDue",
  "Expired//": "NotDue"
}
const states = ["Created", "Doing", "Done", "Revoked", "Expired", "Unknown:NEW"]
const descriptions = [undefined, "UserConfirm", "MchComplete", "Unknown:NEW"]
const collections = [undefined, "UserPaying", "UserPaid", "Unknown:WAIT_PAY"]

/** Amounts of an order and its collection, each told or not; the parts may come to the whole, or to anything. */
const amounts = Arbitrary.flatMap(Arbitrary.all({ total: fen, owed: fen }), ({ owed, total }) =>
  Arbitrary.all({
    totalAmount: maybe(Arbitrary.Constant(owed)),
    collection: Arbitrary.all({
      totalAmount: maybe(Arbitrary.Constant(total)),
      payingAmount: maybe(oneOf(near(total), fen)),
      paidAmount: maybe(oneOf(near(total), near(owed), fen))
    })
  })
)

/** What is missing: what is being paid, else the whole less what came, where that is an amount. */
const missingOf = (whole: number | undefined, paying: number | undefined, paid: number): object => {
  if (paying !== undefined) return { missing: paying }
  return whole === undefined || BigInt(paid) > BigInt(whole) ? {} : { missing: Number(BigInt(whole) - BigInt(paid)) }
}

describe("PS-COL what became of the money", () => {
  for (const state of states) {
    it(`PS-STATE-03 PS-STATE-04 PS-HOOK-08 ${state} alone says nothing of the money: all three members do`, () => {
      for (const stateDescription of descriptions) {
        for (const collected of collections) {
          const collection = collected === undefined ? undefined : { state: collected }
          const told = `${state}/${stateDescription ?? ""}/${collected ?? ""}`
          const verdict = Collecting.verdict(orderOf({ state, stateDescription, collection }))
          assert.strictEqual(verdict._tag, decided[told] ?? "Undecided", told)
        }
      }
    })
  }

  it.prop(
    "PS-COL-01 PS-HOOK-08 PS-STATE-06 amounts never decide: they tell how much is paid and how much is missing",
    [amounts, pick(...stages)],
    ([{ collection, totalAmount }, stage]) => {
      for (const order of ordersAt(stage)) {
        const told = { ...collection, state: order.collection?.state }
        const verdict = Collecting.verdict(orderOf({ ...order, totalAmount, collection: told }))
        const { paidAmount, payingAmount, totalAmount: whole = totalAmount } = collection
        const paid = paidAmount ?? 0
        if (stage === "Paid") {
          assert.deepStrictEqual<unknown>(verdict, {
            _tag: "Paid",
            ...(paidAmount === undefined ? {} : { paid: paidAmount })
          })
        } else if (stage === "AwaitingPayment") {
          assert.deepStrictEqual<unknown>(verdict, { _tag: "Owed", paid, ...missingOf(whole, payingAmount, paid) })
        } else if (stage === "Finished") {
          if (!((whole ?? 0) > 0)) assert.deepStrictEqual<unknown>(verdict, { _tag: "NothingDue" })
        } else {
          assert.deepStrictEqual<unknown>(
            verdict,
            stage === "Unclear" ? { _tag: "Undecided" } : { _tag: "NotDue", stage }
          )
        }
        assert.isTrue(Schema.is(Collecting.Verdict)(verdict))
      }
    }
  )

  for (const [needCollection, tag] of [
    [true, "Undecided"],
    [false, "NothingDue"],
    [undefined, "NothingDue"]
  ] as const) {
    it(`PS-COL-02 PS-COMPLETE-06 an order that is done, collects nothing and says ${needCollection} to collecting is ${tag}`, () => {
      for (const totalAmount of [undefined, 0]) {
        assert.strictEqual(Collecting.verdict(orderOf({ state: "Done", needCollection, totalAmount }))._tag, tag)
      }
    })
  }

  it.prop("PS-COL-02 whether it needs a collection is asked of no other order", [pick(...stages)], ([stage]) => {
    for (const order of stage === "Finished" ? [] : ordersAt(stage)) {
      for (const needCollection of [true, false]) {
        assert.deepStrictEqual(Collecting.verdict({ ...order, needCollection }), Collecting.verdict(order))
      }
    }
  })

  it("PS-COL-01 of 39900 fen 100 are paid, so 39800 are missing", () => {
    const [order] = ordersAt("AwaitingPayment", { totalAmount: 39900 })
    const collection = { state: "UserPaying", paidAmount: 100 } as const
    assert.deepStrictEqual<unknown>(Collecting.verdict(orderOf({ ...order, collection })), {
      _tag: "Owed",
      paid: 100,
      missing: 39800
    })
  })

  it("PS-COMPLETE-04 an order that was completed is not thereby paid", () => {
    const [order] = ordersAt("AwaitingPayment", { totalAmount: 1 })
    assert.strictEqual(order === undefined ? "" : Collecting.verdict(order)._tag, "Owed")
    assert.deepStrictEqual<unknown>(Collecting.Paid.make({ paid: Fen.zero }), { _tag: "Paid", paid: 0 })
  })
})
