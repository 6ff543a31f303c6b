import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { compareCatalogue } from "./catalogue.rules.ts";
import { dateInstance } from "./dating.rules.ts";
import { DATING_TABLE, FORENSIC_ROWS } from "./dating-table.ts";
import { datingPhase } from "./phase.rules.ts";
import { readMetadata } from "./read-metadata.rules.ts";

/** The directive's table as REQUIREMENTS has it, typed from there and not from the engine: KEV, exposed, automatable, impact, days, forensic. */
const ORACLE = [
  "no no no partial -", "yes no no partial 14", "no yes no partial 60", "no no yes partial 60", "no no no total -", "yes yes no partial 14", "yes no yes partial 14", "no yes yes partial 14",
  "yes no no total 14", "no yes no total 14", "no no yes total 60", "yes yes yes partial 3", "yes yes no total 3f", "yes no yes total 3f", "no yes yes total 3", "yes yes yes total 3f",
];

test("each of the sixteen rows says what the directive's own table says", () => {
  const said = DATING_TABLE.map(({ inKev, exposed, automatable, technicalImpact, days, forensic }) => [inKev, exposed, automatable].map((one) => (one ? "yes" : "no")).join(" ") + ` ${technicalImpact} ${days ?? "-"}${forensic ? "f" : ""}`);
  expect(said.toSorted()).toEqual(ORACLE.toSorted());
  expect(FORENSIC_ROWS).toHaveLength(3);
});

// The table as CERT/CC publishes it lives outside the repository; without it this is skipped and says so.
const PUBLISHED = new URL("../../../../../shared/data/ssvc/csv/cisa/cisa_bod_26_04_1_0_0.csv", import.meta.url);

test.skipIf(!existsSync(PUBLISHED))("every row dates as CERT/CC's published table (shared data) says", () => {
  const rows = readFileSync(PUBLISHED, "utf8").trim().split(/\r?\n/).slice(1).map((line) => line.split(","));
  expect(rows).toHaveLength(16);
  for (const [, kev, exposed, automatable, impact, timeline = ""] of rows) {
    const { row } = dateInstance(DATING_TABLE, { inKev: kev === "yes", kevOn: null, exposed: exposed === "yes" ? "yes" : "no", automatable: automatable === "yes", technicalImpact: impact as "partial" | "total", detectedOn: "2026-09-10" });
    expect([row.days, row.forensic]).toEqual([/^\d+/.test(timeline) ? Number.parseInt(timeline, 10) : null, timeline.includes("forensic")]);
  }
});

const flaw = { inKev: false, kevOn: null, exposed: "no", automatable: false, technicalImpact: "partial", detectedOn: "2026-09-10" } as const;
const date = (change: Partial<Parameters<typeof dateInstance>[1]>) => {
  const { row, clockStart, startedBy, dueOn, assumed } = dateInstance(DATING_TABLE, { ...flaw, ...change });
  return [row.tier, clockStart, startedBy, dueOn, assumed];
};

test("the clock starts at the earlier of the listing in KEV and the detection on the asset", () => {
  expect(date({ inKev: true, kevOn: "2026-09-01" })).toEqual(["14-days", "2026-09-01", "kev", "2026-09-15", []]);
  expect(date({ inKev: true, kevOn: "2026-09-20" })).toEqual(["14-days", "2026-09-10", "detection", "2026-09-24", []]);
  expect(date({ inKev: true, kevOn: "2026-09-10" })).toEqual(["14-days", "2026-09-10", "detection", "2026-09-24", []]);
});

test("what left KEV is dated by the row for what is outside, from the clock that it had", () => {
  expect(date({ kevOn: "2026-09-01", exposed: "yes" })).toEqual(["60-days", "2026-09-01", "kev", "2026-10-31", []]);
});

test("what nobody has published takes the directive's defaults, an asset not judged counts as exposed, and both are said", () => {
  expect(date({ exposed: "unknown", automatable: null, technicalImpact: null })).toEqual(["14-days", "2026-09-10", "detection", "2026-09-24", ["exposed", "automatable", "technicalImpact"]]);
  expect(date({ exposed: "no", automatable: null, technicalImpact: null })).toEqual(["on-upgrade", "2026-09-10", "detection", null, ["automatable", "technicalImpact"]]);
});

test("days are counted over the ends of months, years and leap Februaries", () => {
  const dueOn = (detectedOn: string) => date({ automatable: true, detectedOn })[3];
  expect(["2027-12-31", "2028-01-01", "2028-02-29"].map(dueOn)).toEqual(["2028-02-29", "2028-03-01", "2028-04-29"]);
});

test("due days are worked out before the directive binds, and the phase says from when it does", () => {
  expect(["2026-06-09", "2026-06-10", "2026-12-06", "2026-12-07"].map((today) => datingPhase(today, "r").phase)).toEqual(["before", "preparing", "preparing", "binding"]);
});

test("a release of KEV changes what came, what left and what was corrected, and nothing else", () => {
  const known = [{ cveId: "CVE-1", inKev: true, kevOn: "2026-01-01" }, { cveId: "CVE-2", inKev: true, kevOn: "2026-01-01" }, { cveId: "CVE-3", inKev: true, kevOn: "2026-01-01" }, { cveId: "CVE-4", inKev: false, kevOn: "2025-05-05" }, { cveId: "CVE-5", inKev: false, kevOn: null }];
  const entries = [{ cveId: "CVE-1", addedOn: "2026-01-01" }, { cveId: "CVE-2", addedOn: "2026-02-02" }, { cveId: "CVE-4", addedOn: "2026-03-03" }, { cveId: "CVE-5", addedOn: "2026-03-03" }];
  expect(compareCatalogue(known, entries, "2026-09-01")).toEqual([
    { cveId: "CVE-2", cause: "kev-day-changed", inKev: true, kevOn: "2026-02-02", leftOn: null },
    { cveId: "CVE-4", cause: "kev-listed", inKev: true, kevOn: "2025-05-05", leftOn: null },
    { cveId: "CVE-5", cause: "kev-listed", inKev: true, kevOn: "2026-03-03", leftOn: null },
    { cveId: "CVE-3", cause: "kev-left", inKev: false, kevOn: "2026-01-01", leftOn: "2026-09-01" },
  ]);
  expect(compareCatalogue([], [], "2026-09-01")).toEqual([]);
});

test("metadata are CISA's own or none", () => {
  const record = (orgId: string, options: unknown) => ({ cveMetadata: { cveId: "CVE-2026-11111" }, containers: { adp: [{ providerMetadata: { orgId }, metrics: [{ cvssV3_1: {} }, { other: { type: "ssvc", content: { options } } }] }] } });
  const cisa = "134c704f-9b21-4f2e-91b3-4a467353bcc0";
  expect(readMetadata(record(cisa, [{ Exploitation: "active" }, { Automatable: "yes" }, { "Technical Impact": "partial" }]))).toEqual({ cveId: "CVE-2026-11111", automatable: true, technicalImpact: "partial" });
  expect(readMetadata(record("somebody-else", [{ Automatable: "yes" }, { "Technical Impact": "partial" }]))).toBeNull();
  expect(readMetadata(record(cisa, [{ Automatable: "perhaps" }, { "Technical Impact": "partial" }]))).toBeNull();
  for (const wrong of [null, 7, "CVE-2026-11111", [], { cveMetadata: { cveId: "CVE-1" } }]) expect(readMetadata(wrong)).toBeUndefined();
});
