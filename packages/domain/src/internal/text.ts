/**
 * A text that a rule shapes: the one place where a pattern, its wording and its rule id meet.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import type { RuleId } from "../rulebook/index.ts"

/** What a check says of itself: refusals read `rule` and `expected`, and the wire's own failures the whole sentence. */
export const wording = (rule: RuleId, expected: string) => ({
  rule,
  expected,
  message: `Expected ${expected} (${rule})`
})

/** As {@link wording}, of what no refusal may show. */
export const hiding = (rule: RuleId, expected: string) => ({ ...wording(rule, expected), isHidden: true })

/** A string held to `pattern`. */
export const text = (rule: RuleId, expected: string, pattern: RegExp, saying: typeof wording = wording) =>
  Schema.String.check(Schema.isPattern(pattern, saying(rule, expected)))

/** A string of so many characters, each of one to three bytes of UTF-8 and none half of one. Rule: V3-JSON-01. */
export const characters = (rule: RuleId, least: number, most: number, saying: typeof wording = wording) =>
  text(
    rule,
    `${least === 0 ? "at most" : `${least} to`} ${most} characters, none of four bytes such as emoji`,
    new RegExp(`^[\\u{0}-\\u{D7FF}\\u{E000}-\\u{FFFF}]{${least},${most}}$`, "u"),
    saying
  )

/** As {@link characters}, of what may tell of somebody, and which no refusal shows. */
export const unshownCharacters = (rule: RuleId, least: number, most: number) => characters(rule, least, most, hiding)

/**
 * A string of at least one character, each of one to three bytes of UTF-8; how long it may be stands on no page. It may tell
 * of somebody, so no refusal shows it. Rule: V3-JSON-01.
 */
export const freeText = (rule: RuleId) =>
  text(
    rule,
    "text without characters of four bytes such as emoji",
    /^[^\u{D800}-\u{DFFF}\u{10000}-\u{10FFFF}]+$/u,
    hiding
  )
