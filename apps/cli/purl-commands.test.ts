import { expect, test } from "vitest";
import { runCli } from "./run-cli.ts";

async function breakwater(args: readonly string[], stdin: readonly string[] = []) {
  let [stdout, stderr] = ["", ""];
  const exitCode = await runCli(args, {
    stdout: (text) => (stdout += text), stderr: (text) => (stderr += text),
    stdin: (async function* () { yield* stdin; })(), env: {}, signal: new AbortController().signal,
  });
  return { exitCode, stdout, stderr };
}

const answers = (stdout: string): unknown[] => stdout.trim().split("\n").map((line) => JSON.parse(line) as unknown);

test("package URLs are parsed in batches: one bad line is an answer with an error, not the end", async () => {
  const { exitCode, stdout } = await breakwater(["purl", "parse", "--json"], ["pkg:npm/%40Acme/Ini@1\n\"pkg:", "deb/debian/curl\"\n\nnonsense\n{\"purl\": \"pkg:cargo/ini\"}\n", "{broken"]);
  expect(exitCode).toBe(1);
  expect(answers(stdout)).toEqual([
    { purl: "pkg:npm/%40acme/ini@1", type: "npm", namespace: "@acme", name: "ini", version: "1", qualifiers: null, subpath: null },
    { purl: "pkg:deb/debian/curl", type: "deb", namespace: "debian", name: "curl", version: null, qualifiers: null, subpath: null },
    { input: "nonsense", error: expect.stringContaining("does not begin with pkg:") as string },
    { purl: "pkg:cargo/ini", type: "cargo", namespace: null, name: "ini", version: null, qualifiers: null, subpath: null },
    { input: "{broken", error: expect.stringContaining("Not JSON") as string },
  ]);
});

test("a line longer than any package URL is refused without being held", async () => {
  const { exitCode, stdout } = await breakwater(["purl", "parse", "--json"], [...Array.from({ length: 20 }, () => "y".repeat(10_000)), "\npkg:gem/a\n"]);
  expect([exitCode, answers(stdout)]).toEqual([1, [
    { input: "y".repeat(200), error: expect.stringContaining("longer than") as string },
    expect.objectContaining({ purl: "pkg:gem/a" }),
  ]]);
});

test("a package URL is built from options, and many from lines of parts", async () => {
  const one = await breakwater(["purl", "build", "--type", "npm", "--namespace", "@acme", "--name", "ini", "--version", "1.0", "--qualifier", "arch=x64"]);
  expect(one).toEqual({ exitCode: 0, stdout: "pkg:npm/%40acme/ini@1.0?arch=x64\n", stderr: "" });
  const many = await breakwater(["purl", "build", "--json"], ["{\"type\": \"maven\", \"name\": \"x\"}\n{\"type\": \"maven\", \"namespace\": \"g\", \"name\": \"x\"}\n{\"type\": 7}\n"]);
  expect([many.exitCode, answers(many.stdout)]).toEqual([1, [
    { input: expect.any(String) as string, error: expect.stringContaining("needs a namespace") as string },
    { purl: "pkg:maven/g/x", type: "maven", namespace: "g", name: "x", version: null, qualifiers: null, subpath: null },
    { input: "{\"type\": 7}", error: expect.stringMatching(/^type: /) as string },
  ]]);
});
