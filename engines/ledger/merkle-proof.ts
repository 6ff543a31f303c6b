// Everything in this file is pure and takes attacker-controlled input: a wrong proof is `false`, never an exception.
import { sha256 } from "./sha256.ts";

const HASH_BYTES = 32;
// A tree of 2^53 leaves has 53 levels, and a consistency proof one hash more.
export const MAX_PROOF_HASHES = 54;

/** RFC 6962 section 2.1: the hash of a leaf. The 0x00 keeps a leaf from being passed off as an inner node. */
export function leafHash(content: Uint8Array | string): Uint8Array {
  return sha256(Buffer.concat([Buffer.of(0), typeof content === "string" ? Buffer.from(content) : content]));
}

/** RFC 6962 section 2.1: the hash of an inner node over its two children. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  return sha256(Buffer.concat([Buffer.of(1), left, right]));
}

export function sameHash(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === HASH_BYTES && Buffer.compare(a, b) === 0;
}

const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;
const isOdd = (value: number): boolean => value % 2 === 1;
// Not `>> 1`: that would cut sizes above 2^31.
const half = (value: number): number => Math.floor(value / 2);
const isProof = (proof: readonly Uint8Array[]): boolean =>
  proof.length <= MAX_PROOF_HASHES && proof.every((hash) => hash.length === HASH_BYTES);

export interface InclusionClaim {
  readonly leafHash: Uint8Array;
  readonly index: number;
  readonly size: number;
  readonly proof: readonly Uint8Array[];
  readonly root: Uint8Array;
}

/** Whether the leaf stands at `index` in the tree of `size` leaves with this root. RFC 9162 section 2.1.3.2. */
export function verifyInclusion({ leafHash: leaf, index, size, proof, root }: InclusionClaim): boolean {
  if (!isCount(index) || !isCount(size) || index >= size || leaf.length !== HASH_BYTES || !isProof(proof)) return false;

  let position = index;
  let last = size - 1;
  let hash = leaf;
  for (const sibling of proof) {
    if (last === 0) return false;
    if (isOdd(position) || position === last) {
      hash = nodeHash(sibling, hash);
      // A node without a right neighbour moves up unhashed until it becomes a right child.
      while (!isOdd(position) && position !== 0) {
        position = half(position);
        last = half(last);
      }
    } else {
      hash = nodeHash(hash, sibling);
    }
    position = half(position);
    last = half(last);
  }
  return last === 0 && sameHash(hash, root);
}

export interface ConsistencyClaim {
  readonly firstSize: number;
  readonly firstRoot: Uint8Array;
  readonly secondSize: number;
  readonly secondRoot: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

/**
 * Whether the second tree only adds leaves after those of the first. RFC 9162 section 2.1.4.2.
 * The empty tree is refused: everything extends it, so a proof from it would say nothing.
 */
export function verifyConsistency({ firstSize, firstRoot, secondSize, secondRoot, proof }: ConsistencyClaim): boolean {
  if (!isCount(firstSize) || !isCount(secondSize) || firstSize === 0 || firstSize > secondSize || !isProof(proof)) return false;
  if (firstSize === secondSize) return proof.length === 0 && sameHash(firstRoot, secondRoot);

  let position = firstSize - 1;
  let last = secondSize - 1;
  while (isOdd(position)) {
    position = half(position);
    last = half(last);
  }
  // A first tree whose size is a power of two is itself a node of the second, so the proof leaves it out.
  const path = position === 0 ? [firstRoot, ...proof] : proof;
  const [start, ...rest] = path;
  if (start === undefined) return false;

  let first = start;
  let second = start;
  for (const hash of rest) {
    if (last === 0) return false;
    if (isOdd(position) || position === last) {
      first = nodeHash(hash, first);
      second = nodeHash(hash, second);
      while (!isOdd(position) && position !== 0) {
        position = half(position);
        last = half(last);
      }
    } else {
      second = nodeHash(second, hash);
    }
    position = half(position);
    last = half(last);
  }
  return last === 0 && sameHash(first, firstRoot) && sameHash(second, secondRoot);
}
