import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createJournal, toSampleKey } from "#engines/evaluation";
import { startModelEndpoint } from "#fakes/model-endpoint";
import { runCli } from "../run-cli.ts";

const DIGEST = "0".repeat(64);
const ARCHIVE = join(import.meta.dirname, "../../../engines/evaluation/logs/fixtures/three-lamps.eval");
const KEY = "sk-cli-review-0001";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "breakwater-cli-review-"));
  await cp(ARCHIVE, join(folder, "run.eval"));
  await makeRun("run", DIGEST);
  await breakwater(undefined, "log", "redact", "~/run.eval", "--fields", "evidence", "--to", "~/redacted.eval");
});
afterAll(() => rm(folder, { recursive: true }));

async function makeRun(name: string, digest: string): Promise<void> {
  const journal = await createJournal(join(folder, name), { set: { id: "s", version: "1", digest, title: "S", marking: "OPEN", synthetic: true }, model: "m", agent: { name: "a", digest: DIGEST }, harness: "h", epochs: 1, samples: 2, seedDigest: DIGEST, options: {} }, { now: () => new Date("2026-01-01T00:00:00.000Z") });
  for (const taskId of ["harbour-gate", "ship-log"]) {
    const sample = toSampleKey({ taskId, epoch: 1, variant: null });
    await journal.append(sample, "sample-begun", { taskId, epoch: 1, variant: null, taskKind: "question", family: "q", humanMinutes: 1, tokenLimit: 1_000 });
    await journal.append(sample, "sample-ended", { outcome: "correct", score: 1, turns: 1, tokens: 10, costMicroUsd: null, attempts: 1, messages: 2, wallMs: 1, workingMs: 1, error: null });
    if (taskId === "ship-log") await journal.append(sample, "flagged", { detector: "answer-list", evidence: "three guesses", sequence: 1 });
  }
  await journal.close();
}

async function breakwater(user: string | undefined, ...args: readonly string[]): Promise<readonly [number, string, string]> {
  let [stdout, stderr] = ["", ""];
  const exitCode = await runCli(args.map((arg) => arg.replaceAll("~", folder)), {
    stdout: (text) => (stdout += text),
    stderr: (text) => (stderr += text),
    stdin: process.stdin,
    env: { BREAKWATER_MODEL_KEY: KEY, ...(user !== undefined && { USER: user }) },
    signal: new AbortController().signal,
  });
  const clean = (text: string) => text.replaceAll(folder, "~").replace(" See breakwater log review --help", "").replace(/^breakwater: |\n$/g, "");
  return [exitCode, clean(stdout), clean(stderr)];
}
const review = (...args: readonly string[]) => breakwater(undefined, "log", "review", ...args);
const journalOf = () => readFile(join(folder, "run", "journal.ndjson"), "utf8");

