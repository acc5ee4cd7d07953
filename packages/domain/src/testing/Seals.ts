/**
 * Texts that are to be sealed: of a number of bytes of UTF-8 around the limit, whatever their characters take.
 *
 * @since 0.1.0
 */
import * as Arbitrary from "effect/Arbitrary"
import { int, oneOf, pick, seldom } from "./Choice.ts"

/** Characters with the bytes of UTF-8 that they take. */
const sizes = new Map([
  ["x", 1],
  ["7", 1],
  ["é", 2],
  ["·", 2],
  ["名", 3],
  ["\uFFFF", 3],
  ["\u{20BB7}", 4],
  ["😀", 4]
])

/** A text of exactly so many bytes: the given characters in turn, as long as they fit, and then letters. */
const ofBytes = (bytes: number, characters: ReadonlyArray<string>): string => {
  let [left, text] = [bytes, ""]
  for (let at = 0; at < bytes; at++) {
    const letter = characters[at % characters.length] ?? "x"
    const size = sizes.get(letter) ?? 1
    if (size > left) break
    text += letter
    left -= size
  }
  return text + "x".repeat(left)
}

const characters = Arbitrary.array(pick(...sizes.keys()), { minLength: 1, maxLength: 5 })

/** A text, and the bytes of UTF-8 that it takes; `whole` says that it holds no half of a character. */
export interface Plain {
  readonly text: string
  readonly bytes: number
  readonly whole: boolean
}

/** A text of about 214 bytes, or of any number up to there, now and then with half of a character at an end. */
export const plain: Arbitrary.Arbitrary<Plain> = Arbitrary.map(
  Arbitrary.all({
    bytes: oneOf<number>(pick(0, 1, 213, 214, 215, 216), int(0, 220)),
    characters,
    half: seldom(pick(""), pick("\uD83D", "\uDC00"), 6)
  }),
  ({ bytes, characters, half }) => ({ text: ofBytes(bytes, characters) + half, bytes, whole: half === "" })
)

/** A text that can be sealed. */
export const sealable: Arbitrary.Arbitrary<Plain> = Arbitrary.map(
  Arbitrary.all([int(1, 214), characters]),
  ([bytes, characters]) => ({ text: ofBytes(bytes, characters), bytes, whole: true })
)

/** Whether a text can be sealed, known from how it was made. */
export const isSealable = ({ bytes, whole }: Plain): boolean => whole && bytes >= 1 && bytes <= 214

/** A text in the alphabet of base64 of about 512 characters, now and then with a stranger or too much at its end. */
export const base64: Arbitrary.Arbitrary<string> = Arbitrary.map(
  Arbitrary.all({
    groups: oneOf<number>(pick(1, 86, 127, 128, 129), int(0, 130)),
    group: Arbitrary.array(pick(..."AZaz09+/"), { minLength: 4, maxLength: 4 }),
    ending: seldom(
      pick("", "", "AA==", "AAA="),
      pick("A", "AA", "AAA", "AA=", "A=", "-AAA", "A_AA", "AA A", "A===", "====", "AA=A", "名AAA", "AAA\n"),
      3
    )
  }),
  ({ ending, group, groups }) => group.join("").repeat(groups) + ending
)

/** A text as it is after it was sealed: base64 of any length up to 512 characters. */
export const sealed: Arbitrary.Arbitrary<string> = Arbitrary.map(
  Arbitrary.all({
    groups: oneOf<number>(pick(0, 85, 127), int(0, 127)),
    group: Arbitrary.array(pick(..."AZaz09+/"), { minLength: 4, maxLength: 4 }),
    ending: pick("AA==", "AAA=", "AAAA")
  }),
  ({ ending, group, groups }) => group.join("").repeat(groups) + ending
)
