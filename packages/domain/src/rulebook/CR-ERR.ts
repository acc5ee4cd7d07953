/**
 * CR-ERR: errors of credit repayment.
 *
 * @since 0.1.0
 */
import type { Family } from "./Rule.ts"

export const rules = {
  "CR-ERR-01": {
    sentence:
      "No error code specific to an endpoint is documented; rely on HTTP status, then common codes, and keep unknown codes.",
    source: "official partner page 4016779459 (2025.12.05)",
    certainty: ["documented"]
  },
  "CR-ERR-02": {
    sentence:
      "A 200 can still carry a business refusal: a missing booking record or, assumed, a deduct order in DEDUCT_ORDER_STATE_PAY_FAIL.",
    source: "official partner page 4016779459 (2025.12.05); website page 'start a repayment'",
    certainty: ["documented", "inferred"]
  }
} as const satisfies Family<"CR-ERR">
