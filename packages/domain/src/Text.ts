/**
 * Free text on the wire: characters of one to three bytes of UTF-8, no emoji. Rule: V3-JSON-01.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { text } from "./internal/text.ts"

/** What a charge is for, as the borrower reads it; the length is by analogy. Rule: CR-DEDUCT-04. */
export const Description = text(
  "CR-DEDUCT-04",
  "at most 127 characters, none of four bytes such as emoji",
  /^[\u0000-\uD7FF\uE000-\uFFFF]{0,127}$/u
).pipe(Schema.brand("Description"))
export type Description = typeof Description.Type

/** The lender's own note on a charge, returned as it was sent; the length is by analogy. Rule: CR-DEDUCT-04. */
export const Attach = text(
  "CR-DEDUCT-04",
  "at most 128 characters, none of four bytes such as emoji",
  /^[\u0000-\uD7FF\uE000-\uFFFF]{0,128}$/u
).pipe(Schema.brand("Attach"))
export type Attach = typeof Attach.Type
