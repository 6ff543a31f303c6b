import type { openEngagement as openEngagementBody } from "#contracts/engagement";
import { appendEntry } from "#rooms/audit";
import { findAddressFault, isUniqueViolation, newId, type Actor, type Services } from "#rooms/platform";
import type { z } from "zod";
import { EngagementRefusal } from "./engagement.errors.ts";
import { ensureModel, insertDates, insertEngagement } from "./engagement.store.ts";
import { refusePassedDates } from "./set-release-dates.ts";

export type OpenEngagement = z.output<typeof openEngagementBody>;

/** Opens an engagement for a model under development. It creates no duty and, by itself, no access. */
export async function openEngagement(services: Services, input: { readonly actor: Actor; readonly terms: OpenEngagement }): Promise<string> {
  const { actor, terms } = input;
  const { model } = terms;
  const id = newId("eng");
  const at = services.clock();
  refusePassedDates(terms, at);
  // The server calls this address: it must not be one of the server's own neighbours. Judged again at each call.
  const fault = findAddressFault(new URL(model.endpoint), services.configuration.outboundAllow);
  if (fault) {
    throw new EngagementRefusal("endpoint-not-reachable-from-here", `model.endpoint: ${fault}; give an https address with a public host name`, { field: "model.endpoint" });
  }
  try {
    await services.db.inTransaction(async (tx) => {
      const modelId = await ensureModel(tx, { id: newId("mdl"), organisationId: actor.organisationId, digest: model.digest, at });
      await insertEngagement(tx, {
        id,
        organisationId: actor.organisationId,
        modelId,
        sealedName: services.keys.seal("engagement-model-name", id, model.name),
        endpoint: model.endpoint,
        endpointModel: model.endpointModel,
        sealedCredential: services.keys.seal("engagement-credential", id, model.credential),
        signatory: terms.signatory,
        consentScope: terms.consentScope,
        partnerReleaseAt: terms.partnerReleaseAt,
        publicReleaseAt: terms.publicReleaseAt,
        openedBy: actor.personId,
        at,
      });
      await insertDates(tx, { engagementId: id, partnerReleaseAt: terms.partnerReleaseAt, publicReleaseAt: terms.publicReleaseAt, reason: null, at, by: actor.personId });
      await appendEntry(services, tx, { kind: "engagement.opened", subject: id, by: actor, data: { modelId, consentScope: [...terms.consentScope] } });
    });
  } catch (error) {
    if (!isUniqueViolation(error, "engagement_one_live")) throw error;
    throw new EngagementRefusal("already-engaged", "model.digest: this model has an engagement already; close or withdraw that one first", { field: "model.digest", cause: error });
  }
  return id;
}
