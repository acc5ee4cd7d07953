/**
 * A service order in the sandbox that is created, and confirmed or not.
 *
 * Method: every call is signed and sent as raw JSON, and its answer is compared whole, with its status and the number
 * at the end of its Request-ID; the time is TestClock's, and stands still while a call is made.
 */
import { assert, describe, it } from "@effect/vitest"
import { Sandbox } from "@wxrepay/sandbox"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import { TestClock } from "effect/testing"
import {
  type Json,
  service,
  withSandbox,
  post,
  get,
  find,
  standing,
  creation,
  openid,
  lines,
  completion,
  unconfirmed,
  stages,
  direct,
  told,
  askedFor
} from "../support/serviceOrders.ts"

describe("an order that is created", () => {
  it.effect("PS-CREATE-01 PS-CREATE-05 PS-ID-05 waits to be confirmed, with a package to launch that with", () =>
    withSandbox(
      Effect.gen(function* () {
        const { body, number, status } = yield* post("", creation)
        const { order_id, package: token, ...rest } = body
        assert.deepStrictEqual([status, number], [200, "0"])
        assert.deepStrictEqual(rest, { ...told, ...askedFor, state: "CREATED" })
        assert.match(String(order_id), /^[0-9]{20}$/)
        assert.match(String(token), /^ps[0-9a-f]{32}$/)
        assert.deepStrictEqual(yield* find, { ...rest, order_id })
      })
    )
  )

  it.effect(
    "PS-CREATE-03 PS-CREATE-04 is in service at once where confirmation is left out, and launches nothing",
    () =>
      withSandbox(
        Effect.gen(function* () {
          const { order_id, ...rest } = (yield* post("", unconfirmed)).body
          const standing = { state: "DOING", state_description: "USER_CONFIRM" }
          assert.deepStrictEqual(rest, { ...told, ...askedFor, ...standing })
          assert.deepStrictEqual(yield* find, { ...rest, order_id, openid })
          const sandbox = yield* Sandbox
          assert.strictEqual(yield* sandbox.confirm("S1", "Agree"), "Decided")
          assert.lengthOf(yield* sandbox.deliveries, 0)
        })
      )
  )

  it.effect("PS-CREATE-02 answers the same to the same again, wherever it stands by then", () =>
    withSandbox(
      Effect.gen(function* () {
        const first = yield* post("", creation)
        assert.deepStrictEqual(yield* post("", creation), first)
        yield* (yield* Sandbox).confirm("S1", "Agree")
        yield* post("/S1/complete", completion)
        const later = yield* post("", creation)
        assert.deepInclude(later.body, {
          package: first.body["package"],
          order_id: first.body["order_id"],
          post_payments: lines.post_payments,
          state_description: "MCH_COMPLETE"
        })
        assert.doesNotHaveAnyKeys(later.body, ["collection", "need_collection", "openid", "total_amount"])
      })
    )
  )

  const refusals: ReadonlyArray<readonly [title: string, change: Json, answer: Json, number: string]> = [
    ["PS-ID-04 of a foreign appid", { appid: "wx0" }, { code: "PARAM_ERROR" }, "271302149"],
    ["PS-ID-03 of a foreign service", { service_id: "1" }, { code: "PARAM_ERROR" }, "268435461"],
    ["PS-CREATE-04 of a user whom nobody knows", { openid: "o" }, { code: "PARAM_ERROR" }, "268435461"],
    [
      "PS-RISK-02 with a deposit above the limit",
      { risk_fund: { name: "DEPOSIT", amount: 500_001 } },
      { code: "PARAM_ERROR" },
      "271316656"
    ],
    [
      "PS-TIME-05 that ends before it begins",
      { time_range: { start_time: "20251101080000", end_time: "20251101075959" } },
      { code: "PARAM_ERROR", message: "真实结束时间小于预计开始时间" },
      "271316637"
    ],
    ["PS-CREATE-04 without the user", { need_user_confirm: false }, { code: "PARAM_ERROR" }, "268435461"],
    [
      "PS-AMT-01 with an amount as digits",
      { risk_fund: { name: "DEPOSIT", amount: "1" } },
      { code: "PARAM_ERROR" },
      "268435461"
    ],
    [
      "PS-CREATE-08 with an introduction of 21 characters",
      { service_introduction: "中".repeat(21) },
      { code: "PARAM_ERROR" },
      "268435461"
    ],
    ["V3-JSON-05 with a member that is not known", { surprise: 1 }, { code: "PARAM_ERROR" }, "268435461"]
  ]
  for (const [title, change, answer, number] of refusals) {
    it.effect(`${title} is refused`, () =>
      withSandbox(
        Effect.gen(function* () {
          const refused = yield* post("", { ...creation, ...change })
          assert.deepStrictEqual([refused.status, refused.number], [400, number])
          assert.deepInclude(refused.body, answer)
          assert.strictEqual((yield* get({ out_order_no: "S1" })).status, 404)
        })
      )
    )
  }

  it.effect("PS-CREATE-02 PS-ERR-02 is not created again with other content, nor by another call", () =>
    withSandbox(
      Effect.gen(function* () {
        const body = { code: "INVALID_REQUEST", message: "订单重入参数校验失败" }
        const again = { status: 400, number: "271316598", body }
        yield* post("", creation)
        assert.deepStrictEqual(yield* post("", { ...creation, attach: "期 4" }), again)
        assert.deepStrictEqual(yield* post("/direct-complete", direct), again)
        const other = { ...direct, out_order_no: "S2" }
        yield* post("/direct-complete", other)
        assert.deepStrictEqual(yield* post("", { ...creation, out_order_no: "S2" }), again)
        assert.deepStrictEqual(yield* post("/direct-complete", { ...other, attach: "x" }), again)
      })
    )
  )

  it.effect("PS-CREATE-03 PS-DIRECT-01 does without confirmation only where the account may", () =>
    withSandbox(
      Effect.gen(function* () {
        const refused = { status: 403, number: "268503786", body: { code: "NO_AUTH", message: "商户无免确认权限" } }
        assert.deepStrictEqual(yield* post("", unconfirmed), refused)
        assert.deepStrictEqual(yield* post("/direct-complete", direct), refused)
        assert.strictEqual((yield* post("", { ...creation, need_user_confirm: true })).status, 200)
      }),
      { account: { service: { ...service, mayOmitConfirmation: false } } }
    )
  )
})

