import { expect, test } from "vitest";
import { sql, type Actor } from "#rooms/platform";
import { listAgency } from "../../directives/directives.fixture.ts";
import { agencyScene, sendScan } from "../instances.fixture.ts";

const DAY_MS = 86_400_000;
const ASKED = { cveId: "cve-2026-11111", reason: "The vendor's update breaks the CANARY gauge.", control: "Cut off from the internet.", until: "2026-09-20" };

async function scene() {
  const opened = await agencyScene();
  await sendScan(opened.world, opened.ciso, ["web-01,CVE-2026-11111,2026-08-20,", "db-02,CVE-2026-11111,2026-08-20,", "db-02,CVE-2026-22222,2026-08-20,"]);
  const ask = (body: object, as: Actor = opened.ciso) => opened.world.call("POST", "/agency/instance-exceptions", { as, body });
  const decide = (id: string, body: object, as: Actor = opened.officer) => opened.world.call("POST", `/directive-work/instance-exceptions/${id}/decide`, { as, body });
  const bench = async () => (await opened.world.call("GET", "/agency/workbench", { as: opened.ciso })).json;
  const withdraw = (id: string, as: Actor = opened.ciso) => opened.world.call("POST", `/agency/instance-exceptions/${id}/withdrawal`, { as });
  const exceptions = async () => (await opened.world.call("GET", "/agency/instance-exceptions", { as: opened.ciso })).json.exceptions.map(({ state, until }: Record<string, string>) => `${state} ${until}`).toSorted();
  const states = async () => (await opened.world.call("GET", "/agency/instances?cveId=CVE-2026-11111", { as: opened.ciso })).json.instances.map(({ state, exceptionUntil, exceptionAsked }: Record<string, unknown>) => [state, exceptionUntil, exceptionAsked]);
  return { ...opened, ask, decide, bench, withdraw, exceptions, states };
}

test("an exception is asked by the agency, decided by a directive officer, and after its last day what is open is due again", async () => {
  const { world, ciso, officer, ask, decide, bench } = await scene();
  const asked = await ask(ASKED);
  expect([asked.status, asked.json.state, asked.json.instances, asked.json.cveId]).toEqual([201, "asked", 2, "CVE-2026-11111"]);
  expect(JSON.stringify(await world.services.db.query(sql`SELECT * FROM obligations.instance_exception`))).not.toContain("CANARY");
  expect((await ask({ ...ASKED, environment: "unknown" })).json.error.code).toBe("asked-already");
  expect((await world.call("GET", "/agency/instances", { as: ciso })).json.instances.map(({ cveId, state, exceptionAsked }: Record<string, unknown>) => [cveId, state, exceptionAsked]).toSorted()).toEqual([["CVE-2026-11111", "open", true], ["CVE-2026-11111", "open", true], ["CVE-2026-22222", "open", false]]);
  const [waiting] = (await world.call("GET", "/directive-work/instance-exceptions", { as: officer })).json.exceptions;
  expect(waiting).toMatchObject({ agencyName: "River Survey Agency", instances: 2, reason: ASKED.reason, control: ASKED.control });
  // Found later, one does not slip under a decision that was not about it.
  await sendScan(world, ciso, ["new-9,CVE-2026-11111,2026-08-25,"]);
  expect((await decide(asked.json.id, { decision: "granted", answer: "Until the update is mended." })).json).toMatchObject({ state: "granted", answer: "Until the update is mended." });
  expect((await decide(asked.json.id, { decision: "refused", answer: "No." })).json.error.code).toBe("not-in-that-state");
  expect(await bench()).toMatchObject({ open: 2, inException: 2 });
  const inException = (await world.call("GET", "/agency/instances?state=exception", { as: ciso })).json.instances;
  expect(inException.map(({ exceptionUntil, isLate }: Record<string, unknown>) => [exceptionUntil, isLate])).toEqual([["2026-09-20", false], ["2026-09-20", false]]);
  // Fixed under an exception is fixed; opened again while the exception runs, it is under it again.
  const fixed = inException[0].id;
  expect((await world.call("POST", `/agency/instances/${fixed}/move`, { as: ciso, body: { to: "fixed" } })).json.instance.state).toBe("fixed");
  expect((await world.call("POST", `/agency/instances/${fixed}/move`, { as: ciso, body: { to: "open" } })).json.instance.state).toBe("exception");
  world.setTime("2026-09-20T23:00:00Z");
  const { endExceptionsJob } = await import("./decide-exception.ts");
  await endExceptionsJob.run(world.services, {});
  expect(await bench()).toMatchObject({ inException: 2 });
  world.setTime("2026-09-21T00:03:00Z");
  for (let twice = 0; twice < 2; twice += 1) await endExceptionsJob.run(world.services, {});
  expect(await bench()).toMatchObject({ open: 4, inException: 0, overdue: 4 });
  expect((await world.call("GET", "/agency/instance-exceptions", { as: ciso })).json.exceptions.map(({ state }: { state: string }) => state)).toEqual(["ended"]);
  expect((await world.call("GET", "/inbox", { as: ciso })).text).toContain("Instances that are open and due again: 2.");
  expect((await world.ledgerKinds()).filter((kind) => kind.includes("exception"))).toEqual(["obligations.instance-exception-asked", "obligations.instance-exception-granted", "obligations.instance-exception-ended"]);
});

