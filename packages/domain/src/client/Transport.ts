/**
 * What a transport must bring: a way to send bytes, and the crypto families.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Aead from "effect/crypto/Aead"
import * as Digest from "effect/crypto/Digest"
import * as KeyWrap from "effect/crypto/KeyWrap"
import * as SecureRandom from "effect/crypto/SecureRandom"
import * as Signature from "effect/crypto/Signature"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as MutableRef from "effect/MutableRef"

/** The services that every transport provides. */
export type Transport = HttpClient.HttpClient | Crypto

/** The crypto families that signing, verifying, sealing, opening and remembering need. */
export type Crypto = Signature.Signature | Aead.Aead | KeyWrap.KeyWrap | Digest.Digest | SecureRandom.SecureRandom

/** How long one attempt may take, from the first byte sent to the last byte read: 30 seconds unless set. Rule: V3-NET-05. */
export const Deadline = Context.Reference<Duration.Duration>("@wxrepay/domain/client/Deadline", {
  defaultValue: () => Duration.seconds(30)
})

/**
 * How far one exchange has come. `NotConnected`: no byte of it has left, and as long as that holds it has not happened. `Sent`:
 * bytes may have left. `Answered`: the head of an answer has come. `Unknown`: the transport cannot tell. Rule: V3-NET-04.
 */
export type Phase = "NotConnected" | "Sent" | "Answered" | "Unknown"

/**
 * Where a transport says how far the exchange has come, from moment to moment; it stands at `Unknown` until it does, and what
 * no transport writes to stays there. A transport of your own that knows nothing of it is taken to know nothing. Rule: V3-NET-04.
 */
export const CurrentPhase = Context.Reference<MutableRef.MutableRef<Phase> | undefined>(
  "@wxrepay/domain/client/CurrentPhase",
  { defaultValue: () => undefined }
)

/**
 * Where a transport counts how often bytes of one exchange may have left. More than once means that something between it and the
 * client has sent again, and then an answer to the last says nothing of the others. Rules: V3-NET-04, V3-VER-08.
 */
export const CurrentSendings = Context.Reference<MutableRef.MutableRef<number> | undefined>(
  "@wxrepay/domain/client/CurrentSendings",
  { defaultValue: () => undefined }
)

/** Counts that bytes of the exchange at hand may leave from now on, for transports of your own. Rule: V3-NET-04. */
export const sending: Effect.Effect<void> = Effect.map(CurrentSendings, (sendings) => {
  if (sendings !== undefined) MutableRef.increment(sendings)
})

/** The crypto families on WebCrypto: on Node it works in a thread pool, off the event loop. */
export const layerCrypto: Layer.Layer<Crypto> = Layer.mergeAll(
  Signature.layerWebCrypto,
  Aead.layerWebCrypto,
  Digest.layerWebCrypto,
  KeyWrap.layerWebCrypto
).pipe(Layer.provideMerge(SecureRandom.layerWebCrypto))
