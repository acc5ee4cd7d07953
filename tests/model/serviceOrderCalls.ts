/**
 * Calls on a service order, well-formed or with one flaw: as the library decides them, and as they travel.
 */
import { type Fen, type ServiceOrder, ServiceOrderCall as Call } from "@wxrepay/domain"
import { Servicing } from "@wxrepay/domain/rules"
import { Hostile } from "@wxrepay/domain/testing"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Action } from "./serviceOrderModel.ts"

/** An action that is a call of the merchant's. */
export type Ask = Exclude<Action, { readonly _tag: "Confirm" | "Earn" | "Wait" }>

/** The order, and the service it is of. */
export interface Own {
  readonly outOrderNo: string
  readonly appid: string
  readonly serviceId: string
  readonly limit: Fen.Fen
}

/** What the merchant knows when it asks: the order as it is told, and what was taken before. */
export interface Known {
  readonly order?: ServiceOrder.ServiceOrder | undefined
  readonly taken: Readonly<Partial<Record<Ask["_tag"], object>>>
}

/** The draft of a call. */
export const draftOf = (ask: Ask, { appid, outOrderNo, serviceId }: Own) => {
  const flaw = "flaw" in ask ? ask.flaw : undefined
  const which = {
    outOrderNo: flaw === "Number" ? `${outOrderNo}!` : outOrderNo,
    appid: flaw === "Appid" ? "wx0000000000000000" : appid,
    serviceId
  }
  switch (ask._tag) {
    case "Create":
      return {
        ...which,
        serviceIntroduction: `充电宝 ${ask.content}`,
        ...(flaw === "Lines" ? { postPayments: [line("租金", 100), line("租金", 100)] } : {}),
        timeRange: { startTime: "20251101", ...(flaw === "Time" ? { endTime: "20251031" } : {}) },
        riskFund: { name: "Deposit", amount: ask.fund },
        notifyUrl: "https://lender.example/notify"
      } as const
    case "Cancel":
      return { ...which, reason: flaw === "Reason" ? "x".repeat(51) : ask.reason }
    case "Complete":
      return {
        ...which,
        ...lines(ask.total, flaw === "Lines" ? 1 : 0),
        timeRange: { endTime: flaw === "Time" ? "20991231" : "20251105" }
      }
    case "Modify":
      return { ...which, ...lines(ask.total, flaw === "Lines" ? 1 : 0), reason: flaw === "Reason" ? "" : "减免" }
    case "Pay":
      return which
    case "Sync":
      return { ...which, paidTime: flaw === "Time" ? "20251332" : "20251105120000" }
  }
}

const line = (name: string, amount: number) => ({ name, amount })

const lines = (totalAmount: number, off: number) => ({
  postPayments: [line("租金", totalAmount + 100 + off)],
  postDiscounts: [line("优惠", 100)],
  totalAmount
})

/** Decides a call by the rules alone. */
export const decide = Effect.fnUntraced(function* (ask: Ask, own: Own, { order, taken }: Known) {
  const draft = Hostile.unseen(draftOf(ask, own))
  const { limit } = own
  switch (ask._tag) {
    case "Create":
      return yield* Servicing.authorizeCreation(draft, { limit, earlier: earlierOf(Call.Creation, taken.Create) })
    case "Cancel":
      return yield* Servicing.authorizeCancellation(draft, {
        order,
        earlier: earlierOf(Call.Cancellation, taken.Cancel)
      })
    case "Complete": {
      const earlier = earlierOf(Call.Completion, taken.Complete)
      return yield* Servicing.authorizeCompletion(draft, { order, limit, earlier, now: yield* DateTime.now })
    }
    case "Modify":
      return yield* Servicing.authorizeModification(draft, { order, limit })
    case "Pay":
      return yield* Servicing.authorizePayment(draft, { order })
    case "Sync":
      return yield* Servicing.authorizePaidElsewhere(draft, { order })
  }
})

const earlierOf = <A, E>(schema: Schema.Codec<A, E>, taken: object | undefined): A | null =>
  taken === undefined ? null : Schema.decodeUnknownSync(schema)(taken)

/** Where a call goes and what it carries, spelled by hand. */
export const wireOf = (ask: Ask, own: Own): { readonly path: string; readonly body: unknown } => {
  const draft = draftOf(ask, own)
  const { outOrderNo, ...body } = draft
  const path = "/v3/payscore/serviceorder"
  if (ask._tag === "Create") return { path, body: snake({ ...draft, riskFund: { name: "DEPOSIT", amount: ask.fund } }) }
  const { appid, serviceId } = body
  const paid = "paidTime" in body ? { appid, serviceId, type: "Order_Paid", detail: { paidTime: body.paidTime } } : body
  return { path: `${path}/${encodeURIComponent(outOrderNo)}/${ask._tag.toLowerCase()}`, body: snake(paid) }
}

/** Every member in the platform's spelling. */
const snake = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(snake)
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name.replaceAll(/[A-Z]/gu, (letter) => `_${letter.toLowerCase()}`),
      snake(member)
    ])
  )
}
