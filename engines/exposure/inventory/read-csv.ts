import { CsvError, parse } from "csv-parse/sync";
import { InventoryError } from "../exposure.errors.ts";
import { guessSeparator } from "./guess-columns.rules.ts";
import type { InventoryDraft } from "./inventory-draft.ts";
import { tooManyRows } from "./inventory-draft.ts";
import { INVENTORY_LIMITS } from "./inventory-limits.ts";
import type { TableChoice, TableRow } from "./read-table.ts";
import { HEADER_WITHIN_ROWS, isReadable, nameColumns, readRows, understandTable } from "./read-table.ts";

/** A record beyond this is a quotation mark that swallows the file. */
const MAX_RECORD_BYTES = 1024 * 1024;

/** Reads a spreadsheet saved as text, tolerantly; every line that is left out is explained. */
export function readCsv(text: string, draft: InventoryDraft, choice: TableChoice): void {
  const { rows, isQuoteIgnored } = splitRows(text, guessSeparator(text));
  if (isQuoteIgnored) draft.note("A quotation mark in the file is never closed, so quotation marks were read as ordinary characters.");
  const understood = understandTable({ sheet: null, rows }, choice);
  if (!isReadable(understood)) {
    const advice = "Put a heading row on top with columns such as Vendor, Product and Version, or say which column names the product, then try again.";
    throw new InventoryError("no-product-column", `No column of the file says what the product is. ${advice}`, { table: understood.shown });
  }
  draft.showTable(nameColumns(understood), understood.shown);
  readRows(understood, draft);
  if (draft.size === 0) {
    throw new InventoryError("nothing-readable", "The file has a heading row, but no row below it names a product. Fill in the product column, then try again.", { table: understood.shown });
  }
}

function splitRows(text: string, separator: string): { rows: readonly TableRow[]; isQuoteIgnored: boolean } {
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

function parseRows(text: string, separator: string, hasQuotes: boolean): readonly TableRow[] {
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
  if (records.length > INVENTORY_LIMITS.rows + HEADER_WITHIN_ROWS) throw tooManyRows();
  let last = 0;
  return records.map(({ record, info }) => {
    // csv-parse counts to the end of the record; a cell with line breaks began right after the one before.
    const line = hasQuotes ? last + 1 : info.lines;
    last = info.lines;
    return { line, cells: hasQuotes ? record : record.map((cell) => cell.replace(/^"|"$/g, "")) };
  });
}
