import { hash } from "node:crypto";
import { expect, test } from "vitest";

import type { SampleHead } from "./event.types.ts";
import { computeRunRoot, issueSampleReceipt, verifySampleReceipt } from "./run-root.ts";
import { keyOf } from "./sample-run.fixture.ts";

const heads: readonly SampleHead[] = [
  { sample: null, events: 2, head: hash("sha256", "run"), state: "open" },
  ...Array.from({ length: 12 }, (_, index): SampleHead => ({ sample: keyOf(`lamp-${index}`), events: index + 1, head: hash("sha256", `lamp ${index}`), state: "ended" })),
];

test("the root is that of the run, whatever order its samples were begun in, and no other run's", () => {
  const root = computeRunRoot(heads);
  expect(computeRunRoot(heads.toReversed())).toBe(root);
  const others = [
    heads.slice(0, -1),
    heads.map((head) => (head.sample === "lamp-3#1" ? { ...head, events: 5 } : head)),
    heads.map((head) => (head.sample === "lamp-3#1" ? { ...head, head: hash("sha256", "another") } : head)),
    heads.map((head) => (head.sample === "lamp-3#1" ? { ...head, sample: keyOf("lamp-3", 2) } : head)),
    heads.slice(1),
  ];
  for (const other of others) expect(computeRunRoot(other)).not.toBe(root);
});

test("the root is that of the ledger's tree, however many samples there are", async () => {
  for (const count of [1, 2, 3, 7, 8, 13]) {
    const some = heads.slice(0, count);
    expect(computeRunRoot(some)).toBe((await issueSampleReceipt(some, null))?.root);
  }
  expect(computeRunRoot([])).toBe(hash("sha256", ""));
});

test("a receipt proves each sample of the run, and nothing that was changed", async () => {
  const root = computeRunRoot(heads);
  for (const { sample } of heads) {
    const receipt = JSON.parse(JSON.stringify(await issueSampleReceipt(heads, sample))) as object;
    expect(verifySampleReceipt(receipt, root)).toBe(true);
    expect(verifySampleReceipt(receipt, hash("sha256", "another root"))).toBe(false);
    for (const change of [{ sample: keyOf("rope") }, { events: 99 }, { head: hash("sha256", "x") }, { index: 20 }, { size: 1 }, { proof: [] }, { proof: [hash("sha256", "x")] }, { schema: "x" }])
      expect(verifySampleReceipt({ ...receipt, ...change }, root)).toBe(false);
  }
  expect(await issueSampleReceipt(heads, keyOf("none"))).toBeUndefined();
  for (const nothing of [null, 1, "x", [], {}, { proof: "x" }]) expect(verifySampleReceipt(nothing, root)).toBe(false);
});
