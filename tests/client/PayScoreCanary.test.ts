/**
 * Nobody who pays with PayScore and no key shows, wherever one looks: in logs at their loudest, in spans, in errors, in
 * `inspect`, in JSON.
 *
 * Method: who the user is, what they bought, where and why, and every key is a canary, in what is sent and in what is
 * answered. Every call succeeds and fails in every way while a tracer and a logger write down everything; then each
 * canary is searched in it. The number of the order is no secret: it is how a failure is looked for.
 */
import { assert, describe, it } from "@effect/vitest"
import { type Notification, Timestamp } from "@wxrepay/domain"
import { AttemptStore, collect, PayScore } from "@wxrepay/domain/client"
import { ServiceOrders } from "@wxrepay/domain/testing"
import { FetchTransport } from "@wxrepay/transport-fetch"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import { assertSilent, overheard, shown } from "../support/overheard.ts"
import {
  type Answer,
  drafts,
  type Failure,
  names,
  no,
  own,
  serve,
  told,
  unproven,
  yes
} from "../support/payscorePlatform.ts"
import * as Platform from "../support/platform.ts"

const marker = "canary"

const lines = {
  postPayments: [{ name: "canary-bought", amount: 40_000, description: "canary-what", count: 1 }],
  postDiscounts: [{ name: "canary-coupon", amount: 100, description: "canary-off" }]
}
const times = { ...drafts.create.timeRange, startTimeRemark: "canary-from", endTimeRemark: "canary-to" }
const place = { startLocation: "canary-home", endLocation: "canary-work" }
const device = { startDeviceId: "canary-device", endDeviceId: "canary-device", materielNo: "canary-13800138000" }
const note = { attach: "canary-attach", openid: "canary-openid", notifyUrl: "https://api.test.com/canary-path" }

/** Every call with canaries in all that may hold one. */
const calls: Readonly<
  Record<(typeof names)[number], (client: PayScore["Service"]) => Effect.Effect<unknown, Failure>>
> = {
  create: (client) =>
    client.create({
      ...drafts.create,
      ...lines,
      ...note,
      timeRange: times,
      location: place,
      device,
      serviceIntroduction: "canary-service",
      riskFund: { ...drafts.create.riskFund, description: "canary-risk" }
    }),
  find: (client) => client.find({ ...own, outOrderNo: undefined, queryId: "canary-query" }),
  cancel: (client) => client.cancel({ ...own, reason: "canary-reason" }),
  modify: (client) => client.modify({ ...drafts.modify, ...lines, device, reason: "canary-reason" }),
  complete: (client) =>
    client.complete({
      ...drafts.complete,
      ...lines,
      timeRange: times,
      location: { endLocation: "canary-work" },
      device,
      goodsTag: "canary-tag"
    }),
  pay: (client) => client.pay(own),
  sync: (client) => client.sync(drafts.sync),
  directComplete: (client) =>
    client.directComplete({
      ...drafts.directComplete,
      ...lines,
      ...note,
      timeRange: times,
      location: place,
      serviceIntroduction: "canary-service"
    })
}

/** An order that tells all of it back. */
const toldBack = (changes: Record<string, unknown> = {}) =>
  told("InService", {
    attach: "canary-attach",
    openid: "canary-openid",
    package: "canary-package",
    service_introduction: "canary-service",
    post_payments: [{ name: "canary-bought", amount: 1, description: "canary-what" }],
    collection: { state: "USER_PAYING", details: [{ transaction_id: "canary-4200000001", brand_new: "canary-new" }] },
    brand_new: { phone: "canary-13800138000" },
    ...changes
  })

/** Pieces of the key that would betray it. */
const keys = Platform.merchant.privateKey.split("\n").filter((line) => line.length >= 16 && !line.startsWith("-----"))

const signatureOf = ({ headers }: Platform.Seen): string =>
  /signature="([^"]+)"/u.exec(headers.authorization ?? "")?.[1] ?? "no signature"

