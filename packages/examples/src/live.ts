/**
 * Everything from the environment, on Node: `collectInstalment` runs on this, and so do notifications.
 */
import { CreditRepayment, Inbox } from "@wxrepay/domain/client"
import { NodeTransport } from "@wxrepay/transport-node"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

/** Calls: `CreditRepayment`, signed, verified and sent by undici. */
export const layerCalls = CreditRepayment.layerConfig.pipe(Layer.provide(NodeTransport.layerConfig))

/** Notifications: a route for Effect's `HttpRouter`. 204 when the handler succeeded, else they come again. */
export const layerNotifications = Inbox.route("/wechatpay/notify", (notification) =>
  notification._tag === "DeductionPaid"
    ? Effect.logInfo(`${notification.order.outTradeNo} is paid`)
    : Effect.logWarning(`${notification.eventType} is not known to this version`)
).pipe(Layer.provide(Inbox.layerConfig), Layer.provide(NodeTransport.layerConfig))
