/**
 * Loan repayments of one service provider: domain types in, domain types and typed errors out.
 *
 * @since 0.1.0
 */
import * as Arr from "effect/Array"
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import type * as SecureRandom from "effect/crypto/SecureRandom"
import type * as Signature from "effect/crypto/Signature"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as HttpApiClient from "effect/http-api/HttpApiClient"
import type * as HttpClient from "effect/http/HttpClient"
import * as HttpClientError from "effect/http/HttpClientError"
import type { HttpClientResponse } from "effect/http/HttpClientResponse"
import * as Layer from "effect/Layer"
import type * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"
import { Api } from "../api/Api.ts"
import { ErrorAnswer } from "../api/ErrorAnswer.ts"
import * as CalendarDate from "../CalendarDate.ts"
import type { ChargeDraft, DeductOrder } from "../DeductOrder.ts"
import * as Deduction from "../rules/Deduction.ts"
import * as Lookup from "../rules/Lookup.ts"
import * as Scheduling from "../rules/Scheduling.ts"
import type { BookingDraft, ScheduleRecord } from "../Schedule.ts"
import type { KeyError } from "../signing/Keys.ts"
import { type Identity, Signer } from "../signing/Signer.ts"
import { type PlatformKeyPem, Verifier } from "../signing/Verifier.ts"
import { CurrentNature, type Nature, ofUnreadable } from "./Category.ts"
import { type CallError, NotBooked, Unreadable } from "./Errors.ts"
import { BaseUrl, type Options, primary, SignedHttpClient } from "./SignedHttpClient.ts"

/** Everything that calls need to know, as values. */
export interface Settings extends Identity, Options {
  /** The merchant's own key, PKCS#8 or PKCS#1 in PEM. Rule: V3-SIGN-06. */
  readonly privateKey: Redacted.Redacted
  /** WeChat Pay's keys; answers are asked for under the first. Rules: V3-SERIAL-01, V3-SERIAL-02. */
  readonly platformKeys: readonly [PlatformKeyPem, ...ReadonlyArray<PlatformKeyPem>]
}

/** What is known when a booking is made; the day comes from the clock. */
export type KnownBooking = Omit<Scheduling.Known, "today">

/** How `book` can fail. */
export type BookError = Scheduling.BookingRefused | NotBooked | CallError

/** How `charge` can fail. */
export type ChargeError = Deduction.ChargeRefused | CallError

/** How a question can fail. */
export type LookupError = Lookup.LookupRefused | CallError

/** Books, charges and reads. Every error says in its `category` what to do. */
export class CreditRepayment extends Context.Service<
  CreditRepayment,
  {
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
     * `Paid`. After any `AskFirst`, read the order by its number. Rules: those of `Deduction.authorize`, CR-DEDUCT-03.
     */
    readonly charge: (draft: ChargeDraft, known?: Deduction.Known) => Effect.Effect<DeductOrder, ChargeError>
    /** Reads a charge (E8): the only way to learn of a failure. Rule: CR-DEDUCT-07. */
    readonly findDeductOrder: (key: { readonly outTradeNo: string }) => Effect.Effect<DeductOrder, LookupError>
  }
>()("@wxrepay/domain/client/CreditRepayment") {
  /** From values, over the transport's HttpClient and crypto. */
  static readonly layer = (
    settings: Settings
  ): Layer.Layer<CreditRepayment, KeyError, HttpClient.HttpClient | Signature.Signature | SecureRandom.SecureRandom> =>
    CreditRepayment.layerFrom(settings).pipe(Layer.provide([Signer.layer(settings), Verifier.layer(settings)]))

  /** From the environment: the variables of `Signer` and `Verifier`, and `WXREPAY_BASE_URL` if another host is meant. */
  static readonly layerConfig: Layer.Layer<
    CreditRepayment,
    Config.ConfigError,
    HttpClient.HttpClient | Signature.Signature | SecureRandom.SecureRandom
  > = Layer.unwrap(
    Effect.map(Config.schema(BaseUrl, "WXREPAY_BASE_URL").pipe(Config.withDefault(primary)), (baseUrl) =>
      CreditRepayment.layerFrom({ baseUrl }).pipe(Layer.provide([Signer.layerConfig, Verifier.layerConfig]))
    )
  )

  /** Over services of your own: any `HttpClient`, any `Signer`, any `Verifier`. */
  static readonly layerFrom = (
    options: Options = {}
  ): Layer.Layer<CreditRepayment, never, HttpClient.HttpClient | Signer | Verifier> =>
    Layer.effect(CreditRepayment, make).pipe(Layer.provide(SignedHttpClient.layerFrom(options)))
}

