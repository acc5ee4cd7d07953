/**
 * What the platform posts to a lender's notify address: a signed envelope around an encrypted event.
 *
 * @since 0.1.0
 */
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import * as HttpApiSchema from "effect/http-api/HttpApiSchema"
import * as OpenApi from "effect/http-api/OpenApi"
import * as Schema from "effect/Schema"
import * as Contract from "../Contract.ts"
import * as DeductOrder from "../DeductOrder.ts"
import * as Ids from "../Ids.ts"
import { unknownMembers } from "../internal/unknownMembers.ts"
import { Timestamp } from "../Timestamp.ts"
import { contractCodecs, contractSpellings, endForgiven, PlanIdAsNumber } from "./Contracts.ts"
import { orderCodecs } from "./DeductOrders.ts"
import { FenReceived, received } from "./Wire.ts"

const resourceFields = Schema.Struct({
  originalType: Schema.String,
  algorithm: Schema.String,
  ciphertext: Schema.String,
  associatedData: Schema.optionalKey(Schema.String),
  nonce: Schema.String,
  ...unknownMembers
})

/** The encrypted part of an envelope. Rules: V3-AEAD-01, V3-AEAD-02, CR-HOOK-06. */
export const SealedResource = received(resourceFields, {}).annotate({ identifier: "SealedResource" })
export type SealedResource = typeof SealedResource.Type

/** A notification as it arrives. Its documented lengths are not enforced. Rule: CR-HOOK-10. */
export const Envelope = received(
  Schema.Struct({
    id: Schema.String,
    createTime: Timestamp,
    eventType: Schema.String,
    resourceType: Schema.String,
    summary: Schema.String,
    resource: resourceFields,
    ...unknownMembers
  }),
  { resource: SealedResource }
).annotate({ identifier: "Envelope" })
export type Envelope = typeof Envelope.Type

/** The event of a successful collection, W3. Rules: CR-HOOK-05, CR-HOOK-07. */
export const DeductionPay = received(
  Schema.Struct({
    spMchid: Ids.asReceived(Ids.MerchantId),
    subMchid: Ids.asReceived(Ids.SubMchid),
    ...DeductOrder.DeductOrder.fields
  }),
  orderCodecs
).annotate({ identifier: "DeductionPay" })
export type DeductionPay = typeof DeductionPay.Type

/** The event of a contract, signed or ended: W1 and W2. Rules: CR-HOOK-07, CR-HOOK-08, CR-HOOK-09, CR-AMT-08. */
export const ContractEvent = endForgiven(
  received(
    Schema.Struct({ spMchid: Ids.asReceived(Ids.MerchantId), ...Contract.Contract.fields }),
    { ...contractCodecs, planId: PlanIdAsNumber, repaymentAmountLimit: FenReceived },
    contractSpellings
  )
)
export type ContractEvent = typeof ContractEvent.Type

/** The event of a service order, confirmed or paid: the order itself. Rules: PS-HOOK-01, PS-HOOK-07. */
export { ServiceOrder as ServiceOrderEvent } from "./ServiceOrders.ts"

/** The platform's names of the events. Rules: CR-HOOK-10, V3-ECHO-01. */
export const eventTypes = {
  ContractSigned: "CREDIT_REPAYMENT.SIGN_CONTRACT",
  ContractTerminated: "CREDIT_REPAYMENT.TERMINATE_CONTRACT",
  DeductionPaid: "CREDIT_REPAYMENT.DEDUCTION_PAY",
  ServiceOrderConfirmed: "PAYSCORE.USER_CONFIRM",
  ServiceOrderPaid: "PAYSCORE.USER_PAID",
  PermissionOpened: "PAYSCORE.USER_OPEN_SERVICE",
  PermissionClosed: "PAYSCORE.USER_CLOSE_SERVICE",
  SecurityEcho: "SECURITY_ECHO.SUCCESS"
} as const

/** The answer that makes the platform deliver again. Rule: V3-HOOK-04. */
export const Failure = Schema.Struct({ code: Schema.Literal("FAIL"), message: Schema.String }).annotate({
  identifier: "NotificationFailure"
})
export type Failure = typeof Failure.Type

/** The endpoint that a lender serves, at an address of its own: add it to your own `HttpApi` and handle it raw. */
export const group = <const Path extends `/${string}`>(path: Path) =>
  HttpApiGroup.make("wechatPayNotifications").add(
    HttpApiEndpoint.post("receive", path, {
      payload: Envelope,
      success: HttpApiSchema.NoContent,
      error: [
        Failure.pipe(HttpApiSchema.status(401)),
        Failure.pipe(HttpApiSchema.status(403)),
        Failure.pipe(HttpApiSchema.status(500))
      ]
    }).annotate(OpenApi.Summary, "Take in what WeChat Pay tells")
  )
