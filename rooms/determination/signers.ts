import { DELEGATION_PAYLOAD_TYPE, type Envelope } from "#engines/ledger";
import type { Queryable } from "#rooms/platform";
import { findDelegation, findDelegationByKey, listDirectorKeys, type DelegationRow, type DirectorKeyRow } from "./authority.store.ts";

/** By whose key something was signed: the Director's keys up to that one, and the delegate's where one signed. */
export interface Signer {
  /** Oldest first; the last is the one that signed, or let the delegate sign. */
  readonly keys: readonly DirectorKeyRow[];
  readonly directorKey: DirectorKeyRow;
  readonly delegation: DelegationRow | undefined;
  /** PEM of the key that made the signature. */
  readonly publicKey: string;
}

/**
 * Who signs with this key now: the Director in force, or a delegate whom that one named and did not end. Undefined for
 * everybody else, such as a former key of the Director's.
 */
export async function findSigner(db: Queryable, envelope: Pick<Envelope, "signatures">): Promise<Signer | undefined> {
  // A signature does not cover its own `keyid`, so it must be one and name the key that will be tried (INV-7).
  const keyId = envelope.signatures.length === 1 ? envelope.signatures[0]?.keyid : undefined;
  const keys = await listDirectorKeys(db);
  const directorKey = keys.at(-1);
  if (keyId === undefined || !directorKey) return undefined;
  if (keyId === directorKey.key_id) return { keys, directorKey, delegation: undefined, publicKey: directorKey.public_key };
  const delegation = await findDelegationByKey(db, keyId);
  if (!delegation || delegation.ended_at !== null || delegation.director_key_id !== directorKey.key_id) return undefined;
  return { keys, directorKey, delegation, publicKey: delegation.public_key };
}

/** Who signed what is kept, by the ids that were kept with it. */
export async function getSigner(db: Queryable, signed: { readonly director_key_id: string; readonly delegation_id: string | null }): Promise<Signer | undefined> {
  const all = await listDirectorKeys(db);
  const place = all.findIndex(({ key_id }) => key_id === signed.director_key_id);
  const directorKey = all[place];
  const delegation = signed.delegation_id === null ? undefined : await findDelegation(db, signed.delegation_id);
  if (!directorKey || (signed.delegation_id !== null && delegation?.statement.payloadType !== DELEGATION_PAYLOAD_TYPE)) return undefined;
  return { keys: all.slice(0, place + 1), directorKey, delegation, publicKey: delegation?.public_key ?? directorKey.public_key };
}
