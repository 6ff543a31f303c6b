import { expect, test } from "vitest";
import { toInstanceSearch } from "./instance-search.rules.ts";

test("an address keeps the filters that are words of ours", () => {
  expect(toInstanceSearch({ state: "open", tier: "3-days", environment: "ot", exposed: "no", span: "overdue", gone: "yes", cveId: " cve-2026-12345 " })).toEqual({
    state: "open", tier: "3-days", environment: "ot", exposed: "no", span: "overdue", gone: "yes", cveId: "CVE-2026-12345",
  });
});

test("whatever else an address says is left out, so that the list is shown all the same", () => {
  expect(toInstanceSearch({ state: "closed", tier: ["3-days"], exposed: "", span: "toString", cveId: "CVE-1", after: "x", gone: true })).toEqual({});
});
