/**
 * PS-MODIFY, PS-CANCEL, PS-PAY, PS-SYNC: what may be asked of an order that is under way besides completing it.
 *
 * Method: `modification`, `cancellation`, `payment` and `paidElsewhere` keep every rule, often just so, and must come
 * through untouched; then the published drafts have one thing changed, well or wrongly about as often. Where an order
 * stands, and what that allows, is the matter of the standing; here each order stands for the call.
 */
import { assert, describe, it } from "@effect/vitest"
import { Fen } from "@wxrepay/domain"
import { Amounts, Choice, ServiceCalls, ServiceOrders } from "@wxrepay/domain/testing"
import * as Arbitrary from "effect/Arbitrary"
import * as Result from "effect/Result"
import { type AnyKnown, ask, type Decided, published, read, reasonsOf } from "./servicing.ts"

const { int, maybe, oneOf, pick } = Choice

const modify = (draft: object, known?: AnyKnown) => reasonsOf(ask.Modify({ ...published.Modify, ...draft }, known))

const assertTaken = (decided: Decided, draft: object): void => {
  assert.strictEqual(read(decided), "")
  if (Result.isSuccess(decided)) assert.deepStrictEqual<unknown>(decided.success.call, ServiceOrders.present(draft))
}

/** An order that owes so much, when it is told. */
const owing = (totalAmount: number | undefined, riskFund?: object) =>
  ServiceOrders.ordersAt("AwaitingPayment", { totalAmount, riskFund })[0]

/** A bill of so much: one payment of it. */
const billOf = (totalAmount: number) => ({
  postPayments: [{ name: "房费", amount: totalAmount }],
  postDiscounts: undefined,
  totalAmount
})

