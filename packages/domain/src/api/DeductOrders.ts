/**
 * `deduct-orders`: make a charge, and read what became of it. Endpoints E7 and E8.
 *
 * @since 0.1.0
 */
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import * as OpenApi from "effect/http-api/OpenApi"
import * as Domain from "../DeductOrder.ts"
import * as Fen from "../Fen.ts"
import * as Ids from "../Ids.ts"
import { FenReceived, openEnum, received, sent } from "./Wire.ts"

/** Where an order stands, in the platform's words and ours. Rule: CR-DEDUCT-02. */
export const OrderState = openEnum({
  DEDUCT_ORDER_STATE_PENDING: "Pending",
  DEDUCT_ORDER_STATE_NOT_PAY: "Unpaid",
  DEDUCT_ORDER_STATE_PAY_SUCCESS: "Paid",
  DEDUCT_ORDER_STATE_PAY_FAIL: "Failed"
})

/** How the members of an order are read. */
export const orderCodecs = { orderState: OrderState, deductAmount: FenReceived, paySuccessAmount: FenReceived } as const

/** A charge, as it is sent. Rules: CR-AMT-03, CR-DEDUCT-04. */
export const Charge = sent(Domain.Charge, { deductAmount: Fen.FenFromString }).annotate({ identifier: "Charge" })

/** An order, as it is read. Rules: CR-AMT-10, CR-DEDUCT-04, CR-DEDUCT-11. */
export const DeductOrder = received(Domain.DeductOrder, orderCodecs).annotate({ identifier: "DeductOrder" })

/** The charges of one service provider. */
export class DeductOrders extends HttpApiGroup.make("deductOrders")
  .add(
    HttpApiEndpoint.post("create", "/v3/credit-repayment/partner/deduct-orders", {
      payload: Charge,
      success: DeductOrder
    }).annotate(OpenApi.Summary, "Charge a booked repayment (发起还款)"),
    HttpApiEndpoint.get("find", "/v3/credit-repayment/partner/deduct-orders/:out_trade_no", {
      params: { out_trade_no: Ids.OutTradeNo },
      success: DeductOrder
    }).annotate(OpenApi.Summary, "Read a charge (查询还款)")
  )
  .annotate(OpenApi.Description, "Charges of booked repayments") {}
