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

  const excess = { kind: "memory", overBytes: 64 * 1024 * 1024 };
  const second = (changes: object) => ({ schema: "breakwater-evidence/2", ...changes });
  it.each<[string, object, BundleErrorCode, string]>([
    ["a field of version 2 in version 1", { variants: [] }, "manifest-invalid", "manifest"],
    ["an effect of version 2 in version 1", { expected: excess }, "manifest-invalid", "manifest.expected.kind"],
    ["a version that is not known", { schema: "breakwater-evidence/3" }, "manifest-invalid", "manifest.schema"],
    ["an excess and no benign input to compare with", second({ expected: excess, controls: [] }), "manifest-invalid", "manifest.controls"],
    ["an excess that any program has", second({ expected: { kind: "memory", overBytes: 1 } }), "manifest-invalid", "manifest.expected.overBytes"],
    ["a plant that climbs", second({ expected: { kind: "disclosure", plant: "../../etc/flag" } }), "manifest-invalid", "manifest.expected.plant"],
    ["an oracle that is not there", second({ expected: { kind: "wrong-output", oracle: ["python3", "oracle.py", "{input}"] } }), "file-missing", "manifest.expected.oracle"],
    ["a variant that is not there", second({ variants: ["variants/1"] }), "file-missing", "manifest.variants.0"],
    ["a script that is not there", second({ reproducer: { input: "crash.txt", script: "steps.sh" } }), "file-missing", "manifest.reproducer.script"],
    ["an entry that is not in the source", second({ target: { ...target, entry: { file: "src/none.c", function: "main" } } }), "file-missing", "manifest.target.entry.file"],
    ["a harness that is not in the source", second({ target: { ...target, harness: ["fuzz.c"] } }), "file-missing", "manifest.target.harness.0"],
    ["a built target without its digest", second({ target: { ...target, form: "prebuilt", recipe: { ...target.recipe, build: [] } } }), "manifest-invalid", "manifest.target.artefact"],
    ["a built target that is built again", second({ target: { ...target, form: "prebuilt", artefact: { path: "build.sh", sha256: "0".repeat(64) } } }), "manifest-invalid", "manifest.target.recipe.build"],
    ["an archive that is none", second({ target: { ...target, form: "archive", source: "crash.txt" } }), "not-a-tar", "manifest.target.source"],
    ["an input that reaches no program", second({ target: { ...target, recipe: { ...target.recipe, run: ["./greeter"] } } }), "manifest-invalid", "manifest.target.recipe.run"],
  ])("of version 2 with %s is refused by the name of the field", async (_name, manifest, code, field) => {
    await expect(readBundle(await forge({ manifest }))).rejects.toEqual(refusal(code, field));
  });

  it("whose archive unpacks without end is refused before it is unpacked", async () => {
    const bomb = new Uint8Array(gzipSync(new Uint8Array(65 * 1024 * 1024)));
    const listed = Object.fromEntries([...files, ["source.tar.gz", bomb] as const].map(([path, content]) => [path, sha256(content)]));
    const forged = forge({ manifest: second({ target: { ...target, form: "archive", source: "source.tar.gz" }, files: listed }), entries: [{ name: "source.tar.gz", content: bomb }] });
    await expect(readBundle(await forged)).rejects.toEqual(refusal("too-large", "manifest.target.source"));
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
