import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startModelEndpoint } from "#fakes/model-endpoint";
import { runCli } from "./run-cli.ts";

// A small program that copies a line into sixteen bytes without looking how long it is.
const source = `#include <stdio.h>
#include <string.h>

int main(int argc, char **argv) {
  static char line[256];
  char name[16];
  FILE *file = argc > 1 ? fopen(argv[1], "r") : NULL;
  if (!file) return 2;
  if (!fgets(line, sizeof line, file)) return 3;
  strcpy(name, line);
  printf("hello %s", name);
  return 0;
}
`;

const diff = (added: string): string => `--- a/greet.c
+++ b/greet.c
@@ -8,5 +8,6 @@
   if (!file) return 2;
   if (!fgets(line, sizeof line, file)) return 3;
+  ${added}
   strcpy(name, line);
   printf("hello %s", name);
   return 0;
`;

const manifest = {
  schema: "breakwater-evidence/1",
  title: "stack-buffer-overflow in greet",
  description: "A line longer than fifteen characters overwrites the stack.",
  weakness: "CWE-121",
  target: {
    name: "greet",
    version: "1.0.0",
    repository: null,
    location: "greet.c",
    source: "source",
    recipe: {
      language: "c",
      build: [["gcc", "-g", "-O1", "-fsanitize=address", "-o", "greet", "greet.c"]],
      run: ["./greet", "{input}"],
      tests: [["sh", "-c", "./greet tests/ada.txt | grep -q 'hello ada'"]],
    },
  },
  reproducer: { input: "crash.txt" },
  expected: { kind: "sanitizer", class: "stack-buffer-overflow" },
  controls: ["control.txt"],
  candidatePatch: "fix.patch",
  provenance: { finder: "Exercise", aiGenerated: false, model: null, harness: null, humanReview: "reviewed" },
  files: {},
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "breakwater-evidence-"));
  const files: Readonly<Record<string, string>> = {
    "finding/manifest.json": JSON.stringify(manifest),
    "finding/source/greet.c": source,
    "finding/source/tests/ada.txt": "ada\n",
    "finding/crash.txt": `${"A".repeat(200)}\n`,
    "finding/control.txt": "grace\n",
    "finding/fix.patch": diff("line[sizeof name - 1] = 0;"),
    "finding/source/breakwater.json": JSON.stringify({ schema: "breakwater-project/1", name: "greet", version: "1.0.0", repository: null, recipe: manifest.target.recipe, controls: ["tests/ada.txt"] }),
    "unknown/breakwater.json": JSON.stringify({ schema: "breakwater-project/1", name: "greet", version: "1.0.0", repository: null, recipe: manifest.target.recipe, controls: ["../secret"] }),
    "breaks.patch": diff("return 0;"),
    "elsewhere.patch": diff("x").replaceAll("greet.c", "other.c"),
  };
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
});
afterAll(() => rm(folder, { recursive: true }));

async function breakwater(...args: readonly string[]) {
  let stdout = "";
  let stderr = "";
  const exitCode = await runCli(
    args.map((arg) => arg.replaceAll("~", folder)),
    { stdout: (text) => (stdout += text), stderr: (text) => (stderr += text), stdin: process.stdin, env: { BREAKWATER_MODEL_KEY: "key-of-the-exercise" }, signal: new AbortController().signal },
  );
  return { exitCode, stdout: stdout.replaceAll(folder, "~"), stderr: stderr.replaceAll(folder, "~") };
}

test("a finding is packed, reproduces in fresh sandboxes, and can be watched", async () => {
  const packed = await breakwater("finding", "pack", "~/finding", "--out", "~/greet.tar", "--json");
  expect({ ...packed, stdout: JSON.parse(packed.stdout) as unknown }).toEqual({
    exitCode: 0,
    stdout: { file: "~/greet.tar", digest: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown, bytes: expect.any(Number) as unknown, title: manifest.title },
    stderr: "",
  });

  const verified = await breakwater("finding", "verify", "~/greet.tar", "--runs", "2");
  expect({ ...verified, stdout: verified.stdout.split("\n").slice(0, 2) }).toEqual({ exitCode: 0, stdout: ["~/greet.tar: stack-buffer-overflow in greet", "  reproduced 2 of 2 times"], stderr: "" });

  const replayed = await breakwater("finding", "replay", "~/greet.tar", "--runs", "2");
  expect(replayed.exitCode).toBe(0);
  expect(replayed.stdout).toContain("stack-buffer-overflow");
});

