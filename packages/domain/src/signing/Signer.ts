/**
 * Signs what the merchant sends.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as SecureRandom from "effect/crypto/SecureRandom"
import * as Signature from "effect/crypto/Signature"
import * as Effect from "effect/Effect"
import * as Base64 from "effect/encoding/Base64"
import * as Hex from "effect/encoding/Hex"
import * as Layer from "effect/Layer"
import type * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { MerchantId } from "../Ids.ts"
import * as Keys from "./Keys.ts"
import * as Message from "./Message.ts"

/** The request could not be signed, so nothing was sent. What the key's holder said stays out: it may hold key material. */
export class SigningError extends Schema.TaggedError<SigningError>()("SigningError", {
  problem: Schema.Literals(["KeyFailed", "BodyNotBytes", "TargetNotPath"])
}) {
  override readonly message = `Nothing was sent: ${problems[this.problem]}`
  /** Nothing was sent, and trying again will not help: the key or the service that holds it has to be mended. */
  readonly category = "GiveUp" as const
}

/** Who signs. Rules: V3-AUTH-02, V3-AUTH-03. */
export interface Identity {
  /** The service provider's merchant number. */
  readonly mchid: MerchantId
  /** The serial of the merchant's own API certificate: hex, upper case; never a `PUB_KEY_ID_…`. */
  readonly serialNo: CertificateSerial
}

/** The serial of a certificate: upper-case hex. Rule: V3-AUTH-02. */
export const CertificateSerial = Schema.String.check(
  Schema.isPattern(/^[0-9A-F]{1,64}$/u, { message: "Expected a certificate serial in upper-case hex (V3-AUTH-02)" })
).pipe(Schema.brand("CertificateSerial"))
export type CertificateSerial = typeof CertificateSerial.Type

/** Signs requests as one merchant, whichever sub-merchant they are for. Rule: CR-SCOPE-01. */
export class Signer extends Context.Service<
  Signer,
  {
    readonly mchid: MerchantId
    /** The `Authorization` header of one request, with a fresh timestamp and nonce. Rules: V3-SIGN-01 to V3-SIGN-06, V3-AUTH-01. */
    readonly sign: (request: Message.Unsigned) => Effect.Effect<string, SigningError>
  }
>()("@wxrepay/domain/signing/Signer") {
  /** Signs with a private key in PEM. */
  static readonly layer = (
    options: Identity & { readonly privateKey: Redacted.Redacted }
  ): Layer.Layer<Signer, Keys.KeyError, Signature.Signature | SecureRandom.SecureRandom> =>
    Layer.effect(
      Signer,
      Effect.flatMap(Keys.privateKey(options.privateKey), (key) => withKey(options, key))
    )

  /** Reads `WXREPAY_MCHID`, `WXREPAY_MERCHANT_SERIAL_NO` and `WXREPAY_MERCHANT_PRIVATE_KEY` (PEM text or a path). */
  static readonly layerConfig: Layer.Layer<
    Signer,
    Config.ConfigError,
    Signature.Signature | SecureRandom.SecureRandom
  > = Layer.effect(
    Signer,
    Effect.gen(function* () {
      const identity = yield* Config.all({
        mchid: Config.schema(MerchantId, "WXREPAY_MCHID"),
        serialNo: Config.schema(CertificateSerial, "WXREPAY_MERCHANT_SERIAL_NO")
      })
      return yield* withKey(identity, yield* Keys.fromEnvironment("WXREPAY_MERCHANT_PRIVATE_KEY", Keys.privateKey))
    })
  )

  /** Signs with whatever holds the key: an HSM, a KMS, another process. `sign` gets the bytes and answers the raw signature. */
  static readonly layerFrom = <E>(
    options: Identity & { readonly sign: (message: Uint8Array) => Effect.Effect<Uint8Array, E> }
  ): Layer.Layer<Signer, never, SecureRandom.SecureRandom> => Layer.effect(Signer, make(options))
}

const problems = {
  KeyFailed: "the merchant's key did not sign the request",
  BodyNotBytes: "only a body that is already bytes can be signed (V3-SIGN-04)",
  TargetNotPath: "the request does not name a path of the platform (V3-SIGN-02)"
}

const withKey = Effect.fnUntraced(function* (identity: Identity, privateKey: Signature.PrivateKey) {
  const signature = yield* Signature.Signature
  return yield* make({ ...identity, sign: (message) => signature.sign(privateKey, message) })
})

const make = Effect.fnUntraced(function* <E>(
  options: Identity & { readonly sign: (message: Uint8Array) => Effect.Effect<Uint8Array, E> }
) {
  const random = yield* SecureRandom.SecureRandom
  const { mchid, serialNo } = options

  const sign = Effect.fn("Signer.sign")(
    function* (request: Message.Unsigned) {
      const timestamp = String(Math.floor((yield* Clock.currentTimeMillis) / 1000))
      const nonce = Hex.encode(yield* random.randomBytes(16)).toUpperCase()
      const signature = Base64.encode(yield* options.sign(Message.request({ ...request, nonce, timestamp })))
      return Message.authorization({ mchid, serialNo, nonce, timestamp, signature })
    },
    Effect.mapError(() => new SigningError({ problem: "KeyFailed" }))
  )

  return Signer.of({ mchid, sign })
})
