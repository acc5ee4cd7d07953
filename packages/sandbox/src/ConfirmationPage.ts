/**
 * Where a user confirms a service order: what WeChat would open with `package`, and what comes of a decision.
 *
 * @since 0.1.0
 */
import { Fen, ServiceOrderStage as Stage } from "@wxrepay/domain"
import * as Effect from "effect/Effect"
import * as HashMap from "effect/HashMap"
import * as DecisionPage from "./DecisionPage.ts"
import type { Choice } from "./Enrolments.ts"
import type { App } from "./Gate.ts"
import type { State } from "./Ledger.ts"
import * as Pages from "./Pages.ts"
import type { Serviced } from "./ServiceOrderMemory.ts"
import type { Confirmed } from "./ServiceOrders.ts"
import { isMovedBy } from "./ServiceOrderStanding.ts"

/** What the page stands on. */
export interface Options {
  readonly state: Effect.Effect<State>
  /** Has the user of a package decide. */
  readonly decide: (token: string, choice: Choice) => Effect.Effect<Confirmed>
}

/** Where the page is. */
export const path = "/sandbox/confirm"

/** The page of one order, by what its creation answered as `package`. Rule: PS-CREATE-05. */
export const targetOf = (token: string): string => `${path}?package=${encodeURIComponent(token)}`

/** Serves the page, and takes the decision in. Rules: PS-CREATE-05, PS-STATE-05. */
export const make = ({ decide, state }: Options): App =>
  DecisionPage.make({
    parameter: "package",
    show: (token) => Effect.map(state, (known) => show(known, token)),
    decide: (token, choice) => Effect.map(decide(token, choice), outcomeOf)
  })

const show = ({ serviceOrders }: State, token: string): DecisionPage.Page => {
  const found = Array.from(HashMap.values(serviceOrders)).find((serviced) => serviced.package === token)
  if (found === undefined) return outcomeOf({ _tag: "Unknown" })
  if (Stage.of(found.order) === "Expired") return outcomeOf({ _tag: "Expired" })
  return isMovedBy(found.order, "UserConfirms")
    ? DecisionPage.page(200, Pages.decisionPage(decisionOf(found, token)))
    : DecisionPage.page(200, Pages.outcomePage(outcomes.Decided))
}

const decisionOf = ({ order }: Serviced, token: string): Pages.Decision => ({
  title: "确认支付分订单",
  titleInEnglish: "Confirm a service order",
  facts: [
    ["服务 Service", order.serviceIntroduction ?? ""],
    ...(order.riskFund?.amount === undefined ? [] : ([fundOf(order.riskFund.name, order.riskFund.amount)] as const)),
    ["开始时间 Begins", shown(order.timeRange?.startTime)],
    ...(order.timeRange?.endTime === undefined ? [] : ([["结束时间 Ends", shown(order.timeRange.endTime)]] as const)),
    ["商户服务订单号 Order number", order.outOrderNo]
  ],
  action: targetOf(token),
  agree: "同意并使用 Agree",
  refuse: "拒绝 Refuse"
})

/** A time as people read it. Rules: PS-TIME-01, PS-TIME-02. */
const shown = (time = ""): string =>
  time === "OnAccept"
    ? "确认时 When you confirm"
    : time
        .replace(/^(\d{4})(\d\d)(\d\d)/u, "$1-$2-$3 ")
        .replace(/(\d\d)(\d\d)(\d\d)$/u, "$1:$2:$3")
        .trim()

const fundOf = (name: string | undefined, amount: Fen.Fen): readonly [label: string, value: string] => [
  name === "EstimateOrderCost" ? "预估费用 Estimate" : "免押金额 Deposit spared",
  `¥${Fen.toYuan(amount)}`
]

const outcomeOf = (confirmed: Confirmed): DecisionPage.Page => {
  const outcome = outcomes[confirmed._tag]
  const text =
    confirmed._tag === "Confirmed" ? `${outcome.text}\nquery_id: ${confirmed.serviced.queryId}` : outcome.text
  return DecisionPage.page(statuses[confirmed._tag] ?? 200, Pages.outcomePage({ ...outcome, text }))
}

const statuses: Readonly<Partial<Record<Confirmed["_tag"], number>>> = { Unknown: 404, Expired: 410, Decided: 409 }

const outcomes: Readonly<Record<Confirmed["_tag"], Pages.Outcome>> = {
  Confirmed: {
    title: "订单已确认",
    titleInEnglish: "Confirmed",
    text: "服务已开始，商户会收到确认订单通知。\nThe service begins, and the merchant is told.",
    isGood: true
  },
  Refused: {
    title: "没有确认订单",
    titleInEnglish: "Not confirmed",
    text: "订单仍待确认，也不会通知商户。\nThe order still waits to be confirmed, and nobody tells the merchant.",
    isGood: false
  },
  Expired: {
    title: "订单已过期",
    titleInEnglish: "Expired",
    text: "订单三十天内没有确认。\nNobody confirmed the order within thirty days.",
    isGood: false
  },
  Decided: {
    title: "已处理过",
    titleInEnglish: "Decided before",
    text: "这个订单已经确认或取消。\nThe order was confirmed or cancelled before.",
    isGood: false
  },
  Unknown: {
    title: "找不到这个订单",
    titleInEnglish: "Unknown",
    text: "没有这个确认凭证。\nNo order has this package.",
    isGood: false
  }
}
