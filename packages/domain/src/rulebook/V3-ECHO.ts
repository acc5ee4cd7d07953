/**
 * V3-ECHO: the APIv3 self-test endpoint.
 *
 * @since 0.1.0
 */
import type { Family } from "./Rule.ts"

export const rules = {
  "V3-ECHO-01": {
    sentence:
      "POST /v3/security/echo tests signing, verification, encryption and notification: echo_message and Wechatpay-Serial required, encrypted_echo_message and notify_url optional, webhook SECURITY_ECHO.SUCCESS (original_type security), open to ordinary service providers.",
    source: "official partner page 4015139289; official partner page 4019605946",
    certainty: ["documented"],
    enforcedBy: "both"
  }
} as const satisfies Family<"V3-ECHO">
