import { hash } from "node:crypto";

import { canonicalJson, leafHash, MerkleTree, nodeHash, verifyInclusion } from "#engines/ledger";

import type { SampleHead, SampleKey } from "./event.types.ts";

/** What a report cites a sample by, and what the tree's leaf is made of. */
type Cited = Pick<SampleHead, "sample" | "events" | "head">;

/** Proof that a sample of so many events, the last with this digest, belongs to the run with this root; checked without the run. */
export interface SampleReceipt {
  readonly schema: "breakwater-sample-receipt/1";
  readonly sample: SampleKey | null;
  readonly events: number;
  readonly head: string;
  readonly index: number;
  readonly size: number;
  /** Inclusion proof of RFC 9162, hex. */
  readonly proof: readonly string[];
  readonly root: string;
}

// RFC 6962's leaf is the hash of its content; the word keeps it from being mistaken for a leaf of another log of ours.
const toLeaf = ({ sample, events, head }: Cited): Uint8Array => leafHash(`breakwater-sample-head/1\n${canonicalJson({ events, head, sample })}`);

/** One order for one run, whatever order its samples were begun in: the run's own chain, then the samples by key. */
function toCanonicalOrder<Head extends Cited>(heads: Iterable<Head>): readonly Head[] {
  return [...heads].toSorted((one, other) => ((one.sample ?? "") < (other.sample ?? "") ? -1 : 1));
}

const toHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

/**
 * SHA-256 Merkle root (RFC 6962 section 2.1), hex, over where each chain of a run stands: nothing in any can change without it.
 * Computed leaf by leaf: of 50,000 chains a whole tree took 30 MB at the end of a run, when its memory is at its peak.
 */
export function computeRunRoot(heads: Iterable<Cited>): string {
  // Roots of the complete subtrees that wait for their right sibling, the largest first.
  const open: Uint8Array[] = [];
  for (const [place, head] of toCanonicalOrder(heads).entries()) {
    let node = toLeaf(head);
    for (let at = place; at % 2 === 1; at = (at - 1) / 2) node = nodeHash(open.pop() as Uint8Array, node);
    open.push(node);
  }
  const last = open.pop();
  return last ? toHex(open.reduceRight((right, left) => nodeHash(left, right), last)) : hash("sha256", "");
}

/** Undefined when the run holds no such sample. */
export async function issueSampleReceipt(heads: Iterable<Cited>, sample: SampleKey | null): Promise<SampleReceipt | undefined> {
  const ordered = toCanonicalOrder(heads);
  const index = ordered.findIndex((head) => head.sample === sample);
  const cited = ordered[index];
  if (!cited) return undefined;
  const tree = await MerkleTree.fromLeafHashes(ordered.map(toLeaf));
  const { events, head } = cited;
  return { schema: "breakwater-sample-receipt/1", sample, events, head, index, size: ordered.length, proof: (await tree.inclusionProof(index)).map(toHex), root: toHex(await tree.root()) };
}

const HASH = /^[0-9a-f]{64}$/;

/** Whether an attacker-controlled receipt proves that its sample belongs to the run with `expectedRoot`, which the caller had from elsewhere. */
export function verifySampleReceipt(receipt: unknown, expectedRoot: string): receipt is SampleReceipt {
  if (!isReceipt(receipt) || receipt.root !== expectedRoot) return false;
  const { index, size, proof, root } = receipt;
  const bytes = (hex: string): Uint8Array => Buffer.from(hex, "hex");
  return verifyInclusion({ leafHash: toLeaf(receipt), index, size, proof: proof.map(bytes), root: bytes(root) });
}

function isReceipt(value: unknown): value is SampleReceipt {
  if (typeof value !== "object" || value === null) return false;
  const { schema, sample, events, head, index, size, proof, root } = value as Record<string, unknown>;
  return (
    schema === "breakwater-sample-receipt/1" && (sample === null || (typeof sample === "string" && sample.length <= 200 && sample.isWellFormed())) &&
    Number.isSafeInteger(events) && Number.isSafeInteger(index) && Number.isSafeInteger(size) && isHash(head) && isHash(root) && Array.isArray(proof) && proof.length <= 64 && proof.every(isHash)
  );
}
const isHash = (value: unknown): boolean => typeof value === "string" && HASH.test(value);
