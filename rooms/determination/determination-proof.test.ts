import { symlink } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { verifyDetermination } from "#engines/decision-proof";
import { sealLedger } from "#rooms/audit";
import { CLAIM, PROOF, PROOF_WORK } from "../../tests/setup/proven-decision.ts";
import { at, deliver, draft, refusals, request, RESULTS, scene, STANDARD, type Scene } from "./exchange-scene.fixture.ts";

const { ruleCommitment, countsCommitment, reference } = CLAIM;
const { determinationId } = reference;
const FIRST = { ...STANDARD, ruleCommitment, sequence: 1, supersedes: null } as const;
const SECOND = { ...FIRST, version: "2", commitment: "5e".repeat(64), sequence: 2, supersedes: FIRST.commitment, committedAt: at(5) } as const;
const THIRD = { ...FIRST, version: "3", commitment: "6f".repeat(64), sequence: 3, supersedes: SECOND.commitment, committedAt: at(6) } as const;

async function sceneWith(...standards: readonly (typeof FIRST | typeof SECOND | typeof THIRD)[]): Promise<Scene> {
  const s = await scene({ pinned: false });
  await s.peer.send(s.peer.keys);
  for (const standard of standards) await s.peer.send(standard);
  await s.look();
  return s;
}

const begin = (s: Scene, requestId: string, standard: string, begunAt = at(10)) => s.peer.send({ kind: "run-begun", requestId, determinationId, standard, begunAt });
const sealed = (requestId: string) => ({ kind: "results-sealed", requestId, determinationId, resultsCommitment: RESULTS, countsCommitment, standard: FIRST.commitment, sealedAt: at(19) }) as const;

/** A request whose results are sealed, and the determination that fits them. */
async function sealedRequest(s: Scene) {
  const requestId = await request(s);
  await begin(s, requestId, FIRST.commitment);
  s.world.setTime(at(20));
  await s.peer.send(sealed(requestId));
  await s.look();
  s.world.setTime(at(60));
  const payload = draft(determinationId);
  return { requestId, payload: { ...payload, standard: { ...payload.standard, ruleCommitment }, countsCommitment } };
}

const kinds = async (s: Scene) => (await s.world.ledgerKinds()).filter((kind) => kind.startsWith("determination."));

test("a proof waits for what it proves, and of an outcome that does not follow none is taken, so that its bundle never verifies", { timeout: 240_000 }, async () => {
  const s = await sceneWith(FIRST);
  const cacheFolder = join(s.world.services.configuration.dataDirectory, "decision-proof");
  await symlink(PROOF_WORK, cacheFolder);
  const { requestId, payload } = await sealedRequest(s);
  const { verifierKey } = await sealLedger(s.world.services);
  const verdict = async () => {
    const { json } = await s.world.call("GET", `/determinations/${requestId}/bundle`, { as: s.ada });
    const { ok, checks } = await verifyDetermination(json, { cacheFolder, trustedVerifierKeys: [verifierKey] });
    return { ok, no: checks.filter((check) => !check.ok).map(({ name }) => name), said: checks.at(-1)?.sentence };
  };
  const prove = async (bundle: object = {}) => {
    await s.peer.send({ kind: "decision-proven", requestId, determinationId, ...PROOF, ...bundle });
    await s.look();
  };
  // A proof that comes first waits for what it proves.
  await prove();
  expect([await refusals(s), (await s.show(requestId)).result]).toEqual([[], null]);
  // What does not follow can be signed by a Director who cheats, and then no proof of it is taken.
  await deliver(s, requestId, { ...payload, outcome: "not_covered" });
  expect(await refusals(s)).toEqual(["does-not-fit"]);
  expect((await s.show(requestId)).result).toMatchObject({ outcome: "not_covered", proof: "awaited" });
  expect(await verdict()).toEqual({ ok: false, no: ["rule-applied"], said: expect.stringContaining("fetch the bundle again") });
});

