/**
 * CR-SIGN-01, CR-SIGN-08, CR-AMT-09: how long a pre-sign can be launched, and what a first collection with it looks like.
 *
 * Method: instants are drawn from the whole calendar and in any zone, and the ten minutes are counted in milliseconds;
 * the members of a collection are listed once more, as the pages list them.
 */
import { assert, describe, it } from "@effect/vitest"
import { Presign } from "@wxrepay/domain"
import { Amounts, Calendar, Choice } from "@wxrepay/domain/testing"
import * as Arbitrary from "effect/Arbitrary"
import * as DateTime from "effect/DateTime"
import * as Schema from "effect/Schema"

/** Any millisecond of a day that exists, seen from a zone or from none. */
const instant = Arbitrary.map(
  Arbitrary.all({
    day: Calendar.dayNumber,
    millis: Choice.int(0, Calendar.dayMillis - 1),
    zone: Choice.maybe(Choice.int(-12, 14))
  }),
  ({ day, millis, zone }) => {
    const utc = DateTime.makeUnsafe(day * Calendar.dayMillis + millis)
    return zone === undefined ? utc : DateTime.setZoneOffset(utc, zone * 3_600_000)
  }
)

/** What stands in a member of a collection, and whether it may. */
interface Part {
  readonly held: string | number
  readonly isGood: boolean
}

/** A member of a collection: good most of the time, seldom wrong or missing. */
const part = (good: Part["held"], wrong: Part["held"]) =>
  Choice.seldom<Part | undefined>(
    Choice.seldom<Part>(
      Arbitrary.Constant({ held: good, isGood: true }),
      Arbitrary.Constant({ held: wrong, isGood: false }),
      8
    ),
    Arbitrary.Constant(undefined)
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

  it.prop(
    "CR-SIGN-08 a collection is accepted exactly when its number and amount are there and each of its members is well-formed",
    [
      Arbitrary.all({
        outTradeNo: part("T1", "T_1"),
        deductAmount: part(1, 0.5),
        description: part("信贷还款", "款".repeat(128)),
        attach: part("备注", "款".repeat(129)),
        notifyUrl: part("https://www.test.com", "http://www.test.com")
      })
    ],
    ([parts]) => {
      const given = Object.entries(parts).flatMap(([name, part]) => (part === undefined ? [] : [[name, part] as const]))
      const isWhole = parts.outTradeNo !== undefined && parts.deductAmount !== undefined
      const isWell = given.every(([, { isGood }]) => isGood)
      assert.strictEqual(accepts(Object.fromEntries(given.map(([name, { held }]) => [name, held]))), isWhole && isWell)
    },
    { arbitrary: { runs: 300 } }
  )

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
    it(`CR-SIGN-08 a collection whose ${member} is ${given.length > 30 ? `a text of ${given.length} characters` : given} is none`, () => {
      assert.isFalse(accepts({ ...trade, [member]: given }))
    })
  }

  it.prop(
    "CR-AMT-09 the amount of a collection is accepted exactly when it is a whole number of fen, and as digits never",
    [Choice.oneOf<number>(Amounts.fen, Amounts.noFen)],
    ([amount]) => {
      const isWhole = Number.isSafeInteger(amount) && amount >= 0
      assert.strictEqual(accepts({ ...trade, deductAmount: amount }), isWhole)
      assert.isFalse(accepts({ ...trade, deductAmount: String(amount) }))
    }
  )

  it("CR-AMT-09 10000 fen are the number 10000, not the digits", () => {
    assert.deepStrictEqual(
      [10000, "10000"].map((deductAmount) => accepts({ ...trade, deductAmount })),
      [true, false]
    )
  })
})
