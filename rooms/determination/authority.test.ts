import { DELEGATION_END_PAYLOAD_TYPE, DELEGATION_PAYLOAD_TYPE, DETERMINATION_PAYLOAD_TYPE, generateSigningKey, KEY_ROTATION_PAYLOAD_TYPE, signStatement, verifyDeterminationBundle, type DeterminationBundle, type DeterminationPayload, type SigningKey } from "#engines/ledger";
import { sealLedger } from "#rooms/audit";
import { newId, sql, type Actor } from "#rooms/platform";
import { expect, test } from "vitest";
import { at, deliver, refusals, request, scene, seal, type Scene } from "./exchange-scene.fixture.ts";

const deliverBy = (s: Scene, requestId: string, payload: DeterminationPayload, { privateKeyPem }: SigningKey) => deliver(s, requestId, payload, privateKeyPem);

async function rotate(s: Scene, from: { readonly keyId: string; readonly privateKeyPem?: string }, to = generateSigningKey(), rotatedAt = at(5)): Promise<SigningKey> {
  const payload = { previousKeyId: from.keyId, keyId: to.keyId, publicKey: to.publicKeyPem, rotatedAt };
  await s.peer.send({ kind: "director-key-rotated", rotation: s.peer.state(KEY_ROTATION_PAYLOAD_TYPE, payload, from.privateKeyPem) });
  return to;
}

async function delegate(s: Scene, { until = at(3600), by }: { readonly until?: string; readonly by?: SigningKey } = {}): Promise<{ readonly key: SigningKey; readonly delegationId: string }> {
  const key = generateSigningKey();
  const delegationId = newId("dlg");
  const payload = { delegationId, keyId: key.keyId, publicKey: key.publicKeyPem, validFrom: at(1), validUntil: until };
  await s.peer.send({ kind: "delegation-made", delegation: s.peer.state(DELEGATION_PAYLOAD_TYPE, payload, by?.privateKeyPem) });
  return { key, delegationId };
}

const end = (s: Scene, delegationId: string, endedAt: string) => s.peer.send({ kind: "delegation-ended", end: s.peer.state(DELEGATION_END_PAYLOAD_TYPE, { delegationId, endedAt }) });

async function readBundle(s: Scene, requestId: string): Promise<DeterminationBundle> {
  const reply = await s.world.call("GET", `/determinations/${requestId}/bundle`, { as: s.ada });
  expect(reply.status).toBe(200);
  return reply.json as DeterminationBundle;
}

const verify = async (s: Scene, bundle: unknown) => verifyDeterminationBundle(bundle, { trustedVerifierKeys: [(await sealLedger(s.world.services)).verifierKey] });

test("the Director's key hands over by its own signature, and what either signed verifies offline with the whole chain", async () => {
  const s = await scene();
  const requestId = await request(s);
  const next = await rotate(s, { keyId: s.peer.keys.directorKeyId });
  await s.look();
  const third = await rotate(s, next);
  await s.look();
  const payload = await seal(s, requestId);
  await deliverBy(s, requestId, payload, third);
  expect(await s.show(requestId)).toMatchObject({ state: "signed", result: { outcome: "covered", signedBy: "director" } });
  const bundle = await readBundle(s, requestId);
  expect(bundle.authority?.keyHistory.map(({ keyId }) => keyId)).toEqual([s.peer.keys.directorKeyId, next.keyId]);
  expect(await verify(s, bundle)).toMatchObject({ ok: true });
  const { directorKeys } = (await s.world.call("GET", "/determination-commitments")).json;
  expect(directorKeys.map(({ keyId, cameBy }: { keyId: string; cameBy: string }) => [keyId, cameBy])).toEqual([[s.peer.keys.directorKeyId, "announced"], [next.keyId, "rotated"], [third.keyId, "rotated"]]);

  // Any step taken out, exchanged or unsigned breaks it.
  const [first, second] = bundle.authority?.keyHistory ?? [];
  const spoilt = [[second], [first], [second, first], [{ ...first, handover: null }, second], [first, { ...second, handover: first?.handover }]].map((keyHistory) => ({ ...bundle, authority: { keyHistory, delegation: null } }));
  const { authority: _without, ...bare } = bundle;
  for (const one of [...spoilt, bare]) expect((await verify(s, one)).checks.find(({ name }) => name === "director-key")?.ok).toBe(false);
});

