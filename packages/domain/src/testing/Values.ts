/**
 * Values of any schema, valid by construction, that like to stand at its edges: every length that a text or a list may
 * just have, every state, the first and the last amount, day and moment, members that are there and members that are not.
 *
 * @since 0.1.0
 */
import * as Arbitrary from "effect/Arbitrary"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SchemaAST from "effect/SchemaAST"
import { oneOf, pick, seldom } from "./Choice.ts"
import { leaf, part } from "./Edges.ts"
import { freeLetters, within } from "./Texts.ts"

/**
 * Values of a schema of this library, or of one made from its schemas. What a schema cannot tell, such as which day is
 * the last of its month, the edges of the domain add.
 *
 * **Example** (A plan is a plan, whatever was drawn)
 *
 * ```ts
 * import { Plan } from "@wxrepay/domain"
 * import { Values } from "@wxrepay/domain/testing"
 * import * as Arbitrary from "effect/Arbitrary"
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 *
 * const plans = Effect.runSync(Arbitrary.sampleEffect(Values.of(Plan.Plan), { count: 10 }))
 * plans.every(Schema.is(Plan.Plan)) // => true
 * ```
 */
export const of = <S extends Schema.Constraint>(schema: S): Arbitrary.Arbitrary<S["Type"]> =>
  Arbitrary.filter(drawn(SchemaAST.toType(schema.ast)), Schema.is(schema))

/** What travels for a schema, in every spelling that it reads. */
export const encoded = <S extends Schema.Constraint>(schema: S): Arbitrary.Arbitrary<S["Encoded"]> => {
  const read = Schema.decodeUnknownResult(Schema.make<Schema.Codec<unknown>>(schema.ast))
  return Arbitrary.filter(drawn(schema.ast), (wire) => Result.isSuccess(read(wire)))
}

/** What was made before: schemas share their parts. */
const before = new WeakMap<SchemaAST.AST, Arbitrary.Arbitrary<unknown>>()

const drawn = (ast: SchemaAST.AST): Arbitrary.Arbitrary<unknown> => {
  const values = before.get(ast) ?? anew(ast)
  before.set(ast, values)
  return values
}

const anew = (ast: SchemaAST.AST): Arbitrary.Arbitrary<unknown> => {
  const told = ast.encoding?.map(({ to }) => to) ?? []
  const travels = told.findLast((from) => !isAnyObject(from))
  return travels === undefined ? (leaf(ast) ?? part(ast, made) ?? made(ast)) : drawn(travels)
}

/** Whether a schema only says that an object comes: what is mended first says no more. */
const isAnyObject = (ast: SchemaAST.AST): boolean =>
  SchemaAST.isObjects(ast) && ast.propertySignatures.length === 0 && ast.indexSignatures.length > 0

const made = (ast: SchemaAST.AST): Arbitrary.Arbitrary<unknown> => {
  if (SchemaAST.isString(ast)) return texts(ast)
  if (SchemaAST.isNumber(ast)) return numbers(ast)
  if (SchemaAST.isTemplateLiteral(ast)) return oneOf(derived(ast), picked(ast, strangeWords))
  if (SchemaAST.isObjects(ast)) return structs(ast)
  if (SchemaAST.isArrays(ast)) return lists(ast)
  if (SchemaAST.isUnion(ast)) return choices(ast)
  return derived(ast)
}

/** What Effect makes of a schema. */
const derived = (ast: SchemaAST.AST): Arbitrary.Arbitrary<unknown> => Arbitrary.schema(Schema.make<Schema.Top>(ast))

/** Those of some values that a schema takes, and what Effect makes of it where it takes none. */
const picked = (ast: SchemaAST.AST, values: ReadonlyArray<string | number>): Arbitrary.Arbitrary<unknown> => {
  const taken = values.filter(Schema.is(Schema.make<Schema.Top>(ast)))
  return taken.length === 0 ? derived(ast) : pick(...taken)
}

/** Words of a later platform: some are like known ones, some like members of every object. */
const strangeWords = ["", "STATE_PAUSED", "Effective", "Paid", "Done", "toString", "__proto__"].map(
  (word) => `Unknown:${word}`
)

