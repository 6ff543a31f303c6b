import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCli } from "../run-cli.ts";

const QUESTION = (id: string, prompt: string) => `schema: breakwater-task/1\nid: ${id}\nkind: question\ntitle: ${id}\nfamily: q\nhumanMinutes: 1\nprompt: ${prompt}\nscorer: { kind: exact, answer: CWE-121 }\n`;
const FILES = {
  "set.yaml": 'schema: breakwater-set/1\nid: words\nversion: "1"\ntitle: Words\nmarking: SYNTHETIC\naccessModes: [local-endpoint]\nlicence: Apache-2.0\ncanary: breakwater-canary-0123456789\nsynthetic: true\nlimits: { turns: 1, messages: 2, tokens: 100, timeMs: 1000, attempts: 1 }\n',
  "tasks/good/task.yaml": QUESTION("good", "Which weakness is a stack overflow?"),
  "tasks/told/task.yaml": QUESTION("told", "Is it CWE-121?"),
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "breakwater-set-check-"));
  for (const [path, content] of Object.entries(FILES)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
});
afterAll(() => rm(folder, { recursive: true }));

async function breakwater(...argv: readonly string[]): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  let stdout = "";
  let stderr = "";
  const surroundings = { stdout: (text: string) => (stdout += text), stderr: (text: string) => (stderr += text), stdin: Readable.from([]), env: {}, signal: new AbortController().signal };
  const exitCode = await runCli(argv, surroundings);
  return { exitCode, stdout, stderr };
}

test("a set whose tasks hold is a yes, one with a defect is a no that names it, and progress goes to stderr", async () => {
  expect(await breakwater("set", "check", folder, "--task", "good")).toEqual({
    exitCode: 0,
    stdout: ["reference-passes", "null-fails", "wrong-case-fails", "near-miss-fails", "list-of-guesses-fails", "answer-not-in-view"].map((check) => `ok         good: ${check}\n`).join("") + "words 1: 6 of 6 checks held, 0 failed, 0 not shown\n",
    stderr: "Checking 1 tasks of words 1 …\n1/1  good\n",
  });
  const told = await breakwater("set", "check", folder);
  expect({ exitCode: told.exitCode, failed: told.stdout.split("\n").filter((line) => line.startsWith("FAILED")), progress: told.stderr.split("\n").at(-2) }).toEqual({
    exitCode: 1,
    failed: ["FAILED     told: answer-not-in-view: the prompt or a hint holds the answer"],
    progress: "2/2  told: 1 FAILED",
  });
});

test("with --json the report is one document, and nobody is told of progress", async () => {
  const { exitCode, stdout, stderr } = await breakwater("set", "check", folder, "--json", "--task", "told");
  const { set, held, checks } = JSON.parse(stdout) as { set: { id: string }; held: boolean; checks: { taskId: string; check: string; held: boolean | null; observed: string }[] };
  expect({ exitCode, stderr, id: set.id, held, failed: checks.filter((check) => check.held === false) }).toEqual({
    exitCode: 1,
    stderr: "",
    id: "words",
    held: false,
    failed: [{ taskId: "told", check: "answer-not-in-view", held: false, observed: "the prompt or a hint holds the answer" }],
  });
});

test("a task that the set does not have is a mistake in the arguments", async () => {
  expect(await breakwater("set", "check", folder, "--task", "good", "--task", "better")).toEqual({ exitCode: 2, stdout: "", stderr: `breakwater: words has no task "better". See: breakwater set show ${folder}\n` });
});

test("what a set holds is shown without what would help to solve it", async () => {
  const { exitCode, stdout } = await breakwater("set", "show", folder, "--json");
  expect(exitCode).toBe(0);
  expect(stdout).not.toMatch(/CWE-121|stack overflow/);
  expect((JSON.parse(stdout) as { accessModes: string[]; tasks: { id: string; difficulty: string }[] })).toMatchObject({ accessModes: ["local-endpoint"], tasks: [{ id: "good", difficulty: "easy" }, { id: "told", difficulty: "easy" }] });
});
