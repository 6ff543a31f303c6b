/** A run of whole lines of a file, small enough for one request. */
export interface LinePart {
  /** Number of its first line, from 1. */
  readonly from: number;
  readonly content: Blob;
  /** Bytes of the file up to its end. */
  readonly endsAt: number;
}

interface PartLimits {
  readonly lines: number;
  /** A longer single line is a part of its own. */
  readonly bytes: number;
}

const LINE_FEED = 10;

/** Cuts a file of any size at its line ends, without holding more of it than one piece at a time. */
export async function* splitLines(file: Blob, limits: PartLimits): AsyncGenerator<LinePart, void, undefined> {
  let begin = 0;
  let from = 1;
  let lines = 0;
  let offset = 0;
  for await (const piece of file.stream()) {
    for (let at = piece.indexOf(LINE_FEED); at >= 0; at = piece.indexOf(LINE_FEED, at + 1)) {
      lines += 1;
      const end = offset + at + 1;
      if (lines < limits.lines && end - begin < limits.bytes) continue;
      yield { from, content: file.slice(begin, end), endsAt: end };
      from += lines;
      lines = 0;
      begin = end;
    }
    offset += piece.length;
  }
  if (offset > begin) yield { from, content: file.slice(begin, offset), endsAt: offset };
}
