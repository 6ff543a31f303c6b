import { sql, type Actor } from "#rooms/platform";
import { expect, test } from "vitest";
import { createWorld, type World } from "../../../tests/setup/world.ts";
import { outsideDocument } from "../outside-advisories/fixtures/outside-document.ts";

const PROFILE = { sector: "healthcare", sizeBand: "10-to-49", region: "south", acceptsTerms: true };
const HEAD = "Vendor,Product,Version,Ward,Internet facing?\n";
const PUMPS = "Harbor Instruments,TidePump 200,,CANARY-ICU,no\nHarbor Instruments,TidePump 200,,Ward 3,no\n";

async function scene(rows: string) {
  const world = await createWorld();
  const operator = (organisation: string, name: string) => world.person({ organisation, kind: "operator", name, roles: ["operator"] });
  const hospital = await operator("Exercise Hospital", "Hana");
  const bank = await operator("Exercise Bank", "Ben");
  const analyst = await world.person({ organisation: "Exercise Clearinghouse", kind: "clearinghouse", name: "Anna", roles: ["clearinghouse-analyst"] });
  for (const as of [hospital, bank]) await world.call("POST", "/operator/profile", { as, body: PROFILE });
  await upload(world, hospital, rows);
  await world.call("POST", "/outside-advisories?fileName=a.json", { as: analyst, raw: Buffer.from(JSON.stringify([
    outsideDocument({ id: "EXA-26-001", product: "TidePump 200" }), outsideDocument({ id: "EXA-26-002", product: "TidePump 200", versions: "All versions prior to V1.2", cves: ["CVE-2026-91002"] }),
  ])) });
  await world.drain();
  return { world, hospital, bank, analyst };
}

const upload = (world: World, as: Actor, rows: string) => world.call("POST", "/operator/inventories?fileName=list.csv", { as, raw: Buffer.from(HEAD + rows) });
const questionsOf = async (world: World, as: Actor) => (await world.call("GET", "/operator/questions", { as })).json;
const stepsOf = async (world: World, as: Actor): Promise<readonly { readonly closes: number; readonly assets: readonly { readonly probability: number }[] }[]> => (await world.call("GET", "/operator/plan", { as })).json.steps;

test("one question is asked of all equal things, its answer settles what waits for it, holds for the next list, and can be taken back", async () => {
  const { world, hospital } = await scene(PUMPS);
  const { open, waiting } = await questionsOf(world, hospital);
  expect([open.length, waiting, open[0]]).toEqual([1, 0, expect.objectContaining({ kind: "which-version", text: "Which version of TidePump 200 is installed?", options: [], assetCount: 2, advisories: 2, answer: null })]);
  expect(open[0].assets.map(({ name, place }: Record<string, string>) => [name, place])).toEqual([["Harbor Instruments TidePump 200", "list.csv, line 2"], ["Harbor Instruments TidePump 200", "list.csv, line 3"]]);
  const answer = (value: string) => world.call("POST", `/operator/questions/${open[0].id}/answer`, { as: hospital, body: { value } });
  // With version 1.3 the first of the two advisories concerns them, the second does not.
  expect((await answer("V1.3")).status).toBe(204);
  await world.drain();
  expect((await stepsOf(world, hospital)).map(({ closes, assets }) => [closes, assets.map(({ probability }) => probability > 0.9)])).toEqual([[1, [true, true]]]);
  expect(await questionsOf(world, hospital)).toMatchObject({ open: [], answered: [{ id: open[0].id, answer: "V1.3" }] });
  // The same things on the next list, in another order and with one more: nothing is asked again.
  await upload(world, hospital, `Generic Imaging,Scan Station,7.1,Radiology,no\n${PUMPS}`);
  await world.drain();
  expect([(await questionsOf(world, hospital)).open, (await stepsOf(world, hospital)).map(({ closes }) => closes)]).toEqual([[], [1]]);
  await answer("1.4.2");
  await world.drain();
  expect(await stepsOf(world, hospital)).toEqual([]);
  expect((await world.call("POST", `/operator/questions/${open[0].id}/take-back`, { as: hospital })).status).toBe(204);
  await world.drain();
  expect([(await questionsOf(world, hospital)).open.length, (await questionsOf(world, hospital)).answered]).toEqual([1, []]);
  // Not to know is an answer, too: it is not asked again, and nothing is taken for safe.
  await answer("unknown");
  await world.drain();
  expect((await questionsOf(world, hospital)).open).toEqual([]);
  expect((await world.ledgerKinds()).filter((kind) => /question|answer/.test(kind))).toEqual(["distribution.question-answered", "distribution.question-answered", "distribution.answer-taken-back", "distribution.question-answered"]);
});

test("whether a thing is what an advisory names is asked with yes and no, a no ends it, and a question whose thing is gone goes", async () => {
  const { world, hospital } = await scene(",TidePump 200,V1.0,ICU,yes\n");
  const { open } = await questionsOf(world, hospital);
  const [question] = open.filter(({ kind }: { kind: string }) => kind === "is-it-this");
  expect(question.options).toEqual(["yes", "no"]);
  expect((await world.call("POST", `/operator/questions/${question.id}/answer`, { as: hospital, body: { value: "perhaps" } })).json.error).toMatchObject({ code: "no-such-answer", field: "value" });
  await world.call("POST", `/operator/questions/${question.id}/answer`, { as: hospital, body: { value: "No" } });
  await world.drain();
  expect(await stepsOf(world, hospital)).toEqual([]);
  await world.call("POST", `/operator/questions/${question.id}/take-back`, { as: hospital });
  await upload(world, hospital, "Generic Imaging,Scan Station,7.1,Radiology,no\n");
  await world.drain();
  expect(await questionsOf(world, hospital)).toEqual({ open: [], waiting: 0, answered: [] });
});

test("questions and answers are the operator's own, sealed where they lie, and another operator's look absent", async () => {
  const { world, hospital, bank, analyst } = await scene(PUMPS);
  const { open: [{ id }] } = await questionsOf(world, hospital);
  await world.call("POST", `/operator/questions/${id}/answer`, { as: hospital, body: { value: "CANARY-1.3" } });
  await world.drain();
  expect(JSON.stringify(await world.services.db.query(sql`SELECT * FROM distribution.question`))).not.toMatch(/CANARY|TidePump/);
  for (const path of ["answer", "take-back"]) expect((await world.call("POST", `/operator/questions/${id}/${path}`, { as: bank, body: { value: "1" } })).status).toBe(404);
  expect(await questionsOf(world, bank)).toEqual({ open: [], waiting: 0, answered: [] });
  expect((await world.call("GET", "/operator/questions", { as: analyst })).status).toBe(403);
  expect((await world.call("POST", "/operator/leave", { as: hospital })).json).toMatchObject({ answers: 1 });
  expect(await world.services.db.query(sql`SELECT * FROM distribution.question`)).toEqual([]);
});
