/**
 * Wordings: none is missing from the table that tests/spec reads, and no rule is refused under that has none.
 *
 * Method: every exported schema is taken apart, and what it says of itself is looked up in the table.
 */
import { assert, describe, it } from "@effect/vitest"
import * as domain from "@wxrepay/domain"
import { Refusal } from "@wxrepay/domain"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import * as SchemaAST from "effect/SchemaAST"
import { rows, wordingOf } from "../spec/wordingRows.ts"

/** Every schema that stands behind a door, and what it is made of. */
const everySchema = (schema: Schema.Constraint): ReadonlyArray<Schema.Constraint> => {
  if (Predicate.hasProperty(schema, "fields") && Predicate.isObjectKeyword(schema.fields)) {
    return [schema, ...Object.values(schema.fields).filter(Schema.isSchema).flatMap(everySchema)]
  }
  const inner = SchemaAST.isOptional(schema.ast) && Predicate.hasProperty(schema, "schema") ? schema.schema : undefined
  if (Schema.isSchema(inner)) return everySchema(inner)
  const element = Predicate.hasProperty(schema, "value") ? schema.value : undefined
  return Schema.isSchema(element) ? [schema, ...everySchema(element)] : [schema]
}

const exported = Object.values(domain).flatMap((module) =>
  Object.values<unknown>(module).filter(Schema.isSchema).flatMap(everySchema)
)

describe("Wordings", () => {
  it("of every exported schema stands in the table", () => {
    const known = new Set(rows.map(({ of }) => String(wordingOf(of).message)))
    const said = exported.flatMap((schema) => wordingOf(schema).message ?? [])
    assert.deepStrictEqual([...new Set(said.map(String))].toSorted(), [...known].toSorted())
  })

  it("of a member can be refused under every rule of the table, and under those that no member has alone", () => {
    const alone = ["CR-SIGN-02", "CR-SIGN-07", "PS-QUERY-01"]
    // these are told of what arrives, and of what is configured
    const never = new Set(["CR-DATE-06", "V3-SERIAL-01"])
    const ruled = new Set([...rows.map(({ rule }) => rule).filter((rule) => !never.has(rule)), ...alone])
    assert.deepStrictEqual(Refusal.IllFormed.fields.rule.literals.toSorted(), [...ruled].toSorted())
  })
})
