/**
 * The two pages of the specification, and whether the committed ones say the same.
 */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { markdown } from "./markdown.ts"
import { root } from "./material.ts"
import { page } from "./page.ts"
import { chapters, complaints, type Material } from "./specification.ts"

/** The pages, by their path from the root. */
export const documents = (material: Material): ReadonlyArray<readonly [path: string, text: string]> => {
  const all = chapters(material)
  return [
    ["SPEC.md", markdown(all)],
    ["docs/spec.html", page(all)]
  ]
}

const isAsCommitted = (path: string, text: string): boolean => {
  try {
    return readFileSync(join(root, path), "utf8") === text
  } catch {
    return false
  }
}

/** All that is wrong with the specification or with its committed pages. */
export const faults = (material: Material): ReadonlyArray<string> => [
  ...complaints(material),
  ...documents(material)
    .filter(([path, text]) => !isAsCommitted(path, text))
    .map(([path]) => `${path} is not what the tests say now; \`pnpm run spec\` writes it`)
]
