/**
 * What was measured, as it is kept, and the page that is drawn from it.
 */
import { createHash } from "node:crypto"
import { existsSync, globSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { table } from "../../tests/support/page.ts"
import { pending } from "./groups.ts"
import { survivors } from "./survivors.ts"

/** Where the mutated files stand, below the repository. */
export const sources = "packages/domain/src"

const root = join(import.meta.dirname, "../..")

/** The least share of the mutants that must be killed, in per cent, explained survivors not counted as killed. */
export const bar = 95

/** What became of the mutants of one file. */
export interface Measured {
  /** Of which text: its {@link nameOf}. */
  readonly text: string
  readonly mutants: number
  readonly killed: number
  /** How many of those that survived are on the list. */
  readonly explained: number
}

/** What became of the mutants of each file, under its path below {@link sources}. */
export type Record = Readonly<{ [file: string]: Measured }>

/** Where the record is kept, below the repository. */
export const recordFile = "scripts/mutation/measured.json"

/** What was measured so far. */
export const readRecord = (): Record =>
  existsSync(join(root, recordFile)) ? JSON.parse(readFileSync(join(root, recordFile), "utf8")) : {}

/** The name of a text: the beginning of the SHA-256 of what a compiler reads of it, so that comments may be mended. */
export const nameOf = (text: string): string => {
  const read = text.replaceAll(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gmu, "").replaceAll(/\s+/gu, " ")
  return createHash("sha256").update(read).digest("hex").slice(0, 12)
}

/** The name of the text that a file holds now. */
export const textOf = (file: string): string => nameOf(readFileSync(join(root, sources, file), "utf8"))

/** Every file that a pattern of a group names. */
export const filesOf = (patterns: ReadonlyArray<string>): ReadonlyArray<string> =>
  patterns
    .flatMap((pattern) => globSync(pattern, { cwd: join(root, sources) }).toSorted())
    .filter((file) => !file.endsWith("index.ts"))

/** How much of something, in per cent, rounded down so that no bar is reached by rounding. */
export const share = (killed: number, mutants: number): number =>
  mutants === 0 ? 100 : Math.floor((killed * 1000) / mutants) / 10

/** All files together. */
export const total = (record: Record): Omit<Measured, "text"> =>
  Object.values(record).reduce(
    (sum, { explained, killed, mutants }) => ({
      explained: sum.explained + explained,
      killed: sum.killed + killed,
      mutants: sum.mutants + mutants
    }),
    { explained: 0, killed: 0, mutants: 0 }
  )

/** Text as code, on one line; brackets are kept apart where they would read as a link. */
const cell = (text: string): string =>
  `\`${text.replaceAll("](", "] (").replaceAll("|", "\\|").replaceAll("`", "'").replaceAll(/\s+/gu, " ")}\``

const measuredRow = (name: string, { explained, killed, mutants }: Omit<Measured, "text">): ReadonlyArray<string> => [
  name,
  ...[mutants, killed, explained].map(String),
  `${share(killed, mutants)} %`
]

/** The page: what was measured, and why what survived did. */
export const page = (record: Record): string => `# Mutation score

Drawn by \`pnpm test:mutation\` from what it measured; do not edit it by hand. A mutant is one small change of a source, such as \`<\` for
\`<=\` or \`""\` for a text. It is killed when a test fails for it, and survives when none does. Each survivor is explained below, or
the command fails; it fails too for an explanation of what no longer survives, and for less than ${bar} % killed. What a mutant keeps from being
loaded at all is not counted. What is not mutated, and why, stands in \`scripts/mutation/groups.ts\`. Not held to this yet:
${pending.flatMap(({ mutate }) => mutate.map((file) => `\`${file}\``)).join(", ")}.

${table(
  ["File", "Mutants", "Killed", "Explained", "Score"],
  [
    measuredRow("**all**", total(record)),
    ...Object.entries(record).map(([file, measured]) => measuredRow(`\`${file}\``, measured))
  ]
)}

## Survivors

${table(
  ["File", "What stands there", "What nobody would notice", "Why"],
  survivors.map(({ because, file, from, to }) => [`\`${file}\``, cell(from), cell(to), because])
)}
`
