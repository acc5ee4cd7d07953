/**
 * What the platform tells us unasked, after it was verified and opened: a union of events.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Contract } from "./Contract.ts"
import { DeductOrder } from "./DeductOrder.ts"
import * as Ids from "./Ids.ts"
import { ServiceOrder } from "./ServiceOrder.ts"
import * as Stage from "./ServiceOrderStage.ts"
import { Timestamp } from "./Timestamp.ts"

const common = {
  /** The notification, not the event: a repeat may carry another. Rule: V3-HOOK-05. */
  id: Schema.String,
  createTime: Timestamp,
  summary: Schema.String
}

const ours = {
  ...common,
  /** The service provider it is for; another's is refused before it gets here. Rule: CR-HOOK-07. */
  spMchid: Ids.asReceived(Ids.MerchantId)
}

/** A borrower has signed (CREDIT_REPAYMENT.SIGN_CONTRACT). A refusal is never pushed. Rule: CR-SIGN-05. */
export const ContractSigned = Schema.TaggedStruct("ContractSigned", { ...ours, contract: Contract }).annotate({
  identifier: "ContractSigned"
})
export interface ContractSigned extends Schema.Schema.Type<typeof ContractSigned> {}

/** A contract has ended (CREDIT_REPAYMENT.TERMINATE_CONTRACT), whoever ended it. Rule: CR-HOOK-02. */
export const ContractTerminated = Schema.TaggedStruct("ContractTerminated", { ...ours, contract: Contract }).annotate({
  identifier: "ContractTerminated"
})
export interface ContractTerminated extends Schema.Schema.Type<typeof ContractTerminated> {}

/** A collection succeeded (CREDIT_REPAYMENT.DEDUCTION_PAY). No failure is ever pushed. Rules: CR-HOOK-05, CR-DEDUCT-07. */
export const DeductionPaid = Schema.TaggedStruct("DeductionPaid", {
  ...ours,
  subMchid: Ids.asReceived(Ids.SubMchid),
  order: DeductOrder
}).annotate({ identifier: "DeductionPaid" })
export interface DeductionPaid extends Schema.Schema.Type<typeof DeductionPaid> {}

/** A user has confirmed a service order (PAYSCORE.USER_CONFIRM). No event tells of one cancelled, expired or changed. Rule: PS-HOOK-09. */
export const ServiceOrderConfirmed = Schema.TaggedStruct("ServiceOrderConfirmed", {
  ...common,
  order: ServiceOrder
}).annotate({ identifier: "ServiceOrderConfirmed" })
export interface ServiceOrderConfirmed extends Schema.Schema.Type<typeof ServiceOrderConfirmed> {}

/**
 * Money came in for a service order (PAYSCORE.USER_PAID): `Collecting.verdict` says whether it is all paid, and if not,
 * ask. No event tells of a failed charge. Rules: PS-HOOK-08, PS-HOOK-09.
 */
export const ServiceOrderPaid = Schema.TaggedStruct("ServiceOrderPaid", { ...common, order: ServiceOrder }).annotate({
  identifier: "ServiceOrderPaid"
})
export interface ServiceOrderPaid extends Schema.Schema.Type<typeof ServiceOrderPaid> {}

const permission = {
  ...common,
  /** What was in it, opened. */
  resource: Schema.Json
}

/** A user has let a merchant use PayScore (PAYSCORE.USER_OPEN_SERVICE); its members are not read here. */
export const PermissionOpened = Schema.TaggedStruct("PermissionOpened", permission).annotate({
  identifier: "PermissionOpened"
})
export interface PermissionOpened extends Schema.Schema.Type<typeof PermissionOpened> {}

/** A user has taken that back (PAYSCORE.USER_CLOSE_SERVICE); its members are not read here. */
export const PermissionClosed = Schema.TaggedStruct("PermissionClosed", permission).annotate({
  identifier: "PermissionClosed"
})
export interface PermissionClosed extends Schema.Schema.Type<typeof PermissionClosed> {}

/** An echo came back (SECURITY_ECHO.SUCCESS); no page lists its members. Rule: V3-ECHO-01. */
export const SecurityEcho = Schema.TaggedStruct("SecurityEcho", {
  ...common,
  /** What was in it, opened. */
  resource: Schema.Json
}).annotate({ identifier: "SecurityEcho" })
export interface SecurityEcho extends Schema.Schema.Type<typeof SecurityEcho> {}

/** A verified event that this version does not know: acknowledge it and keep it. Rule: V3-HOOK-10. */
export const UnknownNotification = Schema.TaggedStruct("UnknownNotification", {
  ...common,
  /** The platform's name of the event. */
  eventType: Schema.String,
  /** What was in it, opened. */
  resource: Schema.Json
}).annotate({ identifier: "UnknownNotification" })
export interface UnknownNotification extends Schema.Schema.Type<typeof UnknownNotification> {}

/** Everything that may arrive at the notify address. */
export const Notification = Schema.Union([
  ContractSigned,
  ContractTerminated,
  DeductionPaid,
  ServiceOrderConfirmed,
  ServiceOrderPaid,
  PermissionOpened,
  PermissionClosed,
  SecurityEcho,
  UnknownNotification
])
export type Notification = typeof Notification.Type

/**
 * What an event is known by, however often it is told: its kind, whose it is, and its number in our books. Where no
 * such number is known, what was in it, whatever its size; an echo is told once for each asking. Rules: V3-HOOK-05, PS-HOOK-04.
 */
export const businessKey = (notification: Notification): string => {
  switch (notification._tag) {
    case "ContractSigned":
    case "ContractTerminated":
      return keyOf(notification._tag, notification.spMchid, notification.contract.outContractCode)
    case "DeductionPaid":
      return keyOf(notification._tag, notification.spMchid, notification.subMchid, notification.order.outTradeNo)
    case "ServiceOrderConfirmed":
      return keyOf(notification._tag, ...orderOf(notification.order))
    case "ServiceOrderPaid": {
      // a part and the rest are two events of one number
      const { collection } = notification.order
      const told = [Stage.of(notification.order), collection?.paidAmount ?? null]
      return keyOf(notification._tag, ...orderOf(notification.order), ...told)
    }
    case "PermissionOpened":
    case "PermissionClosed":
      return keyOf(notification._tag, notification.resource)
    case "SecurityEcho":
      return keyOf(notification._tag, notification.id)
    case "UnknownNotification":
      return keyOf(notification._tag, notification.eventType, notification.resource)
  }
}

/** A number is unique within a merchant, and a service is one merchant's. Rules: PS-ID-01, PS-ID-03. */
const orderOf = ({ mchid, outOrderNo, serviceId }: ServiceOrder) => [mchid ?? null, serviceId, outOrderNo]

const keyOf = (...parts: ReadonlyArray<Schema.Json>): string => JSON.stringify(parts)
