/**
 * PS-STATE, PS-AMT-01, PS-QUERY-02, PS-COL, PS-PAY: states, amounts and lists of service orders as they are read.
 *
 * Method: orders are told in every spelling the platform is known for, each beside how it is to be read; then the
 * published order is changed in one place at a time: a documented word, a word of a later platform, an amount as digits,
 * a lone line without its list.
 */
import { assert, describe, it } from "@effect/vitest"
import { ServiceOrderStage } from "@wxrepay/domain"
import { Notifications, ServiceOrders } from "@wxrepay/domain/api"
import { Amounts, Choice } from "@wxrepay/domain/testing"
import * as Predicate from "effect/Predicate"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { orderFind, orderPay, orderPayRunning } from "../fixtures/published.ts"
import { changed, partAt } from "./parts.ts"
import { strangeWords, toldCreated, toldOrder, words } from "./serviceOrdersTold.ts"

const read = Schema.decodeUnknownResult(ServiceOrders.ServiceOrder)
const write = Schema.encodeUnknownSync(ServiceOrders.ServiceOrder)

const order = orderFind.response

/** What becomes of the published order when one part of it is changed. */
const readWith = (path: string, part: unknown) => read(changed(order, path, part))

/** What is read and written again. */
const again = (json: unknown): unknown => write(Result.getOrThrow(read(json)))

/** Whether any part of a value is null. */
const holdsNull = (value: unknown): boolean =>
  Predicate.isObjectKeyword(value) ? Object.values(value).some(holdsNull) : value === null

const spellings = [
  { name: "an order", codec: ServiceOrders.ServiceOrder, values: toldOrder },
  { name: "an order that was created", codec: ServiceOrders.Created, values: toldCreated },
  { name: "an order in a notification", codec: Notifications.ServiceOrderEvent, values: toldOrder }
]

describe("PS-QUERY orders in every spelling", () => {
  for (const { codec, name, values } of spellings) {
    const decode = Schema.decodeUnknownResult(codec)
    const encode = Schema.encodeUnknownSync(codec)

    it.prop(
      `PS-AMT-01 PS-QUERY-02 PS-STATE-03 V3-JSON-03 ${name} is read the same, however it is spelled`,
      [values],
      ([{ json, read }]) => {
        assert.deepStrictEqual<unknown>(decode(json), Result.succeed(read))
      },
      { arbitrary: { runs: 500 } }
    )

    it.prop(`PS-QUERY-02 ${name} is written in one spelling, which is read the same`, [values], ([{ json }]) => {
      const order = Result.getOrThrow(decode(json))
      const written = encode(order)
      assert.deepStrictEqual<unknown>(decode(written), Result.succeed(order))
      assert.deepStrictEqual(encode(Result.getOrThrow(decode(written))), written)
      assert.isFalse(holdsNull(written))
    })
  }
})

describe("PS-CREATE-05 what launches a confirmation", () => {
  for (const { codec, name } of spellings) {
    const isKnown = name === "an order that was created"
    it(`PS-CREATE-05 the package of ${name} is ${isKnown ? "read" : "a member that nobody knows, and is kept"}`, () => {
      const told: unknown = Schema.decodeUnknownSync(codec)({ ...order, package: "DJIOSQ" })
      assert.strictEqual(partAt(told, "package"), isKnown ? "DJIOSQ" : undefined)
      assert.deepStrictEqual(partAt(told, "unknownMembers"), isKnown ? undefined : { package: "DJIOSQ" })
    })
  }
})

const enumerations = [
  { rule: "PS-STATE-01", path: "state", ours: "state", table: words.state },
  { rule: "PS-STATE-02", path: "state_description", ours: "stateDescription", table: words.stateDescription },
  { rule: "PS-STATE-03", path: "collection.state", ours: "collection.state", table: words.collectionState },
  { rule: "PS-RISK-01", path: "risk_fund.name", ours: "riskFund.name", table: words.riskFundName },
  {
    rule: "PS-COL-03",
    path: "collection.details[].paid_type",
    ours: "collection.details[].paidType",
    table: words.paidType
  }
]

