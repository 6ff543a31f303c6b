import { existsSync, globSync, readFileSync } from "node:fs";
import addFormats from "ajv-formats";
import { Ajv2020 } from "ajv/dist/2020.js";
import { parse as parseCsv } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { arbitraryAdvisory } from "./fixtures/arbitrary-advisories.ts";
import { bareMinimum, tidegate } from "./fixtures/advisories.ts";
import { aggregatorDocument, convertAdvisory, decide, DECISION_TABLES, getDecisionTable, parseCsaf, parseCve, parseProviderMetadata, providerMetadata, readKev, toCsaf20, toOsv, toPublicAdvisory, validateCsaf20, validateCveRecord } from "./index.ts";

// Official schemas and real data live outside the repository; without them these suites skip and say so.
const DATA = new URL("../../../shared/data/", import.meta.url);
// Skipped suites name what they need in their titles.
const has = (path: string) => existsSync(new URL(path, DATA));
const read = (path: string) => readFileSync(new URL(path, DATA), "utf8");
const lines = (path: string) => read(path).trimEnd().split("\n");
const files = (pattern: string) => globSync(pattern, { cwd: DATA }).toSorted();

/** The faults an official schema finds in a document. Of the others an address stands for a schema that is not looked into. */
function officialSchema(path: string, ...others: string[]) {
  const ajv = new Ajv2020({ strict: false });
  addFormats.default(ajv);
  // FIRST's CVSS schemas state an older draft, of which they use nothing that 2020-12 reads otherwise, and a date in their id;
  // those of CSAF 2.1 a draft of their own, which is 2020-12 with a name.
  const parse = (name: string) => (name.startsWith("https:") ? { $id: name } : { ...JSON.parse(read(name)), $schema: undefined });
  for (const other of others) {
    const { id, $id = id, ...schema } = parse(other);
    ajv.addSchema(schema, String($id).split("?")[0]);
  }
  const accepts = ajv.compile(parse(path));
  return (document: unknown) => (accepts(document) ? [] : (accepts.errors ?? []));
}

describe.skipIf(!has("oasis-csaf/csaf_2.0/json_schema"))("the official CSAF 2.0 schemas (needs ../shared/data/oasis-csaf/csaf_2.0/json_schema)", () => {
  const csaf = "oasis-csaf/csaf_2.0/json_schema/csaf_json_schema.json";
  const cvss = ["2.0", "3.0", "3.1"].map((version) => `oasis-csaf/csaf_2.0/referenced_schema/first/cvss-v${version}.json`);

  test("accept the documents we write", () => {
    const faultsIn = officialSchema(csaf, ...cvss);
    for (const input of [tidegate, bareMinimum, ...fc.sample(arbitraryAdvisory, { numRuns: 100, seed: 14409 })]) {
      expect(faultsIn(toCsaf20(toPublicAdvisory(input)))).toEqual([]);
    }
    expect(faultsIn({})).not.toEqual([]);
  });

  test("accept our provider metadata, and our list of providers", () => {
    const provider = "oasis-csaf/csaf_2.0/json_schema/provider_json_schema.json";
    const [metadata, list] = [officialSchema(provider, csaf, ...cvss), officialSchema("oasis-csaf/csaf_2.0/json_schema/aggregator_json_schema.json", provider, csaf, ...cvss)];
    for (const site of writeSites("2.0")) expect([metadata(site.metadata), list(site.list)]).toEqual([[], []]);
    expect([metadata({}), list({})]).not.toContainEqual([]);
  });
});

