import { describe, expect, test } from "vitest";
import { isAutomatic, readReply, stripQuoted } from "./mail-answer.rules.ts";

const read = (text: string, subject = "Re: report") => readReply(stripQuoted(text), subject);

describe("what a reply asks for", () => {
  test.each([
    ["accept", { word: "accept" }],
    ["  Accept.  \n\nThank you", { word: "accept" }],
    ["**agree**", { word: "agree" }],
    ["Already known", { word: "already-known" }],
    ["dispute: The level is\nchecked before.", { word: "dispute", reason: "The level is\nchecked before.", citesRow: undefined }],
    ["Dispute row TM-1: Trusted", { word: "dispute", reason: "Trusted", citesRow: "TM-1" }],
    ["won’t fix: It is old: very old", { word: "wont-fix", reason: "It is old: very old" }],
    ["more time\nHolidays", { word: "more-time", reason: "Holidays" }],
    ["severity High", { word: "severity", level: "high" }],
    ["patch", { word: "patch", model: null, inline: "" }],
    ["patch by Patcher-1\n--- a/x", { word: "patch", model: "Patcher-1", inline: "--- a/x" }],
    ["stop", { word: "stop" }],
    ["STOP ALL", { word: "stop-all" }],
    ["resume", { word: "resume" }],
  ])("%j is understood", (text, command) => expect(read(text)).toEqual({ command }));

  test.each([
    ["dispute", "reason"],
    ["wont fix", "reason"],
    ["severity dire", "level"],
    ["accept, but only the second half", "words"],
    ["patch is attached for the parser and by a model called patcher", "words"],
  ])("%j is a command that is not guessed at", (text, unclear) => expect(read(text)).toEqual({ unclear }));

  test.each(["Thank you, we are on it.", "acceptable", "We accept\naccept", ""])("%j is a message", (text) => expect(read(text)).toEqual({ command: undefined }));

  test("an empty mail says in its subject what a button wants", () => expect(read("", "stop")).toEqual({ command: { word: "stop" } }));

  test("a quoted command is nobody's: quotes, what is forwarded, and signatures do not count", () => {
    for (const text of ["> accept", "On Tue, Breakwater wrote:\naccept", "-----Original Message-----\naccept", "Am 1.9. um 12 Uhr\nschrieb Breakwater:\naccept", "-- \naccept", "________________________________\naccept"]) expect([text, read(text)]).toEqual([text, { command: undefined }]);
    expect(read("accept\n\nOn Tue, Breakwater <x@y> wrote:\n> dispute: no")).toEqual({ command: { word: "accept" } });
    expect(read("dispute: no\n> accept\nreally")).toEqual({ command: { word: "dispute", reason: "no\nreally", citesRow: undefined } });
  });
});

test("a mail that a program wrote is known by its headers or its sender", () => {
  const person = "someone@tide.example";
  for (const headers of [{ "auto-submitted": "auto-replied" }, { precedence: "Bulk" }, { "list-id": "<dev.tide.example>" }, { "x-auto-response-suppress": "All" }, { "list-unsubscribe": "<mailto:x>" }]) expect([headers, isAutomatic(headers, person)]).toEqual([headers, true]);
  for (const from of ["", "MAILER-DAEMON@tide.example", "no-reply@tide.example", "bounces+1@tide.example"]) expect([from, isAutomatic({}, from)]).toEqual([from, true]);
  expect(isAutomatic({ "auto-submitted": "no", precedence: "" }, person)).toBe(false);
});
