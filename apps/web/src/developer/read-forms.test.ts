import { openEngagement, offerAccess } from "#contracts/engagement";
import { describe, expect, test } from "vitest";
import { readOffer, readOpenEngagement } from "./read-forms.ts";

function formOf(fields: Readonly<Record<string, string | readonly string[]>>): FormData {
  const form = new FormData();
  for (const [name, values] of Object.entries(fields)) for (const value of [values].flat()) form.append(name, value);
  return form;
}

describe("the developer's forms", () => {
  test("an engagement is opened with the digest in small letters and dates that may be left out", () => {
    const said = readOpenEngagement(
      formOf({
        "model.name": " Kingfisher ",
        "model.digest": "AB".repeat(32),
        "model.endpoint": "https://api.lab.example/v1",
        "model.endpointModel": "kf-1",
        "model.reducedEndpointModel": " ",
        "model.lineage.descendsFrom": "CD".repeat(32),
        "model.accessMode": "on-site",
        "model.credential": "secret",
        "signatory.name": "Ada Rell",
        "signatory.title": "Release lead",
        consentScope: ["determination", "government-access"],
        partnerReleaseAt: "2026-12-01T15:00",
        publicReleaseAt: "",
      }),
    );
    expect(said).toEqual({
      model: { name: "Kingfisher", digest: "ab".repeat(32), endpoint: "https://api.lab.example/v1", endpointModel: "kf-1", reducedEndpointModel: null, lineage: { descendsFrom: "cd".repeat(32), materiallyNew: false }, accessMode: "on-site", credential: "secret" },
      signatory: { name: "Ada Rell", title: "Release lead" },
      consentScope: ["determination", "government-access"],
      partnerReleaseAt: "2026-12-01T15:00:00.000Z",
      publicReleaseAt: null,
    });
    expect(openEngagement.safeParse(said).error).toBeUndefined();
  });

  test("what is said of one person alone stands with that person, and a row without an address is nobody", () => {
    const said = readOffer(
      formOf({
        purpose: "safeguard-testing", variant: "safeguards-on", weights: "developer", logging: "calls", retentionDays: "14", evaluators: "a@gov.example", own: ["0", "1"],
        "own.0.email": "b@gov.example", "own.0.purpose": "", "own.0.variant": "reduced-safeguards", "own.0.until": "2026-10-01T12:00", "own.1.email": " ",
      }),
    );
    expect(said.evaluators).toEqual([{ email: "a@gov.example" }, { email: "b@gov.example", variant: "reduced-safeguards", until: "2026-10-01T12:00:00.000Z" }]);
    expect(offerAccess.safeParse(said).error).toBeUndefined();
  });

  test("an offer names its evaluators one a line, and says nothing more when nothing more was typed", () => {
    const said = readOffer(
      formOf({ purpose: "safeguard-testing", variant: "safeguards-on", weights: "developer", tools: "chat\n", logging: "calls", retentionDays: "14", text: " ", evaluators: "a@gov.example\nb@gov.example" }),
    );
    expect(said).toEqual({
      purpose: "safeguard-testing",
      variant: "safeguards-on",
      weights: "developer",
      tools: ["chat"],
      logging: "calls",
      retentionDays: 14,
      text: null,
      nondisclosure: null,
      evaluators: [{ email: "a@gov.example" }, { email: "b@gov.example" }],
    });
    expect(offerAccess.safeParse(said).error).toBeUndefined();
  });
});
