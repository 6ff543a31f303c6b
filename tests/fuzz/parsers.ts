// Every parser that meets bytes of strangers, as one list: what it takes, and the only ways in which it may say no.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LogError, openLog, verifyLog, verifySampleReceipt } from "#engines/evaluation";
import { nativeToVers, parseCpe, parseInventory, parsePurl, readAdvisory, readVers, SCHEME_NAMES, versContains, versionKey, AdvisoryError as ExposureAdvisoryError, IdentifierError, InventoryError, VersError, type InventoryFormat } from "#engines/exposure";
import { AdvisoryError, checkConsistency, convertAdvisory, convertCsaf20, convertDocument, cvssScore, formatNames, parseAdvisory, parseCsaf, parseCve, parseOsv, type FormatName, validateAdvisory, validateCsaf, validateCsaf20, validateCveRecord, validateOsv } from "#engines/advisories";
import { LedgerRefusal, openCheckpoint, parseLedgerEntry, parseVerifierKey, verifyDeterminationBundle, verifyEntries, verifyReceipt, verifyStatement, generateSigningKey } from "#engines/ledger";
import { applyPatch, BundleError, crashSignature, readBundle } from "#engines/verification";
import { judgeIncoming as judgeEnclaveIncoming } from "#rooms/benchmarking";
import { judgeIncoming as judgeLowIncoming } from "#rooms/determination";
import { readFindingLine, readItems } from "#rooms/findings";
import { readJson, Refusal, TrapInJson } from "#rooms/platform";

type RefusalClass = abstract new (...args: never[]) => Error;

export interface Parser {
  readonly name: string;
  /** Ends, whatever the bytes; throws nothing but its own refusals. */
  parse(bytes: Uint8Array): unknown;
  readonly refusals: readonly RefusalClass[];
}

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
/** For what takes a parsed value: JSON that does not parse is no input of it. */
const json = (bytes: Uint8Array): unknown => {
  try {
    return JSON.parse(text(bytes));
  } catch {
    return text(bytes);
  }
};
const key = generateSigningKey().publicKeyPem;

/** What does not parse at all gets one fixed sentence from the edge; what parses and is a trap gets its own. */
function readBody(bytes: Uint8Array): unknown {
  try {
    return readJson(bytes);
  } catch (error) {
    if (error instanceof TrapInJson || !(error instanceof SyntaxError || error instanceof TypeError)) throw error;
    return undefined;
  }
}

