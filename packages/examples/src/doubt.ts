/**
 * A charge whose answer may get lost: how it is settled at once, and how by a process that comes back.
 */
import type { DeductOrder } from "@wxrepay/domain"
import { CreditRepayment } from "@wxrepay/domain/client"
import * as Effect from "effect/Effect"

/** Charges, and finds out what became of it where no answer says so. */
export const chargeAndSettle = Effect.fn("chargeAndSettle")(function* (draft: DeductOrder.ChargeDraft) {
  const repayment = yield* CreditRepayment
  return yield* repayment.charge(draft).pipe(
    Effect.map((answer) => ({ _tag: "Settled", by: "Answer", answer }) as const),
    // It may have happened. This asks by the number, and charges again only where twice in a row there was provably nothing.
    Effect.catchTag("OutcomeUnknown", () => repayment.settle("charge", draft))
  )
})

/** Settles every charge that was sent and never settled, such as when a process died. `draftOf` reads what was asked for. */
export const settleCharges = Effect.fn("settleCharges")(function* <E, R>(
  draftOf: (outTradeNo: string) => Effect.Effect<DeductOrder.ChargeDraft, E, R>
) {
  const repayment = yield* CreditRepayment
  const charges = (yield* repayment.unsettled).filter(({ operation }) => operation === "charge")
  return yield* Effect.forEach(charges, ({ number }) =>
    Effect.flatMap(draftOf(number), (draft) => repayment.settle("charge", draft))
  )
})