describe("nobody shows", () => {
  const answers: ReadonlyArray<readonly [title: string, answer: Answer, says: string, isDoubtful?: boolean]> = [
    ["a call that succeeds", yes(toldBack()), "done"],
    ["a call that is refused", no(400, "PARAM_ERROR", 271316637), "PARAM_ERROR"],
    ["a call that fails", unproven(500), "Unsigned", true],
    ["an answer that nobody proves", unproven(200, toldBack()), "Unverified", true],
    [
      "an answer with what cannot be read",
      yes(toldBack({ out_order_no: { canary: "canary-number" } })),
      "Unreadable",
      true
    ],
    [
      "an answer with an amount that is none",
      yes(toldBack({ out_order_no: 7, total_amount: "canary-1" })),
      "Unreadable",
      true
    ],
    ["an answer that is no JSON", yes("canary-openid"), "Unreadable", true],
    ["a call that nobody answers", "Breaks", "Unanswered", true]
  ]
  for (const name of names) {
    for (const [title, answer, says, isDoubtful = false] of answers) {
      it.live(`in ${title}: ${name}`, () =>
        Effect.gen(function* () {
          const { layer, seen } = yield* serve([answer])
          const { spans, text } = yield* overheard(Effect.provide(Effect.flatMap(PayScore, calls[name]), layer))
          assert.include(text, says)
          if (isDoubtful && name !== "find") assert.include(text, "OutcomeUnknown")
          assert.lengthOf(seen, 1)
          const [request] = seen
          if (request === undefined) return assert.fail("nothing was sent")
          if (name !== "pay" && name !== "sync")
            assert.include(`${request.target} ${request.body.toString("utf8")}`, marker)
          assertSilent(text, [marker, ...keys, signatureOf(request), "WECHATPAY2"])
          assert.includeMembers(
            spans.map((span) => span.name),
            [`PayScore.${name}`, "SignedHttpClient.attempt", "Signer.sign"]
          )
        }).pipe(Effect.scoped)
      )
    }
  }

  it.live("in an order that did not begin", () =>
    Effect.gen(function* () {
      const { layer } = yield* serve([yes(toldBack({ state: "CREATED", state_description: null, collection: null }))])
      const { text } = yield* overheard(Effect.provide(Effect.flatMap(PayScore, calls.create), layer))
      assert.include(text, "NotBegun")
      assertSilent(text, [marker, ...keys])
    }).pipe(Effect.scoped)
  )

  it.effect("in calls that break a rule, but for the member that breaks it", () =>
    Effect.gen(function* () {
      const client = yield* PayScore
      const refused = [
        calls.create({ ...client, create: (draft) => client.create({ ...draft, outOrderNo: "A/1" }) }),
        calls.modify({ ...client, modify: (draft) => client.modify({ ...draft, totalAmount: 1 }) }),
        calls.complete({ ...client, complete: (draft) => client.complete({ ...draft, totalAmount: 1 }) }),
        calls.directComplete({
          ...client,
          directComplete: (draft) => client.directComplete({ ...draft, totalAmount: 1 })
        }),
        calls.find({ ...client, find: (key) => client.find({ ...key, outOrderNo: own.outOrderNo }) })
      ]
      for (const call of refused) {
        const { exit, text } = yield* overheard(call)
        assert.isTrue(Exit.isFailure(exit))
        assertSilent(text, [marker, ...keys])
      }
    }).pipe(
      Effect.provide(
        PayScore.layer(Platform.settings("https://api.mch.weixin.qq.com")).pipe(Layer.provide(FetchTransport.layer))
      )
    )
  )

  it.live("in a collection, whatever it tells", () =>
    Effect.gen(function* () {
      const awaiting = toldBack({ state_description: "MCH_COMPLETE" })
      const heard: Notification.Notification = {
        _tag: "ServiceOrderPaid",
        id: "EV-1",
        createTime: Timestamp.make("2025-12-02T13:29:35+08:00"),
        summary: "用户已支付",
        order: ServiceOrders.orderOf({ state: "Done", collection: { state: "UserPaid" }, openid: "canary-openid" })
      }
      for (const [pay, ...after] of [
        [unproven(500)],
        [no(403, "TRADE_ERROR", 271316574), yes(awaiting)],
        [no(403, "TRADE_ERROR", 271316574), yes(toldBack({ state: { canary: "canary-state" } }))],
        [no(400, "PARAM_ERROR", 271302149)]
      ] satisfies ReadonlyArray<readonly [Answer, ...ReadonlyArray<Answer>]>) {
        const { layer } = yield* serve([yes(awaiting), pay, ...after])
        const { spans, text } = yield* overheard(
          collect({ ...own, notifications: after.length === 0 ? Stream.make(heard) : Stream.never }).pipe(
            Effect.provide([layer, Layer.fresh(AttemptStore.layerMemory)])
          )
        )
        assert.includeMembers(
          spans.map(({ name }) => name),
          ["collect", "PayScore.find", "PayScore.pay"]
        )
        assertSilent(text, [marker, ...keys])
      }
    }).pipe(Effect.scoped)
  )

  it.effect("in the service itself", () =>
    Effect.gen(function* () {
      assertSilent(shown(yield* PayScore), keys)
    }).pipe(
      Effect.provide(
        PayScore.layer(Platform.settings("https://api.mch.weixin.qq.com")).pipe(Layer.provide(FetchTransport.layer))
      )
    )
  )
})
