import { symlink } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { EXCHANGE_PAYLOAD_TYPE } from "#contracts/exchange";
import { DETERMINATION_PAYLOAD_TYPE, generateSigningKey, signStatement } from "#engines/ledger";
import { accessRoom } from "#rooms/access";
import { auditRoom } from "#rooms/audit";
import { generateSealingKey, json, newId, openSealed, platformRoom, sealTo, sql } from "#rooms/platform";
import { holdCeremony } from "../../tests/setup/ceremony.ts";
import { createWorld, type World } from "../../tests/setup/world.ts";
import { announceKeys, benchmarkingRoom, importBundles } from "./index.ts";
import { openLowSide } from "./low-side.fixture.ts";
import { openDirectorKey, requireDirectorKey } from "./signing-authority.ts";

const CREDENTIAL = "sk-canary-credential-0001";
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function openExchange() {
  const low = await openLowSide();
  closing.push(low.close);
  const world = await createWorld({ side: "enclave", rooms: [platformRoom, auditRoom, accessRoom, benchmarkingRoom], environment: { BREAKWATER_EXCHANGE: low.directory } });
  const director = await world.person({ organisation: "Directorate", kind: "government", name: "Dora", roles: ["nsa-director"] });
  const fingerprint = await holdCeremony(world, director);
  return { low, fingerprint, world, status: async () => (await statusOf(world)).bundles };
}

async function statusOf(world: World) {
  const administrator = await world.person({ organisation: "Enclave operations", kind: "platform", name: "Adam", roles: ["administrator"] });
  return (await world.call("GET", "/status", { as: administrator })).json;
}

const requestAt = (world: World) => ({ endpoint: "http://127.0.0.1:9/v1", credential: CREDENTIAL, at: world.services.clock() });
const listRequests = async (world: World) => {
  const analyst = await world.person({ organisation: "Benchmark office", kind: "government", name: "Ann", roles: ["benchmark-analyst"] });
  return (await world.call("GET", "/requests", { as: analyst })).json.requests;
};
const outgoing = (world: World, bundle: unknown, id = newId("out")) =>
  world.services.db.inTransaction(async (tx) => {
    await tx.execute(sql`INSERT INTO benchmarking.outgoing (id, file_name, bundle, created_at) VALUES (${id}, ${`${id}.json`}, ${json(bundle)}, ${world.services.clock()})`);
    await world.services.jobs.enqueue(tx, { name: "benchmarking.write-bundle" }, { outgoingId: id });
  });

test("the enclave announces its keys once, signed with the key it announces", async () => {
  const { low, world, fingerprint } = await openExchange();
  await announceKeys(world.services);
  await world.drain();
  const files = await low.received();
  expect(files.map(({ name }) => name)).toEqual(["enclave-keys.json"]);
  expect(await low.isFromEnclave(files[0]?.envelope)).toBe(true);
  expect((await low.enclaveKeys()).directorKeyId).toBe(fingerprint);
  expect((await world.ledgerKinds()).filter((kind) => kind === "benchmarking.keys-announced")).toHaveLength(1);
});

test("a sealed credential opens for the enclave alone", () => {
  const enclave = generateSealingKey();
  const sealed = sealTo(enclave.publicKeyPem, CREDENTIAL);
  expect(openSealed(enclave.privateKeyPem, sealed).toString()).toBe(CREDENTIAL);
  expect(Buffer.from(sealed, "base64").includes(CREDENTIAL)).toBe(false);
  expect(() => openSealed(generateSealingKey().privateKeyPem, sealed)).toThrow("unable to authenticate");
  expect(() => openSealed(enclave.privateKeyPem, sealed.slice(0, 40))).toThrow("cut short");
  const changed = Buffer.from(sealed, "base64");
  changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
  expect(() => openSealed(enclave.privateKeyPem, changed.toString("base64"))).toThrow("unable to authenticate");
});

test("nothing is taken in before the low side's key is known, and then in the right order", async () => {
  const { low, world, status } = await openExchange();
  const id = await low.request(requestAt(world));
  await importBundles(world.services);
  expect(await listRequests(world)).toEqual([]);
  await low.endAccess(id, world.services.clock());
  await low.announce();
  await importBundles(world.services);
  await importBundles(world.services);
  expect((await listRequests(world)).map((request: { id: string; state: string }) => [request.id, request.state])).toEqual([[id, "stopped"]]);
  expect(await status()).toMatchObject({ imported: 3, refused: 0 });
  expect(await world.ledgerKinds()).toEqual(expect.arrayContaining(["benchmarking.peer-pinned", "benchmarking.request-received", "benchmarking.access-ended", "benchmarking.state-reached"]));
});

test("a second key for the low side is refused, even one that the first key signed", async () => {
  const { low, world, status } = await openExchange();
  await low.announce();
  await importBundles(world.services);
  const other = generateSigningKey();
  const usurped = { kind: "low-keys", transportKey: other.publicKeyPem };
  await low.put("low-keys.json", low.sign(usurped, other.privateKeyPem));
  await low.put("low-keys-2.json", low.sign(usurped));
  await importBundles(world.services);
  expect((await statusOf(world)).peer.keyId).toBe(low.key.keyId);
  expect(await status()).toMatchObject({ imported: 1, refused: 2 });
  expect((await world.ledgerKinds()).filter((kind) => kind === "benchmarking.bundle-refused")).toHaveLength(2);
});