test.skipIf(!has("oasis-csaf/csaf_2.1/json_schema"))("the official CSAF 2.1 schemas accept our provider metadata, and our list of providers (needs ../shared/data/oasis-csaf/csaf_2.1/json_schema)", () => {
  const folder = "oasis-csaf/csaf_2.1/json_schema/";
  const beside = [`${folder}csaf.json`, "https://docs.oasis-open.org/csaf/csaf/v2.1/schema/extension-content.json", ...files("oasis-csaf/csaf_2.1/referenced_schema/{certcc/*.json,first/cvss-v?.?.json}")];
  const [metadata, list] = [officialSchema(`${folder}provider.json`, ...beside), officialSchema(`${folder}aggregator.json`, `${folder}provider.json`, ...beside)];
  for (const site of writeSites("2.1")) expect([metadata(site.metadata), list(site.list)]).toEqual([[], []]);
  expect([metadata({}), list({})]).not.toContainEqual([]);
});

/** A site's metadata and a list of it, without and with an OpenPGP key. */
function writeSites(version: "2.0" | "2.1") {
  const advisory = toPublicAdvisory(tidegate);
  const { publisher } = advisory;
  return [[], ["A".repeat(40)]].map((openPgpKeys) => {
    const metadata = providerMetadata(version, { siteUrl: "https://c.example", feedsUrl: "https://c.example/feeds", publisher, since: "2026-06-02T00:00:00.000Z", openPgpKeys }, [advisory]);
    const listed = parseProviderMetadata(metadata);
    if ("problem" in listed) throw new Error(listed.problem);
    return { metadata, list: aggregatorDocument(version, { url: "https://c.example/.well-known/csaf-aggregator/aggregator.json", publisher, contact: "mailto:list@c.example", lastUpdated: "2026-06-02T00:00:00.000Z" }, [listed]) };
  });
}

describe.skipIf(!has("oasis-csaf/csaf_2.0/test/validator/data/testcases.json"))("the official CSAF 2.0 validator cases (needs ../shared/data/oasis-csaf/csaf_2.0/test/validator/data/testcases.json)", () => {
  const folder = "oasis-csaf/csaf_2.0/test/validator/data/";
  interface Case { readonly id: string; readonly failures?: readonly { name: string }[]; readonly valid?: readonly { name: string }[] }
  const cases = (): readonly Case[] => JSON.parse(read(`${folder}testcases.json`)).tests;
  const check = async (name: string) => validateCsaf20(JSON.parse(read(folder + name)), "full");

  // One of the failing documents of 6.3.6 is only caught by asking the network.
  const LEFT_OUT = new Set(["6.3.6"]);

  test("every failing document is caught for its test", async () => {
    const missed: string[] = [];
    for (const { id, failures = [] } of cases().filter((one) => !LEFT_OUT.has(one.id))) {
      for (const { name } of failures.filter((file) => has(folder + file.name))) {
        const { errors, warnings, infos } = await check(name);
        if (![...errors, ...warnings, ...infos].some((finding) => finding.test === id || finding.test.startsWith(`${id}.`))) missed.push(name);
      }
    }
    expect(missed).toEqual([]);
  }, 120_000);

  test("every valid document is accepted", async () => {
    const refused: string[] = [];
    for (const { valid = [] } of cases()) {
      for (const { name } of valid.filter((file) => has(folder + file.name))) {
        if (!(await check(name)).valid) refused.push(name);
      }
    }
    expect(refused).toEqual([]);
  }, 120_000);
});

describe.skipIf(!has("cisa-csaf"))("CISA's CSAF documents (needs ../shared/data/cisa-csaf)", () => {
  test("are all read, each with at least one product", () => {
    const paths = files("cisa-csaf/**/*.json");
    expect(paths.length).toBeGreaterThan(1000);
    expect(paths.filter((path) => parseCsaf(read(path)).vulnerabilities.some(({ products }) => products.length === 0))).toEqual([]);
  });
});

describe.skipIf(!has("osv-schema/schema.json"))("the official OSV schema (needs ../shared/data/osv-schema/schema.json)", () => {
  test("accepts the records we write", () => {
    const faultsIn = officialSchema("osv-schema/schema.json");
    for (const input of [tidegate, bareMinimum, ...fc.sample(arbitraryAdvisory, { numRuns: 100, seed: 14409 })]) {
      expect(faultsIn(toOsv(toPublicAdvisory(input)))).toEqual([]);
    }
  });
});