const make = Effect.gen(function* () {
  const httpClient = yield* SignedHttpClient
  const api = yield* HttpApiClient.makeWith(Api, { httpClient })
  const responseMode = "response-only"

  const book = Effect.fn("CreditRepayment.book")(function* (draft: BookingDraft, known: KnownBooking = {}) {
    const today = CalendarDate.ofInstant(yield* DateTime.now)
    const { booking, unchecked } = yield* Scheduling.authorize(draft, { ...known, today })
    yield* sayUnchecked(unchecked)
    const [{ outRecordId }] = booking.scheduleItems
    yield* Effect.annotateCurrentSpan("wxrepay.out_record_id", outRecordId)
    const response = yield* sending(api.scheduleRecords.create({ payload: booking, responseMode }))
    const { scheduleRecords = [] } = yield* reading("Write", response, decodeBooked(response))
    return yield* Effect.fromOption(
      Arr.findFirst(scheduleRecords, (record) => record.outRecordId === outRecordId)
    ).pipe(Effect.mapError(() => new NotBooked({ outRecordId })))
  }, natured("Write"))

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
    return yield* reading("Read", response, decodeScheduleRecord(response))
  }, natured("Read"))

  const charge = Effect.fn("CreditRepayment.charge")(function* (draft: ChargeDraft, known: Deduction.Known = {}) {
    const authorized = yield* Deduction.authorize(draft, known)
    yield* Effect.annotateCurrentSpan("wxrepay.out_trade_no", authorized.charge.outTradeNo)
    yield* sayUnchecked(authorized.unchecked)
    yield* Effect.forEach(authorized.warnings, (warning) => Effect.logWarning(warning.message))
    const response = yield* sending(api.deductOrders.create({ payload: authorized.charge, responseMode }))
    return yield* reading("Charge", response, decodeCharged(response))
  }, natured("Charge"))

  const findDeductOrder = Effect.fn("CreditRepayment.findDeductOrder")(function* (key: {
    readonly outTradeNo: string
  }) {
    const { outTradeNo } = yield* Lookup.authorizeOrder(key)
    yield* Effect.annotateCurrentSpan("wxrepay.out_trade_no", outTradeNo)
    const response = yield* sending(api.deductOrders.find({ params: { out_trade_no: outTradeNo }, responseMode }))
    return yield* reading("Read", response, decodeDeductOrder(response))
  }, natured("Read"))

  return CreditRepayment.of({ book, findScheduleRecord, charge, findDeductOrder })
})

const decodeBooked = HttpApiClient.decodeResponse(Api, { group: "scheduleRecords", endpoint: "create" })
const decodeScheduleRecord = HttpApiClient.decodeResponse(Api, { group: "scheduleRecords", endpoint: "find" })
const decodeCharged = HttpApiClient.decodeResponse(Api, { group: "deductOrders", endpoint: "create" })
const decodeDeductOrder = HttpApiClient.decodeResponse(Api, { group: "deductOrders", endpoint: "find" })

const natured =
  (nature: Nature) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.provideService(effect, CurrentNature, nature)

/** Sends what the rules let through: the contract encodes it, or the contract and the rules disagree, which is a defect. */
const sending = (
  call: Effect.Effect<HttpClientResponse, CallError | ContractError>
): Effect.Effect<HttpClientResponse, CallError> => Effect.catchIf(call, isOfContract, Effect.die)

/** What the generated client adds to the errors of calls. */
type ContractError = HttpClientError.HttpClientError | Schema.SchemaError | ErrorAnswer

const isOfContract = (error: CallError | ContractError): error is ContractError =>
  HttpClientError.isHttpClientError(error) || Schema.isSchemaError(error) || error instanceof ErrorAnswer

/** Reads an answer that was verified. What cannot be read is told by place and reason, never by value. */
const reading = <A>(
  nature: Nature,
  { headers, status }: HttpClientResponse,
  decoded: Effect.Effect<A, ContractError>
): Effect.Effect<A, Unreadable> =>
  Effect.mapError(decoded, (error) => {
    const requestId = headers["request-id"]
    const problem = Schema.isSchemaError(error)
      ? formatIssues(error.issue)
          .issues.map(({ message, path = [] }) => `${path.map(String).join(".")}: ${message}`)
          .join("; ")
      : "its body is not the JSON it should be"
    return new Unreadable({
      status,
      ...(requestId === undefined ? {} : { requestId }),
      category: ofUnreadable(nature),
      problem
    })
  })

const formatIssues = SchemaIssue.makeFormatterStandardSchemaV1()

/** A check that could not be made is left to the platform, and said. Rule: CR-AMT-13. */
const sayUnchecked = (unchecked: ReadonlyArray<string>): Effect.Effect<void> =>
  unchecked.length === 0 ? Effect.void : Effect.logDebug(`Left to the platform to check: ${unchecked.join(", ")}`)
