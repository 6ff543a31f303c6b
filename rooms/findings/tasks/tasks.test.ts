import { expect, test } from "vitest";
import { sql, type Actor } from "#rooms/platform";
import { clearinghousePeople, gaugeBundle, GOOD_PATCH, REPOSITORY, requireOk } from "../../../tests/setup/clearinghouse.ts";
import { createWorld } from "../../../tests/setup/world.ts";
import { toPatchStatus, toPovStatus } from "./task-status.rules.ts";

const PROVENANCE = { provenance: { finder: "Harbour Watch", model: "m", modelVersion: "1", harness: "reasoner 2", human: "none" }, version: "1.4.0" };
const encode = (text: string | Uint8Array) => Buffer.from(text).toString("base64");
const pov = (more: object = {}) => ({ testcase: encode("Mole 12\n"), fuzzer_name: "gauge_fuzzer", sanitizer: "address", architecture: "x86_64", engine: "libfuzzer", ...more });
const SARIF = { version: "2.1.0", runs: [{ tool: { driver: { name: "lint" } }, results: [{ ruleId: "cwe-787", message: { text: "Written past its end." }, locations: [{ physicalLocation: { artifactLocation: { uri: "src/gauge.c" } } }] }] }] };

/** A campaign with two targets, of which a member has taken the first; `post` hands in for it. */
async function takenTask() {
  const world = await createWorld();
  const people = await clearinghousePeople(world);
  const { finder, otherFinder } = people;
  const director = await world.person({ organisation: "Treasury", kind: "clearinghouse", name: "Tess", roles: ["clearinghouse-director"] });
  const { digest } = await requireOk(world.call("GET", "/membership/terms"));
  for (const as of [finder, otherFinder]) await requireOk(world.call("POST", "/membership", { as, body: { termsDigest: digest, signatory: { name: "Ada", title: "Counsel" }, purposes: ["campaigns"], agrees: true } }));
  const authorisation = { kind: "open-source", evidence: "LICENSE" };
  const campaign = await requireOk(world.call("POST", "/campaigns", { as: director, body: {
    title: "Gauges", startsAt: "2026-09-01T00:00:00Z", endsAt: "2026-09-08T00:00:00Z", budget: { tokens: 0, usdCents: 0, sandboxMinutes: 0 },
    targets: [{ repository: REPOSITORY, authorisation }, { product: "Pump", authorisation }], invite: [finder.organisationId, otherFinder.organisationId],
  } }));
  for (const as of [finder, otherFinder]) await requireOk(world.call("POST", `/campaigns/${campaign.id}/answer`, { as, body: { answer: "accept" } }));
  const { targets } = await requireOk(world.call("GET", `/campaigns/${campaign.id}`, { as: finder }));
  const [taskId, freeId] = targets.map(({ id }: { id: string }) => id) as [string, string];
  await requireOk(world.call("POST", `/campaigns/${campaign.id}/claims`, { as: finder, body: { targetId: taskId } }));
  const at = (path: string, task = taskId) => `/aixcc/v1/task/${task}/${path}/`;
  const post = (path: string, body: object, as: Actor = finder) => world.call("POST", at(path), { as, body });
  const get = async (path: string, as: Actor = finder) => (await world.call("GET", at(path), { as })).json;
  return { world, ...people, director, campaignId: campaign.id as string, taskId, freeId, at, post, get };
}

