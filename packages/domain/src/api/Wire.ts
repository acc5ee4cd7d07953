/**
 * How our words become the platform's and back: strict in what is sent, lenient in what is read.
 *
 * @since 0.1.0
 */
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as SchemaAST from "effect/SchemaAST"
import * as SchemaGetter from "effect/SchemaGetter"
import * as SchemaTransformation from "effect/SchemaTransformation"
import { Fen, FenFromString } from "../Fen.ts"
import { UnknownState } from "../internal/unknownState.ts"

/** A JSON object, as it travels. */
export type JsonObject = { readonly [member: string]: Schema.Json }

/** An amount as it is read: digits or a number; as it is sent: digits. Rules: CR-AMT-03, CR-AMT-08. */
export const FenReceived = Schema.Union([FenFromString, Fen])

/** The same, sent as a number. Rules: CR-AMT-08, CR-AMT-09. */
export const FenAsNumber = Schema.Union([Fen, FenFromString])

/** Mends what came before a codec reads it; what is sent is the codec's own. */
export const mending = <A, E>(
  codec: Schema.Codec<A, E>,
  mend: (message: JsonObject) => JsonObject
): Schema.Codec<A, E> =>
  Schema.Record(Schema.String, Schema.Json).pipe(
    Schema.decodeTo(
      codec as unknown as Schema.Codec<A, JsonObject>,
      SchemaTransformation.transform({ decode: mend, encode: (message) => message })
    )
  ) as unknown as Schema.Codec<A, E>

/** The platform's name of one of our members: `outTradeNo` is `out_trade_no`. */
export const memberName = (ours: string): string => ours.replace(/[A-Z]/gu, (letter) => `_${letter.toLowerCase()}`)

/** The JSON Pointer of a member of ours: `scheduleItems[0].subMchid` is `/schedule_items/0/sub_mchid`. Rule: V3-ERR-02. */
export const pointer = (field: string): string =>
  `/${memberName(field)
    .split(/[.[\]]+/u)
    .filter((part) => part !== "")
    .join("/")}`

/** A message we send: known members only, each by the platform's name. Rules: V3-JSON-03, V3-JSON-05. */
export const sent = <S extends Ours, const C extends Codecs<S>>(
  ours: S,
  codecs: C
): Schema.Codec<S["Type"], Travelling<S, C, never>> => {
  const members = wireMembers(ours, codecs, Schema.optionalKey)
  return renamed(Schema.Struct(members.fields), ours, members.ours)
}

/**
 * A message the platform sends: members may be new, `null` counts as missing, and what this version does not
 * know is kept in `unknownMembers`. A member may be spelled otherwise than ours is, or in several ways, the one that
 * is written first. Rules: V3-JSON-02, V3-JSON-03.
 */
export const received = <S extends Ours, const C extends Codecs<S>, const N extends Spellings<S> = {}>(
  ours: S,
  codecs: C,
  spellings?: N
): Schema.Codec<S["Type"], Travelling<S, C, null, N>> => {
  const members = wireMembers(ours, codecs, absentWhenNull, spellings)
  return renamed(
    Schema.StructWithRest(Schema.Struct(members.fields), [Schema.Record(Schema.String, Schema.Json)]),
    ours,
    members.ours
  )
}

/** A list, of which some samples show a lone element without brackets; it is written as a list. Rule: PS-QUERY-02. */
export const oneOrMany = <A, E>(element: Schema.Codec<A, E>): Schema.Codec<ReadonlyArray<A>, E | ReadonlyArray<E>> => {
  const told = Schema.toEncoded(element)
  return Schema.Union([Schema.Array(told), told]).pipe(
    Schema.decodeTo(
      Schema.Array(element),
      SchemaTransformation.transform({
        decode: (given): ReadonlyArray<E> => (isMany(given) ? given : [given]),
        encode: (list): ReadonlyArray<E> | E => list
      })
    )
  )
}

const isMany: <E>(given: E | ReadonlyArray<E>) => given is ReadonlyArray<E> = Array.isArray

/**
 * An enumeration: the platform's words and ours. A word that is not in the table is kept after `Unknown:`.
 * Rule: CR-DEDUCT-02.
 */
export const openEnum = <const Words extends Readonly<Record<string, string>>>(words: Words) => {
  const ours = new Map(Object.entries(words))
  const theirs = new Map(Object.entries(words).map(([their, our]) => [our, their]))
  const known = Object.keys(words) as Array<keyof Words & string>
  return Schema.Union([Schema.Literals(known), Schema.StringForLiteralAutocomplete]).pipe(
    Schema.decodeTo(
      Schema.Union([Schema.Literals(Object.values(words) as Array<Words[keyof Words]>), UnknownState]),
      SchemaTransformation.transform({
        decode: (word) => (ours.get(word) ?? `Unknown:${word}`) as Words[keyof Words] | UnknownState,
        encode: (word) => theirs.get(word) ?? word.slice("Unknown:".length)
      })
    )
  )
}

