/**
 * No key shows, wherever one looks: in logs at their loudest, in spans, in errors, in `inspect`, in JSON.
 *
 * Method: every key is a canary. Calls of every kind succeed and fail while a tracer and a logger write down
 * everything; then each canary is searched in all that was written and in every value at hand. Of a span, what an
 * exporter sends on is looked at: its name, its attributes, its events, and its failure.
 */
import { assert, describe, it } from "@effect/vitest"
import { CreditRepayment, type CreditRepaymentSettings, Inbox, Transport } from "@wxrepay/domain/client"
import { Keys, Sealer, Signer, Verifier } from "@wxrepay/domain/signing"
import { environment, Sandbox } from "@wxrepay/sandbox"
import { FetchTransport } from "@wxrepay/transport-fetch"
import * as Cause from "effect/Cause"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Formatter from "effect/Formatter"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Redacted from "effect/Redacted"
import * as References from "effect/References"
import * as Tracer from "effect/Tracer"
import { inspect } from "node:util"
import * as Platform from "../support/platform.ts"
import * as Lender from "../support/lender.ts"

/** Every way in which a value may be shown. */
const shown = (value: unknown): string =>
  [
    inspect(value, { depth: 12, showHidden: true, getters: true }),
    Formatter.format(value),
    Formatter.formatJson(value),
    String(value),
    value instanceof Error ? `${value.stack} ${value.message}` : ""
  ].join("\n")

/** Runs an effect while everything it tells is written down. */
const overheard = Effect.fnUntraced(function* <A, E, R>(effect: Effect.Effect<A, E, R>) {
  const heard: Array<string> = []
  const spans: Array<Tracer.NativeSpan> = []
  const tracer = Tracer.make({
    span: (options) => {
      const span = new Tracer.NativeSpan(options)
      spans.push(span)
      return span
    }
  })
  const loggers = [Logger.formatJson, Logger.formatLogFmt, Logger.formatSimple].map((logger) =>
    Logger.map(logger, (text) => void heard.push(text))
  )
  const exit = yield* Effect.exit(effect).pipe(
    Effect.tap((exit) => (Exit.isFailure(exit) ? Effect.logFatal("failed", exit.cause) : Effect.logInfo("done"))),
    Effect.provideService(Tracer.Tracer, tracer),
    Effect.provideService(References.MinimumLogLevel, "All"),
    Effect.provide(Logger.layer(loggers))
  )
  if (Exit.isFailure(exit)) heard.push(shown(exit), Cause.pretty(exit.cause))
  for (const { attributes, events, name, status } of spans) {
    heard.push(name, shown([...attributes]), shown(events))
    if (status._tag === "Ended" && Exit.isFailure(status.exit))
      heard.push(shown(status.exit), Cause.pretty(status.exit.cause))
  }
  return { exit, spans, text: heard.join("\n") }
})

/** Pieces of a key that would betray it, whatever whitespace they were shown with. */
const piecesOf = (secret: string): ReadonlyArray<string> =>
  secret.split("\n").filter((line) => line.length >= 16 && !line.startsWith("-----"))

const assertSilent = (text: string, secrets: ReadonlyArray<string>): void => {
  assert.isAbove(text.length, 0)
  for (const secret of secrets) assert.isFalse(text.includes(secret), `${secret.slice(0, 8)}… is shown`)
}

const apiV3Key = "canary-of-the-apiv3-key-32-bytes"

const secrets = [...piecesOf(Platform.merchant.privateKey), apiV3Key]

const settings = (baseUrl: string): CreditRepaymentSettings & { readonly apiV3Key: Redacted.Redacted } => ({
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

  it.live("in a call that nobody answers", () =>
    Effect.gen(function* () {
      const { baseUrl, close } = yield* Platform.listen(() => {})
      close()
      const { text } = yield* overheard(
        Effect.flatMap(CreditRepayment, (client) => client.charge(Platform.charge)).pipe(
          Effect.provide(CreditRepayment.layer(settings(baseUrl)).pipe(Layer.provide(FetchTransport.layer)))
        )
      )
      assert.include(text, "Unanswered")
      assertSilent(text, [...secrets, "WECHATPAY2"])
    }).pipe(Effect.scoped)
  )

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
      assert.include(text, "Unreadable")
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
