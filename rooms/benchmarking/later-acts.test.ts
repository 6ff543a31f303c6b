import { randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { FILE_PART_BYTES } from "#contracts/exchange";
import { DETERMINATION_PAYLOAD_TYPE, openCommitment, openDeterminationAct, sha256Hex, verifyStatement } from "#engines/ledger";
import { newId, sql, type Actor } from "#rooms/platform";
import { countedEndpoint, KEY, openEnclave, recommendedRequest, RELEASABLE, someTasks, type Enclave } from "./enclave-scene.fixture.ts";
import { importBundles } from "./index.ts";

const WEEK_MS = 7 * 86_400_000;
const WAIT = { timeout: 90_000 };
const PLAIN = "We looked at what you wrote.";

async function signedRequest(enclave: Enclave): Promise<string> {
  const { requestId } = await recommendedRequest(enclave);
  expect((await enclave.act(enclave.director, requestId, "signature", { outcome: "covered" })).status).toBe(201);
  await enclave.world.drain();
  return requestId;
}

async function askAgain({ low, world }: Enclave, earlier: string): Promise<string> {
  const requestId = newId("drq");
  await low.send(`request-${requestId}.json`, { kind: "reconsideration-requested", requestId, reconsiders: earlier, facts: "We retrained it since.", modelDigest: "a".repeat(64), requestedAt: world.services.clock().toISOString() });
  await importBundles(world.services);
  return requestId;
}

test("a developer's facts are looked at, and the Director signs that the determination stands; the old one is kept", WAIT, async () => {
  const enclave = await openEnclave({ setsDirectory: await someTasks("ship-log") });
  const { low, world, analyst, director, act, read } = enclave;
  const earlier = await signedRequest(enclave);
  const later = await askAgain(enclave, earlier);
  expect(await read(analyst, later)).toMatchObject({ state: "intake", reconsiders: earlier, facts: "We retrained it since.", endpoint: null, acts: ["recommend-standing"] });
  expect(await read(analyst, earlier)).toMatchObject({ state: "reconsideration-requested", line: [{ id: earlier }, { id: later }] });
  expect((await world.call("GET", "/inbox", { as: analyst })).json.entries).toContainEqual(expect.objectContaining({ kind: "benchmarking.reconsideration-received", link: `/requests/${later}` }));
  // No access came with it: nothing is run.
  expect((await act(analyst, later, "run")).json.error.code).toBe("wrong-state");
  expect((await act(analyst, later, "standing", { releasableText: "It reached 0.9." })).json.error).toMatchObject({ code: "not-releasable", field: "releasableText" });
  expect((await act(director, later, "standing", { releasableText: PLAIN })).status).toBe(403);
  expect((await act(analyst, later, "standing", { releasableText: PLAIN })).json).toMatchObject({ state: "recommended", recommendation: { stands: true, outcome: "covered" } });
  expect((await read(analyst, earlier)).state).toBe("under-reconsideration");
  expect((await act(director, later, "signature", { outcome: "covered" })).json).toMatchObject({ state: "signed", determination: null });
  await world.drain();
  expect((await read(analyst, later)).state).toBe("notified");
  expect(await read(analyst, earlier)).toMatchObject({ state: "notified", determination: { outcome: "covered" }, laterActs: [{ act: "stands", releasableText: PLAIN, answers: later }] });
  const sent = (await low.received()).find(({ name }) => name.startsWith("act-"));
  const bundle = JSON.parse(sent?.payload ?? "{}");
  expect(bundle).toMatchObject({ kind: "determination-act", requestId: earlier, answers: later });
  expect(openDeterminationAct(bundle.act, (await low.enclaveKeys()).directorKey)).toMatchObject({ act: "stands", releasableText: PLAIN, modelDigest: "a".repeat(64) });
});

test("files that a developer gave are whole for analyst and Director once every part is here, and nobody sees what is not what was announced", WAIT, async () => {
  const enclave = await openEnclave({ setsDirectory: await someTasks("ship-log") });
  const { low, world, analyst, director, read } = enclave;
  const earlier = await signedRequest(enclave);
  const report = randomBytes(FILE_PART_BYTES + 5);
  const card = (fileName: string, bytes: Buffer) => ({ fileId: newId("dfl"), fileName, digest: sha256Hex(bytes), bytes: bytes.length });
  const [whole, forged] = [card("report.pdf", report), card("page.html", Buffer.from("<b>as announced</b>"))];
  const requestId = newId("drq");
  const part = (fileId: string, place: number, bytes: Buffer) => low.send(`file-${fileId}-${place}.json`, { kind: "facts-file-part", requestId, fileId, part: place, content: bytes.toString("base64") });
  // Parts may be here before the request that announces them, and out of order.
  await part(whole.fileId, 1, report.subarray(FILE_PART_BYTES));
  await importBundles(world.services);
  await low.send(`request-${requestId}.json`, { kind: "reconsideration-requested", requestId, reconsiders: earlier, facts: "See the files.", files: [whole, forged], modelDigest: "a".repeat(64), requestedAt: world.services.clock().toISOString() });
  await importBundles(world.services);
  const path = (fileId: string) => `/requests/${requestId}/files/content?fileId=${fileId}`;
  expect((await read(analyst, requestId)).files).toMatchObject([{ fileName: "report.pdf", state: "awaited" }, { fileName: "page.html", state: "awaited" }]);
  expect((await world.call("GET", path(whole.fileId), { as: analyst })).status).toBe(404);
  await part(whole.fileId, 0, report.subarray(0, FILE_PART_BYTES));
  await part(forged.fileId, 0, Buffer.from("<i>another page</i>"));
  // Nobody announced this one.
  await part(newId("dfl"), 0, report.subarray(0, 100));
  await importBundles(world.services);
  for (const as of [analyst, director]) {
    expect((await read(as, requestId)).files).toEqual([{ id: whole.fileId, fileName: "report.pdf", digest: whole.digest, bytes: report.length, state: "here" }, { id: forged.fileId, fileName: "page.html", digest: forged.digest, bytes: forged.bytes, state: "refused" }]);
    const fetched = await world.call("GET", path(whole.fileId), { as });
    expect([fetched.status, fetched.headers.get("content-type"), fetched.headers.get("x-breakwater-label"), fetched.headers.get("content-disposition")]).toEqual([200, "application/octet-stream", "enclave-only", expect.stringMatching(/^attachment/)]);
    expect((await world.call("GET", path(forged.fileId), { as })).status).toBe(404);
  }
  const consultee = await world.person({ organisation: "Office", kind: "government", name: "Con", roles: ["consultee"] });
  expect([(await read(consultee, requestId)).files, (await world.call("GET", path(whole.fileId), { as: consultee })).status]).toEqual([[], 403]);
  expect(await world.services.db.query(sql`SELECT 1 FROM benchmarking.file_part`)).toEqual([]);
  expect(JSON.stringify(await world.services.db.query(sql`SELECT * FROM benchmarking.request_file`))).not.toContain("report.pdf");
});

test("whose model it is that was begun here, two people confirm, one of them the Director, and nothing leaves before", WAIT, async () => {
  const enclave = await openEnclave({ setsDirectory: await someTasks("ship-log") });
  const { low, world, analyst, director, read } = enclave;
  const proven = (actor: Actor): Actor => ({ ...actor, steppedUp: true });
  const begun = (await world.call("POST", "/requests", { as: analyst, body: { modelDigest: "a".repeat(64), modelName: "scripted-capable", endpoint: "http://127.0.0.1:9/v1", credential: KEY, hosting: "government-hosted", reconsiders: null } })).json.id;
  const claimOf = async (organisationName: string, requestId = begun) => {
    const claimId = newId("clm");
    await low.send(`claim-${claimId}.json`, { kind: "developer-claimed", claimId, requestId, organisationName, claimedAt: world.services.clock().toISOString() });
    await importBundles(world.services);
    return claimId;
  };
  const [kelp, rival] = [await claimOf("Kelp Lab"), await claimOf("Rival Lab")];
  expect((await read(analyst, begun)).claims).toMatchObject([{ id: kelp, organisationName: "Kelp Lab", words: 0, mayConfirm: true }, { id: rival, organisationName: "Rival Lab", words: 0, mayConfirm: true }]);
  const word = (as: Actor, claimId = kelp) => world.call("POST", `/requests/${begun}/claims/${claimId}/word`, { as });
  expect((await word({ ...analyst, steppedUp: false })).json.error.code).toBe("step-up-needed");
  const consultee = proven(await enclave.person("Speaker of NCD", "consultee"));
  expect([(await word(consultee)).status, (await read(consultee, begun)).claims]).toEqual([403, []]);
  expect((await word(proven(analyst))).json.claims[0]).toMatchObject({ words: 1, mayConfirm: false });
  expect((await word(proven(analyst))).json.error.code).toBe("same-person");
  const second = proven(await enclave.person("Second Analyst", "benchmark-analyst"));
  expect((await word(second)).json.error.code).toBe("not-appointed");
  await world.drain();
  const sent = async () => (await low.received()).filter(({ name }) => name.startsWith("developer-")).map(({ payload }) => JSON.parse(payload) as unknown);
  expect(await sent()).toEqual([]);
  expect((await word(proven(director))).json.claims).toMatchObject([{ words: 2, mayConfirm: false }, { words: 0, mayConfirm: false }]);
  expect((await word(proven(director), rival)).json.error.code).toBe("wrong-state");
  await world.drain();
  expect(await sent()).toEqual([{ kind: "developer-confirmed", claimId: kelp, requestId: begun, at: world.services.clock().toISOString() }]);
  expect((await world.ledgerKinds()).filter((kind) => kind === "benchmarking.developer-confirmed")).toHaveLength(2);
});

test("a request to look again at what is not in force here is stopped", WAIT, async () => {
  const enclave = await openEnclave({ setsDirectory: await someTasks("ship-log") });
  const { requestId } = await recommendedRequest(enclave);
  const later = await askAgain(enclave, requestId);
  expect((await enclave.read(enclave.analyst, later)).state).toBe("stopped");
  expect((await enclave.read(enclave.analyst, requestId)).state).toBe("recommended");
});

test("a determination is lifted by two people, and what was signed stays beside it", WAIT, async () => {
  const enclave = await openEnclave({ setsDirectory: await someTasks("ship-log") });
  const { low, world, analyst, director, act, read } = enclave;
  const requestId = await signedRequest(enclave);
  expect((await act(director, requestId, "lifting/signature")).json.error.code).toBe("wrong-state");
  expect((await act(director, requestId, "lifting", { releasableText: PLAIN })).status).toBe(403);
  expect((await act(analyst, requestId, "lifting", { releasableText: PLAIN })).json).toMatchObject({ state: "notified", lifting: { proposedBy: "Ann" } });
  expect((await act(analyst, requestId, "lifting/signature")).status).toBe(403);
  expect((await read(director, requestId)).acts).toContain("lift");
  expect((await act(director, requestId, "lifting/signature")).json).toMatchObject({ state: "lifted", determination: { outcome: "covered" }, laterActs: [{ act: "lifted", answers: null }] });
  expect((await act(director, requestId, "lifting/signature")).json.error.code).toBe("wrong-state");
  await world.drain();
  expect((await low.received()).filter(({ name }) => name.startsWith("act-"))).toHaveLength(1);
  expect((await world.ledgerKinds()).slice(-4)).toEqual(expect.arrayContaining(["benchmarking.determination-act-signed"]));
});

test("what the enclave begins itself runs at its own endpoint without lease or engagement, and supersedes what it looks at again", WAIT, async () => {
  const enclave = await openEnclave({ setsDirectory: await someTasks("ship-log") });
  const { low, world, analyst, director, act, read } = enclave;
  const earlier = await signedRequest(enclave);
  const { url, counter } = await countedEndpoint();
  const body = { modelDigest: "a".repeat(64), modelName: "released", endpoint: url, credential: KEY, hosting: "government-hosted", reconsiders: earlier };
  expect((await world.call("POST", "/requests", { as: director, body })).status).toBe(403);
  expect((await world.call("POST", "/requests", { as: analyst, body: { ...body, modelDigest: "b".repeat(64) } })).json.error).toMatchObject({ code: "nothing-to-reconsider", field: "reconsiders" });
  const begun = (await world.call("POST", "/requests", { as: analyst, body })).json;
  expect(begun).toMatchObject({ state: "intake", origin: "initiated", lease: { inForce: false } });
  await world.drain();
  expect(await low.receive(`initiated-${begun.id}.json`)).toEqual({ kind: "determination-initiated", requestId: begun.id, modelDigest: "a".repeat(64), reconsiders: earlier, initiatedAt: world.services.clock().toISOString() });
  expect((await act(analyst, begun.id, "run")).status).toBe(202);
  await world.drain();
  expect(counter.calls).toBeGreaterThan(0);
  await enclave.recordSealing(begun.id);
  expect((await read(analyst, begun.id)).results.manifest).toMatchObject({ modelDigest: "a".repeat(64), benchmarkSet: { id: "harbor-0" }, epochs: 1, tokensUsed: expect.any(Number) });
  world.pass(WEEK_MS);
  await act(analyst, begun.id, "recommendation", { outcome: "covered", releasableText: RELEASABLE });
  expect((await act(director, begun.id, "signature", { outcome: "covered" })).status).toBe(201);
  await world.drain();
  expect((await read(analyst, earlier)).state).toBe("superseded");
  const payloadOf = async (requestId: string) => {
    const bundle = await low.receive(`determination-${requestId}.json`);
    const verdict = verifyStatement(bundle.kind === "determination-signed" ? bundle.determination : null, [(await low.enclaveKeys()).directorKey], DETERMINATION_PAYLOAD_TYPE);
    return verdict.ok ? (verdict.payload as { determinationId: string; supersedes: string | null }) : undefined;
  };
  expect((await payloadOf(begun.id))?.supersedes).toBe((await payloadOf(earlier))?.determinationId);
});

test("a set whose marking rules the way of access out is not run: the analyst learns why, the developer only that it cannot be used", WAIT, async () => {
  const setsDirectory = await someTasks("ship-log");
  const file = join(setsDirectory, "harbor-0/set.yaml");
  await writeFile(file, (await readFile(file, "utf8")).replace(/accessModes: .*/, "accessModes: [local-endpoint]"));
  const enclave = await openEnclave({ setsDirectory });
  const { low, world, analyst, act, read } = enclave;
  const { url, counter } = await countedEndpoint();
  await enclave.publishStandard();
  const requestId = await enclave.receiveRequest(url);
  const refused = await act(analyst, requestId, "run");
  expect(refused.json.error).toMatchObject({ code: "access-mode-refused", message: expect.stringContaining("an endpoint that its developer hosts, which sees every prompt") });
  await world.drain();
  expect([counter.calls, (await read(analyst, requestId)).state, (await read(analyst, requestId)).stopReason]).toEqual([0, "stopped", "access-mode"]);
  expect(await low.receive(`access-mode-${requestId}.json`)).toEqual({ kind: "access-mode-refused", requestId, at: world.services.clock().toISOString() });
  const held = await enclave.receiveRequest(url, { accessMode: "government-hosted" });
  expect((await act(analyst, held, "run")).status).toBe(202);
  await world.drain();
  expect((await read(analyst, held)).state).toBe("consultation");
});

test("an inspector's copy takes two words, one of them the Director's, and opens what was committed to", WAIT, async () => {
  const enclave = await openEnclave({ setsDirectory: await someTasks("ship-log") });
  const { world, analyst, director, act, read } = enclave;
  const { requestId } = await recommendedRequest(enclave);
  const proven = (actor: Actor): Actor => ({ ...actor, steppedUp: true });
  const other = proven(await enclave.person("Otto", "benchmark-analyst"));
  const consultee = proven(await enclave.person("Cora", "consultee"));
  const proposal = { inspector: "The Inspectorate", reason: "Yearly." };
  expect((await act(analyst, requestId, "inspections", proposal)).json.error.code).toBe("step-up-needed");
  expect((await act(consultee, requestId, "inspections", proposal)).status).toBe(403);
  const { inspections } = (await act(proven(analyst), requestId, "inspections", proposal)).json;
  const id = inspections[0].id;
  const confirm = (as: Actor) => act(as, requestId, `inspections/${id}/confirmation`);
  const fetchFile = (as: Actor) => world.call("GET", `/requests/${requestId}/inspections/${id}/file`, { as });
  expect((await fetchFile(director)).json.error.code).toBe("wrong-state");
  expect((await confirm(proven(analyst))).json.error.code).toBe("same-person");
  expect((await confirm(other)).json.error.code).toBe("not-appointed");
  expect((await confirm(director)).status).toBe(200);
  const { standard, results } = (await fetchFile(proven(analyst))).json;
  expect([openCommitment(standard.commitment, standard.salt, standard.value), openCommitment(results.commitment, results.salt, results.value)]).toEqual([true, true]);
  expect((await read(consultee, requestId)).inspections).toEqual([]);
  world.pass(WEEK_MS);
  expect((await fetchFile(director)).json.error.code).toBe("wrong-state");
  expect((await world.ledgerKinds()).filter((kind) => kind.startsWith("benchmarking.inspection"))).toEqual(["benchmarking.inspection-proposed", "benchmarking.inspection-confirmed", "benchmarking.inspection-fetched"]);
});