test("a bundle that is malformed, wrongly signed, too large or has a field more is refused once, and stores nothing", async () => {
  const { low, world, status } = await openExchange();
  await low.announce();
  await importBundles(world.services);
  const good = { kind: "lease", requestId: newId("drq"), issuedAt: "2026-09-01T12:00:00.000Z", notAfter: "2026-09-01T12:01:00.000Z" };
  const request = {
    kind: "determination-requested", requestId: newId("drq"), modelDigest: "a".repeat(64), modelName: "m", endpoint: "http://127.0.0.1:9/", sealedCredential: "AAAA", requestedAt: "2026-09-01T12:00:00.000Z",
  };
  const signed = JSON.parse(low.sign(request));
  await low.put("a.json", "{");
  await low.put("b.json", low.sign({ ...request, note: "one more field" }));
  await low.put("c.json", low.sign(request, generateSigningKey().privateKeyPem));
  await low.put("d.json", JSON.stringify({ ...signed, payload: Buffer.from(JSON.stringify({ ...request, modelName: "n" })).toString("base64") }));
  await low.put("e.json", `${" ".repeat(70_000)}{}`);
  await low.put("f.json", JSON.stringify(signStatement({ payloadType: "application/vnd.breakwater.lease+json", payload: good }, low.key.privateKeyPem)));
  await low.put("g.json", Buffer.from([0xff, 0xfe, 0x00]));
  await low.put("h.json", low.sign({ kind: "results-sealed" }));
  await symlink(join(low.directory, "to-enclave/low-keys.json"), join(low.directory, "to-enclave/i.json"));
  await importBundles(world.services);
  await importBundles(world.services);
  expect(await listRequests(world)).toEqual([]);
  expect(await status()).toMatchObject({ imported: 1, refused: 8 });
  expect((await world.ledgerKinds()).filter((kind) => kind === "benchmarking.bundle-refused")).toHaveLength(8);
});

test("a second request of the same id does not change the first", async () => {
  const { low, world, status } = await openExchange();
  await low.announce();
  const requestId = await low.request(requestAt(world));
  await importBundles(world.services);
  const before = await listRequests(world);
  await low.put("again.json", low.sign({
    kind: "determination-requested", requestId, modelDigest: "b".repeat(64), modelName: "other", endpoint: "http://127.0.0.1:9/other", sealedCredential: "AAAA", requestedAt: "2026-09-01T12:00:00.000Z",
  }));
  await importBundles(world.services);
  expect(await listRequests(world)).toEqual(before);
  expect(await status()).toMatchObject({ imported: 2, refused: 1 });
});

test("a request whose credential is not for this enclave is stopped, and its developer can learn so", async () => {
  const { low, world } = await openExchange();
  await low.announce();
  const requestId = newId("drq");
  await low.send("request.json", {
    kind: "determination-requested", requestId, modelDigest: "a".repeat(64), modelName: "m", endpoint: "http://127.0.0.1:9/",
    sealedCredential: sealTo(generateSealingKey().publicKeyPem, CREDENTIAL), requestedAt: world.services.clock().toISOString(),
  });
  await importBundles(world.services);
  await world.drain();
  expect(await low.receive(`stage-${requestId}-stopped.json`)).toEqual({ kind: "stage-reached", requestId, stage: "stopped", at: world.services.clock().toISOString() });
});

test("what is not in the closed schema does not leave, whoever put it there", async () => {
  const { low, world, status } = await openExchange();
  const requestId = newId("drq");
  const stage = { kind: "stage-reached", requestId, stage: "signed", at: "2026-09-01T12:00:00.000Z" };
  const payload = {
    determinationId: newId("det"), modelDigest: "a".repeat(64), outcome: "covered", releasableText: "It meets the designation.", standard: { id: "s", version: "1", commitment: "0".repeat(128) },
    benchmarkSet: { id: "harbor-0", version: "1", digest: "b".repeat(64) }, resultsCommitment: "1".repeat(128), sealedAt: "2026-09-01T12:00:00.000Z", signedAt: "2026-09-01T12:00:00.000Z", supersedes: null,
  };
  const directorsPem = openDirectorKey(world.services, await requireDirectorKey(world.services, world.services.db));
  const envelope = (content: unknown, privateKeyPem = directorsPem) => signStatement({ payloadType: DETERMINATION_PAYLOAD_TYPE, payload: content }, privateKeyPem);
  const determination = (content: unknown, privateKeyPem?: string) => ({ kind: "determination-signed", requestId, determination: envelope(content, privateKeyPem) });
  await outgoing(world, { ...stage, score: 0.7272 });
  await outgoing(world, { kind: "scores", score: 0.7272 });
  await outgoing(world, determination({ ...payload, score: 0.7272 }));
  await outgoing(world, determination({ ...payload, releasableText: "It reached 0.7272." }));
  await outgoing(world, { kind: "determination-signed", requestId, determination: { ...envelope(payload), score: 0.7272 } });
  // Somebody with the database, and even with the enclave's own transport key, but without the Director's.
  await outgoing(world, determination(payload, generateSigningKey().privateKeyPem));
  await world.drain();
  expect((await low.received()).map(({ name }) => name)).toEqual(["enclave-keys.json"]);
  expect(await status()).toMatchObject({ written: 1, withheld: 6 });
  expect((await world.ledgerKinds()).filter((kind) => kind === "benchmarking.bundle-withheld")).toHaveLength(6);
  // The check can let something through: the same, unspoilt.
  await outgoing(world, stage);
  await outgoing(world, determination(payload));
  await world.drain();
  expect(await status()).toMatchObject({ written: 3, withheld: 6 });
  expect((await low.received()).every(({ envelope: one }) => (one as { payloadType: string }).payloadType === EXCHANGE_PAYLOAD_TYPE)).toBe(true);
});
