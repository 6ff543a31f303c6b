import { expect, test } from "vitest";
import { readImport } from "./read-import.ts";

test("of a whole file only what was filled in is said", () => {
  const form = new FormData();
  for (const [name, value] of Object.entries({ format: "", finder: " Sam ", human: "reviewed", model: "", product: "gauge", file: "not sent" })) form.set(name, value);
  expect(readImport(form)).toEqual({ finder: "Sam", human: "reviewed", product: "gauge" });
});
