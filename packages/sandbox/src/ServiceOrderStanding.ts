/**
 * How a service order is told as it moves: made of the calls on it, read back by the stage tables of the domain.
 *
 * @since 0.1.0
 */
import {
  Fen,
  type Ids,
  type ServiceOrder,
  type ServiceOrderCall as Call,
  ServiceOrderStage as Stage
} from "@wxrepay/domain"
import * as Struct from "effect/Struct"

type Order = ServiceOrder.ServiceOrder

/** How many days an order waits to be confirmed. Rule: PS-STATE-05. */
export const lifetimeDays = 30

/** Whether the tables let a call or an event move an order; nothing moves one that is over. Rules: PS-STATE-01, PS-STATE-07. */
export const isMovedBy = (order: Order, by: Stage.Call | Stage.Event): boolean =>
  Stage.leadsTo[by][Stage.of(order)] !== undefined

/** What the platform numbers an order with. */
export interface Numbered {
  readonly mchid: Ids.MerchantId
  readonly orderId: string
}

const inService = { state: "Doing", stateDescription: "UserConfirm" } as const

/** An order that was just created: to be confirmed, or in service at once. Rule: PS-CREATE-03. */
export const created = (creation: Call.Creation, numbered: Numbered): Order => ({
  ...Struct.omit(creation, ["device", "needUserConfirm"]),
  ...numbered,
  ...(creation.needUserConfirm === false ? inService : { state: "Created" })
})

/** An order that was created and completed in one call; a total that was left out is what the lines come to. Rule: PS-DIRECT-01. */
export const completedDirectly = (call: Call.DirectCompletion, total: Fen.Fen, numbered: Numbered): Order => ({
  ...Struct.omit(call, ["goodsTag", "profitSharing"]),
  ...numbered,
  ...owing(total)
})

/** An order that its user has confirmed; from then on the user is told. */
export const confirmed = (order: Order, openid: Ids.Openid): Order => ({ ...order, ...inService, openid })

/** An order whose service has ended: the lines replace those before. Rules: PS-AMT-06, PS-COMPLETE-06, PS-LOC-01. */
export const completed = (order: Order, { location, timeRange, ...call }: Call.Completion): Order => ({
  ...Struct.omit(order, ["postDiscounts", "stateDescription"]),
  ...linesOf(call),
  timeRange: { ...order.timeRange, ...timeRange },
  ...(order.location === undefined && location === undefined ? {} : { location: { ...order.location, ...location } }),
  ...owing(call.totalAmount)
})

/** An order of which less is owed: what was paid stays paid. Rules: PS-MODIFY-01, PS-COL-01. */
export const lowered = (order: Order, call: Call.Modification): Order => ({
  ...Struct.omit(order, ["postDiscounts"]),
  ...linesOf(call),
  totalAmount: call.totalAmount,
  collection: {
    ...order.collection,
    totalAmount: call.totalAmount,
    payingAmount: Fen.make(call.totalAmount - paidOf(order))
  }
})

/** What was collected so far. */
export const paidOf = ({ collection }: Order): Fen.Fen => collection?.paidAmount ?? Fen.zero

/** What is still to be collected. */
export const payingOf = ({ collection }: Order): Fen.Fen => collection?.payingAmount ?? Fen.zero

/** An order of which so much more came in; once nothing is left, it is paid. Rules: PS-COL-01, PS-COL-03, PS-STATE-02. */
export const collected = (
  order: Order,
  part: Omit<typeof ServiceOrder.PaidPart.Type, "amount" | "seq"> & { readonly amount: Fen.Fen }
): Order => {
  const details = order.collection?.details ?? []
  const payingAmount = Fen.make(payingOf(order) - part.amount)
  const collection = {
    ...order.collection,
    payingAmount,
    paidAmount: Fen.make(paidOf(order) + part.amount),
    details: part.amount === 0 ? details : [...details, { seq: details.length + 1, ...part }]
  }
  return payingAmount > 0
    ? { ...order, collection }
    : {
        ...Struct.omit(order, ["stateDescription"]),
        state: "Done",
        collection: { ...collection, state: "UserPaid" }
      }
}

/** An order that was cancelled: nothing is collected any more. */
export const revoked = (order: Order): Order => ended(order, "Revoked")

/** An order that nobody confirmed in time. Rule: PS-STATE-05. */
export const expired = (order: Order): Order => ended(order, "Expired")

const ended = (order: Order, state: "Revoked" | "Expired"): Order => ({
  ...Struct.omit(order, ["collection", "needCollection", "stateDescription"]),
  state
})

const linesOf = ({ postDiscounts, postPayments }: Pick<Call.Completion, "postDiscounts" | "postPayments">) => ({
  postPayments,
  ...(postDiscounts === undefined ? {} : { postDiscounts })
})

/** Rules: PS-COL-01, PS-COL-02, PS-COMPLETE-06. */
const owing = (totalAmount: Fen.Fen) =>
  totalAmount === 0
    ? ({ state: "Done", totalAmount, needCollection: false } as const)
    : ({
        state: "Doing",
        stateDescription: "MchComplete",
        totalAmount,
        needCollection: true,
        collection: { state: "UserPaying", totalAmount, payingAmount: totalAmount, paidAmount: Fen.zero, details: [] }
      } as const)
