/**
 * V3-JSON: JSON of APIv3.
 *
 * @since 0.1.0
 */
import type { Family } from "./Rule.ts"

export const rules = {
  "V3-JSON-01": {
    sentence:
      "JSON is UTF-8 limited to characters of one to three bytes: no emoji or other supplementary-plane characters.",
    source: "official basic rules (2024.07.25)",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "V3-JSON-02": {
    sentence: "Member order never matters; answers may gain members, which decoders ignore, but lose no required ones.",
    source: "official basic rules (2024.07.25)",
    certainty: ["documented"],
    enforcedBy: "client"
  },
  "V3-JSON-03": {
    sentence:
      "null is not allowed (older copies: a null member may be left out); encoders omit it, decoders see it as absent.",
    source: "official basic rules (2024.07.25 and earlier copies)",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "V3-JSON-04": {
    sentence:
      "JSON types are integer, boolean, string, object and array; merchant text in answers is escaped before display.",
    source: "official basic rules (2024.07.25)",
    certainty: ["documented"],
    enforcedBy: "sandbox"
  },
  "V3-JSON-05": {
    sentence:
      "A request body may be refused for unknown members (suffix 270924358) and is for a repeated path parameter.",
    source: "official knowledge pack; integrator reports",
    certainty: ["documented", "observed"],
    enforcedBy: "both"
  }
} as const satisfies Family<"V3-JSON">
