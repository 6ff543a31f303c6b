import { findDuplicates, readCrashFile, signatureKey, type CrashRecord } from "#engines/verification";

// OSS-Fuzz has put together what shows one crash type and state already; what is left in its records are the duplicates
// that are hard to see. Two records are one bug where one commit fixed both. What is judged sees nothing of the fix.

export interface PairwiseScore {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

export interface DuplicateScores {
  /** Records with a crash, a bisected commit or not, and exactly one fixing commit. */
  readonly records: number;
  /** Records of the data that state no crash or not exactly one fixing commit. */
  readonly left: number;
  /** Pairs of records that one commit fixed. */
  readonly pairs: number;
  readonly clusters: PairwiseScore;
  readonly typeAndState: PairwiseScore;
  readonly stacksAlone: PairwiseScore;
  readonly sameIntroduction: PairwiseScore;
}

interface FixedRecord {
  readonly record: CrashRecord;
  readonly bug: string;
}

function findFixes(value: unknown): ReadonlySet<string> {
  const affected = (value as { affected?: { ranges?: { events?: { fixed?: string }[] }[] }[] } | null)?.affected ?? [];
  return new Set(affected.flatMap(({ ranges }) => ranges ?? []).flatMap(({ events }) => events ?? []).flatMap(({ fixed }) => fixed ?? []));
}

const pairsAmong = (count: number) => (count * (count - 1)) / 2;

function countBy(words: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

/** Pairwise precision, recall and F1 of groups of ids against which bug each id is of. */
export function scorePairs(groups: readonly (readonly string[])[], bugs: ReadonlyMap<string, string>): PairwiseScore {
  const sum = (counts: Iterable<number>) => [...counts].reduce((total, count) => total + pairsAmong(count), 0);
  const said = sum(groups.map(({ length }) => length));
  const right = groups.reduce((total, group) => total + sum(countBy(group.map((id) => bugs.get(id) ?? id)).values()), 0);
  const there = sum(countBy([...bugs.values()]).values());
  const [precision, recall] = [said === 0 ? 0 : right / said, there === 0 ? 0 : right / there];
  return { precision, recall, f1: right === 0 ? 0 : (2 * precision * recall) / (precision + recall) };
}

function groupIds(records: readonly CrashRecord[], keyOf: (record: CrashRecord) => string): readonly (readonly string[])[] {
  const groups = new Map<string, string[]>();
  for (const record of records) groups.set(keyOf(record), [...(groups.get(keyOf(record)) ?? []), record.id]);
  return [...groups.values()];
}

/** Reads OSS-Fuzz's records, one a line, and scores the engine's clusters beside the simple rules. */
export async function scoreOssFuzz(lines: readonly string[]): Promise<DuplicateScores> {
  const fixed: FixedRecord[] = [];
  for (const [index, line] of lines.entries()) {
    const file = await readCrashFile(`record ${index}`, new TextEncoder().encode(line));
    const [fix, ...more] = findFixes(JSON.parse(line));
    const [record] = file.kind === "reports" ? file.records : [];
    if (record && fix !== undefined && more.length === 0) fixed.push({ record, bug: `${record.target} ${fix}` });
  }
  const records = fixed.map(({ record }) => record);
  const bugs = new Map(fixed.map(({ record, bug }) => [record.id, bug]));
  const score = (groups: readonly (readonly string[])[]) => scorePairs(groups, bugs);
  const clustersOf = (all: readonly CrashRecord[]) => findDuplicates(all).clusters.map(({ members }) => members);
  const state = ({ trace }: CrashRecord) => signatureKey({ ...trace, frames: trace.stack.map((frame) => frame.function ?? "?") });
  return {
    records: records.length,
    left: lines.length - records.length,
    pairs: [...countBy([...bugs.values()]).values()].reduce((total, count) => total + pairsAmong(count), 0),
    clusters: score(clustersOf(records)),
    typeAndState: score(groupIds(records, (record) => `${record.target}|${state(record)}`)),
    stacksAlone: score(clustersOf(records.map((record) => ({ ...record, regression: null })))),
    sameIntroduction: score(groupIds(records, ({ id, target, regression }) => `${target}|${regression?.introducedIn ?? id}`)),
  };
}
