import { describe, expect, test } from "vitest";
import { LEASE_UNITS, SIDES_RULES, tellOf, TwoSides, type Sides, type SidesRules, type SidesScale, type SidesStep } from "./two-sides.ts";

/*
 * The two machines must not drift: every state that the low side, the enclave and the files between them can come to
 * together is visited, and each promise held against it.
 */
const SCALES = {
  "leases, an end of access and clocks": { horizon: 5, putsBack: true, upTo: "sealed", forged: false },
  "the whole work and forged files": { horizon: 1, putsBack: false, upTo: "lifted", forged: true },
} as const satisfies Record<string, SidesScale>;
type ScaleName = keyof typeof SCALES;

interface Promise {
  readonly says: string;
  /** Whether it is broken. */
  readonly state?: (at: Sides, next: readonly SidesStep[], sides: TwoSides) => boolean;
  readonly step?: (step: SidesStep, sides: TwoSides) => boolean;
}

const NO_OUTCOME: ReadonlySet<string> = new Set(["requested", "intake", "benchmarking", "results-sealed", "consultation", "recommended", "stopped"]);

/**
 * The developer ended the access, and the low side stopped the request, before it heard that the results were sealed
 * already: the developer was told that it is stopped, and that word is kept. What the enclave goes on to sign is not taken.
 */
const isStoppedInTransit = ({ low, enclave, endedAt }: Sides): boolean => low === "stopped" && endedAt !== null && enclave !== null && !["requested", "intake", "benchmarking", "stopped"].includes(enclave);

const PROMISES = {
  shows: {
    says: "the low side never shows an outcome that the enclave's Director did not sign, nor that something was signed without it",
    state: ({ low, outcome, signed, enclave }) => (outcome !== null && outcome !== signed) || NO_OUTCOME.has(low) !== (outcome === null) || (low === "lifted" && enclave !== "lifted"),
  },
  keeps: {
    says: "an outcome that was shown stays as it was shown",
    step: ({ from, to }) => from.outcome !== null && to.outcome !== from.outcome,
  },
  noLease: {
    says: "no lease is issued once the access has ended",
    step: ({ from, to }) => from.endedAt !== null && from.endedAt <= from.clock && to.lease !== from.lease,
  },
  dead: {
    says: "within a lease's length of the end of access the enclave makes its last call, whatever is delayed, lost or put back",
    state: (at, _next, sides) => at.endedAt !== null && at.clock >= at.endedAt + LEASE_UNITS && sides.mayCall(at),
  },
  withdraw: {
    says: "from every state with access the developer can end it, and once all is told the enclave knows, and calls nothing",
    state: (at, next, sides) => {
      if (at.endedAt !== null) return false;
      const step = next.find(({ event }) => event === "withdraw");
      const settled = step && sides.settle(step.to);
      return !settled || (settled.enclave !== null && !settled.ended) || sides.mayCall(settled);
    },
  },
  converge: {
    says: "once every file is seen both sides stand at the same place and none is left to wait, but for a request that was stopped while its sealed results were on their way, which stays stopped",
    state: (at, _next, sides) => {
      const settled = sides.settle(at);
      if (settled.files.some((file) => !(file === "lifting" && isStoppedInTransit(settled)))) return true;
      const place = tellOf(settled.enclave);
      if (place === null) return settled.low !== "requested" && settled.low !== "stopped";
      return !isStoppedInTransit(settled) && (settled.low !== place || settled.outcome !== settled.signed);
    },
  },
  silent: {
    says: "of a request that the low side has stopped nothing is shown any more, whatever the enclave goes on to sign",
    step: ({ from, to }) => from.low === "stopped" && (to.low !== "stopped" || to.outcome !== null),
  },
} as const satisfies Record<string, Promise>;
type PromiseName = keyof typeof PROMISES;

interface Walked {
  readonly states: number;
  readonly steps: number;
  readonly broken: ReadonlyMap<PromiseName, readonly string[]>;
  readonly seen: ReadonlySet<string>;
}

function walk(sides: TwoSides, until?: PromiseName): Walked {
  const keyOf = (at: Sides): string => JSON.stringify(Object.values(at));
  const reached: Sides[] = [sides.start];
  const cameBy: (readonly [from: number, event: string])[] = [[-1, "start"]];
  const known = new Set([keyOf(sides.start)]);
  const broken = new Map<PromiseName, readonly string[]>();
  const seen = new Set<string>();
  let steps = 0;
  const tellWay = (place: number): string[] => (place < 0 ? [] : [...tellWay(cameBy[place]?.[0] ?? -1), cameBy[place]?.[1] ?? ""]);
  for (let place = 0; place < reached.length; place += 1) {
    const at = reached[place] as Sides;
    const next = [...sides.follow(at)];
    steps += next.length;
    seen.add(`low ${at.low}`).add(`enclave ${at.enclave ?? "nothing"}`).add(`outcome ${at.outcome ?? "none"}`);
    if (isStoppedInTransit(at)) seen.add("stopped in transit");
    if (sides.mayCall(at)) seen.add(at.endedAt === null ? "calls" : "calls by its last lease");
    for (const [name, promise] of Object.entries(PROMISES) as [PromiseName, Promise][]) {
      if (broken.has(name)) continue;
      if (promise.state?.(at, next, sides)) broken.set(name, tellWay(place));
      const step = promise.step && next.find((one) => promise.step?.(one, sides));
      if (step) broken.set(name, [...tellWay(place), step.event]);
    }
    if (until !== undefined && broken.has(until)) break;
    for (const { event, to } of next) {
      const key = keyOf(to);
      if (known.has(key)) continue;
      known.add(key);
      reached.push(to);
      cameBy.push([place, event]);
    }
  }
  return { states: reached.length, steps, broken, seen };
}

