import { appendEntry } from "#rooms/audit";
import { authoriseOnEngagement, findEngagementCard, lockConsentingEngagement, noteDetermination } from "#rooms/engagement";
import { isUniqueViolation, newId, notFound, type Actor, type Services } from "#rooms/platform";
import { DeterminationRefusal } from "./determination.errors.ts";
import { findRequest, findSigned, insertRequest, insertStage } from "./determination.store.ts";
import { sendFilesWith } from "./give-files.ts";
import { followEarlier } from "./move-request.ts";

/**
 * The developer asks whether the model meets the designation. Nobody but the enclave gets to call the model by it, under
 * leases that end with the developer's word.
 */
export async function requestDetermination(services: Services, input: { readonly actor: Actor; readonly engagementId: string }): Promise<string> {
  await authoriseOnEngagement(services, input.actor, "determination:request", input.engagementId);
  const engagement = await findEngagementCard(services, services.db, input.engagementId);
  if (!engagement) throw notFound();
  return ask(services, { ...input, modelDigest: engagement.modelDigest, reconsiders: null, withAccess: true, facts: null, files: [] });
}

export interface RequestReconsideration {
  readonly actor: Actor;
  readonly requestId: string;
  /** What the developer wants to be considered. */
  readonly facts: string;
  /** Whether the enclave may run its benchmark on the model again; without, the facts alone are looked at. */
  readonly withAccess: boolean;
  /** Files uploaded for the determination that go with it. */
  readonly files: readonly string[];
}

/**
 * Asks to look at a signed determination again. The earlier one is kept: a new signed one takes its place, or the Director
 * signs that it stands. No right of appeal is in the order; that there is a way to ask is this project's choice.
 */
export async function requestReconsideration(services: Services, input: RequestReconsideration): Promise<string> {
  const { actor, withAccess, facts, files } = input;
  const earlier = await findRequest(services.db, input.requestId);
  if (!earlier || earlier.engagement_id === null) throw notFound();
  if (!(await findSigned(services.db, earlier.id))) throw new DeterminationRefusal("nothing-signed-yet", "There is no signed determination to look at again yet.");
  return ask(services, { actor, engagementId: earlier.engagement_id, modelDigest: earlier.model_digest, reconsiders: earlier.id, withAccess, facts, files });
}

const FACTS = "determination.facts";

/** The facts as they go to the enclave. */
export function openFacts(services: Services, requestId: string, sealed: string): string {
  return services.keys.open(FACTS, requestId, sealed).toString("utf8");
}

interface Ask {
  readonly actor: Actor;
  readonly engagementId: string;
  readonly modelDigest: string;
  readonly reconsiders: string | null;
  readonly withAccess: boolean;
  readonly facts: string | null;
  readonly files: readonly string[];
}

async function ask(services: Services, input: Ask): Promise<string> {
  const { actor, engagementId, modelDigest, reconsiders, withAccess, facts, files } = input;
  const id = newId("dtr");
  const at = services.clock();
  try {
    await services.db.inTransaction(async (tx) => {
      // Facts alone take nothing but the developer's word, also when the engagement is over.
      if (withAccess) await lockConsentingEngagement(services, tx, { engagementId, scope: "determination" });
      await insertRequest(tx, {
        id, origin: "requested", engagementId, organisationId: actor.organisationId, modelDigest, by: actor.personId, reconsiders, withAccess,
        sealedFacts: facts === null ? null : services.keys.seal(FACTS, id, facts), at,
      });
      if (reconsiders !== null) await sendFilesWith(tx, { earlierId: reconsiders, requestId: id, fileIds: [...new Set(files)] });
      await insertStage(tx, { requestId: id, stage: "requested", at: at.toISOString() });
      if (reconsiders === null) await noteDetermination(tx, engagementId, "request-determination");
      else if (!(await followEarlier(services, tx, { requestId: reconsiders, act: "ask-again", at: at.toISOString() }))) {
        throw new DeterminationRefusal("not-in-force", "This determination is being looked at again already, or another took its place.");
      }
      await appendEntry(services, tx, { kind: "determination.requested", subject: id, by: actor, data: { engagementId, reconsiders, ...(files.length === 0 ? {} : { files: files.length }) } });
    });
  } catch (error) {
    if (!isUniqueViolation(error, "request_one_running")) throw error;
    throw new DeterminationRefusal("already-asked", "engagementId: a determination was asked for and is under way", { field: "engagementId", cause: error });
  }
  return id;
}
