import type { Actor } from "#rooms/platform";
import { expect, test } from "vitest";
import type { World } from "../../../tests/setup/world.ts";
import { recallExerciseFix } from "../../publication/fixtures/issue-exercise-advisory.ts";
import { enrolled, LIST, noticesOf, ok, planOf, TINYINI } from "../deployment/operators.fixture.ts";
import { matchOperator } from "../match-operator.ts";
import { loseContact } from "../reminders/lose-contact.ts";
import { threeWaves } from "./three-waves.fixture.ts";

const SECOND = { fixedVersion: "1.4.3" };

interface Looked {
  readonly title: string;
  readonly state: string;
  readonly recalled: boolean;
  readonly fixedVersion: string | null;
  readonly patch: object | null;
  readonly may: readonly string[];
}

async function look(world: World, as: Actor) {
  const plan = await planOf(world, as);
  const brief = ({ title, state, recalled, fixedVersion, patch, may }: Looked) => ({ title, state, recalled, fixedVersion, hasPatch: patch !== null, may });
  return { steps: plan.steps.map(brief), done: plan.done.map(brief), turns: plan.turns.map(({ wave, fixedVersion }: { wave: number; fixedVersion: string }) => [wave, fixedVersion]), text: JSON.stringify([plan.steps, plan.done]) };
}

async function act(world: World, as: Actor, action: string, body: object = {}) {
  const plan = await planOf(world, as);
  return world.call("POST", `/operator/plan/${[...plan.steps, ...plan.done][0].id}/${action}`, { as, body });
}

const LATER = { at: "2026-10-01T00:00:00Z" };
const STOP = { title: "Do not install the fix for tinyini", recalled: true, fixedVersion: null, hasPatch: false };

test("a second fix takes the waves, too: until its turn an operator has the first one, which was called back, and nothing of the second", async () => {
  const { world, publish, pass, say, told, volunteer, hospital, bank } = await threeWaves();
  await publish();
  await pass(24);
  await pass(48);
  await say(bank, "apply");
  expect(await told()).toEqual([1, 1, 1]);
  await recallExerciseFix(world.services, TINYINI);
  await world.drain();
  await publish(SECOND);

  expect((await look(world, volunteer)).steps).toMatchObject([{ title: "Update tinyini to version 1.4.3", state: "notified", recalled: false, hasPatch: true }]);
  const [atBank, atHospital] = [await look(world, bank), await look(world, hospital)];
  expect([atBank.steps, atBank.done, atBank.turns]).toEqual([[{ ...STOP, state: "applied", may: ["fail", "roll-back"] }], [], [[3, "1.4.3"]]]);
  expect([atHospital.steps, atHospital.turns]).toEqual([[{ ...STOP, state: "notified", may: ["acknowledge", "defer", "not-affected", "fail"] }], [[2, "1.4.3"]]]);
  for (const [action, body] of [["apply", {}], ["schedule", LATER]] as const) expect((await act(world, hospital, action, body)).json.error.code).toBe("fix-recalled");
  // Its list again says nothing of the second fix either.
  await ok(world.call("POST", "/operator/inventories?fileName=list.csv", { as: bank, raw: Buffer.from(LIST) }));
  await world.drain();
  expect((await look(world, bank)).text).toBe(atBank.text);

  await pass(24);
  expect([(await look(world, hospital)).steps, (await look(world, bank)).steps]).toMatchObject([[{ title: "Update tinyini to version 1.4.3", state: "notified", recalled: false, hasPatch: true }], [STOP]]);
  expect((await act(world, hospital, "apply")).status).toBe(200);
  expect((await act(world, bank, "roll-back")).json.state).toBe("rolled_back");
  await pass(48);
  expect(await look(world, bank)).toMatchObject({ steps: [{ title: "Update tinyini to version 1.4.3", state: "notified", recalled: false, hasPatch: true }], done: [], turns: [] });
  expect(await told()).toEqual([2, 2, 2]);
});

test("who was told before there was a fix, and who has an earlier one that nobody called back, keep what they were told until their turn", async () => {
  const { world, publish, pass, say, bank } = await threeWaves();
  await publish();
  await recallExerciseFix(world.services, TINYINI);
  await world.drain();
  const clinic = await enrolled(world, "Exercise Clinic", { sector: "water" });
  expect((await look(world, clinic)).steps).toMatchObject([STOP]);
  await publish(SECOND);
  expect(await look(world, clinic)).toMatchObject({ steps: [{ title: "Guard tinyini", state: "notified", recalled: false, fixedVersion: null, hasPatch: false }], turns: [[3, "1.4.3"]] });
  expect((await planOf(world, clinic)).steps[0].why).toContain("A fix is on its way, and others try it first.");
  await say(clinic, "apply");
  expect(await look(world, clinic)).toMatchObject({ done: [{ title: "Guard tinyini", state: "applied" }], turns: [[3, "1.4.3"]] });
  await pass(24);
  await pass(48);
  for (const actor of [bank, clinic]) expect((await look(world, actor)).steps).toMatchObject([{ title: "Update tinyini to version 1.4.3", state: "notified", hasPatch: true }]);

  await say(bank, "apply");
  await publish({ fixedVersion: "1.4.4" });
  expect(await look(world, bank)).toMatchObject({ steps: [], done: [{ title: "Update tinyini to version 1.4.3", state: "applied", recalled: false, hasPatch: false }], turns: [[3, "1.4.4"]] });
  await pass(24);
  await pass(48);
  expect(await look(world, bank)).toMatchObject({ steps: [{ title: "Update tinyini to version 1.4.4", state: "notified", hasPatch: true }], done: [], turns: [] });
});

