// Everything that CI checks, in order, on the pinned Node. Each check that is no test run counts as one test.
// The last line is `N passed, N failed`, alone; the exit code is 1 unless nothing failed and tests really ran.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import { repositoryRoot as root } from "./bootstrap.mjs";
import { checkBoundaries } from "./check-boundaries.ts";
import { checkFolders } from "./check-folders.ts";
import { checkSpecs } from "./check-specs.ts";
import { checkSql } from "./check-sql.ts";
import { checkSuppressions } from "./check-suppressions.ts";
import { checkDependencies } from "./release/check-dependencies.ts";
import { checkRoomMap } from "./room-map.ts";

interface Count {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

interface Check {
  readonly group: "types" | "lint" | "rooms" | "specs" | "web" | "tests" | "e2e";
  readonly title: string;
  readonly run: () => Promise<Count>;
}

const checks: readonly Check[] = [
  { group: "types", title: "Types", run: () => runProgram("tsc", ["--noEmit"]) },
  { group: "lint", title: "Lint", run: () => runProgram("oxlint", ["--deny-warnings"]) },
  { group: "lint", title: "Suppressions are counted", run: () => report(checkSuppressions(root)) },
  { group: "rooms", title: "Room boundaries", run: async () => report(await checkBoundaries(root)) },
  { group: "rooms", title: "Folders are those of rooms.json", run: () => report(checkFolders(root)) },
  { group: "rooms", title: "SQL is in stores", run: () => report(checkSql(root)) },
  { group: "rooms", title: "The room map is fresh", run: () => report(checkRoomMap(root)) },
  { group: "rooms", title: "Dependencies are pinned, checked and decided on", run: () => report(checkDependencies(root)) },
  { group: "specs", title: "The specification keeps its promises, and finds out each planted violation", run: () => report(checkSpecs((line) => process.stdout.write(`${line}\n`))) },
  { group: "web", title: "The web app builds", run: () => runProgram("vite", ["build", "--config", "apps/web/vite.config.ts", "--logLevel", "warn"]) },
  { group: "tests", title: "Unit tests, store tests and journeys", run: () => runVitest([]) },
  { group: "e2e", title: "End-to-end tests in Chromium", run: () => runVitest(["--config", "tests/e2e/vitest.config.ts"]) },
];

const nothing: Count = { passed: 0, failed: 0, skipped: 0 };

function chooseChecks(): readonly Check[] {
  const { values } = parseArgs({ options: { only: { type: "string" } } });
  if (values.only === undefined) return checks;
  const groups = values.only.split(",");
  const unknown = groups.filter((group) => !checks.some((check) => check.group === group));
  if (unknown.length > 0) {
    process.stderr.write(`--only ${unknown.join(",")}: the checks are ${[...new Set(checks.map((check) => check.group))].join(", ")}.\n`);
    process.exit(2);
  }
  return checks.filter((check) => groups.includes(check.group));
}

async function runChecks(chosen: readonly Check[]): Promise<number> {
  const lines: string[] = [];
  let total = nothing;
  for (const { title, run } of chosen) {
    process.stdout.write(`\n── ${title} ──\n`);
    const startedAt = performance.now();
    const count = await countEvenIfBroken(run);
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    lines.push(`${count.failed > 0 ? "FAILED" : "ok    "}  ${title}: ${describe(count)}${count.skipped > 0 ? `, ${count.skipped} skipped` : ""} (${seconds} s)`);
    process.stdout.write(`${lines.at(-1)}\n`);
    total = add(total, count);
  }
  process.stdout.write(`\n${lines.join("\n")}\n\n${describe(total)}\n`);
  return total.failed > 0 ? 1 : 0;
}

/** A check that cannot be carried out has failed, and the others still run. */
async function countEvenIfBroken(run: Check["run"]): Promise<Count> {
  try {
    return await run();
  } catch (error) {
    process.stdout.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    return toCount(false);
  }
}

function report(problems: readonly string[]): Promise<Count> {
  for (const problem of problems) process.stdout.write(`${problem}\n`);
  return Promise.resolve(toCount(problems.length === 0));
}

async function runProgram(name: string, args: readonly string[]): Promise<Count> {
  return toCount((await runHere(name, args)) === 0);
}

const vitestReport = z.object({
  success: z.boolean(),
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numPendingTests: z.int(),
  numTodoTests: z.int(),
  testResults: z.array(z.object({ status: z.string(), assertionResults: z.array(z.object({ status: z.string() })) })),
});

async function runVitest(args: readonly string[]): Promise<Count> {
  const folder = await mkdtemp(join(tmpdir(), "breakwater-tests-"));
  try {
    const outputFile = join(folder, "vitest.json");
    const exitCode = await runHere("vitest", ["run", ...args, "--reporter=default", "--reporter=json", `--outputFile.json=${outputFile}`]);
    if (!existsSync(outputFile)) return toCount(false);
    return countTests(vitestReport.parse(JSON.parse(await readFile(outputFile, "utf8"))), exitCode);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function countTests(outcome: z.infer<typeof vitestReport>, exitCode: number): Count {
  // A file that cannot be loaded holds no failed test, and yet it failed.
  const brokenFiles = outcome.testResults.filter((file) => file.status === "failed" && !file.assertionResults.some((test) => test.status === "failed")).length;
  const failed = outcome.numFailedTests + brokenFiles;
  const failedOtherwise = (exitCode !== 0 || !outcome.success || outcome.numPassedTests === 0) && failed === 0;
  return { passed: outcome.numPassedTests, failed: failed + (failedOtherwise ? 1 : 0), skipped: outcome.numPendingTests + outcome.numTodoTests };
}

function runHere(name: string, args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(join(root, "node_modules", ".bin", name), args, { stdio: ["ignore", "inherit", "inherit"] });
    child.once("error", reject);
    child.once("exit", (code) => resolve(code ?? 1));
  });
}

function toCount(passed: boolean): Count {
  return { passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: 0 };
}

function add(one: Count, other: Count): Count {
  return { passed: one.passed + other.passed, failed: one.failed + other.failed, skipped: one.skipped + other.skipped };
}

function describe({ passed, failed }: Count): string {
  return `${passed} passed, ${failed} failed`;
}

process.chdir(root);
process.exitCode = await runChecks(chooseChecks());
