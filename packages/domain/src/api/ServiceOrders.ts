/**
 * `serviceorder`: create, read, change, end and collect a PayScore order. Endpoints P1 to P8.
 *
 * @since 0.1.0
 */
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import * as HttpApiSchema from "effect/http-api/HttpApiSchema"
import * as OpenApi from "effect/http-api/OpenApi"
import * as Schema from "effect/Schema"
import * as SchemaTransformation from "effect/SchemaTransformation"
import * as Struct from "effect/Struct"
import * as Ids from "../Ids.ts"
import { text } from "../internal/text.ts"
import { UnknownState } from "../internal/unknownState.ts"
import { unknownMembers } from "../internal/unknownMembers.ts"
import * as Domain from "../ServiceOrder.ts"
import * as Call from "../ServiceOrderCall.ts"
import { FenAsNumber, oneOrMany, openEnum, received, sent } from "./Wire.ts"

/** The first of the three members of the state, in the platform's words and ours. Rule: PS-STATE-01. */
export const State = openEnum({
  CREATED: "Created",
  DOING: "Doing",
  DONE: "Done",
  REVOKED: "Revoked",
  EXPIRED: "Expired"
})

/** The second, in the platform's words and ours. Rule: PS-STATE-02. */
export const StateDescription = openEnum({ USER_CONFIRM: "UserConfirm", MCH_COMPLETE: "MchComplete" })

/** The third, in the platform's words and ours. Rule: PS-STATE-03. */
export const CollectionState = openEnum({ USER_PAYING: "UserPaying", USER_PAID: "UserPaid" })

const riskFundNames = {
  DEPOSIT: "Deposit",
  ADVANCE: "Advance",
  CASH_DEPOSIT: "CashDeposit",
  ESTIMATE_ORDER_COST: "EstimateOrderCost"
} as const

/** What a total is held to, in the platform's words and ours. Rule: PS-RISK-01. */
export const RiskFundName = openEnum(riskFundNames)

/** The same, and no other word is sent. Rule: PS-RISK-01. */
const RiskFundNameSent = Schema.Literals(["DEPOSIT", "ADVANCE", "CASH_DEPOSIT", "ESTIMATE_ORDER_COST"]).pipe(
  Schema.decodeTo(
    Domain.RiskFundName,
    SchemaTransformation.transform({
      decode: (word) => riskFundNames[word],
      encode: (name) => wordOf[name]
    })
  )
)

const wordOf = {
  Deposit: "DEPOSIT",
  Advance: "ADVANCE",
  CashDeposit: "CASH_DEPOSIT",
  EstimateOrderCost: "ESTIMATE_ORDER_COST"
} as const

/** How a part was paid, in the platform's words and ours. Rule: PS-COL-03. */
export const PaidType = openEnum({ NEWTON: "ThroughPayScore", MCH: "ByMerchant" })

const PaidPart = received(Domain.PaidPart, { amount: FenAsNumber, paidType: PaidType }).annotate({
  identifier: "PaidPart"
})

const Collection = received(Domain.Collection, {
  state: CollectionState,
  totalAmount: FenAsNumber,
  payingAmount: FenAsNumber,
  paidAmount: FenAsNumber,
  details: oneOrMany(PaidPart)
}).annotate({ identifier: "Collection" })

const lines = oneOrMany(received(Domain.Line, { amount: FenAsNumber }).annotate({ identifier: "LineTold" }))

/** How the members of an order are read. Rules: PS-AMT-01, PS-QUERY-02. */
const orderCodecs = {
  state: State,
  stateDescription: StateDescription,
  totalAmount: FenAsNumber,
  collection: Collection,
  postPayments: lines,
  postDiscounts: lines,
  riskFund: received(Domain.RiskFundTold, { name: RiskFundName, amount: FenAsNumber }).annotate({
    identifier: "RiskFundTold"
  }),
  timeRange: received(Domain.TimeRangeTold, {}).annotate({ identifier: "TimeRangeTold" }),
  location: received(Domain.LocationTold, {}).annotate({ identifier: "LocationTold" })
} as const

/** An order, as it is read. Rules: PS-STATE-01 to PS-STATE-03, PS-QUERY-02. */
export const ServiceOrder = received(Domain.ServiceOrder, orderCodecs).annotate({ identifier: "ServiceOrder" })

