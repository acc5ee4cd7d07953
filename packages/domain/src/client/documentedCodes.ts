/**
 * The documented codes in sentences, each under its status: those of any call first, then those of a product.
 *
 * @since 0.1.0
 */
import type { Row } from "./documentedStatuses.ts"

const any = ["*"]
const orders = ["* /v3/payscore/serviceorder*"]
const repayments = ["* /v3/credit-repayment/partner/*"]

/** The calls that change an order by its number. */
const ofOrder = (...calls: ReadonlyArray<string>): ReadonlyArray<string> =>
  calls.map((call) => `POST /v3/payscore/serviceorder/{out_order_no}/${call}`)

const documented = "documented"
const basicRules = "official basic rules (2024.07.25)"
const statusPage = "official HTTP status page (2024.07.25)"
const orderPages = "official merchant pages of PayScore"

/**
 * Each documented code, and the answers of success that are none. For loan repayments no page lists any, so what stands here for
 * them is assumed. Rules: V3-ERR-04, V3-ERR-05, V3-RATE-02, V3-CERT-05, PS-ERR-01 to PS-ERR-04, PS-PAY-05, PS-PAY-06, CR-ERR-01,
 * CR-ERR-02.
 */
export const documentedCodes: ReadonlyArray<Row> = [
  {
    status: 400,
    code: "PARAM_ERROR",
    endpoints: any,
    category: "FixRequest",
    meaning: "A parameter is missing, malformed, out of its range, or contradicts another.",
    next: "Correct the parameter that the refusal names; go by the order where it speaks of a state.",
    certainty: documented,
    source: `${basicRules}; ${statusPage}`
  },
  {
    status: 400,
    code: "INVALID_REQUEST",
    endpoints: any,
    category: "FixRequest",
    meaning: "The request breaks the protocol, or its number was used before with other content.",
    next: "Correct the request, or send the content as it was the first time under its number.",
    certainty: documented,
    source: `${basicRules}; integrator reports`
  },
  {
    status: 401,
    code: "SIGN_ERROR",
    endpoints: any,
    category: "FixRequest",
    meaning: "The request is not signed, or its signature is stale or wrong; it was not executed.",
    next: "Correct the private key, its serial or the clock.",
    certainty: documented,
    source: `official signing and verification pages; ${statusPage}`
  },
  {
    status: 403,
    code: "NO_AUTH",
    endpoints: any,
    category: "GiveUp",
    meaning: "The merchant or the appid lacks the permission or the product.",
    next: "Stop, and ask WeChat Pay for the permission.",
    certainty: documented,
    source: statusPage
  },
  {
    status: 429,
    code: "RATELIMIT_EXCEEDED",
    endpoints: any,
    category: "BackOff",
    meaning: "Too many requests; as a rule this one was not accepted.",
    next: "Wait, and call less often; where money moves, read the order before sending again.",
    certainty: documented,
    source: statusPage
  },
  {
    status: 429,
    code: "RATE_LIMITED",
    endpoints: any,
    category: "BackOff",
    meaning: "Too many requests, as the global pages spell it.",
    next: "Wait, and call less often; where money moves, read the order before sending again.",
    certainty: documented,
    source: "official global HTTP status page"
  },
  {
    status: 429,
    code: "RATELIMIT_EXCEED",
    endpoints: any,
    category: "BackOff",
    meaning: "Too many requests, as the knowledge pack spells it.",
    next: "Wait, and call less often; where money moves, read the order before sending again.",
    certainty: documented,
    source: "official knowledge pack"
  },
  {
    status: 500,
    code: "SYSTEM_ERROR",
    endpoints: any,
    category: "BackOff",
    meaning: "The platform has a fault, and the outcome is not known.",
    next: "Wait, then send the identical request again or read how it stands, by the same number.",
    certainty: documented,
    source: `${statusPage}; ${basicRules}`
  },
  {
    status: 500,
    code: "SYSTEM_ERROR",
    endpoints: any,
    category: "FixRequest",
    meaning: "Also told when merchant number, appid, serial and key do not belong together.",
    next: "Correct the configuration when a few repeats have not helped.",
    certainty: "observed",
    source: "integrator reports (2021)"
  },
  {
    status: 502,
    code: "SERVICE_UNAVAILABLE",
    endpoints: any,
    category: "BackOff",
    meaning: "The service is offline for a moment.",
    next: "Wait, then send the identical request again.",
    certainty: documented,
    source: statusPage
  },
  {
    status: 503,
    code: "SERVICE_UNAVAILABLE",
    endpoints: any,
    category: "BackOff",
    meaning: "The service protects itself from overload.",
    next: "Wait, and call less often; then send the identical request again.",
    certainty: documented,
    source: statusPage
  },
  {
    status: 200,
    code: null,
    endpoints: ofOrder("pay"),
    category: "AskFirst",
    meaning: "The body holds only that the user is paying: a charge is running, and its outcome is not known.",
    next: "Read the order, and start no other charge before.",
    certainty: "observed",
    source: "integrator reports (2022)"
  },
  {
    status: 200,
    code: null,
    endpoints: ["POST /v3/credit-repayment/partner/schedule-records/batch-create"],
    category: "AskFirst",
    meaning: "The body does not list the booking: it is not booked.",
    next: "Read the booking before trying again.",
    certainty: documented,
    source: "official partner page 4016779459 (2025.12.05)"
  },
  {
    status: 200,
    code: null,
    endpoints: ["POST /v3/credit-repayment/partner/deduct-orders"],
    category: "AskFirst",
    meaning: "Assumed: the body may hold a charge that has failed already.",
    next: "Read the state in the body, and the order.",
    certainty: "inferred",
    source: "website page 'start a repayment'"
  },
  {
    status: 400,
    code: "INVALID_ORDER_STATE",
    endpoints: ofOrder("cancel", "complete", "modify", "pay", "sync"),
    category: "AskFirst",
    meaning: "The order stands where it does not allow this call.",
    next: "Read the order, and go by where it stands.",
    certainty: documented,
    source: orderPages
  },
  {
    status: 400,
    code: "ORDER_CANCELED",
    endpoints: ofOrder("complete", "modify", "pay", "sync"),
    category: "AskFirst",
    meaning: "The order has been cancelled.",
    next: "Read the order, and take over that it is cancelled.",
    certainty: documented,
    source: orderPages
  },
  {
    status: 400,
    code: "ORDER_DONE",
    endpoints: ofOrder("complete", "cancel", "modify", "pay", "sync"),
    category: "AskFirst",
    meaning: "The order is finished or charged already.",
    next: "Read the order, and take over where it stands.",
    certainty: documented,
    source: orderPages
  },
  {
    status: 403,
    code: "TRADE_ERROR",
    endpoints: ofOrder("pay"),
    category: "AskFirst",
    meaning: "The charge failed, and the order still awaits payment.",
    next: "Read the order, wait, and start another charge only if it still awaits payment.",
    certainty: "observed",
    source: "integrator reports (2021, 2023)"
  },
  {
    status: 404,
    code: "ORDER_NOT_EXIST",
    endpoints: orders,
    category: "AskFirst",
    meaning: "No order has this number, or the address is wrong.",
    next: "Read the order once more if it was just created, before concluding that there is none.",
    certainty: documented,
    source: `${statusPage}; ${orderPages}`
  },
  {
    status: 429,
    code: "FREQUENCY_LIMITED",
    endpoints: orders,
    category: "BackOff",
    meaning: "Too many requests, as the pages of PayScore spell it.",
    next: "Wait, and call less often; where money moves, read the order before sending again.",
    certainty: documented,
    source: orderPages
  },
  {
    status: 404,
    code: "RESOURCE_NOT_EXISTS",
    endpoints: ["GET /v3/certificates", ...repayments],
    category: "FixRequest",
    meaning: "It does not exist; so are certificates refused to a merchant who has a public key only.",
    next: "Correct the number or the address; with a public key only, download no certificates.",
    certainty: documented,
    source: "official knowledge pack (certificates); its use by credit repayment is inferred"
  },
  {
    status: 400,
    code: "PARAM_ERROR",
    endpoints: repayments,
    category: "FixRequest",
    meaning: "Assumed: an amount, a date, a number or a booking breaks its form; the page lists no codes.",
    next: "Correct the member that the refusal names.",
    certainty: "inferred",
    source: "official partner page 4016779459 (2025.12.05), whose error table has no rows"
  },
  {
    status: 400,
    code: "INVALID_REQUEST",
    endpoints: repayments,
    category: "AskFirst",
    meaning: "Assumed: the contract or the booking does not allow it, or the number was used with other content.",
    next: "Read the contract, the booking or the order, and go by how it stands.",
    certainty: "inferred",
    source: "none; reasoning only"
  }
]
