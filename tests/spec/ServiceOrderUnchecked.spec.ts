/**
 * PS-STATE, PS-AMT, PS-TIME: what an authorised call on a service order leaves to the platform.
 *
 * Method: calls that keep every rule are decided with everything that may be known and with less; which rules could not
 * be checked then is restated rule by rule.
 */
import { assert, describe, it } from "@effect/vitest"
import type { ServiceOrderStage as Stage } from "@wxrepay/domain"
import { Choice, ServiceOrders } from "@wxrepay/domain/testing"
import * as Result from "effect/Result"
import { type AnyKnown, ask, type calls, onOrders, published } from "./servicing.ts"

const unchecked = (call: (typeof calls)[number], known: AnyKnown, change: object = {}): ReadonlyArray<string> =>
  Result.getOrThrow(ask[call]({ ...published[call], ...change }, known)).unchecked

const rules: Readonly<Record<Stage.Call, string>> = {
  Cancel: "PS-CANCEL-01",
  Complete: "PS-COMPLETE-01",
  Modify: "PS-MODIFY-01",
  Pay: "PS-PAY-01",
  Sync: "PS-SYNC-01"
}

/** A risk fund as the order tells it, and whether a total could be held to a deposit, and to an estimate's limit. */
const funds = {
  "no fund": undefined,
  deposit: { name: "CashDeposit", amount: 50000 },
  "deposit of nobody knows how much": { name: "Deposit" },
  estimate: { name: "EstimateOrderCost", amount: 1 },
  "estimate of nobody knows how much": { name: "EstimateOrderCost" },
  "no fund that is known": { name: "Unknown:UDEPOSIT", amount: 50000 }
}
const fund = Choice.pick(
  "no fund",
  "deposit",
  "deposit of nobody knows how much",
  "estimate",
  "estimate of nobody knows how much",
  "no fund that is known"
)
const ceilings = (fund: keyof typeof funds, limit: number | undefined) => [
  ...(fund === "deposit" || fund.startsWith("estimate") ? [] : ["PS-AMT-03"]),
  ...(fund === "deposit" || limit !== undefined ? [] : ["PS-AMT-04"])
]

