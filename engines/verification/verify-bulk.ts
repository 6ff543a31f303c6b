import { createHash } from "node:crypto";
import { open, readdir, type FileHandle } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { SandboxBackend } from "#engines/sandbox";
import { signAttestation, stateReproduction, type Attestation } from "./attest-result.ts";
import { BUNDLE_BYTES } from "./bundle-archive.ts";
import { BundleError } from "./bundle.errors.ts";
import { BulkError } from "./bulk.errors.ts";
import { signatureKey } from "./crash-signature.rules.ts";
import { readBundle } from "./pack-bundle.ts";
import { reproduce } from "./reproduce.ts";
import type { GradeRecord, Reproduction, ReproductionOutcome } from "./verification.types.ts";

// Each result is one line of the journal, on the disk before the bundle counts as done. A process killed at any moment
// therefore loses at most what it had not finished, and the next one begins where the lines end.

export const JOURNAL = "verification.ndjson";

interface BulkSubject {
  readonly file: string;
  /** SHA-256, hex, of the file's bytes: what counts as done is the content, whatever its name. */
  readonly digest: string;
}

/** One line of the journal. */
export type BulkRecord = BulkSubject &
  (
    | { readonly refused: { readonly code: string; readonly message: string } }
    | { readonly sameAs: string }
    | {
        readonly title: string;
        readonly outcome: ReproductionOutcome;
        readonly signatureKey: string | null;
        readonly site: string | null;
        readonly grade: GradeRecord;
        readonly environmentDigest: string | null;
        /** Whether an attempt to leave halted the run. */
        readonly halted: boolean;
        readonly attestation: Attestation | null;
      }
  );

export interface BulkProgress {
  readonly total: number;
  /** Recorded, now or by an earlier run. */
  readonly done: number;
  readonly recordedBefore: number;
  /** What was just recorded; null at the start. */
  readonly record: BulkRecord | null;
}

export interface VerifyBulk {
  /** Its `*.tar` files are the bundles. */
  readonly directory: string;
  readonly backend: SandboxBackend;
  /** Default `verification.ndjson` in the directory. */
  readonly journal?: string;
  readonly runs?: number;
  /** Bundles at once; default one for each processor. */
  readonly concurrency?: number;
  /** Ed25519, PEM: signs each result. */
  readonly privateKeyPem?: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: BulkProgress) => void;
}

/** A file's digest, and its bytes where it is no larger than a bundle may be; the files are strangers'. */
async function readBounded(path: string): Promise<{ readonly digest: string; readonly bytes: Uint8Array | null }> {
  await using file = await open(path, "r");
  const fits = (await file.stat()).size <= BUNDLE_BYTES;
  const hash = createHash("sha256");
  const chunks: Uint8Array[] = [];
  for await (const chunk of file.createReadStream({ autoClose: false }) as AsyncIterable<Uint8Array>) {
    hash.update(chunk);
    if (fits) chunks.push(chunk);
  }
  return { digest: hash.digest("hex"), bytes: fits ? new Uint8Array(Buffer.concat(chunks)) : null };
}

/** The journal's whole lines; what a killed process left of a last one is cut off, so that the next line stands alone. */
async function openJournal(path: string): Promise<{ readonly file: FileHandle; readonly records: readonly BulkRecord[] }> {
  const file = await open(path, "a+", 0o600);
  try {
    const text = await file.readFile("utf8");
    const whole = text.slice(0, text.lastIndexOf("\n") + 1);
    if (whole.length < text.length) await file.truncate(Buffer.byteLength(whole));
    return { file, records: whole.split("\n").slice(0, -1).map((line, index) => parseLine(line, path, index + 1)) };
  } catch (cause) {
    await file.close();
    throw cause;
  }
}

function parseLine(line: string, path: string, number: number): BulkRecord {
  try {
    const record = JSON.parse(line) as Partial<BulkRecord>;
    if (typeof record.file === "string" && /^[0-9a-f]{64}$/.test(record.digest ?? "")) return record as BulkRecord;
  } catch (cause) {
    throw new BulkError("journal-damaged", `${path}, line ${number}, is not a result; move the file away to begin anew`, { cause });
  }
  throw new BulkError("journal-damaged", `${path}, line ${number}, is not a result; move the file away to begin anew`);
}

async function listBundles(directory: string): Promise<readonly string[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile() && entry.name.endsWith(".tar")).map((entry) => entry.name);
  if (names.length === 0) throw new BulkError("no-bundles", `${directory} holds no *.tar files`);
  return names.toSorted();
}

