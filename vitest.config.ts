import { availableParallelism } from "node:os"
import { defineConfig } from "vitest/config"
import { SpecificationReporter } from "./scripts/spec/reporter.ts"

export default defineConfig({
  test: {
    include: ["tests/**/*.{spec,test}.ts"],
    // Where a test stands tells SPEC.md whether it is a property.
    includeTaskLocation: true,
    reporters: ["default", new SpecificationReporter()],
    // One for each core: by itself vitest leaves one idle.
    maxWorkers: availableParallelism(),
    // Making RSA keys takes seconds on a small, busy machine; this is a limit, not an expectation.
    testTimeout: 60_000,
    hookTimeout: 60_000
  }
})
