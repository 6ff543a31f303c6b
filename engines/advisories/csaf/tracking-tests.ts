// Tests of section 6 about versions, the revision history and instants.
import { BOTH, ONLY_21, type CsafTest, type Report } from "./csaf-test.types.ts";
import { parts, toPart, toText } from "./json-parts.ts";
import type { CsafDocument } from "./read-document.ts";

const VERSION = /^(0|[1-9]\d*)(?:\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-([0-9A-Za-z.-]+))?(?:\+([0-9A-Za-z.-]+))?)?$/;

interface Version {
  readonly text: string;
  readonly numbers: readonly [bigint, bigint, bigint];
  readonly preRelease: string | undefined;
  readonly build: string | undefined;
  readonly isInteger: boolean;
}

interface Revision {
  readonly path: string;
  readonly at: number;
  readonly version: Version;
}

/** Attacker-controlled numbers may be of any length, hence bigint. */
function readVersion(value: unknown): Version | undefined {
  const found = typeof value === "string" && value.length <= 512 ? VERSION.exec(value) : null;
  if (!found) return undefined;
  const [text, major = "0", minor, patch, preRelease, build] = found;
  return { text, numbers: [BigInt(major), BigInt(minor ?? 0), BigInt(patch ?? 0)], preRelease, build, isInteger: minor === undefined };
}

/** Precedence of Semantic Versioning; an integer N counts as N.0.0. */
function compareVersions(a: Version, b: Version): number {
  for (const place of [0, 1, 2] as const) if (a.numbers[place] !== b.numbers[place]) return a.numbers[place] < b.numbers[place] ? -1 : 1;
  if (a.preRelease === b.preRelease) return 0;
  if (a.preRelease === undefined) return 1;
  if (b.preRelease === undefined) return -1;
  const [left, right] = [a.preRelease.split("."), b.preRelease.split(".")];
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const order = compareIdentifiers(left[index], right[index]);
    if (order !== 0) return order;
  }
  return 0;
}

function compareIdentifiers(a: string | undefined, b: string | undefined): number {
  if (a === b) return 0;
  if (a === undefined || b === undefined) return a === undefined ? -1 : 1;
  const [aIsNumber, bIsNumber] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (aIsNumber && bIsNumber) return BigInt(a) < BigInt(b) ? -1 : 1;
  if (aIsNumber !== bIsNumber) return aIsNumber ? -1 : 1;
  return a < b ? -1 : 1;
}

const INSTANT = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:Z|[+-](\d\d):(\d\d))$/;

/** Section 2.3 of CSAF 2.1: RFC 3339, capital T and Z, a zone, no leap second. */
export function isInstant(value: string): boolean {
  const found = INSTANT.exec(value);
  if (!found) return false;
  const [year, month, day, hour, minute, second, zoneHour, zoneMinute] = found.slice(1).map((digits) => Number(digits ?? 0)) as [number, number, number, number, number, number, number, number];
  if (month < 1 || month > 12 || hour > 23 || minute > 59 || second > 59 || zoneHour > 23 || zoneMinute > 59) return false;
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
  return day >= 1 && day <= days;
}

/** Milliseconds; fractions finer than that are kept, because two revisions may differ by them. */
export function toTime(value: unknown): number | undefined {
  if (typeof value !== "string") return undefined;
  const found = /^(.{19})(\.\d+)?(.*)$/s.exec(value);
  const whole = found ? Date.parse(`${found[1]}${found[3]}`) : Number.NaN;
  return Number.isNaN(whole) ? undefined : whole + Number(`0${found?.[2] ?? ""}`) * 1000;
}

const known = new WeakMap<CsafDocument, readonly Revision[]>();

/** The revisions with a readable date and number, by date and then number. */
function sortedRevisions(document: CsafDocument): readonly Revision[] {
  const before = known.get(document);
  if (before) return before;
  const revisions = parts(document.tracking["revision_history"]).flatMap(([part, index]): Revision[] => {
    const at = toTime(part["date"]);
    const version = readVersion(part["number"]);
    return at === undefined || version === undefined ? [] : [{ path: `/document/tracking/revision_history/${index}`, at, version }];
  });
  const sorted = revisions.toSorted((a, b) => a.at - b.at || compareVersions(a.version, b.version));
  known.set(document, sorted);
  return sorted;
}

/** The instant of the newest revision. */
export function newestRevision(document: CsafDocument): number | undefined {
  return sortedRevisions(document).at(-1)?.at;
}

export function isReleased({ status }: CsafDocument): boolean {
  return status === "final" || status === "interim";
}

const HISTORY = "/document/tracking/revision_history";

