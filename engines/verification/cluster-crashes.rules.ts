import { exactKey, ownFrames, stackKey } from "./crash-signature.rules.ts";
import { mergeByCompleteLinkage, type AlikePair } from "./complete-linkage.rules.ts";
import { comparedFrames, compareStacks, frameWord, LEADING_FRAMES, LIKENESS_NEEDED } from "./stack-similarity.rules.ts";
import type { CrashTrace } from "./crash-signature.types.ts";

// Which crashes are one bug, before a fix is known. Stage 1: equal keys, one look-up each. Stage 2: likeness of stacks,
// and of history where it is known. Neither is the truth: fix replay is, and what it or a person has ruled comes in as
// rulings, which likeness never overrules. A merge is undone by ruling two of its members different.

/** What bisection and the tracker know of a crash before it is fixed. */
export interface Regression {
  /** The commit that brought the crash in. */
  readonly introducedIn: string;
  /** When the crash was reported, in days from any one beginning. */
  readonly reportedDay: number;
}

export interface CrashRecord {
  /** Unique among the records compared: a file's name, a finding's id. */
  readonly id: string;
  readonly trace: CrashTrace;
  /** Crashes of two targets are never one bug; null where the report does not say. */
  readonly target: string | null;
  /** Names the build where the report states no build id. */
  readonly build: string | null;
  readonly regression: Regression | null;
}

/** What was found out otherwise, by ids. Where `same` and `different` contradict each other, `different` holds. */
export interface Rulings {
  readonly same: readonly (readonly [string, string])[];
  readonly different: readonly (readonly [string, string])[];
}

export interface Likeness {
  /** 0 to 1; from `LIKENESS_NEEDED` (0.65) on two crashes are taken for one bug. */
  readonly score: number;
  /** One sentence. The names in it are the reports' own: hostile. */
  readonly reason: string;
}

export interface CrashCluster {
  readonly members: readonly string[];
  /** How many different stacks the members show. */
  readonly stacks: number;
  /** The least likeness of any two stacks; 1 where all members show one. */
  readonly score: number;
  readonly reason: string;
}

export interface DuplicateReport {
  /** Groups of equal first key: same type, access and place to the byte. */
  readonly exact: readonly (readonly string[])[];
  /** Groups of one stack, as far as it is the target's own: the unique crashes. */
  readonly unique: readonly (readonly string[])[];
  readonly clusters: readonly CrashCluster[];
}

// The crashes of a regression are reported in the days after it; up to some three and a half days the commit alone suffices.
// Weeks apart even an equal stack says little: the tracker files one anew only when the earlier bug was closed.
const HALF_WORTH_DAYS = 7;
/** A crash that came in with another commit is another bug, however much the stacks are alike. */
const OTHER_COMMIT = 0.2;
/** A leak, a race and a fault in one function are rarely one bug. */
const OTHER_FAMILY = 0.6;

type Unit = readonly CrashRecord[];

/** Faults of memory are one family: whether a wild access hits a mapped page decides what it is called. */
function familyOf({ kind, class: name }: CrashTrace): string {
  if (kind === "panic" || kind === "exception") return name;
  return kind === "leak" || kind === "thread" ? kind : "fault";
}

/** How alike two crashes are, and why. */
export function compareCrashes(left: CrashRecord, right: CrashRecord): Likeness {
  if (left.target !== null && right.target !== null && left.target !== right.target) return { score: 0, reason: "of different targets" };
  const stacks = compareStacks(ownFrames(left.trace), ownFrames(right.trace));
  const isOneFamily = familyOf(left.trace) === familyOf(right.trace);
  const alike = isOneFamily ? stacks.score : stacks.score * OTHER_FAMILY;
  const words = stacks.shared.length === 0 ? "stacks have nothing in common" : `stacks alike ${stacks.score.toFixed(2)}, both in ${stacks.shared.slice(0, 3).join(", ")}`;
  const reason = isOneFamily ? words : `${words}, but one is ${left.trace.class} and one ${right.trace.class}`;
  if (!left.regression || !right.regression) return { score: alike, reason };
  if (left.regression.introducedIn !== right.regression.introducedIn) return { score: alike * OTHER_COMMIT, reason: `${reason}; brought in by different commits` };
  const days = Math.abs(left.regression.reportedDay - right.regression.reportedDay);
  return { score: 1 / (1 + days / HALF_WORTH_DAYS), reason: `brought in by the same commit and reported ${days.toFixed(1)} days apart; ${words}` };
}

/** Groups equal keys, in order of their first. A crash without a frame is equal to none. */
function groupBy(records: Unit, keyOf: (record: CrashRecord) => string): readonly Unit[] {
  const groups = new Map<string, CrashRecord[]>();
  for (const record of records) {
    const key = ownFrames(record.trace).length === 0 ? `no stack|${record.id}` : `${record.target ?? ""}|${keyOf(record)}`;
    const group = groups.get(key);
    if (group) group.push(record);
    else groups.set(key, [record]);
  }
  return [...groups.values()];
}

const idsOf = (records: Unit): readonly string[] => records.map(({ id }) => id);

/** Looks up which ids are ruled apart, both ways. */
function indexRulings(pairs: Rulings["different"]): ReadonlyMap<string, ReadonlySet<string>> {
  const index = new Map<string, Set<string>>();
  for (const [left, right] of [...pairs, ...pairs.map(([one, other]) => [other, one] as const)]) {
    const others = index.get(left);
    if (others) others.add(right);
    else index.set(left, new Set([right]));
  }
  return index;
}

