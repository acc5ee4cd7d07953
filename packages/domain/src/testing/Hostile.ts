/**
 * What no compiler would let through, and JavaScript hands over all the same: wrong types, traps, things that throw
 * when they are looked at.
 *
 * @since 0.1.0
 */
import * as Redacted from "effect/Redacted"

const spring = (): never => {
  throw new RangeError("a trap was sprung")
}

const circle = (): object => {
  const inside: Record<string, unknown> = {}
  inside["again"] = inside
  return inside
}

/** Values that are no member of any draft, by what they are; some of them may not be printed. */
export const strangers: ReadonlyArray<readonly [what: string, given: unknown]> = [
  ["a boolean", true],
  ["NaN", Number.NaN],
  ["a fraction", 0.5],
  ["a large whole number", 10n],
  ["a symbol", Symbol.iterator],
  ["an empty object", {}],
  ["an empty list", []],
  ["a list of lists", [[[]]]],
  ["an object without a prototype", Object.create(null)],
  ["a boxed text", new String("123")],
  ["an invalid day", new Date(Number.NaN)],
  ["a function", () => 1],
  ["a circle", circle()],
  ["what throws when it is printed", { toString: spring, toJSON: spring, valueOf: spring }]
]

const revoked = (): object => {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return proxy
}

/** Objects that throw when anything is read from them. */
export const traps: ReadonlyArray<readonly [what: string, given: object]> = [
  ["a revoked proxy", revoked()],
  ["a proxy that throws at everything", new Proxy({}, { get: spring, has: spring, ownKeys: spring })]
]

/** A draft one member of which throws when it is read. */
export const withTrap = (draft: object, name: string): object =>
  Object.defineProperty({ ...draft }, name, { enumerable: true, get: spring })

/** A secret that was wiped: it says that it is one, and holds nothing. */
export const wiped = (): Redacted.Redacted => {
  const secret = Redacted.make("x")
  Redacted.wipeUnsafe(secret)
  return secret
}

/** A draft whose members, at any depth, are read through getters that write down what is read. */
export const watched = (draft: object, reads: Array<string>, path = ""): object =>
  Array.isArray(draft)
    ? draft.map((item: unknown, at) => (isPlain(item) ? watched(item, reads, `${path}[${at}].`) : item))
    : Object.defineProperties(
        {},
        Object.fromEntries(
          Object.entries(draft).map(([name, value]: [string, unknown]): [string, PropertyDescriptor] => [
            name,
            {
              enumerable: true,
              get: () => {
                reads.push(`${path}${name}`)
                return isPlain(value)
                  ? watched(value, reads, Array.isArray(value) ? `${path}${name}` : `${path}${name}.`)
                  : value
              }
            }
          ])
        )
      )

const isPlain = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Redacted.isRedacted(value)

/** Whatever is given, as JavaScript hands it over: of no type that a compiler could hold against it. */
export const unseen = (given: unknown) => JSON.parse("0", () => given)
