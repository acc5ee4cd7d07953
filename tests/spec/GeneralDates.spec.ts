/**
 * V3-DATE-01: how a general date is written.
 *
 * Method: dates are put together from parts, each right most of the time; which of them are real days, a calendar of a few lines says.
 */
import { assert, describe, it } from "@effect/vitest"
import { CalendarDate, ServiceTime, Timestamp } from "@wxrepay/domain"
import { Choice } from "@wxrepay/domain/testing"
import * as Arbitrary from "effect/Arbitrary"
import * as Schema from "effect/Schema"

const { int, pick, seldom } = Choice

const isGeneral = Schema.is(Timestamp.Timestamp)

const two = (number: number) => String(number).padStart(2, "0")

const parts = Arbitrary.all({
  year: pick(1999, 2000, 2023, 2024, 2025, 2100),
  month: seldom<number>(int(1, 12), pick(0, 13)),
  day: seldom<number>(int(1, 31), pick(0, 32)),
  joint: seldom<string>(pick("T"), pick(" ", "", "t")),
  hour: seldom<number>(int(0, 23), pick(24, 60)),
  minute: seldom<number>(int(0, 59), pick(60, 99)),
  second: seldom<string>(
    Arbitrary.map(int(0, 59), (number) => `:${two(number)}`),
    pick("", ":60", ":7")
  ),
  fraction: seldom<string>(pick("", ".123", ".000"), pick(".1", ".123456789", ".", ",123", ".1234567890")),
  zone: seldom<string>(pick("Z", "+08:00"), pick("-05:30", "", "z", "+0800", "+8:00", " +08:00", "+15:00", "CST"))
})

const lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** How many days a month has; none, when there is no such month. */
const daysOf = (year: number, month: number) =>
  month === 2 && (year % 400 === 0 || (year % 4 === 0 && year % 100 !== 0)) ? 29 : (lengths[month - 1] ?? 0)

/** What costs nothing is tried often, so that rare verdicts come up as well. */
const often = { arbitrary: { runs: 500 } }

describe("V3-DATE general dates", () => {
  it.prop(
    "V3-DATE-01 a text is read as a general date exactly when it is a real day, T, a time with seconds, a fraction or none, and Z or an offset; +08:00 and three digits, which are documented, are not insisted on",
    [parts],
    ([{ day, fraction, hour, joint, minute, month, second, year, zone }]) => {
      const text = `${year}-${two(month)}-${two(day)}${joint}${two(hour)}:${two(minute)}${second}${fraction}${zone}`
      const isReal = day >= 1 && day <= daysOf(year, month)
      const isTime = hour <= 23 && minute <= 59 && /^:[0-5][0-9]$/u.test(second)
      const isWritten =
        joint === "T" && /^(?:\.[0-9]{1,9})?$/u.test(fraction) && ["Z", "+08:00", "-05:30"].includes(zone)
      assert.strictEqual(isGeneral(text), isReal && isTime && isWritten)
    },
    often
  )

  it("V3-DATE-01 2025-12-02T13:29:35+08:00 is one, with .000 and as 05:29:35Z too; without its seconds or its zone it is none", () => {
    const good = ["2025-12-02T13:29:35+08:00", "2025-12-02T13:29:35.000+08:00", "2025-12-02T05:29:35Z"]
    const bad = ["2025-12-02T13:29+08:00", "2025-12-02T13:29:35"]
    assert.deepStrictEqual([...good, ...bad].map(isGeneral), [true, true, true, false, false])
  })

  it("V3-DATE-01 2025-12-02 is a day, 20251202132935 a time of a service order, and neither is a general date", () => {
    assert.isTrue(Schema.is(CalendarDate.CalendarDate)("2025-12-02"))
    assert.isTrue(Schema.is(ServiceTime.ServiceTime)("20251202132935"))
    assert.deepStrictEqual(["2025-12-02", "20251202132935"].map(isGeneral), [false, false])
  })

  it("V3-DATE-01 a date that there is not is refused in words", () => {
    assert.throws(
      () => Schema.decodeUnknownSync(Timestamp.Timestamp)("2025-02-29T00:00:00Z"),
      "Expected an RFC 3339 timestamp with seconds and an offset (CR-DATE-06)"
    )
  })
})
