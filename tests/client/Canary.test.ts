/**
 * No key shows, wherever one looks: in logs at their loudest, in spans, in errors, in `inspect`, in JSON.
 *
 * Method: every key is a canary. Calls of every kind succeed and fail while a tracer and a logger write down
 * everything; then each canary is searched in all that was written and in every value at hand. Of a span, what an
 * exporter sends on is looked at: its name, its attributes, its events, and its failure.
 */
import { assert, describe, it } from "@effect/vitest"
import { CreditRepayment, type AccessSettings, Inbox, Transport } from "@wxrepay/domain/client"
import { Keys, Sealer, Signer, Verifier } from "@wxrepay/domain/signing"
import { environment, Sandbox } from "@wxrepay/sandbox"
import { FetchTransport } from "@wxrepay/transport-fetch"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Platform from "../support/platform.ts"
import * as Lender from "../support/lender.ts"
import { assertSilent, overheard, shown } from "../support/overheard.ts"

/** Pieces of a key that would betray it, whatever whitespace they were shown with. */
const piecesOf = (secret: string): ReadonlyArray<string> =>
  secret.split("\n").filter((line) => line.length >= 16 && !line.startsWith("-----"))

const apiV3Key = "canary-of-the-apiv3-key-32-bytes"

const secrets = [...piecesOf(Platform.merchant.privateKey), apiV3Key]

const settings = (baseUrl: string): AccessSettings & { readonly apiV3Key: Redacted.Redacted } => ({
  ...Platform.settings(baseUrl),
  apiV3Key: Redacted.make(apiV3Key)
})

