/**
 * CR-SCHED, CR-DEDUCT, CR-SIGN, CR-CONTRACT: which rule is told first where several refuse at once.
 *
 * Method: a request that keeps every rule is made to break two or more of them, of one member or of several, and the rules are
 * listed in the order in which a person reads of them. There are few pairs, and every pair that can meet is tried.
 */
import { assert, describe, it } from "@effect/vitest"
import { CalendarDate, type DeductOrder, Plan, type Schedule } from "@wxrepay/domain"
import { Deduction, Enrolment, Lookup, Scheduling } from "@wxrepay/domain/rules"
import { Charges, Contracts, DeductOrders, Enrolments } from "@wxrepay/domain/testing"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"

/** The rules that a person reads of, in their order. */
const told = (
  decision: Effect.Effect<unknown, { readonly reasons: ReadonlyArray<{ readonly rule: string }> }>
): string =>
  Result.match(Effect.runSync(Effect.result(decision)), {
    onFailure: ({ reasons }) => reasons.map(({ rule }) => rule).join(" "),
    onSuccess: () => "none"
  })

const item = {
  outRecordId: "1234567abcde",
  subMchid: "1900000109",
  repaymentAmount: 10_000,
  minRepaymentAmount: 2_000,
  repaymentDate: "2025-11-18"
}
const plan = Plan.make({ planId: "123", loanKind: "ConsumerLoan", repaymentCap: 10_000 })
const contract = Contracts.contractOf({ ...Contracts.usual, state: "Effective", repaymentAmountLimit: 10_000 })
const ended = Contracts.contractOf({ ...Contracts.usual, state: "Terminated", repaymentAmountLimit: 10_000 })

/** Books with parties, an item and knowledge changed. */
const booking = (
  parties: object,
  members: Partial<Schedule.ScheduleItemDraft>,
  known: Partial<Scheduling.Known> = {}
): string =>
  told(
    Scheduling.authorize(
      { ...Contracts.usual, ...parties, scheduleItems: [{ ...item, ...members }] },
      { today: CalendarDate.make("2025-11-05"), plan, contract, ...known }
    )
  )

const otherPlan = { plan: Plan.make({ planId: "999", loanKind: "ConsumerLoan", repaymentCap: 10_000 }) }

