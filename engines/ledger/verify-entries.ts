import { canonicalJson } from "./canonical-json.ts";
import { openCheckpoint } from "./checkpoint.ts";
import type { CheckedSignature, Checkpoint } from "./checkpoint.ts";
import { MAX_ENTRY_BYTES, parseLedgerEntry } from "./ledger-entry.ts";
import { LedgerRefusal, quote } from "./ledger.errors.ts";
import { locateDamage } from "./locate-damage.ts";
import type { DamageCode } from "./locate-damage.ts";
import { leafHash, sameHash } from "./merkle-proof.ts";
import { MemoryNodes, MerkleTree } from "./merkle-tree.ts";
import { findUnseen, verifyReceipt } from "./receipt.ts";
import { parseVerifierKey, parseWitnessKey } from "./note-key.ts";

// Enough to see the pattern; a hostile export must not fill the reader's disk with findings.
const MAX_FINDINGS = 100;
const BATCH = 4096;

/** Everything here but the trusted keys may be attacker-controlled. */
export interface LedgerExport {
  /** The canonical JSON of each entry, in the order of the log: the lines of an export, without their line breaks. */
  readonly entries: Iterable<string> | AsyncIterable<string>;
  /** At least one signed checkpoint; the more, and the more independently kept, the more is shown. */
  readonly checkpoints: readonly string[];
  readonly trustedVerifierKeys: readonly string[];
  /** Witnesses each of which must have cosigned one of the checkpoints. */
  readonly witnesses?: readonly string[];
  /**
   * The log's own leaf hashes, hex, if exported. Believed only if they rebuild a signed root; then damage is found to the
   * entry.
   */
  readonly leafHashes?: readonly string[];
  /** Receipts that somebody kept. */
  readonly receipts?: readonly unknown[];
}

/**
 * - `altered`, `deleted`, `inserted`, `reordered`, `truncated`: known to the entry.
 * - `changed`: something between `from` and `to` differs; `missing`: there are fewer entries than were signed. Both when
 *   no believable leaf hashes tell more.
 * - `entry-malformed`: a line is not the canonical JSON of an entry.
 * - `receipt-contradicted`: a valid receipt holds another entry than this export at the same place.
 * - `log-forked`: the log's key signed two histories that exclude each other.
 * - `not-witnessed`: a witness that the reader demands has cosigned none of the checkpoints.
 * - `checkpoint-refused`, `receipt-refused`, `no-checkpoint`: the means of checking are themselves no good.
 */
export type FindingCode =
  | DamageCode
  | "changed"
  | "missing"
  | "entry-malformed"
  | "receipt-contradicted"
  | "log-forked"
  | "not-witnessed"
  | "checkpoint-refused"
  | "receipt-refused"
  | "no-checkpoint";

export interface LedgerFinding {
  readonly code: FindingCode;
  /** First and last leaf concerned, counted from 0; null when it is not about leaves. */
  readonly from: number | null;
  readonly to: number | null;
  readonly message: string;
}

export type LedgerVerdict =
  | {
      readonly ok: true;
      readonly origin: string;
      /** Leaves under the largest checkpoint, all as signed. */
      readonly size: number;
      /** Hex. */
      readonly root: string;
      /** Entries newer than the largest checkpoint, about which nothing is known yet. */
      readonly unsigned: number;
      readonly checkpoints: number;
      readonly receipts: number;
      /** The newest of each key that was checked, and how many entries it is about. */
      readonly signatures: readonly (CheckedSignature & { readonly size: number })[];
    }
  | { readonly ok: false; readonly findings: readonly LedgerFinding[]; readonly findingsTotal: number };

/** Whether an exported ledger is what was signed: nothing altered, deleted, inserted, reordered or cut off, and if so, where. */
export async function verifyEntries(input: LedgerExport): Promise<LedgerVerdict> {
  const findings: LedgerFinding[] = [];
  const evidence = gatherEvidence(input, findings);
  const { leaves, tree } = await readEntries(input.entries, findings);
  findings.push(...contradictedReceipts(evidence.receipts, leaves));
  findings.push(...(await compareWithCheckpoints({ ...evidence, leaves, tree, leafHashes: input.leafHashes ?? [] })));

  const largest = evidence.checkpoints.at(-1);
  if (!largest) findings.push(aboutEvidence("no-checkpoint", "there is no signed checkpoint to check against; ask the log for one, or use a receipt's"));
  if (!largest || findings.length > 0) {
    return { ok: false, findings: findings.slice(0, MAX_FINDINGS), findingsTotal: findings.length };
  }
  return {
    ok: true,
    origin: largest.origin,
    size: largest.size,
    root: hex(largest.root),
    unsigned: leaves.length - largest.size,
    checkpoints: evidence.checkpoints.length,
    receipts: evidence.receipts.length,
    signatures: newestSignatures(evidence.checkpoints),
  };
}

