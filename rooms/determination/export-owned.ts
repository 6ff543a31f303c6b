import type { Services } from "#rooms/platform";
import { listOwnedAlarms } from "./alarms.store.ts";
import { listOwnedClaims } from "./claims.store.ts";
import { listOwnedActs, listOwnedCommitments, listOwnedDeterminations, listOwnedProofs, listOwnedRequests, listOwnedRuns, listOwnedStages } from "./determination-export.store.ts";
import { exportFiles } from "./give-files.ts";
import { openFacts } from "./request-determination.ts";

/** What a developer asked about its models, and what the Director signed for it: the envelopes and proofs themselves, to be checked anywhere. */
export async function exportOwned(services: Services, organisationId: string): Promise<Readonly<Record<string, unknown>>> {
  const { db } = services;
  return {
    requests: (await listOwnedRequests(db, organisationId)).map(({ sealedFacts, ...row }) => ({ ...row, facts: sealedFacts === null ? null : openFacts(services, row.id, sealedFacts) })),
    files: await exportFiles(services, organisationId),
    claims: await listOwnedClaims(db, organisationId),
    stages: await listOwnedStages(db, organisationId),
    runs: await listOwnedRuns(db, organisationId),
    alarms: await listOwnedAlarms(db, organisationId),
    commitments: await listOwnedCommitments(db, organisationId),
    determinations: await listOwnedDeterminations(db, organisationId),
    proofs: await listOwnedProofs(db, organisationId),
    laterActs: await listOwnedActs(db, organisationId),
  };
}
