import type { Services } from "#rooms/platform";
import { listOwnedCommitments, listOwnedDeterminations, listOwnedRequests, listOwnedStages } from "./determination-export.store.ts";

/** What a developer asked about its models, and what the Director signed for it: the envelope itself, to be checked anywhere. */
export async function exportOwned({ db }: Services, organisationId: string): Promise<Readonly<Record<string, unknown>>> {
  return {
    requests: await listOwnedRequests(db, organisationId),
    stages: await listOwnedStages(db, organisationId),
    commitments: await listOwnedCommitments(db, organisationId),
    determinations: await listOwnedDeterminations(db, organisationId),
  };
}
