import { CsvError, parse } from "csv-parse/sync";
import type { Asset, Inventory, InventoryColumn } from "../exposure.types.ts";
import { InventoryError } from "../exposure.errors.ts";
import { findCanonicalPurl, parsePurl } from "../identifiers/purl.ts";
import { toInertText } from "../inert-text.rules.ts";
import type { ColumnGuess } from "./guess-columns.rules.ts";
import { guessColumns, guessSeparator } from "./guess-columns.rules.ts";
import { INVENTORY_LIMITS } from "./inventory-limits.ts";
import { SkipLog } from "./skip-log.ts";

interface Row {
  readonly line: number;
  readonly cells: readonly string[];
}

/** A record beyond this is a quotation mark that swallows the file. */
const MAX_RECORD_BYTES = 1024 * 1024;
const MAX_LINE_BREAKS_IN_CELL = 10;
/** Titles and remarks above the header are common in real spreadsheets; further down there is no header. */
const HEADER_WITHIN_ROWS = 20;
const NOT_KNOWN = /^(?:n\/?a|none|unknown|unk|tbd|not known|not sure|-+|\?+|\.+|x+|null)$/i;
const YES = /^(?:y|yes|true|1|x|✓|✔|exposed|internet|public|external|online|reachable)\b/i;
const NO = /^(?:n|no|false|0|internal|isolated|offline|private|none|not exposed)\b/i;
/** "TideView v2.1" in a product cell, where the version cell is empty. */
const TRAILING_VERSION = /^(.*\S)\s+(?:(?:version|ver\.?|fw|firmware|release)\s*|v(?=\d))(\d[\w.-]*)$|^(.*\S)\s+(\d+(?:\.\d+)+[\w-]*)$/i;

/** Reads a spreadsheet saved as text, tolerantly; every line that is left out is explained. */
export function readCsv(text: string, notes: readonly string[]): Inventory {
  const separator = guessSeparator(text);
  const { rows, isQuoteIgnored } = splitRows(text, separator);
  const skips = new SkipLog();
  const headerAt = findHeader(rows);
  const columns = guessColumns(headCells(rows[headerAt]));
  if (!columns) {
    const advice = "Put a heading row on top with columns such as Vendor, Product and Version, then try again.";
    throw new InventoryError("no-product-column", `No column of the file says what the product is. ${advice}`);
  }
  for (const row of rows.slice(0, headerAt).filter(hasText)) {
    skips.add({ line: row.line, path: null }, "It stands above the heading row.", row.cells.join(" "));
  }
  const assets: Asset[] = [];
  for (const row of rows.slice(headerAt + 1)) {
    const result = toAsset(row, columns, rows[headerAt]?.cells.length ?? 0);
    if (typeof result === "string") skips.add({ line: row.line, path: null }, result, row.cells.join(" | "));
    else if (result) assets.push(result);
  }
  if (assets.length === 0) {
    const advice = "Fill in the product column, then try again.";
    throw new InventoryError("nothing-readable", `The file has a heading row, but no row below it names a product. ${advice}`);
  }
  const quoteNote = "A quotation mark in the file is never closed, so quotation marks were read as ordinary characters.";
  return {
    format: "csv",
    assets,
    skipped: skips.lines(),
    columns: Object.fromEntries([...columns].map(([column, { header }]) => [column, toInertText(header, INVENTORY_LIMITS.fieldLength)])),
    statements: [],
    notes: isQuoteIgnored ? [...notes, quoteNote] : notes,
  };
}

/** The row that names the most columns; a title such as "Equipment list" names one at most. */
function findHeader(rows: readonly Row[]): number {
  const named = rows.slice(0, HEADER_WITHIN_ROWS).map((row) => guessColumns(headCells(row))?.size ?? 0);
  return named.indexOf(Math.max(...named));
}

function headCells(row: Row | undefined): readonly string[] {
  return row?.cells.slice(0, INVENTORY_LIMITS.columns) ?? [];
}

function hasText(row: Row): boolean {
  return row.cells.some((cell) => cell.trim() !== "");
}

function splitRows(text: string, separator: string): { rows: readonly Row[]; isQuoteIgnored: boolean } {
  try {
    return { rows: parseRows(text, separator, true), isQuoteIgnored: false };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
  }
  try {
    // A stray quotation mark (12" monitor) must not swallow the rest of a hospital's list.
    return { rows: parseRows(text, separator, false), isQuoteIgnored: true };
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    const advice = "Open it in a spreadsheet program, save it as CSV, and upload that file.";
    throw new InventoryError("nothing-readable", `The file cannot be split into rows. ${advice}`, { cause });
  }
}

