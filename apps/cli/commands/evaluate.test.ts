import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCli } from "../run-cli.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "breakwater-cli-evaluate-"));
  await writeFile(join(folder, "prices.json"), JSON.stringify({ "m-1": { input: 3, output: -1 } }));
});
afterAll(() => rm(folder, { recursive: true }));

async function evaluate(...args: readonly string[]): Promise<readonly [number, string]> {
  let said = "";
  const exitCode = await runCli(["evaluate", ...args.map((arg) => arg.replaceAll("~", folder))], {
    stdout: () => undefined,
    stderr: (text) => (said += text),
    stdin: (async function* () {
      yield* [] as string[];
    })(),
    env: { BREAKWATER_MODEL_KEY: "sk-cli-evaluate-0001" },
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
