/**
 * CR-CONTRACT-01, CR-CONTRACT-04, CR-ID-04, CR-DEDUCT-02, CR-DEDUCT-07: where contracts and orders may go.
 *
 * Method: the moves are listed once more below, as the documents give them, and every pair of states is
 * compared with the list, among them states that a later platform may add. Random walks then look for a way back.
 */
import { assert, describe, it } from "@effect/vitest"
import { Contract, DeductOrder, Fen } from "@wxrepay/domain"
import { Deduction, Scheduling } from "@wxrepay/domain/rules"
import { Bookings, Charges, Contracts, States } from "@wxrepay/domain/testing"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"

const contractMoves = new Set(["Effective > Terminated"])
const orderMoves = new Set([
  "Pending > Unpaid",
  "Pending > Paid",
  "Pending > Failed",
  "Unpaid > Paid",
  "Unpaid > Failed"
])

const isUnknown = (state: string): boolean => state.startsWith("Unknown:")

/** Follows the steps that are allowed and stays where it is at the others; answers every state it came through. */
const walk = <State extends string>(
  steps: ReadonlyArray<State>,
  start: State,
  canMove: (from: State, to: State) => boolean
): ReadonlyArray<State> =>
  steps.reduce<{ readonly at: State; readonly path: ReadonlyArray<State> }>(
    ({ at, path }, to) => (canMove(at, to) ? { at: to, path: [...path, to] } : { at, path }),
    { at: start, path: [start] }
  ).path

describe("CR-CONTRACT states of a contract", () => {
  it.prop(
    "CR-CONTRACT-01 a contract moves from Effective to Terminated and in no other way",
    [States.contractState, States.contractState],
    ([from, to]) => {
      assert.strictEqual(Contract.canMove(from, to), contractMoves.has(`${from} > ${to}`))
    }
  )

  it.prop(
    "CR-CONTRACT-01 a contract in a final state never moves",
    [States.contractState, States.contractState],
    ([from, to]) => {
      assert.isFalse(Contract.isFinal(from) && Contract.canMove(from, to))
    }
  )

  it.prop(
    "CR-CONTRACT-01 a booking and a charge that keep every other rule may be made exactly when the contract is Effective",
    [Bookings.soundBooking, Charges.soundCharge, States.contractState],
    ([booking, charge, state]) => {
      const contract = Contracts.contractOf({ ...Contracts.usual, state, repaymentAmountLimit: Fen.largest })
      for (const decision of [
        Scheduling.authorize(booking.draft, { ...booking.known, contract }),
        Deduction.authorize(charge.draft, { ...charge.known, contract })
      ]) {
        const verdict: Result.Result<unknown, { readonly reasons: ReadonlyArray<{ readonly rule: string }> }> =
          Effect.runSync(Effect.result<unknown, Scheduling.BookingRefused | Deduction.ChargeRefused, never>(decision))
        assert.strictEqual(Result.isSuccess(verdict), state === "Effective")
      }
    }
  )

  it("CR-CONTRACT-01 Terminated is final, Effective is not", () => {
    assert.isTrue(Contract.isFinal("Terminated"))
    assert.isFalse(Contract.isFinal("Effective"))
  })

  it("CR-ID-04 an ended contract goes nowhere, so another needs a code of its own", () => {
    for (const to of ["Invalid", "Effective", "Terminated", "Unknown:CONTRACT_STATE_RENEWED"] as const) {
      assert.isFalse(Contract.canMove("Terminated", to))
    }
  })

  it("CR-CONTRACT-01 of the zero value nothing is known: it goes nowhere, nothing comes to it, and it is not final", () => {
    for (const state of ["Invalid", "Effective", "Terminated"] as const) {
      assert.isFalse(Contract.canMove("Invalid", state))
      assert.isFalse(Contract.canMove(state, "Invalid"))
    }
    assert.isFalse(Contract.isFinal("Invalid"))
  })

  it("CR-CONTRACT-04 who ended a contract is one of three, the zero value, or a word of a later platform", () => {
    const modes = [
      "ByUser",
      "ByMerchant",
      "ByCustomerService",
      "Invalid",
      "Unknown:X",
      "X",
      "TERMINATION_MODE_BY_USER",
      ""
    ]
    assert.deepStrictEqual(modes.map(Schema.is(Contract.TerminatedMode)), [
      true,
      true,
      true,
      true,
      true,
      false,
      false,
      false
    ])
  })

  it.prop(
    "CR-CONTRACT-01 a state of a later platform is read, is never final and moves nowhere",
    [States.contractState, States.contractState],
    ([from, to]) => {
      assert.isTrue(Schema.is(Contract.State)(from))
      if (isUnknown(from) || isUnknown(to)) assert.isFalse(Contract.canMove(from, to))
      if (isUnknown(from)) assert.isFalse(Contract.isFinal(from))
    }
  )
})

describe("CR-DEDUCT states of an order", () => {
  it.prop(
    "CR-DEDUCT-02 an order moves from Pending to the other three, from Unpaid to Paid or Failed, and in no other way",
    [States.orderState, States.orderState],
    ([from, to]) => {
      assert.strictEqual(DeductOrder.canMove(from, to), orderMoves.has(`${from} > ${to}`))
    }
  )

  it.prop(
    "CR-DEDUCT-02 a state of a later platform is read, is never final and moves nowhere",
    [States.orderState, States.orderState],
    ([from, to]) => {
      assert.isTrue(Schema.is(DeductOrder.State)(from))
      if (isUnknown(from) || isUnknown(to)) assert.isFalse(DeductOrder.canMove(from, to))
      if (isUnknown(from)) assert.isFalse(DeductOrder.isFinal(from))
    }
  )

  it("CR-DEDUCT-02 the platform's own word for a state is neither a known nor an unknown one", () => {
    for (const word of ["DEDUCT_ORDER_STATE_PENDING", "pending", "PAID", "", "Unknown"]) {
      assert.isFalse(Schema.is(DeductOrder.State)(word))
    }
  })

  it.prop("CR-DEDUCT-07 an order is final exactly when it is Paid or Failed", [States.orderState], ([state]) => {
    assert.strictEqual(DeductOrder.isFinal(state), state === "Paid" || state === "Failed")
  })

  it("CR-DEDUCT-07 an order that is Pending or Unpaid is asked for again, one that is Paid or Failed no more", () => {
    const states = ["Pending", "Unpaid", "Paid", "Failed", "Unknown:DEDUCT_ORDER_STATE_CLOSED"] as const
    assert.deepStrictEqual(states.map(DeductOrder.isFinal), [false, false, true, true, false])
  })

  it.prop(
    "CR-DEDUCT-07 an order in a final state never moves",
    [States.orderState, States.orderState],
    ([from, to]) => {
      assert.isFalse(DeductOrder.isFinal(from) && DeductOrder.canMove(from, to))
    }
  )

  it.prop(
    "CR-DEDUCT-07 an order never comes back to a state it was in, and a paid one stays paid",
    [States.orderState, Arbitrary.array(States.orderState, { maxLength: 20 })],
    ([start, steps]) => {
      const path = walk(steps, start, DeductOrder.canMove)
      assert.strictEqual(new Set(path).size, path.length)
      if (path.includes("Paid")) assert.strictEqual(path.at(-1), "Paid")
    },
    { arbitrary: { runs: 300 } }
  )
})
