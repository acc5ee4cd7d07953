/**
 * PS-ID, PS-CREATE, PS-AMT, PS-TIME, PS-LOC, PS-RISK, PS-CANCEL, PS-MODIFY, PS-SYNC, PS-DIRECT: the bounds of single members
 * of calls on service orders, one value on each side.
 *
 * Method: a published draft has one member changed twice, to the last that is taken and to the first that is refused; the
 * refusal is read whole, so nothing else may stand in the way.
 */
import { assert, describe, it } from "@effect/vitest"
import { ask, type calls, published, put, read } from "./servicing.ts"

const hidden = "but what was given is not, and is not shown"
const short = (most: number) => `must be 1 to ${most} characters, none of four bytes such as emoji`
const address = "an https address of at most 255 characters with a public host, without login, query and fragment"
const moment = "must be a Beijing time written yyyyMMddHHmmss, or a day written yyyyMMdd"
const linesOf = (count: number) => Array.from({ length: count }, (_, at) => ({ name: `n${at}`, amount: 0 }))
const addressOf = (length: number) => "https://pay.merchant.cn/".padEnd(length, "n")
const twenty = "共享单车租借押金免除服务共享单车租借押金"

/** Bounds of one member: the rule, what it says here, the call, the member, what is taken, what is not, and what is read of that. */
const ofMembers: ReadonlyArray<
  readonly [
    rule: string,
    says: string,
    call: (typeof calls)[number],
    field: string,
    taken: unknown,
    refused: unknown,
    message: string
  ]
