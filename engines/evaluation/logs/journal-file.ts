import type { FileHandle } from "node:fs/promises";

import { MOST_LINE_BYTES } from "./event-chain.ts";
import { LogError } from "./log.errors.ts";

const CHUNK_BYTES = 256 * 1024;
const NEWLINE = 0x0a;

export interface FileLine {
  /** Without the line break. The bytes are good until the next lines are asked for. */
  readonly bytes: Buffer;
  /** Where it begins in the file. */
  readonly offset: number;
}

/**
 * The whole lines of a part of a file that begins with a line; what follows the last line break is not one. One buffer serves
 * for all, as large as the longest line needs.
 */
export async function* readLines(file: FileHandle, { name, from, to }: { readonly name: string; readonly from: number; readonly to: number }): AsyncGenerator<readonly FileLine[]> {
  let buffer: Buffer = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, Math.max(0, to - from)));
  // Of the buffer, the bytes that begin a line which has not ended; `offset` is where they stand in the file.
  let held = 0;
  let offset = from;
  while (offset + held < to) {
    if (held === buffer.length) buffer = grow(buffer, `${name}, byte ${offset}`);
    const { bytesRead } = await file.read(buffer, held, Math.min(buffer.length - held, to - offset - held), offset + held);
    if (bytesRead === 0) return;
    const filled = buffer.subarray(0, held + bytesRead);
    const lines: FileLine[] = [];
    let start = 0;
    for (let end = filled.indexOf(NEWLINE, held); end !== -1; end = filled.indexOf(NEWLINE, start)) {
      lines.push({ bytes: filled.subarray(start, end), offset: offset + start });
      start = end + 1;
    }
    if (lines.length > 0) yield lines;
    filled.copyWithin(0, start);
    held = filled.length - start;
    offset += start;
  }
}

function grow(buffer: Buffer, where: string): Buffer {
  if (buffer.length > MOST_LINE_BYTES) throw new LogError("corrupt", where, `a line is longer than ${MOST_LINE_BYTES} bytes`);
  const larger = Buffer.allocUnsafe(2 * buffer.length);
  buffer.copy(larger);
  return larger;
}
