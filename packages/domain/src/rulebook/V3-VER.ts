/**
 * V3-VER: verifying APIv3 answers and notifications.
 *
 * @since 0.1.0
 */
import type { Family } from "./Rule.ts"

export const rules = {
  "V3-VER-01": {
    sentence:
      "The message to verify is three lines, each ended by LF, in the order Wechatpay-Timestamp, Wechatpay-Nonce, raw body; Wechatpay-Signature holds the base64 signature, Wechatpay-Serial names the key.",
    source: "official signing and verification pages; official SDKs",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "V3-VER-02": {
    sentence: "For an empty body (204) the third line of the message to verify is just LF.",
    source: "official signing and verification pages",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "V3-VER-03": {
    sentence: "Verification uses the body bytes as received, before any JSON parsing or re-serialising.",
    source: "official signing and verification pages",
    certainty: ["documented"],
    enforcedBy: "client"
  },
  "V3-VER-04": {
    sentence:
      "Tolerance is 5 minutes: Go and Java SDKs reject from 300 s on, PHP and axios beyond it, the official utility checks only the past, wechatpay-java's notification parser nothing; recommended: reject beyond 300 s either way, answers and notifications alike.",
    source: "official SDKs; official knowledge pack",
    certainty: ["documented", "inferred"],
    enforcedBy: "client"
  },
  "V3-VER-05": {
    sentence: "A 2xx lacking any of Wechatpay-Serial, -Signature, -Timestamp and -Nonce is treated as forged.",
    source: "official signing and verification pages; official SDKs",
    certainty: ["documented"],
    enforcedBy: "client"
  },
  "V3-VER-06": {
    sentence: "An unknown serial is rejected, in certificate mode after one key refresh; never are all keys tried.",
    source: "official SDKs",
    certainty: ["documented"],
    enforcedBy: "client"
  },
  "V3-VER-07": {
    sentence:
      "Wechatpay-Signature-Type is WECHATPAY2-SHA256-RSA2048 or absent, which means the same; others (WECHATPAY2-SM2-WITH-SM3, WECHATPAY-BRAND-SHA256-RSA2048) are unsupported here.",
    source: "wechatpay-go; official signing and verification pages; brand pages",
    certainty: ["documented"],
    enforcedBy: "client"
  },
  "V3-VER-08": {
    sentence:
      "Assumed: a bad signature on a 2xx undoes nothing; report with Request-ID, settle by query or identical retry.",
    source: "none",
    certainty: ["inferred"],
    enforcedBy: "client"
  },
  "V3-VER-09": {
    sentence:
      "Only answers to authenticated requests are signed; SDKs (axios since 0.8.13) and the official utility skip non-2xx; recommended: there never require a signature, verify a present one, only flag failure.",
    source: "official signing and verification pages; official SDKs; integrator reports",
    certainty: ["documented", "inferred"],
    enforcedBy: "both"
  },
  "V3-VER-10": {
    sentence: "A non-empty 2xx answer is application/json; wechatpay-java refuses any other.",
    source: "wechatpay-java",
    certainty: ["documented"],
    enforcedBy: "client"
  }
} as const satisfies Family<"V3-VER">
