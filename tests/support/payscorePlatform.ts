/**
 * A platform of service orders: it answers request after request as a test wrote it down, really signed, and keeps
 * what it was asked. It shares no code with the library. Beside it stand drafts that every rule lets through, as we hand
 * them in and as they travel, and a client without a platform, for virtual time.
 */
import { assert } from "@effect/vitest"
import {
  PaymentAttempt,
  type ServiceOrder,
  type ServiceOrderCall as Call,
  type ServiceOrderStage as Stage
} from "@wxrepay/domain"
import { type LookupError, type NotBegun, PayScore, RetryPolicy, type ServiceCallError } from "@wxrepay/domain/client"
import { ServiceOrders } from "@wxrepay/domain/testing"
import { FetchTransport } from "@wxrepay/transport-fetch"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as published from "../fixtures/published.ts"
import * as Platform from "./platform.ts"

/** The order that every call names. */
export const own = ServiceOrders.published

/** What the platform does with one request: `Breaks` breaks the connection. */
export type Answer =
  | "Breaks"
  | {
      readonly status: number
      readonly body: unknown
      /** The headers that prove the answer, unless others are given. */
      readonly headers?: Record<string, string>
      readonly requestId?: string
    }

/** Says yes. */
export const yes = (body: unknown, status = 200): Answer => ({ status, body })

/** Refuses, in the platform's words; a suffix is the number at the end of the Request-ID. */
export const no = (status: number, code: string, suffix = 0, message = "no"): Answer => ({
  status,
  body: { code, message },
  requestId: requestId(suffix)
})

/** The same, but nobody proves that the platform said so. */
export const unproven = (status: number, body: unknown = "<html>busy</html>", suffix = 0): Answer => ({
  status,
  body,
  headers: {},
  requestId: requestId(suffix)
})

/** Says something with the proof of another text. */
export const forged = (status: number, body: unknown): Answer => ({
  status,
  body,
  headers: Platform.proof("another text")
})

/** A Request-ID that ends in a number. Rule: V3-RID-01. */
export const requestId = (suffix: number | string): string => `08F78BB5AF0610D302-18-6D-${suffix}`

/** A request as it was understood. */
export interface Asked {
  readonly method: string
  readonly target: string
  /** The JSON that came; `undefined` when nothing did. */
  readonly body: unknown
  /** Whether the merchant signed exactly this. */
  readonly isSigned: boolean
}

/** Listens, answers as written down, and refuses what nobody wrote down; the layer is a client of it that repeats nothing. */
export const serve = Effect.fnUntraced(function* (answers: ReadonlyArray<Answer>) {
  const asked: Array<Asked> = []
  const { baseUrl, seen } = yield* Platform.listen((one, response, request) => {
    const answer = answers[asked.length] ?? no(405, "NOT_WRITTEN_DOWN")
    const text = one.body.toString("utf8")
    asked.push({
      method: one.method,
      target: one.target,
      body: text === "" ? undefined : JSON.parse(text),
      isSigned: Platform.isSigned(one)
    })
    if (answer === "Breaks") return void request.socket.destroy()
    const { body, headers, requestId: id = requestId(0), status } = answer
    const written = typeof body === "string" ? body : JSON.stringify(body)
    Platform.answer(response, status, written, { ...(headers ?? Platform.proof(written)), "Request-ID": id })
  })
  const settings = Platform.settings(baseUrl)
  const layer = PayScore.layer(settings).pipe(
    Layer.provide(FetchTransport.layer),
    Layer.orDie,
    Layer.merge(RetryPolicy.layer(RetryPolicy.never))
  )
  return { asked, baseUrl, layer, seen }
})

/** An order as the platform tells it where it stands, with members changed. */
export const told = (stage: keyof typeof triples, changes: Record<string, unknown> = {}) => ({
  ...numbers,
  service_introduction: "某某酒店",
  ...triples[stage],
  ...changes
})

/** The numbers of the order, as they travel. */
export const numbers = {
  out_order_no: ServiceOrders.published.outOrderNo,
  appid: ServiceOrders.published.appid,
  service_id: ServiceOrders.published.serviceId,
  mchid: "1230000109",
  order_id: "15646546545165651651"
}

const collected = { total_amount: 39_900, paying_amount: 0, paid_amount: 39_900 }

const triples = {
  Created: { state: "CREATED" },
  InService: { state: "DOING", state_description: "USER_CONFIRM" },
  AwaitingPayment: {
    state: "DOING",
    state_description: "MCH_COMPLETE",
    total_amount: 39_900,
    need_collection: true,
    collection: { ...collected, state: "USER_PAYING", paying_amount: 39_900, paid_amount: 0 }
  },
  Paid: {
    state: "DONE",
    total_amount: 39_900,
    need_collection: true,
    collection: { ...collected, state: "USER_PAID" }
  },
  Finished: { state: "DONE", total_amount: 0, need_collection: false },
  Revoked: { state: "REVOKED" },
  Expired: { state: "EXPIRED" }
} as const

const lines = {
  postPayments: [{ name: "就餐费用", amount: 40_000, description: "就餐人均100元", count: 4 }],
  postDiscounts: [{ name: "满20减1元", amount: 100, description: "不与其他优惠叠加", count: 2 }],
  totalAmount: 39_900
}

const times = {
  startTime: "20091225091010",
  endTime: "20091225121010",
  startTimeRemark: "备注1",
  endTimeRemark: "备注2"
}

const place = { startLocation: "嗨客时尚主题展餐厅", endLocation: "嗨客时尚主题展餐厅" }

const device = { startDeviceId: "HG123456", endDeviceId: "HG123456", materielNo: "example_materiel_no" }

