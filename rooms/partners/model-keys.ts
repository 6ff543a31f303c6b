import { createHash } from "node:crypto";
import { PROXIED_EARLY_ACCESS_MODEL } from "#contracts/model-proxy";
import { gatekeeper } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { endKeySecret, enterByModelKey, issueKeySecret, planKeyEnd, type ModelAccess, type ModelKeyKind } from "#rooms/model-proxy";
import { newId, notFound, Refusal, requireRecord, type Actor, type Services, type Transaction } from "#rooms/platform";
import { findModelKey, insertModelKey, listModelKeys, markModelKeyEnded, type ModelKeyRow } from "./model-use.store.ts";
import { PartnersRefusal } from "./partners.errors.ts";
import { partnersOwnResource } from "./partners.resources.ts";
import { beginUse, requireActive, requireUse } from "./use-model.ts";

const TAKE_PART = "partners:take-part";

/** A partner's person's, for one system of the scope: its name is sealed with the key. */
const KEYS: ModelKeyKind<ModelKeyRow> = {
  audience: "partner-model-key",
  scopes: [TAKE_PART],
  sealed: (key) => `${key.early_access_id} ${createHash("sha256").update(key.system).digest("hex")}`,
  find: findModelKey,
};

interface OfAccess {
  readonly actor: Actor;
  readonly id: string;
}

/** Makes a key for one system; its secret is seen this once. It ends with the terms, and with the word on the safeguards, at the latest. */
export async function makeModelKey(services: Services, input: OfAccess & { readonly name: string; readonly system: string; readonly hours: number }): Promise<{ readonly key: ModelKeyRow; readonly secret: string; readonly model: string }> {
  const { actor, id, name, system, hours } = input;
  const row = await requireUse(services, { actor, id, system, keyId: null });
  return services.db.inTransaction(async (tx) => {
    const keyId = newId("mkey");
    const expiresAt = planKeyEnd(services, hours, [row.ends_at, row.controls_until]);
    await insertModelKey(tx, { id: keyId, earlyAccessId: id, personId: actor.personId, system, name, at: services.clock(), expiresAt });
    await appendEntry(services, tx, { kind: "partners.model-key-made", subject: id, by: actor, data: { keyId, expiresAt: expiresAt.toISOString() }, visibleTo: [row.developer_organisation_id] });
    const key = await findModelKey(tx, keyId);
    if (!key) throw notFound();
    return { key, secret: await issueKeySecret(services, tx, KEYS, key), model: PROXIED_EARLY_ACCESS_MODEL };
  });
}

/** Ends one of the actor's own keys now; another's looks absent. */
export async function endModelKey(services: Services, { actor, id, keyId }: OfAccess & { readonly keyId: string }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const key = await findModelKey(tx, keyId);
    if (!key || key.person_id !== actor.personId || key.early_access_id !== id) throw notFound();
    if (key.ended_at === null) await end(services, tx, actor, key);
  });
}

export function listOwnModelKeys(services: Services, { actor, id }: OfAccess): Promise<readonly ModelKeyRow[]> {
  return listModelKeys(services.db, id, actor.personId);
}

/** What stands behind a partner's key now. */
export async function enterAsPartner(anybody: Services, token: string): Promise<ModelAccess> {
  const { services, actor, key } = await enterByModelKey(anybody, KEYS, token);
  const use = { actor, id: key.early_access_id, system: key.system, keyId: key.id };
  await requireRecord(services, gatekeeper, { actor, permission: TAKE_PART, kind: partnersOwnResource, id: use.id });
  await requireActive(services, services.db, use);
  return {
    services, model: PROXIED_EARLY_ACCESS_MODEL, keyMadeAt: key.made_at,
    begin: (asked) => beginUse(services, { ...use, ...asked, what: `A program of theirs asks the model about ${key.system}` }).catch(async (error: unknown) => {
      // Its system has left the scope: one attempt is on record, and there will not be a thousand.
      if (error instanceof PartnersRefusal && error.code === "outside-scope") await services.db.inTransaction((tx) => end(services, tx, actor, key));
      throw error;
    }),
  };
}

/** Ends the key that this is the secret of, in its holder's name. */
export async function endKeyOf(anybody: Services, secret: string): Promise<void> {
  const held = await enterByModelKey(anybody, KEYS, secret).catch((error: unknown) => {
    if (error instanceof Refusal) return undefined;
    throw error;
  });
  if (held) await held.services.db.inTransaction((tx) => end(held.services, tx, held.actor, held.key));
}

async function end(services: Services, tx: Transaction, actor: Actor, key: ModelKeyRow): Promise<void> {
  await markModelKeyEnded(tx, key.id, services.clock());
  await endKeySecret(services, tx, KEYS, key);
  await appendEntry(services, tx, { kind: "partners.model-key-ended", subject: key.early_access_id, by: actor, data: { keyId: key.id } });
}
