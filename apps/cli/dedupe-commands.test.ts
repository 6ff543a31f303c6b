import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildBundle, readBundle } from "#engines/verification";
import { runCli } from "./run-cli.ts";

const python = (line: number, error: string) => `Traceback (most recent call last):\n  File "/src/pilot.py", line 30, in <module>\n    steer()\n  File "/src/pilot.py", line ${line}, in steer\n    raise\n${error}: no\n`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "breakwater-dedupe-"));
  const files: Readonly<Record<string, string>> = {
    "heap/a.txt": python(3, "KeyError"),
    "heap/below/b.txt": python(3, "KeyError"),
    "heap/c.txt": python(9, "ValueError"),
    "mixed/a.txt": python(3, "KeyError"),
    "mixed/notes.txt": "nothing of note\n",
    "none/.keep": "",
  };
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  await rm(join(folder, "none/.keep"));
});
afterAll(() => rm(folder, { recursive: true }));

async function breakwater(...args: readonly string[]) {
  let stdout = "";
  let stderr = "";
  const exitCode = await runCli(
    args.map((arg) => arg.replaceAll("~", folder)),
    { stdout: (text) => (stdout += text), stderr: (text) => (stderr += text), stdin: process.stdin, env: {}, signal: new AbortController().signal },
  );
  return { exitCode, stdout: stdout.replaceAll(folder, "~"), stderr: stderr.replaceAll(folder, "~") };
}

test("a folder of crashes is sorted into bugs, each with its score and reason", async () => {
  expect(await breakwater("finding", "dedupe", "~/heap")).toEqual({
    exitCode: 0,
    stdout: [
      "3 crashes: 2 by exact key, 2 unique, 2 bugs",
      "exception|KeyError|-|pilot.steer|pilot.<module>",
      "  1.00  one stack",
      "  a.txt",
      "  below/b.txt",
      "exception|ValueError|-|pilot.steer|pilot.<module>",
      "  1.00  alone",
      "  c.txt",
      "",
    ].join("\n"),
    stderr: "",
  });
});

test("a merge is undone and made by name, and what cannot be read is said", async () => {
  const members = async (...args: readonly string[]) => {
    const { exitCode, stdout } = await breakwater("finding", "dedupe", "~/heap", "--json", ...args);
    return [exitCode, (JSON.parse(stdout) as { bugs: { members: string[] }[] }).bugs.map((bug) => bug.members)];
  };
  expect(await members("--apart", "a.txt,below/b.txt")).toEqual([0, [["a.txt"], ["below/b.txt"], ["c.txt"]]]);
  expect(await members("--together", "a.txt,c.txt")).toEqual([0, [["a.txt", "below/b.txt", "c.txt"]]]);
  const mixed = await breakwater("finding", "dedupe", "~/mixed");
  expect([mixed.exitCode, mixed.stdout.split("\n").at(-2)]).toEqual([1, 'not read: notes.txt: no crash report in it; it begins with "nothing of note"']);
});

test.each([
  [["~/none"], "~/none: holds no file."],
  [["~/heap/a.txt"], "~/heap/a.txt: not a folder."],
  [["~/heap", "--apart", "a.txt"], "--apart: give two names with a comma between"],
  [["~/heap", "--apart", "a.txt,z.txt"], "z.txt: there is no such file in ~/heap."],
])("arguments of dedupe that cannot be used are refused: %j", async (args, message) => {
  expect(await breakwater("finding", "dedupe", ...args)).toMatchObject({ exitCode: 2, stdout: "", stderr: expect.stringContaining(message) as string });
});

const source = `#include <stdio.h>
#include <string.h>

int main(int argc, char **argv) {
  static char line[256];
  char name[16];
  FILE *file = argc > 1 ? fopen(argv[1], "r") : NULL;
  if (!file || !fgets(line, sizeof line, file)) return 2;
  strcpy(name, line);
  printf("hello %s", name);
  return 0;
}
`;

test("a reproducer is shortened into a bundle that still reproduces", async () => {
  const encode = (text: string) => new TextEncoder().encode(text);
  const bundle = await buildBundle(
    {
      schema: "breakwater-evidence/1",
      title: "stack-buffer-overflow in greet",
      description: "A line longer than fifteen characters overwrites the stack.",
      weakness: "CWE-121",
      target: { name: "greet", version: "1.0.0", repository: null, location: "greet.c", source: "source", recipe: { language: "c", build: [["gcc", "-g", "-O1", "-fsanitize=address", "-o", "greet", "greet.c"]], run: ["./greet", "{input}"], tests: [["./greet", "ada.txt"]] } },
      reproducer: { input: "crash.txt" },
      expected: { kind: "sanitizer", class: "stack-buffer-overflow" },
      controls: ["control.txt"],
      candidatePatch: null,
      provenance: { finder: "a test", aiGenerated: false, model: null, harness: null, humanReview: "none" },
    },
    new Map([["source/greet.c", source], ["source/ada.txt", "ada\n"], ["crash.txt", `${"many words ".repeat(20)}\nmore\n`], ["control.txt", "grace\n"]].map(([path = "", text = ""]) => [path, encode(text)] as const)),
  );
  await writeFile(join(folder, "greet.tar"), bundle);
  const { exitCode, stdout } = await breakwater("finding", "minimise", "~/greet.tar", "--out", "~/small.tar", "--json");
  expect([exitCode, JSON.parse(stdout)]).toEqual([0, expect.objectContaining({ out: "~/small.tar", bytesBefore: 226, bytes: 16, ended: "minimal" })]);
  const small = await readBundle(new Uint8Array(await readFile(join(folder, "small.tar"))));
  expect(small.files.get("crash.txt")?.length).toBe(16);
  expect((await breakwater("finding", "verify", "~/small.tar")).exitCode).toBe(0);
}, 60_000);
