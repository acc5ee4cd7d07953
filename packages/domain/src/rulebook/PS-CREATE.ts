/**
 * PS-CREATE: creating a PayScore order.
 *
 * @since 0.1.0
 */
import type { Family } from "./Rule.ts"

export const rules = {
  "PS-CREATE-01": {
    sentence:
      "Creating requires out_order_no, appid, service_id, service_introduction, time_range.start_time, risk_fund.name, risk_fund.amount and notify_url.",
    source: "official merchant page 4012587900; OpenAPI description of the endpoints",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "PS-CREATE-02": {
    sentence: "Creating again with identical content succeeds; the same number with other content is refused.",
    source: "official merchant page 4012587900",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "PS-CREATE-03": {
    sentence:
      "need_user_confirm is true by default; false needs a permission and gives DOING with USER_CONFIRM, so CREATED after false means that creating failed.",
    source: "official merchant page 4012647418; older official wiki (2020), chapter 6_1_14",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "PS-CREATE-04": {
    sentence: "An order that the user need not confirm is created with the user's openid under the same appid.",
    source: "official merchant page 4012587900",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "PS-CREATE-05": {
    sentence:
      "package is opaque data to launch the client with; the launch itself is signed with the older HMAC-SHA256 key, outside APIv3.",
    source: "official merchant page 4012587900; official knowledge pack",
    certainty: ["documented"],
    enforcedBy: "documentation",
    because: "the launch is signed with an older key, outside APIv3; the package for it is given back"
  },
  "PS-CREATE-06": {
    sentence:
      "attach has up to 256 characters once URL-encoded, comes back in both webhooks and is not shown to the user.",
    source: "official merchant page 4012587900",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "PS-CREATE-07": {
    sentence:
      "notify_url is a public HTTPS URL of up to 255 characters without parameters, and both webhooks go to it.",
    source: "official merchant page 4012587900",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "PS-CREATE-08": {
    sentence: "service_introduction has at most 20 characters, a Chinese one counting no more than any other.",
    source: "official merchant page 4012587900",
    certainty: ["documented"],
    enforcedBy: "both"
  },
  "PS-CREATE-09": {
    sentence:
      "Creating or confirming that is refused for risk (suffix 271300099), overdue orders (271299627) or youth mode (268560785) is not retried; its HTTP status is not documented.",
    source: "official knowledge pack",
    certainty: ["documented"],
    enforcedBy: "client"
  }
} as const satisfies Family<"PS-CREATE">
