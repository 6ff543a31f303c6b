import { createPublicKey } from "node:crypto";
import { computeKeyId, LedgerRefusal, openDelegation, signStatement, verifyStatement, type Delegation, type Envelope } from "#engines/ledger";
import type { Actor, Queryable, Services } from "#rooms/platform";
import { z } from "zod";
import { listAppointmentRows, listDelegationRows, listDirectorKeyRows, type AppointmentRow, type DelegationRow } from "./authority.store.ts";
import { BenchmarkingRefusal } from "./benchmarking.errors.ts";

/*
 * Who may sign. Nothing that stands in the database makes anybody the Director: private halves lie sealed outside of it,
 * and which person may use one is a statement signed by the Director's key itself.
 *
 *   key            made in a ceremony of two people; hands over to its successor, or is replaced after a loss
 *   appointment    the Director's key names a person as the Director: at the ceremony its holder, later another by their word
 *   delegation     the Director's key lets a key of a delegate's own sign until an instant; ends then, or before
 *
 * That a key was handed over, or that an appointment or a delegation was ended, is written outside of the database as well,
 * once and for all: a row that was put back to what it said before revives nothing.
 */

export const APPOINTMENT_PAYLOAD_TYPE = "application/vnd.breakwater.appointment+json";

/** What the Director's key signs to name a person as the Director; read in this enclave alone. */
export const appointmentPayload = z.strictObject({ appointmentId: z.string(), personId: z.string(), appointedAt: z.string() });

export interface DirectorKey {
  readonly keyId: string;
  readonly publicKeyPem: string;
  /** Where the private half lies. */
  readonly secretName: string;
  readonly previousKeyId: string | null;
  readonly cameBy: "first" | "rotation" | "replacement";
  readonly inForceFrom: string;
}

export interface LiveDelegation extends Delegation {
  readonly personId: string;
}

/** By whose key and in which office a person signs. */
export interface SigningAuthority {
  readonly privateKeyPem: string;
  readonly publicKeyPem: string;
  readonly as: "director" | "delegate";
  readonly delegationId: string | null;
}

const KEY_PURPOSE = "benchmarking.director-key";
const DELEGATE_PURPOSE = "benchmarking.delegate";
/** Before ceremonies, the Director's key was made at the first start, under this name. */
export const FORMER_SECRET = "enclave-director";

export const sealDirectorKey = (services: Services, key: DirectorKey): string => services.keys.seal(KEY_PURPOSE, key.keyId, JSON.stringify(key));

export const sealDelegate = (services: Services, delegationId: string, personId: string): string => services.keys.seal(DELEGATE_PURPOSE, delegationId, personId);

export const delegateSecret = (delegationId: string): string => `enclave-delegate-${delegationId}`;

/** Written outside of the database, and never taken back. */
export function noteEnd(services: Services, what: "key" | "appointment" | "delegation", id: string): void {
  services.keys.secret(endName(what, id), () => "ended");
}

export const hasEnded = (services: Services, what: "key" | "appointment" | "delegation", id: string): boolean => services.keys.hasSecret(endName(what, id));

const endName = (what: string, id: string): string => `enclave-ended-${what}-${id}`;

/** The Director's keys, oldest first. Throws when a record was altered, or when one that was handed over stands last again. */
export async function listDirectorKeys(services: Services, db: Queryable): Promise<readonly DirectorKey[]> {
  const rows = await listDirectorKeyRows(db.asSystem("whose key decides is asked before anything is signed or leaves"));
  const keys = rows.map(({ key_id, sealed_record }) => {
    try {
      return JSON.parse(services.keys.open(KEY_PURPOSE, key_id, sealed_record).toString("utf8")) as DirectorKey;
    } catch (cause) {
      throw altered(cause);
    }
  });
  const last = keys.at(-1);
  if (last ? hasEnded(services, "key", last.keyId) : services.keys.hasSecret("enclave-ceremony-held")) throw altered();
  return keys;
}

/** The Director's key in force; undefined before the ceremony. */
export async function findDirectorKey(services: Services, db: Queryable): Promise<DirectorKey | undefined> {
  return (await listDirectorKeys(services, db)).at(-1);
}

export async function requireDirectorKey(services: Services, db: Queryable): Promise<DirectorKey> {
  const key = await findDirectorKey(services, db);
  if (!key) throw new BenchmarkingRefusal("no-director-key", "There is no Director's key yet: the Director and a second person make it in a ceremony first.");
  return key;
}

/** The private half. For what is signed in the Director's name, and nowhere else. */
export function openDirectorKey(services: Services, { secretName, keyId }: DirectorKey): string {
  const privateKeyPem = services.keys.secret(secretName, () => {
    throw new BenchmarkingRefusal("no-director-key", "The Director's key is not where it was kept. If it is lost, hold a ceremony that replaces it.");
  });
  if (computeKeyId(publicHalf(privateKeyPem)) !== keyId) throw altered();
  return privateKeyPem;
}

export const publicHalf = (privateKeyPem: string): string => createPublicKey(privateKeyPem).export({ format: "pem", type: "spki" }).toString();

