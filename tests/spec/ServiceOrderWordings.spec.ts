/**
 * PS-ID, PS-CREATE, PS-AMT, PS-TIME, PS-LOC, PS-RISK, PS-DEV, PS-COMPLETE, PS-MODIFY: what a person reads of a member that
 * is not written as it must be.
 *
 * Method: each published draft has one member after the other replaced by half of something, and by a symbol; the sentence
 * is compared whole. Of what may tell of somebody, what was given is not shown.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Result from "effect/Result"
import { ask, type calls, published, put } from "./servicing.ts"

/** What is allowed in each member, as it is read. */
const fen = "a whole number of fen from 0 to 9007199254740991"
const short = (most: number) => `1 to ${most} characters, none of four bytes such as emoji`
const free = "text without characters of four bytes such as emoji"
const moment = "a Beijing time written yyyyMMddHHmmss, or a day written yyyyMMdd"
const address = "an https address of at most 255 characters with a public host, without login, query and fragment"
const times = "an object that names the times"

/** Members that may tell of somebody. */
const untold = /\]\.(?:description|name)$|attach|openid|device\.|goodsTag|Remark|reason/u

const wordings: ReadonlyArray<readonly [rule: string, call: (typeof calls)[number], field: string, allowed: string]> = [
  ["PS-ID-01", "Create", "outOrderNo", "1 to 32 of digits, letters, underscore, hyphen, vertical bar and asterisk"],
  ["PS-ID-04", "Create", "appid", short(32)],
  ["PS-ID-03", "Create", "serviceId", "1 to 32 digits"],
  ["PS-CREATE-08", "Create", "serviceIntroduction", short(20)],
  ["PS-AMT-06", "Create", "postPayments", "a list of at most 100 payments"],
  ["PS-AMT-08", "Create", "postPayments[0]", "an object with the members of a payment"],
  ["PS-AMT-09", "Create", "postPayments[0].name", short(20)],
  ["PS-AMT-08", "Create", "postPayments[0].description", short(30)],
  ["PS-AMT-10", "Create", "postPayments[0].count", "a whole number from 1 to 100"],
  ["PS-AMT-07", "Create", "postDiscounts", "a list of at most 30 discounts"],
  ["PS-AMT-13", "Create", "postDiscounts[0]", "an object with the members of a discount"],
  ["PS-AMT-01", "Create", "postDiscounts[0].amount", fen],
  ["PS-TIME-01", "Create", "timeRange", times],
  [
    "PS-TIME-02",
    "Create",
    "timeRange.startTime",
    "a Beijing time written yyyyMMddHHmmss, a day written yyyyMMdd, or OnAccept"
  ],
  ["PS-TIME-01", "Create", "timeRange.endTime", moment],
  ["PS-TIME-06", "Create", "timeRange.startTimeRemark", short(20)],
  ["PS-TIME-06", "Create", "timeRange.endTimeRemark", short(20)],
  ["PS-LOC-01", "Create", "location", "an object that names the places"],
  ["PS-RISK-01", "Create", "riskFund", "an object that names the risk fund"],
  ["PS-RISK-01", "Create", "riskFund.name", "Deposit, Advance, CashDeposit or EstimateOrderCost"],
  ["PS-RISK-02", "Create", "riskFund.amount", "a whole number of fen from 1 to 9007199254740991"],
  [
    "PS-CREATE-06",
    "Create",
    "attach",
    "text of at most 256 characters once URL-encoded, none of four bytes such as emoji"
  ],
  ["PS-CREATE-07", "Create", "notifyUrl", address],
  ["PS-CREATE-04", "Create", "openid", short(128)],
  ["PS-CREATE-03", "Create", "needUserConfirm", "true or false"],
  ["PS-DEV-01", "Create", "device", "an object that names the device"],
  ["PS-DEV-01", "Create", "device.materielNo", free],
  ["PS-AMT-06", "Modify", "postPayments", "a list of 1 to 100 payments"],
  ["PS-MODIFY-03", "Modify", "reason", short(50)],
  ["PS-AMT-01", "Complete", "totalAmount", fen],
  ["PS-TIME-01", "Complete", "timeRange", times],
  ["PS-LOC-01", "Complete", "location", "an object that names the place"],
  ["PS-COMPLETE-05", "Complete", "profitSharing", "true or false"],
  ["PS-COMPLETE-05", "Complete", "goodsTag", free],
  ["PS-TIME-07", "Sync", "paidTime", moment],
  ["PS-TIME-01", "DirectComplete", "timeRange", times]
]

describe("PS-CREATE what a person reads of a member that is ill-formed", () => {
  for (const [rule, call, field, allowed] of wordings) {
    it(`${rule} ${call}: ${field} must be ${allowed}`, () => {
      // of what should have had parts, only what it is: the parts may tell of somebody
      const isWhole = /^an? (?:object|list)/u.test(allowed)
      for (const [given, shown] of [
        [0.5, isWhole ? '"a number"' : "0.5"],
        [Symbol.iterator, isWhole ? '"a symbol"' : '"Symbol(Symbol.iterator)"']
      ] as const) {
        const { reasons } = Result.getOrThrow(Result.flip(ask[call](put(published[call], field, given))))
        const told = untold.test(field) ? "what was given is not, and is not shown" : `${shown} was given`
        assert.strictEqual(reasons[0].message, `${field} must be ${allowed}, but ${told} (${rule})`)
      }
    })
  }
})
