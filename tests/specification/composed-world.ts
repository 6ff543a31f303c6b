import type { RequestState } from "#contracts/benchmarking";
import type { DeterminationState } from "#contracts/determination";
import { ACCESS_LIMIT_SECONDS, type EngagementState, type WindowEndReason, type WindowState } from "#contracts/engagement";
import type { EarlyAccessState } from "#contracts/partners";
import { decideTransition, REQUEST_EVENTS, type RequestEvent } from "../../rooms/benchmarking/benchmarking.rules.ts";
import { maySign, reachStage, stopRequest } from "../../rooms/determination/determination.rules.ts";
import { isRunning, isWindowLive, moveWindow, type WindowMover } from "../../rooms/engagement/access-window.rules.ts";
import { isLive, moveEngagement, type EngagementMover } from "../../rooms/engagement/engagement.rules.ts";
import { closePeriod, countUsedMs, findReleaseBound, isClockBehind, isStanding, mayActivatePartner, moveEndIn, planAccess, type AccessPeriod, type ReleaseDates } from "../../rooms/engagement/window.rules.ts";
import { EARLY_ACCESS_EVENTS, mayGiveView, moveEarlyAccess, turnKeys, type EarlyAccessEvent, type EarlyAccessMover, type Keys } from "../../rooms/partners/partners.rules.ts";

/*
 * One model's whole world, as the workflows of the rooms put their machines together: two engagements one after the other,
 * windows, the enclave's access for benchmarking, a determination, an early-access partner, releases, and a clock that may
 * be read ahead or behind at every step. The decisions are the product's own rules, handed in, so that a broken one can
 * take a place and must be found out.
 */

/**
 * Whether access of government may begin: an offer, a window, a loan to the enclave. No rules file decides it: each of the
 * three workflows asks the model's records (`partner_access_at`, declared releases) and refuses by itself, which their
 * rooms' tests break. Here it is one rule, so that a broken one can take its place too.
 */
export function mayBeginAccess({ partnerAccess, released }: Pick<World, "partnerAccess" | "released">, _kind: "offer" | "window" | "benchmarking"): boolean {
  return !partnerAccess && !released;
}

export const RULES = {
  mayBeginAccess, moveEngagement, moveWindow, planAccess, moveEndIn, isStanding, isClockBehind, closePeriod, mayActivatePartner, findReleaseBound, moveEarlyAccess, turnKeys, mayGiveView, decideTransition, maySign, reachStage,
};
export type Rules = typeof RULES;

export interface Scale {
  /** Into how many steps of the clock the 30 days are cut. */
  readonly unitsPerLimit: number;
  /** Readings of the clock go from 0 to this. */
  readonly horizon: number;
  /** Whether the clock may also be read behind what it showed before. */
  readonly runsBack: boolean;
  /** Whether there is a partner, and where its record begins: "ready" leaves out the way there. */
  readonly partner: "none" | "ready" | "nominated";
  /** How far the enclave's work goes: to the end of its access, or up to a determination and what follows it. */
  readonly determination: "none" | "access" | "whole";
}

export interface World {
  readonly clock: number;
  readonly engagement: EngagementState;
  /** Whether this is the model's second engagement. */
  readonly again: boolean;
  readonly dates: ReleaseDates;
  readonly window: { readonly state: WindowState; readonly period: AccessPeriod | null; readonly seen: number | null; readonly reason: WindowEndReason | null } | null;
  readonly benchmarking: { readonly period: AccessPeriod; readonly seen: number | null } | null;
  /** Ended access of the model, merged. */
  readonly spent: readonly AccessPeriod[];
  readonly request: RequestState | null;
  /** What the low side knows of the request. */
  readonly told: DeterminationState | null;
  readonly partner: EarlyAccessState | null;
  readonly keys: Pick<Keys, "developerAnswer" | "governmentView" | "viewLapsed" | "objection">;
  readonly partnerAccess: boolean;
  readonly released: boolean;
}

