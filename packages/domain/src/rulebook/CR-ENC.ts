/**
 * CR-ENC: sensitive fields of credit repayment.
 *
 * @since 0.1.0
 */
import type { Family } from "./Rule.ts"

export const rules = {
  "CR-ENC-01": {
    sentence:
      "identity_id and real_name are base64 of RSA-OAEP (SHA-1) under WeChat Pay's public key or platform certificate; the 512 limits apply to this ciphertext, 344 characters with a 2048-bit key.",
    source: "official partner page 4016125804; official sensitive-field pages (2025.03.19)",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "CR-ENC-02": {
    sentence: "Wechatpay-Serial names exactly the key used for encryption.",
    source: "official partner page 4016125804",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "CR-ENC-03": {
    sentence: "identity_type is REAL_IDENTITY_TYPE_ID_CARD; assumed: REAL_IDENTITY_TYPE_INVALID is only a placeholder.",
    source: "OpenAPI description of the endpoints",
    certainty: ["documented", "inferred"],
    enforcedBy: "both"
  }
} as const satisfies Family<"CR-ENC">
