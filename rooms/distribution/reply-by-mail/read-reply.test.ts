import fc from "fast-check";
import { expect, test } from "vitest";
import { daysIn } from "../forms/own-days.ts";
import { dropQuoted, isFromProgram, isReturned, readSaid } from "./read-reply.ts";

const NOW = "2026-09-01T12:00:00.000Z";
const read = (text: string, subject = "Re: your plan") => readSaid(text, subject, daysIn("America/Chicago", new Date(NOW)));
const apply = (number: number) => ({ number, move: { action: "apply" } });

test("one line or several, in whatever way people write it, says what was done with which step", () => {
  expect(read("DONE 2, LATER 3 because we wait for the vendor, meanwhile it is off the network, until 2026-10-01, NOT 4 A because we sold it")).toEqual([
    apply(2),
    { number: 3, day: "2026-10-01", move: { action: "defer", reason: "we wait for the vendor", compensatingControl: "it is off the network", reviewOn: "2026-10-02T04:59:59.000Z" } },
    { number: 4, move: { action: "not-affected", justification: "component_not_present", statement: "we sold it" } },
  ]);
  expect(read("done 1, 2 and 4.")).toEqual([apply(1), apply(2), apply(4)]);
  expect(read("- Done: #3\n* seen step 1")).toEqual([apply(3), { number: 1, move: { action: "acknowledge" } }]);
  expect(read("Plan 2 on 2026-09-12")).toEqual([{ number: 2, day: "2026-09-12", move: { action: "schedule", at: "2026-09-13T04:59:59.000Z" } }]);
  expect(read("FAILED 1: the pump stopped\nBACK 1")).toEqual([{ number: 1, move: { action: "fail", reason: "the pump stopped" } }, { number: 1, move: { action: "roll-back" } }]);
  expect(read("later 5 because of the harvest. Meanwhile: nobody but us can reach it")).toEqual([
    { number: 5, day: "2026-10-01", move: { action: "defer", reason: "of the harvest", compensatingControl: "nobody but us can reach it", reviewOn: "2026-10-01T12:00:00.000Z" } },
  ]);
  expect(read("not affected 2") ).toEqual([]);
  expect(read("", "Re: DONE 1")).toEqual([apply(1)]);
  expect(read("stop")).toEqual([{ wish: "stop" }]);
  expect(read("START")).toEqual([{ wish: "send" }]);
  expect(read("Steps")).toEqual([{ wish: "steps" }]);
});

test("what lacks something is asked for and never guessed; what is no answer is none", () => {
  expect(read("LATER 3")).toEqual([{ number: 3, lacks: "reason" }]);
  expect(read("LATER 3 because we wait")).toEqual([{ number: 3, lacks: "meanwhile" }]);
  expect(read("NOT 4 because we sold it")).toEqual([{ number: 4, lacks: "letter" }]);
  expect(read("NOT 4 B")).toEqual([{ number: 4, lacks: "reason" }]);
  expect(read("PLAN 2 soon")).toEqual([{ number: 2, lacks: "day" }]);
  for (const day of ["2026-02-31", "9999-12-31", "0000-00-00"]) expect(read(`PLAN 2 ${day}`)).toEqual([{ number: 2, lacks: "day" }]);
  expect(read("FAILED 1")).toEqual([{ number: 1, lacks: "reason" }]);
  expect(read("Done!")).toEqual([{ number: 0, lacks: "number" }]);
  for (const text of ["", "Hello, who are you?", "We have 3 pumps and 2 of them are done soon", "Thanks, call me at 555-0100"]) expect(read(text)).toEqual([]);
});

test("what a mail quotes is not its answer", () => {
  expect(dropQuoted("DONE 1\n\nOn Tue, Breakwater wrote:\n> DONE 1\n> NOT 2 A because")).toBe("DONE 1");
  expect(dropQuoted("> 1. Update\nDONE 1\n-- \nUma, DONE 3")).toBe("DONE 1");
});

test("mail servers and programs are known, and a person is neither", () => {
  expect([isReturned("", "Undelivered"), isReturned("MAILER-DAEMON@x.example", "failure"), isReturned("", "Delivery delayed"), isReturned("uma@x.example", "Undelivered")]).toEqual([true, true, false, false]);
  expect([isFromProgram({ "auto-submitted": "auto-replied" }, "uma@x.example"), isFromProgram({ precedence: "bulk" }, "uma@x.example"), isFromProgram({}, "uma@x.example")]).toEqual([true, true, false]);
});

test("whatever is sent, at most twenty answers come of it, each with a number of two digits, and soon", () => {
  fc.assert(fc.property(fc.string({ maxLength: 2000, unit: fc.constantFrom("D", "O", "N", "E", " ", "1", "2", ",", "\n", "L", "A", "T", "R", ";", ".", "because ", "meanwhile ", "NOT ", "&") }), (text) => {
    const said = read(text);
    expect(said.length).toBeLessThanOrEqual(20);
    expect(said.filter((one) => "number" in one && one.number >= 100)).toEqual([]);
  }), { numRuns: 300 });
  read(`DONE ${"1, ".repeat(20_000)}`);
  read(`LATER 3 because ${"meanwhile ".repeat(5000)}`);
});