const START: World = {
  clock: 0, engagement: "draft", again: false, dates: { partnerReleaseAt: null, publicReleaseAt: null }, window: null, benchmarking: null, spent: [], request: null, told: null, partner: null,
  keys: { developerAnswer: null, governmentView: null, viewLapsed: false, objection: "advises" }, partnerAccess: false, released: false,
};

export interface Step {
  readonly event: string;
  readonly by: Actor;
  readonly from: World;
  readonly to: World;
}

/** Everybody whom the law and the installation know; the last two have no word in any machine. */
export const ACTORS = ["developer", "government", "partner", "system", "benchmark-analyst", "nsa-director", "administrator", "database-owner"] as const;
export type Actor = (typeof ACTORS)[number];

/** What somebody tries. A reading of the clock and planned dates go only with the events that have them. */
export interface Act {
  readonly event: string;
  readonly by: Actor;
  /** In steps of the clock. */
  readonly clock?: number;
  readonly dates?: ReleaseDates;
}

const FAR = 1_000_000;

/** Whose an event is that no machine decides on. */
export const OWNERS: Readonly<Record<string, readonly Actor[]>> = {
  clock: ["system"], dates: ["developer"], use: ["government"], "engage-again": ["developer"], "start-benchmarking": ["system"], lease: ["system"], tell: ["system"],
  nominate: ["developer", "government"], "nominate-where-objections-hold": ["developer", "government"], "say-yes": ["developer"], concur: ["government"], object: ["government"], "view-lapses": ["system"],
};

export const PARTNER = "partner: ";
const tries = (event: string, ...actors: readonly Actor[]): Act[] => actors.map((by) => ({ event, by }));

const ACCESS_ACTS: readonly Act[] = [
  ...["open", "offer-access", "open-window", "pause", "resume", "developer-ended", "terms-breach", "incident", "declare-release", "withdraw", "close", "engage-again"].flatMap((event) => tries(event, "developer")),
  ...["agree", "use", "government-finished", "incident", "attest-cleanup"].flatMap((event) => tries(event, "government")),
  ...["elapsed", "incident"].flatMap((event) => tries(event, "system")),
];
const ASKING: readonly Act[] = tries("request-determination", "developer");
const WORK_WITH_ACCESS: readonly Act[] = [...tries("start-benchmarking", "system"), ...tries("lease", "system"), ...tries("take-in", "system"), ...tries("start-run", "benchmark-analyst"), ...tries("seal-results", "system"), ...tries("refuse-intake", "system")];
const WHOLE_WORK: readonly Act[] = [
  ...["start-benchmarking", "lease", "tell", "deliver"].flatMap((event) => tries(event, "system")),
  // Whoever has no part in it tries to sign and to lift, too.
  ...REQUEST_EVENTS.filter((event) => event !== "end-access").flatMap((event) => tries(event, ...(event === "sign" || event === "lift" ? ACTORS : (["system", "benchmark-analyst", "nsa-director"] as const)))),
];
const NOMINATING: readonly Act[] = ["nominate", "nominate-where-objections-hold"].flatMap((event) => tries(event, "developer", "government"));
const PARTNER_ACTS: readonly Act[] = [
  ...tries("say-yes", "developer"), ...tries("concur", "government"), ...tries("object", "government"), ...tries("view-lapses", "system"),
  ...EARLY_ACCESS_EVENTS.flatMap((event) => tries(`${PARTNER}${event}`, "developer", "government", "partner", "system")),
];

export class ComposedWorld {
  readonly rules: Rules;
  readonly scale: Scale;
  readonly #unitMs: number;

  constructor(rules: Rules, scale: Scale) {
    this.rules = rules;
    this.scale = scale;
    this.#unitMs = (ACCESS_LIMIT_SECONDS * 1000) / scale.unitsPerLimit;
  }

  /** Where it begins: a draft. A clock that may run back has somewhere to run to. */
  get start(): World {
    return { ...START, clock: this.scale.runsBack ? 1 : 0 };
  }

  /** Every step that somebody can take from here. */
  *follow(world: World): Generator<Step> {
    for (const act of this.listActs(world)) {
      const to = this.take(world, act);
      if (to) yield { event: act.event, by: act.by, from: world, to };
    }
  }