describe("PS-MODIFY lowering what is owed", () => {
  it.prop(
    "a modification that keeps every rule is authorised exactly as given",
    [ServiceCalls.modification],
    ([asked]) => {
      assertTaken(ask.Modify(asked.draft, asked.known), asked.draft)
    }
  )

  it("PS-MODIFY-03 PS-AMT-06 a modification is refused exactly when its number, its bill or its reason is left out", () => {
    const needed = [
      "PS-ID-01 outOrderNo",
      "PS-ID-04 appid",
      "PS-ID-03 serviceId",
      "PS-AMT-06 postPayments",
      "PS-AMT-01 totalAmount",
      "PS-MODIFY-03 reason"
    ]
    for (const field of Object.keys(published.Modify)) {
      const reasons = modify({ [field]: undefined, ...(field === "postDiscounts" ? { totalAmount: 40000 } : {}) })
      const isNeeded = needed.filter((one) => one.endsWith(` ${field}`))
      assert.deepStrictEqual(reasons, isNeeded, field)
    }
  })

  const lowering = Arbitrary.flatMap(Amounts.fen, (owed) =>
    Arbitrary.all({ owed: maybe(Arbitrary.Constant(owed)), total: oneOf(Amounts.near(owed), Amounts.fen) })
  )
  it.prop(
    "PS-MODIFY-04 PS-AMT-05 PS-AMT-11 a total is refused exactly when it is not less than what is owed, if that is told",
    [lowering],
    ([{ owed, total }]) => {
      const isWrong = owed !== undefined && BigInt(total) >= BigInt(owed)
      const refused = isWrong ? ["PS-AMT-05 totalAmount"] : []
      assert.deepStrictEqual(modify(billOf(total), { order: owing(owed) }), refused)
      assert.deepStrictEqual(modify(billOf(total)), [])
    }
  )

  /** An order that owes so much, of which so much is paid. */
  const partly = (totalAmount: number | undefined, paidAmount: number | undefined) =>
    ServiceOrders.orderOf({
      state: "Doing",
      stateDescription: "MchComplete",
      totalAmount,
      collection: { state: "UserPaying", paidAmount }
    })

  it.prop(
    "PS-MODIFY-02 PS-COL-01 a total is refused exactly when it is less than what is paid, if that is told",
    [
      Arbitrary.flatMap(Amounts.fen, (paid) =>
        Arbitrary.all({ paid: maybe(Arbitrary.Constant(paid)), total: oneOf(Amounts.near(paid), Amounts.fen) })
      )
    ],
    ([{ paid, total }]) => {
      const isWrong = paid !== undefined && BigInt(total) < BigInt(paid)
      const refused = isWrong ? ["PS-MODIFY-02 totalAmount"] : []
      assert.deepStrictEqual(modify(billOf(total), { order: partly(undefined, paid) }), refused)
    }
  )

  it("PS-MODIFY-02 PS-COL-01 of 40000 fen of which 3000 are paid 3000 may be left, but not 2999", () => {
    const reasons = (total: number) => modify(billOf(total), { order: partly(40000, 3000) })
    assert.deepStrictEqual([39999, 3001, 3000].map(reasons), [[], [], []])
    assert.deepStrictEqual([2999, 0].map(reasons), [["PS-MODIFY-02 totalAmount"], ["PS-MODIFY-02 totalAmount"]])
    assert.deepStrictEqual(modify(billOf(0), { order: partly(40000, 0) }), [])
  })

  it("PS-MODIFY-02 PS-AMT-05 where more is paid than owed, a total between them is told for both", () => {
    assert.deepStrictEqual(modify(billOf(150), { order: partly(100, 200) }), [
      "PS-AMT-05 totalAmount",
      "PS-MODIFY-02 totalAmount"
    ])
  })

  it("PS-MODIFY-02 PS-AMT-01 a total that is ill-formed is refused for that alone", () => {
    assert.deepStrictEqual(modify({ totalAmount: "1" }, { order: partly(40000, 3000) }), ["PS-AMT-01 totalAmount"])
  })

  it.prop(
    "PS-AMT-03 PS-AMT-04 a total is refused exactly when it is above a deposit that is spared, or above the limit of the service; an estimate is no cap",
    [
      Amounts.fen,
      pick("Deposit", "Advance", "CashDeposit", "EstimateOrderCost", "Unknown:UDEPOSIT"),
      Arbitrary.all([int(-2, 2), maybe(int(-2, 2))])
    ],
    ([total, name, [more, further]]) => {
      const around = (off: number) => Math.min(Math.max(total + off, 0), Fen.largest)
      const deposit = around(more)
      const limit = further === undefined ? undefined : around(further)
      const isDeposit = ["Deposit", "Advance", "CashDeposit"].includes(name)
      assert.deepStrictEqual(modify(billOf(total), { order: owing(undefined, { name, amount: deposit }), limit }), [
        ...(isDeposit && total > deposit ? ["PS-AMT-03 totalAmount"] : []),
        ...(limit !== undefined && total > limit ? ["PS-AMT-04 totalAmount"] : [])
      ])
    }
  )

  it.prop(
    "PS-MODIFY-04 PS-AMT-02 PS-AMT-12 a modification is refused exactly when its total is not all payments less all discounts",
    [Arbitrary.all([int(0, 4), int(0, 4), int(0, 4), int(0, 4)]), int(0, 8)],
    ([[paid, more, off, further], totalAmount]) => {
      const lines = (...amounts: ReadonlyArray<number>) => amounts.map((amount, at) => ({ name: `n${at}`, amount }))
      const left = paid + more - off - further
      const draft = { postPayments: lines(paid, more), postDiscounts: lines(off, further), totalAmount }
      const differs = totalAmount === left ? [] : ["PS-AMT-02 totalAmount"]
      assert.deepStrictEqual(modify(draft), left < 0 ? ["PS-AMT-12 postDiscounts"] : differs)
    }
  )

  it.prop(
    "PS-MODIFY-04 PS-AMT-06 PS-AMT-07 a modification is refused exactly when it has not 1 to 100 payments or above 30 discounts",
    [oneOf<number>(pick(0, 1, 100, 101), int(0, 103)), oneOf<number>(pick(0, 30, 31), int(0, 33))],
    ([payments, discounts]) => {
      const lines = (count: number) => Array.from({ length: count }, (_, at) => ({ name: `n${at}`, amount: 0 }))
      const draft = { postPayments: lines(payments), postDiscounts: lines(discounts), totalAmount: 0 }
      assert.deepStrictEqual(modify(draft), [
        ...(payments < 1 || payments > 100 ? ["PS-AMT-06 postPayments"] : []),
        ...(discounts > 30 ? ["PS-AMT-07 postDiscounts"] : [])
      ])
    }
  )

  it("PS-AMT-08 PS-AMT-09 a modification has no payment of nothing and no name twice", () => {
    const room = { name: "房费", amount: 1 }
    const draft = { postPayments: [room, { name: "餐费" }, room], postDiscounts: [room, room], totalAmount: 0 }
    assert.deepStrictEqual(modify(draft), [
      "PS-AMT-08 postPayments[1]",
      "PS-AMT-09 postPayments[2].name",
      "PS-AMT-09 postDiscounts[1].name"
    ])
  })

  it("PS-AMT-11 40000 fen may become 39999 and 1 and 0, but not 40000 once more", () => {
    const order = owing(40000)
    assert.deepStrictEqual(
      [40001, 40000, 39999, 1, 0].map((total) => modify(billOf(total), { order }).length),
      [1, 1, 0, 0, 0]
    )
  })
})

