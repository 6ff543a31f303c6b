import { expect, test } from "vitest";
import { findPersonCard } from "#rooms/access";
import { sql, type Actor } from "#rooms/platform";
import { LOW_SIDE_ROUTES } from "../../apps/server/low-side.ts";
import { CANARY, openGreeterCase, releaseCandidate, releaseSecond } from "../../rooms/publication/fixtures/greeter-case.ts";
import { requireOk } from "../setup/clearinghouse.ts";
import { createWorld, type World } from "../setup/world.ts";

/*
 * While an embargo holds, an operator that runs the product learns which version to have by when. Canaries stand in every field
 * of the case that people and the sandbox fill: title, description, weakness, place, evidence, patch, messages, notes, tasks, drafts,
 * ratings, finders. None of them, and no id of the case, may be in anything that reaches an operator: any GET, as itself, as its
 * delegate, by its mailed form and its unsubscribe page; its mails, its inbox, its calendar, its prints and its own export.
 */

const SECRETS = [CANARY, "CWE-787", "heap overflow", "greeter.c", "crash.txt", '"critical"', "git.example", "Scan Team", "exercise-model-1", "exercise-harness", "strlen", "sizeof name", "Exercise Lab", "project.example"];
const DUE = "2026-10-01T00:00:00.000Z";
const PROFILE = { sector: "healthcare", sizeBand: "10-to-49", region: "south", acceptsTerms: true };

async function mailsTo(world: World, address: string): Promise<string> {
  const rows = await world.services.db.query<{ id: string; subject: string; body: string; headers: object }>(sql`SELECT id, subject, body, headers FROM platform.mail WHERE to_address = ${address} ORDER BY created_at, ctid`);
  return rows.map(({ id, subject, body, headers }) => [subject, world.services.keys.open("mail", id, body).toString("utf8"), JSON.stringify(headers)].join("\n")).join("\n\n");
}

async function addressOf(world: World, actor: Actor): Promise<string> {
  return (await findPersonCard(world.services.db, actor.personId))?.email ?? "";
}

async function operatorWith(world: World, organisation: string, list: string): Promise<Actor> {
  const actor = await world.person({ organisation, kind: "operator", name: `${organisation} Lead`, roles: ["operator", "organisation-manager"] });
  await requireOk(world.call("POST", "/operator/profile", { as: actor, body: PROFILE }));
  await requireOk(world.call("POST", "/operator/mail", { as: actor, body: { mails: "send", says: "steps", everyDays: 7, triesFirst: false } }));
  await requireOk(world.call("POST", "/operator/inventories?fileName=list.csv", { as: actor, raw: Buffer.from(list) }));
  await world.drain();
  return { ...actor, steppedUp: true };
}

