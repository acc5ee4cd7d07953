/**
 * Free text on the wire: characters of one to three bytes of UTF-8, no emoji. Rule: V3-JSON-01.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { characters } from "./internal/text.ts"

/** What a charge is for, as the borrower reads it; the length is by analogy. Rule: CR-DEDUCT-04. */
export const Description = characters("CR-DEDUCT-04", 0, 127).pipe(Schema.brand("Description"))
export type Description = typeof Description.Type

/** The lender's own note on a charge, returned as it was sent; the length is by analogy. Rule: CR-DEDUCT-04. */
export const Attach = characters("CR-DEDUCT-04", 0, 128).pipe(Schema.brand("Attach"))
export type Attach = typeof Attach.Type

/** Why a contract is ended; it must not be empty. Rule: CR-CONTRACT-03. */
export const TerminationRemark = characters("CR-CONTRACT-03", 1, 128).pipe(Schema.brand("TerminationRemark"))
export type TerminationRemark = typeof TerminationRemark.Type
