/**
 * How often a call is made again by itself, and how long it waits before: as data, and as something to provide.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import type { Nature } from "./Category.ts"
import type { CallError } from "./Errors.ts"

const time = Schema.Duration.check(
  Schema.makeFilter(
    (given: Duration.Duration) =>
      Duration.isFinite(given) && Duration.isGreaterThanOrEqualTo(given, Duration.millis(1)),
    { message: "Expected a time of at least a millisecond" }
  )
)

const number = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))

/** How calls are made again. Rule: V3-RETRY-02. */
export const RetryPolicy = Schema.Struct({
  /** The most tries of one call, the first included. */
  tries: Schema.Int.check(Schema.isGreaterThanOrEqualTo(1)),
  /** The pause before the second try; it doubles with each. */
  pause: time,
  /** The longest pause, jitter apart. */
  longestPause: time,
  /** Whether each pause is stretched or shortened by up to a fifth, so that many callers do not come back at once. */
  isJittered: Schema.Boolean,
  /**
   * The repetitions of all calls of one client together: at most so many at once, and spent ones come back evenly, all of them
   * within a time. A platform in trouble is not asked thrice as much.
   */
  budget: Schema.Struct({ repetitions: number, within: time })
})
export type RetryPolicy = typeof RetryPolicy.Type

/** At most 3 tries, from 200 ms, doubling, with jitter; and a budget of 20 repetitions per 10 seconds, which is assumed. Rules: V3-RETRY-01, V3-RETRY-02, V3-ERR-05. */
export const standard: RetryPolicy = RetryPolicy.make({
  tries: 3,
  pause: Duration.millis(200),
  longestPause: Duration.seconds(5),
  isJittered: true,
  budget: { repetitions: 20, within: Duration.seconds(10) }
})

/** Every call is made once. */
export const never: RetryPolicy = RetryPolicy.make({ ...standard, tries: 1 })

/** The policy of the calls made inside; where none is provided, that of the layer they were built in, and else `standard`. */
export const CurrentRetryPolicy = Context.Reference<RetryPolicy | undefined>(
  "@wxrepay/domain/client/CurrentRetryPolicy",
  { defaultValue: () => undefined }
)

/** Provides another policy to everything built or run with it. One that cannot be kept is a bug of the program, and ends it. */
export const layer = (policy: RetryPolicy): Layer.Layer<never> =>
  Layer.sync(CurrentRetryPolicy, () => RetryPolicy.make(policy))

/**
 * Whether the identical request may be sent again at once. What certainly was not sent may. A question may when it was not answered,
 * or with 429 or 5xx; of what changes something, a pre-sign may after the same, and what is no charge after a proven 429. A charge,
 * and everything else in doubt, is asked about first. Rules: V3-NET-04, V3-RETRY-01, V3-RETRY-04, V3-RATE-01, CR-DEDUCT-06, PS-ERR-04.
 */
export const mayRepeat = (nature: Nature, error: CallError): boolean => {
  switch (error._tag) {
    case "NotSent":
      return true
    case "Rejection": {
      const isOverloaded = error.status === 429 || (error.status >= 500 && nature !== "Write")
      return isOverloaded && nature !== "Charge" && (nature !== "Write" || error.authenticity === "Verified")
    }
    case "Unanswered":
    case "Unverified":
      return nature === "Read" || nature === "Repeatable"
    default:
      return false
  }
}

/** The pauses between tries, whatever an answer says of when to come again. Rules: V3-RETRY-02, V3-RATE-03. */
export const pauses = ({ isJittered, longestPause, pause }: RetryPolicy): Schedule.Schedule<unknown, CallError> => {
  const growing = Schedule.min([Schedule.exponential(pause), Schedule.spaced(longestPause)])
  return isJittered ? Schedule.jittered(growing) : growing
}
