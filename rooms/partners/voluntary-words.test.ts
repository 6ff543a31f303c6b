import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "../..");

/** The policy language's own word for what somebody may do here; it says nothing of a model. */
const CEDAR_PERMIT = /^permit \(/gm;

/** The order's own sentence says what the framework is not, and is the one place where these words stand. */
const SECTION_3C =
  "Nothing in this section shall be construed to authorize the creation of a mandatory governmental licensing, preclearance, or permitting requirement for the development, publication, release, or distribution of new AI models, including frontier models.";

const FORBIDDEN = /[a-z]*(?:approv|deny|denies|denied|denial|licen[cs]|permit|preclear|clearance|certif|complian|accredit|\bveto)[a-z]*/gi;

function findForbidden(text: string): readonly string[] {
  return text.replaceAll(SECTION_3C, "").replace(CEDAR_PERMIT, "").match(FORBIDDEN) ?? [];
}

/** Everything that could show a state, a code, a route, a field or a text of the three rooms. */
function listSources(): readonly string[] {
  const ofRoom = (room: string) => [
    ...readdirSync(join(ROOT, "rooms", room)).filter((name) => !/\.(test|fixture)\.ts$/.test(name)).map((name) => `rooms/${room}/${name}`),
    `contracts/${room}.ts`,
    `rooms/access/policies/${room}.cedar`,
    `rooms/access/policies/${room}.cedarschema`,
    ...readdirSync(join(ROOT, "migrations")).filter((name) => name.slice(5).startsWith(room)).map((name) => `migrations/${name}`),
  ];
  return [...["engagement", "determination", "partners"].flatMap(ofRoom), "contracts/exchange.ts"];
}

test("no state, code, route, field or text of these rooms says approval, denial, licence, permit, clearance or certification", () => {
  const sources = listSources();
  expect(sources.length).toBeGreaterThan(60);
  expect(sources.flatMap((path) => findForbidden(readFileSync(join(ROOT, path), "utf8")).map((word) => `${path}: ${word}`))).toEqual([]);
});

test("the check would see such a word, and spares only the order's own sentence", () => {
  expect(findForbidden('state: z.enum(["open", "approved", "release-denied", "licence-held", "pre-clearance", "certified"])')).toEqual(["approved", "denied", "licence", "clearance", "certified"]);
  expect(findForbidden(`“${SECTION_3C}”`)).toEqual([]);
  expect(findForbidden(SECTION_3C.replace("Nothing in", "Everything in"))).toEqual(["licensing", "preclearance", "permitting"]);
});
