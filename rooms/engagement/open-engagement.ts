import type { openEngagement as openEngagementBody, rewriteDraft as rewriteDraftBody } from "#contracts/engagement";
import { appendEntry } from "#rooms/audit";
import { findAddressFault, isUniqueViolation, newId, notFound, type Actor, type Services, type Transaction } from "#rooms/platform";
import type { z } from "zod";
import { EngagementRefusal } from "./engagement.errors.ts";
import { findHandle, insertDates, markOpenedFromDraft, writeEngagement } from "./engagement.store.ts";
import { declareModel } from "./declare-model.ts";
import { holdEngagement, requireMove } from "./hold-engagement.ts";
import { refusePassedDates } from "./set-release-dates.ts";

export type OpenEngagement = z.output<typeof openEngagementBody>;
export type RewriteDraft = z.output<typeof rewriteDraftBody>;

/** Opens an engagement for a model under development. It creates no duty and, by itself, no access. */
export async function openEngagement(services: Services, input: { readonly actor: Actor; readonly terms: OpenEngagement }): Promise<string> {
  const { actor, terms } = input;
  const id = newId("eng");
  const at = services.clock();
  refusePassedDates(terms, at);
  refuseUnreachable(services, terms.model.endpoint);
  await refusingASecond(() =>
    services.db.inTransaction(async (tx) => {
      const modelId = await write(services, tx, { id, actor, terms, state: "open" });
      await insertDates(tx, { engagementId: id, partnerReleaseAt: terms.partnerReleaseAt, publicReleaseAt: terms.publicReleaseAt, reason: null, at, by: actor.personId });
      await appendEntry(services, tx, { kind: "engagement.opened", subject: id, by: actor, data: { modelId, consentScope: [...terms.consentScope] } });
    }),
  );
  return id;
}

/** Keeps an engagement as a draft, for the developer's own people alone: it has no effect, and nobody else learns of it. */
export async function draftEngagement(services: Services, input: { readonly actor: Actor; readonly terms: OpenEngagement }): Promise<string> {
  const { actor, terms } = input;
  const id = newId("eng");
  refuseUnreachable(services, terms.model.endpoint);
  await services.db.inTransaction(async (tx) => {
    await write(services, tx, { id, actor, terms, state: "draft" });
    await appendEntry(services, tx, { kind: "engagement.drafted", subject: id, by: actor, data: {} });
  });
  return id;
}

/** Writes a draft anew. */
export async function rewriteDraft(services: Services, input: { readonly actor: Actor; readonly engagementId: string; readonly terms: RewriteDraft }): Promise<void> {
  const { actor, engagementId: id, terms } = input;
  refuseUnreachable(services, terms.model.endpoint);
  await services.db.inTransaction(async (tx) => {
    requireMove(await holdEngagement(tx, id), "open", "developer");
    await write(services, tx, { id, actor, terms, state: "draft" });
    await appendEntry(services, tx, { kind: "engagement.draft-rewritten", subject: id, by: actor, data: {} });
  });
}

/** Opens what was drafted. What may have changed while it lay there is asked anew. */
export async function openDraft(services: Services, input: { readonly actor: Actor; readonly engagementId: string }): Promise<void> {
  const { actor, engagementId: id } = input;
  const at = services.clock();
  await refusingASecond(() =>
    services.db.inTransaction(async (tx) => {
      const draft = await holdEngagement(tx, id);
      requireMove(draft, "open", "developer");
      const dates = { partnerReleaseAt: draft.partner_release_at, publicReleaseAt: draft.public_release_at };
      refusePassedDates(dates, at);
      const handle = await findHandle(tx, id);
      if (!handle) throw notFound();
      refuseUnreachable(services, handle.endpoint);
      await markOpenedFromDraft(tx, { id, by: actor.personId, at });
      await insertDates(tx, { engagementId: id, ...dates, reason: null, at, by: actor.personId });
      await appendEntry(services, tx, { kind: "engagement.opened", subject: id, by: actor, data: { modelId: draft.model_id, consentScope: [...draft.consent_scope] } });
    }),
  );
}

async function write(services: Services, tx: Transaction, input: { readonly id: string; readonly actor: Actor; readonly terms: OpenEngagement | RewriteDraft; readonly state: "draft" | "open" }): Promise<string> {
  const { id, actor, terms, state } = input;
  const { model } = terms;
  const at = services.clock();
  const modelId = await declareModel(services, tx, { actor, model });
  await writeEngagement(tx, {
    id,
    state,
    organisationId: actor.organisationId,
    modelId,
    sealedName: services.keys.seal("engagement-model-name", id, model.name),
    endpoint: model.endpoint,
    endpointModel: model.endpointModel,
    reducedEndpointModel: model.reducedEndpointModel,
    accessMode: model.accessMode,
    sealedCredential: model.credential === null ? null : services.keys.seal("engagement-credential", id, model.credential),
    signatory: terms.signatory,
    consentScope: terms.consentScope,
    partnerReleaseAt: terms.partnerReleaseAt,
    publicReleaseAt: terms.publicReleaseAt,
    writtenBy: actor.personId,
    at,
  });
  return modelId;
}

/** The server calls this address: it must not be one of the server's own neighbours. Judged again at each call. */
function refuseUnreachable(services: Services, endpoint: string): void {
  const fault = findAddressFault(new URL(endpoint), services.configuration.outboundAllow);
  if (!fault) return;
  throw new EngagementRefusal("endpoint-not-reachable-from-here", `model.endpoint: ${fault}; give an https address with a public host name`, { field: "model.endpoint" });
}

/** One model is engaged once at a time; drafts do not count. */
async function refusingASecond(open: () => Promise<void>): Promise<void> {
  try {
    await open();
  } catch (error) {
    if (!isUniqueViolation(error, "engagement_one_live")) throw error;
    throw new EngagementRefusal("already-engaged", "model.digest: this model has an engagement already; close or withdraw that one first", { field: "model.digest", cause: error });
  }
}
