import { computeKeyId, DELEGATION_END_PAYLOAD_TYPE, DELEGATION_PAYLOAD_TYPE, generateSigningKey, signStatement } from "#engines/ledger";
import { findPersonCard } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { newId, notFound, notify, type Actor, type Services, type Transaction } from "#rooms/platform";
import { appoint, isRoleGiven } from "./appoint-director.ts";
import { findDelegationRow, insertDelegation, lockAuthority, markAppointmentEnded, markDelegationEnded } from "./authority.store.ts";
import { BenchmarkingRefusal } from "./benchmarking.errors.ts";
import { sendBundle, toWire } from "./guard.ts";
import { delegateSecret, isAppointed, listAppointed, listDelegations, noteEnd, openDelegationRow, openDirectorKey, publicHalf, requireDirectorKey, sealDelegate, type DirectorKey } from "./signing-authority.ts";

const LONGEST_DELEGATION_MS = 90 * 86_400_000;

/** The Director in person, with the key in force; a delegate names nobody. */
async function requireDirector(services: Services, tx: Transaction, actor: Actor): Promise<DirectorKey> {
  await lockAuthority(tx);
  const key = await requireDirectorKey(services, tx);
  if (!(await isAppointed(services, tx, actor.personId))) throw new BenchmarkingRefusal("not-appointed", "The Director's key does not name you as the Director; a delegate or an administrator cannot do this.");
  return key;
}

/**
 * The Director names a delegate until an instant: a key of the delegate's own is made, and the Director's key signs that it
 * may sign until then. The low side is told, so that a signature of it is believed.
 */
export async function nameDelegate(services: Services, input: { readonly actor: Actor; readonly personId: string; readonly until: string }): Promise<string> {
  const { actor, personId, until } = input;
  const id = newId("dlg");
  await services.db.inTransaction(async (tx) => {
    const key = await requireDirector(services, tx, actor);
    const at = services.clock();
    const validUntil = new Date(until).toISOString();
    if (validUntil <= at.toISOString()) throw new BenchmarkingRefusal("bad-end", "until: this is past; give an instant to come", { field: "until" });
    if (Date.parse(validUntil) - at.getTime() > LONGEST_DELEGATION_MS) throw new BenchmarkingRefusal("bad-end", "until: a delegation lasts 90 days at most; name the delegate anew then", { field: "until" });
    await requireDelegable(services, tx, personId);
    if (await isAppointed(services, tx, personId)) throw new BenchmarkingRefusal("not-delegable", "personId: this person is the Director already", { field: "personId" });
    const others = await listDelegations(services, tx, key);
    if (others.some((one) => one.personId === personId)) throw new BenchmarkingRefusal("not-delegable", "personId: this person is a delegate already; end that delegation first", { field: "personId" });
    const publicKey = publicHalf(services.keys.secret(delegateSecret(id), () => generateSigningKey().privateKeyPem));
    const payload = { delegationId: id, keyId: computeKeyId(publicKey), publicKey, validFrom: at.toISOString(), validUntil };
    const statement = signStatement({ payloadType: DELEGATION_PAYLOAD_TYPE, payload }, openDirectorKey(services, key));
    await insertDelegation(tx, { id, personId, sealedRecord: sealDelegate(services, id, personId), statement, validFrom: at, validUntil });
    await appendEntry(services, tx, { kind: "benchmarking.delegate-named", subject: id, by: actor, data: { personId, keyId: payload.keyId, validUntil } });
    await sendBundle(services, tx, `delegation-${id}.json`, { kind: "delegation-made", delegation: toWire(statement) });
    await notify(services, tx, { to: { personId }, kind: "benchmarking.delegate-named", params: { until: validUntil }, link: "/keys" });
  });
  return id;
}

/** The Director ends a delegation before its time. It also ends by itself. */
export async function endDelegation(services: Services, { actor, delegationId }: { readonly actor: Actor; readonly delegationId: string }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const key = await requireDirector(services, tx, actor);
    await endDelegationOf(services, tx, { actor, key, delegationId });
  });
}

export async function endDelegationOf(services: Services, tx: Transaction, { actor, key, delegationId }: { readonly actor: Actor; readonly key: DirectorKey; readonly delegationId: string }): Promise<void> {
  const row = await findDelegationRow(tx, delegationId);
  const delegation = row && openDelegationRow(services, key, row);
  if (!delegation) throw notFound();
  const at = services.clock();
  const end = signStatement({ payloadType: DELEGATION_END_PAYLOAD_TYPE, payload: { delegationId, endedAt: at.toISOString() } }, openDirectorKey(services, key));
  // Before the commit: an end that is written and not told is safer than one that is told and can be taken back.
  noteEnd(services, "delegation", delegationId);
  await markDelegationEnded(tx, delegationId, at);
  await appendEntry(services, tx, { kind: "benchmarking.delegation-ended", subject: delegationId, by: actor, data: { endedAt: at.toISOString() } });
  await sendBundle(services, tx, `delegation-end-${delegationId}.json`, { kind: "delegation-ended", end: toWire(end) });
  await notify(services, tx, { to: { personId: delegation.personId }, kind: "benchmarking.delegation-ended", link: "/keys" });
}

/** The Director's word for another Director beside them. An administrator gives the role; this is what makes it count. */
export async function appointDirector(services: Services, { actor, personId }: { readonly actor: Actor; readonly personId: string }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const key = await requireDirector(services, tx, actor);
    await requireDelegable(services, tx, personId);
    if (await isAppointed(services, tx, personId)) throw new BenchmarkingRefusal("not-delegable", "personId: this person is the Director already", { field: "personId" });
    await appoint(services, tx, { actor, key, personId });
    await notify(services, tx, { to: { personId }, kind: "benchmarking.director-appointed", link: "/keys" });
  });
}

/** The Director ends an appointment, also their own, as long as another Director remains. */
export async function endAppointment(services: Services, { actor, appointmentId }: { readonly actor: Actor; readonly appointmentId: string }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const key = await requireDirector(services, tx, actor);
    const appointed = await listAppointed(services, tx, key);
    const ended = appointed.find(({ id }) => id === appointmentId);
    if (!ended) throw notFound();
    if (appointed.length === 1) throw new BenchmarkingRefusal("last-director", "Nobody else is the Director; appoint a successor first.");
    const at = services.clock();
    noteEnd(services, "appointment", appointmentId);
    await markAppointmentEnded(tx, appointmentId, at);
    await appendEntry(services, tx, { kind: "benchmarking.appointment-ended", subject: appointmentId, by: actor, data: { personId: ended.person_id } });
  });
}

/** Who holds the role, which an act of the house gave, and is no analyst. */
async function requireDelegable(services: Services, tx: Transaction, personId: string): Promise<void> {
  const person = await findPersonCard(tx.asSystem("whom the Director names is looked up by their id"), personId);
  if (!person?.roles.includes("nsa-director") || person.roles.includes("benchmark-analyst") || !(await isRoleGiven(services, personId))) {
    throw new BenchmarkingRefusal("not-delegable", "personId: this person does not hold the role of Director or delegate; it is given first, and never to an analyst", { field: "personId" });
  }
}
