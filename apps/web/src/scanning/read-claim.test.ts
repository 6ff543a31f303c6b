import { expect, test } from "vitest";
import { readClaim } from "./read-claim.ts";

test("a claim says only what was filled in", () => {
  const form = new FormData();
  for (const [name, value] of Object.entries({ repository: " https://code.example/gauge ", product: "", path: "", weakness: "CWE-787", authorisation: "open-source", "authorisation.evidence": "MIT" })) form.set(name, value);
  expect(readClaim(form)).toEqual({ repository: "https://code.example/gauge", weakness: "CWE-787", authorisation: { kind: "open-source", evidence: "MIT" } });
});