test("an exception is bounded, needs something open, is nobody else's to see, and is decided by no agency", async () => {
  const { world, ciso, officer, second, stranger, ask, decide, bench } = await scene();
  const refusals = [await ask({ ...ASKED, until: "2026-09-01" }), await ask({ ...ASKED, until: "2027-03-01" }), await ask({ ...ASKED, cveId: "CVE-2026-99999" }), await ask({ ...ASKED, environment: "ot" }), await ask(ASKED, stranger), await ask(ASKED, officer)];
  expect(refusals.map(({ json }) => [json.error.code, json.error.field ?? null])).toEqual([
    ["until-too-late", "until"], ["until-too-late", "until"], ["nothing-open", "cveId"], ["nothing-open", "cveId"], ["not-a-civilian-agency", "organisationId"], ["not-permitted", null],
  ]);
  const { id } = (await ask(ASKED)).json;
  await listAgency(world, { by: [officer, second], agency: stranger });
  expect((await world.call("GET", "/agency/instance-exceptions", { as: stranger })).json.exceptions).toEqual([]);
  expect((await decide(id, { decision: "granted", answer: "x" }, ciso)).status).toBe(403);
  expect((await decide(`iexc_${"0".repeat(20)}`, { decision: "granted", answer: "x" })).status).toBe(404);
  expect((await decide(id, { decision: "refused", answer: "Fix it." })).json.state).toBe("refused");
  expect(await bench()).toMatchObject({ open: 3, inException: 0 });
  expect((await ask(ASKED)).status).toBe(201);
  world.pass(30 * DAY_MS);
  const [again] = (await world.call("GET", "/directive-work/instance-exceptions", { as: officer })).json.exceptions;
  expect((await decide(again.id, { decision: "granted", answer: "x" })).json.error.code).toBe("until-too-late");
});

test("more time is asked while an exception runs: refused or taken back it leaves that one alone, granted it takes its place", async () => {
  const { world, ciso, stranger, ask, decide, withdraw, exceptions, states, bench } = await scene();
  await decide((await ask(ASKED)).json.id, { decision: "granted", answer: "Yes." });
  const running = ["exception", "2026-09-20", false];
  const longer = { ...ASKED, until: "2026-11-20" };
  const refused = (await ask(longer)).json;
  expect([refused.instances, await states()]).toEqual([2, [["exception", "2026-09-20", true], ["exception", "2026-09-20", true]]]);
  await decide(refused.id, { decision: "refused", answer: "Fix it." });
  expect([await states(), await bench()]).toEqual([[running, running], expect.objectContaining({ inException: 2 })]);

  const { id } = (await ask(longer)).json;
  expect((await withdraw(id, stranger)).status).toBe(404);
  expect((await withdraw(id)).json.state).toBe("withdrawn");
  expect((await withdraw(id)).json.error.code).toBe("not-in-that-state");
  expect((await decide(id, { decision: "granted", answer: "Yes." })).json.error.code).toBe("not-in-that-state");
  expect(await states()).toEqual([running, running]);

  // One was found since the first exception; the second covers it too, and outlives the first.
  await sendScan(world, ciso, ["new-9,CVE-2026-11111,2026-08-25,"]);
  const { id: granted, instances } = (await ask(longer)).json;
  await decide(granted, { decision: "granted", answer: "Once more." });
  const now = ["exception", "2026-11-20", false];
  expect([instances, await states()]).toEqual([3, [now, now, now]]);
  world.setTime("2026-09-21T00:03:00Z");
  const { endExceptionsJob } = await import("./decide-exception.ts");
  await endExceptionsJob.run(world.services, {});
  expect([await exceptions(), await states()]).toEqual([["ended 2026-09-20", "granted 2026-11-20", "refused 2026-11-20", "withdrawn 2026-11-20"], [now, now, now]]);
  expect((await world.call("GET", "/inbox", { as: ciso })).text).not.toContain("open and due again: 0");
  expect((await world.ledgerKinds()).filter((kind) => kind.endsWith("withdrawn"))).toEqual(["obligations.instance-exception-withdrawn"]);
});

test("what is asked outlives the exception before it, and covers what is due again when it is granted", async () => {
  const { world, ask, decide, states } = await scene();
  await decide((await ask(ASKED)).json.id, { decision: "granted", answer: "Yes." });
  const { id } = (await ask({ ...ASKED, until: "2026-11-20" })).json;
  world.setTime("2026-09-21T00:03:00Z");
  const { endExceptionsJob } = await import("./decide-exception.ts");
  await endExceptionsJob.run(world.services, {});
  expect(await states()).toEqual([["open", null, true], ["open", null, true]]);
  await decide(id, { decision: "granted", answer: "Late, but yes." });
  expect(await states()).toEqual([["exception", "2026-11-20", false], ["exception", "2026-11-20", false]]);
});

test("what an agency asked that is struck off the list waits for nobody", async () => {
  const { world, ciso, officer, second, ask, decide } = await scene();
  const { id } = (await ask(ASKED)).json;
  const { waiting: [change] } = (await world.call("POST", "/directive-work/agencies/strike", { as: officer, body: { organisationId: ciso.organisationId, reason: "Merged into another." } })).json;
  await world.call("POST", `/directive-work/agency-changes/${change.id}/confirmation`, { as: second });
  expect((await world.call("GET", "/directive-work/instance-exceptions", { as: officer })).json.exceptions).toEqual([]);
  for (const decision of ["granted", "refused"]) expect((await decide(id, { decision, answer: "x" })).json.error.code).toBe("not-in-that-state");
  expect((await world.ledgerKinds()).filter((kind) => kind.includes("withdrawn"))).toEqual(["obligations.instance-exception-withdrawn"]);
  // Listed again, it may ask anew.
  await listAgency(world, { by: [officer, second], agency: ciso });
  expect((await ask(ASKED)).status).toBe(201);
});
