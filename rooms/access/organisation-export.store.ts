import type { Queryable } from "#rooms/platform";
import { sql } from "#rooms/platform";

export interface ExportedGrant {
  readonly subject: string;
  readonly personName: string;
  readonly purpose: string;
  readonly grantedAt: string;
  readonly expiresAt: string;
  readonly revokedAt: string | null;
}

const GRANT = sql`SELECT g.subject, p.name AS "personName", g.purpose, g.granted_at AS "grantedAt", g.expires_at AS "expiresAt", g.revoked_at AS "revokedAt"
  FROM access.access_grant g JOIN access.person p ON p.id = g.person_id`;

/** What the organisation's people may use of others. */
export function listHeldGrants(db: Queryable, organisationId: string): Promise<ExportedGrant[]> {
  return db.query(sql`${GRANT} WHERE p.organisation_id = ${organisationId} ORDER BY g.granted_at, g.id`);
}

/** What the organisation's people let others use. */
export function listGivenGrants(db: Queryable, organisationId: string): Promise<ExportedGrant[]> {
  return db.query(sql`${GRANT} JOIN access.person w ON w.id = g.granted_by WHERE w.organisation_id = ${organisationId} ORDER BY g.granted_at, g.id`);
}

export interface ExportedRead {
  readonly subject: string;
  readonly purpose: string;
  readonly what: string;
  readonly personName: string;
  readonly organisationName: string;
  readonly at: string;
}

/** Every read of the organisation's records by others. */
export function listReadsOfAll(db: Queryable, organisationId: string): Promise<ExportedRead[]> {
  return db.query(sql`SELECT r.subject, r.purpose, r.what, access.name_of(r.person_id) AS "personName", access.house_of(r.person_id) AS "organisationName", r.at
    FROM access.read_record r
    WHERE r.owner_organisation_id = ${organisationId} ORDER BY r.at, r.id`);
}
