import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { commands } from "../../apps/cli/commands.ts";
import { describeAll, describeCommand, nameOf } from "../../apps/cli/write-help.ts";
import { describeApi } from "#rooms/platform";
import { LOW_SIDE_ROOMS } from "../../apps/server/low-side.ts";
import { requireOk } from "../setup/clearinghouse.ts";
import { createWorld } from "../setup/world.ts";
import { makeRecords, openHouses, openOfferedWindow } from "./records.ts";
import { SIDES } from "./sides.ts";

/*
 * INV-1: nobody approves, denies, licenses, permits, clears or certifies a model here, so nothing that the product shows or
 * answers has a word for it. The list is closed; a word of it inside of a longer one counts too.
 */
const FORBIDDEN = /[a-z]*(?:approv|deny\b|denie[ds]|denying|denial|licen[cs]|permit|clearance|\bcleared|certif|complian|accredit|\bveto)[a-z]*/gi;

interface Exception {
  readonly text: string;
  readonly reason: string;
}

const SECTION_3C: Exception = {
  text: "Nothing in this section shall be construed to authorize the creation of a mandatory governmental licensing, preclearance, or permitting requirement for the development, publication, release, or distribution of new AI models, including frontier models.",
  reason: "the order's own sentence, section 3(c), which says that there is none of it",
};

const EXCEPTIONS: readonly Exception[] = [
  SECTION_3C,
  { text: '"license":{"name":"Apache-2.0","identifier":"Apache-2.0"}', reason: "OpenAPI's own name for the terms that this software may be copied under" },
  { text: 'license: { name: "Apache-2.0", identifier: "Apache-2.0" }', reason: "the same, where it is written" },
  { text: "LICENSE in the repository", reason: "a file of the software that somebody intends to scan" },
  { text: '"not-permitted"', reason: "the refusal of a request that the caller's role does not include; nothing is said of a model" },
  { text: '"permit"', reason: "the policy language's own name for what a policy does" },
  { text: '"deny"', reason: "the same, for what follows when none does" },
  { text: '"x-frame-options": "DENY"', reason: "a header's own word, to browsers" },
  { text: '"x-permitted-cross-domain-policies"', reason: "a header's own name" },
  { text: "\npermit (", reason: "the policy language's own word for what somebody may do here; it says nothing of a model" },
  { text: "accessModes, licence, synthetic", reason: "the terms that a set of tasks may be copied under, read from the set" },
  { text: "${marking}; ${licence};", reason: "the same, shown" },
  { text: 'const cleared = told.filter(({ state }) => state === "cleared")', reason: "flags of a run's log that a reviewer found to be nothing" },
  { text: "${cleared} cleared", reason: "the same, counted" },
];

function findForbidden(text: string): readonly string[] {
  return EXCEPTIONS.reduce((rest, exception) => rest.replaceAll(exception.text, ""), text).match(FORBIDDEN) ?? [];
}

