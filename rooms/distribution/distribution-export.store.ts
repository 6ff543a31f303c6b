import { ownerMark, sql, type Queryable } from "#rooms/platform";
import { OWNED_OPERATOR } from "./distribution.store.ts";

export function findOwnedProfile(db: Queryable, organisationId: string): Promise<object | undefined> {
  return db.find(sql`SELECT access.name_of(contact_person_id) AS "contactName", sector, size_band AS "sizeBand", region, enrolled_at AS "enrolledAt", ${ownerMark(OWNED_OPERATOR)} FROM distribution.operator WHERE organisation_id = ${organisationId}`);
}
