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
    /** Takes the next attempt of an order, in one step, unless the one before is younger than the cool-down. */
    readonly claim: (outOrderNo: string, coolDown: Duration.Duration) => Effect.Effect<Claim, StoreError>
    /** Gives an attempt back that certainly was not made. */
    readonly release: (outOrderNo: string, at: DateTime.Utc) => Effect.Effect<void, StoreError>
  }
>()("@wxrepay/domain/client/AttemptStore") {
  /** The memory of one process and one merchant: the last 100,000 orders, and nothing once the process ends. It never fails. */
  static readonly layerMemory: Layer.Layer<AttemptStore> = Layer.sync(AttemptStore, () => memory())
}

/** How many orders a process remembers. */
const remembered = 100_000

const memory = (): AttemptStore["Service"] => {
  const attempts = new Map<string, DateTime.Utc>()

  const claim = (outOrderNo: string, coolDown: Duration.Duration, now: DateTime.Utc): Claim => {
    const last = attempts.get(outOrderNo)
    const until = last === undefined ? now : DateTime.addDuration(last, coolDown)
    if (DateTime.isGreaterThan(until, now)) return { _tag: "CoolingDown", until }
    attempts.delete(outOrderNo)
    attempts.set(outOrderNo, now)
    const [oldest] = attempts.keys()
    if (attempts.size > remembered && oldest !== undefined) attempts.delete(oldest)
    return { _tag: "Claimed", at: now }
  }

  return AttemptStore.of({
    claim: (outOrderNo, coolDown) => Effect.map(DateTime.now, (now) => claim(outOrderNo, coolDown, now)),
    release: (outOrderNo, at) =>
      Effect.sync(() => {
        const last = attempts.get(outOrderNo)
        if (last !== undefined && DateTime.toEpochMillis(last) === DateTime.toEpochMillis(at))
          attempts.delete(outOrderNo)
      })
  })
}
