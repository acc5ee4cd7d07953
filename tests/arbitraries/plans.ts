/**
 * Templates of both kinds of loan, with a cap that the caller relates to something else.
 */
import { type Fen, Plan } from "@wxrepay/domain"
import * as Arbitrary from "effect/Arbitrary"

/** A template with a cap. */
export const planOf = (cap: Arbitrary.Arbitrary<Fen.Fen>): Arbitrary.Arbitrary<Plan.Plan> =>
  Arbitrary.map(Arbitrary.all({ loanKind: Arbitrary.schema(Plan.LoanKind), repaymentCap: cap }), (plan) =>
    Plan.make({ planId: "123", ...plan })
  )
