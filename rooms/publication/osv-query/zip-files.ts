import { crc32, deflateRawSync } from "node:zlib";

export interface ZipFile {
  /** ASCII, as every name of ours is. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

// APPNOTE.TXT 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16; without ZIP64, so with bounds that it would lift.
const MOST_FILES = 0xfffe;
const MOST_BYTES = 0xffff_fffe;
const VERSION_NEEDED = 20;
const DEFLATE = 8;
/** 1980-01-01, so that the same files give the same bytes. */
const NO_DATE = 0x0021;

/** A ZIP archive of these files, packed by deflate. */
export function zipFiles(files: readonly ZipFile[]): Buffer {
  if (files.length > MOST_FILES) throw new Error(`An archive without ZIP64 holds ${MOST_FILES} files at most, and there are ${files.length}`);
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, bytes } of files) {
    const packed = deflateRawSync(bytes);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(VERSION_NEEDED, 0);
    fields.writeUInt16LE(DEFLATE, 4);
    fields.writeUInt16LE(NO_DATE, 8);
    fields.writeUInt32LE(crc32(bytes), 10);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(bytes.length, 18);
    fields.writeUInt16LE(name.length, 22);
    directory.push(signed(0x02014b50, Buffer.from([VERSION_NEEDED, 0]), fields, Buffer.alloc(10), number(offset), Buffer.from(name, "latin1")));
    const entry = signed(0x04034b50, fields, Buffer.from(name, "latin1"), packed);
    parts.push(entry);
    offset += entry.length;
    if (offset > MOST_BYTES) throw new Error("An archive without ZIP64 holds 4 GiB at most");
  }
  const index = Buffer.concat(directory);
  const counts = Buffer.alloc(8);
  counts.writeUInt16LE(files.length, 4);
  counts.writeUInt16LE(files.length, 6);
  return Buffer.concat([...parts, index, signed(0x06054b50, counts, number(index.length), number(offset), Buffer.alloc(2))]);
}

function signed(signature: number, ...parts: readonly Buffer[]): Buffer {
  return Buffer.concat([number(signature), ...parts]);
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
