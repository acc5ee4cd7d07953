/**
 * PS-COMPLETE: completing a PayScore order.
 *
 * @since 0.1.0
 */
import type { Family } from "./Rule.ts"

export const rules = {
  "PS-COMPLETE-01": {
    sentence: "Completing needs an order in DOING with USER_CONFIRM.",
    source: "official merchant page 4012587955",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "PS-COMPLETE-02": {
    sentence: "Completing again needs an identical body.",
    source: "official merchant page 4012587955",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "PS-COMPLETE-03": {
    sentence: "Once an order is completed WeChat Pay charges by itself, repeatedly, until it succeeds.",
    source: "official merchant page 4012587955; official knowledge pack",
    certainty: ["documented"],
    enforcedBy: "sandbox"
  },
  "PS-COMPLETE-04": {
    sentence: "An order that was completed is not thereby paid; wait for the webhook USER_PAID, or query.",
    source: "official merchant page 4012587955",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "PS-COMPLETE-05": {
    sentence: "profit_sharing marks the money for splitting, and goods_tag selects coupons.",
    source: "official merchant page 4012587955",
    certainty: ["documented"],
    enforcedBy: "documentation",
    because: "splitting money and choosing coupons lie with the platform; both members are passed on as given"
  },
  "PS-COMPLETE-06": {
    sentence: "Assumed: a total of 0 ends the order without a collection, and need_collection is false.",
    source: "official merchant page 4012587955 (the field need_collection)",
    certainty: ["inferred"],
    enforcedBy: "both"
  }
} as const satisfies Family<"PS-COMPLETE">
