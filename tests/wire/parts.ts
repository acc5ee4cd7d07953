/**
 * Ways into a JSON value by documented paths such as `post_payments[].amount`, where `[]` is the first of a list.
 */
import * as Predicate from "effect/Predicate"

const names = (path: string): ReadonlyArray<string> => path.replaceAll("[]", ".0").split(".")

const changedAt = (value: unknown, [name, ...rest]: ReadonlyArray<string>, part: unknown): unknown => {
  if (name === undefined) return part
  const members = Predicate.isObjectKeyword(value) ? Object.entries(value) : []
  const before = members.find(([other]) => other === name)
  const after = changedAt(before?.[1], rest, part)
  const changed = members.map(([other, member]) => [other, other === name ? after : member] as const)
  const all = before === undefined ? [...changed, [name, after] as const] : changed
  const kept = all.filter(([, member]) => member !== undefined)
  return Array.isArray(value) ? kept.map(([, item]) => item) : Object.fromEntries(kept)
}

/** A value with one part changed or added; `undefined` cuts the part out. */
export const changed = (value: unknown, path: string, part: unknown): unknown => changedAt(value, names(path), part)

/** The part of a value at a path, `undefined` when there is none. */
export const partAt = (value: unknown, path: string): unknown =>
  names(path).reduce<unknown>(
    (part, name) => (Predicate.isObjectKeyword(part) && Predicate.hasProperty(part, name) ? part[name] : undefined),
    value
  )

/** Every member of a value, however deep, with its path; members of a list have one path together. */
export const membersOf = (value: unknown, before = ""): ReadonlyArray<readonly [path: string, member: unknown]> => {
  if (Array.isArray(value)) return value.flatMap((item: unknown) => membersOf(item, `${before.slice(0, -1)}[].`))
  if (!Predicate.isObject(value)) return []
  return Object.entries(value).flatMap(([name, member]) =>
    [[before + name, member] as const].concat(membersOf(member, `${before}${name}.`))
  )
}

/** The path of every member of a value. */
export const pathsOf = (value: unknown): ReadonlyArray<string> => [...new Set(membersOf(value).map(([path]) => path))]

/** A place as a failure names it. */
export const place = (path: string): string =>
  names(path)
    .map((name) => (name === "0" ? "[0]" : `["${name}"]`))
    .join("")
