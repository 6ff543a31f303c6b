import { describe, expect, it } from "vitest";
import { InventoryError } from "../exposure.errors.ts";
import { INVENTORY_LIMITS, parseInventory } from "./parse-inventory.ts";
import { makeWorkbook, packZip, textRows } from "./workbook.fixture.ts";

const rowsOf = (bytes: Uint8Array) => parseInventory(bytes).assets.map(({ source, vendor, product, version, serial }) => [source.line, source.path, vendor, product, version, serial]);
const codeOf = (bytes: Uint8Array): string => {
  try {
    parseInventory(bytes);
  } catch (error) {
    expect(error).toBeInstanceOf(InventoryError);
    return (error as InventoryError).code;
  }
  return "read";
};

describe("an Excel workbook", () => {
  it("is read through title rows, empty rows, merged cells and shared texts, each row with its line and sheet", () => {
    const rows = `<row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="3"><c r="A3" t="s"><v>1</v></c><c r="B3" t="s"><v>2</v></c><c r="C3" t="s"><v>3</v></c></row>
      <row r="4"><c r="A4" t="s"><v>4</v></c><c r="B4" t="s"><v>5</v></c><c r="C4"><v>2.5</v></c></row><row r="5"><c r="B5" t="s"><v>6</v></c></row><row r="7"><c r="C7"><v>9</v></c></row>`;
    const shared = "<sst><si><t>EXERCISE equipment</t></si><si><t>Maker</t></si><si><t>Device</t></si><si><t>Firmware</t></si><si><t>Tide</t></si><si><r><t>Pump </t></r><r><t>200</t></r><rPh><t>no</t></rPh></si><si><t>Valve</t></si></sst>";
    const book = makeWorkbook({ Ward: { rows, after: '<mergeCells><mergeCell ref="A1:C1"/><mergeCell ref="A4:A5"/></mergeCells>' } }, { "xl/sharedStrings.xml": shared });
    expect(rowsOf(book)).toEqual([[4, "Ward!4", "Tide", "Pump 200", "2.5", null], [5, "Ward!5", "Tide", "Valve", null, null]]);
    const { format, columns, table, skipped } = parseInventory(book, { fileName: "list.csv" });
    expect([format, columns, table?.sheet, table?.headingLine]).toEqual(["xlsx", { vendor: "Maker", product: "Device", version: "Firmware" }, "Ward", 3]);
    expect(skipped.map(({ line, path, reason }) => [line, path, reason])).toEqual([[1, "Ward!1", "It stands above the heading row."], [7, "Ward!7", "It does not name a product."]]);
  });

  it("shows numbers as its cells do, and never evaluates a formula", () => {
    const styles = '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="0.0"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="2"/><xf numFmtId="14"/><xf numFmtId="164"/></cellXfs></styleSheet>';
    const heads = textRows(["Product", "Version", "Serial"]);
    const rows = `${heads}<row r="2"><c r="A2" t="str"><f>HYPERLINK("http://example.invalid")</f><v>Pump</v></c><c r="B2" s="1"><v>1.1</v></c><c r="C2"><v>1.23456789012E+11</v></c></row>
      <row r="3"><c r="A3" t="str"><v>Valve</v></c><c r="B3" s="2"><v>45352</v></c><c r="C3" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>
      <row r="4"><c r="A4" t="str"><v>Gate</v></c><c r="B4" s="3"><v>2</v></c><c r="C4" t="b"><v>1</v></c></row>`;
    expect(parseInventory(makeWorkbook({ A: { rows } }, { "xl/styles.xml": styles })).notes).toEqual([expect.stringContaining("are dates")]);
    expect(rowsOf(makeWorkbook({ A: { rows } }, { "xl/styles.xml": styles }))).toEqual([
      [2, "A!2", null, "Pump", "1.10", "123456789012"], [3, "A!3", null, "Valve", "2024-03-01", null], [4, "A!4", null, "Gate", "2.0", "yes"],
    ]);
  });

  it("gives every sheet that names products, and says which do not", () => {
    const book = makeWorkbook({ Notes: { rows: textRows(["Call Anna"], ["on Monday"]) }, ICU: { rows: textRows(["Product"], ["Pump"], ["Valve"]) }, ER: { rows: textRows(["Item", "Ver"], ["Gate", "2"]) } });
    expect(rowsOf(book).map(([line, path, , product]) => [line, path, product])).toEqual([[2, "ICU!2", "Pump"], [3, "ICU!3", "Valve"], [2, "ER!2", "Gate"]]);
    expect(parseInventory(book).skipped.map(({ path, reason }) => [path, reason])).toEqual([["Notes", "No column of this sheet says what the product is."]]);
  });

  it("without a heading that is understood is refused with its first rows, and read when a person chooses the columns", () => {
    const book = makeWorkbook({ A: { rows: textRows(["Pump", "1.0"], ["Valve", "2.0"]) } });
    expect(codeOf(book)).toBe("no-product-column");
    expect(parseInventory(book, { headingLine: null, columns: { product: 0, version: 1 } }).assets.map(({ product, version }) => [product, version])).toEqual([["Pump", "1.0"], ["Valve", "2.0"]]);
  });
});

describe("a hostile workbook is refused, and nothing of it unpacked beyond the bound", () => {
  const sheet = { A: { rows: textRows(["Product"], ["Pump"]) } };
  it.each([
    ["one that unpacks to more than the bound", makeWorkbook(sheet, { "xl/sharedStrings.xml": " ".repeat(INVENTORY_LIMITS.unpackedBytes + 1) }), "too-large"],
    ["one whose parts unpack to more than they say", packZip({ "xl/workbook.xml": " ".repeat(100_000) }, { bytes: 10 }), "unsupported-format"],
    ["one whose parts say that they unpack to terabytes", packZip({ "xl/workbook.xml": "x" }, { bytes: 0xfffffff0 }), "too-large"],
    ["an encrypted one", packZip({ "xl/workbook.xml": "x" }, { flags: 1 }), "unsupported-format"],
    ["one that is cut off", makeWorkbook(sheet).slice(0, 200), "unsupported-format"],
    ["another Office file", packZip({ "word/document.xml": "<w/>" }), "unsupported-format"],
    ["one whose XML declares entities", makeWorkbook(sheet, { "xl/sharedStrings.xml": '<!DOCTYPE s [<!ENTITY a "aaaa">]><sst><si><t>&a;</t></si></sst>' }), "unsupported-format"],
    ["one whose XML is broken", makeWorkbook({ A: { rows: "<row><c></row>" } }), "not-xml"],
    ["one without rows", makeWorkbook({ A: { rows: "" } }), "empty"],
    ["one without products", makeWorkbook({ A: { rows: textRows(["Product", "Ver"], ["", "1"]) } }), "nothing-readable"],
  ])("%s", (_, bytes, code) => {
    expect(codeOf(bytes)).toBe(code);
  });

  it("and cells beyond the last column, with mad places or of a merged whole sheet cost nothing", () => {
    const rows = `${textRows(["Product"])}<row r="2"><c r="A2" t="str"><v>Pump</v></c><c r="XFD2" t="str"><v>far</v></c></row><row r="1e9"><c r="A0" t="str"><v>mad</v></c></row><row r="NaN"><c t="str"><v>none</v></c></row>`;
    const after = `<mergeCells>${'<mergeCell ref="A2:A9999999"/>'.repeat(1_000)}</mergeCells>`;
    expect(rowsOf(makeWorkbook({ A: { rows, after } })).map(([line, , , product]) => [line, product])).toEqual([[2, "Pump"], [1_000_000_000, "mad"]]);
  });
});
