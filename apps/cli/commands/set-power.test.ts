import { expect, test } from "vitest";
import { runCli } from "../run-cli.ts";

async function power(...args: readonly string[]): Promise<readonly [number, string]> {
  let said = "";
  const say = (text: string) => (said += text);
  const exitCode = await runCli(["set", "power", ...args], { stdout: say, stderr: say, stdin: process.stdin, env: {}, signal: new AbortController().signal });
  return [exitCode, said.replace(" See breakwater set power --help", "").replace(/^breakwater: |\n$/g, "")];
}

test("a run that is too small is said to be so, with the whole number that the rule comes to and the size that would do", async () => {
  expect(await power("--samples", "40", "--rate", "0.7", "--threshold", "0.5")).toEqual([1, [
    "A run of 40 samples:",
    "  27 or more successes show the rate to lie above 0.5",
    "  13 or fewer successes show it to lie below 0.5",
    "A model whose rate is 0.7 is shown to lie above 0.5 with a probability of 70.3 %; 90.0 % is asked for, so this run is too small.",
    "For 90.0 %, 70 samples would do, and any number above.",
  ].join("\n")]);
});

test("a set counts as its tasks times the epochs, and a rate below the threshold is asked to be shown below it", async () => {
  const [exitCode, said] = await power("harbor-0", "--epochs", "10", "--rate", "0.1", "--threshold", "0.25");
  expect([exitCode, said.split("\n")[0], said.split("\n")[3]]).toEqual([0, "A run of 110 samples (11 tasks of harbor-0 1, 10 times each):", expect.stringContaining("is shown to lie below 0.25 with a probability of 9")]);
  const [, document] = await power("harbor-0", "--rate", "0.9", "--threshold", "0.75", "--json");
  const mirrored = await power("harbor-0", "--rate", "0.1", "--threshold", "0.25", "--json");
  const [above, below] = [document, mirrored[1]].map((text) => JSON.parse(text) as Readonly<Record<string, unknown>>);
  expect(above).toMatchObject({ samples: 11, tasks: 11, side: "above", enough: false });
  expect(below).toMatchObject({ side: "below", powerOfRun: above?.["powerOfRun"], samplesForPower: above?.["samplesForPower"] });
});

test("what no number of samples of that size can show is said, and nothing is called certain that is not", async () => {
  const [, said] = await power("--samples", "3", "--rate", "1", "--threshold", "0.5");
  expect(said).toContain("even if all succeed, the rate is not shown to lie above 0.5\n  even if all fail, the rate is not shown to lie below 0.5");
  expect((await power("--samples", "1000", "--rate", "0.9", "--threshold", "0.5"))[1]).toContain("more than 99.9 %");
  expect((await power("--samples", "10", "--rate", "0.5001", "--threshold", "0.5"))[1]).toContain("not even 100000 samples would do");
});

test("arguments that cannot be used are refused in a sentence", async () => {
  const asked = ["--rate", "0.7", "--threshold", "0.5"] as const;
  const table: readonly (readonly [readonly string[], string])[] = [
    [[...asked], "SET or --samples N is missing: give one of them."],
    [["harbor-0", "--samples", "5", ...asked], "--samples stands for a set: give one of them, not both."],
    [["--samples", "5", "--epochs", "2", ...asked], "--epochs is for a set; with --samples, give how many there are in all."],
    [["--samples", "0", ...asked], "--samples 0: give a whole number from 1 to 100000."],
    [["--samples", "5", "--threshold", "0.5"], "--rate P is missing."],
    [["--samples", "5", "--rate", "70", "--threshold", "0.5"], "--rate 70: give a number from 0 to 1, such as 0.7."],
    [["--samples", "5", "--rate", "0.5", "--threshold", "50%"], "--threshold 50%: give a number between 0 and 1, such as 0.7."],
    [["--samples", "5", "--rate", "0.5", "--threshold", "1"], "--threshold 1: give a number between 0 and 1, such as 0.7."],
    [["--samples", "5", "--rate", "0.5", "--threshold", "0.5"], "--rate 0.5: no run, however large, shows a rate to lie above or below itself"],
    [["--samples", "5", ...asked, "--power", "0"], "--power 0: give a number between 0 and 1, such as 0.7."],
    [["none-such", ...asked], 'There is no set "none-such".'],
    [["harbor-0", "--epochs", "1001", ...asked], "--epochs 1001: give a whole number from 1 to 1000."],
  ];
  for (const [args, message] of table) {
    const [exitCode, said] = await power(...args);
    expect([args, exitCode, said.startsWith(message) ? message : said]).toEqual([args, 2, message]);
  }
});