test("a reasoning system hands in a PoV by the competition's API: it becomes a finding with the provenance that was said for the task", async () => {
  const { world, finder, post, get, taskId } = await takenTask();
  expect((await world.call("GET", "/aixcc/v1/ping/", { as: finder })).json).toEqual({ status: "ready" });
  const basic = { authorization: `Basic ${Buffer.from(`key:${await world.token(finder)}`).toString("base64")}` };
  expect((await world.call("GET", "/aixcc/v1/ping/", { headers: basic })).json).toEqual({ status: "ready" });
  expect((await world.call("GET", "/findings", { headers: basic })).status).toBe(401);
  const early = await post("pov", pov());
  expect([early.status, early.json.message, early.json.fields]).toEqual([400, expect.stringContaining(`/api/aixcc/v1/task/${taskId}/provenance/`), { provenance: expect.any(String) }]);
  expect((await post("provenance", PROVENANCE)).json).toEqual(PROVENANCE);

  const { status, json } = await post("pov", pov());
  expect([status, json]).toEqual([200, { pov_id: expect.stringMatching(/^tsub_/), status: "accepted" }]);
  expect((await post("pov", pov())).json).toEqual(json);
  expect(await get(`pov/${json.pov_id}`)).toEqual(json);
  const { findings } = (await world.call("GET", "/findings", { as: finder })).json;
  expect(findings).toMatchObject([{ state: "needs_info", weakness: "CWE-119", target: { name: "tide-gauge", version: "1.4.0", repository: REPOSITORY, location: "gauge_fuzzer" }, provenance: { model: "m", harness: "reasoner 2", human: "none" } }]);
  expect(await world.ledgerKinds()).toEqual(expect.arrayContaining(["findings.batch-submitted", "findings.task-submitted"]));
});

test("each limit and each field of that API is held to, and a refusal is worded as that API words it", async () => {
  const { post, get } = await takenTask();
  await requireOk(post("provenance", PROVENANCE));
  const refused = async (path: string, body: object) => {
    const { status, json } = await post(path, body);
    return [status, Object.keys(json.fields ?? {})];
  };
  const largest = Buffer.alloc(2 * 1024 * 1024, 1);
  expect(await refused("pov", pov({ testcase: encode(Buffer.concat([largest, Buffer.alloc(1)])) }))).toEqual([400, ["testcase"]]);
  expect((await post("pov", pov({ testcase: encode(largest) }))).status).toBe(200);
  expect(await refused("pov", pov({ testcase: "not base64!" }))).toEqual([400, ["testcase"]]);
  expect(await refused("pov", pov({ fuzzer_name: "x".repeat(4097) }))).toEqual([400, ["fuzzer_name"]]);
  expect(await refused("pov", pov({ architecture: "riscv64" }))).toEqual([400, ["architecture"]]);
  expect(await refused("pov", pov({ engine: "afl" }))).toEqual([400, ["engine"]]);
  expect(await refused("patch", { patch: encode(Buffer.alloc(100 * 1024 + 1)) })).toEqual([400, ["patch"]]);
  expect(await refused("submitted-sarif", { sarif: { version: "1.0" } })).toEqual([400, ["sarif.version"]]);
  expect(await refused("freeform", { submission: encode(Buffer.concat([largest, Buffer.alloc(1)])) })).toEqual([400, ["submission"]]);
  expect(await refused("bundle", { pov_id: "tsub_00000000000000000000" })).toEqual([400, ["pov_id"]]);
  expect(await get("pov/tsub_00000000000000000000")).toMatchObject({ message: expect.any(String), fields: {} });
});

test("SARIF, a patch, a free text and a bundle are accepted, shown by their ids, changed and taken apart", async () => {
  const { world, finder, post, get, at } = await takenTask();
  await requireOk(post("provenance", PROVENANCE));
  const { submitted_sarif_id, ...sarif } = (await post("submitted-sarif", { sarif: SARIF })).json;
  expect([sarif, await get(`submitted-sarif/${submitted_sarif_id}`)]).toEqual([{ status: "accepted" }, { submitted_sarif_id, status: "accepted" }]);
  const { freeform_id } = (await post("freeform", { submission: encode("Look at the scale.") })).json;
  const { patch_id, ...patch } = (await post("patch", { patch: encode(GOOD_PATCH) })).json;
  expect([patch, await get(`freeform/${freeform_id}`)]).toEqual([{ status: "accepted", functionality_tests_passing: null }, { freeform_id, status: "accepted" }]);
  const { bundle_id, ...bundle } = (await post("bundle", { patch_id, submitted_sarif_id })).json;
  expect(bundle).toEqual({ status: "accepted", patch_id, submitted_sarif_id });
  const changed = (await world.call("PATCH", at(`bundle/${bundle_id}`), { as: finder, body: { freeform_id, description: "Together." } })).json;
  expect(changed).toEqual({ bundle_id, ...bundle, freeform_id, description: "Together." });
  expect(await get(`bundle/${bundle_id}`)).toEqual(changed);
  expect((await world.call("DELETE", at(`bundle/${bundle_id}`), { as: finder })).status).toBe(204);
  expect((await world.call("GET", at(`bundle/${bundle_id}`), { as: finder })).status).toBe(404);
  expect(await world.ledgerKinds()).toEqual(expect.arrayContaining(["findings.task-bundled", "findings.task-bundle-changed", "findings.task-bundle-withdrawn"]));
});

