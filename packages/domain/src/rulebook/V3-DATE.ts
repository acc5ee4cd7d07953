/**
 * V3-DATE: dates of APIv3.
 *
 * @since 0.1.0
 */
import type { Family } from "./Rule.ts"

export const rules = {
  "V3-DATE-01": {
    sentence:
      "General dates are ISO 8601 / RFC 3339 with seconds, optional three-digit fraction, Z or +08:00; some products use yyyyMMddHHmmss or yyyy-MM-dd.",
    source: "official basic rules (2024.07.25)",
    certainty: ["documented"],
    enforcedBy: "client"
  }
} as const satisfies Family<"V3-DATE">