test("whoever was told of a fix that is called back hears of it, also when its list is read again before; the vendor's own next fix opens it anew", async () => {
  const { world, publish, pass, say, bank, told } = await threeWaves();
  await publish();
  await pass(24);
  await pass(48);
  await say(bank, "apply");
  await recallExerciseFix(world.services, TINYINI);
  await matchOperator(world.services, { organisationId: bank.organisationId, advisoryId: null });
  await world.drain();
  expect(await noticesOf(world, bank)).toContain("distribution.recalled");
  await publish({ ...SECOND, byVendor: true });
  expect(await look(world, bank)).toMatchObject({ steps: [{ title: "Update tinyini to version 1.4.3", state: "notified", recalled: false, hasPatch: false }], done: [] });
  expect(await told()).toEqual([2, 2, 2]);
});

test("the warning about what is no longer on a list stands until it is the operator's turn with another fix", async () => {
  const { world, publish, pass, say, bank } = await threeWaves();
  await publish();
  await pass(24);
  await pass(48);
  await say(bank, "apply");
  await ok(world.call("POST", "/operator/inventories?fileName=list.csv", { as: bank, raw: Buffer.from(LIST.replace("1.3.0", "1.4.2")) }));
  await world.drain();
  await recallExerciseFix(world.services, TINYINI);
  await world.drain();
  await publish(SECOND);
  expect(await look(world, bank)).toMatchObject({ steps: [{ ...STOP, state: "applied" }], done: [], turns: [[3, "1.4.3"]] });
  await pass(24);
  await pass(48);
  const plan = await planOf(world, bank);
  expect([plan.done, plan.turns, plan.steps.map(({ title, assets }: { title: string; assets: { version: string }[] }) => [title, assets.map(({ version }) => version)])]).toEqual([[], [], [["Update tinyini to version 1.4.3", ["1.4.2"]]]]);
});

test("what only waits for its wave is in no reply: not after an act on the same product, and not when our mails come back", async () => {
  const { world, publish, pass, bank } = await threeWaves();
  await publish();
  await pass(24);
  await pass(48);
  await publish({ caseName: "tinyini other", fixedVersion: "1.5.0" });
  const { json } = await act(world, bank, "acknowledge");
  expect([json.title, json.advisories.length, json.closes]).toEqual(["Update tinyini to version 1.4.2", 1, 1]);
  await loseContact(world.services, bank.organisationId);
  const after = await look(world, bank);
  expect([after.steps.map(({ fixedVersion }: Looked) => fixedVersion), after.turns, after.text.includes("1.5.0")]).toEqual([["1.4.2"], [[3, "1.5.0"]], false]);
});

test("a fix that is called back stops the things that it may be on, and no others of the same product", async () => {
  const { world, publish, pass, bank, hospital } = await threeWaves();
  const list = "Vendor,Product,Version,Location\nTinyini Project,tinyini,1.3.0,Ward 1\nTinyini Project,tinyini,1.4.5,Ward 2\n";
  for (const actor of [bank, hospital]) await ok(world.call("POST", "/operator/inventories?fileName=list.csv", { as: actor, raw: Buffer.from(list) }));
  await world.drain();
  await publish();
  await publish({ caseName: "tinyini other", fixedVersion: "1.5.0" });
  await pass(24);
  await pass(48);
  const [{ id, assets }] = (await planOf(world, bank)).steps;
  const [old, newer] = ["Ward 1", "Ward 2"].map((ward) => assets.find(({ location }: { location: string }) => location === ward).id);
  // The hospital has said that it has nothing of what is called back.
  const [atHospital] = (await planOf(world, hospital)).steps;
  const gone = atHospital.assets.find(({ location }: { location: string }) => location === "Ward 1").id;
  await ok(world.call("POST", `/operator/plan/${atHospital.id}/not-affected`, { as: hospital, body: { assets: [gone], justification: "component_not_present", statement: "Sold" } }));
  await recallExerciseFix(world.services, TINYINI);
  await world.drain();
  expect((await look(world, hospital)).steps).toMatchObject([{ title: "Update tinyini to version 1.5.0", recalled: false, hasPatch: true }]);
  expect((await look(world, bank)).steps).toMatchObject([STOP]);
  const apply = (asset: string) => world.call("POST", `/operator/plan/${id}/apply`, { as: bank, body: { assets: [asset] } });
  expect([(await apply(old)).json.error.code, (await apply(newer)).status]).toEqual(["fix-recalled", 200]);
});

test("a volunteer that was told keeps its place, and two that are matched at once do not both take the last one", async () => {
  const { world, publish, volunteer } = await threeWaves({ mostCanaries: 1 });
  await publish();
  await ok(world.call("POST", "/operator/inventories?fileName=second.csv", { as: volunteer, raw: Buffer.from(LIST.replace("CANARY-ward", "Other")) }));
  await world.drain();
  const plan = await planOf(world, volunteer);
  expect([plan.steps[0].assets.length, plan.turns]).toEqual([2, []]);

  const crowd = await threeWaves({ mostCanaries: 2 });
  await crowd.publish();
  const late: Actor[] = [];
  for (const name of ["Ash", "Birch", "Cedar", "Elm"]) late.push(await enrolled(crowd.world, `Exercise ${name}`, { sector: "energy", triesFirst: true, list: "Vendor,Product,Version\nLedgerworks,Teller Desk,11.2\n" }));
  for (const actor of late) await ok(crowd.world.call("POST", "/operator/inventories?fileName=second.csv", { as: actor, raw: Buffer.from(LIST) }));
  await Promise.all(late.map(({ organisationId }) => matchOperator(crowd.world.services, { organisationId, advisoryId: null })));
  await crowd.world.drain();
  const notices = [];
  for (const actor of late) notices.push(...(await noticesOf(crowd.world, actor)));
  expect(notices).toEqual(["distribution.affected"]);
});
