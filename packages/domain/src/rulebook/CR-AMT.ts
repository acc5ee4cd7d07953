/**
 * CR-AMT: amounts of credit repayment.
 *
 * @since 0.1.0
 */
import type { Family } from "./Rule.ts"

export const rules = {
  "CR-AMT-01": {
    sentence: "A booked repayment is at most the cap of its template.",
    source: "official partner page 4016779459 (2025.12.05)",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "CR-AMT-02": {
    sentence: "A booked repayment is at most the limit stored in the user's contract.",
    source: "official partner page 4016779459 (2025.12.05)",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "CR-AMT-03": {
    sentence:
      "Booking, deduct-order and deduction-webhook amounts are strings in fen; assumed: digits only, no leading zero.",
    source: "official partner page 4016779459 (2025.12.05); website page 'start a repayment'",
    certainty: ["documented", "inferred"],
    enforcedBy: "both"
  },
  "CR-AMT-04": {
    sentence: "Under a consumer-loan template min_repayment_amount is mandatory and at least 5 % of repayment_amount.",
    source: "official partner page 4016779459 (2025.12.05)",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "CR-AMT-05": {
    sentence:
      "Under a cash-loan template min_repayment_amount is optional, but if given at least 10 % of repayment_amount.",
    source: "official partner page 4016779459 (2025.12.05)",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "CR-AMT-06": {
    sentence: "Assumed: min_repayment_amount is at most repayment_amount.",
    source: "none",
    certainty: ["inferred"],
    enforcedBy: "both"
  },
  "CR-AMT-07": {
    sentence:
      "Assumed: deduct_amount is positive, at most the booked repayment_amount and at least the booked minimum.",
    source: "none",
    certainty: ["inferred"],
    enforcedBy: "both"
  },
  "CR-AMT-08": {
    sentence:
      "repayment_amount_limit is a string in pre-signs and webhooks, an integer in contract answers; decode both.",
    source:
      "official partner page 4016125804; OpenAPI description of the endpoints; community copy of the documentation",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "CR-AMT-09": {
    sentence: "trade_info.deduct_amount of a pre-sign is an integer, unlike the deduct_amount of a deduct order.",
    source: "official partner page 4016125804; OpenAPI description of the endpoints",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "CR-AMT-10": {
    sentence:
      "Assumed: reconcile by pay_success_amount, the sum collected, maybe unset before success or below deduct_amount.",
    source: "website page 'start a repayment'",
    certainty: ["inferred"],
    enforcedBy: "both"
  },
  "CR-AMT-11": {
    sentence: "Assumed: the repayment_amount_limit given at pre-sign is at most the cap of the template.",
    source: "none",
    certainty: ["inferred"],
    enforcedBy: "both"
  },
  "CR-AMT-12": {
    sentence:
      "Recommended: compare exactly (minimum × 20 ≥ amount for 5 %, minimum × 10 ≥ amount for 10 %) and round the minimum up, as server rounding is unknown; for 10001 fen the 5 % floor is 501.",
    source: "none",
    certainty: ["inferred"],
    enforcedBy: "both"
  },
  "CR-AMT-13": {
    sentence:
      "Assumed: no call reads loan kind or template cap, so a client checks CR-AMT-01, 04 and 05 only if configured with them, else the server does; a contract query allows checking CR-AMT-02.",
    source: "none",
    certainty: ["inferred"],
    enforcedBy: "client"
  }
} as const satisfies Family<"CR-AMT">
