/**
 * The seven calls on a service order, each with a draft that keeps every rule and how it is decided: with no service at
 * hand, so that it compiles only because none is needed.
 */
import type { ServiceOrder, ServiceOrderStage as Stage } from "@wxrepay/domain"
import { Servicing } from "@wxrepay/domain/rules"
import { Hostile, ServiceOrders } from "@wxrepay/domain/testing"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"

/** All that may be known as a call is decided, whichever call it is. */
export interface AnyKnown {
  readonly order?: ServiceOrder.ServiceOrder | undefined
  readonly limit?: number | undefined
  readonly earlier?: object | null | undefined
  readonly now?: DateTime.DateTime
}

/** A decision: the call with what was left unchecked, or every reason against it. */
export type Decided = Result.Result<
  { readonly call: object; readonly unchecked: ReadonlyArray<string> },
  Servicing.ServiceCallRefused
>

/** Every reason of a refusal, as its rule and its member; none where the call is authorised. */
export const reasonsOf = (decided: Decided): ReadonlyArray<string> =>
  Result.match(decided, {
    onFailure: ({ reasons }) => reasons.map(({ field, rule }) => `${rule} ${field}`),
    onSuccess: () => []
  })

/** What a person reads; nothing where the call is authorised. */
export const read = (decided: Decided): string =>
  Result.match(decided, { onFailure: ({ message }) => message, onSuccess: () => "" })

const decide = (decision: Effect.Effect<Result.Result.Success<Decided>, Servicing.ServiceCallRefused>): Decided =>
  Effect.runSync(Effect.result(decision))

/** A minute after the service of the published order ended: 12:11:10 on 25 December 2009 in Beijing. */
export const now = DateTime.makeUnsafe("2009-12-25T12:11:10+08:00")

/** How each call is decided. Nothing is known unless it is given, but the moment. */
export const ask = {
  Create: (draft: unknown, known: AnyKnown = {}): Decided =>
    decide(Servicing.authorizeCreation(Hostile.unseen(draft), Hostile.unseen(known))),
  Cancel: (draft: unknown, known: AnyKnown = {}): Decided =>
    decide(Servicing.authorizeCancellation(Hostile.unseen(draft), Hostile.unseen(known))),
  Modify: (draft: unknown, known: AnyKnown = {}): Decided =>
    decide(Servicing.authorizeModification(Hostile.unseen(draft), Hostile.unseen(known))),
  Complete: (draft: unknown, known: AnyKnown = {}): Decided =>
    decide(Servicing.authorizeCompletion(Hostile.unseen(draft), Hostile.unseen({ now, ...known }))),
  Pay: (draft: unknown, known: AnyKnown = {}): Decided =>
    decide(Servicing.authorizePayment(Hostile.unseen(draft), Hostile.unseen(known))),
  Sync: (draft: unknown, known: AnyKnown = {}): Decided =>
    decide(Servicing.authorizePaidElsewhere(Hostile.unseen(draft), Hostile.unseen(known))),
  DirectComplete: (draft: unknown, known: AnyKnown = {}): Decided =>
    decide(Servicing.authorizeDirectCompletion(Hostile.unseen(draft), Hostile.unseen({ now, ...known })))
}

const lines = {
  postPayments: [{ name: "房费", amount: 40000, description: "一晚", count: 1 }],
  postDiscounts: [{ name: "满20减1元", amount: 100, description: "不与其他优惠叠加", count: 1 }]
}
const begun = {
  serviceIntroduction: "某某酒店",
  ...lines,
  timeRange: { startTime: "20091225091010", endTime: "20091225121010", startTimeRemark: "入住", endTimeRemark: "退房" },
  location: { startLocation: "嗨客时尚主题展餐厅", endLocation: "嗨客时尚主题展餐厅" }
}
const device = { startDeviceId: "HG123456", endDeviceId: "HG123456", materielNo: "example_materiel_no" }
const settling = { profitSharing: false, goodsTag: "Discount1" }
const told = { attach: "Easdfowealsdkjfnlaksjdlfkwqoi", notifyUrl: "https://api.test.com", openid: "oUpF8uMuAJO_M2px" }

/** The published drafts, each with every member that it may have, all of them sound; the totals are added up anew. */
export const published = {
  Create: {
    ...ServiceOrders.published,
    ...begun,
    riskFund: { name: "Deposit", amount: 10000, description: "酒店押金" },
    ...told,
    needUserConfirm: true,
    device
  },
  Cancel: { ...ServiceOrders.published, reason: "用户投诉" },
  Modify: { ...ServiceOrders.published, ...lines, totalAmount: 39900, reason: "用户投诉", device },
  Complete: {
    ...ServiceOrders.published,
    ...lines,
    totalAmount: 39900,
    timeRange: begun.timeRange,
    location: { endLocation: "嗨客时尚主题展餐厅" },
    ...settling,
    device
  },
  Pay: ServiceOrders.published,
  Sync: { ...ServiceOrders.published, paidTime: "20091225091210" },
  DirectComplete: { ...ServiceOrders.published, ...begun, ...told, totalAmount: 39900, ...settling }
} as const

/** The calls on an order that exists, and the stage in which each is allowed. */
export const onOrders = {
  Cancel: "InService",
  Complete: "InService",
  Modify: "AwaitingPayment",
  Pay: "AwaitingPayment",
  Sync: "AwaitingPayment"
} as const satisfies Readonly<Record<Stage.Call, Stage.Stage>>

/** All seven calls. */
export const calls = ["Create", "Cancel", "Modify", "Complete", "Pay", "Sync", "DirectComplete"] as const

/** The family of rules that each call has to itself. */
export const families = {
  Create: "PS-CREATE",
  Cancel: "PS-CANCEL",
  Modify: "PS-MODIFY",
  Complete: "PS-COMPLETE",
  Pay: "PS-PAY",
  Sync: "PS-SYNC",
  DirectComplete: "PS-DIRECT"
} as const satisfies Readonly<Record<(typeof calls)[number], string>>

/** A draft with one of its members replaced, at any depth: `postPayments[0].name`. What it stands in is made if need be. */
export const put = (draft: unknown, path: string, by: unknown): object => {
  const [step = "", ...rest] = path.split(/[.[\]]+/u).filter((step) => step !== "")
  const members: Readonly<Record<string, unknown>> = Object.fromEntries(Object.entries(Object(draft)))
  const value = rest.length === 0 ? by : put(members[step], rest.join("."), by)
  return Object.assign(/^\d/u.test(step) ? [] : {}, members, { [step]: value })
}