/** An order that was just created, and what launches the confirmation. Rule: PS-CREATE-05. */
export const Created = received(
  Schema.Struct({ ...Domain.ServiceOrder.fields, package: Schema.optionalKey(Schema.String) }),
  orderCodecs
).annotate({ identifier: "CreatedServiceOrder" })

const orderNumbers = {
  outOrderNo: Ids.asReceived(Ids.OutOrderNo),
  appid: Schema.optionalKey(Ids.asReceived(Ids.Appid)),
  mchid: Schema.optionalKey(Ids.asReceived(Ids.MerchantId)),
  serviceId: Schema.optionalKey(Ids.asReceived(Ids.ServiceId)),
  orderId: Schema.optionalKey(Schema.String),
  ...unknownMembers
}

/** The numbers of an order, which is all that some answers tell. Rule: PS-ID-05. */
export const Numbers = received(Schema.Struct(orderNumbers), {}).annotate({ identifier: "ServiceOrderNumbers" })

/** What is told of a charge that is running, and nothing else. Rule: PS-PAY-06. */
export const Paying = received(
  Schema.Struct({ tradeState: Schema.Union([Schema.Literal("UserPaying"), UnknownState]), ...unknownMembers }),
  { tradeState: openEnum({ USERPAYING: "UserPaying" }) }
).annotate({ identifier: "Paying" })

/** A call without the number, which travels in the path only. Rule: PS-ID-02. */
const bodyOf = <Fields extends { readonly outOrderNo: unknown }>(fields: Fields) => Struct.omit(fields, ["outOrderNo"])

const parts = {
  postPayments: Schema.Array(sent(Domain.PostPayment, {}).annotate({ identifier: "PostPayment" })),
  postDiscounts: Schema.Array(sent(Domain.PostDiscount, {}).annotate({ identifier: "PostDiscount" })),
  location: sent(Domain.Location, {}).annotate({ identifier: "Location" }),
  device: sent(Domain.Device, {}).annotate({ identifier: "Device" })
} as const

/** A creation, as it is sent. Rules: PS-CREATE-01, PS-AMT-01. */
export const Creation = sent(Call.Creation, {
  ...parts,
  timeRange: sent(Domain.TimeRange, {}).annotate({ identifier: "TimeRange" }),
  riskFund: sent(Domain.RiskFund, { name: RiskFundNameSent }).annotate({ identifier: "RiskFund" })
}).annotate({ identifier: "Creation" })

/** A cancellation, as it is sent; that the service may be missing is one page's word, and it never is. Rule: PS-CANCEL-03. */
export const Cancellation = sent(
  Schema.Struct({ ...bodyOf(Call.Cancellation.fields), serviceId: Schema.optionalKey(Ids.ServiceId) }),
  {}
).annotate({ identifier: "Cancellation" })

/** A modification, as it is sent. Rules: PS-MODIFY-03, PS-MODIFY-04. */
export const Modification = sent(Schema.Struct(bodyOf(Call.Modification.fields)), parts).annotate({
  identifier: "Modification"
})

/** A completion, as it is sent. Rules: PS-COMPLETE-02, PS-COMPLETE-05. */
export const Completion = sent(Schema.Struct(bodyOf(Call.Completion.fields)), {
  ...parts,
  timeRange: sent(Call.RealTimeRange, {}).annotate({ identifier: "RealTimeRange" }),
  location: sent(Call.RealLocation, {}).annotate({ identifier: "RealLocation" })
}).annotate({ identifier: "Completion" })

/** The start of a charge, as it is sent: sources differ on whether its members may be missing, and they never are. Rule: PS-PAY-02. */
export const Payment = sent(
  Schema.Struct({
    appid: Schema.optionalKey(Call.Payment.fields.appid),
    serviceId: Schema.optionalKey(Call.Payment.fields.serviceId)
  }),
  {}
).annotate({ identifier: "Payment" })