describe("PS-STATE what is left to the platform", () => {
  it.prop(
    "PS-CREATE-02 PS-CREATE-03 PS-RISK-02 creating leaves a used number and the limit of the service exactly where they are not known, and the permission to leave confirmation out exactly where it is left out",
    [
      Choice.pick("no order before", "the same before", "not known"),
      Choice.maybe(Choice.pick(10000)),
      Choice.pick("confirmed", "not confirmed")
    ],
    ([before, limit, how]) => {
      const change = { needUserConfirm: how === "confirmed" }
      const same = { ...published.Create, ...change }
      const earlier = before === "not known" ? undefined : before === "the same before" ? same : null
      assert.sameMembers(
        [...unchecked("Create", { earlier, limit }, change)],
        [
          ...(earlier === undefined ? ["PS-CREATE-02"] : []),
          ...(how === "confirmed" ? [] : ["PS-CREATE-03"]),
          ...(limit === undefined ? ["PS-RISK-02"] : [])
        ]
      )
    }
  )

  it.prop(
    "PS-CREATE-02 PS-DIRECT-01 creating and completing in one call leaves a used number, and what the user has allowed",
    [Choice.pick("no order before", "the same before", "not known")],
    ([before]) => {
      const earlier =
        before === "not known" ? undefined : before === "the same before" ? published.DirectComplete : null
      assert.sameMembers(
        [...unchecked("DirectComplete", { earlier })],
        [...(earlier === undefined ? ["PS-CREATE-02"] : []), "PS-DIRECT-01"]
      )
    }
  )

  it("PS-CANCEL-02 PS-CANCEL-04 PS-CANCEL-05 cancelling leaves what sources contradict each other about, and a charge that runs", () => {
    const [cancelled] = ServiceOrders.ordersAt("Revoked")
    for (const stage of ["Created", "InService"] as const) {
      assert.deepStrictEqual(unchecked("Cancel", { order: ServiceOrders.ordersAt(stage)[0] }), [])
    }
    assert.deepStrictEqual(unchecked("Cancel", { order: cancelled }), ["PS-CANCEL-04"])
    assert.deepStrictEqual(unchecked("Cancel", { order: cancelled, earlier: published.Cancel }), [])
    for (const earlier of [undefined, null, published.Cancel]) {
      const [order] = ServiceOrders.ordersAt("AwaitingPayment")
      assert.sameMembers([...unchecked("Cancel", { order, earlier })], ["PS-CANCEL-02", "PS-CANCEL-05"])
    }
  })

  it.prop(
    "PS-MODIFY-02 PS-AMT-05 modifying leaves a charge that runs, and what is owed and its ceilings where they are not known",
    [fund, Choice.maybe(Choice.pick(39900)), Choice.maybe(Choice.pick(39901))],
    ([fund, limit, totalAmount]) => {
      const [order] = ServiceOrders.ordersAt("AwaitingPayment", { riskFund: funds[fund], totalAmount })
      assert.sameMembers(
        [...unchecked("Modify", { order, limit })],
        ["PS-MODIFY-02", ...(totalAmount === undefined ? ["PS-AMT-05"] : []), ...ceilings(fund, limit)]
      )
    }
  )

  it.prop(
    "PS-AMT-03 PS-AMT-04 completing leaves the deposit and the limit of the service, where they are not known",
    [fund, Choice.maybe(Choice.pick(39900))],
    ([fund, limit]) => {
      const [order] = ServiceOrders.ordersAt("InService", { riskFund: funds[fund] })
      assert.sameMembers([...unchecked("Complete", { order, limit })], ceilings(fund, limit))
    }
  )

  it("PS-COMPLETE-02 completing again leaves whether it is the same, where the completion before is not known", () => {
    for (const stage of ["AwaitingPayment", "Paid", "Finished"] as const) {
      const [order] = ServiceOrders.ordersAt(stage, { riskFund: funds.deposit })
      assert.deepStrictEqual(unchecked("Complete", { order }), ["PS-COMPLETE-02"])
      assert.deepStrictEqual(unchecked("Complete", { order, earlier: published.Complete }), [])
    }
  })

  it.prop(
    "PS-TIME-03 PS-TIME-05 completing leaves the times of the order, where neither side tells them or the user sets them",
    [
      Choice.pick("nothing", "end", "both", "OnAccept"),
      Choice.pick("no times", "no start", "start", "OnAccept", "what no clock can read")
    ],
    ([gives, tells]) => {
      const endTime = "20091225"
      const startTime = {
        "no start": undefined,
        start: "20091225",
        OnAccept: "OnAccept",
        "what no clock can read": "2009-12-25",
        "no times": undefined
      }[tells]
      const timeRange = {
        nothing: undefined,
        end: { endTime },
        both: { startTime: "20091224", endTime },
        OnAccept: { startTime: "OnAccept", endTime }
      }[gives]
      const [order] = ServiceOrders.ordersAt("InService", {
        riskFund: funds.deposit,
        timeRange: tells === "no times" ? undefined : { startTime, endTime }
      })
      const isStartKnown = gives === "both" || (gives === "end" && tells === "start")
      assert.sameMembers(
        [...unchecked("Complete", { order }, { timeRange })],
        [
          ...(gives === "nothing" && tells === "no times" ? ["PS-TIME-03"] : []),
          ...(gives === "nothing" || isStartKnown ? [] : ["PS-TIME-05"])
        ]
      )
    }
  )

  it("PS-PAY-01 PS-SYNC-01 PS-SYNC-03 charging leaves nothing, reporting money leaves a charge that runs", () => {
    const [order] = ServiceOrders.ordersAt("AwaitingPayment")
    assert.deepStrictEqual(unchecked("Pay", { order }), [])
    assert.deepStrictEqual(unchecked("Sync", { order }), ["PS-SYNC-03"])
  })

  for (const call of ["Cancel", "Complete", "Modify", "Pay", "Sync"] as const) {
    it(`PS-STATE-07 ${rules[call]} ${call} leaves where the order stands, where no order is known`, () => {
      assert.include(unchecked(call, {}), rules[call])
      assert.notInclude(unchecked(call, { order: ServiceOrders.ordersAt(onOrders[call])[0] }), rules[call])
    })

    it(`PS-STATE-04 ${rules[call]} ${call} leaves where the order stands, where that is unclear`, () => {
      for (const order of ServiceOrders.ordersAt("Unclear")) assert.include(unchecked(call, { order }), rules[call])
    })
  }

  it("PS-AMT-03 PS-AMT-04 PS-AMT-05 where no order is known, nothing that it would tell is checked", () => {
    assert.sameMembers(
      [...unchecked("Modify", {})],
      ["PS-MODIFY-01", "PS-MODIFY-02", "PS-AMT-05", "PS-AMT-03", "PS-AMT-04"]
    )
    assert.includeMembers(
      [...unchecked("Complete", {}, { timeRange: undefined })],
      ["PS-COMPLETE-01", "PS-AMT-03", "PS-AMT-04", "PS-TIME-03"]
    )
    assert.notInclude(unchecked("Complete", { limit: 39900 }), "PS-AMT-04")
  })
})
