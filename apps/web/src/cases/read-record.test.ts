import { expect, test } from "vitest";
import { readRecord } from "./read-record.ts";

test("a record is told field by field, and what is left empty by name", () => {
  expect(readRecord(JSON.stringify({ summary: "An overflow", severity: null, cwe_ids: ["CWE-787"], references: [], package: { name: "gauge", range: "" }, start: false }))).toEqual({
    filled: [
      { name: "summary", value: "An overflow" },
      { name: "cwe_ids.0", value: "CWE-787" },
      { name: "package.name", value: "gauge" },
      { name: "start", value: "false" },
    ],
    empty: ["severity", "references", "package.range"],
  });
});

test("what is no JSON is shown as it is", () => {
  expect(readRecord("{ not json")).toEqual({ filled: [{ name: "", value: "{ not json" }], empty: [] });
});
