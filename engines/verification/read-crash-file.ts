import { createHash } from "node:crypto";
import { BundleError } from "./bundle.errors.ts";
import { toSafeLine } from "./hostile-text.rules.ts";
import { readBundle } from "./pack-bundle.ts";
import { isCasrReport, parseCasrReport } from "./parse-casr-report.ts";
import { parseCrashReport } from "./parse-crash-report.rules.ts";
import { parseOssFuzzRecord } from "./parse-oss-fuzz-record.ts";
import type { CrashRecord } from "./cluster-crashes.rules.ts";
import type { EvidenceBundle } from "./verification.types.ts";

// One file of a heap of crashes, whatever kind it is. Told by its content; a name is only a name.

const REPORT_BYTES = 64 * 1024 * 1024;
const TAR_MAGIC = 257;

export type CrashFile =
  | { readonly kind: "reports"; readonly records: readonly CrashRecord[] }
  | { readonly kind: "bundle"; readonly bundle: EvidenceBundle }
  | { readonly kind: "unreadable"; readonly reason: string };

/** Names the build of a bundle's target: the same source and recipe give the same program. */
export function nameBuild({ manifest, source }: EvidenceBundle): string {
  const hash = createHash("sha256").update(JSON.stringify(manifest.target.recipe));
  for (const path of [...source.keys()].toSorted()) hash.update(`\n${path}\n${source.get(path)?.length ?? 0}\n`).update(source.get(path) ?? "");
  return hash.digest("hex");
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Then it is no JSON, and read as a report.
    return undefined;
  }
}

/** OSS-Fuzz's records, one a file or one a line. */
function readRecords(name: string, values: readonly unknown[]): readonly CrashRecord[] {
  return values.flatMap((value) => {
    const crash = parseOssFuzzRecord(value);
    return crash ? [{ ...crash, id: values.length === 1 ? name : `${name}#${crash.id}`, build: null }] : [];
  });
}

/**
 * Reads an evidence bundle, a CASR report, OSS-Fuzz's OSV records (one, or one a line), or what a sanitizer or runtime
 * printed. Hostile: at most 64 MiB. A file that is none of these is `unreadable`, with the reason.
 */
export async function readCrashFile(name: string, bytes: Uint8Array): Promise<CrashFile> {
  if (Buffer.from(bytes.subarray(TAR_MAGIC, TAR_MAGIC + 5)).toString("latin1") === "ustar") {
    try {
      return { kind: "bundle", bundle: await readBundle(bytes) };
    } catch (cause) {
      if (cause instanceof BundleError) return { kind: "unreadable", reason: cause.message };
      throw cause;
    }
  }
  if (bytes.length > REPORT_BYTES) return { kind: "unreadable", reason: `larger than ${REPORT_BYTES} bytes, which is the most that is read of a report` };
  const text = new TextDecoder().decode(bytes);
  const one = text.trimStart().startsWith("{") ? readJson(text) : undefined;
  if (isCasrReport(one)) {
    const trace = parseCasrReport(one);
    return trace ? { kind: "reports", records: [{ id: name, trace, target: null, build: null, regression: null }] } : { kind: "unreadable", reason: "a CASR report without a stack" };
  }
  const values = one === undefined && text.startsWith("{") ? text.split("\n").flatMap((line) => readJson(line) ?? []) : [one];
  const records = readRecords(name, values);
  if (records.length > 0) return { kind: "reports", records };
  if (one !== undefined) return { kind: "unreadable", reason: "JSON, but neither a CASR report nor an OSS-Fuzz record with a crash state" };
  const trace = parseCrashReport(text);
  if (!trace) return { kind: "unreadable", reason: `no crash report in it; it begins with "${toSafeLine(text.slice(0, 60), 60)}"` };
  return { kind: "reports", records: [{ id: name, trace, target: null, build: null, regression: null }] };
}
