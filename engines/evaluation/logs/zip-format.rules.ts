/*
 * What we read and write of ZIP: APPNOTE.TXT 6.3.10, sections 4.3.7 (local header), 4.3.12 (central directory), 4.3.14 to
 * 4.3.16 (its end, ZIP64 included), 4.4.5 (methods) and 4.5.3 (ZIP64's extra field).
 */
export const METHODS = { stored: 0, deflate: 8, zstd: 93 } as const;

export const LOCAL_HEADER = { signature: 0x04034b50, bytes: 30 } as const;
export const DIRECTORY_ENTRY = { signature: 0x02014b50, bytes: 46 } as const;
export const END = { signature: 0x06054b50, bytes: 22 } as const;
export const END_64 = { signature: 0x06064b50, bytes: 56 } as const;
export const END_64_LOCATOR = { signature: 0x07064b50, bytes: 20 } as const;
export const EXTRA_64 = 0x0001;
/** Stands for a number that is in the ZIP64 field. */
export const IN_64 = { short: 0xffff, long: 0xffffffff } as const;
/** Flags: 0 encrypted, 11 the name is UTF-8. */
export const ENCRYPTED = 0x1;
export const UTF8_NAME = 0x800;
/** 1980-01-01, so that the same log gives the same bytes. */
export const NO_DATE = 0x0021;

export interface ZipEntry {
  readonly name: string;
  readonly method: number;
  readonly isEncrypted: boolean;
  readonly crc: number;
  readonly compressedBytes: number;
  readonly bytes: number;
  /** Of its local header. */
  readonly offset: number;
}

/** A whole number of eight bytes, or NaN where JavaScript could not count so far. */
export function readLong(bytes: Buffer, at: number): number {
  const value = Number(bytes.readBigUInt64LE(at));
  return Number.isSafeInteger(value) ? value : Number.NaN;
}

/** The entry at this place of a central directory, and where the next begins; undefined where there is none. */
export function readDirectoryEntry(directory: Buffer, at: number): { readonly entry: ZipEntry; readonly next: number } | undefined {
  if (at + DIRECTORY_ENTRY.bytes > directory.length || directory.readUInt32LE(at) !== DIRECTORY_ENTRY.signature) return undefined;
  const nameEnd = at + DIRECTORY_ENTRY.bytes + directory.readUInt16LE(at + 28);
  const extraEnd = nameEnd + directory.readUInt16LE(at + 30);
  const next = extraEnd + directory.readUInt16LE(at + 32);
  if (next > directory.length) return undefined;
  const wide = readWideNumbers(directory.subarray(nameEnd, extraEnd), [directory.readUInt32LE(at + 24), directory.readUInt32LE(at + 20), directory.readUInt32LE(at + 42)]);
  if (!wide) return undefined;
  const [bytes, compressedBytes, offset] = wide;
  const entry = {
    name: directory.toString("utf8", at + DIRECTORY_ENTRY.bytes, nameEnd),
    method: directory.readUInt16LE(at + 10),
    isEncrypted: (directory.readUInt16LE(at + 8) & ENCRYPTED) !== 0,
    crc: directory.readUInt32LE(at + 16),
    compressedBytes,
    bytes,
    offset,
  };
  return { entry, next };
}

/** Size, compressed size and offset, each taken from the ZIP64 field where it does not fit; in that order they stand there. */
function readWideNumbers(extra: Buffer, numbers: readonly [number, number, number]): readonly [number, number, number] | undefined {
  if (numbers.every((number) => number !== IN_64.long)) return numbers;
  for (let at = 0; at + 4 <= extra.length; ) {
    const end = at + 4 + extra.readUInt16LE(at + 2);
    if (end > extra.length) return undefined;
    if (extra.readUInt16LE(at) === EXTRA_64) {
      let field = at + 4;
      const read = numbers.map((number) => {
        if (number !== IN_64.long) return number;
        field += 8;
        return field <= end ? readLong(extra, field - 8) : Number.NaN;
      });
      return read.every((number) => Number.isSafeInteger(number)) ? (read as [number, number, number]) : undefined;
    }
    at = end;
  }
  return undefined;
}