test("what an operator gets before an embargo ends is what to update and by when, and no canary of the case reaches it by any way", { timeout: 240_000 }, async () => {
  const world = await createWorld();
  const hospital = await operatorWith(world, "Exercise Hospital", "Vendor,Product,Version,Location\nGreeting Works,greeter,1.0.0,Ward 2\n");
  const bank = await operatorWith(world, "Exercise Bank", "Vendor,Product,Version\nGreeting Works,greeter,1.0.1\nLedgerworks,Teller Desk,11\n");
  const helper = await world.person({ organisation: "Exercise Helpers", kind: "operator", name: "Hal", roles: ["operator-delegate"] });
  await requireOk(world.call("POST", `/organisations/${hospital.organisationId}/delegates`, { as: hospital, body: { delegateOrganisationId: helper.organisationId, until: "2027-01-01T00:00:00Z" } }));
  const delegate: Actor = { ...helper, principals: [hospital.organisationId] };

  const opened = await openGreeterCase(world, (address) => mailsTo(world, address));
  const { analyst, caseId } = opened;
  const patchId = await releaseCandidate(world, opened);
  const { findingId } = await requireOk(world.call("GET", `/cases/${caseId}`, { as: analyst }));
  const plant = (path: string, body: object) => requireOk(world.call("POST", `/cases/${caseId}/${path}`, { as: analyst, body }));
  await plant("messages", { text: `${CANARY} message` });
  await plant("notes", { text: `${CANARY} note` });
  await plant("drafts", { title: `${CANARY} draft`, text: `${CANARY} draft of the advisory`, participantIds: [] });
  await plant("tasks", { text: `${CANARY} task`, dueAt: DUE });
  await requireOk(world.call("POST", "/pre-notices", { as: analyst, body: { caseId, dueBy: DUE } }));
  await world.drain();

  const noticesOf = async (as: Actor, query = "") => (await requireOk(world.call("GET", `/operator/notices${query}`, { as }))).notices;
  const expected = { product: { vendor: "Greeting Works", name: "greeter" }, fixedVersion: "1.0.1", dueBy: DUE, assets: [{ name: "Greeting Works greeter", version: "1.0.0", location: "Ward 2", place: "list.csv, line 2" }] };
  expect(await noticesOf(hospital)).toEqual([{ ...expected, id: expect.any(String), toldAt: world.services.clock().toISOString() }]);
  expect(await noticesOf(bank)).toEqual([]);
  expect(await noticesOf(delegate, `?organisationId=${hospital.organisationId}`)).toHaveLength(1);

  const mail = await mailsTo(world, await addressOf(world, hospital));
  expect(mail).toContain("Something on your list has a new version");
  expect(await mailsTo(world, await addressOf(world, bank))).not.toContain("Something on your list");
  const form = /\/api(\/operator\/form\/[A-Za-z0-9_-]+)/.exec(mail)?.[1] ?? "";
  const stop = /\/api(\/operator\/unsubscribe\/[^>]+)>/.exec(mail)?.[1] ?? "";

  const hidden = [...SECRETS, caseId, findingId, patchId];
  const ids = [caseId, findingId, patchId, hospital.organisationId, (await noticesOf(hospital))[0].id];
  const leaks: string[] = [];
  const look = (from: string, text: string, asked = "") => {
    for (const secret of hidden) if (text.includes(secret) && !asked.includes(secret)) leaks.push(`${from}: ${secret}`);
  };
  // An exercise shows its invented people to everybody, so that one can sign in as any of them.
  const paths = [...new Set(LOW_SIDE_ROUTES.filter(({ method, path }) => method === "get" && !path.startsWith("/feeds/") && path !== "/exercise/people").flatMap(({ path }) => ids.map((id) => path.replace(/\{\w+\}/g, id))))];
  expect(paths.length).toBeGreaterThan(200);
  for (const [who, as] of [["operator", hospital], ["delegate", delegate], ["another operator", bank]] as const) {
    for (const path of [...paths, `/operator/plan?organisationId=${hospital.organisationId}`, `/patches?caseId=${caseId}`, `/organisations/${hospital.organisationId}/export`]) look(`${who} ${path}`, (await world.call("GET", path, { as })).text, path);
  }
  for (const path of [form, stop]) {
    const page = await world.call("GET", path);
    expect(page.status).toBe(200);
    look(path, page.text);
  }
  for (const actor of [hospital, delegate, bank]) look("mail", await mailsTo(world, await addressOf(world, actor)));
  // What the database itself holds for the operator is sealed, and names no case.
  const [row] = await world.services.db.query<object>(sql`SELECT * FROM distribution.notice`);
  look("row", JSON.stringify(row));
  expect(leaks).toEqual([]);

  // A fix that is called back before the reason is public is called back from whoever was told, and from nobody else.
  await requireOk(world.call("POST", `/patches/${patchId}/withdraw`, { as: analyst, body: { reason: `${CANARY} it stops the program from starting.` } }));
  await world.drain();
  expect(await noticesOf(hospital)).toEqual([]);
  expect(await mailsTo(world, await addressOf(world, hospital))).toContain("That update was called back.");
  look("mail after recall", await mailsTo(world, await addressOf(world, hospital)));
  expect(leaks).toEqual([]);
  await releaseSecond(world, opened);
  await requireOk(world.call("POST", "/pre-notices", { as: analyst, body: { caseId, dueBy: DUE } }));
  await world.drain();
  expect((await noticesOf(hospital)).map(({ fixedVersion }: { fixedVersion: string }) => fixedVersion)).toEqual(["1.0.2"]);

  // Once the reason is public, the plan says it all.
  await requireOk(world.call("POST", "/advisories", { as: analyst, body: { caseId, releasableTitle: "Out-of-bounds write in greeter", releasableSummary: "A long name overruns a buffer. Update to 1.0.2." } }));
  await world.drain();
  expect(await noticesOf(hospital)).toEqual([]);
  expect((await requireOk(world.call("GET", "/operator/plan", { as: hospital }))).steps).toHaveLength(1);
  // The first fix was already at the bank, the second is not: it is told of that one, too.
  expect((await world.ledgerKinds()).filter((kind) => /^distribution\.(operator-noticed|notice-taken-back)$/.test(kind))).toEqual(["distribution.operator-noticed", "distribution.notice-taken-back", "distribution.operator-noticed", "distribution.operator-noticed"]);
});
