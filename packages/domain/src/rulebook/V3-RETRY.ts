/**
 * V3-RETRY: retrying APIv3 requests.
 *
 * @since 0.1.0
 */
import type { Family } from "./Rule.ts"

export const rules = {
  "V3-RETRY-01": {
    sentence:
      "After 5xx or an unknown outcome, repeat with the original parameters; two or three times normally suffice.",
    source: "official guide",
    certainty: ["documented"],
    enforcedBy: "client"
  },
  "V3-RETRY-02": {
    sentence: "Recommended: back off from 200 ms, doubling, for at most 3 tries, with jitter (the jitter is assumed).",
    source: "official knowledge pack",
    certainty: ["documented"],
    enforcedBy: "client"
  },
  "V3-RETRY-03": {
    sentence: "Assumed: a repeat gets a fresh timestamp, nonce and signature and keeps its business body unchanged.",
    source: "none",
    certainty: ["inferred"],
    enforcedBy: "client"
  },
  "V3-RETRY-04": {
    sentence:
      "Assumed: 400, 401, 403, 404 (except an eventual-consistency read) and 405 are never retried automatically.",
    source: "official basic rules (2024.07.25)",
    certainty: ["inferred"],
    enforcedBy: "client"
  }
} as const satisfies Family<"V3-RETRY">