describe.skipIf(!has("cve-records/vulnrichment.jsonl"))("real CVE records (needs ../shared/data/cve-records/vulnrichment.jsonl)", () => {
  const records = () => lines("cve-records/vulnrichment.jsonl");

  test("are all read, and what is written of them is valid", () => {
    const advisories = records().map((line) => parseCve(line));
    expect(advisories).toHaveLength(2466);
    // The name of a CPE that is none is not written.
    expect(advisories.flatMap((one) => convertAdvisory(one, "cve").documents.flatMap((document) => validateCveRecord(document).errors))).toEqual([]);
  });

  test("are all valid, rejected and enriched ones among them, but for scores, severities, vectors and CPE names that are wrong", () => {
    const faults = records().flatMap((line) => validateCveRecord(JSON.parse(line)).errors.map(({ path }) => path));
    expect(faults.filter((path) => !/\/(baseScore|baseSeverity|vectorString|cpes\/\d+)$/.test(path))).toEqual([]);
    expect(faults.length).toBeLessThan(30);
  });
});

describe.skipIf(!has("ssvc"))("CERT/CC's decision tables (needs ../shared/data/ssvc)", () => {
  interface PublishedTable { readonly namespace: string; readonly key: string; readonly version: string; readonly outcome: string; readonly mapping: readonly Readonly<Record<string, string>>[] }
  const published = (): readonly PublishedTable[] => files("ssvc/json/decision_tables/*/*.json").map((path) => JSON.parse(read(path)));

  test("are all here, with every row of their JSON and no other", () => {
    expect(published().map(({ namespace, key, version }) => `${namespace}:${key}:${version}`).toSorted()).toEqual(DECISION_TABLES.map(({ id }) => id).toSorted());
    let rows = 0;
    for (const { namespace, key, version, outcome, mapping } of published()) {
      const table = getDecisionTable(`${namespace}:${key}:${version}`);
      expect(mapping).toHaveLength(table.outcomes.length);
      for (const { [outcome]: expected, ...inputs } of mapping) {
        const { rank } = decide(table, inputs);
        expect({ rule: table.id, inputs, outcome: table.outcome.values[rank]?.key }).toEqual({ rule: table.id, inputs, outcome: expected });
        rows += 1;
      }
    }
    expect(rows).toBe(1574);
  });

  test("say the same in every row of their CSV", () => {
    let rows = 0;
    for (const path of files("ssvc/csv/*/*.csv")) {
      const [header = [], ...records] = parseCsv(read(path));
      const names = header.map((name) => name.replace(/ v[0-9.]+( \(\w+\))?$/, ""));
      const table = DECISION_TABLES.find(({ inputs, outcome }) => JSON.stringify([...inputs, outcome].map(({ name }) => name)) === JSON.stringify(names.slice(1)));
      expect(table, path).toBeDefined();
      for (const record of records) {
        const inputs = Object.fromEntries(names.slice(1, -1).map((name, at) => [name, record[at + 1] ?? ""]));
        const { rank } = decide(table!, inputs);
        expect([path, record[0], table!.outcome.values[rank]?.name.toLowerCase()]).toEqual([path, record[0], record.at(-1)]);
        rows += 1;
      }
    }
    expect(rows).toBe(1574);
  });
});

describe.skipIf(!has("kev"))("CISA's KEV catalogue (needs ../shared/data/kev)", () => {
  test("is read whole", () => {
    const { version, releasedAt, entries } = readKev(readFileSync(new URL("kev/known_exploited_vulnerabilities.json", DATA)));
    expect({ version, releasedAt, entries: entries.length }).toEqual({ version: "2025.08.25", releasedAt: "2025-08-25T17:04:19.979Z", entries: 1404 });
  });
});
