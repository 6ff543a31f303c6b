import type { AskException, InstanceException } from "#contracts/agency-workbench";
import { tellHolders } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { newId, notFound, type Actor, type Queryable, type Services } from "#rooms/platform";
import { requireAgency } from "../../agencies/require-agency.ts";
import { dayOf } from "../../taskings/days.rules.ts";
import { lockAssets } from "../assets/assets.store.ts";
import { InstancesRefusal } from "../instances.errors.ts";
import { findUntilFault } from "./exception.rules.ts";
import { countTied, findException, insertException, isAsked, listOwnExceptions, listWaitingExceptions, tieInstances, type ExceptionRow } from "./exceptions.store.ts";

const PURPOSE = "instance-exception";
const ANSWER = "instance-exception-answer";

/** Asks for time for the instances of one vulnerability that are open now, or whose exception still runs. @throws InstancesRefusal `until-too-late`, `nothing-open`, `asked-already` */
export async function askException(services: Services, { actor, asked }: { readonly actor: Actor; readonly asked: AskException }): Promise<InstanceException> {
  const { organisationId } = actor;
  await requireAgency(services.db, organisationId);
  const { cveId, environment = null, until, reason, control } = asked;
  const fault = findUntilFault(until, dayOf(services.clock().toISOString()));
  if (fault !== undefined) throw new InstancesRefusal("until-too-late", fault, { field: "until" });
  const id = newId("iexc");
  await services.db.inTransaction(async (tx) => {
    await lockAssets(tx, organisationId);
    const which = { organisationId, cveId, environment };
    if (await isAsked(tx, which)) throw new InstancesRefusal("asked-already", "An exception for some of these instances waits for its decision already.");
    const instances = await countTied(tx, which);
    if (instances === 0) throw new InstancesRefusal("nothing-open", "cveId: your agency has no open instance of it there, and none under an exception", { field: "cveId" });
    await insertException(tx, { id, organisation_id: organisationId, cve_id: cveId, environment, until, instances, asked_by: actor.personId, content: services.keys.seal(PURPOSE, id, JSON.stringify({ reason, control })), at: services.clock() });
    await tieInstances(tx, { id, ...which });
    await appendEntry(services, tx, { kind: "obligations.instance-exception-asked", subject: id, by: actor, data: { cveId, until, instances } });
    await tellHolders(services, tx, { roles: ["directive-officer"], kind: "obligations.instance-exception-asked", link: "/directives/exceptions" });
  });
  return readException(services, id);
}

export async function readException(services: Services, id: string): Promise<InstanceException> {
  const row = await findException(services.db, id);
  if (!row) throw notFound();
  return describe(services, row);
}

export async function readOwnExceptions(services: Services, organisationId: string): Promise<InstanceException[]> {
  await requireAgency(services.db, organisationId);
  return describeAll(services, listOwnExceptions, organisationId);
}

/** Of every agency, for whoever decides. */
export async function readWaitingExceptions(services: Services): Promise<InstanceException[]> {
  return (await listWaitingExceptions(services.db)).map((row) => describe(services, row));
}

async function describeAll(services: Services, list: (db: Queryable, organisationId: string) => Promise<ExceptionRow[]>, organisationId: string): Promise<InstanceException[]> {
  return (await list(services.db, organisationId)).map((row) => describe(services, row));
}

/** Seals the words of whoever decides. */
export function sealAnswer(services: Services, id: string, answer: string): string {
  return services.keys.seal(ANSWER, id, answer);
}

export function describe(services: Services, row: ExceptionRow): InstanceException {
  const { reason, control } = JSON.parse(services.keys.open(PURPOSE, row.id, row.content).toString("utf8")) as { readonly reason: string; readonly control: string };
  return {
    id: row.id, agencyId: row.organisation_id, agencyName: row.name, cveId: row.cve_id, environment: row.environment, instances: row.instances, state: row.state, reason, control, until: row.until,
    answer: row.answer === null ? null : services.keys.open(ANSWER, row.id, row.answer).toString("utf8"), askedAt: row.asked_at, decidedAt: row.decided_at,
  };
}
