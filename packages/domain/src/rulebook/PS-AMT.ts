/**
 * PS-AMT: amounts of PayScore.
 *
 * @since 0.1.0
 */
import type { Family } from "./Rule.ts"

export const rules = {
  "PS-AMT-01": {
    sentence:
      "Amounts are integers in fen, zero (no charge for the line) or more, and never strings as in credit repayment.",
    source: "official merchant page 4012587900",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "PS-AMT-02": {
    sentence:
      "total_amount, given to modify and complete, is the sum of the payments less that of the discounts; an amount is its whole line, so count multiplies nothing.",
    source: "official merchant page 4012587955; older official wiki (2020), chapter 6_1_14",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "PS-AMT-03": {
    sentence:
      "In deposit-free-first mode the total is at most risk_fund.amount, which is at most the limit of the service.",
    source: "official merchant page 4012587955",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "PS-AMT-04": {
    sentence: "In enjoy-first mode the total is at most the limit of the service; the estimate in risk_fund is no cap.",
    source: "official merchant page 4012587955",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "PS-AMT-05": {
    sentence: "Modifying may only lower the total.",
    source: "official merchant page 4012587957",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "PS-AMT-06": {
    sentence:
      "post_payments has at most 100 lines; modify and complete need at least one and replace the earlier list.",
    source: "official merchant page 4012587900; official merchant page 4012587955",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "PS-AMT-07": {
    sentence: "post_discounts has at most 30 lines.",
    source: "official merchant page 4012587900",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "PS-AMT-08": {
    sentence: "A payment line that has a name also has an amount or a description.",
    source: "older official wiki (2020)",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "PS-AMT-09": {
    sentence: "Within an order no two payments and no two discounts share a name, but payments named 商品信息 may.",
    source: "older official wiki (2020), chapter 6_1_14; official merchant page 4012587900",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "PS-AMT-10": {
    sentence: "count is 1 to 100; left out, it is 1 according to older pages.",
    source: "official merchant page 4012587900",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "PS-AMT-11": {
    sentence: "Every further modification has a strictly lower total than the one before.",
    source: "official merchant page 4012587957",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "PS-AMT-12": {
    sentence: "Assumed: discounts are at most the payments, so total_amount is never negative.",
    source: "none",
    certainty: ["inferred"],
    enforcedBy: "both"
  },
  "PS-AMT-13": {
    sentence:
      "A discount line needs its amount when completing; when creating, one source demands description and has no amount, another names both; recommended: always send name, amount and description.",
    source: "official merchant page 4012587955; OpenAPI description of the endpoints",
    certainty: ["documented"],
    enforcedBy: "both"
  }
} as const satisfies Family<"PS-AMT">
