import { describe, expect, it } from "vitest";
import fc from "fast-check";
import type { VersionRange, VersionSet } from "../exposure.types.ts";
import { compareVersions, compileVersionSet, rangesFromEvents, readVersion, versionMembership } from "./version-set.rules.ts";

type Events = Parameters<typeof rangesFromEvents>[1];

/** "0" stands for the beginning in "introduced" alone. */
function withRealEnds(events: Events): Events {
  return events.map((event) => (event.kind !== "introduced" && event.version === "0" ? { ...event, version: "1.0.0" } : event));
}

/** OSV schema, "Evaluation", as it is written there. */
function walk(events: Events, version: string): boolean {
  const isStart = ({ kind, version: at }: Events[number]): boolean => kind === "introduced" && at === "0";
  const order = (a: string, b: string): number => compareVersions("semver", a, b) ?? NaN;
  const sorted = events.toSorted((a, b) => (isStart(a) || isStart(b) ? Number(isStart(b)) - Number(isStart(a)) : order(a.version, b.version)));
  const limits = events.filter(({ kind }) => kind === "limit");
  if (limits.length > 0 && !limits.some((limit) => order(version, limit.version) < 0)) return false;
  let isVulnerable = false;
  for (const event of sorted) {
    if (event.kind === "introduced" && (isStart(event) || order(version, event.version) >= 0)) isVulnerable = true;
    if (event.kind === "fixed" && order(version, event.version) >= 0) isVulnerable = false;
    if (event.kind === "lastAffected" && order(version, event.version) > 0) isVulnerable = false;
  }
  return isVulnerable;
}

describe("a version set", () => {
  const set = (ranges: readonly VersionRange[], rest: Partial<VersionSet> = {}): VersionSet => ({ scheme: "semver", ranges, versions: [], unread: null, ...rest });

  it("holds a version that is enumerated or lies in a range; either suffices", () => {
    const both = set([{ introduced: "1.0.0", fixed: "1.4.2" }], { versions: ["0.9.0"] });
    expect(["0.8.0", "0.9.0", "1.0.0", "1.4.1", "1.4.2"].map((v) => versionMembership(both, v))).toEqual(["out", "in", "in", "in", "out"]);
  });

  it("includes lastAffected, excludes after and limit", () => {
    const range = set([{ after: "1.0.0", lastAffected: "2.0.0" }, { introduced: "3.0.0", limit: "4.0.0" }]);
    expect(["1.0.0", "1.0.1", "2.0.0", "2.0.1", "3.9.0", "4.0.0"].map((v) => versionMembership(range, v))).toEqual(["out", "in", "in", "out", "in", "out"]);
  });

  it("is undetermined, not out, for a version it cannot read and for wordings it could not read", () => {
    expect(versionMembership(set([{ fixed: "1.4.2" }]), "blue edition")).toBe("undetermined");
    expect(versionMembership(set([{ fixed: "1.4.2" }]), null)).toBe("undetermined");
    expect(versionMembership(set([], { unread: "devices sold in 2019" }), "1.0.0")).toBe("undetermined");
    expect(versionMembership(set([{ fixed: "blue edition" }]), "1.0.0")).toBe("undetermined");
  });

  it("that covers everything holds even a missing version, and an empty one holds nothing", () => {
    expect(versionMembership(set([{}]), null)).toBe("in");
    expect(versionMembership(set([]), "1.0.0")).toBe("out");
  });

  it("made from OSV events agrees with OSV's own evaluation walk, several events at one version and limits among them", () => {
    const event = fc.record({ kind: fc.constantFrom("introduced", "fixed", "lastAffected", "limit"), version: fc.constantFrom("0", "1.0.0", "1.1.0", "2.0.0", "3.0.0") });
    const versions = ["0.1.0", "1.0.0", "1.0.5", "1.1.0", "1.9.0", "2.0.0", "2.5.0", "3.0.0", "9.0.0"];
    fc.assert(fc.property(fc.array(event, { maxLength: 5 }).map(withRealEnds), (events) => {
      const ranges = rangesFromEvents("semver", events) ?? [];
      for (const version of versions) expect([events, version, versionMembership(set(ranges), version)]).toEqual([events, version, walk(events, version) ? "in" : "out"]);
    }), { numRuns: 2000 });
  });

  it("compiled once, places versions that were read once", () => {
    const compiled = compileVersionSet(set([{ introduced: "1.0.0", fixed: "1.4.2" }, { introduced: "2.0.0" }], { versions: ["0.9.0"] }));
    const read = ["0.9", "1.4.1", "1.4.2", "2.1", "blue"].map((version) => readVersion("semver", version));
    expect(read.map((version) => compiled.placeRead(version))).toEqual([
      { membership: "in", range: null },
      { membership: "in", range: { introduced: "1.0.0", fixed: "1.4.2" } },
      { membership: "out", range: null },
      { membership: "in", range: { introduced: "2.0.0" } },
      { membership: "undetermined", range: null },
    ]);
    expect(compiled.highestFix).toBe("1.4.2");
  });

  it("is undetermined, not out, where one of several bounds cannot be read, and still in where another range says so", () => {
    const partly = set([{ fixed: "blue edition" }, { introduced: "2.0.0" }]);
    expect(["1.0.0", "2.0.0"].map((version) => versionMembership(partly, version))).toEqual(["undetermined", "in"]);
  });

  it("made from events keeps the limit as an end that is not a repair", () => {
    expect(rangesFromEvents("semver", [{ kind: "limit", version: "2.0.0" }, { kind: "introduced", version: "1.0.0" }])).toEqual([{ introduced: "1.0.0", limit: "2.0.0" }]);
    expect(rangesFromEvents("semver", [{ kind: "introduced", version: "moon" }])).toBeUndefined();
  });
});
