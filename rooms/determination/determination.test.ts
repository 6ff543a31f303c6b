import { rm, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { generateSigningKey, verifyDeterminationBundle, type DeterminationPayload } from "#engines/ledger";
import { newId, openSealed, sql } from "#rooms/platform";
import { sealLedger } from "#rooms/audit";
import { expect, test, vi } from "vitest";
import { createWorld } from "../../tests/setup/world.ts";
import { createEnclavePeer } from "./enclave-peer.fixture.ts";
import { at, CREDENTIAL, deliver, DIGEST, draft, NOW, refusals, request, RESULTS, scene, seal, SET, STANDARD } from "./exchange-scene.fixture.ts";
import { exchangeOnce, startExchange } from "./index.ts";

test("a request crosses with its credential sealed to the enclave, under a lease that ends within a minute on a clock that is behind too", async () => {
  const s = await scene();
  const requestId = await request(s);
  const files = await s.peer.received();
  expect(Object.keys(files).toSorted()).toEqual([`lease-${requestId}.json`, "low-keys.json", `request-${requestId}.json`]);
  const asked = files[`request-${requestId}.json`];
  if (asked?.kind !== "determination-requested") throw new Error("no request");
  expect({ ...asked, sealedCredential: "" }).toEqual({ kind: "determination-requested", requestId, modelDigest: DIGEST, modelName: "cormorant-9", endpoint: "http://127.0.0.1:9/v1", sealedCredential: "", accessMode: "developer-hosted", reconsiders: null, facts: null, files: [], requestedAt: NOW });
  expect(openSealed(s.peer.sealingKey.privateKeyPem, asked.sealedCredential).toString("utf8")).toBe(CREDENTIAL);
  expect(files[`lease-${requestId}.json`]).toEqual({ kind: "lease", requestId, issuedAt: NOW, notAfter: at(55) });
  expect((await stat(join(s.exchange, "to-enclave", `request-${requestId}.json`))).mode & 0o777).toBe(0o640);
  expect((await s.world.call("GET", `/engagements/${s.engagementId}`, { as: s.ada })).json).toMatchObject({ state: "determination-requested", windows: [] });
});

test("leases are renewed while access stands, count towards the 30 days, and end with them", async () => {
  const s = await scene();
  const requestId = await request(s);
  const lease = async () => {
    await s.look();
    return (await s.peer.received())[`lease-${requestId}.json`];
  };
  s.world.setTime(at(14));
  expect(await lease()).toMatchObject({ notAfter: at(55) });
  s.world.setTime(at(25));
  expect(await lease()).toMatchObject({ issuedAt: at(25), notAfter: at(80) });
  s.world.setTime(at(3 * 86_400));
  expect((await s.world.call("GET", `/engagements/${s.engagementId}`, { as: s.ada })).json.budget.usedSeconds).toBe(3 * 86_400);
  s.world.setTime(at(30 * 86_400 - 10));
  expect(await lease()).toMatchObject({ notAfter: at(30 * 86_400) });
  s.world.setTime(at(30 * 86_400));
  await s.look();
  expect((await s.peer.received())[`ended-${requestId}.json`]).toEqual({ kind: "access-ended", requestId, endedAt: at(30 * 86_400) });
  expect(await s.show(requestId)).toMatchObject({ state: "stopped", leasedUntil: null });
});

test("a withdrawal ends the enclave's access at once, and no lease follows", async () => {
  const s = await scene();
  const requestId = await request(s);
  await s.world.call("POST", `/engagements/${s.engagementId}/withdrawal`, { as: s.ada });
  await s.world.drain();
  expect((await s.peer.received())[`ended-${requestId}.json`]).toMatchObject({ kind: "access-ended", requestId });
  s.world.setTime(at(45));
  await s.look();
  expect((await s.peer.received())[`lease-${requestId}.json`]).toMatchObject({ issuedAt: NOW });
  expect(await s.show(requestId)).toMatchObject({ state: "stopped", accessEndedAt: NOW });
});

test("a withdrawal holds for the enclave even if its event was never worked", async () => {
  const s = await scene();
  const requestId = await request(s);
  await s.world.call("POST", `/engagements/${s.engagementId}/withdrawal`, { as: s.ada });
  await s.look();
  expect((await s.peer.received())[`ended-${requestId}.json`]).toMatchObject({ kind: "access-ended" });
});

test("a request of a developer who withdrew before it left never leaves", async () => {
  const s = await scene({ pinned: false });
  const requestId = await request(s);
  await s.world.call("POST", `/engagements/${s.engagementId}/withdrawal`, { as: s.ada });
  await s.world.drain();
  await s.peer.send(s.peer.keys);
  await s.look();
  expect(Object.keys(await s.peer.received())).toEqual(["low-keys.json"]);
  expect(await s.show(requestId)).toMatchObject({ state: "stopped" });
});

test("the developer gets result and releasable text, and a bundle that verifies offline", async () => {
  const s = await scene();
  const requestId = await request(s);
  const payload = await seal(s, requestId);
  expect((await s.show(requestId)).result).toBeNull();
  // The Director waits for this word: what is signed before the ledger holds the sealing would not verify.
  expect((await s.peer.received())[`sealing-${requestId}.json`]).toMatchObject({ kind: "sealing-recorded", requestId, determinationId: payload.determinationId, resultsCommitment: payload.resultsCommitment, recordedAt: at(20) });
  expect((await s.world.call("GET", `/determinations/${requestId}/bundle`, { as: s.ada })).json.error.code).toBe("nothing-signed-yet");
  await deliver(s, requestId, payload);
  const { modelDigest, ...result } = payload;
  expect(await s.show(requestId)).toMatchObject({ state: "signed", modelDigest, accessEndedAt: at(20), result: { ...result, supersededBy: null } });
  const { verifierKey } = await sealLedger(s.world.services);
  const bundle = await s.world.call("GET", `/determinations/${requestId}/bundle`, { as: s.ada });
  expect(verifyDeterminationBundle(bundle.json, { trustedVerifierKeys: [verifierKey] })).toMatchObject({ ok: true, determination: payload });
  const ledger = await s.world.ledgerKinds();
  expect(ledger.filter((kind) => kind.startsWith("determination."))).toEqual([
    "determination.enclave-pinned", "determination.director-key-announced", "determination.standard-committed", "determination.requested", "determination.exported",
    "determination.stage-reached", "determination.stage-reached", "determination.results-sealed", "determination.stage-reached", "determination.access-ended", "determination.stage-reached", "determination.received",
  ]);
  expect((await s.world.call("GET", `/engagements/${s.engagementId}`, { as: s.ada })).json.state).toBe("determined");
  const receipts = await s.world.call("GET", `/ledger/receipts?subject=${requestId}`, { as: s.ada });
  expect(receipts.json.receipts.map((receipt: { entry: { kind: string } }) => receipt.entry.kind)).toContain("determination.results-sealed");
  expect((await s.world.call("GET", "/inbox", { as: s.ada })).json.entries[0]).toMatchObject({ kind: "determination.signed", link: `/developer/determinations/${requestId}` });
});

test("a determination signed by any key but the announced Director's is refused", async () => {
  const s = await scene();
  const requestId = await request(s);
  const payload = await seal(s, requestId);
  await deliver(s, requestId, payload, generateSigningKey().privateKeyPem);
  expect(await refusals(s)).toEqual(["unknown-signer"]);
  expect(await s.show(requestId)).toMatchObject({ state: "results-sealed", result: null });
  expect((await s.world.ledgerKinds()).at(-1)).toBe("determination.bundle-refused");
});

test("a determination that the owner of the database inserts is not valid", async () => {
  const s = await scene();
  const requestId = await request(s);
  const payload = await seal(s, requestId);
  const forged = s.peer.sign(payload, generateSigningKey().privateKeyPem);
  await s.world.services.db.execute(sql`INSERT INTO determination.signed (determination_id, request_id, standard_commitment, outcome, envelope, director_key_id, received_at)
    VALUES (${payload.determinationId}, ${requestId}, ${STANDARD.commitment}, 'covered', ${JSON.stringify(forged)}, ${s.peer.keys.directorKeyId}, ${NOW})`);
  for (const path of ["", "/bundle"]) {
    expect(await s.world.call("GET", `/determinations/${requestId}${path}`, { as: s.ada })).toMatchObject({ status: 409, json: { error: { code: "record-altered" } } });
  }
});

test("a signed determination must be for this request, over the fixed standard and the sealed results", async () => {
  const s = await scene();
  const requestId = await request(s);
  const payload = await seal(s, requestId);
  const wrong: readonly Partial<DeterminationPayload>[] = [
    { modelDigest: "ef".repeat(32) },
    { determinationId: newId("det") },
    { resultsCommitment: "3c".repeat(64) },
    { benchmarkSet: { ...SET, digest: "c".repeat(64) } },
    { standard: { ...payload.standard, version: "2" } },
    { signedAt: at(5) },
  ];
  for (const one of wrong) await deliver(s, requestId, { ...payload, ...one });
  expect(await refusals(s)).toEqual(wrong.map(() => "does-not-fit"));
  expect((await s.show(requestId)).state).toBe("results-sealed");
  await deliver(s, requestId, payload);
  expect((await s.show(requestId)).state).toBe("signed");
  await deliver(s, requestId, { ...payload, outcome: "not_covered" });
  expect((await s.show(requestId)).result.outcome).toBe("covered");
  expect(await refusals(s)).toContain("already-signed");
});

test("being told that something was signed makes nothing signed", async () => {
  const s = await scene();
  const requestId = await request(s);
  await seal(s, requestId);
  await s.peer.send({ kind: "stage-reached", requestId, stage: "signed", at: at(30) });
  await s.look();
  expect(await s.show(requestId)).toMatchObject({ state: "results-sealed", result: null });
});

test("a signed determination that comes before its sealing waits for it", async () => {
  const s = await scene();
  const requestId = await request(s);
  const payload = draft(newId("det"));
  await deliver(s, requestId, payload);
  expect([await refusals(s), (await s.show(requestId)).state]).toEqual([[], "requested"]);
  await seal(s, requestId, payload.determinationId);
  expect((await s.show(requestId)).state).toBe("signed");
});

test("nothing of threshold, item, score or ranking can cross: a bundle with any further field is refused and stored nowhere", async () => {
  const s = await scene();
  const requestId = await request(s);
  const payload = await seal(s, requestId);
  const canary = "canary-5f2e91";
  await s.peer.send({ kind: "stage-reached", requestId, stage: "consultation", at: at(30), score: canary });
  await s.peer.send({ ...STANDARD, version: "2", commitment: "9".repeat(128), threshold: canary });
  await s.peer.send({ kind: "results-sealed", requestId, determinationId: newId("det"), resultsCommitment: RESULTS, sealedAt: NOW, percentile: canary });
  await s.peer.send({ kind: "ranking", requestId, place: canary });
  await s.look();
  await deliver(s, requestId, { ...payload, score: canary } as DeterminationPayload);
  const envelope = s.peer.sign(payload);
  const smuggling = { ...envelope, signatures: envelope.signatures.map((signature) => ({ ...signature, keyid: canary })) };
  await s.peer.send({ kind: "determination-signed", requestId, determination: smuggling });
  await s.look();
  expect(await refusals(s)).toEqual(["does-not-fit", "not-in-schema", "not-in-schema", "not-in-schema", "not-in-schema", "unknown-signer"]);
  const tables = await s.world.services.db.query<{ name: string }>(sql`SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema', 'public')`);
  for (const { name } of tables) {
    const found = await s.world.services.db.query({ text: `SELECT 1 FROM ${name} AS one WHERE one::text LIKE '%canary-5f2e91%'`, values: [] });
    expect([name, found.length]).toEqual([name, 0]);
  }
});

test("the low side keeps of a determination: result, releasable text, and which set, version and digest", async () => {
  const s = await scene();
  const columns = await s.world.services.db.query<{ table_name: string; column_name: string }>(sql`SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'determination' AND table_name IN ('standard', 'sealing', 'signed') ORDER BY 1, 2`);
  expect(columns.map((column) => `${column.table_name}.${column.column_name}`)).toEqual([
    "sealing.determination_id", "sealing.entry_id", "sealing.request_id", "sealing.results_commitment", "sealing.sealed_at",
    "signed.delegation_id", "signed.determination_id", "signed.director_key_id", "signed.envelope", "signed.outcome", "signed.received_at", "signed.request_id", "signed.standard_commitment",
    "standard.commitment", "standard.committed_at", "standard.entry_id", "standard.recorded_at", "standard.rule_commitment", "standard.sequence", "standard.set_digest", "standard.set_id", "standard.set_version", "standard.standard_id", "standard.supersedes", "standard.version",
  ]);
});

test("the enclave's keys are pinned on first sight; another set is refused, recorded and not used", async () => {
  const s = await scene();
  const other = await createEnclavePeer(s.exchange);
  await other.send(other.keys);
  await s.peer.send({ ...s.peer.keys, directorKey: other.keys.directorKey, directorKeyId: other.keys.directorKeyId });
  await other.send({ ...STANDARD, version: "3", commitment: "8".repeat(128) });
  await s.look();
  expect(await refusals(s)).toEqual(["another-key", "another-key", "not-signed"]);
  const commitments = (await s.world.call("GET", "/determination-commitments")).json;
  expect(commitments.directorKeys.map((key: { keyId: string }) => key.keyId)).toEqual([s.peer.keys.directorKeyId]);
  expect(commitments.standards).toEqual([{ id: "exercise-standard", version: "1", commitment: STANDARD.commitment, benchmarkSet: SET, committedAt: NOW, recordedAt: NOW, ruleCommitment: null, sequence: null, supersedes: null }]);
});

test("one version of a standard has one commitment: a second one is refused and shows in the ledger", async () => {
  const s = await scene();
  await s.peer.send({ ...STANDARD, commitment: "7".repeat(128) });
  await s.look();
  expect(await refusals(s)).toEqual(["standard-already-fixed"]);
  expect((await s.world.ledgerKinds()).at(-1)).toBe("determination.bundle-refused");
});

test("junk in the folder is refused once, links are not followed, and nothing is stored", async () => {
  const s = await scene();
  const requestId = await request(s);
  await s.peer.drop("a-large.json", "x".repeat(70_000));
  await s.peer.drop("b-broken.json", "{");
  await s.peer.drop("c-bytes.json", Buffer.from([0xff, 0xfe, 0x00]));
  await s.peer.drop("d-unsigned.json", JSON.stringify({ payloadType: "application/vnd.breakwater.exchange+json", payload: Buffer.from(JSON.stringify({ kind: "stage-reached", requestId, stage: "stopped", at: NOW })).toString("base64"), signatures: [] }));
  await s.peer.drop("notes.txt", "not looked at");
  const secret = join(s.exchange, "elsewhere.txt");
  await writeFile(secret, "{}");
  await symlink(secret, join(s.exchange, "from-enclave", "e-link.json"));
  await s.peer.send({ kind: "stage-reached", requestId: "dtr_00000000000000000000", stage: "intake", at: NOW });
  await s.look();
  await exchangeOnce(s.world.services);
  expect(await refusals(s)).toEqual(["not-json", "not-json", "not-signed", "too-large", "unknown-request"]);
  expect((await s.world.ledgerKinds()).filter((kind) => kind === "determination.bundle-refused")).toHaveLength(5);
  expect((await s.show(requestId)).state).toBe("requested");
});

test("each bundle is taken in once, however often it is seen", async () => {
  const s = await scene();
  const requestId = await request(s);
  const payload = await seal(s, requestId);
  await deliver(s, requestId, payload);
  const before = await s.world.ledgerKinds();
  await exchangeOnce(s.world.services);
  await exchangeOnce(s.world.services);
  expect(await s.world.ledgerKinds()).toEqual(before);
});

test("a developer asks once at a time, and again only after something was signed; the earlier determination is kept", async () => {
  const s = await scene();
  const requestId = await request(s);
  expect(await s.world.call("POST", "/determinations", { as: s.ada, body: { engagementId: s.engagementId } })).toMatchObject({ status: 409, json: { error: { code: "already-asked", field: "engagementId" } } });
  expect((await s.world.call("POST", `/determinations/${requestId}/reconsiderations`, { as: s.ada, body: { facts: "We mended it.", withAccess: true } })).json.error.code).toBe("nothing-signed-yet");
  const first = await seal(s, requestId);
  await deliver(s, requestId, first);
  const again = await s.world.call("POST", `/determinations/${requestId}/reconsiderations`, { as: s.ada, body: { facts: "We mended it.", withAccess: true } });
  expect(again).toMatchObject({ status: 201, json: { reconsiders: requestId, result: null } });
  await s.look();
  const second = { ...(await seal(s, again.json.id)), outcome: "not_covered" as const, supersedes: first.determinationId };
  await deliver(s, again.json.id, second);
  expect((await s.show(requestId)).result).toMatchObject({ outcome: "covered", supersededBy: second.determinationId });
  expect((await s.show(again.json.id)).result).toMatchObject({ outcome: "not_covered", supersededBy: null });
  expect((await s.world.services.publishedCounts())["determination"]).toEqual({ requested: 2, stopped: 0, covered: 1, notCovered: 1, insufficient: 0, standards: 1, refusedBundles: 0 });
});

test("another laboratory, an evaluator and an administrator see nothing of a determination", async () => {
  const s = await scene();
  const requestId = await request(s);
  const rob = await s.world.person({ organisation: "Rival Lab", kind: "developer", name: "Rob", roles: ["developer-release-lead"] });
  for (const path of ["", "/bundle"]) {
    const forbidden = await s.world.call("GET", `/determinations/${requestId}${path}`, { as: rob });
    const absent = await s.world.call("GET", `/determinations/dtr_00000000000000000000${path}`, { as: rob });
    expect({ status: forbidden.status, text: forbidden.text }).toEqual({ status: 404, text: absent.text });
  }
  expect((await s.world.call("POST", `/determinations/${requestId}/reconsiderations`, { as: rob })).status).toBe(404);
  expect((await s.world.call("POST", "/determinations", { as: rob, body: { engagementId: s.engagementId } })).status).toBe(404);
  expect((await s.world.call("GET", "/determinations", { as: rob })).json).toEqual({ determinations: [] });
  for (const role of ["administrator", "agency-evaluator", "benchmark-analyst", "nsa-director", "consultee", "partner-security-lead", "procurement"] as const) {
    const person = await s.world.person({ organisation: "Others", kind: "government", name: role, roles: [role] });
    // An evaluator may read what was determined of the models they evaluate; this one is not among them.
    expect([role, (await s.world.call("GET", `/determinations/${requestId}`, { as: person })).status]).toEqual([role, role === "agency-evaluator" ? 404 : 403]);
    expect((await s.world.call("POST", "/determinations", { as: person, body: { engagementId: s.engagementId } })).status).toBe(403);
  }
});

test("the exchange runs by itself from its start until it is stopped", async () => {
  const s = await scene({ pinned: false });
  await rm(join(s.exchange, "to-enclave"), { recursive: true });
  const exchange = startExchange(s.world.services);
  await s.peer.send(s.peer.keys);
  await vi.waitFor(async () => expect((await s.world.call("GET", "/determination-commitments")).json.directorKeys).toHaveLength(1), { timeout: 10_000 });
  await exchange.stop();
  expect(Object.keys(await s.peer.received())).toEqual(["low-keys.json"]);
  const without = await createWorld();
  await startExchange(without.services).stop();
});
