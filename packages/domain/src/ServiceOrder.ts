/**
 * A PayScore service order (支付分服务单): what it is made of, and what the platform tells of it.
 *
 * @since 0.1.0
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Fen from "./Fen.ts"
import * as Ids from "./Ids.ts"
import { freeText, unshownCharacters, wording } from "./internal/text.ts"
import { unknownMembers } from "./internal/unknownMembers.ts"
import { UnknownState } from "./internal/unknownState.ts"
import { CollectionState, State, StateDescription } from "./ServiceOrderStage.ts"
import { ServiceTime, StartTime } from "./ServiceTime.ts"

/** An amount in fen: a number on this wire, never digits. Rule: PS-AMT-01. */
export const Amount = Fen.Fen.annotate(wording("PS-AMT-01", "a whole number of fen from 0 to 9007199254740991"))

/** How many of a thing; it multiplies nothing. Rules: PS-AMT-02, PS-AMT-10. */
export const Count = Schema.Int.check(
  Schema.isBetween({ minimum: 1, maximum: 100 }, wording("PS-AMT-10", "a whole number from 1 to 100"))
)

/** One thing to pay for; its amount is that of the whole line, in fen. Rules: PS-AMT-02, PS-AMT-08 to PS-AMT-10. */
export const PostPayment = Schema.Struct({
  name: unshownCharacters("PS-AMT-09", 1, 20),
  amount: Schema.optionalKey(Amount),
  description: Schema.optionalKey(unshownCharacters("PS-AMT-08", 1, 30)),
  count: Schema.optionalKey(Count)
}).annotate({ identifier: "PostPayment", ...wording("PS-AMT-08", "an object with the members of a payment") })
export interface PostPayment extends Schema.Schema.Type<typeof PostPayment> {}

/** One thing that is taken off; its amount is that of the whole line, in fen. Rules: PS-AMT-02, PS-AMT-13. */
export const PostDiscount = Schema.Struct({
  name: unshownCharacters("PS-AMT-09", 1, 20),
  description: Schema.optionalKey(unshownCharacters("PS-AMT-13", 1, 30)),
  amount: Schema.optionalKey(Amount),
  count: Schema.optionalKey(Count)
}).annotate({ identifier: "PostDiscount", ...wording("PS-AMT-13", "an object with the members of a discount") })
export interface PostDiscount extends Schema.Schema.Type<typeof PostDiscount> {}

/** When the service begins and ends. Rules: PS-TIME-01, PS-TIME-02, PS-TIME-06. */
export const TimeRange = Schema.Struct({
  startTime: StartTime,
  endTime: Schema.optionalKey(ServiceTime),
  startTimeRemark: Schema.optionalKey(unshownCharacters("PS-TIME-06", 1, 20)),
  endTimeRemark: Schema.optionalKey(unshownCharacters("PS-TIME-06", 1, 20))
}).annotate({ identifier: "TimeRange", ...wording("PS-TIME-01", "an object that names the times") })
export interface TimeRange extends Schema.Schema.Type<typeof TimeRange> {}

/** Where the service begins and ends, in free words. Rule: PS-LOC-01. */
export const Location = Schema.Struct({
  startLocation: Schema.optionalKey(freeText("PS-LOC-01")),
  endLocation: Schema.optionalKey(freeText("PS-LOC-01"))
}).annotate({ identifier: "Location", ...wording("PS-LOC-01", "an object that names the places") })
export interface Location extends Schema.Schema.Type<typeof Location> {}

/** The device of a scene without staff. Rule: PS-DEV-01. */
export const Device = Schema.Struct({
  startDeviceId: Schema.optionalKey(freeText("PS-DEV-01")),
  endDeviceId: Schema.optionalKey(freeText("PS-DEV-01")),
  materielNo: Schema.optionalKey(freeText("PS-DEV-01"))
}).annotate({ identifier: "Device", ...wording("PS-DEV-01", "an object that names the device") })
export interface Device extends Schema.Schema.Type<typeof Device> {}

/** What a total is held to: a deposit that the user is spared, or an estimate. Rules: PS-RISK-01, PS-AMT-03, PS-AMT-04. */
export const RiskFundName = Schema.Literals(["Deposit", "Advance", "CashDeposit", "EstimateOrderCost"]).annotate(
  wording("PS-RISK-01", "Deposit, Advance, CashDeposit or EstimateOrderCost")
)
export type RiskFundName = typeof RiskFundName.Type

/** What the user is spared to deposit, or is expected to owe, in fen and more than nothing. Rules: PS-RISK-01, PS-RISK-02. */
export const RiskFund = Schema.Struct({
  name: RiskFundName,
  amount: Fen.Fen.check(
    Schema.isGreaterThanOrEqualTo(1, wording("PS-RISK-02", "a whole number of fen from 1 to 9007199254740991"))
  ),
  description: Schema.optionalKey(unshownCharacters("PS-RISK-01", 1, 30))
}).annotate({ identifier: "RiskFund", ...wording("PS-RISK-01", "an object that names the risk fund") })
export interface RiskFund extends Schema.Schema.Type<typeof RiskFund> {}

/** How one part of a collection was paid. Rule: PS-COL-03. */
export const PaidPart = Schema.Struct({
  seq: Schema.optionalKey(Schema.Int),
  amount: Schema.optionalKey(Fen.Fen),
  /** Through PayScore, or as the merchant reported it. */
  paidType: Schema.optionalKey(Schema.Union([Schema.Literals(["ThroughPayScore", "ByMerchant"]), UnknownState])),
  /** A Beijing time; a bare day is its midnight. Rule: PS-TIME-07. */
  paidTime: Schema.optionalKey(Schema.String),
  /** What refunds and bills go by. Rule: PS-ID-06. */
  transactionId: Schema.optionalKey(Ids.TransactionId),
  ...unknownMembers
})

