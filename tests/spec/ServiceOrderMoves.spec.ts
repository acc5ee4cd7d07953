/**
 * PS-STATE-05, PS-STATE-06, PS-COMPLETE-06, PS-SYNC-04: where each call and each event leads; and the words that an order, its parts
 * and its charges are told in.
 *
 * Method: the table of moves is restated row by row and compared at every stage; words are taken one by one, and others refused.
 */
import { assert, describe, it } from "@effect/vitest"
import { PaymentAttempt, ServiceOrder, ServiceOrderCall, ServiceOrderStage as Stage } from "@wxrepay/domain"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"

/** From where to where; from every other stage nothing leads anywhere. */
const moves: Readonly<Record<Stage.Call | Stage.Event, ReadonlyArray<string>>> = {
  Cancel: ["Created > Revoked", "InService > Revoked", "AwaitingPayment > Revoked"],
  Modify: ["AwaitingPayment > AwaitingPayment"],
  Complete: ["InService > AwaitingPayment", "InService > Finished"],
  Pay: ["AwaitingPayment > AwaitingPayment", "AwaitingPayment > Paid"],
  Sync: ["AwaitingPayment > Paid"],
  UserConfirms: ["Created > InService"],
  Expires: ["Created > Expired"],
  ChargeSucceeds: ["AwaitingPayment > Paid"]
}

describe("PS-STATE the moves of an order", () => {
  for (const move of [
    "Cancel",
    "Modify",
    "Complete",
    "Pay",
    "Sync",
    "UserConfirms",
    "Expires",
    "ChargeSucceeds"
  ] as const) {
    it(`PS-STATE-05 PS-STATE-06 ${move} leads from ${moves[move].join(", and from ")}, and from nowhere else`, () => {
      const led = Stage.Stage.literals.flatMap((from) =>
        (Stage.leadsTo[move][from] ?? []).map((to) => `${from} > ${to}`)
      )
      assert.deepStrictEqual(led, moves[move])
    })
  }

  it("PS-STATE-07 what a call leads from is where it is let through, or where sources contradict each other", () => {
    for (const call of ["Cancel", "Modify", "Complete", "Pay", "Sync"] as const) {
      const allowed = Stage.Stage.literals.filter((stage) =>
        ["Allowed", "Contested"].includes(Stage.calls[call][stage] ?? "Refused")
      )
      assert.deepStrictEqual(
        Stage.Stage.literals.filter((stage) => Stage.leadsTo[call][stage] !== undefined),
        allowed,
        call
      )
    }
  })
})

describe("PS-COL words that are told", () => {
  it("PS-COL-03 a part is paid through PayScore, as the merchant reported it, or in a way that is not known here", () => {
    const isPart = Schema.is(ServiceOrder.PaidPart)
    for (const paidType of ["ThroughPayScore", "ByMerchant", "Unknown:OTHER"])
      assert.isTrue(isPart({ paidType }), paidType)
    for (const paidType of ["", "NEWTON", "OTHER"]) assert.isFalse(isPart({ paidType }), paidType)
  })

  it("PS-PAY-06 PS-PAY-08 an attempt was taken, is running, or was declined", () => {
    const isAttempt = Schema.is(PaymentAttempt.PaymentAttempt)
    for (const attempt of [
      { _tag: "Taken" },
      { _tag: "Taken", orderId: "15646546545165651651" },
      { _tag: "InProgress" },
      { _tag: "InProgress", tradeState: "UserPaying" },
      { _tag: "InProgress", tradeState: "Unknown:WAIT" },
      { _tag: "Declined", message: "余额不足" }
    ]) {
      assert.isTrue(isAttempt(attempt), JSON.stringify(attempt))
    }
    for (const none of [{ _tag: "Paid" }, { _tag: "InProgress", tradeState: "" }, { _tag: "Declined" }, {}]) {
      assert.isFalse(isAttempt(none), JSON.stringify(none))
    }
  })

  it("PS-CREATE-06 a note that is empty is refused under the rule for notes", () => {
    const { message } = Schema.decodeUnknownResult(ServiceOrderCall.Attach)("").pipe((result) =>
      result._tag === "Failure" ? result.failure : assert.fail("it was taken")
    )
    assert.include(message, "Expected text without characters of four bytes such as emoji (PS-CREATE-06)")
  })

  it("PS-ID-04 PS-CREATE-04 PS-DIRECT-02 the parts of a call that have names of their own bear them", () => {
    const { Creation, DirectCompletion } = ServiceOrderCall
    const brandOf = (schema: Schema.Constraint): unknown =>
      Predicate.hasProperty(schema, "identifier") && schema.identifier
    assert.strictEqual(brandOf(Creation.fields.appid), "Appid")
    assert.strictEqual(brandOf(Creation.fields.openid.schema), "Openid")
    assert.strictEqual(Schema.resolveAnnotations(DirectCompletion.fields.timeRange)?.["identifier"], "WholeTimeRange")
  })
})
