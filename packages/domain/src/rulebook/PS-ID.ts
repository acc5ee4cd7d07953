/**
 * PS-ID: identifiers of PayScore.
 *
 * @since 0.1.0
 */
import type { Family } from "./Rule.ts"

export const rules = {
  "PS-ID-01": {
    sentence:
      "out_order_no is 1 to 32 digits, letters, _, -, | and *, unique per merchant; avoid *, which one official copy lacks.",
    source: "official merchant page 4012587900; official merchant page 4012587902",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "PS-ID-02": {
    sentence:
      "Calls on an existing order carry out_order_no in the path only, percent-encoded and signed in that form (a query has it in the query string); a body that repeats it is refused.",
    source: "integrator reports",
    certainty: ["observed"],
    enforcedBy: "both"
  },
  "PS-ID-03": {
    sentence: "service_id is assigned by WeChat Pay and has 32 digits, in older samples 6; accept 1 to 32 digits.",
    source: "official merchant page 4012587900",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "PS-ID-04": {
    sentence: "One appid, bound to the merchant, serves to create, complete and cancel an order.",
    source: "official merchant page 4012587900",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "PS-ID-05": {
    sentence: "order_id, up to 128 characters, is WeChat Pay's own number of a service order.",
    source: "official merchant page 4013394596",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "PS-ID-06": {
    sentence: "out_order_no is no out_trade_no: refunds and bills go by a transaction_id of collection.details.",
    source: "official merchant page 4012587900; official knowledge pack",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "PS-ID-07": {
    sentence: "An order that is not found is answered with 404 ORDER_NOT_EXIST.",
    source: "official merchant pages; official knowledge pack",
    certainty: ["documented"],
    enforcedBy: "both"
  }
} as const satisfies Family<"PS-ID">
