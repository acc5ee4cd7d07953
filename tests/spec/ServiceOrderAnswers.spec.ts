/**
 * PS-CREATE, PS-CANCEL, PS-MODIFY, PS-COMPLETE, PS-PAY, PS-SYNC, PS-DIRECT: what a person reads of a call on a service
 * order that is refused.
 *
 * Method: every refusal is written out once with real numbers; mistakes are drawn in any company and must all be told,
 * in the order of the request.
 */
import { assert, describe, it } from "@effect/vitest"
import type { ServiceOrderStage as Stage } from "@wxrepay/domain"
import type { Servicing } from "@wxrepay/domain/rules"
import { Choice, ServiceOrders } from "@wxrepay/domain/testing"
import * as Arbitrary from "effect/Arbitrary"
import * as Result from "effect/Result"
import { type AnyKnown, ask, calls, published, read, reasonsOf, put } from "./servicing.ts"

const deposit = { name: "Deposit", amount: 10000 }
const awaiting = { state: "Doing", stateDescription: "MchComplete", collection: { state: "UserPaying" } }
const orderAt = (stage: Stage.Stage, facts: object = {}) => ServiceOrders.ordersAt(stage, facts)[0]
const partly = (paidAmount: number) =>
  ServiceOrders.orderOf({ ...awaiting, collection: { ...awaiting.collection, paidAmount } })
const bill = { postPayments: [{ name: "房费", amount: 10001 }], postDiscounts: undefined, totalAmount: 10001 }
const range = (startTime: string, endTime?: string) => ({ timeRange: { startTime, endTime } })

/** Each refusal: its tag, the call, what is changed about the published draft, what is known, and what is read. */
const refusals: ReadonlyArray<
  readonly [Servicing.Reason["_tag"], (typeof calls)[number], change: object, known: AnyKnown, message: string]
> = [
  [
    "IllFormed",
    "Cancel",
    { reason: "" },
    {},
    "reason must be 1 to 50 characters, none of four bytes such as emoji, but what was given is not, and is not shown (PS-CANCEL-03)"
  ],
  [
    "IllFormed",
    "Sync",
    { paidTime: undefined },
    {},
    "paidTime must be a Beijing time written yyyyMMddHHmmss, or a day written yyyyMMdd, but nothing was given (PS-TIME-07)"
  ],
  [
    "NotOfOrder",
    "Pay",
    {},
    { order: orderAt("AwaitingPayment", { appid: "wx1" }) },
    'appid must be the order\'s own, wx1, but "wxd678efh567hg6787" was given (PS-ID-04)'
  ],
  [
    "StageForbids",
    "Cancel",
    {},
    { order: orderAt("Expired") },
    'outOrderNo must be the number of an order that is Created or InService, but "Expired" was given (PS-CANCEL-01)'
  ],
  [
    "StageForbids",
    "Pay",
    {},
    { order: orderAt("InService") },
    'outOrderNo must be the number of an order that is AwaitingPayment, but "InService" was given (PS-PAY-01)'
  ],
  [
    "ContentChanged",
    "Create",
    { attach: "x" },
    { earlier: published.Create },
    'outOrderNo must be with the same content as before, but "1234323JKHDFE1243252" was given (PS-CREATE-02)'
  ],
  [
    "ContentChanged",
    "Complete",
    { goodsTag: "x" },
    { earlier: published.Complete, order: orderAt("Paid") },
    'outOrderNo must be with the same content as before, but "1234323JKHDFE1243252" was given (PS-COMPLETE-02)'
  ],
  [
    "LineEmpty",
    "Create",
    { postPayments: [{ name: "房费" }] },
    {},
    "postPayments[0] must be with an amount or a description, but nothing was given (PS-AMT-08)"
  ],
  [
    "NameRepeated",
    "Create",
    { postDiscounts: [{ name: "满减" }, { name: "满减" }] },
    {},
    "postDiscounts[1].name must be a name that no earlier line of the list has, but what was given is not, and is not shown (PS-AMT-09)"
  ],
  [
    "AmountMissing",
    "Complete",
    { postDiscounts: [{ name: "满减" }], totalAmount: 40000 },
    {},
    "postDiscounts[0].amount must be the amount taken off, in fen, but nothing was given (PS-AMT-13)"
  ],
  [
    "DiscountsAbovePayments",
    "Complete",
    { postDiscounts: [{ name: "满减", amount: 40001 }] },
    {},
    "postDiscounts must be at most 40000 fen in all, what there is to pay, but 40001 was given (PS-AMT-12)"
  ],
  [
    "TotalDiffers",
    "Complete",
    { totalAmount: 50000 },
    {},
    "totalAmount must be 39900 fen, all payments less all discounts, but 50000 was given (PS-AMT-02)"
  ],
  [
    "AboveDeposit",
    "Complete",
    bill,
    { order: orderAt("InService", { riskFund: deposit }) },
    "totalAmount must be at most 10000 fen, the deposit that the user is spared, but 10001 was given (PS-AMT-03)"
  ],
  [
    "AboveServiceLimit",
    "Complete",
    bill,
    { limit: 10000 },
    "totalAmount must be at most 10000 fen, the limit of the service, but 10001 was given (PS-AMT-04)"
  ],
  [
    "AboveServiceLimit",
    "Create",
    {},
    { limit: 9999 },
    "riskFund.amount must be at most 9999 fen, the limit of the service, but 10000 was given (PS-RISK-02)"
  ],
  [
    "TotalNotLowered",
    "Modify",
    bill,
    { order: orderAt("AwaitingPayment", { totalAmount: 10001 }) },
    "totalAmount must be less than 10001 fen, what is owed, but 10001 was given (PS-AMT-05)"
  ],
  [
    "TotalBelowPaid",
    "Modify",
    bill,
    { order: partly(10002) },
    "totalAmount must be at least 10002 fen, what is paid already, but 10001 was given (PS-MODIFY-02)"
  ],
  [
    "EndTimeMissing",
    "Complete",
    { timeRange: undefined },
    { order: orderAt("InService", range("OnAccept")) },
    "timeRange.endTime must be the end of the service, as the order was created without it, but nothing was given (PS-TIME-03)"
  ],
  [
    "EndInFuture",
    "DirectComplete",
    range("20091225", "20091225121111"),
    {},
    'timeRange.endTime must be no later than 20091225121110, the moment of the call in Beijing, but "20091225121111" was given (PS-TIME-04)'
  ],
  [
    "EndBeforeStart",
    "Create",
    range("20091225", "20091224235959"),
    {},
    'timeRange.endTime must be no earlier than 20091225, the start of the service, but "20091224235959" was given (PS-TIME-05)'
  ],
  [
    "OpenidMissing",
    "Create",
    { needUserConfirm: false, openid: undefined },
    {},
    "openid must be the openid of the user, who need not confirm, but nothing was given (PS-CREATE-04)"
  ]
]

