/**
 * What an order's outcome means: settled, short, failed, or not known yet.
 *
 * @since 0.1.0
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { type DeductOrder, isFinal } from "../DeductOrder.ts"
import * as Fen from "../Fen.ts"

/** All that was asked for was collected. */
export const Settled = Schema.TaggedStruct("Settled", { paid: Fen.Fen })

/** Less was collected than asked for: the rest is still owed. Rule: CR-AMT-10. */
export const Short = Schema.TaggedStruct("Short", { paid: Fen.Fen, missing: Fen.Fen })

/** Nothing was collected, and this order never will. */
export const Failed = Schema.TaggedStruct("Failed", {})

/** Not decided, or not told: ask again, and charge nothing meanwhile. Rules: CR-DEDUCT-03, CR-DEDUCT-07. */
export const Undecided = Schema.TaggedStruct("Undecided", {})

/** What became of an order. */
export const Verdict = Schema.Union([Settled, Short, Failed, Undecided])
export type Verdict = typeof Verdict.Type

/**
 * Reads the outcome off an order. Only a final state decides, and only `paySuccessAmount` says how much was
 * collected, even should an order that failed carry one. Rules: CR-DEDUCT-03, CR-AMT-10, CR-ERR-02.
 */
export const verdict = (order: DeductOrder): Verdict => {
  const paid = order.paySuccessAmount
  if (order.orderState === "Failed" && (paid === undefined || paid === 0)) return Failed.make({})
  if (!isFinal(order.orderState) || paid === undefined) return Undecided.make({})
  return Result.match(Fen.subtract(order.deductAmount, paid), {
    onFailure: () => Settled.make({ paid }),
    onSuccess: (missing) => (missing === 0 ? Settled.make({ paid }) : Short.make({ paid, missing }))
  })
}
