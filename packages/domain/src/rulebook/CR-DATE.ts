/**
 * CR-DATE: dates and times of credit repayment.
 *
 * @since 0.1.0
 */
import type { Family } from "./Rule.ts"

export const rules = {
  "CR-DATE-01": {
    sentence: "repayment_date is a real calendar date written yyyy-MM-dd.",
    source: "official partner page 4016779459 (2025.12.05)",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "CR-DATE-02": {
    sentence:
      "repayment_date lies from booking day + 1 (inclusive) to booking day + 15 (exclusive), so 14 dates are possible.",
    source: "official partner page 4016779459 (2025.12.05)",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "CR-DATE-03": {
    sentence:
      "Assumed: the booking day is the current date in Beijing (UTC+8 all year), from 16:00 UTC already the next day.",
    source: "official partner page 4016779459 (2025.12.05)",
    certainty: ["inferred"],
    enforcedBy: "both"
  },
  "CR-DATE-04": {
    sentence:
      "repayment_day is the integer monthly due day; range (assumed 1–31) and tie to repayment_date are undocumented.",
    source: "official partner page 4016125804",
    certainty: ["documented", "unknown"],
    enforcedBy: "both"
  },
  "CR-DATE-05": {
    sentence: "It is not documented whether a deduct order must be created on, or not before, the booked date.",
    source: "none",
    certainty: ["unknown"],
    enforcedBy: "documentation",
    because: "no source answers it, so a charge goes out when the caller asks for it, and the platform decides"
  },
  "CR-DATE-06": {
    sentence: "Timestamps are RFC 3339, normally with +08:00; other offsets, Z and fractional seconds also decode.",
    source: "OpenAPI description of the endpoints; official basic rules (2024.07.25)",
    certainty: ["documented"],
    enforcedBy: "client"
  }
} as const satisfies Family<"CR-DATE">
