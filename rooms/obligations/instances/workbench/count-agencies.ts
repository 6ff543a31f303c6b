import type { AgencyCounts, PublicInstanceCounts } from "#contracts/agency-workbench";
import { publishCounts } from "#rooms/access";
import type { Services } from "#rooms/platform";
import { dayOf } from "../../taskings/days.rules.ts";
import { DATING_RULE } from "../dating/dating-table.ts";
import { datingPhase } from "../dating/phase.rules.ts";
import { countEachAgency, countEverywhere } from "./agency-counts.store.ts";
import { daysOf } from "./spans.rules.ts";

/** Each listed agency's counts, for directive officers: of assets no name and no number. */
export async function readAgencyCounts(services: Services): Promise<AgencyCounts> {
  const today = dayOf(services.clock().toISOString());
  const week = daysOf("this-week", today);
  const rows = await countEachAgency(services.db, { today, weekEndsOn: (week === "on-upgrade" ? null : week.to) ?? today });
  return { phase: datingPhase(today, DATING_RULE), agencies: rows };
}

const NAMES = { open: "instancesOpen", overdue: "instancesOverdue", fixed: "instancesFixed", notAffected: "instancesNotAffected", inException: "instancesInException" } as const;

/** Totals over all agencies, for everybody: withheld where they would tell of few. */
export async function readPublicCounts(services: Services): Promise<PublicInstanceCounts> {
  const today = dayOf(services.clock().toISOString());
  const counts = await countInstances(services);
  const shown = await publishCounts(services, Object.values(NAMES).map((name) => ({ room: "obligations instances", name, count: counts[name] })));
  const byName = Object.fromEntries(Object.keys(NAMES).map((name, at) => [name, shown[at] ?? null])) as Record<keyof typeof NAMES, number | null>;
  return { phase: datingPhase(today, DATING_RULE), ...byName };
}

/** The same as they are, for what the room publishes of itself. */
export async function countInstances(services: Services): Promise<Readonly<Record<(typeof NAMES)[keyof typeof NAMES], number>>> {
  const counts = await countEverywhere(services.db.asSystem("totals are made of every agency and name none"), dayOf(services.clock().toISOString()));
  return { instancesOpen: counts.open, instancesOverdue: counts.overdue, instancesFixed: counts.fixed, instancesNotAffected: counts.notAffected, instancesInException: counts.inException };
}
