/**
 * PS-TIME: times of PayScore.
 *
 * @since 0.1.0
 */
import type { Family } from "./Rule.ts"

export const rules = {
  "PS-TIME-01": {
    sentence: "Times are Beijing time, written yyyyMMddHHmmss or yyyyMMdd, and not RFC 3339.",
    source: "official merchant page 4012587900",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "PS-TIME-02": {
    sentence: "start_time can also be the word OnAccept: the service then starts when the user confirms.",
    source: "official merchant page 4012587900",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "PS-TIME-03": {
    sentence: "end_time is mandatory when completing an order that was created without it.",
    source: "official merchant page 4012587955",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "PS-TIME-04": {
    sentence: "end_time is no later than the moment of completing; recommended: leave slack for clocks that differ.",
    source: "official merchant page 4012587955; older official wiki (2020)",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "PS-TIME-05": {
    sentence: "end_time is not before start_time.",
    source: "official merchant page 4012587955",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "PS-TIME-06": {
    sentence: "start_time_remark and end_time_remark have up to 20 characters; one definition has 50 for the latter.",
    source: "official merchant pages; OpenAPI description of the endpoints",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "PS-TIME-07": {
    sentence:
      "detail.paid_time and the paid_time of a collection have the formats of PS-TIME-01, and a bare date is its midnight.",
    source: "official merchant page 4012587962",
    certainty: ["documented"],
    enforcedBy: "both"
  }
} as const satisfies Family<"PS-TIME">
