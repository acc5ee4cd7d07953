/**
 * The inbox: raw callback in, verified and opened notification out, whatever server it came through.
 *
 * Method: notifications are signed with node:crypto and sealed with node:crypto, which share no code with the
 * library, and posted over real sockets where a server is involved.
 */
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import { assert, describe, it } from "@effect/vitest"
import { Notifications } from "@wxrepay/domain/api"
import { Inbox, Transport } from "@wxrepay/domain/client"
import * as Effect from "effect/Effect"
import * as HttpApi from "effect/http-api/HttpApi"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServer from "effect/http/HttpServer"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Ref from "effect/Ref"
import { createCipheriv, randomBytes } from "node:crypto"
import { createServer } from "node:http"
import * as Platform from "../support/platform.ts"

const apiV3Key = "0123456789abcdefghijklmnopqrstuv"

const layer = Inbox.layer({
  ...Platform.settings("https://api.mch.weixin.qq.com"),
  apiV3Key: Redacted.make(apiV3Key)
}).pipe(Layer.provide(Transport.layerCrypto))

/** Seals an event as the platform does, by other means than ours. */
const envelope = (event: unknown, changes: { readonly eventType?: string; readonly key?: string } = {}): string => {
  const nonce = randomBytes(6).toString("hex")
  const cipher = createCipheriv("aes-256-gcm", changes.key ?? apiV3Key, nonce)
  const sealed = Buffer.concat([cipher.update(JSON.stringify(event)), cipher.final(), cipher.getAuthTag()])
  return JSON.stringify({
    id: "EV-2018022511223320875",
    create_time: "2025-12-04T14:52:35+08:00",
    resource_type: "encrypt-resource",
    event_type: changes.eventType ?? "CREDIT_REPAYMENT.DEDUCTION_PAY",
    summary: "信贷还款还款成功",
    resource: {
      original_type: "payscore",
      algorithm: "AEAD_AES_256_GCM",
      ciphertext: sealed.toString("base64"),
      associated_data: "",
      nonce
    }
  })
}

const paid = {
  ...Platform.order({ order_state: "DEDUCT_ORDER_STATE_PAY_SUCCESS", pay_success_amount: "10000" }),
  sp_mchid: "1900000001",
  sub_mchid: "1900000109"
}

const bytes = (text: string) => new TextEncoder().encode(text)

const request = (body: string, headers: Record<string, string> = Platform.proof(body)) =>
  new Request("https://lender.example/wechatpay", { method: "POST", headers, body })

const post = (url: string, body: string, headers: Record<string, string> = Platform.proof(body)) =>
  Effect.promise(async () => {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body
    })
    return { status: response.status, body: await response.text() }
  })

describe("what is opened", () => {
  it.live("CR-HOOK-05 CR-HOOK-06 CR-HOOK-11 a payment is opened from headers and bytes", () =>
    Effect.gen(function* () {
      const body = envelope(paid)
      const opened = yield* (yield* Inbox).open({ headers: Platform.proof(body), body: bytes(body) })
      if (opened._tag !== "DeductionPaid") return assert.fail(opened._tag)
      assert.deepStrictEqual(
        [
          opened.id,
          opened.createTime,
          opened.spMchid,
          opened.subMchid,
          opened.order.orderState,
          opened.order.paySuccessAmount
        ],
        ["EV-2018022511223320875", "2025-12-04T14:52:35+08:00", "1900000001", "1900000109", "Paid", 10_000]
      )
    }).pipe(Effect.provide(layer))
  )

  it.live("V3-HOOK-10 a verified event that is not known is kept whole", () =>
    Effect.gen(function* () {
      const opened = yield* (yield* Inbox).openRequest(request(envelope({ a: [1, null] }, { eventType: "BRAND.NEW" })))
      assert.deepInclude(opened, { _tag: "UnknownNotification", eventType: "BRAND.NEW", resource: { a: [1, null] } })
    }).pipe(Effect.provide(layer))
  )

  it.live("V3-HOOK-01 nothing is opened that is not verified first", () =>
    Effect.gen(function* () {
      const body = "not even JSON"
      const error = yield* Effect.flip((yield* Inbox).openRequest(request(body, Platform.proof("other"))))
      assert.strictEqual(error._tag, "VerificationError")
    }).pipe(Effect.provide(layer))
  )

  const unreadable: ReadonlyArray<readonly [string, string, string]> = [
    ["a body that is not an envelope", "{}", "NotEnvelope"],
    ["a body that is not JSON", "x", "NotEnvelope"],
    ["a payment without its order", envelope({ sp_mchid: "1" }), "NotEvent"]
  ]
  for (const [title, body, problem] of unreadable) {
    it.live(`${title} is a typed error that shows nothing of it`, () =>
      Effect.gen(function* () {
        const error = yield* Effect.flip((yield* Inbox).openRequest(request(body)))
        if (error._tag !== "NotificationUnreadable") return assert.fail(error._tag)
        assert.strictEqual(error.problem, problem)
      }).pipe(Effect.provide(layer))
    )
  }

  it.live("V3-AEAD-03 an event sealed under another key is a typed error", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip((yield* Inbox).openRequest(request(envelope(paid, { key: "x".repeat(32) }))))
      if (error._tag !== "SealError") return assert.fail(error._tag)
      assert.strictEqual(error.problem, "NotAuthentic")
    }).pipe(Effect.provide(layer))
  )

  it.live("the headers of node:http are taken as they are, and one that came twice counts as missing", () =>
    Effect.gen(function* () {
      const body = envelope(paid)
      const proof = Platform.proof(body)
      const inbox = yield* Inbox
      const once = { ...proof, "set-cookie": ["a", "b"], "Wechatpay-Nonce": [proof["Wechatpay-Nonce"] ?? ""] }
      assert.strictEqual((yield* inbox.open({ headers: once, body: bytes(body) }))._tag, "DeductionPaid")
      const twice = { ...proof, "Wechatpay-Serial": [Platform.serial, Platform.serial] }
      const error = yield* Effect.flip(inbox.open({ headers: twice, body: bytes(body) }))
      assert.include(error.message, "Wechatpay-Serial is missing")
    }).pipe(Effect.provide(layer))
  )

  it.live("V3-VER-03 a web request whose body was parsed before is a typed error that says so", () =>
    Effect.gen(function* () {
      const parsed = request(envelope(paid))
      yield* Effect.promise(() => parsed.json())
      const error = yield* Effect.flip((yield* Inbox).openRequest(parsed))
      assert.include(error.message, "before any parser")
    }).pipe(Effect.provide(layer))
  )

  it("V3-VER-03 a parsed body does not compile", () => {
    const parsed: unknown = JSON.parse(envelope(paid))
    const attempt = Effect.flatMap(Inbox, (inbox) =>
      inbox.open({
        headers: {},
        // @ts-expect-error a body is bytes
        body: parsed
      })
    )
    assert.isTrue(Effect.isEffect(attempt))
  })
})

