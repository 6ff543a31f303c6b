import type { FilterColumns } from "#rooms/access";
import { ownedTable, ownerMark, sealOwner, sql, type Queryable, type Statement, type Transaction } from "#rooms/platform";

export const OWNED_AGREEMENT = ownedTable("engagement.agreement", ["developer_organisation_id", "agency_organisation_ids"]);

export interface AgreementRow {
  readonly id: string;
  readonly developer_organisation_id: string;
  /** Ids with a blank between them. */
  readonly agency_organisation_ids: string;
  readonly scopes: string[];
  readonly legal_basis: string;
  readonly confidentiality_digest: string;
  readonly may_be_public: boolean;
  readonly begins_at: string;
  readonly entered_by: string;
  readonly entered_at: string;
  readonly ended_at: string | null;
  readonly ended_by_organisation_id: string | null;
}

export interface AgreementTermRow {
  readonly agreement_id: string;
  readonly number: number;
  readonly until: string | null;
  readonly digest: string;
  readonly proposed_by_organisation_id: string;
  readonly proposed_at: string;
  readonly in_force_at: string | null;
}

export interface AgreementWordRow {
  readonly agreement_id: string;
  readonly number: number;
  readonly organisation_id: string;
  readonly person_id: string;
  readonly given_at: string;
}

export interface PublicationRow {
  readonly id: string;
  readonly agreement_id: string;
  readonly published_by_organisation_id: string;
  readonly published_at: string;
  readonly taken_down_by_organisation_id: string | null;
  readonly taken_down_at: string | null;
}

const AGREEMENT = sql`a.id, a.developer_organisation_id, a.agency_organisation_ids, a.scopes, a.legal_basis, a.confidentiality_digest, a.may_be_public, a.begins_at, a.entered_by, a.entered_at,
  a.ended_at, a.ended_by_organisation_id, ${ownerMark(OWNED_AGREEMENT, "a")} FROM engagement.agreement a`;

/** Where a list of agreements (`a`) finds what policies may ask of each. */
export const AGREEMENT_COLUMNS = { developer: sql`a.developer_organisation_id`, agencies: sql`string_to_array(a.agency_organisation_ids, ' ')` } satisfies FilterColumns;

export interface NewAgreement {
  readonly id: string;
  readonly developerId: string;
  readonly agencyIds: readonly string[];
  readonly scopes: readonly string[];
  readonly legalBasis: string;
  readonly confidentialityDigest: string;
  readonly mayBePublic: boolean;
  readonly beginsAt: string;
  readonly by: string;
  readonly at: Date;
}

export async function insertAgreement(tx: Transaction, row: NewAgreement): Promise<void> {
  const agencies = row.agencyIds.join(" ");
  await tx.execute(sql`INSERT INTO engagement.agreement (id, developer_organisation_id, agency_organisation_ids, scopes, legal_basis, confidentiality_digest, may_be_public, begins_at, entered_by, entered_at, owner_seal)
    VALUES (${row.id}, ${row.developerId}, ${agencies}, ${row.scopes}, ${row.legalBasis}, ${row.confidentialityDigest}, ${row.mayBePublic}, ${row.beginsAt}, ${row.by}, ${row.at}, ${sealOwner(OWNED_AGREEMENT, row.id, [row.developerId, agencies])})`);
}

export async function insertAgreementText(tx: Transaction, agreementId: string, sealedText: string): Promise<void> {
  await tx.execute(sql`INSERT INTO engagement.agreement_text (agreement_id, sealed_text) VALUES (${agreementId}, ${sealedText})`);
}

export function findAgreement(db: Queryable, id: string): Promise<AgreementRow | undefined> {
  return db.find(sql`SELECT ${AGREEMENT} WHERE a.id = ${id}`);
}

/** Holds it until the transaction ends. */
export function lockAgreement(tx: Transaction, id: string): Promise<AgreementRow | undefined> {
  return tx.find(sql`SELECT ${AGREEMENT} WHERE a.id = ${id} FOR UPDATE OF a`);
}

export async function findSealedText(db: Queryable, agreementId: string): Promise<string | undefined> {
  return (await db.find<{ sealed_text: string }>(sql`SELECT sealed_text FROM engagement.agreement_text WHERE agreement_id = ${agreementId}`))?.sealed_text;
}

/** Those that `visible` lets through, the newest first. */
export function listAgreements(db: Queryable, visible: Statement): Promise<AgreementRow[]> {
  return db.query(sql`SELECT ${AGREEMENT} WHERE ${visible} ORDER BY a.entered_at DESC, a.id LIMIT 500`);
}

export function listAgreementsOf(db: Queryable, organisationId: string): Promise<AgreementRow[]> {
  return db.query(sql`SELECT ${AGREEMENT} WHERE a.developer_organisation_id = ${organisationId} OR ${organisationId} = ANY (string_to_array(a.agency_organisation_ids, ' ')) ORDER BY a.entered_at, a.id`);
}

