import { sql } from "#rooms/platform";
import { expect, test } from "vitest";
import { NOW, at, refusals, request, scene, STANDARD, type Scene } from "./exchange-scene.fixture.ts";

const RUN = "det_00000000000000000001";
const EVIDENCE = "5e".repeat(32);

async function runBegun(s: Scene): Promise<string> {
  const requestId = await request(s);
  for (const stage of ["intake", "benchmarking"] as const) await s.peer.send({ kind: "stage-reached", requestId, stage, at: at(1) });
  s.world.setTime(at(10));
  await s.peer.send({ kind: "run-begun", requestId, determinationId: RUN, standard: STANDARD.commitment, begunAt: at(5) });
  await s.look();
  return requestId;
}

async function sendAlarm(s: Scene, requestId: string, over: object = {}): Promise<void> {
  await s.peer.send({ kind: "run-halted", requestId, determinationId: RUN, evidenceDigest: EVIDENCE, haltedAt: at(9), ...over });
  await s.look();
  await s.world.drain();
}

const incidentsOf = async (s: Scene) => (await s.world.call("GET", `/engagements/${s.engagementId}/incidents`, { as: s.ada })).json.incidents;

test("an alarm that halted a run in the enclave ends all access, is recorded as an incident, and told to the developer and the clearinghouse", async () => {
  const s = await scene();
  const ana = await s.world.person({ organisation: "Clearinghouse", kind: "clearinghouse", name: "Ana", roles: ["clearinghouse-analyst"] });
  const requestId = await runBegun(s);
  expect((await s.show(requestId)).leasedUntil).not.toBeNull();
  await sendAlarm(s, requestId);
  const [incident, ...others] = await incidentsOf(s);
  expect(others).toEqual([]);
  expect(incident).toMatchObject({ kind: "egress", halted: true, closedAt: null });
  expect(incident.timeline.map(({ kind }: { kind: string }) => kind)).toEqual(["raised", "access-halted", "developer-told", "clearinghouse-told"]);
  for (const word of [requestId, at(9), EVIDENCE]) expect(incident.timeline[0].text).toContain(word);
  // The lease is over on both sides, and the request with it.
  expect(await s.show(requestId)).toMatchObject({ state: "stopped", accessEndedAt: at(10) });
  expect((await s.peer.received())[`ended-${requestId}.json`]).toEqual({ kind: "access-ended", requestId, endedAt: at(10) });
  expect((await s.world.call("GET", "/inbox", { as: s.ada })).json.entries).toContainEqual(expect.objectContaining({ kind: "engagement.incident-raised", link: `/developer/engagements/${s.engagementId}/incidents` }));
  const notices = (await s.world.call("GET", "/incident-notices", { as: ana })).json.notices;
  expect(notices).toMatchObject([{ kind: "egress" }]);
  expect(JSON.stringify(notices)).not.toContain(requestId);
  expect(await s.world.ledgerKinds()).toEqual(expect.arrayContaining(["determination.run-halted", "engagement.incident-raised", "determination.access-ended"]));
});

test("of an alarm the developer alone is told: not another laboratory, and nobody who sees the request", async () => {
  const s = await scene();
  const requestId = await runBegun(s);
  await sendAlarm(s, requestId);
  const rob = await s.world.person({ organisation: "Rival Lab", kind: "developer", name: "Rob", roles: ["developer-release-lead"] });
  const sela = await s.world.person({ organisation: "Office", kind: "government", name: "Sela", roles: ["partner-selection-officer"] });
  const seen = async (actor: typeof rob) => (await s.world.services.as(actor).db.query(sql`SELECT 1 FROM determination.alarm`)).length;
  expect([await seen(s.ada), await seen(rob), await seen(sela)]).toEqual([1, 0, 0]);
  expect((await s.world.call("GET", `/engagements/${s.engagementId}/incidents`, { as: rob })).status).toBe(404);
});

test("an alarm of no run that was told of, a second one of the same run, and one that says more are refused and raise nothing", async () => {
  const s = await scene();
  const requestId = await runBegun(s);
  await sendAlarm(s, requestId, { determinationId: "det_00000000000000000002" });
  await sendAlarm(s, "dtr_00000000000000000000");
  for (const more of [{ command: "canary" }, { score: 0.7 }, { task: "ship-log" }, { evidence: "canary" }]) await sendAlarm(s, requestId, more);
  expect([await refusals(s), await incidentsOf(s)]).toEqual([["does-not-fit", ...Array.from({ length: 4 }, () => "not-in-schema"), "unknown-request"], []]);
  await sendAlarm(s, requestId);
  await sendAlarm(s, requestId, { haltedAt: NOW });
  expect((await incidentsOf(s)).length).toBe(1);
});

test("an alarm that comes after the developer withdrew is recorded all the same", async () => {
  const s = await scene();
  const requestId = await runBegun(s);
  await s.world.call("POST", `/engagements/${s.engagementId}/withdrawal`, { as: s.ada });
  await s.world.drain();
  await sendAlarm(s, requestId);
  expect(await incidentsOf(s)).toMatchObject([{ kind: "egress" }]);
  expect((await s.show(requestId)).state).toBe("stopped");
});
