/**
 * What a request asks for, as it travels: which change under which number, or which question.
 */
import { type ServiceOrder, ServiceOrderStage as Stage } from "@wxrepay/domain"
import type { State } from "@wxrepay/sandbox"
import * as HashMap from "effect/HashMap"
import type * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"

/** A change, or a question after one. */
export interface Target {
  /** As the library names it; `ask` before it when it is a question. */
  readonly operation: string
  /** The lender's own number of it. */
  readonly number: string
  /** The booking that a charge collects. */
  readonly outRecordId?: string | undefined
}

/** Reads a request. */
export const targetOf = ({ body, method, url }: HttpClientRequest.HttpClientRequest): Target => {
  const whole = new URL(url)
  const [, , family = "", ...steps] = whole.pathname.split("/")
  const last = steps.at(-1) ?? ""
  if (method === "GET") {
    if (family === "payscore") return { operation: "ask order", number: whole.searchParams.get("out_order_no") ?? "" }
    return { operation: whole.pathname.includes("/deduct-orders/") ? "ask charge" : "ask book", number: last }
  }
  const sent = readSent(body._tag === "Uint8Array" ? JSON.parse(new TextDecoder().decode(body.body)) : {})
  if (last === "batch-create") return { operation: "book", number: sent.schedule_items?.[0]?.out_record_id ?? "" }
  if (last === "deduct-orders") {
    return { operation: "charge", number: sent.out_trade_no ?? "", outRecordId: sent.out_record_id }
  }
  return last === "serviceorder"
    ? { operation: "create", number: sent.out_order_no ?? "" }
    : { operation: last, number: steps.at(-2) ?? "" }
}

const Sent = Schema.Struct({
  out_trade_no: Schema.optional(Schema.String),
  out_record_id: Schema.optional(Schema.String),
  out_order_no: Schema.optional(Schema.String),
  schedule_items: Schema.optional(Schema.Array(Schema.Struct({ out_record_id: Schema.String })))
})
const readSent = Schema.decodeUnknownSync(Sent)

/** Whether a request only asks. */
export const isQuestion = ({ operation }: Target): boolean => operation.startsWith("ask ")

/** Operations of which the platform takes one content under one number, once. */
export const onceOnly: ReadonlySet<string> = new Set(["book", "charge", "create", "complete", "cancel"])

/** What the ledger shows of a change: another text after a request than before it means that this request took effect. */
export const markOf = ({ bookings, orders, serviceOrders }: State, { number, operation }: Target): string => {
  const serviced = Option.getOrUndefined(Option.filter(HashMap.get(serviceOrders, number), () => true))
  switch (operation) {
    case "book":
      return yesOrNo(Array.from(HashMap.keys(bookings)).some((key) => key === number))
    case "charge":
      return yesOrNo(Array.from(HashMap.keys(orders)).some((key) => key === number))
    case "create":
      return yesOrNo(serviced !== undefined)
    case "complete":
      return yesOrNo(serviced?.completion !== undefined)
    case "cancel":
      return yesOrNo(serviced?.cancellation !== undefined)
    case "modify":
      return String(serviced?.order.totalAmount)
    case "sync":
      return yesOrNo(serviced !== undefined && isPaidElsewhere(serviced.order))
    case "pay":
      return yesOrNo(serviced?.isCharging === true)
    default:
      return no
  }
}

const no = "no"
const yesOrNo = (is: boolean): string => (is ? "yes" : no)

const isPaidElsewhere = (order: ServiceOrder.ServiceOrder): boolean =>
  Stage.of(order) === "Paid" && (order.collection?.details ?? []).some(({ paidType }) => paidType === "ByMerchant")

/** Whether the ledger shows that it happened, where one number stands for it. */
export const hasHappened = (state: State, target: Target): boolean => markOf(state, target) !== no
