/**
 * A service order in the sandbox whose service is completed.
 *
 * Method: every call is signed and sent as raw JSON, and its answer is compared whole, with its status and the number
 * at the end of its Request-ID; the time is TestClock's, and stands still while a call is made.
 */
import { assert, describe, it } from "@effect/vitest"
import { Borrower, Sandbox } from "@wxrepay/sandbox"
import * as Effect from "effect/Effect"
import { TestClock } from "effect/testing"
import {
  type Json,
  withSandbox,
  post,
  find,
  standing,
  creation,
  openid,
  lines,
  completion,
  lowering,
  reporting,
  unconfirmed,
  served,
  stages,
  seconds,
  told
} from "../support/serviceOrders.ts"

describe("a service that is completed", () => {
  it.effect("PS-COMPLETE-01 PS-COMPLETE-04 PS-LOC-01 awaits payment; its own answer tells less than a query", () =>
    withSandbox(
      Effect.gen(function* () {
        yield* served
        const { body, number, status } = yield* post("/S1/complete", completion)
        const { order_id, ...rest } = body
        const completed = {
          ...told,
          ...lines,
          state: "DOING",
          state_description: "MCH_COMPLETE",
          time_range: { ...creation.time_range, ...completion.time_range },
          location: { start_location: "一号柜", end_location: "二号柜" },
          need_collection: true
        }
        assert.deepStrictEqual([status, number], [200, "0"])
        assert.deepStrictEqual(rest, completed)
        assert.deepStrictEqual(yield* find, {
          ...completed,
          order_id,
          openid,
          attach: "期 3",
          notify_url: creation.notify_url,
          collection: {
            state: "USER_PAYING",
            total_amount: 10_000,
            paying_amount: 10_000,
            paid_amount: 0,
            details: []
          }
        })
      })
    )
  )

  it.effect("PS-AMT-06 has the lines of its completion only: discounts that are left out are none", () =>
    withSandbox(
      Effect.gen(function* () {
        yield* served
        const { post_discounts: _, ...rest } = completion
        yield* post("/S1/complete", { ...rest, total_amount: 12_000, location: undefined })
        const { location, post_discounts, total_amount } = yield* find
        assert.deepStrictEqual([location, post_discounts, total_amount], [creation.location, undefined, 12_000])
      })
    )
  )

  it.effect("PS-COMPLETE-06 PS-COL-02 with nothing to pay is over, and nobody is charged or told", () =>
    withSandbox(
      Effect.gen(function* () {
        yield* stages.Finished
        const { collection, need_collection, state, total_amount } = yield* find
        assert.deepStrictEqual([state, total_amount, need_collection, collection], ["DONE", 0, false, undefined])
        yield* TestClock.adjust("1 day")
        assert.lengthOf(yield* (yield* Sandbox).deliveries, 0)
      })
    )
  )

  it.effect("PS-COMPLETE-02 answers as it stands to the same again, and is charged by one plan", () =>
    withSandbox(
      Effect.gen(function* () {
        yield* (yield* Sandbox).setBorrower(Borrower.noBalance)
        yield* served
        const first = yield* post("/S1/complete", completion)
        yield* seconds(2)
        yield* TestClock.adjust("30 minutes")
        assert.deepStrictEqual(yield* post("/S1/complete", completion), first)
        yield* (yield* Sandbox).setBorrower(Borrower.pays)
        yield* seconds(3)
        assert.strictEqual(yield* standing, "DOING MCH_COMPLETE USER_PAYING 0 10000")
        const body = { code: "PARAM_ERROR", message: "订单重入参数校验失败" }
        const other = yield* post("/S1/complete", { ...completion, goods_tag: "x" })
        assert.deepStrictEqual([other.status, other.number], [400, "271316598"])
        assert.deepInclude(other.body, body)
        yield* post("/S1/modify", lowering)
        assert.strictEqual((yield* post("/S1/complete", completion)).body["total_amount"], 6_000)
        yield* post("/S1/sync", reporting)
        assert.strictEqual((yield* post("/S1/complete", completion)).body["state"], "DONE")
      })
    )
  )

  const endless = { start_time: "20251101080000" }
  const refusals: ReadonlyArray<readonly [title: string, change: Json, message: string | undefined, number: string]> = [
    ["PS-AMT-02 with a total that its lines do not come to", { total_amount: 10_001 }, undefined, "268435461"],
    [
      "PS-AMT-03 above the deposit",
      { post_payments: [{ name: "租金", amount: 22_001 }], total_amount: 20_001 },
      undefined,
      "271316656"
    ],
    ["PS-TIME-03 without its end", { time_range: undefined }, "创建订单未填写服务结束时间,则结束时间必填", "268435461"],
    [
      "PS-TIME-04 a second before its end",
      { time_range: { end_time: "20251105120001" } },
      "实际结束时间不能晚于使用完结接口的时间",
      "268435461"
    ],
    [
      "PS-TIME-05 before its beginning",
      { time_range: { end_time: "20251101075959" } },
      "真实结束时间小于预计开始时间",
      "271316637"
    ],
    ["PS-ID-04 under another appid", { appid: "wx0" }, undefined, "271302149"],
    ["PS-ID-03 under another service", { service_id: "1" }, undefined, "268435461"],
    ["PS-ID-02 with the number in the body", { out_order_no: "S1" }, undefined, "268435461"]
  ]
  for (const [title, change, message, number] of refusals) {
    it.effect(`${title} is not`, () =>
      withSandbox(
        Effect.gen(function* () {
          yield* post("", { ...unconfirmed, time_range: endless })
          const refused = yield* post("/S1/complete", { ...completion, ...change })
          assert.deepStrictEqual([refused.status, refused.body["code"], refused.number], [400, "PARAM_ERROR", number])
          if (message !== undefined) assert.strictEqual(refused.body["message"], message)
          assert.strictEqual(yield* standing, "DOING USER_CONFIRM - - -")
        })
      )
    )
  }

  it.effect("PS-AMT-04 above an estimate is, up to the limit of the service", () =>
    withSandbox(
      Effect.gen(function* () {
        yield* post("", { ...unconfirmed, risk_fund: { name: "ESTIMATE_ORDER_COST", amount: 1 } })
        const of = (amount: number) => ({
          ...completion,
          post_payments: [{ name: "租金", amount }],
          post_discounts: undefined,
          total_amount: amount
        })
        assert.strictEqual((yield* post("/S1/complete", of(500_001))).number, "271316656")
        assert.strictEqual((yield* post("/S1/complete", of(500_000))).status, 200)
      })
    )
  )
})
