import { expect, test } from "vitest";
import { ENROLMENT_STATES, type EnrolmentState } from "#contracts/enrolment";
import { sql, type Actor } from "#rooms/platform";
import { createWorld, type World } from "../../../tests/setup/world.ts";
import { nextEnrolment, nextTask, type EnrolmentEvent } from "./enrolment.rules.ts";

const EVENTS: readonly EnrolmentEvent[] = ["invite", "begin", "describe", "accept", "name-delegate", "finish", "pause", "resume"];

test("from every state an operator can come to be enrolled, and nothing but finishing enrols it: no state says that it has not", () => {
  const walk = (from: EnrolmentState | null, seen: Set<EnrolmentState | null>) => {
    if (seen.has(from)) return seen;
    seen.add(from);
    for (const event of EVENTS) {
      const next = nextEnrolment(from, event);
      if (next !== undefined) walk(next, seen);
    }
    return seen;
  };
  for (const state of [null, ...ENROLMENT_STATES]) expect([state, walk(state, new Set()).has("enrolled")]).toEqual([state, true]);
  expect([...walk(null, new Set())].filter((state) => state !== null).toSorted()).toEqual([...ENROLMENT_STATES].toSorted());
  const enrolling = ENROLMENT_STATES.flatMap((state) => EVENTS.filter((event) => nextEnrolment(state, event) === "enrolled" && state !== "enrolled").map((event) => `${state} ${event}`));
  expect(enrolling).toEqual(["terms finish", "delegate_named finish", "paused resume"]);
  expect(ENROLMENT_STATES.filter((state) => nextTask(state) === null)).toEqual(["enrolled"]);
});

async function scene() {
  const world = await createWorld();
  const hospital = await world.person({ organisation: "Exercise Hospital", kind: "operator", name: "Hana", roles: ["operator"] });
  const analyst = await world.person({ organisation: "Exercise Clearinghouse", kind: "clearinghouse", name: "Anna", roles: ["clearinghouse-analyst"] });
  const director = await world.person({ organisation: "Exercise Clearinghouse", kind: "clearinghouse", name: "Dora", roles: ["clearinghouse-director"] });
  const act = (as: Actor, path: string, body?: object) => world.call("POST", path, { as, ...(body ? { body } : {}) });
  return { world, hospital, analyst, director, act };
}

const show = async (world: World, as: Actor) => (await world.call("GET", "/operator/enrolment", { as })).json;

test("an operator enrols step by step, stops where it likes and goes on there, names who acts for it, pauses, goes on, and leaves with a receipt", async () => {
  const { world, hospital, act } = await scene();
  const servant = await world.person({ organisation: "Exercise Service", kind: "partner", name: "Max", roles: ["operator-delegate"] });
  expect(await show(world, hospital)).toMatchObject({ state: null, next: "start", profile: null, delegates: [] });
  expect((await act(hospital, "/operator/enrolment/finish")).json.error.code).toBe("not-next");
  expect((await act(hospital, "/operator/enrolment/start")).json).toMatchObject({ state: "identity_checked", next: "profile" });
  expect((await act(hospital, "/operator/enrolment/profile", { choice: "spa", sizeBand: "under-10", region: "west" })).json.error).toMatchObject({ code: "no-such-choice", field: "choice" });
  const described = (await act(hospital, "/operator/enrolment/profile", { choice: "healthcare", sizeBand: "under-10", region: "west" })).json;
  expect([described.state, described.next, described.profile]).toEqual(["profile", "terms", { choice: "healthcare", sector: "healthcare", sizeBand: "under-10", region: "west" }]);
  expect((await world.call("GET", "/operator/plan", { as: hospital })).json.error.code).toBe("not-enrolled");
  expect((await act(hospital, "/operator/enrolment/terms", { version: "0" })).json.error).toMatchObject({ code: "terms-changed", field: "version" });
  expect((await act(hospital, "/operator/enrolment/terms", { version: described.terms.version })).json).toMatchObject({ state: "terms", next: "finish" });
  const until = new Date(world.services.clock().getTime() + 86_400_000).toISOString();
  expect((await world.call("POST", `/organisations/${hospital.organisationId}/delegates`, { as: { ...hospital, steppedUp: true }, body: { delegateOrganisationId: servant.organisationId, until } })).status).toBe(201);
  expect(await show(world, hospital)).toMatchObject({ state: "delegate_named", delegates: [{ organisationId: servant.organisationId, name: "Exercise Service", until }] });
  expect((await act(hospital, "/operator/enrolment/finish")).json).toMatchObject({ state: "enrolled", next: null });
  expect((await world.call("GET", "/operator/profile", { as: hospital })).json).toMatchObject({ sector: "healthcare", region: "west" });
  expect((await act(hospital, "/operator/enrolment/decline")).json.error.code).toBe("not-next");

  expect((await act(hospital, "/operator/pause")).json).toMatchObject({ state: "paused", next: "resume" });
  expect((await world.call("GET", "/operator/plan", { as: hospital })).json.note).toContain("You have paused");
  expect((await act(hospital, "/operator/resume")).json.state).toBe("enrolled");
  const { entryId } = (await act(hospital, "/operator/leave")).json;
  expect(await world.services.db.query(sql`SELECT kind FROM audit.entry WHERE id = ${entryId}`)).toEqual([{ kind: "distribution.operator-left" }]);
  expect(await show(world, hospital)).toMatchObject({ state: null, next: "start", profile: null, terms: { acceptedVersion: null } });
  expect((await world.ledgerKinds()).filter((kind) => kind.startsWith("distribution."))).toEqual([
    "distribution.enrolment-begun", "distribution.terms-accepted", "distribution.operator-enrolled", "distribution.operator-paused", "distribution.operator-resumed", "distribution.operator-left",
  ]);
  expect((await act(hospital, "/operator/pause")).json.error.code).toBe("not-enrolled");
});

