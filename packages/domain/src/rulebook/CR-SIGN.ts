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
    certainty: ["documented"]
  },
  "CR-SIGN-02": {
    sentence:
      "display_name shows * for each character but the last, punctuation included; a name longer than four characters becomes exactly *** plus its last character.",
    source: "official partner page 4016125804",
    certainty: ["documented"]
  },
  "CR-SIGN-03": {
    sentence:
      "Recommended: a client refuses a display_name that does not fit the mask, as a clear-text name leaks privacy.",
    source: "none",
    certainty: ["inferred"]
  },
  "CR-SIGN-04": {
    sentence:
      "A real_identity that is sent must match the user's verified identity, else signing is blocked, nothing is created and no notification is sent.",
    source: "official partner page 4016125804",
    certainty: ["documented"]
  },
  "CR-SIGN-05": {
    sentence:
      "A sign result is notified only if the user agrees; for refusal or failure, query the contract after token expiry.",
    source: "official partner page 4016779565",
    certainty: ["documented"]
  },
  "CR-SIGN-06": {
    sentence:
      "App pre-sign returns presign_token and optionally redirect_service, H5 pre-sign a redirect_url carrying the token; recommended: do not parse the token out of the URL.",
    source: "community copy of the documentation; OpenAPI description of the endpoints",
    certainty: ["documented", "inferred"]
  },
  "CR-SIGN-07": {
    sentence: "jump_info.jump_appid exists for the H5 pre-sign only.",
    source: "OpenAPI description of the endpoints",
    certainty: ["documented"]
  },
  "CR-SIGN-08": {
    sentence:
      "trade_info attaches a first collection to signing; how it runs and whether it still needs a booking is not documented.",
    source: "OpenAPI description of the endpoints; official partner page 4016125804",
    certainty: ["documented", "unknown"]
  },
  "CR-SIGN-09": {
    sentence:
      "A pre-sign names the sub-merchant sub_mchid, but the App page of 2025.09.19 says sub_merchant_code; recommended: send sub_mchid, never both.",
    source: "official partner page 4016125804; official partner page 4016779565; community copy of the documentation",
    certainty: ["documented"]
  },
  "CR-SIGN-10": {
    sentence:
      "Launching is up to the client: wx.requestAutomaticRepayment takes the token (base library 3.17.1 or 3.17.2, sources differ), or a browser opens redirect_url.",
    source: "mini-program API pages",
    certainty: ["documented"]
  },
  "CR-SIGN-11": {
    sentence:
      "repayment_day and real_identity are optional on the official pages but required on unofficial copies, so omission is allowed.",
    source: "official partner page 4016125804; community copy of the documentation",
    certainty: ["documented"]
  }
} as const satisfies Family<"CR-SIGN">
