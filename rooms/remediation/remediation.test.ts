import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import type { Patch } from "#contracts/remediation";
import { verifyStatement } from "#engines/ledger";
import { getCaseFacts, markPublic } from "#rooms/coordination";
import { sealOwner, sql } from "#rooms/platform";
import { BAD_PATCH, bringFinding, clearinghousePeople, GOOD_PATCH, linkFrom, readMail, REPOSITORY, requireOk } from "../../tests/setup/clearinghouse.ts";
import { createWorld } from "../../tests/setup/world.ts";
import { findReleasedPatch, PATCH_PAYLOAD_TYPE } from "./index.ts";
import { countsUnder, judgeAttempts } from "./remediation.rules.ts";
import { findPatch, listAttempts, OWNED_VERIFICATION } from "./remediation.store.ts";
import { signPatch } from "./sign-patch.ts";

const MAINTAINER = "maintainer@tide.example";

/** A case whose maintainer has accepted the report. */
async function acceptedCase(candidatePatch: string | null) {
  const world = await createWorld();
  const people = await clearinghousePeople(world);
  await requireOk(world.call("POST", "/projects", { as: people.analyst, body: { vendor: "Tide Gauge project", product: "Tide Gauge", repository: REPOSITORY, contactEmail: MAINTAINER, openAtOnce: 1 } }));
  const findingId = await bringFinding(world, people, { candidatePatch });
  await world.drain();
  const { caseId } = (await world.call("GET", `/findings/${findingId}`, { as: people.analyst })).json;
  const token = await linkFrom(world, MAINTAINER);
  const link = (path: string, body: object = {}) => world.call("POST", `/maintainer/${path}`, { body: { token, ...body } });
  await requireOk(link("terms"));
  expect((await link("patches/accept")).json.error.code).toBe("answer-not-open");
  await requireOk(link("answers", { answer: "accept" }));
  world.pass(1000);
  return { world, people, caseId: caseId as string, link };
}

test("the maintainer accepts the candidate, the sandbox verifies it, it is signed, released, public and recalled", async () => {
  const { world, people, caseId, link } = await acceptedCase(GOOD_PATCH);
  const { services } = world;
  const digest = createHash("sha256").update(GOOD_PATCH).digest("hex");
  const accepted = (await link("patches/accept")).json;
  expect(accepted).toMatchObject({ state: "proposed", digest, diff: GOOD_PATCH, author: { party: "finder", name: "Harbour Watch", aiGenerated: true, model: "scripted-agent-1" }, confirmed: { byName: "Tide Gauge project" }, verification: null });
  expect((await link("patches/accept")).json.id).toBe(accepted.id);
  expect((await link("patches/release", { patchId: accepted.id, fixedVersion: "1.4.1" })).json.error.code).toBe("wrong-state");
  await world.drain();

  const [signed] = (await link("patches")).json.patches;
  expect(signed).toMatchObject({ id: accepted.id, state: "signed", verification: { verdict: "verified" }, signature: { keyId: expect.stringMatching(/^[0-9a-f]{64}$/) } });
  expect((await readMail(world, MAINTAINER)).at(-1)?.subject).toBe("The patch for Tide Gauge was verified");
  expect((await link("patches/release", { patchId: signed.id, fixedVersion: "1.4.0" })).json.error).toMatchObject({ code: "version-not-new", field: "fixedVersion" });
  expect(await findReleasedPatch(services.db, caseId)).toBeUndefined();
  expect((await link("patches/release", { patchId: signed.id, fixedVersion: "1.4.1" })).json).toMatchObject({ state: "released", fixedVersion: "1.4.1" });

  const released = await findReleasedPatch(services.db, caseId);
  expect(released).toMatchObject({ patchId: signed.id, caseId, fixedVersion: "1.4.1", digest, author: "Harbour Watch", aiGenerated: true, model: "scripted-agent-1" });
  const key = (await world.call("GET", "/patch-signing-key")).json;
  const verdict = verifyStatement(released?.signature, [key.publicKeyPem], PATCH_PAYLOAD_TYPE);
  expect(verdict).toMatchObject({ ok: true, signedBy: [key.keyId], payload: { patchId: signed.id, sha256: digest, aiGenerated: true } });
  expect((await getCaseFacts(services, services.db, caseId)).flags.fixReady).toBe(true);

  // The diff shows the weakness: it is for anyone once the case is public, and for nobody outside before.
  const artefact = () => world.call("GET", `/patches/${signed.id}/artefact`);
  expect((await artefact()).status).toBe(404);
  await services.db.inTransaction((tx) => markPublic(services, tx, caseId));
  expect((await artefact()).text).toBe(GOOD_PATCH);
  expect((await world.call("GET", `/patches/${signed.id}/signature`)).json).toEqual(released?.signature);

  const withdraw = (as: typeof people.analyst) => world.call("POST", `/patches/${signed.id}/withdraw`, { as, body: { reason: "It breaks the pump." } });
  expect((await withdraw(people.finder)).status).toBe(403);
  expect((await withdraw(people.analyst)).json).toMatchObject({ state: "withdrawn", withdrawn: { reason: "It breaks the pump." } });
  expect((await withdraw(people.analyst)).json.error.code).toBe("wrong-state");
  expect(await findReleasedPatch(services.db, caseId)).toBeUndefined();
  expect((await artefact()).status).toBe(404);
  expect((await services.publishedCounts())["remediation"]).toEqual({ proposed: 1, verified: 1, refused: 0, released: 1, withdrawn: 1, aiGenerated: 1 });
  const kinds = await world.ledgerKinds();
  for (const step of ["proposed", "confirmed", "verified", "signed", "released", "withdrawn"]) expect(kinds).toContain(`remediation.patch-${step}`);
});

