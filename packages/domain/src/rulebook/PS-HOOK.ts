/**
 * PS-HOOK: webhooks of PayScore.
 *
 * @since 0.1.0
 */
import type { Family } from "./Rule.ts"

export const rules = {
  "PS-HOOK-01": {
    sentence:
      "A receiver verifies a webhook and answers 200 or 204 within 5 seconds; create_time is RFC 3339, times in the plaintext yyyyMMddHHmmss.",
    source: "official merchant page 4012587953; official merchant page 4012587960",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "PS-HOOK-02": {
    sentence:
      "Webhooks repeat after 15 s, 15 s, 30 s, 3 m, 10 m, 20 m, three times 30 m, 60 m, three times 3 h, twice 6 h (24 h 4 m in all); older pages: 0, 15, 15, 30, 180, four times 1800, 3600 s.",
    source: "official merchant page 4012587953; older official pages",
    certainty: ["documented"],
    enforcedBy: "sandbox",
    cases: "there are fifteen pauses, and each of them is waited out to the second"
  },
  "PS-HOOK-03": {
    sentence: "Delivery is not guaranteed, so query when a webhook does not come.",
    source: "official merchant pages",
    certainty: ["documented"],
    enforcedBy: "client"
  },
  "PS-HOOK-04": {
    sentence:
      "A duplicate is told by out_order_no with event_type; assumed: the id of the envelope may change between repeats.",
    source: "official knowledge pack",
    certainty: ["documented", "inferred"],
    enforcedBy: "both"
  },
  "PS-HOOK-05": {
    sentence: "A receiver compares amounts and identifiers with its own order before it acts.",
    source: "official knowledge pack",
    certainty: ["documented"],
    enforcedBy: "client"
  },
  "PS-HOOK-06": {
    sentence:
      "original_type is payscore; associated_data is empty in official samples, transaction in the knowledge pack, payscore in other PayScore events, so rely on none.",
    source: "official merchant page 4012587953; official knowledge pack",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "PS-HOOK-07": {
    sentence:
      "A community copy merges partner, plan and permission payloads, with sub_mchid and out_trade_no required; assumed: a direct merchant gets no sub_appid, sub_mchid, sub_openid, channel_id, out_trade_no, user_service_status, openorclose_time, authorization_code or out_request_no.",
    source: "community copy of the documentation",
    certainty: ["documented", "inferred"],
    enforcedBy: "both"
  },
  "PS-HOOK-08": {
    sentence:
      "USER_PAID comes with DONE, yet collection.state may be another value; assumed: DONE with USER_PAID is payment, all else calls for a query.",
    source: "official knowledge pack",
    certainty: ["documented", "inferred"],
    enforcedBy: "both"
  },
  "PS-HOOK-09": {
    sentence: "No webhook tells of cancelling, expiry, a failed charge or modifying, so query for them.",
    source: "official list of notifications",
    certainty: ["documented"],
    enforcedBy: "both"
  }
} as const satisfies Family<"PS-HOOK">
