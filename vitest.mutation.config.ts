import { fileURLToPath } from "node:url"
import { defineConfig } from "vitest/config"
import { BaseSequencer, type TestSpecification } from "vitest/node"
import { groups as counted, pending } from "./scripts/mutation/groups.ts"

const groups = [...counted, ...pending]
const here = fileURLToPath(new URL(".", import.meta.url))
const named = process.env["MUTATION_GROUPS"]?.split(",") ?? groups.map(({ name }) => name)
const tests = [...new Set(groups.filter(({ name }) => named.includes(name)).flatMap((group) => group.tests))]

/** The first of the patterns that a file fits. */
const rank = ({ moduleId }: TestSpecification): number =>
  tests.findIndex((test) => moduleId.slice(here.length + "tests/".length).startsWith(test.split("*", 1)[0] ?? test))

/** Runs the files in the order in which a group lists them, so that what is quick kills first. */
class AsListed extends BaseSequencer {
  override async sort(files: Array<TestSpecification>): Promise<Array<TestSpecification>> {
    return files.toSorted((one, other) => rank(one) - rank(other))
  }
}

export default defineConfig({
  resolve: {
    // The sources beside this file, also where it was copied to: packages would lead back to where it came from.
    alias: [
      { find: /^@wxrepay\/([^/]+)$/u, replacement: `${here}packages/$1/src/index.ts` },
      { find: /^@wxrepay\/([^/]+)\/([^/]+)$/u, replacement: `${here}packages/$1/src/$2/index.ts` }
    ]
  },
  test: {
    include: tests.map((test) => `tests/${test}`),
    // One worker for all files reads the sources once; each mutant gets a new one.
    isolate: false,
    sequence: { sequencer: AsListed },
    // The same mutant meets the same values, so that a score does not depend on luck.
    setupFiles: ["scripts/mutation/sameChance.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000
  }
})
