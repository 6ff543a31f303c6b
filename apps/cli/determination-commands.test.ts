import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openDecision } from "../../tests/setup/opened-decision.ts";
import { runCli } from "./run-cli.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "breakwater-determination-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function breakwater(...args: readonly string[]) {
  let stdout = "";
  let stderr = "";
  const surroundings = { stdout: (text: string) => (stdout += text), stderr: (text: string) => (stderr += text), stdin: process.stdin, env: {}, signal: new AbortController().signal };
  const exitCode = await runCli(args.map((arg) => arg.replaceAll("~", folder)), surroundings);
  return { exitCode, stdout: stdout.replaceAll(folder, "~"), stderr: stderr.replaceAll(folder, "~") };
}

/** As the enclave exports it. */
async function inspectionFile(change: object = {}): Promise<void> {
  const { outcome: _outcome, ...opened } = await openDecision();
  await writeFile(join(folder, "inspection.json"), JSON.stringify({ schema: "breakwater-inspection/1", ...opened, determination: null, ...change }));
}

test("an inspector recomputes a determination from what the enclave opened", async () => {
  await inspectionFile();
  const { exitCode, stdout, stderr } = await breakwater("determination", "audit", "~/inspection.json");
  expect([exitCode, stderr]).toEqual([0, ""]);
  const lines = stdout.trimEnd().split("\n");
  expect([lines[0], lines.at(-1)]).toEqual(["~/inspection.json: holds; by the rule: covered", "  overall: 5 of 6 passed, lower bound 0.3588 against 0.2: yes"]);
  expect(lines.slice(1, -1).every((line) => line.startsWith("  yes  "))).toBe(true);
});

test("what was altered after it was committed to does not hold, and the answer names the check", async () => {
  const { standard } = await openDecision();
  await inspectionFile({ standard: { ...standard, value: { ...standard.value, rule: "all" } } });
  const { exitCode, stdout } = await breakwater("determination", "audit", "~/inspection.json", "--json");
  expect(exitCode).toBe(1);
  const { ok, checks } = JSON.parse(stdout) as { ok: boolean; checks: { name: string; ok: boolean }[] };
  expect([ok, checks.filter((check) => !check.ok).map(({ name }) => name)]).toEqual([false, ["standard-opens", "rule-opens", "one-standard"]]);
});

test("with a bundle that is none the audit says no, and a file that is no inspection file names its field", async () => {
  await inspectionFile();
  await writeFile(join(folder, "bundle.json"), "{}");
  const { exitCode, stdout } = await breakwater("determination", "audit", "~/inspection.json", "--bundle", "~/bundle.json");
  expect(exitCode).toBe(1);
  expect(stdout).toContain("NO   bundle-verifies");
  expect(stdout).toContain("NO   one-determination");
  await inspectionFile({ results: 7 });
  expect(await breakwater("determination", "audit", "~/inspection.json")).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("not an inspection file (results") });
});
