/**
 * Every identifier, one brand each. Each schema says what may be sent; what the platform sends is read
 * through {@link asReceived}, because its own values are known to break its own lengths.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { characters, text } from "./internal/text.ts"

/** The service provider's merchant number (sp_mchid), which signs every call. Rules: CR-SCOPE-01, V3-AUTH-03. */
export const MerchantId = text("CR-SCOPE-01", "1 to 32 digits", /^[0-9]{1,32}$/u).pipe(Schema.brand("MerchantId"))
export type MerchantId = typeof MerchantId.Type

/** The lender or collector under the service provider (sub_mchid). Rule: CR-ID-07. */
export const SubMchid = text("CR-ID-07", "1 to 32 digits", /^[0-9]{1,32}$/u).pipe(Schema.brand("SubMchid"))
export type SubMchid = typeof SubMchid.Type

/** The appid bound to the service provider. Rule: CR-ID-06. */
export const Appid = characters("CR-ID-06", 1, 32).pipe(Schema.brand("Appid"))
export type Appid = typeof Appid.Type

/** The appid bound to the sub-merchant. Rule: CR-ID-07. */
export const SubAppid = characters("CR-ID-07", 1, 32).pipe(Schema.brand("SubAppid"))
export type SubAppid = typeof SubAppid.Type

/** The borrower, as the appid knows them. Rule: CR-ID-06. */
export const Openid = characters("CR-ID-06", 1, 128).pipe(Schema.brand("Openid"))
export type Openid = typeof Openid.Type

/** The template that was applied for on the partner platform. Rule: CR-ID-08. */
export const PlanId = characters("CR-ID-08", 1, 64).pipe(Schema.brand("PlanId"))
export type PlanId = typeof PlanId.Type

/** The contract's number, issued by WeChat Pay after signing. Rule: CR-ID-05. */
export const ContractId = characters("CR-ID-05", 1, 64).pipe(Schema.brand("ContractId"))
export type ContractId = typeof ContractId.Type

/** The lender's code of a contract, never used twice. Rules: CR-ID-03, CR-ID-04. */
export const OutContractCode = text("CR-ID-03", "1 to 64 digits and letters", /^[0-9A-Za-z]{1,64}$/u).pipe(
  Schema.brand("OutContractCode")
)
export type OutContractCode = typeof OutContractCode.Type

/** The lender's number of a booked repayment. Rule: CR-ID-01. */
export const OutRecordId = text("CR-ID-01", "1 to 32 digits and letters", /^[0-9A-Za-z]{1,32}$/u).pipe(
  Schema.brand("OutRecordId")
)
export type OutRecordId = typeof OutRecordId.Type

/** The lender's number of a deduct order; its alphabet is assumed. Rule: CR-ID-02. */
export const OutTradeNo = text("CR-ID-02", "1 to 32 digits and letters", /^[0-9A-Za-z]{1,32}$/u).pipe(
  Schema.brand("OutTradeNo")
)
export type OutTradeNo = typeof OutTradeNo.Type

/** WeChat Pay's number of a payment, present once money moved; never sent by us. Rule: CR-DEDUCT-09. */
export const TransactionId = Schema.String.pipe(Schema.brand("TransactionId"))
export type TransactionId = typeof TransactionId.Type

/** The merchant's number of a service order (out_order_no), which is no number of a payment. Rules: PS-ID-01, PS-ID-06. */
export const OutOrderNo = text(
  "PS-ID-01",
  "1 to 32 of digits, letters, underscore, hyphen, vertical bar and asterisk",
  /^[0-9A-Za-z_|*-]{1,32}$/u
).pipe(Schema.brand("OutOrderNo"))
export type OutOrderNo = typeof OutOrderNo.Type

/** The service that an order is of, assigned by WeChat Pay. Rule: PS-ID-03. */
export const ServiceId = text("PS-ID-03", "1 to 32 digits", /^[0-9]{1,32}$/u).pipe(Schema.brand("ServiceId"))
export type ServiceId = typeof ServiceId.Type

/** The name of a key that WeChat Pay signs with: `PUB_KEY_ID_` and digits, or the hex serial of a certificate. Rule: V3-SERIAL-01. */
export const PlatformSerial = text(
  "V3-SERIAL-01",
  "PUB_KEY_ID_ and digits, or the hex serial of a platform certificate",
  /^(?:PUB_KEY_ID_[0-9]{1,64}|[0-9A-Fa-f]{1,64})$/u
).pipe(Schema.brand("PlatformSerial"))
export type PlatformSerial = typeof PlatformSerial.Type

/** An identifier as it arrives: the same brand, none of the checks. Rule: CR-HOOK-10. */
export const asReceived = <A extends string>(_sent: Schema.Codec<A, string>): Schema.Codec<A, string> =>
  Schema.String as unknown as Schema.Codec<A, string>
