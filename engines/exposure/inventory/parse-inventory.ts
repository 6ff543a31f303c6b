import type { ColumnChoice, Inventory, InventoryFormat } from "../exposure.types.ts";
import { InventoryError } from "../exposure.errors.ts";
import { checkCycloneDx } from "./check-cyclonedx.ts";
import { toCycloneDxDocument } from "./cyclonedx-xml.ts";
import { decodeText, isBinary } from "./decode-text.ts";
import { detectTextFormat } from "./detect-format.rules.ts";
import { InventoryDraft } from "./inventory-draft.ts";
import { INVENTORY_LIMITS } from "./inventory-limits.ts";
import type { LinedDocument } from "./json-document.ts";
import { parseJson, toLinedDocument } from "./json-document.ts";
import { readCsv } from "./read-csv.ts";
import { CYCLONEDX_MEMBERS, readCycloneDx } from "./read-cyclonedx.ts";
import { readGoMod, readGoSum } from "./read-go.ts";
import { readNmap } from "./read-nmap.ts";
import { readNpmLock, readPnpmLock, readYarnLock } from "./read-npm-lock.ts";
import { readDpkg, readRpm } from "./read-package-list.ts";
import { readPipfileLock, readPythonRequirements } from "./read-python-requirements.ts";
import { readSpdx, readSpdxTagValue, SPDX_MEMBERS } from "./read-spdx.ts";
import { readSpdx3, SPDX3_MEMBERS } from "./read-spdx3.ts";
import { readCargoLock, readPythonLock } from "./read-toml-lock.ts";
import { readWords } from "./read-words.ts";
import { readXlsx } from "./read-xlsx.ts";
import { readXmlDocument } from "./xml-document.ts";

export { INVENTORY_LIMITS };

export interface ReadInventoryOptions {
  /** Without it the content decides; the file's name is a hint where two kinds look alike. */
  readonly format?: InventoryFormat;
  readonly fileName?: string;
  /** Spreadsheets only: what a person has chosen instead of the columns that were guessed. */
  readonly columns?: ColumnChoice;
  /** Spreadsheets only: the line of the heading row, or null where there is none. */
  readonly headingLine?: number | null;
  /** CycloneDX only: a bill that departs from its standard is refused, instead of being read as far as it can be. */
  readonly isStrict?: boolean;
}

const EVERY_MEMBER: ReadonlySet<string> = new Set(["*"]);

type TextFormat = Exclude<InventoryFormat, "xlsx">;

/** A file's text; as JSON it is parsed once, when somebody first asks. */
interface Source {
  readonly text: string;
  json(): unknown;
}

function toSource(text: string): Source {
  let parsed: { readonly value: unknown } | undefined;
  return { text, json: () => (parsed ??= { value: parseJson(text) }).value };
}

const lined = (source: Source, members: ReadonlySet<string>): LinedDocument => toLinedDocument(source.text, source.json(), members);

const READERS: Readonly<Record<TextFormat, (source: Source, draft: InventoryDraft, options: ReadInventoryOptions) => void>> = {
  "cyclonedx-json": (source, draft, options) => readBill(lined(source, CYCLONEDX_MEMBERS), "cyclonedx-json", { draft, options }),
  "cyclonedx-xml": ({ text }, draft, options) => readBill(toCycloneDxDocument(readXmlDocument(text)), "cyclonedx-xml", { draft, options }),
  "spdx-json": (source, draft) => readSpdx(lined(source, SPDX_MEMBERS), draft),
  "spdx-tag-value": ({ text }, draft) => readSpdxTagValue(text, draft),
  "spdx-json-ld": (source, draft) => readSpdx3(lined(source, SPDX3_MEMBERS), draft),
  csv: ({ text }, draft, options) => readCsv(text, draft, options),
  text: ({ text }, draft) => readWords(text, draft),
  "nmap-xml": ({ text }, draft) => readNmap(readXmlDocument(text), draft),
  dpkg: ({ text }, draft) => readDpkg(text, draft),
  rpm: ({ text }, draft) => readRpm(text, draft),
  "npm-lock": (source, draft) => readNpmLock(lined(source, EVERY_MEMBER), draft),
  "yarn-lock": ({ text }, draft) => readYarnLock(text, draft),
  "pnpm-lock": ({ text }, draft) => readPnpmLock(text, draft),
  "python-requirements": ({ text }, draft) => readPythonRequirements(text, draft),
  "python-lock": ({ text }, draft) => readPythonLock(text, draft),
  "pipfile-lock": (source, draft) => readPipfileLock(lined(source, EVERY_MEMBER), draft),
  "cargo-lock": ({ text }, draft) => readCargoLock(text, draft),
  "go-mod": ({ text }, draft) => readGoMod(text, draft),
  "go-sum": ({ text }, draft) => readGoSum(text, draft),
};

