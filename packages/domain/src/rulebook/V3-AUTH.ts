/**
 * V3-AUTH: the Authorization header of APIv3.
 *
 * @since 0.1.0
 */
import type { Family } from "./Rule.ts"

export const rules = {
  "V3-AUTH-01": {
    sentence:
      'Authorization is one line: WECHATPAY2-SHA256-RSA2048, a space, then mchid, nonce_str, timestamp, serial_no and signature, nothing else needed, as name="value" pairs joined by commas in any order.',
    source: "official signing and verification pages",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "V3-AUTH-02": {
    sentence:
      "serial_no is the upper-case hex serial of the merchant's API certificate, not a PUB_KEY_ID or platform serial.",
    source: "official signing and verification pages; official partner page 4016779459 (2025.12.05)",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "V3-AUTH-03": {
    sentence: "In service-provider mode the service provider's own mchid, serial and key are used.",
    source: "official knowledge pack",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "V3-AUTH-04": {
    sentence: "The timestamp of a request is within 5 minutes of server time.",
    source: "official signing and verification pages; official knowledge pack",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "V3-AUTH-05": {
    sentence:
      "It is unknown whether a replayed nonce is rejected; assumed: no, as failover in wechatpay-java re-sends it.",
    source: "wechatpay-java",
    certainty: ["inferred"],
    enforcedBy: "sandbox"
  },
  "V3-AUTH-06": {
    sentence: "A request whose signature is absent or fails is not executed and is answered with 401.",
    source: "official signing and verification pages",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "V3-AUTH-07": {
    sentence:
      "A SIGN_ERROR body can have detail.field signature, detail.location authorization, detail.detail.issue sign not match and detail.sign_information {method, url, sign_message_length, truncated_sign_message} to compare with your own message; the length is 85 for GET /v3/certificates?algorithm_type=RSA.",
    source: "integrator reports (2023, 2024)",
    certainty: ["observed"],
    enforcedBy: "sandbox"
  }
} as const satisfies Family<"V3-AUTH">
