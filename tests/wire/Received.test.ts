/**
 * V3-JSON, CR-AMT, CR-DEDUCT: what is read leniently, and what is not read at all.
 *
 * Method: each published example is changed in one way at a time: an amount in another spelling, a member that is
 * null, a member nobody knows under a name that trips objects up, a word of a later platform.
 */
import { assert, describe, it } from "@effect/vitest"
import { DeductOrders, Notifications, ScheduleRecords, type Wire } from "@wxrepay/domain/api"
import { Amounts } from "@wxrepay/domain/testing"
import * as Arbitrary from "effect/Arbitrary"
import * as Predicate from "effect/Predicate"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { received } from "../fixtures/messages.ts"
import { deductionPay, order, record } from "../fixtures/published.ts"
import { ordersReceived } from "./serviceOrderMessages.ts"

/** Everything that is read. */
const messages = [...received, ...ordersReceived]

/** A member of a decoded message, by our name. */
const member = (value: Result.Result<unknown, unknown>, name: string): unknown =>
  Result.isSuccess(value) && Predicate.hasProperty(value.success, name) ? value.success[name] : undefined

/** The members of an object in the order of their names, so that nothing but their order is lost. */
const members = (value: unknown): ReadonlyArray<readonly [string, unknown]> =>
  Predicate.isObject(value) ? Object.entries(value).toSorted(([left], [right]) => (left < right ? -1 : 1)) : []

const without = (example: Wire.JsonObject, name: string): Wire.JsonObject =>
  Object.fromEntries(Object.entries(example).filter(([other]) => other !== name))

/** What no amount looks like: JSON numbers, other JSON, and texts. */
const noAmountTexts = [
  "",
  " 1",
  "1 ",
  "+1",
  "-1",
  "01",
  "00",
  "1.0",
  "1e3",
  "1,000",
  "0x10",
  "１０",
  "一百",
  "NaN",
  "null"
]
const tooLarge = ["9007199254740992", "9007199254740993", "99999999999999999"]
const noAmounts = ["1.5", "0.1", "-1", "1e300", "true", "[]", "[1]", "{}"].concat(
  tooLarge,
  noAmountTexts.concat(tooLarge).map((text) => JSON.stringify(text))
)

describe("CR-AMT amounts as they are read", () => {
  for (const { again, amounts, decode, example, name } of received) {
    for (const { ours, theirs, write } of amounts) {
      const rule = theirs === "repayment_amount_limit" ? "CR-AMT-08" : "CR-AMT-03"
      it.prop(`${rule} the ${theirs} of a ${name} is the same as digits and as a number`, [Amounts.fen], ([amount]) => {
        const fromDigits = decode({ ...example, [theirs]: String(amount) })
        assert.strictEqual(member(fromDigits, ours), amount)
        assert.deepStrictEqual(decode({ ...example, [theirs]: amount }), fromDigits)
      })

      const written = typeof write(0) === "string" ? "digits" : "a number"
      it.prop(
        `${rule} the ${theirs} of a ${name} is written as ${written}, however it came`,
        [Amounts.fen],
        ([amount]) => {
          for (const given of [amount, String(amount)]) {
            assert.strictEqual(member(again({ ...example, [theirs]: given }), theirs), write(amount))
          }
        }
      )

      for (const json of noAmounts) {
        it(`${rule} ${json} is no ${theirs} of a ${name}, and the failure names the member`, () => {
          const given: unknown = JSON.parse(json)
          const refusal = decode({ ...example, [theirs]: given })
          assert.isTrue(Result.isFailure(refusal))
          assert.include(String(refusal), theirs)
        })
      }
    }
  }
})

