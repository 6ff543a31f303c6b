// Each suppressed lint or type error has a reason and is counted in suppressions.json by file and rule. The file states
// what is, exactly: a new suppression is a line in the review, and one that is gone leaves the file.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { listSourceFiles } from "./source-files.ts";

const counts = z.record(z.string(), z.record(z.string(), z.int().positive()));
export type Suppressions = z.infer<typeof counts>;

const sourceFile = /\.(ts|tsx|mjs|js)$/;
const lintSuppression = /(?:ox|es)lint-disable(?:-next-line|-line)?(?<rest>[^\n]*)/g;
const typeSuppression = /@ts-(?:expect-error|ignore|nocheck)(?<rest>[^\n]*)/g;

/** Says which suppressions lack a reason or differ from suppressions.json, one line each. */
export function checkSuppressions(root: string, files: readonly string[] = listSourceFiles(root)): readonly string[] {
  const recorded = counts.parse(JSON.parse(readFileSync(join(root, "suppressions.json"), "utf8")));
  const { found, problems } = findSuppressions(root, files);
  return [...problems, ...compare(found, recorded)];
}

function findSuppressions(root: string, files: readonly string[]): { found: Suppressions; problems: readonly string[] } {
  const found: Suppressions = {};
  const problems: string[] = [];
  for (const file of files.filter((path) => sourceFile.test(path))) {
    const text = readFileSync(join(root, file), "utf8");
    for (const { rules, reason } of [...text.matchAll(lintSuppression)].map((match) => readLintSuppression(match.groups?.["rest"] ?? ""))) {
      if (rules.length === 0) problems.push(`${file}: a suppression names the rules it suppresses`);
      if (reason === "") problems.push(`${file}: a suppression of ${rules.join(", ")} ends with "-- reason"`);
      for (const rule of rules) countOne(found, file, rule);
    }
    for (const match of text.matchAll(typeSuppression)) {
      if (!/\w/.test(match.groups?.["rest"] ?? "")) problems.push(`${file}: a suppressed type error says why on the same line`);
      countOne(found, file, "typescript");
    }
  }
  return { found, problems };
}

function readLintSuppression(rest: string): { rules: string[]; reason: string } {
  const [rules = "", reason = ""] = rest.replace("*/", "").split("--");
  return { rules: rules.split(",").map((rule) => rule.trim()).filter((rule) => rule !== ""), reason: reason.trim() };
}

function countOne(found: Suppressions, file: string, rule: string): void {
  const ofFile = (found[file] ??= {});
  ofFile[rule] = (ofFile[rule] ?? 0) + 1;
}

function compare(found: Suppressions, recorded: Suppressions): string[] {
  const keys = new Set([found, recorded].flatMap((side) => Object.entries(side).flatMap(([file, rules]) => Object.keys(rules).map((rule) => `${file}\0${rule}`))));
  return [...keys].flatMap((key) => {
    const [file = "", rule = ""] = key.split("\0");
    const is = found[file]?.[rule] ?? 0;
    const allowed = recorded[file]?.[rule] ?? 0;
    if (is > allowed) return [`${file}: ${is} suppressions of ${rule}, suppressions.json allows ${allowed}; mend the code instead`];
    if (is < allowed) return [`${file}: ${is} suppressions of ${rule}, suppressions.json still allows ${allowed}; lower it`];
    return [];
  });
}