test("an invitation is a letter and no more: whoever sends it learns nothing, and saying no leaves nothing", async () => {
  const { world, hospital, analyst, act } = await scene();
  const invite = () => act(analyst, "/operator-invitations", { organisationId: hospital.organisationId });
  expect([(await invite()).status, (await world.call("GET", "/inbox", { as: hospital })).json.entries.map(({ kind, link }: { kind: string; link: string }) => [kind, link])]).toEqual([204, [["distribution.invited", "/operator"]]]);
  expect(await show(world, hospital)).toMatchObject({ state: "invited", next: "start" });
  expect((await world.call("GET", "/operator/enrolment", { as: analyst })).status).toBe(403);
  expect((await act(hospital, "/operator/enrolment/decline")).status).toBe(204);
  expect(await world.services.db.query(sql`SELECT * FROM distribution.enrolment`)).toEqual([]);
  await act(hospital, "/operator/enrolment/start");
  // Who has begun gets no letter, and the sender sees the same.
  expect([(await invite()).status, (await world.call("GET", "/inbox", { as: hospital })).json.entries.length]).toEqual([204, 1]);
  expect((await act(analyst, "/operator-invitations", { organisationId: "org_00000000000000000000" })).status).toBe(404);
  expect((await act(hospital, "/operator-invitations", { organisationId: hospital.organisationId })).status).toBe(403);
});

test("the sectors offered are the clearinghouse's to word, under numbers that are never changed", async () => {
  const { world, hospital, analyst, director, act } = await scene();
  const before = (await world.call("GET", "/sector-choices")).json;
  expect([before.version, before.choices.length]).toEqual([0, 16]);
  const choices = [{ code: "rural-hospital", name: "Rural hospital", sector: "healthcare" }, { code: "community-bank", name: "Community bank", sector: "financial-services" }];
  expect((await act(analyst, "/sector-choices", { choices, reason: "Plain words" })).status).toBe(403);
  expect((await act(director, "/sector-choices", { choices: [choices[0], choices[0]], reason: "Twice" })).json.error).toMatchObject({ code: "no-such-choice", field: "choices.1.code" });
  expect((await act(director, "/sector-choices", { choices, reason: "Plain words" })).json).toMatchObject({ version: 1, choices });
  await act(hospital, "/operator/enrolment/start");
  expect((await act(hospital, "/operator/enrolment/profile", { choice: "rural-hospital", sizeBand: "under-10", region: "west" })).json.profile).toMatchObject({ choice: "rural-hospital", sector: "healthcare" });
});

test("whoever changes its size keeps the words that it chose for its sector, also when they are offered no more", async () => {
  const { world, hospital, director, act } = await scene();
  const offer = (choices: readonly object[]) => act(director, "/sector-choices", { choices, reason: "Plain words." });
  const clinic = { code: "clinic", name: "Hospital or clinic", sector: "healthcare" };
  expect((await offer([clinic, { code: "water", name: "Water", sector: "water" }])).status).toBe(200);
  await act(hospital, "/operator/enrolment/start");
  await act(hospital, "/operator/enrolment/profile", { choice: "clinic", sizeBand: "under-10", region: "west" });
  await act(hospital, "/operator/enrolment/terms", { version: "1" });
  await act(hospital, "/operator/enrolment/finish");
  const profile = async () => (await show(world, hospital)).profile;

  await act(hospital, "/operator/profile", { sector: "healthcare", sizeBand: "10-to-49", region: "west", acceptsTerms: true });
  expect(await profile()).toEqual({ choice: "clinic", sector: "healthcare", sizeBand: "10-to-49", region: "west" });
  expect((await offer([{ code: "water", name: "Water", sector: "water" }])).status).toBe(200);
  expect((await act(hospital, "/operator/enrolment/profile", { choice: "clinic", sizeBand: "50-to-249", region: "west" })).json.profile).toEqual({ choice: "clinic", sector: "healthcare", sizeBand: "50-to-249", region: "west" });
  await act(hospital, "/operator/profile", { sector: "energy", sizeBand: "50-to-249", region: "west", acceptsTerms: true });
  expect(await profile()).toEqual({ choice: null, sector: "energy", sizeBand: "50-to-249", region: "west" });
});
