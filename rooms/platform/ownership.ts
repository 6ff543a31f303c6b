import { createHash, timingSafeEqual } from "node:crypto";
import type { KeyService } from "./keys.ts";
import { sql, type Statement } from "./sql.ts";

/*
 * Whose a record is stands in its row, and whoever writes into the database past us could say otherwise. So each such row
 * carries a seal over the columns that say it, under a key outside of the database: written with the row, in the same
 * statement, and looked at wherever the row is read, by the database layer itself. A row that its seal does not fit is
 * not handed to anybody; oversight is told.
 *
 * A seal reads `<keyed hash>:<the sealed values as JSON>`: from it an administrator, and the rightful owner, learn whose
 * the row was.
 */

/** A table whose rows belong to somebody. */
export interface OwnedTable {
  /** `schema.table` */
  readonly name: string;
  readonly key: string;
  /** What says whose a row is; text columns that nothing of ours ever changes. */
  readonly columns: readonly string[];
  /** Roles that know of every row, whosever it is, and are told instead of an owner when the row names none. */
  readonly keepers: readonly string[];
}

export function ownedTable(name: string, columns: readonly string[], { key = "id", keepers = [] }: { readonly key?: string; readonly keepers?: readonly string[] } = {}): OwnedTable {
  return { name, key, columns, keepers };
}

type Value = string | null;
type Mark = readonly [table: string, id: string, seal: Value, ...values: Value[]];

/** A parameter of an INSERT: the seal that is made of these when the statement is sent. */
export class OwnerSeal {
  readonly table: string;
  readonly id: string;
  readonly values: readonly Value[];

  constructor(table: string, id: string, values: readonly Value[]) {
    this.table = table;
    this.id = id;
    this.values = values;
  }
}

/** For the column `owner_seal` of a new row; `values` in the order of the table's columns. */
export function sealOwner({ name, columns }: OwnedTable, id: string, values: readonly Value[]): OwnerSeal {
  if (values.length !== columns.length) throw new Error(`${name}: a seal is over ${columns.join(", ")}`);
  return new OwnerSeal(name, id, values);
}

/**
 * To be selected with every row that is shown or worked on: by it the database layer drops a row that was changed outside.
 * @param alias of the table in the query, where it has one
 */
export function ownerMark({ name, key, columns }: OwnedTable, alias?: string): Statement {
  const column = (one: string) => (alias === undefined ? one : `${alias}.${one}`);
  return verbatim(`json_build_array('${name}', ${[key, "owner_seal", ...columns].map(column).join(", ")}) AS owner_mark`);
}

/** The mark of one row, for the look that only tells whether it was changed. */
export function markQuery(table: OwnedTable, id: string): Statement {
  return sql`SELECT ${ownerMark(table)} FROM ${verbatim(table.name)} WHERE ${verbatim(table.key)} = ${id}`;
}

export interface ChangedRow {
  readonly table: string;
  readonly id: string;
  /** What the seal holds, when it is a seal of ours for this row: whose it was. */
  readonly rightful: readonly string[];
  /** Digest of the row as it was found, so that the same change is told once. */
  readonly found: string;
}

/** Makes and checks seals; a database that is opened without one can do neither. */
export interface OwnerKeeper {
  seal(row: OwnerSeal): string;
  /** The rows that are as they were written, without their marks; each other one is told of. */
  keep<Row>(rows: readonly Row[]): Promise<Row[]>;
  /** Whose a changed row was; undefined for one that is as it was written. */
  examine(row: { readonly owner_mark: Mark }): Promise<ChangedRow | undefined>;
}

const MOST_REMEMBERED = 10_000;

/** @param tell is awaited, outside of the reader's transaction, and once for each change in this process */
export function createOwnerKeeper(keys: Pick<KeyService, "keyedHash">, tell: (changed: ChangedRow) => Promise<void>): OwnerKeeper {
  const told = new Set<string>();
  const macOf = (table: string, id: string, values: readonly Value[]) => keys.keyedHash("row-owner", JSON.stringify([table, id, ...values]));
  const sealOf = (table: string, id: string, values: readonly Value[]) => `${macOf(table, id, values)}:${JSON.stringify(values)}`;
  const isGenuine = ([table, id, seal, ...values]: Mark) => seal !== null && equal(seal, sealOf(table, id, values));

  async function examine({ owner_mark: mark }: { readonly owner_mark: Mark }): Promise<ChangedRow | undefined> {
    if (isGenuine(mark)) return undefined;
    const [table, id, seal] = mark;
    const claimed = readClaim(seal);
    const rightful = seal !== null && equal(seal, sealOf(table, id, claimed)) ? claimed.filter((value) => value !== null) : [];
    const changed = { table, id, rightful, found: createHash("sha256").update(JSON.stringify(mark)).digest("hex") };
    if (!told.has(changed.found)) {
      await tell(changed);
      if (told.size >= MOST_REMEMBERED) told.clear();
      told.add(changed.found);
    }
    return changed;
  }

  return {
    seal: ({ table, id, values }) => sealOf(table, id, values),
    examine,
    keep: async <Row>(rows: readonly Row[]) => {
      if (!isMarked(rows[0])) return rows as Row[];
      const kept: Row[] = [];
      for (const row of rows as readonly (Row & { readonly owner_mark: Mark })[]) {
        const { owner_mark: mark, ...rest } = row;
        if (isGenuine(mark)) kept.push(rest as Row);
        else await examine(row);
      }
      return kept;
    },
  };
}

/** What stands in a statement as it is, from names in our own code. */
export function verbatim(text: string): Statement {
  return sql([text] as unknown as TemplateStringsArray);
}

export function isMarked(row: unknown): row is { readonly owner_mark: Mark } {
  return typeof row === "object" && row !== null && "owner_mark" in row;
}

/** Written by whoever wrote the row: to be believed only if the hash before it fits. */
function readClaim(seal: Value): readonly Value[] {
  try {
    const claim: unknown = JSON.parse(seal?.slice(seal.indexOf(":") + 1) ?? "");
    return Array.isArray(claim) && claim.every((value) => value === null || typeof value === "string") ? claim : [];
  } catch {
    return []; // Not a seal of ours.
  }
}

function equal(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}
