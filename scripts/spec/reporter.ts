/**
 * Holds SPEC.md to the tests whenever all of them ran, at no cost of its own: a rule without a test, a test without a rule and
 * a page that says otherwise make the run fail.
 */
import { relative } from "node:path"
import type { Reporter, TestModule, Vitest } from "vitest/node"
import { faults } from "./documents.ts"
import { materialOf, root } from "./material.ts"

/** The reporter. */
export class SpecificationReporter implements Reporter {
  #vitest: Vitest | undefined

  onInit(vitest: Vitest): void {
    this.#vitest = vitest
  }

  async onTestRunEnd(modules: ReadonlyArray<TestModule>): Promise<void> {
    const vitest = this.#vitest
    if (vitest === undefined || vitest.config.testNamePattern !== undefined || vitest.config.watch) return
    const all = await vitest.globTestSpecifications()
    if (modules.length < all.length) return
    const tests = modules.flatMap((module) =>
      Array.from(module.children.allTests(), ({ fullName, location }) => ({
        name: fullName,
        file: relative(root, module.moduleId).replaceAll("\\", "/"),
        line: location?.line
      }))
    )
    const found = faults(materialOf(tests))
    if (found.length === 0) return vitest.logger.log(`Specification: SPEC.md says what ${tests.length} tests say`)
    vitest.logger.error(["The specification does not hold:", ...found.map((fault) => `  ${fault}`)].join("\n"))
    process.exitCode = 1
  }
}
