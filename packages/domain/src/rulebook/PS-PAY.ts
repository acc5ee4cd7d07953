/**
 * PS-PAY: charges of a PayScore order that the merchant starts.
 *
 * @since 0.1.0
 */
import type { Family } from "./Rule.ts"

export const rules = {
  "PS-PAY-01": {
    sentence: "A charge can be started only for an order that awaits payment (待支付).",
    source: "copy of official merchant page 4013394596 (2025.01.02)",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "PS-PAY-02": {
    sentence:
      "appid and service_id of a pay call are required officially, optional on a copy; recommended: always send both, and demand them only when strict.",
    source: "official merchant page 4013394596; copy of official merchant page 4013394596 (2025.01.02)",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "PS-PAY-03": {
    sentence: "A pay call leaves WeChat Pay's own plan of charging unchanged.",
    source: "official merchant page 4013394596",
    certainty: ["documented"],
    enforcedBy: "sandbox"
  },
  "PS-PAY-04": {
    sentence:
      "Only the webhook USER_PAID or a query (DONE with USER_PAID) proves payment; assumed: a 200 with the order's identifiers means that the attempt was taken.",
    source: "copy of official merchant page 4013394596 (2025.01.02); official knowledge pack",
    certainty: ["documented", "inferred"],
    enforcedBy: "both"
  },
  "PS-PAY-05": {
    sentence:
      "A failed attempt is answered with an undocumented 403 TRADE_ERROR (扣款失败); the order still awaits payment, and a later attempt is legal.",
    source: "integrator reports (2021, 2023); official knowledge pack",
    certainty: ["observed"],
    enforcedBy: "both"
  },
  "PS-PAY-06": {
    sentence:
      "A 2xx of a pay call may be just {trade_state: USERPAYING}, seen on rapid repeats and for long: no success, as support confirmed, but a result of its own (in progress), after which to query and not to repeat at once.",
    source: "integrator reports (seasidecrab.com/cq/1069.html of 2022-03-28 and /1030.html)",
    certainty: ["observed"],
    enforcedBy: "both"
  },
  "PS-PAY-07": {
    sentence: "A pay call while a charge runs has the suffix 271316754; query after 5 to 10 seconds.",
    source: "official knowledge pack",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "PS-PAY-08": {
    sentence:
      "An empty 2xx of a pay call means taken, as the partner variant answers 204; how often to call is not documented, so keep minutes between attempts.",
    source: "official partner pages",
    certainty: ["documented", "unknown"],
    enforcedBy: "both"
  },
  "PS-PAY-09": {
    sentence:
      "A pay call is answered with ORDER_DONE once the order is paid, with ORDER_CANCELED once it is cancelled.",
    source: "state tables of the official merchant pages",
    certainty: ["documented"],
    enforcedBy: "both"
  }
} as const satisfies Family<"PS-PAY">
