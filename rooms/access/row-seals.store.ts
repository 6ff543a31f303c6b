import { sql, type Queryable, type Statement } from "#rooms/platform";

interface Marked {
  readonly table: Statement;
  readonly key: Statement;
  /** Texts that say whom the row lets in, by what. */
  readonly bound: Statement;
}

const ROLES = sql`array_to_string(ARRAY(SELECT unnest(roles) COLLATE "C" ORDER BY 1), ',')`;
const MARKED = {
  person: { table: sql`access.person`, key: sql`id`, bound: sql`id, organisation_id, email, ${ROLES}` },
  session: { table: sql`access.session`, key: sql`id`, bound: sql`id, person_id, token_hash, former_token_hash, floor(extract(epoch FROM stepped_up_at) * 1000)::bigint::text` },
  // A link that nobody can bind passkeys to is marked as it was before there were any.
  link: { table: sql`access.link`, key: sql`id`, bound: sql`id, audience, subject, concat_ws(E'\\n', token_hash, 'for ' || holder, 'by ' || proven_by)` },
  link_passkey: { table: sql`access.link_passkey`, key: sql`id`, bound: sql`id, audience, holder, credential_id, encode(public_key, 'hex')` },
  passkey: { table: sql`access.passkey`, key: sql`id`, bound: sql`id, person_id, credential_id, encode(public_key, 'hex')` },
  access_grant: { table: sql`access.access_grant`, key: sql`id`, bound: sql`id, subject, person_id, purpose` },
  invitation: { table: sql`access.invitation`, key: sql`id`, bound: sql`id, organisation_id, email, name, ${ROLES}` },
  smart_card: { table: sql`access.smart_card`, key: sql`id`, bound: sql`id, person_id, card_hash` },
  client: { table: sql`access.client`, key: sql`id`, bound: sql`id, person_id, organisation_id, made_by, array_to_string(scopes, ' '), secret_hash, public_key::text` },
  client_token: { table: sql`access.client_token`, key: sql`token_hash`, bound: sql`token_hash, client_id, key_thumbprint, array_to_string(scopes, ' ')` },
  identity_provider: { table: sql`access.identity_provider`, key: sql`id`, bound: sql`id, organisation_id, issuer, client_id` },
  provider_subject: { table: sql`access.provider_subject`, key: sql`(provider_id || ' ' || subject)`, bound: sql`provider_id, subject, person_id` },
  delegation: { table: sql`access.delegation`, key: sql`id`, bound: sql`id, organisation_id, delegate_organisation_id, floor(extract(epoch FROM until) * 1000)::bigint::text` },
  confirmation: { table: sql`access.confirmation`, key: sql`(proposal_id || ' ' || person_id)`, bound: sql`proposal_id, person_id, standing` },
} as const satisfies Readonly<Record<string, Marked>>;

export type SealedTable = keyof typeof MARKED;

export interface SealedRow {
  readonly id: string;
  readonly seal: string | null;
  /** What the seal is over, as the database has it now. */
  readonly bound: readonly (string | null)[];
}

export function findSealedRow(db: Queryable, table: SealedTable, id: string): Promise<SealedRow | undefined> {
  return db.find(sql`${rowsOf(table)} WHERE ${MARKED[table].key} = ${id}`);
}

export function listUnsealed(db: Queryable, table: SealedTable): Promise<SealedRow[]> {
  return db.query(sql`${rowsOf(table)} WHERE seal IS NULL`);
}

export function listLiveLinks(db: Queryable, now: Date): Promise<SealedRow[]> {
  return db.query(sql`${rowsOf("link")} WHERE revoked_at IS NULL AND expires_at > ${now}`);
}

/** What names this organisation as a delegate now. */
export function listSealedDelegations(db: Queryable, delegateOrganisationId: string, now: Date): Promise<SealedRow[]> {
  return db.query(sql`${rowsOf("delegation")} WHERE delegate_organisation_id = ${delegateOrganisationId} AND revoked_at IS NULL AND until > ${now}`);
}

export async function saveSeal(db: Queryable, table: SealedTable, id: string, seal: string): Promise<void> {
  await db.execute(sql`UPDATE ${MARKED[table].table} SET seal = ${seal} WHERE ${MARKED[table].key} = ${id}`);
}

function rowsOf(table: SealedTable): Statement {
  return sql`SELECT ${MARKED[table].key} AS id, seal, to_jsonb(ARRAY[${MARKED[table].bound}]) AS bound FROM ${MARKED[table].table}`;
}
