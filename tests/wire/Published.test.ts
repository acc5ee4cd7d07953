/**
 * CR-SCHED, CR-DEDUCT, CR-HOOK: the published examples of every message.
 *
 * Method: each example that keeps the rules is decoded and encoded, and has to come back as the same JSON; where a
 * published value breaks a rule, exactly that value is refused and everything else about its message holds.
 */
import { assert, describe, it } from "@effect/vitest"
import { CalendarDate, Fen, Ids, Timestamp } from "@wxrepay/domain"
import { DeductOrders, Notifications, ScheduleRecords } from "@wxrepay/domain/api"
import { Deduction } from "@wxrepay/domain/rules"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { notifyUrl, received, sent } from "../fixtures/messages.ts"
import {
  booking,
  bookingOfOldPage,
  charge,
  chargeWithDescription,
  deductionPay,
  order,
  record
} from "../fixtures/published.ts"
import { ordersReceived, ordersSent } from "./serviceOrderMessages.ts"

const exactly = { onExcessProperty: "error" } as const

describe("V3-JSON published examples", () => {
  for (const { again, example, name } of [...received, ...sent, ...ordersReceived, ...ordersSent]) {
    it(`V3-JSON-02 the published ${name} decodes, and encodes to the same JSON`, () => {
      assert.deepStrictEqual(again(example), Result.succeed(example))
    })
  }
})

describe("CR-SCHED published bookings", () => {
  it("CR-SCHED-07 the published record is read into our words, and no state is invented", () => {
    assert.deepStrictEqual(Schema.decodeUnknownSync(ScheduleRecords.ScheduleRecord)(record.response), {
      outRecordId: Ids.OutRecordId.make("1234567abcde"),
      appid: Ids.Appid.make("wxd678efh567hg6787"),
      subAppid: Ids.SubAppid.make("wxcbda96de0b165489"),
      contractId: Ids.ContractId.make("20251105000000123456789"),
      repaymentAmount: Fen.make(10000),
      minRepaymentAmount: Fen.make(2000),
      repaymentDate: CalendarDate.make("2025-11-18"),
      openid: Ids.Openid.make("oUpF8uMuAJO_M2pxb1Q9zNjWeS6o")
    })
  })

  it("CR-SCHED-01 the published booking is read into our words, as a list of one", () => {
    assert.deepStrictEqual(Schema.decodeUnknownSync(ScheduleRecords.Booking, exactly)(booking.request), {
      contractId: Ids.ContractId.make("20251105000000123456789"),
      appid: Ids.Appid.make("wxcbda96de0b165486"),
      openid: Ids.Openid.make("oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"),
      scheduleItems: [
        {
          outRecordId: Ids.OutRecordId.make("1234567abcde"),
          subMchid: Ids.SubMchid.make("1900000109"),
          subAppid: Ids.SubAppid.make("wxcbda96de0b165489"),
          repaymentAmount: Fen.make(10000),
          minRepaymentAmount: Fen.make(2000),
          repaymentDate: CalendarDate.make("2025-11-18")
        }
      ]
    })
  })

  it("CR-SCHED-08 description and attach of the old page's record are read, and kept when it is written again", () => {
    const booked = Schema.decodeUnknownSync(ScheduleRecords.Booked)(bookingOfOldPage.response)
    assert.deepStrictEqual(
      booked.scheduleRecords?.map(({ attach, description }) => [description, attach]),
      [["信贷还款", "备注信息"]]
    )
    assert.deepStrictEqual(Schema.encodeSync(ScheduleRecords.Booked)(booked), bookingOfOldPage.response)
  })

  it("CR-SCHED-08 description and attach of the old page's request are refused, and the rest of it holds", () => {
    const { request } = bookingOfOldPage
    const refusal = String(Schema.decodeUnknownResult(ScheduleRecords.Booking, exactly)(request))
    assert.include(refusal, "Expected no excess property")
    assert.include(refusal, `description`)
    const official = {
      ...request,
      schedule_items: request.schedule_items.map(({ attach, description, ...item }) => {
        assert.deepStrictEqual([description, attach], ["信贷还款", "备注信息"])
        return item
      })
    }
    const value = Schema.decodeUnknownSync(ScheduleRecords.Booking, exactly)(official)
    assert.deepStrictEqual<unknown>(Schema.encodeSync(ScheduleRecords.Booking)(value), official)
  })

  it("CR-SCHED-08 description and attach of the old page's request are not sent on", () => {
    const value = Schema.decodeUnknownSync(ScheduleRecords.Booking)(bookingOfOldPage.request)
    const [item] = value.scheduleItems
    assert.notProperty(item, "description")
    assert.notInclude(JSON.stringify(Schema.encodeSync(ScheduleRecords.Booking)(value)), "attach")
  })

  it("CR-SCHED-06 the published path and query of a record are well-formed", () => {
    assert.isTrue(Schema.is(Ids.OutRecordId)(record.pathParams.out_record_id))
    assert.isTrue(Schema.is(Ids.ContractId)(record.queryParams.contract_id))
  })
})

