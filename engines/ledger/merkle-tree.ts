import { LedgerRefusal } from "./ledger.errors.ts";
import { nodeHash } from "./merkle-proof.ts";
import { sha256 } from "./sha256.ts";

/** A complete subtree: it covers leaves `index · 2^level` to `(index + 1) · 2^level − 1`. Level 0 is the leaves. */
export interface NodeAddress {
  readonly level: number;
  readonly index: number;
}

export interface TreeNode extends NodeAddress {
  readonly hash: Uint8Array;
}

/** Where the hashes of complete subtrees are kept. Nodes never change once written; a tree of n leaves has fewer than 2n. */
export interface NodeStorage {
  /** The hashes in the order asked; rejects with `node-missing` if one is not there. One call per operation. */
  read(addresses: readonly NodeAddress[]): Promise<readonly Uint8Array[]>;
  write(nodes: readonly TreeNode[]): Promise<void>;
}

/** Nodes in the memory of this process. */
export class MemoryNodes implements NodeStorage {
  readonly #levels: Uint8Array[][] = [];

  read(addresses: readonly NodeAddress[]): Promise<readonly Uint8Array[]> {
    return Promise.resolve(
      addresses.map(({ level, index }) => {
        const hash = this.#levels[level]?.[index];
        if (!hash) throw new LedgerRefusal("node-missing", `No hash is stored for node ${index} of level ${level}`);
        return hash;
      }),
    );
  }

  write(nodes: readonly TreeNode[]): Promise<void> {
    for (const { level, index, hash } of nodes) (this.#levels[level] ??= [])[index] = hash;
    return Promise.resolve();
  }
}

interface LeafRange {
  readonly from: number;
  readonly to: number;
}

/**
 * An append-only Merkle tree as RFC 6962 section 2.1 and RFC 9162 section 2.1 define it, over SHA-256.
 * An append reads and adds O(log n) nodes for one leaf, a proof reads O(log² n), each in one call to the storage.
 * One writer at a time: whoever appends holds the lock that belongs to the storage.
 */
export class MerkleTree {
  readonly #nodes: NodeStorage;
  #size: number;

  /** `size` is the number of leaves that the storage already holds. */
  constructor(nodes: NodeStorage, size = 0) {
    this.#nodes = nodes;
    this.#size = size;
  }

  /** A tree in memory over leaf hashes that somebody else keeps. */
  static async fromLeafHashes(leafHashes: readonly Uint8Array[]): Promise<MerkleTree> {
    const tree = new MerkleTree(new MemoryNodes());
    await tree.append(leafHashes);
    return tree;
  }

  get size(): number {
    return this.#size;
  }

  /** Adds leaf hashes at the end and returns the new size; nothing counts as added if the storage fails. */
  async append(leafHashes: readonly Uint8Array[]): Promise<number> {
    const frontier = completeSubtrees({ from: 0, to: this.#size });
    const hashes = await this.#nodes.read(frontier);
    const open = frontier.map((address, at) => ({ ...address, hash: hashes[at] as Uint8Array }));

    const added: TreeNode[] = [];
    for (const [offset, hash] of leafHashes.entries()) {
      let node: TreeNode = { level: 0, index: this.#size + offset, hash };
      added.push(node);
      // A right child completes its parent; its left sibling is the last subtree still open.
      while (node.index % 2 === 1) {
        const left = open.pop() as TreeNode;
        node = { level: node.level + 1, index: left.index / 2, hash: nodeHash(left.hash, node.hash) };
        added.push(node);
      }
      open.push(node);
    }
    await this.#nodes.write(added);
    this.#size += leafHashes.length;
    return this.#size;
  }

  /** The root when the tree had `size` leaves; of the empty tree, the SHA-256 of nothing. */
  async root(size = this.#size): Promise<Uint8Array> {
    this.#requireSize(size);
    if (size === 0) return sha256("");
    const [root] = await this.#rangeHashes([{ from: 0, to: size }]);
    return root as Uint8Array;
  }

  /** Proof that leaf `index` stands in the tree of `size` leaves, for `verifyInclusion`. */
  async inclusionProof(index: number, size = this.#size): Promise<readonly Uint8Array[]> {
    this.#requireSize(size);
    if (!Number.isSafeInteger(index) || index < 0 || index >= size) {
      throw new LedgerRefusal("out-of-range", `leaf index ${index} is not in a tree of ${size} leaves; ask for 0 to ${size - 1}`);
    }
    return this.#rangeHashes(inclusionPath(index, { from: 0, to: size }));
  }

  /** Proof that the tree of `second` leaves extends the tree of `first` leaves, for `verifyConsistency`. */
  async consistencyProof(first: number, second = this.#size): Promise<readonly Uint8Array[]> {
    this.#requireSize(second);
    if (!Number.isSafeInteger(first) || first < 1 || first > second) {
      throw new LedgerRefusal("out-of-range", `first size ${first} is not between 1 and the second size, ${second}`);
    }
    return this.#rangeHashes(consistencyPath(first, { from: 0, to: second }, true));
  }

  #requireSize(size: number): void {
    if (!Number.isSafeInteger(size) || size < 0 || size > this.#size) {
      throw new LedgerRefusal("out-of-range", `size ${size} is not a size this tree has had; it has ${this.#size} leaves`);
    }
  }

  async #rangeHashes(ranges: readonly LeafRange[]): Promise<Uint8Array[]> {
    const parts = ranges.map(completeSubtrees);
    const hashes = await this.#nodes.read(parts.flat());
    let at = 0;
    return parts.map((part) => {
      const own = hashes.slice(at, (at += part.length));
      return own.reduceRight((right, left) => nodeHash(left, right));
    });
  }
}

/** The complete subtrees that make up a range, widest first; the range starts where its widest subtree may start. */
function completeSubtrees({ from, to }: LeafRange): NodeAddress[] {
  const addresses: NodeAddress[] = [];
  let start = from;
  while (start < to) {
    let level = 0;
    let width = 1;
    while (width * 2 <= to - start) {
      level += 1;
      width *= 2;
    }
    addresses.push({ level, index: start / width });
    start += width;
  }
  return addresses;
}

/** Splits a range of two or more leaves after the largest power of two below its length (RFC 6962 section 2.1). */
function split({ from, to }: LeafRange): { left: LeafRange; right: LeafRange } {
  let width = 1;
  while (width * 2 < to - from) width *= 2;
  return { left: { from, to: from + width }, right: { from: from + width, to } };
}

/** PATH(m, D[n]) of RFC 6962 section 2.1.1, as the ranges whose hashes it lists. */
function inclusionPath(index: number, range: LeafRange): LeafRange[] {
  if (range.to - range.from === 1) return [];
  const { left, right } = split(range);
  return index < left.to ? [...inclusionPath(index, left), right] : [...inclusionPath(index, right), left];
}

/** SUBPROOF(m, D[n], b) of RFC 6962 section 2.1.2; `isFirstTree` is its b: the verifier knows this range's hash. */
function consistencyPath(first: number, range: LeafRange, isFirstTree: boolean): LeafRange[] {
  if (first === range.to) return isFirstTree ? [] : [range];
  const { left, right } = split(range);
  return first <= left.to
    ? [...consistencyPath(first, left, isFirstTree), right]
    : [...consistencyPath(first, right, false), left];
}
