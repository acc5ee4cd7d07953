/**
 * PS-DIRECT: when an order may be created and completed in one call.
 *
 * Method: `directCompletion` keeps every rule, often just so, and must come through untouched; then the published draft
 * lacks members, or comes again with another content.
 */
import { assert, describe, it } from "@effect/vitest"
import { ServiceOrderCall as Call } from "@wxrepay/domain"
import { Choice, ServiceCalls, ServiceOrders, ServiceTimes } from "@wxrepay/domain/testing"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { type AnyKnown, ask, published, read, reasonsOf } from "./servicing.ts"

const { maybe, pick } = Choice

const direct = (draft: object, known?: AnyKnown) =>
  reasonsOf(ask.DirectComplete({ ...published.DirectComplete, ...draft }, known))

describe("PS-DIRECT an order created and completed in one call", () => {
  it.prop(
    "PS-DIRECT-01 one that keeps every rule is authorised as given, without a risk fund, and that the user has agreed is left to the platform",
    [ServiceCalls.directCompletion],
    ([{ draft, known }]) => {
      const verdict = ask.DirectComplete(draft, known)
      assert.strictEqual(read(verdict), "")
      if (Result.isFailure(verdict)) return
      assert.deepStrictEqual<unknown>(verdict.success.call, ServiceOrders.present(draft))
      assert.include(verdict.success.unchecked, "PS-DIRECT-01")
    }
  )

  it.prop(
    "PS-DIRECT-02 is refused exactly when its start or its end is left out",
    [maybe(ServiceTimes.moment), maybe(pick("same", "later")), pick("moment", "OnAccept")],
    ([moment, ends, begins]) => {
      const at = moment ?? "20091225"
      const startTime = begins === "OnAccept" ? begins : moment
      const endTime = ends === undefined ? undefined : ends === "same" ? at : `${at.slice(0, 8)}235959`
      const reasons = direct({ timeRange: { startTime, endTime } }, { now: ServiceTimes.instantOf(4e14) })
      assert.deepStrictEqual(reasons, [
        ...(startTime === undefined ? ["PS-TIME-02 timeRange.startTime"] : []),
        ...(endTime === undefined ? ["PS-TIME-01 timeRange.endTime"] : [])
      ])
    }
  )

  it("PS-DIRECT-01 PS-DIRECT-02 is refused when its number or its time range is left out, and not for any other member", () => {
    const needed = ["PS-ID-01 outOrderNo", "PS-ID-04 appid", "PS-ID-03 serviceId"]
    for (const field of Object.keys(published.DirectComplete).filter((field) => field !== "timeRange")) {
      const draft = { [field]: undefined, ...(field === "postDiscounts" ? { totalAmount: 40000 } : {}) }
      assert.deepStrictEqual(
        direct(draft),
        needed.filter((one) => one.endsWith(` ${field}`)),
        field
      )
    }
    const times = ["PS-TIME-02 timeRange.startTime", "PS-TIME-01 timeRange.endTime"]
    assert.deepStrictEqual(direct({ timeRange: undefined }), times)
  })

  const made = Schema.decodeUnknownSync(Call.DirectCompletion)
  it.prop(
    "PS-DIRECT-01 PS-CREATE-02 a number that was used is refused exactly when anything else is said with it",
    [ServiceCalls.directCompletion, pick("nothing", ...Object.keys(published.DirectComplete).slice(1))],
    ([{ draft, known }, field]) => {
      const earlier = made(ServiceOrders.present(draft))
      const members: ReadonlyMap<string, unknown> = new Map(Object.entries(published.DirectComplete))
      const changed = {
        ...ServiceOrders.present(draft),
        ...(field === "nothing" ? {} : { [field]: members.get(field) })
      }
      const isSame = JSON.stringify(made(changed)) === JSON.stringify(earlier)
      const refused = reasonsOf(ask.DirectComplete(changed, { ...known, earlier }))
      assert.strictEqual(refused.includes("PS-CREATE-02 outOrderNo"), !isSame)
      assert.notInclude(reasonsOf(ask.DirectComplete(changed, { ...known, earlier: null })), "PS-CREATE-02 outOrderNo")
    }
  )

  it("PS-DIRECT-01 PS-CREATE-02 the same note is taken again, and another is not", () => {
    const earlier = published.DirectComplete
    assert.deepStrictEqual(direct({}, { earlier }), [])
    assert.deepStrictEqual(direct({ attach: "x" }, { earlier: null }), [])
    assert.deepStrictEqual(direct({ attach: "x" }, { earlier }), ["PS-CREATE-02 outOrderNo"])
  })
})
