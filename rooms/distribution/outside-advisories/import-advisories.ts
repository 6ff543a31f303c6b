import { zstdCompressSync } from "node:zlib";
import type { ImportReport, OutsideAdvisory } from "#contracts/outside-advisories";
import { InventoryError, openZip, toInertText } from "#engines/exposure";
import { appendEntry } from "#rooms/audit";
import { newId, type Actor, type Services } from "#rooms/platform";
import { DistributionRefusal } from "../distribution.errors.ts";
import { matchTouchedJob } from "./match-touched.ts";
import { findVersion, lockEditions, upsertOutside, type KnownVersion } from "./outside-advisories.store.ts";
import { readDocument, UnfitDocument, type ReadDocument } from "./read-document.ts";

const MOST_DOCUMENT_BYTES = 16 * 1024 * 1024;
const MOST_DOCUMENTS = 20_000;
const MOST_REFUSED_TOLD = 100;
/** One transaction holds so many, so that operators' own acts never wait long. */
const BATCH = 100;

export interface Candidate {
  /** How whoever brought it finds it again: a file's name, a line, an address. */
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly proof: OutsideAdvisory["proof"];
  /** What is wrong with it before it is read, such as a digest that it does not have. */
  readonly fault?: string;
}

export interface ImportAdvisories {
  readonly actor: Pick<Actor, "personId" | "organisationId">;
  readonly feedId: string | null;
  readonly candidates: Iterable<Candidate> | AsyncIterable<Candidate>;
}

type Outcome = "added" | "changed" | "unchanged" | "withdrawn";

/**
 * Takes advisories that others published: each is read, and the latest version of a name is the one that holds; an older one
 * changes nothing. What is taken back matches nothing any more. One that cannot be read is told and holds up no other.
 * Whom they may concern is matched afterwards, by jobs.
 */
export async function importAdvisories(services: Services, { actor, feedId, candidates }: ImportAdvisories): Promise<ImportReport> {
  const counts = { read: 0, added: 0, changed: 0, unchanged: 0, withdrawn: 0 };
  const refused: { name: string; reason: string }[] = [];
  let refusedCount = 0;
  let batch: (ReadDocument & Pick<Candidate, "proof">)[] = [];
  const store = async () => {
    for (const outcome of await storeBatch(services, { actor, feedId, documents: batch })) counts[outcome] += 1;
    batch = [];
  };
  for await (const { name, bytes, proof, fault } of candidates) {
    counts.read += 1;
    if (counts.read > MOST_DOCUMENTS) throw new DistributionRefusal("import-not-readable", `More than ${MOST_DOCUMENTS} documents: give them in several files.`, { field: "file" });
    try {
      if (fault !== undefined) throw new UnfitDocument(fault);
      if (bytes.length > MOST_DOCUMENT_BYTES) throw new UnfitDocument(`It is larger than ${MOST_DOCUMENT_BYTES / 1048576} MiB.`);
      batch.push({ ...readDocument(bytes), proof });
    } catch (error) {
      if (!(error instanceof UnfitDocument)) throw error;
      refusedCount += 1;
      if (refused.length < MOST_REFUSED_TOLD) refused.push({ name: toInertText(name, 200), reason: toInertText(error.message, 500) });
    }
    if (batch.length >= BATCH) await store();
  }
  await store();
  return { ...counts, refusedCount, refused };
}

interface Batch extends Omit<ImportAdvisories, "candidates"> {
  readonly documents: readonly (ReadDocument & Pick<Candidate, "proof">)[];
}

function storeBatch(services: Services, { actor, feedId, documents }: Batch): Promise<readonly Outcome[]> {
  if (documents.length === 0) return Promise.resolve([]);
  return services.db.inTransaction(async (tx) => {
    const outcomes: Outcome[] = [];
    const stored: string[] = [];
    await lockEditions(tx);
    for (const document of documents) {
      const known = await findVersion(tx, document.publisher, document.trackingId);
      const outcome = judge(known, document);
      outcomes.push(outcome);
      if (outcome === "unchanged") continue;
      const id = known?.id ?? newId("outside");
      await upsertOutside(tx, {
        id, format: document.format, publisher: document.publisher, tracking_id: document.trackingId, version: document.version, releasedAt: document.releasedAt, title: document.title, url: document.url,
        state: document.advisory.withdrawn ? "withdrawn" : "current", digest: document.digest, proof: document.proof, products: document.advisory.affected.length, vulnerabilities: document.vulnerabilities,
        feedId, at: services.clock(), document: zstdCompressSync(document.bytes),
      });
      await appendEntry(services, tx, { kind: "distribution.outside-advisory-taken", subject: id, by: actor, data: { digest: document.digest, outcome, proof: document.proof } });
      stored.push(id);
    }
    if (stored.length > 0) await services.jobs.enqueue(tx, matchTouchedJob, { advisoryIds: stored });
    return outcomes;
  });
}

/** The later release holds; of two of one instant, the one that came last, as publishers mend without a new date. */
function judge(known: KnownVersion | undefined, { digest, releasedAt, advisory }: ReadDocument): Outcome {
  if (known?.digest === digest) return "unchanged";
  if (known?.released_at && new Date(known.released_at) > releasedAt) return "unchanged";
  if (advisory.withdrawn) return "withdrawn";
  return known ? "changed" : "added";
}

/** The documents in an upload: one, an array of them, one a line, or a ZIP of such. @throws DistributionRefusal when it is none of these */
export function* listCandidates(bytes: Uint8Array, fileName: string): Iterable<Candidate> {
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) {
    const zip = openUpload(bytes);
    for (const name of zip.names) if (/\.(?:json|ndjson|jsonl)$/i.test(name)) yield* listInText(readEntry(zip, name), name);
    return;
  }
  yield* listInText(bytes, fileName);
}

function* listInText(bytes: Uint8Array, name: string): Iterable<Candidate> {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8").trim();
  const whole = text.includes("\n") && isJson(text.slice(0, text.indexOf("\n"))) ? undefined : tryJson(text);
  if (Array.isArray(whole)) for (const [at, document] of whole.entries()) yield { name: `${name} [${at}]`, bytes: Buffer.from(JSON.stringify(document)), proof: "uploaded" };
  else if (whole !== undefined || !text.includes("\n")) yield { name, bytes, proof: "uploaded" };
  else for (const [at, line] of text.split("\n").entries()) if (line.trim() !== "") yield { name: `${name}, line ${at + 1}`, bytes: Buffer.from(line), proof: "uploaded" };
}

function isJson(text: string): boolean {
  return tryJson(text) !== undefined;
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function openUpload(bytes: Uint8Array): ReturnType<typeof openZip> {
  return zipOrRefuse(() => openZip(bytes));
}

function readEntry(zip: ReturnType<typeof openZip>, name: string): Buffer {
  return zipOrRefuse(() => zip.read(name) ?? Buffer.alloc(0));
}

function zipOrRefuse<Result>(read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof InventoryError)) throw error;
    throw new DistributionRefusal("import-not-readable", error.code === "too-large" ? "Unpacked, the ZIP is too large: give the documents in several files." : "The ZIP is damaged or protected: pack it again, without a password.", { field: "file", cause: error });
  }
}
