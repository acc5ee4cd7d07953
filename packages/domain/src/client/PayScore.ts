/**
 * PayScore service orders of one merchant: domain types in, domain types and typed errors out.
 *
 * @since 0.1.0
 */
import type * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as HttpApiClient from "effect/http-api/HttpApiClient"
import type { HttpClientResponse } from "effect/http/HttpClientResponse"
import * as Layer from "effect/Layer"
import { Api } from "../api/Api.ts"
import type * as ServiceOrders from "../api/ServiceOrders.ts"
import type { PaymentAttempt } from "../PaymentAttempt.ts"
import * as Attempt from "../PaymentAttempt.ts"
import * as Lookup from "../rules/Lookup.ts"
import * as Servicing from "../rules/Servicing.ts"
import type { ServiceOrder } from "../ServiceOrder.ts"
import type * as Call from "../ServiceOrderCall.ts"
import type { KeyError } from "../signing/Keys.ts"
import * as Access from "./Access.ts"
import { about, natured, sayUnchecked, sending } from "./Calling.ts"
import { Changes } from "./Changes.ts"
import type { LookupError } from "./ContractCalls.ts"
import { type ChangeError, NotBegun, type Rejection } from "./Errors.ts"
import type { StoreError } from "./NotificationStore.ts"
import * as Numbered from "./Numbered.ts"
import * as OrderSettling from "./OrderSettling.ts"
import type { TimeRefused } from "./Patience.ts"
import type { Unsettled } from "./SentStore.ts"
import type { Doubt, SettleOptions } from "./Settle.ts"
import { SignedHttpClient } from "./SignedHttpClient.ts"
import type { Transport } from "./Transport.ts"

/** How a call on an order can fail. */
export type ServiceCallError = Servicing.ServiceCallRefused | ChangeError

/** What is known when a service is completed; the moment comes from the clock. */
export type KnownCompletion = Servicing.Known & Servicing.Earlier<Call.Completion>

/** What can be in doubt: the draft it was asked for with, and how it is settled. */
export interface OrderDoubts {
  readonly create: Doubt<
    Call.CreationDraft,
    typeof ServiceOrders.Created.Type,
    ServiceOrder,
    ServiceCallError | NotBegun
  >
  readonly cancel: Doubt<Call.CancellationDraft, typeof ServiceOrders.Numbers.Type, ServiceOrder, ServiceCallError>
  readonly modify: Doubt<Call.ModificationDraft, ServiceOrder, ServiceOrder, ServiceCallError>
  readonly complete: Doubt<Call.CompletionDraft, ServiceOrder, ServiceOrder, ServiceCallError>
  readonly pay: Doubt<Call.PaymentDraft, never, ServiceOrder, ServiceCallError>
  readonly sync: Doubt<Call.PaidElsewhereDraft, ServiceOrder, ServiceOrder, ServiceCallError>
  readonly directComplete: Doubt<Call.DirectCompletionDraft, ServiceOrder, ServiceOrder, ServiceCallError>
}

