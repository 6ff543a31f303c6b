import { expect, test } from "vitest";
import { requestState } from "#contracts/benchmarking";
import { ROLES } from "#contracts/access";
import { decideTransition, isConsultationComplete, isLeaseInForce, type RequestEvent } from "./benchmarking.rules.ts";

const EVENTS: readonly RequestEvent[] = ["take-in", "refuse-intake", "start-run", "seal-results", "open-consultation", "recommend", "sign", "notify", "end-access"];

test("of all states, events and actors, only these transitions exist", () => {
  const found: string[] = [];
  for (const state of requestState.options) {
    for (const event of EVENTS) {
      for (const doer of ["system", ...ROLES]) {
        const answer = decideTransition(state, event, [doer]);
        if ("to" in answer && answer.to !== state) found.push(`${state} ${event} ${doer} ${answer.to}`);
      }
    }
  }
  expect(found).toEqual([
    "requested take-in system intake",
    "requested refuse-intake system stopped",
    "requested end-access system stopped",
    "intake start-run benchmark-analyst benchmarking",
    "intake end-access system stopped",
    "benchmarking seal-results system results-sealed",
    "benchmarking end-access system stopped",
    "results-sealed open-consultation system consultation",
    "consultation recommend benchmark-analyst recommended",
    "recommended sign nsa-director signed",
    "signed notify system notified",
  ]);
});

test("nothing leads out of notified or stopped", () => {
  for (const state of ["notified", "stopped"] as const) {
    for (const event of EVENTS) {
      const answer = decideTransition(state, event, ["system", ...ROLES]);
      expect("to" in answer ? answer.to : state).toBe(state);
    }
  }
});

test("a lease is in force from its issue until its end, and never longer than a minute", () => {
  const lease = { issuedAtMs: 1_000_000, notAfterMs: 1_060_000 };
  const at = (nowMs: number, one = lease) => isLeaseInForce(one, { nowMs, longestMs: 60_000 });
  expect([at(994_999), at(1_000_000), at(1_059_999), at(1_060_000)]).toEqual([false, true, true, false]);
  const endless = { issuedAtMs: 1_000_000, notAfterMs: 9_000_000 };
  expect([at(1_059_999, endless), at(1_060_000, endless)]).toEqual([true, false]);
  expect(at(1_000_001, { issuedAtMs: 1_000_000, notAfterMs: Number.NaN })).toBe(false);
});

test("a consultation is complete when all were heard or the time is over", () => {
  const lapsesAt = "2026-09-08T12:00:00.000Z";
  const complete = (heard: number, now: string) => isConsultationComplete({ heard, offices: 4, lapsesAt, now });
  expect([complete(3, "2026-09-08T11:59:59.999Z"), complete(4, "2026-09-01T12:00:00.000Z"), complete(0, lapsesAt)]).toEqual([false, true, true]);
});
