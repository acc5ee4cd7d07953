/**
 * Texts around a length limit, made of letters that are allowed and, half of the time, of one that is not.
 *
 * @since 0.1.0
 */
import * as Arbitrary from "effect/Arbitrary"
import { int, maybe, oneOf, pick } from "./Choice.ts"

/** The ten digits. */
export const digitLetters = [..."0123456789"]

/** The digits and the letters of the Latin alphabet. */
export const wordLetters = [..."0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"]

/** Characters of one, two and three bytes of UTF-8, the first and the last of each length among them. */
export const freeLetters = [
  ..."09AZaz-_*. /:\\\"'<>&|\u0000\n\t\u007F\u0080é\u07FF\u0800信贷还款備註，。\uD7FF\uE000\uFEFF\uFFFD\uFFFF"
]

/** Characters that some rule refuses: letters, punctuation, other scripts, four bytes, and halves of four bytes. */
export const intruders = [
  "a",
  "Z",
  "_",
  "-",
  " ",
  ".",
  "é",
  "中",
  "０",
  "Ａ",
  "\n",
  "\u{10000}",
  "😀",
  "\u{10FFFF}",
  "\uD83D",
  "\uDE00"
]

/** A text of about `limit` characters, or of any length up to there. */
export const around = (
  limit: number,
  letters: ReadonlyArray<string>,
  strangers: ReadonlyArray<string> = intruders
): Arbitrary.Arbitrary<string> =>
  Arbitrary.map(
    Arbitrary.all({
      length: oneOf<number>(pick(0, 1, limit - 1, limit, limit + 1), int(0, limit + 2)),
      word: Arbitrary.array(pick(...letters), { minLength: 1, maxLength: 9 }),
      stranger: maybe(Arbitrary.all({ at: int(0, limit), letter: pick(...strangers) }))
    }),
    ({ length, stranger, word }) =>
      Array.from({ length }, (_, at) => (at === stranger?.at ? stranger.letter : word[at % word.length])).join("")
  )

/** A text of letters that are all allowed, of an allowed length. */
export const within = (limit: number, letters: ReadonlyArray<string>): Arbitrary.Arbitrary<string> =>
  Arbitrary.map(
    Arbitrary.all({
      length: oneOf<number>(pick(1, limit), int(1, limit)),
      word: Arbitrary.array(pick(...letters), { minLength: 1, maxLength: 9 })
    }),
    ({ length, word }) => Array.from({ length }, (_, at) => word[at % word.length]).join("")
  )

const utf8 = new TextEncoder()
const readUtf8 = new TextDecoder("utf-8", { ignoreBOM: true })

/** Whether every character of a text takes one to three bytes of UTF-8 and comes back as it was. */
export const isShort = (text: string): boolean =>
  [...text].every((character) => {
    const bytes = utf8.encode(character)
    return bytes.length <= 3 && readUtf8.decode(bytes) === character
  })
