import type { Asset, ColumnChoice, InventoryColumn, InventoryTable } from "../exposure.types.ts";
import { toInertText } from "../inert-text.rules.ts";
import type { ColumnGuess } from "./guess-columns.rules.ts";
import { guessColumns, namesProduct } from "./guess-columns.rules.ts";
import type { InventoryDraft } from "./inventory-draft.ts";
import { INVENTORY_LIMITS } from "./inventory-limits.ts";

export interface TableRow {
  /** From 1, in the file or the sheet. */
  readonly line: number;
  readonly cells: readonly string[];
}

export interface Table {
  /** The sheet of a workbook; null for a file of text. */
  readonly sheet: string | null;
  readonly rows: readonly TableRow[];
}

/** What a person has chosen instead of the guess. */
export interface TableChoice {
  readonly columns?: ColumnChoice | undefined;
  /** The line of the heading row; null: there is none. */
  readonly headingLine?: number | null | undefined;
}

/** A table as it is understood: where its heading row is, and which column says what. */
export interface UnderstoodTable {
  readonly table: Table;
  /** The place of the heading row among the rows; -1 where there is none. */
  readonly headerAt: number;
  readonly columns: ReadonlyMap<InventoryColumn, ColumnGuess>;
  readonly shown: InventoryTable;
}

const MAX_LINE_BREAKS_IN_CELL = 10;
/** Titles and remarks above the header are common in real spreadsheets; further down there is no header. */
export const HEADER_WITHIN_ROWS = 20;
const NOT_KNOWN = /^(?:n\/?a|none|unknown|unk|tbd|not known|not sure|-+|\?+|\.+|x+|null)$/i;
const YES = /^(?:y|yes|true|1|x|✓|✔|exposed|internet|public|external|online|reachable)(?![\p{L}\p{N}])/iu;
const NO = /^(?:n|no|false|0|internal|isolated|offline|private|none|not exposed)(?![\p{L}\p{N}])/iu;
const QUANTITY = /^(\d{1,7})(?:[.,]0+)?(?![\d.,])/;
const TOTAL = /^(?:sub-?|grand )?total\b/i;
const DATE = /^\d{4}-\d\d-\d\d$/;
/** "TideView v2.1" in a product cell, where the version cell is empty. */
const TRAILING_VERSION = /^(.*\S)\s+(?:(?:version|ver\.?|fw|firmware|release)\s*|v(?=\d))(\d[\w.-]*)$|^(.*\S)\s+(\d+(?:\.\d+)+[\w-]*)$/i;

/** Guesses the heading row and the columns, as far as nobody has chosen them. */
export function understandTable(table: Table, choice: TableChoice): UnderstoodTable {
  const headerAt = findHeader(table.rows, choice);
  const header = headCells(table.rows[headerAt]);
  const guessed = guessColumns(header) ?? new Map<InventoryColumn, ColumnGuess>();
  const columns = choose(guessed, choice.columns ?? {}, header);
  const inert = (cells: readonly string[]): string[] => cells.slice(0, INVENTORY_LIMITS.columns).map((cell) => toInertText(cell, INVENTORY_LIMITS.fieldLength));
  const shown: InventoryTable = {
    sheet: table.sheet,
    headingLine: table.rows[headerAt]?.line ?? null,
    headings: inert(header),
    columns: Object.fromEntries([...columns].map(([column, { index }]) => [column, index])),
    firstRows: table.rows.slice(headerAt + 1).filter(hasText).slice(0, INVENTORY_LIMITS.previewRows).map(({ line, cells }) => ({ line, cells: inert(cells) })),
  };
  return { table, headerAt, columns, shown };
}

/** Whether the rows can be read: some column says what each is. */
export function isReadable({ columns }: UnderstoodTable): boolean {
  return namesProduct(columns);
}

/** Puts every row into the draft, as an asset or with the reason why not. */
export function readRows({ table, headerAt, columns }: UnderstoodTable, draft: InventoryDraft): void {
  const heading = headCells(table.rows[headerAt]).join("\u0000");
  for (const [index, row] of table.rows.entries()) {
    if (index === headerAt || !hasText(row)) continue;
    const problem = index < headerAt ? "It stands above the heading row." : findProblem(row, columns);
    const words = row.cells.slice(0, INVENTORY_LIMITS.columns).map((cell) => cell.slice(0, INVENTORY_LIMITS.fieldLength)).join(index < headerAt ? " " : " | ");
    const place = { line: row.line, path: table.sheet === null ? null : `${table.sheet}!${row.line}` };
    if (problem !== undefined) draft.skip(place, problem, words);
    else if (headerAt >= 0 && headCells(row).join("\u0000") === heading) draft.skip(place, "It repeats the heading row.", words);
    else addRow(row, { place, words, columns, width: table.rows[headerAt]?.cells.length ?? row.cells.length }, draft);
  }
}

/** Those of the columns' headings that a person may read, by what they are taken to say. */
export function nameColumns({ columns }: UnderstoodTable): Readonly<Partial<Record<InventoryColumn, string>>> {
  return Object.fromEntries([...columns].map(([column, { header }]) => [column, toInertText(header, INVENTORY_LIMITS.fieldLength)]));
}

