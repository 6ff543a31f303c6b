import { describe, expect, test } from "vitest";
import type { readRecord } from "#contracts/access";
import type { Severity } from "#contracts/findings";
import type { BulkResult } from "#contracts/intake";
import { buildBundle } from "#engines/verification";
import { sql, type Actor } from "#rooms/platform";
import type { z } from "zod";
import { assignPeople, clearinghousePeople, gaugeBundle, REPOSITORY, submitBundle } from "../../tests/setup/clearinghouse.ts";
import { reproduceFinding, reproduceIn } from "./reproduction/reproduce-finding.ts";
import { createBubblewrapBackend } from "#engines/sandbox";
import { createWorld } from "../../tests/setup/world.ts";

const authorisation = { kind: "open-source", evidence: "Apache-2.0 licence in the repository" };
const HOUR_MS = 3_600_000;

/** Evidence whose program calls home instead of failing. */
function leavingBundle(): Promise<Uint8Array> {
  const program = "import socket\nprint('canary-last-words', flush=True)\nsocket.create_connection(('192.0.2.1', 80))\n";
  return buildBundle(
    {
      schema: "breakwater-evidence/2", title: "A caller", description: "It calls home.", weakness: "CWE-248",
      target: { name: "caller", version: "1.0", repository: null, location: "caller.py", source: "source", recipe: { language: "python", build: [], run: ["python3", "caller.py", "{input}"], tests: [] } },
      reproducer: { input: "input" }, expected: { kind: "traceback", class: "OSError" }, controls: [], candidatePatch: null,
      provenance: { finder: "Harbour Watch", aiGenerated: true, model: "scripted-agent-1", harness: "breakwater hunt", humanReview: "none" },
    },
    new Map([["source/caller.py", new TextEncoder().encode(program)], ["input", new TextEncoder().encode("x")]]),
  );
}

