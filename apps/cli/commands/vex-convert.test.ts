import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCli } from "../run-cli.ts";

const openVex = {
  "@context": "https://openvex.dev/ns/v0.2.0", "@id": "https://v.example/vex-1", author: "Harbour Works (exercise)", timestamp: "2026-01-01T00:00:00Z", version: 1,
  statements: [{ vulnerability: { name: "CVE-1900-10007" }, products: [{ "@id": "pkg:npm/pump@1.0.0" }], status: "not_affected", justification: "component_not_present" }],
};
const bom = {
  bomFormat: "CycloneDX", specVersion: "1.5", version: 1, metadata: { timestamp: "2026-01-01T00:00:00Z", component: { type: "application", name: "Pump", "bom-ref": "pump" } },
  vulnerabilities: [{ id: "CVE-1900-10007", analysis: { state: "in_triage" }, affects: [{ ref: "pump" }] }],
};
const stix = { type: "vulnerability", spec_version: "2.1", id: "vulnerability--11111111-1111-4111-8111-111111111111", created: "2026-01-01T00:00:00.000Z", modified: "2026-01-01T00:00:00.000Z", name: "CVE-1900-10007" };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "breakwater-vex-"));
  const files = { "openvex.json": openVex, "bom.json": bom, "stix.json": stix, "bad.json": { ...openVex, statements: [{ ...openVex.statements[0], justification: undefined }] }, "other.json": { hello: "world" } };
  for (const [name, document] of Object.entries(files)) await writeFile(join(folder, name), JSON.stringify(document));
});
afterAll(() => rm(folder, { recursive: true }));

async function breakwater(args: readonly string[], stdin = ""): Promise<{ readonly exitCode: number; readonly answers: readonly Record<string, unknown>[]; readonly stderr: string }> {
  let stdout = "";
  let stderr = "";
  const exitCode = await runCli([...args.map((arg) => arg.replaceAll("~", folder)), "--json"], {
    stdout: (text) => (stdout += text), stderr: (text) => (stderr += text), env: {}, signal: new AbortController().signal,
    stdin: (async function* () {
      yield stdin;
    })(),
  });
  return { exitCode, stderr, answers: stdout.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line) as Record<string, unknown>) };
}

describe("vex validate", () => {
  test("takes OpenVEX and CycloneDX by what they say they are, from files and standard input", async () => {
    const { exitCode, answers } = await breakwater(["vex", "validate", "~/openvex.json", "~/bom.json"]);
    expect({ exitCode, valid: answers.map(({ valid }) => valid) }).toEqual({ exitCode: 0, valid: [true, true] });
    expect(await breakwater(["vex", "validate", "-"], JSON.stringify(bom))).toMatchObject({ exitCode: 0, answers: [{ file: "-", valid: true }] });
  });

  test("says no to what is not valid, where and why", async () => {
    expect(await breakwater(["vex", "validate", "~/bad.json", "~/other.json"])).toMatchObject({
      exitCode: 1,
      answers: [{ valid: false, errors: [{ test: "schema", path: "/statements/0/justification", message: "must be there, or else an impact_statement: why is the product not affected?" }] }, { valid: false }],
    });
  });
});

describe("vex convert", () => {
  test("writes CSAF VEX of OpenVEX, and OpenVEX of CycloneDX", async () => {
    const { exitCode, answers: [csaf] } = await breakwater(["vex", "convert", "--to", "csaf-vex-2.0", "~/openvex.json"]);
    expect(exitCode).toBe(0);
    expect(csaf).toMatchObject({ from: "openvex", to: "csaf-vex-2.0", valid: true, documents: [{ document: { category: "csaf_vex" }, vulnerabilities: [{ cve: "CVE-1900-10007", flags: [{ label: "component_not_present" }] }] }] });
    expect((await breakwater(["vex", "convert", "--to", "openvex", "~/bom.json"])).answers).toMatchObject([{ from: "cyclonedx-vex", valid: true, documents: [{ statements: [{ status: "under_investigation" }] }] }]);
  });

  test("refuses a format that it does not know, naming those it does", async () => {
    const { exitCode, stderr } = await breakwater(["vex", "convert", "--to", "spdx", "~/openvex.json"]);
    expect({ exitCode, names: /openvex, cyclonedx-vex, stix/.test(stderr) }).toEqual({ exitCode: 2, names: true });
  });
});

describe("stix validate and convert", () => {
  test("take single objects and bundles", async () => {
    expect(await breakwater(["stix", "validate", "~/stix.json"])).toMatchObject({ exitCode: 0, answers: [{ valid: true }] });
    const { answers } = await breakwater(["vex", "convert", "--to", "stix", "~/openvex.json"]);
    const [bundle] = answers.flatMap(({ documents }) => documents as readonly unknown[]);
    expect(await breakwater(["stix", "validate", "-"], JSON.stringify(bundle))).toMatchObject({ exitCode: 0, answers: [{ valid: true, errors: [], warnings: [] }] });
    expect(await breakwater(["stix", "convert", "--to", "openvex", "-"], JSON.stringify(bundle))).toMatchObject({ exitCode: 0, answers: [{ from: "stix", documents: [{ statements: [{ status: "not_affected", justification: "component_not_present" }] }] }] });
  });
});
