/**
 * PS-STATE: states of a PayScore order.
 *
 * @since 0.1.0
 */
import type { Family } from "./Rule.ts"

export const rules = {
  "PS-STATE-01": {
    sentence: "state is CREATED, DOING, DONE, REVOKED or EXPIRED, and the last three are final.",
    source: "OpenAPI description of the endpoints; state tables of the official merchant pages",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "PS-STATE-02": {
    sentence: "state_description, USER_CONFIRM or MCH_COMPLETE, is given in DOING only.",
    source: "state tables of the official merchant pages",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "PS-STATE-03": {
    sentence:
      "collection.state is USER_PAYING or USER_PAID, in notifications perhaps USER_ACCEPT, MCH_LOADING, WAIT_PAY or CLOSED; a value never seen before decodes safely.",
    source: "OpenAPI description of the endpoints; official knowledge pack",
    certainty: ["documented", "observed"],
    enforcedBy: "client"
  },
  "PS-STATE-04": {
    sentence:
      "Where an order stands is read off state, state_description and collection.state together, as DOING alone may be service or debt.",
    source: "state tables of the official merchant pages; official knowledge pack",
    certainty: ["documented"],
    enforcedBy: "client"
  },
  "PS-STATE-05": {
    sentence: "An order left in CREATED for 30 days becomes EXPIRED.",
    source: "state tables of the official merchant pages",
    certainty: ["documented"],
    enforcedBy: "sandbox"
  },
  "PS-STATE-06": {
    sentence: "An order that awaits payment never closes by itself.",
    source: "official knowledge pack",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "PS-STATE-07": {
    sentence:
      "A query is allowed in every state, cancel in CREATED and USER_CONFIRM (later: PS-CANCEL-02), complete in USER_CONFIRM, modify, pay and sync in USER_PAYING; but for identical repeats (PS-CANCEL-04, PS-COMPLETE-02) the rest is refused.",
    source: "official merchant pages; official knowledge pack",
    certainty: ["documented"],
    enforcedBy: "both"
  }
} as const satisfies Family<"PS-STATE">
