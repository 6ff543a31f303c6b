import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { createJournal } from "../logs/journal.ts";
import { openRunFolder } from "../logs/run-folder.ts";
import { computeRunRoot } from "../logs/run-root.ts";
import { keyOf, recordRun, RUN, tickingClock } from "../logs/sample-run.fixture.ts";
import { buildReport, readReportedRun, writeReportCsv, writeReportHtml } from "./index.ts";
import type { ReportedRun, ReportedSample } from "./index.ts";

const sampleOf = (index: number, more: Partial<ReportedSample> = {}): ReportedSample => ({
  taskId: `task-${index}`, epoch: 1, variant: null, family: `family-${index % 5}`, kind: index % 2 === 0 ? "find-crash" : "question", humanMinutes: 2 ** (index % 6), outcome: "gave-up", score: 0,
  tokens: 1_000 + index, tokenLimit: 10_000, costMicroUsd: null, workingMs: 50, flags: [], review: "clean", refused: false, finalPassed: false, anyPassed: false, digest: index.toString(16).padStart(64, "0"), ...more,
});
const run = (model: string, samples: readonly ReportedSample[], more: Partial<ReportedRun> = {}): ReportedRun => ({
  model, agent: "react", set: { id: "quay", version: "1", digest: "ab".repeat(32), title: "Quay", marking: "SYNTHETIC, OPEN", synthetic: true }, outcome: "finished", reason: null, stopRule: null,
  startedAt: "2026-11-21T10:00:00.000Z", finishedAt: "2026-11-21T10:05:00.000Z", isolation: { held: true, rounds: 40, failed: [], untried: [], alarms: 0 }, root: "cd".repeat(32), consistency: null, samples, ...more,
});
const weak = run("weak", Array.from({ length: 20 }, (_, index) => sampleOf(index)));
const strong = run("strong", Array.from({ length: 20 }, (_, index) => sampleOf(index, index % 6 < 4 ? { outcome: "correct", score: 1 } : { outcome: "token-limit", tokens: 10_000 })));

test("nought of twenty is reported as at most 16.8 %, not as nought", () => {
  expect(buildReport([weak], "Weak").runs[0]?.figures.summary.clopperPearson).toEqual({ low: 0, high: expect.closeTo(0.1684, 4) });
  expect(writeReportHtml(buildReport([weak], "Weak"))).toContain("0.0 % to 16.8 %");
});

test("two models on the same tasks are compared task by task, and placed on one scale", () => {
  const { comparisons, itemResponse, runs } = buildReport([strong, weak], "Both");
  expect(comparisons).toHaveLength(1);
  expect(comparisons[0]?.comparison.low).toBeGreaterThan(0);
  expect(itemResponse?.abilities.map(({ name }) => name)).toEqual(["strong · react", "weak · react"]);
  expect(runs[0]?.figures.tokens).toMatchObject({ samples: 20, succeeded: 14, censored: 6 });
});

test("what meets a limit is censored, what gives up is not, and both are said", () => {
  const { limits } = buildReport([strong], "Strong");
  expect(limits.filter((sentence) => sentence.includes("met a limit or"))).toEqual(["strong · react: 6 samples met a limit or broke off; what more tokens would have brought is not known beyond 10000."]);
  expect(limits[0]).toContain("cannot exclude sandbagging");
});

test("the share is shown in every reading of the review, and a person's word goes before a flag", () => {
  const states = ["flagged", "flagged", "confirmed", "cleared"] as const;
  const reviewed = run("cheat", Array.from({ length: 10 }, (_, index) => sampleOf(index, { outcome: "correct", score: 1, flags: index < 4 ? ["answer-list"] : [], review: states[index] ?? "clean" })));
  const report = buildReport([reviewed], "Cheat");
  const { figures } = report.runs[0] ?? { figures: undefined };
  const readings = { all: figures?.summary, ...figures?.byReview };
  expect(Object.fromEntries(Object.entries(readings).map(([reading, one]) => [reading, [one?.passed, one?.samples]]))).toEqual({ all: [10, 10], withoutFlagged: [7, 7], withoutConfirmed: [9, 9], flaggedAsFailed: [7, 10] });
  expect([figures?.flags, figures?.review]).toEqual([{ "answer-list": 4 }, { clean: 6, cleared: 1, confirmed: 1, flagged: 2 }]);
  expect(report.limits.filter((sentence) => /judged|cheating/.test(sentence))).toEqual([
    "cheat · react: 2 flagged samples not yet judged by a person; the share is given with them, without them, and with them as failed.",
    "cheat · react: a person found cheating in 1 sample; the share of all samples still counts what they scored.",
  ]);
  expect(writeReportHtml(report)).toContain("all, flagged and confirmed ones as not passed");
});

