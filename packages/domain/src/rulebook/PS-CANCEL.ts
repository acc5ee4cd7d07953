/**
 * PS-CANCEL: cancelling a PayScore order.
 *
 * @since 0.1.0
 */
import type { Family } from "./Rule.ts"

export const rules = {
  "PS-CANCEL-01": {
    sentence: "An order can be cancelled in CREATED and in USER_CONFIRM.",
    source: "official merchant page 4012587905",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "PS-CANCEL-02": {
    sentence:
      "Cancelling while payment is awaited is allowed on the official page, both allowed and refused in the knowledge pack, and was seen refused; assumed: allowed, with the server to decide and no client to refuse first.",
    source: "official merchant page 4012587905; official knowledge pack; integrator reports",
    certainty: ["documented", "observed", "inferred"],
    enforcedBy: "both"
  },
  "PS-CANCEL-03": {
    sentence: "The reason for cancelling has up to 50 characters (older pages: 30), and the user sees it.",
    source: "official merchant page 4012587905",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "PS-CANCEL-04": {
    sentence: "Cancelling again succeeds with an identical body, its reason included.",
    source: "official merchant page 4012587905",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "PS-CANCEL-05": {
    sentence: "Cancelling is refused while a charge runs (单据正在扣款中,请稍后再试); wait 3 minutes.",
    source: "official merchant page 4012587905",
    certainty: ["documented"],
    enforcedBy: "sandbox"
  }
} as const satisfies Family<"PS-CANCEL">