const root = join(import.meta.dirname, "../..");
// What explains the code to its readers is shown to nobody.
const withoutComments = (text: string): string => text.replaceAll(/\/\*[^]*?\*\/|(?<![:"'`\w])\/\/.*/g, "");
const read = (pattern: string): [string, string][] => globSync(pattern, { cwd: root }).map((path) => [path, readFileSync(join(root, path), "utf8")]);

/** Everything that can be shown, sent or written out: by name, its text. */
function listTexts(): readonly (readonly [name: string, text: string])[] {
  return [
    ...SIDES.map(({ name, routes }): [string, string] => [`API of the ${name} side`, JSON.stringify(describeApi(routes, "Breakwater"))]),
    ["help", describeAll(commands)],
    ...commands.map((command): [string, string] => [`help of ${nameOf(command)}`, describeCommand(command)]),
    ...read("rooms/*/messages.en.json"),
    ...read("apps/web/messages/*.json"),
    // States, permissions, codes, ledger kinds and refusals are written in these.
    ...[...read("rooms/**/*.ts"), ...read("contracts/*.ts")].filter(([path]) => !/\.(test|fixture)\.ts$/.test(path)).map(([path, text]): [string, string] => [path, withoutComments(text)]),
    ...read("migrations/*.sql"),
    // What people see and hold in their hands: pages, the command line's answers, bundles with their sentences, the manual.
    ...[...read("apps/web/src/**/*.{ts,tsx}"), ...read("apps/server/site/**/*.ts"), ...read("apps/cli/**/*.ts"), ...read("engines/ledger/*determination*.ts"), ...read("engines/decision-proof/*.ts"), ...read("rooms/access/policies/*.cedar*"), ...read("specs/*.qnt")]
      .filter(([path]) => !/\.(test|fixture)\.tsx?$/.test(path))
      .map(([path, text]): [string, string] => [path, withoutComments(text)]),
    ...read("apps/web/*.html"),
    ...read("docs/cli.md"),
  ];
}

test("nothing that the product shows or answers has a word for approving, denying, licensing, permitting, clearing or certifying a model (INV-1)", () => {
  const texts = listTexts();
  for (const part of ["API of the low side", "API of the enclave side", "help", "apps/web/messages/en.json", "rooms/engagement/messages.en.json", "migrations/0040-engagement.sql", "apps/web/src/developer/window-card.tsx", "apps/server/site/pages/participation.ts", "engines/ledger/verify-determination-bundle.ts", "rooms/access/policies/engagement.cedar", "specs/window.qnt", "docs/cli.md"]) {
    expect(texts.map(([name]) => name)).toContain(part);
  }
  expect(texts.flatMap(([name, text]) => findForbidden(text).map((word) => `${name}: ${word}`))).toEqual([]);
});

// Where there is a build. The libraries have a file of their own in it: what they say to programmers is theirs.
const built = existsSync(join(root, "apps/web/dist/index.html")) ? read("apps/web/dist/**/!(libraries-*).{js,html}") : [];

test.skipIf(built.length === 0)("the web application as it was built says no such word either", () => {
  // The pages' own sentences stand in what is read.
  expect(built.filter(([, text]) => text.includes(SECTION_3C.text)).length).toBeGreaterThan(0);
  expect(built.flatMap(([name, text]) => findForbidden(text).map((word) => `${name}: ${word}`))).toEqual([]);
});

test("what organisations and the public take away says no such word either: exports and published counts", async () => {
  const world = await createWorld();
  const houses = await openHouses(world, "Kelp");
  const { engagement } = await makeRecords(world, houses);
  await openOfferedWindow(world, houses, engagement);
  await requireOk(world.call("POST", `/engagements/${engagement}/window/breach`, { as: houses.developer }));
  const written: [string, unknown][] = [["published counts", await world.services.publishedCounts()]];
  for (const room of LOW_SIDE_ROOMS) {
    for (const actor of Object.values(houses)) if (room.exportOwned) written.push([`export of ${room.name}`, await room.exportOwned(world.services, actor.organisationId)]);
  }
  expect(JSON.stringify(written)).toContain("terms-breach");
  expect(written.flatMap(([name, document]) => findForbidden(JSON.stringify(document)).map((word) => `${name}: ${word}`))).toEqual([]);
});

test("every exception is still needed", () => {
  const texts = listTexts();
  expect(EXCEPTIONS.filter(({ text }) => !texts.some(([, whole]) => whole.includes(text)))).toEqual([]);
});

test("the check sees such words wherever they hide, and spares nothing but the exceptions as they stand", () => {
  expect(findForbidden('enum: ["approved", "release-denied", "licence_held", "preclearance", "Certified"], path: "/models/{id}/deny", text: "It complies; compliance is permitted."')).toEqual([
    "approved", "denied", "licence", "preclearance", "Certified", "deny", "compliance", "permitted",
  ]);
  expect(findForbidden(SECTION_3C.text.replace("Nothing in", "Everything in"))).toEqual(["licensing", "preclearance", "permitting"]);
  expect(findForbidden("Your permission, its identity, a clear sky, an open license"), "only the last is a word of the list").toEqual(["license"]);
});