/** A log is read from a file; everything that a reader offers is asked for. */
async function readLog(bytes: Uint8Array): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "breakwater-fuzz-"));
  try {
    const file = join(folder, "log.eval");
    await writeFile(file, bytes);
    await verifyLog(file, {});
    const log = await openLog(file);
    try {
      await log.summarise();
      for (const { sample } of (await log.listSamples()).slice(0, 3)) await log.readWindow(sample, 0, 50);
    } finally {
      await log.close();
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** What the command line does with a document that says what it is. */
function readValidateConvert(bytes: Uint8Array, from: FormatName, to: FormatName): unknown {
  return [validateAdvisory(json(bytes), from), parseAdvisory(bytes, { format: from }), convertDocument(json(bytes), to, { from }), convertDocument(json(bytes), "stix", { from })];
}

/** Reads it as what it says it is, looks for contradictions, and writes it in every format there is. */
function convertEverywhere(bytes: Uint8Array): unknown {
  const read = parseAdvisory(bytes);
  return [checkConsistency(read), ...formatNames().map((name) => convertAdvisory(read, name))];
}

const INVENTORY_FORMATS: readonly InventoryFormat[] = [
  "cyclonedx-json", "cyclonedx-xml", "spdx-json", "spdx-tag-value", "spdx-json-ld", "csv", "text", "nmap-xml", "dpkg", "rpm", "npm-lock", "yarn-lock", "pnpm-lock",
  "python-requirements", "python-lock", "pipfile-lock", "cargo-lock", "go-mod", "go-sum",
];

/** Whatever it is, somebody may say that it is something else. */
function readAsEvery(bytes: Uint8Array): void {
  for (const format of INVENTORY_FORMATS) {
    try {
      parseInventory(bytes, { format, columns: { product: 0 }, headingLine: null });
    } catch (error) {
      if (!(error instanceof InventoryError)) throw error;
    }
  }
}

/** The same for a range of versions. */
function readAsEveryNative(range: string): void {
  for (const type of ["npm", "cargo", "composer", "conan", "maven", "nuget", "pypi", "gem", "nginx", "openssl", "deb"]) {
    try {
      nativeToVers(type, range);
    } catch (error) {
      if (!(error instanceof VersError)) throw error;
    }
  }
}

export const PARSERS: readonly Parser[] = [
  { name: "json-body", parse: readBody, refusals: [TrapInJson] },
  { name: "inventory-csv", parse: (bytes) => parseInventory(bytes, { fileName: "assets.csv" }), refusals: [InventoryError] },
  { name: "inventory-cyclonedx", parse: (bytes) => parseInventory(bytes, { fileName: "bom.cdx.json" }), refusals: [InventoryError] },
  { name: "inventory-strict", parse: (bytes) => parseInventory(bytes, { isStrict: true }), refusals: [InventoryError] },
  { name: "inventory-any", parse: (bytes) => parseInventory(bytes), refusals: [InventoryError] },
  { name: "inventory-forced", parse: (bytes) => readAsEvery(bytes), refusals: [] },
  { name: "advisory", parse: (bytes) => readAdvisory(json(bytes)), refusals: [ExposureAdvisoryError, AdvisoryError] },
  { name: "csaf", parse: (bytes) => parseCsaf(json(bytes) as never), refusals: [AdvisoryError] },
  { name: "csaf-validation", parse: (bytes) => validateCsaf20(json(bytes)), refusals: [AdvisoryError] },
  { name: "csaf-2.1-validation", parse: (bytes) => validateCsaf(json(bytes), { version: "2.1" }), refusals: [AdvisoryError] },
  { name: "csaf-conversion", parse: (bytes) => convertCsaf20(json(bytes)), refusals: [AdvisoryError] },
  { name: "osv", parse: (bytes) => [validateOsv(json(bytes)), parseOsv(json(bytes) as never)], refusals: [AdvisoryError] },
  { name: "cve", parse: (bytes) => [validateCveRecord(json(bytes)), parseCve(bytes)], refusals: [AdvisoryError] },
  { name: "advisory-conversion", parse: (bytes) => convertEverywhere(bytes), refusals: [AdvisoryError] },
  { name: "openvex", parse: (bytes) => readValidateConvert(bytes, "openvex", "csaf-vex-2.1"), refusals: [AdvisoryError] },
  { name: "cyclonedx-vex", parse: (bytes) => readValidateConvert(bytes, "cyclonedx-vex", "openvex"), refusals: [AdvisoryError] },
  { name: "stix", parse: (bytes) => readValidateConvert(bytes, "stix", "cyclonedx-vex"), refusals: [AdvisoryError] },
  { name: "cvss", parse: (bytes) => cvssScore(text(bytes)), refusals: [AdvisoryError] },
  { name: "purl", parse: (bytes) => parsePurl(text(bytes)), refusals: [IdentifierError] },
  { name: "cpe", parse: (bytes) => parseCpe(text(bytes)), refusals: [IdentifierError] },
  { name: "version", parse: (bytes) => SCHEME_NAMES.map((scheme) => versionKey(scheme, text(bytes))), refusals: [IdentifierError] },
  { name: "vers", parse: (bytes) => versContains(readVers(text(bytes)), "1.0"), refusals: [VersError] },
  { name: "native-range", parse: (bytes) => readAsEveryNative(text(bytes)), refusals: [] },
  { name: "evidence-bundle", parse: (bytes) => readBundle(bytes), refusals: [BundleError] },
  { name: "patch", parse: (bytes) => applyPatch(new Map([["src/main.c", Buffer.from("int main(void) {\n  return 0;\n}\n")]]), bytes), refusals: [BundleError] },
  { name: "crash-report", parse: (bytes) => crashSignature(bytes, { exitCode: 1, signal: null } as never), refusals: [] },
  { name: "ledger-entry", parse: (bytes) => parseLedgerEntry(json(bytes)), refusals: [LedgerRefusal] },
  { name: "ledger-export", parse: (bytes) => verifyEntries({ entries: text(bytes).split("\n"), checkpoints: [text(bytes)], trustedVerifierKeys: [], receipts: [json(bytes)] }), refusals: [LedgerRefusal] },
  { name: "checkpoint", parse: (bytes) => openCheckpoint(text(bytes), []), refusals: [LedgerRefusal] },
  { name: "verifier-key", parse: (bytes) => parseVerifierKey(text(bytes)), refusals: [LedgerRefusal] },
  { name: "statement", parse: (bytes) => verifyStatement(json(bytes), [key], "application/json"), refusals: [] },
  { name: "receipt", parse: (bytes) => verifyReceipt(json(bytes), []), refusals: [LedgerRefusal] },
  { name: "determination-bundle", parse: (bytes) => verifyDeterminationBundle(json(bytes)), refusals: [LedgerRefusal] },
  { name: "evaluation-log", parse: readLog, refusals: [LogError] },
  { name: "sample-receipt", parse: (bytes) => verifySampleReceipt(json(bytes), "0".repeat(64)), refusals: [] },
  { name: "finding-line", parse: (bytes) => readFindingLine(bytes), refusals: [Refusal] },
  { name: "finding-import", parse: (bytes) => readItems(bytes, undefined), refusals: [Refusal] },
  { name: "exchange-low", parse: (bytes) => judgeLowIncoming(bytes, null), refusals: [] },
  { name: "exchange-enclave", parse: (bytes) => judgeEnclaveIncoming(bytes, null), refusals: [] },
];
