/**
 * The mutation score, as far as it can be held to without measuring: which files are measured, which are not and why, and
 * that what is said of survivors still stands in the sources.
 *
 * Method: the lists beside `scripts/mutation.ts` are held against the folders and texts that they speak of. A source that was
 * changed since it was measured fails nothing here: `pnpm test:mutation --changed` measures it anew.
 */
import { assert, describe, it } from "@effect/vitest"
import { globSync, readFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { groups, pending, unmutated } from "../scripts/mutation/groups.ts"
import { bar, filesOf, page, readRecord, share, sources, total } from "../scripts/mutation/record.ts"
import { survivors } from "../scripts/mutation/survivors.ts"

const root = resolve(import.meta.dirname, "..")
const record = readRecord()
const mutated = groups.flatMap(({ mutate }) => filesOf(mutate))

describe("mutation score", () => {
  it("every source of the domain is mutated in one group, will be, or is not and the reason is told", () => {
    const left = Object.keys(unmutated).flatMap((pattern) => globSync(pattern, { cwd: join(root, sources) }))
    const every = globSync("**/*.ts", { cwd: join(root, sources) })
    const later = pending.flatMap(({ mutate }) => filesOf(mutate))
    assert.deepStrictEqual([...mutated, ...later, ...left].toSorted(), every.toSorted())
  })

  it("every mutated source was measured, and nothing else", () => {
    assert.deepStrictEqual(Object.keys(record), [...mutated])
  })

  it("the tests of every group are there", () => {
    for (const { name, tests } of [...groups, ...pending]) {
      for (const test of tests) assert.isNotEmpty(globSync(test, { cwd: join(root, "tests") }), `${name}: ${test}`)
    }
  })

  it("the line of every explained survivor still stands in its file", () => {
    for (const { file, line } of survivors) {
      const lines = readFileSync(join(root, sources, file), "utf8").split("\n")
      assert.isTrue(lines.map((text) => text.trim()).includes(line), `${file}: ${line}`)
    }
  })

  it("nothing was left unexplained, and enough was killed", () => {
    for (const [file, { explained, killed, mutants }] of Object.entries(record)) {
      assert.strictEqual(killed + explained, mutants, file)
    }
    const { killed, mutants } = total(record)
    assert.isAtLeast(share(killed, mutants), bar)
  })

  it("the page is drawn from what was measured", () => {
    assert.strictEqual(readFileSync(join(root, "docs/mutation.md"), "utf8"), page(record))
  })
})
