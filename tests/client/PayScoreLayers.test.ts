/**
 * How a client of service orders is put together, and what it tells of its calls while they run.
 *
 * Method: a platform on a port of this machine answers as written down, signed with node:crypto; of a span, its name,
 * its attributes and its parent are looked at.
 */
import { assert, describe, it } from "@effect/vitest"
import { Access, CreditRepayment, type KeyError, PayScore, type TransportServices } from "@wxrepay/domain/client"
import { KeyRing, Signer } from "@wxrepay/domain/signing"
import { FetchTransport } from "@wxrepay/transport-fetch"
import type * as Config from "effect/Config"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import type * as Tracer from "effect/Tracer"
import { overheard } from "../support/overheard.ts"
import { calls, drafts, names, no, numbers, own, requestId, serve, told, yes } from "../support/payscorePlatform.ts"
import * as Platform from "../support/platform.ts"

describe("layers", () => {
  const environment = (baseUrl: string, changes: Record<string, string> = {}) =>
    ConfigProvider.layer(
      ConfigProvider.fromUnknown({
        WXREPAY_BASE_URL: baseUrl,
        WXREPAY_MCHID: "1900000001",
        WXREPAY_MERCHANT_SERIAL_NO: "5157F09EFDC096DE15EBE81A47057A7232F1B8E1",
        WXREPAY_MERCHANT_PRIVATE_KEY: Platform.merchant.privateKey,
        WXREPAY_PLATFORM_SERIAL: Platform.serial,
        WXREPAY_PLATFORM_PUBLIC_KEY: Platform.platform.publicKey,
        ...changes
      })
    )

  const made: Readonly<
    Record<string, (baseUrl: string) => Layer.Layer<PayScore, KeyError | Config.ConfigError, TransportServices>>
  > = {
    "of values": (baseUrl: string) => PayScore.layer(Platform.settings(baseUrl)),
    "of the environment": (baseUrl: string) => Layer.provide(PayScore.layerConfig, environment(baseUrl)),
    "of a signer and a ring of keys": (baseUrl: string) => {
      const settings = Platform.settings(baseUrl)
      return PayScore.layerFrom.pipe(
        Layer.provide(Access.layerFrom(settings)),
        Layer.provide([KeyRing.layer(settings), Signer.layer(settings)])
      )
    }
  }

  for (const [title, layer] of Object.entries(made)) {
    it.live(`a client ${title} signs what it asks and believes what is proven`, () =>
      Effect.gen(function* () {
        const { asked, baseUrl } = yield* serve([yes(told("Created")), yes(numbers)])
        yield* Effect.gen(function* () {
          const client = yield* PayScore
          assert.strictEqual((yield* client.find(drafts.find)).state, "Created")
          assert.strictEqual((yield* client.pay(drafts.pay))._tag, "Taken")
        }).pipe(Effect.provide(layer(baseUrl).pipe(Layer.provide(FetchTransport.layer))))
        assert.deepStrictEqual(
          asked.map(({ isSigned, method }) => [method, isSigned]),
          [
            ["GET", true],
            ["POST", true]
          ]
        )
      }).pipe(Effect.scoped)
    )
  }

  it.live("a variable that is wrong is named, and a key that is none is a KeyError", () =>
    Effect.gen(function* () {
      const wrong = environment("http://127.0.0.1:1", { WXREPAY_MCHID: "none" })
      const config = yield* Effect.flip(
        Effect.scoped(Layer.build(PayScore.layerConfig.pipe(Layer.provide([wrong, FetchTransport.layer]))))
      )
      assert.include(String(config), "WXREPAY_MCHID")
      const settings = { ...Platform.settings("http://127.0.0.1:1"), privateKey: Redacted.make("no key") }
      const key = yield* Effect.flip(
        Effect.scoped(Layer.build(PayScore.layer(settings).pipe(Layer.provide(FetchTransport.layer))))
      )
      assert.strictEqual(key._tag, "KeyError")
    })
  )

  it.live("it shares the access of a client for loan repayment", () =>
    Effect.gen(function* () {
      const { asked, baseUrl } = yield* serve([yes(told("Created")), yes(Platform.order())])
      const both = Layer.merge(PayScore.layerFrom, CreditRepayment.layerFrom).pipe(
        Layer.provide(Access.layer(Platform.settings(baseUrl))),
        Layer.provide(FetchTransport.layer)
      )
      yield* Effect.gen(function* () {
        yield* calls.find
        yield* (yield* CreditRepayment).findDeductOrder({ outTradeNo: "T1" })
      }).pipe(Effect.provide(both))
      assert.lengthOf(asked, 2)
    }).pipe(Effect.scoped)
  )
})

describe("spans", () => {
  const named = (spans: ReadonlyArray<Tracer.NativeSpan>, name: string) => {
    const found = spans.filter((span) => span.name === name)
    assert.lengthOf(found, 1, name)
    return found[0]
  }

  for (const name of names) {
    const pathOf = {
      create: "",
      find: "",
      directComplete: "/direct-complete",
      cancel: `/${own.outOrderNo}/cancel`,
      modify: `/${own.outOrderNo}/modify`,
      complete: `/${own.outOrderNo}/complete`,
      pay: `/${own.outOrderNo}/pay`,
      sync: `/${own.outOrderNo}/sync`
    }[name]

    it.live(`a call is told as PayScore.${name}, with the number of the order, and its attempt below it`, () =>
      Effect.gen(function* () {
        const { layer } = yield* serve([no(400, "PARAM_ERROR", 271316637)])
        const client = yield* Effect.provide(PayScore, layer)
        const { spans } = yield* overheard(Effect.provideService(calls[name], PayScore, client))
        const call = named(spans, `PayScore.${name}`)
        const attempt = named(spans, "SignedHttpClient.attempt")
        assert.deepStrictEqual(
          Object.fromEntries([...(call?.attributes ?? [])].filter(([key]) => key.startsWith("wxrepay."))),
          {
            "wxrepay.out_order_no": own.outOrderNo,
            ...(name === "find" ? {} : { "wxrepay.outcome": "refused" })
          }
        )
        assert.strictEqual(attempt?.kind, "client")
        assert.strictEqual(Option.getOrUndefined(attempt?.parent ?? Option.none())?.spanId, call?.spanId)
        assert.deepInclude(Object.fromEntries(attempt?.attributes ?? []), {
          "http.request.method": name === "find" ? "GET" : "POST",
          "url.path": `/v3/payscore/serviceorder${pathOf}`,
          "http.response.status_code": 400,
          "wxrepay.request_id": requestId(271316637)
        })
      }).pipe(Effect.scoped)
    )
  }

  it.live("a call that is refused here has a span, and no attempt", () =>
    Effect.gen(function* () {
      const { layer } = yield* serve([])
      const client = yield* Effect.provide(PayScore, layer)
      const { spans } = yield* overheard(client.pay({ ...drafts.pay, outOrderNo: "A/1" }))
      assert.deepStrictEqual(
        spans.map(({ name }) => name),
        ["PayScore.pay"]
      )
    }).pipe(Effect.scoped)
  )
})
