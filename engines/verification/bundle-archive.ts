import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { extract, pack } from "tar-stream";
import { BundleError } from "./bundle.errors.ts";
import { isSafePath, toSafeLine } from "./hostile-text.rules.ts";

export const BUNDLE_BYTES = 8 * 1024 * 1024;
const BUNDLE_FILES = 2_000;

/** The regular files of a plain tar. Attacker-controlled: nothing is written to disk, links and devices are refused. */
export async function readArchive(bytes: Uint8Array): Promise<Map<string, Uint8Array>> {
  if (bytes.length > BUNDLE_BYTES) throw new BundleError("too-large", "bundle", `has ${bytes.length} bytes; at most ${BUNDLE_BYTES} are accepted`);
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
      if (files.size >= BUNDLE_FILES) throw new BundleError("too-large", "bundle", `holds more than ${BUNDLE_FILES} files`);
      files.set(path, content);
    }
  } catch (cause) {
    if (cause instanceof BundleError) throw cause;
    throw new BundleError("not-a-tar", "bundle", "cannot be read as a plain tar; pack it with `breakwater finding pack`", { cause });
  }
  if (files.size === 0) throw new BundleError("not-a-tar", "bundle", "holds no files");
  return files;
}

/** The same files give the same bytes: fixed order, times, owners and modes. */
export async function writeArchive(files: ReadonlyMap<string, Uint8Array>): Promise<Uint8Array> {
  const archive = pack();
  const order = [...files.keys()].filter((path) => path !== "manifest.json").toSorted();
  for (const name of ["manifest.json", ...order]) {
    const mode = name.endsWith(".sh") ? 0o755 : 0o644;
    archive.entry({ name, mode, mtime: new Date(0), uid: 0, gid: 0, uname: "", gname: "", type: "file" }, Buffer.from(files.get(name) ?? []));
  }
  archive.finalize();
  return new Uint8Array(await buffer(archive));
}
