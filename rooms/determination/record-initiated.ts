import type { FromEnclave } from "#contracts/exchange";
import { appendEntry } from "#rooms/audit";
import { findFirstRegistration } from "#rooms/engagement";
import { SYSTEM_ACTOR, type Services, type Transaction } from "#rooms/platform";
import { findRequest, findSigned, insertRequest, insertStage, lockRequest } from "./determination.store.ts";
import type { TakenIn } from "./determination.types.ts";
import { tellDeveloper } from "./tell-developer.ts";

/**
 * The government began to look at a model without being asked. Nobody gives it access for that: no engagement moves, no
 * lease is made, no duty follows. Whoever registered the model first is told, from the beginning.
 */
export async function recordInitiated(services: Services, tx: Transaction, bundle: Extract<FromEnclave, { kind: "determination-initiated" }>): Promise<TakenIn> {
  const { requestId: id, modelDigest, reconsiders, initiatedAt } = bundle;
  if (await findRequest(tx, id)) return "does-not-fit";
  const earlier = reconsiders === null ? undefined : await findRequest(tx, reconsiders);
  if (reconsiders !== null && (earlier?.model_digest !== modelDigest || !(await findSigned(tx, reconsiders)))) return "does-not-fit";
  const owner = earlier?.organisation_id ? { organisationId: earlier.organisation_id, engagementId: earlier.engagement_id } : await findFirstRegistration(tx, modelDigest);
  await insertRequest(tx, {
    id, origin: "initiated", engagementId: owner?.engagementId ?? null, organisationId: owner?.organisationId ?? null, modelDigest, by: SYSTEM_ACTOR.personId,
    reconsiders, withAccess: false, sealedFacts: null, at: services.clock(),
  });
  await insertStage(tx, { requestId: id, stage: "initiated", at: initiatedAt });
  await appendEntry(services, tx, { kind: "determination.initiated", subject: id, by: SYSTEM_ACTOR, data: { reconsiders }, visibleTo: owner ? [owner.organisationId] : [] });
  const request = await lockRequest(tx, id);
  if (request) await tellDeveloper(services, tx, request, "determination.initiated");
  return "imported";
}
