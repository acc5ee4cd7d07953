import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    include: ["tests/spec/**/*.spec.ts", "tests/signing/**/*.test.ts"],
    // One worker reads the sources once for all files.
    isolate: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    coverage: {
      enabled: true,
      provider: "v8",
      include: [
        "packages/domain/src/rules/**",
        "packages/domain/src/signing/**",
        "packages/domain/src/Contract.ts",
        "packages/domain/src/DeductOrder.ts",
        "packages/domain/src/ServiceOrderStage.ts",
        "packages/domain/src/internal/transitions.ts"
      ],
      reporter: [["text", { skipFull: true }]],
      thresholds: { lines: 100 }
    }
  }
})
