/**
 * What a page tells of a rule: how much of its tests and of its code, and in which words who enforces it.
 */
import type { Rule } from "../../packages/domain/src/rulebook/index.ts"
import { type Entry, type Group, isSpecification } from "./specification.ts"

/** So many sentences of one line of a source are shown, and so many lines of one source. */
const shown = { sentences: 3, lines: 3 }

/** What a list tells of one source: some sentences, and how many more there are. */
export interface Told {
  readonly file: string
  readonly sentences: ReadonlyArray<string>
  readonly more: number
}

/** Properties by source, some of each. */
export const properties = (groups: ReadonlyArray<Group>): ReadonlyArray<Told> => told(groups, () => true)

/** Examples by source: some of each source of the specification itself, and of the others only how many. */
export const examples = (groups: ReadonlyArray<Group>): ReadonlyArray<Told> => {
  const isAlone = !groups.some(({ file }) => isSpecification(file))
  return told(groups, (file, at) => isSpecification(file) || (isAlone && at < 2))
}

const told = (groups: ReadonlyArray<Group>, isRead: (file: string, at: number) => boolean): ReadonlyArray<Told> =>
  [...new Set(groups.map(({ file }) => file))].map((file, at) => {
    const mine = groups.filter((group) => group.file === file)
    const sentences = isRead(file, at)
      ? mine.slice(0, shown.lines).flatMap((group) => group.sentences.slice(0, shown.sentences))
      : []
    return { file, sentences, more: mine.flatMap((group) => group.sentences).length - sentences.length }
  })

/** Who enforces a rule, in words. */
const sides = {
  client: "the client",
  sandbox: "the sandbox",
  both: "the client and the sandbox"
} as const

/** Who enforces a rule, in one clause; of what no code enforces, why. */
export const enforcement = (rule: Rule): string =>
  rule.enforcedBy === "documentation" ? `documentation only: ${rule.because}` : `enforced by ${sides[rule.enforcedBy]}`

/** The code that decides a rule, as much as one reads. */
export const deciders = ({ places }: Entry) => ({ places: places.slice(0, 5), more: Math.max(0, places.length - 5) })

/** How many tests of each kind a rule has. */
export const counts = ({ examples, properties }: Entry) => ({
  properties: properties.flatMap(({ sentences }) => sentences).length,
  examples: examples.flatMap(({ sentences }) => sentences).length
})