test("a patch that is bundled with a PoV is tried on its finding as soon as that has evidence to run", { timeout: 120_000 }, async () => {
  const { world, finder, validator, analyst, post, get } = await takenTask();
  await requireOk(post("provenance", PROVENANCE));
  const { pov_id } = (await post("pov", pov())).json;
  const { patch_id } = (await post("patch", { patch: encode(GOOD_PATCH) })).json;
  await requireOk(post("bundle", { pov_id, patch_id }));
  await world.drain();
  expect(await get(`patch/${patch_id}`)).toMatchObject({ status: "accepted", functionality_tests_passing: null });

  const [{ id }] = (await world.call("GET", "/findings", { as: finder })).json.findings;
  await requireOk(world.call("POST", `/findings/${id}/evidence`, { as: finder, raw: await gaugeBundle() }));
  await world.drain();
  expect(await get(`pov/${pov_id}`)).toEqual({ pov_id, status: "passed" });
  expect(await get(`patch/${patch_id}`)).toEqual({ patch_id, status: "passed", functionality_tests_passing: true });
  await requireOk(world.call("POST", `/findings/${id}/assignments`, { as: analyst, body: { personId: validator.personId, role: "validator" } }));
  expect((await world.call("GET", `/findings/${id}/evidence`, { as: validator })).json.candidatePatch).toBe(GOOD_PATCH);
  expect(await world.ledgerKinds()).toContain("findings.task-patch-judged");
});

test("a task is there for whoever took its target, until they give it back; for everybody else it is absent", async () => {
  const { world, finder, otherFinder, analyst, post, at, freeId, campaignId } = await takenTask();
  await requireOk(post("provenance", PROVENANCE));
  const { pov_id } = (await post("pov", pov())).json;
  const ask = async (as: Actor, path: string) => (await world.call("GET", path, { as })).status;
  expect(await Promise.all([ask(otherFinder, at(`pov/${pov_id}`)), ask(otherFinder, at("broadcast-sarif")), ask(finder, at("broadcast-sarif", freeId))])).toEqual([404, 404, 404]);
  expect((await post("pov", pov(), otherFinder)).status).toBe(404);
  expect(await ask(analyst, at(`pov/${pov_id}`))).toBe(403);
  await requireOk(world.call("POST", `/campaigns/${campaignId}/answer`, { as: finder, body: { answer: "leave" } }));
  expect(await ask(finder, at(`pov/${pov_id}`))).toBe(404);
});

test("a submission or a bundle that somebody moves to another house in the database is shown to that house at no address", async () => {
  const { world, finder, otherFinder, post, at, taskId, campaignId } = await takenTask();
  await requireOk(post("provenance", PROVENANCE));
  const { patch_id } = (await post("patch", { patch: encode(GOOD_PATCH) })).json;
  const { bundle_id } = (await post("bundle", { patch_id })).json;
  const { targets } = await requireOk(world.call("GET", `/campaigns/${campaignId}`, { as: finder }));
  await requireOk(world.call("POST", `/claims/${targets[0].claimId}/completion`, { as: finder }));
  expect((await requireOk(world.call("POST", `/campaigns/${campaignId}/claims`, { as: otherFinder, body: { targetId: taskId } }))).answer).toBe("claimed");
  await world.services.db.execute(sql`UPDATE findings.task_submission SET organisation_id = ${otherFinder.organisationId}`);
  await world.services.db.execute(sql`UPDATE findings.task_bundle SET organisation_id = ${otherFinder.organisationId}`);
  for (const path of [`patch/${patch_id}`, `bundle/${bundle_id}`]) expect((await world.call("GET", at(path), { as: otherFinder })).status).toBe(404);
});

