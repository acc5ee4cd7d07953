/**
 * CR-DATE-01: which texts name a day of the calendar, and which only look like it.
 *
 * Method: examples on both sides, one by one.
 */
import { assert, describe, it } from "@effect/vitest"
import { CalendarDate } from "@wxrepay/domain"

describe("CR-DATE-01 a real day", () => {
  for (const day of ["0000-01-01", "2000-02-29", "2024-02-29", "2025-12-31", "9999-12-31"]) {
    it(`CR-DATE-01 ${day} is one`, () => {
      assert.isTrue(CalendarDate.isReal(day))
    })
  }

  for (const day of ["2025-02-29", "1900-02-29", "2025-04-31", "2025-00-10", "2025-13-01", "2025-01-32", "soon", ""]) {
    it(`CR-DATE-01 ${JSON.stringify(day)} is none, and nothing breaks`, () => {
      assert.isFalse(CalendarDate.isReal(day))
    })
  }
})
