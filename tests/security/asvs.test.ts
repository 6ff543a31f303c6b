import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");
const STATUSES = ["holds", "partly", "open", "installer", "none"];
// Of version 5.0.0, levels 1 and 2: how many each chapter has.
const REQUIREMENTS = { V1: 27, V2: 11, V3: 19, V4: 10, V5: 9, V6: 35, V7: 18, V8: 7, V9: 7, V10: 29, V11: 14, V12: 9, V13: 13, V14: 9, V15: 13, V16: 16, V17: 7 };

interface Line {
  readonly id: string;
  readonly status: string;
  readonly tests: readonly (readonly [file: string, title: string])[];
  readonly reason: string;
}

/** Tests are named as `file`: "title". */
const NAMED = /`([^`]+\.test\.ts)`: "((?:[^"]|"(?=[^;.|]*"))*?)"(?=;|\.| \|)/g;

async function readTable(): Promise<readonly Line[]> {
  const text = await readFile(join(root, "docs/security/asvs.md"), "utf8");
  return text.split("\n").filter((line) => /^\| V\d/.test(line)).map((line) => {
    const [, id = "", , status = "", ...rest] = line.split(" | ").flatMap((cell, at) => (at === 0 ? ["", cell.replace(/^\| /, "")] : [cell]));
    const shown = `${rest.join(" | ").replace(/ ?\|$/, "")} |`;
    const tests = [...shown.matchAll(NAMED)].map(([, file = "", title = ""]) => [file, title] as const);
    return { id, status, tests, reason: shown.replaceAll(NAMED, "").replace(/^[;. ]+|[ |]+$/g, "") };
  });
}

test("the table of ASVS holds each requirement of levels 1 and 2 once, in order", async () => {
  const lines = await readTable();
  const counts: Record<string, number> = {};
  for (const { id } of lines) counts[id.split(".")[0] ?? ""] = (counts[id.split(".")[0] ?? ""] ?? 0) + 1;
  expect(counts).toEqual(REQUIREMENTS);
  const order = lines.map(({ id }) => id.slice(1).split(".").reduce((sum, part) => sum * 100 + Number(part), 0));
  expect(order).toEqual(order.toSorted((a, b) => a - b));
  expect(new Set(order).size).toBe(order.length);
});

test("each line of the table says by a test or with a reason how it stands, and every test that it names exists", async () => {
  const sources = new Map<string, string>();
  const faults: string[] = [];
  let named = 0;
  for (const { id, status, tests, reason } of await readTable()) {
    if (!STATUSES.includes(status)) faults.push(`${id}: "${status}" is no status`);
    if (tests.length === 0 && reason.length < 5) faults.push(`${id}: neither a test nor a reason`);
    if (["partly", "open", "installer"].includes(status) && reason.length < 20) faults.push(`${id}: does not say what is missing, or whose matter it is`);
    for (const [file, title] of tests) {
      named += 1;
      const source = sources.get(file) ?? (await readFile(join(root, file), "utf8").catch(() => ""));
      sources.set(file, source);
      if (!source.includes(JSON.stringify(title)) && !source.includes(`\`${title}\``) && !source.includes(`'${title}'`)) faults.push(`${id}: ${file} has no test "${title}"`);
    }
    for (const [, path] of reason.matchAll(/`((?:rooms|engines|apps|contracts|tests|scripts)\/[a-z0-9/.-]+\.(?:ts|cedar))`/g)) {
      if (!(await readFile(join(root, path ?? ""), "utf8").then(() => true, () => false))) faults.push(`${id}: there is no file ${path}`);
    }
  }
  expect(faults).toEqual([]);
  expect(named).toBeGreaterThan(150);
});
