import type { Membership, SchemeName, VersionRange, VersionSet } from "../exposure.types.ts";
import type { VersionScheme } from "./version-scheme.types.ts";
import { getScheme } from "./schemes.rules.ts";

/** Negative, zero or positive; undefined when the scheme cannot order one of the two. */
export function compareVersions(scheme: SchemeName, a: string, b: string): number | undefined {
  const rule = getScheme(scheme);
  const x = rule.parse(a);
  const y = rule.parse(b);
  return x === undefined || y === undefined ? undefined : rule.compare(x, y);
}

/**
 * Bytes whose unsigned order (PostgreSQL's `bytea`) is the scheme's order, so that "which inventories does this range
 * touch" is a range scan; undefined for what the scheme cannot order. Keys of two schemes must not be mixed.
 */
export function versionKey(scheme: SchemeName, version: string): Uint8Array | undefined {
  const rule = getScheme(scheme);
  const parsed = rule.parse(version);
  return parsed === undefined ? undefined : rule.key(parsed);
}

/** OSV schema 1.7, "Evaluation": enumerated versions OR ranges; either hit suffices. */
export function versionMembership(set: VersionSet, version: string | null): Membership {
  return compileVersionSet(set).place(version).membership;
}

export interface Placement {
  readonly membership: Membership;
  /** The interval that was hit, when one was. */
  readonly range: VersionRange | null;
}

/** A version set with its bounds read once. */
export interface CompiledVersionSet {
  place(version: string | null): Placement;
  /** The highest fixed version of all ranges, for when the installed version is not known. */
  readonly highestFix: string | null;
}

interface Bounds {
  readonly range: VersionRange;
  readonly limits: readonly { readonly side: "from" | "to"; readonly included: boolean; readonly parsed: unknown }[];
  /** A bound is written but the scheme cannot order it. */
  readonly unclear: boolean;
}

export function compileVersionSet(set: VersionSet): CompiledVersionSet {
  const scheme = getScheme(set.scheme);
  const bounds = set.ranges.map((range) => readBounds(scheme, range));
  const coversAll = bounds.find((b) => b.limits.length === 0);
  const isEmpty = bounds.length === 0 && set.versions.length === 0 && set.unread === null;
  const listed = new Set(set.versions.map(toPlainText));
  let listedKeys: ReadonlySet<string> | undefined;
  const isListed = (version: string, parsed: unknown): boolean => {
    if (listed.has(toPlainText(version))) return true;
    if (parsed === undefined || listed.size === 0) return false;
    listedKeys ??= new Set(set.versions.flatMap((entry) => toKeyText(scheme, scheme.parse(entry))));
    return listedKeys.has(toKeyText(scheme, parsed)[0] ?? "");
  };

  return {
    highestFix: findHighestFix(scheme, set.ranges),
    place(version) {
      if (coversAll) return { membership: "in", range: coversAll.range };
      if (isEmpty) return { membership: "out", range: null };
      if (version === null) return { membership: "undetermined", range: null };
      const parsed = scheme.parse(version);
      if (isListed(version, parsed)) return { membership: "in", range: null };
      if (parsed !== undefined) {
        const hit = bounds.find((b) => !b.unclear && isWithin(scheme, b, parsed));
        if (hit) return { membership: "in", range: hit.range };
      }
      const isUnclear = set.unread !== null || bounds.some((b) => b.unclear) || (parsed === undefined && bounds.length > 0);
      return { membership: isUnclear ? "undetermined" : "out", range: null };
    },
  };
}

const SIDES = [
  { bound: "introduced", side: "from", included: true },
  { bound: "after", side: "from", included: false },
  { bound: "fixed", side: "to", included: false },
  { bound: "lastAffected", side: "to", included: true },
  { bound: "limit", side: "to", included: false },
] as const;

function readBounds(scheme: VersionScheme<unknown>, range: VersionRange): Bounds {
  const limits = SIDES.flatMap(({ bound, side, included }) => {
    const text = range[bound];
    return text === undefined ? [] : [{ side, included, parsed: scheme.parse(text) }];
  });
  return { range, limits, unclear: limits.some((limit) => limit.parsed === undefined) };
}

function isWithin(scheme: VersionScheme<unknown>, bounds: Bounds, version: unknown): boolean {
  return bounds.limits.every(({ side, included, parsed }) => {
    const order = scheme.compare(version, parsed);
    return (included && order === 0) || (side === "from" ? order > 0 : order < 0);
  });
}

function findHighestFix(scheme: VersionScheme<unknown>, ranges: readonly VersionRange[]): string | null {
  let highest: { text: string; parsed: unknown } | null = null;
  for (const { fixed } of ranges) {
    const parsed = fixed === undefined ? undefined : scheme.parse(fixed);
    if (fixed === undefined || parsed === undefined) continue;
    if (!highest || scheme.compare(parsed, highest.parsed) > 0) highest = { text: fixed, parsed };
  }
  return highest?.text ?? null;
}

function toPlainText(version: string): string {
  return version.trim().toLowerCase();
}

function toKeyText(scheme: VersionScheme<unknown>, parsed: unknown): readonly string[] {
  return parsed === undefined ? [] : [String.fromCharCode(...scheme.key(parsed))];
}

export type RangeEvent = { readonly kind: "introduced" | "fixed" | "lastAffected" | "limit"; readonly version: string };

/**
 * OSV events to intervals, by the walk of OSV's evaluation algorithm: events in version order, "0" before everything.
 * Undefined when an event's version cannot be ordered, which the caller must report as unread.
 */
export function rangesFromEvents(schemeName: SchemeName, events: readonly RangeEvent[]): readonly VersionRange[] | undefined {
  const scheme = getScheme(schemeName);
  const points = events.map((event) => {
    const isStart = event.kind === "introduced" && event.version === "0";
    return { ...event, isStart, parsed: isStart ? undefined : scheme.parse(event.version) };
  });
  if (points.some((point) => !point.isStart && point.parsed === undefined)) return undefined;
  const byVersion = (a: (typeof points)[number], b: (typeof points)[number]): number =>
    a.isStart || b.isStart ? Number(b.isStart) - Number(a.isStart) : scheme.compare(a.parsed, b.parsed);
  points.sort(byVersion);

  // OSV: a version is looked at when it is before ANY limit, so the highest one counts.
  const limit = points.findLast((point) => point.kind === "limit")?.version;
  const ranges: VersionRange[] = [];
  let open: VersionRange | null = null;
  const close = (end: VersionRange): void => {
    if (open) ranges.push({ ...open, ...end, ...(limit === undefined ? {} : { limit }) });
    open = null;
  };
  for (const point of points) {
    if (point.kind === "introduced") open ??= point.isStart ? {} : { introduced: point.version };
    else if (point.kind === "fixed") close({ fixed: point.version });
    else if (point.kind === "lastAffected") close({ lastAffected: point.version });
  }
  close({});
  return ranges;
}
