/**
 * Makes a call again, as the policy says and its budget allows.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"
import * as RateLimiter from "effect/persistence/RateLimiter"
import type { Nature } from "./Category.ts"
import type { CallError } from "./Errors.ts"
import * as Metrics from "./Metrics.ts"
import { CurrentRetryPolicy, mayRepeat, pauses, type RetryPolicy, standard } from "./RetryPolicy.ts"

/** Repeats with one budget for all that it is used for. Rules: V3-RETRY-01 to V3-RETRY-04. */
export const make = Effect.gen(function* () {
  const limiter = yield* RateLimiter.make
  const usual = (yield* CurrentRetryPolicy) ?? standard

  /** Whether there is something left; a budget that cannot be read allows nothing. */
  const isAffordable = ({ budget: { repetitions, within } }: RetryPolicy): Effect.Effect<boolean> =>
    repetitions === 0
      ? Effect.succeed(false)
      : limiter
          .consume({
            algorithm: "token-bucket",
            onExceeded: "fail",
            key: "repetitions",
            limit: repetitions,
            window: within
          })
          .pipe(
            Effect.as(true),
            Effect.orElseSucceed(() => false)
          )

  /** `before` gets what each try failed with that another follows. */
  return Effect.fnUntraced(function* <A, R>(
    nature: Nature,
    once: Effect.Effect<A, CallError, R>,
    before: Array<CallError> | undefined
  ): Effect.fn.Return<A, CallError, R> {
    const policy = (yield* CurrentRetryPolicy) ?? usual
    let tries = 1
    const goesOn = Effect.fnUntraced(function* (error: CallError) {
      if (tries >= policy.tries || !mayRepeat(nature, error)) return false
      if (!(yield* isAffordable(policy))) {
        yield* Metric.update(Metrics.exhausted, 1)
        return false
      }
      tries += 1
      before?.push(error)
      yield* Metric.update(Metric.withAttributes(Metrics.retries, { after: error._tag }), 1)
      return true
    })
    return yield* Effect.retry(once, { schedule: pauses(policy), while: goesOn })
  })
}).pipe(Effect.provide(RateLimiter.layerStoreMemory))
