/**
 * How each change of a service order is settled: what the order tells of it, and whether it is sent again.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Servicing from "../rules/Servicing.ts"
import type { ServiceOrder } from "../ServiceOrder.ts"
import type * as Call from "../ServiceOrderCall.ts"
import * as Stage from "../ServiceOrderStage.ts"
import type { Change, Changes } from "./Changes.ts"
import type { NotBegun } from "./Errors.ts"
import * as Numbered from "./Numbered.ts"
import type { OrderDoubts, PayScore, ServiceCallError } from "./PayScore.ts"
import { asked, fromDraft, type InDoubt, type Settlers, type Told } from "./Settle.ts"

/** The calls that settling is made of. */
type Calls = Omit<PayScore["Service"], "settle" | "unsettled">

/** Makes the way out of doubt over the calls. The order is the arbiter. Rules: PS-QUERY-01, PS-QUERY-03. */
export const make = (changes: Changes["Service"], calls: Calls): PayScore["Service"]["settle"] => {
  const settled = fromDraft(changes)

  /** A change by what the order tells of it. An order of which the stage is unclear tells nothing. */
  const settler = <
    Draft extends Call.PaymentDraft,
    Made extends Call.Payment,
    A,
    E extends ServiceCallError | NotBegun
  >(
    authorize: (draft: Draft) => Effect.Effect<{ readonly call: Made }, Servicing.ServiceCallRefused>,
    changeOf: (call: Made) => Change,
    read: (order: ServiceOrder, stage: Stage.Stage, call: Made) => Told<ServiceOrder>["_tag"],
    send?: (draft: Draft) => Effect.Effect<A, E>
  ) =>
    settled(
      Effect.fnUntraced(function* (draft: Draft) {
        const { call } = yield* authorize(draft)
        const { appid, outOrderNo, serviceId } = call
        const tell = (order: ServiceOrder) => {
          const stage = Stage.of(order)
          return stage === "Unclear" ? "Unsure" : read(order, stage, call)
        }
        const ask = asked(calls.find({ outOrderNo, appid, serviceId }), tell)
        const inDoubt: InDoubt<A, ServiceOrder, E | ServiceCallError> = {
          change: changeOf(call),
          ask,
          send: send?.(draft)
        }
        return inDoubt
      })
    )

  const by: Settlers<OrderDoubts> = {
    create: settler(
      (draft: Call.CreationDraft) => Servicing.authorizeCreation(draft, {}),
      Numbered.creation,
      (order, _, call) => (isSame(order.serviceIntroduction, call.serviceIntroduction) ? "Happened" : "Other"),
      calls.create
    ),
    cancel: settler(
      (draft: Call.CancellationDraft) => Servicing.authorizeCancellation(draft, {}),
      Numbered.cancellation,
      (_, stage) => (stage === "Revoked" ? "Happened" : "NotYet"),
      calls.cancel
    ),
    modify: settler(
      (draft: Call.ModificationDraft) => Servicing.authorizeModification(draft, {}),
      Numbered.modification,
      // amounts are only lowered: at less than it, it may have been ours, and lowered since (PS-AMT-05)
      ({ totalAmount }, _, call) =>
        totalAmount === undefined || totalAmount < call.totalAmount
          ? "Unsure"
          : totalAmount === call.totalAmount
            ? "Happened"
            : "NotYet",
      calls.modify
    ),
    complete: settler(
      (draft: Call.CompletionDraft) => Effect.flatMap(later, (now) => Servicing.authorizeCompletion(draft, { now })),
      Numbered.completion,
      // it was completed; with another total it may have been ours, and modified since
      (order, stage, call) =>
        !isCompleted(stage) ? "NotYet" : isSame(order.totalAmount, call.totalAmount) ? "Happened" : "Unsure",
      calls.complete
    ),
    pay: settler<Call.PaymentDraft, Call.Payment, never, ServiceCallError>(
      (draft) => Servicing.authorizePayment(draft, {}),
      Numbered.payment,
      // an order that ended otherwise is paid no more, and one that was reported as paid was not paid by this
      (order, stage) => {
        if (stage === "Paid") return paidElsewhere(order) === "Happened" ? "Other" : "Happened"
        return Stage.isFinal(stage) ? "Other" : "Unsure"
      }
    ),
    sync: settler(
      (draft: Call.PaidElsewhereDraft) => Servicing.authorizePaidElsewhere(draft, {}),
      Numbered.paidElsewhere,
      (order, stage) => (stage !== "Paid" ? "NotYet" : paidElsewhere(order)),
      calls.sync
    ),
    directComplete: settler(
      (draft: Call.DirectCompletionDraft) =>
        Effect.flatMap(later, (now) => Servicing.authorizeDirectCompletion(draft, { now })),
      Numbered.directCompletion,
      // as of both calls that it stands for
      (order, stage, call) =>
        !isSame(order.serviceIntroduction, call.serviceIntroduction)
          ? "Other"
          : isCompleted(stage) && isSame(order.totalAmount, call.totalAmount)
            ? "Happened"
            : "Unsure",
      calls.directComplete
    )
  }
  return Effect.fn("PayScore.settle")(function* (operation, draft, options) {
    const settlement = yield* by[operation](draft, options)
    yield* Effect.annotateCurrentSpan({ "wxrepay.operation": operation, "wxrepay.settlement": settlement._tag })
    return settlement
  })
}

/** What was sent does not depend on the moment, and a clock that is behind says nothing against it. */
const later = Effect.map(DateTime.now, DateTime.add({ days: 1 }))

/** What the platform left out says nothing against it. */
const isSame = <A>(told: A | undefined, sent: A | undefined): boolean =>
  told === undefined || sent === undefined || told === sent

/** Rule: PS-COMPLETE-04. */
const isCompleted = (stage: Stage.Stage): boolean =>
  stage === "AwaitingPayment" || stage === "Paid" || stage === "Finished"

/** Which way the money came: an order that WeChat Pay collected was not ended by a report. Rules: PS-COL-03, PS-SYNC-04. */
const paidElsewhere = ({ collection }: ServiceOrder): Told<ServiceOrder>["_tag"] => {
  const ways = (collection?.details ?? []).map(({ paidType }) => paidType)
  if (ways.includes("ByMerchant")) return "Happened"
  return ways.length > 0 && ways.every((way) => way === "ThroughPayScore") ? "NotYet" : "Unsure"
}