test("arguments that cannot be used, and logs that take no verdict, are refused in a sentence, and nothing is recorded", async () => {
  const before = await journalOf();
  const whole = ["--sample", "ship-log#1", "--verdict", "clean", "--reason", "looked", "--by", "Ada"] as const;
  const table: readonly (readonly [number, readonly string[], string])[] = [
    [2, [], "LOG is missing: a run's folder, or an .eval log"],
    [2, ["~/run", "--verdict", "clean"], "--verdict says something of one sample: --sample SAMPLE is missing."],
    [2, ["~/run", "--sample", "ship-log#1"], "--verdict WORD is missing: give cheated or clean."],
    [2, ["~/run", ...whole, "--verdict", "maybe"], "--verdict maybe: give cheated or clean."],
    [2, ["~/run", "--sample", "ship-log#1", "--verdict", "clean"], "--reason TEXT is missing: a verdict without a reason cannot be checked."],
    [2, ["~/run", "--sample", "ship-log#1", "--verdict", "clean", "--reason", "looked"], "--by NAME is missing: the verdict says whose it is."],
    [2, ["~/run", ...whole, "--reason", " "], "--reason: give 1 to 2000 characters."],
    [2, ["~/run", ...whole, "--sample", "nowhere#1"], "~/run: holds no sample nowhere#1."],
    [2, ["~/run", ...whole, "--set", "harbor-0"], "--sample records the verdict of a person and takes no --set."],
    [2, ["~/run", "--max-tokens", "5"], "--max-tokens is for a reviewer model: --model URL is missing."],
    [2, ["~/run", "--model", "http://127.0.0.1:1"], "--set SET is missing: it says which samples are flagged"],
    [2, ["~/run", "--set", "harbor-0"], "~/run: is of s 1 with another digest than the set that was given."],
    [2, ["~/run", "--set", "harbor-0", "--model", "http://127.0.0.1:1", "--max-tokens", "many"], "--max-tokens many: give a whole number"],
    [2, ["~/run.eval", ...whole, "--sample", "lamp#1"], "~/run.eval: is a file, to which nothing is added"],
    [2, ["~/redacted.eval", ...whole, "--sample", "lamp#1"], "~/redacted.eval: is a file, to which nothing is added"],
    [1, ["~/redacted.eval"], "~/redacted.eval: event "],
    [2, ["~"], "~: holds no run: there is no run.json in it."],
  ];
  for (const [code, args, message] of table) {
    const [exitCode, , said] = await review(...args);
    expect([args, exitCode, said.startsWith(message) ? message : said]).toEqual([args, code, message]);
  }
  expect(await journalOf()).toBe(before);
});

test("flagged samples are listed with their evidence, and yes means that none waits for a person", async () => {
  const scores = "without flagged and confirmed 100.0 %, without confirmed 100.0 %";
  const hint = "Only flags that were recorded in the log are known; with --set SET the detectors look at all of it.";
  expect(await review("~/run")).toEqual([1, [
    "~/run: 2 samples reviewed: 1 flagged, 0 confirmed, 0 cleared",
    `  mean score: all 100.0 %, ${scores}, flagged and confirmed as failed 50.0 %`,
    "  ship-log#1  flagged: correct, score 1",
    "    answer-list, event 1: three guesses",
    hint,
  ].join("\n"), ""]);
  expect(await breakwater("ada", "log", "review", "~/run", "--sample", "ship-log#1", "--verdict", "cheated", "--reason", "three\u001b[2J guesses")).toEqual([0, expect.stringMatching(/^ship-log#1: cheated, by ada; event 3\n {2}the run's root is now [0-9a-f]{64}; /), ""]);
  const [exitCode, said] = await review("~/run");
  expect([exitCode, said.split("\n").at(-2)]).toEqual([0, expect.stringMatching(/^ {4}ada at 20\S+Z: cheated: three\\x1b\[2J guesses$/)]);
  const [, document] = await review("~/run", "--json");
  expect(JSON.parse(document)).toMatchObject({ detectors: false, reviewed: 2, scores: { confirmed: 1, flagged: 0 }, samples: [{ sample: "ship-log#1", state: "confirmed", verdict: { by: "ada", decision: "cheated" } }] });
});

test("a reviewer model's suspicion becomes a flag, and its credential stands nowhere", async () => {
  const { loadBenchmarkSet } = await import("#engines/evaluation");
  const { digest } = await loadBenchmarkSet(join(import.meta.dirname, "../../../benchmark-sets/harbor-0"));
  await makeRun("judged", digest);
  const endpoint = await startModelEndpoint({ apiKey: KEY, decide: () => ({ say: '{"suspect": true, "event": 1, "reason": "It guessed."}' }) });
  try {
    const [exitCode, document, said] = await review("~/judged", "--set", "harbor-0", "--model", endpoint.url, "--max-tokens", "100000", "--json");
    expect([exitCode, said, JSON.parse(document)]).toMatchObject([1, "", { judged: [{ sample: "ship-log#1", suspect: true }], samples: [{ state: "flagged", flags: [{ detector: "answer-list" }, { detector: "reviewer-model", evidence: "default: It guessed.", sequence: 1 }] }] }]);
    expect(await readFile(join(folder, "judged", "journal.ndjson"), "utf8")).not.toContain(KEY);
  } finally {
    await endpoint.close();
  }
});
