/**
 * PS-MODIFY: lowering the amount of a PayScore order.
 *
 * @since 0.1.0
 */
import type { Family } from "./Rule.ts"

export const rules = {
  "PS-MODIFY-01": {
    sentence: "An order is modified only while it awaits payment.",
    source: "official merchant page 4012587957",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "PS-MODIFY-02": {
    sentence:
      "Modifying is refused while a charge runs (wait 3 minutes), once paid (refund instead), and for a deposit-free order whose deposit was paid.",
    source: "official merchant page 4012587957",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "PS-MODIFY-03": {
    sentence: "The reason for modifying has up to 50 characters.",
    source: "official merchant page 4012587957",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "PS-MODIFY-04": {
    sentence: "Modifying also obeys PS-AMT-02, PS-AMT-05, PS-AMT-06, PS-AMT-07 and PS-AMT-11.",
    source: "official merchant page 4012587957",
    certainty: ["documented"],
    enforcedBy: "both"
  }
} as const satisfies Family<"PS-MODIFY">
