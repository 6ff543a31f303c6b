import { cp } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { DETERMINATION_PAYLOAD_TYPE, openCommitment, verifyStatement, sha256Hex } from "#engines/ledger";
import { sealRow } from "#rooms/access";
import { sql, type Actor } from "#rooms/platform";
import { findFinishedRun, findStandard } from "./benchmarking.store.ts";
import { countedEndpoint, insistentEndpoint, KEY, openEnclave, recommendedRequest, RELEASABLE, sealedRequest, someTasks, TEXT_CANARY, THRESHOLD, type Enclave } from "./enclave-scene.fixture.ts";
import { auditDetermination, importBundles, resumeRuns } from "./index.ts";
import { openCommittedStandard, openResults } from "./sealed-records.ts";
import { signDetermination } from "./sign-determination.ts";

test("from a developer's request to a signed determination, each step by the person whose step it is", { timeout: 90_000 }, async () => {
  const enclave = await openEnclave({ setsDirectory: await someTasks("ship-log", "harbour-gate", "dice-keeper") });
  const { low, world, analyst, director, act, read } = enclave;
  const { url, counter } = await countedEndpoint();
  const published = (await enclave.publishStandard()).json;
  const requestId = await enclave.receiveRequest(url);
  expect(await read(analyst, requestId)).toMatchObject({ state: "intake", modelName: "scripted-capable", endpoint: url, lease: { inForce: true }, run: null, results: null, acts: ["run"] });
  expect((await act(analyst, requestId, "run")).json).toMatchObject({ state: "benchmarking", run: { state: "queued" }, acts: [] });
  expect((await act(analyst, requestId, "run")).json.error.code).toBe("run-under-way");
  await world.drain();
  expect(counter.calls).toBeGreaterThan(3);

  const sealed = await read(analyst, requestId);
  expect(sealed).toMatchObject({ state: "consultation", run: { state: "finished", attempt: 1, done: 3, total: 3 }, isolation: { held: true }, results: { outcomeByRule: "covered" } });
  expect(sealed.results.samples.map((sample: { taskId: string; passed: boolean }) => [sample.taskId, sample.passed])).toEqual([["dice-keeper", false], ["harbour-gate", true], ["ship-log", true]]);
  // The exact interval for 2 of 3: roots of the binomial tails at 2.5 %.
  expect(sealed.results.measures).toEqual([
    { scope: "overall", samples: 3, passed: 2, excluded: 0, low: expect.closeTo(0.0943, 4), high: expect.closeTo(0.9916, 4), threshold: THRESHOLD, met: "yes" },
  ]);
  expect((await act(analyst, requestId, "recommendation", { outcome: "covered", releasableText: RELEASABLE })).json.error.code).toBe("consultation-open");

  for (const office of ["NCD", "APST", "CISA", "WAR"] as const) {
    const consultee = await enclave.person(`Speaker of ${office}`, "consultee");
    expect(await read(consultee, requestId)).toMatchObject({ modelName: null, endpoint: null, results: null, recommendation: null, acts: ["give-view"] });
    expect((await act(consultee, requestId, "views", { office, view: `The view of ${office}.` })).status).toBe(201);
    expect((await act(consultee, requestId, "views", { office: "WAR", view: "Once more." })).status).toBe(409);
    const own = (await read(consultee, requestId)).consultation.offices.filter(({ view }: { view: string | null }) => view !== null);
    expect(own.map((one: { office: string }) => one.office)).toEqual([office]);
  }
  expect((await act(analyst, requestId, "recommendation", { outcome: "not_covered", releasableText: RELEASABLE })).json.error).toMatchObject({ code: "outcome-not-by-rule", field: "outcome" });
  expect((await act(analyst, requestId, "recommendation", { outcome: "covered", releasableText: "It solved ship-log." })).json.error).toMatchObject({ code: "not-releasable", field: "releasableText" });
  expect((await act(analyst, requestId, "recommendation", { outcome: "covered", releasableText: RELEASABLE })).json).toMatchObject({ state: "recommended", acts: ["open-to-inspector"] });
  expect((await act(director, requestId, "signature", { outcome: "insufficient" })).json.error.code).toBe("outcome-not-by-rule");
  // Not before the other side's ledger holds that the results are sealed: signed any earlier, it would refuse the determination for good.
  expect((await act(director, requestId, "signature", { outcome: "covered" })).json.error).toMatchObject({ code: "sealing-not-recorded", message: expect.stringContaining("has not yet said") });
  const at = world.services.clock().toISOString();
  const { results: ours } = await read(analyst, requestId);
  const word = { kind: "sealing-recorded", requestId, determinationId: ours.determinationId, recordedAt: world.services.clock().toISOString() } as const;
  await low.send("other-results.json", { ...word, resultsCommitment: "0".repeat(128) });
  await importBundles(world.services);
  expect((await act(director, requestId, "signature", { outcome: "covered" })).json.error.code).toBe("sealing-not-recorded");
  // By a clock that is ahead of this one, a decision of now would not show to have followed it.
  await low.send("ahead.json", { ...word, resultsCommitment: ours.commitment, recordedAt: new Date(world.services.clock().getTime() + 60_000).toISOString() });
  await importBundles(world.services);
  expect((await act(director, requestId, "signature", { outcome: "covered" })).json.error).toMatchObject({ code: "sealing-not-recorded", message: expect.stringContaining("clock is ahead") });
  world.pass(60_000);
  expect((await act(director, requestId, "signature", { outcome: "covered" })).json).toMatchObject({ state: "signed", determination: { outcome: "covered", releasableText: RELEASABLE } });
  await world.drain();
  expect((await read(director, requestId)).state).toBe("notified");

  const signedAt = world.services.clock().toISOString();
  expect((await low.received()).map(({ name }) => name)).toEqual([
    `determination-${requestId}.json`, "enclave-keys.json", `results-${requestId}.json`, `run-${sealed.results.determinationId}.json`, `stage-${requestId}-benchmarking.json`, `stage-${requestId}-consultation.json`, `stage-${requestId}-intake.json`,
    `stage-${requestId}-recommended.json`, `stage-${requestId}-results-sealed.json`, `stage-${requestId}-signed.json`, `standard-${published.id}.json`,
  ]);
  expect(await low.receive(`standard-${published.id}.json`)).toMatchObject({
    kind: "standard-committed", standardId: "harbour-standard", version: "1", commitment: published.commitment, benchmarkSet: published.benchmarkSet, committedAt: at,
  });
  const bundle = await low.receive(`determination-${requestId}.json`);
  const results = await low.receive(`results-${requestId}.json`);
  const envelope = bundle.kind === "determination-signed" ? bundle.determination : undefined;
  const verdict = verifyStatement(envelope, [(await low.enclaveKeys()).directorKey], DETERMINATION_PAYLOAD_TYPE);
  expect(verdict).toMatchObject({
    ok: true,
    payload: {
      determinationId: sealed.results.determinationId, modelDigest: "a".repeat(64), outcome: "covered", releasableText: RELEASABLE, benchmarkSet: published.benchmarkSet,
      standard: { id: "harbour-standard", version: "1", commitment: published.commitment }, resultsCommitment: sealed.results.commitment, sealedAt: at, signedAt, supersedes: null,
    },
  });
  expect(results).toEqual({ kind: "results-sealed", requestId, determinationId: sealed.results.determinationId, resultsCommitment: sealed.results.commitment, sealedAt: at, standard: published.commitment, countsCommitment: expect.stringMatching(/^[0-9a-f]{64}$/) });
  expect((await world.ledgerKinds()).filter((kind) => kind.startsWith("benchmarking.") && kind !== "benchmarking.state-reached")).toEqual([
    "benchmarking.key-ceremony-begun", "benchmarking.director-appointed", "benchmarking.director-key-made", "benchmarking.keys-announced", "benchmarking.standard-written", "benchmarking.standard-committed", "benchmarking.peer-pinned", "benchmarking.request-received", "benchmarking.run-started",
    "benchmarking.results-sealed", "benchmarking.view-given", "benchmarking.view-given", "benchmarking.view-given", "benchmarking.view-given", "benchmarking.outcome-recommended", "benchmarking.sealing-recorded", "benchmarking.determination-signed",
  ]);

  // The audit recomputes the decision, and would say so if it did not follow.
  expect(await auditDetermination(world.services, requestId)).toMatchObject({ ok: true, outcomeByRule: "covered" });
  await world.services.db.execute(sql`UPDATE benchmarking.request SET determination = jsonb_set(determination, '{outcome}', '"not_covered"')`);
  const audit = await auditDetermination(world.services, requestId);
  expect(audit.checks.filter(({ ok }) => !ok).map(({ name }) => name)).toEqual(["outcome-follows"]);
});

