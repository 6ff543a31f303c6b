import { describe, expect, test } from "vitest";
import { readInstant, readList, readOptionalText, toInstantField } from "./form-values.ts";

const formWith = (value: string) => {
  const form = new FormData();
  form.set("field", value);
  return form;
};

describe("what a form says", () => {
  test("a list has one entry a line or comma, without empty ones", () => {
    expect(readList(formWith(" a@x.example\n\n b@x.example, c@x.example,"), "field")).toEqual(["a@x.example", "b@x.example", "c@x.example"]);
    expect(readList(new FormData(), "field")).toEqual([]);
  });

  test("a field left empty is null", () => {
    expect([readOptionalText(formWith("  "), "field"), readInstant(formWith(""), "field")]).toEqual([null, null]);
  });

  test("an instant is typed in UTC, whatever the reader's own time zone", () => {
    expect(readInstant(formWith("2026-12-01T15:00"), "field")).toBe("2026-12-01T15:00:00.000Z");
  });

  test("an instant that is shown and sent back unchanged is the same instant", () => {
    const instants = ["2026-12-01T15:00:00.000Z", "2026-12-01T15:00:30.000Z", "2026-12-01T15:00:00.125Z"];
    expect(instants.map(toInstantField)).toEqual(["2026-12-01T15:00", "2026-12-01T15:00:30", "2026-12-01T15:00:00.125"]);
    expect(instants.map((instant) => readInstant(formWith(toInstantField(instant)), "field"))).toEqual(instants);
    expect(toInstantField(null)).toBe("");
  });
});
