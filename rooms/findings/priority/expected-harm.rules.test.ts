import fc from "fast-check";
import { expect, test } from "vitest";
import { expectedHarm, type HarmFacts } from "./expected-harm.rules.ts";

const LEVELS = ["none", "low", "medium", "high", "critical"] as const;
const facts: fc.Arbitrary<HarmFacts> = fc.record({
  severity: fc.constantFrom(null, ...LEVELS),
  weakness: fc.oneof(fc.constantFrom("CWE-787", "cwe-79", "CWE-1"), fc.string()),
  hasReproducer: fc.boolean(),
  exposedOperators: fc.oneof(fc.constant(null), fc.integer(), fc.double()),
  inKev: fc.boolean(),
});

test("harm is a whole number from 0 to 1000, whatever a finder writes", () => {
  fc.assert(fc.property(facts, (one) => {
    const harm = expectedHarm(one);
    return Number.isInteger(harm) && harm >= 0 && harm <= 1000;
  }));
  expect(expectedHarm({ severity: "critical", weakness: "CWE-787", hasReproducer: true, exposedOperators: 100_000, inKev: true })).toBe(1000);
  expect(expectedHarm({ severity: "none", weakness: "", hasReproducer: false, exposedOperators: 0, inKev: false })).toBe(0);
});

test("a worse level, more exposed operators, a listing as exploited and evidence never make it less", () => {
  fc.assert(fc.property(facts, fc.nat(100_000), fc.nat(100_000), (one, some, more) => {
    const harm = (change: Partial<HarmFacts>) => expectedHarm({ ...one, ...change });
    for (const [place, level] of LEVELS.entries()) expect(harm({ severity: level })).toBeGreaterThanOrEqual(harm({ severity: LEVELS[Math.max(0, place - 1)] ?? "none" }));
    expect(harm({ exposedOperators: some + more })).toBeGreaterThanOrEqual(harm({ exposedOperators: some }));
    expect(harm({ inKev: true })).toBeGreaterThanOrEqual(harm({ inKev: false }));
    expect(harm({ hasReproducer: true })).toBeGreaterThan(harm({ hasReproducer: false }));
  }));
});

test("what has nothing to run never outranks what can be run, whatever it claims of itself", () => {
  fc.assert(fc.property(facts, facts, (junk, shown) => {
    expect(expectedHarm({ ...junk, hasReproducer: false })).toBeLessThanOrEqual(expectedHarm({ ...shown, hasReproducer: true }));
  }));
});

test("to keep silent about the severity neither pays nor costs", () => {
  const harm = (severity: HarmFacts["severity"]) => expectedHarm({ severity, weakness: "CWE-1", hasReproducer: true, exposedOperators: null, inKev: false });
  expect([harm("low") < harm(null), harm(null) === harm("medium")]).toEqual([true, true]);
});
