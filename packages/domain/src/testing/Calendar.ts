/**
 * The civil calendar, written once more and by other means than the code under test: years are counted from
 * March, days from 1 January 1970. Its days like the ends of months and years and the days around February 29.
 *
 * @since 0.1.0
 */
import * as Arbitrary from "effect/Arbitrary"
import * as CalendarDate from "../CalendarDate.ts"
import { int, oneOf, pick } from "./Choice.ts"

/** A year, a month and a day of it; not always one that exists. */
export interface Civil {
  readonly year: number
  readonly month: number
  readonly day: number
}

/** The text of a day, whether it exists or not. */
export const spell = ({ day, month, year }: Civil): string =>
  `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`

/** How many days a month has: thirty days hath September, April, June and November. */
export const daysIn = (year: number, month: number): number => {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
  return [4, 6, 9, 11].includes(month) ? 30 : 31
}

/** Whether a day exists. */
export const exists = ({ day, month, year }: Civil): boolean =>
  month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month)

/** The number of a day, 0 for 1 January 1970. */
export const numberOf = ({ day, month, year }: Civil): number => {
  const marchYear = month <= 2 ? year - 1 : year
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1
  const leapDays = Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400)
  return 365 * marchYear + leapDays + dayOfYear - 719_468
}

/** The day that has a number. */
export const dayOf = (number: number): Civil => {
  const days = number + 719_468
  const era = Math.floor(days / 146_097)
  const dayOfEra = days - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153)
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
  return {
    year: era * 400 + yearOfEra + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1
  }
}

/** The first and the last day that `yyyy-MM-dd` can spell. */
export const first = numberOf({ year: 0, month: 1, day: 1 })
export const last = numberOf({ year: 9999, month: 12, day: 31 })

/** The day that has a number, as the domain holds it. */
export const dateOf = (number: number): CalendarDate.CalendarDate => CalendarDate.make(spell(dayOf(number)))

const year = oneOf<number>(
  pick(0, 1, 4, 99, 100, 400, 1600, 1700, 1900, 1970, 1999, 2000, 2023, 2024, 2025, 2100, 2400, 9996, 9999),
  int(2020, 2035),
  int(0, 9999)
)

/** A year, a month and a day that need not exist. */
export const triple: Arbitrary.Arbitrary<Civil> = Arbitrary.all({
  year,
  month: oneOf<number>(pick(1, 2, 12), int(0, 13)),
  day: oneOf<number>(int(28, 31), int(0, 32))
})

const inside = (number: number): number => Math.min(Math.max(number, first), last)

/** The number of a day that exists: any day, the ends of months and years, the days around February 29. */
export const dayNumber: Arbitrary.Arbitrary<number> = oneOf(
  int(first, last),
  Arbitrary.map(Arbitrary.all({ year, month: int(1, 12), off: int(-16, 2) }), ({ month, off, year }) =>
    inside(numberOf({ year, month, day: daysIn(year, month) }) + off)
  ),
  Arbitrary.map(Arbitrary.all({ year, off: int(-16, 2) }), ({ off, year }) =>
    inside(numberOf({ year, month: 3, day: 1 }) + off)
  )
)

/** Any day, as the domain holds it. */
export const date: Arbitrary.Arbitrary<CalendarDate.CalendarDate> = Arbitrary.map(dayNumber, dateOf)

/** The number of a day, and of another that is some days away from it, mostly few. */
export const twoDays: Arbitrary.Arbitrary<{ readonly from: number; readonly to: number }> = Arbitrary.flatMap(
  dayNumber,
  (from) =>
    Arbitrary.map(
      oneOf(
        Arbitrary.map(int(-20, 20), (off) => inside(from + off)),
        Arbitrary.map(pick(0, 1, 14, 15), (off) => inside(from + off)),
        dayNumber
      ),
      (to) => ({ from, to })
    )
)

/** Milliseconds of a day. */
export const dayMillis = 86_400_000

/** Milliseconds between Greenwich and Beijing. */
export const beijingMillis = 8 * 3_600_000

/** An instant in milliseconds, of a year that Beijing writes with four digits; often close to 16:00 UTC. */
export const instant: Arbitrary.Arbitrary<number> = Arbitrary.map(
  Arbitrary.all({ day: dayNumber, time: oneOf<number>(pick(0, 1, 999, 1000, dayMillis - 1), int(0, dayMillis - 1)) }),
  ({ day, time }) => day * dayMillis + time - beijingMillis
)
