/**
 * PS-DEV: devices of PayScore.
 *
 * @since 0.1.0
 */
import type { Family } from "./Rule.ts"

export const rules = {
  "PS-DEV-01": {
    sentence: "device exists since 2025-03, and scenes without staff need its start_device_id.",
    source: "official change log (2025.03); official merchant page 4012587900",
    certainty: ["documented"],
    enforcedBy: "documentation",
    because: "whether a scene is without staff only the merchant knows; the device is passed on as given"
  }
} as const satisfies Family<"PS-DEV">