/** A struct of the domain, whose members are ours. */
type Ours = Schema.Struct<Schema.Struct.Fields>

/** How members travel whose text or number is not their value; the others travel as they are. */
type Codecs<S extends Ours> = { readonly [K in keyof S["fields"]]?: Schema.Top }

/** The platform's names of members, where they do not follow from ours. */
type Spellings<S extends Ours> = { readonly [K in keyof S["fields"]]?: readonly [string, ...ReadonlyArray<string>] }

/** The platform's name of one of our members. */
type TheirName<Name extends string> = Name extends `${infer Letter}${infer Rest}`
  ? `${Letter extends Lowercase<Letter> ? Letter : `_${Lowercase<Letter>}`}${TheirName<Rest>}`
  : Name

/** A message as it travels; what may be missing may also be `Absent`. */
type Travelling<S extends Ours, C, Absent, N = {}> = {
  readonly [K in keyof S["Encoded"] as K extends "unknownMembers" ? never : NameOf<K, N>]:
    | (K extends keyof C ? Encoded<C[K]> : S["Encoded"][K])
    | ({} extends Pick<S["Encoded"], K> ? Absent : never)
}

type NameOf<K, N> = K extends keyof N & string
  ? N[K] extends readonly [infer Written extends string, ...ReadonlyArray<unknown>]
    ? Written
    : TheirName<K>
  : K extends string
    ? TheirName<K>
    : never

type Encoded<Codec> = Codec extends Schema.Top ? Codec["Encoded"] : never

/** The fields of a message by their platform names, and our name of each; of several names the one written comes last. */
interface Members {
  readonly fields: Record<string, Schema.Top>
  readonly ours: ReadonlyMap<string, string>
}

const wireMembers = (
  ours: Ours,
  codecs: Readonly<Record<string, Schema.Top | undefined>>,
  optional: (codec: Schema.Top) => Schema.Top,
  spellings: Readonly<Record<string, ReadonlyArray<string> | undefined>> = {}
): Members => {
  const fields: Record<string, Schema.Top> = {}
  const names = new Map<string, string>()
  for (const [name, field] of Object.entries(ours.fields as Record<string, Schema.Top>)) {
    if (name === "unknownMembers") continue
    const codec = codecs[name]
    const bare = isOptionalKey(field) ? field.schema : field
    for (const their of (spellings[name] ?? [memberName(name)]).toReversed()) {
      const travels = codec === undefined ? bare : withChecks(codec, bare)
      fields[their] = isOptionalKey(field) ? optional(travels) : travels
      names.set(their, name)
    }
  }
  return { fields, ours: names }
}

/** A list is checked where it stands on the wire, so that its limits are told there. Rules: PS-AMT-06, PS-AMT-07. */
const withChecks = (codec: Schema.Top, { ast }: Schema.Top): Schema.Top =>
  SchemaAST.isArrays(ast) && SchemaAST.isArrays(codec.ast) && ast.checks !== undefined
    ? codec.check(...ast.checks)
    : codec

const isOptionalKey = (field: Schema.Top): field is Schema.optionalKey<Schema.Top> => SchemaAST.isOptional(field.ast)

const absentWhenNull = (codec: Schema.Top): Schema.Top =>
  Schema.optionalKey(Schema.NullOr(codec)).pipe(
    Schema.decodeTo(Schema.optionalKey(Schema.toType(codec)), {
      decode: SchemaGetter.transformOptional(Option.filter((value) => value !== null)),
      encode: SchemaGetter.passthrough()
    })
  )

/** Names are computed, so the compiler cannot follow them from one side to the other: the casts of this file stand here. */
const renamed = <S extends Ours, E>(
  theirs: Schema.Top,
  ours: S,
  names: Members["ours"]
): Schema.Codec<S["Type"], E> => {
  const theirNames = new Map(Array.from(names, ([their, our]) => [our, their]))
  const decode = (message: JsonObject): JsonObject => {
    const unknown = Object.entries(message).filter(([their]) => !names.has(their))
    const known = Array.from(names).flatMap(([their, our]): ReadonlyArray<readonly [string, Schema.Json]> => {
      const value = message[their]
      return value === undefined ? [] : [[our, value]]
    })
    return Object.fromEntries(
      unknown.length === 0 ? known : [...known, ["unknownMembers", Object.fromEntries(unknown)]]
    )
  }
  const encode = ({ unknownMembers, ...known }: JsonObject & { readonly unknownMembers?: JsonObject }): JsonObject => ({
    ...unknownMembers,
    ...Object.fromEntries(
      Object.entries(known).flatMap(([our, value]) => {
        const their = theirNames.get(our)
        return their === undefined ? [] : [[their, value]]
      })
    )
  })
  return theirs.pipe(
    Schema.decodeTo(
      Schema.toType(ours),
      SchemaTransformation.transform({
        decode: decode as (message: unknown) => S["Type"],
        encode: encode as (value: S["Type"]) => unknown
      })
    )
  ) as unknown as Schema.Codec<S["Type"], E>
}