function newestSignatures(checkpoints: readonly Checkpoint[]): readonly (CheckedSignature & { readonly size: number })[] {
  const newest = new Map(checkpoints.flatMap(({ size, signatures }) => signatures.map((signature) => [signature.verifierKey, { ...signature, size }] as const)));
  return [...newest.values()];
}

interface KeptEntry {
  readonly leafIndex: number;
  readonly leaf: string;
}

interface Evidence {
  /** By size, the smallest first; those of the receipts included. */
  readonly checkpoints: readonly Checkpoint[];
  readonly receipts: readonly KeptEntry[];
}

function gatherEvidence({ checkpoints, trustedVerifierKeys, witnesses = [], receipts = [] }: LedgerExport, findings: LedgerFinding[]): Evidence {
  const verifiers = [...trustedVerifierKeys.map(parseVerifierKey), ...witnesses.map(parseWitnessKey)];
  const opened: Checkpoint[] = [];
  for (const [place, text] of checkpoints.entries()) {
    try {
      opened.push(openCheckpoint(text, verifiers));
    } catch (error) {
      if (!(error instanceof LedgerRefusal)) throw error;
      findings.push(aboutEvidence("checkpoint-refused", `checkpoint ${place + 1}: ${error.message}`));
    }
  }
  const kept: KeptEntry[] = [];
  for (const [place, receipt] of receipts.entries()) {
    const verdict = verifyReceipt(receipt, trustedVerifierKeys);
    if (verdict.ok) {
      opened.push(verdict.checkpoint);
      kept.push({ leafIndex: verdict.leafIndex, leaf: hex(leafHash(canonicalJson(verdict.entry))) });
    } else {
      findings.push(aboutEvidence("receipt-refused", `receipt ${place + 1}: ${verdict.message}`));
    }
  }
  for (const witness of witnesses) {
    if (opened.every((checkpoint) => findUnseen(checkpoint, [witness]) !== undefined)) findings.push(aboutEvidence("not-witnessed", `the witness ${quote(parseWitnessKey(witness).name)} has cosigned none of these checkpoints`));
  }
  const [first] = opened;
  const foreign = opened.find(({ origin }) => origin !== first?.origin);
  if (first && foreign) {
    const logs = `${quote(first.origin)} and ${quote(foreign.origin)}`;
    findings.push(aboutEvidence("checkpoint-refused", `the checkpoints are of two logs, ${logs}; check one log at a time`));
  }
  return { checkpoints: opened.toSorted((a, b) => a.size - b.size), receipts: kept };
}

async function readEntries(
  entries: LedgerExport["entries"],
  findings: LedgerFinding[],
): Promise<{ readonly leaves: readonly string[]; readonly tree: MerkleTree }> {
  const tree = new MerkleTree(new MemoryNodes());
  const leaves: string[] = [];
  let batch: Uint8Array[] = [];
  for await (const line of entries) {
    const problem = whyNotAnEntry(line);
    const place = leaves.length;
    if (problem !== null) findings.push({ code: "entry-malformed", from: place, to: place, message: `entry ${place} ${problem}` });
    // Hashed as it stands even so: a damaged line must not shift the places of those after it.
    const leaf = leafHash(line);
    leaves.push(hex(leaf));
    batch.push(leaf);
    if (batch.length === BATCH) {
      await tree.append(batch);
      batch = [];
    }
  }
  await tree.append(batch);
  return { leaves, tree };
}

function whyNotAnEntry(line: string): string | null {
  if (Buffer.byteLength(line) > MAX_ENTRY_BYTES) return `is larger than ${MAX_ENTRY_BYTES} bytes`;
  try {
    // Compared with its own canonical form, so that a doubled key cannot show a reader something else than was hashed.
    return canonicalJson(parseLedgerEntry(JSON.parse(line))) === line ? null : "is not in canonical form";
  } catch (error) {
    if (error instanceof LedgerRefusal) return `cannot be read: ${error.message}`;
    if (error instanceof SyntaxError) return "is not JSON";
    throw error;
  }
}

