/**
 * PS-DIRECT: creating and completing a PayScore order in one call.
 *
 * @since 0.1.0
 */
import type { Family } from "./Rule.ts"

export const rules = {
  "PS-DIRECT-01": {
    sentence:
      "direct-complete creates and completes in one call and charges without a password or risk_fund, where no risk decision of PayScore is needed; assumed: the user has pre-authorised it.",
    source:
      "older official wiki (2020), chapter 3_9; community copy of the documentation; OpenAPI description of the endpoints",
    certainty: ["documented", "inferred"],
    enforcedBy: "both"
  },
  "PS-DIRECT-02": {
    sentence:
      "direct-complete requires time_range but neither of its members; recommended: send start and end all the same.",
    source: "OpenAPI description of the endpoints",
    certainty: ["documented", "inferred"],
    enforcedBy: "both"
  },
  "PS-DIRECT-03": {
    sentence: "Recommended: treat direct-complete as experimental, as no page newer than 2020 was found.",
    source: "none",
    certainty: ["inferred"],
    enforcedBy: "documentation",
    because: "whether the platform still offers the call stands on no page, and no call tells it"
  }
} as const satisfies Family<"PS-DIRECT">