test("after the deadline nothing is taken in but that it came, and an owner who opted out is listened to", async () => {
  const { world, finder, analyst, post, get, at } = await takenTask();
  await requireOk(post("provenance", PROVENANCE));
  const before = (await post("bundle", { description: "Early." })).json;
  await requireOk(world.call("POST", "/opt-outs", { as: analyst, body: { repository: REPOSITORY, reason: "We scan ourselves." } }));
  expect((await post("patch", { patch: encode("x") })).json.error).toMatchObject({ code: "opted-out" });
  world.setTime("2026-09-08T00:00:00Z");
  const late = await post("pov", pov());
  expect([late.status, late.json.status, await get(`pov/${late.json.pov_id}`)]).toEqual([200, "deadline_exceeded", late.json]);
  expect((await post("bundle", {})).json.status).toBe("deadline_exceeded");
  expect((await world.call("PATCH", at(`bundle/${before.bundle_id}`), { as: finder, body: { description: "Late." } })).json).toEqual({ ...before, status: "deadline_exceeded" });
  expect((await world.call("GET", "/findings", { as: finder })).json.findings).toEqual([]);
});

test("what the clearinghouse sends round is read and assessed by those who took the target", async () => {
  const { world, director, finder, otherFinder, post, get, campaignId, taskId } = await takenTask();
  const send = (body: object) => world.call("POST", `/campaigns/${campaignId}/broadcasts`, { as: director, body });
  expect((await send({ targetId: "tgt_00000000000000000000", sarif: SARIF })).status).toBe(400);
  const reply = await requireOk(send({ targetId: taskId, sarif: SARIF, metadata: { round: "1" } }));
  const sent = { sarif_id: reply.sarif_id, task_id: taskId, sarif: SARIF, metadata: { round: "1" } };
  expect(await get("broadcast-sarif")).toEqual({ broadcasts: [sent] });
  const assess = (as: Actor, id: string, body: object) => post(`broadcast-sarif-assessment/${id}`, body, as);
  expect((await assess(finder, sent.sarif_id, { assessment: "correct", description: "It is so." })).json).toEqual({ status: "accepted" });
  expect((await assess(finder, sent.sarif_id, { assessment: "correct", description: "" })).status).toBe(400);
  expect((await assess(finder, "bsarif_00000000000000000000", { assessment: "correct", description: "x" })).status).toBe(404);
  expect((await assess(otherFinder, sent.sarif_id, { assessment: "correct", description: "x" })).status).toBe(404);
});

test("a PoV stands where its finding does, and a patch where its verdict does", () => {
  const told = (state: Parameters<typeof toPovStatus>[0]["state"], outcome: string | null = null) => toPovStatus({ state, outcome });
  expect([told("needs_info"), told("submitted"), told("reproducing"), told("reproducing", "halted"), told("needs_validation", "reproduced"), told("needs_validation", "flaky"), told("duplicate_of", "reproduced"), told("rejected", "not-reproduced"), told("in_case")]).toEqual(
    ["accepted", "accepted", "accepted", "errored", "passed", "inconclusive", "passed", "failed", "passed"],
  );
  const judged = (verdict: Parameters<typeof toPatchStatus>[0]["verdict"], steps: readonly { readonly step: "tests-after" | "isolation"; readonly ok: boolean; readonly detail: string }[] = []) => toPatchStatus({ verdict, evidence: { steps } });
  expect([judged("verified", [{ step: "tests-after", ok: true, detail: "" }]), judged("does-not-apply"), judged("inconclusive"), judged("inconclusive", [{ step: "isolation", ok: false, detail: "" }])]).toEqual([
    { status: "passed", testsPassing: true }, { status: "failed", testsPassing: null }, { status: "inconclusive", testsPassing: null }, { status: "errored", testsPassing: null },
  ]);
});
