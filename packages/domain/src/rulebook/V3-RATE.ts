/**
 * V3-RATE: rate limits of APIv3.
 *
 * @since 0.1.0
 */
import type { Family } from "./Rule.ts"

export const rules = {
  "V3-RATE-01": {
    sentence:
      "429 normally means not accepted, so slow down, then repeat; for a refund the outcome is unclear, so query first, and (assumed) likewise for deduct orders and PayScore pay.",
    source: "official basic rules (2024.07.25)",
    certainty: ["documented", "inferred"],
    enforcedBy: "client"
  },
  "V3-RATE-02": {
    sentence:
      "Rate-limit codes are RATELIMIT_EXCEEDED (domestic), RATE_LIMITED (global), FREQUENCY_LIMITED (PayScore) and RATELIMIT_EXCEED (knowledge pack); branch on 429.",
    source: "official basic rules (2024.07.25); product pages; official knowledge pack",
    certainty: ["documented"],
    enforcedBy: "client"
  },
  "V3-RATE-03": {
    sentence: "It is not documented whether Retry-After is sent or which limits credit repayment and PayScore have.",
    source: "none",
    certainty: ["unknown"],
    enforcedBy: "client"
  }
} as const satisfies Family<"V3-RATE">
