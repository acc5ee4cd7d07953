/**
 * PS-CREATE, PS-QUERY, PS-PAY, PS-ERR: the published answers about service orders, and the refusals.
 *
 * Method: answers are read through the contract itself, endpoint by endpoint, as a client reads them; each is also given
 * to an endpoint that does not answer so.
 */
import { assert, describe, it } from "@effect/vitest"
import { Api, ErrorAnswer, ServiceOrders } from "@wxrepay/domain/api"
import * as Effect from "effect/Effect"
import * as HttpApiClient from "effect/http-api/HttpApiClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Schema from "effect/Schema"
import {
  errors,
  orderCancel,
  orderComplete,
  orderCreate,
  orderDirectComplete,
  orderFind,
  orderModify,
  orderPay,
  orderPayDeclined,
  orderPayRunning,
  orderSync
} from "../fixtures/published.ts"

/** An answer of a status, with a body or without. */
const answered = (body: unknown, status = 200): HttpClientResponse.HttpClientResponse =>
  HttpClientResponse.fromWeb(
    HttpClientRequest.get("https://api.mch.weixin.qq.com/"),
    body === undefined ? new Response(null, { status }) : Response.json(body, { status })
  )

const of = "serviceOrders"
const numbers = {
  outOrderNo: "2304203423948239423",
  appid: "wxd678efh567hg6787",
  mchid: "1230000109",
  serviceId: "500001",
  orderId: "15646546545165651651"
}

describe("the published answers through the contract", () => {
  it.effect("PS-CREATE-05 a creation answers the order with its package, and a question the order alone", () =>
    Effect.gen(function* () {
      const create = HttpApiClient.decodeResponse(Api, { group: of, endpoint: "create" })
      const find = HttpApiClient.decodeResponse(Api, { group: of, endpoint: "find" })
      assert.strictEqual((yield* create(answered(orderCreate.response))).package, orderCreate.response.package)
      assert.deepStrictEqual<unknown>((yield* find(answered(orderCreate.response))).unknownMembers, {
        package: orderCreate.response.package
      })
    })
  )

  for (const [endpoint, { response }] of [
    ["find", orderFind],
    ["modify", orderModify],
    ["complete", orderComplete],
    ["sync", orderSync],
    ["directComplete", orderDirectComplete]
  ] as const) {
    it.effect(`PS-QUERY-03 PS-DIRECT-01 a ${endpoint} answers the whole order, and nothing less`, () =>
      Effect.gen(function* () {
        const decode = HttpApiClient.decodeResponse(Api, { group: of, endpoint })
        const order = yield* Schema.decodeUnknownEffect(ServiceOrders.ServiceOrder)(response)
        assert.deepStrictEqual(yield* decode(answered(response)), order)
        assert.include(String(yield* Effect.flip(decode(answered(orderCancel.response)))), '["state"]')
      })
    )
  }

  it.effect("PS-ID-05 a cancellation answers the numbers of the order", () =>
    Effect.gen(function* () {
      const decode = HttpApiClient.decodeResponse(Api, { group: of, endpoint: "cancel" })
      assert.deepStrictEqual<unknown>(yield* decode(answered(orderCancel.response)), numbers)
      assert.include(String(yield* Effect.flip(decode(answered(orderPayRunning.response)))), '["out_order_no"]')
    })
  )

  it.effect("PS-PAY-04 PS-PAY-06 PS-PAY-08 a charge answers numbers, or that one is running, or nothing at all", () =>
    Effect.gen(function* () {
      const decode = HttpApiClient.decodeResponse(Api, { group: of, endpoint: "pay" })
      assert.deepStrictEqual<unknown>(yield* decode(answered(orderPay.response)), numbers)
      assert.deepStrictEqual<unknown>(yield* decode(answered(orderPayRunning.response)), { tradeState: "UserPaying" })
      assert.isUndefined(yield* decode(answered(undefined, 204)))
      const both = { ...orderPay.response, ...orderPayRunning.response }
      assert.deepStrictEqual<unknown>(yield* decode(answered(both)), {
        tradeState: "UserPaying",
        unknownMembers: orderPay.response
      })
      assert.isDefined(yield* Effect.flip(decode(answered({}))))
    })
  )

  it.effect("PS-PAY-05 PS-ERR-01 a failed charge is a refusal of 403 with the platform's own words", () =>
    Effect.gen(function* () {
      const decode = HttpApiClient.decodeResponse(Api, { group: of, endpoint: "pay" })
      const error = yield* Effect.flip(decode(answered(orderPayDeclined.response, orderPayDeclined.responseStatus)))
      if (!(error instanceof ErrorAnswer.ErrorAnswer)) return assert.fail(String(error))
      assert.deepStrictEqual([error.status, error.code, error.message], [403, "TRADE_ERROR", "扣款失败"])
    })
  )

  for (const [code, message] of [
    ["PARAM_ERROR", "当前订单状态不满足撤销条件"],
    ["PARAM_ERROR", "单据正在扣款中，请稍后再试"],
    ["INVALID_REQUEST", "订单重入参数校验失败"],
    ["ORDER_DONE", ""]
  ] as const) {
    it.effect(
      `PS-ERR-02 PS-ERR-03 PS-CANCEL-02 a ${code} that says ${JSON.stringify(message)} keeps every word of it`,
      () =>
        Effect.gen(function* () {
          for (const endpoint of ["create", "cancel", "complete", "pay", "sync"] as const) {
            const decode = HttpApiClient.decodeResponse(Api, { group: of, endpoint })
            const error: unknown = yield* Effect.flip(decode(answered({ code, message }, 400)))
            if (!(error instanceof ErrorAnswer.ErrorAnswer)) return assert.fail(String(error))
            assert.deepStrictEqual([error.status, error.code, error.message], [400, code, message])
          }
        })
    )
  }

  it("PS-ERR-01 PS-ID-07 PS-PAY-09 the documented codes of service orders are those that the types name", () => {
    const named = new Set<string>(ErrorAnswer.Code.members[0].literals)
    const codes = errors
      .filter(({ code, endpoints, kind }) => kind === "code" && code !== null && endpoints.join().includes("payscore"))
      .map(({ code, httpStatus }) => `${httpStatus} ${code}`)
    assert.deepStrictEqual(codes.toSorted(), [
      "400 INVALID_ORDER_STATE",
      "400 ORDER_CANCELED",
      "400 ORDER_DONE",
      "403 TRADE_ERROR",
      "404 ORDER_NOT_EXIST",
      "429 FREQUENCY_LIMITED"
    ])
    for (const code of codes) assert.isTrue(named.has(code.slice(4)), code)
  })
})
