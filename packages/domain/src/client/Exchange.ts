/**
 * One exchange of bytes, from the first that leaves to the last that comes, and how far it came when it did not end well.
 *
 * @since 0.1.0
 */
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import type * as HttpClientError from "effect/http/HttpClientError"
import type * as HttpClientRequest from "effect/http/HttpClientRequest"
import type { HttpClientResponse } from "effect/http/HttpClientResponse"
import * as MutableRef from "effect/MutableRef"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Scope from "effect/Scope"
import { type Nature, ofNoAnswer } from "./Category.ts"
import { NotSent, Unanswered } from "./Errors.ts"
import { CurrentPhase, CurrentSendings, type Phase } from "./Transport.ts"

/** An answer and every byte of its body. */
export interface Answered {
  readonly response: HttpClientResponse
  readonly body: Uint8Array
  /** Whether it answers the last of several that were sent below, so that it says nothing of the others. Rule: V3-NET-04. */
  readonly isOneOfMany: boolean
}

/** Makes exchanges over a client, each within the deadline. Rules: V3-NET-04, V3-NET-05. */
export const make = (http: HttpClient.HttpClient, deadline: Duration.Duration) => {
  /**
   * The phase is what the transport reports, and `Answered` as soon as there is a head. The span is our own, so that no header of
   * a call becomes an attribute, and no trace header goes to the platform.
   */
  const within = <A, R>(
    nature: Nature,
    phase: MutableRef.MutableRef<Phase>,
    exchange: Effect.Effect<A, HttpClientError.HttpClientError, R>
  ): Effect.Effect<A, NotSent | Unanswered, R> => {
    const failed = (problem: string) => {
      const at = MutableRef.get(phase)
      return at === "NotConnected"
        ? new NotSent({ problem })
        : new Unanswered({ problem, phase: at, category: ofNoAnswer(nature) })
    }
    return exchange.pipe(
      Effect.provideService(HttpClient.TracerDisabledWhen, () => true),
      Effect.provideService(CurrentPhase, phase),
      Effect.mapError((error) => failed(problemOf(error))),
      Effect.timeoutOrElse({ duration: deadline, orElse: () => Effect.suspend(() => Effect.fail(failed("Deadline"))) })
    )
  }

  const begin = (phase: MutableRef.MutableRef<Phase>, head: ReturnType<typeof http.execute>) =>
    Effect.tap(Effect.catch(head, responseOf), () => Effect.sync(() => MutableRef.set(phase, "Answered")))

  return {
    /** Sends, and reads to the end: the deadline covers both. */
    whole: (
      request: HttpClientRequest.HttpClientRequest,
      nature: Nature
    ): Effect.Effect<Answered, NotSent | Unanswered> =>
      Effect.suspend(() => {
        const phase = MutableRef.make<Phase>("Unknown")
        const sendings = MutableRef.make(0)
        return within(
          nature,
          phase,
          Effect.flatMap(begin(phase, http.execute(request)), (response) =>
            Effect.map(response.arrayBuffer, (buffer) => ({
              response,
              body: new Uint8Array(buffer),
              isOneOfMany: MutableRef.get(sendings) > 1
            }))
          )
        ).pipe(Effect.provideService(CurrentSendings, sendings))
      }),

    /** Sends, and leaves the body to be read as it comes, until the scope ends. The deadline covers the head. */
    head: (
      request: HttpClientRequest.HttpClientRequest,
      nature: Nature,
      scope: Scope.Scope
    ): Effect.Effect<HttpClientResponse, NotSent | Unanswered> =>
      Effect.suspend(() => {
        const phase = MutableRef.make<Phase>("Unknown")
        const scoped = HttpClient.withScope(http).execute(request).pipe(Effect.provideService(Scope.Scope, scope))
        return within(nature, phase, begin(phase, scoped))
      }),

    /** Every byte of a body of which the head has come. */
    body: (response: HttpClientResponse, nature: Nature): Effect.Effect<Uint8Array, NotSent | Unanswered> =>
      Effect.suspend(() =>
        Effect.map(
          within(nature, MutableRef.make<Phase>("Answered"), response.arrayBuffer),
          (buffer) => new Uint8Array(buffer)
        )
      )
  }
}

/** A client of the caller's own may fail on a status; the answer is there all the same. */
const responseOf = (error: HttpClientError.HttpClientError) =>
  error.reason._tag === "StatusCodeError" ? Effect.succeed(error.reason.response) : Effect.fail(error)

/** The network's own code and nothing else: the error itself holds the request with its headers. */
const problemOf = ({ reason }: HttpClientError.HttpClientError): string =>
  Option.match(readCode(reason.cause), {
    onNone: () => reason._tag,
    onSome: (found) => ("code" in found ? found.code : found.cause.code)
  })

const Coded = Schema.Struct({ code: Schema.String })
const readCode = Schema.decodeUnknownOption(Schema.Union([Coded, Schema.Struct({ cause: Coded })]))
