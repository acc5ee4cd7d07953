/**
 * What may be asked of a service order, and when.
 *
 * @since 0.1.0
 */
import * as Brand from "effect/Brand"
import type * as DateTime from "effect/DateTime"
import * as Arr from "effect/Array"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Members } from "../internal/inspect.ts"
import { sound, structured } from "../internal/structure.ts"
import type { RuleId } from "../rulebook/index.ts"
import * as Call from "../ServiceOrderCall.ts"
import * as OrderAmounts from "./OrderAmounts.ts"
import * as OrderStanding from "./OrderStanding.ts"
import * as OrderTimes from "./OrderTimes.ts"
import { OpenidMissing, type Reason, ServiceCallRefused } from "./ServicingRefused.ts"

export * from "./ServicingRefused.ts"

/** What is known of the service and the order. What is left out is left to the platform, and said so. */
export type Known = OrderAmounts.Ceilings

/** What is known of the same call made before: `null` when there was none. */
export interface Earlier<Made> {
  readonly earlier?: Made | null | undefined
}

/** The moment of the call. Rule: PS-TIME-04. */
export interface Moment {
  readonly now: DateTime.DateTime
}

/** A call that passed every rule that could be checked, and the rules that only the platform can check. */
export type Authorized<Made> = Brand.Branded<
  { readonly call: Made; readonly unchecked: ReadonlyArray<RuleId> },
  "AuthorizedServiceCall"
>

/**
 * Decides whether an order may be created. Rules: PS-CREATE-01 to PS-CREATE-04, PS-CREATE-06 to PS-CREATE-08, PS-ID-01,
 * PS-ID-03, PS-ID-04, PS-AMT-01, PS-AMT-06 to PS-AMT-10, PS-RISK-01, PS-RISK-02, PS-TIME-01, PS-TIME-02, PS-TIME-05, PS-TIME-06.
 */
export const authorizeCreation = Effect.fnUntraced(function* (
  draft: Call.CreationDraft,
  { earlier, limit }: Pick<Known, "limit"> & Earlier<Call.Creation>
): Effect.fn.Return<Authorized<Call.Creation>, ServiceCallRefused> {
  const { given, members, reasons } = begin(creation, draft)
  inspectFresh(reasons, repeated(creation, earlier, members), given.outOrderNo)
  OrderAmounts.inspectLines(reasons, given)
  OrderTimes.inspectOrder(reasons, given.timeRange?.startTime, given.timeRange?.endTime)
  if (limit !== undefined && given.riskFund !== undefined) {
    OrderAmounts.inspectRiskFund(reasons, given.riskFund.amount, limit)
  }
  if (given.needUserConfirm === false && members["openid"] === undefined) {
    const allowed = "the openid of the user, who need not confirm"
    reasons.push(new OpenidMissing({ rule: "PS-CREATE-04", field: "openid", given: null, allowed }))
  }
  return yield* end(creation, members, reasons, [
    ["PS-CREATE-02", earlier !== undefined],
    ["PS-CREATE-03", given.needUserConfirm !== false],
    ["PS-RISK-02", limit !== undefined]
  ])
})

/** Decides whether an order may be cancelled. Rules: PS-CANCEL-01 to PS-CANCEL-04, PS-ID-01, PS-ID-03, PS-ID-04. */
export const authorizeCancellation = Effect.fnUntraced(function* (
  draft: Call.CancellationDraft,
  { earlier, order }: Pick<Known, "order"> & Earlier<Call.Cancellation>
): Effect.fn.Return<Authorized<Call.Cancellation>, ServiceCallRefused> {
  const { given, members, reasons } = begin(cancellation, draft)
  if (order !== undefined) {
    OrderStanding.inspect(reasons, "Cancel", given, order, repeated(cancellation, earlier, members))
  }
  const says = order === undefined ? undefined : OrderStanding.saysOf(order, "Cancel")
  return yield* end(cancellation, members, reasons, [
    ["PS-CANCEL-01", OrderStanding.isKnown(order)],
    ["PS-CANCEL-02", says !== "Contested"],
    ["PS-CANCEL-04", says !== "OnlyRepeated" || earlier !== undefined],
    ["PS-CANCEL-05", says !== "Contested"]
  ])
})

