/**
 * Opens what WeChat Pay encrypts for the merchant, and seals as it does.
 *
 * @since 0.1.0
 */
import type * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Aead from "effect/crypto/Aead"
import * as SecureRandom from "effect/crypto/SecureRandom"
import * as Effect from "effect/Effect"
import * as Base64 from "effect/encoding/Base64"
import * as Hex from "effect/encoding/Hex"
import * as Layer from "effect/Layer"
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
  /** Opens with an APIv3 key of 32 characters. */
  static readonly layer = (options: {
    readonly apiV3Key: Redacted.Redacted
  }): Layer.Layer<Sealer, Keys.KeyError, Aead.Aead | SecureRandom.SecureRandom> =>
    Layer.effect(
      Sealer,
      Effect.flatMap(Keys.apiV3Key(options.apiV3Key), (key) => make(key))
    )

  /** Reads `WXREPAY_APIV3_KEY`. */
  static readonly layerConfig: Layer.Layer<Sealer, Config.ConfigError, Aead.Aead | SecureRandom.SecureRandom> =
    Layer.effect(
      Sealer,
      Effect.flatMap(Keys.textFromEnvironment("WXREPAY_APIV3_KEY", Keys.apiV3Key), (key) => make(key))
    )

  /** Opens with a key that is already decoded. */
  static readonly layerFrom = (key: Aead.Key): Layer.Layer<Sealer, never, Aead.Aead | SecureRandom.SecureRandom> =>
    Layer.effect(Sealer, make(key))
}

const problems = {
  WrongAlgorithm: `its algorithm is not ${algorithm} (V3-AEAD-01)`,
  WrongNonce: "its nonce is not 12 bytes long (V3-AEAD-01)",
  NotBase64: "its ciphertext is not base64 (V3-AEAD-01)",
  NotAuthentic: "the APIv3 key, the associated data or the bytes are not those it was sealed with (V3-AEAD-03)"
}

const make = Effect.fnUntraced(function* (key: Aead.Key) {
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
    return yield* Effect.mapError(
      aead.decrypt(key, bytes, { nonce, aad: utf8.encode(sealed.associatedData ?? "") }),
      () => new SealError({ problem: "NotAuthentic" })
    )
  })

  const seal = Effect.fn("Sealer.seal")(function* (plain: Uint8Array, associatedData: string) {
    const nonce = Hex.encode(yield* random.randomBytes(6))
    const bytes = yield* Effect.mapError(
      aead.encrypt(key, plain, { nonce: utf8.encode(nonce), aad: utf8.encode(associatedData) }),
      () => new SealError({ problem: "NotAuthentic" })
    )
    return { algorithm, nonce, associatedData, ciphertext: Base64.encode(bytes) }
  })

  return Sealer.of({ open, seal })
})
