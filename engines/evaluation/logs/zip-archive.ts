import { constants } from "node:fs";
import { open, rename, rm, type FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import { promisify } from "node:util";
import { crc32, deflateRaw, deflateRawSync, inflateRaw, zstdDecompress } from "node:zlib";

import { LogError } from "./log.errors.ts";
import { syncFolder } from "./run-file.ts";
import { END, END_64, END_64_LOCATOR, IN_64, LOCAL_HEADER, METHODS, readDirectoryEntry, readLong, writeDirectoryEntry, writeEnd, writeLocalHeader, type ZipEntry } from "./zip-format.rules.ts";

// An archive comes from a stranger. These are far above the largest log that we know of, and bound what one can cost us.
const MOST_DIRECTORY_BYTES = 256 * 1024 * 1024;
const MOST_ENTRIES = 2_000_000;
const MOST_NAME_CHARACTERS = 1_000;
const MOST_ENTRY_BYTES = 256 * 1024 * 1024;
const MOST_COMMENT_BYTES = 0xffff;
/** Below it packing takes less than a trip to another thread. */
const PACKED_AT_ONCE_BYTES = 64 * 1024;
const WRITTEN_AT_ONCE_BYTES = 256 * 1024;

const deflate = promisify(deflateRaw) as (bytes: Uint8Array) => Promise<Buffer>;
const inflate = promisify(inflateRaw) as (bytes: Uint8Array, options: { maxOutputLength: number }) => Promise<Buffer>;
const unzstd = promisify(zstdDecompress) as (bytes: Uint8Array, options: { maxOutputLength: number }) => Promise<Buffer>;

/** An archive that is read entry by entry. Nothing is unpacked before it is asked for. */
export interface Archive {
  readonly path: string;
  /** By name, in the archive's order. */
  readonly entries: ReadonlyMap<string, ZipEntry>;
  /** Names that stand more than once; the last of them counts, as in Inspect. */
  readonly repeated: readonly string[];
  has(name: string): boolean;
  /** Checked against its stated size and checksum. Refuses one that is not there. */
  read(name: string): Promise<Buffer>;
  close(): Promise<void>;
}

/** Opens an attacker-controlled file. @throws {LogError} naming the file, and the entry where one is at fault */
export async function openArchive(path: string): Promise<Archive> {
  const file = await openRegularFile(path);
  try {
    const { size } = await file.stat();
    const { entries, repeated } = readDirectory(await readWhole(file, await findDirectory(file, path, size)), path, size);
    return {
      path,
      entries,
      repeated,
      has: (name) => entries.has(name),
      read: (name) => readEntry(file, { path, entry: entries.get(name), name, size }),
      close: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function openRegularFile(path: string): Promise<FileHandle> {
  let file: FileHandle;
  try {
    // Not to wait for the other end of a pipe.
    file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (cause) {
    throw new LogError("unreadable", path, "cannot be opened; is the path right, and may this user read it?", { cause });
  }
  if ((await file.stat()).isFile()) return file;
  await file.close();
  throw new LogError("unreadable", path, "is not a regular file");
}

interface Range {
  readonly offset: number;
  readonly bytes: number;
}

async function readWhole(file: FileHandle, { offset, bytes }: Range): Promise<Buffer> {
  const buffer = Buffer.alloc(bytes);
  let read = 0;
  while (read < bytes) {
    const { bytesRead } = await file.read(buffer, read, bytes - read, offset + read);
    if (bytesRead === 0) return buffer.subarray(0, read);
    read += bytesRead;
  }
  return buffer;
}

async function findDirectory(file: FileHandle, path: string, size: number): Promise<Range> {
  const tail = await readWhole(file, { offset: Math.max(0, size - END.bytes - MOST_COMMENT_BYTES - END_64_LOCATOR.bytes), bytes: Math.min(size, END.bytes + MOST_COMMENT_BYTES + END_64_LOCATOR.bytes) });
  let at = tail.length - END.bytes;
  // The end is behind everything but its own comment, whose length it states.
  while (at >= 0 && !(tail.readUInt32LE(at) === END.signature && at + END.bytes + tail.readUInt16LE(at + 20) === tail.length)) at -= 1;
  if (at < 0) throw new LogError("not-a-log", path, "is not an .eval log: it has no end of a ZIP archive");
  const directory = (await findWideDirectory(file, tail, at)) ?? { entries: tail.readUInt16LE(at + 10), bytes: tail.readUInt32LE(at + 12), offset: tail.readUInt32LE(at + 16) };
  const { entries, bytes, offset } = directory;
  if (!(offset + bytes <= size)) throw new LogError("corrupt", path, "its directory is not within the file");
  if (bytes > MOST_DIRECTORY_BYTES || entries > MOST_ENTRIES) throw new LogError("too-large", path, `its directory has ${entries} entries in ${bytes} bytes; at most ${MOST_ENTRIES} in ${MOST_DIRECTORY_BYTES} are read`);
  return directory;
}

async function findWideDirectory(file: FileHandle, tail: Buffer, end: number): Promise<(Range & { readonly entries: number }) | undefined> {
  const locator = end - END_64_LOCATOR.bytes;
  if (locator < 0 || tail.readUInt32LE(locator) !== END_64_LOCATOR.signature) return undefined;
  if (tail.readUInt16LE(end + 10) !== IN_64.short && tail.readUInt32LE(end + 12) !== IN_64.long && tail.readUInt32LE(end + 16) !== IN_64.long) return undefined;
  const offset = readLong(tail, locator + 8);
  const wide = Number.isNaN(offset) ? Buffer.alloc(0) : await readWhole(file, { offset, bytes: END_64.bytes });
  if (wide.length < END_64.bytes || wide.readUInt32LE(0) !== END_64.signature) return { entries: 0, bytes: Number.NaN, offset: Number.NaN };
  return { entries: readLong(wide, 32), bytes: readLong(wide, 40), offset: readLong(wide, 48) };
}

function readDirectory(directory: Buffer, path: string, size: number): Pick<Archive, "entries" | "repeated"> {
  const entries = new Map<string, ZipEntry>();
  const repeated: string[] = [];
  for (let at = 0; at < directory.length; ) {
    const read = readDirectoryEntry(directory, at);
    if (!read) throw new LogError("corrupt", path, `entry ${entries.size + repeated.length + 1} of its directory cannot be read`);
    const { entry, next } = read;
    if (entry.name.length > MOST_NAME_CHARACTERS) throw new LogError("too-large", path, `an entry's name has more than ${MOST_NAME_CHARACTERS} characters`);
    if (entry.offset + LOCAL_HEADER.bytes + entry.compressedBytes > size) throw new LogError("corrupt", nameEntry(path, entry.name), "is not within the file");
    if (entries.has(entry.name)) repeated.push(entry.name);
    entries.set(entry.name, entry);
    at = next;
  }
  return { entries, repeated };
}

const nameEntry = (path: string, name: string): string => `${path}, entry ${name}`;

async function readEntry(file: FileHandle, { path, entry, name, size }: { readonly path: string; readonly entry: ZipEntry | undefined; readonly name: string; readonly size: number }): Promise<Buffer> {
  const where = nameEntry(path, name);
  if (!entry) throw new LogError("corrupt", where, "is not there");
  if (entry.isEncrypted) throw new LogError("not-a-log", where, "is encrypted");
  if (entry.bytes > MOST_ENTRY_BYTES || entry.compressedBytes > MOST_ENTRY_BYTES) throw new LogError("too-large", where, `unpacks to ${entry.bytes} bytes; at most ${MOST_ENTRY_BYTES} are read`);
  const header = await readWhole(file, { offset: entry.offset, bytes: LOCAL_HEADER.bytes });
  if (header.length < LOCAL_HEADER.bytes || header.readUInt32LE(0) !== LOCAL_HEADER.signature) throw new LogError("corrupt", where, "does not begin where the directory says");
  const offset = entry.offset + LOCAL_HEADER.bytes + header.readUInt16LE(26) + header.readUInt16LE(28);
  if (offset + entry.compressedBytes > size) throw new LogError("corrupt", where, "is not within the file");
  const bytes = await unpack(await readWhole(file, { offset, bytes: entry.compressedBytes }), entry, where);
  if (bytes.length !== entry.bytes || crc32(bytes) !== entry.crc) throw new LogError("corrupt", where, "is not what its checksum says");
  return bytes;
}

async function unpack(packed: Buffer, { method, bytes }: ZipEntry, where: string): Promise<Buffer> {
  // The stated size is a stranger's word: unpacking ends there. Zero would mean no limit.
  const options = { maxOutputLength: Math.max(1, bytes) };
  try {
    switch (method) {
      case METHODS.stored:
        return packed;
      case METHODS.deflate:
        return await inflate(packed, options);
      case METHODS.zstd:
        return await unzstd(packed, options);
    }
  } catch (cause) {
    throw new LogError("corrupt", where, "cannot be unpacked to the size that is stated", { cause });
  }
  throw new LogError("not-a-log", where, `is packed by method ${method}, which is not known; deflate (8) and zstd (93) are`);
}

/** An archive that is written entry by entry, each but once. */
export interface ArchiveWriter {
  add(name: string, content: Uint8Array | string): Promise<void>;
  /** On disk, whole, under its name; before this there is no file of that name. */
  finish(): Promise<{ readonly bytes: number }>;
  /** Leaves nothing behind. */
  abandon(): Promise<void>;
}

/** Memory: the directory, some eighty bytes for each entry. */
export async function createArchive(path: string): Promise<ArchiveWriter> {
  const unfinished = `${path}.unfinished`;
  let file: FileHandle;
  try {
    file = await open(unfinished, "w");
  } catch (cause) {
    throw new LogError("write-failed", path, "cannot be written there", { cause });
  }
  const directory: Buffer[] = [];
  let offset = 0;
  let pending: Buffer[] = [];
  let pendingBytes = 0;
  const flush = async (): Promise<void> => {
    const bytes = Buffer.concat(pending);
    pending = [];
    pendingBytes = 0;
    await file.writeFile(bytes);
  };
  const append = async (bytes: Buffer): Promise<void> => {
    pending.push(bytes);
    pendingBytes += bytes.length;
    offset += bytes.length;
    if (pendingBytes >= WRITTEN_AT_ONCE_BYTES) await flush();
  };
  return {
    async add(name, content) {
      const bytes = typeof content === "string" ? Buffer.from(content) : content;
      if (bytes.length > MOST_ENTRY_BYTES) throw new LogError("too-large", nameEntry(path, name), `has ${bytes.length} bytes; ${MOST_ENTRY_BYTES} is the most`);
      const packed = bytes.length < PACKED_AT_ONCE_BYTES ? deflateRawSync(bytes) : await deflate(bytes);
      const entry = { name, method: METHODS.deflate, isEncrypted: false, crc: crc32(bytes), compressedBytes: packed.length, bytes: bytes.length, offset };
      directory.push(writeDirectoryEntry(entry));
      await append(writeLocalHeader(entry));
      await append(packed);
    },
    async finish() {
      const at = offset;
      for (const entry of directory) await append(entry);
      await append(writeEnd({ entries: directory.length, bytes: offset - at, offset: at }));
      await flush();
      await file.sync();
      await file.close();
      await rename(unfinished, path);
      await syncFolder(dirname(path));
      return { bytes: offset };
    },
    async abandon() {
      await file.close();
      await rm(unfinished, { force: true });
    },
  };
}
