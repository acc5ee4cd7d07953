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
    certainty: ["documented"]
  }
} as const satisfies Family<"V3-TEST">
