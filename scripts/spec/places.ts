/**
 * Where code names a rule: the export that its comment or its body belongs to.
 */
import { globSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { idsIn, type RuleIds } from "./ids.ts"

/** A declaration that names a rule. */
export interface Place {
  readonly id: string
  /** Relative to the root, with slashes. */
  readonly file: string
  /** `Scheduling.isBookable`, or `Scheduling` when the comment of the file names the rule. */
  readonly name: string
  readonly isKnown: boolean
}

const declaration = /^(?:export )?(?:abstract )?(?:const|class|function|interface|type) (\w+)/u

/** The declaration that a line belongs to: the next one for a comment before it, else the one above. */
const ownerOf = (lines: ReadonlyArray<string>, at: number): string | undefined => {
  const isOuterComment = /^(?:\/\*\*| \*|\/\/)/u.test(lines[at] ?? "")
  if (isOuterComment) {
    const next = lines.findIndex((line, index) => index > at && !/^(?: \*|\/\/)/u.test(line))
    return declaration.exec(lines[next] ?? "")?.[1]
  }
  for (let above = at; above >= 0; above--) {
    const [, name] = declaration.exec(lines[above] ?? "") ?? []
    if (name !== undefined) return name
  }
  return undefined
}

/** The places of one source. */
export const placesIn = (rules: RuleIds, file: string, text: string): ReadonlyArray<Place> => {
  const module = file.slice(file.lastIndexOf("/") + 1, -3)
  const lines = text.split("\n")
  const places = lines.flatMap((line, at) => {
    const { known, strangers } = idsIn(rules, line)
    if (known.length + strangers.length === 0) return []
    const owner = ownerOf(lines, at)
    const name = owner === undefined || owner === module ? module : `${module}.${owner}`
    return [...known, ...strangers].map((id) => ({ id, file, name, isKnown: known.includes(id) }))
  })
  return places.filter(
    (place, at) => places.findIndex((other) => other.id === place.id && other.name === place.name) === at
  )
}

/** The places of every package; the rulebook only lists rules, and the examples only use them. */
export const places = (rules: RuleIds, root: string): ReadonlyArray<Place> =>
  globSync("packages/*/src/**/*.ts", { cwd: root })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => !/\/(?:rulebook|testing)\/|packages\/examples\//u.test(file))
    .toSorted()
    .flatMap((file) => placesIn(rules, file, readFileSync(join(root, file), "utf8")))
