import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import { promisify } from "node:util";
import { parse as parseCsv } from "csv-parse/sync";
import { beforeAll, describe, expect, inject, it } from "vitest";
import { z } from "zod";
import { repositoryRoot } from "../../scripts/bootstrap.mjs";

const run = promisify(execFile);

/** The result as an outside tool reads it: no other field, none missing. */
const result = z.strictObject({
  steps: z.array(
    z.strictObject({
      step: z.int(),
      title: z.string().min(1),
      ok: z.boolean(),
      ms: z.number().nonnegative(),
      ids: z.record(z.string(), z.string()),
      refused: z.array(z.string()),
      files: z.array(z.string()),
      error: z.string().optional(),
    }),
  ),
});

let steps: z.infer<typeof result>["steps"];
beforeAll(async () => {
  ({ steps } = result.parse(JSON.parse(await readFile(inject("installation").out, "utf8"))));
});

function fileOf(name: string): string {
  const path = steps.flatMap((step) => step.files).findLast((file) => basename(file) === name);
  if (path === undefined) throw new Error(`No step of the exercise made ${name}`);
  return path;
}
const jsonOf = async (name: string): Promise<unknown> => JSON.parse(await readFile(fileOf(name), "utf8"));

/** Runs the CLI with no network at all, not even to this machine. */
function runOffline(args: readonly string[]): Promise<{ readonly exitCode: number; readonly answer: unknown }> {
  const argv = ["--dev-bind", "/", "/", "--unshare-net", "--", process.execPath, join(repositoryRoot, "apps/cli/launcher.mjs"), ...args, "--json"];
  return new Promise((resolve) => {
    execFile("bwrap", argv, (error, stdout) => resolve({ exitCode: typeof error?.code === "number" ? error.code : 0, answer: JSON.parse(stdout) }));
  });
}

/** Opens a file as its kind asks for; a file that is not what its name says throws. */
const READERS: Readonly<Record<string, (path: string) => Promise<unknown>>> = {
  ".json": async (path) => JSON.parse(await readFile(path, "utf8")),
  // The exercise hands in junk on purpose; the first line is a true bundle.
  ".ndjson": async (path) => JSON.parse((await readFile(path, "utf8")).split("\n")[0] ?? ""),
  ".csv": async (path) => parseCsv(await readFile(path), { delimiter: [",", ";"] }),
  ".tar": async (path) => requireSome((await run("tar", ["--list", "--file", path])).stdout, path),
  ".html": async (path) => requireSome(/<!doctype html>[\s\S]*<\/html>/i.exec(await readFile(path, "utf8"))?.[0] ?? "", path),
  ".sig": async (path) => requireSome(await readFile(path, "utf8"), path),
  ".key": async (path) => requireSome(await readFile(path, "utf8"), path),
  ".txt": async (path) => requireSome(await readFile(path, "utf8"), path),
};

function requireSome(text: string, path: string): string {
  if (text.trim() === "") throw new Error(`${path} is not what its name says`);
  return text;
}

describe("the exercise", () => {
  it("really did its seven steps, and each of them showed something that is refused", () => {
    expect(steps.map(({ step, ok, error, refused }) => ({ step, ok, error, refusedSome: refused.length > 0 }))).toEqual(
      [1, 2, 3, 4, 5, 6, 7].map((step) => ({ step, ok: true, error: undefined, refusedSome: true })),
    );
  });

  it("made files that exist and are what their names say, in every step", async () => {
    expect(steps.filter(({ files }) => files.length === 0).map(({ step }) => step)).toEqual([]);
    for (const path of steps.flatMap((step) => step.files)) {
      const read = READERS[extname(path)];
      if (!read) throw new Error(`${path}: nothing here reads ${extname(path)}; add a reader`);
      await read(path);
    }
  });

  it("gave the developer a signed determination that verifies without any network, and not when its outcome was changed", async () => {
    const key = `@${fileOf("ledger.key")}`;
    expect(await runOffline(["determination", "verify", fileOf("determination.json"), "--key", key])).toMatchObject({ exitCode: 0, answer: { ok: true } });
    expect(await runOffline(["determination", "verify", fileOf("determination-altered.json"), "--key", key])).toMatchObject({ exitCode: 1, answer: { ok: false } });
  });

  it.each([["csaf", "csaf"], ["csaf-2.1", "csaf"], ["csaf-vex", "vex"], ["openvex", "vex"], ["stix", "stix"], ["osv", "osv"], ["cve", "cve"]])("published an advisory whose %s document is valid", async (kind, noun) => {
    expect(await runOffline([noun, "validate", fileOf(`${kind}.json`)])).toMatchObject({ exitCode: 0 });
  });

  it("lists the advisory in the ROLIE feed under its own tracking id", async () => {
    const { document } = z.object({ document: z.object({ tracking: z.object({ id: z.string().min(1) }) }) }).parse(await jsonOf("csaf.json"));
    const { feed } = z.object({ feed: z.object({ entry: z.array(z.object({ id: z.string() })) }) }).parse(await jsonOf("rolie.json"));
    expect(feed.entry.map(({ id }) => id)).toContain(document.tracking.id);
  });

  it.each([["utility"], ["hospital"]])("gave the %s a plan of at most five steps, each with words of what to do", async (operator) => {
    const plan = z.object({ steps: z.array(z.looseObject({})) }).parse(await jsonOf(`plan-${operator}.json`));
    expect(plan.steps.length).toBeGreaterThanOrEqual(1);
    expect(plan.steps.length).toBeLessThanOrEqual(5);
    expect(await readFile(fileOf(`plan-${operator}.html`), "utf8")).toContain("1.4.3");
  });

  it("left a ledger that verifies from end to end without any network, and not when an entry is missing", async () => {
    const key = `@${fileOf("ledger.key")}`;
    expect(await runOffline(["ledger", "verify", fileOf("ledger.json"), "--key", key])).toMatchObject({ exitCode: 0, answer: { ok: true } });
    expect(await runOffline(["ledger", "verify", fileOf("ledger-altered.json"), "--key", key])).toMatchObject({ exitCode: 1, answer: { ok: false } });
  });
});
