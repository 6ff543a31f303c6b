import { MerkleTree, canonicalEntry, generateNoteKey, issueReceipt, leafHash, parseSignerKey, signCheckpoint, type LedgerEntry, type NoteKey, type Receipt } from "#engines/ledger";

export const ORIGIN = "ledger.example/breakwater";

export interface SmallLog {
  readonly key: NoteKey;
  readonly tree: MerkleTree;
  readonly entries: readonly LedgerEntry[];
  readonly lines: readonly string[];
  readonly leafHashes: readonly string[];
  checkpointAt(size: number): Promise<string>;
  receiptFor(leafIndex: number, size?: number): Promise<Receipt>;
}

export function makeEntry(place: number, more: Partial<LedgerEntry> = {}): LedgerEntry {
  return {
    v: 1,
    id: `entry-${place}`,
    at: new Date(Date.UTC(2026, 5, 2, 12, 0, place)).toISOString(),
    kind: "engagement.release-declared",
    subject: `engagement-${place}`,
    by: "person-1",
    data: { place },
    ...more,
  };
}

/** A whole log in memory, signed by a key of its own, and by further ones of other kinds. */
export async function makeLog(entries: readonly LedgerEntry[], key = generateNoteKey(ORIGIN), furtherKeys: readonly NoteKey[] = []): Promise<SmallLog> {
  const lines = entries.map(canonicalEntry);
  const leaves = lines.map(leafHash);
  const tree = await MerkleTree.fromLeafHashes(leaves);
  const checkpointAt = async (size: number): Promise<string> =>
    signCheckpoint({ origin: ORIGIN, size, root: await tree.root(size) }, ...[key, ...furtherKeys].map(({ signerKey }) => parseSignerKey(signerKey)));
  return {
    key,
    tree,
    entries,
    lines,
    leafHashes: leaves.map((hash) => Buffer.from(hash).toString("hex")),
    checkpointAt,
    receiptFor: async (leafIndex, size = entries.length) =>
      issueReceipt({ tree, entry: entries[leafIndex] as LedgerEntry, leafIndex, checkpoint: await checkpointAt(size), verifierKey: key.verifierKey, furtherKeys: furtherKeys.map(({ verifierKey }) => verifierKey) }),
  };
}

export const makeLogOf = (count: number): Promise<SmallLog> => makeLog(Array.from({ length: count }, (_, place) => makeEntry(place)));