> = [
  [
    "PS-ID-01",
    "a number of 32 characters is taken, one of 33 is not",
    "Pay",
    "outOrderNo",
    "A_b|c*-".padEnd(32, "9"),
    "9".repeat(33),
    `outOrderNo must be 1 to 32 of digits, letters, underscore, hyphen, vertical bar and asterisk, but "${"9".repeat(33)}" was given`
  ],
  [
    "PS-ID-03",
    "a service of 32 digits is taken, one of 33 is not",
    "Pay",
    "serviceId",
    "2".repeat(32),
    "2".repeat(33),
    `serviceId must be 1 to 32 digits, but "${"2".repeat(33)}" was given`
  ],
  [
    "PS-ID-04",
    "an appid of 32 characters is taken, one of 33 is not",
    "Pay",
    "appid",
    "w".repeat(32),
    "w".repeat(33),
    `appid ${short(32)}, but "${"w".repeat(33)}" was given`
  ],
  [
    "PS-CREATE-01 PS-CREATE-07",
    "an order that says where its notifications go is taken, one that does not is not",
    "Create",
    "notifyUrl",
    "https://api.test.com",
    undefined,
    `notifyUrl must be ${address}, but nothing was given`
  ],
  [
    "PS-CREATE-06",
    "28 Chinese characters and 4 letters are 256 once URL-encoded and taken, with a fifth letter not",
    "Create",
    "attach",
    `${"中".repeat(28)}aaaa`,
    `${"中".repeat(28)}aaaaa`,
    `attach must be text of at most 256 characters once URL-encoded, none of four bytes such as emoji, ${hidden}`
  ],
  [
    "PS-CREATE-07",
    "an address of 255 characters is taken, one of 256 is not",
    "Create",
    "notifyUrl",
    addressOf(255),
    addressOf(256),
    `notifyUrl must be ${address}, but "${addressOf(256)}" was given`
  ],
  [
    "PS-CREATE-08",
    "an introduction of 20 Chinese characters is taken, one of 21 is not",
    "Create",
    "serviceIntroduction",
    twenty,
    `${twenty}免`,
    `serviceIntroduction ${short(20)}, but "${twenty}免" was given`
  ],
  [
    "PS-AMT-01",
    "a line of the number 0 is taken, one of the digit 0 is not",
    "Create",
    "postPayments[0].amount",
    0,
    "0",
    'postPayments[0].amount must be a whole number of fen from 0 to 9007199254740991, but "0" was given'
  ],
  [
    "PS-AMT-06",
    "100 payments are taken, 101 are not",
    "Create",
    "postPayments",
    linesOf(100),
    linesOf(101),
    "postPayments must be a list of at most 100 payments, but 101 was given"
  ],
  [
    "PS-AMT-06",
    "one payment is taken, none is not",
    "Complete",
    "postPayments",
    [{ name: "房费", amount: 40_000 }],
    [],
    "postPayments must be a list of 1 to 100 payments, but 0 was given"
  ],
  [
    "PS-AMT-07",
    "30 discounts are taken, 31 are not",
    "Create",
    "postDiscounts",
    linesOf(30),
    linesOf(31),
    "postDiscounts must be a list of at most 30 discounts, but 31 was given"
  ],
  [
    "PS-AMT-10",
    "a count of 100 is taken, one of 101 is not",
    "Create",
    "postPayments[0].count",
    100,
    101,
    "postPayments[0].count must be a whole number from 1 to 100, but 101 was given"
  ],
  [
    "PS-TIME-01",
    "the last second of a day is taken, the hour 24 is not",
    "Create",
    "timeRange.endTime",
    "20091225235959",
    "20091225240000",
    `timeRange.endTime ${moment}, but "20091225240000" was given`
  ],
  [
    "PS-TIME-02",
    "a service may start OnAccept, and not onAccept",
    "Create",
    "timeRange.startTime",
    "OnAccept",
    "onAccept",
    'timeRange.startTime must be a Beijing time written yyyyMMddHHmmss, a day written yyyyMMdd, or OnAccept, but "onAccept" was given'
  ],
  [
    "PS-TIME-06",
    "a remark of 20 characters is taken, one of 21 is not",
    "Create",
    "timeRange.endTimeRemark",
    twenty,
    `${twenty}免`,
    `timeRange.endTimeRemark ${short(20)}, ${hidden}`
  ],
  [
    "PS-TIME-07",
    "money may be reported as paid on a day, and not on one written with hyphens",
    "Sync",
    "paidTime",
    "20091225",
    "2009-12-25",
    `paidTime ${moment}, but "2009-12-25" was given`
  ],
  [
    "PS-LOC-01",
    "a place of a thousand characters is taken, one of none is not",
    "Create",
    "location.startLocation",
    "柜".repeat(1000),
    "",
    `location.startLocation must be text without characters of four bytes such as emoji, ${hidden}`
  ],
  [
    "PS-RISK-01",
    "a Deposit is taken, what one page misprints as UDEPOSIT is not",
    "Create",
    "riskFund.name",
    "Deposit",
    "UDEPOSIT",
    'riskFund.name must be Deposit, Advance, CashDeposit or EstimateOrderCost, but "UDEPOSIT" was given'
  ],
  [
    "PS-RISK-02",
    "a deposit of 1 fen is taken, one of 0 is not",
    "Create",
    "riskFund.amount",
    1,
    0,
    "riskFund.amount must be a whole number of fen from 1 to 9007199254740991, but 0 was given"
  ],
  [
    "PS-CANCEL-03",
    "a reason of 50 characters is taken, one of 51 is not",
    "Cancel",
    "reason",
    "退".repeat(50),
    "退".repeat(51),
    `reason ${short(50)}, ${hidden}`
  ],
  [
    "PS-MODIFY-03",
    "a reason of 50 characters is taken, one of 51 is not",
    "Modify",
    "reason",
    "退".repeat(50),
    "退".repeat(51),
    `reason ${short(50)}, ${hidden}`
  ],
  [
    "PS-PAY-02 PS-ID-03",
    "a charge that names its service is taken, one that does not is not",
    "Pay",
    "serviceId",
    "500001",
    undefined,
    "serviceId must be 1 to 32 digits, but nothing was given"
  ],
  [
    "PS-SYNC-02 PS-TIME-07",
    "a report that says when the money was paid is taken, one that does not is not",
    "Sync",
    "paidTime",
    "20091225091210",
    undefined,
    `paidTime ${moment}, but nothing was given`
  ],
  [
    "PS-DIRECT-02 PS-TIME-01",
    "a service that ends as it starts is taken, one that has no end is not",
    "DirectComplete",
    "timeRange.endTime",
    "20091225091010",
    undefined,
    `timeRange.endTime ${moment}, but nothing was given`
  ]
]

describe("PS-CREATE bounds of a member", () => {
  for (const [rule, says, call, field, taken, refused, message] of ofMembers) {
    it(`${rule} ${says}`, () => {
      assert.strictEqual(read(ask[call](put(published[call], field, taken))), "")
      assert.strictEqual(
        read(ask[call](put(published[call], field, refused))),
        `${message} (${rule.split(" ").at(-1)})`
      )
    })
  }
})