describe("CR-DEDUCT published charges", () => {
  it("CR-AMT-10 the published order is read into our words", () => {
    assert.deepStrictEqual(Schema.decodeUnknownSync(DeductOrders.DeductOrder)(order.response), {
      outTradeNo: Ids.OutTradeNo.make("1217752501201407033233368018"),
      outRecordId: Ids.OutRecordId.make("123456abcde"),
      appid: Ids.Appid.make("wxcbda96de0b165486"),
      subAppid: Ids.SubAppid.make("wxcbda96de0b165489"),
      openid: Ids.Openid.make("oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"),
      contractId: Ids.ContractId.make("20251105000000123456789"),
      orderState: "Pending",
      deductAmount: Fen.make(10000),
      paySuccessAmount: Fen.make(10000),
      description: "信贷还款",
      attach: "备注",
      transactionId: Ids.TransactionId.make("1009660380201506130728806387")
    })
  })

  it("CR-ID-02 the published path of an order is well-formed", () => {
    assert.isTrue(Schema.is(Ids.OutTradeNo)(order.pathParams.out_trade_no))
  })

  for (const [page, { request, response }] of [
    ["without a description", charge],
    ["with a description", chargeWithDescription]
  ] as const) {
    it(`CR-DEDUCT-04 the published answer to a charge ${page} decodes, and encodes to the same JSON`, () => {
      const value = Schema.decodeUnknownSync(DeductOrders.DeductOrder)(response)
      assert.deepStrictEqual(Schema.encodeSync(DeductOrders.DeductOrder)(value), response)
    })

    it(`CR-DEDUCT-05 the address of the published charge ${page} is an appid, and no request carries it`, () => {
      const refusal = Schema.decodeUnknownResult(DeductOrders.Charge)(request)
      assert.isTrue(Result.isFailure(refusal))
      assert.include(String(refusal), "notify_url")
    })

    it(`CR-DEDUCT-04 with another address the published charge ${page} decodes, and encodes to the same JSON`, () => {
      const mended = { ...request, notify_url: notifyUrl }
      const value = Schema.decodeUnknownSync(DeductOrders.Charge, exactly)(mended)
      assert.deepStrictEqual(Schema.encodeSync(DeductOrders.Charge)(value), mended)
    })

    it.effect(`CR-DEDUCT-05 the address is the one thing about the published charge ${page} that is refused`, () =>
      Effect.gen(function* () {
        const { contract_id, deduct_amount, notify_url, out_record_id, out_trade_no, ...texts } = request
        const draft = {
          contractId: contract_id,
          outTradeNo: out_trade_no,
          outRecordId: out_record_id,
          deductAmount: Number(deduct_amount),
          notifyUrl: notify_url,
          ...texts
        }
        const { message, reasons } = yield* Effect.flip(Deduction.authorize(draft, {}))
        assert.deepStrictEqual(
          reasons.map(({ field, given, rule }) => ({ field, given, rule })),
          [{ field: "notifyUrl", given: "wxd678efh567hg6787", rule: "CR-DEDUCT-05" }]
        )
        assert.strictEqual(
          message,
          'notifyUrl must be an https address of at most 256 characters with a public host, without login, query and fragment, but "wxd678efh567hg6787" was given (CR-DEDUCT-05)'
        )
        assert.strictEqual((yield* Deduction.authorize({ ...draft, notifyUrl }, {})).charge.notifyUrl, notifyUrl)
      })
    )
  }
})

