import { acceptPartnerTerms, vetPartner } from "#contracts/partners";
import { describe, expect, test } from "vitest";
import { readAcceptance, readTerms, readVetting } from "./read-forms.ts";

const CRITERIA = ["defends-critical-infrastructure", "owns-or-may-test-what-it-scans", "reports-what-it-finds", "guards-the-access", "has-no-conflict"] as const;

describe("the forms around early access", () => {
  test("a criterion counts as met only when it was said to be", () => {
    const form = new FormData();
    for (const criterion of CRITERIA.slice(0, 4)) form.set(criterion, criterion === "guards-the-access" ? "unmet" : "met");
    const said = readVetting(form, CRITERIA);
    expect(said.answers.map(({ met }) => met)).toEqual([true, true, true, false, false]);
    form.set("competitor", "yes");
    form.set("note.guards-the-access", "No named people");
    form.set("tie", " ");
    expect(readVetting(form, CRITERIA)).toMatchObject({ conflict: { competitor: true, sameHouse: false, tie: null }, answers: expect.arrayContaining([{ criterion: "guards-the-access", met: false, note: "No named people" }]) });
    expect(vetPartner.safeParse(said).error).toBeUndefined();
  });

  test("a partner's systems are its rows that have a name, each with its own basis", () => {
    const form = new FormData();
    for (const [name, basis] of [["Plant network", "owns"], ["  ", "owns"], ["Customer portal", "authorised-to-test"]] as const) {
      form.append("system.name", name);
      form.append("system.basis", basis);
      form.append("system.evidence", `Shown by ${name.trim()}`);
    }
    form.set("signatory.name", "Pia Brandt");
    form.set("signatory.title", "Head of security");
    const said = readAcceptance(form, "ab".repeat(32));
    expect(said.systems).toEqual([
      { name: "Plant network", basis: "owns", evidence: "Shown by Plant network" },
      { name: "Customer portal", basis: "authorised-to-test", evidence: "Shown by Customer portal" },
    ]);
    expect(acceptPartnerTerms.safeParse(said).error).toBeUndefined();
  });

  test("terms have the same text, and so the same digest, on every system", () => {
    const form = new FormData();
    form.set("text", "One.\r\nTwo.\r\n");
    form.set("endsAt", "2026-12-01T15:00");
    expect(readTerms(form)).toEqual({ text: "One.\nTwo.", endsAt: "2026-12-01T15:00:00.000Z", brokering: false });
  });
});
