/**
 * V3-PROBE: deliberately wrong signatures of APIv3.
 *
 * @since 0.1.0
 */
import type { Family } from "./Rule.ts"

export const rules = {
  "V3-PROBE-01": {
    sentence:
      "WeChat Pay sends some answers and notifications with a deliberately bad signature starting WECHATPAY/SIGNTEST/.",
    source: "official notification notes (2024.07.25); official merchant page 4016241880",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "V3-PROBE-02": {
    sentence:
      "A probe is verified as usual and fails, a notification is answered 4xx or 5xx, never 200, and a correctly signed copy follows; its prefix, valid base64, only serves diagnosis.",
    source: "official notification notes (2024.07.25)",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "V3-PROBE-03": {
    sentence:
      "A probed answer fails verification though the operation ran (V3-VER-08); recommended: a separate error reason.",
    source: "official notification notes (2024.07.25)",
    certainty: ["documented", "inferred"],
    enforcedBy: "both"
  }
} as const satisfies Family<"V3-PROBE">