test("no threshold, score, item or standard's text is in anything that leaves the enclave, nor the credential anywhere at rest", { timeout: 60_000 }, async () => {
  const enclave = await openEnclave({ setsDirectory: await someTasks("ship-log") });
  const { low, world, director, analyst } = enclave;
  const { requestId } = await recommendedRequest(enclave);
  await enclave.act(director, requestId, "signature", { outcome: "covered" });
  await world.drain();
  const { results } = await enclave.read(analyst, requestId);
  const run = await findFinishedRun(world.services.db, requestId);
  const sealed = run && openResults(world.services, run).value;
  const transcript = JSON.parse((await world.services.artefacts.get(sealed?.transcripts[0]?.artefact ?? "")).toString("utf8"));
  const prompt: string = transcript.entries.find((entry: { kind: string }) => entry.kind === "message").data.text;
  const canaries = [
    TEXT_CANARY, String(THRESHOLD), String(results.measures[0].low), "ship-log", "harbor-0-6d1f0a52", KEY, sealed?.manifest.seed ?? "", prompt.slice(0, 60), "scripted-capable",
  ];
  const left = (await low.received()).map(({ name, text, payload }) => ({ name, said: `${name} ${text} ${payload} ${embedded(payload)}` }));
  expect(left).toHaveLength(11);
  for (const canary of canaries) {
    expect(canary.length).toBeGreaterThan(3);
    expect(left.filter(({ said }) => said.includes(canary))).toEqual([]);
  }
  // The search can find: what may leave is found by it.
  expect(left.filter(({ said }) => said.includes(RELEASABLE)).map(({ name }) => name)).toEqual([`determination-${requestId}.json`]);
  const rows = JSON.stringify([
    await world.services.db.query(sql`SELECT * FROM benchmarking.request`), await world.services.db.query(sql`SELECT * FROM benchmarking.run`),
    await world.services.db.query(sql`SELECT * FROM benchmarking.standard`), await world.services.db.query(sql`SELECT content FROM audit.entry`),
  ]);
  expect([KEY, TEXT_CANARY, String(THRESHOLD), "scripted-capable", prompt.slice(0, 60)].filter((canary) => rows.includes(canary))).toEqual([]);
  expect(await world.services.db.query(sql`SELECT sealed_credential FROM benchmarking.request`)).toEqual([{ sealed_credential: null }]);
});

