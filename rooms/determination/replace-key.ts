import { DETERMINATION_ENTRY_KINDS } from "#engines/ledger";
import { listHolders } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { notFound, notify, type Actor, type Services } from "#rooms/platform";
import { insertDirectorKey, listDirectorKeys, lockOfferedKey, proposeOfferedKey, takeOfferedKey, type OfferedKeyRow } from "./authority.store.ts";
import { DeterminationRefusal } from "./determination.errors.ts";
import { developersOf } from "./record-authority.ts";

interface Proposal {
  readonly keyId: string;
  readonly by: string;
}

const PURPOSE = "determination.key-proposal";

/**
 * Takes up a Director's key by hand, after the one before was lost. Each of two people types the fingerprint as it was
 * given to them outside of this system; the first proposes, the second carries it out. Every developer is told.
 */
export async function replaceDirectorKey(services: Services, input: { readonly actor: Actor; readonly fingerprint: string }): Promise<"waiting" | "done"> {
  const { actor, fingerprint } = input;
  return services.db.inTransaction(async (tx) => {
    const offered = await lockOfferedKey(tx, fingerprint);
    if (!offered) throw new DeterminationRefusal("fingerprint-unknown", "fingerprint: the enclave offered no such key; compare it anew, digit by digit", { field: "fingerprint" });
    const proposed = openProposal(services, offered);
    if (!proposed) {
      const proposal: Proposal = { keyId: offered.key_id, by: actor.personId };
      await proposeOfferedKey(tx, { keyId: offered.key_id, by: actor.personId, sealed: services.keys.seal(PURPOSE, offered.key_id, JSON.stringify(proposal)) });
      await appendEntry(services, tx, { kind: "determination.director-key-proposed", subject: offered.key_id, by: actor, data: { keyId: offered.key_id } });
      for (const person of await listHolders(tx.asSystem("another administrator is asked"), "administrator")) {
        if (person.id !== actor.personId) await notify(services, tx, { to: { personId: person.id, email: person.email }, kind: "determination.key-proposed", link: "/director-keys" });
      }
      return "waiting";
    }
    if (proposed.by === actor.personId) throw new DeterminationRefusal("same-person", "You proposed this key; another administrator compares the fingerprint and takes it up.");
    const house = tx.asSystem("two administrators took this key up");
    const previous = (await listDirectorKeys(house)).at(-1);
    if (!previous) throw notFound();
    const at = services.clock();
    const data = { keyId: offered.key_id, publicKey: offered.public_key, previousKeyId: previous.key_id };
    const entryId = await appendEntry(services, tx, { kind: DETERMINATION_ENTRY_KINDS.directorKeyReplaced, subject: offered.key_id, by: actor, data, visibleTo: await developersOf(house) });
    await insertDirectorKey(house, { keyId: offered.key_id, publicKey: offered.public_key, cameBy: "replaced", handover: null, entryId, at });
    await takeOfferedKey(house, offered.key_id, at);
    for (const role of ["developer-release-lead", "developer-security-lead"] as const) {
      for (const person of await listHolders(house, role)) await notify(services, tx, { to: { personId: person.id, email: person.email }, kind: "determination.key-replaced", link: "/director-keys" });
    }
    return "done";
  });
}

/** Who proposed this key; nobody where somebody wrote a name into the table. */
export function openProposal(services: Services, { key_id, sealed_proposal }: OfferedKeyRow): Proposal | undefined {
  return sealed_proposal === null ? undefined : (JSON.parse(services.keys.open(PURPOSE, key_id, sealed_proposal).toString("utf8")) as Proposal);
}