describe("what is answered", () => {
  const server = NodeHttpServer.layer(createServer, { host: "127.0.0.1", port: 0 })

  it.live(
    "V3-HOOK-04 V3-HOOK-08 V3-HOOK-09 a route acknowledges what was handled and has the rest delivered again",
    () =>
      Effect.gen(function* () {
        const handled = yield* Ref.make<ReadonlyArray<string>>([])
        const route = Inbox.route(
          "/wechatpay",
          Effect.fnUntraced(function* (notification) {
            if (notification._tag !== "DeductionPaid") return yield* Effect.fail("a secret of the handler")
            yield* Ref.update(handled, (earlier) => [...earlier, notification.order.outTradeNo])
          })
        )
        yield* Effect.gen(function* () {
          const url = yield* HttpServer.addressFormattedWith((address) => Effect.succeed(`${address}/wechatpay`))
          const good = envelope(paid)
          assert.deepStrictEqual(yield* post(url, good), { status: 204, body: "" })
          const forged = yield* post(url, good, Platform.proof(`${good} `))
          assert.strictEqual(forged.status, 401)
          assert.strictEqual(JSON.parse(forged.body).code, "FAIL")
          const probe = { ...Platform.proof(good), "Wechatpay-Signature": `WECHATPAY/SIGNTEST/${"A".repeat(325)}` }
          assert.strictEqual((yield* post(url, good, probe)).status, 401)
          const failed = yield* post(url, envelope({}, { eventType: "BRAND.NEW" }))
          assert.strictEqual(failed.status, 500)
          assert.notInclude(failed.body, "secret")
          assert.deepStrictEqual(yield* Ref.get(handled), ["T1"])
        }).pipe(
          Effect.provide(
            HttpRouter.serve(route, { disableListenLog: true, disableLogger: true }).pipe(
              Layer.provide(layer),
              Layer.provideMerge(server)
            )
          )
        )
      })
  )

  it.live("a raw handler of the lender's own HttpApi takes notifications in", () =>
    Effect.gen(function* () {
      const Lender = HttpApi.make("lender").add(Notifications.group("/hooks/wechatpay"))
      const handled = yield* Ref.make<ReadonlyArray<string>>([])
      const handlers = HttpApiBuilder.group(Lender, "wechatPayNotifications", (handlers) =>
        handlers.handleRaw("receive", () =>
          Effect.flatMap(Inbox, (inbox) => inbox.openServerRequest).pipe(
            Effect.flatMap(({ _tag }) => Ref.update(handled, (earlier) => [...earlier, _tag])),
            Effect.mapError((error) => Inbox.refusal(error).body)
          )
        )
      )
      yield* Effect.gen(function* () {
        const url = yield* HttpServer.addressFormattedWith((address) => Effect.succeed(`${address}/hooks/wechatpay`))
        const body = envelope(paid)
        assert.strictEqual((yield* post(url, body)).status, 204)
        assert.strictEqual((yield* post(url, body, Platform.proof("other"))).status, 500)
        assert.deepStrictEqual(yield* Ref.get(handled), ["DeductionPaid"])
      }).pipe(
        Effect.provide(
          HttpRouter.serve(HttpApiBuilder.layer(Lender).pipe(Layer.provide(handlers)), {
            disableListenLog: true,
            disableLogger: true
          }).pipe(Layer.provide(layer), Layer.provideMerge(server), Layer.provide(HttpServer.layerServices))
        )
      )
    })
  )
})