/** What is collected for an order, and how far that has come, in fen. Rules: PS-COL-01, PS-COL-02, PS-STATE-03. */
export const Collection = Schema.Struct({
  state: Schema.optionalKey(CollectionState),
  totalAmount: Schema.optionalKey(Fen.Fen),
  payingAmount: Schema.optionalKey(Fen.Fen),
  paidAmount: Schema.optionalKey(Fen.Fen),
  details: Schema.optionalKey(Schema.Array(PaidPart)),
  bankType: Schema.optionalKey(Schema.String),
  ...unknownMembers
}).annotate({ identifier: "Collection" })
export interface Collection extends Schema.Schema.Type<typeof Collection> {}

/** A line as it is told. */
export const Line = Schema.Struct({
  name: Schema.optionalKey(Schema.String),
  amount: Schema.optionalKey(Fen.Fen),
  description: Schema.optionalKey(Schema.String),
  count: Schema.optionalKey(Schema.Int),
  ...unknownMembers
})

/** A risk fund as it is told. */
export const RiskFundTold = Schema.Struct({
  name: Schema.optionalKey(Schema.Union([RiskFundName, UnknownState])),
  amount: Schema.optionalKey(Fen.Fen),
  description: Schema.optionalKey(Schema.String),
  ...unknownMembers
})

/** The times as they are told. */
export const TimeRangeTold = Schema.Struct({
  startTime: Schema.optionalKey(Schema.String),
  endTime: Schema.optionalKey(Schema.String),
  startTimeRemark: Schema.optionalKey(Schema.String),
  endTimeRemark: Schema.optionalKey(Schema.String),
  ...unknownMembers
})

/** The places as they are told: both ends. Rule: PS-LOC-01. */
export const LocationTold = Schema.Struct({
  startLocation: Schema.optionalKey(Schema.String),
  endLocation: Schema.optionalKey(Schema.String),
  ...unknownMembers
})

/** A service order as the platform tells it: never read `state` alone, `ServiceOrderStage.of` reads all three. Rule: PS-STATE-04. */
export const ServiceOrder = Schema.Struct({
  outOrderNo: Ids.asReceived(Ids.OutOrderNo),
  appid: Ids.asReceived(Ids.Appid),
  mchid: Schema.optionalKey(Ids.asReceived(Ids.MerchantId)),
  serviceId: Ids.asReceived(Ids.ServiceId),
  serviceIntroduction: Schema.optionalKey(Schema.String),
  state: State,
  stateDescription: Schema.optionalKey(StateDescription),
  /** What is owed, in fen. */
  totalAmount: Schema.optionalKey(Fen.Fen),
  needCollection: Schema.optionalKey(Schema.Boolean),
  collection: Schema.optionalKey(Collection),
  postPayments: Schema.optionalKey(Schema.Array(Line)),
  postDiscounts: Schema.optionalKey(Schema.Array(Line)),
  riskFund: Schema.optionalKey(RiskFundTold),
  timeRange: Schema.optionalKey(TimeRangeTold),
  location: Schema.optionalKey(LocationTold),
  /** Comes back as it was sent. Rule: PS-CREATE-06. */
  attach: Schema.optionalKey(Schema.String),
  notifyUrl: Schema.optionalKey(Schema.String),
  /** WeChat Pay's number of the order. Rule: PS-ID-05. */
  orderId: Schema.optionalKey(Schema.String),
  openid: Schema.optionalKey(Ids.asReceived(Ids.Openid)),
  ...unknownMembers
}).annotate({ identifier: "ServiceOrder" })
export interface ServiceOrder extends Schema.Schema.Type<typeof ServiceOrder> {}

/** Discounts are more than there is to pay. Rule: PS-AMT-12. */
export class DiscountsExceed extends Schema.TaggedError<DiscountsExceed>()("DiscountsExceed", {
  /** Either in fen, and perhaps more than a number can hold. */
  payments: Schema.BigInt,
  discounts: Schema.BigInt
}) {
  override readonly message = `${this.discounts} fen are taken off, and only ${this.payments} fen are to be paid (PS-AMT-12)`
}

/**
 * What is owed: all payments less all discounts. A line without an amount is nothing, and its count multiplies nothing.
 * Rules: PS-AMT-02, PS-AMT-12.
 *
 * **Example** (Two things to pay for, one taken off)
 *
 * ```ts
 * import { Fen, ServiceOrder } from "@wxrepay/domain"
 *
 * ServiceOrder.total([{ amount: Fen.make(400) }, { amount: Fen.make(200) }], [{ amount: Fen.make(100) }]) // => Result.succeed(Fen.make(500))
 * ```
 */
export const total = (
  payments: ReadonlyArray<{ readonly amount?: Fen.Fen | undefined }>,
  discounts: ReadonlyArray<{ readonly amount?: Fen.Fen | undefined }>
): Result.Result<Fen.Fen, DiscountsExceed | Fen.Overflow> => {
  const owed = exactly(payments)
  const off = exactly(discounts)
  return off > owed ? Result.fail(new DiscountsExceed({ payments: owed, discounts: off })) : Fen.exact(owed - off)
}

const exactly = (lines: Parameters<typeof total>[0]): bigint =>
  lines.reduce((sum, { amount = Fen.zero }) => sum + BigInt(amount), 0n)
