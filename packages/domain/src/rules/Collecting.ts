/**
 * What the state of a service order means for the money: collected, still owed, never to be collected, or not told.
 *
 * @since 0.1.0
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Fen from "../Fen.ts"
import type { ServiceOrder } from "../ServiceOrder.ts"
import * as Stage from "../ServiceOrderStage.ts"

/**
 * The platform says that all is paid, and its collection how much: to it, or, where `sync` reported so, to the merchant; the
 * parts of the collection say which. Rules: PS-HOOK-08, PS-COMPLETE-04, PS-COL-03.
 */
export const Paid = Schema.TaggedStruct("Paid", { paid: Schema.optionalKey(Fen.Fen) })

/** The order ended and there was nothing to collect; assumed. Rules: PS-COL-02, PS-COMPLETE-06. */
export const NothingDue = Schema.TaggedStruct("NothingDue", {})

/** The order awaits payment, of which a part may have come. Rules: PS-COL-01, PS-STATE-06. */
export const Owed = Schema.TaggedStruct("Owed", { paid: Fen.Fen, missing: Schema.optionalKey(Fen.Fen) })

/** Nothing is owed where the order stands: not confirmed, in service, cancelled or expired. */
export const NotDue = Schema.TaggedStruct("NotDue", { stage: Stage.Stage })

/** The three members of the state do not go together, so nothing is decided: ask again. Rules: PS-STATE-03, PS-STATE-04. */
export const Undecided = Schema.TaggedStruct("Undecided", {})

/** What became of the money of an order. */
export const Verdict = Schema.Union([Paid, NothingDue, Owed, NotDue, Undecided])
export type Verdict = typeof Verdict.Type

/**
 * Reads off an order what became of its money. Rules: PS-STATE-04, PS-HOOK-08, PS-PAY-04, PS-COL-01, PS-COL-02,
 * PS-COMPLETE-04, PS-COMPLETE-06.
 */
export const verdict = (order: ServiceOrder): Verdict => {
  const stage = Stage.of(order)
  const { paidAmount, payingAmount, totalAmount = order.totalAmount } = order.collection ?? {}
  switch (stage) {
    case "Paid":
      return Paid.make(paidAmount === undefined ? {} : { paid: paidAmount })
    case "Finished":
      return order.needCollection === true ? Undecided.make({}) : NothingDue.make({})
    case "AwaitingPayment": {
      const paid = paidAmount ?? Fen.zero
      const missing = payingAmount ?? (totalAmount === undefined ? undefined : left(totalAmount, paid))
      return Owed.make({ paid, ...(missing === undefined ? {} : { missing }) })
    }
    case "Unclear":
      return Undecided.make({})
    default:
      return NotDue.make({ stage })
  }
}

const left = (total: Fen.Fen, paid: Fen.Fen): Fen.Fen | undefined =>
  Result.getOrElse(Fen.subtract(total, paid), () => undefined)
