/**
 * Calls on service orders that keep every rule, often just so, each with what is known when it is decided. Amounts
 * reach the last safe integer, lists and texts their limits, a service may end as it begins, or as the call is made.
 *
 * @since 0.1.0
 */
import * as Arbitrary from "effect/Arbitrary"
import * as Schema from "effect/Schema"
import * as Fen from "../Fen.ts"
import type * as Servicing from "../rules/Servicing.ts"
import type * as Call from "../ServiceOrderCall.ts"
import { fen, near } from "./Amounts.ts"
import * as Calendar from "./Calendar.ts"
import { int, maybe, oneOf, pick, seldom } from "./Choice.ts"
import { ordersAt } from "./ServiceOrders.ts"
import { instantOf, spell } from "./ServiceTimes.ts"
import { digitLetters, freeLetters, within, wordLetters } from "./Texts.ts"

/** Drafts that keep every rule, each with what is known as it is decided. */
export type Asks<Draft, Known> = Arbitrary.Arbitrary<{ readonly draft: Draft; readonly known: Known }>

/** An amount that is at least so much, often just that. */
const atLeast = (least: number): Arbitrary.Arbitrary<Fen.Fen> =>
  Arbitrary.map(oneOf(near(least), fen), (amount) => Fen.make(Math.max(amount, least)))

const free = within(28, freeLetters)
const bool = Arbitrary.schema(Schema.Boolean)
const earlier = maybe(Arbitrary.Constant(null))

/** The letters that the number of an order is made of. */
export const numberLetters = [...wordLetters, "_", "|", "*", "-"]

/** The number, the appid and the service of an order. */
export const which = Arbitrary.all({
  outOrderNo: within(32, numberLetters),
  appid: within(32, freeLetters),
  serviceId: within(32, digitLetters)
})

const detail = Arbitrary.all({
  behind: oneOf(Arbitrary.Constant(""), within(19, freeLetters)),
  description: maybe(within(30, freeLetters)),
  count: maybe(oneOf<number>(pick(1, 100), int(1, 100))),
  isGoods: bool,
  isTold: bool
})

/** Lines that come to so much, at most so many; nothing may stand for 0 fen where there is a description. */
const linesOf = (whole: number, most: number, isPayment: boolean) =>
  Arbitrary.map(
    Arbitrary.all({
      count: oneOf<number>(pick(1, 2, most), int(1, 6)),
      cuts: Arbitrary.array(int(0, whole), { maxLength: 5 }),
      details: Arbitrary.array(detail, { minLength: 1, maxLength: 4 })
    }),
    ({ count, cuts, details }) => {
      const ends = [...cuts.slice(0, count - 1), whole].toSorted((one, other) => one - other)
      return Array.from({ length: count }, (_, at) => {
        const { behind = "", count, description, isGoods, isTold } = details[at % details.length] ?? {}
        const amount = (ends[at] ?? whole) - (ends[at - 1] ?? (at === 0 ? 0 : whole))
        return {
          name: isPayment && isGoods === true ? "商品信息" : `${String.fromCodePoint(0x4e00 + at)}${behind}`,
          amount: isPayment && isTold === false && amount === 0 && description !== undefined ? undefined : amount,
          description,
          count
        }
      })
    }
  )

/** Payments and discounts, and what they come to. */
const lines = Arbitrary.flatMap(
  Arbitrary.flatMap(fen, (paid) =>
    Arbitrary.all({ paid: Arbitrary.Constant<number>(paid), off: oneOf<number>(pick(0), pick(paid), int(0, paid)) })
  ),
  ({ off, paid }) =>
    Arbitrary.all({
      postPayments: linesOf(paid, 100, true),
      postDiscounts: off === 0 ? maybe(Arbitrary.Constant([])) : linesOf(off, 30, false),
      totalAmount: Arbitrary.Constant(paid - off)
    })
)

const remarks = { startTimeRemark: maybe(within(20, freeLetters)), endTimeRemark: maybe(within(20, freeLetters)) }

/** When a service begins and ends, and a moment that is not before its end. */
const times = Arbitrary.map(
  Arbitrary.all({
    day: Calendar.dayNumber,
    time: oneOf<number>(pick(0, 86_399), int(0, 86_399)),
    lasts: oneOf<number>(pick(0, 1, 86_400), int(0, 3_000_000)),
    since: oneOf<number>(pick(0, 1), int(0, 100_000_000)),
    isBare: bool,
    isOnAccept: seldom(Arbitrary.Constant(false), Arbitrary.Constant(true), 4),
    ...remarks
  }),
  ({ day, isBare, isOnAccept, lasts, since, time, ...remarks }) => {
    const start = Math.min(day, Calendar.last - 40) * 86_400 + time
    return {
      ends: { startTime: isOnAccept ? "OnAccept" : spell(start, isBare), endTime: spell(start + lasts, isBare) },
      remarks,
      now: instantOf((start + lasts) * 1000 + since)
    }
  }
)

const location = maybe(Arbitrary.all({ startLocation: maybe(free), endLocation: maybe(free) }))
const device = maybe(Arbitrary.all({ startDeviceId: maybe(free), endDeviceId: maybe(free), materielNo: maybe(free) }))
const riskFundName = pick("Deposit", "Advance", "CashDeposit", "EstimateOrderCost")

const shared = {
  serviceIntroduction: within(20, freeLetters),
  location,
  attach: maybe(oneOf<string>(free, pick("a".repeat(256), `${"中".repeat(28)}aaaa`))),
  notifyUrl: pick("https://api.test.com", "https://pay.merchant.cn/".padEnd(255, "n")),
  openid: maybe(within(128, freeLetters))
}