  /** What follows when somebody tries this; undefined when it is refused. Total over states, events and actors. */
  take(world: World, { event, by, clock, dates }: Act): World | undefined {
    if (OWNERS[event] && !OWNERS[event].includes(by)) return undefined;
    const mover = by as EngagementMover;
    if (event.startsWith(PARTNER)) return this.#movePartner(world, event.slice(PARTNER.length) as EarlyAccessEvent, by as EarlyAccessMover);
    if ((REQUEST_EVENTS as readonly string[]).includes(event)) return this.#moveRequest(world, event as RequestEvent, by);
    switch (event) {
      case "clock": return { ...world, clock: clock ?? world.clock };
      case "dates": return dates && this.#setDates(world, dates);
      case "open": return this.#moved(world, event, mover);
      case "offer-access": return this.#offer(world, mover);
      case "open-window": return this.#openWindow(world, mover);
      case "resume": return this.#resume(world, mover);
      case "agree": case "pause": case "attest-cleanup": return this.#moveWindow(world, event, mover);
      case "use": return this.#use(world);
      case "developer-ended": case "terms-breach": case "government-finished": return this.#endWindow(world, event, mover);
      case "elapsed": return this.#hasElapsed(world) ? this.#endWindow(world, event, mover) : undefined;
      case "incident": return this.#endAll(this.#moved(world, "end-window", mover), event, mover);
      case "declare-release": return this.#release(world, mover);
      case "withdraw": return this.#endAll(this.#moved(world, event, mover), "developer-withdrew", mover);
      case "close": return this.#endAll(this.#moved(world, event, mover), "engagement-closed", mover);
      case "engage-again": return isLive(world.engagement) || world.engagement === "draft" || world.again ? undefined : { ...world, again: true, engagement: "open", dates: START.dates, window: null, request: null, told: null };
      case "request-determination": return this.#request(world, mover);
      case "start-benchmarking": return this.#startBenchmarking(world);
      case "lease": return this.#lease(world);
      case "tell": return world.request && world.told ? { ...world, told: this.rules.reachStage(world.told, world.request as DeterminationState) } : undefined;
      case "deliver": return this.#deliver(world, mover);
      case "nominate": return this.#nominate(world, "advises");
      case "nominate-where-objections-hold": return this.#nominate(world, "holds");
      case "say-yes": return this.#say(world, { developerAnswer: "yes" });
      case "concur": return this.rules.mayGiveView(world.keys.governmentView, event) ? this.#say(world, { governmentView: event }) : undefined;
      case "object": return this.rules.mayGiveView(world.keys.governmentView, event) ? this.#say(world, { governmentView: event }) : undefined;
      case "view-lapses": return this.#say(world, { viewLapsed: true });
      default: throw new Error(`No event ${event}`);
    }
  }

  /** Everything that can lead somewhere from here, on this scale: what is whose stands in the machines' own tests. */
  listActs(world: World): readonly Act[] {
    const { clock } = world;
    const { horizon, runsBack, unitsPerLimit: limit, determination, partner } = this.scale;
    const acts: Act[] = [...ACCESS_ACTS];
    if (clock < horizon) acts.push({ event: "clock", by: "system", clock: clock + 1 });
    if (runsBack && clock > 0) acts.push({ event: "clock", by: "system", clock: clock - 1 });
    for (const [partners, everybody] of [[null, null], [clock + 1, clock + 2], [clock + limit + 1, clock + limit]] as const) {
      acts.push({ event: "dates", by: "developer", dates: { partnerReleaseAt: partners === null ? null : this.ms(partners), publicReleaseAt: everybody === null ? null : this.ms(everybody) } });
    }
    if (determination !== "none") acts.push(...(world.request === null ? ASKING : determination === "whole" ? WHOLE_WORK : WORK_WITH_ACCESS));
    if (partner !== "none") acts.push(...(world.partner === null ? NOMINATING : PARTNER_ACTS));
    return acts;
  }

