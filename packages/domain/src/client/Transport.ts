/**
 * What a transport must bring: a way to send bytes, and the crypto families.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Aead from "effect/crypto/Aead"
import * as KeyWrap from "effect/crypto/KeyWrap"
import * as SecureRandom from "effect/crypto/SecureRandom"
import * as Signature from "effect/crypto/Signature"
import * as Duration from "effect/Duration"
import type * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"

/** The services that every transport provides. */
export type Transport = HttpClient.HttpClient | Crypto

/** The crypto families that signing, verifying, sealing and opening need. */
export type Crypto = Signature.Signature | Aead.Aead | KeyWrap.KeyWrap | SecureRandom.SecureRandom

/** How long one attempt may take, from the first byte sent to the last byte read: 30 seconds unless set. Rule: V3-NET-05. */
export const Deadline = Context.Reference<Duration.Duration>("@wxrepay/domain/client/Deadline", {
  defaultValue: () => Duration.seconds(30)
})

/** The crypto families on WebCrypto: on Node it works in a thread pool, off the event loop. */
export const layerCrypto: Layer.Layer<Crypto> = Layer.mergeAll(
  Signature.layerWebCrypto,
  Aead.layerWebCrypto,
  KeyWrap.layerWebCrypto
).pipe(Layer.provideMerge(SecureRandom.layerWebCrypto))
