import { appendEntry, listActsNaming } from "#rooms/audit";
import { newId, type Actor, type Services, type Transaction } from "#rooms/platform";
import { insertAppointment } from "./authority.store.ts";
import { signAppointment, type DirectorKey } from "./signing-authority.ts";

/** The Director's key names a person as the Director. */
export async function appoint(services: Services, tx: Transaction, { actor, key, personId }: { readonly actor: Actor; readonly key: DirectorKey; readonly personId: string }): Promise<void> {
  const id = newId("apt");
  const at = services.clock();
  const statement = signAppointment(services, key, { appointmentId: id, personId, appointedAt: at.toISOString() });
  await insertAppointment(tx, { id, personId, statement, at });
  await appendEntry(services, tx, { kind: "benchmarking.director-appointed", subject: id, by: actor, data: { personId, keyId: key.keyId } });
}

// By which a person comes to a role: added in an exercise, invited, or given other roles, which takes two.
const APPOINTING = ["access.person-added", "access.invitation-accepted", "access.roles-changed"];

/** Whether the role stands in the ledger, where roles are given by an act; the newest counts. A role that was written straight into the database is none. */
export async function isRoleGiven(services: Services, personId: string): Promise<boolean> {
  const newest = (await listActsNaming(services, { personId, kinds: APPOINTING })).at(-1);
  const given = newest?.data["to"] ?? newest?.data["roles"];
  return Array.isArray(given) && given.includes("nsa-director");
}