/** What stands inside a determination's own envelope. */
function embedded(payload: string): string {
  const bundle = JSON.parse(payload);
  return bundle.kind === "determination-signed" ? Buffer.from(bundle.determination.payload, "base64").toString("utf8") : "";
}

test("nobody but the Director can sign: not the administrator, the analyst, a consultee, or somebody with the database", { timeout: 60_000 }, async () => {
  const enclave = await openEnclave({ setsDirectory: await someTasks("ship-log") });
  const { world, low, analyst, director } = enclave;
  const { requestId } = await recommendedRequest(enclave);
  const outcome = "covered" as const;
  for (const role of ["administrator", "benchmark-analyst", "consultee", "agency-evaluator", "oversight", "enforcement"] as const) {
    const person = await enclave.person(`A person who is ${role}`, role);
    expect((await enclave.act(person, requestId, "signature", { outcome })).json.error.code).toBe("not-permitted");
    // Not past the route's own check either.
    await expect(signDetermination(world.services, { actor: person, requestId, outcome, setsDirectory: "unused" })).rejects.toMatchObject({ code: "not-permitted" });
  }
  // A role written straight into the table lets nobody in; with the house's own key it is still no appointment.
  const usurper: Actor = { ...(await enclave.person("Usurper", "consultee")), steppedUp: true };
  await world.services.db.execute(sql`UPDATE access.person SET roles = '{nsa-director}' WHERE id = ${usurper.personId}`);
  expect((await enclave.act(usurper, requestId, "signature", { outcome })).status).toBe(401);
  await sealRow(world.services, world.services.db, "person", usurper.personId);
  expect((await enclave.act(usurper, requestId, "signature", { outcome })).json.error.code).toBe("not-appointed");
  // Nor does a state, or another's results, written into the table get signed.
  await world.services.db.execute(sql`UPDATE benchmarking.request SET state = 'signed', determination = '{"outcome":"not_covered"}' WHERE id = ${requestId}`);
  await world.drain();
  expect((await low.received()).map(({ name }) => name)).not.toContain(`determination-${requestId}.json`);
  await world.services.db.execute(sql`UPDATE benchmarking.request SET state = 'recommended', determination = NULL WHERE id = ${requestId}`);
  const original = await world.services.db.find<{ sealed_results: string; results_commitment: string }>(sql`SELECT sealed_results, results_commitment FROM benchmarking.run`);
  await world.services.db.execute(sql`UPDATE benchmarking.run SET results_commitment = ${"0".repeat(128)}`);
  expect((await enclave.act(director, requestId, "signature", { outcome })).json.error.code).toBe("record-altered");
  await world.services.db.execute(sql`UPDATE benchmarking.run SET results_commitment = ${original?.results_commitment}, sealed_results = ${original?.sealed_results.replace(/^.{8}/, "AAAAAAAA")}`);
  expect((await enclave.act(director, requestId, "signature", { outcome })).json.error.code).toBe("record-altered");
  await world.services.db.execute(sql`UPDATE benchmarking.run SET sealed_results = ${original?.sealed_results}`);
  expect((await enclave.act(analyst, requestId, "signature", { outcome })).status).toBe(403);
  expect((await enclave.act({ ...director, steppedUp: false }, requestId, "signature", { outcome })).json.error.code).toBe("step-up-needed");
  expect((await enclave.act(director, requestId, "signature", { outcome })).status).toBe(201);
  expect((await enclave.act(director, requestId, "signature", { outcome })).json.error.code).toBe("wrong-state");
});

