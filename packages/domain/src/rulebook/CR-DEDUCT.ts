/**
 * CR-DEDUCT: deduct orders, which collect a booked repayment.
 *
 * @since 0.1.0
 */
import type { Family } from "./Rule.ts"

export const rules = {
  "CR-DEDUCT-01": {
    sentence:
      "A deduct order needs a prior successful booking, which out_record_id names and whose contract_id matches.",
    source: "website page 'start a repayment'",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "CR-DEDUCT-02": {
    sentence:
      "order_state is DEDUCT_ORDER_STATE_PENDING, _NOT_PAY, _PAY_SUCCESS or _PAY_FAIL; advice: read others as unknown.",
    source: "website page 'start a repayment'",
    certainty: ["documented", "inferred"],
    enforcedBy: "both"
  },
  "CR-DEDUCT-03": {
    sentence:
      "Assumed: a 200 means a deduct order is accepted; money moved only if it is DEDUCT_ORDER_STATE_PAY_SUCCESS.",
    source: "website page 'start a repayment'",
    certainty: ["inferred"],
    enforcedBy: "both"
  },
  "CR-DEDUCT-04": {
    sentence:
      "A deduct request has description (required) and attach only on unofficial copies since 2026-01-31, yet answers list description; recommended: both optional; assumed: lengths 127 and 128.",
    source: "website page 'start a repayment'; community copy of the documentation; official partner page 4015124463",
    certainty: ["documented", "inferred"],
    enforcedBy: "both"
  },
  "CR-DEDUCT-05": {
    sentence:
      "notify_url is a mandatory, full, public HTTPS URL with no query or fragment; assumed: up to 256 characters.",
    source: "website page 'start a repayment'; official notification notes (2024.07.25)",
    certainty: ["documented", "inferred"],
    enforcedBy: "both"
  },
  "CR-DEDUCT-06": {
    sentence:
      "Assumed: a retry after timeout, 5xx or 429 reuses out_trade_no with an identical body, as other content is refused, and no new number is used until a query settles the old one.",
    source: "APIv3 idempotency guidance",
    certainty: ["inferred"],
    enforcedBy: "both"
  },
  "CR-DEDUCT-07": {
    sentence:
      "Only success is pushed; recommended: query until terminal, backing off from seconds to minutes (undocumented).",
    source: "official partner page 4016790592",
    certainty: ["documented", "inferred"],
    enforcedBy: "both"
  },
  "CR-DEDUCT-08": {
    sentence:
      "It is not documented how many deduct orders a booking can have; assumed: one live, another after PAY_FAIL.",
    source: "none",
    certainty: ["unknown"],
    enforcedBy: "both"
  },
  "CR-DEDUCT-09": {
    sentence: "Assumed: transaction_id appears once the order is paid, and refunds and bills use it.",
    source: "website page 'start a repayment'",
    certainty: ["inferred"],
    enforcedBy: "both"
  },
  "CR-DEDUCT-10": {
    sentence: "Assumed: the contract is still effective when a repayment is collected.",
    source: "none",
    certainty: ["inferred"],
    enforcedBy: "both"
  },
  "CR-DEDUCT-11": {
    sentence:
      "sub_appid in a deduct order is required or optional by source; assumed: echoes the booking, absent if unbooked.",
    source: "website page 'start a repayment'; community copy of the documentation",
    certainty: ["documented", "inferred"],
    enforcedBy: "both"
  }
} as const satisfies Family<"CR-DEDUCT">
