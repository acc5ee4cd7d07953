/**
 * CR-DEDUCT, CR-SCHED, CR-DATE: refusals of repayments in words, and what is not refused beside them.
 *
 * Method: examples with real numbers on both sides of a rule, one at a time, with the sentence that a person reads; the moves
 * of an order are looked at one by one.
 */
import { assert, describe, it } from "@effect/vitest"
import { CalendarDate, DeductOrder } from "@wxrepay/domain"
import { Deduction, Scheduling, Settlement } from "@wxrepay/domain/rules"
import { Charges, Contracts, DeductOrders, Hostile } from "@wxrepay/domain/testing"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"

const { contractId } = Contracts.usual

const draft = {
  contractId,
  outTradeNo: "T1",
  outRecordId: Charges.outRecordId,
  deductAmount: 2000,
  notifyUrl: "https://pay.lender.cn/notify"
}

const contract = (state: "Effective" | "Terminated", facts: { readonly contractId?: string } = {}) =>
  Contracts.contractOf({ state, repaymentAmountLimit: 300_000, ...facts })

/** What a charge is refused for, in words; nothing when it is not. */
const charging = (known: Deduction.Known, changes: object = {}): ReadonlyArray<string> =>
  Result.match(Effect.runSync(Effect.result(Deduction.authorize({ ...draft, ...changes }, known))), {
    onFailure: ({ reasons }) => reasons.map(({ message }) => message),
    onSuccess: () => []
  })

const today = CalendarDate.make("9999-12-25")

const booking = {
  ...Contracts.usual,
  scheduleItems: [
    { outRecordId: "R1", subMchid: "1900000109", repaymentAmount: 10_000, repaymentDate: "9999-12-26" }
  ] as const
}

/** What a booking is refused for, in words. */
const scheduling = (known: Scheduling.Known, changes: object = {}): ReadonlyArray<string> =>
  Result.match(Effect.runSync(Effect.result(Scheduling.authorize(Hostile.unseen({ ...booking, ...changes }), known))), {
    onFailure: ({ reasons }) => reasons.map(({ message }) => message),
    onSuccess: () => []
  })

describe("A charge, in words", () => {
  it("CR-DEDUCT-08 beside an order that has collected, and beside one that lives, it is told why", () => {
    const beside = (orderState: DeductOrder.State) =>
      charging({ orders: [DeductOrders.orderOf({ outTradeNo: "T0", orderState, deductAmount: 2000 })] })
    assert.deepStrictEqual(beside("Paid"), [
      'outTradeNo must be for a booking of its own, because T0 has collected this one, but "T1" was given (CR-DEDUCT-08)'
    ])
    assert.deepStrictEqual(beside("Unpaid"), [
      'outTradeNo must be another number only after T0 has failed, and it is Unpaid, but "T1" was given (CR-DEDUCT-08)'
    ])
    assert.deepStrictEqual(beside("Failed"), [])
  })

  it("CR-DEDUCT-06 another charge that failed under another number says nothing of this one", () => {
    const orders = [DeductOrders.orderOf({ outTradeNo: "T0", orderState: "Failed", deductAmount: 1 })]
    assert.deepStrictEqual(charging({ orders }), [])
  })

  it("CR-ID-02 a number that is ill-formed is refused for that alone, whatever lives beside it", () => {
    const orders = [DeductOrders.orderOf({ outTradeNo: "T0", orderState: "Paid", deductAmount: 2000 })]
    assert.deepStrictEqual(charging({ orders }, { outTradeNo: "-" }), [
      'outTradeNo must be 1 to 32 digits and letters, but "-" was given (CR-ID-02)'
    ])
  })

  it("CR-DEDUCT-01 of another contract than the one that is passed, it is told which was passed", () => {
    assert.deepStrictEqual(charging({ contract: contract("Effective", { contractId: "another" }) }), [
      `contractId must be the number of the contract that is passed, another, but "${contractId}" was given (CR-DEDUCT-01)`
    ])
  })

  it("CR-DEDUCT-01 is left to the platform where neither the booking nor a contract tells whose it is", () => {
    const record = Charges.recordOf({ repaymentAmount: 10_000 })
    assert.isTrue(Deduction.unchecked({ record }).includes("CR-DEDUCT-01"))
    assert.isFalse(Deduction.unchecked({ record, contract: contract("Effective") }).includes("CR-DEDUCT-01"))
    assert.isTrue(Deduction.unchecked({ contract: contract("Effective") }).includes("CR-DEDUCT-01"))
  })
})

describe("A booking, in words", () => {
  it("CR-DATE-02 where the fourteenth day is past the calendar, the window is told by its length", () => {
    assert.deepStrictEqual(scheduling({ today }), [])
    assert.deepStrictEqual(scheduling({ today: CalendarDate.make("9999-12-26") }), [
      'scheduleItems[0].repaymentDate must be a day 1 to 14 days after the day of booking, but "9999-12-26" was given (CR-DATE-02)'
    ])
  })

  it("CR-ID-05 a contract's number that is ill-formed is refused for that alone, whatever the contract is", () => {
    assert.deepStrictEqual(scheduling({ today, contract: contract("Terminated") }, { contractId: "" }), [
      'contractId must be 1 to 64 characters, none of four bytes such as emoji, but "" was given (CR-ID-05)'
    ])
  })

  it("CR-SCHED-01 a list that is none is quoted, one that is missing is said to be, and no item of it is spoken of", () => {
    const allowed = "scheduleItems must be a list of exactly one item"
    assert.deepStrictEqual(scheduling({ today }, { scheduleItems: "R1" }), [
      `${allowed}, but "R1" was given (CR-SCHED-01)`
    ])
    assert.deepStrictEqual(scheduling({ today }, { scheduleItems: undefined }), [
      `${allowed}, but nothing was given (CR-SCHED-01)`
    ])
  })
})

describe("An order, example by example", () => {
  it("CR-DEDUCT-03 one that failed has settled nothing, unless it says that something was collected", () => {
    const failed = (facts: { readonly paySuccessAmount?: number }) =>
      Settlement.verdict(DeductOrders.orderOf({ deductAmount: 10_000, orderState: "Failed", ...facts }))
    assert.strictEqual(failed({})._tag, "Failed")
    assert.strictEqual(failed({ paySuccessAmount: 0 })._tag, "Failed")
    assert.deepStrictEqual<unknown>({ ...failed({ paySuccessAmount: 1 }) }, { _tag: "Short", paid: 1, missing: 9999 })
  })

  it("CR-DEDUCT-03 every verdict is one of four", () => {
    for (const verdict of [{ _tag: "Settled", paid: 1 }, { _tag: "Short", paid: 1, missing: 2 }, { _tag: "Failed" }]) {
      assert.isTrue(Schema.is(Settlement.Verdict)(verdict), verdict._tag)
    }
    assert.isTrue(Schema.is(Settlement.Verdict)({ _tag: "Undecided" }))
    assert.isFalse(Schema.is(Settlement.Verdict)({ _tag: "Paid" }))
  })

  it("CR-DEDUCT-02 it moves from being accepted to waiting, and from either to being paid or failed, and nowhere else", () => {
    const moves = DeductOrder.KnownState.literals.flatMap((from) =>
      DeductOrder.KnownState.literals.filter((to) => DeductOrder.canMove(from, to)).map((to) => `${from} > ${to}`)
    )
    assert.deepStrictEqual(moves.toSorted(), [
      "Pending > Failed",
      "Pending > Paid",
      "Pending > Unpaid",
      "Unpaid > Failed",
      "Unpaid > Paid"
    ])
  })
})
