import { describe, expect, test } from "vitest";
import { emState, rmState, type EmState } from "#contracts/coordination";
import { listNextFacts, NO_FLAGS, turnOn } from "../../rooms/coordination/case/case-flags.rules.ts";
import { deriveFlags, joinStanding, mayReadContent, moveCase, NOTHING, pecOf, type CaseEvent, type Situation } from "../../rooms/coordination/case/case.rules.ts";
import { PEC_EDGES } from "../../rooms/coordination/embargo/consent.rules.ts";
import { deriveEm, EM_EDGES } from "../../rooms/coordination/embargo/embargo.rules.ts";
import { judgeClaim, RM_EDGES } from "../../rooms/coordination/case/report-state.rules.ts";

/*
 * A case with three participants and at most two embargoes proposed, as the product's own reducer moves it: every event is
 * tried in every state that can be reached, and what may never be is looked for in each. Nothing is sampled. Two clocks'
 * readings: before every end and after the earlier one.
 */
const CASE = "case_00000000000000000000";
const [FINDER, VENDOR] = ["finder_00000000000000000000", "vendor_00000000000000000000"];
const [SHORT, LONG, FAR] = ["2026-11-01T00:00:00.000Z", "2026-12-01T00:00:00.000Z", "2027-12-01T00:00:00.000Z"];
const LATEST = LONG;
const TIMES = ["2026-10-01T00:00:00.000Z", "2026-11-01T00:00:00.000Z"];
const EMBARGOES = ["emb_1", "emb_2"];

const circumstancesAt = (at: string) => ({ at, latestEnd: LATEST, exitsOnAttacks: true });

const start = [...joinStanding(CASE), { on: "open" } as const, { on: "report", participant: VENDOR, event: "receive" } as const].reduce<Situation>((now, event) => {
  const moved = moveCase(now, event, circumstancesAt(TIMES[0] ?? ""));
  if (!moved.ok) throw new Error(`the case does not begin: ${JSON.stringify(moved.violations)}`);
  return moved.after;
}, NOTHING);

/** Everything that anybody may try; the report's own edges are walked apart, so the vendor's stays where one act leaves it. */
function listEvents(now: Situation): readonly CaseEvent[] {
  const next = EMBARGOES[now.register.length];
  const active = now.register.find(({ state }) => state === "ACTIVE")?.id ?? null;
  return [
    ...(next === undefined ? [] : [SHORT, LONG, FAR].flatMap((endsAt) => [...new Set([null, active])].map((replaces) => ({ on: "propose", embargo: next, endsAt, replaces }) as const))),
    ...EMBARGOES.flatMap((embargo) => [
      ...(["invite", "agree", "decline", "time-out"] as const).map((on) => ({ on, participant: VENDOR, embargo }) as const),
      ...(["agree", "decline"] as const).map((on) => ({ on, participant: FINDER, embargo }) as const),
      { on: "activate", embargo } as const,
      { on: "reject", embargo } as const,
    ]),
    { on: "terminate", reason: "ended-by-coordinator" },
    ...(["P", "X", "A"] as const).map((fact) => ({ on: "fact", fact }) as const),
    { on: "leave", participant: VENDOR },
    { on: "close" },
  ];
}

interface Seen {
  readonly now: Situation;
  readonly at: string;
}

interface Step extends Seen {
  readonly event: CaseEvent;
  readonly after: Situation | undefined;
}

// Rows of an embargo that is over take no event, so they are left out of the key unless an active one still reads them.
function keyOf({ state, participants, register, consents, publicAware, exploitPublic, attacksSeen }: Situation): string {
  const live = new Set(register.filter((entry) => entry.state === "PROPOSED" || entry.state === "ACTIVE" || entry.state === "SUPERSEDED").map(({ id }) => id));
  const isOver = !register.some((entry) => entry.state === "PROPOSED" || entry.state === "ACTIVE");
  const rows = isOver ? "" : consents.map((row) => (live.has(row.embargo) ? row.state.slice(0, 3) : "")).join();
  return `${state} ${participants.map(({ rm, hasLeft }) => `${rm}${hasLeft}`).join()} ${register.map((entry) => entry.state + entry.endsAt + entry.replaces).join()} ${rows} ${publicAware}${exploitPublic}${attacksSeen}`;
}

function walk(visit: (step: Step) => void): number {
  const seen = new Set([keyOf(start)]);
  const queue = [start];
  for (let now = queue.pop(); now; now = queue.pop()) {
    for (const at of now.register.some(({ endsAt }) => endsAt === SHORT) ? TIMES : TIMES.slice(0, 1)) {
      for (const event of listEvents(now)) {
        const moved = moveCase(now, event, circumstancesAt(at));
        visit({ now, at, event, after: moved.ok ? moved.after : undefined });
        if (!moved.ok || seen.has(keyOf(moved.after))) continue;
        seen.add(keyOf(moved.after));
        queue.push(moved.after);
      }
    }
  }
  return seen.size;
}

