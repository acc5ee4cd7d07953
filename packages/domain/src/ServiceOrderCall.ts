/**
 * What a merchant asks of a service order: well-formed, and as a form or a program hands it in. Only `Servicing` says
 * whether it may be asked.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import * as Ids from "./Ids.ts"
import type { Draft } from "./internal/draft.ts"
import { characters, freeText, hiding, unshownCharacters, wording } from "./internal/text.ts"
import { OrderNotifyUrl } from "./NotifyUrl.ts"
import { Amount, Device, Location, PostDiscount, PostPayment, RiskFund, TimeRange } from "./ServiceOrder.ts"
import { ServiceTime, StartTime } from "./ServiceTime.ts"

/** The merchant's own note: it comes back with both notifications, and the user never sees it. Rule: PS-CREATE-06. */
export const Attach = freeText("PS-CREATE-06").check(
  Schema.makeFilter(
    (text) => /\p{Surrogate}/u.test(text) || encodeURIComponent(text).length <= 256,
    hiding("PS-CREATE-06", "text of at most 256 characters once URL-encoded, none of four bytes such as emoji")
  )
)

/** Which order is meant: its number, and the appid and the service that it was created under. Rules: PS-ID-01, PS-ID-03, PS-ID-04. */
const which = {
  outOrderNo: Ids.OutOrderNo,
  appid: characters("PS-ID-04", 1, 32).pipe(Schema.brand("Appid")),
  serviceId: Ids.ServiceId
}

/** The user, as the appid knows them. Rule: PS-CREATE-04. */
const Openid = unshownCharacters("PS-CREATE-04", 1, 128).pipe(Schema.brand("Openid"))

/** What the user reads first. Rule: PS-CREATE-08. */
const Introduction = characters("PS-CREATE-08", 1, 20)

/** At most 100 lines. Rule: PS-AMT-06. */
const PostPayments = Schema.Array(PostPayment).check(
  Schema.isMaxLength(100, wording("PS-AMT-06", "a list of at most 100 payments"))
)

/** At least one line, and at most 100: they replace those before. Rule: PS-AMT-06. */
const FinalPayments = Schema.Array(PostPayment).check(
  Schema.isBetweenLength(1, 100, wording("PS-AMT-06", "a list of 1 to 100 payments"))
)

/** At most 30 lines. Rule: PS-AMT-07. */
const PostDiscounts = Schema.Array(PostDiscount).check(
  Schema.isMaxLength(30, wording("PS-AMT-07", "a list of at most 30 discounts"))
)

/** Marks the money for splitting, and selects coupons. Rule: PS-COMPLETE-05. */
const settling = {
  profitSharing: Schema.optionalKey(Schema.Boolean.annotate(wording("PS-COMPLETE-05", "true or false"))),
  goodsTag: Schema.optionalKey(freeText("PS-COMPLETE-05"))
}

/** A wish to create an order, P1. Rule: PS-CREATE-01. */
export const Creation = Schema.Struct({
  ...which,
  serviceIntroduction: Introduction,
  postPayments: Schema.optionalKey(PostPayments),
  postDiscounts: Schema.optionalKey(PostDiscounts),
  timeRange: TimeRange,
  location: Schema.optionalKey(Location),
  riskFund: RiskFund,
  attach: Schema.optionalKey(Attach),
  /** Both notifications go to it. Rule: PS-CREATE-07. */
  notifyUrl: OrderNotifyUrl,
  openid: Schema.optionalKey(Openid),
  /** Whether the user confirms in WeChat before the service begins; `true` when left out. Rule: PS-CREATE-03. */
  needUserConfirm: Schema.optionalKey(Schema.Boolean.annotate(wording("PS-CREATE-03", "true or false"))),
  device: Schema.optionalKey(Device)
}).annotate({ identifier: "Creation" })
export interface Creation extends Schema.Schema.Type<typeof Creation> {}

/** A wish to cancel an order, P3; the user sees the reason. Rule: PS-CANCEL-03. */
export const Cancellation = Schema.Struct({ ...which, reason: unshownCharacters("PS-CANCEL-03", 1, 50) }).annotate({
  identifier: "Cancellation"
})
export interface Cancellation extends Schema.Schema.Type<typeof Cancellation> {}

/** A wish to lower what is owed, P4. Rules: PS-MODIFY-03, PS-MODIFY-04. */
export const Modification = Schema.Struct({
  ...which,
  postPayments: FinalPayments,
  postDiscounts: Schema.optionalKey(PostDiscounts),
  /** What is owed then, in fen. Rules: PS-AMT-02, PS-AMT-05. */
  totalAmount: Amount,
  reason: unshownCharacters("PS-MODIFY-03", 1, 50),
  device: Schema.optionalKey(Device)
}).annotate({ identifier: "Modification" })
export interface Modification extends Schema.Schema.Type<typeof Modification> {}

