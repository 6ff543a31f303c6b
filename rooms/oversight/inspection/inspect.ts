import type { Inspection } from "#contracts/oversight";
import { evaluateFigures } from "#engines/ledger";
import { summariseReads } from "#rooms/access";
import { findHead, listWitnessStandings, proveConsistency, readActs, readFirstAct, sealLedger } from "#rooms/audit";
import type { Actor, Services } from "#rooms/platform";
import { ANOMALY_KINDS, CEREMONY_KINDS, findAnomaly, isMissed } from "./inspection.rules.ts";
import { findLook } from "./looks.store.ts";
import { weekOf } from "./week-of.ts";

/** Weeks of reads and anomalies that are shown. */
const WEEKS = 13;
const WEEK_MS = 7 * 86_400_000;
const MOST_CEREMONIES = 500;

/** Whether the house keeps its rules: proofs, counts and places in the ledger, and no record's content. */
export async function inspect(services: Services, actor: Actor): Promise<Inspection> {
  const now = services.clock();
  const since = new Date(Date.parse(weekOf(now)) - (WEEKS - 1) * WEEK_MS);
  const sealed = await sealLedger(services);
  const found = await readLedger(services, sealed.size, since);
  return {
    asOf: now.toISOString(),
    integrity: {
      size: sealed.size, checkpoint: sealed.checkpoint, verifierKey: sealed.verifierKey, furtherKeys: [...sealed.furtherKeys],
      witnesses: [...(await listWitnessStandings(services))],
      lastLook: await proveSinceLastLook(services, actor, sealed.size),
    },
    reads: [...(await summariseReads(services, since))],
    ...found,
    schedules: await readSchedules(services, now),
  };
}

async function proveSinceLastLook(services: Services, actor: Actor, size: number): Promise<Inspection["integrity"]["lastLook"]> {
  const look = await findLook(services.db, actor.personId);
  if (!look) return null;
  const { note } = await findHead(services, look.size);
  return { at: look.at, size: look.size, checkpoint: note, proof: [...(await proveConsistency(services, look.size, size))] };
}

/** One pass over the acts that matter. */
async function readLedger(services: Services, size: number, since: Date): Promise<Pick<Inspection, "anomalies" | "twoPersonActs" | "ceremonies">> {
  const acts = services.figures.filter(({ how }) => how.form === "pairs");
  const pairs = evaluateFigures(acts, { from: since.toISOString(), to: new Date(services.clock().getTime() + 1).toISOString() });
  const anomalies = new Map<string, Inspection["anomalies"][number]>();
  const ceremonies: Inspection["ceremonies"] = [];
  for await (const { index, entry } of readActs(services, { kinds: [...new Set([...pairs.kinds, ...ANOMALY_KINDS, ...CEREMONY_KINDS])], size })) {
    pairs.take(entry, index);
    if (CEREMONY_KINDS.includes(entry.kind)) ceremonies.push({ index, at: entry.at, kind: entry.kind });
    const kind = new Date(entry.at) >= since ? findAnomaly(entry) : undefined;
    if (kind === undefined) continue;
    const week = weekOf(new Date(entry.at));
    const before = anomalies.get(`${kind} ${week}`)?.count.least ?? 0;
    anomalies.set(`${kind} ${week}`, { kind, week, count: { least: before + 1, most: before + 1 } });
  }
  const counts = pairs.read();
  return {
    anomalies: [...anomalies.values()].toSorted((a, b) => b.week.localeCompare(a.week) || a.kind.localeCompare(b.kind)),
    twoPersonActs: acts.map(({ id, title, definition }) => {
      const own = counts.get(id);
      if (own?.form !== "pairs") throw new Error(`The acts ${id} were not looked at`);
      return { id, title, definition, checked: own.checked.toDate, exceptions: [...own.exceptionsAt] };
    }),
    ceremonies: ceremonies.toReversed().slice(0, MOST_CEREMONIES),
  };
}

async function readSchedules(services: Services, now: Date): Promise<Inspection["schedules"]> {
  const begun = (await readFirstAct(services)) ?? now;
  return (await services.jobs.listSchedules()).map((work) => ({
    ...work,
    missed: isMissed({ schedule: work.schedule, lastRanAt: work.lastRanAt === null ? null : new Date(work.lastRanAt), begun, now }),
  }));
}