  /** Access of the model at the most, in steps of the clock: what was used and what still stands, overlaps counted once. */
  countAccess({ spent, window, benchmarking }: World): number {
    return countUsedMs([...spent, ...[window?.period, benchmarking?.period].filter((one) => one !== null && one !== undefined)], FAR * this.#unitMs) / this.#unitMs;
  }

  ms(reading: number): number {
    return reading * this.#unitMs;
  }

  isUsable({ window, clock }: World): boolean {
    const now = this.ms(clock);
    return window?.state === "open" && window.period !== null && this.rules.isStanding(window.period, now) && !this.rules.isClockBehind(now, window.seen);
  }

  /** The latest reading at which an access was used; without a clock that runs back it tells nothing. */
  #see(seen: number | null, clock: number): number | null {
    return this.scale.runsBack ? Math.max(seen ?? 0, this.ms(clock)) : null;
  }

  #use(world: World): World | undefined {
    return this.isUsable(world) && world.window ? { ...world, window: { ...world.window, seen: this.#see(world.window.seen, world.clock) } } : undefined;
  }

  #lease(world: World): World | undefined {
    const access = world.benchmarking;
    if (!access || !this.rules.isStanding(access.period, this.ms(world.clock)) || this.rules.isClockBehind(this.ms(world.clock), access.seen)) return undefined;
    return { ...world, benchmarking: { ...access, seen: this.#see(access.seen, world.clock) } };
  }

  #request(world: World, by: EngagementMover): World | undefined {
    const moved = world.request === null ? this.#moved(world, "request-determination", by) : undefined;
    return moved && { ...moved, request: "requested", told: this.scale.determination === "whole" ? "requested" : null };
  }

  #deliver(world: World, by: EngagementMover): World | undefined {
    const moved = world.request === "notified" && world.told !== null && this.rules.maySign(world.told) ? this.#moved(world, "receive-determination", by) : undefined;
    return moved && { ...moved, told: "signed" };
  }

