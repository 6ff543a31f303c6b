import { isDeepStrictEqual } from "node:util";
import { expect, test } from "vitest";
import type { AccessPeriod } from "../../rooms/engagement/window.rules.ts";
import { REQUEST_EVENTS } from "../../rooms/benchmarking/benchmarking.rules.ts";
import { EARLY_ACCESS_EVENTS } from "../../rooms/partners/partners.rules.ts";
import { readSpecification, SpecSet, type SpecInput } from "../../scripts/evaluate-spec.ts";
import { ACTORS, ComposedWorld, OWNERS, PARTNER, RULES, type Act, type Actor, type Rules, type World } from "./composed-world.ts";

/*
 * specs/ and the product's machines say the same, held to each other both ways. Traces that the specification makes drive
 * the machines; random walks of the machines are put to the specification. In both everybody tries everything, so at every
 * step what one takes the other takes, with the same world after it, and what one refuses the other refuses. A run is
 * repeated with the seed in the test's name.
 */

const seed = process.env["SPEC_SEED"] ?? "0x51ce";
const PRODUCT = readSpecification("product.qnt");

const inDays = (rules: Rules) => new ComposedWorld(rules, { unitsPerLimit: 30, horizon: Number.POSITIVE_INFINITY, runsBack: true, partner: "nominated", determination: "whole" });
const DAYS = inDays(RULES);
const START: World = { ...DAYS.start, clock: 10 };
const FAR = 100_000;

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

function tellSpec({ window, benchmarking, spent, keys, ...rest }: SpecWorld): ReturnType<typeof tell> {
  const { clock, engagement, again, partnerReleaseAt, publicReleaseAt, request, told, partner, partnerAccess, released } = rest;
  const days = new Set(spent.flatMap(({ openedAt, endsAt }) => Array.from({ length: endsAt - openedAt }, (_, place) => openedAt + place)));
  return {
    clock, engagement, again, partnerReleaseAt, publicReleaseAt, window: window.state, windowPeriod: window.opened ? window.period : null, windowSeen: window.seen,
    benchmarking: benchmarking.stands ? benchmarking.period : null, benchmarkingSeen: benchmarking.seen, spentDays: days.size, spentUntil: Math.max(-1, ...spent.map(({ endsAt }) => endsAt)),
    request, told, partner, ...keys, partnerAccess, released,
  } as ReturnType<typeof tell>;
}

/** The same world as the specification writes it. Who signed is asked by its promises alone. */
function toSpec({ clock, engagement, again, dates, window, benchmarking, spent, request, told, partner, keys, partnerAccess, released }: World): SpecInput {
  const period = (of: AccessPeriod | null | undefined) => (of ? { openedAt: toDay(of.openedAt), endsAt: toDay(of.endsAt) } : { openedAt: 0, endsAt: 0 });
  const seen = (instant: number | null | undefined) => (instant == null ? -1 : toDay(instant));
  const date = (instant: number | null) => (instant === null ? FAR : toDay(instant));
  return {
    clock, engagement, again, partnerReleaseAt: date(dates.partnerReleaseAt), publicReleaseAt: date(dates.publicReleaseAt),
    window: { state: window?.state ?? "none", opened: Boolean(window?.period), period: period(window?.period), seen: seen(window?.seen) },
    benchmarking: { stands: benchmarking !== null, period: period(benchmarking?.period), seen: seen(benchmarking?.seen) },
    spent: new SpecSet(spent.map(period)), request: request ?? "none", told: told ?? "none", signer: "nobody", partner: partner ?? "none",
    keys: { developer: keys.developerAnswer ?? "none", government: keys.governmentView ?? "none", lapsed: keys.viewLapsed, objection: keys.objection }, partnerAccess, released,
  };
}

