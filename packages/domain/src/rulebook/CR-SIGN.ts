/**
 * CR-SIGN: signing a credit-repayment contract.
 *
 * @since 0.1.0
 */
import type { Family } from "./Rule.ts"

export const rules = {
  "CR-SIGN-01": {
    sentence: "A pre-sign token lives 10 minutes; launching with it later fails on the client.",
    source: "official partner page 4016779565; mini-program API page",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "CR-SIGN-02": {
    sentence:
      "In display_name all but the last character, punctuation too, is *; over four characters it is *** and the last.",
    source: "official partner page 4016125804",
    certainty: ["documented"],
    enforcedBy: "client"
  },
  "CR-SIGN-03": {
    sentence:
      "Recommended: a client refuses a display_name that does not fit the mask, as a clear-text name leaks privacy.",
    source: "none",
    certainty: ["inferred"],
    enforcedBy: "both"
  },
  "CR-SIGN-04": {
    sentence:
      "A sent real_identity must match the verified user, else signing is blocked, nothing created, nothing notified.",
    source: "official partner page 4016125804",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "CR-SIGN-05": {
    sentence: "A sign result is notified only if the user agrees; else query the contract after the token expires.",
    source: "official partner page 4016779565",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "CR-SIGN-06": {
    sentence:
      "App pre-sign returns presign_token and optionally redirect_service, H5 pre-sign a redirect_url carrying the token; recommended: do not parse the token out of the URL.",
    source: "community copy of the documentation; OpenAPI description of the endpoints",
    certainty: ["documented", "inferred"],
    enforcedBy: "both"
  },
  "CR-SIGN-07": {
    sentence: "jump_info.jump_appid exists for the H5 pre-sign only.",
    source: "OpenAPI description of the endpoints",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "CR-SIGN-08": {
    sentence:
      "trade_info attaches a first collection to signing; how it runs and if it needs a booking is not documented.",
    source: "OpenAPI description of the endpoints; official partner page 4016125804",
    certainty: ["documented", "unknown"],
    enforcedBy: "both"
  },
  "CR-SIGN-09": {
    sentence:
      "A pre-sign's sub_mchid is sub_merchant_code on the App page of 2025.09.19; recommended: sub_mchid, never both.",
    source: "official partner page 4016125804; official partner page 4016779565; community copy of the documentation",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "CR-SIGN-10": {
    sentence:
      "The client passes the token to wx.requestAutomaticRepayment (base library 3.17.1 or 3.17.2, sources differ) or opens redirect_url in a browser.",
    source: "mini-program API pages",
    certainty: ["documented"],
    enforcedBy: "documentation",
    because: "the signing is launched in the borrower's app or browser; what it is launched with is given back"
  },
  "CR-SIGN-11": {
    sentence:
      "repayment_day and real_identity are optional officially, required on unofficial copies; omission is allowed.",
    source: "official partner page 4016125804; community copy of the documentation",
    certainty: ["documented"],
    enforcedBy: "both"
  }
} as const satisfies Family<"CR-SIGN">
