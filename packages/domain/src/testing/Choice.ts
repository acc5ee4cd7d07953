/**
 * Choices that every other generator is built from: a number in a range, one of several, something or nothing.
 *
 * @since 0.1.0
 */
import * as Arbitrary from "effect/Arbitrary"
import * as Schema from "effect/Schema"

/** A whole number from `minimum` to `maximum`; both ends come up often. */
export const int = (minimum: number, maximum: number): Arbitrary.Arbitrary<number> =>
  Arbitrary.schema(Schema.Int.check(Schema.isBetween({ minimum, maximum })))

/** One of the given generators, each as likely as the next. */
export const oneOf = <A>(
  first: Arbitrary.Arbitrary<A>,
  ...others: ReadonlyArray<Arbitrary.Arbitrary<A>>
): Arbitrary.Arbitrary<A> => Arbitrary.flatMap(int(0, others.length), (index) => others[index - 1] ?? first)

/** The first generator most of the time, the second once in `times`. */
export const seldom = <A>(
  usual: Arbitrary.Arbitrary<A>,
  rare: Arbitrary.Arbitrary<A>,
  times = 6
): Arbitrary.Arbitrary<A> => Arbitrary.flatMap(int(1, times), (index) => (index === times ? rare : usual))

/** One of the given words or numbers. */
export const pick = <const Values extends ReadonlyArray<string | number>>(
  ...values: Values
): Arbitrary.Arbitrary<Values[number]> => Arbitrary.schema(Schema.Literals(values))

/** Something, or nothing. */
export const maybe = <A>(some: Arbitrary.Arbitrary<A>): Arbitrary.Arbitrary<A | undefined> =>
  Arbitrary.flatMap(Arbitrary.schema(Schema.Boolean), (present): Arbitrary.Arbitrary<A | undefined> =>
    present ? some : Arbitrary.Constant(undefined)
  )
