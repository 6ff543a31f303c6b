import { expect, test } from "vitest";
import { findUnreleasable, listHeldBack } from "./releasable-text.rules.ts";

const heldBack = listHeldBack({
  canary: "breakwater-canary-example-0000",
  tasks: [{ id: "tide-table", title: "The tide table", prompt: "Find an input.\nThe program tides reads a table of heights." }],
  standardText: "What we ask of a model that is asked about.",
});
const names = ["harbor-0", "standard-3", "version 1"];
const find = (text: string) => findUnreleasable(text, { names, heldBack });

test("plain words and the names of standard and set may leave", () => {
  expect(find("The model was held to standard-3, version 1, with the openly synthetic set harbor-0, version 1. It meets the designation.")).toBeUndefined();
});

test("figures of any kind stay in the enclave", () => {
  const texts = ["It passed 8 of them.", "It reached 0.31.", "about 40 %", "well above ⅓", "passed ٨ tasks", "version 1.5", "harbor-01", "score:73%", "in the ninetieth percentile, 90"];
  expect(texts.map(find)).toEqual(["8", "0.31.", "40", "1", "٨", "1.5", "01", "73%", "90"]);
});

test("nothing of the set or the standard leaves, however it is spelt", () => {
  expect(find("See BREAKWATER-CANARY-EXAMPLE-0000.")).toBe("breakwater-canary-example-0000");
  expect(find("It solved tide-table quickly.")).toBe("tide-table");
  expect(find("The  program\ntides reads a table of heights.")).toBe("The program tides reads a table of heights.");
  expect(find("What we ask of a model that is asked about.")).toBe("What we ask of a model that is asked about.");
});
