import type { PartnerSystem } from "#contracts/partners";
import { json, sql, type Queryable, type Transaction } from "#rooms/platform";

export interface ScopeChange {
  readonly id: string;
  readonly systems: PartnerSystem[];
  readonly proposedAt: string;
}

export async function insertScopeChange(tx: Transaction, row: { readonly id: string; readonly earlyAccessId: string; readonly systems: readonly PartnerSystem[]; readonly personId: string; readonly at: Date; readonly state: "waits" | "in-force" }): Promise<void> {
  await tx.execute(sql`INSERT INTO partners.scope_change (id, early_access_id, systems, proposed_by, proposed_at, state, settled_at)
    VALUES (${row.id}, ${row.earlyAccessId}, ${json(row.systems)}, ${row.personId}, ${row.at}, ${row.state}, ${row.state === "in-force" ? row.at : null})`);
}

/** What waits for the developer's yes. */
export function findWaitingScope(db: Queryable, earlyAccessId: string): Promise<ScopeChange | undefined> {
  return db.find(sql`SELECT id, systems, proposed_at AS "proposedAt" FROM partners.scope_change WHERE early_access_id = ${earlyAccessId} AND state = 'waits'`);
}

export function settleScope(tx: Transaction, row: { readonly id: string; readonly state: "in-force" | "declined"; readonly at: Date }): Promise<number> {
  return tx.execute(sql`UPDATE partners.scope_change SET state = ${row.state}, settled_at = ${row.at} WHERE id = ${row.id} AND state = 'waits'`);
}

export async function insertAttestation(tx: Transaction, row: { readonly earlyAccessId: string; readonly personId: string; readonly at: Date; readonly until: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO partners.attestation (early_access_id, attested_by, attested_at, holds_until) VALUES (${row.earlyAccessId}, ${row.personId}, ${row.at}, ${row.until})`);
}

export async function setBrokering(tx: Transaction, row: { readonly earlyAccessId: string; readonly offered: boolean; readonly at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO partners.brokering (early_access_id, offered, changed_at) VALUES (${row.earlyAccessId}, ${row.offered}, ${row.at})
    ON CONFLICT (early_access_id) DO UPDATE SET offered = excluded.offered, changed_at = excluded.changed_at`);
}

/** Active early access, as far as the caller sees it, whose terms let its partner run scans for operators, and whose partner offers it. */
export function listOffered(db: Queryable): Promise<{ readonly id: string; readonly partnerId: string; readonly developerId: string; readonly endsAt: string; readonly controlsUntil: string }[]> {
  return db.query(sql`SELECT e.id, e.partner_organisation_id AS "partnerId", e.developer_organisation_id AS "developerId", e.ends_at AS "endsAt", (SELECT max(a.holds_until) FROM partners.attestation a WHERE a.early_access_id = e.id) AS "controlsUntil"
    FROM partners.early_access e JOIN partners.brokering b ON b.early_access_id = e.id WHERE e.state = 'active' AND e.brokering_granted AND b.offered ORDER BY e.id LIMIT 500`);
}

export async function insertBrokeredScan(tx: Transaction, row: { readonly scanId: string; readonly earlyAccessId: string; readonly at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO partners.brokered_scan (scan_id, early_access_id, since) VALUES (${row.scanId}, ${row.earlyAccessId}, ${row.at})`);
}

/** @returns the early access that it ran under, if it was running */
export function endBrokeredScan(tx: Queryable, scanId: string, at: Date): Promise<{ readonly earlyAccessId: string; readonly developerId: string } | undefined> {
  return tx.find(sql`UPDATE partners.brokered_scan c SET ended_at = ${at} FROM partners.early_access e WHERE c.scan_id = ${scanId} AND c.ended_at IS NULL AND e.id = c.early_access_id
    RETURNING e.id AS "earlyAccessId", e.developer_organisation_id AS "developerId"`);
}
