import { expect, test } from "vitest";
import { isHeld, isWaveOpen, nextAt, nextWave, waveOf, type WavePolicyBounds } from "./wave-order.ts";

const POLICY: WavePolicyBounds = { canaryHours: 24, essentialHours: 48, mostFailedPercent: 10, mostCanaries: 20, essentialSectors: ["healthcare", "water"] };

test("volunteers go first whatever they are, then whoever must not stand still, then the rest", () => {
  const facts = { isCanary: false, sector: "energy" as const, hasVital: false };
  expect(waveOf({ ...facts, isCanary: true, sector: "healthcare", hasVital: true }, POLICY)).toBe("canary");
  expect(waveOf({ ...facts, sector: "healthcare" }, POLICY)).toBe("essential");
  expect(waveOf({ ...facts, hasVital: true }, POLICY)).toBe("essential");
  expect(waveOf(facts, POLICY)).toBe("rest");
});

test("a wave is told with all before it, and the next one after the policy's hours", () => {
  expect([isWaveOpen("canary", "canary"), isWaveOpen("essential", "canary"), isWaveOpen("canary", "rest"), isWaveOpen("rest", "rest")]).toEqual([true, false, true, true]);
  expect([nextWave("canary"), nextWave("essential"), nextWave("rest")]).toEqual(["essential", "rest", undefined]);
  const at = new Date("2026-09-01T00:00:00Z");
  expect([nextAt("canary", at, POLICY), nextAt("essential", at, POLICY), nextAt("rest", at, POLICY)]).toEqual([new Date("2026-09-02T00:00:00Z"), new Date("2026-09-03T00:00:00Z"), null]);
});

test("the next wave is held as soon as more fail than the policy bears, and by nothing a person has looked at", () => {
  expect(isHeld({ applied: 9, failed: 1 }, POLICY, 0)).toBe(false);
  expect(isHeld({ applied: 8, failed: 1 }, POLICY, 0)).toBe(true);
  expect(isHeld({ applied: 0, failed: 0 }, POLICY, 0)).toBe(false);
  expect(isHeld({ applied: 0, failed: 1 }, POLICY, 0)).toBe(true);
  expect(isHeld({ applied: 8, failed: 1 }, POLICY, 1)).toBe(false);
  expect(isHeld({ applied: 8, failed: 2 }, POLICY, 1)).toBe(true);
});
