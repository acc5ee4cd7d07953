/**
 * What may be agreed with a borrower.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type * as Fen from "../Fen.ts"
import type { OutContractCode } from "../Ids.ts"
import type { Plan } from "../Plan.ts"
import { facts, sentence } from "../Refusal.ts"

/** A contract's limit is at most its template's cap; assumed. Rule: CR-AMT-11. */
export class LimitAboveCap extends Schema.TaggedError<LimitAboveCap>()("LimitAboveCap", facts("CR-AMT-11")) {
  override readonly message = sentence(this)
}

/** A contract code is never used again, whatever became of the first use. Rule: CR-ID-04. */
export class CodeReused extends Schema.TaggedError<CodeReused>()("CodeReused", facts("CR-ID-04")) {
  override readonly message = sentence(this)
}

/** Decides whether a contract may carry a limit. Rule: CR-AMT-11. */
export const authorizeLimit = Effect.fnUntraced(function* (
  given: Fen.Fen,
  plan: Plan
): Effect.fn.Return<Fen.Fen, LimitAboveCap> {
  if (given <= plan.repaymentCap) return given
  const allowed = `at most ${plan.repaymentCap} fen, the template's cap`
  return yield* new LimitAboveCap({ rule: "CR-AMT-11", field: "repaymentAmountLimit", given, allowed })
})

/** Decides whether signing may start under a code, given every code that signing ever started under. Rule: CR-ID-04. */
export const authorizeCode = Effect.fnUntraced(function* (
  given: OutContractCode,
  used: ReadonlySet<OutContractCode>
): Effect.fn.Return<OutContractCode, CodeReused> {
  if (!used.has(given)) return given
  return yield* new CodeReused({
    rule: "CR-ID-04",
    field: "outContractCode",
    given,
    allowed: "a code never used before"
  })
})
