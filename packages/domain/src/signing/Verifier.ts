/**
 * Is this answer or notification really WeChat Pay's, and fresh?
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import type * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Signature from "effect/crypto/Signature"
import * as Effect from "effect/Effect"
import * as Base64 from "effect/encoding/Base64"
import * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { PlatformSerial } from "../Ids.ts"
import { KeyRing, type NoPlatformKey, type Settings as KeyRingSettings } from "./KeyRing.ts"
import type { KeyError } from "./Keys.ts"
import * as Message from "./Message.ts"

/** A header that a signed message carries is not there. Rule: V3-VER-05. */
export class HeaderMissing extends Schema.TaggedClass<HeaderMissing>()("HeaderMissing", { header: Schema.String }) {
  readonly message = `the header ${this.header} is missing`
}

/** The message was signed by a scheme that is not spoken here. Rule: V3-VER-07. */
export class SchemeUnknown extends Schema.TaggedClass<SchemeUnknown>()("SchemeUnknown", { scheme: Schema.String }) {
  readonly message = `it is signed with ${this.scheme}, not ${Message.scheme}`
}

/** The message was signed more than five minutes from now, or its timestamp is no number. Rule: V3-VER-04. */
export class Stale extends Schema.TaggedClass<Stale>()("Stale", {
  timestamp: Schema.String,
  /** How many seconds the message is behind our clock; negative when it is ahead; `null` when its timestamp is no number. */
  ageSeconds: Schema.NullOr(Schema.Int)
}) {
  readonly message =
    this.ageSeconds === null
      ? "its timestamp is no number"
      : `it is ${this.ageSeconds} s old, and 300 s are allowed either way`
}

/** The message names a key that is not known. No other key is tried. Rule: V3-VER-06. */
export class SerialUnknown extends Schema.TaggedClass<SerialUnknown>()("SerialUnknown", { serial: Schema.String }) {
  readonly message = `it names the key ${this.serial}, which is not known or does not hold now`
}

/** The signature is not that of the key over these bytes. Rules: V3-VER-01, V3-VER-03. */
export class SignatureWrong extends Schema.TaggedClass<SignatureWrong>()("SignatureWrong", { serial: Schema.String }) {
  readonly message = `its signature is not that of ${this.serial} over these bytes`
}

/** WeChat Pay's own test of whether signatures are checked at all: wrong on purpose. Rules: V3-PROBE-01, V3-PROBE-02. */
export class Probe extends Schema.TaggedClass<Probe>()("Probe", { serial: Schema.String }) {
  readonly message = "it is one of WeChat Pay's deliberate wrong signatures"
}

/** Why a message is not trusted. */
export const Reason = Schema.Union([HeaderMissing, SchemeUnknown, Stale, SerialUnknown, SignatureWrong, Probe])
export type Reason = typeof Reason.Type

/** The message is not proven to be WeChat Pay's: nothing in it is believed. */
export class VerificationError extends Schema.TaggedError<VerificationError>()("VerificationError", {
  reason: Reason
}) {
  override readonly message = `The message cannot be trusted: ${this.reason.message}`
}

/** The headers of a message, in any letter case. */
export type Headers = Readonly<Record<string, string | ReadonlyArray<string> | undefined>>

/** Verifies answers and notifications, each with the key that it names. */
export class Verifier extends Context.Service<
  Verifier,
  {
    /** The key that answers are asked to be signed with, sent on every call; nothing is asked for when there is none. Rule: V3-SERIAL-02. */
    readonly preferredSerial: Effect.Effect<PlatformSerial | undefined, NoPlatformKey>
    /** Checks the bytes that came against the headers that came with them, in any letter case. Rules: V3-VER-01 to V3-VER-07. */
    readonly verify: (headers: Headers, body: Uint8Array) => Effect.Effect<void, VerificationError>
  }
