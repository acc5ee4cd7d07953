/**
 * PS-QUERY: querying a PayScore order.
 *
 * @since 0.1.0
 */
import type { Family } from "./Rule.ts"

export const rules = {
  "PS-QUERY-01": {
    sentence: "A query names exactly one of out_order_no and query_id, though the official curl sample passes both.",
    source: "official merchant page 4012587902",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "PS-QUERY-02": {
    sentence:
      "post_payments and lists like it are arrays in tables, single objects in official samples; assumed: decode an array, and a lone object as an array of one.",
    source: "sample code of the official knowledge pack; official merchant page 4012587902",
    certainty: ["documented", "inferred"],
    enforcedBy: "client"
  },
  "PS-QUERY-03": {
    sentence: "After a timeout, a 5xx, a 429 or an odd answer, a query decides what holds.",
    source: "official knowledge pack",
    certainty: ["documented"],
    enforcedBy: "client"
  }
} as const satisfies Family<"PS-QUERY">
