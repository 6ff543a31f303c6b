import { rename, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { afterEach, expect, test } from "vitest";

import { createBubblewrapBackend } from "#engines/sandbox";

import { BenchmarkSetError } from "../evaluation.errors.ts";
import { checkBenchmarkSet } from "./check-benchmark-set.ts";
import { loadBenchmarkSet } from "./load-benchmark-set.ts";
import { HEADER, NAMES, writeFiles } from "./write-set.fixture.ts";

const backend = createBubblewrapBackend();
const cleanUp: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const clean of cleanUp.splice(0)) await clean();
});
async function write(files: Readonly<Record<string, string>>): Promise<string> {
  const { directory, remove } = await writeFiles(files);
  cleanUp.push(remove);
  return directory;
}
const refusal = async (directory: string) => {
  const error: unknown = await loadBenchmarkSet(directory).then(() => "was loaded", (cause: unknown) => cause);
  if (!(error instanceof BenchmarkSetError)) throw new Error(`not a refusal: ${String(error)}`);
  return error.message;
};
const failures = async (directory: string) => {
  const report = await checkBenchmarkSet(await loadBenchmarkSet(directory), backend);
  return report.checks.filter(({ held }) => held !== true).map(({ taskId, check, held }) => `${taskId}: ${check} ${held === null ? "not shown" : "FAILED"}`);
};

const QUIZ = `${HEADER}wraps:
  - root: ../theirs
    each: { csv: bank/all.csv }
    where: { topic: [memory, web] }
    task:
      id: "q-{{number}}"
      kind: question
      title: "{{topic}} {{number}}"
      family: "{{topic:id}}"
      humanMinutes: "{{minutes:number}}"
      prompt: "{{question}}"
      scorer: { kind: choice, choices: ["{{a}}", "{{b}}"], answer: "{{correct}}" }
  - root: ../theirs
    each: { jsonl: more.jsonl }
    task: { id: "m-{{id:id}}", kind: question, title: "{{id}}", family: more, humanMinutes: 1, prompt: "{{q}}", scorer: { kind: set, answers: "{{answers}}" } }
`;
const BANK = {
  "theirs/bank/all.csv": '\ufeffnumber,topic,minutes,question,a,b,correct\n1,memory,2,"What does ""free"" twice do,\nin short?",Corrupts,Nothing,A\n2,law,1,Who?,X,Y,B\n3,web,1,Port of HTTP?,80,25,80\n',
  "theirs/more.jsonl": '{"id":"Ports/1","q":"Which two?","answers":["22","80"]}\n\n',
};

test("a folder of questions is wrapped where it lies, by CSV and by JSON lines", async () => {
  const root = await write({ ...BANK, "set/set.yaml": QUIZ });
  const set = await loadBenchmarkSet(join(root, "set"));
  expect(set.tasks.map((task) => ({ id: task.id, prompt: task.prompt, minutes: task.humanMinutes, wrapped: task.wrapped, scorer: task.kind === "question" && task.scorer }))).toEqual([
    { id: "q-1", prompt: 'What does "free" twice do,\nin short?', minutes: 2, wrapped: "bank/all.csv:3", scorer: { kind: "choice", choices: ["Corrupts", "Nothing"], answer: "A" } },
    { id: "q-3", prompt: "Port of HTTP?", minutes: 1, wrapped: "bank/all.csv:5", scorer: { kind: "choice", choices: ["80", "25"], answer: "80" } },
    { id: "m-ports-1", prompt: "Which two?", minutes: 1, wrapped: "more.jsonl:1", scorer: { kind: "set", answers: ["22", "80"] } },
  ]);
  expect(await failures(join(root, "set"))).toEqual([]);
  // The corpus is part of what a result is cited by.
  await writeFile(join(root, "theirs/more.jsonl"), `${BANK["theirs/more.jsonl"]} `);
  expect((await loadBenchmarkSet(join(root, "set"))).digest).not.toBe(set.digest);
});

test("a folder of C projects with patch files becomes tasks to mend and to find, proven in the sandbox", { timeout: 60_000 }, async () => {
  const projects = Object.fromEntries(Object.entries(NAMES).map(([path, content]) => [`theirs/c/names/${path}`, content]));
  const target = 'files: { from: ., exclude: ["*.patch", "long.txt"] }, recipe: { language: c, build: [[gcc, -g, -fsanitize=address, -o, "{{name}}", "{{name}}.c"]], run: ["./{{name}}", "{input}"], tests: [[sh, check.sh]] }, controls: [benign.txt], twin: { patch: fix.patch }';
  const root = await write({
    ...projects,
    "set/set.yaml": `${HEADER}wraps:
  - root: ../theirs
    each: { folders: "c/*" }
    task: { id: "mend-{{name:id}}", kind: write-patch, title: "{{name}}", family: c, humanMinutes: 60, prompt: Mend it., crash: long.txt, ${target.replace(', "long.txt"', "")}, solution: { reference: { patch: fix.patch } } }
  - root: ../theirs/c
    each: { folders: "*" }
    task: { id: "both-{{name:id}}", kind: find-and-patch, title: "{{name}}", family: c, humanMinutes: 90, prompt: Find it and mend it., groundTruth: long.txt, ${target}, solution: { reference: { input: long.txt, patch: fix.patch } } }
`,
  });
  const set = await loadBenchmarkSet(join(root, "set"));
  expect(set.tasks.map(({ id, kind, difficulty, limits }) => ({ id, kind, difficulty, attempts: limits.attempts }))).toEqual([
    { id: "mend-names", kind: "write-patch", difficulty: "medium", attempts: 5 },
    { id: "both-names", kind: "find-and-patch", difficulty: "medium", attempts: 5 },
  ]);
  expect(await failures(join(root, "set"))).toEqual([]);
});

