/**
 * The OpenAPI document that is made from the contract, and a way through it: by names, through its references, down to
 * every text and every number that a request may carry.
 */
import { assert } from "@effect/vitest"
import { Document } from "@wxrepay/domain/api"
import * as Predicate from "effect/Predicate"

/** The document as a reader of it gets it. */
export const document: unknown = JSON.parse(JSON.stringify(Document.make()))

/** A part of a JSON value, `undefined` when there is none. */
export const at = (value: unknown, ...path: ReadonlyArray<string | number>): unknown =>
  path.reduce<unknown>(
    (part, name) => (Predicate.isObjectKeyword(part) && Predicate.hasProperty(part, name) ? part[name] : undefined),
    value
  )

/** The members of a JSON object by their names. */
export const entries = (value: unknown): ReadonlyArray<[string, unknown]> =>
  Predicate.isObject(value) ? Object.entries(value) : []

/** A schema, or the one that it refers to. */
export const resolve = (schema: unknown): unknown => {
  const ref = at(schema, "$ref")
  return typeof ref === "string" ? resolve(at(document, ...ref.split("/").slice(1))) : schema
}

/** Every text, number, truth and list of words in a schema, with the pointer of its member; of a list, its first. */
export const leaves = (given: unknown, pointer = ""): ReadonlyArray<readonly [string, unknown]> => {
  const schema = formOf(resolve(given))
  if (["string", "integer", "number", "boolean"].includes(String(at(schema, "type")))) return [[pointer, schema]]
  const members = entries(at(schema, "properties")).flatMap(([name, member]) => leaves(member, `${pointer}/${name}`))
  const firsts = at(schema, "prefixItems")
  const items = Array.isArray(firsts) ? firsts : Array.of(at(schema, "items")).filter(Predicate.isObject)
  return members.concat(items.flatMap((item: unknown, place) => leaves(item, `${pointer}/${place}`)))
}

/** A text that may have one of several forms, as a text of one. */
const formOf = (schema: unknown): unknown => {
  const forms = at(schema, "anyOf")
  if (!Array.isArray(forms)) return schema
  const texts = forms.map(resolve).filter((form) => at(form, "type") === "string")
  if (texts.length < forms.length) return schema
  return { type: "string", pattern: texts.map((text) => `(?:${String(patternIn(text))})`).join("|") }
}

/** The pattern of a text; a list of words is a pattern too. */
const patternIn = (text: unknown): unknown => {
  const words = at(text, "enum")
  return Array.isArray(words) ? `^(?:${words.join("|")})$` : at(text, "pattern")
}

/** What a request to a path must look like. */
export const body = (path: string): unknown =>
  resolve(at(document, "paths", path, "post", "requestBody", "content", "application/json", "schema"))

/** The patterns of the texts of a request, by the pointers of their members. */
export const patterns = (path: string): ReadonlyArray<readonly [string, unknown]> =>
  leaves(body(path)).flatMap(([pointer, schema]) =>
    at(schema, "type") === "string" ? [[pointer, patternIn(schema)] as const] : []
  )

/** The pattern of one text of a request. */
export const patternOf = (path: string, pointer: string): RegExp => {
  const [, pattern] = patterns(path).find(([other]) => other === pointer) ?? assert.fail(`no ${pointer}`)
  return new RegExp(String(pattern), "u")
}

/** Whether a tool that reads the document lets a text through: its pattern, and its length. */
export const allows = (path: string, pointer: string, text: string): boolean => {
  const [, schema] = leaves(body(path)).find(([other]) => other === pointer) ?? assert.fail(`no ${pointer}`)
  const most = at(schema, "maxLength")
  return patternOf(path, pointer).test(text) && (typeof most !== "number" || text.length <= most)
}

/** The part of a JSON value that a pointer names. */
export const follow = (value: unknown, pointer: string): unknown => at(value, ...pointer.split("/").slice(1))

/** Every operation that the platform serves. */
export const operations = entries(at(document, "paths")).flatMap(([path, item]) =>
  entries(item).map(([method, operation]) => ({ method, path, operation }))
)

/** Every event that the platform posts, with the operations of it. */
export const webhooks = entries(at(document, "webhooks")).flatMap(([event, item]) =>
  entries(item).map(([method, operation]) => ({ event, method, operation }))
)

/** Where the endpoints of loan repayment are. */
export const partner = "/v3/credit-repayment/partner"
