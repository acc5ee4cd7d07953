/**
 * Names of people: of one to twenty characters, of several scripts, with points in them, and with endings that no
 * message can carry.
 *
 * @since 0.1.0
 */
import * as Arbitrary from "effect/Arbitrary"
import * as Redacted from "effect/Redacted"
import type * as Payer from "../Payer.ts"
import { int, oneOf, pick, seldom } from "./Choice.ts"
import { sealable } from "./Seals.ts"

/** What names are made of, the middle point among them; two of the characters have four bytes of UTF-8. */
const letters = pick(..."张王李欧阳娜吐逊买提·・．-' .éGaz\u{20BB7}\u{1F600}")

/** How a name may end that has no mask: in an asterisk, in a character of four bytes, in half of one. */
const ending = pick("*", "\u{20BB7}", "\u{10000}", "\u{10FFFF}", "\uD83D", "\uDC00")

/** A name, now and then one without a mask. */
export const name: Arbitrary.Arbitrary<string> = Arbitrary.map(
  Arbitrary.all({
    length: oneOf<number>(pick(1, 2, 3, 4, 5, 20), int(0, 20)),
    word: Arbitrary.array(letters, { minLength: 20, maxLength: 20 }),
    last: seldom(letters, ending, 3)
  }),
  ({ last, length, word }) => (length === 0 ? "" : [...word.slice(0, length - 1), last].join(""))
)

/** A name of at least two characters that occur in no sentence of ours, so that every one of them would be noticed. */
export const tellTale: Arbitrary.Arbitrary<string> = Arbitrary.map(
  Arbitrary.array(pick(..."张王李欧阳娜吐逊买提陈刘黄周吴徐孙马朱胡"), { minLength: 2, maxLength: 20 }),
  (all) => all.join("")
)

/** A name as it may be shown: up to three asterisks and one character in clear. */
export const masked: Arbitrary.Arbitrary<string> = Arbitrary.map(
  Arbitrary.all([int(0, 3), pick(..."明GéZ9·\uFFFF")]),
  ([stars, last]) => "*".repeat(stars) + last
)

/** A text that is nearly a mask: some asterisks, and some characters that may be asterisks too. */
export const nearMask: Arbitrary.Arbitrary<string> = Arbitrary.map(
  Arbitrary.all([int(0, 5), Arbitrary.array(oneOf<string>(pick("明", "G", "*", "\n"), ending), { maxLength: 2 })]),
  ([stars, rest]) => "*".repeat(stars) + rest.join("")
)

/** A name and the number of a document, redacted, each of a length that can be sealed. */
export const identity: Arbitrary.Arbitrary<Payer.RealIdentity> = Arbitrary.map(
  Arbitrary.all({ identityId: sealable, realName: sealable }),
  ({ identityId, realName }) => ({
    identityType: "IdCard",
    identityId: Redacted.make(identityId.text),
    realName: Redacted.make(realName.text)
  })
)
