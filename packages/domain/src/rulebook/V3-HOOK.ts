/**
 * V3-HOOK: notifications of APIv3.
 *
 * @since 0.1.0
 */
import type { Family } from "./Rule.ts"

export const rules = {
  "V3-HOOK-01": {
    sentence:
      "A notification is a JSON POST with Wechatpay-* and Request-ID headers, verified before decrypting or trusting.",
    source: "official signing and verification pages; official notification notes (2024.07.25)",
    certainty: ["documented"],
    enforcedBy: "client"
  },
  "V3-HOOK-02": {
    sentence:
      "A notify URL is full http or https (https for credit repayment and PayScore), publicly reachable, with no query string, login check, private or sample address and, as observed, no port.",
    source: "official notification notes (2024.07.25); integrator reports",
    certainty: ["documented", "observed"],
    enforcedBy: "both"
  },
  "V3-HOOK-03": {
    sentence: "A notification answered after 5 seconds counts as failed, so heavy work is queued.",
    source: "official notification notes (2024.07.25)",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "V3-HOOK-04": {
    sentence:
      "Success is 200 or 204, body optional, code SUCCESS tolerated; failure is 4xx or 5xx, code FAIL and a message.",
    source: "product pages; official knowledge pack",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "V3-HOOK-05": {
    sentence:
      "A duplicate of done work gets success (check under a lock); assumed: deduplicate by business key, not by id.",
    source: "official notification notes (2024.07.25); official knowledge pack",
    certainty: ["documented", "inferred"],
    enforcedBy: "client"
  },
  "V3-HOOK-06": {
    sentence: "Delivery is not guaranteed, so query after the delivery schedule is exhausted, or earlier.",
    source: "product pages",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "V3-HOOK-07": {
    sentence:
      "Generic pacing is 15 s, 15 s, 30 s, 3 m, 10 m, 20 m, three times 30 m, 60 m, three times 3 h, twice 6 h (24 h 4 m in all); credit repayment has its own (CR-HOOK-03).",
    source: "product pages",
    certainty: ["documented"],
    enforcedBy: "sandbox"
  },
  "V3-HOOK-08": {
    sentence:
      "On a handler's business exception product pages want a failure status, so that delivery repeats, one knowledge-pack text always 200; recommended: 200 if durably stored, else 5xx.",
    source: "product pages; official knowledge pack; wechatpay-java",
    certainty: ["documented", "inferred"],
    enforcedBy: "client"
  },
  "V3-HOOK-09": {
    sentence:
      "A bad signature, even a probe, is answered 4xx or 5xx (wechatpay-java: 401); a knowledge-pack text warns that many failures may mark the URL unavailable, but the official notes prevail.",
    source: "official notification notes (2024.07.25); official knowledge pack",
    certainty: ["documented"],
    enforcedBy: "client"
  },
  "V3-HOOK-10": {
    sentence: "Assumed: an unknown event_type is acknowledged with 200 after verification, and logged.",
    source: "none",
    certainty: ["inferred"],
    enforcedBy: "client"
  },
  "V3-HOOK-11": {
    sentence:
      "Notifications come from 101.226.103.0/25, 140.207.54.0/25, 121.51.58.128/25, 183.3.234.0/25, 58.251.80.0/25, 121.51.30.128/25, 203.205.219.128/25, 81.71.199.64, 81.71.198.25, 81.71.199.59 and, for refunds and profit sharing, 175.24.214.208, 175.24.211.24, 175.24.213.135, 109.244.180.23, 114.132.203.119, 43.139.43.69; lists change, so the signature is the real check.",
    source: "official notification notes (2024.07.25)",
    certainty: ["documented"],
    enforcedBy: "documentation",
    because: "the list of addresses changes; a signature is what proves the sender"
  },
  "V3-HOOK-12": {
    sentence: "A receiver checks that the payload's merchant number, number and amount are its own.",
    source: "product pages",
    certainty: ["documented"],
    enforcedBy: "client"
  }
} as const satisfies Family<"V3-HOOK">
