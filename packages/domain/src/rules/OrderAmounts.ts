/**
 * What the lines and the total of a service order must be.
 *
 * @since 0.1.0
 */
import * as Result from "effect/Result"
import { exact, type Fen } from "../Fen.ts"
import type { Members } from "../internal/inspect.ts"
import type { RuleId } from "../rulebook/index.ts"
import { hidden } from "../Refusal.ts"
import { type PostDiscount, type PostPayment, type ServiceOrder, total } from "../ServiceOrder.ts"
import {
  AboveDeposit,
  AboveServiceLimit,
  AmountMissing,
  DiscountsAbovePayments,
  LineEmpty,
  NameRepeated,
  type Reason,
  TotalBelowPaid,
  TotalDiffers,
  TotalNotLowered
} from "./ServicingRefused.ts"

/** What a total is held to. */
export interface Ceilings {
  /** The order, as it was read last. */
  readonly order?: ServiceOrder | undefined
  /** The most that the service may be owed for one order, in fen. */
  readonly limit?: Fen | undefined
}

/** The lines of a call, as far as they are well-formed. */
export interface Lines {
  readonly postPayments?: ReadonlyArray<PostPayment> | undefined
  readonly postDiscounts?: ReadonlyArray<PostDiscount> | undefined
}

/** Payments of this name may repeat. Rule: PS-AMT-09. */
const repeatable = "商品信息"

/** Rules: PS-AMT-08, PS-AMT-09. */
export const inspectLines = (reasons: Array<Reason>, { postDiscounts = [], postPayments = [] }: Lines): void => {
  for (const [at, { amount, description }] of postPayments.entries()) {
    if (amount !== undefined || description !== undefined) continue
    const allowed = "with an amount or a description"
    reasons.push(new LineEmpty({ rule: "PS-AMT-08", field: `postPayments[${at}]`, given: null, allowed }))
  }
  inspectNames(reasons, "postPayments", postPayments, repeatable)
  inspectNames(reasons, "postDiscounts", postDiscounts, undefined)
}

const inspectNames = (
  reasons: Array<Reason>,
  list: string,
  lines: ReadonlyArray<{ readonly name: string }>,
  mayRepeat: string | undefined
): void => {
  const seen = new Set<string>()
  for (const [at, { name }] of lines.entries()) {
    if (name !== mayRepeat && seen.has(name)) {
      const allowed = "a name that no earlier line of the list has"
      reasons.push(new NameRepeated({ rule: "PS-AMT-09", field: `${list}[${at}].name`, given: hidden, allowed }))
    }
    seen.add(name)
  }
}

/** Rule: PS-AMT-13. */
export const inspectDiscounts = (reasons: Array<Reason>, { postDiscounts = [] }: Lines): void => {
  for (const [at, { amount }] of postDiscounts.entries()) {
    if (amount !== undefined) continue
    const allowed = "the amount taken off, in fen"
    reasons.push(new AmountMissing({ rule: "PS-AMT-13", field: `postDiscounts[${at}].amount`, given: null, allowed }))
  }
}

/** What is owed, as far as its lines and its total are well-formed. Rules: PS-AMT-02 to PS-AMT-04, PS-AMT-12. */
export const inspectOwed = (
  reasons: Array<Reason>,
  { totalAmount, ...lines }: Lines & { readonly totalAmount?: Fen | undefined },
  members: Members,
  ceilings: Ceilings
): void => {
  if (totalAmount === undefined) return
  const areSound = lines.postDiscounts !== undefined || members["postDiscounts"] === undefined
  if (lines.postPayments !== undefined && areSound) inspectTotal(reasons, totalAmount, lines)
  inspectCeiling(reasons, totalAmount, ceilings)
}

/** Which of the rules about ceilings could be checked. Rules: PS-AMT-03, PS-AMT-04. */
export const ceilingsChecked = ({ limit, order }: Ceilings): ReadonlyArray<readonly [RuleId, boolean]> => {
  const name = order?.riskFund?.name
  const isKnown = name === "EstimateOrderCost" || depositOf(order) !== undefined
  return [
    ["PS-AMT-03", isKnown],
    ["PS-AMT-04", limit !== undefined || (isKnown && name !== "EstimateOrderCost")]
  ]
}

/** What lines come to; a total that was left out is not compared. Rules: PS-AMT-02, PS-AMT-12. */
export const inspectTotal = (
  reasons: Array<Reason>,
  given: Fen | undefined,
  { postDiscounts = [], postPayments = [] }: Lines
): void =>
  Result.match(total(postPayments, postDiscounts), {
    onFailure: (error) =>
      void reasons.push(
        error._tag === "DiscountsExceed"
          ? new DiscountsAbovePayments({
              rule: "PS-AMT-12",
              field: "postDiscounts",
              given: Result.getOrElse(exact(error.discounts), () => String(error.discounts)),
              allowed: `at most ${error.payments} fen in all, what there is to pay`
            })
          : totalDiffers(given ?? null, error.exact)
      ),
    onSuccess: (sum) => {
      if (given !== undefined && given !== sum) reasons.push(totalDiffers(given, String(sum)))
    }
  })

const totalDiffers = (given: Fen | null, sum: string): TotalDiffers =>
  new TotalDiffers({
    rule: "PS-AMT-02",
    field: "totalAmount",
    given,
    allowed: `${sum} fen, all payments less all discounts`
  })

/** Rules: PS-AMT-03, PS-AMT-04. */
const inspectCeiling = (reasons: Array<Reason>, given: Fen, { limit, order }: Ceilings): void => {
  const deposit = depositOf(order)
  if (deposit !== undefined && given > deposit) {
    const allowed = `at most ${deposit} fen, the deposit that the user is spared`
    reasons.push(new AboveDeposit({ rule: "PS-AMT-03", field: "totalAmount", given, allowed }))
  }
  if (limit !== undefined && given > limit) reasons.push(aboveLimit("PS-AMT-04", "totalAmount", given, limit))
}

/** Rule: PS-RISK-02. */
export const inspectRiskFund = (reasons: Array<Reason>, given: Fen, limit: Fen): void => {
  if (given > limit) reasons.push(aboveLimit("PS-RISK-02", "riskFund.amount", given, limit))
}

const aboveLimit = (rule: AboveServiceLimit["rule"], field: string, given: Fen, limit: Fen): AboveServiceLimit =>
  new AboveServiceLimit({ rule, field, given, allowed: `at most ${limit} fen, the limit of the service` })

/** What the user is spared to deposit; nothing where an estimate was given, or nothing is known. Rules: PS-AMT-03, PS-AMT-04. */
const depositOf = (order: ServiceOrder | undefined): Fen | undefined => {
  const name = order?.riskFund?.name
  return name === "Deposit" || name === "Advance" || name === "CashDeposit" ? order?.riskFund?.amount : undefined
}

/** Rule: PS-MODIFY-02. */
export const inspectPaid = (reasons: Array<Reason>, given: Fen, paid: Fen): void => {
  if (given >= paid) return
  const allowed = `at least ${paid} fen, what is paid already`
  reasons.push(new TotalBelowPaid({ rule: "PS-MODIFY-02", field: "totalAmount", given, allowed }))
}

/** What the order tells is what the last modification left of it. Rules: PS-AMT-05, PS-AMT-11. */
export const inspectLowering = (reasons: Array<Reason>, given: Fen, owed: Fen): void => {
  if (given < owed) return
  const allowed = `less than ${owed} fen, what is owed`
  reasons.push(new TotalNotLowered({ rule: "PS-AMT-05", field: "totalAmount", given, allowed }))
}