export const trackingTests: readonly CsafTest[] = [
  {
    id: "6.1.14", versions: BOTH,
    run: (document, report) => {
      const sorted = sortedRevisions(document);
      for (const [index, { version }] of sorted.entries()) {
        const before = sorted[index - 1];
        if (before && compareVersions(before.version, version) > 0) return report(HISTORY, `sorted by date, version ${before.version.text} comes before ${version.text}`);
      }
    },
  },
  { id: "6.1.16", versions: BOTH, run: compareLatest },
  {
    id: "6.1.17", versions: BOTH,
    run: ({ tracking, status }, report) => {
      const version = readVersion(tracking["version"]);
      if (version && status !== "draft" && (version.numbers[0] === 0n || version.preRelease !== undefined)) {
        report("/document/tracking/status", `version ${version.text} is a draft, but the status is "${status ?? ""}"`);
      }
    },
  },
  eachRevision("6.1.18", (version, document) => (isReleased(document) && version.numbers[0] === 0n ? `version ${version.text} belongs to drafts, but the status is "${document.status ?? ""}"` : undefined)),
  eachRevision("6.1.19", (version) => (version.preRelease === undefined ? undefined : `version ${version.text} is a pre-release, which has no revision of its own`)),
  {
    id: "6.1.20", versions: BOTH,
    run: (document, report) => {
      const version = readVersion(document.tracking["version"]);
      if (version?.preRelease !== undefined && isReleased(document)) report("/document/tracking/version", `version ${version.text} is a pre-release, but the status is "${document.status ?? ""}"`);
    },
  },
  { id: "6.1.21", versions: BOTH, run: findGaps },
  {
    id: "6.1.22", versions: BOTH,
    run: ({ tracking }, report) => {
      const seen = new Set<string>();
      for (const [revision, index] of parts(tracking["revision_history"])) {
        const number = toText(revision["number"]);
        if (number === undefined) continue;
        if (seen.has(number)) report(`${HISTORY}/${index}/number`, `version ${number} has a revision already`);
        seen.add(number);
      }
    },
  },
  {
    id: "6.1.30", versions: BOTH,
    run: ({ tracking }, report) => {
      const first = readVersion(tracking["version"]);
      for (const [revision, index] of parts(tracking["revision_history"])) {
        const version = readVersion(revision["number"]);
        if (first && version && version.isInteger !== first.isInteger) report(`${HISTORY}/${index}/number`, `${version.text} and ${first.text} are of two kinds: use integers or semantic versions, not both`);
      }
    },
  },
  { id: "6.1.37", versions: ONLY_21, run: findBadInstants },
  eachRevision("6.2.4", (version) => (version.build === undefined ? undefined : `version ${version.text} has build metadata`)),
  {
    id: "6.2.5", versions: BOTH,
    run: (document, report) => {
      const released = toTime(document.tracking["initial_release_date"]);
      const oldest = sortedRevisions(document)[0]?.at;
      if (released !== undefined && oldest !== undefined && released < oldest) report("/document/tracking/initial_release_date", "the initial release is older than the oldest revision");
    },
  },
  {
    id: "6.2.6", versions: BOTH,
    run: (document, report) => {
      const released = toTime(document.tracking["current_release_date"]);
      const newest = newestRevision(document);
      if (released !== undefined && newest !== undefined && released < newest) report("/document/tracking/current_release_date", "the current release is older than the newest revision");
    },
  },
  {
    id: "6.2.21", versions: ONLY_21,
    run: ({ tracking }, report) => {
      const seen = new Set<number>();
      for (const [revision, index] of parts(tracking["revision_history"])) {
        const at = toTime(revision["date"]);
        if (at === undefined) continue;
        if (seen.has(at)) report(`${HISTORY}/${index}/date`, "another revision has the same instant");
        seen.add(at);
      }
    },
  },
];

function eachRevision(id: string, judge: (version: Version, document: CsafDocument) => string | undefined): CsafTest {
  return {
    id, versions: BOTH,
    run: (document, report) => {
      for (const [revision, index] of parts(document.tracking["revision_history"])) {
        const version = readVersion(revision["number"]);
        const message = version && judge(version, document);
        if (message !== undefined) report(`${HISTORY}/${index}/number`, message);
      }
    },
  };
}

function compareLatest(document: CsafDocument, report: Report): void {
  const version = readVersion(document.tracking["version"]);
  const last = sortedRevisions(document).at(-1)?.version;
  if (!version || !last) return;
  // Build metadata has no say in precedence; a draft may still carry its pre-release part.
  const drop = (one: Version): Version => (document.status === "draft" ? { ...one, preRelease: undefined } : one);
  if (compareVersions(drop(version), drop(last)) !== 0) report("/document/tracking/version", `the version is ${version.text}, but the last revision has ${last.text}`);
}

function findGaps(document: CsafDocument, report: Report): void {
  const sorted = sortedRevisions(document);
  const majors = new Set(sorted.map(({ version }) => version.numbers[0]));
  let before: bigint | undefined;
  for (const { version } of sorted) {
    const [major] = version.numbers;
    if (before === undefined) {
      if (major > 1n) report(HISTORY, `the first revision by date is ${version.text}; it must be version 0 or 1`);
    } else if (major > before + 1n) {
      const missing = before + 1n;
      report(HISTORY, majors.has(missing) ? `version ${missing} is there, but sorted by date it does not stand between ${before} and ${major}` : `version ${missing} has no revision at all`);
    }
    if (before === undefined || major > before) before = major;
  }
}

function findBadInstants({ tracking, vulnerabilities }: CsafDocument, report: Report): void {
  const check = (value: unknown, path: string): void => {
    if (typeof value === "string" && !isInstant(value)) report(path, `"${value}" is no instant such as 2024-01-24T10:00:00.000Z: capital T and Z, a zone, no leap second`);
  };
  for (const name of ["current_release_date", "initial_release_date"]) check(tracking[name], `/document/tracking/${name}`);
  check(toPart(tracking["generator"])?.["date"], "/document/tracking/generator/date");
  for (const [revision, index] of parts(tracking["revision_history"])) check(revision["date"], `${HISTORY}/${index}/date`);
  for (const { part, path, metrics } of vulnerabilities) {
    for (const name of ["disclosure_date", "discovery_date"]) check(part[name], `${path}/${name}`);
    for (const name of ["first_known_exploitation_dates", "flags", "involvements", "remediations", "threats"]) {
      for (const [item, index] of parts(part[name])) {
        check(item["date"], `${path}/${name}/${index}/date`);
        if (name === "first_known_exploitation_dates") check(item["exploitation_date"], `${path}/${name}/${index}/exploitation_date`);
      }
    }
    for (const { content, contentPath } of metrics) {
      for (const name of ["epss", "ssvc_v2"]) check(toPart(content[name])?.["timestamp"], `${contentPath}/${name}/timestamp`);
    }
  }
}