test("the analyst who recommended cannot sign, also when the same person is the Director", { timeout: 60_000 }, async () => {
  const enclave = await openEnclave({ setsDirectory: await someTasks("ship-log") });
  const both = await enclave.person("Both", "benchmark-analyst", "nsa-director");
  const { requestId } = await sealedRequest(enclave);
  enclave.world.pass(7 * 24 * 3_600_000);
  await enclave.world.drain();
  const notices = (await enclave.world.call("GET", "/inbox", { as: both })).json.entries.map(({ kind }: { kind: string }) => kind);
  expect(notices[0]).toBe("benchmarking.consultation-lapsed");
  await enclave.act(both, requestId, "recommendation", { outcome: "insufficient", releasableText: RELEASABLE });
  expect((await enclave.read(both, requestId)).acts).toEqual(["open-to-inspector"]);
  expect((await enclave.act(both, requestId, "signature", { outcome: "insufficient" })).json.error.code).toBe("not-permitted");
  // Nor after the analyst has become the Director and nothing else.
  await enclave.world.services.db.execute(sql`UPDATE access.person SET roles = '{nsa-director}' WHERE id = ${both.personId}`);
  await sealRow(enclave.world.services, enclave.world.services.db, "person", both.personId);
  const promoted: Actor = { ...both, roles: ["nsa-director"], steppedUp: true };
  expect((await enclave.act(promoted, requestId, "signature", { outcome: "insufficient" })).json.error).toMatchObject({ code: "not-permitted", message: "You recommended this outcome; another person has to sign." });
  await expect(signDetermination(enclave.world.services, { actor: promoted, requestId, outcome: "insufficient", setsDirectory: "unused" })).rejects.toMatchObject({ code: "not-appointed" });
  expect((await enclave.act(enclave.director, requestId, "signature", { outcome: "insufficient" })).status).toBe(201);
});

