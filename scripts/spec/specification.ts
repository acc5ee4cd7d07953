/**
 * The specification: every rule with the tests that pin it and the code that decides it, and what is wrong with that.
 */
import type { Rule } from "../../packages/domain/src/rulebook/index.ts"
import { familyOf } from "./ids.ts"
import type { Pin } from "./pins.ts"
import type { Place } from "./places.ts"

/** Tests that stand on one line of a source, told by their sentences. */
export interface Group {
  readonly file: string
  readonly sentences: ReadonlyArray<string>
}

/** One rule, and what stands for it. */
export interface Entry {
  readonly id: string
  readonly rule: Rule
  readonly properties: ReadonlyArray<Group>
  readonly examples: ReadonlyArray<Group>
  readonly places: ReadonlyArray<Place>
}

/** The rules of a family, and what its tests say of none of them in particular. */
export interface Chapter {
  readonly family: string
  readonly title: string
  readonly entries: ReadonlyArray<Entry>
  readonly besides: ReadonlyArray<Group>
}

/** What the specification is made from. */
export interface Material {
  readonly rulebook: Readonly<Record<string, Rule>>
  /** What each family is about, in words. */
  readonly titles: Readonly<Record<string, string>>
  readonly pins: ReadonlyArray<Pin>
  readonly places: ReadonlyArray<Place>
}

/** Whether those who read the specification look for it in a file first. */
export const isSpecification = (file: string): boolean => /^tests\/(?:spec|wire|signing)\//u.test(file)

/** Folders of tests that have the sandbox, or a model of the platform, before them. */
const isOfSandbox = (file: string): boolean => /^tests\/(?:sandbox|model|faults)\//u.test(file)

/** Rooms of the code, those first that decide. */
const rooms = [
  /^packages\/domain\/src\/rules\//u,
  /^packages\/domain\/src\/\w+\.ts$/u,
  /^packages\/domain\/src\/(?:signing|api)\//u,
  /^packages\/domain\//u,
  /^packages\/transport-/u,
  /^packages\/sandbox\//u
]

const roomOf = ({ file }: Place): number => {
  const at = rooms.findIndex((room) => room.test(file))
  return at === -1 ? rooms.length : at
}

/** Tests by the line they stand on, the specification's own files first. */
export const groups = (pins: ReadonlyArray<Pin>): ReadonlyArray<Group> => {
  const byLine = new Map<string, { file: string; sentences: Array<string> }>()
  for (const { file, line, name, sentence } of pins) {
    const key = `${file}:${line ?? name}`
    const group = byLine.get(key) ?? { file, sentences: [] }
    if (!group.sentences.includes(sentence)) group.sentences.push(sentence)
    byLine.set(key, group)
  }
  const rank = ({ file }: Group): string => `${isSpecification(file) ? 0 : 1} ${file}`
  return [...byLine.values()].toSorted((one, other) => (rank(one) < rank(other) ? -1 : rank(one) > rank(other) ? 1 : 0))
}

/** The chapters, in the rulebook's order. */
export const chapters = ({ pins, places, rulebook, titles }: Material): ReadonlyArray<Chapter> =>
  [...new Set(Object.keys(rulebook).map(familyOf))].map((family) => ({
    family,
    title: titles[family] ?? "",
    entries: Object.entries(rulebook)
      .filter(([id]) => familyOf(id) === family)
      .map(([id, rule]) => {
        const pinning = pins.filter(({ rules }) => rules.includes(id))
        return {
          id,
          rule,
          properties: groups(pinning.filter(({ kind }) => kind === "property")),
          examples: groups(pinning.filter(({ kind }) => kind === "example")),
          places: places.filter((place) => place.id === id).toSorted((one, other) => roomOf(one) - roomOf(other))
        }
      }),
    besides: groups(pins.filter(({ families, rules }) => rules.length === 0 && families.includes(family)))
  }))

const complaintsOf = ({ examples, id, places, properties, rule }: Entry): ReadonlyArray<string> => {
  if (rule.enforcedBy === "documentation") {
    return rule.because.length < 20 ? [`${id} is enforced by nobody, and does not say why`] : []
  }
  const files = [...properties, ...examples].map(({ file }) => file)
  const inSandbox = places.some(({ file }) => file.startsWith("packages/sandbox/"))
  const beside = places.some(({ file }) => !file.startsWith("packages/sandbox/"))
  const faults: ReadonlyArray<readonly [boolean, string]> = [
    [places.length === 0, "stands in no code"],
    [files.length === 0, "has no test"],
    [files.length > 0 && properties.length === 0 && rule.cases === undefined, "has no property, and does not say why"],
    [properties.length > 0 && rule.cases !== undefined, "has a property, though it says why it needs none"],
    [properties.length > 0 && examples.length === 0, "has properties and no example at its boundary"],
    [
      rule.enforcedBy !== "sandbox" && inSandbox && !beside,
      `is enforced by ${rule.enforcedBy}, and stands in the sandbox only`
    ],
    [
      rule.enforcedBy !== "client" && files.length > 0 && !inSandbox && !files.some(isOfSandbox),
      `is enforced by ${rule.enforcedBy}, and neither the sandbox nor a test of it names it`
    ]
  ]
  return faults.filter(([isSo]) => isSo).map(([, fault]) => `${id} ${fault}`)
}

/** Everything that is wrong, in sentences. Nothing is when there are none. */
export const complaints = (material: Material): ReadonlyArray<string> => [
  ...material.pins.flatMap(({ file, name, strangers }) =>
    strangers.map((id) => `${id} is no rule, but ${file} has “${name}”`)
  ),
  ...material.places
    .filter(({ isKnown }) => !isKnown)
    .map(({ file, id, name }) => `${id} is no rule, but ${name} in ${file} names it`),
  ...material.pins
    .filter(({ families, file }) => isSpecification(file) && families.length === 0)
    .map(({ file, name }) => `${file} has “${name}”, which names neither a rule nor a family`),
  ...chapters(material).flatMap(({ entries, family, title }) =>
    (title === "" ? [`${family} has no title`] : []).concat(entries.flatMap(complaintsOf))
  )
]
