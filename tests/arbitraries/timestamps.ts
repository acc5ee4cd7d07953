/**
 * Timestamps in every spelling the platform may use, each with the instant it names.
 */
import * as Arbitrary from "effect/Arbitrary"
import * as calendar from "./calendar.ts"
import { int, maybe, oneOf, pick } from "./choice.ts"

/** A timestamp and its milliseconds since 1970; what is finer than a millisecond is cut off. */
export interface Written {
  readonly text: string
  readonly millis: number
}

const two = (number: number): string => String(number).padStart(2, "0")

const offset = oneOf<{ readonly text: string; readonly minutes: number }>(
  Arbitrary.Constant({ text: "+08:00", minutes: 480 }),
  Arbitrary.Constant({ text: "Z", minutes: 0 }),
  Arbitrary.map(
    Arbitrary.all({ sign: pick("+", "-"), hours: int(0, 14), minutes: int(0, 59) }),
    ({ hours, minutes, sign }) => ({
      text: `${sign}${two(hours)}:${two(minutes)}`,
      minutes: (sign === "+" ? 1 : -1) * (hours * 60 + minutes)
    })
  )
)

/** Any instant in any spelling. */
export const timestamp: Arbitrary.Arbitrary<Written> = Arbitrary.map(
  Arbitrary.all({
    day: calendar.dayNumber,
    hours: int(0, 23),
    minutes: int(0, 59),
    seconds: int(0, 59),
    fraction: maybe(Arbitrary.array(int(0, 9), { minLength: 1, maxLength: 9 })),
    offset
  }),
  ({ day, fraction = [], hours, minutes, offset, seconds }) => {
    const [tenths = 0, hundredths = 0, thousandths = 0] = fraction
    const time = `${two(hours)}:${two(minutes)}:${two(seconds)}${fraction.length === 0 ? "" : `.${fraction.join("")}`}`
    return {
      text: `${calendar.spell(calendar.dayOf(day))}T${time}${offset.text}`,
      millis:
        day * calendar.dayMillis +
        ((hours * 60 + minutes - offset.minutes) * 60 + seconds) * 1000 +
        tenths * 100 +
        hundredths * 10 +
        thousandths
    }
  }
)