describe("PS-STATE words as they are read", () => {
  for (const { ours, path, rule, table } of enumerations) {
    for (const [theirs, our] of Object.entries(table)) {
      it(`${rule} a ${path} of ${theirs} is ${our}, and is written as it came`, () => {
        assert.strictEqual(partAt(Result.getOrThrow(readWith(path, theirs)), ours), our)
        assert.strictEqual(partAt(again(changed(order, path, theirs)), path), theirs)
      })
    }

    it.prop(
      `${rule} any other ${path} is kept after Unknown: and is written as it came`,
      [Schema.Union([Schema.Literals(strangeWords), Schema.String])],
      ([word]) => {
        assert.strictEqual(partAt(Result.getOrThrow(readWith(path, word)), ours), `Unknown:${word}`)
        assert.strictEqual(partAt(again(changed(order, path, word)), path), word)
      }
    )
  }

  it.prop(
    "PS-STATE-03 PS-STATE-04 PS-HOOK-08 nothing is decided on an order with a word that is not known",
    [Choice.pick("state", "state_description", "collection.state"), Choice.pick(...strangeWords)],
    ([path, word]) => {
      const paid = changed(changed(order, "state", "DONE"), "state_description", undefined)
      const unclear = Result.getOrThrow(read(changed(paid, path, word)))
      assert.strictEqual(ServiceOrderStage.of(Result.getOrThrow(read(paid))), "Paid")
      assert.strictEqual(ServiceOrderStage.of(unclear), "Unclear")
    }
  )
})

const amounts = [
  ["total_amount", "totalAmount"],
  ["collection.total_amount", "collection.totalAmount"],
  ["collection.paying_amount", "collection.payingAmount"],
  ["collection.paid_amount", "collection.paidAmount"],
  ["collection.details[].amount", "collection.details[].amount"],
  ["post_payments[].amount", "postPayments[].amount"],
  ["post_discounts[].amount", "postDiscounts[].amount"],
  ["risk_fund.amount", "riskFund.amount"]
] as const

describe("PS-AMT amounts as they are read", () => {
  for (const [path, ours] of amounts) {
    it.prop(
      `PS-AMT-01 ${path} is read as a number or as digits, and written as a number`,
      [Amounts.fen],
      ([amount]) => {
        for (const given of [amount, String(amount)]) {
          assert.strictEqual(partAt(Result.getOrThrow(readWith(path, given)), ours), amount)
          assert.strictEqual(partAt(again(changed(order, path, given)), path), amount)
        }
      }
    )

    for (const given of [-1, 0.5, 9007199254740992, "010", "-1", "1.0", "1e3", " 1", ""]) {
      it(`PS-AMT-01 a ${path} of ${JSON.stringify(given)} is no amount, and the failure names it`, () => {
        assert.include(String(readWith(path, given)), `["${path.split(".").at(-1)}"]`)
      })
    }
  }

  it.prop(
    "PS-COL-01 PS-AMT-02 sums that do not add up are read as they are told",
    [Amounts.fen, Amounts.fen, Amounts.fen, Amounts.fen],
    ([total_amount, owed, paying_amount, paid_amount]) => {
      const collection = { total_amount: owed, paying_amount, paid_amount }
      const given = { ...order, total_amount, collection }
      assert.deepStrictEqual(again(given), given)
    }
  )
})

