/**
 * Deliveries of notifications as they happen: each event up to fifteen times, in any order, one after another or at once;
 * work that ends well or badly, and interruptions at any moment. For stores and for handlers of your own.
 *
 * @since 0.1.0
 */
import * as Arbitrary from "effect/Arbitrary"
import * as Cause from "effect/Cause"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Random from "effect/Random"
import * as Scheduler from "effect/Scheduler"
import * as Schema from "effect/Schema"
import type { NotificationStore, Once } from "../client/NotificationStore.ts"
import { int, oneOf, pick } from "./Choice.ts"
import { holds, type LawBroken, same } from "./Law.ts"

/** What the work of a handler fails with. */
export class Refused extends Schema.TaggedError<Refused>()("Refused", {}) {}

/** A defect of a handler. */
const defect = new Error("a bug of the handler")

/** What comes from the platform: keys, each 1 to 15 times, in any order, one after another or at once. Rule: CR-HOOK-03. */
export const deliveries = Arbitrary.all({
  keys: Arbitrary.array(Arbitrary.schema(Schema.String.check(Schema.isPattern(/^[-a-zA-Z0-9_:'"%还款]{1,40}$/u))), {
    minLength: 1,
    maxLength: 3
  }),
  times: int(1, 15),
  seed: int(0, 1_000_000),
  flow: pick("one after another", "at once")
})

/** What was drawn. */
export type Deliveries = typeof deliveries extends Arbitrary.Arbitrary<infer A> ? A : never

/** Delivers what was drawn, and gives the answers of each key in the order of its deliveries. */
export const deliver = Effect.fnUntraced(function* <E, R>(
  { flow, keys, seed, times }: Deliveries,
  handle: (key: string, index: number) => Effect.Effect<Once, E, R>
) {
  const all = [...new Set(keys)].flatMap((key) => Array.from({ length: times }, () => key))
  const shuffled = yield* Random.shuffle(all).pipe(Random.withSeed(seed))
  const concurrency = flow === "at once" ? "unbounded" : 1
  const answers = yield* Effect.forEach(shuffled, handle, { concurrency })
  return new Map(keys.map((key) => [key, answers.filter((_, index) => shuffled[index] === key)]))
})

/** Work that counts its runs, and gives way before and after. */
export const counting = () => {
  const runs = new Map<string, number>()
  const work = (key: string) =>
    Effect.yieldNow.pipe(
      Effect.andThen(Effect.sync(() => void runs.set(key, (runs.get(key) ?? 0) + 1))),
      Effect.andThen(Effect.yieldNow)
    )
  return { runs, work }
}

/** Each key took effect once, and every answer says what happened. Rules: V3-HOOK-05, CR-HOOK-04. */
export const tookEffectOnce = Effect.fnUntraced(function* (
  answers: ReadonlyMap<string, ReadonlyArray<Once>>,
  runs: ReadonlyMap<string, number>,
  { flow }: Deliveries
): Effect.fn.Return<void, LawBroken> {
  for (const [key, given] of answers) {
    yield* same(runs.get(key), 1)
    yield* same(given.filter((answer) => answer === "Done").length, 1)
    if (flow === "at once") continue
    yield* same(given, ["Done", ...given.slice(1).map(() => "DoneBefore")])
  }
})

/** Work that says when it began, then waits until it is let go. */
export const held = Effect.gen(function* () {
  const began = yield* Deferred.make<void>()
  const gate = yield* Deferred.make<void>()
  return {
    began: Deferred.await(began),
    letGo: Deferred.succeed(gate, undefined),
    wait: Effect.andThen(Deferred.succeed(began, undefined), Deferred.await(gate))
  }
})

/** Every way in which work ends other than well, and whether an exit shows just that. */
const endings = {
  fails: {
    end: Effect.fail(new Refused()),
    isShown: (cause: Cause.Cause<unknown>) => Cause.squash(cause) instanceof Refused && !Cause.hasDies(cause)
  },
  dies: { end: Effect.die(defect), isShown: (cause: Cause.Cause<unknown>) => Cause.squash(cause) === defect },
  "interrupts itself": { end: Effect.interrupt, isShown: Cause.hasInterruptsOnly },
  "is interrupted": { end: Effect.never, isShown: Cause.hasInterruptsOnly }
}

/** A way in which work ends other than well. */
export type Ending = keyof typeof endings

/** Up to five bad endings, one after another. */
export const badEndings = Arbitrary.array(pick("fails", "dies", "interrupts itself", "is interrupted"), {
  maxLength: 5
})

/** Calls once with work that does something and then ends other than well; the caller has to see how. */
export const endBadly = Effect.fnUntraced(function* <E>(
  store: NotificationStore["Service"],
  key: string,
  ending: Ending,
  before: Effect.Effect<void, E>
): Effect.fn.Return<void, LawBroken> {
  const { end, isShown } = endings[ending]
  const began = yield* Deferred.make<void>()
  const work = before.pipe(Effect.andThen(Deferred.succeed(began, undefined)), Effect.andThen(end))
  const fiber = yield* Effect.forkChild(store.once(key, work))
  yield* Effect.raceFirst(Deferred.await(began), Fiber.await(fiber))
  if (ending === "is interrupted") yield* Fiber.interrupt(fiber)
  const exit = yield* Fiber.await(fiber)
  yield* holds(Exit.isFailure(exit) && isShown(exit.cause), `the caller to see work that ${ending}`, exit)
})

/** How many steps of a call to wait for: often within what a memory takes, and up to more than SQLite takes. */
export const moments = oneOf(int(0, 30), int(0, 350))

/** Interrupts an effect after so many steps of its fiber, which gives way at every third operation. */
export const interruptAfter = Effect.fnUntraced(function* <A, E, R>(steps: number, effect: Effect.Effect<A, E, R>) {
  const fiber = yield* Effect.forkChild(Effect.provideService(effect, Scheduler.MaxOpsBeforeYield, 3))
  for (let step = 0; step < steps; step++) yield* Effect.yieldNow
  yield* Fiber.interrupt(fiber)
})
