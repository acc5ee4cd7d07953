/**
 * CR-HDR: headers of credit repayment.
 *
 * @since 0.1.0
 */
import type { Family } from "./Rule.ts"

export const rules = {
  "CR-HDR-01": {
    sentence:
      "Every call carries Authorization and Accept, a POST also Content-Type; both media headers are application/json.",
    source: "official partner page 4016779459 (2025.12.05)",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "CR-HDR-02": {
    sentence: "Both pre-sign calls list the header Wechatpay-Serial as required even when real_identity is left out.",
    source: "official partner page 4016125804; official partner page 4016779565",
    certainty: ["documented"],
    enforcedBy: "both"
  }
} as const satisfies Family<"CR-HDR">
