/**
 * V3-CERT: downloading platform certificates of APIv3.
 *
 * @since 0.1.0
 */
import type { Family } from "./Rule.ts"

export const rules = {
  "V3-CERT-01": {
    sentence:
      "GET /v3/certificates takes an optional algorithm_type (RSA, SM2 or ALL, part of the signed URL) and answers data[] of {serial_no, effective_time, expire_time, encrypt_certificate}.",
    source: "OpenAPI description of the endpoints; wechatpay-java",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "V3-CERT-02": {
    sentence:
      "encrypt_certificate is a PEM certificate as {algorithm AEAD_AES_256_GCM, nonce, associated_data 'certificate', ciphertext}.",
    source: "OpenAPI description of the endpoints",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "V3-CERT-03": {
    sentence:
      "The first certificate answer is decrypted with the APIv3 key, then verified with the certificate just obtained; assumed: that certificate's serial equals serial_no.",
    source: "wechatpay-php; wechatpay-go",
    certainty: ["documented", "inferred"],
    enforcedBy: "client"
  },
  "V3-CERT-04": {
    sentence:
      "effective_time and expire_time are respected; polling is advised at under 12 hours (wechatpay-go: 24 h, wechatpay-java: 60 min) and limited to 1000 calls per second per merchant.",
    source: "official platform-certificate pages; official SDKs",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "V3-CERT-05": {
    sentence: "A merchant with public keys only gets 404 RESOURCE_NOT_EXISTS from the certificate download.",
    source: "official knowledge pack",
    certainty: ["documented"],
    enforcedBy: "both",
    cases: "a platform has a public key, certificates or both, and each of the three is asked for its list"
  }
} as const satisfies Family<"V3-CERT">
