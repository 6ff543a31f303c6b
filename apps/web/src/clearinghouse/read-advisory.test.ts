import { expect, test } from "vitest";
import { readAdvisory } from "./read-advisory.ts";

test("an advisory without a CVE id names no assigner, and each line of links becomes a reference", () => {
  const form = new FormData();
  for (const [name, value] of Object.entries({ releasableTitle: "Out-of-bounds write", releasableSummary: "Update.", "cve.id": "", "cve.assigner.shortName": "left over", references: "https://code.example/a\nnot a link" })) form.set(name, value);
  expect(readAdvisory(form)).toEqual({
    cve: null,
    releasableTitle: "Out-of-bounds write",
    releasableSummary: "Update.",
    releasableDetail: null,
    statement: null,
    references: [
      { kind: "web", url: "https://code.example/a", summary: "code.example" },
      { kind: "web", url: "not a link", summary: "not a link" },
    ],
  });
  form.set("cve.id", "CVE-1900-10042");
  form.set("cve.assigner.orgId", "6f1c2b0e-5d7a-4c3e-9b1f-2a4d6e8f0c12");
  expect(readAdvisory(form).cve).toEqual({ id: "CVE-1900-10042", assigner: { orgId: "6f1c2b0e-5d7a-4c3e-9b1f-2a4d6e8f0c12", shortName: "left over" } });
  for (const [name, value] of Object.entries({ "statement.by": "cna", "statement.name": "A CNA", "statement.url": "https://cna.example/1", "statement.fixedVersion": "" })) form.set(name, value);
  expect(readAdvisory(form).statement).toEqual({ by: "cna", name: "A CNA", url: "https://cna.example/1", fixedVersion: null });
});
