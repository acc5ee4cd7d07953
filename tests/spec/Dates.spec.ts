/**
 * CR-DATE: days of the Beijing calendar, the days that may be booked, and instants as the platform writes them.
 *
 * Method: a second calendar, `Calendar` of the testing entry, numbers the days by other means; every answer is
 * compared with it. Days are drawn around the ends of months and years and around February 29, instants
 * around 16:00 UTC, when Beijing turns to the next day.
 */
import { afterEach, assert, describe, it, vi } from "@effect/vitest"
import { CalendarDate } from "@wxrepay/domain"
import { Scheduling } from "@wxrepay/domain/rules"
import { Calendar, Choice } from "@wxrepay/domain/testing"
import * as Arbitrary from "effect/Arbitrary"
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"

const { int, oneOf, pick } = Choice

const isDay = Schema.is(CalendarDate.CalendarDate)
const isDayOfMonth = Schema.is(CalendarDate.DayOfMonth)
const zone = pick("UTC", "Asia/Shanghai", "Asia/Tokyo", "America/New_York", "Pacific/Kiritimati", "Pacific/Pago_Pago")

afterEach(() => {
  vi.unstubAllEnvs()
})

describe("CR-DATE dates", () => {
  it.prop("CR-DATE-01 a day is accepted exactly when it exists", [Calendar.triple], ([civil]) => {
    assert.strictEqual(isDay(Calendar.spell(civil)), Calendar.exists(civil))
  })

  it("CR-DATE-01 February 29 exists in the leap years from 0000 to 9999 and in no other, February 30 in none", () => {
    for (let year = 0; year <= 9999; year++) {
      const leaps = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
      assert.strictEqual(isDay(Calendar.spell({ year, month: 2, day: 29 })), leaps)
      assert.isFalse(isDay(Calendar.spell({ year, month: 2, day: 30 })))
    }
  })

  for (const text of ["2000-02-29", "2024-02-29", "0000-01-01", "9999-12-31"]) {
    it(`CR-DATE-01 ${text} is a day`, () => {
      assert.isTrue(isDay(text))
    })
  }

  for (const text of [
    "1900-02-29",
    "2100-02-29",
    "2025-02-29",
    "2024-02-30",
    "2025-04-31",
    "2025-00-10",
    "2025-13-01"
  ]) {
    it(`CR-DATE-01 ${text} is no day`, () => {
      assert.isFalse(isDay(text))
    })
  }

  for (const text of [
    "",
    "2025-11-5",
    "25-11-05",
    "2025/11/05",
    "20251105",
    "05-11-2025",
    "+02025-11-05",
    "２０２５-11-05"
  ]) {
    it(`CR-DATE-01 a day is not written ${JSON.stringify(text)}`, () => {
      assert.isFalse(isDay(text))
    })
  }

  for (const text of [" 2025-11-05", "2025-11-05 ", "2025-11-05\n", "2025-11-05T00:00:00Z", "2025-11-05+08:00"]) {
    it(`CR-DATE-01 a day is not written ${JSON.stringify(text)}`, () => {
      assert.isFalse(isDay(text))
    })
  }

  it.prop("days sort as text in the order of time", [Calendar.twoDays], ([{ from, to }]) => {
    assert.strictEqual(Calendar.dateOf(from) < Calendar.dateOf(to), from < to)
  })

  it.prop(
    "a day lies between two others exactly when it is neither before the first nor after the last",
    [Calendar.twoDays, int(-2, 2)],
    ([{ from, to }, off]) => {
      const day = Math.min(Math.max(to + off, Calendar.first), Calendar.last)
      const between = CalendarDate.isBetween(Calendar.dateOf(day), Calendar.dateOf(from), Calendar.dateOf(to))
      assert.strictEqual(between, from <= day && day <= to)
    }
  )

  it.prop(
    "CR-DATE-02 the distance of two days counts the nights between them",
    [Calendar.twoDays],
    ([{ from, to }]) => {
      assert.strictEqual(CalendarDate.daysBetween(Calendar.dateOf(from), Calendar.dateOf(to)), to - from)
    }
  )

  it.prop(
    "CR-DATE-02 a day some days away is exact, or refused exactly when it is outside the years 0000 to 9999",
    [Calendar.dayNumber, oneOf<number>(int(-20, 20), int(-4_000_000, 4_000_000), pick(1e9, -1e9, 2 ** 53 - 1))],
    ([number, days]) => {
      const outside = number + days < Calendar.first || number + days > Calendar.last
      const from = Calendar.dateOf(number)
      const moved = CalendarDate.addDays(from, days)
      assert.strictEqual(Result.isFailure(moved), outside)
      if (Result.isSuccess(moved)) assert.strictEqual(moved.success, Calendar.spell(Calendar.dayOf(number + days)))
      else assert.deepInclude(moved.failure, { _tag: "OutOfCalendar", from, days: String(days) })
    }
  )

  for (const days of [0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
    it(`${days} days is no number of days`, () => {
      assert.isTrue(Result.isFailure(CalendarDate.addDays(CalendarDate.make("2025-11-05"), days)))
    })
  }

  it("the day after 9999-12-31 is refused in words", () => {
    const refused = Result.flip(CalendarDate.addDays(CalendarDate.make("9999-12-31"), 1))
    assert.strictEqual(Result.getOrThrow(refused).message, "1 days from 9999-12-31 is outside the years 0000 to 9999")
  })

  it.prop(
    "CR-DATE-02 a day may be booked exactly when it is 1 to 14 days after today",
    [Calendar.twoDays],
    ([{ from, to }]) => {
      const bookable = Scheduling.isBookable(Calendar.dateOf(to), Calendar.dateOf(from))
      assert.strictEqual(bookable, from + 1 <= to && to < from + 15)
    }
  )

  it.prop(
    "CR-DATE-02 the window opens tomorrow and closes on the fourteenth day, unless the calendar ends before",
    [Calendar.dayNumber],
    ([today]) => {
      const window = Scheduling.window(Calendar.dateOf(today))
      assert.strictEqual(Result.isFailure(window), today + 14 > Calendar.last)
      if (Result.isSuccess(window)) {
        const [first, last] = [Calendar.dateOf(today + 1), Calendar.dateOf(today + 14)]
        assert.deepStrictEqual(window.success, { first, last })
      }
    }
  )

  for (const { first, last, today } of [
    { today: "2025-11-05", first: "2025-11-06", last: "2025-11-19" },
    { today: "2025-12-31", first: "2026-01-01", last: "2026-01-14" },
    { today: "2024-02-15", first: "2024-02-16", last: "2024-02-29" },
    { today: "2025-02-15", first: "2025-02-16", last: "2025-03-01" }
  ]) {
    it(`CR-DATE-02 booked on ${today}, a repayment falls from ${first} to ${last}`, () => {
      const expected = { first: CalendarDate.make(first), last: CalendarDate.make(last) }
      assert.deepStrictEqual(Scheduling.window(CalendarDate.make(today)), Result.succeed(expected))
    })
  }

  it.prop("CR-DATE-03 the Beijing day of an instant is its day eight hours later", [Calendar.instant], ([millis]) => {
    const day = Math.floor((millis + Calendar.beijingMillis) / Calendar.dayMillis)
    assert.strictEqual(CalendarDate.ofInstant(DateTime.makeUnsafe(millis)), Calendar.dateOf(day))
  })

  it.prop(
    "CR-DATE-03 in Beijing the day begins at 16:00 UTC to the millisecond",
    [Arbitrary.map(Calendar.dayNumber, (day) => Math.max(day, Calendar.first + 1)), int(-2, 1)],
    ([day, off]) => {
      const instant = DateTime.makeUnsafe(day * Calendar.dayMillis - Calendar.beijingMillis + off)
      assert.strictEqual(CalendarDate.ofInstant(instant), Calendar.dateOf(off < 0 ? day - 1 : day))
    }
  )

  it.prop(
    "CR-DATE-03 the Beijing day is the same whatever zone the machine or the instant is in",
    [Calendar.instant, zone, zone],
    ([millis, machine, given]) => {
      const day = Math.floor((millis + Calendar.beijingMillis) / Calendar.dayMillis)
      vi.stubEnv("TZ", machine)
      assert.strictEqual(new Intl.DateTimeFormat().resolvedOptions().timeZone, machine)
      const instant = DateTime.makeZonedUnsafe(millis, { timeZone: given })
      assert.strictEqual(CalendarDate.ofInstant(instant), Calendar.dateOf(day))
    }
  )

  it.prop(
    "CR-DATE-03 no summer time is counted, not even in the summers of 1986 to 1991 when China had it",
    [int(1986, 1991), pick(6, 7, 8), int(1, 30), int(-3_600_000, -1)],
    ([year, month, day, off]) => {
      const instant = DateTime.makeUnsafe(Date.UTC(year, month - 1, day, 16) + off)
      assert.strictEqual(CalendarDate.ofInstant(instant), Calendar.dateOf(Calendar.numberOf({ year, month, day })))
    }
  )

  for (const { day, instant } of [
    { instant: "2025-11-05T15:59:59.999Z", day: "2025-11-05" },
    { instant: "2025-11-05T16:00:00.000Z", day: "2025-11-06" },
    { instant: "1988-07-01T15:30:00.000Z", day: "1988-07-01" },
    { instant: "2024-02-28T16:00:00.000Z", day: "2024-02-29" }
  ]) {
    it(`CR-DATE-03 at ${instant} it is ${day} in Beijing`, () => {
      assert.strictEqual(CalendarDate.ofInstant(DateTime.makeUnsafe(instant)), CalendarDate.make(day))
    })
  }

  it.prop(
    "CR-DATE-04 a number is a day of the month exactly when it is whole and from 1 to 31",
    [
      oneOf<number>(
        int(-5, 40),
        pick(0.5, 1.5, 30.999, 31.001),
        Arbitrary.Constant(Number.NaN),
        int(-(2 ** 53), 2 ** 53)
      )
    ],
    ([number]) => {
      const days = Array.from({ length: 31 }, (_, index) => index + 1)
      assert.strictEqual(isDayOfMonth(number), days.includes(number))
    }
  )

  it("CR-DATE-04 1 and 31 are days of the month, 0 and 32 are not", () => {
    assert.deepStrictEqual([0, 1, 31, 32].map(isDayOfMonth), [false, true, true, false])
  })
})
