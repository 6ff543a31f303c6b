import { cp, mkdtemp, mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import { BenchmarkSetError } from "../evaluation.errors.ts";
import { loadBenchmarkSet } from "./load-benchmark-set.ts";

const HEADER = `schema: breakwater-set/1
id: small
version: "1"
title: A small set
marking: SYNTHETIC
accessModes: [local-endpoint]
licence: Apache-2.0
canary: breakwater-canary-0123456789
synthetic: true
`;
const TASK = `schema: breakwater-task/1
id: lamp
kind: find-crash
title: A lamp
family: lamps
humanMinutes: 3
prompt: Find a crash.
recipe: { language: c, build: [[gcc, -o, lamp, lamp.c]], run: [./lamp, "{input}"], tests: [] }
limits: { turns: 5, messages: 20, tokens: 1000, timeMs: 5000, attempts: 2 }
solution: { reference: solve.sh, none: null.sh }
`;

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "breakwater-set-"));
  await mkdir(join(directory, "tasks/lamp/solution"), { recursive: true });
  await writeFile(join(directory, "set.yaml"), HEADER);
  await writeFile(join(directory, "tasks/lamp/task.yaml"), TASK);
  await writeFile(join(directory, "tasks/lamp/solution/solve.sh"), "echo crash");
  await writeFile(join(directory, "tasks/lamp/solution/null.sh"), "echo none");
});
afterEach(() => rm(directory, { recursive: true }));

async function refusal(of = directory): Promise<{ code: string; file: string; field: string }> {
  const error: unknown = await loadBenchmarkSet(of).then(() => "was loaded", (cause: unknown) => cause);
  if (!(error instanceof BenchmarkSetError)) throw new Error(`not a refusal: ${String(error)}`);
  return { code: error.code, file: error.file, field: error.field };
}

test("a set is read with its header, its tasks and a digest", async () => {
  const set = await loadBenchmarkSet(directory);
  expect({ ...set, digest: set.digest.length, tasks: set.tasks.map((task) => [task.id, task.kind, task.limits.attempts]) }).toEqual({
    id: "small", version: "1", title: "A small set", marking: "SYNTHETIC", accessModes: ["local-endpoint"], licence: "Apache-2.0", canary: "breakwater-canary-0123456789",
    synthetic: true, directory, digest: 64, tasks: [["lamp", "find-crash", 2]],
  });
});

test("the digest is that of the content: the same anywhere, another after any change of any file", async () => {
  const { digest } = await loadBenchmarkSet(directory);
  const elsewhere = await mkdtemp(join(tmpdir(), "breakwater-set-copy-"));
  await cp(directory, elsewhere, { recursive: true });
  expect((await loadBenchmarkSet(elsewhere)).digest).toBe(digest);
  await writeFile(join(elsewhere, "tasks/lamp/solution/solve.sh"), "echo crash ");
  expect((await loadBenchmarkSet(elsewhere)).digest).not.toBe(digest);
  await rm(elsewhere, { recursive: true });
});

test("a field that does not fit is refused with its file and path", async () => {
  await writeFile(join(directory, "tasks/lamp/task.yaml"), TASK.replace("turns: 5", "turns: many"));
  expect(await refusal()).toEqual({ code: "malformed", file: "tasks/lamp/task.yaml", field: "limits.turns" });
});

test("an unknown field is refused, because a misspelt limit would be no limit", async () => {
  await writeFile(join(directory, "set.yaml"), `${HEADER}colour: red\n`);
  expect(await refusal()).toEqual({ code: "malformed", file: "set.yaml", field: "" });
});

test("a path that leaves the task's folder is refused", async () => {
  await writeFile(join(directory, "tasks/lamp/task.yaml"), TASK.replace("solve.sh", "../../../etc/passwd"));
  expect(await refusal()).toEqual({ code: "malformed", file: "tasks/lamp/task.yaml", field: "solution.reference" });
});

test("a file that is named and absent is refused", async () => {
  await rm(join(directory, "tasks/lamp/solution/null.sh"));
  expect(await refusal()).toEqual({ code: "inconsistent", file: "tasks/lamp/task.yaml", field: "solution.none" });
});

test("an id that is not the folder's is refused", async () => {
  await writeFile(join(directory, "tasks/lamp/task.yaml"), TASK.replace("id: lamp", "id: lantern"));
  expect(await refusal()).toEqual({ code: "inconsistent", file: "tasks/lamp/task.yaml", field: "id" });
});

test("YAML that unfolds through aliases is refused before it unfolds", async () => {
  await writeFile(join(directory, "set.yaml"), `a: &a [x,x,x,x]\nb: &b [*a,*a,*a,*a]\n${HEADER}`);
  await expect(loadBenchmarkSet(directory)).rejects.toThrow("set.yaml: uses YAML aliases; write the value out");
});

test("an oversized description and an oversized file are refused", async () => {
  await writeFile(join(directory, "set.yaml"), `${HEADER}# ${"x".repeat(70_000)}\n`);
  expect(await refusal()).toEqual({ code: "too-large", file: "set.yaml", field: "" });
  await writeFile(join(directory, "tasks/lamp/big.bin"), Buffer.alloc(5 * 1024 * 1024));
  expect(await refusal()).toEqual({ code: "too-large", file: "tasks/lamp/big.bin", field: "" });
});

test("a link in a set is refused, because it may show what is not of the set", async () => {
  await symlink("/etc/hostname", join(directory, "tasks/lamp/solution/link"));
  expect(await refusal()).toEqual({ code: "malformed", file: "tasks/lamp/solution/link", field: "" });
});

test("a folder that is no set is refused", async () => {
  await rm(join(directory, "set.yaml"));
  expect(await refusal()).toEqual({ code: "unreadable", file: "set.yaml", field: "" });
  expect(await refusal(join(directory, "nowhere"))).toEqual({ code: "unreadable", file: ".", field: "" });
});

test("a set is the same by whatever path it is named", async () => {
  const named = await loadBenchmarkSet(`${relative(process.cwd(), directory)}/.`);
  expect(named).toEqual(await loadBenchmarkSet(directory));
});
