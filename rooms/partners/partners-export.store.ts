import { ownerMark, sql, type Queryable } from "#rooms/platform";
import { OWNED_EARLY_ACCESS } from "./partners.store.ts";

/** Terms are sealed; null before any were sent. */
interface WithTerms {
  readonly id: string;
  readonly sealedTerms: string | null;
}

/** As the developer sees them: its own models', with everything said in the choosing. */
export function listGivenAccess(db: Queryable, developerId: string): Promise<WithTerms[]> {
  return db.query(sql`SELECT id, engagement_id AS "engagementId", model_id AS "modelId", access.name_of_organisation(partner_organisation_id) AS "partnerName", state, nominated_by AS "nominatedBy",
      nomination_reason AS "nominationReason", nominated_at AS "nominatedAt", vetting, developer_answer AS "developerAnswer", government_view AS "governmentView", objection_reason AS "objectionReason",
      view_lapses_at AS "viewLapsesAt", sealed_terms AS "sealedTerms", terms_digest AS "termsDigest", terms_accepted_at AS "termsAcceptedAt", systems, ready_at AS "readyAt", active_at AS "activeAt", ends_at AS "endsAt", ${ownerMark(OWNED_EARLY_ACCESS)}
    FROM partners.early_access WHERE developer_organisation_id = ${developerId} ORDER BY nominated_at, id`);
}

export function listGivenHistory(db: Queryable, developerId: string): Promise<object[]> {
  return db.query(sql`SELECT h.early_access_id AS "earlyAccessId", h.state, h.at, ${ownerMark(OWNED_EARLY_ACCESS, "e")} FROM partners.history h JOIN partners.early_access e ON e.id = h.early_access_id
    WHERE e.developer_organisation_id = ${developerId} ORDER BY h.sequence`);
}

/** As the partner sees them: from the terms on, and nothing of how it was chosen. */
export function listReceivedAccess(db: Queryable, partnerId: string): Promise<WithTerms[]> {
  return db.query(sql`SELECT id, access.name_of_organisation(developer_organisation_id) AS "developerName", state, sealed_terms AS "sealedTerms", terms_digest AS "termsDigest", terms_accepted_at AS "termsAcceptedAt",
      systems, ready_at AS "readyAt", active_at AS "activeAt", ends_at AS "endsAt", ${ownerMark(OWNED_EARLY_ACCESS)}
    FROM partners.early_access WHERE partner_organisation_id = ${partnerId} AND partners.is_told(state, sealed_terms) ORDER BY nominated_at, id`);
}

export function listReceivedHistory(db: Queryable, partnerId: string): Promise<object[]> {
  return db.query(sql`SELECT h.early_access_id AS "earlyAccessId", h.state, h.at, ${ownerMark(OWNED_EARLY_ACCESS, "e")} FROM partners.history h JOIN partners.early_access e ON e.id = h.early_access_id
    WHERE e.partner_organisation_id = ${partnerId} AND partners.is_told(e.state, e.sealed_terms) AND h.state NOT IN ('nominated', 'vetting', 'deciding', 'selected', 'declined') ORDER BY h.sequence`);
}
