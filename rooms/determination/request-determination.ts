import { appendEntry } from "#rooms/audit";
import { authoriseOnEngagement, lockConsentingEngagement, noteDetermination } from "#rooms/engagement";
import { isUniqueViolation, newId, notFound, type Actor, type Services } from "#rooms/platform";
import { DeterminationRefusal } from "./determination.errors.ts";
import { findRequest, findSigned, insertRequest, insertStage } from "./determination.store.ts";

/**
 * The developer asks whether the model meets the designation. Nobody but the enclave gets to call the model by it, under
 * leases that end with the developer's word.
 */
export async function requestDetermination(services: Services, input: { readonly actor: Actor; readonly engagementId: string }): Promise<string> {
  await authoriseOnEngagement(services, input.actor, "determination:request", input.engagementId);
  return ask(services, { ...input, reconsiders: null });
}

/** Asks again about a model whose determination was signed. The earlier one is kept; a new signed one takes its place. */
export async function requestReconsideration(services: Services, input: { readonly actor: Actor; readonly requestId: string }): Promise<string> {
  const earlier = await findRequest(services.db, input.requestId);
  if (!earlier) throw notFound();
  if (!(await findSigned(services.db, earlier.id))) throw new DeterminationRefusal("nothing-signed-yet", "There is no signed determination to look at again yet.");
  return ask(services, { actor: input.actor, engagementId: earlier.engagement_id, reconsiders: earlier.id });
}

async function ask(services: Services, input: { readonly actor: Actor; readonly engagementId: string; readonly reconsiders: string | null }): Promise<string> {
  const { actor, engagementId, reconsiders } = input;
  const id = newId("dtr");
  const at = services.clock();
  try {
    await services.db.inTransaction(async (tx) => {
      const engagement = await lockConsentingEngagement(services, tx, { engagementId, scope: "determination" });
      await insertRequest(tx, { id, engagementId, organisationId: actor.organisationId, modelDigest: engagement.modelDigest, by: actor.personId, reconsiders, at });
      await insertStage(tx, { requestId: id, stage: "requested", at: at.toISOString() });
      await noteDetermination(tx, engagementId, "request-determination");
      await appendEntry(services, tx, { kind: "determination.requested", subject: id, by: actor, data: { engagementId, reconsiders } });
    });
  } catch (error) {
    if (!isUniqueViolation(error, "request_one_running")) throw error;
    throw new DeterminationRefusal("already-asked", "engagementId: a determination was asked for and is under way", { field: "engagementId", cause: error });
  }
  return id;
}
