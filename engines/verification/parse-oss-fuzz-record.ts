import { z } from "zod";
import type { Regression } from "./cluster-crashes.rules.ts";
import type { CrashKind, CrashTrace } from "./crash-signature.types.ts";

// OSS-Fuzz's vulnerabilities in OSV: crash type and state (the three topmost frames, chosen and named by ClusterFuzz), the
// commit that bisection blames, and the tracker's number. What is known of the fix is not read.

const record = z.looseObject({
  id: z.string().min(1).max(200),
  details: z.string().max(64 * 1024),
  references: z.array(z.looseObject({ url: z.string().max(2_048) })).max(100).optional(),
  affected: z.array(z.looseObject({
    package: z.looseObject({ name: z.string().max(500), ecosystem: z.string().max(100) }),
    ranges: z.array(z.looseObject({ events: z.array(z.looseObject({ introduced: z.string().max(200).optional() })).max(1_000) })).max(100).optional(),
  })).min(1).max(100),
});

const FRAMES = 16;
const KINDS: readonly [RegExp, CrashKind][] = [
  [/^use-of-uninitialized/, "memory"],
  [/leak$/, "leak"],
  [/race/, "thread"],
  [/exception|uncaught/, "exception"],
  [/^(?:index-out-of-bounds|bad-cast|object-size|incorrect-function|integer-overflow|divide-by-zero|undefined-shift|non-positive-vla)/, "undefined"],
];

// The tracker's numbers tell when a crash was reported: some 33 a day in the old tracker and in what was moved from it, some
// 240,000 a day in the new one, whose numbers many projects share. Numbers of two trackers are far apart in any case.
const TRACKERS: readonly { readonly below: number; readonly perDay: number; readonly firstDay: number }[] = [
  { below: 1e6, perDay: 33, firstDay: 0 },
  { below: 1e8, perDay: 33, firstDay: 1e6 },
  { below: Infinity, perDay: 240_000, firstDay: 1e7 },
];

function findReportedDay(urls: readonly string[]): number | undefined {
  const number = urls.map((url) => /(?:\/|id=)(\d{1,15})$/.exec(url)?.[1]).find((digits) => digits !== undefined);
  const tracker = number === undefined ? undefined : TRACKERS.find(({ below }) => Number(number) < below);
  return tracker && tracker.firstDay + Number(number) / tracker.perDay;
}

export interface OssFuzzCrash {
  readonly id: string;
  readonly target: string;
  readonly trace: CrashTrace;
  readonly regression: Regression | null;
}

/** Undefined where the value is not such a record or states no crash. */
export function parseOssFuzzRecord(value: unknown): OssFuzzCrash | undefined {
  const parsed = record.safeParse(value).data;
  if (!parsed) return undefined;
  const lines = parsed.details.split("\n");
  const type = lines.find((line) => line.startsWith("Crash type: "))?.slice(12).trim();
  const state = lines.indexOf("Crash state:");
  const [first] = parsed.affected;
  if (type === undefined || type === "" || state < 0 || !first) return undefined;
  const names = lines.slice(state + 1, state + 1 + FRAMES);
  const end = names.findIndex((name) => name.trim() === "" || name.startsWith("```"));
  const access = /^(.*?) (READ|WRITE)(?: (\d{1,9}))?/.exec(type);
  const word = (access?.[1] ?? type).trim().toLowerCase().replaceAll(" ", "-").slice(0, 100);
  const introduced = [...new Set(parsed.affected.flatMap(({ ranges }) => ranges ?? []).flatMap(({ events }) => events).flatMap(({ introduced: commit }) => commit ?? []))].toSorted();
  const reportedDay = findReportedDay((parsed.references ?? []).map(({ url }) => url));
  return {
    id: parsed.id,
    target: `${first.package.ecosystem}/${first.package.name}`,
    trace: {
      language: "native",
      kind: KINDS.find(([pattern]) => pattern.test(word))?.[1] ?? "address",
      class: word,
      access: access ? { kind: access[2] === "READ" ? "read" : "write", bytes: access[3] === undefined ? null : Number(access[3]) } : null,
      // ClusterFuzz has left out the runtimes' frames already.
      stack: names.slice(0, end < 0 ? undefined : end).map((name) => ({ function: name.trim().slice(0, 200), file: null, line: null, module: null, offset: null, buildId: null, isOwn: true })),
    },
    // `0` blames the project's first commit: nothing was bisected.
    regression: reportedDay === undefined || introduced.length === 0 || introduced.includes("0") ? null : { introducedIn: introduced.join(" "), reportedDay },
  };
}