/** Decides whether what is owed may be lowered. Rules: PS-MODIFY-01 to PS-MODIFY-04, PS-AMT-02 to PS-AMT-12. */
export const authorizeModification = Effect.fnUntraced(function* (
  draft: Call.ModificationDraft,
  known: Known
): Effect.fn.Return<Authorized<Call.Modification>, ServiceCallRefused> {
  const { order } = known
  const { given, members, reasons } = begin(modification, draft)
  if (order !== undefined) {
    OrderStanding.inspect(reasons, "Modify", given, order)
  }
  OrderAmounts.inspectLines(reasons, given)
  OrderAmounts.inspectOwed(reasons, given, members, known)
  if (given.totalAmount !== undefined && order?.totalAmount !== undefined) {
    OrderAmounts.inspectLowering(reasons, given.totalAmount, order.totalAmount)
  }
  if (given.totalAmount !== undefined && order?.collection?.paidAmount !== undefined) {
    OrderAmounts.inspectPaid(reasons, given.totalAmount, order.collection.paidAmount)
  }
  return yield* end(modification, members, reasons, [
    ["PS-MODIFY-01", OrderStanding.isKnown(order)],
    ["PS-MODIFY-02", false],
    ["PS-AMT-05", order?.totalAmount !== undefined],
    ...OrderAmounts.ceilingsChecked(known)
  ])
})

/**
 * Decides whether the service may be completed. Rules: PS-COMPLETE-01, PS-COMPLETE-02, PS-AMT-02 to PS-AMT-04,
 * PS-AMT-06 to PS-AMT-10, PS-AMT-12, PS-AMT-13, PS-TIME-01 to PS-TIME-06.
 */
export const authorizeCompletion = Effect.fnUntraced(function* (
  draft: Call.CompletionDraft,
  { earlier, now, ...known }: Known & Earlier<Call.Completion> & Moment
): Effect.fn.Return<Authorized<Call.Completion>, ServiceCallRefused> {
  const { order } = known
  const { given, members, reasons } = begin(completion, draft)
  if (order !== undefined) {
    OrderStanding.inspect(reasons, "Complete", given, order, repeated(completion, earlier, members))
  }
  OrderAmounts.inspectLines(reasons, given)
  OrderAmounts.inspectDiscounts(reasons, given)
  OrderAmounts.inspectOwed(reasons, given, members, known)
  const { endTime, startTime = order?.timeRange?.startTime } = given.timeRange ?? {}
  const isEndless = endTime === undefined && (given.timeRange !== undefined || members["timeRange"] === undefined)
  if (isEndless) OrderTimes.inspectMissing(reasons, order?.timeRange)
  OrderTimes.inspectPast(reasons, endTime, now)
  OrderTimes.inspectOrder(reasons, startTime, endTime)
  return yield* end(completion, members, reasons, [
    ["PS-COMPLETE-01", OrderStanding.isKnown(order)],
    [
      "PS-COMPLETE-02",
      order === undefined || earlier !== undefined || OrderStanding.saysOf(order, "Complete") !== "OnlyRepeated"
    ],
    ...OrderAmounts.ceilingsChecked(known),
    ["PS-TIME-03", !isEndless || order?.timeRange !== undefined],
    ["PS-TIME-05", endTime === undefined || OrderTimes.isMoment(startTime)]
  ])
})

/** Decides whether a charge may be started. Rules: PS-PAY-01, PS-PAY-02, PS-PAY-09, PS-ID-01, PS-ID-03, PS-ID-04. */
export const authorizePayment = Effect.fnUntraced(function* (
  draft: Call.PaymentDraft,
  { order }: Pick<Known, "order">
): Effect.fn.Return<Authorized<Call.Payment>, ServiceCallRefused> {
  const { given, members, reasons } = begin(payment, draft)
  if (order !== undefined) {
    OrderStanding.inspect(reasons, "Pay", given, order)
  }
  return yield* end(payment, members, reasons, [["PS-PAY-01", OrderStanding.isKnown(order)]])
})

/** Decides whether money may be reported as collected elsewhere. Rules: PS-SYNC-01 to PS-SYNC-03, PS-TIME-07, PS-ID-01, PS-ID-03, PS-ID-04. */
export const authorizePaidElsewhere = Effect.fnUntraced(function* (
  draft: Call.PaidElsewhereDraft,
  { order }: Pick<Known, "order">
): Effect.fn.Return<Authorized<Call.PaidElsewhere>, ServiceCallRefused> {
  const { given, members, reasons } = begin(paidElsewhere, draft)
  if (order !== undefined) {
    OrderStanding.inspect(reasons, "Sync", given, order)
  }
  return yield* end(paidElsewhere, members, reasons, [
    ["PS-SYNC-01", OrderStanding.isKnown(order)],
    ["PS-SYNC-03", false]
  ])
})

