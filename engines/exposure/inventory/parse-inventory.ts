import type { Inventory, InventoryFormat } from "../exposure.types.ts";
import { InventoryError } from "../exposure.errors.ts";
import { INVENTORY_LIMITS } from "./inventory-limits.ts";
import { readCsv } from "./read-csv.ts";
import { readCycloneDx } from "./read-cyclonedx.ts";

export { INVENTORY_LIMITS };

export interface ReadInventoryOptions {
  /** Without it the content decides, then the file's name. */
  readonly format?: InventoryFormat;
  readonly fileName?: string;
}

const READERS: Readonly<Record<InventoryFormat, (text: string, notes: readonly string[]) => Inventory>> = {
  "cyclonedx-json": readCycloneDx,
  csv: readCsv,
};

/**
 * Reads an operator's inventory: CycloneDX JSON, or a spreadsheet saved as CSV (commas, semicolons or tabs, columns
 * guessed from the headings). The bytes are hostile: bounded, never evaluated, made inert. Tolerant: what cannot be
 * read is in `skipped` with a reason. Throws {@link InventoryError} when nothing can be made of the file.
 */
export function parseInventory(bytes: Uint8Array, options: ReadInventoryOptions = {}): Inventory {
  if (bytes.length > INVENTORY_LIMITS.bytes) {
    const found = `The file has ${bytes.length} bytes; at most ${INVENTORY_LIMITS.bytes} are read.`;
    throw new InventoryError("too-large", `${found} Split it into smaller files and upload them one by one.`);
  }
  refuseForeign(bytes);
  const { text, notes } = decodeText(bytes);
  if (text.trim() === "") throw new InventoryError("empty", "The file is empty. Choose the file that lists your equipment and software.");
  return READERS[options.format ?? detectFormat(text, options.fileName ?? "")](text, notes);
}

const ZIP = [0x50, 0x4b, 0x03, 0x04];
const OLD_OFFICE = [0xd0, 0xcf, 0x11, 0xe0];
const PDF = [0x25, 0x50, 0x44, 0x46];

function refuseForeign(bytes: Uint8Array): void {
  const startsWith = (signature: readonly number[]): boolean => signature.every((byte, index) => bytes[index] === byte);
  if (startsWith(ZIP) || startsWith(OLD_OFFICE)) {
    const advice = "Open it, choose Save As, pick CSV, and upload that file.";
    throw new InventoryError("unsupported-format", `This looks like an Excel or other Office file. ${advice}`);
  }
  if (startsWith(PDF)) throw new InventoryError("unsupported-format", "This is a PDF. Upload the list as a CSV file, or as CycloneDX JSON.");
}

function detectFormat(text: string, fileName: string): InventoryFormat {
  const start = text.trimStart()[0];
  if (start === "{") return "cyclonedx-json";
  if (start === "<") throw new InventoryError("unsupported-format", "This looks like XML. Export it as CycloneDX JSON, or save the list as CSV.");
  return /\.json$/i.test(fileName) ? "cyclonedx-json" : "csv";
}

/** Excel writes UTF-16 ("Unicode text"), Windows-1252 ("CSV") or UTF-8 with a mark; everyone else plain UTF-8. */
function decodeText(bytes: Uint8Array): { text: string; notes: readonly string[] } {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { text: new TextDecoder("utf-16le").decode(bytes), notes: ["Read as UTF-16."] };
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return { text: new TextDecoder("utf-16be").decode(bytes), notes: ["Read as UTF-16."] };
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes), notes: [] };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const note = "The file is not UTF-8, so it was read as Windows-1252. Check letters with accents.";
    return { text: new TextDecoder("windows-1252").decode(bytes), notes: [note] };
  }
}
