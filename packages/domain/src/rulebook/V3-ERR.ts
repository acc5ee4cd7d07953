/**
 * V3-ERR: error bodies of APIv3.
 *
 * @since 0.1.0
 */
import type { Family } from "./Rule.ts"

export const rules = {
  "V3-ERR-01": {
    sentence:
      "A non-2xx body has code and message, one code with many messages; branch on status and code, show message.",
    source: "official basic rules (2024.07.25)",
    certainty: ["documented"],
    enforcedBy: "client"
  },
  "V3-ERR-02": {
    sentence:
      "The optional detail has field (JSON Pointer for body, bare name for path and query), value, issue and location.",
    source: "official basic rules (earlier copy)",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "V3-ERR-03": {
    sentence:
      "Assumed: an error body may be missing or not JSON (gateway pages), so status, headers and raw text are kept.",
    source: "none",
    certainty: ["inferred"],
    enforcedBy: "client"
  },
  "V3-ERR-04": {
    sentence:
      "PARAM_ERROR, INVALID_REQUEST, SIGN_ERROR and SYSTEM_ERROR are common; products add more; unknown ones are kept.",
    source: "official basic rules (2024.07.25)",
    certainty: ["documented"],
    enforcedBy: "client"
  },
  "V3-ERR-05": {
    sentence: "SYSTEM_ERROR also comes when mchid, serial, key or appid do not belong together, so retries are capped.",
    source: "integrator reports (2021)",
    certainty: ["observed"],
    enforcedBy: "client"
  }
} as const satisfies Family<"V3-ERR">