/** What an earlier run has recorded of these very files. */
async function findRecorded(names: readonly string[], before: readonly BulkRecord[], directory: string): Promise<Map<string, BulkRecord>> {
  const recorded = new Map(before.map((record) => [`${record.file}\0${record.digest}`, record]));
  const found = new Map<string, BulkRecord>();
  for (const name of recorded.size === 0 ? [] : names) {
    const record = recorded.get(`${name}\0${(await readBounded(join(directory, name))).digest}`);
    if (record) found.set(name, record);
  }
  return found;
}

async function verifyOne(bytes: Uint8Array | null, subject: BulkSubject, options: VerifyBulk): Promise<BulkRecord> {
  if (!bytes) return { ...subject, refused: { code: "too-large", message: `has more than ${BUNDLE_BYTES} bytes, which a bundle may not have` } };
  let result: Reproduction;
  let title: string;
  try {
    const bundle = await readBundle(bytes);
    title = bundle.manifest.title;
    result = await reproduce(bundle, options.backend, { ...(options.runs !== undefined && { runs: options.runs }), ...(options.signal && { signal: options.signal }) });
  } catch (cause) {
    if (cause instanceof BundleError) return { ...subject, refused: { code: cause.code, message: cause.message } };
    throw cause;
  }
  const { outcome, signature, site, grade, environment, isolation } = result;
  if (!isolation.held && isolation.alarms.length === 0) throw new BulkError("isolation-failed", `${subject.file} was not run: the sandbox's isolation did not hold (see breakwater sandbox check); mend the host and start again, what is recorded stays`);
  const attestation = options.privateKeyPem === undefined ? null : signAttestation(stateReproduction(result), options.privateKeyPem);
  return { ...subject, title, outcome, signatureKey: signature && signatureKey(signature), site, grade, environmentDigest: environment?.digest ?? null, halted: isolation.alarms.length > 0, attestation };
}

/**
 * Reproduces every bundle of a folder, several at once, and writes each result to the journal as soon as it is there.
 * Started again, whatever ended the run before, it goes on with what is not recorded. Returns all records, in the order
 * of the files' names. Throws `BulkError`, or the signal's abort as a `SandboxError`.
 */
export async function verifyBulk(options: VerifyBulk): Promise<readonly BulkRecord[]> {
  const names = await listBundles(options.directory);
  const { file: journal, records } = await openJournal(options.journal ?? join(options.directory, JOURNAL));
  try {
    return await work(names, journal, records, options);
  } finally {
    await journal.close();
  }
}

async function work(names: readonly string[], journal: FileHandle, before: readonly BulkRecord[], options: VerifyBulk): Promise<readonly BulkRecord[]> {
  const results = await findRecorded(names, before, options.directory);
  const recordedBefore = results.size;
  // Content that is recorded, or being looked at right now by another of our workers.
  const taken = new Map(before.map((record) => [record.digest, record.file]));
  const waiting = names.filter((name) => !results.has(name));
  const tell = (record: BulkRecord | null) => options.onProgress?.({ total: names.length, done: results.size, recordedBefore, record });

  const settle = async (name: string): Promise<void> => {
    const { bytes, digest } = await readBounded(join(options.directory, name));
    const subject: BulkSubject = { file: name, digest };
    const other = taken.get(subject.digest);
    taken.set(subject.digest, other ?? name);
    const record = other === undefined ? await verifyOne(bytes, subject, options) : { ...subject, sameAs: other };
    // One line, one write, on the disk before it counts.
    await journal.appendFile(`${JSON.stringify(record)}\n`);
    await journal.datasync();
    results.set(name, record);
    tell(record);
  };
  const worker = async (): Promise<void> => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      options.signal?.throwIfAborted();
      await settle(name);
    }
  };
  tell(null);
  const workers = Array.from({ length: Math.min(options.concurrency ?? availableParallelism(), waiting.length) }, worker);
  // Every worker ends before the journal is closed; one that fails keeps the others from starting anew.
  const ended = await Promise.allSettled(workers.map((one) => one.catch((cause: unknown) => {
    waiting.length = 0;
    throw cause;
  })));
  const failure = ended.find((one) => one.status === "rejected");
  if (failure) throw failure.reason;
  return names.map((name) => results.get(name)).filter((record) => record !== undefined);
}
