/**
 * CR-SCHED-07 to CR-SCHED-10, CR-DEDUCT-09, CR-DEDUCT-11: what a booking and an order are told with, and what they may be told
 * without.
 *
 * Method: members are drawn, each there, `null` or missing, among them some that no page knows; what is read of the message
 * is restated from what was drawn.
 */
import { assert, describe, it } from "@effect/vitest"
import { DeductOrders, ScheduleRecords } from "@wxrepay/domain/api"
import { Amounts, Choice } from "@wxrepay/domain/testing"
import * as Arbitrary from "effect/Arbitrary"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { order, record } from "../fixtures/published.ts"

const { oneOf, pick } = Choice

const readRecord = Schema.decodeUnknownResult(ScheduleRecords.ScheduleRecord)
const readOrder = Schema.decodeUnknownResult(DeductOrders.DeductOrder)

/** The members of a record that every page lists, and those that only an old page knows. */
const listed = [
  "out_record_id",
  "appid",
  "sub_appid",
  "contract_id",
  "repayment_amount",
  "min_repayment_amount",
  "repayment_date",
  "openid"
]
const old = ["description", "attach"]

/** A member that is missing, that is `null`, or that holds something. */
const told = <A>(value: Arbitrary.Arbitrary<A>): Arbitrary.Arbitrary<A | null | undefined> =>
  oneOf<A | null | undefined>(value, value, Arbitrary.Constant(null), Arbitrary.Constant(undefined))

/** A message with one member otherwise; `undefined` leaves it out. */
const changed = (message: object, name: string, value: unknown): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries({ ...message, [name]: value }).filter(([, member]: [string, unknown]) => member !== undefined)
  )

const text = oneOf<string>(pick("", "信贷还款", "20251105000000123456789"), Arbitrary.schema(Schema.String))

describe("CR-SCHED a booking as it is told", () => {
  it.prop(
    "CR-SCHED-07 CR-SCHED-08 a member of a record is read exactly when a page lists it; any other is only kept",
    [
      oneOf<string>(
        pick(...listed, ...old),
        pick("state", "record_state", "create_time", "sub_mchid", "contract_state", "memo")
      ),
      Schema.String
    ],
    ([name, word]) => {
      const given: unknown = listed.includes(name) ? Reflect.get(record.response, name) : word
      const value = Result.getOrThrow(readRecord(changed(record.response, name, given)))
      const isListed = listed.includes(name) || old.includes(name)
      assert.deepStrictEqual<unknown>(value.unknownMembers, isListed ? undefined : { [name]: word })
      const own = Object.keys(value).filter((member) => member !== "unknownMembers")
      assert.lengthOf(own, listed.length + (old.includes(name) ? 1 : 0))
    }
  )

  it.prop(
    "CR-SCHED-08 a description and a note are read exactly when they are told, and kept when the record is written again",
    [told(text), told(text)],
    ([description, attach]) => {
      const given = changed(changed(record.response, "description", description), "attach", attach)
      const value = Result.getOrThrow(readRecord(given))
      assert.deepStrictEqual([value.description, value.attach], [description ?? undefined, attach ?? undefined])
      const written = Schema.encodeSync(ScheduleRecords.ScheduleRecord)(value)
      assert.deepStrictEqual(
        [written["description"], written["attach"]],
        [description ?? undefined, attach ?? undefined]
      )
    }
  )

  it.prop(
    "CR-SCHED-09 a record names its contract exactly when it is told, and is read without it",
    [told(text)],
    ([contract_id]) => {
      const value = Result.getOrThrow(readRecord(changed(record.response, "contract_id", contract_id)))
      assert.strictEqual<string | undefined>(value.contractId, contract_id ?? undefined)
    }
  )

  it("CR-SCHED-09 the published record names contract 20251105000000123456789, and is a record without it too", () => {
    const { contract_id, ...others } = record.response
    const [whole, less] = [readRecord(record.response), readRecord(others)].map(Result.getOrThrow)
    assert.strictEqual(contract_id, "20251105000000123456789")
    assert.deepStrictEqual<unknown>({ ...less, contractId: contract_id }, whole)
    assert.notProperty(less, "contractId")
  })

  it.prop(
    "CR-SCHED-10 a record has a least amount exactly when it is told, and is read without it",
    [told(Amounts.fen)],
    ([least]) => {
      const digits = least === null || least === undefined ? least : String(least)
      const value = Result.getOrThrow(readRecord(changed(record.response, "min_repayment_amount", digits)))
      assert.strictEqual(value.minRepaymentAmount, least ?? undefined)
    }
  )

  it("CR-SCHED-10 a record of 10000 fen may tell 2000 fen as the least, 10000, or nothing", () => {
    const least = (told: string | undefined) =>
      Result.getOrThrow(readRecord(changed(record.response, "min_repayment_amount", told))).minRepaymentAmount
    assert.deepStrictEqual<unknown>([least("2000"), least("10000"), least(undefined)], [2000, 10000, undefined])
  })
})

describe("CR-DEDUCT an order as it is told", () => {
  const state = pick(
    "DEDUCT_ORDER_STATE_PENDING",
    "DEDUCT_ORDER_STATE_NOT_PAY",
    "DEDUCT_ORDER_STATE_PAY_SUCCESS",
    "DEDUCT_ORDER_STATE_PAY_FAIL",
    "DEDUCT_ORDER_STATE_CLOSED"
  )

  it.prop(
    "CR-DEDUCT-09 an order has a transaction exactly when it is told, in whatever state, and is read without it",
    [state, told(text)],
    ([order_state, transaction_id]) => {
      const given = changed({ ...order.response, order_state }, "transaction_id", transaction_id)
      const { transactionId } = Result.getOrThrow(readOrder(given))
      assert.strictEqual<string | undefined>(transactionId, transaction_id ?? undefined)
    }
  )

  it.prop(
    "CR-DEDUCT-11 an order has the appid of a sub-merchant exactly when it is told, and is read without it",
    [told(text)],
    ([sub_appid]) => {
      const { subAppid } = Result.getOrThrow(readOrder(changed(order.response, "sub_appid", sub_appid)))
      assert.strictEqual<string | undefined>(subAppid, sub_appid ?? undefined)
    }
  )
})
