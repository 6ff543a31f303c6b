import fc from "fast-check";
import { expect, test } from "vitest";

import { createEventReader } from "./event-stream.rules.ts";

const TEXT = "\uFEFF: a comment\nevent: one\ndata: a\ndata:b\n\r\ndata\r\rid: 7\r\nevent:two\r\ndata: {\"x\": \"é\"}\r\n\r\nevent: without data\n\ndata: never ended";
const EVENTS = [{ event: "one", data: "a\nb" }, { event: "", data: "" }, { event: "two", data: '{"x": "é"}' }];

test("events are read as the standard says", () => {
  const reader = createEventReader();
  expect(reader.push(TEXT)).toEqual(EVENTS);
  expect(reader.pending()).toBe("data: never ended".length);
});

test("however the text is split, the events are the same", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(TEXT.length), { maxLength: 30 }), (cuts) => {
      const places = [0, ...cuts.toSorted((a, b) => a - b), TEXT.length];
      const reader = createEventReader();
      const events = places.slice(1).flatMap((end, index) => reader.push(TEXT.slice(places[index], end)));
      expect(events).toEqual(EVENTS);
    }),
  );
});

test("what is held back for an event that does not end is told", () => {
  const reader = createEventReader();
  for (let line = 0; line < 10; line += 1) reader.push(`data: ${"x".repeat(100)}\n`);
  expect(reader.pending()).toBe(1_000);
});