test("without a fresh lease no run begins and no call is made, and a lease that is not renewed ends the calls", { timeout: 60_000 }, async () => {
  const enclave = await openEnclave({ setsDirectory: await someTasks("ship-log", "harbour-gate") });
  const { low, world, analyst, act, read } = enclave;
  await enclave.publishStandard();
  const { url, counter } = await countedEndpoint((call) => {
    if (call === 2) world.pass(60_000);
    return Promise.resolve("answer");
  });
  const requestId = await enclave.receiveRequest(url);
  world.pass(60_000);
  expect((await act(analyst, requestId, "run")).json.error.code).toBe("no-lease");
  // A lease that claims to last longer than a minute, one for later and one for another request are none.
  await low.lease(requestId, new Date(world.services.clock().getTime() - 60_000), 3600);
  expect((await act(analyst, requestId, "run")).json.error.code).toBe("no-lease");
  await low.lease(requestId, new Date(world.services.clock().getTime() + 30_000));
  expect((await act(analyst, requestId, "run")).json.error.code).toBe("no-lease");
  await low.put(`lease-${requestId}.json`, low.sign({ kind: "lease", requestId: "drq_00000000000000000000", issuedAt: world.services.clock().toISOString(), notAfter: world.services.clock().toISOString() }));
  expect((await act(analyst, requestId, "run")).json.error.code).toBe("no-lease");
  expect(counter.calls).toBe(0);

  // The one for later was seen, so none that was issued before it counts.
  await low.lease(requestId, world.services.clock());
  expect((await act(analyst, requestId, "run")).json.error.code).toBe("no-lease");
  world.pass(31_000);
  await low.lease(requestId, world.services.clock());
  expect((await act(analyst, requestId, "run")).status).toBe(202);
  await world.drain();
  // The two samples that run beside each other may both have a call under way when the lease ends; no later one begins.
  expect(counter.calls).toBeLessThanOrEqual(3);
  expect(await read(analyst, requestId)).toMatchObject({ state: "benchmarking", run: { state: "failed", reason: expect.stringContaining("no fresh lease") }, results: null, acts: ["run"] });
  expect((await low.received()).some(({ name }) => name.startsWith("results-"))).toBe(false);
  // With access again, the run begins anew and is finished.
  counter.calls = 100;
  await low.lease(requestId, world.services.clock());
  await act(analyst, requestId, "run");
  await world.drain();
  expect(await read(analyst, requestId)).toMatchObject({ state: "consultation", run: { state: "finished" } });
});

test("withdrawal stops a running benchmark, the call under way included, and quarantines what there was", { timeout: 60_000 }, async () => {
  const enclave = await openEnclave({ setsDirectory: await someTasks("ship-log") });
  const { low, world, analyst, act, read } = enclave;
  await enclave.publishStandard();
  const withdrawn = { requestId: "" };
  const { url, counter } = await countedEndpoint(async (call) => {
    if (call < 2) return "answer";
    await low.endAccess(withdrawn.requestId, world.services.clock());
    await importBundles(world.services);
    // The endpoint never answers: the enclave itself has to let go.
    return "hang";
  });
  withdrawn.requestId = await enclave.receiveRequest(url);
  const { requestId } = withdrawn;
  await act(analyst, requestId, "run");
  await world.drain();
  expect(counter.calls).toBe(2);
  expect(await read(analyst, requestId)).toMatchObject({ state: "stopped", run: { state: "stopped" }, results: null, consultation: null, acts: [] });
  expect(await low.receive(`stage-${requestId}-stopped.json`)).toMatchObject({ stage: "stopped" });
  const [row] = await world.services.db.query<{ quarantined: string; sealed_credential: string | null }>(
    sql`SELECT r.quarantined, q.sealed_credential FROM benchmarking.run r JOIN benchmarking.request q ON q.id = r.request_id`);
  expect(row?.sealed_credential).toBeNull();
  expect(JSON.parse(world.services.keys.open("benchmarking.quarantine", (await runId(world)), row?.quarantined ?? "").toString())).toMatchObject({ outcome: "stopped" });
  expect((await act(analyst, requestId, "run")).json.error.code).toBe("wrong-state");
});

