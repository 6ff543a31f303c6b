import { expect, test } from "vitest";
import { readPriority } from "./read-priority.ts";

test("what nobody has published is not guessed by the form", () => {
  const form = new FormData();
  for (const [name, value] of Object.entries({ inKev: "no", exposed: "yes", automatable: "unknown", technicalImpact: "unknown" })) form.set(name, value);
  expect(readPriority(form)).toEqual({ inKev: false, exposed: true, automatable: null, technicalImpact: null });
  form.set("automatable", "no");
  form.set("technicalImpact", "total");
  expect(readPriority(form)).toEqual({ inKev: false, exposed: true, automatable: false, technicalImpact: "total" });
});