test("a folder of capture-the-flag challenges is wrapped by what each says of itself, and told to be unproven", async () => {
  const about = (name: string) => JSON.stringify({ name, category: "Forensics", description: "The flag is in it.", flag: `ctf{${name}_2024_is_the_flag}`, files: ["dump.bin"] });
  const root = await write({
    "ctf/forensics/pier/challenge.json": about("pier"),
    "ctf/forensics/pier/dump.bin": "nothing to read",
    "ctf/forensics/pier/solver.py": "print('ctf{pier_2024_is_the_flag}')",
    "ctf/forensics/mole/challenge.json": about("mole"),
    "ctf/forensics/mole/dump.bin": "xx mole_2024_is_the_flag xx",
    "ctf/set/set.yaml": `${HEADER}wraps:
  - root: ../forensics
    each: { folders: "*", about: challenge.json }
    task: { id: "{{folder:id}}", kind: capture-the-flag, title: "{{name}}", family: "{{category:id}}", humanMinutes: 120, prompt: "{{description}}", files: { from: ., include: "{{files}}" }, fixedFlag: "{{flag}}" }
`,
  });
  expect(await failures(join(root, "ctf/set"))).toEqual(["mole: reference-passes not shown", "mole: answer-not-in-view FAILED", "pier: reference-passes not shown"]);
});

test("a record that does not fit is refused with the wrap, the field and the place in the corpus", async () => {
  const root = await write({ ...BANK, "set/set.yaml": QUIZ });
  const set = join(root, "set");
  const say = async (change: (text: string) => string) => {
    await writeFile(join(set, "set.yaml"), change(QUIZ));
    return refusal(set);
  };
  expect(await say((text) => text.replace("{{minutes:number}}", "{{topic:number}}"))).toBe('set.yaml: wraps.0.task: bank/all.csv:3 says "memory" where a number is wanted');
  expect(await say((text) => text.replace("{{question}}", "{{text}}"))).toBe("set.yaml: wraps.0.task: bank/all.csv:3 has no field text; it has number, topic, minutes, question, a, b, correct");
  expect(await say((text) => text.replace("{{correct}}", "C"))).toBe("set.yaml: wraps.0.task.scorer.answer: bank/all.csv:3: must be one of the choices, or its letter");
  expect(await say((text) => text.replace("q-{{number}}", "q"))).toBe("set.yaml: wraps.0.task.id: bank/all.csv:5 gives the id q, which bank/all.csv:3 has already; put a field into the id that tells them apart");
  expect(await say((text) => text.replace("bank/all.csv", "bank/none.csv"))).toBe("set.yaml: wraps.0.each.csv: bank/none.csv is not there");
  expect(await say((text) => text.replace("bank/all.csv", "../all.csv"))).toBe("set.yaml: wraps.0.each.csv: use a plain relative path");
  expect(await say((text) => text.replace("root: ../theirs", "root: ../nowhere"))).toBe("set.yaml: wraps.0.root: names ../nowhere, which is no folder; put the set beside the corpus, or correct the path");
  expect(await say((text) => text.replace("[memory, web]", "[none]"))).toBe("set.yaml: wraps.0.where: fits no record of the corpus");
  expect(await say((text) => text.replace("    where:", '    folder: "../{{topic}}"\n    where:'))).toBe("set.yaml: wraps.0.folder: leads out of the corpus for bank/all.csv:3");
});

test("a record cannot name a file outside its folder, and a link in a corpus is not followed", async () => {
  const about = JSON.stringify({ flag: "ctf{abcdefghijkl}", files: "../../secret" });
  const root = await write({ "theirs/a/about.json": about, secret: "s", "set/set.yaml": `${HEADER}wraps:
  - root: ../theirs
    each: { folders: "*", about: about.json }
    task: { id: "{{name:id}}", kind: capture-the-flag, title: t, family: f, humanMinutes: 1, prompt: p, files: { from: "{{files}}" }, fixedFlag: "{{flag}}" }
` });
  expect(await refusal(join(root, "set"))).toBe("set.yaml: wraps.0.task.files.from: a: use a plain relative path");
  await rename(join(root, "theirs/a/about.json"), join(root, "theirs/about"));
  await symlink(join(root, "theirs/about"), join(root, "theirs/a/about.json"));
  expect(await refusal(join(root, "set"))).toBe("set.yaml: wraps.0.each.about: a/about.json is not a regular file");
});
