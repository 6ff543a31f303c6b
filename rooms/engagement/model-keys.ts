import { PROXIED_MODEL, PROXIED_REDUCED_MODEL } from "#contracts/model-proxy";
import { appendEntry } from "#rooms/audit";
import { endKeySecret, enterByModelKey, issueKeySecret, planKeyEnd, type ModelAccess, type ModelKeyKind } from "#rooms/model-proxy";
import { newId, notFound, type Actor, type Services } from "#rooms/platform";
import { authoriseAsEvaluator } from "./engagement.resources.ts";
import { beginCall } from "./model-calls.ts";
import { findModelKey, insertModelKey, listModelKeys, markModelKeyEnded, type ModelKeyRow } from "./model-use.store.ts";
import { requireStandingAccess } from "./standing-access.ts";
import type { WindowTerms } from "./window-terms.ts";

/** A named evaluator's: for the purpose of their grant. */
const KEYS: ModelKeyKind<ModelKeyRow> = { audience: "model-key", scopes: ["engagement:evaluate", "engagement:use-model"], sealed: (key) => key.engagement_id, find: findModelKey };

/** Makes a key; its secret is seen this once. */
export function makeModelKey(services: Services, input: { readonly actor: Actor; readonly engagementId: string; readonly name: string; readonly hours: number }): Promise<{ readonly key: ModelKeyRow; readonly secret: string; readonly model: string }> {
  const { actor, engagementId, name, hours } = input;
  return services.db.inTransaction(async (tx) => {
    const { engagement, window, evaluator, terms } = await requireStandingAccess(services, tx, { actor, engagementId });
    const expiresAt = planKeyEnd(services, hours, [window.ends_at, evaluator.until]);
    const id = newId("mkey");
    await insertModelKey(tx, { id, engagementId, windowId: window.id, personId: actor.personId, purpose: terms.purpose, name, at: services.clock(), expiresAt });
    await appendEntry(services, tx, { kind: "engagement.model-key-made", subject: engagementId, by: actor, data: { keyId: id, expiresAt: expiresAt.toISOString() }, visibleTo: [engagement.organisation_id] });
    const key = await findModelKey(tx, id);
    if (!key) throw notFound();
    return { key, secret: await issueKeySecret(services, tx, KEYS, key), model: nameModel(terms.variant) };
  });
}

/** Ends one of the actor's own keys now; another's looks absent. */
export async function endModelKey(services: Services, input: { readonly actor: Actor; readonly engagementId: string; readonly keyId: string }): Promise<void> {
  const { actor, engagementId, keyId } = input;
  await services.db.inTransaction(async (tx) => {
    const key = await findModelKey(tx, keyId);
    if (!key || key.person_id !== actor.personId || key.engagement_id !== engagementId) throw notFound();
    if (key.ended_at !== null) return;
    await markModelKeyEnded(tx, keyId, services.clock());
    await endKeySecret(services, tx, KEYS, key);
    await appendEntry(services, tx, { kind: "engagement.model-key-ended", subject: engagementId, by: actor, data: { keyId } });
  });
}

export function listOwnModelKeys(services: Services, input: { readonly actor: Actor; readonly engagementId: string }): Promise<readonly ModelKeyRow[]> {
  return listModelKeys(services.db, input.engagementId, input.actor.personId);
}

/** What stands behind an evaluator's key now. */
export async function enterAsEvaluator(anybody: Services, token: string): Promise<ModelAccess> {
  const { services, actor, key } = await enterByModelKey(anybody, KEYS, token);
  const { engagement_id: engagementId, purpose, id: keyId } = key;
  await authoriseAsEvaluator(services, actor, engagementId);
  const { terms } = await requireStandingAccess(services, services.db, { actor, engagementId, keyId });
  return { services, model: nameModel(terms.variant), keyMadeAt: key.made_at, begin: ({ question, tools }) => beginCall(services, { actor, engagementId, purpose, what: "", question, tools, keyId }) };
}

function nameModel(variant: WindowTerms["variant"]): string {
  return variant === "reduced-safeguards" ? PROXIED_REDUCED_MODEL : PROXIED_MODEL;
}