const note = {
  attach: "Easdfowealsdkjfnlaksjdlfkwqoi&wl3l2sald",
  notifyUrl: "https://api.test.com",
  openid: "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"
}

/** The published calls, as they are handed in; what is owed is corrected to what the lines come to. Rule: PS-AMT-02. */
export const drafts = {
  create: {
    ...ServiceOrders.published,
    serviceIntroduction: "某某酒店",
    postPayments: lines.postPayments,
    postDiscounts: [{ name: "满20减1元", description: "不与其他优惠叠加", count: 2 }],
    timeRange: times,
    location: place,
    riskFund: { name: "Deposit", amount: 10_000, description: "就餐的预估费用" },
    ...note,
    needUserConfirm: false,
    device
  },
  find: ServiceOrders.published,
  cancel: { ...ServiceOrders.published, reason: "用户投诉" },
  modify: { ...ServiceOrders.published, ...lines, reason: "用户投诉", device },
  complete: {
    ...ServiceOrders.published,
    ...lines,
    timeRange: times,
    location: { endLocation: place.endLocation },
    profitSharing: false,
    goodsTag: "goods_tag",
    device
  },
  pay: ServiceOrders.published,
  sync: { ...ServiceOrders.published, paidTime: "20091225091210" },
  directComplete: {
    ...ServiceOrders.published,
    ...lines,
    timeRange: times,
    location: place,
    serviceIntroduction: "某某酒店",
    ...note
  }
} satisfies {
  readonly create: Call.CreationDraft
  readonly find: Call.Key
  readonly cancel: Call.CancellationDraft
  readonly modify: Call.ModificationDraft
  readonly complete: Call.CompletionDraft
  readonly pay: Call.PaymentDraft
  readonly sync: Call.PaidElsewhereDraft
  readonly directComplete: Call.DirectCompletionDraft
}

const which = { appid: ServiceOrders.published.appid, service_id: ServiceOrders.published.serviceId }

/** The same as they travel: what was published, under one number. */
export const wire = {
  create: { ...published.orderCreate.request, out_order_no: ServiceOrders.published.outOrderNo, ...which },
  cancel: { ...published.orderCancel.request, ...which },
  modify: { ...published.orderModify.request, ...which, total_amount: 39_900 },
  complete: { ...published.orderComplete.request, ...which, total_amount: 39_900 },
  pay: which,
  sync: { ...which, type: "Order_Paid", detail: { paid_time: "20091225091210" } },
  directComplete: {
    ...published.orderDirectComplete.request,
    ...which,
    post_payments: published.orderComplete.request.post_payments,
    time_range: published.orderComplete.request.time_range,
    total_amount: 39_900
  }
}

/** The names of all calls. */
export const names = ["create", "find", "cancel", "modify", "complete", "pay", "sync", "directComplete"] as const

/** How a call can fail, whichever it is. */
export type Failure = ServiceCallError | LookupError | NotBegun

/** Makes each call with its draft. */
export const calls: Readonly<Record<(typeof names)[number], Effect.Effect<unknown, Failure, PayScore>>> = {
  create: Effect.flatMap(PayScore, (client) => client.create(drafts.create)),
  find: Effect.flatMap(PayScore, (client) => client.find(drafts.find)),
  cancel: Effect.flatMap(PayScore, (client) => client.cancel(drafts.cancel)),
  modify: Effect.flatMap(PayScore, (client) => client.modify(drafts.modify)),
  complete: Effect.flatMap(PayScore, (client) => client.complete(drafts.complete)),
  pay: Effect.flatMap(PayScore, (client) => client.pay(drafts.pay)),
  sync: Effect.flatMap(PayScore, (client) => client.sync(drafts.sync)),
  directComplete: Effect.flatMap(PayScore, (client) => client.directComplete(drafts.directComplete))
}

/** An order as it is read where it stands, with facts besides. */
export const orderAt = (stage: Stage.Stage, facts?: object): ServiceOrder.ServiceOrder => {
  const [order] = ServiceOrders.ordersAt(stage, facts)
  return order ?? assert.fail(`no order is ${stage}`)
}

/** Makes one call, answered so, that fails: with what, and what was asked. */
export const failure = Effect.fnUntraced(function* (name: (typeof names)[number], answer: Answer) {
  const { asked, layer } = yield* serve([answer])
  const error = yield* Effect.flip(Effect.provide(calls[name], layer))
  return { asked, error }
}, Effect.scoped)

/** What a client without a platform answers: to each question, by its second and its turn, and to each attempt. */
export interface Script {
  readonly find: (second: number, turn: number) => Effect.Effect<ServiceOrder.ServiceOrder, LookupError>
  readonly pay?: Effect.Effect<PaymentAttempt.PaymentAttempt, ServiceCallError>
}

/** A client that answers by a script and signs nothing; it remembers what it was called for, and at which second. */
export const scripted = ({ find, pay = Effect.succeed(PaymentAttempt.Taken.make({})) }: Script) => {
  const called: Array<string> = []
  const given: Array<unknown> = []
  let turn = 0
  const noted = (name: string) =>
    Effect.map(DateTime.now, (now) => {
      const second = DateTime.toEpochMillis(now) / 1000
      called.push(`${name} ${second}`)
      return second
    })
  const unused = () => Effect.die("not called here")
  const layer = Layer.succeed(PayScore, {
    create: unused,
    cancel: unused,
    modify: unused,
    complete: unused,
    sync: unused,
    directComplete: unused,
    settle: unused,
    unsettled: Effect.die("not called here"),
    find: (key) =>
      Effect.flatMap(noted("find"), (second) => {
        given.push(key)
        return find(second, turn++)
      }),
    pay: (draft, known) =>
      Effect.flatMap(noted("pay"), () => {
        given.push([draft, known])
        return pay
      })
  })
  return { called, given, layer }
}
