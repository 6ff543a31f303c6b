import { expect, test } from "vitest";
import { showTogether, SMALL_CELL } from "#rooms/access";
import { countOne, type Publish } from "./roll-up-advisories.ts";
import type { OperatorStand } from "./roll-up.store.ts";

/*
 * Every small world of two sectors and their operators, as an attacker sees it who knows the rule and every number shown: worlds that
 * look the same from outside are put together, and a count of one to four must have another value in a second of them.
 */

interface Cell {
  readonly matched: number;
  readonly applied: number;
}
type SmallWorld = Readonly<Record<"water" | "energy", Cell>>;

const SMALL = (count: number) => count > 0 && count < SMALL_CELL;
const upTo = (most: number) => Array.from({ length: most + 1 }, (_, count) => count);
const cellsUpTo = (most: number): readonly Cell[] => upTo(most).flatMap((matched) => upTo(matched).map((applied) => ({ matched, applied })));

function toStands(world: SmallWorld): readonly OperatorStand[] {
  return Object.entries(world).flatMap(([sector, { matched, applied }]) => Array.from({ length: matched }, (_, at) => ({
    advisory_id: "adv", sector: sector as OperatorStand["sector"], region: "south" as const, size_band: "under-10" as const,
    is_notified: true, is_applied: at < applied, is_not_affected: false, is_deferred: false, is_failed: false, is_unreachable: false, notified_at: null, applied_at: null,
  })));
}

/** The rule of `publishCounts` on a memory of its own, in the place of the database's. */
function remember(): Publish {
  const stood = new Map<string, { readonly room: string; readonly count: number }>();
  return (counts, known) => {
    const keyOf = ({ room, name }: { readonly room: string; readonly name: string }) => `${room}.${name}`;
    const asked = new Set(counts.map(keyOf));
    const beside = (room: string) => [...stood].flatMap(([key, standing]) => (standing.room === room && !asked.has(key) ? [standing.count] : []));
    const shown = showTogether(counts.map((one) => ({ key: keyOf(one), count: one.count, stood: stood.get(keyOf(one))?.count ?? 0, beside: beside(one.room) })), known);
    for (const one of counts) {
      const count = shown.get(keyOf(one));
      if (typeof count === "number") stood.set(keyOf(one), { room: one.room, count });
    }
    return Promise.resolve(counts.map((one) => shown.get(keyOf(one)) ?? null));
  };
}

async function look(history: readonly SmallWorld[]): Promise<string> {
  const publish = remember();
  const seen: unknown[] = [];
  for (const world of history) seen.push(await countOne(publish, "adv", toStands(world)));
  return JSON.stringify(seen);
}

type Figures = Readonly<Record<string, (history: readonly SmallWorld[]) => number>>;

/** @param most operators up to which worlds are judged: each that looks like one of these is among those given */
async function listDerived(histories: readonly (readonly SmallWorld[])[], figures: Figures, most: number): Promise<readonly string[]> {
  const alike = new Map<string, (readonly SmallWorld[])[]>();
  for (const history of histories) {
    const seen = await look(history);
    alike.set(seen, [...(alike.get(seen) ?? []), history]);
  }
  const judged = [...alike.values()].filter((candidates) => candidates.every((history) => (history.at(-1)?.water.matched ?? 0) + (history.at(-1)?.energy.matched ?? 0) <= most));
  expect(judged.length).toBeGreaterThan(20);
  return judged.flatMap((candidates) => Object.entries(figures).flatMap(([name, figure]) => {
    const values = new Set(candidates.map(figure));
    return values.size === 1 && SMALL([...values][0] ?? 0) ? [`${name} from ${JSON.stringify(candidates[0])} among ${candidates.length}`] : [];
  }));
}

const of = (sector: keyof SmallWorld, get: (cell: Cell) => number, at = 0) => (history: readonly SmallWorld[]) => get(history[at]?.[sector] ?? { matched: 0, applied: 0 });
const FIGURES: Figures = Object.fromEntries((["water", "energy"] as const).flatMap((sector) => [
  [`matched in ${sector}`, of(sector, ({ matched }) => matched)], [`applied in ${sector}`, of(sector, ({ applied }) => applied)], [`open in ${sector}`, of(sector, ({ matched, applied }) => matched - applied)],
]));

const MOST_OPERATORS = 16;

test("in no small world can anybody work out a small count of a sector from an advisory's totals and its tables", { timeout: 120_000 }, async () => {
  const worlds = cellsUpTo(MOST_OPERATORS).flatMap((water) => cellsUpTo(MOST_OPERATORS - water.matched).map((energy) => [{ water, energy }]));
  expect((await listDerived(worlds, FIGURES, MOST_OPERATORS - SMALL_CELL + 1)).slice(0, 5)).toEqual([]);
});

test("nor from two reports how few came in between", { timeout: 120_000 }, async () => {
  const reports = upTo(MOST_OPERATORS).flatMap((water) => upTo(MOST_OPERATORS - water).map((energy) => ({ water: { matched: water, applied: 0 }, energy: { matched: energy, applied: 0 } })));
  const histories = reports.flatMap((after) => reports.filter(({ water, energy }) => water.matched <= after.water.matched && energy.matched <= after.energy.matched).map((before) => [before, after]));
  const came = (sector: keyof SmallWorld) => (history: readonly SmallWorld[]) => of(sector, ({ matched }) => matched, 1)(history) - of(sector, ({ matched }) => matched, 0)(history);
  expect((await listDerived(histories, { "came in water": came("water"), "came in energy": came("energy"), came: (history) => came("water")(history) + came("energy")(history) }, MOST_OPERATORS - SMALL_CELL)).slice(0, 5)).toEqual([]);
});
