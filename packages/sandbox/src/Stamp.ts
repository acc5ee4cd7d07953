/**
 * What the platform puts on everything it sends: its signature over the body, and a number of its own.
 *
 * @since 0.1.0
 */
import { Message } from "@wxrepay/domain/signing"
import * as Clock from "effect/Clock"
import * as SecureRandom from "effect/crypto/SecureRandom"
import * as Signature from "effect/crypto/Signature"
import * as Effect from "effect/Effect"
import * as Base64 from "effect/encoding/Base64"
import * as Hex from "effect/encoding/Hex"
import type { PlatformKey } from "./KeyChain.ts"

/** Makes the stamp of the platform. */
export const make = Effect.gen(function* () {
  const signature = yield* Signature.Signature
  const random = yield* SecureRandom.SecureRandom

  /** The headers that prove a body, signed with one of the platform's keys. Rule: V3-VER-01. */
  const proof = Effect.fnUntraced(function* (body: Uint8Array, { keys, serial }: PlatformKey) {
    const moment = {
      timestamp: String(Math.floor((yield* Clock.currentTimeMillis) / 1000)),
      nonce: Hex.encode(yield* random.randomBytes(16))
    }
    const sealed = yield* Effect.orDie(signature.sign(keys.privateKey, Message.answer(moment, body)))
    return {
      "wechatpay-timestamp": moment.timestamp,
      "wechatpay-nonce": moment.nonce,
      "wechatpay-serial": serial,
      "wechatpay-signature": Base64.encode(sealed),
      "wechatpay-signature-type": Message.scheme
    }
  })

  /** A Request-ID that ends in 0 on success, else in the number of the refusal. Rule: V3-RID-01. */
  const requestId = (suffix: number) =>
    Effect.map(random.randomBytes(16), (bytes) => ({ "request-id": `${Hex.encode(bytes).toUpperCase()}-${suffix}` }))

  return { proof, requestId }
})
