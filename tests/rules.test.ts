/**
 * Every rule of the finished families stands in code and in a test by its id, or is listed with the reason why not.
 *
 * Method: ids are read off the sources and the tests; a range such as `V3-ROT-01 to V3-ROT-03` names each rule in it.
 */
import { assert, describe, it } from "@effect/vitest"
import { beyondCode, rulebook } from "@wxrepay/domain/rulebook"
import { globSync, readFileSync } from "node:fs"
import { join, resolve } from "node:path"

const root = resolve(import.meta.dirname, "..")

const families = [
  "CR-SIGN",
  "CR-ENC",
  "CR-CONTRACT",
  "CR-HOOK",
  "CR-ERR",
  "PS",
  "V3-ROT",
  "V3-CERT",
  "V3-PROBE",
  "V3-HOOK",
  "V3-VER",
  "V3-NET",
  "V3-RETRY",
  "V3-IDEM",
  "V3-RATE"
]

/** The ids that a text names, one by one or as a range. */
const idsIn = (text: string): ReadonlyArray<string> => [
  ...Array.from(text.matchAll(/\b(?:CR|PS|V3)-[A-Z]+-[0-9]{2}\b/gu), ([id]) => id),
  ...Array.from(text.matchAll(/\b((?:CR|PS|V3)-[A-Z]+)-([0-9]{2}) to \1-([0-9]{2})\b/gu)).flatMap(
    ([, family, from, to]) =>
      Object.keys(rulebook).filter(
        (id) => id.startsWith(`${family}-`) && id.slice(-2) >= (from ?? "") && id.slice(-2) <= (to ?? "")
      )
  )
]

const read = (files: ReadonlyArray<string>): ReadonlySet<string> =>
  new Set(files.flatMap((file) => idsIn(readFileSync(join(root, file), "utf8"))))

const inCode = read(globSync("packages/*/src/**/*.ts", { cwd: root }).filter((file) => !file.includes("/rulebook/")))

/** Names of tests, whose ids are what a reader of the results sees. */
const inTests = new Set(
  globSync("tests/**/*.{test,spec,browser}.ts", { cwd: root })
    .filter((file) => !file.endsWith("rules.test.ts"))
    .concat(globSync("tests/support/*Laws.ts", { cwd: root }))
    .flatMap((file) => {
      const text = readFileSync(join(root, file), "utf8").replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gmu, "")
      return idsIn(text)
    })
)

describe("the finished families", () => {
  for (const id of Object.keys(rulebook).filter((id) => families.some((family) => id.startsWith(`${family}-`)))) {
    const reason = Object.entries(beyondCode).find(([beyond]) => beyond === id)?.[1]
    it(`${id} ${reason === undefined ? "stands in code and in a test" : `is beyond code: ${reason}`}`, () => {
      if (reason !== undefined) return assert.isAbove(reason.length, 20)
      assert.isTrue(inCode.has(id), "in code")
      assert.isTrue(inTests.has(id), "in a test")
    })
  }

  it("lists as beyond code only rules that there are", () => {
    assert.isAbove(Object.keys(beyondCode).length, 0)
    for (const id of Object.keys(beyondCode)) assert.isTrue(Object.hasOwn(rulebook, id), id)
  })
})
