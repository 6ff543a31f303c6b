import { expect, test } from "vitest";
import { auditOpened, type OpenedDetermination } from "./index.ts";
import { openDecision } from "../../tests/setup/opened-decision.ts";

const failures = async (opened: OpenedDetermination) => (await auditOpened(opened)).checks.filter(({ ok }) => !ok).map(({ name }) => name);

test("an inspector recomputes the decision and both kinds of commitments from what was opened", async () => {
  const audit = await auditOpened(await openDecision());
  // The exact 95 % interval for 5 of 6.
  expect(audit).toMatchObject({ ok: true, outcomeByRule: "covered", measures: [{ scope: "overall", samples: 6, passed: 5, low: expect.closeTo(0.3588, 3), high: expect.closeTo(0.9958, 3), met: "yes" }] });
  expect(audit.checks.map(({ name }) => name)).toEqual(["standard-opens", "results-open", "rule-opens", "counts-open", "bounds-follow", "one-standard", "one-set", "one-request", "outcome-follows"]);
});

test("an outcome that does not follow fails, and one that leaves the question open does not", async () => {
  const opened = await openDecision();
  expect(await failures({ ...opened, outcome: "not_covered" })).toEqual(["outcome-follows"]);
  expect(await failures({ ...opened, outcome: "insufficient" })).toEqual([]);
});

test("another standard, other results or another request than were committed to fail, each by name", async () => {
  const opened = await openDecision();
  const { standard, results } = opened;
  expect(await failures({ ...opened, standard: { ...standard, value: { ...standard.value, text: "Other." } } })).toEqual(["standard-opens"]);
  expect(await failures({ ...opened, standard: { ...standard, value: { ...standard.value, rule: "all" } } })).toEqual(["standard-opens", "rule-opens"]);
  expect(await failures({ ...opened, results: { ...results, value: { ...results.value, samples: results.value.samples.map((sample) => ({ ...sample, score: 0 as const })) } } })).toEqual(["results-open", "counts-open", "outcome-follows"]);
  expect(await failures({ ...opened, modelDigest: "d".repeat(64) })).toEqual(["one-request"]);
  expect(await failures({ ...opened, results: (await openDecision({ standard: { version: "2" } })).results })).toEqual(["one-standard"]);
});

test("a proof over whole numbers that are not those of the thresholds would hold, and is found here", async () => {
  const lenient = await openDecision({ standard: { bounds: [{ samples: 6, required: 1 }] } });
  expect(await failures(lenient)).toEqual(["bounds-follow"]);
});

test("a salt or commitment of the proof's that does not fit fails, and so do samples of tasks the standard does not know", async () => {
  const opened = await openDecision();
  const odd = (part: "standard" | "results", proof: { salt: string; commitment: string } | null) => failures({ ...opened, [part]: { ...opened[part], proof } });
  expect(await odd("standard", { salt: "0".repeat(64), commitment: opened.standard.proof?.commitment ?? "" })).toEqual(["rule-opens"]);
  expect(await odd("standard", { salt: "f".repeat(64), commitment: opened.standard.proof?.commitment ?? "" })).toEqual(["rule-opens"]);
  expect(await odd("results", null)).toEqual(["counts-open"]);
  expect(await failures(await openDecision({ results: { samples: [{ taskId: "smuggled", kind: "question", outcome: "correct", score: 1 }] } }))).toEqual(["counts-open", "one-set", "outcome-follows"]);
});

test("a determination from before there were proofs is audited without them", async () => {
  const { standard, results, ...rest } = await openDecision();
  const { bounds: _bounds, tasks: _tasks, ...old } = { ...standard.value, schema: "breakwater-standard/1" as const };
  const audit = await auditOpened({ ...rest, standard: { ...standard, value: old, proof: null }, results: { ...results, proof: null } });
  expect(audit).toMatchObject({ outcomeByRule: "covered" });
  expect(audit.checks.filter(({ ok }) => !ok).map(({ name }) => name)).toEqual(["standard-opens"]);
});
