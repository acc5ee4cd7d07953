/**
 * How much one merchant asks of the platform at a time.
 *
 * @since 0.1.0
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as RateLimiter from "effect/persistence/RateLimiter"
import * as Schema from "effect/Schema"
import * as Semaphore from "effect/Semaphore"
import type { MerchantId } from "../Ids.ts"

/** What a batch is held to. WeChat Pay publishes no limits, so there are none by default. Rule: V3-RATE-03. */
export interface Limits {
  /** The most attempts at once. */
  readonly concurrent?: number | undefined
  /** The most attempts within a time; the others wait their turn. */
  readonly rate?: { readonly attempts: number; readonly within: Duration.Input } | undefined
}

/** How many there may be. */
export const Count = Schema.Int.check(
  Schema.isGreaterThanOrEqualTo(1, { message: "Expected a whole number, at least 1" })
)

/** In which time. */
export const Window = Schema.Duration.check(
  Schema.makeFilter((given) => Duration.isFinite(given) && Duration.isGreaterThanOrEqualTo(given, Duration.millis(1)), {
    message: "Expected a time of at least a millisecond"
  })
)

/** Waits until an attempt may be made, and makes it. */
export type Limit = <A, E, R>(attempt: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>

/**
 * Holds attempts to limits. They are counted in the `RateLimiter` at hand, which processes may share, by merchant; without one,
 * in the memory of this client. A limiter that fails lets pass. Limits that nothing could pass are a bug of the program, and end
 * it at once. Rule: V3-RATE-01.
 */
export const make = Effect.fnUntraced(function* (mchid: MerchantId, { concurrent, rate }: Limits) {
  if (concurrent !== undefined && !isCount(concurrent)) return yield* never("concurrent", "a whole number, at least 1")
  if (rate !== undefined && !isCount(rate.attempts)) return yield* never("rate.attempts", "a whole number, at least 1")
  if (rate !== undefined && !Option.exists(Duration.fromInput(rate.within), isWindow)) {
    return yield* never("rate.within", "a time of at least a millisecond")
  }
  const shared = yield* Effect.serviceOption(RateLimiter.RateLimiter)
  const limiter = Option.isSome(shared) ? shared.value : yield* RateLimiter.make
  // one at a time asks for its turn and waits for it: those behind have taken nothing yet that they would leave behind
  const line = yield* Semaphore.make(1)
  const turns = concurrent === undefined ? undefined : yield* Semaphore.make(concurrent)
  const turn: Effect.Effect<void> =
    rate === undefined
      ? Effect.void
      : limiter
          .consume({
            algorithm: "token-bucket",
            onExceeded: "delay",
            key: `wxrepay/${mchid}`,
            limit: rate.attempts,
            window: rate.within
          })
          .pipe(
            Effect.flatMap(({ delay }) => (Duration.isZero(delay) ? Effect.void : Effect.sleep(delay))),
            Effect.catch(() => Effect.logWarning("The rate limiter failed, so the call does not wait for it")),
            Semaphore.withPermit(line)
          )
  const limit: Limit = (attempt) => {
    const inTurn = Effect.andThen(turn, attempt)
    return turns === undefined ? inTurn : Semaphore.withPermit(turns, inTurn)
  }
  return limit
}, Effect.provide(RateLimiter.layerStoreMemory))

const isCount = Schema.is(Count)
const isWindow = Schema.is(Window)

const never = (limit: string, allowed: string) => Effect.die(new RangeError(`limits.${limit} must be ${allowed}`))
