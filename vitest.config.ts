import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    include: ["tests/**/*.{spec,test}.ts"],
    // Making RSA keys takes seconds on a small, busy machine; this is a limit, not an expectation.
    testTimeout: 60_000,
    hookTimeout: 60_000
  }
})
