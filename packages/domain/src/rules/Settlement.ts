/**
 * What an order's outcome means: settled, short, failed, or not known yet.
 *
 * @since 0.1.0
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { DeductOrder } from "../DeductOrder.ts"
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
 * Reads the outcome off an order. Only `Paid` says that money moved, and only `paySuccessAmount` says how
 * much. Rules: CR-DEDUCT-03, CR-AMT-10.
 */
export const verdict = (order: DeductOrder): Verdict => {
  if (order.orderState === "Failed") return Failed.make({})
  if (order.orderState !== "Paid" || order.paySuccessAmount === undefined) return Undecided.make({})
  const paid = order.paySuccessAmount
  return Result.match(Fen.subtract(order.deductAmount, paid), {
    onFailure: () => Settled.make({ paid }),
    onSuccess: (missing) => (missing === 0 ? Settled.make({ paid }) : Short.make({ paid, missing }))
  })
}
