/**
 * PS-ERR: errors of PayScore.
 *
 * @since 0.1.0
 */
import type { Family } from "./Rule.ts"

export const rules = {
  "PS-ERR-01": {
    sentence:
      "Documented are 400 PARAM_ERROR, INVALID_REQUEST, INVALID_ORDER_STATE, ORDER_CANCELED and ORDER_DONE, 401 SIGN_ERROR, 403 NO_AUTH, 404 ORDER_NOT_EXIST, 429 FREQUENCY_LIMITED and 500 SYSTEM_ERROR; which endpoint gives which is known in part.",
    source: "official merchant pages",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "PS-ERR-02": {
    sentence: "INVALID_REQUEST means a breach of the protocol, or a number used again with other content.",
    source: "official merchant pages",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "PS-ERR-03": {
    sentence:
      "A wrong state may come as PARAM_ERROR with a telling message, so an error keeps its message and Request-ID suffix, and its code alone decides nothing.",
    source: "integrator reports; official knowledge pack",
    certainty: ["observed"],
    enforcedBy: "both"
  },
  "PS-ERR-04": {
    sentence: "After SYSTEM_ERROR the call is repeated with identical parameters.",
    source: "official merchant pages",
    certainty: ["documented"],
    enforcedBy: "client"
  }
} as const satisfies Family<"PS-ERR">
