/**
 * Timestamps in every spelling the platform may use, each with the instant it names.
 *
 * @since 0.1.0
 */
import * as Arbitrary from "effect/Arbitrary"
import * as Calendar from "./Calendar.ts"
import { int, maybe, oneOf, pick } from "./Choice.ts"

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

/** The time of a clock; what is finer than a second is a list of its digits. */
interface Time {
  readonly hours: number
  readonly minutes: number
  readonly seconds: number
  readonly fraction: ReadonlyArray<number> | undefined
}

const anyTime = Arbitrary.all({
  hours: int(0, 23),
  minutes: int(0, 59),
  seconds: int(0, 59),
  fraction: maybe(Arbitrary.array(int(0, 9), { minLength: 1, maxLength: 9 }))
})

/** A full hour, or the last millisecond before it: midnight in Beijing is 16:00 in UTC. */
const atHour = Arbitrary.map(Arbitrary.all([pick(0, 16), pick(0, 1)]), ([hours, before]): Time =>
  before === 1
    ? { hours: (hours + 23) % 24, minutes: 59, seconds: 59, fraction: [9, 9, 9] }
    : { hours, minutes: 0, seconds: 0, fraction: undefined }
)

/** Any instant in any spelling. */
export const timestamp: Arbitrary.Arbitrary<Written> = Arbitrary.map(
  Arbitrary.all({ day: Calendar.dayNumber, time: oneOf<Time>(anyTime, atHour), offset }),
  ({ day, offset, time: { fraction = [], hours, minutes, seconds } }) => {
    const [tenths = 0, hundredths = 0, thousandths = 0] = fraction
    const clock = `${two(hours)}:${two(minutes)}:${two(seconds)}${fraction.length === 0 ? "" : `.${fraction.join("")}`}`
    return {
      text: `${Calendar.spell(Calendar.dayOf(day))}T${clock}${offset.text}`,
      millis:
        day * Calendar.dayMillis +
        ((hours * 60 + minutes - offset.minutes) * 60 + seconds) * 1000 +
        tenths * 100 +
        hundredths * 10 +
        thousandths
    }
  }
)
