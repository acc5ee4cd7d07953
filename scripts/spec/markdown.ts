/**
 * SPEC.md: the specification as a page of Markdown.
 */
import type { Rule } from "../../packages/domain/src/rulebook/index.ts"
import { type Chapter, type Entry, type Group, isSpecification } from "./specification.ts"

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

/** Characters that Markdown would take for its own. */
const plain = (text: string): string => text.replaceAll(/[\\`*_<>[\]|#]/gu, "\\$&")

const sum = (numbers: ReadonlyArray<number>): number => numbers.reduce((total, number) => total + number, 0)

const list = (title: string, all: ReadonlyArray<Told>): ReadonlyArray<string> => {
  if (all.length === 0) return []
  const source = (file: string): string => `[${file.slice("tests/".length)}](${file})`
  const lines = all.flatMap(({ file, more, sentences }) => {
    if (sentences.length === 0) return []
    return sentences
      .map((sentence) => `- ${plain(sentence)}`)
      .concat(more === 0 ? `  — ${source(file)}` : `  — ${source(file)}, and ${more} more`)
  })
  const others = all.filter(({ sentences }) => sentences.length === 0)
  const also = `- and ${sum(others.map(({ more }) => more))} more in ${others.length === 1 ? "another file" : `${others.length} other files`}`
  return [`**${title}**`, "", ...lines, ...(others.length === 0 ? [] : [also]), ""]
}

const code = (entry: Entry): string => {
  const { more, places } = deciders(entry)
  const named = places.map(({ file, name }) => `[\`${name}\`](${file})`).join(", ")
  return more === 0 ? named : `${named} and ${more} more`
}

const entry = (one: Entry): ReadonlyArray<string> => {
  const { id, rule } = one
  return [
    `### ${id}`,
    "",
    plain(rule.sentence),
    "",
    `- ${rule.certainty.join(", ")} — ${plain(rule.source)}`,
    `- ${plain(enforcement(rule))}`,
    ...(one.places.length === 0 ? [] : [`- code: ${code(one)}`]),
    "",
    ...list("Properties", properties(one.properties)),
    ...("cases" in rule && rule.cases !== undefined ? [`No property: ${plain(rule.cases)}.`, ""] : []),
    ...list("Examples", examples(one.examples))
  ]
}

const chapter = ({ besides, entries, family, title }: Chapter): ReadonlyArray<string> => [
  `## ${family}: ${title}`,
  "",
  ...entries.flatMap(entry),
  ...(besides.length === 0 ? [] : [`### Besides the rules of ${family}`, "", ...list("Also true", examples(besides))])
]

const overview = (chapters: ReadonlyArray<Chapter>): ReadonlyArray<string> => [
  "| Family | About | Rules | Beyond code | Properties | Examples |",
  "| --- | --- | ---: | ---: | ---: | ---: |",
  ...chapters.map(({ entries, family, title }) => {
    const beyond = entries.filter(({ rule }) => rule.enforcedBy === "documentation").length
    const tests = entries.map(counts)
    const cells = [
      entries.length,
      beyond,
      sum(tests.map((one) => one.properties)),
      sum(tests.map((one) => one.examples))
    ]
    const anchor = `${family} ${title}`
      .toLowerCase()
      .replaceAll(/[^\w\s-]/gu, "")
      .replaceAll(/\s/gu, "-")
    return `| [${family}](#${anchor}) | ${title} | ${cells.join(" | ")} |`
  })
]

/** The whole page. */
export const markdown = (chapters: ReadonlyArray<Chapter>): string =>
  [
    "# What WeChat Pay demands, and what proves that we keep to it",
    "",
    "Made from the rulebook, the names of the tests and the comments of the code by `pnpm run spec`. Do not edit it by hand:",
    "the tests fail when it says anything else than they do, when a rule has no test, and when a test or the code names a rule",
    "that there is not. [The same as a page to search](docs/spec.html).",
    "",
    "Of each rule: what it says, in our words; how sure that is and where it stands; who enforces it; the code that decides it;",
    "then what is always true of it (properties, tried on random values that like the edges) and real cases on each side of the",
    "edge (examples). `documented` stands on an official page, `observed` was reported by integrators, `inferred` is reasoning,",
    "`unknown` is a question that no source answers.",
    "",
    ...overview(chapters),
    "",
    ...chapters.flatMap(chapter)
  ]
    .join("\n")
    .replaceAll(/\n{3,}/gu, "\n\n")
    .trimEnd()
    .concat("\n")
