import { MAX_BATCH, MAX_IMPORT_BYTES, type BulkResult, type ImportFormat, type ImportQuery } from "#contracts/intake";
import type { Actor, Services, StreamReply } from "#rooms/platform";
import { FindingsRefusal } from "../findings.errors.ts";
import { FormatError, type FormatItem, type ImportDefaults } from "./formats/format.types.ts";
import { readAixcc } from "./formats/read-aixcc.ts";
import { readCsaf } from "./formats/read-csaf.ts";
import { readCsv } from "./formats/read-csv.ts";
import { readOsv } from "./formats/read-osv.ts";
import { readSarif } from "./formats/read-sarif.ts";
import { prepareItem, type PreparedFinding, type RefusedLine } from "./prepare-finding.ts";
import { storeBatch } from "./store-batch.ts";
import { readStrictJson, StrictJsonError } from "./strict-json.rules.ts";
import { answerBatches, count, newTally, type Tally } from "./submit-bulk.ts";

export interface ImportFindings {
  readonly actor: Actor;
  /** A file of another format; attacker-controlled. */
  readonly bytes: Uint8Array;
  readonly query: ImportQuery;
  readonly accept?: string | undefined;
}

/**
 * Takes in the items of a file of another format, each as a record that stands or falls alone. What the format has no place
 * for (whose it is, which model found it) comes from the query, once for the whole file. A file that is not of its format is
 * refused whole.
 */
export async function importFindings(services: Services, { actor, bytes, query, accept }: ImportFindings): Promise<{ accepted: number; duplicates: number; refused: number; results: BulkResult[] } | StreamReply> {
  const { format, ...defaults } = query;
  const items = readItems(bytes, format);
  const tally = newTally();
  tally.bytes = bytes.length;
  return answerBatches(services, storeItems(services, { actor, items, defaults, tally }), { accept, tally });
}

/** Each item of a list as a record of its own, a batch at a time. */
export async function* storeItems(services: Services, { actor, items, defaults, tally }: { readonly actor: Actor; readonly items: readonly FormatItem[]; readonly defaults: ImportDefaults; readonly tally: Tally }): AsyncGenerator<readonly BulkResult[], void, undefined> {
  for (let from = 0; from < items.length; from += MAX_BATCH) {
    const lines: (PreparedFinding | RefusedLine)[] = [];
    for (const [place, item] of items.slice(from, from + MAX_BATCH).entries()) {
      const prepared = prepareFormatItem(services, { line: from + place + 1, item, defaults });
      // Before the row that names them, so that no row names a file that is not there.
      if (!("refusal" in prepared)) for (const file of item.files ?? []) await services.artefacts.put(file);
      lines.push(prepared);
    }
    yield count(tally, await storeBatch(services, { actor, lines, lastLine: from + lines.length, intakeId: undefined }));
  }
}

export function prepareFormatItem(services: Services, { line, item, defaults }: { readonly line: number; readonly item: FormatItem; readonly defaults: ImportDefaults }): PreparedFinding | RefusedLine {
  const { place } = item;
  const refuse = (message: string, field = place) => ({ line, refusal: new FindingsRefusal("line-refused", `${place}: ${message}`, { field }) });
  if (item.refused !== undefined) return refuse(item.refused);
  const weakness = item.weakness ?? defaults.weakness;
  if (weakness === undefined) return refuse("names no CWE; say which one in ?weakness=", "weakness");
  const repository = item.target?.repository ?? defaults.repository ?? null;
  const name = item.target?.name ?? defaults.product ?? repository?.split("/").findLast((part) => part !== "");
  if (name === undefined) return refuse("does not say which product it is about; say it in ?product= or ?repository=", "product");
  const location = item.target?.location;
  if (location === undefined) return refuse("does not say where in the product it is", "location");
  const own = item.provenance;
  const human = own?.human ?? defaults.human;
  if (human === undefined) return refuse("how much of it is a human's is not said; say it in ?human= as none, reviewed, directed or authored", "human");
  const provenance = { finder: own?.finder ?? defaults.finder, model: own?.model ?? defaults.model ?? null, modelVersion: own?.modelVersion ?? defaults.modelVersion ?? null, harness: defaults.harness ?? own?.harness ?? null, human };
  if (provenance.finder === undefined) return refuse("whom to credit is not said; say it in ?finder=", "finder");
  return prepareItem(services, {
    line, place,
    item: {
      schema: "breakwater-finding/1", title: item.title, description: item.description || item.title, weakness,
      target: { name, version: item.target?.version ?? defaults.version ?? "unknown", repository, location },
      provenance, severity: item.severity ?? null, evidence: item.evidence ?? [], identifiers: item.identifiers ?? [], candidatePatch: item.candidatePatch ?? null,
    },
  });
}

const READERS: Readonly<Record<Exclude<ImportFormat, "csv">, (document: unknown) => readonly FormatItem[]>> = { sarif: readSarif, osv: readOsv, csaf: readCsaf, aixcc: readAixcc };

/** The items of a file; of the given format, or of the one that it looks like. */
export function readItems(bytes: Uint8Array, format: ImportFormat | undefined): readonly FormatItem[] {
  try {
    if (bytes.length > MAX_IMPORT_BYTES) throw new FormatError("body", `larger than ${MAX_IMPORT_BYTES} bytes; split it`);
    if (format === "csv" || (format === undefined && !looksLikeJson(bytes))) return readCsv(bytes);
    const document = readStrictJson(bytes);
    return READERS[format ?? detectFormat(document)](document);
  } catch (cause) {
    if (!(cause instanceof FormatError || cause instanceof StrictJsonError)) throw cause;
    const field = cause.place || "body";
    throw new FindingsRefusal("import-refused", cause instanceof FormatError ? cause.message : `${field}: ${cause.message}`, { field, cause });
  }
}

function looksLikeJson(bytes: Uint8Array): boolean {
  const first = bytes.find((byte) => ![0x20, 0x09, 0x0a, 0x0d, 0xef, 0xbb, 0xbf].includes(byte));
  return first === 0x7b || first === 0x5b;
}

function detectFormat(document: unknown): Exclude<ImportFormat, "csv"> {
  const one: unknown = Array.isArray(document) ? document[0] : document;
  const has = (name: string) => typeof one === "object" && one !== null && Object.hasOwn(one, name);
  if (has("runs")) return "sarif";
  if (has("document")) return "csaf";
  if (has("testcase") || has("patch") || has("sarif")) return "aixcc";
  if (has("affected") || has("vulns")) return "osv";
  throw new FormatError("body", "of no format that is known here; name it in ?format= as sarif, osv, csaf, csv or aixcc");
}
