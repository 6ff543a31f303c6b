import { ownerMark, sql, type Queryable } from "#rooms/platform";
import { OWNED_ENGAGEMENT, OWNED_MODEL } from "./engagement.store.ts";

/** Without the credential: it is never even read, only whether there is one. */
export interface OwnedEngagement {
  readonly id: string;
  readonly modelId: string;
  readonly state: string;
  readonly sealedName: string;
  readonly endpoint: string;
  readonly endpointModel: string;
  readonly holdsCredential: boolean;
  readonly signatoryName: string;
  readonly signatoryTitle: string;
  readonly consentScope: readonly string[];
  readonly partnerReleaseAt: string | null;
  readonly publicReleaseAt: string | null;
  readonly openedBy: string;
  readonly openedAt: string;
  readonly closedAt: string | null;
  readonly withdrawnAt: string | null;
}

export function listOwnedModels(db: Queryable, organisationId: string): Promise<object[]> {
  return db.query(sql`SELECT id, digest, descends_from AS "descendsFrom", materially_new AS "materiallyNew", partner_access_at AS "partnerAccessAt", created_at AS "createdAt", ${ownerMark(OWNED_MODEL)} FROM engagement.model WHERE organisation_id = ${organisationId} ORDER BY created_at, id`);
}

export function listOwnedEngagements(db: Queryable, organisationId: string): Promise<OwnedEngagement[]> {
  return db.query(sql`SELECT e.id, e.model_id AS "modelId", e.state, h.sealed_name AS "sealedName", h.endpoint, h.endpoint_model AS "endpointModel", h.access_mode AS "accessMode", h.sealed_credential IS NOT NULL AS "holdsCredential",
      e.signatory_name AS "signatoryName", e.signatory_title AS "signatoryTitle", e.consent_scope AS "consentScope", e.partner_release_at AS "partnerReleaseAt", e.public_release_at AS "publicReleaseAt",
      access.name_of(e.opened_by) AS "openedBy", e.opened_at AS "openedAt", e.closed_at AS "closedAt", e.withdrawn_at AS "withdrawnAt", ${ownerMark(OWNED_ENGAGEMENT, "e")}
    FROM engagement.engagement e JOIN engagement.handle h ON h.engagement_id = e.id WHERE e.organisation_id = ${organisationId} ORDER BY e.opened_at, e.id`);
}

export function listOwnedDates(db: Queryable, organisationId: string): Promise<object[]> {
  return db.query(sql`SELECT d.engagement_id AS "engagementId", d.partner_release_at AS "partnerReleaseAt", d.public_release_at AS "publicReleaseAt", d.reason, d.set_at AS "setAt", access.name_of(d.set_by) AS "setBy", ${ownerMark(OWNED_ENGAGEMENT, "e")}
    FROM engagement.release_dates d JOIN engagement.engagement e ON e.id = d.engagement_id WHERE e.organisation_id = ${organisationId} ORDER BY d.sequence`);
}

export function listOwnedReleases(db: Queryable, organisationId: string): Promise<object[]> {
  return db.query(sql`SELECT r.engagement_id AS "engagementId", r.audience, r.declared_at AS "declaredAt", access.name_of(r.declared_by) AS "declaredBy", ${ownerMark(OWNED_ENGAGEMENT, "e")}
    FROM engagement.release r JOIN engagement.engagement e ON e.id = r.engagement_id WHERE e.organisation_id = ${organisationId} ORDER BY r.sequence`);
}

export function listOwnedWindows(db: Queryable, organisationId: string): Promise<object[]> {
  return db.query(sql`SELECT w.id, w.engagement_id AS "engagementId", w.state, w.terms, w.terms_digest AS "termsDigest", w.proposed_at AS "proposedAt", w.opened_at AS "openedAt", w.ends_at AS "endsAt",
      w.ended_at AS "endedAt", w.end_reason AS "endReason", w.warnings, ${ownerMark(OWNED_ENGAGEMENT, "e")}
    FROM engagement.access_window w JOIN engagement.engagement e ON e.id = w.engagement_id WHERE e.organisation_id = ${organisationId} ORDER BY w.proposed_at, w.id`);
}

