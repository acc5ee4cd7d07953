/**
 * Where a borrower signs: the page behind `redirect_url`, and what comes of a decision.
 *
 * @since 0.1.0
 */
import { Fen, Presign } from "@wxrepay/domain"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as HashMap from "effect/HashMap"
import * as DecisionPage from "./DecisionPage.ts"
import type { App } from "./Gate.ts"
import type { Asked, Choice, Decided } from "./Enrolments.ts"
import type { State } from "./Ledger.ts"
import * as Pages from "./Pages.ts"

/** What the page stands on. */
export interface Options {
  readonly state: Effect.Effect<State>
  /** Has the borrower of a token decide. */
  readonly decide: (presignToken: string, choice: Choice) => Effect.Effect<Decided>
}

/** Where the page is. */
export const path = "/sandbox/sign"

/** Serves the page, and takes the decision in. Rules: CR-SIGN-01, CR-SIGN-05, CR-SIGN-06. */
export const make = ({ decide, state }: Options): App =>
  DecisionPage.make({
    parameter: "presign_token",
    show: (token) => Effect.flatMap(state, (known) => show(known, token)),
    decide: (token, choice) => Effect.map(decide(token, choice), ({ _tag }) => outcomeOf(_tag))
  })

const show = Effect.fnUntraced(function* ({ asked }: State, token: string) {
  const found = Array.from(HashMap.values(asked)).find(({ presignToken }) => presignToken === token)
  if (found === undefined) return outcomeOf("Unknown")
  if (found.decision !== "Open") return DecisionPage.page(200, Pages.outcomePage(outcomes.Decided))
  const isOver = DateTime.isGreaterThanOrEqualTo(yield* DateTime.now, Presign.expiresAt(found.presignedAt))
  return isOver ? outcomeOf("Expired") : DecisionPage.page(200, Pages.decisionPage(decisionOf(found)))
})

const decisionOf = ({ presignToken, terms }: Asked): Pages.Decision => ({
  title: "自动还款签约",
  titleInEnglish: "Agree to automatic repayment",
  facts: [
    ["签约人 Borrower", terms.displayName],
    ["单次还款上限 Most in one repayment", `¥${Fen.toYuan(terms.repaymentAmountLimit)}`],
    ...(terms.repaymentDay === undefined
      ? []
      : ([["每月还款日 Day of each month", String(terms.repaymentDay)]] as const)),
    ["签约编号 Contract code", terms.outContractCode],
    ["模板 Template", terms.planId]
  ],
  action: `${path}?presign_token=${encodeURIComponent(presignToken)}`,
  agree: "同意并签约 Agree",
  refuse: "拒绝 Refuse"
})

const outcomeOf = (tag: Decided["_tag"]): DecisionPage.Page =>
  DecisionPage.page(statuses[tag] ?? 200, Pages.outcomePage(outcomes[tag]))

const statuses: Readonly<Partial<Record<Decided["_tag"], number>>> = { Unknown: 404, Expired: 410, Decided: 409 }

const outcomes: Readonly<Record<Decided["_tag"], Pages.Outcome>> = {
  Signed: {
    title: "签约成功",
    titleInEnglish: "Signed",
    text: "合约已生效，商户会收到签约成功通知。\nThe contract holds, and the merchant is told.",
    isGood: true
  },
  Refused: {
    title: "已拒绝签约",
    titleInEnglish: "Refused",
    text: "合约没有成立，也不会通知商户。\nThere is no contract, and nobody tells the merchant.",
    isGood: false
  },
  Blocked: {
    title: "身份信息不一致",
    titleInEnglish: "Not who was named",
    text: "签约被拦截，也不会通知商户。\nThe signing is blocked, and nobody tells the merchant.",
    isGood: false
  },
  Expired: {
    title: "签约链接已过期",
    titleInEnglish: "Expired",
    text: "预签约的有效期为十分钟。\nA pre-sign lives for ten minutes.",
    isGood: false
  },
  Decided: {
    title: "已处理过",
    titleInEnglish: "Decided before",
    text: "这次签约已经有了结果，签约编号不能再次使用。\nThis was decided before, and its code cannot be used again.",
    isGood: false
  },
  Unknown: {
    title: "找不到这次签约",
    titleInEnglish: "Unknown",
    text: "没有这个预签约凭证。\nThere is no such pre-sign.",
    isGood: false
  }
}
