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
    certainty: ["documented"]
  },
  "V3-JSON-02": {
    sentence:
      "Member order is irrelevant both ways; answers may gain members at any time, which decoders ignore, and do not lose required ones.",
    source: "official basic rules (2024.07.25)",
    certainty: ["documented"]
  },
  "V3-JSON-03": {
    sentence:
      "null is not allowed, though older copies say a null member may be left out; encoders omit it, decoders treat it as absent.",
    source: "official basic rules (2024.07.25 and earlier copies)",
    certainty: ["documented"]
  },
  "V3-JSON-04": {
    sentence:
      "JSON types are integer, boolean, string, object and array; merchant text in answers is escaped before it is shown.",
    source: "official basic rules (2024.07.25)",
    certainty: ["documented"]
  },
  "V3-JSON-05": {
    sentence:
      "An unknown member in a request body can be refused (suffix 270924358) and a path parameter repeated in the body is refused, so send known members only.",
    source: "official knowledge pack; integrator reports",
    certainty: ["documented", "observed"]
  }
} as const satisfies Family<"V3-JSON">
