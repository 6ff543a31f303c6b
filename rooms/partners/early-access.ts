import type { Role } from "#contracts/access";
import type { EarlyAccessState } from "#contracts/partners";
import { tellHolders } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { findEngagementCard, type EngagementCard } from "#rooms/engagement";
import { notFound, type Actor, type Queryable, type Services, type Transaction } from "#rooms/platform";
import { PartnersRefusal } from "./partners.errors.ts";
import { moveEarlyAccess, type EarlyAccessEvent, type EarlyAccessMover } from "./partners.rules.ts";
import { findEarlyAccess, insertHistory, lockEarlyAccess, setState, type EarlyAccessRow } from "./partners.store.ts";

const OFFICER = "partner-selection-officer";
/** For rooms above: whatever ran under this early access runs no more. */
const ACCESS_STOPPED = "partners.access-stopped";
const HIDDEN_FROM_PARTNER: readonly EarlyAccessState[] = ["nominated", "vetting", "deciding", "selected", "declined"];

export type SelectingSide = "developer" | "government";

export interface SeenEarlyAccess {
  readonly row: EarlyAccessRow;
  readonly engagement: EngagementCard;
  readonly side: SelectingSide;
}

/**
 * On which side of the two keys whoever was let in stands: the policies let in an engagement's developer and officers of
 * other organisations, and nobody on both sides.
 */
export function sideOf(actor: Actor, engagement: EngagementCard): SelectingSide {
  return engagement.organisationId === actor.organisationId ? "developer" : "government";
}

/** One record as developer or officer sees it. */
export async function getSelected(services: Services, db: Queryable, input: { readonly actor: Actor; readonly id: string }): Promise<SeenEarlyAccess> {
  return see(services, db, input.actor, await findEarlyAccess(db, input.id));
}

/** As `getSelected`, and holds it until the transaction ends. */
export async function lockSelected(services: Services, tx: Transaction, input: { readonly actor: Actor; readonly id: string }): Promise<SeenEarlyAccess> {
  return see(services, tx, input.actor, await lockEarlyAccess(tx, input.id));
}

async function see(services: Services, db: Queryable, actor: Actor, row: EarlyAccessRow | undefined): Promise<SeenEarlyAccess> {
  const engagement = row && (await findEngagementCard(services, db, row.engagement_id));
  if (!row || !engagement) throw notFound();
  return { row, engagement, side: sideOf(actor, engagement) };
}

/** The partner's own record; the database shows it no other, and none before terms were sent. */
export function requirePartnersOwn(row: EarlyAccessRow | undefined): EarlyAccessRow {
  if (!row) throw notFound();
  return row;
}

export function isShownToPartner(row: EarlyAccessRow): boolean {
  // A record that ended before terms were sent was never the partner's to see.
  return !HIDDEN_FROM_PARTNER.includes(row.state) && row.sealed_terms !== null;
}

export interface Reaching {
  readonly row: EarlyAccessRow;
  readonly event: EarlyAccessEvent;
  readonly mover: EarlyAccessMover;
  readonly actor: Pick<Actor, "personId" | "organisationId">;
  /** Ledger kind after `partners.`; data beside the state reached. */
  readonly entry: string;
  readonly data?: Readonly<Record<string, unknown>>;
}

/** Moves the machine, its history and the ledger together. */
export async function reachState(services: Services, tx: Transaction, reaching: Reaching): Promise<EarlyAccessState> {
  const { row, event, mover, actor, entry, data = {} } = reaching;
  const move = moveEarlyAccess(row.state, event, mover);
  if (!move.ok) throw new PartnersRefusal(move.code, move.code === "not-yours" ? "This step is not yours to take." : `This cannot be done while the early access is "${row.state}".`);
  if (move.state !== row.state) {
    await setState(tx, row.id, move.state);
    await insertHistory(tx, { earlyAccessId: row.id, state: move.state, at: services.clock() });
  }
  const visibleTo = [row.developer_organisation_id, ...(HIDDEN_FROM_PARTNER.includes(move.state) ? [] : [row.partner_organisation_id])];
  await appendEntry(services, tx, { kind: `partners.${entry}`, subject: row.id, by: actor, data: { state: move.state, ...data }, visibleTo });
  if (row.state === "active" && move.state !== "active") await services.jobs.emit(tx, ACCESS_STOPPED, { earlyAccessId: row.id });
  return move.state;
}

/** Its release leads; `roles` where others are told too. */
export async function tellDeveloper(services: Services, tx: Transaction, row: EarlyAccessRow, kind: string, roles: readonly Role[] = ["developer-release-lead"]): Promise<void> {
  await tellHolders(services, tx, { roles, who: ({ organisationId }) => organisationId === row.developer_organisation_id, kind, link: `/developer/engagements/${row.engagement_id}/partners/${row.id}` });
}

export async function tellOfficers(services: Services, tx: Transaction, row: Pick<EarlyAccessRow, "id" | "developer_organisation_id">, kind: string): Promise<void> {
  await tellHolders(services, tx, { roles: [OFFICER], who: ({ organisationId }) => organisationId !== row.developer_organisation_id, kind, link: `/selection/${row.id}` });
}

export async function tellPartner(services: Services, tx: Transaction, row: EarlyAccessRow, kind: string): Promise<void> {
  await tellHolders(services, tx, { roles: ["partner-security-lead"], who: ({ organisationId }) => organisationId === row.partner_organisation_id, kind, link: `/partner/${row.id}` });
}
