/**
 * Money in fen, the smallest unit of CNY: a whole number, never negative, never past the last safe integer.
 *
 * @since 0.1.0
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SchemaTransformation from "effect/SchemaTransformation"
import { wording } from "./internal/text.ts"

/** An amount in fen, as a number that survives JSON. Rule: CR-AMT-03. */
export const Fen = Schema.Natural.annotate({
  identifier: "Fen",
  ...wording("CR-AMT-03", "a whole number of fen from 0 to 9007199254740991")
}).pipe(Schema.brand("Fen"))
export type Fen = typeof Fen.Type

/** `Fen` spelled as digits, with no sign, separator, decimal point or leading zero. Rule: CR-AMT-03. */
export const FenFromString = Schema.String.check(
  Schema.isPattern(/^(?:0|[1-9][0-9]{0,15})$/u, {
    message: "Expected fen as digits without sign, point or leading zero (CR-AMT-03)"
  })
).pipe(Schema.decodeTo(Fen, SchemaTransformation.numberFromString))

/** A whole percentage. */
export const Percent = Schema.Natural.pipe(Schema.brand("Percent"))
export type Percent = typeof Percent.Type

/** More is taken than there is. */
export class Overdraw extends Schema.TaggedError<Overdraw>()("Overdraw", { total: Fen, part: Fen }) {
  override readonly message = `Cannot take ${this.part} fen from ${this.total} fen`
}

/** The exact result is past the last safe integer, so no number can hold it. */
export class Overflow extends Schema.TaggedError<Overflow>()("Overflow", { exact: Schema.String }) {
  override readonly message = `${this.exact} fen is more than a number can hold exactly`
}

/** An amount the program wrote itself. Throws on anything else: input is decoded, not made. */
export const make = (fen: number): Fen => Fen.make(fen)

/** Nothing. */
export const zero: Fen = make(0)

/** The largest amount that can be held: 9007199254740991 fen. */
export const largest: Fen = make(Number.MAX_SAFE_INTEGER)

/** The smaller of two amounts. */
export const min = (left: Fen, right: Fen): Fen => (left < right ? left : right)

/** The larger of two amounts. */
export const max = (left: Fen, right: Fen): Fen => (left > right ? left : right)

/** An amount that was reckoned without bounds, if a number can hold it exactly. */
export const exact = (fen: bigint): Result.Result<Fen, Overflow> =>
  fen <= BigInt(Number.MAX_SAFE_INTEGER)
    ? Result.succeed(make(Number(fen)))
    : Result.fail(new Overflow({ exact: fen.toString() }))

/** Two amounts together. */
export const add = (left: Fen, right: Fen): Result.Result<Fen, Overflow> => exact(BigInt(left) + BigInt(right))

/** All amounts together. */
export const sum = (amounts: Iterable<Fen>): Result.Result<Fen, Overflow> => {
  let total = 0n
  for (const amount of amounts) total += BigInt(amount)
  return exact(total)
}

/** What is left of `total` after `part`. */
export const subtract = (total: Fen, part: Fen): Result.Result<Fen, Overdraw> =>
  part <= total ? Result.succeed(make(total - part)) : Result.fail(new Overdraw({ total, part }))

/**
 * A percentage of an amount, rounded up to a whole fen, which is always safe for a minimum. Rule: CR-AMT-12.
 *
 * **Example** (The 5 % floor of 10001 fen)
 *
 * ```ts
 * import { Fen } from "@wxrepay/domain"
 *
 * Fen.percentUp(Fen.make(10001), Fen.Percent.make(5)) // => Result.succeed(Fen.make(501))
 * ```
 */
export const percentUp = (amount: Fen, percent: Percent): Result.Result<Fen, Overflow> =>
  exact((BigInt(amount) * BigInt(percent) + 99n) / 100n)

/** A percentage of an amount, rounded down to a whole fen. */
export const percentDown = (amount: Fen, percent: Percent): Result.Result<Fen, Overflow> =>
  exact((BigInt(amount) * BigInt(percent)) / 100n)

/**
 * Whether `part` is at least `percent` of `whole`, compared exactly and without rounding. Rule: CR-AMT-12.
 *
 * **Example** (5 % of 10001 fen are 500.05)
 *
 * ```ts
 * import { Fen } from "@wxrepay/domain"
 *
 * const [whole, percent] = [Fen.make(10001), Fen.Percent.make(5)]
 * Fen.isAtLeastPercent(Fen.make(500), whole, percent) // => false
 * Fen.isAtLeastPercent(Fen.make(501), whole, percent) // => true
 * ```
 */
export const isAtLeastPercent = (part: Fen, whole: Fen, percent: Percent): boolean =>
  BigInt(part) * 100n >= BigInt(whole) * BigInt(percent)

/**
 * An amount in yuan, for people to read.
 *
 * **Example** (A hundred yuan)
 *
 * ```ts
 * import { Fen } from "@wxrepay/domain"
 *
 * Fen.toYuan(Fen.make(10000)) // => "100.00"
 * ```
 */
export const toYuan = (fen: Fen): string => `${(fen - (fen % 100)) / 100}.${String(fen % 100).padStart(2, "0")}`
