/**
 * Whether a merchant's keys work: signing, verification, encryption and notification, tried on WeChat Pay itself.
 *
 * @since 0.1.0
 */
import * as Arr from "effect/Array"
import type * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as SecureRandom from "effect/crypto/SecureRandom"
import type * as Duration from "effect/Duration"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Hex from "effect/encoding/Hex"
import * as HttpApiClient from "effect/http-api/HttpApiClient"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { Api } from "../api/Api.ts"
import { EchoMessage } from "../Echo.ts"
import { member, membersOf, optionalMember } from "../internal/inspect.ts"
import type { Notification } from "../Notification.ts"
import { AnyNotifyUrl } from "../NotifyUrl.ts"
import * as Timestamp from "../Timestamp.ts"
import { IllFormed } from "../Refusal.ts"
import { FieldSealer, type NotSealable } from "../signing/FieldSealer.ts"
import type { KeyError } from "../signing/Keys.ts"
import * as Access from "./Access.ts"
import { natured, sending } from "./Calling.ts"
import type { CallError } from "./Errors.ts"
import { SignedHttpClient } from "./SignedHttpClient.ts"
import type { Transport } from "./Transport.ts"

/** An echo that was refused before anything was sent, with every reason. */
export class EchoRefused extends Schema.TaggedError<EchoRefused>()("EchoRefused", {
  reasons: Schema.NonEmptyArray(IllFormed)
}) {
  override readonly message = this.reasons.map((reason) => reason.message).join("; ")
  /** Nothing was sent: the request has to change. */
  readonly category = "FixRequest" as const
}

/** How an echo can fail. */
export type EchoError = EchoRefused | NotSealable | CallError

/** What is to be echoed, in clear and sealed. Rule: V3-ECHO-01. */
export interface EchoDraft {
  readonly echoMessage: string
  /** Where the notification goes; none comes without it. */
  readonly notifyUrl?: string | undefined
}

/** What is to be tried. */
export interface Trial {
  readonly notifyUrl?: string | undefined
  /** Notifications as they are taken in: without them none is waited for. */
  readonly notifications?: Stream.Stream<Notification> | undefined
  /** How long the notification is waited for; by default 30 seconds. */
  readonly within?: Duration.Input | undefined
}

/** What a trial found. That it came this far proves that signing, verification and encryption work. */
export interface Report {
  readonly notification: "Came" | "DidNotCome" | "NotAwaited"
}

/** Tries a merchant's keys on WeChat Pay. */
export class Health extends Context.Service<
  Health,
  {
    /** Sends a word in clear and sealed (POST /v3/security/echo), and verifies the answer. Rule: V3-ECHO-01. */
    readonly echo: (draft: EchoDraft) => Effect.Effect<void, EchoError>
    /** Sends a random word, and waits for the notification if told where it goes. It says how it failed by the error. */
    readonly check: (trial?: Trial) => Effect.Effect<Report, EchoError>
  }
>()("@wxrepay/domain/client/Health") {
  /** From values, over a transport. */
  static readonly layer = (settings: Access.Settings): Layer.Layer<Health, KeyError, Transport> =>
    Health.layerFrom.pipe(Layer.provide(Access.layer(settings)))

  /** From the environment: the variables of `Access`. */
  static get layerConfig(): Layer.Layer<Health, Config.ConfigError, Transport> {
    return Health.layerFrom.pipe(Layer.provide(Access.layerConfig))
  }

  /** Over services of your own, as `Access.layerFrom` makes them of a `Signer` and a `KeyRing`. */
  static get layerFrom(): Layer.Layer<Health, never, SignedHttpClient | FieldSealer | SecureRandom.SecureRandom> {
    return Layer.effect(Health, make)
  }
}

const make = Effect.gen(function* () {
  const httpClient = yield* SignedHttpClient
  const sealer = yield* FieldSealer
  const random = yield* SecureRandom.SecureRandom
  const api = yield* HttpApiClient.group(Api, { group: "security", httpClient })

  const echo = Effect.fn("Health.echo")(function* (draft: EchoDraft) {
    const { echoMessage, notifyUrl } = yield* authorize(draft)
    const sealed = yield* sealer.sealText("echoMessage", Redacted.make(echoMessage))
    const headers = { "wechatpay-serial": sealed.serial }
    const payload = {
      echoMessage,
      encryptedEchoMessage: sealed.value,
      ...(notifyUrl === undefined ? {} : { notifyUrl })
    }
    yield* sending(api.echo({ headers, payload, responseMode: "response-only" }))
  }, natured("Read"))

  const check = Effect.fn("Health.check")(function* ({ notifications, notifyUrl, within = "30 seconds" }: Trial = {}) {
    const echoMessage = Hex.encode(yield* random.randomBytes(16))
    if (notifications === undefined || notifyUrl === undefined) {
      yield* echo({ echoMessage, notifyUrl })
      return { notification: "NotAwaited" } as const
    }
    // listens before it asks, so that a quick notification is not missed
    const since = DateTime.startOf(yield* DateTime.now, "second")
    const came = notifications.pipe(
      Stream.filter((notification) => isEchoOf(notification, echoMessage, since)),
      Stream.runHead,
      Effect.timeoutOption(within),
      Effect.map(Option.flatten)
    )
    const [heard] = yield* Effect.all([came, echo({ echoMessage, notifyUrl })], { concurrency: "unbounded" })
    return { notification: Option.isSome(heard) ? "Came" : "DidNotCome" } as const
  })

  return Health.of({ echo, check })
})

/** No page lists the members of the event: one that has the word is ours, and one that has another is not. Rule: V3-ECHO-01. */
const isEchoOf = (notification: Notification, echoMessage: string, since: DateTime.Utc): boolean => {
  if (notification._tag !== "SecurityEcho") return false
  const { createTime, resource } = notification
  if (JSON.stringify(resource).includes(echoMessage)) return true
  const isRecent = DateTime.isGreaterThanOrEqualTo(Timestamp.toInstant(createTime), since)
  return isRecent && !Predicate.hasProperty(resource, "echo_message")
}

/** Rules: V3-ECHO-01, V3-HOOK-02. */
const authorize = Effect.fnUntraced(function* (draft: EchoDraft) {
  const call = membersOf(draft, ["echoMessage", "notifyUrl"])
  const reasons: Array<IllFormed> = []
  const echoMessage = member(reasons, "echoMessage", EchoMessage, call["echoMessage"])
  const notifyUrl = optionalMember(reasons, "notifyUrl", AnyNotifyUrl, call["notifyUrl"])
  if (Arr.isArrayNonEmpty(reasons)) return yield* new EchoRefused({ reasons })
  return readEcho({ echoMessage, ...(notifyUrl === undefined ? {} : { notifyUrl }) })
})

const readEcho = Schema.decodeUnknownSync(
  Schema.Struct({ echoMessage: EchoMessage, notifyUrl: Schema.optionalKey(AnyNotifyUrl) })
)
