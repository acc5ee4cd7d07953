/**
 * V3-HDR: request headers of APIv3.
 *
 * @since 0.1.0
 */
import type { Family } from "./Rule.ts"

export const rules = {
  "V3-HDR-01": {
    sentence: "A request sends Accept and, with a body, Content-Type, both application/json; uploads use multipart.",
    source: "official basic rules (2024.07.25); official partner page 4016779459 (2025.12.05)",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "V3-HDR-02": {
    sentence:
      "Accept and User-Agent (some Node HTTP clients send none) are not empty; the observed refusal names both.",
    source: "official basic rules (2024.07.25); integrator reports",
    certainty: ["documented", "observed"],
    enforcedBy: "both"
  },
  "V3-HDR-03": {
    sentence:
      "User-Agent product tokens are free-form (WechatPay-Go/0.2.21 (os) GO/version; WechatPay-Java/version (os) Java/version Credential/… Validator/… client/version), and SDKs send Accept */* in places (Go, Java) or a list starting with application/json (PHP).",
    source: "official SDKs",
    certainty: ["documented"],
    enforcedBy: "documentation",
    because: "the tokens are free-form, so there is nothing to hold a caller to"
  }
} as const satisfies Family<"V3-HDR">
