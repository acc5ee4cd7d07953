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
    certainty: ["documented"]
  },
  "CR-HOOK-02": {
    sentence:
      "Signing is sent to contract_notify_url of the pre-sign, termination to the URL set when the template was applied for, collection to notify_url of the deduct order.",
    source: "official partner page 4016790583; official partner page 4016790592",
    certainty: ["documented"]
  },
  "CR-HOOK-03": {
    sentence:
      "This product repeats a webhook after 10 s three times, 30 s three times, then every 300 s, at most 15 sends, not on the generic 15 s to 6 h schedule.",
    source: "community copy of the webhook pages",
    certainty: ["documented"]
  },
  "CR-HOOK-04": {
    sentence: "A receiver keeps answering 200 to duplicates.",
    source: "community copy of the webhook pages",
    certainty: ["documented"]
  },
  "CR-HOOK-05": {
    sentence:
      "The deduction webhook is sent for success only; its order_state is always DEDUCT_ORDER_STATE_PAY_SUCCESS.",
    source: "official partner page 4016790592",
    certainty: ["documented"]
  },
  "CR-HOOK-06": {
    sentence:
      "resource.original_type of the deduction webhook is payscore in the official sample and credit_repayment on the community copy; branch on event_type instead.",
    source: "official partner page 4016790592; community copy of the documentation",
    certainty: ["documented"]
  },
  "CR-HOOK-07": {
    sentence:
      "Webhook payloads carry sp_mchid, the service provider; recommended: compare it with your own before acting.",
    source: "community copy of the documentation",
    certainty: ["documented", "inferred"]
  },
  "CR-HOOK-08": {
    sentence:
      "In contract webhooks contract_id is mislabelled as a template id and plan_id, elsewhere a string, is typed as a number; decode plan_id from both into a string.",
    source: "community copy of the documentation",
    certainty: ["documented"]
  },
  "CR-HOOK-09": {
    sentence:
      "contract_terminated_mode is listed as required even for signing; decode it as optional, ignore it when EFFECTIVE.",
    source: "community copy of the documentation",
    certainty: ["documented"]
  },
  "CR-HOOK-10": {
    sentence:
      "event_type is documented as up to 32 characters, yet CREDIT_REPAYMENT.TERMINATE_CONTRACT has 35, so documented lengths are never enforced on inbound data.",
    source: "official partner page 4016790583",
    certainty: ["documented"]
  },
  "CR-HOOK-11": {
    sentence: "associated_data is an empty string in all official samples of this family, and decryption accepts that.",
    source: "official partner page 4016790583; official partner page 4016790592",
    certainty: ["documented"]
  },
  "CR-HOOK-12": {
    sentence:
      "Before acting, a receiver matches contract code and openid (contract events) or number, record and amount (collection) to its data.",
    source: "official notification notes (2024.07.25)",
    certainty: ["documented"]
  }
} as const satisfies Family<"CR-HOOK">
