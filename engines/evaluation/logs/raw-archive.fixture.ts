import { crc32, deflateRawSync, zstdCompressSync } from "node:zlib";

import { ENCRYPTED, METHODS, UTF8_NAME, writeDirectoryEntry, writeEnd, writeLocalHeader, type ZipEntry } from "./zip-format.rules.ts";

export interface RawEntry {
  readonly name: string;
  readonly content: string | Uint8Array;
  readonly method?: keyof typeof METHODS;
  /** What the directory says instead of the truth. */
  readonly lie?: Partial<ZipEntry>;
}

/** An archive as a stranger may have made it. */
export function makeArchive(entries: readonly RawEntry[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content, method = "deflate", lie = {} } of entries) {
    const bytes = Buffer.from(content as string);
    const packed = method === "stored" ? bytes : method === "zstd" ? zstdCompressSync(bytes) : deflateRawSync(bytes);
    const entry: ZipEntry = { name, method: METHODS[method], isEncrypted: false, crc: crc32(bytes), compressedBytes: packed.length, bytes: bytes.length, offset, ...lie };
    const written = writeDirectoryEntry(entry);
    if (entry.isEncrypted) written.writeUInt16LE(UTF8_NAME | ENCRYPTED, 8);
    directory.push(written);
    const header = writeLocalHeader(entry);
    parts.push(header, packed);
    offset += header.length + packed.length;
  }
  const whole = Buffer.concat(directory);
  return Buffer.concat([...parts, whole, writeEnd({ entries: directory.length, bytes: whole.length, offset })]);
}
