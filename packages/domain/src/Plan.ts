/**
 * What only the lender knows of a template: its kind of loan and its cap. No call reads a template back,
 * so these come from configuration. Rule: CR-AMT-13.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import * as Fen from "./Fen.ts"
import { PlanId } from "./Ids.ts"

/** A consumer loan (消费贷) or a cash loan (现金贷). Rules: CR-AMT-04, CR-AMT-05. */
export const LoanKind = Schema.Literals(["ConsumerLoan", "CashLoan"])
export type LoanKind = typeof LoanKind.Type

/** A template as configuration. Rule: CR-AMT-13. */
export const Plan = Schema.Struct({
  planId: PlanId,
  loanKind: LoanKind,
  /** The most that one repayment may be, in fen. Rule: CR-AMT-01. */
  repaymentCap: Fen.Fen
}).annotate({ identifier: "Plan" })
export interface Plan extends Schema.Schema.Type<typeof Plan> {}

/** A template the program wrote itself. Throws on anything else: input is decoded, not made. */
export const make = (plan: {
  readonly planId: string
  readonly loanKind: LoanKind
  readonly repaymentCap: number
}): Plan => Schema.decodeSync(Plan)(plan)

/** The least share of a repayment that its minimum must be: 5 % or 10 %. Rules: CR-AMT-04, CR-AMT-05. */
export const minimumPercent = (kind: LoanKind): Fen.Percent => minimumPercents[kind]

/** Whether a booking must name a minimum. Rules: CR-AMT-04, CR-AMT-05. */
export const requiresMinimum = (kind: LoanKind): boolean => kind === "ConsumerLoan"

const minimumPercents = { ConsumerLoan: Fen.Percent.make(5), CashLoan: Fen.Percent.make(10) } as const
