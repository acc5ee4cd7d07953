/**
 * V3-ERR, CR-AMT, CR-DEDUCT: the pieces that messages are made of: names, pointers, amounts, words.
 *
 * Method: examples with real names, and properties against a second, plainer way to compute the same.
 */
import { assert, describe, it } from "@effect/vitest"
import { Wire } from "@wxrepay/domain/api"
import { Amounts } from "@wxrepay/domain/testing"
import * as Arbitrary from "effect/Arbitrary"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { booking, charge, order, record } from "../fixtures/published.ts"

const word = Arbitrary.schema(Schema.String.check(Schema.isPattern(/^[a-z]{1,8}$/u)))
const words = Arbitrary.array(word, { minLength: 1, maxLength: 4 })

const camel = (parts: ReadonlyArray<string>): string =>
  parts.map((part, at) => (at === 0 ? part : part.slice(0, 1).toUpperCase() + part.slice(1))).join("")

describe("V3-ERR names of members", () => {
  for (const [ours, theirs] of [
    ["outTradeNo", "out_trade_no"],
    ["openid", "openid"],
    ["subMchid", "sub_mchid"],
    ["minRepaymentAmount", "min_repayment_amount"],
    ["associatedData", "associated_data"],
    ["", ""]
  ] as const) {
    it(`V3-ERR-02 the member ${JSON.stringify(ours)} is called ${JSON.stringify(theirs)} by the platform`, () => {
      assert.strictEqual(Wire.memberName(ours), theirs)
    })
  }

  it.prop("V3-ERR-02 words joined in camel case are joined by underscores on the wire", [words], ([parts]) => {
    assert.strictEqual(Wire.memberName(camel(parts)), parts.join("_"))
  })

  it("V3-ERR-02 the published names are the ones computed from ours", () => {
    const published = [
      booking.request,
      charge.request,
      order.response,
      record.response,
      ...booking.request.schedule_items
    ]
    for (const name of published.flatMap((example) => Object.keys(example))) {
      const ours = name.replace(/_[a-z]/gu, (pair) => pair.slice(1).toUpperCase())
      assert.strictEqual(Wire.memberName(ours), name)
    }
  })

  for (const [field, pointer] of [
    ["contractId", "/contract_id"],
    ["scheduleItems", "/schedule_items"],
    ["scheduleItems[0].subMchid", "/schedule_items/0/sub_mchid"],
    ["scheduleItems[12].repaymentDate", "/schedule_items/12/repayment_date"],
    ["resource.associatedData", "/resource/associated_data"]
  ] as const) {
    it(`V3-ERR-02 the pointer of ${field} is ${pointer}`, () => {
      assert.strictEqual(Wire.pointer(field), pointer)
    })
  }

  it.prop(
    "V3-ERR-02 a pointer leads through lists and members to the same place",
    [words, words, Arbitrary.schema(Schema.Natural.check(Schema.isLessThanOrEqualTo(99)))],
    ([list, member, at]) => {
      assert.strictEqual(
        Wire.pointer(`${camel(list)}[${at}].${camel(member)}`),
        `/${list.join("_")}/${at}/${member.join("_")}`
      )
    }
  )
})

describe("CR-AMT an amount as it is read", () => {
  it.prop(
    "CR-AMT-08 digits and a number of the same amount read the same, and are written as digits",
    [Amounts.fen],
    ([amount]) => {
      const read = Schema.decodeUnknownResult(Wire.FenReceived)
      assert.deepStrictEqual(read(amount), Result.succeed(amount))
      assert.deepStrictEqual(read(String(amount)), Result.succeed(amount))
      assert.strictEqual(Schema.encodeSync(Wire.FenReceived)(amount), String(amount))
    }
  )

  it.prop(
    "CR-AMT-03 of all numbers, exactly the whole ones from 0 to 9007199254740991 are amounts",
    [Schema.Number],
    ([n]) => {
      const verdict = Schema.decodeUnknownResult(Wire.FenReceived)(n)
      assert.strictEqual(Result.isSuccess(verdict), Number.isSafeInteger(n) && n >= 0)
    }
  )

  it.prop(
    "CR-AMT-03 of all texts, exactly digits without a leading zero up to 9007199254740991 are amounts",
    [Schema.Union([Schema.String, Schema.String.check(Schema.isPattern(/^[0-9]{1,18}$/u))])],
    ([text]) => {
      const verdict = Schema.decodeUnknownResult(Wire.FenReceived)(text)
      const canonical = /^(0|[1-9][0-9]*)$/u.test(text) && BigInt(text) <= BigInt(Number.MAX_SAFE_INTEGER)
      assert.strictEqual(Result.isSuccess(verdict), canonical)
    }
  )
})

describe("CR-DEDUCT words of an open list", () => {
  const Light = Wire.openEnum({ LIGHT_RED: "Stop", LIGHT_GREEN: "Go" })
  const read = Schema.decodeUnknownSync(Light)
  const write = Schema.encodeSync(Light)

  it("CR-DEDUCT-02 a word of the list is read as ours and written as theirs", () => {
    assert.deepStrictEqual([read("LIGHT_RED"), read("LIGHT_GREEN")], ["Stop", "Go"])
    assert.deepStrictEqual([write("Stop"), write("Go")], ["LIGHT_RED", "LIGHT_GREEN"])
  })

  it.prop("CR-DEDUCT-02 reading and writing any word gives the same word", [Schema.String], ([text]) => {
    assert.strictEqual(write(read(text)), text)
  })

  it("CR-DEDUCT-02 a word is ours only after it was read: theirs and made-up ones are not written", () => {
    for (const given of ["LIGHT_RED", "Slow", "unknown:LIGHT_BLUE", "", 1, null]) {
      const refusal = Schema.encodeUnknownResult(Light)(given)
      assert.isTrue(Result.isFailure(refusal))
    }
    assert.strictEqual(write("Unknown:LIGHT_BLUE"), "LIGHT_BLUE")
  })
})
