import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["tests/e2e/**/*.test.ts"],
    pool: "forks",
    globalSetup: ["tests/e2e/global-setup.ts"],
    setupFiles: ["tests/setup/guard-file.ts"],
    // A journey passes many pages, and waits for a sandbox here and there; nothing waits for a fixed time.
    testTimeout: 180_000,
    hookTimeout: 60_000,
    // A page may still be fetching what it shows after an act.
    expect: { poll: { timeout: 15_000 } },
    maxWorkers: 2,
  },
});
