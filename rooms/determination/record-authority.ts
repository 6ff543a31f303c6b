import type { FromEnclave } from "#contracts/exchange";
import { DETERMINATION_ENTRY_KINDS, LedgerRefusal, openDelegation, openDelegationEnd, openKeyRotation } from "#engines/ledger";
import { listHolders, tellHolders } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { SYSTEM_ACTOR, type Queryable, type Services, type Transaction } from "#rooms/platform";
import { endDelegation, findDelegation, insertDelegation, insertDirectorKey, insertOfferedKey, listDirectorKeys, type DirectorKeyRow } from "./authority.store.ts";
import type { TakenIn } from "./determination.types.ts";

/** The Director's key handed over to its successor: believed for the former key's own signature, and for nothing else. */
export async function recordRotation(services: Services, tx: Transaction, bundle: Extract<FromEnclave, { kind: "director-key-rotated" }>): Promise<TakenIn> {
  const keys = await listDirectorKeys(tx);
  const current = keys.at(-1);
  const rotation = current && tryOpen(() => openKeyRotation(bundle.rotation, current.public_key));
  if (!rotation) return isSignedByFormer(keys, bundle.rotation) ? "another-key" : "waiting";
  if (keys.some(({ key_id }) => key_id === rotation.keyId)) return "another-key";
  const { keyId, publicKey, previousKeyId } = rotation;
  const entryId = await appendEntry(services, tx, {
    kind: DETERMINATION_ENTRY_KINDS.directorKeyRotated, subject: keyId, by: SYSTEM_ACTOR, data: { keyId, publicKey, previousKeyId }, visibleTo: await developersOf(tx),
  });
  await insertDirectorKey(tx, { keyId, publicKey, cameBy: "rotated", handover: bundle.rotation, entryId, at: services.clock() });
  return "imported";
}

/** After a loss the enclave offers a key. It is kept and told to the administrators; two of them take it up by hand, or nobody. */
export async function recordOffer(services: Services, tx: Transaction, bundle: Extract<FromEnclave, { kind: "director-key-offered" }>): Promise<TakenIn> {
  const { directorKeyId: keyId, directorKey: publicKey, offeredAt } = bundle;
  if ((await listDirectorKeys(tx)).some(({ key_id }) => key_id === keyId) || (await insertOfferedKey(tx, { keyId, publicKey, at: offeredAt })) === 0) return "another-key";
  await appendEntry(services, tx, { kind: "determination.director-key-offered", subject: keyId, by: SYSTEM_ACTOR, data: { keyId }, visibleTo: await developersOf(tx) });
  await tellHolders(services, tx, { roles: ["administrator"], kind: "determination.key-offered", link: "/director-keys" });
  return "imported";
}

/** A delegate may sign from here on, until the instant that the Director's key signed. */
export async function recordDelegation(services: Services, tx: Transaction, bundle: Extract<FromEnclave, { kind: "delegation-made" }>): Promise<TakenIn> {
  const directorKey = (await listDirectorKeys(tx)).at(-1);
  const delegation = directorKey && tryOpen(() => openDelegation(bundle.delegation, directorKey.public_key));
  if (!delegation) return "unknown-signer";
  const { delegationId, keyId, publicKey, validFrom, validUntil } = delegation;
  if (await findDelegation(tx, delegationId)) return "already-delegated";
  const entryId = await appendEntry(services, tx, { kind: DETERMINATION_ENTRY_KINDS.delegationAnnounced, subject: delegationId, by: SYSTEM_ACTOR, data: { delegationId, keyId, publicKey, validUntil } });
  const inserted = await insertDelegation(tx, { delegationId, keyId, publicKey, directorKeyId: directorKey.key_id, statement: bundle.delegation, validFrom, validUntil, entryId });
  return inserted === 0 ? "already-delegated" : "imported";
}

/** Nothing that this delegate signed and that comes after this is believed, whatever instant it states. */
export async function recordDelegationEnd(services: Services, tx: Transaction, bundle: Extract<FromEnclave, { kind: "delegation-ended" }>): Promise<TakenIn> {
  for (const directorKey of await listDirectorKeys(tx)) {
    const end = tryOpen(() => openDelegationEnd(bundle.end, directorKey.public_key));
    const delegation = end && (await findDelegation(tx, end.delegationId));
    if (!end || delegation?.director_key_id !== directorKey.key_id) continue;
    if (delegation.ended_at !== null) return "already-delegated";
    const { delegationId, endedAt } = end;
    const entryId = await appendEntry(services, tx, { kind: DETERMINATION_ENTRY_KINDS.delegationEnded, subject: delegationId, by: SYSTEM_ACTOR, data: { delegationId, endedAt } });
    await endDelegation(tx, { delegationId, statement: bundle.end, endedAt, entryId });
    return "imported";
  }
  return "another-key";
}

/** Every developer's organisation: whose key decides about models is every developer's to know. */
export async function developersOf(db: Queryable): Promise<readonly string[]> {
  const house = db.asSystem("every developer is told of the Director's keys");
  return [...new Set([...(await listHolders(house, "developer-release-lead")), ...(await listHolders(house, "developer-security-lead"))].map(({ organisationId }) => organisationId))];
}

/** A former key has handed over once and for all; what a later one signed waits for the steps in between. */
function isSignedByFormer(keys: readonly DirectorKeyRow[], rotation: unknown): boolean {
  return keys.slice(0, -1).some(({ public_key }) => tryOpen(() => openKeyRotation(rotation, public_key)) !== undefined);
}

/** What the enclave sent is hostile: not signed as it must be is an answer, and no error. */
function tryOpen<Statement>(open: () => Statement): Statement | undefined {
  try {
    return open();
  } catch (error) {
    if (error instanceof LedgerRefusal) return undefined;
    throw error;
  }
}
