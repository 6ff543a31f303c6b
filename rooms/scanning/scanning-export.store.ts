import { ownerMark, sql, type Queryable } from "#rooms/platform";
import { OWNED_CAMPAIGN_MEMBER } from "./campaigns.store.ts";
import { OWNED_CLAIM } from "./claims.store.ts";
import { OWNED_MEMBERSHIP } from "./membership.store.ts";

export interface OwnedClaim {
  readonly id: string;
  readonly madeBy: string;
  readonly authorisation: string;
  readonly sealedEvidence: string;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly endedAt: string | null;
  readonly state: string;
  readonly campaignId: string | null;
}

/** Without its target, which is kept under a keyed hash and cannot be read back. */
export function listOwnedClaims(db: Queryable, organisationId: string): Promise<OwnedClaim[]> {
  return db.query(sql`SELECT c.id, access.name_of(c.person_id) AS "madeBy", c.authorisation, c.sealed_evidence AS "sealedEvidence", c.created_at AS "createdAt", c.expires_at AS "expiresAt", c.ended_at AS "endedAt", c.state, t.campaign_id AS "campaignId", ${ownerMark(OWNED_CLAIM, "c")}
    FROM scanning.claim c LEFT JOIN scanning.campaign_target t ON t.id = c.campaign_target_id WHERE c.organisation_id = ${organisationId} ORDER BY c.created_at, c.id`);
}

/** Contacts that were exchanged, by this organisation's asking or over a claim of its own. Another's claim is not named. */
export function listOwnedExchanges(db: Queryable, organisationId: string): Promise<object[]> {
  return db.query(sql`SELECT x.id, CASE WHEN c.organisation_id = ${organisationId} THEN c.id END AS "ownClaimId", x.at, ${ownerMark(OWNED_CLAIM, "c")} FROM scanning.contact_exchange x JOIN scanning.claim c ON c.id = x.claim_id
    WHERE x.organisation_id = ${organisationId} OR c.organisation_id = ${organisationId} ORDER BY x.at, x.id`);
}

export async function listOwnedAttempts(db: Queryable, organisationId: string): Promise<readonly string[]> {
  return (await db.query<{ at: string }>(sql`SELECT at FROM scanning.claim_attempt WHERE organisation_id = ${organisationId} ORDER BY at`)).map(({ at }) => at);
}

export interface OwnedMembership {
  readonly id: string;
  readonly sealed_signatory: string;
  readonly signedBy: string;
  readonly termsVersion: string;
  readonly termsDigest: string;
  readonly purposes: readonly string[];
  readonly joinedAt: string;
  readonly leftAt: string | null;
}

export function listOwnedMemberships(db: Queryable, organisationId: string): Promise<OwnedMembership[]> {
  return db.query(sql`SELECT id, sealed_signatory, access.name_of(person_id) AS "signedBy", terms_version AS "termsVersion", terms_digest AS "termsDigest", purposes, joined_at AS "joinedAt", left_at AS "leftAt", ${ownerMark(OWNED_MEMBERSHIP)}
    FROM scanning.membership WHERE organisation_id = ${organisationId} ORDER BY joined_at, id`);
}

export function listOwnedInvitations(db: Queryable, organisationId: string): Promise<object[]> {
  return db.query(sql`SELECT campaign_id AS "campaignId", invited_at AS "invitedAt", answer, answered_at AS "answeredAt", ${ownerMark(OWNED_CAMPAIGN_MEMBER)} FROM scanning.campaign_member WHERE organisation_id = ${organisationId} ORDER BY invited_at, id`);
}

export function listOwnedSpending(db: Queryable, organisationId: string): Promise<object[]> {
  return db.query(sql`SELECT s.campaign_id AS "campaignId", s.claim_id AS "claimId", s.tokens, s.usd_cents AS "usdCents", s.sandbox_minutes AS "sandboxMinutes", s.at, ${ownerMark(OWNED_CLAIM, "c")}
    FROM scanning.spending s JOIN scanning.claim c ON c.id = s.claim_id WHERE c.organisation_id = ${organisationId} ORDER BY s.at, s.id`);
}
