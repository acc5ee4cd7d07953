/**
 * The examples in comments as modules: each keeps its imports, and each `expression // => value` becomes a pair to compare.
 *
 * They are written to `tests/.examples`, where they are type-checked and run like everything else.
 */
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join, resolve } from "node:path"

const root = resolve(import.meta.dirname, "..")

/** Where the modules are written. */
export const folder = join(root, "tests/.examples")

/** One example of a comment. */
export interface Example {
  readonly file: string
  readonly title: string
  readonly code: string
}

/** The examples of one source, and how many fences of TypeScript it has in all. */
export const examplesIn = (file: string, text: string) => ({
  file,
  fences: text.match(/^ *\* ```(?:ts|typescript|tsx|js)\b/gmu)?.length ?? 0,
  examples: Array.from(
    text.matchAll(/^( *)\* \*\*Example\*\* \(([^)]+)\)\n\1\*\n\1\* ```ts\n([\s\S]*?)\n\1\* ```$/gmu),
    ([, margin = "", title = "", code = ""]): Example => ({
      file,
      title,
      code: code
        .split("\n")
        .map((line) => line.slice(margin.length).replace(/^\* ?/u, ""))
        .join("\n")
    })
  )
})

/** The examples of every source. */
export const sources = globSync("packages/*/src/**/*.ts", { cwd: root })
  .toSorted()
  .map((file) => examplesIn(file, readFileSync(join(root, file), "utf8")))

/** What an example computes and promises, pair by pair, as a module. */
export const moduleOf = (code: string): string => {
  const lines = code.split("\n").map((line) => {
    const [, name, expression = "", promise = ""] = /^(?:const (\w+) = )?(.+?) \/\/ => (.+)$/u.exec(line) ?? []
    if (expression === "") return line
    return name === undefined
      ? `checks.push([${expression}, ${promise}])`
      : `const ${name} = ${expression}\nchecks.push([${name}, ${promise}])`
  })
  const result = code.includes("=> Result.") && !code.includes('"effect/Result"')
  const last = lines.findLastIndex((line) => line.startsWith("import "))
  return [
    ...(result ? ['import * as Result from "effect/Result"'] : []),
    ...lines.slice(0, last + 1),
    "",
    "export const checks: Array<readonly [computed: unknown, promised: unknown]> = []",
    ...lines.slice(last + 1),
    ""
  ].join("\n")
}

/** An example as a module. */
export interface Written {
  readonly file: string
  readonly title: string
  readonly path: string
}

/** Writes every example as a module; what stood there before is gone. */
export const writeExamples = (): ReadonlyArray<Written> => {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  return sources
    .flatMap(({ examples }) => examples)
    .map(({ code, file, title }, index) => {
      const path = join(folder, `example-${index}.ts`)
      writeFileSync(path, moduleOf(code))
      return { file, title, path }
    })
}