describe("a user who is asked to confirm", () => {
  it.effect("PS-CREATE-03 who agrees has the service begin, once", () =>
    withSandbox(
      Effect.gen(function* () {
        const sandbox = yield* Sandbox
        const { order_id } = (yield* post("", creation)).body
        assert.strictEqual(yield* sandbox.confirm("S1", "Agree"), "Confirmed")
        const standing = { state: "DOING", state_description: "USER_CONFIRM", openid, order_id }
        assert.deepStrictEqual(yield* find, { ...told, ...askedFor, ...standing })
        assert.strictEqual(yield* sandbox.confirm("S1", "Agree"), "Decided")
        assert.strictEqual(yield* sandbox.confirm("S2", "Agree"), "Unknown")
      })
    )
  )

  it.effect("PS-STATE-05 who refuses leaves the order as it is, and may confirm it later", () =>
    withSandbox(
      Effect.gen(function* () {
        const sandbox = yield* Sandbox
        yield* stages.Created
        assert.strictEqual(yield* sandbox.confirm("S1", "Refuse"), "Refused")
        assert.strictEqual(yield* standing, "CREATED - - - -")
        assert.strictEqual(yield* sandbox.confirm("S1", "Agree"), "Confirmed")
        assert.strictEqual(yield* sandbox.confirm("S1", "Refuse"), "Decided")
      })
    )
  )

  it.effect("PS-STATE-05 has thirty days, and not a millisecond more", () =>
    withSandbox(
      Effect.gen(function* () {
        const sandbox = yield* Sandbox
        yield* post("", { ...creation, out_order_no: "S2" })
        yield* stages.Created
        yield* TestClock.adjust(30 * 86_400_000 - 1)
        assert.strictEqual(yield* sandbox.confirm("S2", "Agree"), "Confirmed")
        assert.strictEqual(yield* standing, "CREATED - - - -")
        yield* TestClock.adjust(1)
        assert.strictEqual(yield* standing, "EXPIRED - - - -")
        assert.strictEqual(yield* sandbox.confirm("S1", "Agree"), "Expired")
        assert.strictEqual((yield* post("", creation)).body["state"], "EXPIRED")
        assert.strictEqual(yield* sandbox.confirm("S2", "Agree"), "Decided")
      })
    )
  )
})

describe("the page on which a user confirms", () => {
  /** Visits as a browser does, without a signature. */
  const visit = Effect.fnUntraced(function* (token: unknown, choice?: string) {
    const { confirmationPage } = yield* Sandbox
    const address = confirmationPage(String(token))
    const request =
      choice === undefined
        ? HttpClientRequest.get(address)
        : HttpClientRequest.post(address).pipe(HttpClientRequest.bodyUrlParams({ decision: choice }))
    const response = yield* HttpClient.execute(request)
    const [, title] = /<h1>([^<]*)/u.exec(yield* response.text) ?? []
    return [response.status, title]
  })

  it.effect("PS-CREATE-05 PS-STATE-05 tells by its status and its heading how it ended", () =>
    withSandbox(
      Effect.gen(function* () {
        const token = (yield* post("", creation)).body["package"]
        const other = (yield* post("", { ...creation, out_order_no: "S2" })).body["package"]
        assert.deepStrictEqual(yield* visit(token), [200, "确认支付分订单"])
        assert.deepStrictEqual(yield* visit(token, "perhaps"), [400, "没有收到选择"])
        assert.deepStrictEqual(yield* visit("x"), [404, "找不到这个订单"])
        assert.deepStrictEqual(yield* visit("x", "agree"), [404, "找不到这个订单"])
        assert.deepStrictEqual(yield* visit(token, "refuse"), [200, "没有确认订单"])
        assert.strictEqual(yield* standing, "CREATED - - - -")
        assert.deepStrictEqual(yield* visit(token, "agree"), [200, "订单已确认"])
        assert.strictEqual(yield* standing, "DOING USER_CONFIRM - - -")
        assert.deepStrictEqual(yield* visit(token), [200, "已处理过"])
        assert.deepStrictEqual(yield* visit(token, "agree"), [409, "已处理过"])
        yield* TestClock.adjust("30 days")
        assert.deepStrictEqual(yield* visit(other), [410, "订单已过期"])
        assert.deepStrictEqual(yield* visit(other, "agree"), [410, "订单已过期"])
        assert.deepStrictEqual(yield* visit(token), [200, "已处理过"])
      })
    )
  )
})
