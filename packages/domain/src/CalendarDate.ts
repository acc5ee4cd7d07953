/**
 * A day of the Beijing calendar, `yyyy-MM-dd` in UTC+8, with its order and its distances.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { wording } from "./internal/text.ts"

const aDay = wording("CR-DATE-01", "a calendar day written yyyy-MM-dd")

/** A real calendar day; as text, days sort in the order of time. Rule: CR-DATE-01. */
export const CalendarDate = Schema.String.check(
  Schema.isPattern(/^[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])$/u, aDay),
  Schema.makeFilter((text) => isReal(text), aDay)
)
  .annotate({ identifier: "CalendarDate" })
  .pipe(Schema.brand("CalendarDate"))
export type CalendarDate = typeof CalendarDate.Type

/** The day of the month on which a borrower pays, 1 to 31; the range is assumed. Rule: CR-DATE-04. */
export const DayOfMonth = Schema.Int.check(
  Schema.isBetween({ minimum: 1, maximum: 31 }, wording("CR-DATE-04", "a day of the month from 1 to 31"))
)
  .annotate({ identifier: "DayOfMonth" })
  .pipe(Schema.brand("DayOfMonth"))
export type DayOfMonth = typeof DayOfMonth.Type

/** The day asked for is before the year 0 or after the year 9999. */
export class OutOfCalendar extends Schema.TaggedError<OutOfCalendar>()("OutOfCalendar", {
  from: CalendarDate,
  /** As digits, or whatever else was given for a number of days. */
  days: Schema.String
}) {
  override readonly message = `${this.days} days from ${this.from} is outside the years 0000 to 9999`
}

/** A day the program wrote itself. Throws on anything else: input is decoded, not made. */
export const make = (date: string): CalendarDate => CalendarDate.make(date)

/**
 * Whether text written yyyy-MM-dd names a day of the calendar. A date such as February 30 is either refused by the engine or
 * moved to March: both are unreal.
 */
export const isReal = (text: string): boolean =>
  Option.match(midnight(text), { onNone: () => false, onSome: (day) => DateTime.formatIsoDateUtc(day) === text })

/**
 * The Beijing day of an instant: UTC+8, no daylight saving, whatever the machine's zone. Throws outside the years
 * 0000 to 9999. Rule: CR-DATE-03.
 *
 * **Example** (Four in the afternoon UTC is already tomorrow in Beijing)
 *
 * ```ts
 * import { CalendarDate } from "@wxrepay/domain"
 * import * as DateTime from "effect/DateTime"
 *
 * CalendarDate.ofInstant(DateTime.makeUnsafe("2025-11-05T16:00:00Z")) // => CalendarDate.make("2025-11-06")
 * ```
 */
export const ofInstant = (instant: DateTime.DateTime): CalendarDate =>
  make(DateTime.formatIsoDateUtc(DateTime.add(instant, { hours: 8 })))

/** The day that many days later, or earlier when negative. */
export const addDays = (date: CalendarDate, days: number): Result.Result<CalendarDate, OutOfCalendar> =>
  Number.isSafeInteger(days)
    ? Option.match(
        Option.filter(
          Option.map(DateTime.make(epochMillis(date) + days * dayMillis), DateTime.formatIsoDateUtc),
          Schema.is(CalendarDate)
        ),
        {
          onNone: () => Result.fail(new OutOfCalendar({ from: date, days: String(days) })),
          onSome: (day) => Result.succeed(day)
        }
      )
    : Result.fail(new OutOfCalendar({ from: date, days: String(days) }))

/** How many days `to` is after `from`; negative when it is before. */
export const daysBetween = (from: CalendarDate, to: CalendarDate): number =>
  (epochMillis(to) - epochMillis(from)) / dayMillis

/** Whether `day` is `first`, `last` or between them. */
export const isBetween = (day: CalendarDate, first: CalendarDate, last: CalendarDate): boolean =>
  first <= day && day <= last

const dayMillis = 86_400_000

const midnight = (date: string): Option.Option<DateTime.Utc> => DateTime.make(`${date}T00:00:00Z`)

const epochMillis = (date: CalendarDate): number => DateTime.toEpochMillis(DateTime.makeUnsafe(`${date}T00:00:00Z`))
