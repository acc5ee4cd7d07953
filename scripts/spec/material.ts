/**
 * Everything that the specification is made from, as it stands in this repository.
 */
import { globSync, readFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { rulebook } from "../../packages/domain/src/rulebook/index.ts"
import { type Listed, lineReader, pinOf } from "./pins.ts"
import { places } from "./places.ts"
import type { Material } from "./specification.ts"

/** The folder of the repository. */
export const root = resolve(import.meta.dirname, "../..")

const rules = Object.keys(rulebook)

/** What each family is about, by the first line of its file. */
const titles = (): Readonly<Record<string, string>> =>
  Object.fromEntries(
    globSync("packages/domain/src/rulebook/*-*.ts", { cwd: root }).map((file) => {
      const [, family = file, title = ""] =
        /^\/\*\*\n \* ([A-Z0-9]+-[A-Z]+): ([^\n]+)\.\n/u.exec(readFileSync(join(root, file), "utf8")) ?? []
      return [family, title]
    })
  )

/** The material, given what vitest lists. */
export const materialOf = (tests: ReadonlyArray<Listed>): Material => {
  const lineOf = lineReader(root)
  return {
    rulebook,
    titles: titles(),
    pins: tests.map((test) => pinOf(rules, lineOf, test)),
    places: places(rules, root)
  }
}
