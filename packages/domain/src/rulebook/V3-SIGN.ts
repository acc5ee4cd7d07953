/**
 * V3-SIGN: the message and signature of an APIv3 request.
 *
 * @since 0.1.0
 */
import type { Family } from "./Rule.ts"

export const rules = {
  "V3-SIGN-01": {
    sentence: "The message to sign is five lines each ended by one LF: method, request target, timestamp, nonce, body.",
    source: "official signing and verification pages; wechatpay-go",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "V3-SIGN-02": {
    sentence:
      "The method is upper case; the request target is the absolute path, plus ? and the query if any, exactly as sent: percent-encoded, placeholders substituted, no scheme, host or fragment.",
    source: "official signing and verification pages",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "V3-SIGN-03": {
    sentence:
      "Timestamp (unix seconds) and nonce (random; 32 letters and digits in SDKs) equal the values in the header.",
    source: "official signing and verification pages; official SDKs",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "V3-SIGN-04": {
    sentence:
      "The body line is the exact bytes sent; for GET or an empty body it is empty, so the message ends with two LFs.",
    source: "official signing and verification pages; integrator reports",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "V3-SIGN-05": {
    sentence: "A multipart upload signs its meta JSON part, not the multipart stream.",
    source: "official signing and verification pages; wechatpay-java",
    certainty: ["documented"],
    enforcedBy: "client"
  },
  "V3-SIGN-06": {
    sentence:
      "The signature is base64 RSA PKCS#1 v1.5, SHA-256, by the merchant's 2048-bit private key; SM2 has its own mode.",
    source: "official signing and verification pages",
    certainty: ["documented"],
    enforcedBy: "both"
  }
} as const satisfies Family<"V3-SIGN">
