/**
 * What every store of notifications promises.
 *
 * Method: deliveries are drawn as keys, how often each comes and in which order, and judged by what they are answered
 * and by how often their work ran. The work gives way in its middle, so that fibers meet in it.
 */
import { assert, describe, it } from "@effect/vitest"
import type { NotificationStore, Once } from "@wxrepay/domain/client"
import * as Arbitrary from "effect/Arbitrary"
import * as Cause from "effect/Cause"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Random from "effect/Random"
import * as Scheduler from "effect/Scheduler"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import type * as SqlError from "effect/sql/SqlError"
import * as Choice from "../arbitraries/choice.ts"

/** What the work of a handler fails with. */
export class Refused extends Schema.TaggedError<Refused>()("Refused", {}) {}

const defect = new Error("a bug of the handler")

/** What comes from the platform: keys, each 1 to 15 times, in any order, one after another or at once. Rule: CR-HOOK-03. */
export const deliveries = Arbitrary.all({
  keys: Arbitrary.array(Arbitrary.schema(Schema.String.check(Schema.isPattern(/^[-a-zA-Z0-9_:'"%还款]{1,40}$/u))), {
    minLength: 1,
    maxLength: 3
  }),
  times: Choice.int(1, 15),
  seed: Choice.int(0, 1_000_000),
  flow: Choice.pick("one after another", "at once")
})

type Deliveries = typeof deliveries extends Arbitrary.Arbitrary<infer A> ? A : never

/** Delivers what was drawn, and gives the answers of each key in the order of its deliveries. */
export const deliver = Effect.fnUntraced(function* <E>(
  { flow, keys, seed, times }: Deliveries,
  handle: (key: string, index: number) => Effect.Effect<Once, E>
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

/** Asserts that each key took effect once, and that every answer says what happened. */
export const assertOnce = (
  answers: ReadonlyMap<string, ReadonlyArray<Once>>,
  runs: ReadonlyMap<string, number>,
  { flow }: Deliveries
) => {
  for (const [key, given] of answers) {
    const [first, ...others] = given
    assert.strictEqual(runs.get(key), 1)
    assert.strictEqual(given.filter((answer) => answer === "Done").length, 1)
    if (flow === "at once") continue
    assert.strictEqual(first, "Done")
    assert.isTrue(others.every((answer) => answer === "DoneBefore"))
  }
}

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

/** Calls once with work that does something and then ends other than well, and asserts that the caller sees how. */
export const endBadly = Effect.fnUntraced(function* <E>(
  store: NotificationStore["Service"],
  key: string,
  ending: keyof typeof endings,
  before: Effect.Effect<void, E>
) {
  const { end, isShown } = endings[ending]
  const began = yield* Deferred.make<void>()
  const work = before.pipe(Effect.andThen(Deferred.succeed(began, undefined)), Effect.andThen(end))
  const fiber = yield* Effect.forkChild(store.once(key, work))
  yield* Deferred.await(began)
  if (ending === "is interrupted") yield* Fiber.interrupt(fiber)
  const exit = yield* Fiber.await(fiber)
  assert.isTrue(Exit.isFailure(exit) && isShown(exit.cause), ending)
})

/** How many steps of a call to wait for: often within what a memory takes, and up to more than SQLite takes. */
export const moments = Choice.oneOf(Choice.int(0, 30), Choice.int(0, 350))

/** Interrupts an effect after so many steps of its fiber, which gives way at every third operation. */
export const interruptAfter = Effect.fnUntraced(function* <A, E, R>(steps: number, effect: Effect.Effect<A, E, R>) {
  const fiber = yield* Effect.forkChild(Effect.provideService(effect, Scheduler.MaxOpsBeforeYield, 3))
  for (let step = 0; step < steps; step++) yield* Effect.yieldNow
  yield* Fiber.interrupt(fiber)
})

/** Up to five bad endings, one after another. */
export const badEndings = Arbitrary.array(Choice.pick("fails", "dies", "interrupts itself", "is interrupted"), {
  maxLength: 5
})

/** Runs the laws that hold for every store; `fresh` makes one that remembers nothing. */
export const laws = (
  name: string,
  fresh: Effect.Effect<NotificationStore["Service"], SqlError.SqlError, Scope.Scope>
): void => {
  const runs = { arbitrary: { runs: 40 } }

  describe(`${name}: once`, () => {
    it.effect.prop(
      "V3-HOOK-05 CR-HOOK-04 an event that comes up to 15 times takes effect once, and every repeat is told so",
      [deliveries],
      ([drawn]) =>
        Effect.gen(function* () {
          const store = yield* fresh
          const { runs, work } = counting()
          assertOnce(yield* deliver(drawn, (key) => store.once(key, work(key))), runs, drawn)
          for (const key of drawn.keys) assert.strictEqual(yield* store.once(key, work(key)), "DoneBefore")
          for (const key of drawn.keys) assert.strictEqual(runs.get(key), 1)
        }).pipe(Effect.scoped),
      runs
    )

    it.effect.prop(
      "V3-HOOK-08 work that fails, dies or is interrupted leaves nothing behind, and the next delivery runs it",
      [badEndings],
      ([drawn]) =>
        Effect.gen(function* () {
          const store = yield* fresh
          const { runs, work } = counting()
          for (const ending of drawn) yield* endBadly(store, "K", ending, work("K"))
          assert.strictEqual(yield* store.once("K", work("K")), "Done")
          assert.strictEqual(yield* store.once("K", work("K")), "DoneBefore")
          assert.strictEqual(runs.get("K"), drawn.length + 1)
        }).pipe(Effect.scoped),
      runs
    )

    it.effect.prop(
      "V3-HOOK-08 an interruption at any moment leaves a key done or free",
      [moments],
      ([steps]) =>
        Effect.gen(function* () {
          const store = yield* fresh
          const { runs, work } = counting()
          yield* interruptAfter(steps, store.once("K", work("K")))
          const before = runs.get("K") ?? 0
          const answer = yield* store.once("K", work("K"))
          assert.include(before === 0 ? ["Done"] : ["Done", "DoneBefore"], answer)
          assert.strictEqual(yield* store.once("K", work("K")), "DoneBefore")
        }).pipe(Effect.scoped),
      runs
    )

    it.effect("V3-HOOK-05 a delivery that comes during the work never runs it, however it is answered", () =>
      Effect.gen(function* () {
        const store = yield* fresh
        const { began, letGo, wait } = yield* held
        const first = yield* Effect.forkChild(store.once("K", wait))
        yield* began
        const second = yield* Effect.forkChild(store.once("K", Effect.die("ran twice")))
        yield* Effect.yieldNow
        yield* letGo
        assert.strictEqual(yield* Fiber.join(first), "Done")
        assert.include(["InProgress", "DoneBefore"], yield* Fiber.join(second))
      })
    )

    it.effect("one effect that is run by many fibers at once takes effect once, and can be run again", () =>
      Effect.gen(function* () {
        const store = yield* fresh
        const { runs, work } = counting()
        const call = store.once("K", work("K"))
        const answers = yield* Effect.all(
          Array.from({ length: 15 }, () => call),
          { concurrency: "unbounded" }
        )
        assert.strictEqual(answers.filter((answer) => answer === "Done").length, 1)
        assert.deepStrictEqual([yield* call, runs.get("K")], ["DoneBefore", 1])
      })
    )
  })
}
