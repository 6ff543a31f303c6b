import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { leafHash, nodeHash, verifyConsistency, verifyInclusion } from "./merkle-proof.ts";
import { MemoryNodes, MerkleTree } from "./merkle-tree.ts";
import type { NodeAddress, TreeNode } from "./merkle-tree.ts";
import { sha256, sha256Hex } from "./sha256.ts";

// The leaves and roots with which Certificate Transparency's implementations are tested (RFC 6962).
const LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"].map((hex) => Buffer.from(hex, "hex"));
const ROOTS = [
  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
  "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
  "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
  "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
  "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
  "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

const hex = (hash: Uint8Array): string => Buffer.from(hash).toString("hex");
const referenceTree = (): Promise<MerkleTree> => MerkleTree.fromLeafHashes(LEAVES.map(leafHash));
const makeLeaves = (count: number): Uint8Array[] => Array.from({ length: count }, (_, place) => leafHash(`leaf ${place}`));

/** The definition of RFC 6962 section 2.1, word for word, to compare the tree with. */
function definedRoot(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 0) return sha256("");
  if (leaves.length === 1) return leaves[0] as Uint8Array;
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  return nodeHash(definedRoot(leaves.slice(0, k)), definedRoot(leaves.slice(k)));
}

describe("Merkle tree", () => {
  test("has the known roots of the RFC 6962 reference leaves, at every size", async () => {
    const tree = await referenceTree();
    expect(await Promise.all(ROOTS.map(async (_, size) => hex(await tree.root(size))))).toEqual(ROOTS);
  });

  test("gives the known inclusion and consistency proofs of the reference leaves", async () => {
    const tree = await referenceTree();
    expect((await tree.inclusionProof(0, 8)).map(hex)).toEqual([
      "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
      "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
      "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ]);
    expect((await tree.inclusionProof(5, 8)).map(hex)).toEqual([
      "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
      "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]);
    expect((await tree.consistencyProof(2, 5)).map(hex)).toEqual([
      "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
      "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ]);
    expect(await tree.consistencyProof(1, 1)).toEqual([]);
  });

  test("is the same however its leaves arrive in batches, and as the definition says", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: 20 }), { maxLength: 8 }), async (batches) => {
        const leaves = makeLeaves(batches.reduce((sum, count) => sum + count, 0));
        const tree = new MerkleTree(new MemoryNodes());
        let at = 0;
        for (const count of batches) await tree.append(leaves.slice(at, (at += count)));
        expect(tree.size).toBe(leaves.length);
        expect(hex(await tree.root())).toBe(hex(definedRoot(leaves)));
      }),
    );
  });

  test("proves every leaf in every tree of up to 33 leaves, and every growth", async () => {
    const leaves = makeLeaves(33);
    const tree = await MerkleTree.fromLeafHashes(leaves);
    for (let size = 1; size <= 33; size += 1) {
      const root = await tree.root(size);
      for (let index = 0; index < size; index += 1) {
        const proof = await tree.inclusionProof(index, size);
        expect(verifyInclusion({ leafHash: leaves[index] as Uint8Array, index, size, proof, root })).toBe(true);
      }
      for (let firstSize = 1; firstSize <= size; firstSize += 1) {
        const proof = await tree.consistencyProof(firstSize, size);
        expect(verifyConsistency({ firstSize, firstRoot: await tree.root(firstSize), secondSize: size, secondRoot: root, proof })).toBe(true);
      }
    }
  });

  test("goes on from stored nodes after a restart, reading and writing only a few of them", async () => {
    class CountingNodes extends MemoryNodes {
      readonly reads: number[] = [];
      readonly writes: number[] = [];
      override read(addresses: readonly NodeAddress[]) {
        this.reads.push(addresses.length);
        return super.read(addresses);
      }
      override write(nodes: readonly TreeNode[]) {
        this.writes.push(nodes.length);
        return super.write(nodes);
      }
    }
    const nodes = new CountingNodes();
    const leaves = makeLeaves(1024);
    await new MerkleTree(nodes).append(leaves.slice(0, 1023));

    nodes.reads.length = 0;
    nodes.writes.length = 0;
    const restarted = new MerkleTree(nodes, 1023);
    expect(await restarted.append(leaves.slice(1023))).toBe(1024);
    expect(nodes.reads).toEqual([10]);
    expect(nodes.writes).toEqual([11]);
    expect(hex(await restarted.root())).toBe(hex(definedRoot(leaves)));
    expect(await restarted.inclusionProof(77)).toHaveLength(10);
    expect(nodes.reads).toEqual([10, 1, 10]);
  });

  test("refuses indexes and sizes it does not have", async () => {
    const tree = await referenceTree();
    for (const ask of [
      () => tree.root(9),
      () => tree.root(-1),
      () => tree.root(1.5),
      () => tree.inclusionProof(8, 8),
      () => tree.inclusionProof(0, 0),
      () => tree.inclusionProof(-1, 8),
      () => tree.consistencyProof(0, 8),
      () => tree.consistencyProof(6, 5),
      () => tree.consistencyProof(1, 9),
    ]) {
      await expect(ask()).rejects.toMatchObject({ name: "LedgerRefusal", code: "out-of-range" });
    }
    await expect(async () => new MerkleTree(new MemoryNodes(), 3).root()).rejects.toMatchObject({ code: "node-missing" });
  });

  test("keeps a leaf and an inner node apart", () => {
    const [left, right] = makeLeaves(2) as [Uint8Array, Uint8Array];
    expect(hex(leafHash(Buffer.concat([left, right])))).not.toBe(hex(nodeHash(left, right)));
    expect(hex(leafHash("text"))).toBe(sha256Hex(Buffer.from("\0text")));
  });
});