/** Oldest first, of each. */
export function listTerms(db: Queryable, agreementIds: readonly string[]): Promise<AgreementTermRow[]> {
  return db.query(sql`SELECT agreement_id, number, until, digest, proposed_by_organisation_id, proposed_at, in_force_at FROM engagement.agreement_term WHERE agreement_id = ANY (${agreementIds}::text[]) ORDER BY agreement_id, number`);
}

export function listWords(db: Queryable, agreementId: string): Promise<AgreementWordRow[]> {
  return db.query(sql`SELECT agreement_id, number, organisation_id, person_id, given_at FROM engagement.agreement_word WHERE agreement_id = ${agreementId} ORDER BY given_at, organisation_id`);
}

/** On the newest term of each, by whom. */
export function listNewestWords(db: Queryable, agreementIds: readonly string[]): Promise<{ readonly agreement_id: string; readonly organisation_id: string }[]> {
  return db.query(sql`SELECT w.agreement_id, w.organisation_id FROM engagement.agreement_word w
    WHERE w.agreement_id = ANY (${agreementIds}::text[]) AND w.number = (SELECT max(t.number) FROM engagement.agreement_term t WHERE t.agreement_id = w.agreement_id)`);
}

export async function insertTerm(tx: Transaction, row: { agreementId: string; number: number; until: string | null; digest: string; by: string; at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO engagement.agreement_term (agreement_id, number, until, digest, proposed_by_organisation_id, proposed_at)
    VALUES (${row.agreementId}, ${row.number}, ${row.until}, ${row.digest}, ${row.by}, ${row.at})`);
}

export async function insertWord(tx: Transaction, row: { agreementId: string; number: number; organisationId: string; personId: string; at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO engagement.agreement_word (agreement_id, number, organisation_id, person_id, given_at)
    VALUES (${row.agreementId}, ${row.number}, ${row.organisationId}, ${row.personId}, ${row.at})`);
}

export async function markTermInForce(tx: Transaction, row: { agreementId: string; number: number; at: Date }): Promise<void> {
  await tx.execute(sql`UPDATE engagement.agreement_term SET in_force_at = ${row.at} WHERE agreement_id = ${row.agreementId} AND number = ${row.number}`);
}

export async function markAgreementEnded(tx: Transaction, row: { agreementId: string; by: string; at: Date }): Promise<void> {
  await tx.execute(sql`UPDATE engagement.agreement SET ended_at = ${row.at}, ended_by_organisation_id = ${row.by} WHERE id = ${row.agreementId}`);
}

export async function insertPublication(tx: Transaction, row: { id: string; agreementId: string; by: string; at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO engagement.agreement_publication (id, agreement_id, published_by_organisation_id, published_at) VALUES (${row.id}, ${row.agreementId}, ${row.by}, ${row.at})`);
}

export async function markTakenDown(tx: Transaction, row: { agreementId: string; by: string; at: Date }): Promise<void> {
  await tx.execute(sql`UPDATE engagement.agreement_publication SET taken_down_at = ${row.at}, taken_down_by_organisation_id = ${row.by} WHERE agreement_id = ${row.agreementId} AND taken_down_at IS NULL`);
}

/** Oldest first. */
export function listPublications(db: Queryable, agreementIds: readonly string[]): Promise<PublicationRow[]> {
  return db.query(sql`SELECT id, agreement_id, published_by_organisation_id, published_at, taken_down_by_organisation_id, taken_down_at
    FROM engagement.agreement_publication WHERE agreement_id = ANY (${agreementIds}::text[]) ORDER BY published_at, id`);
}

/** Every line there is, the newest first: for anyone. */
export function listAllPublications(db: Queryable): Promise<PublicationRow[]> {
  return db.query(sql`SELECT id, agreement_id, published_by_organisation_id, published_at, taken_down_by_organisation_id, taken_down_at FROM engagement.agreement_publication ORDER BY published_at DESC, id LIMIT 1000`);
}

/** Those of these ids that the database shows to whoever asks. */
export function listAgreementsByIds(db: Queryable, ids: readonly string[]): Promise<AgreementRow[]> {
  return db.query(sql`SELECT ${AGREEMENT} WHERE a.id = ANY (${ids}::text[])`);
}

export async function insertLink(tx: Transaction, row: { engagementId: string; agreementId: string; by: string; at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO engagement.engagement_agreement (engagement_id, agreement_id, linked_at, linked_by) VALUES (${row.engagementId}, ${row.agreementId}, ${row.at}, ${row.by})`);
}

export async function endLink(tx: Transaction, row: { engagementId: string; agreementId: string; at: Date }): Promise<void> {
  await tx.execute(sql`UPDATE engagement.engagement_agreement SET unlinked_at = ${row.at} WHERE engagement_id = ${row.engagementId} AND agreement_id = ${row.agreementId} AND unlinked_at IS NULL`);
}

export function listLinks(db: Queryable, engagementId: string): Promise<{ readonly agreement_id: string; readonly linked_at: string }[]> {
  return db.query(sql`SELECT agreement_id, linked_at FROM engagement.engagement_agreement WHERE engagement_id = ${engagementId} AND unlinked_at IS NULL ORDER BY linked_at, agreement_id`);
}