/** Numbers that follow from a seed alone: a linear congruence modulo 2^32. */
function drawFrom(first: number): (below: number) => number {
  let state = first;
  return (below) => {
    state = (Math.imul(1_664_525, state) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

// An end of the enclave's access is a part of other events, here as there.
const EVENTS = [...new Set([...Object.keys(OWNERS), ...DAYS.listActs(START).map(({ event }) => event), ...REQUEST_EVENTS.filter((event) => event !== "end-access"), ...EARLY_ACCESS_EVENTS.map((event) => `${PARTNER}${event}`)])];
const WALKS = 30;
const STEPS = 60;
const TRIED_BESIDE = 5;

interface Compared {
  taken: number;
  refused: number;
  readonly events: Set<string>;
  /** Where one side went and the other did not, or they went to different places. */
  readonly partings: string[];
}

const ask = PRODUCT.ask("product", "takeAct(world, tried.act)");
const NOTHING = { window: FAR, benchmarking: FAR, usedOn: new SpecSet([]), yesSaid: false };

/** Walks of these rules at random up to the first parting, each step put to the specification, and beside it some of what anybody might have tried. */
function putToSpecification(rules: Rules): Compared {
  const composed = inDays(rules);
  const draw = drawFrom(Number(seed));
  const oneOf = <One>(some: readonly One[]): One => some[draw(some.length)] as One;
  const met: Compared = { taken: 0, refused: 0, events: new Set(), partings: [] };
  const dated = (act: Act, clock: number): Act => ({
    ...act, clock: Math.max(0, clock + oneOf([1, 2, 5, 10, 20, -3, -12])),
    dates: { partnerReleaseAt: toInstant(Math.min(FAR, clock + oneOf([3, 12, 25, 50, FAR]))), publicReleaseAt: toInstant(Math.min(FAR, clock + oneOf([8, 30, FAR]))) },
  });
  const compare = (world: World, act: Act): World | undefined => {
    const next = composed.take(world, act);
    const { event, by, clock = 0, dates } = act;
    const date = (instant: number | null | undefined) => (instant == null ? FAR : toDay(instant));
    const tried = { act: { event, by, clock, partnerReleaseAt: date(dates?.partnerReleaseAt), publicReleaseAt: date(dates?.publicReleaseAt) }, ok: true };
    const answer = ask({ world: toSpec(world), tried, memory: NOTHING }) as unknown as { readonly ok: boolean; readonly world: SpecWorld };
    const [ours, theirs] = [tell(next ?? world), tellSpec(answer.world)];
    if (answer.ok !== (next !== undefined) || !isDeepStrictEqual(ours, theirs)) {
      met.partings.push(`${event} by ${by} (clock ${clock}) in ${JSON.stringify(tell(world))}: here ${next ? JSON.stringify(ours) : "refused"}, there ${answer.ok ? JSON.stringify(theirs) : "refused"}`);
    }
    met[next ? "taken" : "refused"] += 1;
    if (next) met.events.add(event);
    return next;
  };
  for (let count = 0; count < WALKS && met.partings.length === 0; count += 1) {
    let world = START;
    for (let step = 0; step < STEPS; step += 1) {
      for (let beside = 0; beside < TRIED_BESIDE; beside += 1) compare(world, dated({ event: oneOf(EVENTS), by: oneOf(ACTORS) }, world.clock));
      // What leads out of everything is taken seldom, so that walks are long.
      const onward = [...composed.follow(world)].filter(({ event }) => !["declare-release", "withdraw", "close", "incident", "clock", "dates"].includes(event) && !/(revoke|leave|end|developer-no|refuse-.*)$/.test(event));
      const chosen = onward.length > 0 && draw(8) > 0 ? oneOf(onward) : { event: oneOf(EVENTS), by: oneOf(ACTORS) };
      world = compare(world, dated({ event: chosen.event, by: chosen.by }, world.clock)) ?? world;
    }
  }
  return met;
}

function expectMuch({ taken, refused, events }: Omit<Compared, "partings">): void {
  expect(Math.min(taken, refused), JSON.stringify({ taken, refused })).toBeGreaterThan(200);
  expect(events.size, "of the events that there are").toBeGreaterThan(25);
}

test(`the product's machines go where the specification goes, and refuse what it refuses (seed ${seed})`, () => {
  const { traces } = PRODUCT.simulate("product", { invariant: "promises", samples: 40, traces: 40, steps: 60, seed: BigInt(seed) });
  const met = { taken: 0, refused: 0, events: new Set<string>() };
  for (const [count, states] of (traces as unknown as readonly (readonly SpecState[])[]).entries()) {
    let world = START;
    for (const [place, { world: theirs, tried }] of states.slice(1).entries()) {
      const { event, by, clock, partnerReleaseAt, publicReleaseAt } = tried.act;
      const next = DAYS.take(world, { event, by, clock, dates: { partnerReleaseAt: toInstant(partnerReleaseAt), publicReleaseAt: toInstant(publicReleaseAt) } });
      const at = `trace ${count + 1}, step ${place + 1}: ${event} by ${by}`;
      expect(next !== undefined, at).toBe(tried.ok);
      world = next ?? world;
      expect(tell(world), at).toEqual(tellSpec(theirs));
      met[tried.ok ? "taken" : "refused"] += 1;
      if (tried.ok) met.events.add(event);
    }
  }
  expect(traces).toHaveLength(40);
  expectMuch(met);
}, 180_000);

test(`the specification goes where the product's machines go, and refuses what they refuse (seed ${seed})`, () => {
  const met = putToSpecification(RULES);
  expect(met.partings.slice(0, 1)).toEqual([]);
  expectMuch(met);
}, 180_000);

test.each<readonly [string, Partial<Rules>]>([
  ["takes what the specification refuses", { moveWindow: (state, event, mover) => (event === "agree" && state === "paused" ? { ok: true, state: "open" } : RULES.moveWindow(state, event, mover)) }],
  ["refuses what the specification takes", { moveEngagement: (state, event, mover) => (event === "request-determination" && state === "open" ? { ok: false, code: "window-open" } : RULES.moveEngagement(state, event, mover)) }],
  ["goes elsewhere", { moveEndIn: (endsAt) => endsAt }],
])("a machine of ours that %s is found out", (_how, rules) => {
  expect(putToSpecification({ ...RULES, ...rules }).partings).not.toEqual([]);
}, 180_000);