const numbers = (ast: SchemaAST.AST): Arbitrary.Arbitrary<unknown> => {
  const { MAX_SAFE_INTEGER, MIN_SAFE_INTEGER } = Number
  return oneOf(derived(ast), picked(ast, [0, 1, 2, -1, 31, 99, 100, MAX_SAFE_INTEGER, MIN_SAFE_INTEGER]))
}

const choices = (ast: SchemaAST.Union): Arbitrary.Arbitrary<unknown> => {
  const [first = derived(ast), ...others] = ast.types.map(drawn)
  return oneOf(first, ...others)
}

/** The longest text that is tried; what is longer still has no length. */
const longest = 600

/** Texts of every length that one letter may have alone, the least and the most above all. */
const texts = (ast: SchemaAST.AST): Arbitrary.Arbitrary<unknown> => {
  const takes = Schema.is(Schema.make<Schema.Top>(ast))
  const letters = freeLetters.filter(takes)
  const [letter] = letters
  if (letter === undefined) return derived(ast)
  const most = mostOf((length) => takes(letter.repeat(length)))
  const some = Arbitrary.filter(within(most, letters), takes)
  return seldom(takes("") ? seldom<unknown>(some, Arbitrary.Constant("")) : some, derived(ast))
}

/** The most that is taken, where all that is less is taken too, or 40 where there is no most. */
const mostOf = (takes: (length: number) => boolean): number => {
  let [taken, refused] = [1, longest]
  if (takes(refused)) return 40
  while (refused - taken > 1) {
    const middle = Math.floor((taken + refused) / 2)
    if (takes(middle)) taken = middle
    else refused = middle
  }
  return taken
}

const structs = (ast: SchemaAST.Objects): Arbitrary.Arbitrary<unknown> => {
  const known = new Set(ast.propertySignatures.map(({ name }) => name))
  const members = ast.propertySignatures.map(({ name, type }) => {
    const values = Arbitrary.map(name === "unknownMembers" ? newMembers : drawn(type), (value): Members => [
      [name, value]
    ])
    return SchemaAST.isOptional(SchemaAST.toEncoded(type)) ? oneOf(values, nothing) : values
  })
  const others = Arbitrary.map(ast.indexSignatures.length === 0 ? nothing : strangers(ast), (all): Members =>
    all.filter(([name]) => !known.has(name))
  )
  return Arbitrary.map(Arbitrary.all([...members, others]), (all) => Object.fromEntries(all.flat()))
}

type Members = ReadonlyArray<readonly [PropertyKey, unknown]>

const nothing: Arbitrary.Arbitrary<Members> = Arbitrary.Constant([])

/** What a later platform may tell: at least one member, under a name that no message has. Rule: V3-JSON-02. */
const newMembers: Arbitrary.Arbitrary<unknown> = Arbitrary.map(
  Arbitrary.all([pick("later_on", "x", "", "toString", "constructor", "信用"), Arbitrary.schema(Schema.Json)]),
  ([name, json]) => ({ [name]: json })
)

/** Members that no name was given to. */
const strangers = ({ indexSignatures }: SchemaAST.Objects): Arbitrary.Arbitrary<Members> =>
  seldom(
    nothing,
    Arbitrary.map(derived(new SchemaAST.Objects([], indexSignatures)), (all): Members => Object.entries(Object(all))),
    3
  )

/** Lists of every length up to three, and seldom of the most there may be. */
const lists = (ast: SchemaAST.Arrays): Arbitrary.Arbitrary<unknown> => {
  const [rest] = ast.rest
  const elements = Arbitrary.all(ast.elements.map(drawn))
  if (rest === undefined) return elements
  const takes = (length: number) =>
    (ast.checks ?? []).every(
      (check) => check._tag !== "Filter" || check.run(Array.from({ length }), ast, {}) === undefined
    )
  const lengths = Array.from({ length: 101 }, (_, length) => length).filter(takes)
  const few = lengths.filter((length) => length <= 3)
  const most = takes(1000) ? few : lengths.slice(-1)
  return Arbitrary.map(
    Arbitrary.all({
      length: most.length === 0 ? pick(...few) : seldom<number>(pick(...few), pick(...most), 8),
      some: Arbitrary.array(drawn(rest), { minLength: 1, maxLength: 3 }),
      elements
    }),
    ({ elements, length, some }) => [...elements, ...Array.from({ length }, (_, at) => some[at % some.length])]
  )
}
