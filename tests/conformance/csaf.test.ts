import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { convertCsaf20 } from "#engines/advisories";
import { run } from "./csaf.ts";

const DATA = join(import.meta.dirname, "../../../shared/data");
const OFFICIAL = (version: string) => join(DATA, `oasis-csaf/csaf_${version}/test/validator/data`);

const tracking = { current_release_date: "2026-01-01T10:00:00Z", id: "X-1", initial_release_date: "2026-01-01T10:00:00Z", revision_history: [{ date: "2026-01-01T10:00:00Z", number: "1", summary: "Written." }], status: "final", version: "1" };
const make = (document: object) => JSON.stringify({
  $schema: "https://docs.oasis-open.org/csaf/csaf/v2.1/schema/csaf.json",
  document: { category: "csaf_base", csaf_version: "2.1", distribution: { tlp: { label: "CLEAR" } }, publisher: { category: "vendor", name: "X", namespace: "https://x.example" }, title: "X", tracking, ...document },
});

describe("the suite csaf", () => {
  it("passes what is caught or accepted as it should, and shows what is not", async () => {
    const folder = await mkdtemp(join(tmpdir(), "breakwater-csaf-"));
    await writeFile(join(folder, "good.json"), make({ lang: "en" }));
    await writeFile(join(folder, "bad.json"), make({ lang: "ez" }));
    await writeFile(join(folder, "testcases.json"), JSON.stringify({ tests: [{ id: "6.1.12", failures: [{ name: "bad.json", valid: false }, { name: "good.json", valid: false }], valid: [{ name: "good.json", valid: true }] }] }));
    expect(await run([folder])).toMatchObject({ suite: "csaf", passed: 2, failed: 1, skipped: 0, failures: [{ id: "6.1.12 good.json", expected: { valid: false, test: "6.1.12" }, got: { valid: true } }] });
    await rm(join(folder, "testcases.json"));
    expect(await run([folder])).toMatchObject({ passed: 1, failed: 1, failures: [{ id: "bad.json" }] });
    await rm(folder, { recursive: true });
  });

  // Skipped where the official files do not lie beside the repository.
  it.skipIf(!existsSync(OFFICIAL("2.1")))("passes every given case of CSAF 2.1", async () => {
    const { passed, failures } = await run([OFFICIAL("2.1")]);
    expect(failures).toEqual([]);
    expect(passed).toBeGreaterThanOrEqual(328);
  }, 60_000);

  it.skipIf(!existsSync(OFFICIAL("2.0")))("passes every case of CSAF 2.0 that needs no network", async () => {
    const { passed, skipped, failures } = await run([OFFICIAL("2.0")]);
    expect({ failures, skipped }).toEqual({ failures: [], skipped: 1 });
    expect(passed).toBeGreaterThanOrEqual(238);
  }, 60_000);

  // Three documents name CWE-280 with a blank at its end, which is not its name.
  it.skipIf(!existsSync(join(DATA, "cisa-csaf")))("accepts CISA's documents but for three whose weakness is misnamed", async () => {
    const { passed, failures } = await run([join(DATA, "cisa-csaf")]);
    expect(passed).toBe(1652);
    expect(failures.map(({ got }) => (got as { errors: string[] }).errors.map((error) => error.split(" ")[0]))).toEqual([["6.1.11"], ["6.1.11"], ["6.1.11"]]);
  }, 120_000);

  // What is left says a range in words ("only if web components are used"), which 2.1 does not take, or has a product with a fix and without one.
  it.skipIf(!existsSync(join(DATA, "cisa-csaf")))("converts CISA's documents to valid ones of 2.1 but for what contradicts itself or is said in words", async () => {
    const files = (await readdir(join(DATA, "cisa-csaf"), { recursive: true })).filter((name) => name.endsWith(".json"));
    const left: string[] = [];
    for (const name of files) {
      const { validation } = convertCsaf20(JSON.parse(await readFile(join(DATA, "cisa-csaf", name), "utf8")), { now: "2026-11-22T00:00:00Z" });
      if (!validation.valid) left.push([...new Set(validation.errors.map(({ test }) => test))].toSorted().join(" "));
    }
    expect(files.length - left.length).toBeGreaterThanOrEqual(1508);
    expect(new Set(left)).toEqual(new Set(["6.1.35", "6.1.50", "6.1.35 6.1.50"]));
  }, 120_000);
});
