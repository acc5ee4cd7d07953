/**
 * Raw callback in, verified and opened notification out.
 *
 * @since 0.1.0
 */
import type * as Config from "effect/Config"
import * as Context from "effect/Context"
import type * as Aead from "effect/crypto/Aead"
import type * as SecureRandom from "effect/crypto/SecureRandom"
import type * as Signature from "effect/crypto/Signature"
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Layer from "effect/Layer"
import type * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as Notifications from "../api/Notifications.ts"
import type { Notification } from "../Notification.ts"
import type { KeyError } from "../signing/Keys.ts"
import { type SealError, Sealer } from "../signing/Sealer.ts"
import * as Verification from "../signing/Verifier.ts"
import { type PlatformKeyPem, VerificationError, Verifier } from "../signing/Verifier.ts"

/** The callback is WeChat Pay's, or could not be read at all, and it is not a notification. Nothing of it is in here. */
export class NotificationUnreadable extends Schema.TaggedError<NotificationUnreadable>()("NotificationUnreadable", {
  problem: Schema.Literals(["BodyUnavailable", "NotEnvelope", "NotEvent"])
}) {
  override readonly message = `The notification cannot be read: ${problems[this.problem]}`
}

/** Why a callback was not taken in. */
export type InboxError = VerificationError | SealError | NotificationUnreadable

/** A callback as it came: every byte of the body, before anything parsed it. Rule: V3-VER-03. */
export interface Callback {
  /** In any letter case, as node:http, a web `Headers` turned into a record, or anything else spells them. */
  readonly headers: Verification.Headers
  readonly body: Uint8Array
}

/** Everything that opening needs to know, as values. */
export interface Settings {
  /** The APIv3 key, 32 characters. Rule: V3-AEAD-03. */
  readonly apiV3Key: Redacted.Redacted
  /** WeChat Pay's keys. Rules: V3-SERIAL-01, V3-SERIAL-04. */
  readonly platformKeys: readonly [PlatformKeyPem, ...ReadonlyArray<PlatformKeyPem>]
}

/** Verifies, then opens, then reads: nothing is believed before it is proven. Rule: V3-HOOK-01. */
export class Inbox extends Context.Service<
  Inbox,
  {
    /** Takes in headers and bytes, whatever server they came through. */
    readonly open: (callback: Callback) => Effect.Effect<Notification, InboxError>
    /** Takes in a web `Request`: Workers, Deno, Bun, Hono. */
    readonly openRequest: (request: Request) => Effect.Effect<Notification, InboxError>
    /** Takes in the request at hand in Effect's `HttpRouter` or in a raw handler of an `HttpApi`. */
    readonly openServerRequest: Effect.Effect<Notification, InboxError, HttpServerRequest.HttpServerRequest>
  }
