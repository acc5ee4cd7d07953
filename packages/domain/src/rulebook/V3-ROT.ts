/**
 * V3-ROT: key rotation and migration of APIv3.
 *
 * @since 0.1.0
 */
import type { Family } from "./Rule.ts"

export const rules = {
  "V3-ROT-01": {
    sentence: "During a move from certificate to public key both are configured, on every path.",
    source: "official page on moving to a public key (merchant 4012154180); official SDKs",
    certainty: ["documented"],
    enforcedBy: "client"
  },
  "V3-ROT-02": {
    sentence:
      "Answers obey Wechatpay-Serial once the move began in the console; before, PUB_KEY_ID gets the certificate.",
    source: "official page on moving to a public key (merchant 4012154180); staff answers",
    certainty: ["documented"],
    enforcedBy: "sandbox"
  },
  "V3-ROT-03": {
    sentence:
      "Notifications move on WeChat Pay's schedule, not by header: 0.1, 1, 5, 10, 20, 50, 100 % on days 1 to 7.",
    source: "official page on moving to a public key (merchant 4012154180); staff answers",
    certainty: ["documented"],
    enforcedBy: "sandbox"
  },
  "V3-ROT-04": {
    sentence:
      "Console progress of answers is the public-key share of calls over 7 days, refreshed hourly, complete after 7 days; keep both keys, as some saw certificate-signed notifications later still.",
    source: "official page on moving to a public key (merchant 4012154180); integrator reports",
    certainty: ["documented", "observed"],
    enforcedBy: "documentation",
    because: "the progress of a move is shown in the console only; keeping both keys is up to the configuration"
  },
  "V3-ROT-05": {
    sentence:
      "A new certificate downloads beside the old from 180 days before expiry (deferrable to 120) and may encrypt at once, but signs only by a console share (automatic steps Monday and Thursday 10:00, or manual from 0.01 %, never down except by stopping); older pages: 10 days before, overlap 5 days, oldest 24 hours; never together with the move to a public key.",
    source: "official platform-certificate pages",
    certainty: ["documented"],
    enforcedBy: "sandbox"
  },
  "V3-ROT-06": {
    sentence: "Encryption uses the certificate that expires last.",
    source: "official platform-certificate pages",
    certainty: ["documented"],
    enforcedBy: "client"
  },
  "V3-ROT-07": {
    sentence: "Expired certificates are dropped, as WeChat Pay does not sign with them.",
    source: "official platform-certificate pages",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "V3-ROT-08": {
    sentence:
      "The merchant API certificate also lasts 5 years; a change alters serial_no and the downstream decryption key.",
    source: "official platform-certificate pages (questions and answers)",
    certainty: ["documented"],
    enforcedBy: "documentation",
    because: "a new merchant certificate is a change of configuration: serial and private key together"
  }
} as const satisfies Family<"V3-ROT">