/** The row that names the most columns; a title such as "Equipment list" names one at most. */
function findHeader(rows: readonly TableRow[], { headingLine }: TableChoice): number {
  if (headingLine !== undefined) return headingLine === null ? -1 : rows.findIndex(({ line }) => line === headingLine);
  const named = rows.slice(0, HEADER_WITHIN_ROWS).map((row) => guessColumns(headCells(row))?.size ?? 0);
  const most = Math.max(...named);
  return most > 0 ? named.indexOf(most) : -1;
}

function choose(guessed: ReadonlyMap<InventoryColumn, ColumnGuess>, choice: ColumnChoice, header: readonly string[]): ReadonlyMap<InventoryColumn, ColumnGuess> {
  const chosen = Object.entries(choice) as readonly [InventoryColumn, number | null | undefined][];
  const taken = new Set(chosen.map(([, index]) => index));
  const columns = new Map([...guessed].filter(([column, { index }]) => choice[column] === undefined && !taken.has(index)));
  for (const [column, index] of chosen) {
    if (typeof index === "number" && index < INVENTORY_LIMITS.columns) columns.set(column, { index, header: header[index] ?? `Column ${index + 1}` });
  }
  return columns;
}

function headCells(row: TableRow | undefined): readonly string[] {
  return row?.cells.slice(0, INVENTORY_LIMITS.columns) ?? [];
}

function hasText(row: TableRow): boolean {
  return row.cells.some((cell) => cell.trim() !== "");
}

function findProblem(row: TableRow, columns: ReadonlyMap<InventoryColumn, ColumnGuess>): string | undefined {
  if (row.cells.length > INVENTORY_LIMITS.columns) return `It has ${row.cells.length} cells; at most ${INVENTORY_LIMITS.columns} are read.`;
  const tooLong = row.cells.findIndex((cell) => cell.length > INVENTORY_LIMITS.cellLength);
  if (tooLong >= 0) return `Cell ${tooLong + 1} is longer than ${INVENTORY_LIMITS.cellLength} characters.`;
  const tooHigh = row.cells.find((cell) => cell.split("\n").length > MAX_LINE_BREAKS_IN_CELL);
  if (tooHigh !== undefined) return `One cell runs over ${tooHigh.split("\n").length} lines. Look for a quotation mark that is never closed.`;
  const filled = row.cells.filter((cell) => cell.trim() !== "");
  const hasVersion = (row.cells[columns.get("version")?.index ?? -1] ?? "").trim() !== "";
  return filled.length <= 2 && !hasVersion && TOTAL.test(filled[0] ?? "") ? "It is a total, not a thing." : undefined;
}

interface RowContext {
  readonly place: { readonly line: number; readonly path: string | null };
  readonly words: string;
  readonly columns: ReadonlyMap<InventoryColumn, ColumnGuess>;
  readonly width: number;
}

function addRow(row: TableRow, { place, words, columns, width }: RowContext, draft: InventoryDraft): void {
  const cell = (column: InventoryColumn): string | null => {
    const at = columns.get(column);
    const text = at === undefined ? "" : toInertText(row.cells[at.index] ?? "", INVENTORY_LIMITS.fieldLength);
    return text === "" || NOT_KNOWN.test(text) ? null : text;
  };
  const [purl, model] = [cell("purl"), cell("model")];
  const named = joinProduct(cell("product"), model);
  if (named === null && purl === null) {
    const isShifted = row.cells.length !== width;
    draft.skip(place, isShifted ? `It has ${row.cells.length} cells where the heading row has ${width}, and none names a product.` : "It does not name a product.", words);
    return;
  }
  const { product, version } = splitVersion(named, cell("version"));
  if (place.path !== null && DATE.test(version ?? "")) draft.note("Some versions in the workbook are dates. A spreadsheet program makes a date of a version such as 3.2.21: look at these.");
  const count = QUANTITY.exec(cell("quantity") ?? "")?.[1];
  draft.add({
    place, original: words, vendor: cell("vendor"), product, model, version, purl, cpe: cell("cpe"), serial: cell("serial"), location: cell("location"),
    exposed: readExposed(cell("exposed")), count: count === undefined ? undefined : Number(count),
  });
}

/** "Infusion pump" and "Space Plus" in two columns are one product name; a model that repeats the product is not. */
function joinProduct(product: string | null, model: string | null): string | null {
  if (product === null || model === null) return product ?? model;
  if (product.toLowerCase().includes(model.toLowerCase())) return product;
  return model.toLowerCase().includes(product.toLowerCase()) ? model : `${product} ${model}`;
}

function splitVersion(product: string | null, version: string | null): { product: string | null; version: string | null } {
  if (version !== null || product === null) return { product, version };
  const found = TRAILING_VERSION.exec(product);
  const name = found?.[1] ?? found?.[3];
  const tail = found?.[2] ?? found?.[4];
  return name !== undefined && tail !== undefined ? { product: name, version: tail } : { product, version: null };
}

function readExposed(text: string | null): Asset["exposed"] {
  if (text === null) return "unknown";
  return YES.test(text) ? "yes" : NO.test(text) ? "no" : "unknown";
}