test("a former key signs nothing any more, whatever instant it states", async () => {
  const s = await scene();
  const requestId = await request(s);
  const payload = await seal(s, requestId);
  await rotate(s, { keyId: s.peer.keys.directorKeyId });
  await s.look();
  await deliver(s, requestId, payload);
  expect([await refusals(s), (await s.show(requestId)).result]).toEqual([["unknown-signer"], null]);
});

test("a key that the pinned one did not name is not taken up, by rotation or by being offered", async () => {
  const s = await scene();
  const stranger = generateSigningKey();
  await rotate(s, { keyId: s.peer.keys.directorKeyId, privateKeyPem: stranger.privateKeyPem }, stranger);
  await s.peer.send({ kind: "director-key-offered", directorKey: stranger.publicKeyPem, directorKeyId: stranger.keyId, offeredAt: at(1) });
  await s.look();
  expect((await s.world.call("GET", "/determination-commitments")).json.directorKeys).toHaveLength(1);
});

test("a lost key is replaced by two administrators who each give the fingerprint, and every developer sees it", async () => {
  const s = await scene();
  const requestId = await request(s);
  const administrator = async (name: string): Promise<Actor> => ({ ...(await s.world.person({ organisation: "Harbour house", kind: "platform", name, roles: ["administrator"] })), steppedUp: true });
  const [adam, agnes] = [await administrator("Adam"), await administrator("Agnes")];
  const next = generateSigningKey();
  await s.peer.send({ kind: "director-key-offered", directorKey: next.publicKeyPem, directorKeyId: next.keyId, offeredAt: at(2) });
  await s.look();
  expect((await s.world.call("GET", "/inbox", { as: agnes })).json.entries[0]).toMatchObject({ kind: "determination.key-offered", link: "/director-keys" });
  const take = (as: Actor, fingerprint: string = next.keyId) => s.world.call("POST", "/director-key", { as, body: { fingerprint } });
  expect((await take(adam, "0".repeat(64))).json.error).toMatchObject({ code: "fingerprint-unknown", field: "fingerprint" });
  expect((await take({ ...adam, steppedUp: false })).json.error.code).toBe("step-up-needed");
  expect((await take(s.ada)).status).toBe(403);
  expect((await take(adam)).json).toEqual({ state: "waiting" });
  expect((await take(adam)).json.error.code).toBe("same-person");
  expect((await s.world.call("GET", "/director-keys/offered", { as: agnes })).json.offeredKeys).toEqual([{ keyId: next.keyId, offeredAt: at(2), proposedByMe: false }]);
  expect((await take(agnes)).json).toEqual({ state: "done" });
  expect((await s.world.call("GET", "/determination-commitments")).json.directorKeys.at(-1)).toMatchObject({ keyId: next.keyId, cameBy: "replaced" });
  expect((await s.world.call("GET", "/inbox", { as: s.ada })).json.entries[0]).toMatchObject({ kind: "determination.key-replaced" });
  // Every developer may hold a receipt of it.
  const [entry] = await s.world.services.db.query<{ visible_to: string[] }>(sql`SELECT visible_to FROM audit.entry WHERE kind = 'determination.director-key-replaced'`);
  expect(entry?.visible_to).toContain(s.ada.organisationId);

  const payload = await seal(s, requestId);
  await deliverBy(s, requestId, payload, next);
  const verdict = await verify(s, await readBundle(s, requestId));
  expect(verdict.ok).toBe(true);
  expect(verdict.checks.find(({ name }) => name === "director-key")?.sentence).toContain("two people on the low side took the next up by hand");
});