/**
 * Decides whether an order may be created and completed in one call.
 *
 * @experimental Rules: PS-DIRECT-01 to PS-DIRECT-03, PS-CREATE-02, PS-AMT-02, PS-AMT-06 to PS-AMT-09, PS-AMT-12,
 * PS-TIME-04, PS-TIME-05.
 */
export const authorizeDirectCompletion = Effect.fnUntraced(function* (
  draft: Call.DirectCompletionDraft,
  { earlier, now }: Earlier<Call.DirectCompletion> & Moment
): Effect.fn.Return<Authorized<Call.DirectCompletion>, ServiceCallRefused> {
  const { given, members, reasons } = begin(directCompletion, draft)
  inspectFresh(reasons, repeated(directCompletion, earlier, members), given.outOrderNo)
  OrderAmounts.inspectLines(reasons, given)
  if (members["totalAmount"] === undefined) OrderAmounts.inspectTotal(reasons, undefined, given)
  OrderAmounts.inspectOwed(reasons, given, members, {})
  OrderTimes.inspectPast(reasons, given.timeRange?.endTime, now)
  OrderTimes.inspectOrder(reasons, given.timeRange?.startTime, given.timeRange?.endTime)
  return yield* end(directCompletion, members, reasons, [
    ["PS-CREATE-02", earlier !== undefined],
    ["PS-DIRECT-01", false]
  ])
})

/** A kind of call: its form, how it is read once it has that form, and when two are the same. */
const kindOf = <Fields extends Schema.Struct.Fields>(
  call: ServiceCallRefused["call"],
  schema: Schema.Struct<Fields> & Schema.ConstraintDecoder<Schema.Struct.Type<Fields>>
) => ({
  call,
  schema,
  is: Schema.is(schema),
  read: Schema.decodeUnknownSync(schema),
  isSame: Schema.toEquivalence(schema)
})

const creation = kindOf("Create", Call.Creation)
const cancellation = kindOf("Cancel", Call.Cancellation)
const modification = kindOf("Modify", Call.Modification)
const completion = kindOf("Complete", Call.Completion)
const payment = kindOf("Pay", Call.Payment)
const paidElsewhere = kindOf("Sync", Call.PaidElsewhere)
const directCompletion = kindOf("DirectComplete", Call.DirectCompletion)

/** Reads a draft once, and files what is not well-formed; `given` is what is. */
const begin = <Fields extends Schema.Struct.Fields>(
  { schema }: { readonly schema: Schema.Struct<Fields> },
  draft: unknown
) => {
  const reasons: Array<Reason> = []
  const members = structured(reasons, schema, draft)
  return { members, given: sound(schema, members), reasons }
}

/** How a call goes with the one made before under its number. What is ill-formed is not compared: it is refused for that. */
const repeated = <Made extends Call.Payment>(
  { is, isSame }: { readonly is: (u: unknown) => u is Made; readonly isSame: (a: Made, b: Made) => boolean },
  earlier: Made | null | undefined,
  members: Members
): OrderStanding.Repeated => {
  if (earlier === null || (earlier !== undefined && earlier.outOrderNo !== members["outOrderNo"])) return "None"
  if (earlier === undefined || !is(members)) return "Unknown"
  return isSame(earlier, members) ? "Same" : "Other"
}

/** Rule: PS-CREATE-02. */
const inspectFresh = (reasons: Array<Reason>, repeated: OrderStanding.Repeated, given = ""): void => {
  if (repeated === "Other") reasons.push(OrderStanding.contentChanged("PS-CREATE-02", given))
}

const end = Effect.fnUntraced(function* <Made>(
  { call, read }: { readonly call: ServiceCallRefused["call"]; readonly read: (members: Members) => Made },
  members: Members,
  reasons: Array<Reason>,
  checked: ReadonlyArray<readonly [rule: RuleId, isChecked: boolean]>
): Effect.fn.Return<Authorized<Made>, ServiceCallRefused> {
  if (Arr.isArrayNonEmpty(reasons)) return yield* new ServiceCallRefused({ call, reasons })
  const unchecked = checked.filter(([, isChecked]) => !isChecked).map(([rule]) => rule)
  return Brand.nominal<Authorized<Made>>()({ call: read(members), unchecked })
})
