import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { gunzipSync } from "node:zlib";
import { extract, pack } from "tar-stream";
import { BundleError } from "./bundle.errors.ts";
import { isSafePath, toSafeLine } from "./hostile-text.rules.ts";

export const BUNDLE_BYTES = 8 * 1024 * 1024;
const BUNDLE_FILES = 2_000;
const SOURCE_BYTES = 64 * 1024 * 1024;
const SOURCE_FILES = 20_000;

interface ArchiveBounds {
  /** How refusals name the archive. */
  readonly field: string;
  readonly bytes: number;
  readonly files: number;
}

/** The regular files of a bundle. Attacker-controlled: nothing is written to disk, links and devices are refused. */
export async function readArchive(bytes: Uint8Array): Promise<Map<string, Uint8Array>> {
  return await readTar(bytes, { field: "bundle", bytes: BUNDLE_BYTES, files: BUNDLE_FILES });
}

/**
 * The regular files of a source archive, a tar or gzipped tar. Where all lie in one folder, as in the archives that code
 * hosts make, its name is left out.
 */
export async function readSourceArchive(bytes: Uint8Array, field: string): Promise<Map<string, Uint8Array>> {
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const files = await readTar(isGzip ? inflate(bytes, field) : bytes, { field, bytes: SOURCE_BYTES, files: SOURCE_FILES });
  const [first = ""] = files.keys();
  const top = `${first.split("/")[0]}/`;
  const isWrapped = [...files.keys()].every((path) => path.startsWith(top));
  return isWrapped ? new Map([...files].map(([path, content]) => [path.slice(top.length), content])) : files;
}

function inflate(bytes: Uint8Array, field: string): Uint8Array {
  try {
    return new Uint8Array(gunzipSync(bytes, { maxOutputLength: SOURCE_BYTES }));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") throw new BundleError("too-large", field, `unpacks to more than ${SOURCE_BYTES} bytes`, { cause });
    throw new BundleError("not-a-tar", field, "is not a whole gzip file", { cause });
  }
}

async function readTar(bytes: Uint8Array, bounds: ArchiveBounds): Promise<Map<string, Uint8Array>> {
  if (bytes.length > bounds.bytes) throw new BundleError("too-large", bounds.field, `has ${bytes.length} bytes; at most ${bounds.bytes} are accepted`);
  const files = new Map<string, Uint8Array>();
  const entries = Readable.from([bytes]).pipe(extract());
  try {
    for await (const entry of entries) {
      const { name, type } = entry.header;
      const path = name.replace(/^\.\//, "").replace(/\/$/, "");
      const field = toSafeLine(name);
      const content = new Uint8Array(await buffer(entry));
      if (type === "directory" && (path === "" || path === "." || isSafePath(path))) continue;
      if (type !== "file" && type !== "contiguous-file") throw new BundleError("unsafe-entry", field, `is a ${toSafeLine(type ?? "entry of unknown type")}; a bundle holds regular files only`);
      if (!isSafePath(path)) throw new BundleError("unsafe-entry", field, "is not a plain relative path");
      if (files.has(path)) throw new BundleError("duplicate-entry", field, "appears twice");
      if (files.size >= bounds.files) throw new BundleError("too-large", bounds.field, `holds more than ${bounds.files} files`);
      files.set(path, content);
    }
  } catch (cause) {
    if (cause instanceof BundleError) throw cause;
    throw new BundleError("not-a-tar", bounds.field, "cannot be read as a plain tar; pack it with `breakwater finding pack`", { cause });
  }
  if (files.size === 0) throw new BundleError("not-a-tar", bounds.field, "holds no files");
  return files;
}

export interface BuiltFile {
  readonly path: string;
  readonly content: Uint8Array;
  readonly mode: number;
}

/**
 * The files of a folder that was built in a sandbox, or null where they are many, large, or not all plain: then only tar
 * itself, inside a sandbox, may unpack them. Empty folders are many, too: they cannot be written as files.
 */
export async function readBuiltFiles(tree: Uint8Array, most: { readonly files: number; readonly bytes: number }): Promise<readonly BuiltFile[] | null> {
  if (tree.length > most.bytes) return null;
  const files: BuiltFile[] = [];
  const folders = new Set<string>();
  for await (const entry of Readable.from([tree]).pipe(extract())) {
    const { name, type, mode } = entry.header;
    const path = name.replace(/^\.\//, "").replace(/\/$/, "");
    const content = new Uint8Array(await buffer(entry));
    if (type === "directory") folders.add(path);
    else if (type === "file" && isSafePath(path)) files.push({ path, content, mode: mode & 0o777 });
    else return null;
    if (files.length > most.files) return null;
  }
  const isWritten = (folder: string) => folder === "" || folder === "." || files.some(({ path }) => path.startsWith(`${folder}/`));
  return [...folders].every(isWritten) ? files : null;
}

/** The same files give the same bytes: fixed order, times, owners and modes. */
export async function writeArchive(files: ReadonlyMap<string, Uint8Array>): Promise<Uint8Array> {
  const archive = pack();
  // The manifest first: who reads a stream knows at once what it is.
  const order = [...files.keys()].toSorted().toSorted((left, right) => Number(right === "manifest.json") - Number(left === "manifest.json"));
  for (const name of order) {
    const mode = name.endsWith(".sh") ? 0o755 : 0o644;
    archive.entry({ name, mode, mtime: new Date(0), uid: 0, gid: 0, uname: "", gname: "", type: "file" }, Buffer.from(files.get(name) ?? []));
  }
  archive.finalize();
  return new Uint8Array(await buffer(archive));
}
