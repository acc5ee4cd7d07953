/**
 * CR-ID: identifiers of credit repayment.
 *
 * @since 0.1.0
 */
import type { Family } from "./Rule.ts"

export const rules = {
  "CR-ID-01": {
    sentence:
      "out_record_id is 1 to 32 digits and letters, no underscore or hyphen, unique under the same merchant number.",
    source: "official partner page 4016779459 (2025.12.05)",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "CR-ID-02": {
    sentence:
      "out_trade_no has up to 32 characters; assumed: only letters and digits, as in the sample DeductOrder123456.",
    source: "official partner page 4016779468",
    certainty: ["documented", "inferred"],
    enforcedBy: "both"
  },
  "CR-ID-03": {
    sentence: "out_contract_code is up to 64 digits and letters, unique for the service provider.",
    source: "official partner page 4016125804; official partner page 4016125830",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "CR-ID-04": {
    sentence:
      "Once signing is initiated an out_contract_code is never reusable (failed, ended or effective); a contract query shows use; a second pre-sign before the user opens the page is undocumented.",
    source: "official partner page 4016779565",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "CR-ID-05": {
    sentence: "contract_id has up to 64 characters and is issued by WeChat Pay after signing.",
    source: "official partner page 4016779459 (2025.12.05)",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "CR-ID-06": {
    sentence:
      "appid, up to 32 characters, is bound to the service provider's merchant number; openid is the user under it.",
    source: "official partner page 4016779459 (2025.12.05)",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "CR-ID-07": {
    sentence: "sub_mchid is a child of the service provider; sub_appid, when given, is bound to that sub_mchid.",
    source: "official partner page 4016779459 (2025.12.05)",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "CR-ID-08": {
    sentence: "plan_id is assigned when the template application is approved on the partner platform.",
    source: "official partner page 4016125804",
    certainty: ["documented"],
    enforcedBy: "both"
  }
} as const satisfies Family<"CR-ID">
