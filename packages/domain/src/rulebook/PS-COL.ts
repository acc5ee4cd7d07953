/**
 * PS-COL: the collection of a PayScore order.
 *
 * @since 0.1.0
 */
import type { Family } from "./Rule.ts"

export const rules = {
  "PS-COL-01": {
    sentence: "Assumed: total_amount of a collection is paid_amount plus paying_amount, which holds in samples.",
    source: "samples of the OpenAPI description of the endpoints",
    certainty: ["inferred"],
    enforcedBy: "both"
  },
  "PS-COL-02": {
    sentence: "need_collection tells whether anything is collected; assumed: collection means something only then.",
    source: "OpenAPI description of the endpoints",
    certainty: ["documented", "inferred"],
    enforcedBy: "both"
  },
  "PS-COL-03": {
    sentence: "paid_type is NEWTON for money paid through PayScore, MCH for money reported by a sync call.",
    source: "OpenAPI description of the endpoints",
    certainty: ["documented"],
    enforcedBy: "both"
  }
} as const satisfies Family<"PS-COL">
