import { ownerMark, sql, type Queryable } from "#rooms/platform";
import { OWNED_REQUEST } from "./assistance.store.ts";

/** Question and answer are sealed. */
export interface OwnedRequest {
  readonly id: string;
  readonly kind: string;
  readonly question: string;
  readonly state: string;
  readonly requestedBy: string;
  readonly requestedAt: string;
  readonly takenBy: string | null;
  readonly answer: string | null;
  readonly answeredAt: string | null;
}

export function listOwnedRequests(db: Queryable, organisationId: string): Promise<OwnedRequest[]> {
  return db.query(sql`SELECT id, kind, question, state, access.name_of(requested_by) AS "requestedBy", requested_at AS "requestedAt", access.house_of(taken_by) AS "takenBy", answer, answered_at AS "answeredAt", ${ownerMark(OWNED_REQUEST)}
    FROM assistance.help_request WHERE organisation_id = ${organisationId} ORDER BY requested_at, id`);
}
