/**
 * Raw callback in, verified and opened notification out.
 *
 * @since 0.1.0
 */
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import type * as Aead from "effect/crypto/Aead"
import type * as SecureRandom from "effect/crypto/SecureRandom"
import type * as Signature from "effect/crypto/Signature"
import * as Effect from "effect/Effect"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import * as Notifications from "../api/Notifications.ts"
import { eventTypes } from "../api/Notifications.ts"
import { MerchantId } from "../Ids.ts"
import type { Notification } from "../Notification.ts"
import { placesOf } from "./Calling.ts"
import type { Settings as KeyRingSettings } from "../signing/KeyRing.ts"
import { type KeyError, unusable } from "../signing/Keys.ts"
import { type SealError, Sealer, type Settings as SealerSettings } from "../signing/Sealer.ts"
import type * as Verification from "../signing/Verifier.ts"
import { type VerificationError, Verifier } from "../signing/Verifier.ts"

/** The callback is WeChat Pay's, or could not be read at all, and it is not a notification. Nothing of it is in here. */
export class NotificationUnreadable extends Schema.TaggedError<NotificationUnreadable>()("NotificationUnreadable", {
  problem: Schema.Literals(["BodyUnavailable", "BodyTooLarge", "NotEnvelope", "NotEvent"]),
  /** Which event it is, and where it cannot be read; the values stay out. */
  event: Schema.optionalKey(Schema.Struct({ id: Schema.String, eventType: Schema.String, places: Schema.String }))
}) {
  override readonly message = `The notification cannot be read: ${problems[this.problem]}${
    this.event === undefined ? "" : ` (${this.event.id}, ${this.event.eventType}: ${this.event.places})`
  }`
}

/** The notification is WeChat Pay's, but for another merchant. Rules: CR-HOOK-07, PS-HOOK-05, V3-HOOK-12. */
export class NotificationForeign extends Schema.TaggedError<NotificationForeign>()("NotificationForeign", {
  /** Whom it is for. */
  mchid: Schema.String
}) {
  override readonly message = `The notification is for ${this.mchid}, another merchant (CR-HOOK-07)`
}

/** Why a callback was not taken in. */
export type InboxError = VerificationError | SealError | NotificationUnreadable | NotificationForeign

/** A callback as it came: every byte of the body, before anything parsed it. Rule: V3-VER-03. */
export interface Callback {
  /** In any letter case, as node:http, a web `Headers` turned into a record, or anything else spells them. */
  readonly headers: Verification.Headers
  readonly body: Uint8Array
}

/** Whose notifications are taken in. */
export interface Owner {
  /** The merchant number of the service provider, or of the merchant: what is for another is refused. Rule: CR-HOOK-07. */
  readonly mchid: MerchantId
}

/** Everything that opening needs to know, as values: keys and certificates of WeChat Pay's, and the APIv3 key. */
export interface Settings extends Owner, KeyRingSettings, SealerSettings {}

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
    Inbox.layerFrom(settings).pipe(Layer.provide([Verifier.layer(settings), Sealer.layer(settings)]))

  /**
   * From the environment: `WXREPAY_MCHID`, and the variables of `KeyRing` and `Sealer`. Where certificates are
   * downloaded, `layerFrom` stands on `Access.layerConfig` instead: a download has to be signed.
   */
  static get layerConfig(): Layer.Layer<
    Inbox,
    Config.ConfigError,
    Signature.Signature | Aead.Aead | SecureRandom.SecureRandom
  > {
    return Layer.unwrap(
      Effect.gen(function* () {
        const downloads = yield* Config.Boolean("WXREPAY_DOWNLOAD_CERTIFICATES").pipe(Config.withDefault(false))
        if (downloads) return yield* Effect.fail(unusable("WXREPAY_DOWNLOAD_CERTIFICATES", downloadsElsewhere))
        return Inbox.layerFrom({ mchid: yield* Config.schema(MerchantId, "WXREPAY_MCHID") })
      })
    ).pipe(Layer.provide([Verifier.layerConfig, Sealer.layerConfig]))
  }

  /** Over a `Sealer`, and a `Verifier` of your own: that of `Access`, where certificates are downloaded. */
  static readonly layerFrom = (owner: Owner): Layer.Layer<Inbox, never, Verifier | Sealer> =>
    Layer.effect(Inbox, make(owner))
}

const downloadsElsewhere =
  "an inbox alone cannot download certificates; put Inbox.layerFrom on Access.layerConfig, which signs the download"