describe("proof verification", () => {
  const proven = fc.integer({ min: 2, max: 300 }).chain((size) => fc.tuple(fc.constant(size), fc.nat({ max: size - 1 }), fc.nat()));

  test("refuses an inclusion proof in which anything was changed", async () => {
    const leaves = makeLeaves(300);
    const tree = await MerkleTree.fromLeafHashes(leaves);
    await fc.assert(
      fc.asyncProperty(proven, async ([size, index, noise]) => {
        const claim = { leafHash: leaves[index] as Uint8Array, index, size, proof: await tree.inclusionProof(index, size), root: await tree.root(size) };
        expect(verifyInclusion(claim)).toBe(true);
        expect(verifyInclusion({ ...claim, leafHash: flipBit(claim.leafHash, noise) })).toBe(false);
        expect(verifyInclusion({ ...claim, root: flipBit(claim.root, noise) })).toBe(false);
        expect(verifyInclusion({ ...claim, index: (index + 1 + (noise % (size - 1))) % size })).toBe(false);
        for (const proof of changedProofs(claim.proof, noise)) expect(verifyInclusion({ ...claim, proof })).toBe(false);
      }),
    );
  });

  test("refuses a consistency proof in which anything was changed", async () => {
    const tree = await MerkleTree.fromLeafHashes(makeLeaves(300));
    await fc.assert(
      fc.asyncProperty(proven, async ([secondSize, index, noise]) => {
        const firstSize = index + 1;
        const claim = { firstSize, firstRoot: await tree.root(firstSize), secondSize, secondRoot: await tree.root(secondSize), proof: await tree.consistencyProof(firstSize, secondSize) };
        expect(verifyConsistency(claim)).toBe(true);
        expect(verifyConsistency({ ...claim, firstRoot: flipBit(claim.firstRoot, noise) })).toBe(false);
        expect(verifyConsistency({ ...claim, secondRoot: flipBit(claim.secondRoot, noise) })).toBe(false);
        for (const proof of changedProofs(claim.proof, noise)) expect(verifyConsistency({ ...claim, proof })).toBe(false);
      }),
    );
  });

  test("answers false, and never throws, to whatever sizes and hashes it is given", () => {
    const size = fc.oneof(fc.nat({ max: 10 }), fc.double(), fc.constantFrom(-1, Number.MAX_SAFE_INTEGER, 2 ** 53, 2 ** 31, Number.NaN));
    const hash = fc.oneof(fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.uint8Array({ maxLength: 40 }));
    fc.assert(
      fc.property(size, size, fc.array(hash, { maxLength: 70 }), hash, hash, (a, b, proof, one, other) => {
        expect(verifyInclusion({ leafHash: one, index: a, size: b, proof, root: other })).toBe(
          a === 0 && b === 1 && proof.length === 0 && one.length === 32 && hex(one) === hex(other),
        );
        expect(verifyConsistency({ firstSize: a, firstRoot: one, secondSize: b, secondRoot: other, proof })).toBe(
          a === b && Number.isSafeInteger(a) && a > 0 && proof.length === 0 && one.length === 32 && hex(one) === hex(other),
        );
      }),
    );
  });

  test("refuses a proof that fits the hashes, but not the height or place it is claimed for", async () => {
    const leaves = makeLeaves(8);
    const tree = await MerkleTree.fromLeafHashes(leaves);
    const growth = { firstSize: 4, firstRoot: await tree.root(4), secondSize: 8, secondRoot: await tree.root(8), proof: await tree.consistencyProof(4, 8) };
    // 5 to 8 need the same proof: between those only the signed size of the checkpoint decides.
    expect([8, 9, 16].map((secondSize) => verifyConsistency({ ...growth, secondSize }))).toEqual([true, false, false]);
    const only = { leafHash: leaves[0] as Uint8Array, index: 0, size: 1, proof: [], root: leaves[0] as Uint8Array };
    expect([0, 1, 2].map((index) => verifyInclusion({ ...only, index }))).toEqual([true, false, false]);
  });

  test("works beyond 2^32 leaves", () => {
    // The tree need not exist: the path of the last of 2^40 + 1 leaves is one hash.
    const [last, rest] = makeLeaves(2) as [Uint8Array, Uint8Array];
    const size = 2 ** 40 + 1;
    expect(verifyInclusion({ leafHash: last, index: size - 1, size, proof: [rest], root: nodeHash(rest, last) })).toBe(true);
    expect(verifyInclusion({ leafHash: last, index: size - 2, size, proof: [rest], root: nodeHash(rest, last) })).toBe(false);
    expect(verifyConsistency({ firstSize: size - 1, firstRoot: rest, secondSize: size, secondRoot: nodeHash(rest, last), proof: [last] })).toBe(true);
  });
});

function flipBit(hash: Uint8Array, noise: number): Uint8Array {
  const changed = Uint8Array.from(hash);
  const at = noise % changed.length;
  changed[at] = (changed[at] as number) ^ (1 << (noise % 8));
  return changed;
}

function changedProofs(proof: readonly Uint8Array[], noise: number): Uint8Array[][] {
  const at = proof.length === 0 ? 0 : noise % proof.length;
  const longer = [...proof, leafHash("more")];
  if (proof.length === 0) return [longer];
  const swapped = proof.toReversed();
  return [
    longer,
    proof.slice(0, -1),
    proof.slice(1),
    proof.with(at, flipBit(proof[at] as Uint8Array, noise)),
    proof.with(at, (proof[at] as Uint8Array).slice(0, 31)),
    [...proof.slice(0, at), proof[at] as Uint8Array, ...proof.slice(at)],
    ...(proof.length > 1 ? [swapped] : []),
  ];
}