test("a run whose program tries to leave is halted, its evidence kept sealed and shown to the analyst", { timeout: 60_000 }, async () => {
  const enclave = await openEnclave({ setsDirectory: await someTasks("ship-log") });
  const { low, world, analyst, act, read } = enclave;
  await enclave.publishStandard();
  const command = `perl -MIO::Socket::INET -e 'IO::Socket::INET->new("192.0.2.1:80"); print "canary-last-words"'`;
  const requestId = await enclave.receiveRequest(await insistentEndpoint(command));
  await act(analyst, requestId, "run");
  await world.drain();

  const halted = await read(analyst, requestId);
  expect(halted).toMatchObject({ state: "benchmarking", run: { state: "halted", reason: expect.stringContaining("tried to leave") }, isolation: { held: false, program: "native", untried: [] }, results: null, acts: ["run"] });
  expect(halted.isolation.probes.every(({ held }: { held: boolean }) => held)).toBe(true);
  expect(halted.run.alarms).toEqual([
    { sandboxId: expect.stringMatching(/^sample-ship-log-/), at: world.services.clock().toISOString(), command: `sh -c ${command}`, attempts: { ipv4: 1, ipv6: 0 }, lastWords: expect.any(String) },
  ]);
  const consultee = await enclave.person("Speaker of NCD", "consultee");
  expect((await read(consultee, requestId)).run.alarms).toBeNull();
  const [row] = await world.services.db.query<{ text: string; quarantined: string }>(sql`SELECT quarantined, to_jsonb(run)::text AS text FROM benchmarking.run`);
  expect(["IO::Socket", "canary-last-words"].map((word) => row?.text.includes(word))).toEqual([false, false]);
  expect(JSON.parse(world.services.keys.open("benchmarking.quarantine", await runId(world), row?.quarantined ?? "").toString())).toMatchObject({ outcome: "halted", samples: [{ taskId: "ship-log", outcome: "halted" }] });
  expect((await low.received()).some(({ name }) => name.startsWith("results-"))).toBe(false);
  // The low side learns that an alarm halted the run, and of what set it off a digest of what was sealed.
  const sent = (await low.received()).filter(({ name }) => name.startsWith("halted-"));
  const determinationId = (await world.services.db.find<{ id: string }>(sql`SELECT determination_id AS id FROM benchmarking.run`))?.id ?? "";
  expect(sent.map(({ payload }) => JSON.parse(payload) as unknown)).toEqual([{ kind: "run-halted", requestId, determinationId, evidenceDigest: sha256Hex(Buffer.from(row?.quarantined ?? "")), haltedAt: world.services.clock().toISOString() }]);
  expect((await world.call("GET", "/inbox", { as: analyst })).json.entries.map((entry: { kind: string }) => entry.kind)).toContain("benchmarking.run-failed");
});

const runId = async ({ services }: Enclave["world"]) => (await services.db.find<{ id: string }>(sql`SELECT id FROM benchmarking.run`))?.id ?? "";

test("a withdrawal after the results were sealed changes nothing that was measured", { timeout: 60_000 }, async () => {
  const enclave = await openEnclave({ setsDirectory: await someTasks("ship-log") });
  const { requestId } = await sealedRequest(enclave);
  await enclave.low.endAccess(requestId, enclave.world.services.clock());
  await importBundles(enclave.world.services);
  expect((await enclave.read(enclave.analyst, requestId)).state).toBe("consultation");
});

