/**
 * What may be booked, and when.
 *
 * @since 0.1.0
 */
import * as Arr from "effect/Array"
import * as Brand from "effect/Brand"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as CalendarDate from "../CalendarDate.ts"
import type { Contract } from "../Contract.ts"
import * as Fen from "../Fen.ts"
import * as Ids from "../Ids.ts"
import { elementsOf, member, type Members, membersOf, optionalMember, show } from "../internal/inspect.ts"
import * as Plan from "../Plan.ts"
import type { RuleId } from "../rulebook/index.ts"
import * as Schedule from "../Schedule.ts"
import type { Booking, BookingDraft } from "../Schedule.ts"
import {
  AboveContractLimit,
  AboveTemplateCap,
  BookingRefused,
  ContractNotEffective,
  DateOutsideWindow,
  MinimumAboveAmount,
  MinimumMissing,
  MinimumTooLow,
  NotOfContract,
  OtherPlan,
  RecordIdReused,
  WrongItemCount,
  type Reason
} from "./BookingRefused.ts"

export * from "./BookingRefused.ts"

/** What is known when a booking is decided. What is left out is left to the platform, and said so. Rule: CR-AMT-13. */
export interface Known {
  /** The Beijing day of booking. Rule: CR-DATE-03. */
  readonly today: CalendarDate.CalendarDate
  readonly plan?: Plan.Plan | undefined
  readonly contract?: Contract | undefined
}

/** A booking that passed every rule that could be checked, and the rules that only the platform can check. */
export type Authorized = Brand.Branded<
  { readonly booking: Booking; readonly unchecked: ReadonlyArray<RuleId> },
  "AuthorizedBooking"
>
const authorized = Brand.nominal<Authorized>()

/**
 * The first and the last day that may be booked today: tomorrow and the fourteenth day. Rule: CR-DATE-02.
 *
 * **Example** (Booked in the middle of a leap year's February)
 *
 * ```ts
 * import { CalendarDate } from "@wxrepay/domain"
 * import { Scheduling } from "@wxrepay/domain/rules"
 *
 * const window = Scheduling.window(CalendarDate.make("2024-02-15"))
 * window // => Result.succeed({ first: CalendarDate.make("2024-02-16"), last: CalendarDate.make("2024-02-29") })
 * ```
 */
export const window = (
  today: CalendarDate.CalendarDate
): Result.Result<
  { readonly first: CalendarDate.CalendarDate; readonly last: CalendarDate.CalendarDate },
  CalendarDate.OutOfCalendar
> => Result.all({ first: CalendarDate.addDays(today, 1), last: CalendarDate.addDays(today, 14) })

/** Whether a day may be booked today. Rule: CR-DATE-02. */
export const isBookable = (date: CalendarDate.CalendarDate, today: CalendarDate.CalendarDate): boolean => {
  const days = CalendarDate.daysBetween(today, date)
  return days >= 1 && days <= 14
}

/**
 * The least minimum for an amount, rounded up to a whole fen. Rules: CR-AMT-04, CR-AMT-05, CR-AMT-12.
 *
 * **Example** (5 % under a consumer loan, 10 % under a cash loan)
 *
 * ```ts
 * import { Fen } from "@wxrepay/domain"
 * import { Scheduling } from "@wxrepay/domain/rules"
 *
 * Scheduling.leastMinimum(Fen.make(10001), "ConsumerLoan") // => Fen.make(501)
 * Scheduling.leastMinimum(Fen.make(10001), "CashLoan") // => Fen.make(1001)
 * ```
 */
export const leastMinimum = (amount: Fen.Fen, kind: Plan.LoanKind): Fen.Fen =>
  // 5 or 10 % of an amount is never more than the amount
  Result.getOrElse(Fen.percentUp(amount, Plan.minimumPercent(kind)), () => amount)