describe("intake", () => {
  test("a bundle gets a receipt with a SHA3-512 commitment, and the same bytes again get the same receipt", async () => {
    const world = await createWorld();
    const { finder } = await clearinghousePeople(world);
    const raw = await gaugeBundle();
    const first = await world.call("POST", "/findings", { as: finder, raw });
    const { createHash } = await import("node:crypto");
    expect(first.json).toEqual({
      findingId: expect.stringMatching(/^find_/), state: "submitted", alreadyReceived: false, receivedAt: "2026-09-01T12:00:00.000Z",
      digest: createHash("sha256").update(raw).digest("hex"), commitment: createHash("sha3-512").update(raw).digest("hex"),
    });
    const again = await world.call("POST", "/findings", { as: finder, raw });
    expect(again.json).toEqual({ ...first.json, alreadyReceived: true });
    expect(await world.ledgerKinds()).toContain("findings.submitted");
  });

  test("a hostile, oversized or unlabelled bundle is refused with the field, and nothing is stored", async () => {
    const world = await createWorld();
    const { finder, validator } = await clearinghousePeople(world);
    const submit = async (raw: Uint8Array) => {
      const { status, json } = await world.call("POST", "/findings", { as: finder, raw });
      return [status, json.error.code, json.error.field];
    };
    expect(await submit(Buffer.from("not a tar"))).toEqual([422, "bundle-refused", "bundle"]);
    expect(await submit(new Uint8Array(8 * 1024 * 1024 + 1))).toEqual([413, "too-large", "body"]);
    expect(await submit(await gaugeBundle({ provenance: { model: null } }))).toEqual([422, "provenance-missing", "manifest.provenance.model"]);
    expect(await submit(await gaugeBundle({ provenance: { harness: null } }))).toEqual([422, "provenance-missing", "manifest.provenance.harness"]);
    expect((await world.call("POST", "/findings", { as: validator, raw: await gaugeBundle() })).status).toBe(403);
    expect((await world.call("POST", "/findings", { raw: await gaugeBundle() })).status).toBe(401);
    expect(await world.services.db.query(sql`SELECT id FROM findings.finding`)).toEqual([]);
  });

  test("a submission against another organisation's claim is refused and opens a contact exchange", async () => {
    const world = await createWorld();
    const { finder, otherFinder } = await clearinghousePeople(world);
    await world.call("POST", "/claims", { as: otherFinder, body: { repository: REPOSITORY, path: "src", authorisation } });
    expect((await world.call("POST", "/findings", { as: finder, raw: await gaugeBundle({ shows: "level" }) })).status).toBe(201);
    await world.call("POST", "/claims", { as: otherFinder, body: { repository: REPOSITORY, path: "src/gauge.c", authorisation } });
    const refused = await world.call("POST", "/findings", { as: finder, raw: await gaugeBundle() });
    expect([refused.status, refused.json.error.code]).toEqual([409, "already-claimed"]);
    expect((await world.call("GET", "/inbox", { as: otherFinder })).json.entries.map((entry: { kind: string }) => entry.kind)).toEqual(["scanning.contact-exchange"]);
    // Its own organisation may submit.
    expect((await world.call("POST", "/findings", { as: otherFinder, raw: await gaugeBundle() })).status).toBe(201);
  });

  test("submissions that meet a claim use up the attempts of an hour, after which a file of guesses learns nothing of any target (INV-15)", async () => {
    const world = await createWorld();
    const { services } = world;
    const { finder, otherFinder } = await clearinghousePeople(world);
    const line = async (repository: string) => JSON.stringify({ bundle: Buffer.from(await gaugeBundle({ repository })).toString("base64") });
    const claimed = [1, 2, 3].map((number) => `${REPOSITORY}-claimed-${number}`);
    for (const repository of claimed) await world.call("POST", "/claims", { as: otherFinder, body: { repository, authorisation } });
    const free = await line(`${REPOSITORY}-free`);
    const guesses = [...(await Promise.all(claimed.map(line))), free].join("\n");
    const guess = async () => (await world.call("POST", "/findings/bulk", { as: finder, raw: Buffer.from(guesses) })).json.results.map((result: BulkResult) => result.refused?.code ?? "accepted");
    await services.db.execute(sql`INSERT INTO scanning.claim_attempt SELECT ${finder.organisationId}, ${services.clock()} FROM generate_series(1, 58)`);
    expect(await guess()).toEqual(["already-claimed", "already-claimed", "claim-limit", "claim-limit"]);
    const alone = await Promise.all([claimed[2] ?? "", `${REPOSITORY}-free`].map(async (repository) => world.call("POST", "/findings", { as: finder, raw: await gaugeBundle({ repository }) })));
    expect(new Set(alone.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect([alone[0]?.status, alone[0]?.json.error.code]).toEqual([429, "claim-limit"]);
    expect((await world.call("GET", "/inbox", { as: otherFinder })).json.entries).toHaveLength(2);
    expect(await services.db.query(sql`SELECT id FROM findings.finding`)).toEqual([]);
    world.pass(HOUR_MS);
    expect(await guess()).toEqual(["already-claimed", "already-claimed", "already-claimed", "accepted"]);
  });

  test("of many submissions at once against claims, no more than the rest of the hour's attempts find one", async () => {
    const world = await createWorld();
    const { services } = world;
    const { finder, otherFinder } = await clearinghousePeople(world);
    const targets = [1, 2, 3, 4, 5].map((number) => `${REPOSITORY}-claimed-${number}`);
    for (const repository of targets) await world.call("POST", "/claims", { as: otherFinder, body: { repository, authorisation } });
    await services.db.execute(sql`INSERT INTO scanning.claim_attempt SELECT ${finder.organisationId}, ${services.clock()} FROM generate_series(1, 58)`);
    const codes: string[] = await Promise.all(targets.map(async (repository) => (await world.call("POST", "/findings", { as: finder, raw: await gaugeBundle({ repository }) })).json.error.code));
    expect(codes.toSorted()).toEqual(["already-claimed", "already-claimed", "claim-limit", "claim-limit", "claim-limit"]);
  });

  test("a bulk file answers for every line, and a bad line does not spoil the others", async () => {
    const world = await createWorld();
    const { finder } = await clearinghousePeople(world);
    const good = Buffer.from(await gaugeBundle()).toString("base64");
    const lines = [JSON.stringify({ bundle: good }), "", "{", JSON.stringify({ bundle: "!" }), JSON.stringify({ bundle: good, note: 1 }), JSON.stringify({ bundle: good }), JSON.stringify({ bundle: Buffer.from("junk").toString("base64") })];
    const { status, json } = await world.call("POST", "/findings/bulk", { as: finder, raw: Buffer.from(lines.join("\n")) });
    expect(status).toBe(200);
    const { results, ...totals } = json;
    const id = results[0].findingId;
    expect(totals).toEqual({ accepted: 1, duplicates: 1, refused: 4 });
    expect(results.map((result: BulkResult) => [result.line, result.findingId ?? result.duplicateOf ?? [result.refused?.code, result.refused?.field]])).toEqual([
      [1, id], [3, ["line-refused", "line"]], [4, ["line-refused", "bundle"]], [5, ["line-refused", "line"]], [6, id], [7, ["bundle-refused", "bundle"]],
    ]);
  });
});

describe("from reproduction to priority", () => {
  test("a finding is reproduced, its duplicate merged with credit, junk rejected on evidence, and a person decides", async () => {
    const world = await createWorld();
    const people = await clearinghousePeople(world);
    const { finder, otherFinder, validator, analyst } = people;
    const read = async (id: string, as = analyst) => (await world.call("GET", `/findings/${id}`, { as })).json;

    const id = await submitBundle(world, finder, await gaugeBundle({ finder: "Fay" }));
    await world.drain();
    world.pass(60_000);
    const twin = await submitBundle(world, otherFinder, await gaugeBundle({ finder: "Lars", title: "Station name overflows", provenance: { aiGenerated: false, model: null, harness: null } }));
    const junk = await submitBundle(world, finder, await gaugeBundle({ shows: "nothing" }));
    const broken = await submitBundle(world, finder, await gaugeBundle({ shows: "broken" }));
    await world.drain();

    // Until somebody is assigned, the clearinghouse sees that it reproduced and not what it showed.
    expect((await read(id)).reproduction).toEqual({ outcome: "reproduced", k: 3, n: 3, detail: null, signatureKey: null, isolationHeld: true, at: "2026-09-01T12:00:00.000Z" });
    await assignPeople(world, people, id);
    const found = await read(id);
    expect(found.state).toBe("needs_validation");
    expect(found.reproduction).toEqual({ outcome: "reproduced", k: 3, n: 3, detail: null, signatureKey: expect.stringMatching(/^address\|heap-buffer-overflow\|write/), isolationHeld: true, at: "2026-09-01T12:00:00.000Z" });
    expect(found.credited).toEqual([
      { name: "Fay", aiGenerated: true, model: "scripted-agent-1", modelVersion: null, harness: "breakwater hunt", human: "none" },
      { name: "Lars", aiGenerated: false, model: null, modelVersion: null, harness: null, human: "authored" },
    ]);
    expect([(await read(twin)).state, (await read(twin)).duplicateOf]).toEqual(["duplicate_of", id]);
    expect([(await read(junk)).state, (await read(junk, finder)).rejection]).toEqual(["rejected", expect.stringContaining("showed nothing in 3 of 3 runs")]);
    expect([(await read(broken)).state, (await read(broken, finder)).rejection]).toEqual(["rejected", expect.stringContaining("did not build")]);

    // An appeal is a better bundle that names the rejected finding.
    const raw = await gaugeBundle({ shows: "level", title: "The level leaves its scale" });
    expect((await world.call("POST", `/findings?appealOf=${id}`, { as: finder, raw })).json.error.code).toBe("appeal-not-open");
    expect((await world.call("POST", `/findings?appealOf=${junk}`, { as: otherFinder, raw })).json.error.code).toBe("appeal-not-open");
    const appeal = (await world.call("POST", `/findings?appealOf=${junk}`, { as: finder, raw })).json.findingId;
    await world.drain();
    await assignPeople(world, people, appeal);
    expect(await read(appeal)).toMatchObject({ state: "needs_validation", appealOf: junk, duplicateOf: null });

    const validate = (body: object, as = validator, at = id) => world.call("POST", `/findings/${at}/validation`, { as, body });
    const inputs = { inKev: false, exposed: true, automatable: true, technicalImpact: "total" };
    expect((await world.call("POST", `/findings/${id}/priority`, { as: analyst, body: inputs })).json.error.code).toBe("wrong-state");
    const colleague = await world.person({ organisation: "Harbour Watch", kind: "partner", name: "Val", roles: ["validator"] });
    expect((await validate({ decision: "validated", reason: "Sure." }, colleague)).json.error).toEqual({ code: "not-permitted", message: "A finding is validated by somebody of another organisation than its finder's." });
    expect((await validate({ decision: "validated", reason: "Sure.", assistedByModel: "Scripted-Agent-1" })).json.error.code).toBe("same-model");
    expect((await validate({ decision: "validated", reason: "Seen." }, analyst)).status).toBe(403);
    expect((await validate({ decision: "validated", reason: "Seen in the sandbox." })).json.state).toBe("validated");
    expect((await validate({ decision: "rejected", reason: "Second thoughts." })).json.error.code).toBe("wrong-state");
    expect((await validate({ decision: "rejected", reason: "The level is checked by its only caller." }, validator, appeal)).json).toMatchObject({ state: "rejected", rejection: "The level is checked by its only caller." });
    expect((await read(id, finder)).validation).toEqual({ decision: "validated", reason: "Seen in the sandbox.", byName: "A validator of the clearinghouse", at: "2026-09-01T12:01:00.000Z" });

    expect((await world.call("POST", `/findings/${id}/priority`, { as: analyst, body: { ...inputs, inKev: true, automatable: null } })).json.error).toMatchObject({ code: "priority-input-missing", field: "automatable" });
    const prioritised = (await world.call("POST", `/findings/${id}/priority`, { as: analyst, body: inputs })).json;
    expect(prioritised.priority).toEqual({
      rule: "cisa:BOD2604:1.0.0", timeline: "3 days", dueDays: 3, forensic: false, inputs, assumed: [], at: "2026-09-01T12:01:00.000Z",
      sentence: "3 days, because exposed, automatable and of total impact; not 3 days & forensic investigation, because not listed as exploited.",
    });
    expect(prioritised.state).toBe("prioritised");

    expect((await findCounts(world))).toEqual({ submitted: 5, reproduced: 3, rejected: 3, duplicates: 1, validated: 1, prioritised: 1, severitiesCompared: 0, severitiesSame: 0, severitiesWithinOneBand: 0 });
    const kinds = await world.ledgerKinds();
    for (const kind of ["findings.reproduction-begun", "findings.reproduced", "findings.merged", "findings.rejected-on-evidence", "findings.rejected", "findings.validated", "findings.prioritised"]) expect(kinds).toContain(kind);
  });

  test("of two findings of one bug the earlier arrival goes on, even when its run ends later", async () => {
    const world = await createWorld();
    const { finder, otherFinder, analyst } = await clearinghousePeople(world);
    const first = await submitBundle(world, finder, await gaugeBundle());
    world.pass(1000);
    const second = await submitBundle(world, otherFinder, await gaugeBundle({ finder: "Lars" }));
    // The second has more to lose, so its turn comes first.
    await world.services.db.execute(sql`UPDATE findings.finding SET harm = 900 WHERE id = ${second}`);
    await reproduceFinding.run(world.services, {});
    expect((await world.call("GET", `/findings/${second}`, { as: analyst })).json.state).toBe("needs_validation");
    await world.drain();
    const read = async (id: string) => (await world.call("GET", `/findings/${id}`, { as: analyst })).json;
    expect(await read(first)).toMatchObject({ state: "needs_validation", credited: [{ name: "Harbour Watch" }, { name: "Lars" }] });
    expect(await read(second)).toMatchObject({ state: "duplicate_of", duplicateOf: first });
  });

  test("where the sandbox's isolation does not hold, nothing is run, the finding waits and the analysts are told", async () => {
    const world = await createWorld();
    const { finder, analyst } = await clearinghousePeople(world);
    const findingId = await submitBundle(world, finder, await gaugeBundle());
    await world.services.db.execute(sql`DELETE FROM pgboss.job WHERE name = 'findings.reproduce'`);
    const leaky = reproduceIn(createBubblewrapBackend({ weakenedForTests: ["share-network"] }));
    await expect(leaky.run(world.services, {})).rejects.toMatchObject({ code: "isolation-failed" });
    const { state, reproduction } = (await world.call("GET", `/findings/${findingId}`, { as: analyst })).json;
    expect([state, reproduction.outcome, reproduction.isolationHeld]).toEqual(["reproducing", "halted", false]);
    expect((await world.call("GET", "/inbox", { as: analyst })).json.entries.map((entry: { kind: string }) => entry.kind)).toEqual(["findings.isolation-failed"]);
    expect(await world.ledgerKinds()).toContain("findings.reproduction-halted");
    // On a host that holds, the same finding goes on once somebody says so.
    expect((await world.call("POST", `/findings/${findingId}/reproduction`, { as: finder })).status).toBe(403);
    expect((await world.call("POST", `/findings/${findingId}/reproduction`, { as: analyst })).json.state).toBe("reproducing");
    await world.drain();
    expect((await world.call("POST", `/findings/${findingId}/reproduction`, { as: analyst })).json.error.code).toBe("wrong-state");
    expect((await world.call("GET", `/findings/${findingId}`, { as: analyst })).json.state).toBe("needs_validation");
  });

  test("where the evidence's program tries to leave the sandbox, the run is halted, what it tried is kept sealed, and a person decides", async () => {
    const world = await createWorld();
    const people = await clearinghousePeople(world);
    const findingId = await submitBundle(world, people.finder, await leavingBundle());
    await world.drain();
    const read = async (as: Actor) => (await world.call("GET", `/findings/${findingId}`, { as })).json;
    expect(await read(people.analyst)).toMatchObject({ state: "needs_validation", reproduction: { outcome: "halted", k: null, n: null, detail: null, isolationHeld: true } });
    expect((await world.call("GET", "/inbox", { as: people.analyst })).json.entries.map((entry: { kind: string }) => entry.kind)).toContain("findings.tried-to-leave");

    await assignPeople(world, people, findingId);
    expect((await read(people.validator)).reproduction.detail).toMatch(/^A program tried to leave the sandbox \(packets without a route: 1 IPv4, 0 IPv6\)\. Command: .*python3 caller\.py .*\. It had printed: canary-last-words/);
    const row = await world.services.db.find<{ id: string; sealed: string; isolation: object }>(sql`SELECT id, sealed, isolation FROM findings.run WHERE finding_id = ${findingId}`);
    expect(JSON.stringify(row?.isolation)).not.toMatch(/caller\.py|canary-last-words/);
    expect(JSON.parse(world.services.keys.open("finding-run", row?.id ?? "", row?.sealed ?? "").toString()).alarms).toMatchObject([{ attempts: { ipv4: 1, ipv6: 0 }, lastWords: expect.stringMatching(/^canary-last-words/) }]);
    expect(await world.ledgerKinds()).toContain("findings.reproduction-halted");
    expect(await world.ledgerKinds()).not.toContain("findings.reproduced");
  });

  test("severities of finder and coordinator stand side by side, and a later one does not remove an earlier one", async () => {
    const world = await createWorld();
    const { finder, otherFinder, analyst, validator } = await clearinghousePeople(world);
    const id = await submitBundle(world, finder, await gaugeBundle());
    expect((await world.call("POST", `/findings/${id}/severities`, { as: analyst, body: { level: "low" } })).json.error.code).toBe("not-permitted");
    await assignPeople(world, { validator, analyst }, id);
    const give = (as: typeof finder, body: object) => world.call("POST", `/findings/${id}/severities`, { as, body });
    const vector = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H";
    await give(finder, { level: "critical", vector });
    await give(analyst, { level: "medium" });
    expect((await give(finder, { level: "low", vector })).json.error).toMatchObject({ code: "severity-disagrees", field: "level" });
    expect((await give(finder, { level: "low", vector: "CVSS:3.1/AV:N" })).json.error).toMatchObject({ code: "severity-disagrees", field: "vector" });
    expect((await give(otherFinder, { level: "low" })).status).toBe(404);
    world.pass(1000);
    const { json } = await give(finder, { level: "high" });
    expect(json.severities.map(({ by, level, score }: Severity) => [by, level, score]).toSorted()).toEqual([["coordinator", "medium", null], ["finder", "critical", 9.8], ["finder", "high", null]]);
  });
});

test("what shows only that a harness misuses the project goes to no maintainer, whoever holds it for real", async () => {
  const world = await createWorld();
  const people = await clearinghousePeople(world);
  const id = await submitBundle(world, people.finder, await gaugeBundle({ isHarnessOnly: true }));
  await world.drain();
  await assignPeople(world, people, id);
  const validate = (decision: string) => world.call("POST", `/findings/${id}/validation`, { as: people.validator, body: { decision, reason: "Seen." } });
  expect((await world.call("GET", `/findings/${id}`, { as: people.validator })).json.reproduction.outcome).toBe("reproduced");
  expect(await validate("validated")).toMatchObject({ status: 409, json: { error: { code: "no-vendor-notice", field: "decision" } } });
  expect((await validate("rejected")).json.state).toBe("rejected");
});

describe("who sees what", () => {
  test("a finding of another organisation looks absent, and reading a body is logged to its finder", async () => {
    const world = await createWorld();
    const { finder, otherFinder, validator, analyst } = await clearinghousePeople(world);
    const id = await submitBundle(world, finder, await gaugeBundle({ candidatePatch: "--- a/x\n" }));
    for (const path of [`/findings/${id}`, `/findings/${id}/evidence`, `/findings/${id}/bundle`]) {
      const absent = await world.call("GET", path.replace(id, "find_00000000000000000000"), { as: otherFinder });
      const forbidden = await world.call("GET", path, { as: otherFinder });
      expect([forbidden.status, forbidden.text]).toEqual([404, absent.text]);
    }
    expect((await world.call("GET", "/findings", { as: otherFinder })).json).toEqual({ findings: [], next: null });

    await assignPeople(world, { validator, analyst }, id);
    const evidence = (await world.call("GET", `/findings/${id}/evidence`, { as: validator })).json;
    expect(evidence).toMatchObject({ expected: "heap-buffer-overflow", candidatePatch: "--- a/x\n", reproducer: { path: "crash.txt", sizeBytes: 41 } });
    expect((await world.call("GET", `/findings/${id}/bundle`, { as: validator })).status).toBe(200);
    await world.call("GET", `/findings/${id}/evidence`, { as: finder });
    for (const path of ["/findings", `/findings/${id}`, `/findings/${id}`]) await world.call("GET", path, { as: validator });
    const reads = async () => (await world.call("GET", "/reads", { as: finder })).json.reads.map(({ what, purpose, personName }: z.infer<typeof readRecord>) => `${personName}, ${purpose}: ${what}`).toSorted();
    const first = ["Ana Analyst, coordination: finding", "Vera Validator, validation: bundle", "Vera Validator, validation: evidence", "Vera Validator, validation: finding", "Vera Validator, validation: list of 1"];
    expect(await reads()).toEqual(first);
    // A page that asks again within minutes is one read; the next day's is another.
    world.pass(24 * HOUR_MS);
    await world.call("GET", `/findings/${id}`, { as: validator });
    expect(await reads()).toEqual([...first, "Vera Validator, validation: finding"].toSorted());
  });

  test("benchmarking roles cannot read a finding's body, whatever other role they hold (INV-13)", async () => {
    const world = await createWorld();
    const { finder } = await clearinghousePeople(world);
    const id = await submitBundle(world, finder, await gaugeBundle());
    for (const benchmarking of ["benchmark-analyst", "nsa-director"] as const) {
      for (const other of [[], ["clearinghouse-analyst"], ["validator"], ["finder"]] as const) {
        const as = await world.person({ organisation: other[0] === "finder" ? "Harbour Watch" : "Enclave", kind: "government", name: `${benchmarking} ${other.join()}`, roles: [benchmarking, ...other] });
        for (const path of [`/findings/${id}`, `/findings/${id}/evidence`, `/findings/${id}/bundle`]) expect((await world.call("GET", path, { as })).status).toBe(403);
        expect((await world.call("GET", "/findings", { as })).json.findings ?? []).toEqual([]);
      }
    }
  });

  test("whoever is behind the wall acts on no finding and submits none, whatever else they are (INV-13)", async () => {
    const world = await createWorld();
    const { finder } = await clearinghousePeople(world);
    const raw = await gaugeBundle();
    const id = await submitBundle(world, finder, raw);
    const walled = await world.person({ organisation: "Harbour Watch", kind: "partner", name: "Dora", roles: ["nsa-director", "finder", "validator", "clearinghouse-analyst"] });
    const before = await world.ledgerKinds();
    const acts = [
      ["reproduction"],
      ["validation", { decision: "rejected", reason: "Keep it." }],
      ["priority", { inKev: false, exposed: true, automatable: true, technicalImpact: "total" }],
      ["severities", { level: "low" }],
    ] as const;
    for (const [act, body] of acts) expect([act, (await world.call("POST", `/findings/${id}/${act}`, { as: walled, ...(body ? { body } : {}) })).status]).toEqual([act, 403]);
    for (const bytes of [raw, await gaugeBundle({ title: "Another" })]) expect((await world.call("POST", "/findings", { as: walled, raw: bytes })).status).toBe(403);
    expect(await world.ledgerKinds()).toEqual(before);
  });

  test("what a finding says is sealed in the database", async () => {
    const world = await createWorld();
    const { finder } = await clearinghousePeople(world);
    await submitBundle(world, finder, await gaugeBundle({ title: "Canary title" }));
    const rows = JSON.stringify(await world.services.db.query(sql`SELECT * FROM findings.finding`));
    for (const word of ["Canary", "gauge", "CWE-787", "Fay"]) expect(rows).not.toContain(word);
  });
});

async function findCounts(world: Awaited<ReturnType<typeof createWorld>>) {
  return (await world.services.publishedCounts())["findings"];
}