/** Creates, reads, changes, ends and collects orders. Every error says in its `category` what to do. */
export class PayScore extends Context.Service<
  PayScore,
  {
    /**
     * Creates an order (创建订单, P1). Unless confirmation is left out, the user then confirms in WeChat, launched with
     * `package`. Rules: those of `Servicing.authorizeCreation`, PS-CREATE-05.
     */
    readonly create: (
      draft: Call.CreationDraft,
      known?: Pick<Servicing.Known, "limit"> & Servicing.Earlier<Call.Creation>
    ) => Effect.Effect<typeof ServiceOrders.Created.Type, ServiceCallError | NotBegun>
    /** Reads an order (P2): the arbiter after every doubt. Rules: PS-QUERY-01, PS-QUERY-03. */
    readonly find: (key: Call.Key) => Effect.Effect<ServiceOrder, LookupError>
    /** Cancels an order (P3), and answers its numbers. Rules: those of `Servicing.authorizeCancellation`. */
    readonly cancel: (
      draft: Call.CancellationDraft,
      known?: Pick<Servicing.Known, "order"> & Servicing.Earlier<Call.Cancellation>
    ) => Effect.Effect<typeof ServiceOrders.Numbers.Type, ServiceCallError>
    /** Lowers what is owed (P4). Rules: those of `Servicing.authorizeModification`. */
    readonly modify: (
      draft: Call.ModificationDraft,
      known?: Servicing.Known
    ) => Effect.Effect<ServiceOrder, ServiceCallError>
    /**
     * Ends the service (P5). From then on WeChat Pay charges by itself, again and again: the answer means completed, not
     * paid, and may leave out the `collection` that a stage is read from, so ask with `find` where it stands. Rules: those of `Servicing.authorizeCompletion`, PS-COMPLETE-03, PS-COMPLETE-04.
     */
    readonly complete: (
      draft: Call.CompletionDraft,
      known?: KnownCompletion
    ) => Effect.Effect<ServiceOrder, ServiceCallError>
    /**
     * Starts a charge (商户发起催收扣款, P6) beside WeChat Pay's own plan. No answer means paid; `collect` finds out.
     * Rules: those of `Servicing.authorizePayment`, PS-PAY-02 to PS-PAY-08.
     */
    readonly pay: (
      draft: Call.PaymentDraft,
      known?: Pick<Servicing.Known, "order">
    ) => Effect.Effect<PaymentAttempt, ServiceCallError>
    /** Reports that the money was collected elsewhere, which ends the order (P7). Rules: those of `Servicing.authorizePaidElsewhere`, PS-SYNC-04. */
    readonly sync: (
      draft: Call.PaidElsewhereDraft,
      known?: Pick<Servicing.Known, "order">
    ) => Effect.Effect<ServiceOrder, ServiceCallError>
    /**
     * Creates and ends an order in one call (P8), for a user who has agreed before. Ask with `find` where it stands.
     *
     * @experimental Only a page of 2020 describes it. Rules: those of `Servicing.authorizeDirectCompletion`.
     */
    readonly directComplete: (
      draft: Call.DirectCompletionDraft,
      known?: Servicing.Earlier<Call.DirectCompletion>
    ) => Effect.Effect<ServiceOrder, ServiceCallError>
    /**
     * Settles what `OutcomeUnknown` or a process that died has left in doubt: give what it was asked for with. It asks for the
     * order, and sends the identical request again only where the order provably stands as if it had never come. A payment
     * is never sent again: `collect` starts another when it is time. Rules: PS-CREATE-02, PS-CANCEL-04, PS-COMPLETE-02, PS-PAY-08, V3-IDEM-02.
     */
    readonly settle: <K extends keyof OrderDoubts>(
      operation: K,
      draft: OrderDoubts[K]["draft"],
      options?: SettleOptions
    ) => Effect.Effect<OrderDoubts[K]["settlement"], OrderDoubts[K]["error"] | TimeRefused>
    /** What was sent and is not known to have ended, the oldest first: what a process that comes back has to settle. Rule: V3-IDEM-02. */
    readonly unsettled: Effect.Effect<ReadonlyArray<Unsettled>, StoreError>
  }
>()("@wxrepay/domain/client/PayScore") {
  /** From values, over a transport. */
  static readonly layer = (settings: Access.Settings): Layer.Layer<PayScore, KeyError, Transport> =>
    PayScore.layerFrom.pipe(Layer.provide(Access.layer(settings)))

  /** From the environment: the variables of `Access`. */
  static get layerConfig(): Layer.Layer<PayScore, Config.ConfigError, Transport> {
    return PayScore.layerFrom.pipe(Layer.provide(Access.layerConfig))
  }

  /** Over services of your own, as `Access.layerFrom` makes them of a `Signer` and a `KeyRing`. */
  static get layerFrom(): Layer.Layer<PayScore, never, SignedHttpClient | Changes> {
    return Layer.effect(PayScore, make)
  }
}

