import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflateRawSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { makeArchive, type RawEntry } from "./raw-archive.fixture.ts";
import { createArchive, openArchive } from "./zip-archive.ts";
import { readDirectoryEntry, writeDirectoryEntry, writeEnd } from "./zip-format.rules.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "breakwater-zip-"));
});
afterAll(() => rm(folder, { recursive: true }));

const path = () => join(folder, "log.eval");
const said = (use: Promise<unknown>) => use.then(() => "nothing", (error: unknown) => `${(error as { code: string }).code}: ${(error as Error).message.replace(path(), "~")}`);

/** What is said on opening, or on reading the entry `a`. */
async function readA(bytes: Buffer): Promise<string> {
  await writeFile(path(), bytes);
  const read = async () => {
    const archive = await openArchive(path());
    try {
      await archive.read("a");
    } finally {
      await archive.close();
    }
  };
  return said(read());
}
const one = (entry: Partial<RawEntry>) => makeArchive([{ name: "a", content: "hello hello hello", ...entry }]);

describe("an archive", () => {
  test("gives back what was written, small and large, and appears only when it is whole", async () => {
    const large = Buffer.alloc(3_000_000, "lamp ");
    const writer = await createArchive(path());
    await writer.add("small/ü.json", "{}");
    await writer.add("large", large);
    await writer.add("empty", "");
    expect(await readdir(folder)).toEqual(["log.eval.unfinished"]);
    const { bytes } = await writer.finish();
    expect([await readdir(folder), (await readFile(path())).length]).toEqual([["log.eval"], bytes]);
    const archive = await openArchive(path());
    expect([[...archive.entries.keys()], String(await archive.read("small/ü.json")), (await archive.read("large")).equals(large), (await archive.read("empty")).length]).toEqual([["small/ü.json", "large", "empty"], "{}", true, 0]);
    await archive.close();
  });

  test("that was abandoned leaves nothing behind", async () => {
    await rm(path(), { force: true });
    const writer = await createArchive(path());
    await writer.add("a", "hello");
    await writer.abandon();
    expect(await readdir(folder)).toEqual([]);
    expect(await said(createArchive(join(folder, "none", "log.eval")))).toContain("write-failed");
  });

  test.each(["stored", "deflate", "zstd"] as const)("is read where its entries are packed by %s", async (method) => {
    await writeFile(path(), one({ method }));
    const archive = await openArchive(path());
    expect(String(await archive.read("a"))).toBe("hello hello hello");
    await archive.close();
  });

  test("of which an entry stands twice is read as Inspect reads it, and names it", async () => {
    await writeFile(path(), makeArchive([{ name: "a", content: "first" }, { name: "a", content: "second" }]));
    const archive = await openArchive(path());
    expect([String(await archive.read("a")), archive.repeated]).toEqual(["second", ["a"]]);
    await archive.close();
  });

  test("larger than four GiB has offsets that are found again", () => {
    const entry = { name: "far", method: 8, isEncrypted: false, crc: 7, compressedBytes: 5, bytes: 9, offset: 5_000_000_000 };
    expect(readDirectoryEntry(writeDirectoryEntry(entry), 0)?.entry).toEqual(entry);
    const end = writeEnd({ entries: 70_000, bytes: 10, offset: 5_000_000_000 });
    expect([end.length, end.readBigUInt64LE(32), end.readBigUInt64LE(48), end.readUInt32LE(end.length - 6)]).toEqual([98, 70_000n, 5_000_000_000n, 0xffffffff]);
  });
});

describe("an archive of a stranger's", () => {
  test.each<[string, Buffer, RegExp]>([
    ["is empty", Buffer.alloc(0), /^not-a-log: ~: is not an .eval log/],
    ["is no archive", Buffer.from("{}".repeat(50)), /^not-a-log: ~: is not an .eval log/],
    ["is cut off", one({}).subarray(0, 60), /^not-a-log/],
    ["states a directory beyond the file", Buffer.concat([one({}).subarray(0, -22), writeEnd({ entries: 1, bytes: 900, offset: 5_000 })]), /^corrupt: ~: its directory is not within the file/],
    ["states a directory that is none", Buffer.concat([one({}).subarray(0, -22), writeEnd({ entries: 1, bytes: 40, offset: 0 })]), /^corrupt: ~: entry 1 of its directory cannot be read/],
    ["states more entries than are read", Buffer.concat([Buffer.alloc(8), writeEnd({ entries: 3_000_000, bytes: 8, offset: 0 })]), /^too-large: ~: its directory has 3000000 entries/],
    ["lacks the entry", one({ name: "b" }), /^corrupt: ~, entry a: is not there/],
    ["has an entry beyond the file", one({ lie: { compressedBytes: 70_000 } }), /^corrupt: ~, entry a: is not within the file/],
    ["has an entry elsewhere", one({ lie: { offset: 3 } }), /^corrupt: ~, entry a: does not begin where/],
    ["has an entry of an impossible size", one({ lie: { bytes: 4_000_000_000 } }), /^too-large: ~, entry a: unpacks to 4000000000 bytes/],
    ["has an entry that unpacks to more than is stated", makeArchive([{ name: "a", content: deflateRawSync(Buffer.alloc(50_000_000)), method: "stored", lie: { method: 8, bytes: 100 } }]), /^corrupt: ~, entry a: cannot be unpacked to the size/],
    ["has an entry that unpacks to less than is stated", one({ lie: { bytes: 500 } }), /^corrupt: ~, entry a: is not what its checksum says/],
    ["has an entry whose checksum is another's", one({ lie: { crc: 1 } }), /^corrupt: ~, entry a: is not what its checksum says/],
    ["has an entry that is no deflate", one({ method: "stored", lie: { method: 8 } }), /^corrupt: ~, entry a: cannot be unpacked/],
    ["has an entry that is no zstd", one({ method: "stored", lie: { method: 93 } }), /^corrupt: ~, entry a: cannot be unpacked/],
    ["has an entry packed by a method that is not known", one({ lie: { method: 14 } }), /^not-a-log: ~, entry a: is packed by method 14/],
    ["has an encrypted entry", one({ lie: { isEncrypted: true } }), /^not-a-log: ~, entry a: is encrypted/],
    ["has an entry of an endless name", one({ name: "a".repeat(5_000) }), /^too-large: ~: an entry's name has more than 1000 characters/],
  ])("that %s is refused, with the file and the entry named", async (_what, bytes, message) => {
    expect(await readA(bytes)).toMatch(message);
  });

  test("is refused where it is a folder, or not there", async () => {
    expect([await said(openArchive(folder)), await said(openArchive(join(folder, "none.eval")))]).toEqual([expect.stringContaining("is not a regular file"), expect.stringContaining("cannot be opened")]);
  });
});
