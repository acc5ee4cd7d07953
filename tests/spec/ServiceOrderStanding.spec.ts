/**
 * PS-STATE-07, PS-ID: a call is refused where its order does not stand for it, or is not the order it names.
 *
 * Method: every call meets an order of every stage, told in every way, with every thing that may be known of the same
 * call made before; the table is restated here as the documents print it. Orders of another number, appid or service
 * are drawn.
 */
import { assert, describe, it } from "@effect/vitest"
import type { ServiceOrderCall as Call, ServiceOrderStage as Stage } from "@wxrepay/domain"
import { Choice, ServiceCalls, ServiceOrders } from "@wxrepay/domain/testing"
import * as Arbitrary from "effect/Arbitrary"
import type * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import { ask, onOrders, published, reasonsOf } from "./servicing.ts"

const onOrder = ["Cancel", "Complete", "Modify", "Pay", "Sync"] as const

/** The table of calls, column by column as {@link stages} has them; `again`: only with the same content as before. */
const table: Readonly<Record<Stage.Call, string>> = {
  //         Created InService AwaitingPayment Paid Finished Revoked Expired Unclear
  Cancel: "  yes     yes       contested       no   no       again   no      unclear",
  Modify: "  no      no        yes             no   no       no      no      unclear",
  Complete: "no      yes       again           again again   no      no      unclear",
  Pay: "     no      no        yes             no   no       no      no      unclear",
  Sync: "    no      no        yes             no   no       no      no      unclear"
}
const wordOf = (call: Stage.Call, stage: Stage.Stage) =>
  table[call].trim().split(/ +/u)[ServiceOrders.stages.indexOf(stage)]

const needs: Readonly<Record<Stage.Call, ReadonlyArray<Stage.Stage>>> = {
  Cancel: ["Created", "InService"],
  Complete: ["InService"],
  Modify: ["AwaitingPayment"],
  Pay: ["AwaitingPayment"],
  Sync: ["AwaitingPayment"]
}
const rules: Readonly<Record<Stage.Call, string>> = {
  Cancel: "PS-CANCEL-01",
  Complete: "PS-COMPLETE-01",
  Modify: "PS-MODIFY-01",
  Pay: "PS-PAY-01",
  Sync: "PS-SYNC-01"
}

/** What may be known of the same call made before. */
const earlierOf = (call: Stage.Call) =>
  [
    ["Unknown", undefined],
    ["None", null],
    ["Same", published[call]],
    ["Other", { ...published[call], ...(call === "Complete" ? { goodsTag: "x" } : { reason: "x" }) }]
  ] as const

/** Calls that keep every other rule, whichever they are, and a moment that is late enough for them. */
const asked = Choice.oneOf<{ call: Stage.Call; draft: Call.PaymentDraft; now?: DateTime.DateTime }>(
  Arbitrary.map(ServiceCalls.cancellation, (draft) => ({ call: "Cancel", draft })),
  Arbitrary.map(ServiceCalls.completion, ({ draft, known: { now } }) => ({
    call: "Complete",
    // an end is needed only where an order without one is known
    draft: { ...draft, timeRange: undefined },
    now
  })),
  Arbitrary.map(ServiceCalls.modification, ({ draft }) => ({ call: "Modify", draft })),
  Arbitrary.map(ServiceCalls.payment, (draft) => ({ call: "Pay", draft })),
  Arbitrary.map(ServiceCalls.paidElsewhere, (draft) => ({ call: "Sync", draft }))
)

