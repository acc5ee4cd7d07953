/**
 * Members: what each thing of the domain is made of, and what of it may be left out.
 *
 * Method: the fields of every exported struct are held against a table that spells them, a question mark behind those that
 * may be missing. There is nothing to draw; a struct without a row is found.
 */
import { assert, describe, it } from "@effect/vitest"
import * as domain from "@wxrepay/domain"
import * as rules from "@wxrepay/domain/rules"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import * as SchemaAST from "effect/SchemaAST"

const table = new Map([
  [
    "Contract.Contract",
    "contractId planId outContractCode displayName? state appid? openid? repaymentDay? repaymentAmountLimit signedTime? terminatedTime? terminatedMode? terminationRemark? unknownMembers?"
  ],
  ["Contract.Termination", "outContractCode contractTerminationRemark"],
  ["DeductOrder.Charge", "contractId outTradeNo outRecordId deductAmount notifyUrl description? attach?"],
  [
    "DeductOrder.DeductOrder",
    "outTradeNo outRecordId appid subAppid? openid contractId orderState deductAmount paySuccessAmount? description? attach? transactionId? unknownMembers?"
  ],
  ["Echo.Echo", "echoMessage encryptedEchoMessage? notifyUrl?"],
  ["Notification.ContractSigned", "_tag id createTime summary spMchid contract"],
  ["Notification.ContractTerminated", "_tag id createTime summary spMchid contract"],
  ["Notification.DeductionPaid", "_tag id createTime summary spMchid subMchid order"],
  ["Notification.ServiceOrderConfirmed", "_tag id createTime summary order"],
  ["Notification.ServiceOrderPaid", "_tag id createTime summary order"],
  ["Notification.PermissionOpened", "_tag id createTime summary resource"],
  ["Notification.PermissionClosed", "_tag id createTime summary resource"],
  ["Notification.SecurityEcho", "_tag id createTime summary resource"],
  ["Notification.UnknownNotification", "_tag id createTime summary eventType resource"],
  ["Payer.RealIdentity", "identityType identityId realName"],
  ["Payer.SealedIdentity", "identityType identityId realName"],
  ["PaymentAttempt.Taken", "_tag orderId?"],
  ["PaymentAttempt.InProgress", "_tag tradeState?"],
  ["PaymentAttempt.Declined", "_tag message"],
  ["Plan.Plan", "planId loanKind repaymentCap"],
  ["Presign.TradeInfo", "outTradeNo deductAmount description? attach? notifyUrl?"],
  [
    "Presign.AppTerms",
    "appid planId outContractCode displayName contractNotifyUrl repaymentDay? repaymentAmountLimit subMchid? subAppid? tradeInfo? subMerchantCode?"
  ],
  [
    "Presign.AppPresign",
    "appid planId outContractCode displayName contractNotifyUrl repaymentDay? repaymentAmountLimit subMchid? subAppid? tradeInfo? subMerchantCode? realIdentity?"
  ],
  ["Presign.JumpInfo", "jumpAppid?"],
  [
    "Presign.H5Terms",
    "appid planId outContractCode displayName contractNotifyUrl repaymentDay? repaymentAmountLimit subMchid? subAppid? tradeInfo? jumpInfo?"
  ],
  [
    "Presign.H5Presign",
    "appid planId outContractCode displayName contractNotifyUrl repaymentDay? repaymentAmountLimit subMchid? subAppid? tradeInfo? jumpInfo? realIdentity?"
  ],
  ["Presign.AppPresigned", "presignToken redirectService? unknownMembers?"],
  ["Presign.H5Presigned", "redirectUrl presignToken? unknownMembers?"],
  ["Schedule.ScheduleItem", "outRecordId subMchid subAppid? repaymentAmount minRepaymentAmount? repaymentDate"],
  ["Schedule.Booking", "contractId appid openid scheduleItems"],
  [
    "Schedule.ScheduleRecord",
    "outRecordId appid subAppid? contractId? repaymentAmount minRepaymentAmount? repaymentDate openid description? attach? unknownMembers?"
  ],
  ["ServiceOrder.PostPayment", "name amount? description? count?"],
  ["ServiceOrder.PostDiscount", "name description? amount? count?"],
  ["ServiceOrder.TimeRange", "startTime endTime? startTimeRemark? endTimeRemark?"],
  ["ServiceOrder.Location", "startLocation? endLocation?"],
  ["ServiceOrder.Device", "startDeviceId? endDeviceId? materielNo?"],
  ["ServiceOrder.RiskFund", "name amount description?"],
  ["ServiceOrder.PaidPart", "seq? amount? paidType? paidTime? transactionId? unknownMembers?"],
  ["ServiceOrder.Collection", "state? totalAmount? payingAmount? paidAmount? details? bankType? unknownMembers?"],
  ["ServiceOrder.Line", "name? amount? description? count? unknownMembers?"],
  ["ServiceOrder.RiskFundTold", "name? amount? description? unknownMembers?"],
  ["ServiceOrder.TimeRangeTold", "startTime? endTime? startTimeRemark? endTimeRemark? unknownMembers?"],
  ["ServiceOrder.LocationTold", "startLocation? endLocation? unknownMembers?"],
  [
    "ServiceOrder.ServiceOrder",
    "outOrderNo appid mchid? serviceId serviceIntroduction? state stateDescription? totalAmount? needCollection? collection? postPayments? postDiscounts? riskFund? timeRange? location? attach? notifyUrl? orderId? openid? unknownMembers?"
  ],
  [
    "ServiceOrderCall.Creation",
    "outOrderNo appid serviceId serviceIntroduction postPayments? postDiscounts? timeRange location? riskFund attach? notifyUrl openid? needUserConfirm? device?"
  ],
  ["ServiceOrderCall.Cancellation", "outOrderNo appid serviceId reason"],
  [
    "ServiceOrderCall.Modification",
    "outOrderNo appid serviceId postPayments postDiscounts? totalAmount reason device?"
  ],
  ["ServiceOrderCall.RealTimeRange", "startTime? endTime? startTimeRemark? endTimeRemark?"],
  ["ServiceOrderCall.RealLocation", "endLocation?"],
  [
    "ServiceOrderCall.Completion",
    "outOrderNo appid serviceId postPayments postDiscounts? totalAmount timeRange? location? profitSharing? goodsTag? device?"
  ],
  ["ServiceOrderCall.Payment", "outOrderNo appid serviceId"],
  ["ServiceOrderCall.PaidElsewhere", "outOrderNo appid serviceId paidTime"],
  [
    "ServiceOrderCall.DirectCompletion",
    "outOrderNo appid serviceId postPayments? postDiscounts? timeRange location? serviceIntroduction? attach? notifyUrl? openid? totalAmount? profitSharing? goodsTag?"
  ],
  ["Collecting.Paid", "_tag paid?"],
  ["Collecting.NothingDue", "_tag"],
  ["Collecting.Owed", "_tag paid missing?"],
  ["Collecting.NotDue", "_tag stage"],
  ["Collecting.Undecided", "_tag"],
  ["Settlement.Settled", "_tag paid"],
  ["Settlement.Short", "_tag paid missing"],
  ["Settlement.Failed", "_tag"],
  ["Settlement.Undecided", "_tag"],
  ["Signing.Signed", "_tag contract"],
  ["Signing.Ended", "_tag contract"],
  ["Signing.NotSigned", "_tag"],
  ["Signing.Undecided", "_tag"]
])

/** The members of a struct; an error is no struct. */
const membersOf = (schema: Schema.Constraint): string | undefined => {
  if (!Predicate.hasProperty(schema, "fields") || Predicate.hasProperty(schema, "identifier")) return undefined
  return Object.entries(Object(schema.fields))
    .map(([name, field]) => `${name}${Schema.isSchema(field) && SchemaAST.isOptional(field.ast) ? "?" : ""}`)
    .join(" ")
}

const structs = Object.entries({ ...domain, ...rules }).flatMap(([module, exported]) =>
  Object.entries<unknown>(exported).flatMap(([name, member]) => {
    const members = Schema.isSchema(member) ? membersOf(member) : undefined
    return members === undefined ? [] : [{ path: `${module}.${name}`, members }]
  })
)

describe("Members", () => {
  it.each(structs)("of $path are those of the table", ({ members, path }) => {
    assert.strictEqual(members, table.get(path))
  })

  it("of nothing else stand in the table", () => {
    assert.deepStrictEqual([...table.keys()].toSorted(), structs.map(({ path }) => path).toSorted())
  })
})
