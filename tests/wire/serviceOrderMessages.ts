/**
 * Every message about service orders with its schema, a published example of it, and which of its members may be
 * missing.
 */
import { Notifications, ServiceOrders } from "@wxrepay/domain/api"
import type { Wire } from "@wxrepay/domain/api"
import { Values } from "@wxrepay/domain/testing"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import {
  orderCancel,
  orderComplete,
  orderConfirmed,
  orderCreate,
  orderDirectComplete,
  orderFind,
  orderModify,
  orderPaid,
  orderPay,
  orderPayRunning,
  orderSync
} from "../fixtures/published.ts"

/** What is said of a message beside its schema. */
interface About {
  readonly example: Wire.JsonObject
  /** The members that may be missing. */
  readonly optional?: ReadonlyArray<string>
}

const message = <A, E>(name: string, codec: Schema.Codec<A, E>, about: About) => {
  const { example, optional = [] } = about
  const decode: (json: unknown) => Result.Result<unknown, Schema.SchemaError> = Schema.decodeUnknownResult(codec)
  const decodeExactly: typeof decode = Schema.decodeUnknownResult(codec, { onExcessProperty: "error" })
  const encode = Schema.encodeUnknownResult(codec)
  return {
    name,
    example,
    optional,
    values: Values.of(codec),
    decode,
    decodeExactly,
    encode,
    /** Decodes and encodes. */
    again: (json: unknown) => Result.flatMap(decode(json), encode)
  }
}

const needed = new Set(["out_order_no", "appid", "service_id", "state"])

/** An order is told with four members at least. */
const told = <A, E>(name: string, codec: Schema.Codec<A, E>, example: Wire.JsonObject) =>
  message(name, codec, { example, optional: Object.keys(example).filter((member) => !needed.has(member)) })

const numbersOptional = ["appid", "mchid", "service_id", "order_id"]

/** What is read about service orders. */
export const ordersReceived = [
  told("CreatedServiceOrder", ServiceOrders.Created, orderCreate.response),
  told("ServiceOrder found", ServiceOrders.ServiceOrder, orderFind.response),
  told("ServiceOrder modified", ServiceOrders.ServiceOrder, orderModify.response),
  told("ServiceOrder completed", ServiceOrders.ServiceOrder, orderComplete.response),
  told("ServiceOrder synced", ServiceOrders.ServiceOrder, orderSync.response),
  told("ServiceOrder at once", ServiceOrders.ServiceOrder, orderDirectComplete.response),
  told("ServiceOrderConfirmed", Notifications.ServiceOrderEvent, orderConfirmed.decryptedResource),
  told("ServiceOrderPaid", Notifications.ServiceOrderEvent, orderPaid.decryptedResource),
  message("cancellation answer", ServiceOrders.Numbers, {
    example: orderCancel.response,
    optional: numbersOptional
  }),
  message("charge answer", ServiceOrders.Numbers, {
    example: orderPay.response,
    optional: numbersOptional
  }),
  message("Paying", ServiceOrders.Paying, { example: orderPayRunning.response })
]

/** What is sent about service orders. */
export const ordersSent = [
  message("Creation", ServiceOrders.Creation, {
    example: orderCreate.request,
    optional: ["post_payments", "post_discounts", "location", "attach", "openid", "need_user_confirm", "device"]
  }),
  message("Cancellation", ServiceOrders.Cancellation, { example: orderCancel.request, optional: ["service_id"] }),
  message("Modification", ServiceOrders.Modification, {
    example: orderModify.request,
    optional: ["post_discounts", "device"]
  }),
  message("Completion", ServiceOrders.Completion, {
    example: orderComplete.request,
    optional: ["post_discounts", "time_range", "location", "profit_sharing", "goods_tag", "device"]
  }),
  message("Payment", ServiceOrders.Payment, { example: orderPay.request, optional: ["appid", "service_id"] }),
  message("PaidElsewhere", ServiceOrders.PaidElsewhere, { example: orderSync.request }),
  message("DirectCompletion", ServiceOrders.DirectCompletion, {
    example: orderDirectComplete.request,
    optional: [
      "post_payments",
      "post_discounts",
      "location",
      "service_introduction",
      "attach",
      "notify_url",
      "openid",
      "total_amount"
    ]
  })
]