/** A creation that keeps every rule. */
export const creation: Asks<Call.CreationDraft, Servicing.Earlier<Call.Creation> & Pick<Servicing.Known, "limit">> =
  Arbitrary.flatMap(atLeast(1), (amount) =>
    Arbitrary.map(
      Arbitrary.all({
        which,
        lines: maybe(lines),
        times,
        hasEnd: bool,
        shared: Arbitrary.all(shared),
        fund: Arbitrary.all({ name: riskFundName, description: maybe(within(30, freeLetters)) }),
        needUserConfirm: maybe(bool),
        device,
        known: Arbitrary.all({ limit: maybe(atLeast(amount)), earlier })
      }),
      ({ device, fund, hasEnd, known, lines, needUserConfirm, shared, times: { ends, remarks }, which }) => ({
        draft: {
          ...which,
          ...shared,
          postPayments: lines?.postPayments,
          postDiscounts: lines?.postDiscounts,
          timeRange: { ...ends, endTime: hasEnd ? ends.endTime : undefined, ...remarks },
          riskFund: { ...fund, amount },
          needUserConfirm: shared.openid === undefined && needUserConfirm === false ? undefined : needUserConfirm,
          device
        },
        known
      })
    )
  )

/** What a total of so much may be held to. */
const ceilings = (total: number) =>
  Arbitrary.map(
    Arbitrary.all({ name: maybe(riskFundName), deposit: atLeast(total), estimate: fen, limit: maybe(atLeast(total)) }),
    ({ deposit, estimate, limit, name }) => ({
      limit,
      riskFund: name === undefined ? undefined : { name, amount: name === "EstimateOrderCost" ? estimate : deposit }
    })
  )

/** A completion that keeps every rule, of an order in service. */
export const completion: Asks<
  Call.CompletionDraft,
  Servicing.Known & Servicing.Earlier<Call.Completion> & Servicing.Moment
> = Arbitrary.flatMap(lines, (lines) =>
  Arbitrary.map(
    Arbitrary.all({
      which,
      times,
      gives: pick("both", "end", "start", "neither", "none"),
      tells: pick("no order", "no times", "both", "start"),
      ceilings: ceilings(lines.totalAmount),
      others: Arbitrary.all({
        location: maybe(Arbitrary.all({ endLocation: maybe(free) })),
        profitSharing: maybe(bool),
        goodsTag: maybe(free),
        device
      }),
      earlier
    }),
    ({ ceilings: { limit, riskFund }, earlier, gives, others, tells, times: { ends, now, remarks }, which }) => {
      const isEndGiven = gives === "both" || gives === "end" || tells === "start"
      const timeRange = {
        startTime: gives === "both" || gives === "start" ? ends.startTime : undefined,
        endTime: isEndGiven ? ends.endTime : undefined,
        ...remarks
      }
      const range = { startTime: ends.startTime, endTime: tells === "both" ? ends.endTime : undefined }
      const facts = { ...which, riskFund, timeRange: tells === "no times" ? undefined : range }
      return {
        draft: { ...which, ...lines, timeRange: gives === "none" && !isEndGiven ? undefined : timeRange, ...others },
        known: { earlier, limit, now, order: tells === "no order" ? undefined : ordersAt("InService", facts)[0] }
      }
    }
  )
)

/** A modification that keeps every rule, of an order that awaits payment of more. */
export const modification: Asks<Call.ModificationDraft, Servicing.Known> = Arbitrary.flatMap(
  lines,
  ({ totalAmount, ...lines }) =>
    Arbitrary.map(
      Arbitrary.all({
        which,
        ceilings: ceilings(totalAmount),
        reason: within(50, freeLetters),
        device,
        isKnown: bool,
        owed: totalAmount === Fen.largest ? Arbitrary.Constant(undefined) : maybe(atLeast(totalAmount + 1))
      }),
      ({ ceilings: { limit, riskFund }, device, isKnown, owed, reason, which }) => ({
        draft: { ...which, ...lines, totalAmount, reason, device },
        known: {
          limit,
          order: isKnown ? ordersAt("AwaitingPayment", { ...which, riskFund, totalAmount: owed })[0] : undefined
        }
      })
    )
)

/** A cancellation that keeps every rule. */
export const cancellation: Arbitrary.Arbitrary<Call.CancellationDraft> = Arbitrary.map(
  Arbitrary.all({ which, reason: within(50, freeLetters) }),
  ({ reason, which }) => ({ ...which, reason })
)

/** A charge that keeps every rule: the number, the appid and the service of an order. */
export const payment: Arbitrary.Arbitrary<Call.PaymentDraft> = which

/** A report of money collected elsewhere that keeps every rule. */
export const paidElsewhere: Arbitrary.Arbitrary<Call.PaidElsewhereDraft> = Arbitrary.map(
  Arbitrary.all({ which, times }),
  ({ times: { ends }, which }) => ({ ...which, paidTime: ends.endTime })
)

/** An order created and completed in one call that keeps every rule. */
export const directCompletion: Asks<
  Call.DirectCompletionDraft,
  Servicing.Earlier<Call.DirectCompletion> & Servicing.Moment
> = Arbitrary.map(
  Arbitrary.all({ which, lines, isTold: bool, times, shared: Arbitrary.all(shared), earlier }),
  ({ earlier, isTold, lines: { totalAmount, ...lines }, shared, times: { ends, now, remarks }, which }) => {
    const timeRange = { ...ends, ...remarks }
    return {
      draft: { ...which, ...shared, ...lines, totalAmount: isTold ? totalAmount : undefined, timeRange },
      known: { earlier, now }
    }
  }
)
