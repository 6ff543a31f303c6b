import { expect, test } from "vitest";
import { readPaperForm } from "./read-paper-form.ts";

const TYPED = {
  formNumber: " 7K3MN-2Q9DA ", name: "Mill Pond Clinic", organisationId: "", "contact.name": "Joan", "contact.by": "telephone", "contact.address": "555 0100",
  "profile.choice": "healthcare", "profile.sizeBand": "under-10", "profile.region": "west", "agreed.version": "1", "agreed.signedBy": "Joan", "agreed.signedOn": "2026-11-02", helper: "", list: "", vital: "",
};

function toForm(typed: Readonly<Record<string, string>>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(typed)) form.set(name, value);
  return form;
}

test("a paper form is read as it was typed, and what stayed empty is not said", () => {
  expect(readPaperForm(toForm(TYPED))).toEqual({
    formNumber: "7K3MN-2Q9DA",
    name: "Mill Pond Clinic",
    contact: { name: "Joan", by: "telephone", address: "555 0100" },
    profile: { choice: "healthcare", sizeBand: "under-10", region: "west" },
    agreed: { version: "1", signedBy: "Joan", signedOn: "2026-11-02" },
  });
});

test("of an organisation that is here its number stands on the form, and its list comes along", () => {
  const { organisationId, name, list } = readPaperForm(toForm({ ...TYPED, name: "", organisationId: "org_1", list: "2x desk phone 3.1" }));
  expect({ organisationId, name, list }).toEqual({ organisationId: "org_1", name: undefined, list: "2x desk phone 3.1" });
});

test("who helps and the lines that are vital come along, however their numbers are parted", () => {
  const { helper, vital } = readPaperForm(toForm({ ...TYPED, list: "Phone\nRouter\nPump", helper: "Cousin Pia, 555 0199", vital: " 1, 3;2 " }));
  expect({ helper, vital }).toEqual({ helper: "Cousin Pia, 555 0199", vital: [1, 3, 2] });
});