const PROMISES: Readonly<Record<string, (step: Step & { readonly after: Situation }) => boolean>> = {
  "at most one embargo is active, at most one ended, and never both": ({ after: { register } }) => register.filter(({ state }) => state === "ACTIVE" || state === "TERMINATED").length <= 1,
  "nothing is on offer or superseded where there is nothing that it belongs to": ({ after: { register } }) => {
    const has = (word: string) => register.some(({ state }) => state === word);
    return (!has("SUPERSEDED") || has("ACTIVE") || has("TERMINATED")) && !(has("PROPOSED") && has("TERMINATED"));
  },
  "no embargo is in force once the weakness or an exploit is public, or attacks are seen": ({ after }) => !(after.publicAware || after.exploitPublic || after.attacksSeen) || ["NONE", "EXITED"].includes(deriveEm(after.register)),
  "none begins, and none is offered, after that": ({ now, event }) => !(now.publicAware || now.exploitPublic || now.attacksSeen) || (event.on !== "activate" && event.on !== "propose"),
  "every end is exact, lies ahead when it is offered, and never beyond the latest": ({ at, event }) => event.on !== "propose" || (event.endsAt > at && event.endsAt <= LATEST),
  "an ended embargo stays ended": ({ now, after }) => deriveEm(now.register) !== "EXITED" || deriveEm(after.register) === "EXITED",
  "entries are never removed and facts never turn off": ({ now, after }) =>
    now.register.every(({ id }, place) => after.register[place]?.id === id) && (!now.publicAware || after.publicAware) && (!now.exploitPublic || after.exploitPublic) && (!now.attacksSeen || after.attacksSeen),
  "a consent row stands for every participant and embargo": ({ after }) => after.consents.length === after.participants.length * after.register.length,
  "bound is who agreed to the active embargo, and nobody else": ({ after }) =>
    after.participants.every((one) => {
      const active = after.register.find(({ state }) => state === "ACTIVE")?.id;
      return (pecOf(after, one) === "SIGNATORY") === (active !== undefined && !one.hasLeft && after.consents.some((row) => row.participant === one.id && row.embargo === active && row.state === "AGREED"));
    }),
  "content is shown to nobody who is not bound while an embargo is offered or in force": ({ after }) =>
    after.participants.every((one) => !mayReadContent(after, one, TIMES[0] ?? "") || pecOf(after, one) === "SIGNATORY" || ["NONE", "EXITED"].includes(deriveEm(after.register))),
  "one participant's leaving or no ends nobody else's embargo": ({ now, event, after }) => (event.on !== "leave" && event.on !== "decline") || deriveEm(now.register) === deriveEm(after.register),
  "no case closes while an embargo is in force": ({ now, at, event }) => event.on !== "close" || !now.register.some(({ state, endsAt }) => state === "ACTIVE" && endsAt > at),
  "what is bound longer than agreed is asked again": ({ now, event, after }) => {
    if (event.on !== "activate") return true;
    const [old, next] = [now.register.find(({ state }) => state === "ACTIVE"), now.register.find(({ id }) => id === event.embargo)];
    if (!old || !next || next.endsAt <= old.endsAt) return true;
    return now.consents.filter((row) => row.embargo === next.id && row.state !== "AGREED").every((row) => after.consents.find((one) => one.participant === row.participant && one.embargo === next.id)?.state !== "AGREED");
  },
};

