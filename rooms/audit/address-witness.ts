import { parseWitnessKey, sha256Hex } from "#engines/ledger";
import { findAddressFault, PlatformRefusal, type Actor, type Services } from "#rooms/platform";
import { appendEntry } from "./append-entry.ts";
import { listWitnesses } from "./heads.store.ts";
import { enqueuePush } from "./push-head.ts";
import { deleteAddress, listAddresses, saveAddress } from "./witness-addresses.store.ts";

/**
 * From now on each new head is pushed to a named witness (c2sp.org/tlog-witness), `url` being its submission prefix; null ends
 * that. What is pushed is public, and what comes back is believed as far as it is signed: so one administrator is enough.
 */
export async function addressWitness(services: Services, { actor, name, url }: { readonly actor: Actor; readonly name: string; readonly url: string | null }) {
  const keyIds = (await listWitnesses(services.db)).filter((row) => row.name === name).map((row) => parseWitnessKey(row.verifier_key).keyId);
  const [subject] = keyIds;
  if (subject === undefined) throw new PlatformRefusal("invalid-input", "name: no witness is named so; name its verifier keys first", { field: "name" });
  const prefix = url === null ? null : readPrefix(services, url);
  await services.db.inTransaction(async (tx) => {
    if (prefix !== null) await saveAddress(tx, { name, url: prefix, setBy: actor.personId, at: services.clock() });
    else if ((await deleteAddress(tx, name)) === 0) throw new PlatformRefusal("conflict", "url: nothing is pushed to this witness as it is", { field: "url" });
    await appendEntry(services, tx, { kind: "audit.witness-addressed", subject, by: actor, data: { keyIds, addressDigest: prefix === null ? null : sha256Hex(prefix) } });
    if (prefix !== null) await enqueuePush(services, tx, name);
  });
  return { name, url: prefix };
}

export async function showAddresses(services: Services) {
  const rows = await listAddresses(services.db);
  return { addresses: rows.map(({ name, url, set_at, pushed_size, outcome }) => ({ name, url, setAt: set_at, pushedSize: pushed_size, outcome })) };
}

function readPrefix(services: Services, text: string): string {
  const url = new URL(text);
  const fault = findAddressFault(url, services.configuration.outboundAllow) ?? (url.search !== "" || url.hash !== "" ? "it has a query or a fragment, and must be a prefix" : undefined);
  if (fault !== undefined) throw new PlatformRefusal("invalid-input", `url: the address cannot be called: ${fault}`, { field: "url" });
  return url.href.replace(/\/+$/, "");
}
