import type { ClosedBecause, ItemState } from "#contracts/directives";
import { ownedTable, ownerMark, sealOwner, sql, type Queryable, type Transaction } from "#rooms/platform";
import type { ItemFacts } from "./directive-item.rules.ts";

export const OWNED_DIRECTIVE_ITEM = ownedTable("obligations.directive_item", ["organisation_id", "directive_number", "action_id"], { keepers: ["directive-officer"] });

export interface ItemRow {
  readonly id: string;
  readonly organisation_id: string;
  readonly agency_name: string;
  readonly directive_number: string;
  readonly directive_id: string;
  readonly action_id: string;
  readonly state: ItemState;
  readonly closed_because: ClosedBecause | null;
  readonly exception_until: string | null;
  readonly assigned_at: string;
  readonly changed_at: string;
  readonly reminded_for: string | null;
  readonly reminded_days: number | null;
}

const ITEM = sql`SELECT id, organisation_id, access.name_of_organisation(organisation_id) AS agency_name, directive_number, directive_id, action_id, state, closed_because, exception_until::text, assigned_at, changed_at,
  reminded_for::text, reminded_days, ${ownerMark(OWNED_DIRECTIVE_ITEM)} FROM obligations.directive_item`;

export function findItem(db: Queryable, id: string): Promise<ItemRow | undefined> {
  return db.find(sql`${ITEM} WHERE id = ${id}`);
}

export function lockItem(tx: Transaction, id: string): Promise<ItemRow | undefined> {
  return tx.find(sql`${ITEM} WHERE id = ${id} FOR UPDATE`);
}

/** Of one agency. */
export function listItemsOfAgency(db: Queryable, agencyId: string): Promise<ItemRow[]> {
  return db.query(sql`${ITEM} WHERE organisation_id = ${agencyId} ORDER BY directive_number, action_id`);
}

export interface ItemFilter {
  readonly agencyId: string | null;
  readonly directiveId: string | null;
  /** The last item of the page before. */
  readonly after: string | null;
}

/** Of every agency, or of one; under every version of a directive, or one. */
export function listItemPage(db: Queryable, { agencyId, directiveId, after }: ItemFilter, most: number): Promise<ItemRow[]> {
  return db.query(sql`${ITEM} WHERE (${agencyId}::text IS NULL OR organisation_id = ${agencyId}) AND (${directiveId}::text IS NULL OR directive_id = ${directiveId})
    AND (${after}::text IS NULL OR (organisation_id, directive_number, action_id) > (SELECT organisation_id, directive_number, action_id FROM obligations.directive_item WHERE id = ${after}))
    ORDER BY organisation_id, directive_number, action_id LIMIT ${most}`);
}

/** Under any version of a directive. */
export function listItemsOf(db: Queryable, number: string): Promise<ItemRow[]> {
  return db.query(sql`${ITEM} WHERE directive_number = ${number} ORDER BY organisation_id, action_id`);
}

export function listAllItems(db: Queryable): Promise<ItemRow[]> {
  return db.query(sql`${ITEM} ORDER BY organisation_id, directive_number, action_id`);
}

/** 0 when it is owed already. */
export function insertItem(tx: Transaction, row: { readonly id: string; readonly organisationId: string; readonly number: string; readonly directiveId: string; readonly actionId: string; readonly at: Date }): Promise<number> {
  return tx.execute(sql`INSERT INTO obligations.directive_item (id, organisation_id, directive_number, action_id, directive_id, state, assigned_at, changed_at, owner_seal)
    VALUES (${row.id}, ${row.organisationId}, ${row.number}, ${row.actionId}, ${row.directiveId}, 'assigned', ${row.at}, ${row.at}, ${sealOwner(OWNED_DIRECTIVE_ITEM, row.id, [row.organisationId, row.number, row.actionId])})
    ON CONFLICT (organisation_id, directive_number, action_id) DO NOTHING`);
}

export async function updateItem(tx: Transaction, row: ItemFacts & { readonly id: string; readonly directiveId: string; readonly at: Date }): Promise<void> {
  await tx.execute(sql`UPDATE obligations.directive_item SET state = ${row.state}, closed_because = ${row.closedBecause}, exception_until = ${row.exceptionUntil}, directive_id = ${row.directiveId}, changed_at = ${row.at} WHERE id = ${row.id}`);
}

/** 0 when this reminder went out already. */
export function markReminded(tx: Transaction, row: { readonly id: string; readonly day: string; readonly days: number }): Promise<number> {
  return tx.execute(sql`UPDATE obligations.directive_item SET reminded_for = ${row.day}, reminded_days = ${row.days}
    WHERE id = ${row.id} AND (reminded_for IS DISTINCT FROM ${row.day}::date OR reminded_days > ${row.days})`);
}

export function toFacts(row: Pick<ItemRow, "state" | "exception_until" | "closed_because">): ItemFacts {
  return { state: row.state, exceptionUntil: row.exception_until, closedBecause: row.closed_because };
}
