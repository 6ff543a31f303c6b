import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startModelEndpoint } from "#fakes/model-endpoint";
import { runCli } from "../run-cli.ts";

const KEY = "sk-cli-evaluate-0001";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "breakwater-cli-evaluate-"));
  await writeFile(join(folder, "prices.json"), JSON.stringify({ "m-1": { input: 3, output: -1 } }));
});
afterAll(() => rm(folder, { recursive: true }));

const evaluate = (...args: readonly string[]) => evaluateOn({ isTerminal: false }, ...args);
async function evaluateOn({ isTerminal }: { readonly isTerminal: boolean }, ...args: readonly string[]): Promise<readonly [number, string]> {
  let said = "";
  const exitCode = await runCli(["evaluate", ...args.map((arg) => arg.replaceAll("~", folder))], {
    stdout: () => undefined,
    stderr: (text) => (said += text),
    stdin: (async function* () {
      yield* [] as string[];
    })(),
    env: { BREAKWATER_MODEL_KEY: KEY },
    isTerminal,
    signal: new AbortController().signal,
  });
  return [exitCode, said.replaceAll(folder, "~").replace(" See breakwater evaluate --help", "").replace(/^breakwater: |\n$/g, "")];
}
const asked = ["--set", "harbor-0", "--model", "http://127.0.0.1:1", "--out", "~/out"] as const;

test("arguments that cannot be used are refused in a sentence, before anything is written", async () => {
  const table: readonly (readonly [readonly string[], string])[] = [
    [["--model", "http://127.0.0.1:1"], "--set SET is missing."],
    [["--set", "harbor-0"], "--model URL is missing."],
    [["--set", "none-such", "--model", "http://127.0.0.1:1"], 'There is no set "none-such".'],
    [[...asked, "now"], '"now" is one argument too many without --control.'],
    [[...asked, "--epochs", "0"], "--epochs 0: give a whole number from 1 to 1000."],
    [[...asked, "--limit", "turns"], '"turns": give a limit as NAME=N, where NAME is turns, messages, tokens, timeMs, workingTimeMs, attempts, costMicroUsd.'],
    [[...asked, "--limit", "sleep=5"], '"sleep=5": give a limit as NAME=N'],
    [[...asked, "--max-cost", "cheap"], "--max-cost cheap: give dollars above 0, such as 12.50."],
    [[...asked, "--prices", "~/prices.json"], "~/prices.json: m-1.output: Too small"],
    [[...asked, "--provider", "carrier-pigeon"], "--provider carrier-pigeon: there are openai-chat, openai-responses, anthropic-messages, openai-compatible."],
    [[...asked, "--model", "http://127.0.0.1:2", "--model-name", "a"], "Give as many --model-name as --model"],
    [[...asked, "--agent", "~"], "--agent and --agent-command belong together."],
    [[...asked, "--stop-at", "60%"], "--stop-at 60%: give a number between 0 and 1, such as 0.7."],
    [[...asked, "--stop-at", "1"], "--stop-at 1: give a number between 0 and 1, such as 0.7."],
    [[...asked, "--stop-at", "0.5", "--variant", "kind"], "--variant compares prompts over all tasks, which --stop-at does not run"],
    [["--resume", "~", "--stop-at", "0.5"], "--stop-at is said when a campaign is begun"],
    [["--resume", "~", "--epochs", "2"], "--epochs is said when a campaign is begun"],
    [["--control", "~"], "COMMAND is missing: give pause, continue, cancel, requeue, cancel-sample or limit."],
    [["--control", "~", "explode"], 'There is no command "explode": give pause'],
    [["--control", "~", "requeue"], "requeue needs one sample, such as harbour-gate#1."],
    [["--control", "~", "pause", "now"], 'pause takes no more words, and not "now".'],
    [["--control", "~", "limit", "turns=many"], '"turns=many": give a limit as NAME=N'],
  ];
  for (const [args, message] of table) {
    const [exitCode, said] = await evaluate(...args);
    expect([args, exitCode, said.startsWith(message) ? message : said]).toEqual([args, 2, message]);
  }
  expect(await readdir(folder)).toEqual(["prices.json"]);
});

test("a folder without a campaign is neither resumed nor given a command", async () => {
  for (const args of [["--resume", "~"], ["--control", "~", "pause"]]) expect(await evaluate(...args)).toEqual([1, expect.stringContaining("holds no campaign: there is no campaign.json in it")]);
});

test("a cap on cost without a price is refused in words", async () => {
  expect(await evaluate(...asked, "--max-cost", "5")).toEqual([2, expect.stringContaining("prices: there is no price for default; a cap on cost needs one")]);
});

test("a terminal shows how a run goes on in one line that is written over, and elsewhere each finished sample has a line", async () => {
  const set = join(folder, "sums");
  await mkdir(set);
  await writeFile(join(set, "set.yaml"), 'schema: breakwater-set/1\nid: sums\nversion: "1"\ntitle: Sums\nmarking: SYNTHETIC\naccessModes: [local-endpoint]\nlicence: Apache-2.0\ncanary: breakwater-canary-sums-0001\nsynthetic: true\nlimits: { turns: 1, messages: 10, tokens: 10000, timeMs: 60000, attempts: 1 }\nwraps:\n  - root: .\n    each: { jsonl: sums.jsonl }\n    task: { id: "sum-{{n}}", kind: question, title: Sum, family: sums, humanMinutes: 1, prompt: "What is {{n}} + {{n}}?", scorer: { kind: exact, answer: "4" } }\n');
  await writeFile(join(set, "sums.jsonl"), '{"n":2}\n{"n":3}\n');
  const endpoint = await startModelEndpoint({ apiKey: KEY, decide: ({ prompt }) => ({ say: prompt.includes("2 + 2") ? "ANSWER: 4" : "ANSWER: 6" }) });
  try {
    const run = (isTerminal: boolean, out: string, ...more: readonly string[]) => evaluateOn({ isTerminal }, "--set", "~/sums", "--model", endpoint.url, "--out", `~/${out}`, "--calls-at-once", "1", ...more);
    const [exitCode, said] = await run(true, "live");
    const [before = "", ...lines] = said.split("\r\u001b[K");
    const last = lines.pop() ?? "";
    expect([exitCode, before]).toEqual([0, "the campaign is in ~/live\n"]);
    expect(last).toMatch(/^sums-default {2}2\/2 {2}1 solved {2}0 running {2}[1-9]\d* tokens {2}\d+:\d\d {2}sum-[23]: (?:correct|gave-up)\n?$/);
    // Two samples, each begun, with one turn, and finished.
    expect(lines).toHaveLength(5);
    for (const line of lines) expect(line).toMatch(/^sums-default {2}[01]\/2 {2}[01] solved {2}[012] running {2}\d+ tokens {2}\d+:\d\d {2}(?:sum-[23]: (?:correct|gave-up))?$/);
    expect((await run(false, "plain"))[1].split("\n").filter((line) => /^[12]\/2 {2}/.test(line)).map((line) => line.slice(5)).toSorted()).toEqual(["sum-2: correct", "sum-3: gave-up"]);
    expect((await run(true, "json", "--json"))[1]).not.toContain("\u001b");
  } finally {
    await endpoint.close();
    for (const name of ["sums", "live", "plain", "json"]) await rm(join(folder, name), { recursive: true, force: true });
  }
});
