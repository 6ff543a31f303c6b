import { expect, test } from "vitest";
import { readOther } from "./act-on-finding.ts";

test("a number that was typed counts before the one that stands chosen", () => {
  const form = new FormData();
  form.set("near", "find_near");
  form.set("otherId", "");
  expect(readOther(form)).toEqual({ otherId: "find_near" });
  form.set("otherId", " find_typed ");
  expect(readOther(form)).toEqual({ otherId: "find_typed" });
});
