/**
 * PS-ID, PS-SYNC-02, PS-HOOK-07: the numbers of a service order on the wire, ours, the platform's and those of payments, and
 * words that stand beside them.
 *
 * Method: the published messages have one thing replaced by what is drawn: a number of the platform's, the parts of a
 * collection, the word of a report, members of other products. What is read is compared with what was drawn.
 */
import { assert, describe, it } from "@effect/vitest"
import { Notifications, ServiceOrders } from "@wxrepay/domain/api"
import { Choice, ServiceTimes, Texts, Timestamps } from "@wxrepay/domain/testing"
import * as Arbitrary from "effect/Arbitrary"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import {
  orderCancel,
  orderComplete,
  orderFind,
  orderModify,
  orderPaid,
  orderPay,
  orderSync
} from "../fixtures/published.ts"

const { maybe, oneOf, pick } = Choice

const exactly = { onExcessProperty: "error" } as const

const order = orderFind.response

describe("PS-ID whose number it is", () => {
  const bodies = [
    ["cancellation", ServiceOrders.Cancellation, orderCancel.request],
    ["modification", ServiceOrders.Modification, orderModify.request],
    ["completion", ServiceOrders.Completion, orderComplete.request],
    ["charge", ServiceOrders.Payment, orderPay.request],
    ["report of money", ServiceOrders.PaidElsewhere, orderSync.request]
  ] as const

  it.prop(
    "PS-ID-02 the body of a call on an order is read exactly when it does not repeat the order's number",
    [pick(...bodies.map(([name]) => name)), maybe(Texts.within(32, Texts.wordLetters))],
    ([name, repeated]) => {
      for (const [of, schema, example] of bodies) {
        if (of !== name) continue
        const body = repeated === undefined ? example : { ...example, out_order_no: repeated }
        const read: Result.Result<unknown, Schema.SchemaError> = Schema.decodeUnknownResult(schema)(body, exactly)
        assert.strictEqual(Result.isSuccess(read), repeated === undefined)
        if (Result.isFailure(read)) assert.include(read.failure.message, "out_order_no")
      }
    }
  )

  const longer = Arbitrary.map(Choice.int(0, 140), (length) => "9".repeat(length))
  const told = [
    ["an order that was created", ServiceOrders.Created, order],
    ["an order", ServiceOrders.ServiceOrder, order],
    ["the numbers of an order", ServiceOrders.Numbers, orderPay.response]
  ] as const
  for (const [name, schema, example] of told) {
    it.prop(
      `PS-ID-05 WeChat Pay's number in ${name} is read letter for letter, however long, and never taken for ours`,
      [oneOf<string>(longer, Arbitrary.schema(Schema.String))],
      ([given]) => {
        const codec: Schema.Codec<{ readonly orderId?: string; readonly outOrderNo: string }, unknown> = schema
        const read = Schema.decodeUnknownSync(codec)({ ...example, order_id: given })
        assert.strictEqual(read.orderId, given)
        assert.strictEqual(read.outOrderNo, example.out_order_no)
        assert.deepInclude<object>(Object(Schema.encodeSync(codec)(read)), {
          order_id: given,
          out_order_no: example.out_order_no
        })
      }
    )
  }

  it("PS-ID-05 a number of WeChat Pay's of 128 characters is read, and one of 129 as well: an answer is not measured", () => {
    for (const length of [128, 129]) {
      const read = Schema.decodeUnknownSync(ServiceOrders.ServiceOrder)({ ...order, order_id: "1".repeat(length) })
      assert.strictEqual(read.orderId?.length, length)
    }
  })

  it.prop(
    "PS-ID-06 each part of a collection is known by the transaction_id that it came with, and by no number of the order",
    [Arbitrary.array(maybe(Texts.within(32, Texts.wordLetters)), { maxLength: 4 })],
    ([ids]) => {
      const details = ids.map((transaction_id, at) => ({
        seq: at + 1,
        amount: 1,
        ...(transaction_id === undefined ? {} : { transaction_id })
      }))
      const collection = { state: "USER_PAID", paid_amount: ids.length, details }
      const read = Schema.decodeUnknownSync(ServiceOrders.ServiceOrder)({ ...order, collection })
      assert.deepStrictEqual(
        read.collection?.details?.map(({ transactionId }) => transactionId),
        ids
      )
      assert.strictEqual(read.outOrderNo, order.out_order_no)
    }
  )
})

describe("PS-SYNC the word of a report", () => {
  it.prop(
    "PS-SYNC-02 a report of money is read exactly when its type is Order_Paid, letter for letter, and is never sent with another",
    [
      oneOf<string>(
        pick("Order_Paid", "ORDER_PAID", "order_paid", "OrderPaid", "Order_Paid ", ""),
        Arbitrary.schema(Schema.String)
      )
    ],
    ([type]) => {
      const read = Schema.decodeUnknownResult(ServiceOrders.PaidElsewhere)({ ...orderSync.request, type })
      assert.strictEqual(Result.isSuccess(read), type === "Order_Paid")
      if (Result.isFailure(read)) return
      assert.strictEqual(Schema.encodeSync(ServiceOrders.PaidElsewhere)(read.success).type, "Order_Paid")
    }
  )
})

describe("PS-HOOK members of other products in an event", () => {
  /** What a community copy merges in from partners, plans and permissions. */
  const merged = [
    "sub_appid",
    "sub_mchid",
    "sub_openid",
    "channel_id",
    "out_trade_no",
    "user_service_status",
    "openorclose_time",
    "authorization_code",
    "out_request_no"
  ]
  const event = orderPaid.decryptedResource

  it.prop(
    "PS-HOOK-07 the event of an order is read the same whichever of the nine members of other products come with it, and they are kept apart",
    [
      Arbitrary.array(pick(...merged), { maxLength: 9 }),
      oneOf<unknown>(pick("", "1900000109", 1), Arbitrary.schema(Schema.Json))
    ],
    ([names, value]) => {
      const more = Object.fromEntries(names.map((name) => [name, value]))
      const { unknownMembers = {}, ...read } = Schema.decodeUnknownSync(Notifications.ServiceOrderEvent)({
        ...event,
        ...more
      })
      const { unknownMembers: known = {}, ...alone } = Schema.decodeUnknownSync(Notifications.ServiceOrderEvent)(event)
      assert.deepStrictEqual(read, alone)
      assert.deepStrictEqual<unknown>(unknownMembers, { ...known, ...more })
    }
  )

  const times = oneOf<readonly ["RFC 3339" | "PayScore's", string]>(
    Arbitrary.map(Timestamps.timestamp, ({ text }) => ["RFC 3339", text] as const),
    Arbitrary.map(ServiceTimes.moment, (text) => ["PayScore's", text] as const)
  )
  it.prop(
    "PS-HOOK-01 an envelope is read exactly when its create_time is written as RFC 3339, though the times of its order are PayScore's",
    [times],
    ([[manner, create_time]]) => {
      const read = Schema.decodeUnknownResult(Notifications.Envelope)({ ...orderPaid.request, create_time })
      assert.strictEqual(Result.isSuccess(read), manner === "RFC 3339")
      const { timeRange } = Schema.decodeUnknownSync(Notifications.ServiceOrderEvent)({
        ...event,
        time_range: { start_time: create_time }
      })
      assert.strictEqual(timeRange?.startTime, create_time)
    }
  )
})
