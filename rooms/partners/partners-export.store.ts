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
      view_lapses_at AS "viewLapsesAt", sealed_terms AS "sealedTerms", terms_digest AS "termsDigest", terms_accepted_at AS "termsAcceptedAt", partners.scope_of(id) AS systems, sector, policy_version AS "policyVersion",
      signatory_name AS "signatoryName", signatory_title AS "signatoryTitle", brokering_granted AS "brokeringGranted", ready_at AS "readyAt", active_at AS "activeAt", ends_at AS "endsAt", ${ownerMark(OWNED_EARLY_ACCESS)}
    FROM partners.early_access WHERE developer_organisation_id = ${developerId} ORDER BY nominated_at, id`);
}

export function listGivenHistory(db: Queryable, developerId: string): Promise<object[]> {
  return db.query(sql`SELECT h.early_access_id AS "earlyAccessId", h.state, h.at, ${ownerMark(OWNED_EARLY_ACCESS, "e")} FROM partners.history h JOIN partners.early_access e ON e.id = h.early_access_id
    WHERE e.developer_organisation_id = ${developerId} ORDER BY h.sequence`);
}

/** As the partner sees them: from the terms on, and nothing of how it was chosen. */
export function listReceivedAccess(db: Queryable, partnerId: string): Promise<WithTerms[]> {
  return db.query(sql`SELECT id, access.name_of_organisation(developer_organisation_id) AS "developerName", state, sealed_terms AS "sealedTerms", terms_digest AS "termsDigest", terms_accepted_at AS "termsAcceptedAt",
      partners.scope_of(id) AS systems, signatory_name AS "signatoryName", signatory_title AS "signatoryTitle", brokering_granted AS "brokeringGranted", ready_at AS "readyAt", active_at AS "activeAt", ends_at AS "endsAt", ${ownerMark(OWNED_EARLY_ACCESS)}
    FROM partners.early_access WHERE partner_organisation_id = ${partnerId} AND partners.is_told(state, sealed_terms) ORDER BY nominated_at, id`);
}

export function listReceivedHistory(db: Queryable, partnerId: string): Promise<object[]> {
  return db.query(sql`SELECT h.early_access_id AS "earlyAccessId", h.state, h.at, ${ownerMark(OWNED_EARLY_ACCESS, "e")} FROM partners.history h JOIN partners.early_access e ON e.id = h.early_access_id
    WHERE e.partner_organisation_id = ${partnerId} AND partners.is_told(e.state, e.sealed_terms) AND h.state NOT IN ('nominated', 'vetting', 'deciding', 'selected', 'declined') ORDER BY h.sequence`);
}

/** Each vetting of a developer's nominees. */
export function listGivenVettings(db: Queryable, developerId: string): Promise<object[]> {
  return db.query(sql`SELECT v.early_access_id AS "earlyAccessId", v.side, v.at, v.policy_version AS "policyVersion", v.answers, v.conflict, ${ownerMark(OWNED_EARLY_ACCESS, "e")}
    FROM partners.vetting_record v JOIN partners.early_access e ON e.id = v.early_access_id WHERE e.developer_organisation_id = ${developerId} ORDER BY v.at, v.id`);
}

/** Each word on the safeguards that a partner gave. */
export function listOwnAttestations(db: Queryable, partnerId: string): Promise<object[]> {
  return db.query(sql`SELECT a.early_access_id AS "earlyAccessId", a.attested_at AS "attestedAt", a.holds_until AS "holdsUntil", ${ownerMark(OWNED_EARLY_ACCESS, "e")}
    FROM partners.attestation a JOIN partners.early_access e ON e.id = a.early_access_id WHERE e.partner_organisation_id = ${partnerId} ORDER BY a.sequence`);
}

/** Each change of scope that a partner proposed. */
export function listOwnScopeChanges(db: Queryable, partnerId: string): Promise<object[]> {
  return db.query(sql`SELECT c.early_access_id AS "earlyAccessId", c.systems, c.proposed_at AS "proposedAt", c.state, c.settled_at AS "settledAt", ${ownerMark(OWNED_EARLY_ACCESS, "e")}
    FROM partners.scope_change c JOIN partners.early_access e ON e.id = c.early_access_id WHERE e.partner_organisation_id = ${partnerId} ORDER BY c.sequence`);
}

/** Whether a partner offers to run scans for operators, and each that it ran, by its number. */
export function listOwnBrokering(db: Queryable, partnerId: string): Promise<object[]> {
  return db.query(sql`SELECT b.early_access_id AS "earlyAccessId", b.offered, b.changed_at AS "changedAt", ${ownerMark(OWNED_EARLY_ACCESS, "e")}
    FROM partners.brokering b JOIN partners.early_access e ON e.id = b.early_access_id WHERE e.partner_organisation_id = ${partnerId} ORDER BY b.changed_at, b.early_access_id`);
}

/** Both the developer and the partner see which scans were run under an early access. */
export function listBrokeredScans(db: Queryable, organisationId: string): Promise<object[]> {
  return db.query(sql`SELECT s.early_access_id AS "earlyAccessId", s.scan_id AS "scanId", s.since, s.ended_at AS "endedAt", ${ownerMark(OWNED_EARLY_ACCESS, "e")}
    FROM partners.brokered_scan s JOIN partners.early_access e ON e.id = s.early_access_id WHERE ${organisationId} IN (e.developer_organisation_id, e.partner_organisation_id) ORDER BY s.sequence`);
}