test("a patch that hides the crash by breaking the feature is refused, and stays so; nobody can have it signed (INV-18)", async () => {
  const { world, people, caseId, link } = await acceptedCase(null);
  const { services } = world;
  expect((await link("patches/accept")).json.error.code).toBe("no-candidate");
  const propose = (as: typeof people.finder, body: object = {}) => world.call("POST", "/patches", { as, body: { caseId, diff: BAD_PATCH, aiGenerated: true, model: "patcher-1", ...body } });
  expect((await propose(people.finder, { model: null })).json.error).toMatchObject({ code: "invalid-input", field: "model" });
  expect((await propose(people.finder, { diff: "please fix it" })).json.error).toMatchObject({ code: "invalid-input", field: "diff" });
  expect([(await propose(people.otherFinder)).status, (await propose(people.validator)).status]).toEqual([404, 403]);
  const bad = (await propose(people.finder)).json;
  const own = (await link("patches/propose", { diff: GOOD_PATCH })).json;
  expect([bad.author.party, own.author.party]).toEqual(["finder", "maintainer"]);
  await world.drain();

  const patches = async () => (await world.call("GET", `/patches?caseId=${caseId}`, { as: people.analyst })).json.patches;
  const refused = (await patches()).find((patch: Patch) => patch.id === bad.id);
  expect(refused).toMatchObject({ state: "failed", verification: { verdict: "breaks-behaviour", detail: expect.stringContaining("control") } });
  expect((await propose(people.finder)).json).toMatchObject({ id: bad.id, state: "failed" });
  expect((await world.call("POST", `/patches/${bad.id}/confirm`, { as: people.analyst })).json.error.code).toBe("wrong-state");

  // The maintainer's own is verified; somebody else stands behind it before it is signed.
  const verified = (await patches()).find((patch: Patch) => patch.id === own.id);
  expect(verified).toMatchObject({ state: "verified", mayConfirm: true, signature: null });
  expect((await link("patches/confirm", { patchId: own.id })).json.error.code).toBe("own-patch");
  const sign = async (id: string) => services.db.inTransaction(async (tx) => {
    const row = await findPatch(tx, id);
    if (row) await signPatch(services, tx, row);
  });
  await expect(sign(bad.id)).rejects.toMatchObject({ code: "not-verified" });
  await expect(sign(own.id)).rejects.toMatchObject({ code: "not-confirmed" });
  await expect(services.db.execute(sql`UPDATE remediation.patch SET state = 'released' WHERE id = ${own.id}`)).rejects.toThrow("check constraint");
  expect((await world.call("POST", `/patches/${own.id}/release`, { as: people.analyst, body: { fixedVersion: "1.4.1" } })).json.error.code).toBe("wrong-state");
  expect((await world.call("POST", `/patches/${own.id}/confirm`, { as: people.validator })).json).toMatchObject({ state: "signed", confirmed: { byName: "Vera Validator" } });
  expect((await world.call("POST", `/patches/${own.id}/release`, { as: people.analyst, body: { fixedVersion: "1.4.1" } })).json.state).toBe("released");

  // Another organisation's case looks absent, and so do other cases' patches by the link.
  for (const path of [`/patches?caseId=${caseId}`, `/patches/${own.id}`]) expect((await world.call("GET", path, { as: people.otherFinder })).status).toBe(404);
  expect((await link("patches/confirm", { patchId: "patch_00000000000000000000" })).status).toBe(404);
  expect((await services.publishedCounts())["remediation"]).toMatchObject({ proposed: 2, verified: 1, refused: 1, released: 1 });
  expect(await world.ledgerKinds()).toContain("remediation.patch-refused");
});

