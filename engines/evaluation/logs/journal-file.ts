import type { FileHandle } from "node:fs/promises";

import { MOST_LINE_BYTES } from "./event-chain.ts";
import { LogError } from "./log.errors.ts";

const CHUNK_BYTES = 1024 * 1024;
const NEWLINE = 0x0a;

export interface FileLine {
  /** Without the line break. The bytes are good until the next lines are asked for. */
  readonly bytes: Buffer;
  /** Where it begins in the file. */
  readonly offset: number;
}

/** The whole lines of a part of a file that begins with a line; what follows the last line break is not one. Memory is bounded. */
export async function* readLines(file: FileHandle, { name, from, to }: { readonly name: string; readonly from: number; readonly to: number }): AsyncGenerator<readonly FileLine[]> {
  let held = Buffer.alloc(0);
  let offset = from;
  for (let at = from; at < to; ) {
    const chunk = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, to - at));
    const { bytesRead } = await file.read(chunk, 0, chunk.length, at);
    if (bytesRead === 0) return;
    at += bytesRead;
    held = held.length === 0 ? chunk.subarray(0, bytesRead) : Buffer.concat([held, chunk.subarray(0, bytesRead)]);
    const lines: FileLine[] = [];
    let start = 0;
    for (let end = held.indexOf(NEWLINE); end !== -1; end = held.indexOf(NEWLINE, start)) {
      lines.push({ bytes: held.subarray(start, end), offset: offset + start });
      start = end + 1;
    }
    offset += start;
    held = held.subarray(start);
    if (lines.length > 0) yield lines;
    if (held.length > MOST_LINE_BYTES) throw new LogError("corrupt", `${name}, byte ${offset}`, `a line is longer than ${MOST_LINE_BYTES} bytes`);
  }
}
