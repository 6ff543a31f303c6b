import { sql, type Queryable, type Transaction } from "#rooms/platform";

export interface OpenPgpKeyRow {
  readonly fingerprint: string;
  readonly generation: number;
  readonly public_key: string;
  readonly valid_from: string;
  readonly expires_at: string;
  readonly ended_at: string | null;
  readonly ended_because: "rotated" | "compromised" | null;
}

/** A file as the current revision of its advisory has it. */
export interface ServedFile {
  readonly path: string;
  readonly revision: number;
  readonly digest: string;
}

/** Every key there ever was, oldest first. */
export function listOpenPgpKeys(db: Queryable): Promise<OpenPgpKeyRow[]> {
  return db.query(sql`SELECT fingerprint, generation, public_key, valid_from, expires_at, ended_at, ended_because FROM publication.openpgp_key ORDER BY generation`);
}

/** One at a time makes or ends a key. */
export async function lockOpenPgpKeys(tx: Transaction): Promise<void> {
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended('publication-openpgp-key', 102))`);
}

export async function insertOpenPgpKey(tx: Transaction, row: Pick<OpenPgpKeyRow, "fingerprint" | "generation" | "public_key"> & { readonly validFrom: Date; readonly expiresAt: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO publication.openpgp_key (fingerprint, generation, public_key, valid_from, expires_at)
    VALUES (${row.fingerprint}, ${row.generation}, ${row.public_key}, ${row.validFrom}, ${row.expiresAt})`);
}

export async function endOpenPgpKey(tx: Transaction, row: Pick<OpenPgpKeyRow, "fingerprint" | "public_key"> & { readonly because: "rotated" | "compromised"; readonly by: string | null; readonly at: Date }): Promise<void> {
  await tx.execute(sql`UPDATE publication.openpgp_key SET public_key = ${row.public_key}, ended_at = ${row.at}, ended_because = ${row.because}, ended_by = ${row.by}
    WHERE fingerprint = ${row.fingerprint} AND ended_at IS NULL`);
}

export async function insertOpenPgpSignature(tx: Transaction, row: { readonly path: string; readonly revision: number; readonly fingerprint: string; readonly armoured: string }): Promise<void> {
  await tx.execute(sql`INSERT INTO publication.openpgp_signature (path, revision, fingerprint, armoured) VALUES (${row.path}, ${row.revision}, ${row.fingerprint}, ${row.armoured}) ON CONFLICT DO NOTHING`);
}

/** The signature by the newest key, of a file as it is served. */
export function findOpenPgpSignature(db: Queryable, path: string): Promise<{ readonly armoured: string } | undefined> {
  return db.find(sql`SELECT s.armoured FROM publication.openpgp_signature s JOIN publication.openpgp_key k USING (fingerprint)
    JOIN publication.file f ON f.path = s.path AND f.revision = s.revision JOIN publication.advisory a ON a.id = f.advisory_id AND a.revision = f.revision
    WHERE s.path = ${path} ORDER BY k.generation DESC LIMIT 1`);
}

/** CSAF documents that are served and that this key has not signed. */
export function listUnsigned(db: Queryable, fingerprint: string): Promise<ServedFile[]> {
  return db.query(sql`SELECT f.path, f.revision, f.digest FROM publication.file f JOIN publication.advisory a ON a.id = f.advisory_id AND a.revision = f.revision
    WHERE f.kind IN ('csaf', 'csaf-2.1') AND NOT EXISTS (SELECT FROM publication.openpgp_signature s WHERE s.path = f.path AND s.revision = f.revision AND s.fingerprint = ${fingerprint})
    ORDER BY f.path`);
}