test("an input that got round one patch is tried on every later one, whoever proposes it", async () => {
  const { world, people, caseId, link } = await acceptedCase(null);
  const longer = GOOD_PATCH.replace("malloc(strlen(station) + 1)", "malloc(44)");
  const { id } = (await world.call("POST", "/patches", { as: people.finder, body: { caseId, diff: longer, aiGenerated: true, model: "patcher-1" } })).json;
  await world.drain();
  const own = (await link("patches/propose", { diff: GOOD_PATCH })).json;
  await world.drain();
  const stepsOf = async (patchId: string) => {
    const [attempt] = await listAttempts(world.services.db, patchId);
    const { evidence } = JSON.parse(world.services.keys.open("patch-verification", attempt?.id ?? "", attempt?.sealed ?? "").toString("utf8"));
    return [attempt?.verdict, evidence.steps.filter(({ step }: { step: string }) => step === "earlier-bypasses").map(({ ok }: { ok: boolean }) => ok)];
  };
  expect([await stepsOf(id), await stepsOf(own.id)]).toEqual([["incomplete", []], ["verified", [true]]]);
});

test("whoever is behind the wall changes nothing of a patch, whatever else they are (INV-13)", async () => {
  const { world, people, caseId, link } = await acceptedCase(null);
  const walled = await world.person({ organisation: "Enclave", kind: "government", name: "Dora", roles: ["nsa-director", "validator", "clearinghouse-analyst"] });
  const { id } = (await link("patches/propose", { diff: GOOD_PATCH })).json;
  await world.drain();
  const read = async () => ({ patch: (await world.call("GET", `/patches/${id}`, { as: people.analyst })).json, ledger: await world.ledgerKinds() });
  const act = (as: typeof walled, step: string, body?: object) => world.call("POST", `/patches/${id}/${step}`, { as, ...(body ? { body } : {}) });
  for (const [step, body] of [["confirm"], ["release", { fixedVersion: "1.4.1" }], ["withdraw", { reason: "It breaks the pump." }]] as const) {
    const before = await read();
    expect([step, (await act(walled, step, body)).status, await read()]).toEqual([step, 403, before]);
    await requireOk(act(people.analyst, step, body));
  }
  expect((await world.call("POST", "/patches", { as: walled, body: { caseId, diff: BAD_PATCH, aiGenerated: false, model: null } })).status).toBe(403);
});

test("a patch under which a program tries to leave is refused for good, and what it tried is kept sealed", async () => {
  const { world, people, caseId } = await acceptedCase(null);
  const { services } = world;
  const leave = `system("perl -MIO::Socket::INET -e 'IO::Socket::INET->new(q(192.0.2.1:80))'")`;
  const diff = GOOD_PATCH.replace("if (!name) return 1;", `if (!name || ${leave}) return 1;`);
  const { id } = await requireOk(world.call("POST", "/patches", { as: people.finder, body: { caseId, diff, aiGenerated: true, model: "patcher-1" } }));
  await world.drain();

  const read = async () => (await world.call("GET", `/patches/${id}`, { as: people.analyst })).json;
  expect(await read()).toMatchObject({ state: "failed", verification: { verdict: "halted", detail: expect.stringContaining("tried to leave") } });
  const row = await services.db.find<{ id: string; sealed: string; isolation_held: boolean }>(sql`SELECT id, sealed, isolation_held FROM remediation.verification`);
  const kept = JSON.parse(services.keys.open("patch-verification", row?.id ?? "", row?.sealed ?? "").toString());
  expect({ held: row?.isolation_held, alarms: kept.evidence.isolation.alarms.map(({ attempts }: { attempts: object }) => attempts) }).toEqual({ held: true, alarms: [{ ipv4: 1, ipv6: 0 }] });
  expect((await world.call("GET", "/inbox", { as: people.analyst })).json.entries.map((entry: { kind: string }) => entry.kind)).toContain("remediation.halted");
  // Nor does a later green attempt overrule it.
  expect(judgeAttempts(["halted", "verified"])).toBe("failed");
});

