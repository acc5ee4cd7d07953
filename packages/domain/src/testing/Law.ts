/**
 * A promise that an implementation of your own has to keep, as a program that any test framework can run.
 *
 * @since 0.1.0
 */
import * as Arbitrary from "effect/Arbitrary"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Equal from "effect/Equal"
import * as Formatter from "effect/Formatter"
import type * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import * as TestClock from "effect/testing/TestClock"

/** A law does not hold: which, what it expects, and what was found, perhaps for something that was drawn. */
export class LawBroken extends Schema.TaggedError<LawBroken>()("LawBroken", {
  /** The name of the law. */
  law: Schema.String,
  expected: Schema.String,
  found: Schema.String,
  /** What was drawn when it broke, as small as it could be made. */
  input: Schema.optionalKey(Schema.String)
}) {
  override readonly message = `${this.law}: expected ${this.expected}, but found ${this.found}${
    this.input === undefined ? "" : ` for ${this.input}`
  }`
}

/**
 * One promise. Its name is a sentence with the ids of the rules that it keeps; `check` succeeds when it holds. A law runs
 * under a clock of its own that stands at 1970 and moves only as the law says.
 */
export interface Law<out E = never, out R = never> {
  readonly name: string
  readonly check: Effect.Effect<void, LawBroken | E, R>
}

/** How many things a law draws, where it draws any. */
export interface Options {
  /** 100, unless it is said. */
  readonly runs?: number | undefined
  /** Draws the same again. */
  readonly seed?: string | number | undefined
}

const Current = Context.Reference<string>("@wxrepay/domain/testing/Law", { defaultValue: () => "a law" })

/** Breaks the law at hand. */
export const broken = (expected: string, found: unknown): Effect.Effect<never, LawBroken> =>
  Effect.flatMap(Current, (law) => new LawBroken({ law, expected, found: shown(found) }))

/** The law at hand holds only if this does. */
export const holds = (condition: boolean, expected: string, found: unknown): Effect.Effect<void, LawBroken> =>
  condition ? Effect.void : broken(expected, found)

/** The law at hand holds only if what was found is what was expected, member by member. */
export const same = (found: unknown, expected: unknown): Effect.Effect<void, LawBroken> =>
  holds(Equal.equals(found, expected), shown(expected), found)

/** A law of one example. What it acquires is released at its end. */
export const make = <E, R>(
  name: string,
  check: Effect.Effect<unknown, LawBroken | E, R>
): Law<E, Exclude<R, Scope.Scope>> => ({
  name,
  check: check.pipe(
    Effect.asVoid,
    Effect.scoped,
    Effect.provideService(Current, name),
    Effect.provide(TestClock.layer())
  )
})

/** A law of whatever is drawn. What one draw acquires is released before the next. */
export const property = <A, E, R>(
  name: string,
  inputs: Arbitrary.Arbitrary<A>,
  check: (input: A) => Effect.Effect<unknown, LawBroken | E, R>,
  options: Options = {}
): Law<E, Exclude<R, Scope.Scope>> => {
  const one = (input: A) => Effect.as(make(name, check(input)).check, true)
  return {
    name,
    check: Effect.gen(function* () {
      const result = yield* Arbitrary.checkEffect(inputs, one, options)
      if (result._tag === "Passed") return
      if (result._tag !== "Falsified" || result.failure._tag !== "PropertyError") {
        return yield* Effect.die(new Error(Arbitrary.formatCheckFailure(result)))
      }
      const { error } = result.failure
      if (!(error instanceof LawBroken)) return yield* Effect.fail(error)
      return yield* new LawBroken({
        law: name,
        expected: error.expected,
        found: error.found,
        input: shown(result.shrunkInput)
      })
    })
  }
}

/** The laws on an implementation: each builds it anew. */
export const on = <E, R, A, E2, R2>(
  laws: ReadonlyArray<Law<E, R>>,
  implementation: Layer.Layer<A, E2, R2>
): ReadonlyArray<Law<E | E2, Exclude<R, A> | R2>> =>
  laws.map(({ check, name }) => ({ name, check: Effect.provide(check, implementation) }))

const shown = (value: unknown): string => (typeof value === "string" ? value : Formatter.format(value))