test("a proof that does not hold, or is of another determination, is refused, and the right one is kept once", { timeout: 240_000 }, async () => {
  const s = await sceneWith(FIRST);
  const cacheFolder = join(s.world.services.configuration.dataDirectory, "decision-proof");
  await symlink(PROOF_WORK, cacheFolder);
  const { requestId, payload } = await sealedRequest(s);
  await deliver(s, requestId, payload);
  const bundle = { kind: "decision-proven", requestId, determinationId, ...PROOF } as const;
  const middle = PROOF.proof.length / 2;
  for (const wrong of [
    { proof: `${PROOF.proof.slice(0, middle)}${PROOF.proof[middle] === "A" ? "B" : "A"}${PROOF.proof.slice(middle + 1)}` },
    { circuit: "breakwater-decision-0" },
    { determinationId: "det_11111111111111111111" },
    { requestId: "dtr_00000000000000000000" },
    { proof: PROOF.proof.repeat(2) },
    { score: 12 },
  ]) await s.peer.send({ ...bundle, ...wrong });
  await s.look();
  expect(await refusals(s)).toEqual(["does-not-fit", "does-not-fit", "does-not-fit", "not-in-schema", "too-large", "unknown-request"]);
  expect((await s.show(requestId)).result.proof).toBe("awaited");

  await s.peer.send(bundle, { name: "proof.json" });
  await s.look();
  await s.peer.send({ ...bundle, circuit: PROOF.circuit }, { name: "proof-again.json" });
  await s.look();
  expect((await s.show(requestId)).result).toMatchObject({ outcome: "covered", proof: "here" });
  expect((await kinds(s)).filter((kind) => kind !== "determination.bundle-refused")).toEqual([
    "determination.enclave-pinned", "determination.director-key-announced", "determination.standard-committed", "determination.requested", "determination.exported",
    "determination.run-begun", "determination.results-sealed", "determination.stage-reached", "determination.access-ended", "determination.stage-reached", "determination.received", "determination.decision-proven",
  ]);
  const { verifierKey } = await sealLedger(s.world.services);
  const { json } = await s.world.call("GET", `/determinations/${requestId}/bundle`, { as: s.ada });
  expect(json.decisionProof).toEqual(PROOF);
  const verdict = await verifyDetermination(json, { cacheFolder, trustedVerifierKeys: [verifierKey] });
  expect(verdict).toMatchObject({ ok: true, determination: payload, limits: expect.stringContaining("do not show that the runs themselves were honest") });
  expect(verdict.checks.at(-1)).toEqual({ name: "rule-applied", ok: true, sentence: expect.stringContaining('It is proven that the outcome "covered" follows from the sealed results by the rule of the fixed standard') });
  // Taken out again by whoever passes the bundle on, it is missed.
  const { decisionProof: _proof, ...without } = json;
  expect((await verifyDetermination(without, { cacheFolder, trustedVerifierKeys: [verifierKey] })).ok).toBe(false);
  expect((await s.world.call("GET", "/inbox", { as: s.ada })).json.entries).toContainEqual(expect.objectContaining({ kind: "determination.proven", link: `/developer/determinations/${requestId}` }));
});

test("exactly one standard is active: a second line, a gap, a repeated place or one without a place is refused, and shows", async () => {
  const s = await sceneWith(FIRST);
  await s.peer.send({ ...SECOND, commitment: "7a".repeat(64), supersedes: "7b".repeat(64) });
  await s.peer.send({ ...FIRST, version: "1b", commitment: "7c".repeat(64) });
  await s.peer.send({ ...STANDARD, version: "old", commitment: "7d".repeat(64) });
  await s.peer.send({ ...THIRD, version: "9", commitment: "7e".repeat(64), sequence: 9 });
  await s.look();
  expect(await refusals(s)).toEqual(["standard-out-of-line", "standard-out-of-line", "standard-out-of-line"]);
  // Whatever order their files come in.
  await s.peer.send(THIRD, { name: "a.json" });
  await s.look();
  await s.peer.send(SECOND, { name: "b.json" });
  await s.look();
  await s.look();
  const { standards } = (await s.world.call("GET", "/determination-commitments")).json;
  expect(standards.map((one: { sequence: number; version: string; supersedes: string | null; ruleCommitment: string }) => [one.sequence, one.version, one.supersedes, one.ruleCommitment])).toEqual([
    [1, "1", null, ruleCommitment], [2, "2", FIRST.commitment, ruleCommitment], [3, "3", SECOND.commitment, ruleCommitment],
  ]);
});

test("a run is held to the standard that was active when it began, and its results to the one that was named then", async () => {
  const s = await sceneWith(FIRST, SECOND);
  const requestId = await request(s);
  await begin(s, requestId, FIRST.commitment, at(10));
  await s.look();
  expect(await refusals(s)).toEqual(["does-not-fit"]);
  await begin(s, requestId, SECOND.commitment, at(11));
  await s.look();
  s.world.setTime(at(20));
  // Another standard chosen once there are results; no word of one; no commitment to what was counted.
  await s.peer.send(sealed(requestId));
  const { standard: _standard, ...silent } = sealed(requestId);
  await s.peer.send(silent);
  const { countsCommitment: _counts, ...uncounted } = { ...sealed(requestId), standard: SECOND.commitment };
  await s.peer.send(uncounted);
  await s.look();
  expect(await refusals(s)).toEqual(["does-not-fit", "does-not-fit", "does-not-fit", "does-not-fit"]);
  await s.peer.send({ ...sealed(requestId), standard: SECOND.commitment });
  await s.look();
  expect((await s.show(requestId)).state).toBe("results-sealed");
});
