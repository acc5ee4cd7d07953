/**
 * Moments as PayScore writes them.
 *
 * @since 0.1.0
 */
import * as Arbitrary from "effect/Arbitrary"
import * as DateTime from "effect/DateTime"
import * as ServiceTime from "../ServiceTime.ts"
import * as Calendar from "./Calendar.ts"
import { int, oneOf, pick } from "./Choice.ts"

const two = (number: number): string => String(number).padStart(2, "0")

/** A second of Beijing, counted from 1970, as PayScore writes it; a midnight may be a bare day. */
export const spell = (second: number, isBare: boolean): string => {
  const time = ((second % 86_400) + 86_400) % 86_400
  const day = Calendar.spell(Calendar.dayOf((second - time) / 86_400)).replaceAll("-", "")
  if (isBare && time === 0) return day
  return `${day}${two(Math.floor(time / 3600))}${two(Math.floor(time / 60) % 60)}${two(time % 60)}`
}

/** The instant of so many milliseconds in Beijing, counted from 1970. */
export const instantOf = (millis: number): DateTime.Utc => DateTime.makeUnsafe(millis - Calendar.beijingMillis)

/** Any moment; often the first or the last second of a day, or the day alone. */
export const moment: Arbitrary.Arbitrary<ServiceTime.ServiceTime> = Arbitrary.map(
  Arbitrary.all({
    day: Calendar.dayNumber,
    time: oneOf<number>(pick(0, 0, 1, 86_399), int(0, 86_399)),
    isBare: pick(0, 1)
  }),
  ({ day, isBare, time }) => ServiceTime.make(spell(day * 86_400 + time, isBare === 1))
)
