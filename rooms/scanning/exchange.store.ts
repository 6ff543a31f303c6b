import type { ProjectKnowledge } from "#contracts/peer-records";
import { sql, type Queryable, type Statement, type Transaction } from "#rooms/platform";

export interface OptOutRecord {
  readonly id: string;
  readonly exchange_digest: string;
  readonly at: string;
}

export interface RouteRecord {
  readonly id: string;
  readonly repository: string;
  readonly target_digest: string;
  readonly route: string;
  readonly address: string;
  readonly at: string;
}

export interface FixRecord {
  readonly id: string;
  readonly patch_digest: string;
  readonly repository: string;
  readonly fixed_version: string;
  readonly held_at: string;
}

export interface PeerRow {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly public_key: string;
  readonly sealed_token: string | null;
  readonly pulled_at: string | null;
  readonly problem: string | null;
}

/** Oldest first, from behind a record of the same table. */
const page = (table: Statement, { after, limit }: Page): Statement => sql`(${after}::text IS NULL OR (one.at, one.id) > (SELECT at, id FROM ${table} WHERE id = ${after})) ORDER BY one.at, one.id LIMIT ${limit}`;
interface Page {
  readonly after: string | null;
  readonly limit: number;
}

export function listOptOutRecords(db: Queryable, wanted: Page): Promise<OptOutRecord[]> {
  return db.query(sql`SELECT one.id, one.exchange_digest, one.at FROM scanning.opt_out one WHERE one.exchange_digest IS NOT NULL AND ${page(sql`scanning.opt_out`, wanted)}`);
}

/** Of each repository the newest word. */
export function listRouteRecords(db: Queryable, wanted: Page): Promise<RouteRecord[]> {
  return db.query(sql`SELECT one.id, one.repository, one.target_digest, one.route, one.address, one.at FROM scanning.disclosure_route one
    WHERE NOT EXISTS (SELECT FROM scanning.disclosure_route later WHERE later.repository = one.repository AND (later.at, later.id) > (one.at, one.id)) AND ${page(sql`scanning.disclosure_route`, wanted)}`);
}

export function listFixRecords(db: Queryable, wanted: Page): Promise<FixRecord[]> {
  return db.query(sql`SELECT one.id, one.patch_digest, one.repository, one.fixed_version, one.held_at FROM scanning.held_fix one WHERE one.withdrawn_at IS NULL AND ${page(sql`scanning.held_fix`, wanted)}`);
}

export async function insertRoute(tx: Transaction, row: { id: string; repository: string; targetDigest: string; route: string; address: string; recordedBy: string; at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO scanning.disclosure_route (id, repository, target_digest, route, address, recorded_by, at)
    VALUES (${row.id}, ${row.repository}, ${row.targetDigest}, ${row.route}, ${row.address}, ${row.recordedBy}, ${row.at})`);
}

/** Which of these patches were told of, withdrawn ones too. */
export async function listToldFixes(db: Queryable, patchDigests: readonly string[]): Promise<readonly string[]> {
  return (await db.query<{ patch_digest: string }>(sql`SELECT patch_digest FROM scanning.held_fix WHERE patch_digest = ANY (${patchDigests})`)).map(({ patch_digest }) => patch_digest);
}

/** 0 when this patch is told of already. */
export function insertFix(tx: Transaction, row: { id: string; patchDigest: string; repository: string; fixedVersion: string; heldAt: Date; at: Date }): Promise<number> {
  return tx.execute(sql`INSERT INTO scanning.held_fix (id, patch_digest, repository, fixed_version, held_at, at)
    VALUES (${row.id}, ${row.patchDigest}, ${row.repository}, ${row.fixedVersion}, ${row.heldAt}, ${row.at}) ON CONFLICT (patch_digest) DO NOTHING`);
}

export function withdrawFix(tx: Transaction, patchDigest: string, at: Date): Promise<number> {
  return tx.execute(sql`UPDATE scanning.held_fix SET withdrawn_at = ${at} WHERE patch_digest = ${patchDigest} AND withdrawn_at IS NULL`);
}

const PEER = sql`id, name, url, public_key, sealed_token, pulled_at, problem FROM scanning.peer`;

export function listPeers(db: Queryable): Promise<PeerRow[]> {
  return db.query(sql`SELECT ${PEER} WHERE ended_at IS NULL ORDER BY added_at, id`);
}

export function findPeer(db: Queryable, id: string): Promise<PeerRow | undefined> {
  return db.find(sql`SELECT ${PEER} WHERE id = ${id} AND ended_at IS NULL`);
}

export async function insertPeer(tx: Transaction, row: { id: string; name: string; url: string; publicKey: string; sealedToken: string | null; addedBy: string; at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO scanning.peer (id, name, url, public_key, sealed_token, added_by, added_at) VALUES (${row.id}, ${row.name}, ${row.url}, ${row.publicKey}, ${row.sealedToken}, ${row.addedBy}, ${row.at})`);
}

export async function endPeer(tx: Transaction, id: string, at: Date): Promise<void> {
  await tx.execute(sql`UPDATE scanning.peer SET ended_at = ${at} WHERE id = ${id} AND ended_at IS NULL`);
}

