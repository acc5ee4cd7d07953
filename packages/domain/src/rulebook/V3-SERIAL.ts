/**
 * V3-SERIAL: keys of APIv3 and the serials that name them.
 *
 * @since 0.1.0
 */
import type { Family } from "./Rule.ts"

export const rules = {
  "V3-SERIAL-01": {
    sentence:
      "A verification key is a public key (id PUB_KEY_ID_ plus digits, no expiry) or a platform certificate (40 hex characters, valid 5 years); new merchants get public keys only.",
    source: "official page on moving to a public key (merchant 4012154180); official platform-certificate pages",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "V3-SERIAL-02": {
    sentence:
      "A request's Wechatpay-Serial names its answer and encryption key; in migration its absence means certificate.",
    source:
      "official page on moving to a public key (merchant 4012154180); official partner page 4016779459 (2025.12.05); official SDKs",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "V3-SERIAL-03": {
    sentence:
      "Within one call the signing preference and the encryption key are of the same kind; mixing is not supported.",
    source: "official partner page 4015139289",
    certainty: ["documented"],
    enforcedBy: "client"
  },
  "V3-SERIAL-04": {
    sentence: "The verification key is always chosen by the serial in the received message, never by configuration.",
    source: "official page on moving to a public key (merchant 4012154180); official platform-certificate pages",
    certainty: ["documented"],
    enforcedBy: "client"
  },
  "V3-SERIAL-05": {
    sentence: "The key store does not contain the merchant's own certificate under its serial.",
    source: "wechatpay-php; wechatpay-axios-plugin",
    certainty: ["documented"],
    enforcedBy: "client"
  },
  "V3-SERIAL-06": {
    sentence:
      "Assumed: hex serials are upper case on the wire; normalise case for look-up, but leave PUB_KEY_ID untouched.",
    source: "none",
    certainty: ["inferred"],
    enforcedBy: "both"
  }
} as const satisfies Family<"V3-SERIAL">
