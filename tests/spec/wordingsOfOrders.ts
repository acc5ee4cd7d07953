/**
 * What the members of service orders must be: the rows of the table of wordings whose rules are PayScore's.
 */
import { Ids, NotifyUrl, ServiceOrder, ServiceOrderCall, ServiceTime } from "@wxrepay/domain"
import { address, amount, counted, digits, flag, free, han, object, type Row } from "./wordings.ts"

const times = "an object that names the times"
const moment = "a Beijing time written yyyyMMddHHmmss, or a day written yyyyMMdd"
const { Cancellation, Completion, Creation, DirectCompletion, Modification, PaidElsewhere } = ServiceOrderCall
const { Device, Location, PostDiscount, PostPayment, RiskFund, TimeRange } = ServiceOrder
const line = { name: "车费" }
const lines = (count: number): ReadonlyArray<unknown> => Array.from({ length: count }, () => line)

export const rowsOfOrders: ReadonlyArray<Row> = [
  {
    of: Ids.OutOrderNo,
    rule: "PS-ID-01",
    expected: "1 to 32 of digits, letters, underscore, hyphen, vertical bar and asterisk",
    taken: ["0", "Zz9_-|*", "-".repeat(32)],
    refused: ["", "-".repeat(33), "a.", ".a", "a\n", 1]
  },
  { of: Ids.ServiceId, rule: "PS-ID-03", ...digits },
  { of: NotifyUrl.OrderNotifyUrl, rule: "PS-CREATE-07", ...address(255) },
  { of: ServiceOrder.Amount, rule: "PS-AMT-01", ...amount },
  {
    of: ServiceOrder.Count,
    rule: "PS-AMT-10",
    expected: "a whole number from 1 to 100",
    taken: [1, 100],
    refused: [0, 101, 1.5, "1"]
  },
  { of: PostPayment, rule: "PS-AMT-08", ...object("an object with the members of a payment", line, {}) },
  { of: PostPayment.fields.name, rule: "PS-AMT-09", isHidden: true, ...counted(1, 20) },
  { of: PostPayment.fields.description.schema, rule: "PS-AMT-08", isHidden: true, ...counted(1, 30) },
  { of: PostDiscount, rule: "PS-AMT-13", ...object("an object with the members of a discount", line, {}) },
  { of: PostDiscount.fields.name, rule: "PS-AMT-09", isHidden: true, ...counted(1, 20) },
  { of: PostDiscount.fields.description.schema, rule: "PS-AMT-13", isHidden: true, ...counted(1, 30) },
  { of: TimeRange, rule: "PS-TIME-01", ...object(times, { startTime: "OnAccept" }, {}) },
  { of: TimeRange.fields.startTimeRemark.schema, rule: "PS-TIME-06", isHidden: true, ...counted(1, 20) },
  { of: TimeRange.fields.endTimeRemark.schema, rule: "PS-TIME-06", isHidden: true, ...counted(1, 20) },
  { of: ServiceOrderCall.RealTimeRange, rule: "PS-TIME-01", ...object(times, {}, { startTime: 1 }) },
  {
    of: DirectCompletion.fields.timeRange,
    rule: "PS-TIME-01",
    ...object(
      times,
      {
        startTime: "OnAccept",
        endTime: "20260101"
      },
      { startTime: "OnAccept" }
    )
  },
  {
    of: ServiceTime.ServiceTime,
    rule: "PS-TIME-01",
    expected: moment,
    taken: ["20240229", "20251231235959"],
    refused: ["20250229", "20251231240000", "2025123123", "OnAccept", 20251231]
  },
  {
    of: ServiceTime.StartTime,
    rule: "PS-TIME-02",
    expected: "a Beijing time written yyyyMMddHHmmss, a day written yyyyMMdd, or OnAccept",
    taken: ["20240229", "20251231235959", "OnAccept"],
    refused: ["20250229", "", "OnConfirm"]
  },
  {
    of: PaidElsewhere.fields.paidTime,
    rule: "PS-TIME-07",
    expected: moment,
    taken: ["20240229"],
    refused: ["20250229", "OnAccept"]
  },
  { of: Location, rule: "PS-LOC-01", ...object("an object that names the places", {}, { startLocation: 1 }) },
  { of: Location.fields.startLocation.schema, rule: "PS-LOC-01", isHidden: true, ...free },
  { of: Location.fields.endLocation.schema, rule: "PS-LOC-01", isHidden: true, ...free },
  {
    of: ServiceOrderCall.RealLocation,
    rule: "PS-LOC-01",
    ...object("an object that names the place", {}, { endLocation: 1 })
  },
  { of: ServiceOrderCall.RealLocation.fields.endLocation.schema, rule: "PS-LOC-01", isHidden: true, ...free },
  { of: Device, rule: "PS-DEV-01", ...object("an object that names the device", {}, { materielNo: 1 }) },
  { of: Device.fields.startDeviceId.schema, rule: "PS-DEV-01", isHidden: true, ...free },
  { of: Device.fields.endDeviceId.schema, rule: "PS-DEV-01", isHidden: true, ...free },
  { of: Device.fields.materielNo.schema, rule: "PS-DEV-01", isHidden: true, ...free },
  {
    of: ServiceOrder.RiskFundName,
    rule: "PS-RISK-01",
    expected: "Deposit, Advance, CashDeposit or EstimateOrderCost",
    taken: ["Deposit", "Advance", "CashDeposit", "EstimateOrderCost"],
    refused: ["", "DEPOSIT"]
  },
  {
    of: RiskFund,
    rule: "PS-RISK-01",
    ...object("an object that names the risk fund", { name: "Deposit", amount: 1 }, { name: "Deposit" })
  },
  {
    of: RiskFund.fields.amount,
    rule: "PS-RISK-02",
    expected: "a whole number of fen from 1 to 9007199254740991",
    taken: [1, Number.MAX_SAFE_INTEGER],
    refused: [0, -1, 1.5]
  },
  { of: RiskFund.fields.description.schema, rule: "PS-RISK-01", isHidden: true, ...counted(1, 30) },
  {
    of: ServiceOrderCall.Attach,
    rule: "PS-CREATE-06",
    isHidden: true,
    expected: "text of at most 256 characters once URL-encoded, none of four bytes such as emoji",
    taken: ["a".repeat(256), han.repeat(28), "%".repeat(85)],
    refused: ["", "a".repeat(257), han.repeat(29), "%".repeat(86), "\u{1F600}"]
  },
  { of: Creation.fields.appid, rule: "PS-ID-04", ...counted(1, 32) },
  { of: Creation.fields.serviceIntroduction, rule: "PS-CREATE-08", ...counted(1, 20) },
  {
    of: Creation.fields.postPayments.schema,
    rule: "PS-AMT-06",
    expected: "a list of at most 100 payments",
    taken: [[], lines(100)],
    refused: [lines(101), line]
  },
  {
    of: Creation.fields.postDiscounts.schema,
    rule: "PS-AMT-07",
    expected: "a list of at most 30 discounts",
    taken: [[], lines(30)],
    refused: [lines(31), line]
  },
  {
    of: Modification.fields.postPayments,
    rule: "PS-AMT-06",
    expected: "a list of 1 to 100 payments",
    taken: [lines(1), lines(100)],
    refused: [[], lines(101), line]
  },
  { of: Creation.fields.openid.schema, rule: "PS-CREATE-04", isHidden: true, ...counted(1, 128) },
  { of: Creation.fields.needUserConfirm.schema, rule: "PS-CREATE-03", ...flag },
  { of: Cancellation.fields.reason, rule: "PS-CANCEL-03", isHidden: true, ...counted(1, 50) },
  { of: Modification.fields.reason, rule: "PS-MODIFY-03", isHidden: true, ...counted(1, 50) },
  { of: Completion.fields.profitSharing.schema, rule: "PS-COMPLETE-05", ...flag },
  { of: Completion.fields.goodsTag.schema, rule: "PS-COMPLETE-05", isHidden: true, ...free }
]