export async function updatePulled(db: Queryable, id: string, { at, problem }: { readonly at: Date | null; readonly problem: string | null }): Promise<void> {
  await db.execute(sql`UPDATE scanning.peer SET pulled_at = coalesce(${at}, pulled_at), problem = ${problem} WHERE id = ${id}`);
}

export async function replacePeerOptOuts(tx: Transaction, peerId: string, records: readonly { digest: string; salt: string }[]): Promise<void> {
  await tx.execute(sql`DELETE FROM scanning.peer_opt_out WHERE peer_id = ${peerId}`);
  await tx.execute(sql`INSERT INTO scanning.peer_opt_out (peer_id, digest, salt) SELECT ${peerId}, digest, salt FROM unnest(${records.map(({ digest }) => digest)}::text[], ${records.map(({ salt }) => salt)}::text[]) AS one (digest, salt) ON CONFLICT DO NOTHING`);
}

export interface PeerRoute {
  readonly repository: string;
  readonly route: string;
  readonly address: string;
  readonly validatedAt: string;
}

export interface PeerFix {
  readonly patchDigest: string;
  readonly repository: string;
  readonly fixedVersion: string;
  readonly heldAt: string;
}

export async function replacePeerRoutes(tx: Transaction, peerId: string, records: readonly PeerRoute[]): Promise<void> {
  const column = (name: keyof PeerRoute) => records.map((record) => record[name]);
  await tx.execute(sql`DELETE FROM scanning.peer_route WHERE peer_id = ${peerId}`);
  await tx.execute(sql`INSERT INTO scanning.peer_route (peer_id, repository, route, address, validated_at) SELECT ${peerId}, one.* FROM unnest(${column("repository")}::text[], ${column("route")}::text[], ${column("address")}::text[], ${column("validatedAt")}::timestamptz[]) AS one ON CONFLICT DO NOTHING`);
}

export async function replacePeerFixes(tx: Transaction, peerId: string, records: readonly PeerFix[]): Promise<void> {
  const column = (name: keyof PeerFix) => records.map((record) => record[name]);
  await tx.execute(sql`DELETE FROM scanning.peer_fix WHERE peer_id = ${peerId}`);
  await tx.execute(sql`INSERT INTO scanning.peer_fix (peer_id, patch_digest, repository, fixed_version, held_at) SELECT ${peerId}, one.* FROM unnest(${column("patchDigest")}::text[], ${column("repository")}::text[], ${column("fixedVersion")}::text[], ${column("heldAt")}::timestamptz[]) AS one ON CONFLICT DO NOTHING`);
}

/** How many records of each kind every peer holds. */
export function countPeerRecords(db: Queryable): Promise<{ readonly peer_id: string; readonly opt_outs: number; readonly routes: number; readonly fixes: number }[]> {
  const count = (table: Statement) => sql`(SELECT count(*) FROM ${table} one WHERE one.peer_id = peer.id)`;
  return db.query(sql`SELECT id AS peer_id, ${count(sql`scanning.peer_opt_out`)} AS opt_outs, ${count(sql`scanning.peer_route`)} AS routes, ${count(sql`scanning.peer_fix`)} AS fixes FROM scanning.peer WHERE ended_at IS NULL`);
}

/** Ours first, then peers' by their age. */
export function listKnownRoutes(db: Queryable, repository: string): Promise<ProjectKnowledge["routes"]> {
  return db.query(sql`(SELECT NULL AS "from", route, address, at AS "validatedAt" FROM scanning.disclosure_route WHERE repository = ${repository} ORDER BY at DESC, id DESC LIMIT 1)
    UNION ALL (SELECT p.name, o.route, o.address, o.validated_at FROM scanning.peer_route o JOIN scanning.peer p ON p.id = o.peer_id WHERE p.ended_at IS NULL AND o.repository = ${repository} ORDER BY o.validated_at DESC, p.id LIMIT 50)`);
}

export function listKnownFixes(db: Queryable, repository: string): Promise<ProjectKnowledge["fixes"]> {
  return db.query(sql`(SELECT NULL AS "from", patch_digest AS "patchDigest", fixed_version AS "fixedVersion", held_at AS "heldAt" FROM scanning.held_fix WHERE repository = ${repository} AND withdrawn_at IS NULL ORDER BY held_at DESC, id LIMIT 50)
    UNION ALL (SELECT p.name, o.patch_digest, o.fixed_version, o.held_at FROM scanning.peer_fix o JOIN scanning.peer p ON p.id = o.peer_id WHERE p.ended_at IS NULL AND o.repository = ${repository} ORDER BY o.held_at DESC, o.patch_digest LIMIT 50)`);
}

/** With which salts the opt-outs of live peers were made; a peer has one. */
export function listPeerSalts(db: Queryable): Promise<{ readonly salt: string }[]> {
  return db.query(sql`SELECT DISTINCT o.salt FROM scanning.peer_opt_out o JOIN scanning.peer p ON p.id = o.peer_id WHERE p.ended_at IS NULL`);
}

export function findPeerOptOuts(db: Queryable, digests: readonly string[]): Promise<{ readonly digest: string; readonly peer: string }[]> {
  return db.query(sql`SELECT o.digest, min(p.name) AS peer FROM scanning.peer_opt_out o JOIN scanning.peer p ON p.id = o.peer_id WHERE p.ended_at IS NULL AND o.digest = ANY (${digests}) GROUP BY o.digest`);
}
