import { DETERMINATION_ENTRY_KINDS } from "./determination-bundle.types.ts";
import type { LedgerEntry } from "./ledger-entry.ts";
import { quote } from "./ledger.errors.ts";

/**
 * - `two-active`: two standards stand at one place of the line, or both take the place of the same one.
 * - `not-active`: a run was begun under a standard whose place another had taken.
 * - `chosen-later`: results were sealed under another standard than the one named when their run began.
 */
export type StandardConflictCode = "two-active" | "not-active" | "chosen-later";

export interface StandardConflict {
  readonly code: StandardConflictCode;
  readonly message: string;
}

type Data = LedgerEntry["data"];

/**
 * Whether the entries show that more than one standard was in force, or one was chosen after the results. Each conflict is
 * shown by the entries it names alone, so a whole log does as well as the receipts that two people kept; of a log with none,
 * none is shown only if it is whole. The entries may come from an attacker and in any order.
 */
export function findStandardConflicts(entries: Iterable<LedgerEntry>): readonly StandardConflict[] {
  const of = Map.groupBy(entries, ({ kind }) => kind);
  const data = (kind: keyof typeof DETERMINATION_ENTRY_KINDS): readonly Data[] => (of.get(DETERMINATION_ENTRY_KINDS[kind]) ?? []).map((entry) => entry.data);
  const standards = data("standardCommitted").filter(({ sequence }) => sequence !== undefined);
  const runs = data("runBegun");
  return [...findTwoActive(standards), ...findInactive(standards, runs), ...findChosenLater(runs, data("resultsSealed"))];
}

function findTwoActive(standards: readonly Data[]): readonly StandardConflict[] {
  const [bySequence, byEarlier] = [new Map<unknown, Data>(), new Map<unknown, Data>()];
  return standards.flatMap((one) => {
    const { commitment, sequence, supersedes } = one;
    const other = [bySequence.get(sequence), byEarlier.get(supersedes)].find((found) => found && found["commitment"] !== commitment);
    bySequence.set(sequence, one);
    byEarlier.set(supersedes, one);
    return other ? [{ code: "two-active" as const, message: `Two standards claim one place in the line: ${name(other)} and ${name(one)}.` }] : [];
  });
}

function findInactive(standards: readonly Data[], runs: readonly Data[]): readonly StandardConflict[] {
  return runs.flatMap(({ determinationId, standard, begunAt }) => {
    const named = standards.find(({ commitment }) => commitment === standard);
    const later = named && standards.find(({ committedAt }) => text(committedAt) > text(named["committedAt"]) && text(committedAt) <= text(begunAt));
    return later ? [{ code: "not-active" as const, message: `The run of ${quote(text(determinationId))} was begun under ${name(named)} when ${name(later)} had taken its place.` }] : [];
  });
}

function findChosenLater(runs: readonly Data[], results: readonly Data[]): readonly StandardConflict[] {
  return results.flatMap(({ determinationId, standard }) => {
    const begun = runs.find((run) => run["determinationId"] === determinationId);
    return begun && begun["standard"] !== standard ? [{ code: "chosen-later" as const, message: `The results of ${quote(text(determinationId))} were sealed under another standard than its run was begun with.` }] : [];
  });
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");
const name = ({ id, version }: Data): string => `${quote(text(id))}, version ${quote(text(version))}`;
