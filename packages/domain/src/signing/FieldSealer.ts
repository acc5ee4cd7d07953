/**
 * Seals single fields for WeChat Pay, which alone can open them: names, document numbers.
 *
 * @since 0.1.0
 */
import * as Brand from "effect/Brand"
import * as Context from "effect/Context"
import * as KeyWrap from "effect/crypto/KeyWrap"
import * as Mac from "effect/crypto/Mac"
import * as Effect from "effect/Effect"
import * as Base64 from "effect/encoding/Base64"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type { PlatformSerial } from "../Ids.ts"
import { mostSealableBytes, type RealIdentity, Sealable, type SealedIdentity, SealedText } from "../Payer.ts"
import { KeyRing, type NoPlatformKey } from "./KeyRing.ts"

/** A field that cannot be sealed. Nothing of it is in here. Rule: V3-ENC-02. */
export class NotSealable extends Schema.TaggedError<NotSealable>()("NotSealable", { field: Schema.String }) {
  override readonly message = `${this.field} must be text of 1 to ${mostSealableBytes} bytes in UTF-8 (V3-ENC-02)`
  /** Nothing was sent: the request has to change. */
  readonly category = "FixRequest" as const
}

/**
 * Something sealed, and the serial of the key that sealed it, which has to go with it: neither is had without the
 * other. Rules: CR-ENC-02, V3-ENC-03.
 */
export type UnderKey<A> = Brand.Branded<{ readonly serial: PlatformSerial; readonly value: A }, "UnderKey">

/** Seals fields under the current key of WeChat Pay's. No two seals of a text are alike. Rules: V3-ENC-01, V3-ENC-05. */
export class FieldSealer extends Context.Service<
  FieldSealer,
  {
    /** The key that would seal now: what a request names that has nothing sealed in it. Rule: CR-HDR-02. */
    readonly serial: Effect.Effect<PlatformSerial, NoPlatformKey>
    /** Seals one text. Rules: V3-ENC-01 to V3-ENC-03. */
    readonly sealText: (
      field: string,
      plain: Redacted.Redacted
    ) => Effect.Effect<UnderKey<SealedText>, NotSealable | NoPlatformKey>
    /** Seals a name and a document number under one key. Rules: CR-ENC-01, CR-ENC-02, V3-SERIAL-03. */
    readonly sealIdentity: (
      identity: RealIdentity
    ) => Effect.Effect<UnderKey<SealedIdentity>, NotSealable | NoPlatformKey>
  }
>()("@wxrepay/domain/signing/FieldSealer") {
  /** Seals with the current key of a ring. */
  static get layerFrom(): Layer.Layer<FieldSealer, never, KeyRing | KeyWrap.KeyWrap> {
    return Layer.effect(FieldSealer, make)
  }
}

const make = Effect.gen(function* () {
  const { current } = yield* KeyRing
  const wrap = yield* KeyWrap.KeyWrap

  /** Only keys can be wrapped, and a key for a MAC may be any bytes: the text travels as one. */
  const seal = (
    key: KeyWrap.PublicKey,
    field: string,
    plain: Redacted.Redacted
  ): Effect.Effect<SealedText, NotSealable> =>
    Schema.decodeEffect(Sealable)(Redacted.value(plain)).pipe(
      Effect.flatMap((text) => Mac.key(Mac.hmacSha256, new TextEncoder().encode(text))),
      Effect.flatMap((carrier) => wrap.wrap(key, carrier)),
      Effect.map((bytes) => SealedText.make(Base64.encode(bytes))),
      Effect.mapError(() => new NotSealable({ field }))
    )

  const sealText = Effect.fn("FieldSealer.sealText")(function* (field: string, plain: Redacted.Redacted) {
    const { sealingKey, serial } = yield* current
    return underKey<SealedText>({ serial, value: yield* seal(sealingKey, field, plain) })
  })

  const sealIdentity = Effect.fn("FieldSealer.sealIdentity")(function* (identity: RealIdentity) {
    const { sealingKey, serial } = yield* current
    const identityId = yield* seal(sealingKey, "identityId", identity.identityId)
    const realName = yield* seal(sealingKey, "realName", identity.realName)
    return underKey<SealedIdentity>({ serial, value: { identityType: identity.identityType, identityId, realName } })
  })

  return FieldSealer.of({ serial: Effect.map(current, ({ serial }) => serial), sealText, sealIdentity })
})

const underKey = <A>(sealed: { readonly serial: PlatformSerial; readonly value: A }): UnderKey<A> =>
  Brand.nominal<UnderKey<A>>()(sealed)
