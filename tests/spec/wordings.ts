/**
 * Rows of the table of wordings, and what many members share: bounds, and what is just taken and just refused.
 */
import type * as Schema from "effect/Schema"

/** One member: the schema, its rule, what it must be, what is taken and what is refused. */
export interface Row {
  readonly of: Schema.Constraint
  readonly rule: string
  readonly expected: string
  readonly isHidden?: true
  readonly taken: ReadonlyArray<unknown>
  readonly refused: ReadonlyArray<unknown>
}

export const han = "\u{5B57}"

/** Characters of one to three bytes, so many; beside them half a character and one of four bytes. */
export const counted = (least: number, most: number): Pick<Row, "expected" | "taken" | "refused"> => ({
  expected: `${least === 0 ? "at most" : `${least} to`} ${most} characters, none of four bytes such as emoji`,
  taken: [han.repeat(least), han.repeat(most), "\u{D7FF}", "\u{E000}", "\u{FFFF}", "a\nb"],
  refused: [han.repeat(most + 1), "\u{1F600}", `${han}\u{1F600}`, `\u{1F600}${han}`, "\uD83D", "\uDE00", 1].concat(
    least === 0 ? [] : [""]
  )
})

export const free: Pick<Row, "expected" | "taken" | "refused"> = {
  expected: "text without characters of four bytes such as emoji",
  taken: [han, han.repeat(500), "\u{D7FF}", "\u{E000}", "\u{FFFF}"],
  refused: ["", "\u{1F600}", `${han}\u{1F600}`, `\u{1F600}${han}`, "\uD800", "\uDFFF", 1]
}

export const digits: Pick<Row, "expected" | "taken" | "refused"> = {
  expected: "1 to 32 digits",
  taken: ["0", "9".repeat(32)],
  refused: ["", "9".repeat(33), "1a", "a1", "\u{FF11}", "1\n", 1]
}

export const alphanumeric = (most: number): Pick<Row, "expected" | "taken" | "refused"> => ({
  expected: `1 to ${most} digits and letters`,
  taken: ["0", "9", "A", "Z", "a", "z", "z".repeat(most)],
  refused: ["", "z".repeat(most + 1), "a-", "-a", "a\n", "é", 1]
})

export const amount: Pick<Row, "expected" | "taken" | "refused"> = {
  expected: "a whole number of fen from 0 to 9007199254740991",
  taken: [0, 1, Number.MAX_SAFE_INTEGER],
  refused: [-1, 0.5, Number.MAX_SAFE_INTEGER + 1, Number.NaN, "1"]
}

export const flag: Pick<Row, "expected" | "taken" | "refused"> = {
  expected: "true or false",
  taken: [true, false],
  refused: ["true", 1]
}

/** Something with members; what stands in them is another row. */
export const object = (
  expected: string,
  taken: object,
  refused: object
): Pick<Row, "expected" | "taken" | "refused"> => ({
  expected,
  taken: [taken],
  refused: [refused, "text"]
})

/** An address, so long at most. */
export const address = (most: number): Pick<Row, "expected" | "taken" | "refused"> => ({
  expected: `an https address of at most ${most} characters with a public host, without login, query and fragment`,
  taken: ["https://a.cn", `https://a.cn/${"p".repeat(most - 13)}`],
  refused: [`https://a.cn/${"p".repeat(most - 12)}`, "http://a.cn", "https://a.cn?q", "https://localhost", 1]
})
