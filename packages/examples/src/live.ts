/**
 * Everything from the environment, on Node: calls and notifications share one signer and one ring of keys.
 */
import { ServiceOrderStage } from "@wxrepay/domain"
import {
  Access,
  AttemptStore,
  CreditRepayment,
  Health,
  Inbox,
  NotificationStore,
  PayScore,
  Receiver
} from "@wxrepay/domain/client"
import { Sealer, Signer } from "@wxrepay/domain/signing"
import { NodeTransport } from "@wxrepay/transport-node"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

/** What callers use: contracts, bookings, charges and service orders; a trial of the keys; and the inbox of notifications. */
export const layerCalls = Layer.mergeAll(
  CreditRepayment.layerFrom,
  PayScore.layerFrom,
  AttemptStore.layerMemory,
  Health.layerFrom,
  Layer.unwrap(Effect.map(Signer, ({ mchid }) => Inbox.layerFrom({ mchid })))
).pipe(Layer.provide([Access.layerConfig, Sealer.layerConfig]), Layer.provide(NodeTransport.layerConfig))

/** A route for Effect's `HttpRouter`: 204 once the handler succeeded, else the notification comes again. */
export const layerNotifications = Receiver.route("/wechatpay/notify", (notification) => {
  switch (notification._tag) {
    case "ContractSigned":
    case "ContractTerminated":
      return Effect.logInfo(`${notification.contract.outContractCode} is ${notification.contract.state}`)
    case "DeductionPaid":
      return Effect.logInfo(`${notification.order.outTradeNo} is paid`)
    case "ServiceOrderConfirmed":
    case "ServiceOrderPaid":
      return Effect.logInfo(`${notification.order.outOrderNo} is ${ServiceOrderStage.of(notification.order)}`)
    case "PermissionOpened":
    case "PermissionClosed":
      return Effect.logInfo(notification.summary)
    case "SecurityEcho":
      return Effect.logInfo("the echo came back")
    case "UnknownNotification":
      return Effect.logWarning(`${notification.eventType} is not known to this version`)
  }
}).pipe(Layer.provide([layerCalls, NotificationStore.layerMemory]))
