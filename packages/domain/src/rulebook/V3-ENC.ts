/**
 * V3-ENC: sensitive fields of APIv3.
 *
 * @since 0.1.0
 */
import type { Family } from "./Rule.ts"

export const rules = {
  "V3-ENC-01": {
    sentence:
      "Upstream is RSA-OAEP, SHA-1 and MGF1-SHA-1 (never SHA-256), empty label, base64, under WeChat Pay's public key or platform certificate.",
    source: "official sensitive-field pages (2025.03.19)",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "V3-ENC-02": {
    sentence: "A 2048-bit key encrypts at most 214 bytes of UTF-8 (256 − 42) to 256 bytes, 344 base64 characters.",
    source: "official sensitive-field pages (2025.03.19; 214 is in samples)",
    certainty: ["documented"],
    enforcedBy: "client"
  },
  "V3-ENC-03": {
    sentence: "Wechatpay-Serial is sent with any encrypted member and names the key used.",
    source: "official sensitive-field pages (2025.03.19)",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "V3-ENC-04": {
    sentence:
      "WeChat Pay encrypts downstream by merchant certificate, the merchant key decrypts, same padding; not in scope.",
    source: "official sensitive-field pages (2025.03.19)",
    certainty: ["documented"],
    enforcedBy: "documentation",
    because: "no member of these families comes sealed with the merchant's certificate"
  },
  "V3-ENC-05": {
    sentence:
      "Assumed: encryption is randomised; a byte-identical retry re-sends the ciphertext; re-entry compares plaintext.",
    source: "none",
    certainty: ["inferred"],
    enforcedBy: "both"
  }
} as const satisfies Family<"V3-ENC">