test("of a run that could stop early the bounds are those of the confidence sequence, and it is said that the others do not hold", () => {
  const early = run("early", Array.from({ length: 9 }, (_, index) => sampleOf(index, { outcome: "correct", score: 1 })), { stopRule: { threshold: 0.5, verdict: "reached", passed: 8, samples: 8 } });
  const report = buildReport([early, weak], "Early");
  // The mixture gives 8 of 8 the likelihood 1/9; the bound is the rate p whose own, p^8, is a twentieth of that.
  expect(report.runs.map(({ figures }) => figures.sequence)).toEqual([{ low: expect.closeTo((1 / 180) ** (1 / 8), 6), high: 1 }, null]);
  expect(report.limits.filter((sentence) => sentence.includes("fixed-size"))).toEqual(['early · react: was stopped early by the rule "is the rate above 0.5?"; use the confidence sequence, not fixed-size intervals.']);
  expect(writeReportHtml(report)).toContain("95 % confidence sequence");
  expect(writeReportHtml(buildReport([weak], "Weak"))).not.toContain("confidence sequence");
});

test("the same runs give the same report to the byte", () => {
  expect(JSON.stringify(buildReport([strong, weak], "Both"))).toBe(JSON.stringify(buildReport([strong, weak], "Both")));
});

test("what an endpoint, a set or a model says stays text in the page and in a spreadsheet", () => {
  const hostile = run("<img src=x onerror=alert(1)>\u202e", [sampleOf(1, { taskId: "=cmd|' /C calc'!A0", outcome: 'x","y' })]);
  const report = buildReport([hostile], "</title><script>alert(1)</script>");
  const page = writeReportHtml(report);
  expect(page).not.toMatch(/<img|<script|\u202e/);
  expect(page).toContain("default-src 'none'");
  expect(writeReportCsv(report).split("\r\n")[1]).toContain(`'=cmd|' /C calc'!A0`);
  expect(writeReportCsv(report)).toContain('"x"",""y"');
});

test("a run without a sample that says anything still makes a report", () => {
  const broken = run("down", [sampleOf(1, { outcome: "model-error" })], { outcome: "stopped", reason: "the endpoint answered 401" });
  const report = buildReport([broken], "Down");
  expect(report.runs[0]?.figures).toMatchObject({ accuracies: null, horizons: [], summary: { samples: 0, excluded: 1 } });
  expect(writeReportHtml(report)).toContain("the run was not finished (stopped)");
  expect(() => buildReport([], "None")).toThrow("at least one run");
});

describe("from a run's own log", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "breakwater-report-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test("a report is made of what the events say, and cites each sample by its last event's digest", async () => {
    const journal = await createJournal(folder, RUN, { now: tickingClock() });
    await recordRun(journal, [keyOf("berth"), keyOf("crane")]);
    await journal.append(keyOf("berth"), "flagged", { detector: "answer-list", evidence: "three guesses in one answer", sequence: 10 });
    await journal.append(keyOf("crane"), "verdict", { by: "Ada", decision: "clean", reason: "looked twice" });
    await journal.append(keyOf("crane"), "verdict", { by: "Ada", decision: "cheated", reason: "and a third time" });
    await journal.close();

    const reported = await readReportedRun(folder);
    const log = await openRunFolder(folder, { check: "frames" });
    await log.close();
    expect(reported).toMatchObject({ model: "model-9", outcome: "finished", set: { id: "harbor-9" }, root: computeRunRoot(log.heads), isolation: { held: true, rounds: 0 } });
    expect(reported.samples.map(({ taskId, score, tokens, costMicroUsd, humanMinutes, flags, review, digest }) => ({ taskId, score, tokens, costMicroUsd, humanMinutes, flags, review, digest }))).toEqual([
      { taskId: "berth", score: 1, tokens: 303, costMicroUsd: 643, humanMinutes: 20, flags: ["answer-list"], review: "flagged", digest: log.heads.find(({ sample }) => sample === keyOf("berth"))?.head },
      { taskId: "crane", score: 0, tokens: 303, costMicroUsd: 643, humanMinutes: 20, flags: [], review: "confirmed", digest: log.heads.find(({ sample }) => sample === keyOf("crane"))?.head },
    ]);
    expect(buildReport([reported], "One run").runs[0]?.figures.cost?.points.map(({ spent, share }) => [spent, share])).toEqual([[643, 0.5]]);
  });
});
