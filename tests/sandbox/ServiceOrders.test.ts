/**
 * A service order in the sandbox in every stage: what is refused there, what is found, and the one call that does it all.
 *
 * Method: every call is signed and sent as raw JSON, and its answer is compared whole, with its status and the number
 * at the end of its Request-ID; the time is TestClock's, and stands still while a call is made.
 */
import { assert, describe, it } from "@effect/vitest"
import { ServiceOrderStage as Stage } from "@wxrepay/domain"
import { Sandbox } from "@wxrepay/sandbox"
import * as Effect from "effect/Effect"
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import { TestClock } from "effect/testing"
import {
  type Json,
  withSandbox,
  post,
  own,
  get,
  find,
  standing,
  creation,
  completion,
  lowering,
  reporting,
  stages,
  direct,
  seconds
} from "../support/serviceOrders.ts"

describe("PS-STATE-07 every call on an order in every stage", () => {
  const calls: Readonly<Record<Stage.Call, readonly [path: string, body: Json]>> = {
    Cancel: ["cancel", { ...own, reason: "别的" }],
    Modify: ["modify", lowering],
    Complete: ["complete", { ...completion, goods_tag: "x" }],
    Pay: ["pay", own],
    Sync: ["sync", reporting]
  }
  const canceled = ["ORDER_CANCELED", "订单已取消", "271302333"]
  const done = ["ORDER_DONE", "订单已完成", "271302262"]
  const wrong = ["INVALID_ORDER_STATE", "当前订单状态不合法", "271302262"]
  const inService = ["INVALID_ORDER_STATE", "当前订单状态不合法,订单状态为确认状态", "271302332"]
  const changed = ["PARAM_ERROR", "订单重入参数校验失败", "271316598"]
  const notOwed = ["INVALID_ORDER_STATE", "只能修改待支付的订单", "271316657"]
  const taken: ReadonlyArray<unknown> = ["taken"]
  const answers: Readonly<
    Record<Exclude<Stage.Stage, "Unclear">, Readonly<Record<Stage.Call, ReadonlyArray<unknown>>>>
  > = {
    Created: { Cancel: taken, Modify: notOwed, Complete: wrong, Pay: wrong, Sync: wrong },
    InService: { Cancel: taken, Modify: notOwed, Complete: taken, Pay: inService, Sync: inService },
    AwaitingPayment: { Cancel: taken, Modify: taken, Complete: changed, Pay: taken, Sync: taken },
    Paid: { Cancel: done, Modify: done, Complete: changed, Pay: done, Sync: done },
    Finished: { Cancel: done, Modify: done, Complete: changed, Pay: done, Sync: done },
    Revoked: { Cancel: changed, Modify: canceled, Complete: canceled, Pay: canceled, Sync: canceled },
    Expired: { Cancel: wrong, Modify: notOwed, Complete: wrong, Pay: wrong, Sync: wrong }
  }
  const told = Effect.fnUntraced(function* ([path, body]: (typeof calls)[Stage.Call]) {
    const { body: answer, number, status } = yield* post(`/S1/${path}`, body)
    assert.include([200, 400], status)
    return status === 200 ? taken : [answer["code"], answer["message"], number]
  })
  const names = ["Cancel", "Modify", "Complete", "Pay", "Sync"] as const
  for (const stage of ["Created", "InService", "AwaitingPayment", "Paid", "Finished", "Revoked", "Expired"] as const) {
    const refused = names.filter((call) => answers[stage][call] !== taken)
    it.effect(`an order that is ${stage} stays what it is, and refuses ${refused.join(", ")} as is documented`, () =>
      withSandbox(
        Effect.gen(function* () {
          yield* stages[stage]
          const before = yield* find
          for (const call of refused) assert.deepStrictEqual(yield* told(calls[call]), answers[stage][call], call)
          assert.deepStrictEqual(yield* find, before)
        })
      )
    )
    for (const call of names.filter((call) => !refused.includes(call))) {
      it.effect(`an order that is ${stage} takes ${call}`, () =>
        withSandbox(
          Effect.gen(function* () {
            yield* stages[stage]
            assert.deepStrictEqual(yield* told(calls[call]), taken)
          })
        )
      )
    }
  }

  it.effect("PS-ID-07 and an order that nobody created answers that it is not there, however long its number", () =>
    withSandbox(
      Effect.gen(function* () {
        const missing = { status: 404, number: "271317510", body: { code: "ORDER_NOT_EXIST", message: "订单不存在" } }
        for (const [path, body] of Object.values(calls)) {
          assert.deepStrictEqual(yield* post(`/S1/${path}`, body), missing)
        }
        assert.deepStrictEqual(yield* post(`/${"S".repeat(64)}/complete`, completion), missing)
        assert.strictEqual((yield* post(`/${"S".repeat(33)}/pay`, own)).body["code"], "PARAM_ERROR")
        assert.deepStrictEqual(yield* get({ out_order_no: "S1" }), missing)
      })
    )
  )
})

