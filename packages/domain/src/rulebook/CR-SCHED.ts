/**
 * CR-SCHED: booking a repayment.
 *
 * @since 0.1.0
 */
import type { Family } from "./Rule.ts"

export const rules = {
  "CR-SCHED-01": {
    sentence: "schedule_items stays an array of exactly one element for now; zero, or two and more, are invalid.",
    source: "official partner page 4016779459 (2025.12.05)",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "CR-SCHED-02": {
    sentence:
      "schedule_records of a 200 lists only successful bookings and may be missing or empty; assumed: a missing out_record_id is not booked, so query the booking before retrying.",
    source: "official partner page 4016779459 (2025.12.05)",
    certainty: ["documented", "inferred"],
    enforcedBy: "client"
  },
  "CR-SCHED-03": {
    sentence: "Assumed: the contract of a booking exists and is effective.",
    source: "none",
    certainty: ["inferred"],
    enforcedBy: "both"
  },
  "CR-SCHED-04": {
    sentence: "Assumed: appid and openid of a booking are those of its contract.",
    source: "none",
    certainty: ["inferred"],
    enforcedBy: "both"
  },
  "CR-SCHED-05": {
    sentence:
      "Assumed: a repeated out_record_id returns its record, or is refused for other content; a retry reuses the id.",
    source: "APIv3 idempotency guidance",
    certainty: ["inferred"],
    enforcedBy: "both"
  },
  "CR-SCHED-06": {
    sentence: "Querying a booking needs contract_id in the query string, which makes it part of the signed URL.",
    source: "official partner page 4016779463",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "CR-SCHED-07": {
    sentence: "A booking carries no state, no creation time and no sub_mchid in its representation.",
    source: "official partner page 4016779459 (2025.12.05); official partner page 4016779463",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "CR-SCHED-08": {
    sentence:
      "description and attach in bookings are on a website page, not the official one; decode if present, never send.",
    source: "website page 'book a repayment'; official partner page 4016779459 (2025.12.05)",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "CR-SCHED-09": {
    sentence:
      "contract_id of a schedule record is required officially, optional on the community copy; decode it as optional.",
    source: "official partner page 4016779459 (2025.12.05); community copy of the documentation",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "CR-SCHED-10": {
    sentence:
      "min_repayment_amount is listed as always returned; assumed: it may be absent, and defaults to repayment_amount.",
    source: "official partner page 4016779459 (2025.12.05)",
    certainty: ["inferred"],
    enforcedBy: "both"
  }
} as const satisfies Family<"CR-SCHED">