/**
 * Decides whether a booking may be made. Rules: CR-ID-01, CR-ID-05, CR-ID-06, CR-ID-07, CR-SCHED-01,
 * CR-SCHED-03, CR-SCHED-04, CR-AMT-01 to CR-AMT-06, CR-AMT-12, CR-AMT-13, CR-DATE-01 to CR-DATE-03.
 */
export const authorize = Effect.fnUntraced(function* (
  draft: BookingDraft,
  known: Known
): Effect.fn.Return<Authorized, BookingRefused> {
  const call = membersOf(draft, Object.keys(Schedule.Booking.fields))
  const list = elementsOf(call["scheduleItems"])
  const items = (list ?? []).map((item) => membersOf(item, Object.keys(Schedule.ScheduleItem.fields)))
  const reasons: Array<Reason> = []
  inspectPlan(reasons, known)
  inspectParties(reasons, call, known)
  if (items.length !== 1) {
    reasons.push(
      new WrongItemCount({
        rule: "CR-SCHED-01",
        field: "scheduleItems",
        given: list === undefined ? show(call["scheduleItems"]) : items.length,
        allowed: "a list of exactly one item"
      })
    )
  }
  for (const [index, item] of items.entries()) inspectItem(reasons, item, `scheduleItems[${index}]`, known)
  if (Arr.isArrayNonEmpty(reasons)) return yield* new BookingRefused({ reasons })
  return authorized({ booking: readBooking({ ...call, scheduleItems: items }), unchecked: unchecked(known) })
})

/** The rules that need what is not known here, and are left to the platform. Rule: CR-AMT-13. */
export const unchecked = (known: Known): ReadonlyArray<RuleId> => [
  ...(known.plan === undefined ? (["CR-AMT-01", "CR-AMT-04", "CR-AMT-05"] as const) : []),
  ...(known.contract === undefined ? (["CR-AMT-02", "CR-SCHED-03"] as const) : []),
  ...(known.contract?.appid === undefined || known.contract.openid === undefined ? (["CR-SCHED-04"] as const) : [])
]

/**
 * Decides whether a number that was booked before may come again: only with the same content.
 * Rule: CR-SCHED-05.
 */
export const repeat = (earlier: Booking, later: Booking): Result.Result<Booking, RecordIdReused> =>
  earlier.scheduleItems[0].outRecordId !== later.scheduleItems[0].outRecordId || sameBooking(earlier, later)
    ? Result.succeed(later)
    : Result.fail(
        new RecordIdReused({
          rule: "CR-SCHED-05",
          field: "scheduleItems[0].outRecordId",
          given: later.scheduleItems[0].outRecordId,
          allowed: "a number not used before, or the same content again"
        })
      )

const readBooking = Schema.decodeUnknownSync(Schedule.Booking)

const sameBooking = Schema.toEquivalence(Schedule.Booking)

const inspectPlan = (reasons: Array<Reason>, { contract, plan }: Known): void => {
  if (plan === undefined || contract === undefined || plan.planId === contract.planId) return
  reasons.push(
    new OtherPlan({
      rule: "CR-AMT-13",
      field: "plan.planId",
      given: plan.planId,
      allowed: `the plan of the contract, ${contract.planId}`
    })
  )
}

const inspectParties = (reasons: Array<Reason>, draft: Members, { contract }: Known): void => {
  const contractId = member(reasons, "contractId", Ids.ContractId, draft["contractId"])
  if (contractId !== undefined && contract !== undefined) {
    if (contract.state !== "Effective") {
      reasons.push(
        new ContractNotEffective({
          rule: "CR-SCHED-03",
          field: "contractId",
          given: contract.state,
          allowed: "an effective contract"
        })
      )
    }
    inspectOfContract(reasons, "contractId", contractId, contract.contractId)
  }
  const appid = member(reasons, "appid", Ids.Appid, draft["appid"])
  inspectOfContract(reasons, "appid", appid, contract?.appid)
  const openid = member(reasons, "openid", Ids.Openid, draft["openid"])
  inspectOfContract(reasons, "openid", openid, contract?.openid)
}

