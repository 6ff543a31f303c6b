import { appendEntry } from "#rooms/audit";
import { newId, notify, SYSTEM_ACTOR, type Actor, type Services, type Transaction } from "#rooms/platform";
import { listPeople, listPeopleWithRole } from "./access.store.ts";
import { filterFor } from "./permission.ts";
import { judgeReads, WATCHED_MS, type LoggedRead, type ReadSign } from "./read-watch.rules.ts";
import { ALERT_COLUMNS, insertAlert, listAlerts, listReaders, listReadsBy, type ReadAlertRow } from "./read-watch.store.ts";

const HOUR_MS = 3_600_000;
const TOLD_IN_ONE_ORGANISATION = 10;

/**
 * Looks at the present hour and the one before it; safe to run as often as one likes. Whoever owns what was read, and
 * oversight, are told who it was and what was unlike them.
 */
export async function watchReads(services: Services): Promise<void> {
  const now = services.clock();
  const thisHour = new Date(Math.floor(now.getTime() / HOUR_MS) * HOUR_MS);
  for (const hour of [new Date(thisHour.getTime() - HOUR_MS), thisHour]) {
    const end = new Date(hour.getTime() + HOUR_MS);
    for (const personId of await listReaders(services.db, hour, end)) await watchPerson(services, personId, { hour, end });
  }
}

/** Alerts on reads of the actor's organisation's records; all of them for oversight. */
export function listReadAlerts(services: Services, actor: Actor): Promise<readonly ReadAlertRow[]> {
  return listAlerts(services.db.asSystem("the reader's name is another organisation's"), filterFor(actor, "access:read-alerts", ALERT_COLUMNS));
}

async function watchPerson(services: Services, personId: string, { hour, end }: { readonly hour: Date; readonly end: Date }): Promise<void> {
  const reads = (await listReadsBy(services.db, personId, new Date(hour.getTime() - WATCHED_MS), end)).map((row): LoggedRead => ({ ownerOrganisationId: row.owner_organisation_id, at: new Date(row.at) }));
  const judged = reads.filter(({ at }) => at >= hour);
  for (const sign of judgeReads(judged, reads.filter(({ at }) => at < hour))) {
    for (const [ownerOrganisationId, theirs] of Map.groupBy(judged, (read) => read.ownerOrganisationId)) {
      await services.db.inTransaction((tx) => raise(services, tx, { personId, ownerOrganisationId, sign, hour, reads: theirs.length }));
    }
  }
}

async function raise(services: Services, tx: Transaction, alert: { readonly personId: string; readonly ownerOrganisationId: string; readonly sign: ReadSign; readonly hour: Date; readonly reads: number }): Promise<void> {
  const id = newId("alert");
  if (!(await insertAlert(tx, { id, ...alert, at: services.clock() }))) return;
  await appendEntry(services, tx, { kind: "access.read-alert", subject: id, by: SYSTEM_ACTOR, data: { personId: alert.personId, sign: alert.sign, reads: alert.reads }, visibleTo: [alert.ownerOrganisationId] });
  const owners = (await listPeople(tx, alert.ownerOrganisationId)).slice(0, TOLD_IN_ONE_ORGANISATION);
  for (const { id: toId, email } of [...owners, ...(await listPeopleWithRole(tx, "oversight"))]) {
    await notify(services, tx, { to: { personId: toId, email }, kind: `access.read-alert-${alert.sign}`, params: { reads: alert.reads }, link: "/reads" });
  }
}
