import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    include: ["tests/browser/**/*.browser.ts"],
    // Starting a browser takes seconds on a small, busy machine, and two at once take longer.
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000
  }
})
