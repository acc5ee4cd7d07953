/**
 * SPEC.md: the specification as a page of Markdown.
 */
import type { Chapter, Entry } from "./specification.ts"
import { counts, deciders, enforcement, examples, properties, type Told } from "./telling.ts"

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
