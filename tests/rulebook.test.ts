/**
 * The rulebook: every rule as data.
 *
 * Method: the files of the rulebook are read one by one from its folder, so a family that the index forgets is
 * found. There is nothing to draw; every rule is looked at.
 */
import { readdirSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import { type Certainty, explain, type Rule, type RuleId, rulebook } from "@wxrepay/domain/rulebook"
import * as Schema from "effect/Schema"

const rules: ReadonlyArray<readonly [string, Rule]> = Object.entries(rulebook)
const surestFirst: ReadonlyArray<Certainty> = ["documented", "observed", "inferred", "unknown"]
const folder = new URL("../packages/domain/src/rulebook/", import.meta.url)
const families = readdirSync(folder).filter((file) => /^(CR|PS|V3)-[A-Z]+\.ts$/.test(file))
const readFamily = Schema.decodeUnknownSync(Schema.Struct({ rules: Schema.Record(Schema.String, Schema.Unknown) }))
const idsOf = async (file: string): Promise<ReadonlyArray<string>> =>
  Object.keys(readFamily(await import(new URL(file, folder).href)).rules)

describe("The rulebook", () => {
  it("has rules", () => {
    assert.isAbove(rules.length, 100)
  })

  it("says every rule in one sentence that ends with a full stop, on one line", () => {
    for (const [id, { sentence }] of rules) {
      assert.match(sentence, /^[^\s].*[^\s.]\.$/, id)
      assert.notMatch(sentence, /[\n\r]|[.!?] [A-Z]/, id)
    }
  })

  it("names a source for every rule, or says that there is none", () => {
    for (const [id, { source }] of rules) assert.match(source, /^[^\s](.*[^\s])?$/, id)
  })

  it("calls no rule documented or observed that has no source", () => {
    const claims = rules.filter(
      ([, { certainty, source }]) =>
        source === "none" && (certainty.includes("documented") || certainty.includes("observed"))
    )
    assert.deepStrictEqual(claims, [])
  })

  it("says of every rule how sure it is, the surest first and nothing twice", () => {
    for (const [id, { certainty }] of rules) {
      assert.isNotEmpty(certainty, id)
      assert.deepStrictEqual(
        surestFirst.filter((one) => certainty.includes(one)),
        [...certainty],
        id
      )
    }
  })

  it.each(families)("numbers the rules of %s by its name and two digits", async (file) => {
    const prefix = file.replace(/\.ts$/, "")
    const ids = await idsOf(file)
    assert.isNotEmpty(ids)
    for (const id of ids) assert.match(id, new RegExp(`^${prefix}-[0-9]{2}$`))
  })

  it("holds the rules of every family, and no others", async () => {
    const ids = (await Promise.all(families.map(idsOf))).flat()
    assert.deepStrictEqual(ids.toSorted(), Object.keys(rulebook).toSorted())
  })

  it("explains a refusal by the rule that it names", () => {
    const ids = Object.keys(rulebook).filter((id): id is RuleId => Object.hasOwn(rulebook, id))
    assert.isNotEmpty(ids)
    for (const rule of ids) {
      const told = explain({ message: "Not so", rule })
      const { certainty, sentence, source } = rulebook[rule]
      for (const part of ["Not so. ", sentence, certainty.join(", "), source]) assert.include(told, part)
    }
  })
})
