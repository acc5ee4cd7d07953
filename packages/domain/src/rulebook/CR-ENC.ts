/**
 * CR-ENC: sensitive fields of credit repayment.
 *
 * @since 0.1.0
 */
import type { Family } from "./Rule.ts"

export const rules = {
  "CR-ENC-01": {
    sentence:
      "identity_id and real_name are encrypted by RSA-OAEP (SHA-1) with WeChat Pay's public key or platform certificate, then base64-encoded; the limit of 512 is on ciphertext, 344 characters for a 2048-bit key.",
    source: "official partner page 4016125804; official sensitive-field pages (2025.03.19)",
    certainty: ["documented"]
  },
  "CR-ENC-02": {
    sentence: "Wechatpay-Serial names exactly the key used for encryption.",
    source: "official partner page 4016125804",
    certainty: ["documented"]
  },
  "CR-ENC-03": {
    sentence:
      "identity_type has the members REAL_IDENTITY_TYPE_ID_CARD and REAL_IDENTITY_TYPE_INVALID; assumed: the latter is a placeholder and never usable.",
    source: "OpenAPI description of the endpoints",
    certainty: ["documented", "inferred"]
  }
} as const satisfies Family<"CR-ENC">