>()("@wxrepay/domain/client/Inbox") {
  /** From values, over the transport's crypto. */
  static readonly layer = (
    settings: Settings
  ): Layer.Layer<Inbox, KeyError, Signature.Signature | Aead.Aead | SecureRandom.SecureRandom> =>
    Inbox.layerFrom.pipe(Layer.provide([Verifier.layer(settings), Sealer.layer(settings)]))

  /** From the environment: the variables of `Verifier` and `Sealer`. */
  static get layerConfig(): Layer.Layer<
    Inbox,
    Config.ConfigError,
    Signature.Signature | Aead.Aead | SecureRandom.SecureRandom
  > {
    return Inbox.layerFrom.pipe(Layer.provide([Verifier.layerConfig, Sealer.layerConfig]))
  }

  /** Over a `Verifier` and a `Sealer` of your own. */
  static get layerFrom(): Layer.Layer<Inbox, never, Verifier | Sealer> {
    return Layer.effect(Inbox, make)
  }

  /**
   * A route that takes notifications in: 204 once `handle` succeeded, so that the platform stops; a failure when the
   * callback is not trusted or `handle` failed, so that it delivers again. Rules: V3-HOOK-04, V3-HOOK-08.
   */
  static readonly route = <E, R>(
    path: `/${string}`,
    handle: (notification: Notification) => Effect.Effect<void, E, R>
  ) =>
    Layer.unwrap(
      Effect.map(Inbox, (inbox) =>
        HttpRouter.add(
          "POST",
          path,
          inbox.openServerRequest.pipe(
            Effect.flatMap(handle),
            Effect.tapCause((cause) =>
              Effect.logWarning("A notification was not taken in, and will come again", cause)
            ),
            Effect.match({
              onFailure: (error) => {
                const { body, status } = Inbox.refusal(error)
                return HttpServerResponse.jsonUnsafe(body, { status })
              },
              onSuccess: () => HttpServerResponse.empty({ status: 204 })
            })
          )
        )
      )
    )

  /** The answer to a callback that was not taken in: 401 when it is not trusted, else 500. Rules: V3-HOOK-04, V3-HOOK-09. */
  static readonly refusal = (error: unknown): { readonly status: 401 | 500; readonly body: Notifications.Failure } =>
    error instanceof VerificationError
      ? { status: 401, body: { code: "FAIL", message: error.message } }
      : { status: 500, body: { code: "FAIL", message: "not taken in, please deliver again" } }
}

const problems = {
  BodyUnavailable: "its body was read before, or broke off; take the raw request, before any parser (V3-VER-03)",
  NotEnvelope: "its body is not the documented envelope",
  NotEvent: "what was sealed in it is not the event that it names"
}

const make = Effect.gen(function* () {
  const verifier = yield* Verifier
  const sealer = yield* Sealer

  const open = Effect.fn("Inbox.open")(function* ({ body, headers }: Callback) {
    yield* verifier.verify(headers, body)
    const envelope = yield* Effect.mapError(
      readEnvelope(decodeUtf8(body)),
      () => new NotificationUnreadable({ problem: "NotEnvelope" })
    )
    const plain = decodeUtf8(yield* sealer.open(envelope.resource))
    return yield* Effect.mapError(readEvent(envelope, plain), () => new NotificationUnreadable({ problem: "NotEvent" }))
  })

  return Inbox.of({
    open,
    openRequest: (request) =>
      Effect.tryPromise({
        try: () => request.arrayBuffer(),
        catch: () => new NotificationUnreadable({ problem: "BodyUnavailable" })
      }).pipe(
        Effect.flatMap((buffer) => open({ headers: Object.fromEntries(request.headers), body: new Uint8Array(buffer) }))
      ),
    openServerRequest: Effect.flatMap(HttpServerRequest.HttpServerRequest, (request) =>
      request.arrayBuffer.pipe(
        Effect.mapError(() => new NotificationUnreadable({ problem: "BodyUnavailable" })),
        Effect.flatMap((buffer) => open({ headers: request.headers, body: new Uint8Array(buffer) }))
      )
    )
  })
})

const decodeUtf8 = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)

const readEnvelope = Schema.decodeEffect(Schema.fromJsonString(Notifications.Envelope))
const readDeductionPay = Schema.decodeEffect(Schema.fromJsonString(Notifications.DeductionPay))
const readJson = Schema.decodeEffect(Schema.fromJsonString(Schema.Json))

/** Branches on the event's type and nothing else; what is not known is kept whole. Rules: CR-HOOK-06, V3-HOOK-10. */
const readEvent = Effect.fnUntraced(function* (
  { createTime, eventType, id, summary }: Notifications.Envelope,
  plain: string
): Effect.fn.Return<Notification, Schema.SchemaError> {
  const common = { id, createTime, summary }
  if (eventType === Notifications.deductionPay) {
    const { spMchid, subMchid, ...order } = yield* readDeductionPay(plain)
    return { _tag: "DeductionPaid", ...common, spMchid, subMchid, order }
  }
  return { _tag: "UnknownNotification", ...common, eventType, resource: yield* readJson(plain) }
})