describe("PS-STATE calls and stages", () => {
  it.prop(
    "PS-STATE-07 PS-CANCEL-01 PS-COMPLETE-01 PS-MODIFY-01 PS-PAY-01 PS-SYNC-01 a call that is sound is refused exactly where the table says no, or says again and it was not made before",
    [asked, Choice.pick(...ServiceOrders.stages), Choice.pick("made before", "not made before")],
    ([{ call, draft, now }, stage, made]) => {
      const { appid, outOrderNo, serviceId } = draft
      const word = wordOf(call, stage)
      const isRefused = word === "no" || (word === "again" && made === "not made before")
      for (const order of ServiceOrders.ordersAt(stage, { appid, outOrderNo, serviceId })) {
        const known = { order, earlier: made === "made before" ? ServiceOrders.present(draft) : null }
        const reasons = reasonsOf(ask[call](draft, now === undefined ? known : { ...known, now }))
        assert.deepStrictEqual(reasons, isRefused ? [`${rules[call]} outOrderNo`] : [])
      }
    }
  )

  it.prop(
    "PS-CANCEL-02 a cancellation is left to the platform exactly where payment is awaited or the stage is unclear, whatever was paid, and is never refused there",
    [ServiceCalls.cancellation, Choice.pick(...ServiceOrders.stages), Choice.maybe(Choice.int(0, 40_000))],
    ([draft, stage, paidAmount]) => {
      const { appid, outOrderNo, serviceId } = draft
      for (const told of ServiceOrders.ordersAt(stage, { appid, outOrderNo, serviceId, totalAmount: 39_900 })) {
        const collection = paidAmount === undefined ? told.collection : { ...told.collection, paidAmount }
        const order = ServiceOrders.orderOf({ ...told, collection })
        const isLeft = stage === "AwaitingPayment" || stage === "Unclear"
        for (const earlier of [undefined, null, draft]) {
          const decided = ask.Cancel(draft, { order, earlier })
          const unchecked = Result.isSuccess(decided) ? decided.success.unchecked : []
          assert.strictEqual(unchecked.includes("PS-CANCEL-02"), isLeft)
          assert.isTrue(Result.isSuccess(decided) || !isLeft)
        }
      }
    }
  )

  for (const call of onOrder) {
    for (const stage of ServiceOrders.stages) {
      const word = wordOf(call, stage)
      const says = word === "again" ? "only again" : word
      it(`PS-STATE-07 ${rules[call]} ${call} at ${stage}: ${says}`, () => {
        for (const [known, earlier] of earlierOf(call)) {
          const isKept = call !== "Cancel" && call !== "Complete"
          const isForbidden = word === "no" || (word === "again" && known === "None")
          const isChanged = word === "again" && known === "Other" && !isKept
          const changed = call === "Cancel" ? "PS-CANCEL-04 outOrderNo" : "PS-COMPLETE-02 outOrderNo"
          for (const order of ServiceOrders.ordersAt(stage)) {
            assert.deepStrictEqual(
              reasonsOf(ask[call](published[call], { order, earlier })),
              [...(isChanged ? [changed] : []), ...(isForbidden ? [`${rules[call]} outOrderNo`] : [])],
              `${known} ${JSON.stringify(order)}`
            )
          }
        }
      })
    }

    it(`PS-STATE-07 ${rules[call]} ${call} that is refused tells where the order stands and where it would have to`, () => {
      for (const stage of ServiceOrders.stages.filter((stage) => wordOf(call, stage) === "no")) {
        for (const order of ServiceOrders.ordersAt(stage)) {
          const { reasons } = Result.getOrThrow(Result.flip(ask[call](published[call], { order })))
          const [reason] = reasons
          assert.strictEqual(reason._tag, "StageForbids")
          if (reason._tag !== "StageForbids") continue
          assert.strictEqual(reason.stage, stage)
          assert.strictEqual(reason.given, stage)
          assert.deepStrictEqual(reason.needs, needs[call])
        }
      }
    })

    it(`PS-STATE-04 PS-STATE-07 ${call} is left to the platform where nothing is known of the order`, () => {
      assert.deepStrictEqual(reasonsOf(ask[call](published[call])), [])
    })
  }

  it("PS-CANCEL-02 cancelling what awaits payment is never blocked here, whatever is known of a cancellation before", () => {
    for (const [, earlier] of earlierOf("Cancel")) {
      const [order] = ServiceOrders.ordersAt("AwaitingPayment")
      assert.deepStrictEqual(reasonsOf(ask.Cancel(published.Cancel, { order, earlier })), [])
    }
  })

  it("PS-PAY-09 an order that is paid or cancelled is not charged", () => {
    for (const stage of ["Paid", "Revoked"] as const) {
      const [order] = ServiceOrders.ordersAt(stage)
      assert.deepStrictEqual(reasonsOf(ask.Pay(published.Pay, { order })), ["PS-PAY-01 outOrderNo"])
    }
  })
})

describe("PS-ID which order is meant", () => {
  const drawn = Arbitrary.all({
    outOrderNo: Choice.maybe(Choice.pick("1234323JKHDFE1243253", "1234323jkhdfe1243252", "toString")),
    appid: Choice.maybe(Choice.pick("wxd678efh567hg6788", "WXD678EFH567HG6787")),
    serviceId: Choice.maybe(Choice.pick("2002000000000558128851361561537", "500001"))
  })

  it.prop(
    "PS-ID-01 PS-ID-03 PS-ID-04 a call is refused exactly where its number, its appid or its service is not the order's",
    [drawn, Choice.pick(...onOrder)],
    ([others, call]) => {
      const named = (["outOrderNo", "appid", "serviceId"] as const).map(
        (field) => others[field] ?? ServiceOrders.published[field]
      )
      const [outOrderNo, appid, serviceId] = named
      const [order] = ServiceOrders.ordersAt(onOrders[call], { outOrderNo, appid, serviceId })
      assert.deepStrictEqual(reasonsOf(ask[call](published[call], { order })), [
        ...(others.outOrderNo === undefined ? [] : ["PS-ID-01 outOrderNo"]),
        ...(others.appid === undefined ? [] : ["PS-ID-04 appid"]),
        ...(others.serviceId === undefined ? [] : ["PS-ID-03 serviceId"])
      ])
    }
  )

  for (const call of onOrder) {
    it(`PS-ID-01 ${call} that is ill-formed is refused for that alone, and not compared with the order`, () => {
      const [order] = ServiceOrders.ordersAt(onOrders[call])
      const draft = { ...published[call], outOrderNo: "#", appid: "", serviceId: "x" }
      assert.deepStrictEqual(reasonsOf(ask[call](draft, { order })), [
        "PS-ID-01 outOrderNo",
        "PS-ID-04 appid",
        "PS-ID-03 serviceId"
      ])
    })
  }

  it("PS-ID-01 the refusal names the numbers that do not agree", () => {
    const [order] = ServiceOrders.ordersAt("AwaitingPayment", { outOrderNo: "A1" })
    const { reasons } = Result.getOrThrow(Result.flip(ask.Pay(published.Pay, { order })))
    assert.strictEqual(reasons[0]._tag, "NotOfOrder")
    assert.strictEqual(
      reasons[0].message,
      'outOrderNo must be the order\'s own, A1, but "1234323JKHDFE1243252" was given (PS-ID-01)'
    )
  })
})
