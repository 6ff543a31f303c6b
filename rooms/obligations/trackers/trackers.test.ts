import { expect, test } from "vitest";
import { recordGrant, recordHiring, recordPathway } from "#contracts/trackers";
import type { Actor } from "#rooms/platform";
import { createWorld, type World } from "../../../tests/setup/world.ts";

const SAID = { link: "https://www.example.gov/said", statedOn: "2026-08-20" };
const GRANT = { name: "Harbour fund", payer: "Budget Office", funds: "undetermined", amountBand: "not-stated", step: "under-review", ...SAID };
const PATHWAY = { name: "Tech Force, security", step: "announced", ...SAID };

const officer = (world: World) => world.person({ organisation: "Exercise Budget", kind: "government", name: "Pat", roles: ["omb-opm-officer"] });
const post = (world: World, as: Actor | undefined, path: string, body: object) => world.call("POST", `/trackers/${path}`, { ...(as ? { as } : {}), body });
const read = async (world: World, what: string) => (await world.call("GET", `/trackers/${what}`)).json;

test("anybody sees which grant programmes could pay; the latest stands and the earlier stay", async () => {
  const world = await createWorld();
  const pat = await officer(world);
  const { programmeId } = (await post(world, pat, "grants", GRANT)).json;
  await post(world, pat, "grants", { ...GRANT, name: "Anchor fund" });
  world.pass(1000);
  expect((await post(world, pat, "grants", { ...GRANT, programmeId, funds: "available", amountBand: "1m-to-10m", step: "open" })).json).toEqual({ programmeId });
  expect((await post(world, pat, "grants", { ...GRANT, name: "harbour fund" })).json.error).toMatchObject({ code: "name-taken", field: "name" });
  const { programmes } = await read(world, "grants");
  expect(programmes.map((one: { name: string; funds: string; earlier: { funds: string }[] }) => [one.name, one.funds, one.earlier.map(({ funds }) => funds)])).toEqual([["Anchor fund", "undetermined", []], ["Harbour fund", "available", ["undetermined"]]]);
  expect((await world.ledgerKinds()).filter((kind) => kind === "obligations.grant-recorded")).toHaveLength(3);
});

test("anybody sees the ways into service with posts by quarter, and no number by which one person could be known", async () => {
  const world = await createWorld();
  const pat = await officer(world);
  const { pathwayId } = (await post(world, pat, "hiring/pathways", PATHWAY)).json;
  const count = async (quarter: string, openings: number, filled: number) => expect((await post(world, pat, "hiring/counts", { pathwayId, quarter, openings, filled, ...SAID })).status).toBe(204);
  await count("2026-Q2", 40, 12);
  await count("2026-Q3", 30, 3);
  const quartersOf = async () => (await read(world, "hiring")).pathways[0].quarters.map(({ quarter, openings, filled }: { quarter: string; openings: number | null; filled: number | null }) => [quarter, openings, filled]);
  expect(await quartersOf()).toEqual([["2026-Q3", 30, null], ["2026-Q2", 40, 12]]);
  // One more person than was shown: the number stands until it has moved by a whole cell.
  world.pass(1000);
  await count("2026-Q2", 40, 13);
  expect((await quartersOf())[1]).toEqual(["2026-Q2", 40, 12]);
  world.pass(1000);
  await count("2026-Q2", 40, 18);
  expect((await quartersOf())[1]).toEqual(["2026-Q2", 40, 18]);
  await post(world, pat, "hiring/pathways", { ...PATHWAY, pathwayId, step: "hiring" });
  expect((await read(world, "hiring")).pathways).toMatchObject([{ step: "hiring", earlier: [{ step: "announced" }] }]);
  const text = JSON.stringify([(await world.call("GET", "/trackers/hiring")).json, (await world.services.publishedCounts())["obligations"]]);
  expect(text).not.toContain("13");
});

test("no two go by one name, also when both are recorded at once; a name that was given up is free", async () => {
  const world = await createWorld();
  const pat = await officer(world);
  for (const [path, facts, key] of [["grants", GRANT, "programmeId"], ["hiring/pathways", PATHWAY, "pathwayId"]] as const) {
    const at = await Promise.all([facts.name, facts.name.toUpperCase()].map((name) => post(world, pat, path, { ...facts, name })));
    expect(at.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409]);
    const kept = at.find(({ status }) => status === 201)?.json[key];
    expect((await post(world, pat, path, { ...facts, [key]: kept, name: "Another name" })).status).toBe(201);
    expect((await post(world, pat, path, facts)).status).toBe(201);
    expect((await post(world, pat, path, { ...facts, [key]: kept })).json.error.code).toBe("name-taken");
    expect((await post(world, pat, path, { ...facts, [key]: kept, name: "Another name" })).status).toBe(201);
  }
});

test("there is no place for anything of an applicant, nor for what nobody said yet", async () => {
  for (const schema of [recordGrant, recordPathway, recordHiring]) expect(schema.safeParse({ applicant: "Ada" }).error?.issues.map(({ code }) => code)).toContain("unrecognized_keys");
  const world = await createWorld();
  const pat = await officer(world);
  const { pathwayId } = (await post(world, pat, "hiring/pathways", PATHWAY)).json;
  const counts = { pathwayId, quarter: "2026-Q3", openings: 9, filled: 9, ...SAID };
  const developer = await world.person({ organisation: "Exercise Lab", kind: "developer", name: "Ada", roles: ["developer-release-lead"] });
  const answers = [
    await post(world, undefined, "grants", GRANT),
    await post(world, developer, "grants", GRANT),
    await post(world, pat, "grants", { ...GRANT, programmeId: "grp_00000000000000000000" }),
    await post(world, pat, "grants", { ...GRANT, statedOn: "2026-09-02" }),
    await post(world, pat, "grants", { ...GRANT, amountBand: "1234567" }),
    await post(world, pat, "hiring/pathways", { ...PATHWAY, pathwayId: "pwy_00000000000000000000" }),
    await post(world, pat, "hiring/pathways", { ...PATHWAY, name: PATHWAY.name.toUpperCase() }),
    await post(world, pat, "hiring/counts", { ...counts, pathwayId: "pwy_00000000000000000000" }),
    await post(world, pat, "hiring/counts", { ...counts, quarter: "2026-Q4" }),
    await post(world, pat, "hiring/counts", { ...counts, quarter: "2026-Q5" }),
    await post(world, pat, "hiring/counts", { ...counts, filled: -1 }),
    await post(world, pat, "hiring/counts", { ...counts, hired: ["Ada"] }),
  ];
  expect(answers.map(({ json }) => [json.error.code, json.error.field].filter((one) => one !== undefined && one !== ""))).toEqual([
    ["sign-in-needed"], ["not-permitted"], ["unknown-programme", "programmeId"], ["date-in-future", "statedOn"], ["invalid-input", "amountBand"], ["unknown-pathway", "pathwayId"], ["name-taken", "name"],
    ["unknown-pathway", "pathwayId"], ["quarter-not-begun", "quarter"], ["invalid-input", "quarter"], ["invalid-input", "filled"], ["invalid-input", expect.any(String)],
  ]);
  expect([(await read(world, "grants")).programmes, (await read(world, "hiring")).pathways[0].quarters]).toEqual([[], []]);
});