test("a run is held to the standard that was fixed before it began, and one that is fixed cannot be changed", { timeout: 60_000 }, async () => {
  const enclave = await openEnclave({ setsDirectory: await someTasks("ship-log") });
  const { world, analyst, act, read } = enclave;
  const { url } = await countedEndpoint();
  const requestId = await enclave.receiveRequest(url);
  expect((await act(analyst, requestId, "run")).json.error.code).toBe("no-active-standard");
  const first = (await enclave.publishStandard()).json;
  await act(analyst, requestId, "run");
  const second = (await enclave.publishStandard({ version: "2", measures: [{ scope: "overall", threshold: 1, minimumSamples: 1 }] })).json;
  await world.drain();
  const shown = await read(analyst, requestId);
  expect(shown).toMatchObject({ standard: { version: "1", commitment: first.commitment }, results: { outcomeByRule: "covered", measures: [{ threshold: THRESHOLD }] } });
  const standards = (await world.call("GET", "/standards", { as: analyst })).json.standards;
  expect(standards.map((one: { version: string; state: string }) => [one.version, one.state])).toEqual([["1", "superseded"], ["2", "active"]]);

  const row = await findStandard(world.services.db, first.id);
  const opened = row && openCommittedStandard(world.services, row);
  expect(opened && openCommitment(first.commitment, opened.salt, opened.value)).toBe(true);
  expect(opened && openCommitment(first.commitment, opened.salt, { ...opened.value, rule: "all" })).toBe(false);
  expect((await world.call("POST", `/standards/${first.id}/publish`, { as: enclave.director })).json.error.code).toBe("standard-committed");
  const draft = (await enclave.writeStandard({ version: "3" })).json;
  expect((await world.call("POST", `/standards/${draft.id}/publish`, { as: analyst })).json.error).toEqual({ code: "not-permitted", message: "You wrote this standard; another person has to publish it." });
  const seenBy = async (as: Actor) => (await world.call("GET", "/standards", { as })).json.standards.map(({ mayPublish }: { mayPublish: boolean }) => mayPublish);
  expect([await seenBy(analyst), await seenBy(enclave.director)]).toEqual([[false, false, false], [false, false, true]]);
  expect((await enclave.writeStandard({ version: "2" })).json.error).toMatchObject({ code: "standard-exists", field: "version" });
  await expect(world.services.db.execute(sql`UPDATE benchmarking.standard SET sealed_content = ${row?.sealed_content} || 'A' WHERE id = ${first.id}`)).rejects.toThrow("is committed");
  await expect(world.services.db.execute(sql`UPDATE benchmarking.standard SET state = 'active' WHERE id = ${first.id}`)).rejects.toThrow("standard_one_active");
  await expect(world.services.db.execute(sql`DELETE FROM benchmarking.standard WHERE id = ${second.id}`)).rejects.toThrow("permission denied");
});

test("a standard names a set the enclave holds, with the set's own digest, and a changed set is not run", { timeout: 60_000 }, async () => {
  const setsDirectory = await someTasks("ship-log");
  const enclave = await openEnclave({ setsDirectory });
  const { world, low, analyst, act, read } = enclave;
  const { url, counter } = await countedEndpoint();
  for (const id of ["harbor-1", "..", "HARBOR-0"]) {
    const refused = await enclave.writeStandard({ benchmarkSet: { id, version: "1" } });
    expect([400, 422]).toContain(refused.status);
    expect(refused.json.error.field).toMatch(/^benchmarkSet/);
  }
  expect((await enclave.writeStandard({ benchmarkSet: { id: "harbor-0", version: "2" } })).json.error.code).toBe("unknown-benchmark-set");
  for (const wrong of [{ measures: [] }, { measures: [{ scope: "overall", threshold: 1.5, minimumSamples: 1 }] }, { rule: "most" }, { canSeeIt: true }]) {
    expect((await enclave.writeStandard(wrong)).status).toBe(400);
  }
  expect((await world.call("GET", "/standards", { as: analyst })).json).toEqual({ standards: [] });

  const { benchmarkSets } = (await world.call("GET", "/benchmark-sets", { as: analyst })).json;
  expect(benchmarkSets).toMatchObject([{ id: "harbor-0", version: "1", synthetic: true, tasks: [{ kind: "capture-the-flag", count: 1 }] }]);
  const published = (await enclave.publishStandard()).json;
  expect(published.benchmarkSet.digest).toBe(benchmarkSets[0].digest);
  const requestId = await enclave.receiveRequest(url);
  await act(analyst, requestId, "run");
  // Changed after the run was begun, before its job looks.
  await cp(join(setsDirectory, "harbor-0/set.yaml"), join(setsDirectory, "harbor-0/extra.yaml"));
  await world.drain();
  expect(await read(analyst, requestId)).toMatchObject({ run: { state: "failed", reason: expect.stringContaining("no longer those of the standard") } });
  expect((await act(analyst, requestId, "run")).json.error.code).toBe("unknown-benchmark-set");
  expect(counter.calls).toBe(0);
  expect((await low.received()).some(({ name }) => name.startsWith("results-"))).toBe(false);
});

