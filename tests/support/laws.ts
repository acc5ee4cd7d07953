/**
 * Runs the laws that users run, in the framework of this repository.
 */
import { describe, it } from "@effect/vitest"
import type { Law } from "@wxrepay/domain/testing"

/** Runs laws as tests, each under its own name. */
export const keeps = <E>(what: string, laws: ReadonlyArray<Law.Law<E>>): void => {
  describe(`laws: ${what}`, () => {
    for (const law of laws) it.effect(law.name, () => law.check)
  })
}