test("a delegate's signature counts while the Director's delegation lasts, and the bundle shows on whose word", async () => {
  const s = await scene();
  const requestId = await request(s);
  const { key } = await delegate(s);
  await s.look();
  const payload = await seal(s, requestId);
  await deliverBy(s, requestId, payload, key);
  expect(await s.show(requestId)).toMatchObject({ state: "signed", result: { signedBy: "delegate" } });
  const bundle = await readBundle(s, requestId);
  const verdict = await verify(s, bundle);
  expect(verdict.ok).toBe(true);
  expect(verdict.checks.find(({ name }) => name === "delegation")?.sentence).toContain(`from ${at(1)} until ${at(3600)}`);

  // Without the delegation, with another's, or signed outside of its time it does not hold.
  const other = generateSigningKey();
  const { delegation } = bundle.authority ?? {};
  const forged = signStatement({ payloadType: DELEGATION_PAYLOAD_TYPE, payload: { delegationId: newId("dlg"), keyId: key.keyId, publicKey: key.publicKeyPem, validFrom: at(1), validUntil: at(9000) } }, other.privateKeyPem);
  const late = signStatement({ payloadType: DETERMINATION_PAYLOAD_TYPE, payload: { ...payload, signedAt: at(3600) } }, key.privateKeyPem);
  const { authority: _none, ...bare } = bundle;
  for (const one of [bare, { ...bundle, authority: { keyHistory: [], delegation: { ...delegation, statement: forged } } }, { ...bundle, determination: late }]) expect((await verify(s, one)).ok).toBe(false);
});

test("a delegation ends by itself, and the Director ends it sooner; nothing signed by it that comes later is believed", async () => {
  for (const spoil of ["lapsed", "ended"] as const) {
    const s = await scene();
    const requestId = await request(s);
    const { key, delegationId } = await delegate(s, { until: spoil === "lapsed" ? at(40) : at(3600) });
    await s.look();
    const payload = await seal(s, requestId);
    if (spoil === "ended") await end(s, delegationId, at(55));
    await s.look();
    // It states an instant at which it was still allowed; the log knows better when it was ended before it came.
    await deliverBy(s, requestId, { ...payload, signedAt: spoil === "lapsed" ? at(45) : at(50) }, key);
    expect([spoil, await refusals(s), (await s.show(requestId)).result]).toEqual([spoil, [spoil === "lapsed" ? "does-not-fit" : "unknown-signer"], null]);
  }
});

test("nobody but the Director's key makes a delegate: not the transport key, a delegate's, or a former Director's", async () => {
  const s = await scene();
  const { key } = await delegate(s);
  await s.look();
  await delegate(s, { by: generateSigningKey() });
  await delegate(s, { by: key });
  await rotate(s, { keyId: s.peer.keys.directorKeyId });
  await s.look();
  await delegate(s);
  await s.look();
  expect((await s.world.call("GET", "/determination-commitments")).json.delegations).toHaveLength(1);
  expect(await refusals(s)).toEqual(["unknown-signer", "unknown-signer", "unknown-signer"]);
});

test("a delegate whom a former key named signs no more once it handed over", async () => {
  const s = await scene();
  const requestId = await request(s);
  const { key } = await delegate(s);
  await s.look();
  await rotate(s, { keyId: s.peer.keys.directorKeyId });
  await s.look();
  await deliverBy(s, requestId, await seal(s, requestId), key);
  expect(await refusals(s)).toEqual(["unknown-signer"]);
});

test("what an old key signed before it handed over counts, also when both are found in one look", async () => {
  const s = await scene();
  const requestId = await request(s);
  const payload = await seal(s, requestId);
  await s.peer.send({ kind: "determination-signed", requestId, determination: { ...s.peer.sign(payload) } });
  await rotate(s, { keyId: s.peer.keys.directorKeyId });
  await s.look();
  expect((await s.show(requestId)).state).toBe("signed");
  expect((await verify(s, await readBundle(s, requestId))).ok).toBe(true);
});