describe("PS-COMPLETE PS-CREATE what a person reads", () => {
  for (const [tag, call, change, known, message] of refusals) {
    it(`${message.slice(message.lastIndexOf("(") + 1, -1)} ${call}: ${message.slice(0, message.lastIndexOf(" ("))}`, () => {
      const refused = Result.getOrThrow(Result.flip(ask[call]({ ...published[call], ...change }, known)))
      assert.strictEqual(refused.message, message)
      assert.deepStrictEqual(
        refused.reasons.map(({ _tag }) => _tag),
        [tag]
      )
      assert.deepStrictEqual([refused._tag, refused.call, refused.category], ["ServiceCallRefused", call, "FixRequest"])
    })
  }
})

/** Mistakes about the completion of an order, none in the way of another, in the order in which they are told. */
const mistakes = [
  ["PS-ID-03 serviceId", "serviceId", "x"],
  ["PS-AMT-10 postPayments[0].count", "postPayments[0].count", 0],
  ["PS-LOC-01 location.endLocation", "location.endLocation", ""],
  ["PS-COMPLETE-05 profitSharing", "profitSharing", "true"],
  ["PS-COMPLETE-05 goodsTag", "goodsTag", "😀"],
  ["PS-DEV-01 device.startDeviceId", "device.startDeviceId", 7],
  ["PS-ID-01 outOrderNo", "outOrderNo", "another"],
  ["PS-COMPLETE-01 outOrderNo", "note", "the order is in another stage"],
  ["PS-AMT-13 postDiscounts[0].amount", "postDiscounts[0].amount", undefined],
  ["PS-AMT-04 totalAmount", "note", "the limit of the service is lower"],
  ["PS-TIME-04 timeRange.endTime", "timeRange.endTime", "20991231"]
] as const

describe("PS-COMPLETE every mistake is told", () => {
  it.prop(
    "all reasons come at once: what is ill-formed first, in the order of the request, then the rules, in the same order",
    [Arbitrary.array(Choice.pick(...mistakes.map(([told]) => told)), { maxLength: 11 })],
    ([made]) => {
      const ofMade = mistakes.filter(([told]) => made.includes(told))
      const free = put(published.Complete, "postDiscounts[0].amount", 0)
      const draft = ofMade.reduce<object>((so, [, path, by]) => put(so, path, by), { ...free, totalAmount: 40000 })
      const order = orderAt(made.includes("PS-COMPLETE-01 outOrderNo") ? "Created" : "InService")
      const decided = ask.Complete(draft, { order, limit: made.includes("PS-AMT-04 totalAmount") ? 39999 : 40000 })
      assert.deepStrictEqual(
        reasonsOf(decided),
        ofMade.map(([told]) => told)
      )
      const sentences = Result.isFailure(decided) ? decided.failure.reasons.map(({ message }) => message) : []
      assert.strictEqual(read(decided), sentences.join("; "))
    }
  )

  it("PS-PAY-01 PS-ID-04 the rules about one member come before those about the next: an order's number before its appid", () => {
    const order = orderAt("Created", { appid: "wx1" })
    assert.deepStrictEqual(reasonsOf(ask.Pay(published.Pay, { order })), ["PS-PAY-01 outOrderNo", "PS-ID-04 appid"])
  })

  it("PS-CREATE-01 an order made of mistakes has each of them told", () => {
    const postPayments = [{ name: "a" }, { name: "a", amount: 1 }]
    const openid = { needUserConfirm: false, openid: undefined }
    const times = range("20091225", "20091224")
    const draft = { ...published.Create, postPayments, ...times, ...openid, serviceIntroduction: "", attach: "" }
    assert.deepStrictEqual(reasonsOf(ask.Create(draft, { limit: 1 })), [
      "PS-CREATE-08 serviceIntroduction",
      "PS-CREATE-06 attach",
      "PS-AMT-08 postPayments[0]",
      "PS-AMT-09 postPayments[1].name",
      "PS-TIME-05 timeRange.endTime",
      "PS-RISK-02 riskFund.amount",
      "PS-CREATE-04 openid"
    ])
  })
})
