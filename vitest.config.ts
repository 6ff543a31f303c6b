import { defineConfig } from "vitest/config";
import { LongestFirst } from "./tests/setup/longest-first.ts";

export default defineConfig({
  test: {
    include: ["{apps,engines,rooms,contracts,api-client,fakes,scripts,tests}/**/*.test.{ts,tsx}"],
    exclude: ["**/node_modules/**", "**/dist/**", "tests/e2e/**"],
    pool: "forks",
    globalSetup: ["tests/setup/postgres.ts"],
    setupFiles: ["tests/setup/guard-file.ts"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
  },
});