describe("CR-SCHED which rule is told first of a booking", () => {
  it("CR-AMT-01 CR-AMT-02 of a repayment above the cap and the limit at once, the cap comes first and the limit after it", () => {
    assert.strictEqual(booking({}, { repaymentAmount: 10_001 }), "CR-AMT-01 CR-AMT-02")
    assert.strictEqual(booking({}, { repaymentAmount: 10_000 }), "none")
  })

  it("CR-AMT-03 CR-AMT-01 CR-AMT-04 of a booking, what is no amount is told as that alone, and measured against nothing", () => {
    assert.strictEqual(booking({}, { repaymentAmount: 10_000.5 }), "CR-AMT-03")
    assert.strictEqual(booking({}, { minRepaymentAmount: -1 }), "CR-AMT-03")
  })

  it("CR-AMT-01 CR-AMT-06 of a booking, the amount is told before its minimum", () => {
    assert.strictEqual(
      booking({}, { repaymentAmount: 10_001, minRepaymentAmount: 10_002 }, { contract: undefined }),
      "CR-AMT-01 CR-AMT-06"
    )
  })

  it("CR-SCHED-03 CR-SCHED-04 of a booking, that its contract has ended is told before that it is another", () => {
    assert.strictEqual(booking({ contractId: "another" }, {}, { contract: ended }), "CR-SCHED-03 CR-SCHED-04")
  })

  it("CR-ID-05 CR-SCHED-03 of a booking, a contract's number that is none is told as that alone, whatever became of the contract", () => {
    assert.strictEqual(booking({ contractId: "" }, {}, { contract: ended }), "CR-ID-05")
  })

  it("CR-ID-06 CR-SCHED-04 of a booking, an appid that is none is told as that alone, and not as another than the contract's", () => {
    assert.strictEqual(booking({ appid: "" }, {}), "CR-ID-06")
    assert.strictEqual(booking({ appid: "wx1" }, {}), "CR-SCHED-04")
  })

  it("CR-DATE-01 CR-DATE-02 of a booking, a date that is none is told as that alone, and not as outside the window", () => {
    assert.strictEqual(booking({}, { repaymentDate: "2025-02-30" }), "CR-DATE-01")
    assert.strictEqual(booking({}, { repaymentDate: "2025-02-28" }), "CR-DATE-02")
  })

  it("CR-AMT-13 CR-ID-05 CR-DATE-02 of a booking, a template that is not the contract's comes before everything in the request", () => {
    const wrong = booking({ contractId: "" }, { outRecordId: "R-1", repaymentDate: "2025-11-05" }, otherPlan)
    assert.strictEqual(wrong, "CR-AMT-13 CR-ID-05 CR-ID-01 CR-DATE-02")
  })

  it("CR-SCHED-01 CR-SCHED-04 CR-DATE-02 how many are booked is told after the parties and before what is booked", () => {
    const late = { ...item, repaymentDate: "2025-11-20" }
    const draft = { ...Contracts.usual, openid: "oAnother", scheduleItems: [late, item] }
    const known = { today: CalendarDate.make("2025-11-05"), plan, contract }
    assert.strictEqual(told(Scheduling.authorize(draft, known)), "CR-SCHED-04 CR-SCHED-01 CR-DATE-02")
  })

  it("CR-ID-01 CR-ID-05 CR-SCHED-06 of a question the booking's number is told before the contract's", () => {
    assert.strictEqual(told(Lookup.authorizeRecord({ outRecordId: "R-1", contractId: "" })), "CR-ID-01 CR-ID-05")
  })
})

const charge: DeductOrder.ChargeDraft = {
  contractId: Contracts.usual.contractId,
  outTradeNo: "T1",
  outRecordId: Charges.outRecordId,
  deductAmount: 2_000,
  notifyUrl: "https://pay.lender.cn/notify"
}
const record = Charges.recordOf({ contractId: Contracts.usual.contractId, repaymentAmount: 10_000 })

const charging = (changes: Partial<DeductOrder.ChargeDraft>, known: Deduction.Known): string =>
  told(Deduction.authorize({ ...charge, ...changes }, known))

const orderOf = (outTradeNo: string, orderState: DeductOrder.State, deductAmount = 2_000) =>
  DeductOrders.orderOf({ outTradeNo, orderState, deductAmount })

describe("CR-DEDUCT which rule is told first of a charge", () => {
  it("CR-DEDUCT-01 CR-DEDUCT-10 of a charge, that its contract is another's is told before that it has ended", () => {
    assert.strictEqual(charging({ contractId: "another" }, { record, contract: ended }), "CR-DEDUCT-01 CR-DEDUCT-10")
  })

  it("CR-DEDUCT-06 CR-DEDUCT-08 of a charge, that its number has other content is told before that another order lives", () => {
    const orders = [orderOf("T1", "Failed", 1_000), orderOf("T0", "Pending")]
    assert.strictEqual(charging({}, { record, contract, orders }), "CR-DEDUCT-06 CR-DEDUCT-08")
  })

  it("CR-ID-02 CR-DEDUCT-08 of a charge, a number that is none is told as that alone, whatever other order lives", () => {
    assert.strictEqual(
      charging({ outTradeNo: "T_1" }, { record, contract, orders: [orderOf("T0", "Paid")] }),
      "CR-ID-02"
    )
  })

  it("CR-AMT-03 CR-AMT-07 of a charge, what is no amount is told as that alone, and not as more than was booked", () => {
    assert.strictEqual(charging({ deductAmount: 10_000.5 }, { record, contract }), "CR-AMT-03")
    assert.strictEqual(charging({ deductAmount: 10_001 }, { record, contract }), "CR-AMT-07")
  })

  it("CR-DEDUCT-10 CR-DEDUCT-01 CR-AMT-07 CR-DEDUCT-05 of a charge, the contract is told first, then the booking, the amount, the address", () => {
    const wrong = { outRecordId: "another", deductAmount: 0, notifyUrl: "http://pay.lender.cn/notify" }
    assert.strictEqual(charging(wrong, { record, contract: ended }), "CR-DEDUCT-10 CR-DEDUCT-01 CR-AMT-07 CR-DEDUCT-05")
  })
})

