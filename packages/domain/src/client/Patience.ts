/**
 * How long something is waited for, and how the pauses between questions grow.
 *
 * @since 0.1.0
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"

/** A time that cannot be kept: nothing was asked, and nothing sent. */
export class TimeRefused extends Schema.TaggedError<TimeRefused>()("TimeRefused", {
  field: Schema.Literals(["coolDown", "grace", "within", "pause"])
}) {
  override readonly message = `${this.field} must be a time of at most 30 days`
  readonly category = "FixRequest" as const
}

/** Reads a time that a caller chose, or takes the one that is usual. */
export const timeOf = (
  field: TimeRefused["field"],
  given: Duration.Input | undefined,
  usual: Duration.Input
): Effect.Effect<Duration.Duration, TimeRefused> =>
  Effect.mapError(
    Effect.fromOption(
      Option.filter(Duration.fromInput(given ?? usual), (time) => Duration.isLessThanOrEqualTo(time, longest))
    ),
    () => new TimeRefused({ field })
  )

const longest = Duration.days(30)

/** Waits, each time half as long again, from at least a second up to a most. */
export const pausing = (first: Duration.Duration, most: Duration.Duration): Effect.Effect<void> => {
  let wait = Duration.clamp(first, { minimum: leastPause, maximum: most })
  return Effect.suspend(() => {
    const now = wait
    wait = Duration.min(Duration.times(wait, 1.5), most)
    return Effect.sleep(now)
  })
}

const leastPause = Duration.seconds(1)