describe("PS-QUERY-02 lists as they are read", () => {
  for (const [path, ours] of [
    ["post_payments", "postPayments"],
    ["post_discounts", "postDiscounts"],
    ["collection.details", "collection.details"]
  ] as const) {
    const line = { amount: 7 }

    it(`PS-QUERY-02 a lone object instead of ${path} is a list of one, and is written as a list`, () => {
      assert.deepStrictEqual(partAt(Result.getOrThrow(readWith(path, line)), ours), [line])
      assert.deepStrictEqual(again(changed(order, path, line)), changed(order, path, [line]))
    })

    it(`PS-QUERY-02 a list of ${path} keeps its order, and may be empty or long`, () => {
      for (const length of [0, 1, 2, 101]) {
        const lines = Array.from({ length }, (_, amount) => ({ amount }))
        assert.deepStrictEqual(partAt(Result.getOrThrow(readWith(path, lines)), ours), lines)
        assert.deepStrictEqual(partAt(again(changed(order, path, lines)), path), lines)
      }
    })

    for (const given of ["x", 1, true, ["x"], [line, null], [[line]]]) {
      it(`PS-QUERY-02 ${JSON.stringify(given)} is no list of ${path}, and the failure names it`, () => {
        assert.include(String(readWith(path, given)), `["${path.split(".").at(-1)}"]`)
      })
    }

    it(`V3-JSON-02 what nobody knows in a line of ${path} is kept with that line, and in a lone one too`, () => {
      const strange = { amount: 7, promotion_detail: [{ coupon_id: "1" }] }
      const kept = { amount: 7, unknownMembers: { promotion_detail: [{ coupon_id: "1" }] } }
      for (const given of [strange, [strange]]) {
        assert.deepStrictEqual(partAt(Result.getOrThrow(readWith(path, given)), ours), [kept])
        assert.deepStrictEqual(again(changed(order, path, given)), changed(order, path, [strange]))
      }
    })
  }
})

describe("PS-PAY answers to a charge", () => {
  const readPaying = Schema.decodeUnknownResult(ServiceOrders.Paying)

  it("PS-PAY-06 a running charge is told by one word, and by no word of ours", () => {
    assert.deepStrictEqual<unknown>(readPaying(orderPayRunning.response), Result.succeed({ tradeState: "UserPaying" }))
    for (const word of ["SUCCESS", "USER_PAYING", "UserPaying", "userpaying", ""]) {
      assert.deepStrictEqual<unknown>(
        readPaying({ trade_state: word }),
        Result.succeed({ tradeState: `Unknown:${word}` })
      )
    }
    for (const json of [{}, { trade_state: null }, { trade_state: 1 }, orderPay.response]) {
      assert.include(String(readPaying(json)), '["trade_state"]')
    }
  })

  it("PS-PAY-02 PS-PAY-04 the numbers of an order may lack the merchant's and any but our own", () => {
    const readNumbers = Schema.decodeUnknownResult(ServiceOrders.Numbers)
    assert.deepStrictEqual<unknown>(
      readNumbers({ out_order_no: "1", mchid: null, order_id: null, appid: null, service_id: null }),
      Result.succeed({ outOrderNo: "1" })
    )
    for (const json of [{}, { out_order_no: null }, { out_order_no: 1 }, orderPayRunning.response]) {
      assert.include(String(readNumbers(json)), '["out_order_no"]')
    }
  })
})

describe("PS-COMPLETE-06 orders with nothing to collect", () => {
  const { collection, state_description, ...rest } = order
  const done = { ...rest, state: "DONE", total_amount: 0, need_collection: false }

  it("PS-COMPLETE-06 PS-COL-02 an order that is done, with nothing to collect and no collection, is finished", () => {
    const told = Result.getOrThrow(read(done))
    assert.deepStrictEqual([told.needCollection, told.totalAmount, told.collection], [false, 0, undefined])
    assert.strictEqual(ServiceOrderStage.of(told), "Finished")
  })

  it("PS-COL-02 PS-STATE-04 a collection that comes all the same is read, and makes the order another", () => {
    assert.strictEqual(ServiceOrderStage.of(Result.getOrThrow(read({ ...done, collection }))), "Paid")
    assert.strictEqual(ServiceOrderStage.of(Result.getOrThrow(read({ ...done, state_description }))), "Unclear")
    assert.strictEqual(ServiceOrderStage.of(Result.getOrThrow(read({ ...done, collection: {} }))), "Finished")
  })
})

describe("PS-ID numbers of an order that is read", () => {
  it("PS-ID-05 PS-ID-06 the platform's number, ours and that of a payment are three, and none stands for another", () => {
    const told = Result.getOrThrow(read(order))
    assert.deepStrictEqual<unknown>(
      [told.outOrderNo, told.orderId, told.collection?.details?.[0]?.transactionId],
      ["1234323JKHDFE1243252", "0000300001201908301055157220022", "15646546545165651651"]
    )
  })
})
