/**
 * PS-LOC: the place of a PayScore service.
 *
 * @since 0.1.0
 */
import type { Family } from "./Rule.ts"

export const rules = {
  "PS-LOC-01": {
    sentence:
      "location is free text of undocumented length; completing sends end_location only, answers return both ends.",
    source: "OpenAPI description of the endpoints; official merchant page 4012587955",
    certainty: ["documented", "unknown"],
    enforcedBy: "both"
  }
} as const satisfies Family<"PS-LOC">
