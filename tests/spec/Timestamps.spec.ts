/**
 * CR-DATE-06: instants as the platform writes them.
 *
 * Method: timestamps are put together from a day that exists, a time, an optional fraction and any offset, and
 * the instant is computed beside it from the same parts, with the calendar of `arbitraries/calendar.ts`.
 */
import { assert, describe, it } from "@effect/vitest"
import { Timestamp } from "@wxrepay/domain"
import * as DateTime from "effect/DateTime"
import * as Schema from "effect/Schema"
import * as calendar from "../arbitraries/calendar.ts"
import { timestamp } from "../arbitraries/timestamps.ts"

const isTimestamp = Schema.is(Timestamp.Timestamp)
const millisOf = (text: string): number => DateTime.toEpochMillis(Timestamp.toInstant(Timestamp.make(text)))

describe("CR-DATE timestamps", () => {
  it.prop("CR-DATE-06 any offset, Z and fractions are read as the instant they name", [timestamp], ([written]) => {
    assert.isTrue(isTimestamp(written.text))
    assert.strictEqual(millisOf(written.text), written.millis)
  })

  it.prop("CR-DATE-06 a timestamp is kept as the text it came as", [timestamp], ([{ text }]) => {
    assert.strictEqual(Schema.encodeSync(Timestamp.Timestamp)(Timestamp.make(text)), text)
  })

  it.prop(
    "CR-DATE-06 an instant is written with whole seconds and +08:00, and read back the same to the second",
    [calendar.instant],
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
