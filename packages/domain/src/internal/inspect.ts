/**
 * Reads the members of a draft one by one, so that a form learns of every mistake at once and in a fixed order.
 *
 * @since 0.1.0
 */
import * as Formatter from "effect/Formatter"
import * as Predicate from "effect/Predicate"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { type Given, hidden, IllFormed } from "../Refusal.ts"

/** A schema that carries the rule and the wording of its refusal. */
type Ruled<A> = Schema.Codec<A, string> | Schema.Codec<A, number>

/** Where what is wrong is filed. */
export interface Refusals {
  push(refusal: IllFormed): unknown
}

/** Reads `given` as `schema`; on failure files an `IllFormed` and answers `undefined`. */
export const member = <A>(refusals: Refusals, field: string, schema: Ruled<A>, given: unknown): A | undefined => {
  const read = Schema.decodeUnknownResult(schema)(given)
  if (Result.isSuccess(read)) return read.success
  refuse(refusals, field, schema, given)
  return undefined
}

/** Files that what was given is not what the schema's own wording says. */
export const refuse = (refusals: Refusals, field: string, schema: Schema.Constraint, given: unknown): void => {
  const { expected, isHidden = false, rule } = readWording(Schema.resolveAnnotations(schema))
  refusals.push(new IllFormed({ rule, field, given: isHidden ? hide(given) : show(given), allowed: expected }))
}

/** As {@link member}, for a member that may be left out. */
export const optionalMember = <A>(refusals: Refusals, field: string, schema: Ruled<A>, given: unknown): A | undefined =>
  given === undefined ? undefined : member(refusals, field, schema, given)

/** What was read off a draft. */
export type Members = Readonly<Record<string, unknown>>

/**
 * The named members of a draft, each read once, getters included, and without those that hold nothing. What is no
 * object at all has none; a member that throws as it is read is one that no schema takes.
 */
export const membersOf = (draft: unknown, names: ReadonlyArray<string>): Members => {
  const read = names.map((name): [string, unknown] => [
    name,
    attempt(() => (Predicate.hasProperty(draft, name) ? draft[name] : undefined))
  ])
  return Object.fromEntries(read.filter(([, given]) => given !== undefined && given !== null))
}

/** The elements of a list, each read once; `undefined` when it is none, or throws as it is read. */
export const elementsOf = (given: unknown): ReadonlyArray<unknown> | undefined => {
  const elements = attempt(() => (Array.isArray(given) ? Array.from<unknown>(given) : undefined))
  return Array.isArray(elements) ? elements : undefined
}

/** What is redacted, if it can be seen; anything else is no text. */
export const revealed = (given: unknown): unknown =>
  attempt(() => (Redacted.isRedacted(given) ? Redacted.value(given) : given === undefined ? undefined : unreadable))

/** Whether something is what a schema says; what throws as it is looked at is not. */
export const isOf = (schema: Schema.Constraint, given: unknown): boolean =>
  attempt(() => Schema.is(schema)(given)) === true

/** Stands for what threw as it was read, or was refused as a whole: no schema takes it. */
export const unreadable = Symbol("unreadable")

const attempt = (read: () => unknown): unknown =>
  Result.getOrElse(Result.try({ try: read, catch: () => unreadable }), (failed) => failed)

const readWording = Schema.decodeUnknownSync(
  Schema.Struct({
    rule: IllFormed.fields.rule,
    expected: Schema.String,
    isHidden: Schema.optionalKey(Schema.Boolean)
  })
)

/** Of what must not be shown, only whether there was anything. */
export const hide = (given: unknown): Given => (given === undefined ? null : hidden)

/** What was given, as a refusal quotes it. A long text is cut: a refusal has to be read, and is logged. */
export const show = (given: unknown): Given => {
  if (given === undefined) return null
  if (typeof given === "number" && Number.isFinite(given)) return given
  const shown = typeof given === "string" ? given : attempt(() => Formatter.format(given))
  const text = given === unreadable || typeof shown !== "string" ? "(unreadable)" : withoutSecrets(shown)
  return text.length > 256 ? `${text.slice(0, 256)}…` : text
}

/** What may be an address, without what may be a secret in it: who logs in, the query and what follows. */
const withoutSecrets = (text: string): string =>
  /:[/\\]|@/u.test(text) ? text.replace(/[?#].*/su, (rest) => `${rest.slice(0, 1)}…`).replace(login, "$1…@") : text

const login = /^(\s*(?:[^/\\?#@]*:[/\\]+|https?:)?)[^/\\?#]*@/iu