const enrolling = (changes: object, known: Enrolment.Known): ReadonlyArray<string> => {
  const draft = { ...Enrolments.required, ...changes }
  return [told(Enrolment.authorizeApp(draft, known)), told(Enrolment.authorizeH5(draft, known))]
}

describe("CR-SIGN which rule is told first of a pre-sign", () => {
  const usedCodes = new Set(["A_1", "A1"])

  it("CR-ID-03 CR-ID-04 of a pre-sign, a code that is none is told as that alone, though it was used before", () => {
    assert.deepStrictEqual(enrolling({ outContractCode: "A_1" }, { usedCodes }), ["CR-ID-03", "CR-ID-03"])
    assert.deepStrictEqual(enrolling({ outContractCode: "A1" }, { usedCodes }), ["CR-ID-04", "CR-ID-04"])
  })

  it("CR-AMT-03 CR-AMT-11 of a pre-sign, a limit that is no amount is told as that alone, and not as above the cap", () => {
    assert.deepStrictEqual(enrolling({ repaymentAmountLimit: 10_000.5 }, { plan }), ["CR-AMT-03", "CR-AMT-03"])
    assert.deepStrictEqual(enrolling({ repaymentAmountLimit: 10_001 }, { plan }), ["CR-AMT-11", "CR-AMT-11"])
  })

  it("CR-AMT-13 CR-ID-04 CR-SIGN-03 CR-AMT-11 of a pre-sign, another template is told first, then the code, the name, the limit", () => {
    const changes = { outContractCode: "A1", displayName: "张三", repaymentAmountLimit: 10_001 }
    const order = "CR-AMT-13 CR-ID-04 CR-SIGN-03 CR-AMT-11"
    assert.deepStrictEqual(enrolling(changes, { ...otherPlan, usedCodes }), [order, order])
  })

  it("CR-ID-07 CR-SIGN-09 of a sub-merchant, that its older name holds no number is told before that it does not belong there", () => {
    const changes = { subMchid: "1900000109", subMerchantCode: "1a" }
    assert.deepStrictEqual(enrolling(changes, {}), ["CR-ID-07 CR-SIGN-09", "CR-SIGN-09"])
  })

  it("CR-SIGN-09 CR-SIGN-07 in an app the older name beside the newer is told before a place to return to", () => {
    const changes = {
      subMchid: "1900000109",
      subMerchantCode: "1900000109",
      jumpInfo: { jumpAppid: "wx1" }
    }
    assert.deepStrictEqual(enrolling(changes, {}), ["CR-SIGN-09 CR-SIGN-07", "CR-SIGN-09"])
  })

  it("CR-ENC-03 V3-ENC-02 CR-ID-02 of a pre-sign, the kind of document is told before its number, and the identity before a collection", () => {
    const realIdentity = { identityType: "Passport", identityId: Redacted.make(""), realName: Redacted.make("张三") }
    const changes = { realIdentity, tradeInfo: { outTradeNo: "T_1", deductAmount: 1 } }
    const order = "CR-ENC-03 V3-ENC-02 CR-ID-02"
    assert.deepStrictEqual(enrolling(changes, {}), [order, order])
  })
})

describe("CR-CONTRACT which rule is told first of a termination", () => {
  it("CR-ID-03 CR-CONTRACT-03 of a termination, the code is told before the reason", () => {
    const draft = { outContractCode: "A_1", contractTerminationRemark: "" }
    assert.strictEqual(told(Enrolment.authorizeTermination(draft)), "CR-ID-03 CR-CONTRACT-03")
  })
})
