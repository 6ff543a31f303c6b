import { tellHolders } from "#rooms/access";
import { appendEntries } from "#rooms/audit";
import { newId, SYSTEM_ACTOR, type Services, type Transaction } from "#rooms/platform";
import { FORENSIC_ROWS } from "../dating/dating-table.ts";
import { insertTasks, listUnbegun, settleTasks } from "./forensics.store.ts";

/**
 * After dating: a row that says "& forensic" leads to one investigation of a vulnerability, for all assets of the agency that have
 * it; what is detected after it ended leads to another. One that no row asks for any more is lifted, unless it is done; safe to
 * run again. Each agency is told once of all that was begun. @param organisationId null: of every agency
 */
export async function beginForensics(services: Services, tx: Transaction, { organisationId }: { readonly organisationId: string | null }): Promise<void> {
  const at = services.clock();
  await settleTasks(tx, FORENSIC_ROWS, { organisationId, at });
  const tasks = (await listUnbegun(tx, FORENSIC_ROWS, organisationId)).map((asked) => ({ id: newId("fsic"), ...asked }));
  if (tasks.length === 0) return;
  await insertTasks(tx, tasks, at);
  const byAgency = Map.groupBy(tasks, (task) => task.organisationId);
  await appendEntries(services, tx, [...byAgency].map(([agency, begun]) => ({ kind: "obligations.forensics-asked", subject: agency, by: SYSTEM_ACTOR, data: { tasks: begun.length }, visibleTo: [agency] })));
  for (const [agency, begun] of byAgency) {
    await tellHolders(services, tx, { roles: ["agency-ciso"], who: (person) => person.organisationId === agency, kind: "obligations.forensics-asked", params: { count: begun.length }, link: "/agency/forensics" });
  }
}
