import { setImmediate as nextTurn } from "node:timers/promises";
import { z } from "zod";
import { advisoryIndexScans, assetIndexKeys, type Advisory, type Answer, type Asset, type Inventory } from "#engines/exposure";
import type { Job, Queryable, Services, Transaction } from "#rooms/platform";
import { findInventory, lockOperator } from "../distribution.store.ts";
import { openInventories } from "../open-inventories.ts";
import { findAnswers } from "../questions/ask-questions.ts";
import { openInventory } from "../sealed-inventory.ts";
import { deleteComponents, insertComponents, listTouchedComponents, listTouchedOperatorIds, listUnindexed, updateIndexEdition, type IndexRows, type ScanRows } from "./component-index.store.ts";

/*
 * Which operators a new advisory may concern, out of millions of components: each asset stands in an index under keyed hashes
 * (engines/exposure: what does not share one is never matched), and an advisory is a handful of range scans in it. A candidate
 * is still matched in full; who is none is not opened at all.
 */

// Raise it whenever the keys of an asset change: inventories of another edition are touched by everything until they are indexed anew.
const INDEX_EDITION = 3;
const PURPOSE = "distribution-component";
/** So many at a time are made ready while the database takes those before, and others get their turn between. */
const ASSETS_AT_ONCE = 250;
/** No key of a version begins with it. */
const HIGHEST = Buffer.alloc(16, 0xff);

interface ToIndex {
  readonly id: string;
  readonly organisationId: string;
  readonly inventory: Inventory;
}

/** Puts what was read of an inventory into the index, by what it says and by what was answered; in the transaction that stores it. */
export async function indexInventory(services: Services, tx: Transaction, { id, organisationId, inventory }: ToIndex): Promise<void> {
  const answersOf = await findAnswers(services, tx, organisationId);
  await insertAssets(services, tx, id, [...inventory.assets, ...listAnswered(inventory, answersOf(inventory))]);
  await updateIndexEdition(tx, id, INDEX_EDITION);
}

/**
 * The operator said which version it has: what that version is found by stands in the index from then on, beside what its list says. In
 * the transaction of the answer, as an advisory may come right after it. An answer that is taken back leaves a look too many.
 */
export async function indexAnswers(services: Services, tx: Transaction, organisationId: string): Promise<void> {
  const answersOf = await findAnswers(services, tx, organisationId);
  for await (const inventory of openInventories(services, tx, organisationId)) {
    await insertAssets(services, tx, inventory.id, listAnswered(inventory, answersOf(inventory)));
  }
}

/** What was answered about, as if its list said so. */
function listAnswered({ assets }: Inventory, answers: readonly Answer[]): readonly Asset[] {
  const versions = new Map(answers.filter(({ kind, value }) => kind === "which-version" && /\d/.test(value)).map(({ assetId, value }) => [assetId, value.trim()]));
  return assets.flatMap((asset) => (versions.has(asset.id) ? [{ ...asset, version: versions.get(asset.id) ?? null }] : []));
}

/** The entries of these assets, each once. */
async function insertAssets(services: Services, tx: Transaction, inventoryId: string, assets: readonly Asset[]): Promise<void> {
  const hash = hasher(services);
  const known = new Set<string>();
  let taken = Promise.resolve();
  for (let from = 0; from < assets.length; from += ASSETS_AT_ONCE) {
    const rows = toIndexRows(assets.slice(from, from + ASSETS_AT_ONCE), { hash, known });
    await taken;
    taken = insertComponents(tx, inventoryId, rows);
    // A failure is met at the next look; until then nobody else is to take it for one that nothing waits for.
    taken.catch(() => undefined);
    await nextTurn();
  }
  await taken;
}

/** In the order of the index; what is known already is left out. */
function toIndexRows(assets: readonly Asset[], { hash, known }: { readonly hash: (identity: string) => bigint; readonly known: Set<string> }): IndexRows {
  const entries = assets.flatMap(assetIndexKeys).flatMap(({ identity, version }) => {
    const entry = `${identity}\0${Buffer.from(version).toString("latin1")}`;
    if (known.has(entry)) return [];
    known.add(entry);
    return [{ identity: hash(identity), version }];
  });
  const sorted = entries.toSorted((a, b) => (a.identity < b.identity ? -1 : a.identity > b.identity ? 1 : 0));
  return { identities: sorted.map(({ identity }) => String(identity)), versionKeys: sorted.map(({ version }) => version) };
}

/** The operators that matching could find anything for; all of them, when nothing is known of what they have. */
export async function findTouchedOperators(services: Services, db: Queryable, advisories: readonly Advisory[]): Promise<readonly string[]> {
  return listTouchedOperatorIds(db, toScanRows(services, advisories), INDEX_EDITION);
}

/** One inventory's number for each of its entries that the advisories' scans touch. */
export function findTouchedComponents(services: Services, db: Queryable, advisories: readonly Advisory[]): Promise<readonly number[]> {
  return listTouchedComponents(db, toScanRows(services, advisories));
}

function toScanRows(services: Services, advisories: readonly Advisory[]): ScanRows {
  const hash = hasher(services);
  const byPlace = new Map(advisories.flatMap(advisoryIndexScans).map((scan) => [`${scan.identity}\0${hex(scan.from)}-${scan.before === null ? "" : hex(scan.before)}`, scan] as const));
  const scans = [...byPlace.values()];
  return { identities: scans.map(({ identity }) => String(hash(identity))), froms: scans.map(({ from }) => from), befores: scans.map(({ before }) => before ?? HIGHEST) };
}

/** Inventories from before the index, or from before its rules changed, are put into it one after the other. */
export const indexAnewJob: Job<Record<string, never>> = {
  name: "distribution.index-inventories-anew",
  payload: z.object({}),
  concurrency: 1,
  schedule: "*/15 * * * *",
  expireInSeconds: 3600,
  run: async (services) => {
    for (const { id, organisation_id: organisationId } of await listUnindexed(services.db, INDEX_EDITION)) {
      await services.db.inTransaction(async (tx) => {
        if (!(await lockOperator(tx, organisationId))) return; // It has left meanwhile.
        const row = await findInventory(tx, organisationId, id);
        if (!row) return;
        await deleteComponents(tx, [id]);
        await indexInventory(services, tx, { id, organisationId, inventory: openInventory(services, id, row.content) });
      });
    }
  },
};

function hasher(services: Services): (identity: string) => bigint {
  const known = new Map<string, bigint>();
  return (identity) => {
    const hash = known.get(identity) ?? hashIdentity(services, identity);
    known.set(identity, hash);
    return hash;
  };
}

/** What stands in the index for an identity. */
export function hashIdentity({ keys }: Services, identity: string): bigint {
  return BigInt.asIntN(64, BigInt(`0x${keys.keyedHash(PURPOSE, identity).slice(0, 16)}`));
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
