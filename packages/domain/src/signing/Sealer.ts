/**
 * Opens what WeChat Pay encrypts for the merchant, and seals as it does.
 *
 * @since 0.1.0
 */
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Aead from "effect/crypto/Aead"
import * as SecureRandom from "effect/crypto/SecureRandom"
import * as Effect from "effect/Effect"
import * as Base64 from "effect/encoding/Base64"
import * as Hex from "effect/encoding/Hex"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as Keys from "./Keys.ts"

/** The one algorithm in scope. Rule: V3-AEAD-01. */
export const algorithm = "AEAD_AES_256_GCM"

/** The sealed part could not be opened or made. Nothing of it, and nothing of the key, is in here. */
export class SealError extends Schema.TaggedError<SealError>()("SealError", {
  problem: Schema.Literals(["WrongAlgorithm", "WrongNonce", "NotBase64", "NotAuthentic"])
}) {
  override readonly message = `The sealed part cannot be opened: ${problems[this.problem]}`
}

/** Something sealed, as it travels. Rule: V3-AEAD-01. */
export interface Sealed {
  readonly algorithm: string
  /** 12 bytes, as text. */
  readonly nonce: string
  /** May be empty, and missing means empty. Rules: V3-AEAD-02, CR-HOOK-11. */
  readonly associatedData?: string | undefined
  /** Base64 of the ciphertext and its 16-byte tag. */
  readonly ciphertext: string
}

/** The keys that open, as text. Rule: V3-AEAD-03. */
export interface Settings {
  /** The APIv3 key, 32 characters. */
  readonly apiV3Key: Redacted.Redacted
  /** Those before it, for what was sealed before the change and is still on its way. */
  readonly previousApiV3Keys?: ReadonlyArray<Redacted.Redacted> | undefined
}

/** Opens and seals under the merchant's APIv3 key. */
export class Sealer extends Context.Service<
  Sealer,
  {
    /** The bytes inside. Rules: V3-AEAD-01, V3-AEAD-02. */
    readonly open: (sealed: Sealed) => Effect.Effect<Uint8Array, SealError>
    /** What only the holder of the same key can open. */
    readonly seal: (
      plain: Uint8Array,
      associatedData: string
    ) => Effect.Effect<Sealed & { readonly associatedData: string }, SealError>
  }
>()("@wxrepay/domain/signing/Sealer") {
  /** Seals with an APIv3 key of 32 characters, and opens with it or with one before it. */
  static readonly layer = ({
    apiV3Key,
    previousApiV3Keys = []
  }: Settings): Layer.Layer<Sealer, Keys.KeyError, Aead.Aead | SecureRandom.SecureRandom> =>
    Layer.effect(
      Sealer,
      Effect.gen(function* () {
        const key = yield* Keys.apiV3Key(apiV3Key)
        return yield* make([key, ...(yield* Effect.forEach(previousApiV3Keys, Keys.apiV3Key))])
      })
    )

  /** Reads `WXREPAY_APIV3_KEY`, and during a change `WXREPAY_PREVIOUS_APIV3_KEY`. */
  static readonly layerConfig: Layer.Layer<Sealer, Config.ConfigError, Aead.Aead | SecureRandom.SecureRandom> =
    Layer.effect(
      Sealer,
      Effect.gen(function* () {
        const key = yield* Keys.textFromEnvironment("WXREPAY_APIV3_KEY", Keys.apiV3Key)
        const hasPrevious = Option.isSome(yield* Config.option(Config.Redacted("WXREPAY_PREVIOUS_APIV3_KEY")))
        const previous = hasPrevious
          ? [yield* Keys.textFromEnvironment("WXREPAY_PREVIOUS_APIV3_KEY", Keys.apiV3Key)]
          : []
        return yield* make([key, ...previous])
      })
    )

  /** Seals with a key that is already decoded, and opens with it or with one of the others. */
  static readonly layerFrom = (
    ...keys: readonly [Aead.Key, ...ReadonlyArray<Aead.Key>]
  ): Layer.Layer<Sealer, never, Aead.Aead | SecureRandom.SecureRandom> => Layer.effect(Sealer, make(keys))
}

const problems = {
  WrongAlgorithm: `its algorithm is not ${algorithm} (V3-AEAD-01)`,
  WrongNonce: "its nonce is not 12 bytes long (V3-AEAD-01)",
  NotBase64: "its ciphertext is not base64 (V3-AEAD-01)",
  NotAuthentic: "the APIv3 key, the associated data or the bytes are not those it was sealed with (V3-AEAD-03)"
}

const make = Effect.fnUntraced(function* (keys: readonly [Aead.Key, ...ReadonlyArray<Aead.Key>]) {
  const aead = yield* Aead.Aead
  const random = yield* SecureRandom.SecureRandom
  const utf8 = new TextEncoder()

  const open = Effect.fn("Sealer.open")(function* (sealed: Sealed): Effect.fn.Return<Uint8Array, SealError> {
    if (sealed.algorithm !== algorithm) return yield* new SealError({ problem: "WrongAlgorithm" })
    const nonce = utf8.encode(sealed.nonce)
    if (nonce.length !== 12) return yield* new SealError({ problem: "WrongNonce" })
    const bytes = yield* Effect.mapError(
      Effect.fromResult(Base64.decode(sealed.ciphertext)),
      () => new SealError({ problem: "NotBase64" })
    )
    const aad = utf8.encode(sealed.associatedData ?? "")
    return yield* Effect.firstSuccessOf(keys.map((key) => aead.decrypt(key, bytes, { nonce, aad }))).pipe(
      Effect.mapError(() => new SealError({ problem: "NotAuthentic" }))
    )
  })

  const seal = Effect.fn("Sealer.seal")(function* (plain: Uint8Array, associatedData: string) {
    const nonce = Hex.encode(yield* random.randomBytes(6))
    const bytes = yield* Effect.mapError(
      aead.encrypt(keys[0], plain, { nonce: utf8.encode(nonce), aad: utf8.encode(associatedData) }),
      () => new SealError({ problem: "NotAuthentic" })
    )
    return { algorithm, nonce, associatedData, ciphertext: Base64.encode(bytes) }
  })

  return Sealer.of({ open, seal })
})
