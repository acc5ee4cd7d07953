/**
 * CR-CONTRACT: reading and ending a credit-repayment contract.
 *
 * @since 0.1.0
 */
import type { Family } from "./Rule.ts"

export const rules = {
  "CR-CONTRACT-01": {
    sentence:
      "Of CONTRACT_STATE_INVALID, _EFFECTIVE and _TERMINATED, only EFFECTIVE (assumed) permits booking and collecting.",
    source: "OpenAPI description of the endpoints",
    certainty: ["documented", "inferred"],
    enforcedBy: "both"
  },
  "CR-CONTRACT-02": {
    sentence:
      "Termination takes out_contract_code, not contract_id; assumed: unknown gives 404, a repeat the stored contract.",
    source: "official partner page 4016125830",
    certainty: ["documented", "inferred"],
    enforcedBy: "both"
  },
  "CR-CONTRACT-03": {
    sentence: "contract_termination_remark is mandatory and has up to 128 characters.",
    source: "official partner page 4016125830",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "CR-CONTRACT-04": {
    sentence:
      "contract_terminated_mode tells who ended the contract; assumed: present only when the state is TERMINATED.",
    source: "OpenAPI description of the endpoints",
    certainty: ["documented", "inferred"],
    enforcedBy: "both"
  },
  "CR-CONTRACT-05": {
    sentence:
      "Assumed: a contract is read by out_contract_code alone, and a code that never led to a contract answers 404.",
    source: "OpenAPI description of the endpoints; official partner page 4016779565",
    certainty: ["inferred"],
    enforcedBy: "both"
  },
  "CR-CONTRACT-06": {
    sentence:
      "contract_terminated_mode was contract_termination_mode on the community copy before 2026-01-31; decode both.",
    source: "history of the community copy",
    certainty: ["documented"],
    enforcedBy: "client"
  }
} as const satisfies Family<"CR-CONTRACT">