/** Whom the developer named, and what they owe it. */
export function listOwnedEvaluators(db: Queryable, organisationId: string): Promise<object[]> {
  return db.query(sql`SELECT v.window_id AS "windowId", access.name_of(v.person_id) AS "personName", access.house_of(v.person_id) AS "organisationName", v.accepted_at AS "acceptedAt",
      v.cleanup_due_at AS "cleanupDueAt", v.cleanup_way AS "cleanupWay", v.cleanup_attested_at AS "cleanupAttestedAt", ${ownerMark(OWNED_ENGAGEMENT, "e")}
    FROM engagement.window_evaluator v JOIN engagement.access_window w ON w.id = v.window_id JOIN engagement.engagement e ON e.id = w.engagement_id
    WHERE e.organisation_id = ${organisationId} ORDER BY w.proposed_at, w.id, v.person_id`);
}

export function listOwnedBenchmarkingAccess(db: Queryable, organisationId: string): Promise<object[]> {
  return db.query(sql`SELECT b.id, b.engagement_id AS "engagementId", b.opened_at AS "openedAt", b.ends_at AS "endsAt", b.ended_at AS "endedAt", ${ownerMark(OWNED_ENGAGEMENT, "e")}
    FROM engagement.benchmarking_access b JOIN engagement.engagement e ON e.id = b.engagement_id WHERE e.organisation_id = ${organisationId} ORDER BY b.opened_at, b.id`);
}

export function listOwnedAdvice(db: Queryable, organisationId: string): Promise<object[]> {
  return db.query(sql`SELECT a.id, a.engagement_id AS "engagementId", a.kind, a.text, a.words, access.name_of(a.person_id) AS "byName", a.at, ${ownerMark(OWNED_ENGAGEMENT, "e")}
    FROM engagement.advice a JOIN engagement.engagement e ON e.id = a.engagement_id WHERE e.organisation_id = ${organisationId} ORDER BY a.at, a.id`);
}

/** Calls of the model: who, when, how it ended, and the digests where the terms kept them. */
export function listOwnedModelCalls(db: Queryable, organisationId: string): Promise<object[]> {
  return db.query(sql`SELECT c.id, c.engagement_id AS "engagementId", access.name_of(c.person_id) AS "personName", access.house_of(c.person_id) AS "organisationName", c.purpose, c.tools, c.asked_at AS "askedAt", c.ended_at AS "endedAt",
      c.outcome, c.question_bytes AS "questionBytes", c.answer_bytes AS "answerBytes", c.question_digest AS "questionDigest", c.answer_digest AS "answerDigest", ${ownerMark(OWNED_ENGAGEMENT, "e")}
    FROM engagement.model_call c JOIN engagement.engagement e ON e.id = c.engagement_id WHERE e.organisation_id = ${organisationId} ORDER BY c.asked_at, c.id`);
}

/** Every engagement's id, for what is read engagement by engagement. */
export async function listOwnedEngagementIds(db: Queryable, organisationId: string): Promise<readonly string[]> {
  return (await db.query<{ id: string }>(sql`SELECT e.id, ${ownerMark(OWNED_ENGAGEMENT, "e")} FROM engagement.engagement e WHERE e.organisation_id = ${organisationId} ORDER BY e.opened_at, e.id`)).map(({ id }) => id);
}

/** Under which standing agreements each engagement was, from when to when. */
export function listOwnedAgreementLinks(db: Queryable, organisationId: string): Promise<object[]> {
  return db.query(sql`SELECT l.engagement_id AS "engagementId", l.agreement_id AS "agreementId", l.linked_at AS "linkedAt", l.unlinked_at AS "unlinkedAt", ${ownerMark(OWNED_ENGAGEMENT, "e")}
    FROM engagement.engagement_agreement l JOIN engagement.engagement e ON e.id = l.engagement_id WHERE e.organisation_id = ${organisationId} ORDER BY l.sequence`);
}
