/**
 * Loan repayments of one service provider: domain types in, domain types and typed errors out.
 *
 * @since 0.1.0
 */
import * as Arr from "effect/Array"
import type * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as HttpApiClient from "effect/http-api/HttpApiClient"
import * as Layer from "effect/Layer"
import { Api } from "../api/Api.ts"
import * as CalendarDate from "../CalendarDate.ts"
import type { Contract, TerminationDraft } from "../Contract.ts"
import type { ChargeDraft, DeductOrder } from "../DeductOrder.ts"
import type * as Presign from "../Presign.ts"
import * as Deduction from "../rules/Deduction.ts"
import * as Lookup from "../rules/Lookup.ts"
import * as Scheduling from "../rules/Scheduling.ts"
import type { BookingDraft, ScheduleRecord } from "../Schedule.ts"
import type { FieldSealer } from "../signing/FieldSealer.ts"
import type { KeyError } from "../signing/Keys.ts"
import * as Access from "./Access.ts"
import { about, natured, reading, sayUnchecked, sending } from "./Calling.ts"
import { Changes } from "./Changes.ts"
import * as ContractCalls from "./ContractCalls.ts"
import type { Expiry, LookupError, PresignError, TerminateError } from "./ContractCalls.ts"
import { type ChangeError, NotBooked } from "./Errors.ts"
import type { StoreError } from "./NotificationStore.ts"
import * as Numbered from "./Numbered.ts"
import type { TimeRefused } from "./Patience.ts"
import * as RepaymentSettling from "./RepaymentSettling.ts"
import type { Unsettled } from "./SentStore.ts"
import type { Doubt, SettleOptions } from "./Settle.ts"
import { SignedHttpClient } from "./SignedHttpClient.ts"
import type { Transport } from "./Transport.ts"

/** What is known when a booking is made; the day comes from the clock. */
export type KnownBooking = Omit<Scheduling.Known, "today">

/** How `book` can fail. */
export type BookError = Scheduling.BookingRefused | NotBooked | ChangeError

/** How `charge` can fail. */
export type ChargeError = Deduction.ChargeRefused | ChangeError

/** What can be in doubt: the draft it was asked for with, and what is known when it is settled. */
export interface RepaymentDoubts {
  readonly presignApp: Doubt<Presign.AppPresignDraft, Presign.AppPresigned & Expiry, Contract, PresignError>
  readonly presignH5: Doubt<Presign.H5PresignDraft, Presign.H5Presigned & Expiry, Contract, PresignError>
  readonly terminateContract: Doubt<TerminationDraft, Contract, Contract, TerminateError>
  readonly book: Doubt<BookingDraft, ScheduleRecord, ScheduleRecord, BookError>
  readonly charge: Doubt<ChargeDraft, DeductOrder, DeductOrder, ChargeError>
}

/** Asks borrowers to sign, books, charges, reads and ends. Every error says in its `category` what to do. */
export class CreditRepayment extends Context.Service<
  CreditRepayment,
  ContractCalls.ContractCalls & {
    /**
     * Books one repayment (预约还款, E5) for a day 1 to 14 days from today. What is passed as known is checked
     * before anything is sent; the rest is left to the platform. Rules: those of `Scheduling.authorize`, CR-SCHED-02.
     */
    readonly book: (draft: BookingDraft, known?: KnownBooking) => Effect.Effect<ScheduleRecord, BookError>
    /** Reads a booking (E6). Rule: CR-SCHED-06. */
    readonly findScheduleRecord: (key: {
      readonly outRecordId: string
      readonly contractId: string
    }) => Effect.Effect<ScheduleRecord, LookupError>
    /**
     * Charges a booked repayment (发起还款, E7). The order that comes back is accepted, not paid, unless it says
     * `Paid`. After `OutcomeUnknown`, settle it. Rules: those of `Deduction.authorize`, CR-DEDUCT-03, CR-DEDUCT-06.
     */
    readonly charge: (draft: ChargeDraft, known?: Deduction.Known) => Effect.Effect<DeductOrder, ChargeError>
    /** Reads a charge (E8): the only way to learn of a failure. Rule: CR-DEDUCT-07. */
    readonly findDeductOrder: (key: { readonly outTradeNo: string }) => Effect.Effect<DeductOrder, LookupError>
    /**
     * Settles what `OutcomeUnknown` or a process that died has left in doubt: give what it was asked for with. It asks by the
     * number, and sends the identical request again only where twice in a row there was provably nothing.
     * Rules: CR-DEDUCT-06, CR-SCHED-05, V3-IDEM-02, V3-VER-08.
     */
    readonly settle: <K extends keyof RepaymentDoubts>(
      operation: K,
      draft: RepaymentDoubts[K]["draft"],
      options?: SettleOptions
    ) => Effect.Effect<RepaymentDoubts[K]["settlement"], RepaymentDoubts[K]["error"] | TimeRefused>
    /** What was sent and is not known to have ended, the oldest first: what a process that comes back has to settle. Rule: V3-IDEM-02. */
    readonly unsettled: Effect.Effect<ReadonlyArray<Unsettled>, StoreError>
  }
