/**
 * What a `fetch` lets be known of how far an exchange has come: its answer, and failures that only connecting can have.
 *
 * @since 0.1.0
 */
import { Transport } from "@wxrepay/domain/client"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import type * as HttpClientError from "effect/http/HttpClientError"
import * as Layer from "effect/Layer"
import * as MutableRef from "effect/MutableRef"
import * as Predicate from "effect/Predicate"

/**
 * A client of `fetch` which tells the phase of each exchange whose caller asks for it: `Unknown` until it is `Answered`, or
 * until it is certain that it was `NotConnected`. Only the runtime's own `fetch` is known to make one attempt: how the last of
 * several failed would be taken for how all of them did. Rule: V3-NET-04.
 */
export const layer = (isOwn: boolean): Layer.Layer<HttpClient.HttpClient, never, HttpClient.HttpClient> =>
  Layer.effect(
    HttpClient.HttpClient,
    Effect.map(HttpClient.HttpClient, (client) => {
      const begun = new WeakMap<Phase, number>()
      return HttpClient.transform(client, (exchange) =>
        Effect.flatMap(Effect.all([Transport.CurrentPhase, Transport.CurrentSendings]), ([phase, sendings]) =>
          phase === undefined ? exchange : tell(exchange, { phase, sendings, begun, isOwn })
        )
      )
    })
  )

type Phase = MutableRef.MutableRef<Transport.Phase>

/** Where the exchanges of one caller are told. */
interface Told {
  readonly phase: Phase
  readonly sendings: MutableRef.MutableRef<number> | undefined
  /** How many have begun. */
  readonly begun: WeakMap<Phase, number>
  readonly isOwn: boolean
}

/**
 * With something between us and the caller that sends again, one phase stands for several exchanges. Then how the last one
 * failed says nothing of the others, and none is told to be `NotConnected`.
 */
const tell = <A, R>(
  exchange: Effect.Effect<A, HttpClientError.HttpClientError, R>,
  { begun, isOwn, phase, sendings }: Told
): Effect.Effect<A, HttpClientError.HttpClientError, R> =>
  Effect.suspend(() => {
    begun.set(phase, (begun.get(phase) ?? 0) + 1)
    if (sendings !== undefined) MutableRef.increment(sendings)
    MutableRef.compareAndSet(phase, "NotConnected", "Unknown")
    return exchange
  }).pipe(
    Effect.tap(() => Effect.sync(() => MutableRef.set(phase, "Answered"))),
    Effect.tapError(({ reason }) =>
      Effect.sync(() => {
        const isOnly = isOwn && begun.get(phase) === 1
        if (isOnly && reason._tag === "TransportError" && isOfFetch(reason.cause)) {
          MutableRef.compareAndSet(phase, "Unknown", "NotConnected")
          if (sendings !== undefined) MutableRef.decrement(sendings)
        }
      })
    )
  )

/** What Node's `fetch`, which is undici's, throws: an error whose `cause` is the socket's. It makes one attempt. */
const isOfFetch = (thrown: unknown): boolean => Predicate.hasProperty(thrown, "cause") && isOfConnecting(thrown.cause)

/**
 * Whether only connecting can have failed so. An `errno` alone does not tell: `EHOSTUNREACH`, `ENETUNREACH` and `ETIMEDOUT`
 * also end a socket whose bytes stay without an answer, and `ECONNRESET` any. With it stands the system call that failed,
 * and `connect` and `getaddrinfo` write nothing. Of several addresses all must have failed so. What Deno and Bun throw is
 * never certain: Bun sends again on a fresh socket what it wrote to one that had closed.
 */
const isOfConnecting = (error: unknown): boolean =>
  (Predicate.hasProperty(error, "syscall") && (error.syscall === "connect" || error.syscall === "getaddrinfo")) ||
  (Predicate.hasProperty(error, "code") && Predicate.isString(error.code) && beforeSending.has(error.code)) ||
  (error instanceof AggregateError && error.errors.length > 0 && error.errors.every(isOfConnecting))

/** Undici's limit on connecting, and the names of a certificate that was refused: nothing is written before it is checked. */
const beforeSending: ReadonlySet<string> = new Set([
  "UND_ERR_CONNECT_TIMEOUT",
  "CERT_HAS_EXPIRED",
  "CERT_NOT_YET_VALID",
  "CERT_REVOKED",
  "CERT_SIGNATURE_FAILURE",
  "CERT_UNTRUSTED",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "ERR_TLS_CERT_ALTNAME_INVALID",
  "HOSTNAME_MISMATCH",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE"
])
