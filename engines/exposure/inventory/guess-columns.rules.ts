import type { InventoryColumn } from "../exposure.types.ts";

// Header words, most telling first; after the English ones those of Spanish, German and French lists. The whole header counts more than a part.
const WORDS: Readonly<Record<InventoryColumn, readonly string[]>> = {
  vendor: ["vendor", "manufacturer", "make", "maker", "brand", "supplier", "oem", "mfr", "mfg", "producer", "publisher", "company", "fabricante", "marca", "hersteller", "fabricant"],
  product: [
    "product", "device", "operating", "name", "application", "software", "os", "asset", "equipment", "item", "system", "component", "description", "title",
    "producto", "equipo", "dispositivo", "gerat", "geraet", "produkt", "produit", "appareil",
  ],
  model: ["model", "part", "material", "catalog", "catalogue", "sku", "mlfb", "article", "modelo", "modell", "modele"],
  version: ["version", "firmware", "ver", "fw", "release", "revision", "rev", "build", "patch"],
  serial: ["serial", "sn", "serie", "seriennummer"],
  location: ["location", "site", "room", "building", "ward", "unit", "department", "dept", "floor", "facility", "place", "where", "hostname", "host", "ubicacion", "lugar", "sala", "standort", "lieu"],
  exposed: ["exposed", "internet", "online", "public", "external", "externally", "reachable"],
  quantity: ["quantity", "qty", "count", "units", "pcs", "pieces", "amount", "cantidad", "anzahl", "quantite"],
  purl: ["purl"],
  cpe: ["cpe"],
};
const ORDER: readonly InventoryColumn[] = ["purl", "cpe", "quantity", "exposed", "serial", "version", "vendor", "model", "product", "location"];
/** A header with one of these words is about something else: "Asset ID", "Device type", "Vendor contact". */
const ELSEWHERE = new Set([
  "id", "ids", "type", "category", "class", "owner", "contact", "phone", "email", "mail", "address", "ip", "mac", "date", "status", "tag",
  "price", "cost", "note", "notes", "comment", "comments", "url", "link", "warranty", "expiry", "expires",
]);

/** A number of these is not the thing itself: "Asset #", "Vendor no."; of a model or serial it is what we look for. */
const NUMBERED: ReadonlySet<InventoryColumn> = new Set(["product", "vendor"]);
const NUMBER_WORDS = new Set(["number", "no", "nr", "num", "code", "key"]);

export interface ColumnGuess {
  readonly index: number;
  readonly header: string;
}

/** Which cell of a header row names which column; undefined when the row names no product and so is no header. */
export function guessColumns(cells: readonly string[]): ReadonlyMap<InventoryColumn, ColumnGuess> | undefined {
  const headers = cells.map((cell) => {
    const plain = cell.slice(0, 200).normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("#", " number ");
    return plain.replace(/[^\p{L}\p{N}]+/gu, " ").trim().replace(/^s n\b/, "sn");
  });
  const guesses = new Map<InventoryColumn, ColumnGuess>();
  const taken = new Set<number>();
  for (const column of ORDER) {
    const best = findBest(headers, column, taken);
    if (best === undefined) continue;
    taken.add(best);
    guesses.set(column, { index: best, header: cells[best] ?? "" });
  }
  return namesProduct(guesses) ? guesses : undefined;
}

/** Whether rows can be read by these columns: something must say what each is. */
export function namesProduct(columns: ReadonlyMap<InventoryColumn, unknown>): boolean {
  return columns.has("product") || columns.has("model") || columns.has("purl");
}

function findBest(headers: readonly string[], column: InventoryColumn, taken: ReadonlySet<number>): number | undefined {
  let best: { index: number; score: number } | undefined;
  for (const [index, header] of headers.entries()) {
    if (taken.has(index) || header.length > 60) continue;
    const score = scoreHeader(header, column);
    if (score > (best?.score ?? 0)) best = { index, score };
  }
  return best?.index;
}

function scoreHeader(header: string, column: InventoryColumn): number {
  const words = WORDS[column];
  const parts = header.split(" ");
  if (parts.some((part) => ELSEWHERE.has(part) || (NUMBERED.has(column) && NUMBER_WORDS.has(part)))) return 0;
  // "Make / Model" and "Manufacturer part": both at once, which is the model's column.
  if (column === "vendor" && parts.some((part) => WORDS.model.includes(part))) return 0;
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
