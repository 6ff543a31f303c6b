import { childOf, childrenOf, readXmlDocument } from "./xml-document.ts";

// Formats that Excel knows by number alone (ECMA-376 part 1, section 18.8.30); 14 to 22 and 45 to 47 are dates and times.
const BUILT_IN: Readonly<Record<number, string>> = { 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00" };
const DATES: ReadonlySet<number> = new Set([14, 15, 16, 17, 18, 19, 20, 21, 22, 45, 46, 47]);
const DATE_FORMAT = "yyyy-mm-dd";
/** Day 0 of the workbook's calendar; its 29 February 1900, which never was, lies before every date that matters. */
const EPOCH_MS = Date.UTC(1899, 11, 30);
const DAY_MS = 86_400_000;

/** The number format of each cell style of a workbook, by the style's place; undefined: general. */
export function readNumberFormats(styles: string): readonly (string | undefined)[] {
  if (styles.trim() === "") return [];
  const root = readXmlDocument(styles);
  const own = new Map(childrenOf(childOf(root, "numFmts"), "numFmt").map(({ attributes }) => [Number(attributes["numFmtId"]), attributes["formatCode"]]));
  return childrenOf(childOf(root, "cellXfs"), "xf").map(({ attributes }) => {
    const id = Number(attributes["numFmtId"] ?? 0);
    return DATES.has(id) ? DATE_FORMAT : (own.get(id) ?? BUILT_IN[id]);
  });
}

/**
 * A stored number as its cell shows it, as far as that decides what it says: the version 1.10 is stored as 1.1 with the format 0.00, a
 * serial number as 1.2E+11, and a date as a count of days.
 */
export function formatNumber(stored: string, format: string | undefined): string {
  const value = Number(stored);
  if (stored.trim() === "" || !Number.isFinite(value)) return stored;
  const plain = (format ?? "").replace(/"[^"]*"|\\.|\[[^\]]*\]/g, "").split(";")[0] ?? "";
  if (/[dy]/i.test(plain) && value > 0 && value < 2_958_466) return new Date(EPOCH_MS + value * DAY_MS).toISOString().slice(0, 10);
  const decimals = /^[#,0]*\.(0+)$/.exec(plain)?.[1]?.length;
  if (decimals !== undefined && decimals <= 10 && Math.abs(value) < 1e15) return value.toFixed(decimals);
  const zeros = /^0{2,20}$/.test(plain) && Number.isSafeInteger(value) && value >= 0 ? plain.length : 0;
  return Math.abs(value) < 1e21 && Number.isInteger(value) ? BigInt(value).toString().padStart(zeros, "0") : String(value);
}
