import { expect, test } from "vitest";
import { AdvisoryError, BOD_26_04, decideBod2604 } from "../index.ts";

const BOTH = [false, true] as const;
const everyInput = BOTH.flatMap((inKev) => BOTH.flatMap((exposed) => BOTH.flatMap((automatable) =>
  (["partial", "total"] as const).map((technicalImpact) => ({ inKev, exposed, automatable, technicalImpact })))));

test("the table has exactly one row for each of the sixteen combinations of inputs", () => {
  const keys = BOD_26_04.map(({ inKev, exposed, automatable, technicalImpact }) => JSON.stringify({ inKev, exposed, automatable, technicalImpact }));
  expect(new Set(keys)).toEqual(new Set(everyInput.map((input) => JSON.stringify(input))));
  expect(keys).toHaveLength(16);
});

test("every combination is decided as its row says", () => {
  for (const row of BOD_26_04) {
    const { timeline, ...inputs } = row;
    const dueDays = { "fix on system upgrade": null, "60 days": 60, "14 days": 14, "3 days": 3, "3 days & forensic investigation": 3 }[timeline];
    expect(decideBod2604(inputs)).toMatchObject({ rule: "cisa:BOD2604:1.0.0", timeline, dueDays, forensic: timeline.includes("forensic"), inputs, assumed: [] });
  }
});

test("a worse input never gives more time", () => {
  const days = (input: (typeof everyInput)[number]) => decideBod2604(input).dueDays ?? Infinity;
  for (const input of everyInput) {
    for (const worse of [{ inKev: true }, { exposed: true }, { automatable: true }, { technicalImpact: "total" as const }]) {
      expect(days({ ...input, ...worse })).toBeLessThanOrEqual(days(input));
    }
  }
});

test("a vulnerability outside KEV without metadata counts as not automatable and of total impact, and says so", () => {
  expect(decideBod2604({ inKev: false, exposed: true, automatable: null, technicalImpact: null })).toEqual({
    rule: "cisa:BOD2604:1.0.0",
    timeline: "14 days",
    dueDays: 14,
    forensic: false,
    inputs: { inKev: false, exposed: true, automatable: false, technicalImpact: "total" },
    assumed: ["automatable", "technicalImpact"],
    sentence: "14 days, because exposed and of total impact; not 3 days, because not listed as exploited and not automatable. "
      + "Nobody has published it, so it counts as not automatable and of total impact.",
  });
});

test("a vulnerability in KEV without CISA's metadata is not decided", () => {
  expect(() => decideBod2604({ inKev: true, exposed: true, automatable: true, technicalImpact: null }))
    .toThrow(expect.objectContaining({ name: AdvisoryError.name, code: "missing-kev-metadata", field: "/technicalImpact" }));
});
