/**
 * What the contract says of an answer is held to: it is given as it travelled once the contract has read it, or told by
 * place.
 *
 * Method: orders are answered with members left out and spoiled; canaries stand where values are.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Schema from "effect/Schema"
import { answering, calling, facing, spelled } from "../support/chainPlatform.ts"
import { shown } from "../support/overheard.ts"
import * as Platform from "../support/platform.ts"

const order = "v3/credit-repayment/partner/deduct-orders/{out_trade_no}"
const pay = "v3/payscore/serviceorder/{out_order_no}/pay"
const own = { appid: "wxcbda96de0b165486", service_id: "2002000000000558128851361561536" }

describe("an answer of the contract", () => {
  it.live("is given as it travelled, members and amounts alike, once the contract has read it", () =>
    Effect.gen(function* () {
      const told = Platform.order({ brand_new: { a: 1 }, deduct_amount: "10000" })
      const { result } = yield* facing(answering(200, told), (wx) =>
        Effect.forEach(spelled, (spelling) => calling(wx, spelling, "get", order, { out_trade_no: "T1" }))
      )
      assert.deepStrictEqual(result, [told, told, told])
    })
  )

  for (const [what, changes] of [
    ["lacks a member", { openid: undefined, appid: "canary" }],
    ["has a member of another kind", { deduct_amount: { canary: "canary" } }],
    ["has an amount that is none", { deduct_amount: "canary" }]
  ] as const) {
    it.live(`that ${what} is Unreadable, by place and with no value in it`, () =>
      Effect.gen(function* () {
        const { result } = yield* facing(answering(200, Platform.order(changes)), (wx) =>
          Effect.forEach(spelled, (spelling) =>
            Effect.flip(calling(wx, spelling, "get", order, { out_trade_no: "T1" }))
          )
        )
        for (const error of result) {
          assert.deepInclude(error, { _tag: "Unreadable", status: 200, category: "GiveUp" })
          assert.match(error.message, /openid|deduct_amount/u)
          assert.notInclude(shown(error), "canary")
        }
      })
    )
  }

  it.live("that is missing where there has to be one is Unreadable", () =>
    Effect.gen(function* () {
      const { result } = yield* facing(answering(200, ""), (wx) =>
        Effect.flip(calling(wx, "declarative", "get", order, { out_trade_no: "T1" }))
      )
      assert.strictEqual(result._tag, "Unreadable")
    })
  )

  it.live("V3-ECHO-01 PS-PAY-06 may be empty where the contract lets it be, and is undefined then", () =>
    Effect.gen(function* () {
      const { result } = yield* facing(answering(204, ""), (wx) =>
        Effect.all([
          Effect.exit(calling(wx, "declarative", "post", pay, { out_order_no: "S1", json: own })),
          Effect.exit(
            calling(wx, "declarative", "post", "v3/security/echo", {
              json: { echo_message: "a" },
              headers: { "Wechatpay-Serial": Platform.serial }
            })
          )
        ])
      )
      assert.deepStrictEqual(
        result.map((exit) => (Exit.isSuccess(exit) ? exit.value : "failed")),
        [undefined, undefined]
      )
    })
  )

  it.live("is the contract's to read: a schema of the caller's is refused, and nothing is sent", () =>
    Effect.gen(function* () {
      const { result, seen } = yield* facing(answering(200, { a: "1" }), (wx) =>
        Effect.flip(
          calling(wx, "declarative", "get", order, {
            out_trade_no: "T1",
            schema: Schema.Struct({ a: Schema.NumberFromString })
          })
        )
      )
      assert.strictEqual(result.message, "schema: the contract reads this answer")
      assert.lengthOf(seen, 0)
    })
  )
})
