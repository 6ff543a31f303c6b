import type { FromEnclave } from "#contracts/exchange";
import { findOrganisationCard } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { authoriseOnEngagement, findEngagementCard } from "#rooms/engagement";
import { newId, notFound, SYSTEM_ACTOR, type Actor, type Services, type Transaction } from "#rooms/platform";
import { findClaim, insertClaim, listNobodys, setOwner } from "./claims.store.ts";
import { lockRequest } from "./determination.store.ts";
import type { TakenIn } from "./determination.types.ts";
import { send } from "./export-requests.ts";
import { tellDeveloper } from "./tell-developer.ts";

/*
 * The government may have begun a determination of a model before its developer registered the digest; nobody is shown it
 * then. A digest proves nothing, since whoever has the weights, or heard of it, can register it too. So the developer says
 * that the model is its own, and gets the same answer whether or not there is a determination; where there is one, the
 * enclave, which knows whose model it looked at, hears of it, and two of its people say whether it is so. Only then is it
 * shown. What they do not confirm, the claimant never learns to have existed (INV-8).
 */

/** Passes a claim on, where there is something to claim. Always enqueued, so that claiming looks the same with and without. */
export const PASS_CLAIM = { name: "determination.pass-claim" };

/** The developer says that a registered model is its own. Saying it again changes nothing. */
export async function claimModel(services: Services, { actor, engagementId }: { readonly actor: Actor; readonly engagementId: string }): Promise<void> {
  await authoriseOnEngagement(services, actor, "determination:request", engagementId);
  await services.db.inTransaction(async (tx) => {
    const engagement = await findEngagementCard(services, tx, engagementId);
    if (!engagement) throw notFound();
    const id = newId("clm");
    if ((await insertClaim(tx, { id, engagementId, organisationId: engagement.organisationId, modelDigest: engagement.modelDigest, by: actor.personId, at: services.clock() })) === 0) return;
    await appendEntry(services, tx, { kind: "determination.model-claimed", subject: engagementId, by: actor, data: { claimId: id }, visibleTo: [engagement.organisationId] });
    await services.jobs.enqueue(tx, PASS_CLAIM, { claimId: id });
  });
}

/** Tells the enclave who claims a model that it looks at; of claims to anything else it hears nothing. Safe to run twice. */
export async function passClaim(services: Services, claimId: string): Promise<void> {
  const claim = await findClaim(services.db, claimId);
  const organisation = claim && (await findOrganisationCard(services.db, claim.organisation_id));
  if (!claim || !organisation) return;
  for (const requestId of await listNobodys(services.db, claim.model_digest)) {
    await send(services, `claim-${claimId}-${requestId}.json`, { kind: "developer-claimed", claimId, requestId, organisationName: organisation.name, claimedAt: claim.claimed_at });
  }
}

/** Two people of the enclave said that the claim is so: from here on the determination is the developer's to see. */
export async function recordDeveloper(services: Services, tx: Transaction, bundle: Extract<FromEnclave, { kind: "developer-confirmed" }>): Promise<TakenIn> {
  const { claimId, requestId } = bundle;
  const request = await lockRequest(tx, requestId);
  if (!request) return "unknown-request";
  const claim = await findClaim(tx, claimId);
  if (!claim || claim.model_digest !== request.model_digest) return "does-not-fit";
  const { organisation_id: organisationId, engagement_id: engagementId } = claim;
  if ((await setOwner(tx, { requestId, organisationId, engagementId })) === 0) return "does-not-fit";
  await appendEntry(services, tx, { kind: "determination.developer-confirmed", subject: requestId, by: SYSTEM_ACTOR, data: { claimId, engagementId }, visibleTo: [organisationId] });
  await tellDeveloper(services, tx, { ...request, organisation_id: organisationId, engagement_id: engagementId }, "determination.developer-confirmed");
  return "imported";
}
