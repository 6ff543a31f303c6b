import { expect, test } from "vitest";
import { runCli } from "./run-cli.ts";

async function run(args: readonly string[], stdin = ""): Promise<{ readonly exit: number; readonly stdout: string; readonly stderr: string }> {
  const said = { stdout: "", stderr: "" };
  const exit = await runCli(args, {
    stdout: (text) => (said.stdout += text),
    stderr: (text) => (said.stderr += text),
    stdin: (async function* () {
      yield stdin;
    })(),
    env: {},
    signal: new AbortController().signal,
  });
  return { exit, ...said };
}

const BOD = ["ssvc", "decide", "--table", "bod-26-04", "--set", "in-kev=yes", "--set", "publicly-exposed=yes", "--set", "automatable=yes"];

test("a decision is told as a sentence with its reasons and the table's version", async () => {
  expect(await run([...BOD, "--set", "technical-impact=partial"])).toEqual({
    exit: 0,
    stdout: "3 days, because listed as exploited, exposed and automatable; not 3 days & forensic investigation, because of partial impact.\n  by cisa:DT_BOD2604:1.0.0\n",
    stderr: "",
  });
});

test("what follows by a table of its own is shown with it", async () => {
  const { exit, stdout } = await run(["ssvc", "decide", "--table", "ssvc:DT_DP:1.0.0", "--json", "--set", "E=A", "--set", "EXP=O", "--set", "A=Y", "--set", "safety-impact=marginal", "--set", "mission-impact=degraded"]);
  const { rule, outcome, derived } = JSON.parse(stdout) as { rule: string; outcome: string; derived: readonly { rule: string; outcome: string }[] };
  expect({ exit, rule, outcome, derived: derived.map((one) => [one.rule, one.outcome]) }).toEqual({ exit: 0, rule: "ssvc:DT_DP:1.0.0", outcome: "out-of-cycle", derived: [["ssvc:DT_HI:1.0.0", "low"]] });
});

test.each([
  [BOD, "technical-impact is missing: give one of partial, total."],
  [[...BOD, "--set", "technical-impact=enormous"], 'technical-impact: "enormous" is none of partial, total.'],
  [[...BOD, "--set", "automatable=no"], "--set automatable=no: automatable is given twice."],
  [[...BOD, "--set", "technical-impact"], "--set technical-impact: give INPUT=VALUE."],
  [["ssvc", "decide", "--table", "horoscope"], 'There is no table "horoscope"'],
])("inputs that cannot be used end with 2 and say what to give: %j", async (args, message) => {
  expect(await run(args)).toEqual({ exit: 2, stdout: "", stderr: expect.stringContaining(message) as string });
});

test("every table is listed with its inputs and values", async () => {
  const { exit, stdout } = await run(["ssvc", "tables"]);
  expect([exit, stdout.match(/rows\)/g)?.length]).toEqual([0, 16]);
  expect(await run(["ssvc", "tables", "utility"])).toEqual({
    exit: 0,
    stdout: "utility  ssvc:DT_U:1.0.0  (CERT/CC SSVC, utility; 4 rows)\n  automatable=no|yes\n  value-density=diffuse|concentrated\n  → laborious|efficient|super-effective\n",
    stderr: "",
  });
});

test("vectors of every version are scored, from the command line and one a line from standard input", async () => {
  const vectors = ["AV:N/AC:L/Au:S/C:C/I:C/A:C/E:F/RL:U/RC:C", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:L/VI:H/VA:L/SC:N/SI:H/SA:L/E:P"];
  const expected = `${vectors[0]}  8.6 high  (base 9, threat 8.6)\n${vectors[1]}  9.8 critical  (base 9.8, threat 9.8, environmental 9.8)\n${vectors[2]}  8.7 high  (base 9.2, threat 8.7)\n`;
  expect(await run(["cvss", "score", ...vectors])).toEqual({ exit: 0, stdout: expected, stderr: "" });
  expect(await run(["cvss", "score", "-"], `${vectors.join("\n")}\n\n`)).toEqual({ exit: 0, stdout: expected, stderr: "" });
});

test("one that is no vector is told and hides no other", async () => {
  const { exit, stdout } = await run(["cvss", "score", "CVSS:3.1/AV:N", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N", "--json"]);
  expect([exit, stdout.trim().split("\n").map((line) => JSON.parse(line) as unknown)]).toEqual([1, [
    { vector: "CVSS:3.1/AV:N", refused: { code: "invalid-vector", message: expect.stringContaining("leaves out a base metric") as string } },
    { version: "3.1", vector: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N", base: 0, threat: 0, environmental: 0, overall: 0, baseRating: "none", overallRating: "none" },
  ]]);
});
