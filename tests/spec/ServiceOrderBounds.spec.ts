import { assert, describe, it } from "@effect/vitest"
import { ServiceOrders } from "@wxrepay/domain/testing"
import { type AnyKnown, ask, type calls, published, read } from "./servicing.ts"

const { ordersAt } = ServiceOrders

/** A bill: one payment, less perhaps one discount, and what is said to be owed. */
const bill = (payment: number, totalAmount: number, discount?: number) => ({
  postPayments: [{ name: "房费", amount: payment }],
  postDiscounts: discount === undefined ? undefined : [{ name: "满减", amount: discount }],
  totalAmount
})
const range = (startTime: string | undefined, endTime: string | undefined) => ({ timeRange: { startTime, endTime } })
const [inService] = ordersAt("InService")
const [endless] = ordersAt("InService", range("20091225091010", undefined))
const withFund = (name: string, amount: number) => ({ order: ordersAt("InService", { riskFund: { name, amount } })[0] })
const owing = (totalAmount: number) => ({ order: ordersAt("AwaitingPayment", { totalAmount })[0] })
const again = 'outOrderNo must be with the same content as before, but "1234323JKHDFE1243252" was given'

/** Bounds that the whole decides: the rule, what it says here, the call, what is known, what is changed to be taken, or not. */
const ofWholes: ReadonlyArray<
  readonly [
    rule: string,
    says: string,
    call: (typeof calls)[number],
    known: AnyKnown,
    taken: object,
    refused: object,
    message: string
  ]
> = [
  [
    "PS-CREATE-02",
    "a number that was used is taken with the same note, and not with another",
    "Create",
    { earlier: published.Create },
    {},
    { attach: "x" },
    again
  ],
  [
    "PS-CREATE-04",
    "a user who need not confirm is named",
    "Create",
    {},
    { needUserConfirm: false },
    { needUserConfirm: false, openid: undefined },
    "openid must be the openid of the user, who need not confirm, but nothing was given"
  ],
  [
    "PS-AMT-02",
    "of 40000 fen less 100 fen 39900 are owed, and not 39901",
    "Complete",
    {},
    bill(40_000, 39_900, 100),
    bill(40_000, 39_901, 100),
    "totalAmount must be 39900 fen, all payments less all discounts, but 39901 was given"
  ],
  [
    "PS-AMT-03",
    "where a deposit of 10000 fen is spared, 10000 may be owed, and not 10001",
    "Complete",
    withFund("Deposit", 10_000),
    bill(10_000, 10_000),
    bill(10_001, 10_001),
    "totalAmount must be at most 10000 fen, the deposit that the user is spared, but 10001 was given"
  ],
  [
    "PS-AMT-04",
    "where 1 fen was estimated, 10000 may be owed under a limit of 10000, and not 10001",
    "Complete",
    { ...withFund("EstimateOrderCost", 1), limit: 10_000 },
    bill(10_000, 10_000),
    bill(10_001, 10_001),
    "totalAmount must be at most 10000 fen, the limit of the service, but 10001 was given"
  ],
  [
    "PS-AMT-11 PS-MODIFY-04 PS-AMT-05",
    "10000 fen may be lowered to 9999, and not to 10000",
    "Modify",
    owing(10_000),
    bill(9_999, 9_999),
    bill(10_000, 10_000),
    "totalAmount must be less than 10000 fen, what is owed, but 10000 was given"
  ],
  [
    "PS-AMT-08",
    "a payment without an amount is taken with a description, and not without",
    "Create",
    {},
    { postPayments: [{ name: "房费", description: "一晚" }] },
    { postPayments: [{ name: "房费" }] },
    "postPayments[0] must be with an amount or a description, but nothing was given"
  ],
  [
    "PS-AMT-09",
    "two payments may be named 商品信息, and no two 房费",
    "Create",
    {},
    { postPayments: ["商品信息", "商品信息"].map((name) => ({ name, amount: 1 })) },
    { postPayments: ["房费", "房费"].map((name) => ({ name, amount: 1 })) },
    "postPayments[1].name must be a name that no earlier line of the list has, but what was given is not, and is not shown"
  ],
  [
    "PS-AMT-12",
    "100 fen may be taken off 100 fen, and 101 may not",
    "Complete",
    {},
    bill(100, 0, 100),
    bill(100, 0, 101),
    "postDiscounts must be at most 100 fen in all, what there is to pay, but 101 was given"
  ],
  [
    "PS-AMT-13",
    "a discount of 0 fen is taken when a service is completed, one without an amount is not",
    "Complete",
    {},
    { postDiscounts: [{ name: "满减", amount: 0 }], totalAmount: 40_000 },
    { postDiscounts: [{ name: "满减" }], totalAmount: 40_000 },
    "postDiscounts[0].amount must be the amount taken off, in fen, but nothing was given"
  ],
  [
    "PS-RISK-02",
    "under a limit of 10000 fen a deposit of 10000 is taken, one of 10001 is not",
    "Create",
    { limit: 10_000 },
    { riskFund: { name: "Deposit", amount: 10_000 } },
    { riskFund: { name: "Deposit", amount: 10_001 } },
    "riskFund.amount must be at most 10000 fen, the limit of the service, but 10001 was given"
  ],
  [
    "PS-TIME-03",
    "an order that was created without its end is completed with it, and not without",
    "Complete",
    { order: endless },
    range(undefined, "20091225121010"),
    { timeRange: undefined },
    "timeRange.endTime must be the end of the service, as the order was created without it, but nothing was given"
  ],
  [
    "PS-TIME-04",
    "at 12:11:10 a service may have ended that second, and not the next",
    "Complete",
    { order: inService },
    range("20091225", "20091225121110"),
    range("20091225", "20091225121111"),
    'timeRange.endTime must be no later than 20091225121110, the moment of the call in Beijing, but "20091225121111" was given'
  ],
  [
    "PS-TIME-05",
    "a service may end the second it begins, and not the one before",
    "Complete",
    { order: inService },
    range("20091225091010", "20091225091010"),
    range("20091225091010", "20091225091009"),
    'timeRange.endTime must be no earlier than 20091225091010, the start of the service, but "20091225091009" was given'
  ],
  [
    "PS-CANCEL-04",
    "an order that is cancelled is cancelled again for the same reason, and for no other",
    "Cancel",
    { order: ordersAt("Revoked")[0], earlier: published.Cancel },
    {},
    { reason: "用户不投诉" },
    again
  ],
  [
    "PS-COMPLETE-02",
    "an order that awaits payment is completed again with the same content, and with no other",
    "Complete",
    { order: ordersAt("AwaitingPayment")[0], earlier: published.Complete },
    {},
    { goodsTag: "Discount2" },
    again
  ]
]

describe("PS-AMT bounds of a whole call", () => {
  for (const [rule, says, call, known, taken, refused, message] of ofWholes) {
    it(`${rule} ${says}`, () => {
      assert.strictEqual(read(ask[call]({ ...published[call], ...taken }, known)), "")
      assert.strictEqual(
        read(ask[call]({ ...published[call], ...refused }, known)),
        `${message} (${rule.split(" ").at(-1)})`
      )
    })
  }
})
