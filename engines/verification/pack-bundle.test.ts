import { createHash } from "node:crypto";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { buffer } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import { pack, type Header } from "tar-stream";
import { describe, expect, it } from "vitest";
import { draft, encode, files } from "./greeter.fixture.ts";
import { buildBundle, packBundle, readBundle, type BundleErrorCode } from "./index.ts";

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const refusal = (code: BundleErrorCode, field: string) => expect.objectContaining({ name: "BundleError", code, field });

interface Entry extends Partial<Header> {
  readonly content?: Uint8Array;
}

/** A bundle as an attacker would write it, entry by entry. */
async function forge({ manifest = {}, entries = [] }: { manifest?: object | string; entries?: readonly Entry[] }): Promise<Uint8Array> {
  const archive = pack();
  const digests = Object.fromEntries([...files].map(([path, content]) => [path, sha256(content)]));
  const text = typeof manifest === "string" ? manifest : JSON.stringify({ ...draft, files: digests, ...manifest });
  archive.entry({ name: "manifest.json" }, text);
  for (const [name, content] of files) archive.entry({ name }, Buffer.from(content));
  for (const { content, ...header } of entries) archive.entry({ name: "x", ...header }, content ?? "");
  archive.finalize();
  return new Uint8Array(await buffer(archive));
}

describe("a bundle", () => {
  it("comes back from its bytes as it went in, with a script that repeats it", async () => {
    const bytes = await buildBundle(draft, files);
    const { manifest, files: read, digest } = await readBundle(bytes);
    const { files: digests, ...rest } = manifest;
    expect([rest, digest, Object.keys(digests)]).toEqual([draft, sha256(bytes), [...files.keys(), "reproduce.sh"].toSorted()]);
    expect(new Map([...read].filter(([path]) => path !== "reproduce.sh"))).toEqual(new Map(files));
  });

  it("has the same bytes however and whenever it is packed", async () => {
    const directory = await mkdtemp(join(tmpdir(), "breakwater-test-"));
    try {
      for (const [path, content] of [...files].toReversed()) {
        await mkdir(dirname(join(directory, path)), { recursive: true });
        await writeFile(join(directory, path), content);
      }
      await writeFile(join(directory, "manifest.json"), JSON.stringify({ ...draft, files: { "crash.txt": "0".repeat(64) } }));
      expect(sha256(await packBundle(directory))).toBe(sha256(await buildBundle(draft, files)));
      await symlink("/etc/passwd", join(directory, "link"));
      await expect(packBundle(directory)).rejects.toEqual(refusal("unsafe-entry", "link"));
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  it("made by hand with folders in it is accepted", async () => {
    await expect(readBundle(await forge({ entries: [{ name: "source/", type: "directory" }] }))).resolves.toMatchObject({ manifest: { title: draft.title } });
  });

  const target = draft.target;
  it.each<[string, { manifest?: object | string; entries?: readonly Entry[] }, BundleErrorCode, string]>([
    ["a link", { entries: [{ name: "link", type: "symlink", linkname: "/etc/passwd" }] }, "unsafe-entry", "link"],
    ["a hard link", { entries: [{ name: "hard", type: "link", linkname: "crash.txt" }] }, "unsafe-entry", "hard"],
    ["a device", { entries: [{ name: "null", type: "character-device", devmajor: 1, devminor: 3 }] }, "unsafe-entry", "null"],
    ["a path that climbs", { entries: [{ name: "a/../../x", content: encode("x") }] }, "unsafe-entry", "a/../../x"],
    ["an absolute path", { entries: [{ name: "/etc/cron.d/x", content: encode("x") }] }, "unsafe-entry", "/etc/cron.d/x"],
    ["a path with control characters", { entries: [{ name: "a\u001b[2J", content: encode("x") }] }, "unsafe-entry", "a\\u001b[2J"],
    ["one path twice", { entries: [{ name: "./crash.txt", content: encode("x") }] }, "duplicate-entry", "./crash.txt"],
    ["a file that is not listed", { entries: [{ name: "extra", content: encode("x") }] }, "file-unlisted", "extra"],
    ["no JSON", { manifest: "{" }, "manifest-invalid", "manifest.json"],
    ["an unknown field", { manifest: { extra: 1 } }, "manifest-invalid", "manifest"],
    ["a digest that does not fit", { manifest: { files: Object.fromEntries([...files.keys()].map((path) => [path, "0".repeat(64)])) } }, "digest-mismatch", "source/src/greeter.c"],
    ["a title of control characters", { manifest: { title: "a\u0007" } }, "manifest-invalid", "manifest.title"],
    ["an endless description", { manifest: { description: "x".repeat(20_001) } }, "manifest-invalid", "manifest.description"],
    ["a run without the input", { manifest: { target: { ...target, recipe: { ...target.recipe, run: ["./greeter"] } } } }, "manifest-invalid", "manifest.target.recipe.run"],
    ["an address that runs script", { manifest: { target: { ...target, repository: "javascript:alert(1)" } } }, "manifest-invalid", "manifest.target.repository"],
    ["a control that is not there", { manifest: { controls: ["controls/none"] } }, "file-missing", "manifest.controls.0"],
    ["a location that is not there", { manifest: { target: { ...target, location: "src/other.c" } } }, "file-missing", "manifest.target.location"],
    ["a key of the prototype", { manifest: { reproducer: { input: "__proto__" } } }, "file-missing", "manifest.reproducer.input"],
  ])("with %s is refused by the name of the field", async (_name, forged, code, field) => {
    await expect(readBundle(await forge(forged))).rejects.toEqual(refusal(code, field));
  });

  it.each<[string, () => Uint8Array | Promise<Uint8Array>, BundleErrorCode]>([
    ["nothing", () => new Uint8Array(), "not-a-tar"],
    ["text", () => encode("PK not a tar".repeat(200)), "not-a-tar"],
    ["a compressed tar", async () => new Uint8Array(gzipSync(await buildBundle(draft, files))), "not-a-tar"],
    ["a tar that is cut off", async () => (await buildBundle(draft, files)).subarray(0, 3000), "not-a-tar"],
    ["more than 8 MiB", () => new Uint8Array(8 * 1024 * 1024 + 1), "too-large"],
  ])("of %s is refused", async (_name, bytes, code) => {
    await expect(readBundle(await bytes())).rejects.toEqual(refusal(code, "bundle"));
  });

  it("without a manifest is refused", async () => {
    const archive = pack();
    archive.entry({ name: "crash.txt" }, "x");
    archive.finalize();
    await expect(buffer(archive).then(async (bytes) => await readBundle(new Uint8Array(bytes)))).rejects.toEqual(refusal("manifest-missing", "manifest.json"));
  });
});
