/**
 * V3-JSON, CR-AMT, CR-SCHED: what is sent is exactly what is documented.
 *
 * Method: random requests are written and their members looked at one by one; published requests are changed in one
 * way at a time, and what a platform would refuse is refused before it leaves.
 */
import { assert, describe, it } from "@effect/vitest"
import { CalendarDate, DeductOrder, Fen, Ids, NotifyUrl, Schedule } from "@wxrepay/domain"
import { DeductOrders, ScheduleRecords, Wire } from "@wxrepay/domain/api"
import { Values } from "@wxrepay/domain/testing"
import * as Predicate from "effect/Predicate"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { notifyUrl, sent } from "../fixtures/messages.ts"
import { booking, charge } from "../fixtures/published.ts"

const itemMembers = [
  "out_record_id",
  "sub_mchid",
  "sub_appid",
  "repayment_amount",
  "min_repayment_amount",
  "repayment_date"
]
const bookingMembers = new Set(["contract_id", "appid", "openid", "schedule_items", ...itemMembers])
const chargeMembers = new Set([
  "contract_id",
  "out_trade_no",
  "out_record_id",
  "deduct_amount",
  "notify_url",
  "description",
  "attach"
])

/** Every member of a message, however deep, with its name; members of a list have their place as name. */
const leaves = (value: unknown, name = ""): ReadonlyArray<readonly [string, unknown]> =>
  Predicate.isObject(value)
    ? Object.entries(value).flatMap(([name, member]) => leaves(member, name))
    : Array.isArray(value)
      ? value.flatMap((item: unknown, at) => leaves(item, String(at)))
      : [[name, value]]

const write = Schema.encodeSync(DeductOrders.Charge)
const writeBooking = Schema.encodeSync(ScheduleRecords.Booking)

const smallCharge: DeductOrder.Charge = {
  contractId: Ids.ContractId.make("C1"),
  outTradeNo: Ids.OutTradeNo.make("T1"),
  outRecordId: Ids.OutRecordId.make("R1"),
  deductAmount: Fen.make(8000),
  notifyUrl: NotifyUrl.NotifyUrl.make(notifyUrl)
}

const smallBooking: Schedule.Booking = {
  contractId: Ids.ContractId.make("C1"),
  appid: Ids.Appid.make("wx1"),
  openid: Ids.Openid.make("o1"),
  scheduleItems: [
    {
      outRecordId: Ids.OutRecordId.make("R1"),
      subMchid: Ids.SubMchid.make("1900000109"),
      repaymentAmount: Fen.make(10000),
      repaymentDate: CalendarDate.make("2025-11-18")
    }
  ]
}

/** Reads the published charge with some members changed. */
const readCharge = (changed: Wire.JsonObject) =>
  Schema.decodeUnknownResult(DeductOrders.Charge)({ ...charge.request, notify_url: notifyUrl, ...changed })

/** Reads the published booking with some members of its item changed. */
const readItem = (changed: Wire.JsonObject) =>
  Schema.decodeUnknownResult(ScheduleRecords.Booking)({
    ...booking.request,
    schedule_items: booking.request.schedule_items.map((item) => Object.assign({}, item, changed))
  })

/** What a refusal says, and which member it is about. */
const refusal = (verdict: Result.Result<unknown, Schema.SchemaError>): string =>
  Result.match(verdict, { onFailure: ({ message }) => message, onSuccess: () => "nothing is refused" })

