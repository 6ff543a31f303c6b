import { computeKeyId, generateSigningKey, KEY_ROTATION_PAYLOAD_TYPE, signStatement } from "#engines/ledger";
import { listHolders } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { isUniqueViolation, newId, notFound, notify, type Actor, type Services, type Transaction } from "#rooms/platform";
import { announceKeys } from "./announce-keys.ts";
import { appoint, isRoleGiven } from "./appoint-director.ts";
import { endCeremony, insertCeremony, insertDirectorKey, lapseCeremonies, lockAuthority, lockOpenCeremony, type CeremonyKind, type CeremonyRow } from "./authority.store.ts";
import { BenchmarkingRefusal } from "./benchmarking.errors.ts";
import { endDelegationOf } from "./delegations.ts";
import { sendBundle, toWire } from "./guard.ts";
import { findDirectorKey, FORMER_SECRET, isAppointed, listAppointed, listDelegations, noteEnd, openDirectorKey, publicHalf, sealDirectorKey, type DirectorKey } from "./signing-authority.ts";

/*
 * A Director's key is made by two people in one act: the Director begins, reads the fingerprint out, and a second person
 * types it in on a machine of their own. Before that, the key signs nothing.
 *
 *   open → done          a second person gave the same fingerprint
 *   open → withdrawn     by whoever began it, or after a day
 *
 * first: there was none. rotation: the Director in force begins, and the old key signs that it hands over; the low side
 * believes it for that. replacement: the old key, or the Director, is lost; the low side takes the new key up only by hand.
 */

const DAY_MS = 86_400_000;
const PURPOSE = "benchmarking.ceremony";

export interface CeremonyRecord {
  readonly kind: CeremonyKind;
  readonly keyId: string;
  readonly publicKeyPem: string;
  readonly secretName: string;
  readonly begunBy: string;
}

export const openCeremony = (services: Services, row: CeremonyRow): CeremonyRecord => JSON.parse(services.keys.open(PURPOSE, row.id, row.sealed_record).toString("utf8")) as CeremonyRecord;

/** Makes the key, which counts for nothing until a second person has compared its fingerprint. */
export async function beginCeremony(services: Services, { actor, kind }: { readonly actor: Actor; readonly kind: CeremonyKind }): Promise<string> {
  const id = newId("cer");
  try {
    await services.db.inTransaction(async (tx) => {
      await lockAuthority(tx);
      const at = services.clock();
      await lapseCeremonies(tx, at);
      await requirePossible(services, tx, { actor, kind });
      const secretName = kind === "first" && services.keys.hasSecret(FORMER_SECRET) ? FORMER_SECRET : `enclave-director-${id}`;
      const publicKeyPem = publicHalf(services.keys.secret(secretName, () => generateSigningKey().privateKeyPem));
      const record: CeremonyRecord = { kind, keyId: computeKeyId(publicKeyPem), publicKeyPem, secretName, begunBy: actor.personId };
      await insertCeremony(tx, { id, kind, sealedRecord: services.keys.seal(PURPOSE, id, JSON.stringify(record)), by: actor.personId, at, expiresAt: new Date(at.getTime() + DAY_MS) });
      await appendEntry(services, tx, { kind: "benchmarking.key-ceremony-begun", subject: id, by: actor, data: { ceremony: kind, keyId: record.keyId } });
      for (const role of ["benchmark-analyst", "nsa-director", "administrator"] as const) {
        for (const person of await listHolders(tx, role)) {
          if (person.id !== actor.personId) await notify(services, tx, { to: { personId: person.id }, kind: "benchmarking.fingerprint-asked", link: "/keys" });
        }
      }
    });
  } catch (error) {
    if (isUniqueViolation(error)) throw new BenchmarkingRefusal("ceremony-open", "A ceremony is under way; end it, or let the second person finish it.");
    throw error;
  }
  return id;
}

async function requirePossible(services: Services, tx: Transaction, { actor, kind }: { readonly actor: Actor; readonly kind: CeremonyKind }): Promise<void> {
  if (!(await isRoleGiven(services, actor.personId))) throw new BenchmarkingRefusal("not-appointed", "The ledger knows no act that gave you the role of Director; no key is made.");
  const current = await findDirectorKey(services, tx);
  if (kind === "first" && current) throw new BenchmarkingRefusal("wrong-state", "kind: there is a Director's key already; rotate it, or replace it if it is lost", { field: "kind" });
  if (kind !== "first" && !current) throw new BenchmarkingRefusal("no-director-key", "kind: there is no Director's key yet; begin with the first", { field: "kind" });
  if (kind === "rotation" && !(await isAppointed(services, tx, actor.personId))) {
    throw new BenchmarkingRefusal("not-appointed", "kind: only the Director hands the key over. If the Director or the key is lost, replace it; the low side then takes the new one up by hand", { field: "kind" });
  }
}