function contradictedReceipts(receipts: readonly KeptEntry[], leaves: readonly string[]): LedgerFinding[] {
  return receipts
    .filter(({ leafIndex, leaf }) => leaves[leafIndex] !== leaf)
    .map(({ leafIndex }) => ({
      code: "receipt-contradicted" as const,
      from: leafIndex,
      to: leafIndex,
      message: leafIndex < leaves.length
        ? `entry ${leafIndex} is not the one that a kept receipt proves`
        : `entry ${leafIndex}, which a kept receipt proves, is not there`,
    }));
}

interface Comparison extends Evidence {
  readonly leaves: readonly string[];
  readonly tree: MerkleTree;
  readonly leafHashes: readonly string[];
}

async function compareWithCheckpoints({ checkpoints, leaves, tree, leafHashes }: Comparison): Promise<LedgerFinding[]> {
  const bad: Checkpoint[] = [];
  let largestGood = 0;
  for (const checkpoint of checkpoints) {
    if (await hasRoot(tree, checkpoint)) largestGood = Math.max(largestGood, checkpoint.size);
    else bad.push(checkpoint);
  }
  const [smallestBad] = bad;
  if (!smallestBad) return [];
  // One list of leaves cannot fit the larger tree and not the smaller, unless the key signed two histories.
  if (smallestBad.size <= largestGood) return [forked(smallestBad)];

  // One spelling of each hash, since they are compared as text below.
  const readable = leafHashes.every((text) => /^[0-9a-f]{64}$/.test(text)) ? leafHashes : [];
  const claimed = await MerkleTree.fromLeafHashes(readable.map((text) => Buffer.from(text, "hex")));
  const rebuilt = await findLast(checkpoints, (checkpoint) => hasRoot(claimed, checkpoint));
  if (!rebuilt || rebuilt.size < smallestBad.size) return [unlocated(smallestBad, largestGood, leaves.length)];

  const isOfAnotherLog = async (checkpoint: Checkpoint): Promise<boolean> =>
    checkpoint.size <= rebuilt.size && !(await hasRoot(claimed, checkpoint));
  const fork = await findLast(checkpoints, isOfAnotherLog);
  if (fork) return [forked(fork)];
  return locateDamage(readable.slice(0, rebuilt.size), leaves).map(({ code, from, to }) => ({
    code,
    from,
    to,
    message: SENTENCES[code](places(from, to)),
  }));
}

async function hasRoot(tree: MerkleTree, { size, root }: Checkpoint): Promise<boolean> {
  return size <= tree.size && sameHash(await tree.root(size), root);
}

async function findLast<Item>(items: readonly Item[], fits: (item: Item) => Promise<boolean>): Promise<Item | undefined> {
  for (const item of items.toReversed()) if (await fits(item)) return item;
  return undefined;
}

const SENTENCES: Readonly<Record<DamageCode, (places: string) => string>> = {
  altered: (where) => `${where}: not what was recorded there`,
  deleted: (where) => `${where}: recorded, and now gone`,
  inserted: (where) => `${where} of this export: never recorded`,
  reordered: (where) => `${where}: recorded in another order`,
  truncated: (where) => `${where}: recorded, and now cut off from the end`,
};

const aboutEvidence = (code: FindingCode, message: string): LedgerFinding => ({ code, from: null, to: null, message });

function unlocated({ size }: Checkpoint, largestGood: number, count: number): LedgerFinding {
  if (count < size) {
    const message = `the signed checkpoint counts ${size} entries, and there are ${count}: ${size - count} deleted or cut off after the first ${largestGood}`;
    return { code: "missing", from: largestGood, to: size - 1, message };
  }
  const message = `${places(largestGood, size - 1)}: at least one was altered, inserted, deleted or moved; the first ${largestGood} are as signed`;
  return { code: "changed", from: largestGood, to: size - 1, message };
}

function forked({ size }: Checkpoint): LedgerFinding {
  const message = `the log's key has signed two histories: its checkpoint of size ${size} excludes another one. Keep both, and show them to others`;
  return { code: "log-forked", from: 0, to: size - 1, message };
}

const places = (from: number, to: number): string => (from === to ? `entry ${from}` : `entries ${from} to ${to}`);
const hex = (hash: Uint8Array): string => Buffer.from(hash).toString("hex");
