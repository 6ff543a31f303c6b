// OSV's records: single records (.json), lists of them (.json, .jsonl), and OSV's own schema (.json), which may lie beside them. Every
// record must be read, valid or not; our validator must say of it what the schema says; and what we write of it must be valid by both.
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { AdvisoryError, compileOfficialSchema, convertAdvisory, parseOsv, validateOsv, type Validation } from "#engines/advisories";
import type { ConformanceFailure, RunSuite } from "./suite.ts";

type Validate = (document: unknown) => Validation;

async function listFiles(path: string): Promise<readonly string[]> {
  if (!(await stat(path)).isDirectory()) return [path];
  return (await readdir(path, { recursive: true })).filter((name) => /\.jsonl?$/.test(name)).toSorted().map((name) => join(path, name));
}

function readDocuments(file: string, text: string): readonly unknown[] {
  if (file.endsWith(".jsonl")) return text.split("\n").filter((line) => line.trim() !== "").map((line) => JSON.parse(line));
  const document: unknown = JSON.parse(text);
  return Array.isArray(document) ? document : [document];
}

const isSchema = (document: unknown): boolean => typeof document === "object" && document !== null && "$schema" in document && "properties" in document;
const isRecord = (document: unknown): boolean => typeof document === "object" && document !== null && "id" in document && "modified" in document;

const brief = ({ valid, errors }: Validation) => ({ valid, errors: errors.slice(0, 3).map(({ path, message }) => `${path}: ${message}`) });

/** Our validator wants CVSS vectors whole, where the schema's pattern takes parts of them: that is no disagreement. */
function agrees(ours: Validation, official: Validation): boolean {
  return ours.valid === official.valid || (official.valid && ours.errors.every(({ path }) => /\/severity\/\d+\/score$/.test(path)));
}

function judge(record: unknown, id: string, official: Validate | undefined): ConformanceFailure | undefined {
  try {
    const read = parseOsv(JSON.stringify(record));
    const [ours, theirs] = [validateOsv(record), official?.(record)];
    if (theirs && !agrees(ours, theirs)) return { id, expected: brief(theirs), got: brief(ours) };
    for (const written of convertAdvisory(read, "osv").documents) {
      const refusal = [validateOsv(written), official?.(written)].find((one) => one?.valid === false);
      if (refusal) return { id: `${id} written again`, expected: { valid: true }, got: brief(refusal) };
    }
    return undefined;
  } catch (error) {
    if (!(error instanceof AdvisoryError)) throw error;
    return { id, expected: "to be read", got: error.message };
  }
}

export const run: RunSuite = async (paths) => {
  const files = (await Promise.all(paths.map(listFiles))).flat();
  const documents = await Promise.all(files.map(async (file) => ({ file, found: readDocuments(file, await readFile(file, "utf8")) })));
  const schema = documents.flatMap(({ found }) => found).find(isSchema);
  const official = schema === undefined ? undefined : compileOfficialSchema(schema);
  const count = { passed: 0, skipped: 0 };
  const failures: ConformanceFailure[] = [];
  for (const { file, found } of documents) {
    for (const [index, document] of found.entries()) {
      if (!isRecord(document)) {
        count.skipped += 1;
        continue;
      }
      const failure = judge(document, `${file} ${index + 1} ${(document as { readonly id: string }).id}`, official);
      if (failure) failures.push(failure);
      else count.passed += 1;
    }
  }
  return { suite: "osv", passed: count.passed, failed: failures.length, skipped: count.skipped, failures, schema: official !== undefined };
};
