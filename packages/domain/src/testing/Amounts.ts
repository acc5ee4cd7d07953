/**
 * Amounts that like to stand at the edges: nothing, one fen, the neighbours of a percentage, the last safe integer.
 *
 * @since 0.1.0
 */
import * as Arbitrary from "effect/Arbitrary"
import * as Fen from "../Fen.ts"
import { int, oneOf, pick } from "./Choice.ts"

const largest = Number.MAX_SAFE_INTEGER

/** Any amount at all. */
export const fen: Arbitrary.Arbitrary<Fen.Fen> = Arbitrary.map(
  oneOf(int(0, largest), int(0, 200), int(largest - 200, largest)),
  Fen.make
)

/** Any whole percentage at all, those that rules speak of more often than others. */
export const percent: Arbitrary.Arbitrary<Fen.Percent> = Arbitrary.map(
  oneOf<number>(pick(5, 10), pick(0, 1, 99, 100, 101, 200), int(90, 110), int(0, 300), int(0, largest)),
  (n) => Fen.Percent.make(n)
)

/** The nearest amount there is to a number of any size. */
const nearest = (exact: bigint): Fen.Fen => Fen.make(exact < 0n ? 0 : exact > BigInt(largest) ? largest : Number(exact))

/** An amount a few fen away from another. */
export const near = (amount: number): Arbitrary.Arbitrary<Fen.Fen> =>
  Arbitrary.map(int(-2, 2), (off) => nearest(BigInt(amount) + BigInt(off)))

/** Two amounts that are equal, close or anyhow. */
export const two: Arbitrary.Arbitrary<readonly [Fen.Fen, Fen.Fen]> = Arbitrary.flatMap(fen, (left) =>
  Arbitrary.all([Arbitrary.Constant(left), oneOf(near(left), fen)])
)

/** An amount a few fen away from a percentage of another. */
export const nearPercent = (whole: number, percent: number): Arbitrary.Arbitrary<Fen.Fen> =>
  Arbitrary.map(int(-2, 2), (off) => nearest((BigInt(whole) * BigInt(percent)) / 100n + BigInt(off)))

/** An amount, and another that is a few fen away from a share of it. */
export const nearShare = (percent: number): Arbitrary.Arbitrary<{ readonly whole: Fen.Fen; readonly part: Fen.Fen }> =>
  Arbitrary.flatMap(fen, (whole) => Arbitrary.map(nearPercent(whole, percent), (part) => ({ whole, part })))

/** An amount, a percentage, and an amount that is near that share or far from it. */
export const wholeAndShare: Arbitrary.Arbitrary<{
  readonly whole: Fen.Fen
  readonly percent: Fen.Percent
  readonly part: Fen.Fen
}> = Arbitrary.flatMap(Arbitrary.all({ whole: fen, percent }), ({ percent, whole }) =>
  Arbitrary.map(oneOf(nearPercent(whole, percent), fen), (part) => ({ whole, percent, part }))
)

/** What may be the least to pay of so much: nothing, 5 % or 10 % of it rounded up and just above, all of it, or anything between. */
export const minimumOf = (due: Fen.Fen): Arbitrary.Arbitrary<Fen.Fen> => {
  const share = (parts: bigint): number => Number((BigInt(due) + parts - 1n) / parts)
  return Arbitrary.map(
    oneOf<number>(pick(0, due, share(20n), share(10n)), pick(share(20n) + 1, share(10n) + 1), int(0, due)),
    (minimum) => Fen.make(Math.min(minimum, due))
  )
}

/** A number of fen that no amount may be. */
export const noFen: Arbitrary.Arbitrary<number> = oneOf<number>(
  pick(0.5, 99.99, 10_000.01, -0.01, Number.MIN_VALUE, Number.EPSILON),
  int(-largest, -1),
  Arbitrary.map(int(1, largest), (n) => largest + n + 1),
  Arbitrary.map(int(0, 1_000_000), (n) => n + 0.5),
  Arbitrary.Constant(Number.NaN),
  Arbitrary.Constant(Number.POSITIVE_INFINITY),
  Arbitrary.Constant(Number.NEGATIVE_INFINITY)
)

/** A text that is nearly an amount: digits, perhaps too many, perhaps something before, between or behind them. */
export const digits: Arbitrary.Arbitrary<string> = Arbitrary.map(
  Arbitrary.all({
    before: oneOf<string>(pick(""), pick("", "0", "00", "+", "-", " ", "０")),
    number: oneOf<string>(
      Arbitrary.map(int(0, largest), String),
      Arbitrary.map(int(0, 20), (n) => String(BigInt(largest) - 10n + BigInt(n))),
      Arbitrary.map(Arbitrary.array(pick("0", "1", "5", "9"), { maxLength: 20 }), (all) => all.join(""))
    ),
    behind: oneOf<string>(pick(""), pick("", "0", ".0", ",", "e3", " ", "\n", "n", "一"))
  }),
  ({ before, behind, number }) => `${before}${number}${behind}`
)
