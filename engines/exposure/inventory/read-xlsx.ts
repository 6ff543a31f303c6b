import { InventoryError } from "../exposure.errors.ts";
import { decodeText } from "./decode-text.ts";
import type { InventoryDraft } from "./inventory-draft.ts";
import { tooManyRows } from "./inventory-draft.ts";
import { INVENTORY_LIMITS } from "./inventory-limits.ts";
import { formatNumber, readNumberFormats } from "./number-formats.ts";
import type { Table, TableChoice, TableRow } from "./read-table.ts";
import { isReadable, nameColumns, readRows, understandTable } from "./read-table.ts";
import { childOf, childrenOf, readXml, readXmlDocument } from "./xml-document.ts";
import type { ZipEntries } from "./zip-entries.ts";
import { openZip } from "./zip-entries.ts";

const MOST_SHEETS = 100;

/**
 * Reads an Excel workbook (ECMA-376): every sheet whose heading row names a product. Formulas are never evaluated: what the
 * spreadsheet program last computed and stored is read. Merged cells are filled with what they show.
 */
export function readXlsx(bytes: Uint8Array, draft: InventoryDraft, choice: TableChoice): void {
  const zip = openZip(bytes);
  const sheets = findSheets(zip);
  if (sheets.length === 0) throw new InventoryError("unsupported-format", "This Office file is no Excel workbook. Open it, choose Save As, pick CSV, and upload that file.");
  const texts = readSharedTexts(zip);
  const formats = readNumberFormats(readPart(zip, "xl/styles.xml") ?? "");
  const tables = sheets.map(({ name, part }) => readSheet(name, readPart(zip, part) ?? "", { texts, formats })).filter(({ rows }) => rows.length > 0);
  const guessed = tables.map((table) => understandTable(table, {}));
  // What a person has chosen is chosen for the sheet that was shown: the one with the most rows that can be read, else the largest.
  const shown = guessed.toSorted((a, b) => Number(isReadable(b)) - Number(isReadable(a)) || b.table.rows.length - a.table.rows.length)[0];
  if (shown === undefined) throw new InventoryError("empty", "The workbook is empty. Choose the file that lists your equipment and software.");
  const first = understandTable(shown.table, choice);
  const understood = guessed.map((one) => (one === shown ? first : one));
  if (!understood.some(isReadable)) {
    const advice = "Put a heading row on top with columns such as Vendor, Product and Version, or say which column names the product, then try again.";
    throw new InventoryError("no-product-column", `No column of the workbook says what the product is. ${advice}`, { table: first.shown });
  }
  draft.showTable(nameColumns(first), first.shown);
  for (const one of understood) {
    if (isReadable(one)) readRows(one, draft);
    else draft.skip({ line: null, path: one.table.sheet }, "No column of this sheet says what the product is.", one.table.sheet ?? "");
  }
  if (draft.size === 0) throw new InventoryError("nothing-readable", "The workbook has a heading row, but no row below it names a product. Fill in the product column, then try again.", { table: first.shown });
}

function readPart(zip: ZipEntries, name: string): string | undefined {
  const bytes = zip.read(name);
  return bytes === undefined ? undefined : decodeText(bytes).text;
}

/** The sheets in their order, hidden ones too: what is hidden is still owned. */
function findSheets(zip: ZipEntries): readonly { readonly name: string; readonly part: string }[] {
  const [workbook, relations] = [readPart(zip, "xl/workbook.xml"), readPart(zip, "xl/_rels/workbook.xml.rels")];
  if (workbook === undefined || relations === undefined) return [];
  const targets = new Map(childrenOf(readXmlDocument(relations), "Relationship").map(({ attributes }) => [attributes["Id"], attributes["Target"]]));
  return childrenOf(childOf(readXmlDocument(workbook), "sheets"), "sheet").slice(0, MOST_SHEETS).flatMap(({ attributes }) => {
    // The relation's attribute has whatever prefix the writer chose.
    const target = targets.get(Object.entries(attributes).find(([name]) => /(?:^|:)id$/.test(name))?.[1]);
    return target === undefined ? [] : [{ name: attributes["name"] ?? "sheet", part: target.startsWith("/") ? target.slice(1) : `xl/${target}` }];
  });
}

