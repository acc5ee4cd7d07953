/**
 * V3-IDEM: idempotency of APIv3 requests.
 *
 * @since 0.1.0
 */
import type { Family } from "./Rule.ts"

export const rules = {
  "V3-IDEM-01": {
    sentence:
      "No idempotency-key header exists; a chosen number may be repeated, other content is refused (suffix 268498688).",
    source: "official knowledge pack; product pages",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "V3-IDEM-02": {
    sentence: "After an unknown outcome the number is not changed; query first.",
    source: "official knowledge pack",
    certainty: ["documented"],
    enforcedBy: "client"
  }
} as const satisfies Family<"V3-IDEM">
