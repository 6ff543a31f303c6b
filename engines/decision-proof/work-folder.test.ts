import { chmod, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openWorkFolder } from "./work-folder.ts";

async function givenFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "breakwater-work-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return join(folder, "decision-proof");
}

type Entry = Parameters<ReturnType<typeof openWorkFolder>["read"]>[0];
const ENTRY: Entry = { version: 1, kind: "step-pk", programName: "decision", methodName: "decide", methodIndex: 0, hash: "digest-1", persistentId: "step-pk-decide", uniqueId: "step-pk-decide-digest-1", dataType: "bytes" };
const BYTES = Uint8Array.from([1, 2, 3]);

test("what was worked out from one circuit is found again for that circuit and for no other", async () => {
  const folder = await givenFolder();
  openWorkFolder(folder).write(ENTRY, BYTES);
  const cache = openWorkFolder(folder);
  expect(cache.read(ENTRY)).toEqual(BYTES);
  expect(cache.read({ ...ENTRY, uniqueId: "step-pk-decide-digest-2" })).toBeUndefined();
  cache.write({ ...ENTRY, uniqueId: "step-pk-decide-digest-2" }, BYTES.toReversed());
  expect(cache.read(ENTRY)).toEqual(BYTES);
});

test("an entry that a killed process had half written is no entry, and goes; one that is being written stays", async () => {
  const folder = await givenFolder();
  openWorkFolder(folder).write(ENTRY, BYTES);
  const [name = ""] = await readdir(folder);
  // No process has the highest number that there is.
  const [dead, writing] = [`${name}.partial-4194304`, `${name}.partial-${process.ppid}`];
  for (const partial of [dead, writing]) await writeFile(join(folder, partial), BYTES.slice(1));
  expect(openWorkFolder(folder).read(ENTRY)).toEqual(BYTES);
  expect((await readdir(folder)).toSorted()).toEqual([name, writing]);
});

test("the folder is its user's alone, and one that somebody else can write to is refused", async () => {
  const folder = await givenFolder();
  openWorkFolder(folder).write(ENTRY, BYTES);
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
  await chmod(folder, 0o755);
  openWorkFolder(folder);
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
  await chmod(folder, 0o770);
  expect(() => openWorkFolder(folder)).toThrow(expect.objectContaining({ name: "DecisionProofError", code: "prover-failed", message: expect.stringContaining("Somebody else can write to") }));
});