export function writeLocalHeader({ name, method, crc, compressedBytes, bytes }: ZipEntry): Buffer {
  const nameBytes = Buffer.from(name);
  const header = Buffer.alloc(LOCAL_HEADER.bytes + nameBytes.length);
  header.writeUInt32LE(LOCAL_HEADER.signature, 0);
  header.writeUInt16LE(20, 4);
  header.writeUInt16LE(UTF8_NAME, 6);
  header.writeUInt16LE(method, 8);
  header.writeUInt16LE(NO_DATE, 12);
  header.writeUInt32LE(crc, 14);
  header.writeUInt32LE(compressedBytes, 18);
  header.writeUInt32LE(bytes, 22);
  header.writeUInt16LE(nameBytes.length, 26);
  nameBytes.copy(header, LOCAL_HEADER.bytes);
  return header;
}

/** Sizes of one entry stay below 4 GiB; only its offset may not fit. */
export function writeDirectoryEntry({ name, method, crc, compressedBytes, bytes, offset }: ZipEntry): Buffer {
  const nameBytes = Buffer.from(name);
  const isWide = offset >= IN_64.long;
  const entry = Buffer.alloc(DIRECTORY_ENTRY.bytes + nameBytes.length + (isWide ? 12 : 0));
  entry.writeUInt32LE(DIRECTORY_ENTRY.signature, 0);
  // Made on Unix (3), by version 4.5 of the format where ZIP64 is used.
  entry.writeUInt16LE(0x0300 + (isWide ? 45 : 20), 4);
  entry.writeUInt16LE(isWide ? 45 : 20, 6);
  entry.writeUInt16LE(UTF8_NAME, 8);
  entry.writeUInt16LE(method, 10);
  entry.writeUInt16LE(NO_DATE, 14);
  entry.writeUInt32LE(crc, 16);
  entry.writeUInt32LE(compressedBytes, 20);
  entry.writeUInt32LE(bytes, 24);
  entry.writeUInt16LE(nameBytes.length, 28);
  entry.writeUInt16LE(isWide ? 12 : 0, 30);
  // A regular file that its owner may write and everybody may read.
  entry.writeUInt32LE(0o100644 * 0x10000, 38);
  entry.writeUInt32LE(isWide ? IN_64.long : offset, 42);
  nameBytes.copy(entry, DIRECTORY_ENTRY.bytes);
  if (isWide) {
    const extra = DIRECTORY_ENTRY.bytes + nameBytes.length;
    entry.writeUInt16LE(EXTRA_64, extra);
    entry.writeUInt16LE(8, extra + 2);
    entry.writeBigUInt64LE(BigInt(offset), extra + 4);
  }
  return entry;
}

/** What closes an archive whose directory has so many entries and bytes, and begins there. */
export function writeEnd({ entries, bytes, offset }: { readonly entries: number; readonly bytes: number; readonly offset: number }): Buffer {
  const end = Buffer.alloc(END.bytes);
  end.writeUInt32LE(END.signature, 0);
  end.writeUInt16LE(Math.min(entries, IN_64.short), 8);
  end.writeUInt16LE(Math.min(entries, IN_64.short), 10);
  end.writeUInt32LE(Math.min(bytes, IN_64.long), 12);
  end.writeUInt32LE(Math.min(offset, IN_64.long), 16);
  if (entries < IN_64.short && bytes < IN_64.long && offset < IN_64.long) return end;
  const wide = Buffer.alloc(END_64.bytes + END_64_LOCATOR.bytes);
  wide.writeUInt32LE(END_64.signature, 0);
  wide.writeBigUInt64LE(BigInt(END_64.bytes - 12), 4);
  wide.writeUInt16LE(0x0300 + 45, 12);
  wide.writeUInt16LE(45, 14);
  wide.writeBigUInt64LE(BigInt(entries), 24);
  wide.writeBigUInt64LE(BigInt(entries), 32);
  wide.writeBigUInt64LE(BigInt(bytes), 40);
  wide.writeBigUInt64LE(BigInt(offset), 48);
  wide.writeUInt32LE(END_64_LOCATOR.signature, END_64.bytes);
  wide.writeBigUInt64LE(BigInt(offset + bytes), END_64.bytes + 8);
  wide.writeUInt32LE(1, END_64.bytes + 16);
  return Buffer.concat([wide, end]);
}