describe("V3-JSON members that are null", () => {
  for (const { again, decode, example, name, optional } of messages) {
    for (const absent of optional) {
      it(`V3-JSON-03 ${absent} of a ${name} may be null, which is read and written as if it were missing`, () => {
        const missing = without(example, absent)
        const given = { ...example, [absent]: null }
        assert.deepStrictEqual(decode(given), decode(missing))
        assert.deepStrictEqual(again(given), Result.succeed(missing))
      })
    }

    for (const required of Object.keys(example).filter((name) => !optional.includes(name))) {
      it(`V3-JSON-03 ${required} of a ${name} must not be null or missing, and the failure names it`, () => {
        for (const given of [{ ...example, [required]: null }, without(example, required)]) {
          const refusal = decode(given)
          assert.isTrue(Result.isFailure(refusal))
          assert.include(String(refusal), required)
        }
      })
    }
  }

  it("CR-SCHED-02 the list of what was booked may be missing, null or empty", () => {
    const read = Schema.decodeUnknownSync(ScheduleRecords.Booked)
    assert.deepStrictEqual(read({}), {})
    assert.deepStrictEqual(read({ schedule_records: null }), {})
    assert.deepStrictEqual(read({ schedule_records: [] }), { scheduleRecords: [] })
  })
})

/** Names that trip objects up, and names of ours that the platform does not use. */
const nastyNames = [
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "valueOf",
  "hasOwnProperty",
  "unknownMembers",
  "unknown_members",
  "outTradeNo",
  "OUT_TRADE_NO",
  "orderState",
  "repaymentAmount",
  "originalType",
  "eventType",
  "_tag",
  "then",
  "length",
  "0",
  ""
]

/** Any name but those that a message does know; random text hits `id` now and then. */
const strangerName = Schema.String.check(
  Schema.makeFilter((name: string) => messages.every(({ example }) => !Object.hasOwn(example, name)))
)

const unknownMembers = Arbitrary.array(
  Arbitrary.all([
    Arbitrary.schema(Schema.Union([Schema.Literals(nastyNames), Schema.Literals(nastyNames), strangerName])),
    Arbitrary.schema(Schema.Json)
  ]),
  { minLength: 1, maxLength: 8 }
)

describe("V3-JSON members nobody knows", () => {
  for (const { again, decode, example, name } of messages) {
    it.prop(
      `V3-JSON-02 members that a ${name} does not know are kept and written out again`,
      [unknownMembers],
      ([added]) => {
        const unknown = Object.fromEntries(added)
        const given = { ...example, ...unknown }
        assert.deepStrictEqual(members(member(decode(given), "unknownMembers")), members(unknown))
        assert.deepStrictEqual(members(Result.getOrThrow(again(given))), members(given))
      }
    )

    it(`V3-JSON-02 a ${name} without unknown members has no place for them`, () => {
      assert.notProperty(Result.getOrThrow(decode(example)), "unknownMembers")
    })

    for (const nasty of nastyNames) {
      it(`V3-JSON-02 a member called ${JSON.stringify(nasty)} beside a ${name} is kept under its name and changes no other`, () => {
        const text = `{${JSON.stringify(nasty)}:{"isFinal":true},${JSON.stringify(example).slice(1)}`
        const given: unknown = JSON.parse(text)
        const value = Result.getOrThrow(decode(given))
        const { unknownMembers, ...known } = Predicate.hasProperty(value, "unknownMembers") ? value : assert.fail()
        assert.deepStrictEqual(known, Result.getOrThrow(decode(example)))
        assert.deepStrictEqual(members(unknownMembers), [[nasty, { isFinal: true }]])
        assert.strictEqual(Object.getPrototypeOf(unknownMembers), Object.prototype)
        assert.notProperty({}, "isFinal")
        assert.deepStrictEqual(members(Result.getOrThrow(again(given))), members(given))
      })
    }
  }

  it("V3-JSON-02 a member nobody knows beside the list of what was booked does no harm", () => {
    const read = Schema.decodeUnknownSync(ScheduleRecords.Booked)
    const { scheduleRecords } = read({ schedule_records: [record.response], batch_id: "1" })
    assert.deepStrictEqual(scheduleRecords, [Schema.decodeUnknownSync(ScheduleRecords.ScheduleRecord)(record.response)])
  })

  it("V3-JSON-02 a member nobody knows inside a record of a list is kept with that record", () => {
    const given = { schedule_records: [record.response, { ...record.response, remind_time: "09:00" }] }
    const { scheduleRecords } = Schema.decodeUnknownSync(ScheduleRecords.Booked)(given)
    assert.deepStrictEqual(
      scheduleRecords?.map(({ unknownMembers }) => unknownMembers),
      [undefined, { remind_time: "09:00" }]
    )
  })

  it("V3-JSON-02 members nobody knows are kept apart for an envelope and for the part sealed in it", () => {
    const resource = { ...deductionPay.request.resource, key_version: 2 }
    const given = { ...deductionPay.request, resource, trace: "t" }
    const envelope = Schema.decodeUnknownSync(Notifications.Envelope)(given)
    assert.deepStrictEqual(envelope.unknownMembers, { trace: "t" })
    assert.deepStrictEqual(envelope.resource.unknownMembers, { key_version: 2 })
    assert.deepStrictEqual(Schema.encodeSync(Notifications.Envelope)(envelope), given)
  })

  for (const { again, decode, example, name } of messages) {
    it.prop(
      `V3-JSON-02 the order of the members of a ${name} does not matter`,
      [Arbitrary.array(Arbitrary.schema(Schema.Int), { minLength: 14, maxLength: 14 })],
      ([weights]) => {
        const shuffled = Object.entries(example)
          .map((entry, at) => ({ entry, weight: weights[at] ?? 0 }))
          .toSorted((left, right) => left.weight - right.weight)
          .map(({ entry }) => entry)
        const given = Object.fromEntries(shuffled)
        assert.deepStrictEqual(decode(given), decode(example))
        assert.deepStrictEqual(again(given), Result.succeed(example))
      }
    )
  }
})

