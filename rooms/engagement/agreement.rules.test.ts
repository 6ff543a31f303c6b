import { describe, expect, test } from "vitest";
import { findAgreementFault, judgeAgreement, type AgreementEvent, type AgreementFacts } from "./agreement.rules.ts";

const FRESH: AgreementFacts = { beginsAt: 10, endedAt: null, mayBePublic: true, isPublished: false, terms: [{ until: 20, inForceAt: null }], hasGivenWord: false };
const AGREED: AgreementFacts = { ...FRESH, terms: [{ until: 20, inForceAt: 5 }], hasGivenWord: true };
const RENEWING: AgreementFacts = { ...AGREED, terms: [...AGREED.terms, { until: 30, inForceAt: null }], hasGivenWord: false };

describe("a standing agreement", () => {
  test("is in force between its dates, once every party has given its word, until a party ends it", () => {
    expect([5, 10, 19, 20, 25].map((now) => judgeAgreement(AGREED, now))).toEqual(["not-begun", "in-force", "in-force", "expired", "expired"]);
    expect([5, 15, 25].map((now) => judgeAgreement(FRESH, now))).toEqual(["awaiting-confirmation", "awaiting-confirmation", "awaiting-confirmation"]);
    expect([5, 15, 25].map((now) => judgeAgreement({ ...AGREED, endedAt: 12 }, now))).toEqual(["ended", "ended", "ended"]);
    expect(judgeAgreement({ ...AGREED, terms: [{ until: null, inForceAt: 5 }] }, 1e15)).toBe("in-force");
  });

  test("goes on as it is while a renewal waits, and longer once every party has given its word on that", () => {
    expect([19, 20, 29].map((now) => judgeAgreement(RENEWING, now))).toEqual(["in-force", "expired", "expired"]);
    const renewed = { ...RENEWING, terms: RENEWING.terms.map((term) => ({ ...term, inForceAt: 18 })) };
    expect([19, 20, 29, 30].map((now) => judgeAgreement(renewed, now))).toEqual(["in-force", "in-force", "in-force", "expired"]);
  });

  test.each<readonly [what: string, facts: AgreementFacts, event: AgreementEvent, fault: string | undefined]>([
    ["a word on the waiting term", FRESH, { name: "confirm" }, undefined],
    ["a second word of the same house", { ...FRESH, hasGivenWord: true }, { name: "confirm" }, "nothing-to-confirm"],
    ["a word where nothing waits", AGREED, { name: "confirm" }, "nothing-to-confirm"],
    ["a word on a renewal", RENEWING, { name: "confirm" }, undefined],
    ["a renewal to a later end", AGREED, { name: "renew", until: 30 }, undefined],
    ["a renewal without an end", AGREED, { name: "renew", until: null }, undefined],
    ["a renewal to an earlier end", AGREED, { name: "renew", until: 19 }, "end-not-later"],
    ["a renewal that ends in the past", { ...AGREED, terms: [{ until: 12, inForceAt: 5 }] }, { name: "renew", until: 14 }, "end-not-later"],
    ["a renewal of what has no end", { ...AGREED, terms: [{ until: null, inForceAt: 5 }] }, { name: "renew", until: 99 }, "end-not-later"],
    ["a renewal of what is not agreed", FRESH, { name: "renew", until: 30 }, "agreement-not-confirmed"],
    ["a second renewal beside a waiting one", RENEWING, { name: "renew", until: 40 }, "term-waits"],
    ["an end before it is agreed", FRESH, { name: "end" }, undefined],
    ["an end in force", AGREED, { name: "end" }, undefined],
    ["publishing", AGREED, { name: "publish" }, undefined],
    ["publishing before it is agreed", FRESH, { name: "publish" }, "agreement-not-confirmed"],
    ["publishing against its terms", { ...AGREED, mayBePublic: false }, { name: "publish" }, "agreement-may-not-be-public"],
    ["publishing twice", { ...AGREED, isPublished: true }, { name: "publish" }, "already-published"],
    ["taking down", { ...AGREED, isPublished: true }, { name: "take-down" }, undefined],
    ["taking down after its end", { ...AGREED, isPublished: true, endedAt: 12 }, { name: "take-down" }, undefined],
    ["taking down what is not public", AGREED, { name: "take-down" }, "not-published"],
    ...(["confirm", "end", "publish"] as const).map((name) => [`${name} after its end`, { ...AGREED, endedAt: 12 }, { name }, "agreement-ended"] as const),
    ["a renewal after its end", { ...AGREED, endedAt: 12 }, { name: "renew", until: 30 }, "agreement-ended"],
  ])("%s", (_what, facts, event, fault) => expect(findAgreementFault(facts, event, 15)).toBe(fault));
});
