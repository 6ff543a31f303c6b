import type { FilterColumns } from "#rooms/access";
import { ownedTable, ownerMark, sealOwner, sql, type Queryable, type Statement, type Transaction } from "#rooms/platform";

export const OWNED_TEXT = ownedTable("engagement.nondisclosure_text", ["organisation_id"]);
export const OWNED_UNDERTAKING = ownedTable("engagement.undertaking", ["engagement_id", "developer_organisation_id", "agency_organisation_id"]);

export interface NondisclosureTextRow {
  readonly id: string;
  readonly organisation_id: string;
  readonly title: string;
  readonly version: number;
  readonly digest: string;
  readonly sealed_document: string;
  readonly agency_signs: boolean;
  readonly written_by: string;
  readonly written_at: string;
}

export interface UndertakingRow {
  readonly id: string;
  readonly engagement_id: string;
  readonly text_id: string;
  readonly text_digest: string;
  readonly developer_organisation_id: string;
  readonly agency_organisation_id: string;
  readonly person_id: string | null;
  readonly asked_at: string;
  readonly signed_by: string | null;
  readonly signed_at: string | null;
  readonly sealed_name: string | null;
  readonly sealed_title: string | null;
  readonly salt: string | null;
  readonly signature_digest: string | null;
  readonly entry_id: string | null;
}

const TEXT = sql`id, organisation_id, title, version, digest, sealed_document, agency_signs, written_by, written_at, ${ownerMark(OWNED_TEXT)} FROM engagement.nondisclosure_text`;
const UNDERTAKING = sql`u.id, u.engagement_id, u.text_id, u.text_digest, u.developer_organisation_id, u.agency_organisation_id, u.person_id, u.asked_at, u.signed_by, u.signed_at, u.sealed_name, u.sealed_title,
  u.salt, u.signature_digest, u.entry_id, ${ownerMark(OWNED_UNDERTAKING, "u")} FROM engagement.undertaking u`;

/** Where a list of undertakings (`u`) finds what policies may ask of each. */
export const UNDERTAKING_COLUMNS = {
  developer: sql`u.developer_organisation_id`, agency: sql`u.agency_organisation_id`, signers: sql`array_remove(ARRAY[u.person_id], NULL)`, isAgencys: sql`(u.person_id IS NULL)`,
} satisfies FilterColumns;

/** The next version of terms of this title; two at once get one each by the unique index. */
export async function findNextVersion(db: Queryable, organisationId: string, title: string): Promise<number> {
  return (await db.find<{ next: number }>(sql`SELECT coalesce(max(version), 0) + 1 AS next FROM engagement.nondisclosure_text WHERE organisation_id = ${organisationId} AND title = ${title}`))?.next ?? 1;
}

export async function insertText(tx: Transaction, row: { id: string; organisationId: string; title: string; version: number; digest: string; sealedDocument: string; agencySigns: boolean; by: string; at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO engagement.nondisclosure_text (id, organisation_id, title, version, digest, sealed_document, agency_signs, written_by, written_at, owner_seal)
    VALUES (${row.id}, ${row.organisationId}, ${row.title}, ${row.version}, ${row.digest}, ${row.sealedDocument}, ${row.agencySigns}, ${row.by}, ${row.at}, ${sealOwner(OWNED_TEXT, row.id, [row.organisationId])})`);
}

/** The newest first. */
export function listTexts(db: Queryable, organisationId: string): Promise<NondisclosureTextRow[]> {
  return db.query(sql`SELECT ${TEXT} WHERE organisation_id = ${organisationId} ORDER BY written_at DESC, title, version DESC LIMIT 200`);
}

export function findText(db: Queryable, id: string): Promise<NondisclosureTextRow | undefined> {
  return db.find(sql`SELECT ${TEXT} WHERE id = ${id}`);
}

export function findTextByDigest(db: Queryable, organisationId: string, digest: string): Promise<NondisclosureTextRow | undefined> {
  return db.find(sql`SELECT ${TEXT} WHERE organisation_id = ${organisationId} AND digest = ${digest}`);
}

/** @returns whether it is new; who signed these terms for this engagement is not asked again */
export async function insertUndertaking(tx: Transaction, row: { id: string; engagementId: string; textId: string; textDigest: string; developerId: string; agencyId: string; personId: string | null; at: Date }): Promise<boolean> {
  return (await tx.execute(sql`INSERT INTO engagement.undertaking (id, engagement_id, text_id, text_digest, developer_organisation_id, agency_organisation_id, person_id, asked_at, owner_seal)
    VALUES (${row.id}, ${row.engagementId}, ${row.textId}, ${row.textDigest}, ${row.developerId}, ${row.agencyId}, ${row.personId}, ${row.at}, ${sealOwner(OWNED_UNDERTAKING, row.id, [row.engagementId, row.developerId, row.agencyId])})
    ON CONFLICT DO NOTHING`)) > 0;
}

export function findUndertaking(db: Queryable, id: string): Promise<UndertakingRow | undefined> {
  return db.find(sql`SELECT ${UNDERTAKING} WHERE u.id = ${id}`);
}

/** Holds it until the transaction ends. */
export function lockUndertaking(tx: Transaction, id: string): Promise<UndertakingRow | undefined> {
  return tx.find(sql`SELECT ${UNDERTAKING} WHERE u.id = ${id} FOR UPDATE OF u`);
}

/** Those that `visible` lets through, the newest first; of one engagement, or of all. */
export function listUndertakings(db: Queryable, visible: Statement, engagementId: string | null): Promise<UndertakingRow[]> {
  return db.query(sql`SELECT ${UNDERTAKING} WHERE ${visible} AND (${engagementId}::text IS NULL OR u.engagement_id = ${engagementId}) ORDER BY u.asked_at DESC, u.id LIMIT 500`);
}

/** A developer's, and those that an agency signed as a whole. */
export function listOwnedUndertakings(db: Queryable, organisationId: string): Promise<UndertakingRow[]> {
  return db.query(sql`SELECT ${UNDERTAKING} WHERE u.developer_organisation_id = ${organisationId} OR (u.agency_organisation_id = ${organisationId} AND u.person_id IS NULL) ORDER BY u.asked_at, u.id`);
}

export async function markSigned(tx: Transaction, row: { id: string; by: string; at: Date; sealedName: string; sealedTitle: string; salt: string; signatureDigest: string; entryId: string }): Promise<void> {
  await tx.execute(sql`UPDATE engagement.undertaking SET signed_by = ${row.by}, signed_at = ${row.at}, sealed_name = ${row.sealedName}, sealed_title = ${row.sealedTitle}, salt = ${row.salt},
    signature_digest = ${row.signatureDigest}, entry_id = ${row.entryId} WHERE id = ${row.id}`);
}

/** Whether the terms of a window ask this person for nothing that is unsigned, now. */
export async function isNothingLeftToSign(db: Queryable, windowId: string, personId: string): Promise<boolean> {
  return (await db.find<{ free: boolean }>(sql`SELECT engagement.nothing_left_to_sign(${windowId}, ${personId}) AS free`))?.free ?? false;
}
