/**
 * The chain itself: nodes that know nothing but the path so far, and are forgotten with it.
 *
 * @since 0.1.0
 */
import { bare, segmentOf, type Verb } from "./Spelling.ts"

/** What the names of a chain call. */
export interface Rim<A> {
  /** The verb that a name is, if it is one. */
  readonly verbOf: (name: string) => Verb | undefined
  readonly call: (verb: Verb, path: string, options: unknown) => A
  /** What the root has besides, which is no segment. */
  readonly besides: Readonly<Record<PropertyKey, unknown>>
}

/** Names that the language asks of any value, and that no path has. They are answered with nothing. */
const silent: ReadonlySet<string> = new Set(["then", "toJSON", "constructor", "__proto__", "prototype"])

/**
 * The root of a chain. A node answers a child for each name and keeps none; it is no promise, and tells nothing of itself
 * to `JSON.stringify` or an inspector. Its type stands with whoever makes it.
 */
export const root = <A>(rim: Rim<A>): object => {
  const besides: Rim<A>["besides"] = { ...rim.besides, chain: (path: string) => node(rim, bare(path)) }
  return proxied({}, (name) => child(rim, "", bare(name)), besides)
}

const node = <A>(rim: Rim<A>, path: string): object => proxied({}, (name) => child(rim, path, name))

const child = <A>(rim: Rim<A>, path: string, name: string): object => {
  const below = path === "" ? segmentOf(name) : `${path}/${segmentOf(name)}`
  const verb = rim.verbOf(name)
  if (verb === undefined) return node(rim, below)
  return proxied(
    (options?: unknown) => rim.call(verb, path, options),
    (name) => child(rim, below, name)
  )
}

const proxied = (target: object, answer: (name: string) => unknown, besides: Rim<unknown>["besides"] = {}): object =>
  new Proxy(target, {
    get: (_, name) => {
      if (Object.hasOwn(besides, name)) return besides[name]
      return typeof name === "symbol" || silent.has(name) ? undefined : answer(name)
    },
    has: (_, name) => Object.hasOwn(besides, name),
    set: () => false,
    defineProperty: () => false,
    deleteProperty: () => false,
    setPrototypeOf: () => false
  })