>()("@wxrepay/domain/signing/Verifier") {
  /** Verifies with keys and certificates in PEM, and no others. */
  static readonly layer = (settings: KeyRingSettings): Layer.Layer<Verifier, KeyError, Signature.Signature> =>
    Verifier.layerFrom.pipe(Layer.provide(KeyRing.layer(settings)))

  /** Reads the variables of `KeyRing`. */
  static get layerConfig(): Layer.Layer<Verifier, Config.ConfigError, Signature.Signature> {
    return Verifier.layerFrom.pipe(Layer.provide(KeyRing.layerConfig))
  }

  /** Verifies with the keys of a ring. */
  static get layerFrom(): Layer.Layer<Verifier, never, KeyRing | Signature.Signature> {
    return Layer.effect(Verifier, Effect.flatMap(KeyRing, make))
  }
}

/** How far a message may be from our clock, in seconds, either way; exactly this far is still accepted. Rule: V3-VER-04. */
export const toleranceSeconds = 300

/** How a deliberate wrong signature begins. Rule: V3-PROBE-01. */
export const probePrefix = "WECHATPAY/SIGNTEST/"

/** How many deliberate wrong signatures came, in answers and in notifications. Rule: V3-PROBE-03. */
export const probes = Metric.counter("wxrepay.probes", {
  description: "Messages that WeChat Pay signed wrongly on purpose",
  incremental: true
})

const make = Effect.fnUntraced(function* ({ current, find }: KeyRing["Service"]) {
  const verifierOf = yield* makeWith
  return Verifier.of({ preferredSerial: Effect.map(current, ({ serial }) => serial), verify: verifierOf(find) })
})

/** Makes verification with whatever finds the key of a serial. */
export const makeWith = Effect.map(
  Signature.Signature,
  (signature) => (find: KeyRing["Service"]["find"]) =>
    Effect.fn("Verifier.verify")(function* (
      given: Headers,
      body: Uint8Array
    ): Effect.fn.Return<void, VerificationError> {
      const headers = yield* readHeaders(given)
      yield* checkAge(headers.timestamp)
      const { publicKey } = yield* Effect.flatMap(find(headers.serial), (found) =>
        Effect.mapError(
          Effect.fromOption(found),
          () => new VerificationError({ reason: new SerialUnknown({ serial: headers.serial }) })
        )
      )
      const sealed = Base64.decode(headers.signature)
      const genuine = Result.isSuccess(sealed)
        ? yield* Effect.orElseSucceed(
            signature.verify(publicKey, sealed.success, Message.answer(headers, body)),
            () => false
          )
        : false
      if (genuine) return
      if (!headers.signature.startsWith(probePrefix)) {
        return yield* refuse(new SignatureWrong({ serial: headers.serial }))
      }
      yield* Metric.update(probes, 1)
      return yield* refuse(new Probe({ serial: headers.serial }))
    })
)

const refuse = (reason: Reason) => Effect.fail(new VerificationError({ reason }))

/** A header that came more than once says nothing certain: it counts as missing. */
const onlyOne = (value: Headers[string]): string | undefined =>
  typeof value === "string" || value === undefined ? value : value.length === 1 ? value[0] : undefined

const readHeaders = Effect.fnUntraced(function* (given: Headers) {
  const lower = new Map(Object.entries(given).map(([name, value]) => [name.toLowerCase(), onlyOne(value)]))
  const required = (header: string) => {
    const value = lower.get(header.toLowerCase())
    return value === undefined || value === "" ? refuse(new HeaderMissing({ header })) : Effect.succeed(value)
  }
  const headers = {
    serial: yield* required("Wechatpay-Serial"),
    signature: yield* required("Wechatpay-Signature"),
    timestamp: yield* required("Wechatpay-Timestamp"),
    nonce: yield* required("Wechatpay-Nonce")
  }
  const scheme = lower.get("wechatpay-signature-type") ?? Message.scheme
  if (scheme !== Message.scheme) return yield* refuse(new SchemeUnknown({ scheme }))
  return headers
})

const checkAge = Effect.fnUntraced(function* (timestamp: string) {
  if (!/^[0-9]{1,12}$/u.test(timestamp)) return yield* refuse(new Stale({ timestamp, ageSeconds: null }))
  const ageSeconds = Math.floor((yield* Clock.currentTimeMillis) / 1000) - Number(timestamp)
  if (Math.abs(ageSeconds) > toleranceSeconds) return yield* refuse(new Stale({ timestamp, ageSeconds }))
})