const documented = [
  ["DEDUCT_ORDER_STATE_PENDING", "Pending"],
  ["DEDUCT_ORDER_STATE_NOT_PAY", "Unpaid"],
  ["DEDUCT_ORDER_STATE_PAY_SUCCESS", "Paid"],
  ["DEDUCT_ORDER_STATE_PAY_FAIL", "Failed"]
] as const

const readState = (order_state: unknown) =>
  Schema.decodeUnknownResult(DeductOrders.DeductOrder)({ ...order.response, order_state })

const writeState = (value: Result.Result<unknown, unknown>) =>
  Schema.encodeUnknownResult(DeductOrders.DeductOrder)(Result.getOrThrow(value))

describe("CR-DEDUCT states as they are read", () => {
  for (const [theirs, ours] of documented) {
    it(`CR-DEDUCT-02 ${theirs} is ${ours}, and is written as it came`, () => {
      const value = readState(theirs)
      assert.strictEqual(member(value, "orderState"), ours)
      assert.strictEqual(member(writeState(value), "order_state"), theirs)
    })
  }

  it.prop(
    "CR-DEDUCT-02 any other word is kept after Unknown: and is written as it came",
    [
      Schema.Union([
        Schema.Literals(["Paid", "Pending", "Unpaid", "Failed", "Unknown:X", "Unknown:", "", "A\nB", ...nastyNames]),
        Schema.String
      ])
    ],
    ([word]) => {
      const value = readState(word)
      assert.strictEqual(member(value, "orderState"), `Unknown:${word}`)
      assert.strictEqual(member(writeState(value), "order_state"), word)
    }
  )

  for (const [, ours] of documented) {
    it(`CR-DEDUCT-02 the word ${ours} on the wire is none of the platform's and is not taken for ours`, () => {
      assert.strictEqual(member(readState(ours), "orderState"), `Unknown:${ours}`)
    })
  }

  for (const word of [null, 1, true, [], {}]) {
    it(`CR-DEDUCT-02 ${JSON.stringify(word)} is no state`, () => {
      assert.isTrue(Result.isFailure(readState(word)))
    })
  }
})

describe("CR-ID identifiers as they are read", () => {
  const identifiers = ["out_trade_no", "out_record_id", "appid", "sub_appid", "openid", "contract_id", "transaction_id"]

  it.prop(
    "CR-HOOK-10 the platform's own identifiers are read at any length and in any alphabet",
    [Schema.Literals(identifiers), Schema.String],
    ([name, text]) => {
      const given = { ...order.response, [name]: text.repeat(50) }
      const value = Schema.decodeUnknownSync(DeductOrders.DeductOrder)(given)
      assert.deepStrictEqual(Schema.encodeSync(DeductOrders.DeductOrder)(value), given)
    }
  )
})
