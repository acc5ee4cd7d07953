/**
 * The hosts that a call may go to: the first that works, and back to the primary as soon as it does.
 *
 * @since 0.1.0
 */
import type * as Arr from "effect/Array"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Cause from "effect/Cause"
import * as Metric from "effect/Metric"
import * as Option from "effect/Option"
import * as CircuitBreaker from "effect/persistence/CircuitBreaker"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { BaseUrl } from "./BaseUrl.ts"
import type { Nature } from "./Category.ts"
import type { CallError } from "./Errors.ts"
import * as Metrics from "./Metrics.ts"

/** Runs an attempt on one host after another, as far as that may be done. */
export type Hosts = <A, R>(
  nature: Nature,
  attempt: (host: BaseUrl) => Effect.Effect<A, CallError, R>
) => Effect.Effect<A, CallError, R>

/**
 * Goes on to the next host when one cannot be reached; an answer of any status is an answer. A question goes on after any failure
 * of the network, a change only when no byte of it left. Three failures in a row put a host aside for 30 seconds, which is
 * assumed; then one call tries it, and it is back. When all are put aside, the primary is asked all the same. What is no host is a
 * bug of the program, and ends it at once.
 * Rules: V3-NET-02, V3-NET-03, V3-NET-04.
 */
export const make = Effect.fnUntraced(function* (all: Arr.NonEmptyReadonlyArray<BaseUrl>) {
  const [primary] = all
  const wrong = all.findIndex((host) => !Schema.is(BaseUrl)(host))
  if (wrong !== -1) {
    const place = wrong === 0 ? "baseUrl" : `backups[${wrong - 1}]`
    return yield* Effect.die(new RangeError(`${place} must be an https address without a path (V3-NET-01)`))
  }
  const breaker = yield* CircuitBreaker.make({ tripPolicy: CircuitBreaker.consecutive(3), openDuration: "30 seconds" })

  /** Nothing, when the host is put aside or another call is trying it. */
  const guarded = <A, R>(
    host: BaseUrl,
    attempt: Effect.Effect<A, CallError, R>
  ): Effect.Effect<Option.Option<A>, CallError, R> =>
    breaker.execute(attempt, { key: host, classify }).pipe(
      Effect.asSome,
      Effect.catchTag("CircuitBreakerError", () => Effect.succeedNone)
    )

  const hosts: Hosts = <A, R>(nature: Nature, attempt: (host: BaseUrl) => Effect.Effect<A, CallError, R>) => {
    const from = (index: number, failed: Option.Option<CallError>): Effect.Effect<A, CallError, R> => {
      const host = all[index]
      if (host === undefined) return Option.isSome(failed) ? Effect.fail(failed.value) : attempt(primary)
      const counted = index === 0 ? attempt(host) : Effect.andThen(Metric.update(Metrics.failovers, 1), attempt(host))
      return Effect.flatMap(Effect.result(guarded(host, counted)), (end) => {
        if (Result.isFailure(end)) {
          return mayGoOn(nature, end.failure) ? from(index + 1, Option.some(end.failure)) : Effect.fail(end.failure)
        }
        return Option.isSome(end.success) ? Effect.succeed(end.success.value) : from(index + 1, failed)
      })
    }
    return from(0, Option.none())
  }

  /** One host needs no breaker: there is nobody else to ask. */
  const only: Hosts = (_, attempt) => attempt(primary)
  return all.length === 1 ? only : hosts
}, Effect.provide(CircuitBreaker.layerStoreMemory()))

/** Rule: V3-NET-04. */
const mayGoOn = (nature: Nature, { _tag }: CallError): boolean =>
  _tag === "NotSent" || (_tag === "Unanswered" && nature === "Read")

const classify = (exit: Exit.Exit<unknown, CallError>): CircuitBreaker.Outcome => {
  if (Exit.isSuccess(exit)) return CircuitBreaker.success
  const error = Option.getOrUndefined(Cause.findErrorOption(exit.cause))
  if (error === undefined || error._tag === "SigningError" || error._tag === "NoPlatformKey") {
    return CircuitBreaker.ignored
  }
  return error._tag === "NotSent" || error._tag === "Unanswered" ? CircuitBreaker.failure() : CircuitBreaker.success
}
