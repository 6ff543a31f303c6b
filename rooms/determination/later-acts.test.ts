import { DETERMINATION_ACT_PAYLOAD_TYPE, generateSigningKey, type DeterminationAct } from "#engines/ledger";
import { newId, sql } from "#rooms/platform";
import { expect, test } from "vitest";
import { at, deliver, DIGEST, refusals, request, scene, seal, type Scene } from "./exchange-scene.fixture.ts";

const FACTS = "We retrained it since.";
const TEXT = "We looked at what you wrote.";

async function signedRequest(s: Scene): Promise<{ readonly id: string; readonly determinationId: string }> {
  const id = await request(s);
  const payload = await seal(s, id);
  await deliver(s, id, payload);
  expect((await s.show(id)).state).toBe("signed");
  return { id, determinationId: payload.determinationId };
}

const askAgain = (s: Scene, id: string, withAccess = false) => s.world.call("POST", `/determinations/${id}/reconsiderations`, { as: s.ada, body: { facts: FACTS, withAccess } });

async function sign(s: Scene, requestId: string, answers: string | null, act: Partial<DeterminationAct>, key?: string): Promise<void> {
  const payload = { actId: newId("act"), act: "stands", determinationId: "", modelDigest: DIGEST, releasableText: TEXT, signedAt: at(70), ...act };
  await s.peer.send({ kind: "determination-act", requestId, answers, act: s.peer.state(DETERMINATION_ACT_PAYLOAD_TYPE, payload, key) });
  await s.look();
}

test("a developer gives facts without access: they reach the enclave, no lease is made, and the line is shown whole", async () => {
  const s = await scene();
  const earlier = await signedRequest(s);
  const again = await askAgain(s, earlier.id);
  expect(again).toMatchObject({ status: 201, json: { state: "requested", reconsiders: earlier.id, facts: FACTS, withAccess: false, line: [{ id: earlier.id, state: "reconsideration-requested" }, { state: "requested" }] } });
  await s.look();
  const files = await s.peer.received();
  expect(files[`request-${again.json.id}.json`]).toEqual({ kind: "reconsideration-requested", requestId: again.json.id, reconsiders: earlier.id, facts: FACTS, files: [], modelDigest: DIGEST, requestedAt: at(60) });
  expect(Object.keys(files).filter((name) => name.startsWith("lease-"))).toEqual([`lease-${earlier.id}.json`]);
  expect((await askAgain(s, earlier.id)).json.error.code).toBe("already-asked");
  // The facts are at rest sealed, and another reader of the determination is not shown them.
  expect((await s.show(earlier.id)).mayAskAgain).toBe(false);
  expect(JSON.stringify(await s.world.services.db.query(sql`SELECT * FROM determination.request`))).not.toContain(FACTS);
});

test("a signed statement that it stands closes the request to look again, and only a signed one", async () => {
  const s = await scene();
  const { id, determinationId } = await signedRequest(s);
  const later = (await askAgain(s, id)).json.id;
  await s.look();
  await s.peer.send({ kind: "stage-reached", requestId: later, stage: "intake", at: at(61) });
  await s.look();
  expect((await s.show(id)).state).toBe("under-reconsideration");
  for (const [answers, act, key] of [
    [later, { determinationId }, generateSigningKey().privateKeyPem], [later, { determinationId: newId("det") }], [later, { determinationId, modelDigest: "ef".repeat(32) }], [null, { determinationId }], [id, { determinationId }],
    [later, { determinationId, act: "lifted" as const }],
  ] as const) await sign(s, id, answers, act, key);
  expect([(await refusals(s)).length, (await s.show(later)).state, (await s.show(id)).acts]).toEqual([6, "intake", []]);
  await sign(s, id, later, { determinationId });
  expect(await s.show(later)).toMatchObject({ state: "answered", result: null });
  expect(await s.show(id)).toMatchObject({ state: "signed", result: { outcome: "covered" }, acts: [{ act: "stands", releasableText: TEXT, answers: later }], mayAskAgain: true });
  expect((await s.world.call("GET", "/inbox", { as: s.ada })).json.entries[0]).toMatchObject({ kind: "determination.stands", link: `/developer/determinations/${id}` });
});

