/**
 * What the platform puts on everything it sends: its signature over the body, and a number of its own.
 *
 * @since 0.1.0
 */
import { Message, Verification } from "@wxrepay/domain/signing"
import * as Clock from "effect/Clock"
import * as SecureRandom from "effect/crypto/SecureRandom"
import * as Signature from "effect/crypto/Signature"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Base64 from "effect/encoding/Base64"
import * as Hex from "effect/encoding/Hex"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import type { PlatformKey } from "./KeyChain.ts"

/**
 * How good a signature is. `Missing`: none of its headers. `Wrong`: of other bytes. `UnknownSerial`: of a key that nobody has.
 * `Probe`: wrong on purpose, and says so. `Stale`: ten minutes old. Rules: V3-VER-01, V3-VER-04 to V3-VER-06, V3-PROBE-01.
 */
export type Proof = "Genuine" | "Missing" | "Wrong" | "UnknownSerial" | "Probe" | "Stale"

/** How a message is signed unless it is meant to be right. */
export interface Manner {
  readonly proof?: Proof | undefined
  /** How many seconds the platform's clock is ahead; behind when negative. */
  readonly aheadSeconds?: number | undefined
}

/** Makes the stamp of the platform. */
export const make = Effect.gen(function* () {
  const signature = yield* Signature.Signature
  const random = yield* SecureRandom.SecureRandom

  /** The headers that prove a body, signed with one of the platform's keys, or fail to. Rule: V3-VER-01. */
  const proof = Effect.fnUntraced(function* (
    body: Uint8Array,
    { keys, serial }: PlatformKey,
    { aheadSeconds = 0, proof = "Genuine" }: Manner = {}
  ): Effect.fn.Return<Readonly<Record<string, string>>> {
    if (proof === "Missing") return {}
    const seconds = Math.floor((yield* Clock.currentTimeMillis) / 1000) + aheadSeconds
    const moment = {
      timestamp: String(proof === "Stale" ? seconds - 2 * Verification.toleranceSeconds : seconds),
      nonce: Hex.encode(yield* random.randomBytes(16))
    }
    const bytes = Message.answer(moment, proof === "Wrong" ? new Uint8Array([...body, 0x20]) : body)
    const sealed = Base64.encode(yield* Effect.orDie(signature.sign(keys.privateKey, bytes)))
    return {
      "wechatpay-timestamp": moment.timestamp,
      "wechatpay-nonce": moment.nonce,
      "wechatpay-serial": proof === "UnknownSerial" ? neighbourOf(serial) : serial,
      "wechatpay-signature": proof === "Probe" ? probeOf(sealed) : sealed,
      "wechatpay-signature-type": Message.scheme
    }
  })

  /** A Request-ID that ends in 0 on success, else in the number of the refusal. Rule: V3-RID-01. */
  const requestId = (suffix: number) =>
    Effect.map(random.randomBytes(16), (bytes) => ({ "request-id": `${Hex.encode(bytes).toUpperCase()}-${suffix}` }))

  return { proof, requestId }
})

/** Says when an answer was made, by the sandbox's clock, as every server does. */
export const dated = (response: HttpServerResponse.HttpServerResponse, aheadSeconds = 0) =>
  Effect.map(DateTime.now, (now) =>
    HttpServerResponse.setHeader(
      response,
      "date",
      DateTime.toDateUtc(DateTime.add(now, { seconds: aheadSeconds })).toUTCString()
    )
  )

/** A serial of the same form that is nobody's. */
const neighbourOf = (serial: string): string => `${serial.slice(0, -1)}${serial.endsWith("0") ? "1" : "0"}`

/** As long as a signature, and base64 like one. */
const probeOf = (sealed: string): string =>
  `${Verification.probePrefix}${sealed.slice(Verification.probePrefix.length)}`