describe("an order that is asked for", () => {
  it.effect("PS-QUERY-01 is found by its number or by its query_id, and never by both or neither", () =>
    withSandbox(
      Effect.gen(function* () {
        yield* post("", { ...creation, out_order_no: "S2" })
        yield* stages.Created
        const { serviceOrders } = yield* (yield* Sandbox).state
        const query_id = Option.getOrThrow(HashMap.get(serviceOrders, "S1")).queryId
        assert.deepStrictEqual((yield* get({ query_id })).body, yield* find)
        for (const query of [{}, { query_id, out_order_no: "S1" }]) {
          const refused = yield* get(query)
          assert.deepStrictEqual([refused.status, refused.body["code"]], [400, "PARAM_ERROR"])
          assert.include(Object(refused.body["detail"]), { field: "out_order_no", location: "query" })
        }
        assert.strictEqual((yield* get({ query_id: "x" })).status, 404)
        assert.strictEqual((yield* get({ out_order_no: "S1", service_id: "1" })).status, 404)
        assert.strictEqual((yield* get({ out_order_no: "S1", appid: "wx0" })).number, "271302149")
      })
    )
  )
})

describe("an order that is created and completed at once", () => {
  it.effect("PS-DIRECT-01 awaits payment without a risk fund, and is charged", () =>
    withSandbox(
      Effect.gen(function* () {
        const { body, status } = yield* post("/direct-complete", direct)
        const { order_id, ...rest } = body
        const { openid: _, ...shown } = direct
        assert.strictEqual(status, 200)
        const standing = { mchid: "1900000001", state: "DOING", state_description: "MCH_COMPLETE" }
        assert.deepStrictEqual(rest, { ...shown, ...standing })
        assert.match(String(order_id), /^[0-9]{20}$/)
        assert.deepStrictEqual(yield* post("/direct-complete", direct), { status, number: "0", body })
        yield* seconds(2)
        assert.strictEqual((yield* find)["state"], "DONE")
        yield* TestClock.adjust("1 day")
        assert.lengthOf(yield* (yield* Sandbox).deliveries, 1)
      })
    )
  )

  it.effect("PS-ID-04 PS-ID-03 PS-CREATE-04 PS-TIME-04 is refused of others, and before its service has ended", () =>
    withSandbox(
      Effect.gen(function* () {
        for (const [change, number] of [
          [{ appid: "wx0" }, "271302149"],
          [{ service_id: "1" }, "268435461"],
          [{ openid: "o" }, "268435461"],
          [{ time_range: { start_time: "20251105080000", end_time: "20251105120001" } }, "268435461"],
          [{ time_range: { start_time: "20251105080000", end_time: "20251105075959" } }, "271316637"],
          [{ total_amount: 10_001 }, "268435461"]
        ] as const) {
          const refused = yield* post("/direct-complete", { ...direct, ...change })
          assert.deepStrictEqual([refused.status, refused.body["code"], refused.number], [400, "PARAM_ERROR", number])
        }
        assert.strictEqual((yield* get({ out_order_no: "S1" })).status, 404)
      })
    )
  )

  it.effect("PS-AMT-02 is owed what its lines come to where no total is given; without an address nobody is told", () =>
    withSandbox(
      Effect.gen(function* () {
        const { notify_url: _, total_amount: __, ...rest } = direct
        yield* post("/direct-complete", rest)
        assert.strictEqual(yield* standing, "DOING MCH_COMPLETE USER_PAYING 0 10000")
        yield* seconds(2)
        assert.strictEqual(yield* standing, "DONE - USER_PAID 10000 0")
        const { post_payments: ___, ...worse } = { ...rest, out_order_no: "S2" }
        assert.strictEqual((yield* post("/direct-complete", worse)).body["code"], "PARAM_ERROR")
        const nothing = { ...worse, post_discounts: undefined }
        assert.strictEqual((yield* post("/direct-complete", nothing)).body["state"], "DONE")
        yield* TestClock.adjust("1 day")
        assert.lengthOf(yield* (yield* Sandbox).deliveries, 0)
      })
    )
  )
})
