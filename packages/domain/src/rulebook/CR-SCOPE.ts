/**
 * CR-SCOPE: who may use credit repayment.
 *
 * @since 0.1.0
 */
import type { Family } from "./Rule.ts"

export const rules = {
  "CR-SCOPE-01": {
    sentence: "Only an ordinary service provider may call, and it signs as itself, never as the sub-merchant.",
    source: "official partner page 4016779459 (2025.12.05); official partner page 4016125804",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "CR-SCOPE-02": {
    sentence:
      "The product is enabled, with the platform's auto-repayment (服务商自动还款) permission for mini-program signing.",
    source: "mini-program API page for wx.requestAutomaticRepayment",
    certainty: ["documented"],
    enforcedBy: "documentation",
    because: "whether the product was enabled stands on the partner platform, and no call tells it"
  }
} as const satisfies Family<"CR-SCOPE">
