import { generateSigningKey, type SigningKey } from "#engines/ledger";
import { appendEntry } from "#rooms/audit";
import { type Actor, type Queryable, type Services, type Transaction } from "#rooms/platform";
import { endSigningKey, insertSigningKey, listSigningKeys, lockSigningKeys } from "./signing-keys.store.ts";

/*
 * The keys that patches are signed with, one after another. Each has its time, which is published with it: a signature
 * counts when it was made while its key was valid, so that old ones stay checkable after a change. Private parts lie in
 * sealed files outside of the database.
 */

export interface PublishedKey {
  readonly keyId: string;
  readonly publicKeyPem: string;
  readonly validFrom: string;
  readonly validUntil: string | null;
  readonly endedBecause: "rotated" | "compromised" | null;
}

/** The key in force, made when it is first needed. */
export async function useSigningKey(services: Services, tx: Transaction): Promise<SigningKey> {
  await lockSigningKeys(tx);
  const newest = (await listSigningKeys(tx)).at(-1);
  if (newest) return openKey(services, newest.generation);
  const key = openKey(services, 1);
  await insertSigningKey(tx, { keyId: key.keyId, generation: 1, publicKeyPem: key.publicKeyPem, validFrom: services.clock() });
  return key;
}

/** The public part of the key that signs now; before anything was signed, of the one that will. */
export async function showSigningKey(services: Services, db: Queryable): Promise<Pick<SigningKey, "keyId" | "publicKeyPem">> {
  const newest = (await listSigningKeys(db)).at(-1);
  const { keyId, publicKeyPem } = openKey(services, newest?.generation ?? 1);
  return { keyId, publicKeyPem };
}

/** Every key there ever was with its time, oldest first. */
export async function listPublishedKeys(db: Queryable): Promise<PublishedKey[]> {
  return (await listSigningKeys(db)).map((row) => ({ keyId: row.key_id, publicKeyPem: row.public_key_pem, validFrom: row.valid_from, validUntil: row.valid_until, endedBecause: row.ended_because }));
}

/** Ends the key in force at this instant and puts a new one in its place. What was signed stays signed. */
export async function rotateSigningKey(services: Services, { actor, because }: { readonly actor: Actor; readonly because: "rotated" | "compromised" }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const old = await useSigningKey(services, tx);
    const { generation } = (await listSigningKeys(tx)).at(-1) ?? { generation: 1 };
    const at = services.clock();
    await endSigningKey(tx, old.keyId, { because, by: actor.personId, at });
    const next = openKey(services, generation + 1);
    await insertSigningKey(tx, { keyId: next.keyId, generation: generation + 1, publicKeyPem: next.publicKeyPem, validFrom: at });
    await appendEntry(services, tx, { kind: "remediation.signing-key-rotated", subject: next.keyId, by: actor, data: { replaces: old.keyId, because } });
  });
}

function openKey(services: Services, generation: number): SigningKey {
  const name = generation === 1 ? "patch-signing-key" : `patch-signing-key-${generation}`;
  return JSON.parse(services.keys.secret(name, () => JSON.stringify(generateSigningKey()))) as SigningKey;
}
