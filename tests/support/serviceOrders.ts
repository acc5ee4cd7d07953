/**
 * Service orders in the sandbox, as raw JSON: every call is signed, and its answer is taken whole, with its status and the
 * number at the end of its Request-ID.
 */
import { assert } from "@effect/vitest"
import { Fen, Ids, ServiceOrderStage as Stage } from "@wxrepay/domain"
import { PayScore, RetryPolicy, SignedHttpClient, Transport } from "@wxrepay/domain/client"
import { Signer, Verifier } from "@wxrepay/domain/signing"
import { Sandbox, type SandboxOptions, type Service } from "@wxrepay/sandbox"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import { TestClock } from "effect/testing"
import * as Dice from "../faults/dice.ts"
import * as SyncCrypto from "../faults/syncCrypto.ts"
import * as Lender from "./lender.ts"

/** A body, as it travels. */
export type Json = Readonly<Record<string, unknown>>

/** The account's service, of an account that may leave confirmation out. */
export const service: Service = {
  serviceId: Ids.ServiceId.make("2002000000000558128851361561536"),
  limit: Fen.make(500_000),
  mayOmitConfirmation: true
}

/** A sandbox whose charges take a second, and its merchant. */
export const layer = (options: SandboxOptions = {}) =>
  Layer.unwrap(
    Effect.map(Sandbox, ({ connection }) =>
      Layer.merge(
        PayScore.layer(connection),
        SignedHttpClient.layerFrom().pipe(Layer.provide([Signer.layer(connection), Verifier.layer(connection)]))
      )
    )
  ).pipe(
    Layer.provide(options.crypto ?? Transport.layerCrypto),
    Layer.provideMerge(
      Sandbox.layer({
        fetch: () => Promise.resolve(new Response(null, { status: 204 })),
        pace: "1 second",
        ...options,
        account: { service, ...options.account }
      })
    ),
    Layer.provideMerge(RetryPolicy.layer(RetryPolicy.never))
  )

/** The same from noon on, where signing and verifying cost next to nothing, so that properties may go over it. */
export const layerQuick = (options: SandboxOptions = {}) =>
  Layer.suspend(() => layer({ ...options, crypto: SyncCrypto.layer(Dice.make(1)) })).pipe(
    Layer.provide(Layer.effectDiscard(TestClock.setTime(Lender.noon)))
  )

/** A sandbox at noon, for one program. */
export const withSandbox = <A, E>(
  program: Effect.Effect<A, E, HttpClient.HttpClient | PayScore | Sandbox | SignedHttpClient>,
  options: SandboxOptions = {}
) => Effect.andThen(TestClock.setTime(Lender.noon), program).pipe(Effect.provide(layer(options)))

/** Signs and sends, and answers the status, the number at the end of the Request-ID and the body. */
export const send = Effect.fnUntraced(function* (request: HttpClientRequest.HttpClientRequest) {
  const http = yield* SignedHttpClient
  const result = yield* Effect.result(http.execute(request))
  if (Result.isSuccess(result)) {
    const text = yield* result.success.text
    const body: Json = text === "" ? {} : JSON.parse(text)
    return { status: result.success.status, number: numberOf(result.success.headers["request-id"]), body }
  }
  const { failure } = result
  if (failure._tag !== "Rejection") return yield* Effect.die(failure)
  assert.strictEqual(failure.authenticity, "Verified")
  const { code, detail, message, requestId, status } = failure
  const body: Json = { code, message, ...(detail === undefined ? {} : { detail }) }
  return { status, number: numberOf(requestId), body }
})

/** What a Request-ID ends in. */
export const numberOf = (requestId = ""): string => requestId.slice(requestId.lastIndexOf("-") + 1)

/** Where service orders are. */
export const root = "/v3/payscore/serviceorder"

/** Sends a call. */
export const post = (path: string, body: unknown) =>
  send(HttpClientRequest.post(`${root}${path}`).pipe(HttpClientRequest.bodyJsonUnsafe(body)))

/** The appid and the service of every order. */
export const own = { appid: "wxcbda96de0b165486", service_id: "2002000000000558128851361561536" }

/** Asks for an order. */
export const get = (query: Readonly<Record<string, string>>) =>
  send(HttpClientRequest.get(root).pipe(HttpClientRequest.setUrlParams({ ...own, ...query })))

