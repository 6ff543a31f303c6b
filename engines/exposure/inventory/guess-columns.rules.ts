import type { InventoryColumn } from "../exposure.types.ts";

// Header words, most telling first. The whole header counts more than a part of it.
const WORDS: Readonly<Record<InventoryColumn, readonly string[]>> = {
  vendor: ["vendor", "manufacturer", "make", "maker", "brand", "supplier", "oem", "mfr", "mfg", "producer", "publisher", "company"],
  product: ["product", "device", "name", "application", "software", "asset", "equipment", "item", "system", "component", "description", "title"],
  model: ["model"],
  version: ["version", "firmware", "ver", "fw", "release", "revision", "rev", "build", "patch"],
  serial: ["serial", "sn"],
  location: ["location", "site", "room", "building", "ward", "department", "dept", "floor", "facility", "place", "where"],
  exposed: ["exposed", "internet", "online", "public", "external", "externally", "reachable"],
  purl: ["purl"],
  cpe: ["cpe"],
};
const ORDER: readonly InventoryColumn[] = ["purl", "cpe", "exposed", "serial", "version", "vendor", "model", "product", "location"];
/** A header with one of these words is about something else: "Asset ID", "Device type", "Vendor contact". */
const ELSEWHERE = new Set([
  "id", "ids", "type", "category", "class", "owner", "contact", "phone", "email", "mail", "address", "ip", "mac", "date", "status", "tag", "qty",
  "quantity", "count", "price", "cost", "note", "notes", "comment", "comments", "url", "link", "warranty", "expiry", "expires",
]);

export interface ColumnGuess {
  readonly index: number;
  readonly header: string;
}

/** Which cell of a header row names which column; undefined when the row names no product and so is no header. */
export function guessColumns(cells: readonly string[]): ReadonlyMap<InventoryColumn, ColumnGuess> | undefined {
  const headers = cells.map((cell) => cell.normalize("NFKC").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim());
  const guesses = new Map<InventoryColumn, ColumnGuess>();
  const taken = new Set<number>();
  for (const column of ORDER) {
    const best = findBest(headers, WORDS[column], taken);
    if (best === undefined) continue;
    taken.add(best);
    guesses.set(column, { index: best, header: cells[best] ?? "" });
  }
  const namesProduct = guesses.has("product") || guesses.has("model") || guesses.has("purl");
  return namesProduct ? guesses : undefined;
}

function findBest(headers: readonly string[], words: readonly string[], taken: ReadonlySet<number>): number | undefined {
  let best: { index: number; score: number } | undefined;
  for (const [index, header] of headers.entries()) {
    if (taken.has(index) || header.length > 60) continue;
    const score = scoreHeader(header, words);
    if (score > (best?.score ?? 0)) best = { index, score };
  }
  return best?.index;
}

function scoreHeader(header: string, words: readonly string[]): number {
  const parts = header.split(" ");
  if (parts.some((part) => ELSEWHERE.has(part))) return 0;
  const rank = words.findIndex((word) => parts.includes(word) || parts.includes(`${word}s`));
  if (rank < 0) return 0;
  return (words.length - rank) + (parts.length === 1 ? 100 : 50 / parts.length);
}

const SEPARATORS = [",", ";", "\t", "|"] as const;

/** The separator that the first lines agree on most; a comma when there is none. */
export function guessSeparator(text: string): string {
  const filled = text.slice(0, 20_000).split(/\r\n|\n|\r/).filter((line) => line.trim() !== "");
  const lines = filled.slice(0, 20).map((line) => line.replace(/"[^"]*"/g, ""));
  let best: { separator: string; score: number } = { separator: ",", score: 0 };
  for (const separator of SEPARATORS) {
    const counts = lines.map((line) => line.split(separator).length - 1).filter((count) => count > 0);
    const commonest = counts.length === 0 ? 0 : Math.max(...counts.map((count) => counts.filter((other) => other === count).length));
    const score = commonest * 10 + (counts[0] ?? 0);
    if (counts.length > 0 && score > best.score) best = { separator, score };
  }
  return best.separator;
}
