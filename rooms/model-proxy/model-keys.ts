import { findPersonCard, issueLink, openLink, revokeLinksTo } from "#rooms/access";
import { Refusal, type Actor, type Queryable, type Services, type Transaction } from "#rooms/platform";
import { ModelProxyRefusal } from "./model-proxy.errors.ts";

/*
 * A model key lets a program of a named person call the model as that person, for some hours. It opens the proxy and
 * nothing else; every end of the person's own access is its end too. Its row is its room's; its secret is a link's, whose
 * row is sealed with its subject: whose key it is, and for what, cannot be changed in the database.
 */

const HOUR_MS = 3_600_000;

/** What a room keeps of a key. */
export interface KeptModelKey {
  readonly id: string;
  readonly person_id: string;
  readonly expires_at: string;
  readonly ended_at: string | null;
}

/** The keys of one room. */
export interface ModelKeyKind<Key extends KeptModelKey> {
  /** Of its links. */
  readonly audience: string;
  /** The permissions under which its holder may act by it. */
  readonly scopes: readonly string[];
  /** What of the key its link seals, such as the record under which it was made. */
  sealed(key: Key): string;
  find(db: Queryable, id: string): Promise<Key | undefined>;
}

/** Hours from now, and by the earliest of these ends at the latest. */
export function planKeyEnd(services: Services, hours: number, ends: readonly (string | null)[]): Date {
  return new Date(Math.min(services.clock().getTime() + hours * HOUR_MS, ...ends.filter((end) => end !== null).map((end) => Date.parse(end))));
}

/** Makes the secret of a key that was stored; it is seen this once. */
export function issueKeySecret<Key extends KeptModelKey>(services: Services, tx: Transaction, kind: ModelKeyKind<Key>, key: Key): Promise<string> {
  return issueLink(services, tx, { audience: kind.audience, subject: subjectOf(kind, key), expiresAt: new Date(key.expires_at), singleUse: false });
}

export async function endKeySecret<Key extends KeptModelKey>(services: Services, tx: Transaction, kind: ModelKeyKind<Key>, key: Key): Promise<void> {
  await revokeLinksTo(services, tx, kind.audience, subjectOf(kind, key));
}

export interface KeyHolder<Key> {
  /** The world as the key's person has it. */
  readonly services: Services;
  readonly actor: Actor;
  readonly key: Key;
}

/** Whoever brings a key, with the roles they hold now. Wrong, expired and ended keys are one answer. */
export async function enterByModelKey<Key extends KeptModelKey>(services: Services, kind: ModelKeyKind<Key>, token: string): Promise<KeyHolder<Key>> {
  const house = services.db.asSystem("whoever brings a key's secret is nobody yet");
  const link = await openLink(services, services.db, kind.audience, token).catch((error: unknown) => {
    if (error instanceof Refusal) throw refuseKey(error);
    throw error;
  });
  const key = await kind.find(house, link.subject.split(" ")[0] ?? "");
  const person = key && (await findPersonCard(house, key.person_id));
  if (!key || !person || subjectOf(kind, key) !== link.subject || key.ended_at !== null) throw refuseKey();
  const actor: Actor = { personId: person.id, organisationId: person.organisationId, roles: person.roles, sessionId: key.id, scopes: kind.scopes };
  return { services: services.as(actor), actor, key };
}

/** Whether a key that was brought is one still. */
export function isKeyLive(key: KeptModelKey | undefined, now: number): boolean {
  return key !== undefined && key.ended_at === null && now < Date.parse(key.expires_at);
}

export function refuseKey(cause?: unknown): ModelProxyRefusal {
  return new ModelProxyRefusal("model-key-not-valid", "Authorization: bring a model key that is valid now as a bearer token; make one on the page of your access.", { field: "authorization", cause });
}

function subjectOf<Key extends KeptModelKey>(kind: ModelKeyKind<Key>, key: Key): string {
  return `${key.id} ${kind.sealed(key)} ${key.person_id}`;
}