/** Who is the Director now, by statements of the key in force. */
export async function listAppointed(services: Services, db: Queryable, key: DirectorKey): Promise<readonly (AppointmentRow & { readonly person_id: string })[]> {
  const rows = await listAppointmentRows(db.asSystem("who is the Director is asked before anything is signed"));
  return rows.filter((row) => {
    const verdict = verifyStatement(row.statement, [key.publicKeyPem], APPOINTMENT_PAYLOAD_TYPE);
    const payload = verdict.ok ? appointmentPayload.safeParse(verdict.payload) : undefined;
    return payload?.data?.appointmentId === row.id && payload.data.personId === row.person_id && !hasEnded(services, "appointment", row.id);
  });
}

/** A person as the Director, in the Director's own words. */
export function signAppointment(services: Services, key: DirectorKey, appointment: z.infer<typeof appointmentPayload>): Envelope {
  return signStatement({ payloadType: APPOINTMENT_PAYLOAD_TYPE, payload: appointment }, openDirectorKey(services, key));
}

/** A delegation as its row says it, if the Director's key signed it for that person and did not end it. */
export function openDelegationRow(services: Services, key: DirectorKey, row: DelegationRow): LiveDelegation | undefined {
  const delegation = openStatement(key, row);
  const personId = openDelegate(services, row);
  return delegation && personId === row.person_id && !hasEnded(services, "delegation", row.id) ? { ...delegation, personId } : undefined;
}

function openStatement(key: DirectorKey, row: DelegationRow): Delegation | undefined {
  try {
    const delegation = openDelegation(row.statement, key.publicKeyPem);
    return delegation.delegationId === row.id ? delegation : undefined;
  } catch (error) {
    if (error instanceof LedgerRefusal) return undefined;
    throw error;
  }
}

function openDelegate(services: Services, row: DelegationRow): string | undefined {
  try {
    return services.keys.open(DELEGATE_PURPOSE, row.id, row.sealed_record).toString("utf8");
  } catch {
    return undefined; // Written by hand, or sealed for another delegation: nobody's.
  }
}

/** The delegations of the key in force that are not over. */
export async function listDelegations(services: Services, db: Queryable, key: DirectorKey): Promise<readonly LiveDelegation[]> {
  const now = services.clock().toISOString();
  const rows = await listDelegationRows(db.asSystem("who is a delegate is asked before anything is signed or leaves"));
  return rows.flatMap((row) => openDelegationRow(services, key, row) ?? []).filter(({ validUntil }) => now < validUntil);
}

type Standing = { readonly as: "director" } | { readonly as: "delegate"; readonly delegation: LiveDelegation };

/** As what the Director's key names this person at this moment. The role alone makes nobody either. */
async function findStanding(services: Services, db: Queryable, key: DirectorKey, personId: string): Promise<Standing | undefined> {
  if ((await listAppointed(services, db, key)).some(({ person_id }) => person_id === personId)) return { as: "director" };
  const now = services.clock().toISOString();
  const delegation = (await listDelegations(services, db, key)).find((one) => one.personId === personId && one.validFrom <= now);
  return delegation && { as: "delegate", delegation };
}

/** Throws unless this person is the Director, or a delegate at this moment. */
export async function requireSigningAuthority(services: Services, db: Queryable, actor: Actor): Promise<SigningAuthority> {
  const key = await requireDirectorKey(services, db);
  const standing = await findStanding(services, db, key, actor.personId);
  if (!standing) throw new BenchmarkingRefusal("not-appointed", "The Director's key names you neither as the Director nor as a delegate at this time; nothing is signed.");
  if (standing.as === "director") return { privateKeyPem: openDirectorKey(services, key), publicKeyPem: key.publicKeyPem, as: "director", delegationId: null };
  const { delegationId, keyId, publicKey } = standing.delegation;
  const privateKeyPem = services.keys.secret(delegateSecret(delegationId), () => {
    throw altered();
  });
  if (computeKeyId(publicHalf(privateKeyPem)) !== keyId) throw altered();
  return { privateKeyPem, publicKeyPem: publicKey, as: "delegate", delegationId };
}

export async function isAppointed(services: Services, db: Queryable, personId: string): Promise<boolean> {
  const key = await findDirectorKey(services, db);
  return key !== undefined && (await listAppointed(services, db, key)).some(({ person_id }) => person_id === personId);
}

/** Whether this person could sign now, for what the page offers. */
export async function maySignNow(services: Services, db: Queryable, actor: Actor): Promise<boolean> {
  const key = actor.roles.includes("nsa-director") ? await findDirectorKey(services, db) : undefined;
  return key !== undefined && (await findStanding(services, db, key, actor.personId)) !== undefined;
}

/** Every key by which something of this enclave may have been signed, for the guard: also former ones, and delegates' that are over. */
export async function listKnownKeys(services: Services, db: Queryable): Promise<{ readonly director: readonly string[]; readonly delegates: readonly string[] }> {
  const keys = await listDirectorKeys(services, db);
  const rows = await listDelegationRows(db.asSystem("what delegates signed leaves too"));
  const delegates = rows.flatMap((row) => keys.flatMap((key) => openStatement(key, row)?.publicKey ?? []));
  return { director: keys.map(({ publicKeyPem }) => publicKeyPem), delegates };
}

export function altered(cause?: unknown): BenchmarkingRefusal {
  return new BenchmarkingRefusal("record-altered", "The record of the Director's keys was altered in the database; restore it from your backup.", { cause });
}