describe("a case with three participants and two proposals (INV-14)", () => {
  const broken = new Map<string, string>();
  const ems = new Set<EmState>();
  const flat = new Set<string>();
  const pecs = new Set<string>();
  const strange: string[] = [];
  const tried = { taken: 0, refused: 0 };

  const EM_EVENT: Readonly<Partial<Record<CaseEvent["on"], string>>> = { propose: "propose", activate: "accept", reject: "reject", terminate: "terminate" };
  const openProposals = (situation: Situation) => situation.register.filter(({ state }) => state === "PROPOSED").length;

  const states = walk((step) => {
    if (step.after === undefined) {
      tried.refused += 1;
      return;
    }
    tried.taken += 1;
    const { now, event, after } = step as Step & { after: Situation };
    ems.add(deriveEm(after.register));
    for (const [promise, holds] of Object.entries(PROMISES)) if (!broken.has(promise) && !holds({ ...step, after })) broken.set(promise, `${event.on} at ${step.at} from ${keyOf(now)}`);
    const em = EM_EVENT[event.on];
    if (em !== undefined && openProposals(now) <= 1 && (event.on !== "propose" || openProposals(now) === 0)) flat.add(`${deriveEm(now.register)} ${em} ${deriveEm(after.register)}`);
    // What an event about one participant, an activation or an exit does to their consent is a step of Vultron's own machine.
    for (const one of after.participants) {
      const was = now.participants.find(({ id }) => id === one.id);
      const [from, to] = [was && pecOf(now, was), pecOf(after, one)];
      if (from === undefined || from === to || event.on === "propose" || event.on === "reject") continue;
      // That machine has one place for one offer; of several, what is read is the newest until one is in force.
      if (openProposals(now) > 1) continue;
      // A fact that comes before anything was agreed takes the offer back: the consent is then read against what is left.
      if (event.on === "fact" && to !== "UNBOUND_EXITED") continue;
      pecs.add(`${from} ${to}`);
      // Who answers the active embargo and a revision of it differently stands in two places, where that machine has one.
      const leads = (a: string, b: string) => PEC_EDGES.some(([tail, , head]) => tail === a && head === b);
      const reach = (a: string, steps: number): boolean => leads(a, to) || (steps > 1 && PEC_EDGES.some(([tail, , mid]) => tail === a && reach(mid, steps - 1)));
      if (!reach(from, openProposals(now) > 0 ? 3 : 1)) strange.push(`${event.on}: ${from} to ${to}, from ${keyOf(now)}`);
    }
  });

  test.each(Object.keys(PROMISES))("%s", (promise) => {
    expect(broken.get(promise)).toBeUndefined();
  });

  test("every state of the embargo is met, and refusals are met as well as moves", () => {
    expect([...ems].toSorted()).toEqual([...emState.options].toSorted());
    expect(states).toBeGreaterThan(1000);
    expect([tried.taken > 1000, tried.refused > 1000]).toEqual([true, true]);
  });

  test("with at most one proposal open the register yields the flat table's edges and no other", () => {
    // PROPOSED and REVISE take a second proposal too, which the flat table writes as an edge to itself.
    const expected = EM_EDGES.filter(([from, event, to]) => !(event === "propose" && from === to)).map(([from, event, to]) => `${from} ${event} ${to}`);
    expect([...flat].toSorted()).toEqual(expected.toSorted());
  });

  test("what changes in somebody's consent is one of the 21 steps of Vultron's participant machine while at most one offer is open, or a few at once where it is a revision", () => {
    expect(PEC_EDGES.length).toBe(21);
    expect(strange.slice(0, 3)).toEqual([]);
    expect(pecs.size).toBeGreaterThan(10);
  });
});

test("the case's facts move by the reducer as the compound machine of 32 states says, from each state that it can rest in", () => {
  const NAMES = { V: "vendorAware", F: "fixReady", D: "fixDeployed", P: "publicAware", X: "exploitPublic", A: "attacksSeen" } as const;
  const FIELD = "field_00000000000000000000";
  const at = circumstancesAt(TIMES[0] ?? "");
  const begin = [...joinStanding(CASE), { on: "join", participant: FIELD, roles: ["deployer"] } as const].reduce<Situation>((now, event) => {
    const moved = moveCase(now, event, at);
    return moved.ok ? moved.after : now;
  }, NOTHING);
  const accepted: Situation = { ...begin, participants: begin.participants.map((one) => (one.id === VENDOR ? { ...one, rm: "ACCEPTED" } : one)) };
  const seen = new Set<string>();
  const queue: [Situation, typeof NO_FLAGS][] = [[accepted, NO_FLAGS]];
  for (let item = queue.pop(); item; item = queue.pop()) {
    const [situation, flags] = item;
    const key = JSON.stringify(flags);
    if (seen.has(key)) continue;
    seen.add(key);
    expect(deriveFlags(situation)).toEqual(flags);
    for (const fact of ["V", "F", "D", "P", "X", "A"] as const) {
      const owner = fact === "D" ? FIELD : VENDOR;
      const moved = moveCase(situation, "PXA".includes(fact) ? { on: "fact", fact } : { on: "fact", fact, participant: owner }, at);
      const expected = turnOn(flags, fact);
      expect([key, fact, moved.ok ? deriveFlags(moved.after) : undefined]).toEqual([key, fact, expected?.flags]);
      if (moved.ok && expected && !flags[NAMES[fact]]) queue.push([moved.after, expected.flags]);
    }
  }
  // 32 less those that are only passed through: public without an aware vendor, an exploit without the weakness.
  const resting = 32 - 12;
  expect(seen.size).toBe(resting);
  expect(listNextFacts(NO_FLAGS)).toEqual(["V", "P", "X", "A"]);
});

test("a received word about where a report stands confirms, advances, leaps or steps back, for every pair", () => {
  const verdicts = Object.fromEntries(rmState.options.map((known) => [known, rmState.options.map((claimed) => judgeClaim(known, claimed))]));
  for (const known of rmState.options) for (const claimed of rmState.options) {
    const isEdge = RM_EDGES.some(([from, , to]) => from === known && to === claimed);
    expect([known, claimed, judgeClaim(known, claimed) === "advance"]).toEqual([known, claimed, isEdge]);
    expect([known, claimed, judgeClaim(known, claimed) === "confirmation"]).toEqual([known, claimed, known === claimed]);
  }
  expect(judgeClaim("RECEIVED", "ACCEPTED")).toBe("gap");
  expect(judgeClaim("VALID", "CLOSED")).toBe("gap");
  expect(judgeClaim("VALID", "INVALID")).toBe("regression");
  expect(verdicts["CLOSED"]).toEqual(rmState.options.map((claimed) => (claimed === "CLOSED" ? "confirmation" : "regression")));
});
