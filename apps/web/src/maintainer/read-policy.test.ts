import { expect, test } from "vitest";
import { readPolicy, rowFields } from "./read-policy.ts";

const form = (fields: Readonly<Record<string, string | readonly string[]>>) => {
  const data = new FormData();
  for (const [name, values] of Object.entries(fields)) for (const value of [values].flat()) data.append(name, value);
  return data;
};

const LEAST = { "policy.openAtOnce": "1", "policy.batching": "each", "policy.lowLane": "with-the-rest" };

test("what a maintainer leaves empty is not set", () => {
  expect(readPolicy(form({ ...LEAST, "policy.perWeek": "", "policy.optOut": "  ", "policy.endOfLife.versions": "1.0" }), 0)).toEqual({
    threatModel: [], scope: { include: [], exclude: [] }, evidenceNeeded: [], formats: [], openAtOnce: 1, perWeek: null, batching: "each", lowLane: "with-the-rest", optOut: null, endOfLife: null, securityContacts: [],
  });
});

test("every field of the form is read, one entry a line, and a row's terms only where they are given", () => {
  const row = rowFields(0);
  const filled = form({
    [row.id]: "TM-1", [row.kind]: "trusted-input", [row.says]: "Configuration is trusted.", [row.path]: "src/config/**", [row.weakness]: "", [row.words]: " ",
    "policy.scope.include": "src/**\nlib/**", "policy.scope.exclude": "tests/**", "policy.evidenceNeeded": ["candidate-patch", "tests"], "policy.formats": ["bundle"],
    "policy.openAtOnce": "3", "policy.perWeek": "5", "policy.batching": "weekly", "policy.lowLane": "weekly-digest", "policy.optOut": "No scans, please.",
    "policy.endOfLife.says": "1.x gets no fixes.", "policy.endOfLife.versions": "1.0\n1.1", "policy.securityContacts": "security@tide.example",
  });
  expect(readPolicy(filled, 1)).toEqual({
    threatModel: [{ id: "TM-1", kind: "trusted-input", says: "Configuration is trusted.", matches: { path: "src/config/**" } }],
    scope: { include: ["src/**", "lib/**"], exclude: ["tests/**"] }, evidenceNeeded: ["candidate-patch", "tests"], formats: ["bundle"], openAtOnce: 3, perWeek: 5, batching: "weekly", lowLane: "weekly-digest",
    optOut: "No scans, please.", endOfLife: { says: "1.x gets no fixes.", versions: ["1.0", "1.1"] }, securityContacts: ["security@tide.example"],
  });
});