describe("V3-JSON members that are sent", () => {
  it("V3-JSON-03 optional members of a charge are left out, not sent as null", () => {
    assert.deepStrictEqual(write(smallCharge), {
      contract_id: "C1",
      out_trade_no: "T1",
      out_record_id: "R1",
      deduct_amount: "8000",
      notify_url: notifyUrl
    })
  })

  it("V3-JSON-03 optional members of a booking are left out, not sent as null", () => {
    assert.deepStrictEqual(writeBooking(smallBooking), {
      contract_id: "C1",
      appid: "wx1",
      openid: "o1",
      schedule_items: [
        { out_record_id: "R1", sub_mchid: "1900000109", repayment_amount: "10000", repayment_date: "2025-11-18" }
      ]
    })
  })

  for (const { encode, name, numbers, values } of sent) {
    const but = numbers.length === 0 ? "" : `, but ${numbers.join(" and ")} as a number`
    it.prop(`V3-JSON-03 every member of any ${name} is sent as text${but}, and none as null`, [values], ([value]) => {
      for (const [member, given] of leaves(Result.getOrThrow(encode(value)))) {
        assert.strictEqual(typeof given, numbers.includes(member) ? "number" : "string", member)
      }
    })
  }

  it.prop(
    "V3-JSON-05 every charge is sent with documented members only",
    [Values.of(DeductOrder.Charge)],
    ([value]) => {
      assert.deepStrictEqual(
        Object.keys(write(value)).filter((member) => !chargeMembers.has(member)),
        []
      )
    }
  )

  it.prop("V3-JSON-05 every booking is sent with documented members only", [Values.of(Schedule.Booking)], ([value]) => {
    const { schedule_items, ...rest } = writeBooking(value)
    const members = Object.keys(rest).concat(leaves(schedule_items).map(([member]) => member))
    assert.deepStrictEqual(
      members.filter((member) => !bookingMembers.has(member)),
      []
    )
  })

  it("V3-JSON-05 members that a program adds to a charge or a booking are not sent", () => {
    const more = { unknownMembers: { memo: "1" }, memo: "1", outTradeNO: "T2" }
    const [item] = smallBooking.scheduleItems
    const given = { ...smallBooking, ...more, scheduleItems: [{ ...item, ...more }] as const }
    assert.deepStrictEqual(write({ ...smallCharge, ...more }), write(smallCharge))
    assert.deepStrictEqual(writeBooking(given), writeBooking(smallBooking))
  })

  for (const { decodeExactly, example, name } of sent) {
    for (const unknown of ["memo", "__proto__", "constructor", "unknownMembers", "outTradeNo", "sp_mchid"]) {
      it(`V3-JSON-05 a ${name} with a member called ${unknown} is refused where it is received exactly`, () => {
        const given: unknown = JSON.parse(`{${JSON.stringify(unknown)}:"1",${JSON.stringify(example).slice(1)}`)
        assert.isTrue(Result.isSuccess(decodeExactly(example)))
        assert.include(refusal(decodeExactly(given)), "Expected no excess property")
      })
    }

    for (const member of Object.keys(example)) {
      it(`V3-JSON-03 a ${name} whose ${member} is null is refused, and the failure names it`, () => {
        assert.include(refusal(decodeExactly({ ...example, [member]: null })), member)
      })
    }
  }

  for (const member of itemMembers) {
    it(`V3-JSON-03 an item to book whose ${member} is null is refused, and the failure names it`, () => {
      assert.include(refusal(readItem({ [member]: null })), member)
    })
  }

  for (const member of ["description", "attach"]) {
    it(`V3-JSON-03 a charge whose ${member} is null is refused, and the failure names it`, () => {
      assert.include(refusal(readCharge({ [member]: null })), member)
    })
  }
})

describe("CR-AMT amounts as they are sent", () => {
  for (const { encode, name, values } of sent.filter(({ name }) => name === "Booking" || name === "Charge")) {
    it.prop(`CR-AMT-03 every amount of any ${name} is sent as digits`, [values], ([value]) => {
      const amounts = leaves(Result.getOrThrow(encode(value))).filter(([member]) => member.endsWith("_amount"))
      assert.isNotEmpty(amounts)
      for (const [, amount] of amounts) assert.match(String(amount), /^(0|[1-9][0-9]*)$/u)
    })
  }

  it("CR-AMT-03 an amount as a number is refused in a request, though it is read in an answer", () => {
    assert.include(refusal(readCharge({ deduct_amount: 10000 })), "deduct_amount")
    assert.strictEqual(Schema.decodeUnknownSync(Wire.FenReceived)(10000), Fen.make(10000))
  })

  for (const [fen, digits] of [
    [0, "0"],
    [1, "1"],
    [10001, "10001"],
    [9007199254740991, "9007199254740991"]
  ] as const) {
    it(`CR-AMT-03 ${fen} fen are sent as the text ${digits}`, () => {
      assert.strictEqual(write({ ...smallCharge, deductAmount: Fen.make(fen) })["deduct_amount"], digits)
    })
  }
})

