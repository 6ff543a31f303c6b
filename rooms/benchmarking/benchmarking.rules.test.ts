import { expect, test } from "vitest";
import { requestState } from "#contracts/benchmarking";
import { ROLES } from "#contracts/access";
import { boundLease, decideTransition, isConsultationComplete, isLeaseInForce, REQUEST_EVENTS, UNKNOWN_AGE_MS } from "./benchmarking.rules.ts";

test("of all states, events and actors, only these transitions exist", () => {
  const found: string[] = [];
  for (const state of requestState.options) {
    for (const event of REQUEST_EVENTS) {
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
    "initiated take-in system intake",
    "intake start-run benchmark-analyst benchmarking",
    "intake refuse-access-mode system stopped",
    "intake recommend-standing benchmark-analyst recommended",
    "intake end-access system stopped",
    "benchmarking refuse-access-mode system stopped",
    "benchmarking seal-results system results-sealed",
    "benchmarking end-access system stopped",
    "results-sealed open-consultation system consultation",
    "consultation recommend benchmark-analyst recommended",
    "recommended sign nsa-director signed",
    "signed notify system notified",
    "notified ask-again system reconsideration-requested",
    "notified supersede system superseded",
    "notified lift nsa-director lifted",
    "reconsideration-requested look-again system under-reconsideration",
    "reconsideration-requested stand system notified",
    "reconsideration-requested supersede system superseded",
    "reconsideration-requested lift nsa-director lifted",
    "under-reconsideration stand system notified",
    "under-reconsideration supersede system superseded",
    "under-reconsideration lift nsa-director lifted",
  ]);
});

test("nothing leads out of superseded, lifted or stopped", () => {
  for (const state of ["superseded", "lifted", "stopped"] as const) {
    for (const event of REQUEST_EVENTS) {
      const answer = decideTransition(state, event, ["system", ...ROLES]);
      expect("to" in answer ? answer.to : state).toBe(state);
    }
  }
});

test("a wall clock that is put back, or stands, gives a lease no more than what was left when it was first seen", () => {
  const lease = { issuedAtMs: 1_000_000, notAfterMs: 1_055_000 };
  const bound = (nowMs: number) => boundLease(lease, { nowMs, monotonicMs: 500, lookedAtMs: 200, longestMs: 55_000 });
  expect([bound(1_000_000), bound(1_030_000), bound(995_000), bound(0)]).toEqual([55_200, 25_500, 55_200, 55_200]);
});

test("a lease of which nobody can say when it came is over, whatever the wall clock says", () => {
  expect(boundLease({ issuedAtMs: 1_000_000, notAfterMs: 1_055_000 }, { nowMs: 1_000_000, monotonicMs: 500, lookedAtMs: null, longestMs: 55_000 })).toBe(UNKNOWN_AGE_MS);
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
