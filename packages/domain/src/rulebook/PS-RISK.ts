/**
 * PS-RISK: the risk fund of PayScore.
 *
 * @since 0.1.0
 */
import type { Family } from "./Rule.ts"

export const rules = {
  "PS-RISK-01": {
    sentence:
      "risk_fund.name is DEPOSIT, ADVANCE or CASH_DEPOSIT (deposit-free first) or ESTIMATE_ORDER_COST (enjoy first); UDEPOSIT, in one list, is a misprint.",
    source: "OpenAPI description of the endpoints",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "PS-RISK-02": {
    sentence: "risk_fund.amount is a positive integer, at most the limit of the service.",
    source: "official merchant page 4012587900",
    certainty: ["documented"],
    enforcedBy: "both"
  }
} as const satisfies Family<"PS-RISK">
