import { findPersonCard, listHolders, mayEver, type PersonCard } from "#rooms/access";
import { notify, type Actor, type Queryable, type Services, type Transaction } from "#rooms/platform";
import type { ScanRow } from "./scan.store.ts";

type Told = Pick<ScanRow, "asked_by" | "runner_person_id" | "runner_organisation_id">;

/**
 * Who speaks for the partner that ran a scan: whoever started it, or, where they left or have the role no more, a colleague.
 * @returns undefined where the partner has nobody left who may submit findings
 */
export async function findRunner(db: Queryable, row: Told): Promise<PersonCard | undefined> {
  const own = (await listHolders(db, "partner-security-lead")).filter((person) => person.organisationId === row.runner_organisation_id && mayEver(toActor(person), "findings:submit"));
  return own.find(({ id }) => id === row.runner_person_id) ?? own[0];
}

export function toActor({ id, organisationId, roles }: PersonCard, sessionId = ""): Actor {
  return { personId: id, organisationId, roles, sessionId };
}

/** @returns whether there was anybody to tell */
export async function tellRunner(services: Services, tx: Transaction, row: Told, kind: string, link: string): Promise<boolean> {
  const runner = await findRunner(tx, row);
  if (runner) await notify(services, tx, { to: { personId: runner.id, email: runner.email }, kind, link });
  return runner !== undefined;
}

export async function tellAsker(services: Services, tx: Transaction, row: Told, kind: string, params: Readonly<Record<string, number>> = {}): Promise<void> {
  const asker = await findPersonCard(tx, row.asked_by);
  if (asker) await notify(services, tx, { to: { personId: asker.id, email: asker.email }, kind, params, link: "/operator/scans" });
}