const inspectOfContract = (
  reasons: Array<Reason>,
  field: string,
  given: string | undefined,
  agreed: string | undefined
): void => {
  if (given === undefined || agreed === undefined || given === agreed) return
  reasons.push(new NotOfContract({ rule: "CR-SCHED-04", field, given, allowed: `the contract's own, ${agreed}` }))
}

const inspectItem = (reasons: Array<Reason>, item: Members, path: string, known: Known): void => {
  member(reasons, `${path}.outRecordId`, Ids.OutRecordId, item["outRecordId"])
  member(reasons, `${path}.subMchid`, Ids.SubMchid, item["subMchid"])
  optionalMember(reasons, `${path}.subAppid`, Ids.SubAppid, item["subAppid"])
  const amount = member(reasons, `${path}.repaymentAmount`, Fen.Fen, item["repaymentAmount"])
  if (amount !== undefined) inspectAmount(reasons, `${path}.repaymentAmount`, amount, known)
  const minimum = optionalMember(reasons, `${path}.minRepaymentAmount`, Fen.Fen, item["minRepaymentAmount"])
  if (amount !== undefined && (minimum !== undefined || item["minRepaymentAmount"] === undefined)) {
    inspectMinimum(reasons, `${path}.minRepaymentAmount`, minimum, amount, known.plan)
  }
  const date = member(reasons, `${path}.repaymentDate`, CalendarDate.CalendarDate, item["repaymentDate"])
  if (date !== undefined) inspectDate(reasons, `${path}.repaymentDate`, date, known.today)
}

const inspectAmount = (reasons: Array<Reason>, field: string, given: Fen.Fen, { contract, plan }: Known): void => {
  if (plan !== undefined && given > plan.repaymentCap) {
    reasons.push(
      new AboveTemplateCap({
        rule: "CR-AMT-01",
        field,
        given,
        allowed: `at most ${plan.repaymentCap} fen, the template's cap`
      })
    )
  }
  if (contract !== undefined && given > contract.repaymentAmountLimit) {
    reasons.push(
      new AboveContractLimit({
        rule: "CR-AMT-02",
        field,
        given,
        allowed: `at most ${contract.repaymentAmountLimit} fen, the contract's limit`
      })
    )
  }
}

const inspectMinimum = (
  reasons: Array<Reason>,
  field: string,
  given: Fen.Fen | undefined,
  amount: Fen.Fen,
  plan: Plan.Plan | undefined
): void => {
  if (plan !== undefined) {
    const percent = Plan.minimumPercent(plan.loanKind)
    const allowed = `from ${leastMinimum(amount, plan.loanKind)} to ${amount} fen, at least ${percent} % of the repayment`
    if (given === undefined) {
      if (Plan.requiresMinimum(plan.loanKind)) {
        reasons.push(new MinimumMissing({ rule: "CR-AMT-04", field, given: null, allowed }))
      }
    } else if (!Fen.isAtLeastPercent(given, amount, percent)) {
      const rule = plan.loanKind === "ConsumerLoan" ? "CR-AMT-04" : "CR-AMT-05"
      reasons.push(new MinimumTooLow({ rule, field, given, allowed }))
    }
  }
  if (given !== undefined && given > amount) {
    reasons.push(
      new MinimumAboveAmount({
        rule: "CR-AMT-06",
        field,
        given,
        allowed: `at most ${amount} fen, the repayment itself`
      })
    )
  }
}

const inspectDate = (
  reasons: Array<Reason>,
  field: string,
  given: CalendarDate.CalendarDate,
  today: CalendarDate.CalendarDate
): void => {
  if (isBookable(given, today)) return
  const allowed = Result.match(window(today), {
    onFailure: () => "a day 1 to 14 days after the day of booking",
    onSuccess: ({ first, last }) => `a day from ${first} to ${last}, 1 to 14 days after the day of booking`
  })
  reasons.push(new DateOutsideWindow({ rule: "CR-DATE-02", field, given, allowed }))
}