type Apart = (left: Unit, right: Unit) => boolean;

function ruleApart(pairs: Rulings["different"]): Apart {
  const index = indexRulings(pairs);
  return (left, right) => index.size > 0 && left.some(({ id }) => right.some((other) => index.get(id)?.has(other.id)));
}

/** One stack, and yet ruled different: each goes to the first part that it is not ruled apart from. */
function separate(group: Unit, areApart: Apart): readonly Unit[] {
  if (!areApart(group, group)) return [group];
  const parts: CrashRecord[][] = [];
  for (const record of group) {
    const part = parts.find((members) => !areApart(members, [record]));
    if (part) part.push(record);
    else parts.push([record]);
  }
  return parts;
}

function unite(units: readonly Unit[], same: Rulings["same"], areApart: Apart): readonly Unit[] {
  const united = [...units];
  for (const [left, right] of same) {
    const one = united.findIndex((unit) => idsOf(unit).includes(left));
    const other = united.findIndex((unit) => idsOf(unit).includes(right));
    const [first, second] = [united[one], united[other]];
    if (!first || !second || one === other || areApart(first, second)) continue;
    united[one] = [...first, ...second];
    united.splice(other, 1);
  }
  return united;
}

/** Those members that differ in what is compared. */
function facesOf(unit: Unit): Unit {
  return [...new Map(unit.map((record) => [`${familyOf(record.trace)}|${stackKey(record.trace)}|${record.regression?.introducedIn}|${record.regression?.reportedDay}`, record])).values()];
}

/** Pairs of units that could be alike enough: a leading frame of one is in the other, or a commit brought both in. */
function findCandidates(faces: readonly Unit[]): readonly (readonly [number, number])[] {
  const commitsOf = (unit: Unit) => unit.flatMap(({ regression }) => (regression ? [`commit ${regression.introducedIn}`] : []));
  const wordsOf = (unit: Unit, most?: number) => new Set([...unit.flatMap(({ trace }) => comparedFrames(ownFrames(trace)).slice(0, most).map(frameWord)), ...commitsOf(unit)]);
  const leading = new Map<string, number[]>();
  for (const [unit, records] of faces.entries()) {
    for (const word of wordsOf(records, LEADING_FRAMES)) {
      const units = leading.get(word);
      if (units) units.push(unit);
      else leading.set(word, [unit]);
    }
  }
  const pairs = new Set<number>();
  for (const [unit, records] of faces.entries()) {
    for (const word of wordsOf(records)) {
      for (const other of leading.get(word) ?? []) if (other !== unit) pairs.add(Math.min(unit, other) * faces.length + Math.max(unit, other));
    }
  }
  return [...pairs].map((pair) => [Math.floor(pair / faces.length), pair % faces.length]);
}

/** Units hold one stack, or what was ruled the same: they are as alike as their likest stacks. */
function compareFaces(left: Unit, right: Unit): Likeness {
  const all = left.flatMap((one) => right.map((other) => compareCrashes(one, other)));
  return all.reduce((best, likeness) => (likeness.score > best.score ? likeness : best), { score: 0, reason: "stacks have nothing in common" });
}

/** Sorts crashes into bugs. Deterministic: the same records in the same order give the same clusters. */
export function findDuplicates(records: readonly CrashRecord[], rulings: Rulings = { same: [], different: [] }): DuplicateReport {
  const areApart = ruleApart(rulings.different);
  const exact = groupBy(records, (record) => exactKey(record.trace, record.build ?? "?"));
  const unique = groupBy(records, ({ trace }) => `${familyOf(trace)}|${stackKey(trace)}`);
  const parts = unique.flatMap((group) => [group.filter(({ regression }) => !regression), ...group.filter(({ regression }) => regression).map((record) => [record])]);
  const units = unite(parts.filter((part) => part.length > 0).flatMap((part) => separate(part, areApart)), rulings.same, areApart);
  const faces = units.map(facesOf);
  const likenesses = new Map<string, Likeness>();
  const alike: AlikePair[] = [];
  for (const [left, right] of findCandidates(faces)) {
    const [one, other] = [units[left] ?? [], units[right] ?? []];
    const likeness = areApart(one, other) ? { score: 0, reason: "ruled different" } : compareFaces(faces[left] ?? [], faces[right] ?? []);
    if (likeness.score < LIKENESS_NEEDED) continue;
    likenesses.set(`${left} ${right}`, likeness);
    alike.push([left, right, likeness.score]);
  }
  const clusters = mergeByCompleteLinkage(units.length, alike).map((items): CrashCluster => {
    const members = items.flatMap((item) => units[item] ?? []);
    const within = items.flatMap((left, at) => items.slice(at + 1).flatMap((right) => likenesses.get(`${left} ${right}`) ?? []));
    const [first, ...rest] = within;
    const least = first === undefined ? undefined : rest.reduce((worst, likeness) => (likeness.score < worst.score ? likeness : worst), first);
    const alone = members.length === 1 ? "alone" : items.some((item) => (faces[item]?.length ?? 0) > 1) ? "ruled the same, or one stack" : "one stack";
    return { members: idsOf(members), stacks: new Set(members.map(({ trace }) => stackKey(trace))).size, score: least?.score ?? 1, reason: least?.reason ?? alone };
  });
  return { exact: exact.map(idsOf), unique: unique.map(idsOf), clusters };
}
