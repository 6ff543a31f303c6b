import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { spawnSync } from "node:child_process";
import { afterAll, beforeAll, expect, it } from "vitest";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "breakwater-conformance-"));
  await writeFile(join(folder, "1.casrep"), JSON.stringify({ CrashSeverity: {}, Stacktrace: ["#0  moor (ship=0x1) at berth.c:3"] }));
});
afterAll(() => rm(folder, { recursive: true }));

function conformance(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(import.meta.dirname, "conformance.ts"), ...args], { encoding: "utf8" });
  return { status, stdout, stderr };
}

it("a suite tells what passed and its own figures, as a line or as JSON", () => {
  expect(conformance("casr", folder)).toEqual({ status: 0, stdout: "casr: 1 passed, 0 failed, 0 skipped, unique 1, clusters 1\n", stderr: "" });
  const { status, stdout } = conformance("casr", folder, "--json");
  expect([status, JSON.parse(stdout)]).toEqual([0, { suite: "casr", passed: 1, failed: 0, skipped: 0, unique: 1, clusters: 1, failures: [] }]);
});

it.each([
  [["nothing", "."], 'There is no suite "nothing".'],
  [[], "where SUITE is one of: casr"],
  [["casr"], "casr: name the folder or file with the data."],
  [["casr", "/no/such/folder"], "/no/such/folder: there is no such file or folder."],
  [["casr", "--fast"], "The only option is --json."],
])("arguments that cannot be used end with 2 and the list: %j", (args, message) => {
  expect(conformance(...args)).toEqual({ status: 2, stdout: "", stderr: expect.stringContaining(message) as string });
});
