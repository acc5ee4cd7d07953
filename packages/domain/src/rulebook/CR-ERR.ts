/**
 * CR-ERR: errors of credit repayment.
 *
 * @since 0.1.0
 */
import type { Family } from "./Rule.ts"

export const rules = {
  "CR-ERR-01": {
    sentence:
      "No endpoint-specific error code is documented: use HTTP status, then common codes, and keep unknown codes.",
    source: "official partner page 4016779459 (2025.12.05)",
    certainty: ["documented"],
    enforcedBy: "client"
  },
  "CR-ERR-02": {
    sentence:
      "A 200 can still be a business refusal: a booking record is missing or (assumed) a deduct order is in PAY_FAIL.",
    source: "official partner page 4016779459 (2025.12.05); website page 'start a repayment'",
    certainty: ["documented", "inferred"],
    enforcedBy: "client"
  }
} as const satisfies Family<"CR-ERR">
