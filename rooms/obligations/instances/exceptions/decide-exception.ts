import { z } from "zod";
import type { DecideException, InstanceException } from "#contracts/agency-workbench";
import { tellHolders } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { notFound, SYSTEM_ACTOR, type Actor, type Job, type Services } from "#rooms/platform";
import { requireAgency } from "../../agencies/require-agency.ts";
import { dayOf } from "../../taskings/days.rules.ts";
import { InstancesRefusal } from "../instances.errors.ts";
import { readException, sealAnswer } from "./ask-exception.ts";
import { decideRow, dropAsked, endExceptions, exceptInstances, findException, lockException, untieInstances } from "./exceptions.store.ts";
import { withdrawOfStruckAgencies } from "./withdraw-exception.ts";

/** A directive officer's decision on what an agency asked. @throws InstancesRefusal `not-in-that-state`, `until-too-late` */
export async function decideException(services: Services, { actor, exceptionId, decided }: { readonly actor: Actor; readonly exceptionId: string; readonly decided: DecideException }): Promise<InstanceException> {
  const { decision, answer } = decided;
  await services.db.inTransaction(async (tx) => {
    // Only what waits is an officer's to lock.
    const row = await lockException(tx, exceptionId);
    if (!row) throw (await findException(tx, exceptionId)) ? new InstancesRefusal("not-in-that-state", "This exception waits for no decision any more.") : notFound();
    if (decision === "granted") await requireAgency(tx, row.organisation_id);
    if (decision === "granted" && row.until < dayOf(services.clock().toISOString())) throw new InstancesRefusal("until-too-late", "The day until which it was asked is over. Refuse it; the agency asks anew.");
    await decideRow(tx, { id: row.id, state: decision, personId: actor.personId, answer: sealAnswer(services, row.id, answer), at: services.clock() });
    const house = tx.asSystem("the decision moves instances that whoever decides does not see");
    const instances = decision === "granted" ? await exceptInstances(house, row.id) : 0;
    if (decision === "refused") await dropAsked(house, [row.id]);
    await appendEntry(services, tx, { kind: `obligations.instance-exception-${decision}`, subject: row.id, by: actor, data: { cveId: row.cve_id, until: row.until, instances }, visibleTo: [row.organisation_id] });
    await tellHolders(services, house, { roles: ["agency-ciso"], who: (person) => person.organisationId === row.organisation_id, kind: `obligations.instance-exception-${decision}`, link: "/agency/exceptions" });
  });
  return readException(services, exceptionId);
}

/**
 * Shortly after midnight UTC: what an exception covered until yesterday is open and due again. Until it has run, an instance
 * counts as excepted. What waits of an agency that left the list waits no more.
 */
export const endExceptionsJob: Job<Record<string, never>> = {
  name: "obligations.end-instance-exceptions",
  payload: z.object({}),
  concurrency: 1,
  schedule: "3 0 * * *",
  run: (services) =>
    services.db.inTransaction(async (tx) => {
      await withdrawOfStruckAgencies(services, tx);
      const ended = await endExceptions(tx, dayOf(services.clock().toISOString()));
      if (ended.length === 0) return;
      await untieInstances(tx, ended.map(({ id }) => id));
      for (const { id, organisationId, instances } of ended) {
        await appendEntry(services, tx, { kind: "obligations.instance-exception-ended", subject: id, by: SYSTEM_ACTOR, data: { instances }, visibleTo: [organisationId] });
        // Another took its place, or all is fixed: nobody has anything to do.
        if (instances === 0) continue;
        await tellHolders(services, tx, { roles: ["agency-ciso"], who: (person) => person.organisationId === organisationId, kind: "obligations.instance-exception-ended", params: { instances }, link: "/agency/exceptions" });
      }
    }),
};
