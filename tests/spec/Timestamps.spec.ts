/**
 * CR-DATE-06: instants as the platform writes them.
 *
 * Method: timestamps are put together from a day that exists, a time, an optional fraction and any offset, and
 * the instant is computed beside it from the same parts, with the calendar of `Calendar` of the testing entry.
 */
import { assert, describe, it } from "@effect/vitest"
import { Timestamp } from "@wxrepay/domain"
import { Calendar, Choice, Timestamps } from "@wxrepay/domain/testing"
import * as Arbitrary from "effect/Arbitrary"
import * as DateTime from "effect/DateTime"
import * as Schema from "effect/Schema"

const isTimestamp = Schema.is(Timestamp.Timestamp)
const millisOf = (text: string): number => DateTime.toEpochMillis(Timestamp.toInstant(Timestamp.make(text)))

/** A part of a spelling, and whether it may stand there. */
const part = (good: Arbitrary.Arbitrary<string>, bad: Arbitrary.Arbitrary<string>) =>
  Choice.seldom(
    Arbitrary.map(good, (text) => ({ text, isGood: true })),
    Arbitrary.map(bad, (text) => ({ text, isGood: false })),
    8
  )

const two = (most: number) => Arbitrary.map(Choice.int(0, most), (number) => String(number).padStart(2, "0"))

/** A text that is put together like a timestamp, and whether each of its parts is one's. */
const spelling = Arbitrary.map(
  Arbitrary.all({
    day: Arbitrary.map(Calendar.triple, (civil) => ({ text: Calendar.spell(civil), isGood: Calendar.exists(civil) })),
    between: part(Choice.pick("T"), Choice.pick(" ", "t", "")),
    hours: part(two(23), Choice.pick("24", "99", "1")),
    minutes: part(two(59), Choice.pick("60", "5")),
    seconds: part(two(59), Choice.pick("60", "")),
    fraction: part(Choice.pick("", ".1", ".123", ".999999999"), Choice.pick(".", ",5", ".1234567890")),
    offset: part(
      Choice.pick("+08:00", "Z", "-14:00", "+05:30"),
      Choice.pick("", "+0800", "+8:00", "08:00", "z", "+08:60")
    )
  }),
  ({ between, day, fraction, hours, minutes, offset, seconds }) => ({
    text: `${day.text}${between.text}${hours.text}:${minutes.text}:${seconds.text}${fraction.text}${offset.text}`,
    isTimestamp: [between, day, fraction, hours, minutes, offset, seconds].every(({ isGood }) => isGood)
  })
)

describe("CR-DATE timestamps", () => {
  it.prop(
    "CR-DATE-06 any offset, Z and fractions are read as the instant they name",
    [Timestamps.timestamp],
    ([written]) => {
      assert.isTrue(isTimestamp(written.text))
      assert.strictEqual(millisOf(written.text), written.millis)
    }
  )

  it.prop(
    "CR-DATE-06 a text is a timestamp exactly when its day exists, its time is one of a clock, and an offset or Z follows",
    [spelling],
    ([{ isTimestamp: expected, text }]) => {
      assert.strictEqual(isTimestamp(text), expected, text)
    },
    { arbitrary: { runs: 300 } }
  )

  it("CR-DATE-06 a time without an offset is refused in words", () => {
    assert.throws(
      () => Schema.decodeSync(Timestamp.Timestamp)("2021-11-20T13:29:35"),
      "Expected an RFC 3339 timestamp with seconds and an offset (CR-DATE-06)"
    )
  })

  it.prop("CR-DATE-06 a timestamp is kept as the text it came as", [Timestamps.timestamp], ([{ text }]) => {
    assert.strictEqual(Schema.encodeSync(Timestamp.Timestamp)(Timestamp.make(text)), text)
  })

  it.prop(
    "CR-DATE-06 an instant is written with whole seconds and +08:00, and read back the same to the second",
    [Calendar.instant],
    ([millis]) => {
      const written = Timestamp.ofInstant(DateTime.makeUnsafe(millis))
      assert.strictEqual(written.slice(19), "+08:00")
      assert.strictEqual(millisOf(written), Math.floor(millis / 1000) * 1000)
    }
  )

  it("CR-DATE-06 2021-11-20T13:29:35+08:00, 05:29:35Z and 01:29:35.000-04:00 are one and the same instant", () => {
    const instant = Date.UTC(2021, 10, 20, 5, 29, 35)
    assert.strictEqual(millisOf("2021-11-20T13:29:35+08:00"), instant)
    assert.strictEqual(millisOf("2021-11-20T05:29:35Z"), instant)
    assert.strictEqual(millisOf("2021-11-20T01:29:35.000-04:00"), instant)
    assert.strictEqual(Timestamp.ofInstant(DateTime.makeUnsafe(instant)), "2021-11-20T13:29:35+08:00")
  })

  for (const text of [
    "",
    "2021-11-20",
    "2021-11-20T13:29:35",
    "2021-11-20T13:29+08:00",
    "2021-11-20 13:29:35+08:00",
    "2021-11-20T13:29:35+0800",
    "2021-11-20T13:29:35.+08:00",
    "2021-11-20T24:00:00+08:00",
    "2021-11-20T13:60:00+08:00",
    "2021-13-20T13:29:35+08:00",
    "2021-11-32T13:29:35+08:00",
    "2021-02-29T13:29:35+08:00",
    "2021-02-30T00:00:00Z",
    "2021-04-31T10:00:00+08:00",
    "20211120132935",
    "2021-11-20T13:29:35+08:00 "
  ]) {
    it(`CR-DATE-06 ${JSON.stringify(text)} is no timestamp`, () => {
      assert.isFalse(isTimestamp(text))
    })
  }
})
