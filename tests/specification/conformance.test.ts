import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { AccessPeriod } from "../../rooms/engagement/window.rules.ts";
import { ComposedWorld, RULES, type Actor, type World } from "./composed-world.ts";

/*
 * specs/ and the product's machines say the same: traces that the specification makes drive the machines step by step. In
 * them everybody tries everything, so each side is held to the other at every step: what one takes the other takes, with
 * the same world after it, and what one refuses the other refuses. A run is repeated with the seed in the test's name.
 */

const SPECS = join(import.meta.dirname, "../../specs");
const QUINT = join(import.meta.dirname, "../../node_modules/.bin/quint");
const seed = process.env["SPEC_SEED"] ?? "0x51ce";
const run = promisify(execFile);

const DAYS = new ComposedWorld(RULES, { unitsPerLimit: 30, horizon: Number.POSITIVE_INFINITY, runsBack: true, partner: "nominated", determination: "whole" });
const START: World = { ...DAYS.start, clock: 10 };
const FAR = 100_000;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "breakwater-specification-"));
});
afterAll(() => rm(folder, { recursive: true }));

const toDay = (instant: number): number => instant / DAYS.ms(1);
const toInstant = (day: number): number | null => (day === FAR ? null : DAYS.ms(day));

/** What both sides tell of a world. */
function tell(world: World) {
  const { dates, window, benchmarking, keys } = world;
  const period = (of: AccessPeriod | null | undefined) => (of ? { openedAt: toDay(of.openedAt), endsAt: toDay(of.endsAt) } : null);
  const date = (instant: number | null) => (instant === null ? FAR : toDay(instant));
  return {
    clock: world.clock, engagement: world.engagement, again: world.again, partnerReleaseAt: date(dates.partnerReleaseAt), publicReleaseAt: date(dates.publicReleaseAt),
    window: window?.state ?? "none", windowPeriod: period(window?.period), windowSeen: window?.seen == null ? -1 : toDay(window.seen),
    benchmarking: period(benchmarking?.period), benchmarkingSeen: benchmarking?.seen == null ? -1 : toDay(benchmarking.seen),
    spentDays: world.spent.reduce((sum, { openedAt, endsAt }) => sum + toDay(endsAt - openedAt), 0), spentUntil: Math.max(-1, ...world.spent.map(({ endsAt }) => toDay(endsAt))),
    request: world.request ?? "none", told: world.told ?? "none", partner: world.partner ?? "none",
    developer: keys.developerAnswer ?? "none", government: keys.governmentView ?? "none", lapsed: keys.viewLapsed, objection: keys.objection,
    partnerAccess: world.partnerAccess, released: world.released,
  };
}

interface SpecPeriod { readonly openedAt: number; readonly endsAt: number }
interface SpecWorld {
  readonly clock: number; readonly engagement: string; readonly again: boolean; readonly partnerReleaseAt: number; readonly publicReleaseAt: number;
  readonly window: { readonly state: string; readonly opened: boolean; readonly period: SpecPeriod; readonly seen: number };
  readonly benchmarking: { readonly stands: boolean; readonly period: SpecPeriod; readonly seen: number };
  readonly spent: readonly SpecPeriod[]; readonly request: string; readonly told: string; readonly partner: string;
  readonly keys: { readonly developer: string; readonly government: string; readonly lapsed: boolean; readonly objection: string };
  readonly partnerAccess: boolean; readonly released: boolean;
}
interface SpecState {
  readonly world: SpecWorld;
  readonly tried: { readonly ok: boolean; readonly act: { readonly event: string; readonly by: Actor; readonly clock: number; readonly partnerReleaseAt: number; readonly publicReleaseAt: number } };
}

/** ITF, the format of traces, says numbers and sets by objects of their own. */
function fromItf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(fromItf);
  if (typeof value !== "object" || value === null) return value;
  if ("#bigint" in value) return Number(value["#bigint"]);
  if ("#set" in value) return fromItf(value["#set"]);
  // Variables carry the names of the modules that they came through.
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name.split("::").at(-1), fromItf(part)]));
}

function tellSpec({ window, benchmarking, spent, keys, ...rest }: SpecWorld): ReturnType<typeof tell> {
  const { clock, engagement, again, partnerReleaseAt, publicReleaseAt, request, told, partner, partnerAccess, released } = rest;
  const days = new Set(spent.flatMap(({ openedAt, endsAt }) => Array.from({ length: endsAt - openedAt }, (_, place) => openedAt + place)));
  return {
    clock, engagement, again, partnerReleaseAt, publicReleaseAt, window: window.state, windowPeriod: window.opened ? window.period : null, windowSeen: window.seen,
    benchmarking: benchmarking.stands ? benchmarking.period : null, benchmarkingSeen: benchmarking.seen, spentDays: days.size, spentUntil: Math.max(-1, ...spent.map(({ endsAt }) => endsAt)),
    request, told, partner, ...keys, partnerAccess, released,
  } as ReturnType<typeof tell>;
}

test(`the product's machines go where the specification goes, and refuse what it refuses (seed ${seed})`, async () => {
  await run(QUINT, ["run", "--backend=typescript", "--max-samples=40", "--n-traces=40", "--max-steps=60", `--seed=${seed}`, "--verbosity=0", `--out-itf=${join(folder, "trace-{seq}.itf.json")}`, "product.qnt"], { cwd: SPECS, maxBuffer: 1e8 });
  const files = (await readdir(folder)).filter((name) => name.endsWith(".itf.json"));
  const met = { taken: 0, refused: 0, events: new Set<string>() };
  for (const file of files) {
    const { states } = fromItf(JSON.parse(await readFile(join(folder, file), "utf8"))) as { states: readonly SpecState[] };
    let world = START;
    for (const [place, { world: theirs, tried }] of states.slice(1).entries()) {
      const { event, by, clock, partnerReleaseAt, publicReleaseAt } = tried.act;
      const next = DAYS.take(world, { event, by, clock, dates: { partnerReleaseAt: toInstant(partnerReleaseAt), publicReleaseAt: toInstant(publicReleaseAt) } });
      const at = `${file}, step ${place + 1}: ${event} by ${by}`;
      expect(next !== undefined, at).toBe(tried.ok);
      world = next ?? world;
      expect(tell(world), at).toEqual(tellSpec(theirs));
      met[tried.ok ? "taken" : "refused"] += 1;
      if (tried.ok) met.events.add(event);
    }
  }
  expect(files).toHaveLength(40);
  expect(Math.min(met.taken, met.refused), JSON.stringify({ taken: met.taken, refused: met.refused })).toBeGreaterThan(200);
  expect(met.events.size, "of the events that there are").toBeGreaterThan(25);
}, 180_000);
