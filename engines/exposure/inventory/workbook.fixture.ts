import { crc32, deflateRawSync } from "node:zlib";

/** A ZIP archive of these parts, as a spreadsheet program packs a workbook. `lies` changes what the directory says of every part. */
export function packZip(parts: Readonly<Record<string, string>>, lies: { readonly bytes?: number; readonly flags?: number } = {}): Uint8Array {
  const local: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of Object.entries(parts)) {
    const [nameBytes, content] = [Buffer.from(name), Buffer.from(text)];
    const packed = deflateRawSync(content);
    const header = Buffer.alloc(30);
    header.writeUInt32LE(0x04034b50, 0);
    header.writeUInt16LE(8, 8);
    header.writeUInt16LE(nameBytes.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(lies.flags ?? 0, 8);
    entry.writeUInt16LE(8, 10);
    entry.writeUInt32LE(crc32(content), 16);
    entry.writeUInt32LE(packed.length, 20);
    entry.writeUInt32LE(lies.bytes ?? content.length, 24);
    entry.writeUInt16LE(nameBytes.length, 28);
    entry.writeUInt32LE(offset, 42);
    local.push(header, nameBytes, packed);
    directory.push(entry, nameBytes);
    offset += header.length + nameBytes.length + packed.length;
  }
  const middle = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Object.keys(parts).length, 8);
  end.writeUInt16LE(Object.keys(parts).length, 10);
  end.writeUInt32LE(middle.length, 12);
  end.writeUInt32LE(offset, 16);
  return new Uint8Array(Buffer.concat([...local, middle, end]));
}

export interface SheetParts {
  /** The rows' XML, and what stands beside them (`mergeCells`). */
  readonly rows: string;
  readonly after?: string;
}

/** A workbook of these sheets, by name. */
export function makeWorkbook(sheets: Readonly<Record<string, SheetParts>>, more: Readonly<Record<string, string>> = {}): Uint8Array {
  const names = Object.keys(sheets);
  return packZip({
    "[Content_Types].xml": "<Types/>",
    "xl/workbook.xml": `<workbook xmlns:r="urn:r"><sheets>${names.map((name, index) => `<sheet name="${name}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`).join("")}</sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": `<Relationships>${names.map((_, index) => `<Relationship Id="rId${index + 1}" Target="worksheets/sheet${index + 1}.xml"/>`).join("")}</Relationships>`,
    ...Object.fromEntries(names.map((name, index) => [`xl/worksheets/sheet${index + 1}.xml`, `<worksheet><sheetData>${sheets[name]?.rows ?? ""}</sheetData>${sheets[name]?.after ?? ""}</worksheet>`])),
    ...more,
  });
}

/** Rows of texts, from line 1 on; an empty text is no cell. */
export function textRows(...rows: readonly (readonly string[])[]): string {
  const cell = (text: string, column: number, line: number): string => (text === "" ? "" : `<c r="${String.fromCharCode(65 + column)}${line}" t="inlineStr"><is><t>${text}</t></is></c>`);
  return rows.map((cells, index) => `<row r="${index + 1}">${cells.map((text, column) => cell(text, column, index + 1)).join("")}</row>`).join("");
}
