/**
 * PS-COL, PS-HOOK-08, PS-STATE-04: what the state of a service order means for its money.
 *
 * Method: every triple that the platform may tell meets every way of telling the amounts; the verdict is restated from
 * the triple alone, and sums are taken in bigint.
 */
import { assert, describe, it } from "@effect/vitest"
import { Fen } from "@wxrepay/domain"
import { Collecting } from "@wxrepay/domain/rules"
import { Amounts, Choice, ServiceOrders } from "@wxrepay/domain/testing"
import * as Arbitrary from "effect/Arbitrary"
import * as Schema from "effect/Schema"

const { maybe, oneOf, pick } = Choice

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
const states = ["Created", "Doing", "Done", "Revoked", "Expired", "Unknown:NEW"] as const
const descriptions = [undefined, "UserConfirm", "MchComplete", "Unknown:NEW"]
const paying = ["UserPaying", "UserPaid", "Unknown:WAIT_PAY"] as const
const collections = [undefined, ...paying]

/** Amounts of an order and its collection, each told or not; the parts may come to the whole, or to anything. */
const amounts = Arbitrary.flatMap(Arbitrary.all({ total: Amounts.fen, owed: Amounts.fen }), ({ owed, total }) =>
  Arbitrary.all({
    totalAmount: maybe(Arbitrary.Constant(owed)),
    collection: Arbitrary.all({
      totalAmount: maybe(Arbitrary.Constant(total)),
      payingAmount: maybe(oneOf(Amounts.near(total), Amounts.fen)),
      paidAmount: maybe(oneOf(Amounts.near(total), Amounts.near(owed), Amounts.fen))
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
          const verdict = Collecting.verdict(ServiceOrders.orderOf({ state, stateDescription, collection }))
          assert.strictEqual(verdict._tag, decided[told] ?? "Undecided", told)
        }
      }
    })
  }

  it.prop(
    "PS-COL-01 PS-HOOK-08 PS-STATE-06 amounts never decide: they tell how much is paid and how much is missing",
    [amounts, pick(...ServiceOrders.stages)],
    ([{ collection, totalAmount }, stage]) => {
      for (const order of ServiceOrders.ordersAt(stage)) {
        const told = { ...collection, state: order.collection?.state }
        const verdict = Collecting.verdict(ServiceOrders.orderOf({ ...order, totalAmount, collection: told }))
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

  it.prop(
    "PS-HOOK-08 PS-PAY-04 PS-COMPLETE-04 an order is believed to be paid exactly when it is Done with UserPaid, whatever its amounts say",
    [
      amounts,
      pick("Done", "Done", "Done", ...states),
      pick("", "", "", "UserConfirm", "MchComplete", "Unknown:NEW"),
      pick("UserPaid", "UserPaid", "", ...paying)
    ],
    ([{ collection, totalAmount }, state, description, collected]) => {
      const verdict = Collecting.verdict(
        ServiceOrders.orderOf({
          state,
          totalAmount,
          ...(description === "" ? {} : { stateDescription: description }),
          collection: { ...collection, ...(collected === "" ? {} : { state: collected }) }
        })
      )
      const isPaid = state === "Done" && description === "" && collected === "UserPaid"
      assert.strictEqual(verdict._tag === "Paid", isPaid)
    }
  )

  it.prop(
    "PS-COMPLETE-06 PS-COL-02 an order that is done without a collection has nothing due exactly unless it says that it needs one",
    [maybe(Amounts.fen), pick("true", "false", "nothing")],
    ([totalAmount, says]) => {
      const needCollection = says === "nothing" ? undefined : says === "true"
      const verdict = Collecting.verdict(ServiceOrders.orderOf({ state: "Done", totalAmount, needCollection }))
      assert.strictEqual(verdict._tag, says === "true" ? "Undecided" : "NothingDue")
    }
  )

  for (const [needCollection, tag] of [
    [true, "Undecided"],
    [false, "NothingDue"],
    [undefined, "NothingDue"]
  ] as const) {
    it(`PS-COL-02 PS-COMPLETE-06 an order that is done, collects nothing and says ${needCollection} to collecting is ${tag}`, () => {
      for (const totalAmount of [undefined, 0]) {
        assert.strictEqual(
          Collecting.verdict(ServiceOrders.orderOf({ state: "Done", needCollection, totalAmount }))._tag,
          tag
        )
      }
    })
  }

  it.prop(
    "PS-COL-02 whether it needs a collection is asked of no other order",
    [pick(...ServiceOrders.stages)],
    ([stage]) => {
      for (const order of stage === "Finished" ? [] : ServiceOrders.ordersAt(stage)) {
        for (const needCollection of [true, false]) {
          assert.deepStrictEqual(Collecting.verdict({ ...order, needCollection }), Collecting.verdict(order))
        }
      }
    }
  )

  it("PS-COL-01 of 39900 fen 100 are paid, so 39800 are missing", () => {
    const [order] = ServiceOrders.ordersAt("AwaitingPayment", { totalAmount: 39900 })
    const collection = { state: "UserPaying", paidAmount: 100 } as const
    assert.deepStrictEqual<unknown>(Collecting.verdict(ServiceOrders.orderOf({ ...order, collection })), {
      _tag: "Owed",
      paid: 100,
      missing: 39800
    })
  })

  it("PS-COMPLETE-04 an order that was completed is not thereby paid", () => {
    const [order] = ServiceOrders.ordersAt("AwaitingPayment", { totalAmount: 1 })
    assert.strictEqual(order === undefined ? "" : Collecting.verdict(order)._tag, "Owed")
    assert.deepStrictEqual<unknown>(Collecting.Paid.make({ paid: Fen.zero }), { _tag: "Paid", paid: 0 })
  })
})
