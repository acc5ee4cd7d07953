/**
 * Delivers notifications: sealed for the merchant, signed by the platform, again and again until taken in.
 *
 * @since 0.1.0
 */
import { Timestamp } from "@wxrepay/domain"
import { Notifications } from "@wxrepay/domain/api"
import type { Sealer } from "@wxrepay/domain/signing"
import * as SecureRandom from "effect/crypto/SecureRandom"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Hex from "effect/encoding/Hex"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as SubscriptionRef from "effect/SubscriptionRef"
import type { Event } from "./Events.ts"
import type { Faults } from "./Faults.ts"
import type { KeyChain } from "./KeyChain.ts"
import * as Stamp from "./Stamp.ts"

/** One sending of one notification. */
export interface Delivery {
  readonly id: string
  readonly eventType: string
  /** Where the lender wants it. */
  readonly notifyUrl: string
  /** 1 to 15 for credit repayment, 1 to 16 for all else. */
  readonly attempt: number
  readonly sentAt: DateTime.Utc
  /** The lender's answer, or `undefined` when none came within five seconds. */
  readonly status: number | undefined
}

/** What the sandbox may send notifications with. */
export interface Options {
  readonly keyChain: KeyChain
  readonly faults: Faults
  readonly sealer: Sealer["Service"]
  readonly http: HttpClient.HttpClient
  /** Where public addresses really are: `https://lender.example` on a port of this machine. */
  readonly forward: Readonly<Record<string, string>>
}

/** The pauses between the sendings of credit repayment: 15 sendings in all. Rule: CR-HOOK-03. */
const ownPauses = [10, 10, 10, 30, 30, 30, 300, 300, 300, 300, 300, 300, 300, 300].map(Duration.seconds)

/** The pauses between the sendings of PayScore, and of everything without a pacing of its own: 24 hours and 4 minutes in all. Rules: PS-HOOK-02, V3-HOOK-07. */
const commonPauses = [15, 15, 30, 180, 600, 1200, 1800, 1800, 1800, 3600, 10_800, 10_800, 10_800, 21_600, 21_600].map(
  Duration.seconds
)

/** The pauses between the sendings of an event. Rules: CR-HOOK-03, PS-HOOK-02, V3-HOOK-07. */
export const pausesOf = (eventType: string): ReadonlyArray<Duration.Duration> =>
  eventType.startsWith("CREDIT_REPAYMENT.") ? ownPauses : commonPauses

/** How long the lender has for an answer. Rules: CR-HOOK-01, PS-HOOK-01, V3-HOOK-03. */
export const patience = Duration.seconds(5)

/** Makes the courier of one merchant. */
export const make = Effect.fnUntraced(function* ({ faults, forward, http, keyChain, sealer }: Options) {
  const stamp = yield* Stamp.make
  const random = yield* SecureRandom.SecureRandom
  const log = yield* SubscriptionRef.make<ReadonlyArray<Delivery>>([])

  /** Rules: CR-HOOK-06, CR-HOOK-11. */
  const seal = Effect.fnUntraced(function* ({ eventType, originalType, plain, summary }: Event) {
    const sealed = yield* sealer.seal(utf8.encode(plain), "")
    const id = `EV-${Hex.encode(yield* random.randomBytes(12))}`
    const body = yield* encodeEnvelope({
      id,
      createTime: Timestamp.ofInstant(yield* DateTime.now),
      eventType,
      resourceType: "encrypt-resource",
      summary,
      resource: { originalType, ...sealed }
    })
    return { id, body: utf8.encode(body) }
  })

  const post = Effect.fnUntraced(function* (notifyUrl: string, body: Uint8Array, manner: Stamp.Manner) {
    const { origin, pathname } = new URL(notifyUrl)
    const request = HttpClientRequest.post(`${forward[origin] ?? origin}${pathname}`).pipe(
      HttpClientRequest.bodyUint8Array(body, "application/json"),
      HttpClientRequest.setHeaders({
        "user-agent": "wxrepay-sandbox",
        ...(yield* stamp.requestId(0)),
        ...(yield* stamp.proof(body, yield* keyChain.forNotification, manner))
      })
    )
    return yield* Effect.map(http.execute(request), ({ status }) => status)
  })

  /** Tells an event, until an answer of 200 or 204 comes or the sendings are used up. Rules: CR-HOOK-03, PS-HOOK-02, V3-HOOK-04, V3-HOOK-06. */
  const tell = Effect.fnUntraced(function* (event: Event) {
    const { eventType, notifyUrl } = event
    const { body, id } = yield* Effect.orDie(seal(event))
    for (const [index, pause] of [Duration.zero, ...pausesOf(eventType)].entries()) {
      yield* Effect.sleep(pause)
      const attempt = index + 1
      const { delivery, late, proof } = yield* faults.ofSending({ eventType, attempt })
      if (late !== undefined) yield* Effect.sleep(late)
      const posted = delivery === "Lost" ? Effect.never : post(notifyUrl, body, { proof })
      const answered = delivery === "AnswerLost" ? Effect.andThen(posted, Effect.never) : posted
      let isTakenIn = false
      for (let copies = delivery === "Twice" ? 2 : 1; copies > 0; copies--) {
        const sentAt = yield* DateTime.now
        const status = yield* answered.pipe(
          Effect.provideService(HttpClient.TracerDisabledWhen, () => true),
          Effect.timeout(patience),
          Effect.orElseSucceed(() => undefined)
        )
        isTakenIn ||= status === 200 || status === 204
        yield* SubscriptionRef.update(log, (earlier) => [
          ...earlier,
          { id, eventType, notifyUrl, attempt, sentAt, status }
        ])
      }
      if (isTakenIn) return
    }
  })

  /** Waits until so many sendings were answered or given up, and answers them all. */
  const awaitDeliveries = (count: number) =>
    SubscriptionRef.changes(log).pipe(
      Stream.filter(({ length }) => length >= count),
      Stream.runHead,
      Effect.map(Option.getOrElse(() => []))
    )

  return { tell, deliveries: SubscriptionRef.get(log), awaitDeliveries }
})

const utf8 = new TextEncoder()

const encodeEnvelope = Schema.encodeEffect(Schema.fromJsonString(Notifications.Envelope))