/** The second person compares the fingerprint; from here on the key is the Director's, and the low side is told. */
export async function confirmCeremony(services: Services, input: { readonly actor: Actor; readonly fingerprint: string }): Promise<void> {
  const { actor, fingerprint } = input;
  await services.db.inTransaction(async (tx) => {
    await lockAuthority(tx);
    const at = services.clock();
    await lapseCeremonies(tx, at);
    const row = await lockOpenCeremony(tx);
    if (!row) throw notFound();
    const record = openCeremony(services, row);
    if (record.begunBy === actor.personId) throw new BenchmarkingRefusal("same-person", "You began this ceremony; another person compares the fingerprint.");
    if (record.keyId !== fingerprint) throw new BenchmarkingRefusal("another-fingerprint", "fingerprint: this is not the key that was made. Compare it digit by digit with what the Director reads out; if it stays different, end the ceremony", { field: "fingerprint" });
    const previous = await findDirectorKey(services, tx);
    const directors = record.kind === "rotation" && previous ? (await listAppointed(services, tx, previous)).map(({ person_id }) => person_id) : [record.begunBy];
    const key: DirectorKey = {
      keyId: record.keyId, publicKeyPem: record.publicKeyPem, secretName: record.secretName, previousKeyId: previous?.keyId ?? null, cameBy: record.kind, inForceFrom: at.toISOString(),
    };
    await handOver(services, tx, { actor, previous, key });
    // Outside of the database: without it, emptied tables would look like an enclave that never had a Director.
    services.keys.secret("enclave-ceremony-held", () => "held");
    await insertDirectorKey(tx, { keyId: key.keyId, sealedRecord: sealDirectorKey(services, key), at });
    for (const personId of directors) await appoint(services, tx, { actor, key, personId });
    await endCeremony(tx, { id: row.id, state: "done", by: actor.personId, at });
    await appendEntry(services, tx, { kind: "benchmarking.director-key-made", subject: key.keyId, by: actor, data: { ceremony: record.kind, ceremonyId: row.id, keyId: key.keyId, previousKeyId: key.previousKeyId, begunBy: record.begunBy } });
    for (const personId of directors) await notify(services, tx, { to: { personId }, kind: "benchmarking.key-made", link: "/keys" });
  });
  await announceKeys(services);
}

/** Tells the low side of the successor, and ends what the key before had lent. */
async function handOver(services: Services, tx: Transaction, { actor, previous, key }: { readonly actor: Actor; readonly previous: DirectorKey | undefined; readonly key: DirectorKey }): Promise<void> {
  if (!previous) return;
  const at = key.inForceFrom;
  if (key.cameBy === "rotation") {
    for (const delegation of await listDelegations(services, tx, previous)) await endDelegationOf(services, tx, { actor, key: previous, delegationId: delegation.delegationId });
    const payload = { previousKeyId: previous.keyId, keyId: key.keyId, publicKey: key.publicKeyPem, rotatedAt: at };
    const rotation = signStatement({ payloadType: KEY_ROTATION_PAYLOAD_TYPE, payload }, openDirectorKey(services, previous));
    await sendBundle(services, tx, `key-${key.keyId.slice(0, 16)}.json`, { kind: "director-key-rotated", rotation: toWire(rotation) });
  } else {
    await sendBundle(services, tx, `key-${key.keyId.slice(0, 16)}.json`, { kind: "director-key-offered", directorKey: key.publicKeyPem, directorKeyId: key.keyId, offeredAt: at });
  }
  noteEnd(services, "key", previous.keyId);
}

/** Ends a ceremony that nobody confirmed. Whoever began it does, or who sees another fingerprint. */
export async function withdrawCeremony(services: Services, { actor }: { readonly actor: Actor }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const row = await lockOpenCeremony(tx);
    if (!row) throw notFound();
    await endCeremony(tx, { id: row.id, state: "withdrawn", by: null, at: services.clock() });
    await appendEntry(services, tx, { kind: "benchmarking.key-ceremony-withdrawn", subject: row.id, by: actor, data: { ceremony: row.kind } });
  });
}
