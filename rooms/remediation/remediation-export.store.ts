import { ownerMark, sql, type Queryable } from "#rooms/platform";
import { OWNED_PATCH, OWNED_VERIFICATION } from "./remediation.store.ts";

export interface OwnedPatch {
  readonly id: string;
  readonly digest: string;
  readonly authorParty: "finder" | "coordinator" | "maintainer";
  readonly sealedWithdrawal: string | null;
  readonly withdrawnAt: string | null;
}

/** By its finders and coordinators; and by the maintainer of these cases, who has no account. */
export function listOwnedPatches(db: Queryable, organisationId: string, maintainedCaseIds: readonly string[]): Promise<OwnedPatch[]> {
  return db.query(sql`SELECT p.id, p.case_id AS "caseId", p.state, p.digest, p.author_party AS "authorParty", p.author_name AS "authorName", p.ai_generated AS "aiGenerated", p.model, p.proposed_at AS "proposedAt",
      p.confirmed_name AS "confirmedBy", p.confirmed_at AS "confirmedAt", p.key_id AS "keyId", p.envelope, p.signed_at AS "signedAt", p.fixed_version AS "fixedVersion", p.released_at AS "releasedAt",
      p.sealed_withdrawal AS "sealedWithdrawal", p.withdrawn_at AS "withdrawnAt", ${ownerMark(OWNED_PATCH, "p")}
    FROM remediation.patch p WHERE (p.author_party <> 'maintainer' AND p.author_organisation_id = ${organisationId}) OR (p.author_party = 'maintainer' AND p.case_id = ANY (${maintainedCaseIds}))
    ORDER BY p.proposed_at, p.id`);
}

export interface OwnedVerification {
  readonly id: string;
  readonly patchId: string;
  readonly verdict: string;
  readonly sealed: string;
  readonly at: string;
}

export function listVerificationsOf(db: Queryable, patchIds: readonly string[]): Promise<OwnedVerification[]> {
  return db.query(sql`SELECT id, patch_id AS "patchId", verdict, sealed, at, ${ownerMark(OWNED_VERIFICATION)} FROM remediation.verification WHERE patch_id = ANY (${patchIds}) ORDER BY at, id`);
}
