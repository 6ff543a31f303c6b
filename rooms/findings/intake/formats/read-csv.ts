import { FormatError, type FormatItem } from "./format.types.ts";
import { clip, findWeakness, levelOfWord } from "./look.rules.ts";

const MOST_ROWS = 200_000;
const MOST_FIELD_CHARACTERS = 150_000;

/** Header names, in lower case, and the other names under which lists carry the same. */
const NAMES: Readonly<Record<string, string>> = {
  title: "title", name: "title", summary: "title", description: "description", details: "description",
  weakness: "weakness", cwe: "weakness", "cwe id": "weakness", cwe_id: "weakness",
  product: "product", component: "product", package: "product", repository: "repository", repo: "repository", version: "version", versions: "version",
  location: "location", path: "location", file: "location", file_path: "location", "file path": "location",
  severity: "severity", level: "severity", vector: "vector", cvss: "vector", identifiers: "identifiers", cve: "identifiers", reference: "reference", url: "reference", patch: "patch",
  finder: "finder", model: "model", model_version: "model_version", harness: "harness", human: "human",
};

/**
 * CSV by RFC 4180 with a header line that names its columns. What a cell holds is text and stays text: nothing here is ever
 * computed, and whoever writes a table for people again must quote what a spreadsheet would run.
 */
export function readCsv(bytes: Uint8Array): readonly FormatItem[] {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new FormatError("line 1", "not text in UTF-8");
  }
  const [header, ...rows] = readRows(text);
  if (!header) throw new FormatError("line 1", "there is no header; name the columns, such as title,description,cwe,product,version,path");
  const columns = header.cells.map((cell) => NAMES[cell.trim().toLowerCase()]);
  const unknown = columns.findIndex((column) => column === undefined);
  if (unknown >= 0) throw new FormatError("line 1", `the column ${JSON.stringify(clip(header.cells[unknown] ?? "", 60))} is not known; take ${[...new Set(Object.values(NAMES))].join(", ")}`);
  const twice = columns.find((column, at) => columns.indexOf(column) !== at);
  if (twice !== undefined) throw new FormatError("line 1", `two columns give the ${twice}`);
  return rows.map(({ line, cells }): FormatItem => {
    const place = `line ${line}`;
    if (cells.length !== columns.length) return { place, refused: `has ${cells.length} cells where the header has ${columns.length}` };
    const cell = (name: string) => cells[columns.indexOf(name)]?.trim() || undefined;
    return toItem(place, cell);
  });
}

function toItem(place: string, cell: (name: string) => string | undefined): FormatItem {
  const weakness = cell("weakness");
  const severity = cell("severity");
  const level = levelOfWord(severity);
  if (weakness !== undefined && findWeakness(weakness, { isNumber: true }) === undefined) return { place, refused: "weakness: expected a CWE id such as CWE-787" };
  if (severity !== undefined && level === undefined) return { place, refused: "severity: expected none, low, medium, high or critical" };
  const reference = cell("reference");
  return {
    place,
    title: cell("title"), description: cell("description") ?? cell("title"),
    weakness: findWeakness(weakness, { isNumber: true }),
    target: { name: cell("product"), repository: cell("repository"), version: cell("version"), location: cell("location") },
    severity: level && { level, vector: cell("vector") ?? null },
    identifiers: cell("identifiers")?.split(/[\s,;]+/).filter((one) => one !== "") ?? [],
    evidence: reference === undefined ? [] : [{ kind: "url", value: reference, note: null }],
    candidatePatch: cell("patch"),
    provenance: { finder: cell("finder"), model: cell("model"), modelVersion: cell("model_version"), harness: cell("harness"), human: cell("human") },
  };
}

interface Row {
  /** Where it begins. */
  readonly line: number;
  readonly cells: readonly string[];
}

function readRows(text: string): readonly Row[] {
  const rows: Row[] = [];
  let [at, line] = [0, 1];
  while (at < text.length) {
    const begun = line;
    const cells: string[] = [];
    for (let isLast = false; !isLast; ) {
      const { value, next } = text[at] === '"' ? readQuoted(text, at, line) : readPlain(text, at, line);
      if (value.length > MOST_FIELD_CHARACTERS) throw new FormatError(`line ${line}`, `a cell of more than ${MOST_FIELD_CHARACTERS} characters`);
      for (let feed = value.indexOf("\n"); feed >= 0; feed = value.indexOf("\n", feed + 1)) line += 1;
      cells.push(value);
      isLast = text[next] !== ",";
      at = next + 1;
      if (text[next] === "\r" && text[next + 1] === "\n") at += 1;
      if (cells.length > 200) throw new FormatError(`line ${line}`, "more than 200 cells");
    }
    line += 1;
    if (cells.length > 1 || cells[0]?.trim()) rows.push({ line: begun, cells });
    if (rows.length > MOST_ROWS) throw new FormatError(`line ${begun}`, `more than ${MOST_ROWS} rows; send a smaller file`);
  }
  return rows;
}

const PLAIN_END = /[,\r\n]/g;

function readPlain(text: string, from: number, line: number): { readonly value: string; readonly next: number } {
  PLAIN_END.lastIndex = from;
  const next = PLAIN_END.exec(text)?.index ?? text.length;
  const value = text.slice(from, next);
  if (value.includes('"')) throw new FormatError(`line ${line}`, "a quotation mark in a cell that is not quoted; quote the cell and double the mark");
  return { value, next };
}

function readQuoted(text: string, from: number, line: number): { readonly value: string; readonly next: number } {
  let end = text.indexOf('"', from + 1);
  while (end >= 0 && text[end + 1] === '"') end = text.indexOf('"', end + 2);
  if (end < 0) throw new FormatError(`line ${line}`, "a quoted cell that does not end");
  const next = end + 1;
  if (next < text.length && ![",", "\r", "\n"].includes(text[next] as string)) throw new FormatError(`line ${line}`, "something stands behind a quoted cell; put a comma between");
  return { value: text.slice(from + 1, end).replaceAll('""', '"'), next };
}
