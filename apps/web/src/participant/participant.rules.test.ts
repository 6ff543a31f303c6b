import { expect, test } from "vitest";
import { newestVersions } from "./newest-versions.ts";
import type { Draft } from "./participant.query.ts";
import { openClaims } from "./participant-words.ts";

test("of each draft the newest version comes first, whatever order they came in", () => {
  const draft = (id: string, version: number): Draft => ({ id, version, content: { title: id, text: "" }, at: "2026-09-01T12:00:00Z", acknowledgedAt: null });
  const [a1, a3, a2, b1] = [draft("a", 1), draft("a", 3), draft("a", 2), draft("b", 1)];
  expect(newestVersions([a1, a3, b1, a2])).toEqual([
    { newest: a3, earlier: [a2, a1] },
    { newest: b1, earlier: [] },
  ]);
});

test("nobody is offered a step back, nor anything after the end", () => {
  expect(openClaims("ACCEPTED")).toEqual(["DEFERRED", "CLOSED"]);
  expect(openClaims("VALID")).not.toContain("INVALID");
  expect(openClaims("CLOSED")).toEqual([]);
});
