/**
 * How a path is spelled: as it is documented, and as the names of a chain.
 *
 * @since 0.1.0
 */

/** The verbs, each a method of HTTP in lower case. */
export const verbs = ["get", "post", "put", "patch", "delete"] as const
export type Verb = (typeof verbs)[number]

/** Whether a name is that of a verb; a segment may be called so too. */
export const isVerb = (name: string): name is Verb => verbs.some((verb) => verb === name)

/**
 * The part of a path that a name of a chain stands for: each capital is a hyphen and its lower case, but for a leading one, which is only lowered, `_name_` and `$name$`
 * are the variable `{name}`, and what has a slash or an opening brace in it is taken as it is documented.
 *
 * **Example** (A name and a variable)
 *
 * ```ts
 * import { Spelling } from "@wxrepay/chain"
 *
 * ["deductOrders", "complaintsV2", "mch_operate", "_out_order_no_"].map(Spelling.segmentOf).join("/") // => "deduct-orders/complaints-v2/mch_operate/{out_order_no}"
 * ```
 */
export const segmentOf = (name: string): string => {
  if (/[/{]/u.test(name)) return name
  const [, , variable] = /^([_$])(.+)\1$/su.exec(name) ?? []
  if (variable !== undefined) return `{${variable}}`
  return name.replace(/^[A-Z]/u, lowered).replaceAll(/[A-Z]/gu, (capital) => `-${lowered(capital)}`)
}

const lowered = (capital: string): string => capital.toLowerCase()

/** A path without the slash that it may begin with. */
export const bare = (path: string): string => path.replace(/^\//u, "")

/** The names that a path is spelled with in a chain: the inverse of `segmentOf`, name by name. */
export const namesOf = (path: string): ReadonlyArray<string> => bare(path).split("/").map(nameOf)

const nameOf = (segment: string): string => {
  const [, variable] = /^\{(.+)\}$/su.exec(segment) ?? []
  if (variable !== undefined) return `_${variable}_`
  return segment.replaceAll(/(?!^)-([a-z])/gu, (_, letter: string) => letter.toUpperCase())
}

/** The variables of a path, in its order. */
export const variablesOf = (path: string): ReadonlyArray<string> =>
  Array.from(path.matchAll(variable), ([, name = ""]) => name)

/** A path with its variables replaced, each by what stands for it, percent-encoded. */
export const filled = (path: string, values: Readonly<Record<string, string>>): string =>
  path.replaceAll(variable, (_, name: string) => encodeURIComponent(values[name] ?? ""))

const variable = /\{([^{}/]*)\}/gu

/** `Name` of a chain for one segment of a path. */
type NameOf<Segment extends string> = Segment extends `{${infer Variable}}`
  ? `_${Variable}_` | `$${Variable}$`
  : Camel<Segment>

/** Letters behind a hyphen as capitals; a hyphen before anything else stays. */
type Camel<Text extends string> = Text extends `${infer Head}-${infer Rest}`
  ? Rest extends `${infer Letter}${string}`
    ? Uppercase<Letter> extends Lowercase<Letter>
      ? `${Head}-${Camel<Rest>}`
      : `${Head}${Capitalize<Camel<Rest>>}`
    : Text
  : Text

/** The first segment of each path. */
type Head<Path extends string> = Path extends `${infer First}/${string}` ? First : Path

/** What follows a first segment; nothing where a path ends with it. */
type Tail<Path extends string, First extends string> = Path extends `${First}/${infer Rest}` ? Rest : never

/** The variables of a path. */
export type Variable<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Variable<Rest>
  : never

/** A path without the slash that it may begin with. */
export type Bare<Path extends string> = Path extends `/${infer Rest}` ? Rest : Path

/** What a tree of paths looks like to who spells them: each node has its verbs where a path ends, and its children. */
export type Tree<Paths extends string, Ends> = Nodes<Paths, "", Ends>

type Nodes<Paths extends string, Before extends string, Ends> = {
  readonly [First in Head<Paths> as NameOf<First>]: Node<Paths, First, `${Before}${First}`, Ends>
}

type Node<Paths extends string, First extends string, Whole extends string, Ends> = (First extends Paths
  ? Whole extends keyof Ends
    ? Ends[Whole]
    : unknown
  : unknown) &
  Nodes<Tail<Paths, First>, `${Whole}/`, Ends>
