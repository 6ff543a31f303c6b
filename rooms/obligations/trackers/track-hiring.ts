import type { HiringTracker } from "#contracts/trackers";
import { publishCounts, SMALL_CELL } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { newId, type Actor, type Services } from "#rooms/platform";
import { ObligationsRefusal } from "../obligations.errors.ts";
import { requirePastDay } from "./past-day.ts";
import { claimName, hasPathway, insertHiringCount, insertPathwayEntry, listHiringCounts, listPathwayEntries, type HiringRow } from "./trackers.store.ts";

/** Of each way, no more quarters than this are shown. */
const MOST_QUARTERS = 8;

type Pathway = HiringTracker["pathways"][number];

/**
 * Ways into federal service (2(f)), with posts opened and filled in each quarter. Small numbers of people are withheld. Earlier
 * counts of the same quarter are kept and not shown: how a number moved would tell of one person.
 */
export async function showHiring(services: Services): Promise<HiringTracker> {
  const counts = await listHiringCounts(services.db.asSystem("what is published of counts is made of all of them"));
  const pathways: Pathway[] = [];
  for (const [id, rows] of Map.groupBy(await listPathwayEntries(services.db), ({ pathwayId }) => pathwayId)) {
    const [latest, ...earlier] = rows.map(({ pathwayId: _id, ...facts }) => facts);
    if (!latest) continue;
    const quarters: Pathway["quarters"] = [];
    for (const row of counts.filter(({ pathwayId }) => pathwayId === id).slice(0, MOST_QUARTERS)) quarters.push(await publishQuarter(services, row));
    pathways.push({ id, ...latest, earlier, quarters });
  }
  return { smallestShown: SMALL_CELL, pathways: pathways.toSorted((a, b) => a.name.localeCompare(b.name, "en") || (a.id < b.id ? -1 : 1)) };
}

async function publishQuarter(services: Services, { pathwayId, ...row }: HiringRow): Promise<Pathway["quarters"][number]> {
  const room = `obligations.hiring ${pathwayId} ${row.quarter}`;
  const [openings = null, filled = null] = await publishCounts(services, [{ room, name: "openings", count: row.openings }, { room, name: "filled", count: row.filled }]);
  return { ...row, openings, filled };
}

type PathwayFacts = Pick<Pathway, "name" | "step" | "link" | "statedOn">;

export async function recordPathway(services: Services, { actor, pathwayId, ...facts }: PathwayFacts & { readonly actor: Actor; readonly pathwayId: string | null }): Promise<{ readonly pathwayId: string }> {
  requirePastDay(services, facts.statedOn);
  const pathway = pathwayId ?? newId("pwy");
  await services.db.inTransaction(async (tx) => {
    if (pathwayId !== null && !(await hasPathway(tx, pathwayId))) throw unknownPathway();
    if ((await claimName(tx, { tracker: "pathway", trackedId: pathway, name: facts.name })) === 0) throw new ObligationsRefusal("name-taken", "name: another way is tracked by this name; choose it to say how it stands now", "name");
    const id = newId("pen");
    await insertPathwayEntry(tx, { ...facts, id, pathwayId: pathway, by: actor.personId, at: services.clock() });
    await appendEntry(services, tx, { kind: "obligations.pathway-recorded", subject: pathway, by: actor, data: { entry: id, step: facts.step } });
  });
  return { pathwayId: pathway };
}

/** The counts themselves do not go into the ledger, which cannot withhold a small one. */
export async function recordHiring(services: Services, { actor, ...facts }: Omit<HiringRow, "recordedAt"> & { readonly actor: Actor }): Promise<void> {
  requirePastDay(services, facts.statedOn);
  if (firstDayOf(facts.quarter) > facts.statedOn) throw new ObligationsRefusal("quarter-not-begun", "quarter: had not begun on statedOn; posts are counted once they are there", "quarter");
  await services.db.inTransaction(async (tx) => {
    if (!(await hasPathway(tx, facts.pathwayId))) throw unknownPathway();
    const id = newId("hct");
    await insertHiringCount(tx, { ...facts, id, by: actor.personId, at: services.clock() });
    await appendEntry(services, tx, { kind: "obligations.hiring-recorded", subject: facts.pathwayId, by: actor, data: { entry: id, quarter: facts.quarter } });
  });
}

/** `2026-Q3` begins on `2026-07-01`. */
function firstDayOf(quarter: string): string {
  return `${quarter.slice(0, 4)}-${String((Number(quarter.slice(6)) - 1) * 3 + 1).padStart(2, "0")}-01`;
}

function unknownPathway(): ObligationsRefusal {
  return new ObligationsRefusal("unknown-pathway", "pathwayId: no such way is tracked; the list names them", "pathwayId");
}
