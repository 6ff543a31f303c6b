import type { Membership, SchemeName, VersionRange, VersionSet } from "../exposure.types.ts";
import { getScheme } from "./schemes.rules.ts";

/**
 * -1 when `a` is the older one, 0 when they are the same version, 1 when it is the newer one; undefined when the scheme cannot
 * order one of the two. Texts over 200 characters are not versions.
 */
export function compareVersions(scheme: SchemeName, a: string, b: string): -1 | 0 | 1 | undefined {
  const rule = getScheme(scheme);
  const x = rule.parse(a);
  const y = rule.parse(b);
  if (x === undefined || y === undefined) return undefined;
  const order = rule.compare(x, y);
  return order < 0 ? -1 : order > 0 ? 1 : 0;
}

/**
 * Bytes whose unsigned order (PostgreSQL's `bytea`) is the scheme's order, so that "which inventories does this range
 * touch" is a range scan; undefined for what the scheme cannot order. Keys of two schemes must not be mixed.
 */
export function versionKey(scheme: SchemeName, version: string): Uint8Array | undefined {
  const rule = getScheme(scheme);
  const parsed = rule.parse(version);
  return parsed === undefined ? undefined : Uint8Array.from(rule.key(parsed));
}

/** Whether `versionKey` has one for this version; what is only asked for that need not be made. */
export function isOrdered(scheme: SchemeName, version: string): boolean {
  return getScheme(scheme).parse(version) !== undefined;
}

/** Whether the version is in the set. For many versions or many sets, `compileVersionSet` does the reading once. */
export function versionMembership(set: VersionSet, version: string | null): Membership {
  return compileVersionSet(set).place(version).membership;
}

/** A version as a set looks at it. Read once, it can be held against any number of sets of the same scheme. */
export interface ReadVersion {
  /** Trimmed and in lower case, for what is enumerated. */
  readonly plain: string;
  /** The bytes of `versionKey`, one character each: compared as text, these are many times faster. */
  readonly key: string | undefined;
}

export function readVersion(scheme: SchemeName, version: string): ReadVersion {
  const rule = getScheme(scheme);
  const parsed = rule.parse(version);
  return { plain: version.trim().toLowerCase(), key: parsed === undefined ? undefined : String.fromCharCode(...rule.key(parsed)) };
}

export interface Placement {
  readonly membership: Membership;
  /** The interval that was hit, when one was. */
  readonly range: VersionRange | null;
}

/** A version set with its bounds read once. */
export interface CompiledVersionSet {
  place(version: string | null): Placement;
  /** The same for a version that was read before, by this set's scheme. */
  placeRead(version: ReadVersion): Placement;
  /** The highest fixed version of all ranges, for when the installed version is not known. */
  readonly highestFix: string | null;
}

interface Interval {
  readonly from: string | null;
  readonly isFromIncluded: boolean;
  readonly to: string | null;
  readonly isToIncluded: boolean;
  readonly hit: Placement;
}

const LISTED: Placement = { membership: "in", range: null };
const OUT: Placement = { membership: "out", range: null };
const UNDETERMINED: Placement = { membership: "undetermined", range: null };

/** OSV schema 1.7, "Evaluation": enumerated versions OR ranges; either hit suffices. Neither is ever guessed. */
export function compileVersionSet(set: VersionSet): CompiledVersionSet {
  const read = set.ranges.map((range) => readInterval(set.scheme, range));
  const intervals = read.filter((interval) => interval !== undefined);
  const coversAll = intervals.find(({ from, to }) => from === null && to === null);
  const isUnread = set.unread !== null || intervals.length < read.length;
  const isEmpty = read.length === 0 && set.versions.length === 0 && !isUnread;
  let listed: ReadonlySet<string> | undefined;
  let listedKeys: ReadonlySet<string> | undefined;
  const isListed = ({ plain, key }: ReadVersion): boolean => {
    if (set.versions.length === 0) return false;
    listed ??= new Set(set.versions.map((version) => version.trim().toLowerCase()));
    if (listed.has(plain) || key === undefined) return listed.has(plain);
    listedKeys ??= new Set(set.versions.flatMap((version) => readVersion(set.scheme, version).key ?? []));
    return listedKeys.has(key);
  };
  const placeRead = (version: ReadVersion): Placement => {
    if (coversAll) return coversAll.hit;
    const { key } = version;
    if (key !== undefined) for (const interval of intervals) if (isWithin(interval, key)) return interval.hit;
    if (isListed(version)) return LISTED;
    return isUnread || (key === undefined && intervals.length > 0) ? UNDETERMINED : OUT;
  };
  return {
    highestFix: findHighestFix(set),
    placeRead,
    place(version) {
      if (version !== null) return placeRead(readVersion(set.scheme, version));
      return coversAll?.hit ?? (isEmpty ? OUT : UNDETERMINED);
    },
  };
}

/** Undefined when a bound is written that the scheme cannot order. */
function readInterval(scheme: SchemeName, range: VersionRange): Interval | undefined {
  let interval: Interval = { from: null, isFromIncluded: true, to: null, isToIncluded: true, hit: { membership: "in", range } };
  for (const [bound, isLower, isIncluded] of BOUNDS) {
    const version = range[bound];
    if (version === undefined) continue;
    const { key } = readVersion(scheme, version);
    if (key === undefined) return undefined;
    if (isLower && isTighter(interval.from, interval.from !== null && key > interval.from, key, isIncluded)) interval = { ...interval, from: key, isFromIncluded: isIncluded };
    if (!isLower && isTighter(interval.to, interval.to !== null && key < interval.to, key, isIncluded)) interval = { ...interval, to: key, isToIncluded: isIncluded };
  }
  return interval;
}

const BOUNDS = [
  ["introduced", true, true], ["after", true, false], ["fixed", false, false], ["lastAffected", false, true], ["limit", false, false],
] as const;

function isTighter(present: string | null, isNarrower: boolean, key: string, isIncluded: boolean): boolean {
  return present === null || isNarrower || (present === key && !isIncluded);
}

function isWithin({ from, isFromIncluded, to, isToIncluded }: Interval, key: string): boolean {
  return (from === null || key > from || (isFromIncluded && key === from)) && (to === null || key < to || (isToIncluded && key === to));
}

function findHighestFix({ scheme, ranges }: VersionSet): string | null {
  let highest: { readonly text: string; readonly key: string } | null = null;
  for (const { fixed } of ranges) {
    const key = fixed === undefined ? undefined : readVersion(scheme, fixed).key;
    if (fixed !== undefined && key !== undefined && (!highest || key > highest.key)) highest = { text: fixed, key };
  }
  return highest?.text ?? null;
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
  // At one version the walk heeds both: what is fixed there is not affected there, whatever was affected last.
  const closeAtFix = ({ version, parsed }: (typeof points)[number]): void => {
    close({ fixed: version });
    for (const [i, range] of ranges.entries()) {
      if (range.lastAffected !== undefined && scheme.compare(scheme.parse(range.lastAffected), parsed) === 0) ranges[i] = { ...range, fixed: version };
    }
  };
  for (const point of points) {
    if (point.kind === "introduced") open ??= point.isStart ? {} : { introduced: point.version };
    else if (point.kind === "fixed") closeAtFix(point);
    else if (point.kind === "lastAffected") close({ lastAffected: point.version });
  }
  close({});
  return ranges;
}
