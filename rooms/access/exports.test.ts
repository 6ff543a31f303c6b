import { expect, test } from "vitest";
import { bringFinding, clearinghousePeople } from "../../tests/setup/clearinghouse.ts";
import { createWorld, type World } from "../../tests/setup/world.ts";
import { readMarks } from "./export-marks.rules.ts";
import type { Actor } from "#rooms/platform";

const trace = async (world: World, as: Actor, file: Uint8Array | string) => (await world.call("POST", "/exports/trace", { as, raw: Buffer.from(file) })).json;

test("a copy found elsewhere names its recipient to oversight, to whoever owns what is in it and to the recipient's house, and to nobody else", { timeout: 60_000 }, async () => {
  const world = await createWorld();
  const people = await clearinghousePeople(world);
  const finding = await bringFinding(world, people);
  const leaked = (await world.call("GET", `/findings/${finding}/bundle`, { as: people.validator })).text;
  const ines = await world.person({ organisation: "Inspectorate", kind: "oversight", name: "Ines", roles: ["oversight"] });
  const barred = await world.person({ organisation: "Police", kind: "government", name: "Pol", roles: ["enforcement"] });
  const told = { exports: [{ id: expect.stringMatching(/^exp_/), recipient: `${people.validator.personId} of ${people.validator.organisationId}`, personName: "Vera Validator", organisationName: "Clearinghouse", at: "2026-09-01T12:00:00.000Z" }] };

  for (const as of [ines, people.finder, people.analyst]) expect(await trace(world, as, leaked)).toEqual(told);
  expect(await trace(world, ines, ` ${readMarks(Buffer.from(leaked))[0]} `), "the mark alone").toEqual(told);
  expect(await trace(world, people.otherFinder, leaked)).toEqual({ exports: [] });
  expect(await trace(world, people.otherFinder, "0".repeat(24)), "and one that is none of ours looks the same").toEqual({ exports: [] });
  expect((await trace(world, barred, leaked)).error.code).toBe("not-permitted");
  expect((await world.call("POST", "/exports/trace", { raw: Buffer.from(leaked) })).status).toBe(401);
  expect((await world.ledgerKinds()).filter((kind) => kind === "access.export-traced")).toHaveLength(4);
});

test("an organisation traces what its own people took with them", async () => {
  const world = await createWorld();
  const mona = await world.person({ organisation: "Lab", kind: "developer", name: "Mona", roles: ["organisation-manager"] });
  const lead = await world.person({ organisation: "Lab", kind: "developer", name: "Lea", roles: ["developer-release-lead"] });
  const { text } = await world.call("GET", `/organisations/${mona.organisationId}/export`, { as: { ...mona, steppedUp: true } });
  expect((await trace(world, lead, JSON.stringify(JSON.parse(text), null, 2))).exports).toMatchObject([{ personName: "Mona" }]);
});

test("marks are found in every form that carries them, each once, twenty at most, and nothing else is taken for one", () => {
  const mark = "0123456789abcdef01234567";
  const carried = [`# EMBARGOED · for a of b only · 2026-09-01T12:00:00.000Z · mark ${mark}\nx`, `{"marking":{"mark":"${mark}"}}`, `{ "mark" : "${mark}" }`, `<p>mark\n${mark}</p>`, mark, `${mark}\n`];
  for (const text of carried) expect([text, readMarks(Buffer.from(text))]).toEqual([text, [mark]]);
  for (const text of ["", `mark ${mark}0`, `bookmark ${mark}`, `${mark} and more`, `mark ${mark.toUpperCase()}`, "mark".repeat(10_000)]) expect([text, readMarks(Buffer.from(text))]).toEqual([text, []]);
  const many = Array.from({ length: 50 }, (_, at) => `mark ${at.toString(16).padStart(24, "0")}`).join(" ");
  expect(readMarks(Buffer.from(`${many} ${many}`))).toHaveLength(20);
});
