/**
 * What is counted about calls. Names and attributes are part of the contract; no number, path or name of anybody is among them.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"

const counter = (name: string, description: string) => Metric.counter(name, { description, incremental: true })

/** How calls that change something ended. */
export type Outcome = "settled" | "refused" | "not_sent" | "unknown"

/** Calls that change something, by operation and by how they ended. */
export const outcomes = counter("wxrepay.outcomes", "Calls that change something, by how they ended")

/** Calls of which it was not known whether they took effect, by operation. */
export const unknowns = counter("wxrepay.unknowns", "Calls of which it was not known whether they took effect")

/** Repetitions by the retry policy, by what came of the try before. */
export const retries = counter("wxrepay.retries", "Repetitions by the retry policy")

/** Repetitions that the budget did not allow. */
export const exhausted = counter("wxrepay.retries.exhausted", "Repetitions that the budget did not allow")

/** Attempts on another host than the primary. */
export const failovers = counter("wxrepay.failovers", "Attempts on another host than the primary")

/** How far our clock is ahead of the platform's, by the last answer, in seconds. Rule: V3-VER-04. */
export const clockSkew = Metric.gauge("wxrepay.clock_skew", {
  description: "Seconds that the clock is ahead of WeChat Pay's, by the last answer",
  attributes: { unit: "s" }
})

/** How long ago the oldest outcome became unknown that this process still does not know, in seconds; 0 when there is none. */
export const oldestUnknown = Metric.gauge("wxrepay.unknowns.oldest_age", {
  description: "Seconds since the oldest outcome became unknown that this process still does not know",
  attributes: { unit: "s" }
})

/** Counts how a call that changes something ended. */
export const countOutcome = (operation: string, outcome: Outcome): Effect.Effect<void> => {
  const ended = Metric.update(Metric.withAttributes(outcomes, { operation, outcome }), 1)
  return outcome === "unknown"
    ? Effect.andThen(ended, Metric.update(Metric.withAttributes(unknowns, { operation }), 1))
    : ended
}

/** What is in doubt, by a name of one's own, and {@link oldestUnknown} about it for as long as the scope lasts. */
export const watch = Effect.fnUntraced(function* (mchid: string) {
  const clock = yield* Clock.Clock
  const context = yield* Effect.context()
  const since = new Map<string, number>()
  const get = () => {
    const [oldest] = since.values()
    return { value: oldest === undefined ? 0 : (clock.currentTimeMillisUnsafe() - oldest) / 1000 }
  }
  yield* Effect.acquireRelease(
    Effect.sync(() =>
      Metric.registerUnsafe(Metric.withAttributes(oldestUnknown, { "wxrepay.mchid": mchid }), context, {
        get,
        update: () => undefined,
        modify: () => undefined
      })
    ),
    (registration) => Effect.sync(() => registration.remove())
  )
  return {
    add: (name: string): void => void (since.has(name) || since.set(name, clock.currentTimeMillisUnsafe())),
    delete: (name: string): void => void since.delete(name)
  }
})