test("a run that a killed process left behind begins again and is sealed once", { timeout: 60_000 }, async () => {
  const enclave = await openEnclave({ setsDirectory: await someTasks("ship-log") });
  const { world, low, analyst, act, read } = enclave;
  await enclave.publishStandard();
  const { url } = await countedEndpoint();
  const requestId = await enclave.receiveRequest(url);
  await act(analyst, requestId, "run");
  // As a killed process leaves it: begun, and its job taken from the queue.
  await world.services.db.execute(sql`UPDATE benchmarking.run SET state = 'running', attempt = 1, done = 1, total = 3`);
  await world.services.db.execute(sql`DELETE FROM pgboss.job WHERE name = 'benchmarking.run'`);
  await resumeRuns(world.services);
  await resumeRuns(world.services);
  await world.drain();
  expect(await read(analyst, requestId)).toMatchObject({ state: "consultation", run: { state: "finished", attempt: 2 } });
  expect((await world.ledgerKinds()).filter((kind) => kind === "benchmarking.results-sealed")).toHaveLength(1);
  expect((await low.received()).filter(({ name }) => name.startsWith("results-"))).toHaveLength(1);
});

test("what a role may not see or do is refused, and a request that is not there looks like one", async () => {
  const enclave = await openEnclave({ setsDirectory: await someTasks("ship-log") });
  const { world, analyst, director } = enclave;
  const administrator = await enclave.person("Adam", "administrator");
  const consultee = await enclave.person("Cole", "consultee");
  const requestId = await enclave.receiveRequest("http://127.0.0.1:9/v1");
  const status = async (as: Actor | undefined, method: string, path: string) => (await world.call(method, path, as ? { as } : {})).status;
  expect(await status(undefined, "GET", "/requests")).toBe(401);
  for (const path of ["/requests", `/requests/${requestId}`, "/standards", "/benchmark-sets"]) expect(await status(administrator, "GET", path)).toBe(403);
  expect([await status(consultee, "GET", "/standards"), await status(consultee, "GET", "/benchmark-sets"), await status(consultee, "GET", "/status")]).toEqual([403, 403, 403]);
  expect(await status(director, "POST", `/requests/${requestId}/run`)).toBe(403);
  expect(await status(analyst, "GET", "/requests/drq_00000000000000000000")).toBe(404);
  expect((await world.call("POST", `/requests/${requestId}/views`, { as: consultee, body: { office: "NCD", view: "Too early." } })).status).toBe(404);
  expect((await world.call("POST", `/requests/${requestId}/recommendation`, { as: analyst, body: { outcome: "covered", releasableText: "x" } })).json.error.code).toBe("wrong-state");
  // Each task starts from a notice.
  expect((await world.call("GET", "/inbox", { as: analyst })).json.entries).toContainEqual(expect.objectContaining({ kind: "benchmarking.request-received", link: `/requests/${requestId}` }));
});
