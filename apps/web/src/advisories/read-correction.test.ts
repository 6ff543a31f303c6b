import { expect, test } from "vitest";
import { readCorrection } from "./read-correction.ts";

const advisory = {
  title: "Overflow",
  summary: "Update.",
  references: [
    { kind: "fix", url: "https://house.example/patch", summary: "The signed patch", isOwn: false },
    { kind: "report", url: "https://code.example/a", summary: "What the finder wrote", isOwn: true },
  ],
};

function filled(values: Readonly<Record<string, string>>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries({ releasableTitle: "Overflow", releasableSummary: "Update.", references: "https://code.example/a", because: "So.", ...values })) form.set(name, value);
  return form;
}

test("a correction says only what was changed, and a link that was there keeps its words", () => {
  expect(readCorrection(filled({}), advisory)).toEqual({ because: "So." });
  expect(readCorrection(filled({ releasableTitle: "Underflow" }), advisory)).toEqual({ releasableTitle: "Underflow", because: "So." });
  expect(readCorrection(filled({ references: "https://code.example/a\nhttps://new.example/b" }), advisory).references).toEqual([
    { kind: "report", url: "https://code.example/a", summary: "What the finder wrote" },
    { kind: "web", url: "https://new.example/b", summary: "new.example" },
  ]);
  expect(readCorrection(filled({ references: "" }), advisory).references).toEqual([]);
});
