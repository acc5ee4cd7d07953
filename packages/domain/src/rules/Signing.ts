/**
 * What became of a borrower who was asked to sign: signed, ended since, not signed, or not known yet.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Contract } from "../Contract.ts"

/** The borrower has signed, and the contract holds. */
export const Signed = Schema.TaggedStruct("Signed", { contract: Contract })

/** The borrower had signed, and the contract has ended since. */
export const Ended = Schema.TaggedStruct("Ended", { contract: Contract })

/**
 * There is no contract, and there will be none under this code: the borrower refused, is not who was named, or let the
 * time pass. Which of these it was, nobody tells. Rules: CR-SIGN-04, CR-SIGN-05, CR-ID-04.
 */
export const NotSigned = Schema.TaggedStruct("NotSigned", {})

/** Nobody could say: ask again, and take no new code meanwhile. */
export const Undecided = Schema.TaggedStruct("Undecided", {})

/** What became of the asking. */
export const Verdict = Schema.Union([Signed, Ended, NotSigned, Undecided])
export type Verdict = typeof Verdict.Type

/** What asking for a contract has told so far. */
export interface Answers {
  /** The contract, when there is one. */
  readonly contract?: Contract | undefined
  /** How many times in a row, since the borrower can no longer sign, the platform proved that there is none. Rules: CR-CONTRACT-05, V3-VER-09. */
  readonly absences: number
  /** Whether the borrower can no longer sign. Rule: CR-SIGN-01. */
  readonly isOver: boolean
}

/**
 * Reads the outcome off what was told. A contract decides at once. That there is none decides only when the borrower can
 * no longer sign, and when it was said twice, because the first may be said too early. Rules: CR-SIGN-05, CR-CONTRACT-05.
 */
export const verdict = ({ absences, contract, isOver }: Answers): Verdict => {
  if (contract?.state === "Effective") return Signed.make({ contract })
  if (contract?.state === "Terminated") return Ended.make({ contract })
  return contract === undefined && isOver && absences >= 2 ? NotSigned.make({}) : Undecided.make({})
}
