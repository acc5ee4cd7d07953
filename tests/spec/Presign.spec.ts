/**
 * CR-SIGN-01, CR-SIGN-08, CR-AMT-09: how long a pre-sign can be launched, and what a first collection with it looks like.
 *
 * Method: instants are drawn from the whole calendar and in any zone, and the ten minutes are counted in milliseconds;
 * the members of a collection are listed once more, as the pages list them.
 */
import { assert, describe, it } from "@effect/vitest"
import { Presign } from "@wxrepay/domain"
import * as Arbitrary from "effect/Arbitrary"
import * as DateTime from "effect/DateTime"
import * as Schema from "effect/Schema"
import { noFen } from "../arbitraries/amounts.ts"
import * as calendar from "../arbitraries/calendar.ts"
import { int, maybe } from "../arbitraries/choice.ts"

/** Any millisecond of a day that exists, seen from a zone or from none. */
const instant = Arbitrary.map(
  Arbitrary.all({ day: calendar.dayNumber, millis: int(0, calendar.dayMillis - 1), zone: maybe(int(-12, 14)) }),
  ({ day, millis, zone }) => {
    const utc = DateTime.makeUnsafe(day * calendar.dayMillis + millis)
    return zone === undefined ? utc : DateTime.setZoneOffset(utc, zone * 3_600_000)
  }
)

const trade = { outTradeNo: "1217752501201407033233368018", deductAmount: 10000 }
const accepts = Schema.is(Presign.TradeInfo)

describe("CR-SIGN how long a pre-sign lives", () => {
  it.prop(
    "CR-SIGN-01 a pre-sign can be launched for ten minutes to the millisecond, wherever it was made",
    [instant],
    ([presignedAt]) => {
      const expiresAt = Presign.expiresAt(presignedAt)
      assert.strictEqual(DateTime.toEpochMillis(expiresAt) - DateTime.toEpochMillis(presignedAt), 600_000)
      assert.isTrue(DateTime.isUtc(expiresAt))
    }
  )

  it("CR-SIGN-01 a pre-sign made in Beijing at 23:55 on 2025-12-31 can be launched until 00:05 of the new year", () => {
    const presignedAt = DateTime.makeUnsafe("2025-12-31T23:55:00+08:00")
    assert.strictEqual(DateTime.formatIso(Presign.expiresAt(presignedAt)), "2025-12-31T16:05:00.000Z")
    assert.strictEqual(Presign.lifetimeMinutes, 10)
  })
})

describe("CR-SIGN a first collection with the signing", () => {
  it("CR-SIGN-08 a collection has a number, an amount, and perhaps a description, a note and an address", () => {
    assert.deepStrictEqual(Object.keys(Presign.TradeInfo.fields), [
      "outTradeNo",
      "deductAmount",
      "description",
      "attach",
      "notifyUrl"
    ])
    assert.isTrue(accepts(trade))
    assert.isTrue(accepts({ ...trade, description: "信贷还款", attach: "备注信息", notifyUrl: "https://www.test.com" }))
  })

  for (const member of Object.keys(trade)) {
    it(`CR-SIGN-08 a collection without its ${member} is none`, () => {
      assert.isFalse(accepts(Object.fromEntries(Object.entries(trade).filter(([name]) => name !== member))))
    })
  }

  for (const [member, given] of [
    ["outTradeNo", "T".repeat(33)],
    ["outTradeNo", "T-1"],
    ["description", "款".repeat(128)],
    ["attach", "款".repeat(129)],
    ["notifyUrl", "http://www.test.com"]
  ] as const) {
    it(`CR-SIGN-08 a collection whose ${member} is ${given.slice(0, 20)} is none`, () => {
      assert.isFalse(accepts({ ...trade, [member]: given }))
    })
  }

  it.prop("CR-AMT-09 the amount of a collection is a whole number of fen and nothing else", [noFen], ([amount]) => {
    assert.isFalse(accepts({ ...trade, deductAmount: amount }))
    assert.isFalse(accepts({ ...trade, deductAmount: String(amount) }))
  })

  it("CR-AMT-09 10000 fen are the number 10000, not the digits", () => {
    assert.deepStrictEqual(
      [10000, "10000"].map((deductAmount) => accepts({ ...trade, deductAmount })),
      [true, false]
    )
  })
})
