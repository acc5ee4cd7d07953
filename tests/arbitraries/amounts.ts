/**
 * Amounts that like to stand at the edges: nothing, one fen, the neighbours of a percentage, the last safe integer.
 */
import { Fen } from "@wxrepay/domain"
import * as Arbitrary from "effect/Arbitrary"
import * as Schema from "effect/Schema"

/** Any amount at all. */
export const fen: Arbitrary.Arbitrary<Fen.Fen> = Arbitrary.flatMap(
  Arbitrary.schema(Schema.Literals(["any", "small", "edge"])),
  (kind) =>
    kind === "any"
      ? Arbitrary.schema(Fen.Fen)
      : Arbitrary.map(
          Arbitrary.schema(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 200 }))),
          (n) => Fen.make(kind === "small" ? n : Number.MAX_SAFE_INTEGER - n)
        )
)

/** An amount, and another that is a few fen away from a share of it. */
export const nearShare = (percent: number): Arbitrary.Arbitrary<{ readonly whole: Fen.Fen; readonly part: Fen.Fen }> =>
  Arbitrary.map(
    Arbitrary.all({ whole: fen, off: Arbitrary.schema(Schema.Int.check(Schema.isBetween({ minimum: -3, maximum: 3 }))) }),
    ({ off, whole }) => {
      const share = Number((BigInt(whole) * BigInt(percent)) / 100n) + off
      return { whole, part: Fen.make(Math.min(Math.max(share, 0), Number.MAX_SAFE_INTEGER)) }
    }
  )
