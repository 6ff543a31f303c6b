import { findPersonCard, issueLink, openLink, revokeLinksTo } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { newId, notFound, Refusal, type Actor, type Services } from "#rooms/platform";
import { EngagementRefusal } from "./engagement.errors.ts";
import { authoriseAsEvaluator } from "./engagement.resources.ts";
import { findModelKey, insertModelKey, listModelKeys, markModelKeyEnded, type ModelKeyRow } from "./model-use.store.ts";
import { requireStandingAccess, type StandingAccess } from "./standing-access.ts";

/*
 * A model key lets a program of a named evaluator call the model as that evaluator, for the purpose of their grant, for some
 * hours. It opens the proxy and nothing else; every end of the evaluator's own access is its end too.
 */

const AUDIENCE = "model-key";
const HOUR_MS = 3_600_000;

/** Makes a key; its secret is seen this once. */
export function makeModelKey(services: Services, input: { readonly actor: Actor; readonly engagementId: string; readonly name: string; readonly hours: number }): Promise<{ readonly key: ModelKeyRow; readonly secret: string }> {
  const { actor, engagementId, name, hours } = input;
  return services.db.inTransaction(async (tx) => {
    const { engagement, window, evaluator, terms } = await requireStandingAccess(services, tx, { actor, engagementId });
    const at = services.clock();
    const ends = [at.getTime() + hours * HOUR_MS, Date.parse(window.ends_at ?? ""), ...(evaluator.until === null ? [] : [Date.parse(evaluator.until)])];
    const expiresAt = new Date(Math.min(...ends));
    const id = newId("mkey");
    await insertModelKey(tx, { id, engagementId, windowId: window.id, personId: actor.personId, purpose: terms.purpose, name, at, expiresAt });
    // The link's row is sealed with its subject: whose key this is cannot be changed in the database.
    const secret = await issueLink(services, tx, { audience: AUDIENCE, subject: subjectOf({ id, engagement_id: engagementId, person_id: actor.personId }), expiresAt, singleUse: false });
    await appendEntry(services, tx, { kind: "engagement.model-key-made", subject: engagementId, by: actor, data: { keyId: id, expiresAt: expiresAt.toISOString() }, visibleTo: [engagement.organisation_id] });
    const key = await findModelKey(tx, id);
    if (!key) throw notFound();
    return { key, secret };
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
    await revokeLinksTo(services, tx, AUDIENCE, subjectOf(key));
    await appendEntry(services, tx, { kind: "engagement.model-key-ended", subject: engagementId, by: actor, data: { keyId } });
  });
}

export function listOwnModelKeys(services: Services, input: { readonly actor: Actor; readonly engagementId: string }): Promise<readonly ModelKeyRow[]> {
  return listModelKeys(services.db, input.engagementId, input.actor.personId);
}

export interface KeyHolder {
  /** The world as the key's person has it. */
  readonly services: Services;
  readonly actor: Actor;
  readonly key: ModelKeyRow;
  readonly access: StandingAccess;
}

/** Whoever brings a key, with the access that stands behind it now. Wrong, expired and ended keys are one answer. */
export async function enterByModelKey(services: Services, token: string): Promise<KeyHolder> {
  const house = services.db.asSystem("whoever brings a key's secret is nobody yet");
  const link = await openLink(services, services.db, AUDIENCE, token).catch((error: unknown) => {
    if (error instanceof Refusal) throw notValid(error);
    throw error;
  });
  const key = await findModelKey(house, link.subject.split(" ")[0] ?? "");
  const person = key && (await findPersonCard(house, key.person_id));
  if (!key || !person || subjectOf(key) !== link.subject || key.ended_at !== null) throw notValid();
  const actor: Actor = { personId: person.id, organisationId: person.organisationId, roles: person.roles, sessionId: key.id, scopes: ["engagement:evaluate", "engagement:use-model"] };
  const theirs = services.as(actor);
  await authoriseAsEvaluator(theirs, actor, key.engagement_id);
  return { services: theirs, actor, key, access: await requireStandingAccess(theirs, theirs.db, { actor, engagementId: key.engagement_id, keyId: key.id }) };
}

function subjectOf({ id, engagement_id, person_id }: Pick<ModelKeyRow, "id" | "engagement_id" | "person_id">): string {
  return `${id} ${engagement_id} ${person_id}`;
}

function notValid(cause?: unknown): EngagementRefusal {
  return new EngagementRefusal("model-key-not-valid", "Authorization: bring a model key that is valid now as a bearer token; make one on the page of the engagement.", { field: "authorization", cause });
}
