import { createRecordSplitter, guessSeparator, splitCells, type RawRecord } from "./split-records.rules.ts";

const TOO_LONG = "is longer than is taken, or has a quotation mark that is never closed";

/** A record of a file, or why there is none. */
export type ReadRecord<Value> = { readonly line: number; readonly value: Value; readonly fault?: undefined } | { readonly line: number; readonly value?: undefined; readonly fault: string };

/** NDJSON, a value a line. @param mostCharacters of one line; a longer one is a fault */
export async function* readJsonLines(body: AsyncIterable<Uint8Array>, mostCharacters: number): AsyncGenerator<readonly ReadRecord<unknown>[], void, undefined> {
  const splitter = createRecordSplitter({ separator: undefined, mostCharacters });
  for await (const { piece, isLast } of decode(body)) yield splitter.push(piece, isLast).map(parseLine);
}

/** CSV as programs and spreadsheets write it: separated by comma, semicolon or tab, quoted cells over several lines. */
export async function* readCsv(body: AsyncIterable<Uint8Array>, mostCharacters: number): AsyncGenerator<readonly ReadRecord<readonly string[]>[], void, undefined> {
  let head = "";
  let reader: { readonly separator: string; readonly push: (piece: string, isLast: boolean) => readonly RawRecord[] } | undefined;
  for await (const { piece, isLast } of decode(body)) {
    if (!reader) {
      head += piece;
      // The separator shows in the first line that is not blank.
      const [firstLine] = head.trimStart().split("\n", 1);
      if (!isLast && !head.trimStart().includes("\n") && head.length <= mostCharacters) continue;
      const separator = guessSeparator(firstLine ?? "");
      reader = { separator, push: createRecordSplitter({ separator, mostCharacters }).push };
    }
    const { separator, push } = reader;
    const records = push(head === "" ? piece : head, isLast);
    head = "";
    yield records.map(({ line, text }) => (text === undefined ? { line, fault: TOO_LONG } : { line, value: splitCells(text, separator) }));
  }
}

function parseLine({ line, text }: RawRecord): ReadRecord<unknown> {
  if (text === undefined) return { line, fault: TOO_LONG };
  try {
    return { line, value: JSON.parse(text) as unknown };
  } catch {
    return { line, fault: "is no JSON" }; // The parser's own words quote the line, which is the agency's.
  }
}

/** UTF-8, or UTF-16 as some spreadsheets save; what is neither becomes replacement signs, which no name or number survives unnoticed. */
async function* decode(body: AsyncIterable<Uint8Array>): AsyncGenerator<{ readonly piece: string; readonly isLast: boolean }, void, undefined> {
  let decoder: TextDecoder | undefined;
  for await (const chunk of body) {
    if (chunk.length === 0) continue;
    decoder ??= new TextDecoder(chunk[0] === 0xff && chunk[1] === 0xfe ? "utf-16le" : "utf-8");
    yield { piece: decoder.decode(chunk, { stream: true }), isLast: false };
  }
  yield { piece: decoder?.decode() ?? "", isLast: true };
}
