import { expect, test } from "vitest";
import { choose, guessedChoices } from "./column-choices.rules.ts";

const GUESSED = { product: 1, vendor: 0, model: null, version: null, location: null, exposed: null, serial: null, purl: null, cpe: null };

test("the columns that were guessed are the choices to begin with", () => {
  expect(guessedChoices({ columns: { vendor: "Hersteller", product: "Gerät" }, headings: ["Hersteller", "Gerät", "Stand"] })).toEqual(GUESSED);
});

test("a column is one thing only: whatever had it before has none, and none can be had by all", () => {
  expect(choose(GUESSED, "model", 1)).toEqual({ ...GUESSED, model: 1, product: null });
  expect(choose(GUESSED, "product", null)).toEqual({ ...GUESSED, product: null });
});
