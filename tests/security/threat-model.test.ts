import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");
const text = readFileSync(join(root, "THREAT_MODEL.md"), "utf8");
/** A file, and the titles of tests in it that follow: `file`: "title", "title". A bare name lies beside the one before. */
const NAMED = /`([^`]+\.test\.ts)`(?::((?:,? "[^"]+")+))?/g;

test("each threat has a number of its own, a likelihood, a control, and a test that shows it", () => {
  const lines = text.split("\n").filter((line) => /^\| \d+ \|/.test(line)).map((line) => line.split(" | "));
  const numbers = lines.map(([number = ""]) => Number(number.slice(2)));
  expect(numbers.toSorted((a, b) => a - b)).toEqual(numbers.map((_, at) => at + 1));
  const faults = lines.filter(([, threat = "", likelihood = "", control = "", shown = ""]) => threat.length < 10 || !["high", "medium", "low"].includes(likelihood) || control.length < 5 || !/\.test\.ts|^as \d+/.test(shown));
  expect(faults.map(([number]) => number)).toEqual([]);
});

test("each test that the threat model names is there", () => {
  const faults: string[] = [];
  for (const [, file = "", titles = ""] of text.matchAll(NAMED)) {
    const paths = globSync([file, `tests/security/${file}`], { cwd: root });
    if (paths.length === 0) faults.push(`there is no file ${file}`);
    const source = paths.map((path) => readFileSync(join(root, path), "utf8")).join("\n");
    for (const [, title = ""] of titles.matchAll(/"([^"]+)"/g)) if (!source.includes(`"${title}"`)) faults.push(`${file} has no test "${title}"`);
  }
  expect(faults).toEqual([]);
});