test("keys rotate: what an old one signed stays checkable under the published history, and what is signed next has the new one", async () => {
  const { world, people, link, caseId } = await acceptedCase(GOOD_PATCH);
  const keys = async () => (await world.call("GET", "/patch-signing-keys")).json.keys as readonly { keyId: string; publicKeyPem: string; validFrom: string; validUntil: string | null; endedBecause: string | null }[];
  expect(await keys()).toEqual([]);
  const first = (await link("patches/accept")).json;
  await world.drain();
  const [signed] = (await link("patches")).json.patches;
  const old = (await world.call("GET", "/patch-signing-key")).json;
  expect(signed).toMatchObject({ id: first.id, state: "signed", signature: { keyId: old.keyId } });

  world.pass(1000);
  const administrator = { ...(await world.person({ organisation: "Ops", kind: "platform", name: "Adam", roles: ["administrator"] })), steppedUp: true };
  const rotate = (as: typeof administrator) => world.call("POST", "/patch-signing-keys", { as, body: { because: "compromised" } });
  expect((await rotate({ ...people.analyst, steppedUp: true })).status).toBe(403);
  await requireOk(rotate(administrator));
  const [ended, current] = await keys();
  expect([ended, current]).toMatchObject([{ keyId: old.keyId, publicKeyPem: old.publicKeyPem, validUntil: current?.validFrom, endedBecause: "compromised" }, { validUntil: null, endedBecause: null }]);
  expect((await world.call("GET", "/patch-signing-key")).json).toEqual({ keyId: current?.keyId, publicKeyPem: current?.publicKeyPem });

  await requireOk(link("patches/release", { patchId: first.id, fixedVersion: "1.4.1" }));
  const released = await findReleasedPatch(world.services.db, caseId);
  expect(verifyStatement(released?.signature, (await keys()).map((key) => key.publicKeyPem), PATCH_PAYLOAD_TYPE)).toMatchObject({ ok: true, signedBy: [old.keyId] });
  expect([countsUnder(await keys(), { keyId: old.keyId, signedAt: signed.signature.at }), countsUnder(await keys(), { keyId: old.keyId, signedAt: current?.validFrom ?? "" })]).toEqual([true, false]);

  world.pass(1000);
  const own = (await link("patches/propose", { diff: GOOD_PATCH.replace("alloc(strlen(station) + 1)", "alloc(strlen(station) + 2)") })).json;
  await world.drain();
  expect((await world.call("POST", `/patches/${own.id}/confirm`, { as: people.validator })).json.signature.keyId).toBe(current?.keyId);
  expect(await world.ledgerKinds()).toContain("remediation.signing-key-rotated");
});

test("a released patch is run once more, a better one supersedes it, and the credit of both stays", { timeout: 90_000 }, async () => {
  const { world, people, link, caseId } = await acceptedCase(GOOD_PATCH);
  const first = (await link("patches/accept")).json;
  await world.drain();
  await requireOk(link("patches/release", { patchId: first.id, fixedVersion: "1.4.1" }));
  await world.drain();
  const read = async (id: string) => (await world.call("GET", `/patches/${id}`, { as: people.analyst })).json;
  expect((await read(first.id)).releaseCheck).toMatchObject({ held: true, verdict: "verified" });
  const better = (await link("patches/propose", { diff: GOOD_PATCH.replace("alloc(strlen(station) + 1)", "alloc(strlen(station) + 2)"), aiGenerated: true, model: "patcher-2" })).json;
  await world.drain();
  await requireOk(world.call("POST", `/patches/${better.id}/confirm`, { as: people.analyst }));
  await requireOk(world.call("POST", `/patches/${better.id}/release`, { as: people.analyst, body: { fixedVersion: "1.4.2" } }));
  expect((await read(first.id)).state).toBe("superseded");
  expect((await findReleasedPatch(world.services.db, caseId))?.credited).toEqual([
    { name: "Harbour Watch", party: "finder", aiGenerated: true, model: "scripted-agent-1" },
    { name: "Tide Gauge project", party: "maintainer", aiGenerated: true, model: "patcher-2" },
  ]);

  world.pass(1000);
  // A recall reaches the analysts, whoever wrote it, and the maintainer.
  await requireOk(world.call("POST", `/patches/${better.id}/withdraw`, { as: people.analyst, body: { reason: "It breaks the pump." } }));
  expect((await readMail(world, MAINTAINER)).at(-1)?.subject).toBe("The patch for Tide Gauge was withdrawn");
  expect(await world.ledgerKinds()).toEqual(expect.arrayContaining(["remediation.release-checked", "coordination.fix-held", "remediation.patch-superseded"]));
});

