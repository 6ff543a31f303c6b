import { createHash } from "node:crypto";
import type { z } from "zod";
import { patchSubmission, povSubmission, sarifSubmission, type PovSubmission } from "#contracts/aixcc";
import { FormatError, type FormatItem } from "./format.types.ts";
import { asObject, clip } from "./look.rules.ts";
import { readSarif } from "./read-sarif.ts";

/** What each sanitizer is there to catch. */
const WEAKNESSES: Readonly<Record<string, string>> = { address: "CWE-119", memory: "CWE-457", undefined: "CWE-758", leak: "CWE-401", thread: "CWE-362" };

/** A PoV, patch or SARIF submission as a file, or a list of them; the format has no place for where it belongs and who found it. */
export function readAixcc(document: unknown): readonly FormatItem[] {
  const list = Array.isArray(document) ? document : [document];
  return list.flatMap((one: unknown, at) => readOne(one, Array.isArray(document) ? `[${at}]` : ""));
}

function readOne(value: unknown, around: string): readonly FormatItem[] {
  const at = (field: string) => (around === "" ? field : `${around}.${field}`);
  const parse = <Schema extends z.ZodType>(schema: Schema): z.output<Schema> => {
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    throw new FormatError(at(issue?.path.join(".") || "body"), issue?.message ?? "not valid");
  };
  if ("testcase" in asObject(value)) return [{ place: at("testcase"), ...describePov(parse(povSubmission)) }];
  if ("patch" in asObject(value)) {
    const diff = Buffer.from(parse(patchSubmission).patch, "base64").toString("utf8");
    return [{ place: at("patch"), title: "Candidate patch", description: "A patch that was submitted without the finding that it mends.", candidatePatch: diff }];
  }
  if ("sarif" in asObject(value)) return readSarif(parse(sarifSubmission).sarif).map((item) => ({ ...item, place: `${at("sarif")}.${item.place}` }));
  throw new FormatError(around || "body", "expected a pov (testcase …), a patch or a submitted-sarif");
}

/** A proof of vulnerability as an item; its test case is a file to be kept. */
export function describePov({ testcase, fuzzer_name: fuzzer, sanitizer, architecture, engine }: PovSubmission): Omit<FormatItem, "place"> {
  const bytes = Buffer.from(testcase, "base64");
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return {
    title: clip(`${clip(sanitizer, 60)} sanitizer stops ${fuzzer}`, 300),
    description: `A test case of ${bytes.length} bytes for the harness ${clip(fuzzer, 1000)} (${engine}, ${architecture}) under the ${clip(sanitizer, 200)} sanitizer. Its SHA-256 is ${sha256}.`,
    weakness: Object.hasOwn(WEAKNESSES, sanitizer.toLowerCase()) ? WEAKNESSES[sanitizer.toLowerCase()] : undefined,
    target: { location: clip(fuzzer, 300) },
    evidence: [{ kind: "sha256", value: sha256, note: clip(`test case for ${fuzzer}, ${engine}, ${architecture}, ${sanitizer}`, 500) }],
    files: [bytes],
  };
}
