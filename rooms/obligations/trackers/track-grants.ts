import type { GrantTracker } from "#contracts/trackers";
import { appendEntry } from "#rooms/audit";
import { newId, type Actor, type Services } from "#rooms/platform";
import { ObligationsRefusal } from "../obligations.errors.ts";
import { requirePastDay } from "./past-day.ts";
import { claimName, hasProgramme, insertGrantEntry, listGrantEntries } from "./trackers.store.ts";

/** Which grant programmes could pay for finding vulnerabilities with AI (2(e)): the latest of each stands, the earlier stay. */
export async function showGrants({ db }: Services): Promise<GrantTracker> {
  const byProgramme = Map.groupBy(await listGrantEntries(db), ({ programmeId }) => programmeId);
  const programmes = [...byProgramme].flatMap(([id, rows]) => {
    const [latest, ...earlier] = rows.map(({ programmeId: _id, ...facts }) => facts);
    return latest ? [{ id, ...latest, earlier }] : [];
  });
  return { programmes: programmes.toSorted((a, b) => a.name.localeCompare(b.name, "en") || (a.id < b.id ? -1 : 1)) };
}

type GrantFacts = Omit<GrantTracker["programmes"][number], "id" | "recordedAt" | "earlier">;

export async function recordGrant(services: Services, { actor, programmeId, ...facts }: GrantFacts & { readonly actor: Actor; readonly programmeId: string | null }): Promise<{ readonly programmeId: string }> {
  requirePastDay(services, facts.statedOn);
  const programme = programmeId ?? newId("grp");
  await services.db.inTransaction(async (tx) => {
    if (programmeId !== null && !(await hasProgramme(tx, programmeId))) throw new ObligationsRefusal("unknown-programme", "programmeId: no such programme is tracked; the list names them", "programmeId");
    if ((await claimName(tx, { tracker: "grant", trackedId: programme, name: facts.name })) === 0) throw new ObligationsRefusal("name-taken", "name: another programme is tracked by this name; choose it to say how it stands now", "name");
    const id = newId("gen");
    await insertGrantEntry(tx, { ...facts, id, programmeId: programme, by: actor.personId, at: services.clock() });
    await appendEntry(services, tx, { kind: "obligations.grant-recorded", subject: programme, by: actor, data: { entry: id, funds: facts.funds, amountBand: facts.amountBand, step: facts.step } });
  });
  return { programmeId: programme };
}