describe("no key shows", () => {
  const answers: ReadonlyArray<readonly [string, number, unknown]> = [
    ["a call that succeeds", 200, Platform.order()],
    ["a call that is refused", 400, { code: "PARAM_ERROR", message: "no" }],
    ["a call that fails", 500, "<html>"],
    ["an answer that cannot be read", 200, {}]
  ]
  for (const [title, status, body] of answers) {
    it.live(`in ${title}`, () =>
      Effect.gen(function* () {
        const { baseUrl, seen } = yield* Platform.listen((_, response) => Platform.answer(response, status, body))
        const { spans, text } = yield* overheard(
          Effect.flatMap(CreditRepayment, (client) => client.charge(Platform.charge)).pipe(
            Effect.provide(CreditRepayment.layer(settings(baseUrl)).pipe(Layer.provide(FetchTransport.layer)))
          )
        )
        const signature = /signature="([^"]+)"/.exec(seen[0]?.headers.authorization ?? "")?.[1]
        assertSilent(text, [...secrets, signature ?? "no signature"])
        assert.includeMembers(
          spans.map(({ name }) => name),
          ["CreditRepayment.charge", "SignedHttpClient.attempt", "Signer.sign"]
        )
      }).pipe(Effect.scoped)
    )
  }

  for (const [title, tags] of [
    ["a call that nobody answers", ["OutcomeUnknown", "Unanswered"]],
    ["a call that reaches nobody", ["NotSent"]]
  ] as const) {
    it.live(`in ${title}`, () =>
      Effect.gen(function* () {
        const { baseUrl, close } = yield* Platform.listen((_, __, request) => request.socket.destroy())
        if (title === "a call that reaches nobody") close()
        const { text } = yield* overheard(
          Effect.flatMap(CreditRepayment, (client) => client.charge(Platform.charge)).pipe(
            Effect.provide(CreditRepayment.layer(settings(baseUrl)).pipe(Layer.provide(FetchTransport.layer)))
          )
        )
        for (const tag of tags) assert.include(text, tag)
        assertSilent(text, [...secrets, "WECHATPAY2"])
      }).pipe(Effect.scoped)
    )
  }

  it.live("in what the borrower is called, when a charge fails for another reason", () =>
    Effect.gen(function* () {
      const { baseUrl } = yield* Platform.listen((_, response) =>
        Platform.answer(
          response,
          200,
          Platform.order({ openid: "canary-openid", attach: "canary-attach", deduct_amount: "x" })
        )
      )
      const { text } = yield* overheard(
        Effect.flatMap(CreditRepayment, (client) =>
          client.charge({ ...Platform.charge, attach: "canary-attach", description: "canary-description" })
        ).pipe(Effect.provide(CreditRepayment.layer(settings(baseUrl)).pipe(Layer.provide(FetchTransport.layer))))
      )
      for (const tag of ["OutcomeUnknown", "Unreadable"]) assert.include(text, tag)
      assertSilent(text, ["canary-openid", "canary-attach", "canary-description"])
    }).pipe(Effect.scoped)
  )

  it.live("in a notification that is refused", () =>
    Effect.gen(function* () {
      const body = JSON.stringify({ canary: "canary-body" })
      const { text } = yield* overheard(
        Effect.flatMap(Inbox, (inbox) =>
          inbox.open({ headers: Platform.proof(body), body: new TextEncoder().encode(body) })
        ).pipe(
          Effect.provide(
            Inbox.layer(settings("https://api.mch.weixin.qq.com")).pipe(Layer.provide(Transport.layerCrypto))
          )
        )
      )
      assert.include(text, "NotEnvelope")
      assertSilent(text, [...secrets, "canary-body"])
    })
  )

  const broken: ReadonlyArray<readonly [string, string, string]> = [
    [
      "WXREPAY_MERCHANT_PRIVATE_KEY",
      "a private key without its frame",
      piecesOf(Platform.merchant.privateKey).join("")
    ],
    ["WXREPAY_MERCHANT_PRIVATE_KEY", "a private key cut short", Platform.merchant.privateKey.slice(0, 400)],
    ["WXREPAY_PLATFORM_PUBLIC_KEY", "the wrong key", Platform.merchant.privateKey],
    ["WXREPAY_APIV3_KEY", "an APIv3 key of 33 bytes", `${apiV3Key}!`]
  ]
  for (const [variable, title, value] of broken) {
    it.live(`in the configuration error of ${title}, which names ${variable}`, () =>
      Effect.gen(function* () {
        const { connection } = yield* Sandbox
        const variables = { ...environment(connection), [variable]: value }
        const { exit, text } = yield* overheard(
          Layer.build(Layer.merge(CreditRepayment.layerConfig, Inbox.layerConfig)).pipe(
            Effect.provide([FetchTransport.layer, ConfigProvider.layer(ConfigProvider.fromUnknown(variables))]),
            Effect.scoped
          )
        )
        assert.isTrue(Exit.isFailure(exit))
        assert.include(text, variable)
        assertSilent(text, [...piecesOf(value.replaceAll("\\n", "\n")), value])
      }).pipe(Effect.provide(Sandbox.layer()))
    )
  }

  it.effect("in the services, the settings and the sandbox themselves", () =>
    Effect.gen(function* () {
      const { connection } = yield* Sandbox
      const services = yield* Layer.build(
        Layer.mergeAll(
          CreditRepayment.layer(connection),
          Inbox.layer(connection),
          Signer.layer(connection),
          Verifier.layer(connection),
          Sealer.layer(connection)
        ).pipe(Layer.provide(Transport.layerCrypto))
      )
      const key = yield* Keys.privateKey(connection.privateKey)
      const text = [
        connection,
        key,
        services,
        Context.get(services, Signer),
        Context.get(services, Sealer),
        yield* Sandbox
      ]
        .map(shown)
        .join("\n")
      assertSilent(text, [...piecesOf(Redacted.value(connection.privateKey)), Redacted.value(connection.apiV3Key)])
    }).pipe(Effect.provide(Sandbox.layer()))
  )

  it.effect("in a booking that breaks every rule", () =>
    Effect.gen(function* () {
      const { connection } = yield* Sandbox
      const draft = yield* Lender.booking()
      const { text } = yield* overheard(
        Effect.flatMap(CreditRepayment, (client) => client.book({ ...draft, scheduleItems: [] })).pipe(
          Effect.provide(CreditRepayment.layer(connection).pipe(Layer.provide(Transport.layerCrypto)))
        )
      )
      assert.include(text, "CR-SCHED-01")
      assertSilent(text, [draft.openid, ...piecesOf(Redacted.value(connection.privateKey))])
    }).pipe(Effect.provide(Sandbox.layer()))
  )
})
