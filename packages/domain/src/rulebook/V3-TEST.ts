/**
 * V3-TEST: testing against APIv3.
 *
 * @since 0.1.0
 */
import type { Family } from "./Rule.ts"

export const rules = {
  "V3-TEST-01": {
    sentence: "APIv3 has no sandbox, only real calls with small amounts.",
    source: "official knowledge pack",
    certainty: ["documented"],
    enforcedBy: "documentation",
    because: "it is a fact about the platform, and the reason why a sandbox stands beside this library"
  }
} as const satisfies Family<"V3-TEST">