/**
 * Reads an operator's inventory of any {@link InventoryFormat}; the bytes say which. They are hostile: bounded, never
 * evaluated, made inert. Tolerant: what cannot be read is in `skipped` with a reason, equal lines are folded with their
 * count. Throws {@link InventoryError} when nothing can be made of the file.
 */
export function parseInventory(bytes: Uint8Array, options: ReadInventoryOptions = {}): Inventory {
  if (bytes.length > INVENTORY_LIMITS.bytes) {
    const found = `The file has ${bytes.length} bytes; at most ${INVENTORY_LIMITS.bytes} are read.`;
    throw new InventoryError("too-large", `${found} Split it into smaller files and upload them one by one.`);
  }
  const draft = new InventoryDraft();
  if (isZip(bytes)) {
    readXlsx(bytes, draft, options);
    return draft.finish("xlsx", false);
  }
  refuseForeign(bytes);
  const { text, note } = decodeText(bytes);
  if (text.trim() === "") throw new InventoryError("empty", "The file is empty. Choose the file that lists your equipment and software.");
  if (isBinary(text)) throw new InventoryError("unsupported-format", "The file is not text, or it is text in an encoding that is not read, such as UTF-32. Save the list as Excel (.xlsx) or as CSV in UTF-8, and upload that file.");
  if (note !== null) draft.note(note);
  const source = toSource(text);
  const chosen = options.format === "xlsx" ? undefined : options.format;
  const format = chosen ?? detectFormat(source, options.fileName ?? "");
  READERS[format](source, draft, options);
  return draft.finish(format, chosen !== undefined);
}

const startsWith = (bytes: Uint8Array, ...signature: readonly number[]): boolean => signature.every((byte, index) => bytes[index] === byte);

const isZip = (bytes: Uint8Array): boolean => startsWith(bytes, 0x50, 0x4b, 0x03, 0x04) || startsWith(bytes, 0x50, 0x4b, 0x05, 0x06);

function refuseForeign(bytes: Uint8Array): void {
  if (startsWith(bytes, 0xd0, 0xcf, 0x11, 0xe0)) {
    throw new InventoryError("unsupported-format", "This looks like an old Excel or other Office file. Open it, choose Save As, pick Excel Workbook (.xlsx) or CSV, and upload that file.");
  }
  if (startsWith(bytes, 0x25, 0x50, 0x44, 0x46)) throw new InventoryError("unsupported-format", "This is a PDF. Upload the list as an Excel or CSV file, or paste its text.");
}

function detectFormat(source: Source, fileName: string): TextFormat {
  const start = /\S/.exec(source.text)?.[0];
  if (start === "{" || (start === "[" && /\.json$/i.test(fileName))) return detectJson(source.json());
  return start === "<" ? detectXml(source.text) : detectTextFormat(source.text, fileName);
}

function readBill(bill: LinedDocument, format: InventoryFormat, { draft, options }: { readonly draft: InventoryDraft; readonly options: ReadInventoryOptions }): void {
  const [first, ...others] = options.isStrict === true ? checkCycloneDx(bill, format) : [];
  if (first !== undefined) {
    const more = others.length === 0 ? "" : ` There are ${others.length} more such places.`;
    throw new InventoryError("not-valid", `The bill is not valid CycloneDX: ${first.path || "(the whole file)"}: ${first.reason}.${more} Correct it, or have it read as far as it can be, and try again.`);
  }
  readCycloneDx(bill, draft);
}

/** Each of these names itself in a member of its own. */
function detectJson(value: unknown): TextFormat {
  const has = (member: string): boolean => typeof value === "object" && value !== null && Object.hasOwn(value, member);
  if (has("bomFormat")) return "cyclonedx-json";
  if (has("spdxVersion")) return "spdx-json";
  if (has("@graph") || has("@context")) return "spdx-json-ld";
  if (has("lockfileVersion")) return "npm-lock";
  if (has("_meta") && (has("default") || has("develop"))) return "pipfile-lock";
  throw new InventoryError("unsupported-format", "The file is JSON, but no CycloneDX or SPDX document and no lock file that can be read. Export it as CycloneDX or SPDX, or save the list as CSV.");
}

function detectXml(text: string): TextFormat {
  const root = /<(?:[\w.-]+:)?([A-Za-z][\w.-]*)[\s/>]/.exec(text.slice(0, 20_000).replace(/<!--[\s\S]*?-->/g, ""))?.[1];
  if (root === "nmaprun") return "nmap-xml";
  if (root === "bom") return "cyclonedx-xml";
  throw new InventoryError("unsupported-format", "The XML is neither a CycloneDX bill of materials nor a scan of nmap. Export it as CycloneDX, or save the list as CSV.");
}