  #nominate(world: World, objection: Keys["objection"]): World | undefined {
    const { partner } = this.scale;
    if (world.partner !== null || !isLive(world.engagement) || partner === "none") return undefined;
    return { ...world, partner, keys: { ...START.keys, objection: partner === "nominated" ? objection : "advises" } };
  }

  #say(world: World, said: Partial<Keys>): World | undefined {
    return world.partner === "deciding" ? { ...world, keys: { ...world.keys, ...said } } : undefined;
  }

  #moved(world: World, event: Parameters<Rules["moveEngagement"]>[1], by: EngagementMover): World | undefined {
    const move = this.rules.moveEngagement(world.engagement, event, by);
    return move.ok ? { ...world, engagement: move.state } : undefined;
  }

  #moveWindow(world: World, event: Parameters<Rules["moveWindow"]>[1], by: WindowMover): World | undefined {
    const move = world.window && this.rules.moveWindow(world.window.state, event, by);
    return move?.ok ? { ...world, window: { ...(world.window as NonNullable<World["window"]>), state: move.state } } : undefined;
  }

  #offer(world: World, by: EngagementMover): World | undefined {
    const moved = this.rules.mayBeginAccess(world, "offer") ? this.#moved(world, "offer-access", by) : undefined;
    return moved && { ...moved, window: { state: "proposed", period: null, seen: null, reason: null } };
  }

  #plan(world: World): ReturnType<Rules["planAccess"]> {
    const standing = [world.window?.period, world.benchmarking?.period].filter((one) => one !== null && one !== undefined);
    return this.rules.planAccess(this.ms(world.clock), [...world.spent, ...standing], world.dates);
  }

  #openWindow(world: World, by: EngagementMover): World | undefined {
    if (!this.rules.mayBeginAccess(world, "window") || !world.window || !isWindowLive(world.window.state)) return undefined;
    const moved = this.#moved(world, "open-window", by);
    const opened = moved && this.#moveWindow(moved, "open", by);
    const plan = this.#plan(world);
    if (!opened?.window || !plan.ok) return undefined;
    return { ...opened, window: { ...opened.window, period: { openedAt: plan.opensAt, endsAt: plan.endsAt, endedAt: null } } };
  }

  #resume(world: World, by: WindowMover): World | undefined {
    return world.window?.period && this.rules.isStanding(world.window.period, this.ms(world.clock)) ? this.#moveWindow(world, "resume", by) : undefined;
  }

  #hasElapsed({ window, clock }: World): boolean {
    return window?.period !== null && window !== null && isRunning(window.state) && this.ms(clock) >= window.period.endsAt;
  }

  #endWindow(world: World, reason: WindowEndReason, by: WindowMover): World | undefined {
    const moved = this.#moved(world, "end-window", by);
    return moved && this.#closeWindow(moved, reason, by);
  }

  /** The window's own part of an end: its state, its clean-up and the days that count. */
  #closeWindow(world: World, reason: WindowEndReason, by: WindowMover): World | undefined {
    const { window } = world;
    const ended = window && this.#moveWindow(world, reason, by);
    if (!window || !ended?.window) return undefined;
    if (!window.period) return { ...ended, window: { ...ended.window, reason } };
    const endedAt = this.rules.closePeriod(window.period, this.ms(world.clock), window.seen);
    const owing = this.#moveWindow(ended, "owe-cleanup", "system");
    if (!owing?.window) return undefined;
    return { ...owing, spent: this.#merge(world.spent, { ...window.period, endedAt }), window: { ...owing.window, period: null, seen: null, reason } };
  }

  #endAll(world: World | undefined, reason: WindowEndReason, by: WindowMover): World | undefined {
    const closed = world?.window && isWindowLive(world.window.state) ? this.#closeWindow(world, reason, by) : world;
    return closed && this.#endBenchmarking(closed);
  }

  #endBenchmarking(world: World): World {
    if (!world.benchmarking) return world;
    const { period, seen } = world.benchmarking;
    const endedAt = this.rules.closePeriod(period, this.ms(world.clock), seen);
    const answer = world.request && this.rules.decideTransition(world.request, "end-access", ["system"]);
    return {
      ...world, benchmarking: null, spent: this.#merge(world.spent, { ...period, endedAt }),
      request: answer && "to" in answer ? answer.to : world.request, told: world.told && stopRequest(world.told),
    };
  }

  #release(world: World, by: EngagementMover): World | undefined {
    const ended = this.#endAll(this.#moved(world, "declare-release", by), "partner-release", by);
    return ended && { ...ended, released: true };
  }

  #setDates(world: World, dates: ReleaseDates): World | undefined {
    const isPassed = [dates.partnerReleaseAt, dates.publicReleaseAt].some((date) => date !== null && date <= this.ms(world.clock));
    if (isPassed || (!isLive(world.engagement) && world.engagement !== "draft")) return undefined;
    const shorten = <Access extends { readonly period: AccessPeriod | null }>(access: Access | null): Access | null =>
      access?.period ? { ...access, period: { ...access.period, endsAt: this.rules.moveEndIn(access.period.endsAt, dates) } } : access;
    return { ...world, dates, window: shorten(world.window), benchmarking: shorten(world.benchmarking) };
  }

  #startBenchmarking(world: World): World | undefined {
    if (world.benchmarking || !this.rules.mayBeginAccess(world, "benchmarking") || !isLive(world.engagement) || (world.request !== "requested" && world.request !== "intake")) return undefined;
    const plan = this.#plan(world);
    return plan.ok ? { ...world, benchmarking: { period: { openedAt: plan.opensAt, endsAt: plan.endsAt, endedAt: null }, seen: null } } : undefined;
  }

  #moveRequest(world: World, event: RequestEvent, by: Actor): World | undefined {
    const answer = world.request && this.rules.decideTransition(world.request, event, [by]);
    if (!answer || !("to" in answer)) return undefined;
    const moved = { ...world, request: answer.to };
    // With the results the enclave has what it needs.
    return event === "seal-results" || answer.to === "stopped" ? this.#endBenchmarking(moved) : moved;
  }

  #movePartner(world: World, event: EarlyAccessEvent, by: EarlyAccessMover): World | undefined {
    const move = world.partner && this.rules.moveEarlyAccess(world.partner, event, by);
    if (!move?.ok) return undefined;
    if (event === "select" && this.rules.turnKeys({ ...world.keys, released: world.released }) !== "select") return undefined;
    const keys: World["keys"] = move.state === "deciding" ? world.keys : { ...START.keys, objection: BEFORE_SELECTION.has(move.state) ? world.keys.objection : "advises" };
    const moved: World = { ...world, partner: move.state, keys };
    if (event !== "activate" && event !== "resume") return moved;
    if (!this.rules.mayActivatePartner(world.window && isRunning(world.window.state) ? (world.window.period ?? undefined) : undefined, this.ms(world.clock))) return undefined;
    const alone = this.#hasElapsed(moved) ? this.#endWindow(moved, "elapsed", "system") : moved;
    return alone && { ...alone, partnerAccess: true };
  }

  /** Ended access as few periods as tell the same to every rule: stretches that touch are one. */
  #merge(spent: readonly AccessPeriod[], ended: AccessPeriod): readonly AccessPeriod[] {
    const merged: AccessPeriod[] = [];
    for (const period of [...spent, ended].toSorted((a, b) => a.openedAt - b.openedAt || (a.endedAt ?? 0) - (b.endedAt ?? 0))) {
      const to = period.endedAt ?? period.endsAt;
      const last = merged.at(-1);
      if (last && period.openedAt <= last.endsAt) merged[merged.length - 1] = { openedAt: last.openedAt, endsAt: Math.max(last.endsAt, to), endedAt: Math.max(last.endsAt, to) };
      else merged.push({ openedAt: period.openedAt, endsAt: to, endedAt: to });
    }
    return merged;
  }

  /**
   * What planning can still learn from ended access: how much there was, where it overlaps with access that stands, and its
   * latest instant, before which nothing begins any more.
   */
  #tellSpent({ spent, window, benchmarking }: World): string {
    const since = Math.min(window?.period?.openedAt ?? Number.POSITIVE_INFINITY, benchmarking?.period.openedAt ?? Number.POSITIVE_INFINITY);
    const units = (instant: number): number => instant / this.#unitMs;
    let before = 0;
    const beside: string[] = [];
    for (const { openedAt, endsAt } of spent) {
      before += Math.max(0, Math.min(endsAt, since) - openedAt);
      if (endsAt > since) beside.push(`${units(Math.max(openedAt, since))}+${units(endsAt)}`);
    }
    return `${units(before)} ${beside.join(",")} ${units(spent.at(-1)?.endsAt ?? -this.#unitMs)}`;
  }

  /** Two worlds with the same key can be followed by the same steps. */
  keyOf(world: World): string {
    const at = (instant: number | null | undefined): string => (instant === null || instant === undefined ? "-" : String(instant / this.#unitMs));
    const { window, benchmarking, keys } = world;
    // Where no access can begin any more, what was used and planned before tells nothing about what comes.
    const isPast = (world.released || world.partnerAccess || (world.again && !isLive(world.engagement))) && !window?.period && !benchmarking;
    return [
      world.clock, world.engagement, world.again ? 1 : 0, isPast ? "" : at(this.rules.findReleaseBound(world.dates)), window?.state, at(window?.period?.openedAt), at(window?.period?.endsAt), at(window?.seen),
      at(benchmarking?.period.openedAt), at(benchmarking?.period.endsAt), at(benchmarking?.seen), isPast ? "" : this.#tellSpent(world),
      world.request, world.told, world.partner, keys.developerAnswer, keys.governmentView, keys.viewLapsed ? 1 : 0, keys.objection, world.partnerAccess ? 1 : 0, world.released ? 1 : 0,
    ].join(" ");
  }
}

const BEFORE_SELECTION: ReadonlySet<EarlyAccessState> = new Set(["nominated", "vetting", "deciding"]);
