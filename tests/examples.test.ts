/**
 * The examples in comments run, and end in the value that they promise.
 *
 * Method: each `ts` fence of a doc comment is cut out, its last line `expression // => value` becomes a comparison,
 * and the result is run as a module of its own.
 */
import { assert, describe, it } from "@effect/vitest"
import { globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join, resolve } from "node:path"

const root = resolve(import.meta.dirname, "..")
const folder = join(import.meta.dirname, ".examples")

const examples = globSync("packages/*/src/**/*.ts", { cwd: root }).flatMap((file) =>
  Array.from(
    readFileSync(join(root, file), "utf8").matchAll(
      /\*\*Example\*\* \(([^)]+)\)\n \*\n \* ```ts\n([\s\S]*?)\n \* ```/gu
    ),
    ([, title = "", code = ""]) => ({ file, title, code: code.replace(/^ \* ?/gmu, "") })
  )
)

/** The example as a module that exports what it computes and what it promises. */
const program = (code: string): string => {
  const lines = code.trim().split("\n")
  const [expression, promise] = (lines.pop() ?? "").split(" // => ")
  const uses = /\bResult\./u.test(`${expression}${promise}`) && !code.includes('from "effect/Result"')
  return [
    uses ? 'import * as Result from "effect/Result"' : "",
    ...lines,
    `export const computed = ${expression}`,
    `export const promised = ${promise}`
  ].join("\n")
}

describe("examples in comments", () => {
  it("there are some", () => assert.isAtLeast(examples.length, 3))

  for (const [index, { code, file, title }] of examples.entries()) {
    it(`${file}: ${title}`, async () => {
      mkdirSync(folder, { recursive: true })
      const path = join(folder, `example-${index}.ts`)
      writeFileSync(path, program(code))
      const { computed, promised } = await import(path)
      assert.isDefined(promised)
      assert.deepStrictEqual(computed, promised)
    })
  }
})
