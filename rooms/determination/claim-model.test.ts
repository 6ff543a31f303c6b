import { newId, openDatabase, sql, type Actor } from "#rooms/platform";
import { expect, onTestFinished, test } from "vitest";
import { at, deliver, refusals, scene, seal, type Scene } from "./exchange-scene.fixture.ts";

const LATE = "77".repeat(32);

/** The government began to look at a model before anybody registered its digest. */
async function begin(s: Scene): Promise<string> {
  const requestId = newId("drq");
  await s.peer.send({ kind: "determination-initiated", requestId, modelDigest: LATE, reconsiders: null, initiatedAt: at(1) });
  await s.look();
  return requestId;
}

async function register(s: Scene, as: Actor, digest = LATE): Promise<string> {
  const { id } = (await s.world.call("POST", "/engagements", {
    as, body: { model: { name: "Late", digest, endpoint: "http://127.0.0.1:9/v1", endpointModel: "late", credential: "k-late-credential" }, signatory: { name: "L", title: "Lead" }, consentScope: ["government-access"], partnerReleaseAt: null, publicReleaseAt: null },
  })).json;
  return id;
}

async function claim(s: Scene, as: Actor, engagementId: string) {
  const reply = await s.world.call("POST", "/determinations/claims", { as, body: { engagementId } });
  await s.world.drain();
  return reply;
}

const rivalOf = (s: Scene) => s.world.person({ organisation: "Rival Lab", kind: "developer", name: "Rob", roles: ["developer-release-lead"] });
const claimsSent = async (s: Scene) => Object.values(await s.peer.received()).filter(({ kind }) => kind === "developer-claimed");
const listed = async (s: Scene, as: Actor) => (await s.world.call("GET", "/determinations", { as })).json.determinations.map(({ id }: { id: string }) => id);

test("a developer who registered its digest too late claims its model, and sees the determination once the enclave has confirmed whose it is", async () => {
  const s = await scene();
  const requestId = await begin(s);
  const engagementId = await register(s, s.ada);
  expect(await listed(s, s.ada)).toEqual([]);
  expect(await claim(s, s.ada, engagementId)).toMatchObject({ status: 202, json: { state: "received" } });
  const [sent, ...more] = await claimsSent(s);
  expect([sent, more]).toEqual([{ kind: "developer-claimed", claimId: expect.stringMatching(/^clm_/), requestId, organisationName: "Kelp Lab", claimedAt: expect.any(String) }, []]);
  expect((await s.world.call("GET", `/determinations/${requestId}`, { as: s.ada })).status).toBe(404);
  const { claimId } = sent as { claimId: string };
  await s.peer.send({ kind: "developer-confirmed", claimId, requestId, at: at(30) });
  await s.look();
  expect(await s.show(requestId)).toMatchObject({ origin: "initiated", state: "initiated", engagementId, withAccess: false, notice: expect.stringContaining("no duty follows") });
  expect((await s.world.call("GET", "/inbox", { as: s.ada })).json.entries[0]).toMatchObject({ kind: "determination.developer-confirmed", link: `/developer/determinations/${requestId}`, body: expect.stringContaining("No duty") });
  expect(await s.world.ledgerKinds()).toEqual(expect.arrayContaining(["determination.model-claimed", "determination.developer-confirmed"]));
  // From then on it is the developer's like any other, to its end.
  await deliver(s, requestId, { ...(await seal(s, requestId)), modelDigest: LATE });
  expect([await refusals(s), await s.show(requestId)]).toMatchObject([[], { state: "signed", result: { outcome: "covered" } }]);
});

test("whoever registers and claims a rival's digest learns nothing: not from the answer, not from the ledger, not from a notice", async () => {
  const s = await scene();
  const rob = await rivalOf(s);
  const requestId = await begin(s);
  const [squatted, nowhere] = [await register(s, rob), await register(s, rob, "88".repeat(32))];
  const replies = [await claim(s, rob, squatted), await claim(s, rob, nowhere)];
  expect(new Set(replies.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
  expect([await listed(s, rob), (await s.world.call("GET", `/determinations/${requestId}`, { as: rob })).status]).toEqual([[], 404]);
  expect((await s.world.call("GET", "/inbox", { as: rob })).json.entries).toEqual([]);
  const receipts = await Promise.all([squatted, nowhere].map(async (id) => (await s.world.call("GET", `/ledger/receipts?subject=${id}`, { as: rob })).json.receipts.map(({ entry }: { entry: { kind: string } }) => entry.kind)));
  expect(receipts[0]).toEqual(receipts[1]);
  // The enclave hears of the one that there is something to, and of no other.
  expect((await claimsSent(s)).map((one) => (one as { requestId: string }).requestId)).toEqual([requestId]);
});

test("a confirmation gives what is nobody's alone, of the claimed digest, once; any other is refused", async () => {
  const s = await scene();
  const requestId = await begin(s);
  const rob = await rivalOf(s);
  await claim(s, s.ada, await register(s, s.ada));
  const [ada] = (await claimsSent(s)) as unknown as readonly { claimId: string }[];
  await claim(s, rob, await register(s, rob));
  const [robs] = (await claimsSent(s)).filter((one) => (one as { claimId: string }).claimId !== ada?.claimId) as unknown as readonly { claimId: string }[];
  const confirm = async (claimId: string, of: string, more: object = {}) => {
    await s.peer.send({ kind: "developer-confirmed", claimId, requestId: of, at: at(30), ...more });
    await s.look();
  };
  await confirm("clm_00000000000000000000", requestId);
  await confirm(ada?.claimId ?? "", "drq_00000000000000000000");
  await confirm(ada?.claimId ?? "", requestId, { outcome: "covered" });
  expect([await refusals(s), await listed(s, s.ada)]).toEqual([["does-not-fit", "not-in-schema", "unknown-request"], []]);
  await confirm(ada?.claimId ?? "", requestId);
  await confirm(robs?.claimId ?? "", requestId);
  expect([await refusals(s), await listed(s, s.ada), await listed(s, rob)]).toEqual([["does-not-fit", "does-not-fit", "not-in-schema", "unknown-request"], [requestId], []]);
});

test("a developer claims its own models alone, once, and a claim moved in the database gives nobody anything", async () => {
  const s = await scene();
  const requestId = await begin(s);
  const rob = await rivalOf(s);
  const engagementId = await register(s, s.ada);
  expect((await claim(s, rob, engagementId)).status).toBe(404);
  await claim(s, s.ada, engagementId);
  await claim(s, s.ada, engagementId);
  const [{ claimId }, ...more] = (await claimsSent(s)) as unknown as readonly [{ claimId: string }];
  expect(more).toEqual([]);
  const owner = openDatabase({ url: s.world.services.configuration.databaseUrl });
  onTestFinished(() => owner.close());
  await owner.execute(sql`UPDATE determination.claim SET organisation_id = ${rob.organisationId}`);
  await s.peer.send({ kind: "developer-confirmed", claimId, requestId, at: at(30) });
  await s.look();
  expect([await listed(s, rob), await listed(s, s.ada)]).toEqual([[], []]);
});
