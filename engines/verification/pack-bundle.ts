import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { open, readdir } from "node:fs/promises";
import { join } from "node:path";
import { BUNDLE_BYTES, readArchive, readSourceArchive, writeArchive } from "./bundle-archive.ts";
import { BundleError } from "./bundle.errors.ts";
import { toSafeLine } from "./hostile-text.rules.ts";
import { parseManifest } from "./manifest-schema.ts";
import type { EvidenceBundle, EvidenceManifest } from "./verification.types.ts";
import { writeReproduceScript } from "./write-reproduce-script.rules.ts";

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const REPRODUCE = "reproduce.sh";
/** The oracle's folder: beside the target, so that no patch reaches it. */
const ORACLE = "oracle/";

function requireListed(manifest: EvidenceManifest, files: ReadonlyMap<string, Uint8Array>): void {
  for (const [path, stated] of Object.entries(manifest.files)) {
    const content = files.get(path);
    if (!content) throw new BundleError("file-missing", `manifest.files.${path}`, "is listed but not in the bundle");
    if (sha256(content) !== stated) throw new BundleError("digest-mismatch", path, "has other bytes than the manifest states; pack the bundle again");
  }
  for (const path of files.keys()) {
    if (path !== "manifest.json" && !Object.hasOwn(manifest.files, path)) throw new BundleError("file-unlisted", path, "is in the bundle but not in manifest.files");
  }
  const named: [string, string | null | undefined][] = [
    ["manifest.reproducer.input", manifest.reproducer.input],
    ["manifest.reproducer.script", manifest.reproducer.script],
    ["manifest.candidatePatch", manifest.candidatePatch],
    ...(manifest.variants ?? []).map((path, index): [string, string] => [`manifest.variants.${index}`, path]),
    ...manifest.controls.map((path, index): [string, string] => [`manifest.controls.${index}`, path]),
  ];
  requireNamed(named, files, "the bundle");
  if (manifest.expected.kind === "wrong-output" && ![...files.keys()].some((path) => path.startsWith(ORACLE)))
    throw new BundleError("file-missing", "manifest.expected.oracle", `needs a folder ${ORACLE} in the bundle, which the oracle is run in`);
}

function requireNamed(named: readonly (readonly [string, string | null | undefined])[], files: ReadonlyMap<string, Uint8Array>, where: string): void {
  for (const [field, path] of named) {
    if (path !== null && path !== undefined && !files.has(path)) throw new BundleError("file-missing", field, `names ${path}, which is not in ${where}`);
  }
}

/** The target's files by path below its folder, and that what the manifest says of them is so. */
async function openSource({ target }: EvidenceManifest, files: ReadonlyMap<string, Uint8Array>): Promise<ReadonlyMap<string, Uint8Array>> {
  const source = target.form === "archive" ? await openArchive(target.source, files) : below(`${target.source}/`, files);
  const named: [string, string | undefined][] = [
    ["manifest.target.location", target.form === "prebuilt" ? undefined : target.location],
    ["manifest.target.entry.file", target.form === "prebuilt" ? undefined : target.entry?.file],
    ["manifest.target.artefact.path", target.artefact?.path],
    ...(target.harness ?? []).map((path, index): [string, string] => [`manifest.target.harness.${index}`, path]),
  ];
  requireNamed(named, source, "the target's source");
  if (target.artefact && sha256(source.get(target.artefact.path) ?? new Uint8Array()) !== target.artefact.sha256)
    throw new BundleError("digest-mismatch", "manifest.target.artefact.sha256", "is not the digest of the artefact in the bundle");
  return source;
}

async function openArchive(path: string, files: ReadonlyMap<string, Uint8Array>): Promise<ReadonlyMap<string, Uint8Array>> {
  const bytes = files.get(path);
  if (!bytes) throw new BundleError("file-missing", "manifest.target.source", `names ${path}, which is not in the bundle`);
  return await readSourceArchive(bytes, "manifest.target.source");
}

function below(prefix: string, files: ReadonlyMap<string, Uint8Array>): ReadonlyMap<string, Uint8Array> {
  return new Map([...files].filter(([path]) => path.startsWith(prefix)).map(([path, content]) => [path.slice(prefix.length), content]));
}

/** Reads and checks a bundle: at most 8 MiB, regular files only, safe paths, every digest. Throws `BundleError`. */
export async function readBundle(bytes: Uint8Array): Promise<EvidenceBundle> {
  const files = await readArchive(bytes);
  const text = files.get("manifest.json");
  if (!text) throw new BundleError("manifest-missing", "manifest.json", "is not in the bundle");
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(text));
  } catch (cause) {
    throw new BundleError("manifest-invalid", "manifest.json", "is not JSON in UTF-8", { cause });
  }
  const manifest = parseManifest(value);
  requireListed(manifest, files);
  files.delete("manifest.json");
  return { manifest, files, source: await openSource(manifest, files), digest: sha256(bytes) };
}

/**
 * Makes a bundle's tar from a manifest (without `files`: the digests are made here) and its files. Adds `reproduce.sh`.
 * The same content gives the same bytes.
 */
export async function buildBundle(draft: Omit<EvidenceManifest, "files">, files: ReadonlyMap<string, Uint8Array>): Promise<Uint8Array> {
  // Checked before the script is written from it.
  const { files: _none, ...checked } = parseManifest({ ...draft, files: {} });
  const all = new Map(files);
  all.delete("manifest.json");
  all.set(REPRODUCE, new TextEncoder().encode(writeReproduceScript(checked)));
  const digests = Object.fromEntries([...all.keys()].toSorted().map((path) => [path, sha256(all.get(path) ?? new Uint8Array())]));
  const manifest: EvidenceManifest = { ...checked, files: digests };
  all.set("manifest.json", new TextEncoder().encode(`${JSON.stringify(manifest, null, 2)}\n`));
  const bytes = await writeArchive(all);
  // What we hand out is what we would accept.
  await readBundle(bytes);
  return bytes;
}

async function readFolder(directory: string): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  let total = 0;
  const visit = async (folder: string, prefix: string): Promise<void> => {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      const path = `${prefix}${entry.name}`;
      if (entry.isDirectory()) await visit(join(folder, entry.name), `${path}/`);
      else if (!entry.isFile()) throw new BundleError("unsafe-entry", toSafeLine(path), "is not a regular file; a bundle holds regular files only");
      else {
        await using file = await open(join(folder, entry.name), constants.O_RDONLY | constants.O_NOFOLLOW);
        total += (await file.stat()).size;
        if (total > BUNDLE_BYTES) throw new BundleError("too-large", toSafeLine(path), `brings the folder over ${BUNDLE_BYTES} bytes`);
        files.set(path, new Uint8Array(await file.readFile()));
      }
    }
  };
  await visit(directory, "");
  return files;
}

/** Packs a folder that holds manifest.json and what it names. Digests already in the manifest are made anew. */
export async function packBundle(directory: string): Promise<Uint8Array> {
  const files = await readFolder(directory);
  const text = files.get("manifest.json");
  if (!text) throw new BundleError("manifest-missing", "manifest.json", `is not in ${toSafeLine(directory)}`);
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(text));
  } catch (cause) {
    throw new BundleError("manifest-invalid", "manifest.json", "is not JSON in UTF-8", { cause });
  }
  const { files: _old, ...draft } = parseManifest({ ...(value as object), files: {} });
  return await buildBundle(draft, files);
}
