/**
 * When each order was last charged by us: a small memory that keeps one attempt from following another too soon.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { StoreError } from "./NotificationStore.ts"

/** `Claimed`: the attempt is yours, and nobody else's until the cool-down is over. `CoolingDown`: another was made. */
export type Claim =
  | { readonly _tag: "Claimed"; readonly at: DateTime.Utc }
  | { readonly _tag: "CoolingDown"; readonly until: DateTime.Utc }

/** Remembers attempts. How often a charge may be started stands on no page, so minutes are kept between them. Rule: PS-PAY-08. */
export class AttemptStore extends Context.Service<
  AttemptStore,
  {
    /**
     * Takes the next attempt of an order, in one step, unless the cool-down of the one before lasts. `order` is text that no
     * order of another merchant has.
     */
    readonly claim: (order: string, coolDown: Duration.Duration) => Effect.Effect<Claim, StoreError>
    /** Gives an attempt back that certainly was not made. */
    readonly release: (order: string, at: DateTime.Utc) => Effect.Effect<void, StoreError>
  }
>()("@wxrepay/domain/client/AttemptStore") {
  /**
   * The memory of one runtime, for as long as it lasts: build it once and share it, for each that is built forgets what the
   * others know. It keeps the last 100,000 orders, and never fails.
   */
  static readonly layerMemory: Layer.Layer<AttemptStore> = Layer.sync(AttemptStore, () => memory())
}

/** How many orders a process remembers. */
const remembered = 100_000

const memory = (): AttemptStore["Service"] => {
  const attempts = new Map<string, { readonly at: DateTime.Utc; readonly until: DateTime.Utc }>()

  const claim = (order: string, coolDown: Duration.Duration, now: DateTime.Utc): Claim => {
    const last = known(order, now)
    if (last !== undefined && DateTime.isGreaterThan(last.until, now)) return { _tag: "CoolingDown", until: last.until }
    attempts.delete(order)
    attempts.set(order, { at: now, until: DateTime.addDuration(now, coolDown) })
    const [oldest] = attempts.keys()
    if (attempts.size > remembered && oldest !== undefined) attempts.delete(oldest)
    return { _tag: "Claimed", at: now }
  }

  /** The last attempt. One of a time to come was made by a clock that was wrong: it counts from now. */
  const known = (order: string, now: DateTime.Utc) => {
    const last = attempts.get(order)
    if (last === undefined || DateTime.isLessThanOrEqualTo(last.at, now)) return last
    const moved = { at: now, until: DateTime.addDuration(now, DateTime.distance(last.at, last.until)) }
    attempts.set(order, moved)
    return moved
  }

  return AttemptStore.of({
    claim: (order, coolDown) => Effect.map(DateTime.now, (now) => claim(order, coolDown, now)),
    release: (order, at) =>
      Effect.sync(() => {
        const last = attempts.get(order)
        if (last !== undefined && DateTime.toEpochMillis(last.at) === DateTime.toEpochMillis(at)) attempts.delete(order)
      })
  })
}