const make = Effect.gen(function* () {
  const httpClient = yield* SignedHttpClient
  const changes = yield* Changes
  const api = yield* HttpApiClient.group(Api, { group: "serviceOrders", httpClient })
  const responseMode = "response-only"

  const create = Effect.fn("PayScore.create")(function* (
    draft: Call.CreationDraft,
    known: Pick<Servicing.Known, "limit"> & Servicing.Earlier<Call.Creation> = {}
  ) {
    const { call, which } = yield* begun(Servicing.authorizeCreation(draft, known))
    const created = yield* changes.under(
      Numbered.creation(call),
      Effect.flatMap(sending(api.create({ payload: call, responseMode })), (response) =>
        about("Write", which, response, decodeCreated(response))
      )
    )
    if (call.needUserConfirm === false && created.state === "Created") {
      return yield* new NotBegun({ outOrderNo: call.outOrderNo })
    }
    return created
  })

  const find = Effect.fn("PayScore.find")(function* (key: Call.Key) {
    const { appid, outOrderNo, queryId, serviceId } = yield* Lookup.authorizeServiceOrder(key)
    yield* Effect.annotateCurrentSpan("wxrepay.out_order_no", outOrderNo)
    const query = {
      ...(outOrderNo === undefined ? {} : { out_order_no: outOrderNo }),
      ...(queryId === undefined ? {} : { query_id: queryId }),
      service_id: serviceId,
      appid
    }
    const response = yield* sending(api.find({ query, responseMode }))
    return yield* about("Read", { outOrderNo, appid, serviceId }, response, decodeFound(response))
  }, natured("Read"))

  const cancel = Effect.fn("PayScore.cancel")(function* (
    draft: Call.CancellationDraft,
    known: Pick<Servicing.Known, "order"> & Servicing.Earlier<Call.Cancellation> = {}
  ) {
    const { call, params, payload, which } = yield* begun(Servicing.authorizeCancellation(draft, known))
    return yield* changes.under(
      Numbered.cancellation(call),
      Effect.flatMap(sending(api.cancel({ params, payload, responseMode })), (response) =>
        about("Write", which, response, decodeCancelled(response))
      )
    )
  })

  const modify = Effect.fn("PayScore.modify")(function* (draft: Call.ModificationDraft, known: Servicing.Known = {}) {
    const { call, params, payload, which } = yield* begun(Servicing.authorizeModification(draft, known))
    return yield* changes.under(
      Numbered.modification(call),
      Effect.flatMap(sending(api.modify({ params, payload, responseMode })), (response) =>
        about("Write", which, response, decodeModified(response))
      )
    )
  })

  const complete = Effect.fn("PayScore.complete")(function* (draft: Call.CompletionDraft, known: KnownCompletion = {}) {
    const now = yield* DateTime.now
    const { call, params, payload, which } = yield* begun(Servicing.authorizeCompletion(draft, { ...known, now }))
    return yield* changes.under(
      Numbered.completion(call),
      Effect.flatMap(sending(api.complete({ params, payload, responseMode })), (response) =>
        about("Write", which, response, decodeCompleted(response))
      )
    )
  })

  const pay = Effect.fn("PayScore.pay")(function* (
    draft: Call.PaymentDraft,
    known: Pick<Servicing.Known, "order"> = {}
  ): Effect.fn.Return<PaymentAttempt, ServiceCallError> {
    const { call, params, payload, which } = yield* begun(Servicing.authorizePayment(draft, known))
    const paid = Effect.fnUntraced(function* (response: HttpClientResponse) {
      const body = yield* Effect.orElseSucceed(response.text, () => undefined)
      if (body?.trim() === "") return undefined
      return yield* about("Charge", which, response, decodePaid(response))
    })
    return yield* changes.under(
      Numbered.payment(call),
      sending(api.pay({ params, payload, responseMode })).pipe(
        Effect.flatMap(paid),
        Effect.map(attempted),
        Effect.catchTag("Rejection", refused)
      )
    )
  })

  const sync = Effect.fn("PayScore.sync")(function* (
    draft: Call.PaidElsewhereDraft,
    known: Pick<Servicing.Known, "order"> = {}
  ) {
    const { call, params, payload, which } = yield* begun(Servicing.authorizePaidElsewhere(draft, known))
    return yield* changes.under(
      Numbered.paidElsewhere(call),
      Effect.flatMap(sending(api.sync({ params, payload, responseMode })), (response) =>
        about("Write", which, response, decodeSynced(response))
      )
    )
  })

  const directComplete = Effect.fn("PayScore.directComplete")(function* (
    draft: Call.DirectCompletionDraft,
    known: Servicing.Earlier<Call.DirectCompletion> = {}
  ) {
    const now = yield* DateTime.now
    const { call, which } = yield* begun(Servicing.authorizeDirectCompletion(draft, { ...known, now }))
    return yield* changes.under(
      Numbered.directCompletion(call),
      Effect.flatMap(sending(api.directComplete({ payload: call, responseMode })), (response) =>
        about("Write", which, response, decodeDirect(response))
      )
    )
  })

  const calls = { create, find, cancel, modify, complete, pay, sync, directComplete }
  return PayScore.of({ ...calls, settle: OrderSettling.make(changes, calls), unsettled: changes.unsettled })
})