const walks = Object.entries(SCALES).map(([name, scale]) => [name, walk(new TwoSides(SIDES_RULES, scale))] as const);

describe(`over all reachable states of both sides (${walks.map(([name, { states, steps }]) => `${name}: ${states.toLocaleString("en")} states, ${steps.toLocaleString("en")} steps`).join("; ")})`, () => {
  test.each(Object.entries(PROMISES).map(([name, { says }]) => [says, name as PromiseName] as const))("%s", (_says, name) => {
    expect(walks.map(([scale, { broken }]) => [scale, broken.get(name)]).filter(([, way]) => way !== undefined)).toEqual([]);
  });

  test("both sides are met everywhere they can be, calls by a last lease and a request that is stopped on its way too", () => {
    const seen = new Set(walks.flatMap(([, walked]) => [...walked.seen]));
    expect([...seen].toSorted()).toEqual([
      ...["benchmarking", "consultation", "intake", "lifted", "nothing", "notified", "recommended", "signed", "stopped"].map((state) => `enclave ${state}`),
      ...["benchmarking", "consultation", "intake", "lifted", "recommended", "requested", "results-sealed", "signed", "stopped"].map((state) => `low ${state}`),
      "outcome covered", "outcome none", "outcome not_covered", "calls", "calls by its last lease", "stopped in transit",
    ].toSorted());
  });
});

const LEASES: ScaleName = "leases, an end of access and clocks";
const WHOLE: ScaleName = "the whole work and forged files";

const BROKEN: readonly { readonly promise: PromiseName; readonly what: string; readonly scale: ScaleName; readonly rules: Partial<SidesRules> }[] = [
  { promise: "shows", what: "nobody asks who signed a determination", scale: WHOLE, rules: { judge: (file, at) => (file.startsWith("forged") && at.sealing ? "take" : SIDES_RULES.judge(file, at)) } },
  { promise: "shows", what: "being told is enough to be signed", scale: WHOLE, rules: { reachStage: (state, stage) => (stage === "signed" && state !== "stopped" ? "signed" : SIDES_RULES.reachStage(state, stage)) } },
  { promise: "keeps", what: "a lifted one is signed over", scale: WHOLE, rules: { judge: (file, at) => (file.startsWith("forged") && at.low === "lifted" ? "take" : SIDES_RULES.judge(file, at)), maySign: (state) => state === "lifted" || SIDES_RULES.maySign(state) } },
  { promise: "noLease", what: "leases go on after the end", scale: LEASES, rules: { planLease: (input) => SIDES_RULES.planLease({ ...input, accessEndsAt: input.accessEndsAt ?? Number.MAX_SAFE_INTEGER }) } },
  { promise: "dead", what: "a lease lasts as long as the wall clock says", scale: LEASES, rules: { boundLease: () => Number.MAX_SAFE_INTEGER } },
  { promise: "dead", what: "a lease is counted from when it is seen", scale: LEASES, rules: { boundLease: (_lease, { monotonicMs, longestMs }) => monotonicMs + longestMs, isLeaseInForce: () => true } },
  { promise: "withdraw", what: "an end that comes before its request is forgotten", scale: LEASES, rules: { judge: (file, at) => (file === "end" && at.enclave === null ? "refuse" : SIDES_RULES.judge(file, at)) } },
  { promise: "converge", what: "a determination that comes before its results is refused for good", scale: WHOLE, rules: { judge: (file, at) => (file.startsWith("determination") && !at.sealing ? "refuse" : SIDES_RULES.judge(file, at)) } },
  { promise: "converge", what: "a word that is told late leads back", scale: WHOLE, rules: { reachStage: (state, stage) => (stage === "intake" && state === "benchmarking" ? "intake" : SIDES_RULES.reachStage(state, stage)) } },
  { promise: "converge", what: "the enclave works on without access", scale: LEASES, rules: { decideTransition: (state, event, doers) => (event === "end-access" ? { to: state } : SIDES_RULES.decideTransition(state, event, doers)) } },
  { promise: "silent", what: "a stopped request takes a determination", scale: WHOLE, rules: { maySign: (state) => state === "stopped" || SIDES_RULES.maySign(state) } },
];

describe("a broken rule is found out", () => {
  test.each(BROKEN)("$promise: $what", ({ promise, rules, scale }) => {
    const { broken } = walk(new TwoSides({ ...SIDES_RULES, ...rules }, SCALES[scale]), promise);
    expect(broken.get(promise)?.at(-1), "and the way there is told").toEqual(expect.any(String));
  });

  test("each promise has at least one such rule", () => {
    expect(Object.keys(PROMISES).filter((name) => !BROKEN.some(({ promise }) => promise === name))).toEqual([]);
  });
});
