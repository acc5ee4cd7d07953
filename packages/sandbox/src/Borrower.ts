/**
 * How a borrower behaves when charged.
 *
 * @since 0.1.0
 */
import { Fen } from "@wxrepay/domain"
import * as Schema from "effect/Schema"

/** Pays what is asked. */
export const Pays = Schema.TaggedStruct("Pays", {})

/** Has only so much, and what was collected is gone. It counts as paid when it reaches the booked minimum; that it may is assumed. Rule: CR-AMT-10. */
export const PaysPart = Schema.TaggedStruct("PaysPart", { atMost: Fen.Fen })

/** Has nothing. */
export const NoBalance = Schema.TaggedStruct("NoBalance", {})

/** What the borrower does. */
export const Borrower = Schema.Union([Pays, PaysPart, NoBalance])
export type Borrower = typeof Borrower.Type

/** Pays what is asked. */
export const pays: Borrower = Pays.make({})

/** Pays at most an amount in fen, in all. */
export const paysPart = (atMost: Fen.Fen): Borrower => PaysPart.make({ atMost })

/** Pays nothing. */
export const noBalance: Borrower = NoBalance.make({})

/** What is collected from a borrower of whom `asked` is wanted, and at least `least`; `undefined` when nothing is. */
export const collect = (borrower: Borrower, asked: Fen.Fen, least: Fen.Fen): Fen.Fen | undefined => {
  if (borrower._tag === "Pays" || asked === 0) return asked
  if (borrower._tag === "NoBalance") return undefined
  const paid = Fen.min(asked, borrower.atMost)
  return paid >= Fen.min(asked, least) && paid > 0 ? paid : undefined
}

/** The same, and what the borrower has left after it. */
export const draw = (
  borrower: Borrower,
  asked: Fen.Fen,
  least: Fen.Fen
): readonly [paid: Fen.Fen | undefined, left: Borrower] => {
  const paid = collect(borrower, asked, least)
  const isSpent = borrower._tag === "PaysPart" && paid !== undefined
  return [paid, isSpent ? paysPart(Fen.make(borrower.atMost - paid)) : borrower]
}