/** What was decided, said where it is worth saying, and parted: the number travels in the path only. Rule: PS-ID-02. */
const begun = Effect.fnUntraced(function* <Made extends Call.Payment>(
  decision: Effect.Effect<Servicing.Authorized<Made>, Servicing.ServiceCallRefused>
) {
  const { call, unchecked } = yield* decision
  const { outOrderNo, ...payload } = call
  yield* Effect.annotateCurrentSpan("wxrepay.out_order_no", outOrderNo)
  yield* sayUnchecked(unchecked)
  const { appid, serviceId } = call
  return { call, which: { outOrderNo, appid, serviceId }, params: { out_order_no: outOrderNo }, payload }
})

/** Rules: PS-PAY-04, PS-PAY-06. */
const attempted = (
  answer: typeof ServiceOrders.Numbers.Type | typeof ServiceOrders.Paying.Type | void
): PaymentAttempt => {
  if (answer === undefined) return Attempt.Taken.make({})
  if ("tradeState" in answer) return Attempt.InProgress.make({ tradeState: answer.tradeState })
  return Attempt.Taken.make(answer.orderId === undefined ? {} : { orderId: answer.orderId })
}

/** A refusal that is proven may tell what became of the attempt; an unproven one tells nothing. Rules: PS-PAY-05, PS-PAY-07, V3-VER-09. */
const refused = (rejection: Rejection): Effect.Effect<PaymentAttempt, Rejection> => {
  const { authenticity, code, message, problem, status } = rejection
  if (authenticity !== "Verified") return Effect.fail(rejection)
  if (problem === "ChargeRunning") return Effect.succeed(Attempt.InProgress.make({}))
  if (status === 403 && code === "TRADE_ERROR") return Effect.succeed(Attempt.Declined.make({ message }))
  return Effect.fail(rejection)
}

const decodeCreated = HttpApiClient.decodeResponse(Api, { group: "serviceOrders", endpoint: "create" })
const decodeFound = HttpApiClient.decodeResponse(Api, { group: "serviceOrders", endpoint: "find" })
const decodeCancelled = HttpApiClient.decodeResponse(Api, { group: "serviceOrders", endpoint: "cancel" })
const decodeModified = HttpApiClient.decodeResponse(Api, { group: "serviceOrders", endpoint: "modify" })
const decodeCompleted = HttpApiClient.decodeResponse(Api, { group: "serviceOrders", endpoint: "complete" })
const decodePaid = HttpApiClient.decodeResponse(Api, { group: "serviceOrders", endpoint: "pay" })
const decodeSynced = HttpApiClient.decodeResponse(Api, { group: "serviceOrders", endpoint: "sync" })
const decodeDirect = HttpApiClient.decodeResponse(Api, { group: "serviceOrders", endpoint: "directComplete" })
