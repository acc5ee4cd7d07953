/**
 * V3-AEAD: decrypting APIv3 notifications and certificates.
 *
 * @since 0.1.0
 */
import type { Family } from "./Rule.ts"

export const rules = {
  "V3-AEAD-01": {
    sentence:
      "AES-256-GCM has the 32-byte APIv3 key and a 12-byte nonce; its input is base64 of ciphertext, then 16-byte tag.",
    source: "official platform-certificate pages; official SDKs",
    certainty: ["documented"],
    enforcedBy: "client"
  },
  "V3-AEAD-02": {
    sentence:
      "associated_data is used as given, may be empty, and missing equals empty; wechatpay-java fails on missing, the official utility on empty.",
    source: "official samples; wechatpay-java",
    certainty: ["documented"],
    enforcedBy: "client"
  },
  "V3-AEAD-03": {
    sentence:
      "Notifications need the APIv3 key set in the console; assumed: those in flight at a key change need the old key, so several are allowed.",
    source: "official knowledge pack",
    certainty: ["documented", "inferred"],
    enforcedBy: "client"
  }
} as const satisfies Family<"V3-AEAD">
