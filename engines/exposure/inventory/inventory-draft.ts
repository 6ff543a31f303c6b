import type { Asset, Inventory, InventoryFormat, InventoryTable, NotAffectedStatement, SourcePlace } from "../exposure.types.ts";
import { InventoryError } from "../exposure.errors.ts";
import { versionOfPurl, withEpoch } from "../identifiers/purl-version.ts";
import { findPurl } from "../identifiers/purl.ts";
import { toInertText } from "../inert-text.rules.ts";
import { INVENTORY_LIMITS } from "./inventory-limits.ts";
import { SkipLog } from "./skip-log.ts";

/** What a reader found, in the file's own words: hostile, unbounded, perhaps empty. */
export interface FoundAsset {
  readonly place: SourcePlace;
  readonly original: string;
  readonly product: string | null | undefined;
  readonly vendor?: string | null | undefined;
  readonly model?: string | null | undefined;
  readonly version?: string | null | undefined;
  readonly purl?: string | null | undefined;
  readonly cpe?: string | null | undefined;
  readonly serial?: string | null | undefined;
  readonly location?: string | null | undefined;
  readonly exposed?: Asset["exposed"];
  readonly count?: number | undefined;
}

/** Whole documents may rightly list nothing; of other lists, one that gives nothing was no such list. */
const DOCUMENTS: ReadonlySet<InventoryFormat> = new Set(["cyclonedx-json", "cyclonedx-xml", "spdx-json", "spdx-tag-value", "spdx-json-ld", "nmap-xml", "npm-lock", "pipfile-lock"]);
/** So may a project without dependencies, where its own marks told what the file is. */
const LOCK_FILES: ReadonlySet<InventoryFormat> = new Set(["yarn-lock", "pnpm-lock", "python-lock", "cargo-lock", "go-mod"]);

/** An inventory while it is read: every reader puts here what it found and what it left out. */
export class InventoryDraft {
  readonly #assets: Asset[] = [];
  readonly #ids = new Map<string, number>();
  readonly #skips = new SkipLog();
  readonly #notes = new Set<string>();
  readonly #statements: NotAffectedStatement[] = [];
  #sheet: Pick<Inventory, "columns" | "table"> = { columns: {}, table: null };

  /** Makes it inert and keeps it; undefined where it names nothing, which is then explained. */
  add(found: FoundAsset): Asset | undefined {
    if (this.#assets.length >= INVENTORY_LIMITS.rows) throw tooManyRows();
    const place = { line: found.place.line, path: found.place.path === null ? null : toInertText(found.place.path, INVENTORY_LIMITS.fieldLength) };
    // Most lines have none, and a refusal for each of them would cost more than all the rest.
    const purl = found.purl ? findPurl(found.purl) : null;
    const product = field(found.product) ?? field(purl?.parts.name);
    if (product === null) {
      this.skip(place, "It does not name a product.", found.original);
      return undefined;
    }
    const written = field(found.version);
    const count = Math.round(found.count ?? 1);
    const asset: Asset = {
      id: this.#newId(place),
      source: place,
      original: toInertText(found.original, INVENTORY_LIMITS.originalLength),
      vendor: field(found.vendor),
      product,
      model: field(found.model),
      version: purl === null ? written : written === null ? field(versionOfPurl(purl.parts)) : withEpoch(purl.parts, written),
      count: count >= 1 && count <= INVENTORY_LIMITS.count ? count : 1,
      repeats: [],
      purl: purl?.canonical ?? null,
      cpe: field(found.cpe),
      serial: field(found.serial),
      location: field(found.location),
      exposed: found.exposed ?? "unknown",
    };
    this.#assets.push(asset);
    return asset;
  }

  skip(place: SourcePlace, reason: string, original: string): void {
    this.#skips.add(place, reason, original);
  }

  /** What was assumed in order to read the file; said once. */
  note(assumption: string): void {
    this.#notes.add(assumption);
  }

  /** Somebody says that this asset needs nothing done about this vulnerability. */
  state(statement: NotAffectedStatement): void {
    if (this.#statements.length < INVENTORY_LIMITS.rows) this.#statements.push(statement);
  }

  showTable(columns: Inventory["columns"], table: InventoryTable): void {
    this.#sheet = { columns, table };
  }

  get size(): number {
    return this.#assets.length;
  }

  finish(format: InventoryFormat, isChosen: boolean): Inventory {
    const skipped = this.#skips.lines();
    const mayBeEmpty = DOCUMENTS.has(format) || (LOCK_FILES.has(format) && !isChosen);
    if (this.#assets.length === 0 && !mayBeEmpty) {
      const why = skipped[0] === undefined ? "" : ` The first line was left out: ${skipped[0].reason}`;
      throw new InventoryError("nothing-readable", `Nothing in the file names a product.${why} Choose another file, or say what kind of file it is, and try again.`);
    }
    return { format, assets: foldEqual(this.#assets, this.#statements), skipped, ...this.#sheet, statements: this.#statements, notes: [...this.#notes] };
  }

  #newId({ line, path }: SourcePlace): string {
    const base = path ?? `line-${line}`;
    let n = this.#ids.get(base) ?? 0;
    let id: string;
    do id = ++n === 1 ? base : `${base}-${n}`; while (this.#ids.has(id));
    // Counted per name: a hostile file whose paths are all cut to the same one must not cost a search for each.
    this.#ids.set(base, n);
    if (n > 1) this.#ids.set(id, 1);
    return id;
  }
}

export function tooManyRows(): InventoryError {
  return new InventoryError("too-many-rows", `The file has more than ${INVENTORY_LIMITS.rows} rows or components. Split it into smaller files and upload them one by one.`);
}

function field(text: string | null | undefined): string | null {
  return toInertText(text ?? "", INVENTORY_LIMITS.fieldLength) || null;
}

/** Equal lines become one asset with their count. One that a statement speaks of stays apart: what is said of it is not said of its like. */
function foldEqual(assets: readonly Asset[], statements: readonly NotAffectedStatement[]): readonly Asset[] {
  const stated = new Set(statements.map(({ assetId }) => assetId));
  const folded = new Map<string, Asset & { count: number; repeats: SourcePlace[] }>();
  for (const asset of assets) {
    const { id, vendor, product, model, version, purl, cpe, serial, location, exposed } = asset;
    const key = stated.has(id) ? id : JSON.stringify([vendor, product, model, version, purl, cpe, serial, location, exposed]);
    const first = folded.get(key);
    if (first === undefined) {
      folded.set(key, { ...asset, repeats: [] });
      continue;
    }
    first.count = Math.min(first.count + asset.count, INVENTORY_LIMITS.count);
    if (first.repeats.length < INVENTORY_LIMITS.repeats) first.repeats.push(asset.source);
  }
  return [...folded.values()];
}
