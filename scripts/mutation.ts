/**
 * Measures how much of the domain's text the tests notice: Stryker changes one small thing at a time, and the tests that
 * pin the file must fail. Fails for a survivor that nothing explains, for an explanation of what does not survive, and
 * for too low a score. Writes `scripts/mutation/measured.json` and the page that is drawn from it.
 *
 * All groups without arguments; the groups that are named, pending ones too; or, with `--changed`, the files whose text is not the one
 * that was measured last, or of which something is left unexplained.
 */
import { spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { type Group, groups, pending } from "./mutation/groups.ts"
import { judge, type Reported } from "./mutation/judge.ts"
import {
  bar,
  filesOf,
  type Measured,
  page,
  readRecord,
  recordFile,
  share,
  sources,
  textOf,
  total
} from "./mutation/record.ts"

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { changed: { type: "boolean", default: false } }
})

const before = readRecord()

/** Lets Stryker try the mutants of some files with the tests of their group. */
const measure = (group: Group, files: ReadonlyArray<string>): { readonly [file: string]: Reported } => {
  const folder = mkdtempSync(join(tmpdir(), "wxrepay-mutation-"))
  const [config, report] = [join(folder, "stryker.json"), join(folder, "report.json")]
  const options = {
    testRunner: "vitest",
    plugins: ["@stryker-mutator/vitest-runner"],
    vitest: { configFile: "vitest.mutation.config.ts", related: false, pool: group.pool ?? "threads" },
    // It would be read with an interface that this version of TypeScript does not have.
    tsconfigFile: "none.json",
    mutate: files.map((file) => `${sources}/${file}`),
    ignorePatterns: ["docs", ".git", "*.tgz", ".tsbuild", ".vitest", "dist", "tests/browser"],
    tempDirName: join(folder, "sandbox"),
    coverageAnalysis: "perTest",
    concurrency: 2,
    // An endless loop is found sooner, by counting; this is for a busy machine.
    timeoutMS: 20_000,
    timeoutFactor: 4,
    reporters: ["json", "progress-append-only"],
    jsonReporter: { fileName: report },
    warnings: { slow: false }
  }
  try {
    writeFileSync(config, JSON.stringify(options))
    const { status } = spawnSync("stryker", ["run", config], {
      stdio: ["ignore", "inherit", "inherit"],
      env: { ...process.env, MUTATION_GROUPS: group.name, NODE_COMPILE_CACHE: join(folder, "compiled") }
    })
    if (status !== 0) throw new Error(`Stryker could not try the group ${group.name}`)
    const { files: reported } = JSON.parse(readFileSync(report, "utf8"))
    return Object.fromEntries(
      files.map((file) => [file, reported[`${sources}/${file}`] ?? { source: "", mutants: [] }])
    )
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Whether a file was measured as it stands now, and left nothing unexplained. */
const isSettled = (file: string, measured: Measured | undefined): boolean =>
  measured?.text === textOf(file) && measured.mutants === measured.killed + measured.explained

const every = [...groups, ...pending]
const wanted = positionals.length === 0 ? groups : every.filter(({ name }) => positionals.includes(name))
const unknown = positionals.filter((name) => !every.some((group) => group.name === name))
if (unknown.length > 0)
  throw new Error(`There is no group ${unknown.join(", ")}: ${every.map(({ name }) => name).join(", ")}`)

const everyFile = groups.flatMap(({ mutate }) => filesOf(mutate))
const record: { [file: string]: Measured } = Object.fromEntries(
  Object.entries(before).filter(([file]) => everyFile.includes(file))
)
const complaints: Array<string> = []
for (const group of wanted) {
  const files = filesOf(group.mutate).filter((file) => !values.changed || !isSettled(file, record[file]))
  if (files.length === 0) continue
  const reported = measure(group, files)
  for (const file of files) {
    const judged = judge(file, reported[file] ?? { source: "", mutants: [] })
    if (everyFile.includes(file)) record[file] = judged.measured
    complaints.push(...judged.complaints)
    const { explained, killed, mutants } = judged.measured
    const left = mutants - killed - explained
    console.log(`${file}: ${killed} killed, ${explained} explained, ${left} left, ${share(killed, mutants)} %`)
  }
  const inOrder = Object.fromEntries(everyFile.flatMap((file) => (record[file] ? [[file, record[file]]] : [])))
  writeFileSync(recordFile, `${JSON.stringify(inOrder, undefined, 2)}\n`)
  writeFileSync("docs/mutation.md", page(inOrder))
}

for (const file of everyFile.filter((file) => record[file] === undefined)) complaints.push(`${file} was never measured`)
const { killed, mutants } = total(record)
if (share(killed, mutants) < bar) complaints.push(`${share(killed, mutants)} % are killed, and ${bar} % must be`)
for (const complaint of complaints) console.error(complaint)
console.log(`mutation: ${killed} of ${mutants} mutants killed, ${share(killed, mutants)} %`)
if (complaints.length > 0) process.exit(1)
