import { deliverScan } from "#contracts/assistance";
import { expect, test } from "vitest";
import { readResult } from "./read-result.ts";

test("the steps of a scan's result are its rows that say what to do, each with its own reason", () => {
  const form = new FormData();
  form.set("summary", " One service listens. ");
  for (const [act, why] of [["Turn it off.", "Nobody needs it."], [" ", "Left over."], ["Update the pump.", "An old version."]] as const) {
    form.append("step.act", act);
    form.append("step.why", why);
  }
  const said = readResult(form);
  expect(said).toEqual({ summary: "One service listens.", steps: [{ act: "Turn it off.", why: "Nobody needs it." }, { act: "Update the pump.", why: "An old version." }] });
  expect(deliverScan.safeParse(said).error).toBeUndefined();
});
