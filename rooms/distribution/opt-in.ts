import type { MunicipalityList } from "#contracts/distribution";
import { filterFor, findOrganisationCard } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { notFound, type Actor, type Services } from "#rooms/platform";
import { SETTLED } from "./deployment.rules.ts";
import { notEnrolled } from "./distribution.errors.ts";
import { MUNICIPALITY_COLUMNS, countSteps, deleteOptIn, insertOptIn, listMunicipalities, listOptIns, lockOperator, type OwnOptIn } from "./distribution.store.ts";

export interface OptIn {
  readonly actor: Actor;
  readonly authorityId: string;
}

/** A municipality lets an authority see how far it is; it may end this at any moment. */
export async function optIn(services: Services, { actor, authorityId }: OptIn): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    if (!(await lockOperator(tx, actor.organisationId))) throw notEnrolled();
    if (!(await findOrganisationCard(tx, authorityId))) throw notFound();
    if ((await insertOptIn(tx, { organisationId: actor.organisationId, authorityId, at: services.clock() })) === 0) return;
    await appendEntry(services, tx, { kind: "distribution.opted-in", subject: actor.organisationId, by: actor, data: { authorityId }, visibleTo: [authorityId] });
  });
}

export async function optOut(services: Services, { actor, authorityId }: OptIn): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    if ((await deleteOptIn(tx, actor.organisationId, authorityId)) === 0) return;
    await appendEntry(services, tx, { kind: "distribution.opted-out", subject: actor.organisationId, by: actor, data: { authorityId }, visibleTo: [authorityId] });
  });
}

/** The authorities to which the actor's own organisation opened its counts, oldest first. */
export function listOwnOptIns(services: Services, actor: Actor): Promise<readonly OwnOptIn[]> {
  return listOptIns(services.db, actor.organisationId);
}

const MOST_SHOWN = 500;

/** Those who opted in to the actor's authority, and whether there are more of them than are shown. Small numbers are shown: it is what they opted in to. */
export async function listOptedIn(services: Services, actor: Actor): Promise<MunicipalityList> {
  const found = await listMunicipalities(services.db, filterFor(actor, "distribution:read-municipalities", MUNICIPALITY_COLUMNS), MOST_SHOWN + 1);
  const rows = found.slice(0, MOST_SHOWN);
  const house = services.db.asSystem("of what a municipality owns its authority gets the count alone");
  const steps = new Map((await countSteps(house, rows.map(({ organisation_id }) => organisation_id), SETTLED)).map((row) => [row.organisation_id, row]));
  const municipalities = await Promise.all(
    rows.map(async ({ organisation_id, sector, size_band }) => ({
      organisationId: organisation_id,
      organisationName: (await findOrganisationCard(services.db, organisation_id))?.name ?? "",
      sector,
      sizeBand: size_band,
      stepsOpen: steps.get(organisation_id)?.open ?? 0,
      stepsDone: steps.get(organisation_id)?.done ?? 0,
    })),
  );
  return { municipalities, more: found.length > rows.length };
}