/** Texts are kept once for the whole workbook; readings for pronunciation (`rPh`) are not part of them. */
function readSharedTexts(zip: ZipEntries): readonly string[] {
  const texts: string[] = [];
  let current = "";
  let isText = false;
  let phonetic = 0;
  readOptional(readPart(zip, "xl/sharedStrings.xml"), {
    open(name) {
      if (name === "si") current = "";
      if (name === "rPh") phonetic++;
      isText = name === "t" && phonetic === 0;
    },
    text(part) {
      if (isText) current += part;
    },
    close(name) {
      if (name === "rPh") phonetic--;
      if (name === "si") texts.push(current);
      isText = false;
    },
  });
  return texts;
}

function readOptional(xml: string | undefined, listener: Parameters<typeof readXml>[1]): void {
  if (xml !== undefined && xml.trim() !== "") readXml(xml, listener);
}

interface SheetContext {
  readonly texts: readonly string[];
  readonly formats: readonly (string | undefined)[];
}

interface OpenCell {
  readonly column: number;
  readonly type: string;
  readonly style: number;
  value: string;
}

function readSheet(sheet: string, xml: string, { texts, formats }: SheetContext): Table {
  const rows = new Map<number, string[]>();
  const merges: string[] = [];
  let line = 0;
  let cell: OpenCell | undefined;
  let isValue = false;
  readOptional(xml, {
    open(name, attributes) {
      isValue = name === "v" || name === "t";
      if (name === "row") line = Number(attributes["r"] ?? line + 1);
      else if (name === "c") cell = { column: columnOf(attributes["r"]) ?? rows.get(line)?.length ?? 0, type: attributes["t"] ?? "n", style: Number(attributes["s"] ?? 0), value: "" };
      else if (name === "mergeCell") merges.push(attributes["ref"] ?? "");
    },
    text(part) {
      if (isValue && cell) cell.value += part;
    },
    close(name) {
      isValue = false;
      if (name !== "c" || cell === undefined) return;
      const text = cell.column < INVENTORY_LIMITS.columns && line >= 1 && Number.isSafeInteger(line) ? showCell(cell, texts, formats[cell.style]) : "";
      if (text !== "") {
        const cells = rows.get(line) ?? [];
        while (cells.length <= cell.column) cells.push("");
        cells[cell.column] = text;
        rows.set(line, cells);
        if (rows.size > INVENTORY_LIMITS.rows) throw tooManyRows();
      }
      cell = undefined;
    },
  });
  fillMerged(rows, merges);
  return { sheet, rows: [...rows].map(([number, cells]): TableRow => ({ line: number, cells })).toSorted((a, b) => a.line - b.line) };
}

/** What the cell shows; an error of a formula shows nothing. */
function showCell({ type, value }: OpenCell, texts: readonly string[], format: string | undefined): string {
  switch (type) {
    case "s":
      return texts[Number(value)] ?? "";
    case "b":
      return value === "1" ? "yes" : "no";
    case "e":
      return "";
    case "n":
      return formatNumber(value, format);
    default:
      return value;
  }
}

/** "AB12" is column 27. */
function columnOf(reference: string | undefined): number | undefined {
  const letters = /^([A-Z]{1,3})\d+$/.exec(reference ?? "")?.[1];
  return letters === undefined ? undefined : Array.from(letters).reduce((column, letter) => column * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

/** A cell that is merged downwards speaks for every row it covers. Only rows that are there anyway are filled, so that a merge of a whole sheet costs nothing. */
function fillMerged(rows: ReadonlyMap<number, string[]>, merges: readonly string[]): void {
  let linesLeft: number = INVENTORY_LIMITS.rows;
  for (const reference of merges) {
    const [, from, top, to, bottom] = /^([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})$/.exec(reference) ?? [];
    const column = columnOf(`${from}1`);
    if (column === undefined || from !== to) continue;
    const text = rows.get(Number(top))?.[column] ?? "";
    for (let line = Number(top) + 1; line <= Number(bottom) && text !== "" && linesLeft > 0; line++, linesLeft--) {
      const cells = rows.get(line);
      if (cells === undefined) continue;
      while (cells.length <= column) cells.push("");
      cells[column] ||= text;
    }
  }
}
