/**
 * V3-RID: the request id of APIv3 answers.
 *
 * @since 0.1.0
 */
import type { Family } from "./Rule.ts"

export const rules = {
  "V3-RID-01": {
    sentence:
      "Each answer has Request-ID, kept whole; after its last hyphen is 0 on success, else an internal error number.",
    source: "official basic rules (2024.07.25); official knowledge pack; integrator reports",
    certainty: ["documented"],
    enforcedBy: "both"
  }
} as const satisfies Family<"V3-RID">
