/**
 * Names: what a schema and an error call themselves is what they are exported as, so that a failure can be looked up.
 *
 * Method: every module of the domain and of its rules is read member by member; there is nothing to draw. What has
 * another name, or none, is listed, so that whatever loses its own is found.
 */
import { assert, describe, it } from "@effect/vitest"
import * as domain from "@wxrepay/domain"
import * as rules from "@wxrepay/domain/rules"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"

const schemas = Object.entries({ ...domain, ...rules }).flatMap(([module, exported]) =>
  Object.entries<unknown>(exported).flatMap(([name, member]) =>
    Schema.isSchema(member) ? [{ name, path: `${module}.${name}`, schema: member }] : []
  )
)

/** The brand of a branded schema, and the name of a class. */
const brandOf = (schema: Schema.Constraint): unknown =>
  Predicate.hasProperty(schema, "identifier") ? schema.identifier : undefined

/** What a failure says was expected. */
const identifierOf = (schema: Schema.Constraint): unknown => Schema.resolveAnnotations(schema)?.["identifier"]

/** Addresses share one brand, and an amount of PayScore is an amount. */
const brandedAs = new Map([
  ["NotifyUrl.AnyNotifyUrl", "NotifyUrl"],
  ["NotifyUrl.OrderNotifyUrl", "NotifyUrl"],
  ["ServiceOrder.Amount", "Fen"]
])

/** Structs that are only parts of others, or told under a name of the wire. */
const unnamed = new Set([
  "Payer.RealIdentity",
  "Presign.AppTerms",
  "Presign.H5Terms",
  "ServiceOrder.PaidPart",
  "ServiceOrder.Line",
  "ServiceOrder.RiskFundTold",
  "ServiceOrder.TimeRangeTold",
  "ServiceOrder.LocationTold"
])

/** Checked texts and numbers that failures call by a name. */
const named = new Set([
  "CalendarDate.CalendarDate",
  "CalendarDate.DayOfMonth",
  "Fen.Fen",
  "NotifyUrl.NotifyUrl",
  "NotifyUrl.AnyNotifyUrl",
  "NotifyUrl.OrderNotifyUrl",
  "Payer.DisplayName",
  "ServiceTime.ServiceTime",
  "Timestamp.Timestamp"
])

/** The tag of an error or of one of several outcomes. */
const tagOf = (schema: Schema.Constraint): unknown => {
  const fields = Predicate.hasProperty(schema, "fields") ? schema.fields : undefined
  const tag = Predicate.hasProperty(fields, "_tag") ? fields._tag : undefined
  return Predicate.hasProperty(tag, "schema") && Predicate.hasProperty(tag.schema, "literal")
    ? tag.schema.literal
    : undefined
}

const branded = schemas.filter(({ schema }) => brandOf(schema) !== undefined)
const tagged = schemas.filter(({ schema }) => tagOf(schema) !== undefined)
const structs = schemas.filter(({ schema }) => Predicate.hasProperty(schema, "fields") && tagOf(schema) === undefined)

describe("Names", () => {
  it("are looked at in their dozens", () => {
    assert.isAbove(branded.length, 50)
    assert.isAbove(tagged.length, 50)
    assert.isAbove(structs.length, 30)
  })

  it.each(branded)("$path bears its own name as its brand", ({ name, path, schema }) => {
    assert.strictEqual(brandOf(schema), brandedAs.get(path) ?? name)
  })

  it.each(tagged)("$path bears its own name as its tag", ({ name, schema }) => {
    assert.strictEqual(tagOf(schema), name)
  })

  it.each(structs)("$path is called by its own name, or is a part of something", ({ name, path, schema }) => {
    assert.strictEqual(identifierOf(schema), unnamed.has(path) ? undefined : name)
  })

  it.each(schemas.filter(({ path }) => named.has(path)))("$path is called by its own name", ({ name, schema }) => {
    assert.strictEqual(identifierOf(schema), name)
  })

  it("name no event otherwise than by its kind", () => {
    for (const { name, schema } of tagged.filter(({ path }) => path.startsWith("Notification.")))
      assert.strictEqual(identifierOf(schema), name)
  })

  it("name no error otherwise than by its tag", () => {
    for (const { name, schema } of tagged.filter(({ schema }) => brandOf(schema) !== undefined))
      assert.strictEqual(identifierOf(schema), name)
  })
})
