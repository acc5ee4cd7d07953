/**
 * Calls to book, each with what is known when it is decided. Amounts stand a few fen around the cap, the limit
 * and the percentages, dates around the window, and every member is now and then written wrongly.
 *
 * @since 0.1.0
 */
import * as Arbitrary from "effect/Arbitrary"
import type * as Scheduling from "../rules/Scheduling.ts"
import * as Schedule from "../Schedule.ts"
import { fen, near, nearPercent, noFen } from "./Amounts.ts"
import * as Calendar from "./Calendar.ts"
import { int, maybe, oneOf, pick, seldom } from "./Choice.ts"
import { contractOf, usual } from "./Contracts.ts"
import { planOf } from "./Plans.ts"
import { contractState } from "./States.ts"
import { around, digitLetters, freeLetters, within, wordLetters } from "./Texts.ts"
import * as Values from "./Values.ts"

/** A call to book, its one repayment, and what is known. */
export interface Case {
  readonly draft: Schedule.BookingDraft
  readonly item: Schedule.ScheduleItemDraft
  readonly known: Scheduling.Known
}

const ask = (
  parties: Omit<Schedule.BookingDraft, "scheduleItems">,
  item: Schedule.ScheduleItemDraft,
  known: Scheduling.Known
): Case => ({ draft: { ...parties, scheduleItems: [item] }, item, known })

/** A party's own name, now and then another's, or one that is written wrongly. */
const party = (own: string, limit: number): Arbitrary.Arbitrary<string> =>
  seldom(Arbitrary.Constant(own), oneOf(Arbitrary.Constant(`${own}x`), around(limit, freeLetters)), 3)

const parties = Arbitrary.all({
  contractId: party(usual.contractId, 64),
  appid: party(usual.appid, 32),
  openid: party(usual.openid, 128)
})

const recordId = within(32, wordLetters)
const mchid = within(32, digitLetters)
const appid = within(32, freeLetters)

const names = Arbitrary.all({
  outRecordId: seldom(recordId, around(32, wordLetters), 3),
  subMchid: seldom(mchid, around(32, digitLetters), 3),
  subAppid: maybe(seldom(appid, around(32, freeLetters), 3))
})

const soundNames = Arbitrary.all({ outRecordId: recordId, subMchid: mchid, subAppid: maybe(appid) })

const amountOr = (usual: Arbitrary.Arbitrary<number>): Arbitrary.Arbitrary<number> => seldom(usual, noFen, 10)

const known = (due: number, today: number): Arbitrary.Arbitrary<Scheduling.Known> =>
  Arbitrary.all({
    today: Arbitrary.Constant(Calendar.dateOf(today)),
    plan: maybe(planOf(oneOf(near(due), fen))),
    contract: maybe(
      Arbitrary.map(
        Arbitrary.all({
          state: seldom(Arbitrary.Constant("Effective"), contractState, 2),
          repaymentAmountLimit: oneOf(near(due), fen),
          appid: seldom(Arbitrary.Constant(usual.appid), Arbitrary.Constant(undefined), 3),
          openid: seldom(Arbitrary.Constant(usual.openid), Arbitrary.Constant(undefined), 3)
        }),
        contractOf
      )
    )
  })

const repaymentDate = (today: number): Arbitrary.Arbitrary<string> =>
  seldom(
    Arbitrary.map(
      oneOf(
        int(-1, 16),
        pick(0, 1, 14, 15),
        Arbitrary.map(Calendar.dayNumber, (day) => day - today)
      ),
      (off) => Calendar.dateOf(Math.min(Math.max(today + off, Calendar.first), Calendar.last))
    ),
    oneOf(Arbitrary.map(Calendar.triple, Calendar.spell), pick("", "2025-11-5", "20251118", "18.11.2025", "tomorrow")),
    6
  )

/** Any call to book: each rule is broken about as often as it is kept. */
export const booking: Arbitrary.Arbitrary<Case> = Arbitrary.flatMap(
  Arbitrary.all({ due: fen, today: Calendar.dayNumber }),
  ({ due, today }) =>
    Arbitrary.map(
      Arbitrary.all({
        parties,
        names,
        item: Arbitrary.all({
          repaymentAmount: amountOr(Arbitrary.Constant(due)),
          minRepaymentAmount: oneOf<number | undefined>(
            Arbitrary.Constant(undefined),
            amountOr(nearPercent(due, 5)),
            amountOr(nearPercent(due, 10)),
            amountOr(oneOf(near(due), fen))
          ),
          repaymentDate: repaymentDate(today)
        }),
        known: known(due, today)
      }),
      ({ item, known, names, parties }) => ask(parties, { ...names, ...item }, known)
    )
)

/** The least minimum, rounded up to a whole fen; nothing when the template is not known. */
const floorOf = (due: number, { plan }: Scheduling.Known): number => {
  if (plan === undefined) return 0
  const parts = plan.loanKind === "ConsumerLoan" ? 20n : 10n
  return Number((BigInt(due) + parts - 1n) / parts)
}

const atMostLargest = (amount: number): number => Math.min(amount, Number.MAX_SAFE_INTEGER)

/** A call to book that keeps every rule, often just so. The contract, if known, names its appid and its borrower. */
export const soundBooking: Arbitrary.Arbitrary<Case> = Arbitrary.flatMap(
  Arbitrary.flatMap(Arbitrary.all({ due: fen, today: Calendar.dayNumber }), ({ due, today }) => {
    const day = Math.min(today, Calendar.last - 14)
    const atLeastDue = Arbitrary.map(oneOf(near(due), fen), (amount) => (amount < due ? due : amount))
    return Arbitrary.all({
      due: Arbitrary.Constant(due),
      day: Arbitrary.Constant(day),
      known: Arbitrary.all({
        today: Arbitrary.Constant(Calendar.dateOf(day)),
        plan: maybe(planOf(atLeastDue)),
        contract: maybe(
          Arbitrary.map(atLeastDue, (repaymentAmountLimit) =>
            contractOf({ ...usual, state: "Effective", repaymentAmountLimit })
          )
        )
      })
    })
  }),
  ({ day, due, known }) => {
    const least = floorOf(due, known)
    const minimum = Arbitrary.map(oneOf(pick(0, 1, 2), int(0, Number.MAX_SAFE_INTEGER)), (more) =>
      Math.min(atMostLargest(least + more), due)
    )
    return Arbitrary.map(
      Arbitrary.all({
        names: soundNames,
        repaymentAmount: Arbitrary.Constant(due),
        minRepaymentAmount: known.plan?.loanKind === "ConsumerLoan" ? minimum : maybe(minimum),
        repaymentDate: Arbitrary.map(oneOf(pick(1, 14), int(1, 14)), (off) => Calendar.dateOf(day + off))
      }),
      ({ names, ...item }) => ask(usual, { ...names, ...item }, known)
    )
  }
)

/** Any booking as the platform may tell it. */
export const record: Arbitrary.Arbitrary<Schedule.ScheduleRecord> = Values.of(Schedule.ScheduleRecord)
