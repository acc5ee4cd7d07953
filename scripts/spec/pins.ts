/**
 * What the tests say: every test by its sentence, the rules it names, and whether it is a property or an example.
 *
 * A test is a property when it is written with `it.prop` or one of its kin; the line that vitest tells says so.
 */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { familyOf, idsIn, isFamily, type RuleIds } from "./ids.ts"

/** A test as vitest tells it: the names of its blocks and its own, joined by ` > `. */
export interface Listed {
  readonly name: string
  /** Relative to the root, with slashes. */
  readonly file: string
  readonly line: number | undefined
}

/** A test, and what it pins. */
export interface Pin extends Listed {
  /** What it says, without ids. */
  readonly sentence: string
  readonly kind: "property" | "example"
  /** Rules of the rulebook. */
  readonly rules: ReadonlyArray<string>
  /** Ids that look like rules and are none. */
  readonly strangers: ReadonlyArray<string>
  /** Families named by themselves, as a block's title does, and those of its rules. */
  readonly families: ReadonlyArray<string>
}

/** Reads lines of sources, each file once. */
export const lineReader = (root: string): ((file: string, line: number) => string) => {
  const files = new Map<string, ReadonlyArray<string>>()
  return (file, line) => {
    const lines = files.get(file) ?? readFileSync(join(root, file), "utf8").split("\n")
    files.set(file, lines)
    return lines[line - 1] ?? ""
  }
}

/** The sentence of a test: its name without ids, and without the outer block where that is the title of a family. */
const sentenceOf = (name: string): string => {
  const [block = "", ...rest] = name.split(" > ")
  const isTitle = /\b(?:CR|PS|V3)-[A-Z]+\b/u.test(block)
  const own = rest.length === 0 ? block : (isTitle ? rest : [block, ...rest]).join(": ")
  return own.replaceAll(/\b(?:CR|PS|V3)-[A-Z]+-[0-9]{2}(?: to (?:CR|PS|V3)-[A-Z]+-[0-9]{2})?\s?/gu, "").trim()
}

/** What a test pins; `lineOf` reads its source. */
export const pinOf = (rules: RuleIds, lineOf: (file: string, line: number) => string, test: Listed): Pin => {
  const { known, strangers } = idsIn(rules, test.name)
  const named = Array.from(test.name.matchAll(/\b(?:CR|PS|V3)-[A-Z]+\b(?!-[0-9])/gu), ([family]) => family)
  const isProperty = test.line !== undefined && /\bit(?:\.\w+)*\.prop\b/u.test(lineOf(test.file, test.line))
  return {
    ...test,
    sentence: sentenceOf(test.name),
    kind: isProperty ? "property" : "example",
    rules: known,
    strangers,
    families: [...new Set([...known.map(familyOf), ...named.filter((name) => isFamily(rules, name))])]
  }
}