/** A report of money collected elsewhere, as it is sent. Rules: PS-SYNC-02, PS-TIME-07. */
export const PaidElsewhere = Schema.Struct({
  appid: Call.PaidElsewhere.fields.appid,
  service_id: Call.PaidElsewhere.fields.serviceId,
  type: Schema.Literal("Order_Paid"),
  detail: Schema.Struct({ paid_time: Call.PaidElsewhere.fields.paidTime })
}).pipe(
  Schema.decodeTo(
    Schema.Struct(bodyOf(Call.PaidElsewhere.fields)).pipe(Schema.toType),
    SchemaTransformation.transform({
      decode: ({ appid, detail, service_id }) => ({ appid, serviceId: service_id, paidTime: detail.paid_time }),
      encode: ({ appid, paidTime, serviceId }) => ({
        appid,
        service_id: serviceId,
        type: "Order_Paid" as const,
        detail: { paid_time: paidTime }
      })
    })
  ),
  Schema.annotate({ identifier: "PaidElsewhere" })
)

/** A creation and completion in one, as it is sent. Rule: PS-DIRECT-01. */
export const DirectCompletion = sent(Call.DirectCompletion, {
  ...parts,
  timeRange: sent(Call.DirectCompletion.fields.timeRange, {}).annotate({ identifier: "WholeTimeRange" })
}).annotate({ identifier: "DirectCompletion" })

const params = { out_order_no: Ids.OutOrderNo }

/** One page has the number longer here; no longer one is ever found. Rule: PS-ID-01. */
const longerParams = {
  out_order_no: text(
    "PS-ID-01",
    "1 to 64 of digits, letters, underscore, hyphen, vertical bar and asterisk",
    /^[0-9A-Za-z_|*-]{1,64}$/u
  )
}

/** The service orders of one merchant. */
export class ServiceOrders extends HttpApiGroup.make("serviceOrders")
  .add(
    HttpApiEndpoint.post("create", "/v3/payscore/serviceorder", { payload: Creation, success: Created }).annotate(
      OpenApi.Summary,
      "Create a service order (创建支付分订单)"
    ),
    HttpApiEndpoint.get("find", "/v3/payscore/serviceorder", {
      query: {
        out_order_no: Schema.optionalKey(Ids.OutOrderNo),
        query_id: Schema.optionalKey(Schema.String),
        service_id: Ids.ServiceId,
        appid: Call.Payment.fields.appid
      },
      success: ServiceOrder
    }).annotate(OpenApi.Summary, "Read a service order (查询支付分订单)"),
    HttpApiEndpoint.post("cancel", "/v3/payscore/serviceorder/:out_order_no/cancel", {
      params,
      payload: Cancellation,
      success: Numbers
    }).annotate(OpenApi.Summary, "Cancel a service order (取消支付分订单)"),
    HttpApiEndpoint.post("modify", "/v3/payscore/serviceorder/:out_order_no/modify", {
      params,
      payload: Modification,
      success: ServiceOrder
    }).annotate(OpenApi.Summary, "Lower what is owed (修改订单金额)"),
    HttpApiEndpoint.post("complete", "/v3/payscore/serviceorder/:out_order_no/complete", {
      params: longerParams,
      payload: Completion,
      success: ServiceOrder
    }).annotate(OpenApi.Summary, "End the service and begin to charge (完结支付分订单)"),
    HttpApiEndpoint.post("pay", "/v3/payscore/serviceorder/:out_order_no/pay", {
      params,
      payload: Payment,
      // a running charge is told by one member, whatever stands beside it (PS-PAY-06)
      success: [Schema.Union([Paying, Numbers]), HttpApiSchema.NoContent]
    }).annotate(OpenApi.Summary, "Start a charge (商户发起催收扣款)"),
    HttpApiEndpoint.post("sync", "/v3/payscore/serviceorder/:out_order_no/sync", {
      params,
      payload: PaidElsewhere,
      success: ServiceOrder
    }).annotate(OpenApi.Summary, "Report money collected elsewhere (同步服务订单信息)"),
    HttpApiEndpoint.post("directComplete", "/v3/payscore/serviceorder/direct-complete", {
      payload: DirectCompletion,
      success: ServiceOrder
    })
      .annotate(OpenApi.Summary, "Create and end a service order in one call (创单结单合并)")
      .annotate(OpenApi.Description, "Experimental: only a page of 2020 describes it (PS-DIRECT-03)")
  )
  .annotate(OpenApi.Description, "PayScore service orders of a merchant") {}