describe("CR-SCHED the list of a booking", () => {
  const [first] = booking.request.schedule_items

  for (const [count, schedule_items] of [
    ["no item", []],
    ["two items", [first, first]],
    ["three items", [first, first, first]]
  ] as const) {
    it(`CR-SCHED-01 a booking of ${count} is refused`, () => {
      const given = { ...booking.request, schedule_items }
      assert.include(refusal(Schema.decodeUnknownResult(ScheduleRecords.Booking)(given)), "schedule_items")
    })
  }

  it("CR-SCHED-01 a booking of one item is a list of one", () => {
    assert.lengthOf(leaves(writeBooking(smallBooking)["schedule_items"]), 4)
    assert.isArray(writeBooking(smallBooking)["schedule_items"])
  })

  for (const given of ["R_1", "R-1", "", "R".repeat(33)]) {
    it(`CR-ID-01 a booking whose out_record_id is ${JSON.stringify(given)} is refused, and the failure names it`, () => {
      assert.include(refusal(readItem({ out_record_id: given })), "out_record_id")
    })
  }

  it("CR-ID-07 a booking whose sub_mchid has a letter is refused, and the failure names it", () => {
    assert.include(refusal(readItem({ sub_mchid: "1900000109A" })), "sub_mchid")
  })

  for (const given of ["2025-02-30", "2025-11-18T00:00:00+08:00", "20251118", "2025-11-8", ""]) {
    it(`CR-DATE-01 a booking whose repayment_date is ${JSON.stringify(given)} is refused, and the failure names it`, () => {
      assert.include(refusal(readItem({ repayment_date: given })), "repayment_date")
    })
  }

  for (const member of ["repayment_amount", "min_repayment_amount"]) {
    for (const given of ["010000", "2000.0", "-1", "", 10000]) {
      it(`CR-AMT-03 a booking whose ${member} is ${JSON.stringify(given)} is refused, and the failure names it`, () => {
        assert.include(refusal(readItem({ [member]: given })), member)
      })
    }
  }
})

describe("CR-DEDUCT the members of a charge", () => {
  for (const given of ["T-1", "", "T".repeat(33)]) {
    it(`CR-ID-02 a charge whose out_trade_no is ${JSON.stringify(given)} is refused, and the failure names it`, () => {
      assert.include(refusal(readCharge({ out_trade_no: given })), "out_trade_no")
    })
  }

  it("CR-ID-05 a charge whose contract_id has 65 characters is refused, and the failure names it", () => {
    assert.include(refusal(readCharge({ contract_id: "C".repeat(65) })), "contract_id")
  })

  for (const given of [
    "http://pay.lender.cn/wechat/notify",
    `${notifyUrl}?a=1`,
    `${notifyUrl}#a`,
    "https://192.168.0.1/wechat/notify"
  ]) {
    it(`CR-DEDUCT-05 a charge whose notify_url is ${given} is refused, and the failure names it`, () => {
      assert.include(refusal(readCharge({ notify_url: given })), "notify_url")
    })
  }

  for (const member of ["description", "attach"]) {
    it(`V3-JSON-01 a charge whose ${member} has a character of four bytes is refused, and the failure names it`, () => {
      assert.include(refusal(readCharge({ [member]: "还款 😀" })), member)
    })
  }

  it("CR-DEDUCT-04 a description of 128 characters is refused, and so is an attach of 129", () => {
    assert.include(refusal(readCharge({ description: "款".repeat(128) })), "description")
    assert.include(refusal(readCharge({ attach: "款".repeat(129) })), "attach")
  })

  it("CR-DEDUCT-04 a description of 127 characters and an attach of 128 are sent", () => {
    const request = {
      ...charge.request,
      notify_url: notifyUrl,
      description: "款".repeat(127),
      attach: "款".repeat(128)
    }
    const value = Schema.decodeUnknownSync(DeductOrders.Charge)(request)
    assert.deepStrictEqual(write(value), request)
  })
})
