/**
 * Times that cannot be kept, each with its title.
 */
import * as Duration from "effect/Duration"

/** The longest time that can be kept, 30 days, in milliseconds. */
export const month = 30 * 24 * 3600 * 1000

/** What is given for a time, and is none, or is too long. */
export const wrongTimes: ReadonlyArray<readonly [title: string, given: unknown]> = [
  ["a word", "soon"],
  ["an empty word", ""],
  ["true", true],
  ["an empty list", []],
  ["a function", () => 1],
  ["time without end", Duration.infinity],
  ["time without end in a word", "Infinity"],
  ["time without end in a number", Infinity],
  ["a millisecond more than 30 days", month + 1],
  ["31 days", "31 days"]
]
