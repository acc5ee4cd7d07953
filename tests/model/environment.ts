/**
 * What runs are told by the environment.
 */
import * as Schema from "effect/Schema"

/** A whole number of the environment: nonsense must not run nothing at all, and pass. */
export const numberOf = (variable: string, usual: number): number =>
  Schema.decodeUnknownSync(Schema.Int.check(Schema.isGreaterThanOrEqualTo(1)))(Number(process.env[variable] ?? usual))
