/**
 * The documented paths that the types of a chain are made of, drawn from the published table.
 *
 * Method: the file is drawn anew and compared; `pnpm exec vitest run tests/chain/Documented.test.ts -u` writes it.
 */
import { describe, it } from "@effect/vitest"
import paths from "../fixtures/published/paths.json" with { type: "json" }

const documented = [...new Set(paths.map(({ path }) => path.slice(1)))].toSorted()

const page = `/**
 * Every path of API v3 that was read in a documentation, drawn from the table of the tests with their sources.
 *
 * @since 0.1.0
 */

/** A documented path: names of a chain and of a property are made of these. Others are called by \`chain\`. */
export type Documented =
${documented.map((path) => `  | ${JSON.stringify(path)}`).join("\n")}
`

describe("packages/chain/src/Documented.ts", () => {
  it("tells each path of the published table once, in order", async ({ expect }) => {
    await expect(page).toMatchFileSnapshot("../../packages/chain/src/Documented.ts")
  })
})
