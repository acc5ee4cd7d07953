/**
 * Templates of both kinds of loan, with a cap that the caller relates to something else.
 *
 * @since 0.1.0
 */
import * as Arbitrary from "effect/Arbitrary"
import type * as Fen from "../Fen.ts"
import * as Plan from "../Plan.ts"
import * as Values from "./Values.ts"

/** A template with a cap. */
export const planOf = (cap: Arbitrary.Arbitrary<Fen.Fen>): Arbitrary.Arbitrary<Plan.Plan> =>
  Arbitrary.map(Arbitrary.all({ loanKind: Arbitrary.schema(Plan.LoanKind), repaymentCap: cap }), (plan) =>
    Plan.make({ planId: "123", ...plan })
  )

/** Any template. */
export const plan: Arbitrary.Arbitrary<Plan.Plan> = Values.of(Plan.Plan)