test("a lifted determination stays as it was signed, says that it is lifted, and cannot be asked about again", async () => {
  const s = await scene();
  const { id, determinationId } = await signedRequest(s);
  await sign(s, id, null, { act: "lifted", determinationId });
  expect(await s.show(id)).toMatchObject({ state: "lifted", result: { outcome: "covered" }, acts: [{ act: "lifted" }], mayAskAgain: false });
  expect((await askAgain(s, id)).json.error.code).toBe("not-in-force");
  expect((await s.world.call("GET", `/determinations/${id}/bundle`, { as: s.ada })).status).toBe(200);
  expect((await s.world.ledgerKinds()).filter((kind) => kind === "determination.act-received")).toHaveLength(1);
});

test("looking again with access runs as a request of its own, and a stopped one leaves the determination in force", async () => {
  const s = await scene();
  const { id } = await signedRequest(s);
  const later = (await askAgain(s, id, true)).json.id;
  await s.look();
  expect((await s.peer.received())[`request-${later}.json`]).toMatchObject({ kind: "determination-requested", reconsiders: id, facts: FACTS });
  await s.world.call("POST", `/engagements/${s.engagementId}/withdrawal`, { as: s.ada });
  await s.world.drain();
  expect([(await s.show(later)).state, (await s.show(id)).state]).toEqual(["stopped", "signed"]);
});

test("what the government begins itself gives no access and moves no engagement, and its developer is told that no duty follows", async () => {
  const s = await scene();
  const requestId = newId("drq");
  await s.peer.send({ kind: "determination-initiated", requestId, modelDigest: DIGEST, reconsiders: null, initiatedAt: at(1) });
  await s.look();
  expect(await s.show(requestId)).toMatchObject({ origin: "initiated", state: "initiated", engagementId: s.engagementId, leasedUntil: null, notice: expect.stringContaining("no duty follows") });
  expect((await s.world.call("GET", "/inbox", { as: s.ada })).json.entries[0]).toMatchObject({ kind: "determination.initiated", link: `/developer/determinations/${requestId}`, body: expect.stringContaining("no duty follows") });
  expect((await s.world.call("GET", `/engagements/${s.engagementId}`, { as: s.ada })).json).toMatchObject({ state: "open", budget: { usedSeconds: 0 } });
  expect(Object.keys(await s.peer.received()).filter((name) => /lease|request/.test(name))).toEqual([]);
  // A withdrawal does not touch it: there is no access to end.
  await s.world.call("POST", `/engagements/${s.engagementId}/withdrawal`, { as: s.ada });
  await s.world.drain();
  const payload = await seal(s, requestId);
  await deliver(s, requestId, payload);
  expect(await s.show(requestId)).toMatchObject({ state: "signed", result: { outcome: "covered" } });
  expect((await s.world.call("GET", `/engagements/${s.engagementId}`, { as: s.ada })).json.state).toBe("withdrawn");
});

test("a model that nobody registered is determined without anybody being told or shown it", async () => {
  const s = await scene();
  const requestId = newId("drq");
  await s.peer.send({ kind: "determination-initiated", requestId, modelDigest: "77".repeat(32), reconsiders: null, initiatedAt: at(1) });
  await s.look();
  expect((await s.world.call("GET", `/determinations/${requestId}`, { as: s.ada })).status).toBe(404);
  expect((await s.world.call("GET", "/determinations", { as: s.ada })).json.determinations).toEqual([]);
  const payload = { ...(await seal(s, requestId)), modelDigest: "77".repeat(32) };
  await deliver(s, requestId, payload);
  expect(await refusals(s)).toEqual([]);
});

test("of a benchmark that may not be shown this way the developer learns that this way of access cannot be used, and no more", async () => {
  const s = await scene();
  const requestId = await request(s);
  await s.peer.send({ kind: "access-mode-refused", requestId, at: at(5) });
  await s.look();
  expect(await s.show(requestId)).toMatchObject({ state: "stopped", stopReason: "access-mode", result: null });
  await s.look();
  expect((await s.peer.received())[`ended-${requestId}.json`]).toMatchObject({ kind: "access-ended" });
  expect((await s.world.call("GET", "/inbox", { as: s.ada })).json.entries[0]).toMatchObject({ kind: "determination.access-mode-refused" });
});