test("a patch that mends the weakness is verified, and one that hides it by breaking the program is not", async () => {
  await breakwater("finding", "pack", "~/finding", "--out", "~/greet.tar");
  const verdicts = [];
  for (const patch of [[], ["--patch", "~/breaks.patch"], ["--patch", "~/elsewhere.patch"]]) {
    const { exitCode, stdout } = await breakwater("patch", "verify", "~/greet.tar", "--json", ...patch);
    verdicts.push([exitCode, (JSON.parse(stdout) as { verdict: string }).verdict]);
  }
  expect(verdicts).toEqual([
    [0, "verified"],
    [1, "breaks-behaviour"],
    [1, "does-not-apply"],
  ]);
});

test("a set of one task is checked and run against a model, and every sample leaves its log", async () => {
  const harbor = join(import.meta.dirname, "..", "..", "benchmark-sets", "harbor-0");
  await mkdir(join(folder, "set", "tasks"), { recursive: true });
  await cp(join(harbor, "set.yaml"), join(folder, "set", "set.yaml"));
  await cp(join(harbor, "tasks", "ship-log"), join(folder, "set", "tasks", "ship-log"), { recursive: true });
  expect((await breakwater("set", "check", "~/set")).exitCode).toBe(0);

  const endpoint = await startModelEndpoint({ apiKey: "key-of-the-exercise" });
  try {
    const evaluated = await breakwater("evaluate", "--set", "~/set", "--model", endpoint.url, "--out", "~/campaign", "--json");
    const { outcome, runs } = JSON.parse(evaluated.stdout) as { outcome: string; runs: { name: string; samples: { taskId: string; outcome: string; score: number }[] }[] };
    expect({ exitCode: evaluated.exitCode, outcome, runs: runs.map(({ name, samples }) => [name, ...samples.map(({ taskId, outcome: ended, score }) => [taskId, ended, score])]) }).toEqual({
      exitCode: 0,
      outcome: "finished",
      runs: [["harbor-0-default", ["ship-log", "correct", 1]]],
    });
    expect(await readdir(join(folder, "campaign/harbor-0-default"))).toEqual(expect.arrayContaining(["journal.ndjson", "result.json", "run.json"]));

    // Nothing is left to do; then one sample is put back, and asked for again.
    const asked = endpoint.calls();
    expect(await breakwater("evaluate", "--resume", "~/campaign")).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("harbor-0-default: finished: 1 of 1 solved\n  95 % interval: 20.7–100.0 % (Wilson), 2.5–100.0 % (Clopper–Pearson)") });
    expect(endpoint.calls()).toBe(asked);
    expect(await breakwater("evaluate", "--control", "~/campaign", "requeue", "ship-log#1")).toMatchObject({ exitCode: 0, stdout: "given: requeue ship-log#1\n" });
    const shown = await breakwater("evaluate", "--resume", "~/campaign", "--page", "--json");
    expect([shown.exitCode, shown.stdout.includes('"passed":1')]).toEqual([0, true]);
    const [, address = ""] = /^the campaign's pages are at (http:\/\/127\.0\.0\.1:\d+\/[\w-]{32}\/)$/m.exec(shown.stderr) ?? [];
    await expect(fetch(address)).rejects.toThrow("fetch failed");
    expect(endpoint.calls()).toBe(2 * asked);
    expect(await breakwater("evaluate", "--set", "~/set", "--model", endpoint.url, "--out", "~/campaign")).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("holds a campaign already; resume it, or use another folder") });
  } finally {
    await endpoint.close();
  }
}, 120_000);

test("a hunt on one's own tree writes bundles that reproduce", async () => {
  const endpoint = await startModelEndpoint({ apiKey: "key-of-the-exercise" });
  try {
    const hunted = await breakwater("hunt", "~/finding/source", "--model", endpoint.url, "--out", "~/found", "--json");
    const { outcome, findings } = JSON.parse(hunted.stdout) as { outcome: string; findings: { bundlePath: string }[] };
    expect({ exitCode: hunted.exitCode, outcome, found: findings.length > 0 }).toEqual({ exitCode: 0, outcome: "finished", found: true });
    expect((await breakwater("finding", "verify", findings[0]?.bundlePath ?? "")).exitCode).toBe(0);
  } finally {
    await endpoint.close();
  }
}, 120_000);

test("a hunt does not begin with a project file that reaches out of its tree, or without a model", async () => {
  expect(await breakwater("hunt", "~/unknown", "--model", "http://127.0.0.1:1", "--out", "~/found")).toEqual({
    exitCode: 2,
    stdout: "",
    stderr: "breakwater: ~/unknown/breakwater.json: controls.0: use a plain relative path.\n",
  });
  expect(await breakwater("hunt", "~/finding/source", "--model", "ftp://host", "--out", "~/found")).toMatchObject({ exitCode: 2, stdout: "" });
  expect(await breakwater("hunt", "~/finding/source", "--model", "http://127.0.0.1:1", "--out", "~/found")).toMatchObject({ exitCode: 5 });
});
