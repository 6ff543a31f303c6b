import { crc32, inflateRawSync } from "node:zlib";
import { InventoryError } from "../exposure.errors.ts";
import { INVENTORY_LIMITS } from "./inventory-limits.ts";

// APPNOTE.TXT 6.3.10, sections 4.3.7 (local header), 4.3.12 (directory) and 4.3.16 (its end). A workbook needs no more: no ZIP64, no encryption, no spanning.
const LOCAL = { signature: 0x04034b50, bytes: 30 } as const;
const ENTRY = { signature: 0x02014b50, bytes: 46 } as const;
const END = { signature: 0x06054b50, bytes: 22 } as const;
const MOST_COMMENT_BYTES = 0xffff;
const MOST_ENTRIES = 10_000;
const STORED = 0;
const DEFLATED = 8;
const ENCRYPTED = 0x1;

const SAVE_AS_CSV = "Open it in a spreadsheet program, choose Save As, pick CSV, and upload that file.";

/** A packed file's parts by name, unpacked when they are asked for. */
export interface ZipEntries {
  readonly names: readonly string[];
  /** Undefined where there is no such part. Throws where it is damaged, or all parts together unpack beyond the bound. */
  read(name: string): Buffer | undefined;
}

interface Entry {
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly packedBytes: number;
  readonly bytes: number;
  readonly offset: number;
}

/** Opens attacker-controlled ZIP in memory; throws {@link InventoryError} `unsupported-format` or `too-large`. */
export function openZip(bytes: Uint8Array): ZipEntries {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries = readDirectory(file);
  let left: number = INVENTORY_LIMITS.unpackedBytes;
  return {
    names: [...entries.keys()],
    read(name) {
      const entry = entries.get(name);
      if (entry === undefined) return undefined;
      // The stated size is a stranger's word: it is weighed against what is left, and unpacking ends there.
      if (entry.bytes > left) throw new InventoryError("too-large", `Unpacked, the file has more than ${INVENTORY_LIMITS.unpackedBytes} bytes. ${SAVE_AS_CSV}`);
      left -= entry.bytes;
      return unpack(file, entry);
    },
  };
}

function broken(cause?: unknown): InventoryError {
  return new InventoryError("unsupported-format", `This looks like an Excel or other Office file, but it is damaged or protected. ${SAVE_AS_CSV}`, { cause });
}

function readDirectory(file: Buffer): ReadonlyMap<string, Entry> {
  let end = file.length - END.bytes;
  const first = Math.max(0, end - MOST_COMMENT_BYTES);
  while (end >= first && file.readUInt32LE(end) !== END.signature) end--;
  if (end < first) throw broken();
  const count = file.readUInt16LE(end + 10);
  if (count > MOST_ENTRIES) throw broken();
  const entries = new Map<string, Entry>();
  let at = file.readUInt32LE(end + 16);
  for (let index = 0; index < count; index++) {
    if (at + ENTRY.bytes > end || file.readUInt32LE(at) !== ENTRY.signature) throw broken();
    const nameEnd = at + ENTRY.bytes + file.readUInt16LE(at + 28);
    const name = file.toString("utf8", at + ENTRY.bytes, nameEnd);
    // A name that stands twice means one thing to one program and another to the next.
    if (entries.has(name)) throw broken();
    entries.set(name, {
      flags: file.readUInt16LE(at + 8), method: file.readUInt16LE(at + 10), crc: file.readUInt32LE(at + 16),
      packedBytes: file.readUInt32LE(at + 20), bytes: file.readUInt32LE(at + 24), offset: file.readUInt32LE(at + 42),
    });
    at = nameEnd + file.readUInt16LE(at + 30) + file.readUInt16LE(at + 32);
  }
  return entries;
}

function unpack(file: Buffer, { flags, method, crc, packedBytes, bytes, offset }: Entry): Buffer {
  if ((flags & ENCRYPTED) !== 0 || offset + LOCAL.bytes > file.length || file.readUInt32LE(offset) !== LOCAL.signature) throw broken();
  const start = offset + LOCAL.bytes + file.readUInt16LE(offset + 26) + file.readUInt16LE(offset + 28);
  if (start + packedBytes > file.length || (method !== STORED && method !== DEFLATED)) throw broken();
  const packed = file.subarray(start, start + packedBytes);
  const content = method === STORED ? packed : inflate(packed, bytes);
  if (content.length !== bytes || crc32(content) !== crc) throw broken();
  return content;
}

function inflate(packed: Buffer, bytes: number): Buffer {
  try {
    // Zero would mean no limit.
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, bytes) });
  } catch (cause) {
    throw broken(cause);
  }
}
