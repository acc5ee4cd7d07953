/**
 * Writes SPEC.md and docs/spec.html from what vitest lists; fails, and writes nothing, while a rule has no test or a test no rule.
 * With `--draft` it writes all the same.
 */
import { spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, relative } from "node:path"
import { documents } from "./spec/documents.ts"
import { materialOf, root } from "./spec/material.ts"
import { complaints } from "./spec/specification.ts"

interface VitestTest {
  readonly name: string
  readonly file: string
  readonly location?: { readonly line: number }
}

const folder = mkdtempSync(join(tmpdir(), "wxrepay-spec-"))
const list = join(folder, "tests.json")
// the parser that only reads sources misses tests that are made in loops
const listed = spawnSync("vitest", ["list", `--json=${list}`, "--includeTaskLocation", "--no-staticParse"], {
  cwd: root,
  encoding: "utf8"
})
if (listed.status !== 0) {
  console.error(listed.stdout, listed.stderr)
  process.exit(1)
}
const tests: ReadonlyArray<VitestTest> = JSON.parse(readFileSync(list, "utf8"))
rmSync(folder, { recursive: true })

const material = materialOf(
  tests.map(({ file, location, name }) => ({
    name,
    file: relative(root, file).replaceAll("\\", "/"),
    line: location?.line
  }))
)
const found = complaints(material)
if (found.length > 0) console.error(found.join("\n"))
if (found.length > 0 && !process.argv.includes("--draft")) process.exit(1)
for (const [path, text] of documents(material)) writeFileSync(join(root, path), text)
console.log(`${tests.length} tests, ${Object.keys(material.rulebook).length} rules, ${found.length} complaints`)
