import type { Services } from "#rooms/platform";
import { openSignatory } from "./keep-membership.ts";
import { listOwnedAttempts, listOwnedClaims, listOwnedExchanges, listOwnedInvitations, listOwnedMemberships, listOwnedSpending } from "./scanning-export.store.ts";

/** What an organisation agreed to, claimed and spent, whom it met and to what it was invited. */
export async function exportOwned(services: Services, organisationId: string): Promise<Readonly<Record<string, unknown>>> {
  const { db, keys } = services;
  return {
    memberships: (await listOwnedMemberships(db, organisationId)).map(({ sealed_signatory, ...row }) => ({ ...row, signatory: openSignatory(services, { id: row.id, sealed_signatory }) })),
    claims: (await listOwnedClaims(db, organisationId)).map(({ sealedEvidence, ...row }) => ({ ...row, evidence: keys.open("claim", row.id, sealedEvidence).toString("utf8") })),
    exchanges: await listOwnedExchanges(db, organisationId),
    attempts: await listOwnedAttempts(db, organisationId),
    campaigns: await listOwnedInvitations(db, organisationId),
    spending: await listOwnedSpending(db, organisationId),
  };
}
