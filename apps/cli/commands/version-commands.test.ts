import { expect, it } from "vitest";
import { SCHEME_NAMES } from "#engines/exposure";
import { runCli } from "../run-cli.ts";
import { versionCompare } from "./version-compare.ts";

async function breakwater(args: readonly string[], stdin = "") {
  let [stdout, stderr] = ["", ""];
  const exitCode = await runCli(["version", ...args], {
    stdout: (text) => (stdout += text), stderr: (text) => (stderr += text),
    stdin: (async function* () { yield stdin; })(), env: {}, signal: new AbortController().signal,
  });
  return { exitCode, stdout, stderr };
}

const lines = (...documents: readonly unknown[]): string => documents.map((document) => `${JSON.stringify(document)}\n`).join("");

it("help names every scheme", () => {
  expect(versionCompare.details?.replaceAll("\n", " ")).toContain(`Schemes: ${SCHEME_NAMES.join(", ")};`);
});

it.each([
  [["compare", "1.0.post1", "1.0", "--scheme", "pypi"], { exitCode: 0, stdout: "1.0.post1 is newer than 1.0\n", stderr: "" }],
  [["compare", "1.0~rc1", "1.0", "--scheme", "deb", "--json"], { exitCode: 0, stdout: '{"scheme":"debian","a":"1.0~rc1","b":"1.0","result":-1}\n', stderr: "" }],
  [["compare", "1.2", "1.2.0", "--scheme", "cargo", "--json"], { exitCode: 1, stdout: '{"scheme":"cargo","a":"1.2","b":"1.2.0","result":null}\n', stderr: "" }],
  [["in-range", "1.4.1", "vers:npm/>=1.2.0|<2.0.0"], { exitCode: 0, stdout: "1.4.1 lies in vers:npm/>=1.2.0|<2.0.0\n", stderr: "" }],
  [["in-range", "2.0.0", "vers:npm/<2.0.0|>=1.2.0", "--json"], { exitCode: 1, stdout: '{"version":"2.0.0","vers":"vers:npm/>=1.2.0|<2.0.0","result":false}\n', stderr: "" }],
  [["in-range", "blue", "vers:npm/>=1.2.0"], { exitCode: 1, stdout: "blue cannot be compared with vers:npm/>=1.2.0\n", stderr: "" }],
  [["in-range", "1.9", "^1.2", "--native", "npm", "--json"], { exitCode: 0, stdout: '{"version":"1.9","vers":"vers:npm/>=1.2.0|<2.0.0","result":true}\n', stderr: "" }],
  [["in-range", "1.9", "1.2"], { exitCode: 1, stdout: "", stderr: 'breakwater: "1.2" does not begin with "vers:TYPE/", all in lower case.\n' }],
  [["in-range", "1.9", "latest", "--native", "npm", "--json"], { exitCode: 1, stdout: '{"error":{"code":"not-native","message":"\\"latest\\" cannot be read as a part of a native range of this type."}}\n', stderr: 'breakwater: "latest" cannot be read as a part of a native range of this type.\n' }],
  [["in-range", "1.9"], { exitCode: 2, stdout: "", stderr: "breakwater: VERS is missing: a range. See breakwater version in-range --help\n" }],
] as const)("%j", async (args, expected) => {
  expect(await breakwater(args)).toEqual(expected);
});

it("comparisons come in batches: one bad line is an answer with an error, not the end", async () => {
  const asked = `${lines({ a: "1.0", b: "1.0.1" }, { a: "1:1", b: "2", scheme: "deb" }, { a: "1" }, { a: "1", b: "2", scheme: "roman" }, { a: "x", b: "1" })}{broken\n\n${lines({ a: "2", b: "1" })}`;
  const { exitCode, stdout } = await breakwater(["compare", "--scheme", "semver", "--json"], asked);
  expect([exitCode, stdout.trim().split("\n").map((line) => JSON.parse(line) as unknown)]).toEqual([1, [
    { scheme: "semver", a: "1.0", b: "1.0.1", result: -1 },
    { scheme: "debian", a: "1:1", b: "2", result: 1 },
    { input: '{"a":"1"}', error: 'The line is not {"a": VERSION, "b": VERSION, "scheme": NAME}.' },
    { input: '{"a":"1","b":"2","scheme":"roman"}', error: expect.stringContaining("the schemes are") as string },
    { scheme: "semver", a: "x", b: "1", result: null },
    { input: "{broken", error: expect.stringContaining("Not JSON") as string },
    { scheme: "semver", a: "2", b: "1", result: 1 },
  ]]);
  expect((await breakwater(["compare", "--json"], lines({ a: "1", b: "2", scheme: "npm" }))).exitCode).toBe(0);
});

it("so do questions about ranges", async () => {
  const asked = lines({ version: "1.0", vers: "vers:pypi/>=1.0" }, { version: "1.0", vers: "vers:npm/" }, { version: "0.9", vers: "vers:pypi/>=1.0" }, 7);
  const { exitCode, stdout } = await breakwater(["in-range", "--json"], asked);
  expect([exitCode, stdout.trim().split("\n").map((line) => JSON.parse(line) as unknown)]).toEqual([1, [
    { version: "1.0", vers: "vers:pypi/>=1.0", result: true },
    { input: '{"version":"1.0","vers":"vers:npm/"}', error: expect.stringContaining("names no version") as string },
    { version: "0.9", vers: "vers:pypi/>=1.0", result: false },
    { input: "7", error: 'The line is not {"version": VERSION, "vers": RANGE}.' },
  ]]);
  expect((await breakwater(["in-range"], lines({ version: "1.0", vers: "vers:pypi/>=1.0" }))).exitCode).toBe(0);
});