describe("CR-HOOK the published notification", () => {
  it("CR-HOOK-06 the published envelope is read into our words, whatever its resource calls its type", () => {
    const read = Schema.decodeUnknownSync(Notifications.Envelope)
    const expected = {
      id: "EV-2018022511223320875",
      createTime: Timestamp.make("2025-12-04T14:52:35+08:00"),
      eventType: Notifications.eventTypes.DeductionPaid,
      resourceType: "encrypt-resource",
      summary: "信贷还款还款成功"
    }
    for (const original_type of ["payscore", "credit_repayment", "anything else", ""]) {
      const resource = { ...deductionPay.request.resource, original_type }
      assert.deepStrictEqual(read({ ...deductionPay.request, resource }), {
        ...expected,
        resource: {
          originalType: original_type,
          algorithm: "AEAD_AES_256_GCM",
          ciphertext: "...",
          associatedData: "",
          nonce: "..."
        }
      })
    }
  })

  it("CR-HOOK-05 the published event is a paid order and names whom it is for", () => {
    const event = Schema.decodeUnknownSync(Notifications.DeductionPay)(deductionPay.decryptedResource)
    assert.deepStrictEqual(
      [event.spMchid, event.subMchid, event.orderState, event.paySuccessAmount],
      [Ids.MerchantId.make("1900000001"), Ids.SubMchid.make("1900000109"), "Paid", Fen.make(10000)]
    )
  })

  it("CR-HOOK-11 the associated data of the published envelope may be empty or missing", () => {
    const { associated_data, ...resource } = deductionPay.request.resource
    assert.strictEqual(associated_data, "")
    const envelope = Schema.decodeUnknownSync(Notifications.Envelope)({ ...deductionPay.request, resource })
    assert.notProperty(envelope.resource, "associatedData")
  })

  it("CR-HOOK-10 an event type of 35 characters and an id of any length are read", () => {
    const id = "EV-".repeat(100)
    const event_type = "CREDIT_REPAYMENT.TERMINATE_CONTRACT"
    const envelope = Schema.decodeUnknownSync(Notifications.Envelope)({ ...deductionPay.request, event_type, id })
    assert.deepStrictEqual([envelope.eventType.length, envelope.id], [35, id])
  })

  for (const [create_time, read] of [
    ["2025-12-04T14:52:35+08:00", true],
    ["2025-12-04T06:52:35Z", true],
    ["2025-12-04T14:52:35.123+08:00", true],
    ["2025-12-04T01:22:35-05:30", true],
    ["2025-12-04 14:52:35", false],
    ["2025-12-04T14:52:35", false],
    ["2025-12-04T14:52+08:00", false],
    ["2025-12-04", false],
    ["20251204145235", false],
    ["", false]
  ] as const) {
    it(`CR-DATE-06 the time ${JSON.stringify(create_time)} of an envelope is ${read ? "read as it is" : "refused"}`, () => {
      const envelope = Schema.decodeUnknownResult(Notifications.Envelope)({ ...deductionPay.request, create_time })
      assert.strictEqual(
        Result.match(envelope, { onFailure: () => undefined, onSuccess: ({ createTime }) => String(createTime) }),
        read ? create_time : undefined
      )
    })
  }
})
