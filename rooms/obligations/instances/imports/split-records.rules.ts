/*
 * A stream of text, cut into records as it comes. The text is untrusted and of any length: no more is held than one record of
 * the longest kind and one piece, and of a longer record only that it was there.
 */

export interface RawRecord {
  /** Line on which it begins, from 1. */
  readonly line: number;
  /** Without its line end; undefined for one that is longer than is taken, or has a quotation mark that nothing closes. */
  readonly text: string | undefined;
}

export interface RecordSplitter {
  /** The records that end in this piece, and with the last piece the rest. Blank ones are counted and left out. */
  push(piece: string, isLast: boolean): readonly RawRecord[];
}

/** @param separator of cells, which may be quoted and then hold line ends (CSV); undefined: a record is a line */
export function createRecordSplitter({ separator, mostCharacters }: { readonly separator: string | undefined; readonly mostCharacters: number }): RecordSplitter {
  let text = "";
  let line = 1;
  let isSkipping = false;
  return {
    push: (piece, isLast) => {
      text += piece;
      const records: RawRecord[] = [];
      let start = 0;
      while (start < text.length) {
        const lineEnd = text.indexOf("\n", start);
        const end = isSkipping ? lineEnd : findEnd(text, start, separator);
        const length = (end < 0 ? text.length : end) - start;
        if (isSkipping || (end < 0 && lineEnd < 0 && length > mostCharacters)) {
          if (!isSkipping) records.push({ line, text: undefined });
          isSkipping = lineEnd < 0;
          if (!isSkipping) line += 1;
          start = lineEnd < 0 ? text.length : lineEnd + 1;
        } else if (end < 0 && !isLast && length <= mostCharacters) break;
        else if (lineEnd >= 0 && lineEnd !== end && (end < 0 || length > mostCharacters)) {
          // A quotation mark that swallows what follows: its first line is given up, and reading goes on below it.
          records.push({ line, text: undefined });
          line += 1;
          start = lineEnd + 1;
        } else {
          const record = text.slice(start, end < 0 ? undefined : end).replace(/\r$/, "");
          if (record.trim() !== "") records.push({ line, text: record.length > mostCharacters ? undefined : record });
          for (let at = text.indexOf("\n", start); at >= 0 && at < start + length; at = text.indexOf("\n", at + 1)) line += 1;
          line += 1;
          start += length + 1;
        }
      }
      text = text.slice(start);
      return records;
    },
  };
}

const STOPS = /["\n]/g;

/** Where the record ends that begins here; -1 when that is not to be seen yet. */
function findEnd(text: string, start: number, separator: string | undefined): number {
  if (separator === undefined) return text.indexOf("\n", start);
  let isQuoted = false;
  STOPS.lastIndex = start;
  for (let found = STOPS.exec(text); found; found = STOPS.exec(text)) {
    const at = found.index;
    if (found[0] === "\n") {
      if (!isQuoted) return at;
    } else if (!isQuoted) {
      // A mark inside of a cell is an inch and opens nothing.
      isQuoted = at === start || text[at - 1] === separator;
    } else if (text[at + 1] === '"') STOPS.lastIndex = at + 2;
    else isQuoted = false;
  }
  return -1;
}

/** The cells of one record; quotation marks around a cell are taken off, doubled ones within made single. */
export function splitCells(record: string, separator: string): readonly string[] {
  if (!record.includes('"')) return record.split(separator);
  const cells: string[] = [];
  for (let at = 0; at <= record.length; ) {
    const quoted = record[at] === '"';
    const close = quoted ? findClose(record, at) : at;
    const end = record.indexOf(separator, close);
    cells.push(quoted ? record.slice(at + 1, close).replaceAll('""', '"') : record.slice(at, end < 0 ? undefined : end));
    at = end < 0 ? record.length + 1 : end + 1;
  }
  return cells;
}

function findClose(record: string, open: number): number {
  let at = record.indexOf('"', open + 1);
  while (at >= 0 && record[at + 1] === '"') at = record.indexOf('"', at + 2);
  return at < 0 ? record.length : at;
}

/** Which sign parts the cells: the one that stands most often in the first line. */
export function guessSeparator(firstLine: string): string {
  const bare = firstLine.replaceAll(/"[^"]*"/g, "");
  const count = (sign: string) => bare.split(sign).length;
  return [",", ";", "\t"].reduce((best, sign) => (count(sign) > count(best) ? sign : best));
}