const problems = {
  BodyUnavailable: "its body was read before, or broke off; take the raw request, before any parser (V3-VER-03)",
  BodyTooLarge: "its body has more than a mebibyte, and a notification has a few kilobytes",
  NotEnvelope: "its body is not the documented envelope",
  NotEvent: "what was sealed in it is not the event that it names"
}

const make = Effect.fnUntraced(function* ({ mchid }: Owner) {
  const verifier = yield* Verifier
  const sealer = yield* Sealer

  const open = Effect.fn("Inbox.open")(function* ({ body, headers }: Callback) {
    // an `any` of a framework gets past the compiler
    if (!Predicate.isUint8Array(body)) return yield* new NotificationUnreadable({ problem: "BodyUnavailable" })
    yield* verifier.verify(headers, body)
    const envelope = yield* Effect.mapError(
      readEnvelope(decodeUtf8(body)),
      () => new NotificationUnreadable({ problem: "NotEnvelope" })
    )
    const plain = decodeUtf8(yield* sealer.open(envelope.resource))
    const notification = yield* Effect.mapError(
      readEvent(envelope, plain),
      (error) =>
        new NotificationUnreadable({
          problem: "NotEvent",
          event: { id: envelope.id, eventType: envelope.eventType, places: placesOf(error) }
        })
    )
    const owner = ownerOf(notification)
    if (owner !== undefined && owner !== mchid) return yield* new NotificationForeign({ mchid: owner })
    return notification
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
const readContractEvent = Schema.decodeEffect(Schema.fromJsonString(Notifications.ContractEvent))
const readDeductionPay = Schema.decodeEffect(Schema.fromJsonString(Notifications.DeductionPay))
const readServiceOrder = Schema.decodeEffect(Schema.fromJsonString(Notifications.ServiceOrderEvent))
const readJson = Schema.decodeEffect(Schema.fromJsonString(Schema.Json))

/** Branches on the event's type and nothing else; what is not known is kept whole. Rules: CR-HOOK-06, PS-HOOK-06, PS-HOOK-09, V3-HOOK-10. */
const readEvent = Effect.fnUntraced(function* (
  { createTime, eventType, id, summary }: Notifications.Envelope,
  plain: string
): Effect.fn.Return<Notification, Schema.SchemaError> {
  const common = { id, createTime, summary }
  switch (eventType) {
    case eventTypes.ContractSigned: {
      const { spMchid, ...contract } = yield* readContractEvent(plain)
      return { _tag: "ContractSigned", ...common, spMchid, contract }
    }
    case eventTypes.ContractTerminated: {
      const { spMchid, ...contract } = yield* readContractEvent(plain)
      return { _tag: "ContractTerminated", ...common, spMchid, contract }
    }
    case eventTypes.DeductionPaid: {
      const { spMchid, subMchid, ...order } = yield* readDeductionPay(plain)
      return { _tag: "DeductionPaid", ...common, spMchid, subMchid, order }
    }
    case eventTypes.ServiceOrderConfirmed:
      return { _tag: "ServiceOrderConfirmed", ...common, order: yield* readServiceOrder(plain) }
    case eventTypes.ServiceOrderPaid:
      return { _tag: "ServiceOrderPaid", ...common, order: yield* readServiceOrder(plain) }
    case eventTypes.PermissionOpened:
      return { _tag: "PermissionOpened", ...common, resource: yield* readJson(plain) }
    case eventTypes.PermissionClosed:
      return { _tag: "PermissionClosed", ...common, resource: yield* readJson(plain) }
    case eventTypes.SecurityEcho:
      return { _tag: "SecurityEcho", ...common, resource: yield* readJson(plain) }
    default:
      return { _tag: "UnknownNotification", ...common, eventType, resource: yield* readJson(plain) }
  }
})

/** Whom a notification is for, as far as it says. Rules: CR-HOOK-07, PS-HOOK-05. */
const ownerOf = (notification: Notification): string | undefined => {
  if ("spMchid" in notification) return notification.spMchid
  if ("order" in notification) return notification.order.mchid
  if (notification._tag === "PermissionOpened" || notification._tag === "PermissionClosed") {
    return Option.getOrUndefined(Option.map(readMerchant(notification.resource), ({ mchid }) => String(mchid)))
  }
  return Option.getOrUndefined(Option.map(readOwner(notification.resource), ({ sp_mchid }) => String(sp_mchid)))
}

const readMerchant = Schema.decodeUnknownOption(Schema.Struct({ mchid: Schema.Union([Schema.String, Schema.Finite]) }))

const readOwner = Schema.decodeUnknownOption(Schema.Struct({ sp_mchid: Schema.Union([Schema.String, Schema.Finite]) }))