test("a regression test is taken when the sandbox saw it fail before the patch and pass with it; candidates stand side by side", { timeout: 90_000 }, async () => {
  const { world, people, caseId, link } = await acceptedCase(null);
  const input = (text: string) => Buffer.from(text).toString("base64");
  const propose = (diff: string, path: string, text: string) => {
    world.pass(1000);
    return requireOk(world.call("POST", "/patches", { as: people.finder, body: { caseId, diff, aiGenerated: false, model: null, regressionTest: { path, input: input(text) } } }));
  };
  for (const path of ["/etc/passwd", "../x", "a b"]) expect((await world.call("POST", "/patches", { as: people.finder, body: { caseId, diff: GOOD_PATCH, aiGenerated: false, model: null, regressionTest: { path, input: input("x") } } })).json.error.field).toBe("regressionTest.path");
  const good = await propose(GOOD_PATCH, "tests/long-name.txt", "AnotherVeryLongNameOfAnotherTideGaugeStation 3\n");
  const idle = await propose(GOOD_PATCH.replace("alloc(strlen(station) + 1)", "alloc(strlen(station) + 2)"), "tests/short.txt", "Mole 3\n");
  const bad = await propose(BAD_PATCH, "tests/long-name.txt", "AnotherVeryLongNameOfAnotherTideGaugeStation 3\n");
  await world.drain();
  const { patches } = (await world.call("GET", `/patch-comparisons?caseId=${caseId}`, { as: people.analyst })).json;
  expect(patches).toMatchObject([
    { id: good.id, state: "verified", verdict: "verified", attempts: 1, linesAdded: 2, linesRemoved: 1, filesChanged: ["src/gauge.c"], regressionTestHolds: true, variants: { stillCrashing: 0 } },
    { id: idle.id, state: "verified", regressionTestHolds: false },
    { id: bad.id, state: "failed", verdict: "breaks-behaviour", regressionTestHolds: null, steps: expect.arrayContaining([expect.objectContaining({ step: "controls", ok: false })]) },
  ]);
  expect((await world.call("GET", `/patch-comparisons?caseId=${caseId}`, { as: people.otherFinder })).status).toBe(404);
  expect((await link("patches")).json.patches[0].regressionTest).toEqual({ path: "tests/long-name.txt", input: input("AnotherVeryLongNameOfAnotherTideGaugeStation 3\n"), holds: true });
  await requireOk(world.call("POST", `/patches/${good.id}/confirm`, { as: people.validator }));
  const payload = JSON.parse(Buffer.from((await findPatch(world.services.db, good.id))?.envelope?.payload ?? "", "base64").toString());
  expect(payload.regressionTest).toEqual({ path: "tests/long-name.txt", sha256: createHash("sha256").update("AnotherVeryLongNameOfAnotherTideGaugeStation 3\n").digest("hex") });
});

test("one house proposes twenty patches for a case and no more, and a model that wrote one is always named", async () => {
  const { world, people, caseId, link } = await acceptedCase(null);
  expect((await link("patches/propose", { diff: GOOD_PATCH, aiGenerated: true })).json.error).toMatchObject({ code: "invalid-input", field: "model" });
  const propose = (as: typeof people.finder, at: number) => world.call("POST", "/patches", { as, body: { caseId, diff: GOOD_PATCH.replace("+ 1", `+ ${at}`), aiGenerated: false, model: null } });
  for (let at = 0; at < 20; at += 1) await requireOk(propose(people.finder, at));
  expect((await propose(people.finder, 20)).json.error).toMatchObject({ code: "too-many-patches", field: "diff" });
  expect((await propose(people.finder, 3)).status).toBe(201);
  expect((await propose(people.analyst, 20)).status).toBe(201);

  // A run that can judge nothing is tried again twice; then somebody looks.
  const { services } = world;
  const id = (await propose(people.finder, 3)).json.id;
  await services.db.execute(sql`UPDATE remediation.patch SET state = 'failed' WHERE id = ${id}`);
  for (const attempt of [1, 2, 3]) await services.db.execute(sql`INSERT INTO remediation.verification (id, patch_id, verdict, isolation_held, sealed, at, owner_seal)
    VALUES (${`ver_${attempt}`}, ${id}, 'inconclusive', true, ${services.keys.seal("patch-verification", `ver_${attempt}`, '{"reason":"","evidence":{}}')}, ${services.clock()}, ${sealOwner(OWNED_VERIFICATION, `ver_${attempt}`, [id])})`);
  expect((await propose(people.finder, 3)).json.error.code).toBe("too-many-attempts");
});
