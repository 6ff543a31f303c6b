import { expect, test } from "vitest";
import { readAmounts, readCampaign } from "./read-campaign.ts";

function formOf(values: Readonly<Record<string, string>>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(values)) form.set(name, value);
  return form;
}

const AMOUNTS = { tokens: "1000000", usdCents: "19.99", sandboxMinutes: "0" };

test("money is typed in dollars and sent in whole cents", () => {
  expect(readAmounts(formOf(AMOUNTS))).toEqual({ tokens: 1_000_000, usdCents: 1999, sandboxMinutes: 0 });
});

test("a campaign names each target of its rows by repository or product, and leaves out what was not filled in", () => {
  const form = formOf({
    ...AMOUNTS,
    title: " Gauges ",
    startsAt: "2026-12-01T08:00",
    endsAt: "2026-12-31T08:00",
    "target.0.kind": "repository",
    "target.0.name": "https://code.example/gauge",
    "target.0.why": "open-source",
    "target.0.evidence": "MIT",
    "target.2.kind": "product",
    "target.2.name": "Harbour Gauge",
    "target.2.path": "src",
    "target.2.weakness": "CWE-787",
    "target.2.why": "owner",
    "target.2.evidence": "Letter",
  });
  expect(readCampaign(form, [0, 2])).toEqual({
    title: "Gauges",
    startsAt: "2026-12-01T08:00:00.000Z",
    endsAt: "2026-12-31T08:00:00.000Z",
    budget: { tokens: 1_000_000, usdCents: 1999, sandboxMinutes: 0 },
    targets: [
      { repository: "https://code.example/gauge", authorisation: { kind: "open-source", evidence: "MIT" } },
      { product: "Harbour Gauge", path: "src", weakness: "CWE-787", authorisation: { kind: "owner", evidence: "Letter" } },
    ],
    invite: [],
  });
});