>()("@wxrepay/domain/client/CreditRepayment") {
  /** From values, over a transport. */
  static readonly layer = (settings: Access.Settings): Layer.Layer<CreditRepayment, KeyError, Transport> =>
    CreditRepayment.layerFrom.pipe(Layer.provide(Access.layer(settings)))

  /** From the environment: the variables of `Access`. */
  static get layerConfig(): Layer.Layer<CreditRepayment, Config.ConfigError, Transport> {
    return CreditRepayment.layerFrom.pipe(Layer.provide(Access.layerConfig))
  }

  /** Over services of your own, as `Access.layerFrom` makes them of a `Signer` and a `KeyRing`. */
  static get layerFrom(): Layer.Layer<CreditRepayment, never, SignedHttpClient | FieldSealer | Changes> {
    return Layer.effect(CreditRepayment, make)
  }
}

const make = Effect.gen(function* () {
  const httpClient = yield* SignedHttpClient
  const changes = yield* Changes
  const api = yield* HttpApiClient.makeWith(Api, { httpClient })
  const responseMode = "response-only"

  const book = Effect.fn("CreditRepayment.book")(function* (draft: BookingDraft, known: KnownBooking = {}) {
    const today = CalendarDate.ofInstant(yield* DateTime.now)
    const { booking, unchecked } = yield* Scheduling.authorize(draft, { ...known, today })
    yield* sayUnchecked(unchecked)
    const [{ outRecordId }] = booking.scheduleItems
    yield* Effect.annotateCurrentSpan("wxrepay.out_record_id", outRecordId)
    return yield* changes.under(
      Numbered.booking(booking),
      Effect.gen(function* () {
        const response = yield* sending(api.scheduleRecords.create({ payload: booking, responseMode }))
        const { scheduleRecords = [] } = yield* reading("Write", response, decodeBooked(response))
        return yield* Effect.fromOption(
          Arr.findFirst(scheduleRecords, (record) => record.outRecordId === outRecordId)
        ).pipe(Effect.mapError(() => new NotBooked({ outRecordId })))
      })
    )
  })

  const findScheduleRecord = Effect.fn("CreditRepayment.findScheduleRecord")(function* (key: {
    readonly outRecordId: string
    readonly contractId: string
  }) {
    const { contractId, outRecordId } = yield* Lookup.authorizeRecord(key)
    yield* Effect.annotateCurrentSpan("wxrepay.out_record_id", outRecordId)
    const params = { out_record_id: outRecordId }
    const response = yield* sending(
      api.scheduleRecords.find({ params, query: { contract_id: contractId }, responseMode })
    )
    return yield* about("Read", { outRecordId }, response, decodeScheduleRecord(response))
  }, natured("Read"))

  const charge = Effect.fn("CreditRepayment.charge")(function* (draft: ChargeDraft, known: Deduction.Known = {}) {
    const { charge: made, unchecked, warnings } = yield* Deduction.authorize(draft, known)
    const { outTradeNo } = made
    yield* Effect.annotateCurrentSpan("wxrepay.out_trade_no", outTradeNo)
    yield* sayUnchecked(unchecked)
    yield* Effect.forEach(warnings, (warning) => Effect.logWarning(warning.message))
    return yield* changes.under(
      Numbered.charge(made),
      Effect.flatMap(sending(api.deductOrders.create({ payload: made, responseMode })), (response) =>
        about("Charge", { outTradeNo }, response, decodeCharged(response))
      )
    )
  })

  const findDeductOrder = Effect.fn("CreditRepayment.findDeductOrder")(function* (key: {
    readonly outTradeNo: string
  }) {
    const { outTradeNo } = yield* Lookup.authorizeOrder(key)
    yield* Effect.annotateCurrentSpan("wxrepay.out_trade_no", outTradeNo)
    const response = yield* sending(api.deductOrders.find({ params: { out_trade_no: outTradeNo }, responseMode }))
    return yield* about("Read", { outTradeNo }, response, decodeDeductOrder(response))
  }, natured("Read"))

  const calls = { ...(yield* ContractCalls.make), book, findScheduleRecord, charge, findDeductOrder }
  return CreditRepayment.of({ ...calls, settle: RepaymentSettling.make(changes, calls), unsettled: changes.unsettled })
})

const decodeBooked = HttpApiClient.decodeResponse(Api, { group: "scheduleRecords", endpoint: "create" })
const decodeScheduleRecord = HttpApiClient.decodeResponse(Api, { group: "scheduleRecords", endpoint: "find" })
const decodeCharged = HttpApiClient.decodeResponse(Api, { group: "deductOrders", endpoint: "create" })
const decodeDeductOrder = HttpApiClient.decodeResponse(Api, { group: "deductOrders", endpoint: "find" })