/** An order, as it is told. */
export const findOf = (out_order_no: string) => Effect.map(get({ out_order_no }), ({ body }) => body)

/** The order, as it is told. */
export const find = findOf("S1")

/** The members that tell the stage of an order, and how its money stands. */
export const standingOf = (out_order_no: string) =>
  Effect.map(findOf(out_order_no), ({ collection, state, state_description }) => {
    const { paid_amount, paying_amount, state: paying } = Object(collection)
    return [state, state_description, paying, paid_amount, paying_amount].map((part) => part ?? "-").join(" ")
  })

/** The members that tell the stage, and how the money stands. */
export const standing = standingOf("S1")

/** An order that the user has to confirm. */
export const creation = {
  out_order_no: "S1",
  ...own,
  service_introduction: "智能回收柜租用",
  post_payments: [{ name: "租金", description: "每天 40 元" }],
  post_discounts: [{ name: "会员优惠", description: "会员立减" }],
  time_range: { start_time: "20251101080000", start_time_remark: "取货" },
  location: { start_location: "一号柜" },
  risk_fund: { name: "DEPOSIT", amount: 20_000, description: "押金" },
  attach: "期 3",
  notify_url: "https://lender.example/wechatpay/notify",
  device: { start_device_id: "HG1" }
}

/** The user. */
export const openid = "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"

/** What comes to 100 yuan. */
export const lines = {
  post_payments: [{ name: "租金", amount: 12_000, description: "3 天", count: 3 }],
  post_discounts: [{ name: "会员优惠", amount: 2_000, description: "会员立减" }],
  total_amount: 10_000
}

/** The end of the service. */
export const completion = {
  ...own,
  ...lines,
  time_range: { end_time: "20251105115900", end_time_remark: "还货" },
  location: { end_location: "二号柜" }
}

/** Less to be paid. */
export const lowering = {
  ...own,
  post_payments: [{ name: "租金", amount: 6_000 }],
  total_amount: 6_000,
  reason: "客诉"
}

/** Money collected elsewhere. */
export const reporting = { ...own, type: "Order_Paid", detail: { paid_time: "20251105113000" } }

/** What comes to nothing. */
export const free = {
  post_payments: [{ name: "租金", amount: 2_000 }],
  post_discounts: [{ name: "会员优惠", amount: 2_000 }],
  total_amount: 0
}

/** An order that the user need not confirm. */
export const unconfirmed = { ...creation, need_user_confirm: false, openid }

/** Brings an order into service. */
export const served = Effect.asVoid(post("", unconfirmed))

/** Brings an order to where payment is awaited. */
export const owed = Effect.andThen(served, Effect.asVoid(post("/S1/complete", completion)))

/** Brings an order to each stage, from nothing. */
export const stages: Readonly<
  Record<Exclude<Stage.Stage, "Unclear">, Effect.Effect<unknown, unknown, SignedHttpClient>>
> = {
  Created: post("", creation),
  InService: served,
  AwaitingPayment: owed,
  Paid: Effect.andThen(owed, post("/S1/sync", reporting)),
  Finished: Effect.andThen(served, post("/S1/complete", { ...completion, ...free })),
  Revoked: Effect.andThen(post("", creation), post("/S1/cancel", { ...own, reason: "不用了" })),
  Expired: Effect.andThen(post("", creation), TestClock.adjust("30 days"))
}

/** An order created and completed at once. */
export const direct = {
  out_order_no: "S1",
  ...own,
  ...lines,
  time_range: { start_time: "20251105080000", end_time: "20251105115900" },
  service_introduction: "智能回收柜租用",
  notify_url: "https://lender.example/wechatpay/notify",
  openid
}

/** Lets time pass in steps of a second, so that every charge that is due settles. */
export const seconds = (count: number) =>
  Effect.forEach(Array.from({ length: count }), () => TestClock.adjust("1 second"), { discard: true })

/** What an order is told with that nobody has paid for yet. */
export const told = {
  ...own,
  out_order_no: "S1",
  mchid: "1900000001",
  service_introduction: "智能回收柜租用",
  risk_fund: { name: "DEPOSIT", amount: 20_000, description: "押金" }
}

/** What an order was created with. */
export const askedFor = {
  post_payments: creation.post_payments,
  post_discounts: creation.post_discounts,
  time_range: creation.time_range,
  location: creation.location,
  attach: "期 3",
  notify_url: "https://lender.example/wechatpay/notify"
}
