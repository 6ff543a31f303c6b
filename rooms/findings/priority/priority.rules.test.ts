import { expect, test } from "vitest";
import { CADENCE_HOURS, judgeAge, judgeRelease } from "./feeds.rules.ts";
import { findChanges, raiseInputs, sourceOfExploitation, type Said } from "./priority.rules.ts";

const listed = { kev: { cveId: "CVE-1900-0001", addedOn: "2026-09-01" }, exploitedNow: false };
const quiet = { kev: null, exploitedNow: false };

test("facts raise what a table is asked about exploitation, and never lower it", () => {
  expect(raiseInputs("bod-26-04", { "in-kev": "no", automatable: "no" }, listed)).toEqual({ "in-kev": "yes", automatable: "no" });
  expect(raiseInputs("supplier", { exploitation: "public-poc" }, { kev: null, exploitedNow: true })).toEqual({ exploitation: "active" });
  expect(raiseInputs("coordinator-triage", { utility: "efficient" }, listed)).toEqual({ utility: "efficient" });
  expect(raiseInputs("bod-26-04", { "in-kev": "yes" }, quiet)).toEqual({ "in-kev": "yes" });
  expect([listed, { kev: null, exploitedNow: true }, quiet].map(sourceOfExploitation)).toEqual(["kev", "exploited-now", "analyst"]);
});

test("a new listing and a leap of EPSS are changes, a fall is one for a person, and the daily to and fro is none", () => {
  const said = (addedOn: string | null, score: number | null): Said => ({ findingId: "find_1", cveId: "CVE-1900-0001", addedOn, score });
  const change = (before: Said | undefined, after: Said) => findChanges(before ? [before] : [], [after]).map(({ cause }) => cause);
  expect(change(said(null, 0.2), said("2026-09-01", 0.9))).toEqual(["kev-listed"]);
  expect(change(undefined, said("2026-09-01", null))).toEqual(["kev-listed"]);
  expect(change(said("2026-09-01", 0.2), said("2026-09-01", 0.31))).toEqual(["epss-rose"]);
  expect(change(said("2026-09-01", 0.2), said("2026-09-01", 0.25))).toEqual([]);
  expect(change(said("2026-09-01", 0.9), said("2026-09-01", 0.1))).toEqual([]);
  expect(change(said(null, null), said(null, 0.9))).toEqual([]);
  expect(change(said("2026-09-01", 0.9), said(null, 0.9))).toEqual([null]);
});

const now = new Date("2026-09-20T12:00:00.000Z");
const at = (releasedAt: string, records: number) => ({ releasedAt: new Date(`${releasedAt}T00:00:00.000Z`), records });

test.each([
  ["the next day's", at("2026-09-20", 1000), at("2026-09-19", 990), { missed: 0 }],
  ["the first one", at("2026-09-20", 1000), undefined, { missed: 0 }],
  ["one after four unseen days", at("2026-09-20", 1000), at("2026-09-15", 990), { missed: 4 }],
  ["an older one", at("2026-09-18", 1000), at("2026-09-19", 990), { fault: "older" }],
  ["one with a tenth of its records gone", at("2026-09-20", 900), at("2026-09-19", 1000), { fault: "shrunk" }],
  ["an empty one", at("2026-09-20", 0), undefined, { fault: "shrunk" }],
  ["one from next week", at("2026-09-27", 1000), at("2026-09-19", 990), { fault: "from-the-future" }],
])("%s of a feed is judged as it should be", (_, next, last, expected) => {
  expect(judgeRelease("epss", { next, last, now })).toMatchObject(expected);
});

test("a feed is stale after two of its own cadences, and as long as there is none", () => {
  const age = (feed: "kev" | "epss", hours: number) => judgeAge(feed, { releasedAt: new Date(now.getTime() - hours * 3_600_000), now });
  expect(age("epss", 47)).toEqual({ ageHours: 47, isStale: false });
  expect(age("epss", 49)).toEqual({ ageHours: 49, isStale: true });
  expect(age("kev", CADENCE_HOURS.kev * 2 - 1).isStale).toBe(false);
  expect(judgeAge("kev", { releasedAt: null, now })).toEqual({ ageHours: 0, isStale: true });
});
