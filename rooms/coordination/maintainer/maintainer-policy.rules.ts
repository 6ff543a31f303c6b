import type { MaintainerPolicy, ThreatModelRow } from "#contracts/maintainer";

/*
 * What a maintainer's policy says of one report, and of how many are told when. A report it speaks against is held back
 * with the row it cites; it comes up again when that row goes or no longer fits.
 *
 * The pace: at most `openAtOnce` open, at most `perWeek` told within seven days, and by lane:
 *   urgent  (due within three days)            at once, as soon as there is a place
 *   normal                                     each by itself, or one mail a day or a week
 *   low     (can wait for the next version)    once a week, where the maintainer wants a digest
 * Within a lane the worst comes first. Each lane waits for its own last mail only, so none starves another.
 */
const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;
const URGENT_RANK = 1;
const LOW_RANK = 4;

/** What holds for a project whose maintainer has set nothing: everything in scope, each report by itself. */
export function defaultPolicy(openAtOnce: number): MaintainerPolicy {
  return { threatModel: [], scope: { include: [], exclude: [] }, evidenceNeeded: [], formats: ["bundle"], openAtOnce, perWeek: null, batching: "each", lowLane: "with-the-rest", optOut: null, endOfLife: null, securityContacts: [] };
}

export interface SortedReport {
  readonly title: string;
  readonly description: string;
  readonly weakness: string;
  readonly location: string;
  readonly version: string;
  readonly reproduced: { readonly k: number; readonly n: number } | null;
  readonly hasCandidatePatch: boolean;
  readonly hasTests: boolean;
}

export interface PolicyRefusal {
  /** A threat-model row's id, or `scope`, `end-of-life`, `evidence:candidate-patch` and so on. */
  readonly cites: string;
  /** All that the refusal rests on; whatever changes in it makes it another row. */
  readonly row: unknown;
}

/** Why the policy holds a report back; undefined when it lets it through. */
export function findPolicyRefusal(policy: MaintainerPolicy, report: SortedReport): PolicyRefusal | undefined {
  const { scope, endOfLife } = policy;
  if (endOfLife && (endOfLife.versions.length === 0 || endOfLife.versions.includes(report.version))) return { cites: "end-of-life", row: endOfLife };
  const inside = scope.include.length === 0 || scope.include.some((pattern) => fitsPath(pattern, report.location));
  if (!inside || scope.exclude.some((pattern) => fitsPath(pattern, report.location))) return { cites: "scope", row: scope };
  const row = policy.threatModel.find((one) => fitsRow(one, report));
  if (row) return { cites: row.id, row };
  const missing = policy.evidenceNeeded.find((wanted) => !brings(wanted, report));
  return missing && { cites: `evidence:${missing}`, row: missing };
}

/** The row that a refusal cites, as it stands now; undefined when it is gone. */
export function findCited(policy: MaintainerPolicy, cites: string): unknown {
  return policy.threatModel.find(({ id }) => id === cites);
}

function brings(wanted: MaintainerPolicy["evidenceNeeded"][number], report: SortedReport): boolean {
  if (wanted === "candidate-patch") return report.hasCandidatePatch;
  if (wanted === "tests") return report.hasTests;
  return report.reproduced !== null && report.reproduced.k === report.reproduced.n;
}

function fitsRow({ matches: { path, weakness, words } }: ThreatModelRow, report: SortedReport): boolean {
  if (path !== undefined && !fitsPath(path, report.location)) return false;
  if (weakness !== undefined && weakness.toLowerCase() !== report.weakness.toLowerCase()) return false;
  return words === undefined || `${report.title}\n${report.description}`.toLowerCase().includes(words.toLowerCase());
}

/** Both are hostile: no regular expression is made of them, and each step forward is taken once. */
export function fitsPath(pattern: string, location: string): boolean {
  const path = location.replace(/:\d.*$/, "");
  return fitsParts(pattern.split("/"), path.split("/"));
}

function fitsParts(pattern: readonly string[], path: readonly string[]): boolean {
  let fits = [true, ...path.map(() => false)];
  for (const part of pattern) {
    const before = fits;
    fits = before.map(() => false);
    for (let at = 0; at <= path.length; at += 1) {
      if (part === "**") fits[at] = Boolean(before[at]) || (at > 0 && Boolean(fits[at - 1]));
      else fits[at] = at > 0 && Boolean(before[at - 1]) && fitsName(part, path[at - 1] ?? "");
    }
  }
  return Boolean(fits.at(-1));
}

function fitsName(pattern: string, name: string): boolean {
  const [first = "", ...rest] = pattern.split("*");
  const last = rest.pop();
  if (last === undefined) return first === name;
  if (!name.startsWith(first) || name.length < first.length + last.length || !name.endsWith(last)) return false;
  let at = first.length;
  for (const middle of rest) {
    const found = name.indexOf(middle, at);
    if (found < 0) return false;
    at = found + middle.length;
  }
  return at + last.length <= name.length;
}

export type Lane = "urgent" | "normal" | "low";

export function laneOf(policy: Pick<MaintainerPolicy, "lowLane">, dueRank: number): Lane {
  if (dueRank <= URGENT_RANK) return "urgent";
  return dueRank >= LOW_RANK && policy.lowLane === "weekly-digest" ? "low" : "normal";
}

export interface PaceNow {
  readonly policy: MaintainerPolicy;
  /** Milliseconds since 1970, as all instants here. */
  readonly nowMs: number;
  /** Cases that take a place. */
  readonly taken: number;
  /** What waits and is not held back, worst first. */
  readonly waiting: readonly { readonly id: string; readonly dueRank: number }[];
  /** What was told within the last seven days. */
  readonly told: readonly { readonly atMs: number; readonly dueRank: number }[];
}

/** Whom to tell now, and when to look again; no instant when only a free place can change anything. */
export function planNotices({ policy, nowMs, taken, waiting, told }: PaceNow): { readonly tell: readonly string[]; readonly againAtMs: number | undefined } {
  const week = told.filter(({ atMs }) => atMs > nowMs - WEEK_MS);
  const free = Math.max(0, policy.openAtOnce - taken);
  const thisWeek = policy.perWeek === null ? free : Math.max(0, policy.perWeek - week.length);
  const dueMs = ({ dueRank }: { readonly dueRank: number }) => {
    const lane = laneOf(policy, dueRank);
    return Math.max(0, ...week.filter((one) => laneOf(policy, one.dueRank) === lane).map(({ atMs }) => atMs + gapMs(policy, lane)));
  };
  const due = waiting.filter((one) => dueMs(one) <= nowMs);
  const tell = due.slice(0, Math.min(free, thisWeek)).map(({ id }) => id);
  if (free <= tell.length) return { tell, againAtMs: undefined };
  const later = waiting.filter((one) => !due.includes(one)).map(dueMs);
  // The week's oldest makes room first; when the week's places all go to today's, these are the oldest.
  const room = due.length > tell.length ? [Math.min(nowMs, ...week.map(({ atMs }) => atMs)) + WEEK_MS] : [];
  const againAtMs = Math.min(...later, ...room);
  return { tell, againAtMs: Number.isFinite(againAtMs) ? againAtMs : undefined };
}

function gapMs({ batching }: MaintainerPolicy, lane: Lane): number {
  if (lane === "urgent") return 0;
  return lane === "low" ? WEEK_MS : { each: 0, daily: DAY_MS, weekly: WEEK_MS }[batching];
}
