/**
 * CR-HOOK: webhooks of credit repayment.
 *
 * @since 0.1.0
 */
import type { Family } from "./Rule.ts"

export const rules = {
  "CR-HOOK-01": {
    sentence: "A receiver verifies and answers a webhook within 5 seconds, then processes it.",
    source: "official partner page 4016790583; official partner page 4016790592",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "CR-HOOK-02": {
    sentence:
      "The signing webhook uses the pre-sign's contract_notify_url, termination the URL set with the template, collection the deduct order's notify_url.",
    source: "official partner page 4016790583; official partner page 4016790592",
    certainty: ["documented"],
    enforcedBy: "sandbox"
  },
  "CR-HOOK-03": {
    sentence:
      "Webhooks repeat after 10 s three times, 30 s three times, then 300 s, at most 15 sends; not the generic pacing.",
    source: "community copy of the webhook pages",
    certainty: ["documented"],
    enforcedBy: "sandbox"
  },
  "CR-HOOK-04": {
    sentence: "A receiver keeps answering 200 to duplicates.",
    source: "community copy of the webhook pages",
    certainty: ["documented"],
    enforcedBy: "client"
  },
  "CR-HOOK-05": {
    sentence:
      "The deduction webhook is sent for success only; its order_state is always DEDUCT_ORDER_STATE_PAY_SUCCESS.",
    source: "official partner page 4016790592",
    certainty: ["documented"],
    enforcedBy: "sandbox"
  },
  "CR-HOOK-06": {
    sentence:
      "The deduction webhook's original_type is payscore officially, credit_repayment elsewhere; branch on event_type.",
    source: "official partner page 4016790592; community copy of the documentation",
    certainty: ["documented"],
    enforcedBy: "client"
  },
  "CR-HOOK-07": {
    sentence:
      "Webhook payloads carry sp_mchid, the service provider; recommended: compare it with your own before acting.",
    source: "community copy of the documentation",
    certainty: ["documented", "inferred"],
    enforcedBy: "both"
  },
  "CR-HOOK-08": {
    sentence:
      "Contract webhooks mislabel contract_id as template id and type plan_id as a number; decode plan_id to a string.",
    source: "community copy of the documentation",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "CR-HOOK-09": {
    sentence:
      "contract_terminated_mode is listed as required even for signing; decode as optional, ignore when EFFECTIVE.",
    source: "community copy of the documentation",
    certainty: ["documented"],
    enforcedBy: "client"
  },
  "CR-HOOK-10": {
    sentence:
      "event_type CREDIT_REPAYMENT.TERMINATE_CONTRACT (35) exceeds the documented 32; never enforce inbound lengths.",
    source: "official partner page 4016790583",
    certainty: ["documented"],
    enforcedBy: "client"
  },
  "CR-HOOK-11": {
    sentence: "associated_data is an empty string in all official samples of this family, and decryption accepts that.",
    source: "official partner page 4016790583; official partner page 4016790592",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "CR-HOOK-12": {
    sentence:
      "Match contract code and openid (contract events) or number, record, amount (collection) to your data, then act.",
    source: "official notification notes (2024.07.25)",
    certainty: ["documented"],
    enforcedBy: "documentation",
    because:
      "the openid, the record and the amount to compare with are the application's; only a signing that is awaited is matched, by its code"
  }
} as const satisfies Family<"CR-HOOK">
