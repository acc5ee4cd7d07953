/**
 * Reads a whole draft as a struct of the domain, so that a form learns of every mistake at once.
 *
 * @since 0.1.0
 */
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import * as SchemaAST from "effect/SchemaAST"
import { elementsOf, isOf, type Members, membersOf, refuse, type Refusals, unreadable } from "./inspect.ts"

/**
 * Reads a draft as a struct of the domain at any depth: structs by their members, lists by their length and their
 * elements, the rest by the wording that each schema carries. Answers the copy that was judged, each part read once.
 */
export const structured = <Fields extends Schema.Struct.Fields>(
  refusals: Refusals,
  schema: Schema.Struct<Fields>,
  draft: unknown,
  path = ""
): Members => {
  const given = membersOf(draft, Object.keys(schema.fields))
  const read = Object.entries<Schema.Constraint>(schema.fields).map(([name, field]): [string, unknown] => [
    name,
    part(refusals, `${path}${name}`, field, given[name])
  ])
  return Object.fromEntries(read.filter(([, value]) => value !== undefined))
}

/** The members of a copy that are what their schema says, whatever the others are. */
export const sound = <Fields extends Schema.Struct.Fields>(
  schema: Schema.Struct<Fields>,
  members: Members
): Partial<Schema.Struct.Type<Fields>> =>
  Object.fromEntries(
    Object.entries<Schema.Constraint>(schema.fields).flatMap(([name, field]) =>
      Object.hasOwn(members, name) && Schema.is(Schema.Struct({ [name]: field }))(members)
        ? [[name, members[name]]]
        : []
    )
  ) as Partial<Schema.Struct.Type<Fields>>

const part = (refusals: Refusals, field: string, schema: Schema.Constraint, given: unknown): unknown => {
  if (isOptionalKey(schema)) return given === undefined ? undefined : part(refusals, field, schema.schema, given)
  if (isStruct(schema)) {
    if (given === undefined || Predicate.isObjectKeyword(given)) {
      return structured(refusals, schema, given, `${field}.`)
    }
    refuse(refusals, field, schema, kindOf(given))
    return unreadable
  } else if (isList(schema)) {
    const elements = elementsOf(given)
    if (elements !== undefined) {
      if (!hasItsLength(schema, elements)) refuse(refusals, field, schema, elements.length)
      return elements.map((element, at) => part(refusals, `${field}[${at}]`, schema.value, element))
    }
    refuse(refusals, field, schema, kindOf(given))
    return unreadable
  } else if (isOf(schema, given)) {
    return given
  }
  refuse(refusals, field, schema, given)
  return unreadable
}

/** Of what is no object or no list, only what it is: what stands in it may tell of somebody. */
const kindOf = (given: unknown): string | undefined =>
  given === undefined ? undefined : typeof given === "object" ? "an object" : `a ${typeof given}`

const isOptionalKey = (schema: Schema.Constraint): schema is Schema.optionalKey<Schema.Constraint> =>
  SchemaAST.isOptional(schema.ast)

const isStruct = (schema: Schema.Constraint): schema is Schema.Struct<Schema.Struct.Fields> => "fields" in schema

const isList = (schema: Schema.Constraint): schema is Schema.$Array<Schema.Constraint> => SchemaAST.isArrays(schema.ast)

/** Whether a list passes the checks of its own, whatever its elements are. */
const hasItsLength = ({ ast }: Schema.$Array<Schema.Constraint>, elements: ReadonlyArray<unknown>): boolean =>
  ast.checks === undefined || Schema.is(Schema.Array(Schema.Unknown).check(...ast.checks))(elements)
