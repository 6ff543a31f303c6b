import type { MilestoneParagraph, MilestonePeer } from "#contracts/milestones";
import { computeKeyId, LedgerRefusal } from "#engines/ledger";
import { tellHolders } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { newId, notFound, type Actor, type Services } from "#rooms/platform";
import { ObligationsRefusal } from "../obligations.errors.ts";
import { milestoneKey, ownInstallation } from "./milestone-key.ts";
import { confirmPeer, endPeer, findPeer, insertPeer, listPeers, type PeerRow } from "./milestones.store.ts";

/*
 * Another installation's key, by which its milestones are believed:
 *
 *   proposed → pinned    by a second person, who compares the key with what the other side gave
 *   proposed → ended     taken back
 *   pinned → ended       by one person: what it stated counts no more from then on
 */

export async function listInstallations({ db }: Services): Promise<{ readonly peers: MilestonePeer[] }> {
  return { peers: (await listPeers(db)).map(toPeer) };
}

function toPeer(row: PeerRow): MilestonePeer {
  const state = row.ended_at !== null ? "ended" : row.confirmed_at !== null ? "pinned" : "proposed";
  return { id: row.id, installation: row.installation, keyId: row.key_id, paragraphs: row.paragraphs, state, since: row.ended_at ?? row.confirmed_at ?? row.proposed_at };
}

export interface ProposeInstallation {
  readonly actor: Actor;
  readonly installation: string;
  readonly publicKeyPem: string;
  readonly paragraphs: readonly MilestoneParagraph[];
}

export async function proposeInstallation(services: Services, { actor, installation, publicKeyPem, paragraphs }: ProposeInstallation): Promise<{ readonly id: string }> {
  const keyId = requireKey(publicKeyPem);
  if (keyId === milestoneKey(services).keyId || installation === ownInstallation(services)) {
    throw new ObligationsRefusal("own-installation", "installation: this is the installation you are at; its own evidence counts without a statement", "installation");
  }
  const id = newId("mpe");
  await services.db.inTransaction(async (tx) => {
    const kept = await insertPeer(tx, { id, installation, public_key: publicKeyPem, key_id: keyId, paragraphs: [...new Set(paragraphs)], by: actor.personId, at: services.clock() });
    if (kept === 0) throw new ObligationsRefusal("already-pinned", "installation: a key of this installation is pinned or waits already; end that one first", "installation");
    await appendEntry(services, tx, { kind: "obligations.installation-proposed", subject: id, by: actor, data: { keyId } });
    await tellHolders(services, tx, { roles: ["clearinghouse-director", "directive-officer"], who: (person) => person.id !== actor.personId, kind: "obligations.installation-proposed", link: "/obligations/installations" });
  });
  return { id };
}

/** Whoever proposed it does not confirm it (the policies hold this, and the database once more). */
export async function confirmInstallation(services: Services, { actor, id }: { readonly actor: Actor; readonly id: string }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const peer = await findPeer(tx, id);
    if (!peer) throw notFound();
    if ((await confirmPeer(tx, { id, by: actor.personId, at: services.clock() })) === 0) throw nothingWaits();
    await appendEntry(services, tx, { kind: "obligations.installation-pinned", subject: id, by: actor, data: { keyId: peer.key_id } });
  });
}

export async function endInstallation(services: Services, { actor, id }: { readonly actor: Actor; readonly id: string }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const peer = await findPeer(tx, id);
    if (!peer) throw notFound();
    if ((await endPeer(tx, { id, by: actor.personId, at: services.clock() })) === 0) throw nothingWaits();
    await appendEntry(services, tx, { kind: "obligations.installation-ended", subject: id, by: actor, data: { keyId: peer.key_id } });
  });
}

function requireKey(publicKeyPem: string): string {
  try {
    return computeKeyId(publicKeyPem);
  } catch (cause) {
    if (!(cause instanceof LedgerRefusal)) throw cause;
    throw new ObligationsRefusal("key-not-usable", `publicKeyPem: ${cause.message}`, "publicKeyPem", cause);
  }
}

function nothingWaits(): ObligationsRefusal {
  return new ObligationsRefusal("nothing-waits", "This no longer waits: it was confirmed, or has ended.");
}
