/**
 * PS-SYNC: reporting money collected outside PayScore.
 *
 * @since 0.1.0
 */
import type { Family } from "./Rule.ts"

export const rules = {
  "PS-SYNC-01": {
    sentence:
      "A sync call needs MCH_COMPLETE with USER_PAYING; FINISHED, which a community copy names, does not exist.",
    source: "official merchant page 4012587962; community copy of the documentation",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "PS-SYNC-02": {
    sentence: "type of a sync call is Order_Paid, spelled exactly so, and makes detail.paid_time mandatory.",
    source: "official merchant page 4012587962",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "PS-SYNC-03": {
    sentence:
      "A sync call is refused while a charge runs (wait 3 minutes), once charged (ORDER_DONE), and while the result of collecting is unclear (收款结果不明: try later).",
    source: "official merchant page 4012587962",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "PS-SYNC-04": {
    sentence: "A sync call that succeeds ends the order as DONE, and WeChat Pay stops charging.",
    source: "official merchant page 4012587962",
    certainty: ["documented"],
    enforcedBy: "both"
  }
} as const satisfies Family<"PS-SYNC">
