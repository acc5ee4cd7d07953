/**
 * Ids of rules in a text.
 */

/** Every id there is. */
export type RuleIds = ReadonlyArray<string>

/** `CR-AMT` of `CR-AMT-01`. */
export const familyOf = (id: string): string => id.slice(0, -3)

/** Whether any rule is of a family. */
export const isFamily = (rules: RuleIds, name: string): boolean => rules.some((id) => familyOf(id) === name)

/** The ids that a text names, one by one or as a range such as `V3-ROT-01 to V3-ROT-03`, each once, in the rulebook's order. */
export const idsIn = (rules: RuleIds, text: string) => {
  const named = new Set(Array.from(text.matchAll(/\b(?:CR|PS|V3)-[A-Z]+-[0-9]{2}\b/gu), ([id]) => id))
  for (const [, family = "", from = "", to = ""] of text.matchAll(
    /\b((?:CR|PS|V3)-[A-Z]+)-([0-9]{2}) to \1-([0-9]{2})\b/gu
  )) {
    for (const id of rules) {
      if (familyOf(id) === family && id.slice(-2) >= from && id.slice(-2) <= to) named.add(id)
    }
  }
  return {
    known: rules.filter((id) => named.has(id)),
    strangers: [...named].filter((id) => !rules.includes(id))
  }
}
