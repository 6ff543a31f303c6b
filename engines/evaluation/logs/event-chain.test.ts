import fc from "fast-check";
import { expect, test } from "vitest";

import { genesisOf, PARTS, readEvent, withholdParts, writeEvent } from "./event-chain.ts";
import type { LoggedEvent } from "./event.types.ts";
import { keyOf } from "./sample-run.fixture.ts";

const place = { sample: keyOf("lamp"), sequence: 0, at: "2026-06-02T12:00:00.000Z", kind: "message", previous: genesisOf("run-1", keyOf("lamp")) } as const;
const fields = fc.dictionary(fc.oneof(fc.constantFrom<string>(...PARTS, "usage", "__proto__", "7"), fc.string({ minLength: 1 })), fc.jsonValue(), { maxKeys: 8, noNullPrototype: true })
  // JSON has no -0.
  .map((data) => JSON.parse(JSON.stringify(data)) as Readonly<Record<string, unknown>>);

function read(event: object | string): LoggedEvent {
  const found = readEvent(Buffer.from(typeof event === "string" ? event : JSON.stringify(event)));
  if (!found.ok) throw new Error(found.problem);
  return found.event;
}

test("whatever an event says is read back, and withheld in any parts it has the same digest", () => {
  fc.assert(
    fc.property(fields, fc.subarray(["", ...PARTS]), fc.subarray(["", ...PARTS]), (data, first, second) => {
      const { line, digest } = writeEvent(place, data);
      const event = read(line);
      expect([event.data, event.digest, JSON.stringify(event)]).toEqual([data, digest, line]);
      const once = withholdParts(event, (part) => first.includes(part));
      const twice = withholdParts(once, (part) => second.includes(part));
      for (const left of [once, twice]) expect(read(left).digest).toBe(digest);
      expect(twice).toEqual(withholdParts(event, (part) => first.includes(part) || second.includes(part)));
      const hidden = Object.keys(twice.withheld ?? {});
      const shown = Object.keys(data).filter((name) => !hidden.includes((PARTS as readonly string[]).includes(name) ? name : ""));
      expect(Object.keys(twice.data)).toEqual(shown);
    }),
  );
});

test("two events that say the same have nothing in common by which a withheld text could be guessed", () => {
  const hide = (data: object) => withholdParts(read(writeEvent(place, data).line), () => true);
  const [one, other] = [hide({ text: "yes" }), hide({ text: "yes" })];
  expect([one.data, one.salts, Object.keys(one.withheld ?? {})]).toEqual([{}, {}, ["", "text"]]);
  expect(Object.values(one.withheld ?? {}).filter((part) => Object.values(other.withheld ?? {}).includes(part))).toEqual([]);
});

test.each<[string, (event: Record<string, object>) => object]>([
  ["a part both shown and withheld", (event) => ({ ...event, withheld: { text: "0".repeat(64) } })],
  ["a part without its salt", (event) => ({ ...event, salts: { "": event["salts"]?.["" as never] } })],
  ["a salt of nothing", (event) => ({ ...event, salts: { ...event["salts"], output: "0".repeat(32) } })],
  ["a field more", (event) => ({ ...event, data: { ...event["data"], more: 1 } })],
  ["a member more", (event) => ({ ...event, note: "x" })],
  ["fields in another order", (event) => Object.fromEntries(Object.entries(event).toReversed())],
  ["data that is a list", (event) => ({ ...event, data: [1] })],
  ["data nested beyond measure", (event) => ({ ...event, data: JSON.parse(`${'{"a":'.repeat(40)}1${"}".repeat(40)}`) as object })],
  ["a name that is none", (event) => ({ ...event, sample: "../lamp#1" })],
  ["an instant that is none", (event) => ({ ...event, at: "yesterday" })],
])("an event with %s is refused", (_what, change) => {
  const event = JSON.parse(writeEvent(place, { role: "user", text: "hello" }).line) as Record<string, object>;
  expect(readEvent(Buffer.from(JSON.stringify(change(event)))).ok).toBe(false);
});