function parseRows(text: string, separator: string, hasQuotes: boolean): readonly Row[] {
  const records = parse(text, {
    delimiter: separator,
    quote: hasQuotes ? '"' : null,
    relax_quotes: true,
    relax_column_count: true,
    info: true,
    trim: true,
    max_record_size: MAX_RECORD_BYTES,
    to: INVENTORY_LIMITS.rows + HEADER_WITHIN_ROWS + 1,
    record_delimiter: ["\r\n", "\n", "\r"],
  }) as unknown as readonly { record: readonly string[]; info: { lines: number } }[];
  if (records.length > INVENTORY_LIMITS.rows + HEADER_WITHIN_ROWS) {
    const advice = "Split it into smaller files and upload them one by one.";
    throw new InventoryError("too-many-rows", `The file has more than ${INVENTORY_LIMITS.rows} rows. ${advice}`);
  }
  let last = 0;
  return records.map(({ record, info }) => {
    // csv-parse counts to the end of the record; a cell with line breaks began right after the one before.
    const line = hasQuotes ? last + 1 : info.lines;
    last = info.lines;
    return { line, cells: hasQuotes ? record : record.map((cell) => cell.replace(/^"|"$/g, "")) };
  });
}

/** The asset; or a sentence why the row is left out; or undefined for an empty row. */
function toAsset(row: Row, columns: ReadonlyMap<InventoryColumn, ColumnGuess>, headerLength: number): Asset | string | undefined {
  if (!hasText(row)) return undefined;
  if (row.cells.length > INVENTORY_LIMITS.columns) return `It has ${row.cells.length} cells; at most ${INVENTORY_LIMITS.columns} are read.`;
  const tooLong = row.cells.findIndex((cell) => cell.length > INVENTORY_LIMITS.cellLength);
  if (tooLong >= 0) return `Cell ${tooLong + 1} is longer than ${INVENTORY_LIMITS.cellLength} characters.`;
  const tooHigh = row.cells.find((cell) => cell.split("\n").length > MAX_LINE_BREAKS_IN_CELL);
  if (tooHigh !== undefined) return `One cell runs over ${tooHigh.split("\n").length} lines. Look for a quotation mark that is never closed.`;
  const cell = (column: InventoryColumn): string | null => {
    const at = columns.get(column);
    const text = at === undefined ? "" : toInertText(row.cells[at.index] ?? "", INVENTORY_LIMITS.fieldLength);
    return text === "" || NOT_KNOWN.test(text) ? null : text;
  };
  const purl = findCanonicalPurl(cell("purl") ?? "");
  const named = joinProduct(cell("product"), cell("model")) ?? (purl === null ? null : parsePurl(purl).name);
  if (named === null) {
    const isShifted = row.cells.length !== headerLength;
    return isShifted ? `It has ${row.cells.length} cells where the heading row has ${headerLength}, and none names a product.` : "It does not name a product.";
  }
  const { product, version } = splitVersion(named, cell("version"));
  return {
    id: `line-${row.line}`,
    source: { line: row.line, path: null },
    original: toInertText(row.cells.join(" | "), INVENTORY_LIMITS.originalLength),
    vendor: cell("vendor"),
    product,
    version,
    purl,
    cpe: cell("cpe"),
    serial: cell("serial"),
    location: cell("location"),
    exposed: readExposed(cell("exposed")),
  };
}

/** "Infusion pump" and "Space Plus" in two columns are one product name; a model that repeats the product is not. */
function joinProduct(product: string | null, model: string | null): string | null {
  if (product === null || model === null) return product ?? model;
  if (product.toLowerCase().includes(model.toLowerCase())) return product;
  return model.toLowerCase().includes(product.toLowerCase()) ? model : `${product} ${model}`;
}

function splitVersion(product: string, version: string | null): { product: string; version: string | null } {
  if (version !== null) return { product, version };
  const found = TRAILING_VERSION.exec(product);
  const name = found?.[1] ?? found?.[3];
  const tail = found?.[2] ?? found?.[4];
  return name !== undefined && tail !== undefined ? { product: name, version: tail } : { product, version: null };
}

function readExposed(text: string | null): Asset["exposed"] {
  if (text === null) return "unknown";
  return YES.test(text) ? "yes" : NO.test(text) ? "no" : "unknown";
}