/** When the service really began and ended. Rules: PS-TIME-01, PS-TIME-02, PS-TIME-06. */
export const RealTimeRange = Schema.Struct({
  ...TimeRange.fields,
  startTime: Schema.optionalKey(StartTime)
}).annotate({ identifier: "RealTimeRange", ...wording("PS-TIME-01", "an object that names the times") })
export interface RealTimeRange extends Schema.Schema.Type<typeof RealTimeRange> {}

/** Where the service really ended. Rule: PS-LOC-01. */
export const RealLocation = Schema.Struct({ endLocation: Schema.optionalKey(freeText("PS-LOC-01")) }).annotate({
  identifier: "RealLocation",
  ...wording("PS-LOC-01", "an object that names the place")
})
export interface RealLocation extends Schema.Schema.Type<typeof RealLocation> {}

/** The end of the service, P5: from then on what is owed is charged. Rules: PS-COMPLETE-03, PS-AMT-06. */
export const Completion = Schema.Struct({
  ...which,
  postPayments: FinalPayments,
  postDiscounts: Schema.optionalKey(PostDiscounts),
  /** What is owed, in fen. Rule: PS-AMT-02. */
  totalAmount: Amount,
  timeRange: Schema.optionalKey(RealTimeRange),
  location: Schema.optionalKey(RealLocation),
  ...settling,
  device: Schema.optionalKey(Device)
}).annotate({ identifier: "Completion" })
export interface Completion extends Schema.Schema.Type<typeof Completion> {}

/** One attempt to charge that the merchant starts (商户发起催收扣款), P6. Rules: PS-PAY-01, PS-PAY-02. */
export const Payment = Schema.Struct(which).annotate({ identifier: "Payment" })
export interface Payment extends Schema.Schema.Type<typeof Payment> {}

/** A report that the money was collected elsewhere, P7. Rules: PS-SYNC-02, PS-TIME-07. */
export const PaidElsewhere = Schema.Struct({
  ...which,
  paidTime: ServiceTime.annotate(
    wording("PS-TIME-07", "a Beijing time written yyyyMMddHHmmss, or a day written yyyyMMdd")
  )
}).annotate({ identifier: "PaidElsewhere" })
export interface PaidElsewhere extends Schema.Schema.Type<typeof PaidElsewhere> {}

/**
 * An order created and completed in one call, P8, without a risk fund.
 *
 * @experimental Only a page of 2020 describes it. Rules: PS-DIRECT-01 to PS-DIRECT-03.
 */
export const DirectCompletion = Schema.Struct({
  ...which,
  postPayments: Schema.optionalKey(PostPayments),
  postDiscounts: Schema.optionalKey(PostDiscounts),
  /** Both ends, though one source has both optional. Rule: PS-DIRECT-02. */
  timeRange: Schema.Struct({ ...TimeRange.fields, endTime: ServiceTime }).annotate({
    identifier: "WholeTimeRange",
    ...wording("PS-TIME-01", "an object that names the times")
  }),
  location: Schema.optionalKey(Location),
  serviceIntroduction: Schema.optionalKey(Introduction),
  attach: Schema.optionalKey(Attach),
  notifyUrl: Schema.optionalKey(OrderNotifyUrl),
  openid: Schema.optionalKey(Openid),
  /** What is owed, in fen. Rule: PS-AMT-02. */
  totalAmount: Schema.optionalKey(Amount),
  ...settling
}).annotate({ identifier: "DirectCompletion" })
export interface DirectCompletion extends Schema.Schema.Type<typeof DirectCompletion> {}

/** As a form or a program hands it in: nothing about it is trusted yet. */
export interface CreationDraft extends Draft<Creation> {}

/** As a form or a program hands it in: nothing about it is trusted yet. */
export interface CancellationDraft extends Draft<Cancellation> {}

/** As a form or a program hands it in: nothing about it is trusted yet. */
export interface ModificationDraft extends Draft<Modification> {}

/** As a form or a program hands it in: nothing about it is trusted yet. */
export interface CompletionDraft extends Draft<Completion> {}

/** As a form or a program hands it in: nothing about it is trusted yet. */
export interface PaymentDraft extends Draft<Payment> {}

/** As a form or a program hands it in: nothing about it is trusted yet. */
export interface PaidElsewhereDraft extends Draft<PaidElsewhere> {}

/** As a form or a program hands it in: nothing about it is trusted yet. */
export interface DirectCompletionDraft extends Draft<DirectCompletion> {}

/** How an order is found: by its number, or by a query_id, and never by both. Rule: PS-QUERY-01. */
export interface Key {
  readonly outOrderNo?: string | undefined
  readonly queryId?: string | undefined
  readonly appid: string
  readonly serviceId: string
}