describe("PS-CANCEL PS-PAY PS-SYNC short calls", () => {
  it.prop("a cancellation that keeps every rule is authorised as given", [ServiceCalls.cancellation], ([draft]) => {
    const [order] = ServiceOrders.ordersAt("InService", ServiceOrders.present({ ...draft, reason: undefined }))
    assertTaken(ask.Cancel(draft), draft)
    assertTaken(ask.Cancel(draft, { order }), draft)
  })

  it.prop(
    "a charge that keeps every rule is authorised as given: with its number, its appid and its service",
    [ServiceCalls.payment],
    ([draft]) => {
      assertTaken(ask.Pay(draft), draft)
      assertTaken(ask.Pay(draft, { order: ServiceOrders.ordersAt("AwaitingPayment", draft)[0] }), draft)
      assert.sameMembers(Object.keys(ServiceOrders.present(draft)), ["outOrderNo", "appid", "serviceId"])
    }
  )

  it.prop(
    "a report of money that keeps every rule is authorised as given: with the time of its payment",
    [ServiceCalls.paidElsewhere],
    ([draft]) => {
      const [order] = ServiceOrders.ordersAt(
        "AwaitingPayment",
        ServiceOrders.present({ ...draft, paidTime: undefined })
      )
      assertTaken(ask.Sync(draft), draft)
      assertTaken(ask.Sync(draft, { order }), draft)
    }
  )

  for (const [call, rule, ...needed] of [
    ["Cancel", "PS-CANCEL-03", "PS-CANCEL-03 reason"],
    ["Pay", "PS-PAY-02"],
    ["Sync", "PS-SYNC-02", "PS-TIME-07 paidTime"]
  ] as const) {
    const all = ["PS-ID-01 outOrderNo", "PS-ID-04 appid", "PS-ID-03 serviceId", ...needed]
    const fields = all.map((one) => one.split(" ")[1] ?? "")

    it.prop(
      `${rule} ${call} is refused exactly when one of its members is left out: ${fields.join(", ")}`,
      [Arbitrary.array(pick(...fields), { maxLength: fields.length })],
      ([gone]) => {
        const draft = Object.fromEntries(Object.entries(published[call]).filter(([field]) => !gone.includes(field)))
        const missing = all.filter((_, at) => gone.includes(fields[at] ?? ""))
        assert.deepStrictEqual(reasonsOf(ask[call](draft)), missing)
      }
    )
  }

  it.prop(
    "PS-CANCEL-04 an order that is cancelled is cancelled again exactly with the same reason as before",
    [ServiceCalls.cancellation, pick("same", "other"), pick(...ServiceOrders.stages)],
    ([draft, how, stage]) => {
      const earlier = how === "same" ? draft : { ...draft, reason: draft.reason === "a" ? "b" : "a" }
      const isWrong = how === "other" && stage === "Revoked"
      for (const order of ServiceOrders.ordersAt(stage, ServiceOrders.present({ ...draft, reason: undefined }))) {
        const reasons = reasonsOf(ask.Cancel(draft, { order, earlier }))
        assert.strictEqual(reasons.includes("PS-CANCEL-04 outOrderNo"), isWrong)
        if (stage === "Revoked") assert.strictEqual(reasons.length, isWrong ? 1 : 0)
      }
    }
  )
})
