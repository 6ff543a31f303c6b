import { sql, type Actor } from "#rooms/platform";
import { expect, test } from "vitest";
import { createWorld, type World } from "../../tests/setup/world.ts";
import { issueExerciseAdvisory, recallExerciseFix } from "../publication/fixtures/issue-exercise-advisory.ts";

const DAY_MS = 86_400_000;
const SBOM = JSON.stringify({ bomFormat: "CycloneDX", specVersion: "1.6", components: [{ type: "library", name: "tinyini", version: "1.3.0", purl: "pkg:generic/tinyini@1.3.0" }] });
const SPREADSHEET = "Vendor;Product;Version;Location;Internet facing?\nTinyini Project;tinyini;1.3.0;CANARY-ward pump controller;no\nGeneric Imaging;Scan Station;7.1;Radiology;no\n;;;;\n";
const BANK = "Vendor,Product,Version\nLedgerworks,Teller Desk,11.2\nTinyini Project,tinyini,1.4.2\n";
const TINYINI = { product: "tinyini", vendor: "Tinyini Project", purl: "pkg:generic/tinyini", affectedVersion: "1.3.0", fixedVersion: "1.4.2" };
const PROFILE = { sector: "water", sizeBand: "50-to-249", region: "midwest", acceptsTerms: true };

async function people() {
  const world = await createWorld();
  const operator = (organisation: string, name: string) => world.person({ organisation, kind: "operator", name, roles: ["operator"] });
  return {
    world,
    utility: await operator("Exercise Utility", "Uma"),
    hospital: await operator("Exercise Hospital", "Hana"),
    bank: await operator("Exercise Bank", "Ben"),
    analyst: await world.person({ organisation: "Exercise Clearinghouse", kind: "clearinghouse", name: "Anna", roles: ["clearinghouse-analyst"] }),
  };
}

async function enrol(world: World, as: Actor, sector = "water") {
  return world.call("POST", "/operator/profile", { as, body: { ...PROFILE, sector } });
}

async function upload(world: World, as: Actor, fileName: string, content: string | Uint8Array) {
  return world.call("POST", `/operator/inventories?fileName=${encodeURIComponent(fileName)}`, { as, raw: typeof content === "string" ? Buffer.from(content) : content });
}

async function planOf(world: World, as: Actor) {
  return (await world.call("GET", "/operator/plan", { as })).json;
}

async function noticesOf(world: World, as: Actor): Promise<readonly string[]> {
  return (await world.call("GET", "/inbox", { as })).json.entries.map(({ kind }: { kind: string }) => kind);
}

/** Three operators with their lists, and an advisory that concerns two of them. */
async function published() {
  const all = await people();
  const { world, utility, hospital, bank, analyst } = all;
  await enrol(world, utility);
  await enrol(world, hospital, "healthcare");
  await enrol(world, bank, "financial-services");
  await upload(world, utility, "utility.cdx.json", SBOM);
  await upload(world, hospital, "hospital.csv", SPREADSHEET);
  await upload(world, bank, "bank.csv", BANK);
  await world.drain();
  const advisoryId = await issueExerciseAdvisory(world.services, { actor: analyst, ...TINYINI });
  await world.drain();
  return { ...all, advisoryId };
}

test("an advisory reaches the operators it concerns, by SBOM or spreadsheet; the one it does not concern is neither told nor recorded", async () => {
  const { world, utility, hospital, bank, advisoryId } = await published();
  for (const operator of [utility, hospital]) {
    const plan = await planOf(world, operator);
    expect(plan.steps.map(({ title, fixedVersion, state }: { title: string; fixedVersion: string; state: string }) => [title, fixedVersion, state])).toEqual([["Update tinyini to version 1.4.2", "1.4.2", "notified"]]);
    expect(plan.steps[0].advisories.map(({ id }: { id: string }) => id)).toEqual([advisoryId]);
    expect(await noticesOf(world, operator)).toEqual(["distribution.affected"]);
  }
  const nothing = await planOf(world, bank);
  expect([nothing.steps, nothing.done, await noticesOf(world, bank)]).toEqual([[], [], []]);
  expect(nothing.note).toContain("does not mean that all is safe");
  const recorded = await world.services.db.query<{ organisation_id: string }>(sql`SELECT DISTINCT organisation_id FROM distribution.match ORDER BY 1`);
  expect(recorded.map((row) => row.organisation_id)).toEqual([utility.organisationId, hospital.organisationId].toSorted());
  // Jobs may run twice: nobody is told twice.
  await world.services.db.inTransaction((tx) => world.services.jobs.emit(tx, "publication.advisory-published", { advisoryId }));
  await world.drain();
  expect(await noticesOf(world, hospital)).toEqual(["distribution.affected"]);
});

test("the hospital acknowledges, schedules, applies and confirms, each as its own act in the ledger, and the counts move", async () => {
  const { world, hospital } = await published();
  const [{ id }] = (await planOf(world, hospital)).steps;
  const counts = async () => (await world.services.publishedCounts())["distribution"];
  expect(await counts()).toEqual({ enrolled: 3, matched: 2, notified: 2, acknowledged: 0, applied: 0 });
  const move = (action: string, body: object = {}) => world.call("POST", `/operator/plan/${id}/${action}`, { as: hospital, body });
  expect((await move("confirm")).json.error.code).toBe("not-in-that-state");
  expect((await move("schedule", { at: "2026-08-01T00:00:00Z" })).json.error).toMatchObject({ code: "not-in-future", field: "at" });
  expect((await move("schedule", { at: "2999-01-01T00:00:00Z" })).json.error).toMatchObject({ code: "planned-too-late", field: "at" });
  expect((await move("acknowledge")).json.state).toBe("acknowledged");
  const scheduled = (await move("schedule", { at: "2026-09-02T22:00:00Z" })).json;
  expect([scheduled.state, scheduled.assets[0].scheduledFor]).toEqual(["scheduled", "2026-09-02T22:00:00.000Z"]);
  world.pass(DAY_MS);
  expect((await move("apply")).json.state).toBe("applied");
  expect(await counts()).toEqual({ enrolled: 3, matched: 2, notified: 2, acknowledged: 1, applied: 1 });
  const plan = await planOf(world, hospital);
  expect([plan.steps.length, plan.done.map((step: { state: string; may: string[] }) => [step.state, step.may])]).toEqual([0, [["applied", ["confirm", "fail", "roll-back"]]]]);
  expect((await move("confirm")).json.state).toBe("confirmed");
  expect((await move("fail", { reason: "The pump stopped." })).json.state).toBe("failed");
  expect((await move("roll-back")).json.state).toBe("rolled_back");
  // A fix that was taken out again is not deployed.
  expect((await counts())?.["applied"]).toBe(0);
  expect((await world.ledgerKinds()).filter((kind) => kind.startsWith("distribution.step"))).toEqual([
    "distribution.step-acknowledged", "distribution.step-scheduled", "distribution.step-applied", "distribution.step-confirmed", "distribution.step-failed", "distribution.step-rolled-back",
  ]);
});

test("not affected needs a justification, putting off needs a reason, a safeguard and a day; both are the operator's own sealed words", async () => {
  const { world, hospital } = await published();
  const [{ id, assets }] = (await planOf(world, hospital)).steps;
  const move = (action: string, body: object) => world.call("POST", `/operator/plan/${id}/${action}`, { as: hospital, body });
  expect([(await move("not-affected", {})).status, (await move("defer", { reason: "Later" })).status, (await move("roll-back", {})).json.error.code]).toEqual([400, 400, "not-in-that-state"]);
  expect((await move("acknowledge", { assets: ["mat_00000000000000000000"] })).json.error).toMatchObject({ code: "not-in-that-state", field: "assets" });
  const deferral = { reason: "CANARY-flu season", compensatingControl: "Taken off the network", reviewOn: "2026-10-01T00:00:00Z" };
  expect((await move("defer", { ...deferral, reviewOn: "2026-08-01T00:00:00Z" })).json.error.code).toBe("not-in-future");
  expect((await move("defer", deferral)).json.assets[0]).toMatchObject({ state: "deferred", reviewOn: "2026-10-01T00:00:00.000Z", statement: "CANARY-flu season\nTaken off the network" });
  const stated = await move("not-affected", { assets: [assets[0].id], justification: "vulnerable_code_not_present", statement: "Built without the parser" });
  expect([stated.json.state, stated.json.assets[0].statement]).toEqual(["not_affected", "vulnerable_code_not_present: Built without the parser"]);
  const stored = JSON.stringify(await world.services.db.query(sql`SELECT * FROM distribution.match, distribution.inventory`));
  expect(stored).not.toContain("CANARY");
});

test("another operator sees and moves nothing of it, and nobody but operators comes near", async () => {
  const { world, hospital, utility, analyst } = await published();
  const [{ id }] = (await planOf(world, hospital)).steps;
  const [inventory] = (await world.call("GET", "/operator/inventories", { as: hospital })).json.inventories;
  expect([
    (await world.call("POST", `/operator/plan/${id}/apply`, { as: utility, body: {} })).json,
    (await world.call("GET", `/operator/inventories/${inventory.id}`, { as: utility })).json,
    (await world.call("POST", `/operator/inventories/${inventory.id}/remove`, { as: utility })).json,
  ]).toEqual(Array.from({ length: 3 }, () => ({ error: { code: "not-found", message: "There is nothing here that you may see." } })));
  expect(JSON.stringify(await planOf(world, utility))).not.toContain("CANARY");
  for (const path of ["/operator/plan", "/operator/plan/print", "/operator/profile", "/operator/inventories", `/operator/inventories/${inventory.id}`]) {
    expect([path, (await world.call("GET", path, { as: analyst })).status, (await world.call("GET", path)).status]).toEqual([path, 403, 401]);
  }
  expect((await world.call("GET", "/distribution/roll-up", { as: hospital })).status).toBe(403);
});

test("the clearinghouse learns counts only, small ones withheld, and no operator's name leaves", async () => {
  const { world, analyst } = await published();
  const shown = await world.call("GET", "/distribution/roll-up", { as: analyst });
  expect(shown.json.operators).toEqual({ enrolled: null, matched: null, notified: null, acknowledged: null, applied: null });
  // Three sectors with one operator each would be known as such by the others' zeros.
  expect(new Set(shown.json.enrolledBySector.map(({ enrolled }: { enrolled: number | null }) => enrolled))).toEqual(new Set([null]));
  expect(shown.text).not.toMatch(/org_|per_|Hospital|Utility|CANARY/);
});

test("an operator leaves at any moment and everything kept of it is erased; the ledger keeps how much it was", async () => {
  const { world, hospital, advisoryId } = await published();
  const left = await world.call("POST", "/operator/leave", { as: hospital });
  expect(left.json).toEqual({ at: world.services.clock().toISOString(), inventories: 1, matches: 1, answers: 0, marks: 0, entryId: expect.stringMatching(/^ent_/) });
  const rows = await world.services.db.query<{ count: number }>(sql`
    SELECT count(*) FROM distribution.operator WHERE organisation_id = ${hospital.organisationId} UNION ALL
    SELECT count(*) FROM distribution.inventory WHERE organisation_id = ${hospital.organisationId} UNION ALL
    SELECT count(*) FROM distribution.step WHERE organisation_id = ${hospital.organisationId} UNION ALL
    SELECT count(*) FROM distribution.match WHERE organisation_id = ${hospital.organisationId}`);
  expect(rows.map(({ count }) => count)).toEqual([0, 0, 0, 0]);
  const [entry] = await world.services.db.query<{ content: string }>(sql`SELECT content FROM audit.entry WHERE kind = 'distribution.operator-left'`);
  expect(JSON.parse(entry?.content ?? "").data).toEqual({ erasedInventories: 1, erasedMatches: 1, erasedAnswers: 0, erasedMarks: 0 });
  expect((await world.call("GET", "/operator/plan", { as: hospital })).json.error.code).toBe("not-enrolled");
  expect((await world.call("POST", "/operator/leave", { as: hospital })).json.error.code).toBe("not-enrolled");
  // A matching that was already on its way finds nobody; coming back is free and starts empty.
  await world.services.db.inTransaction((tx) => world.services.jobs.enqueue(tx, { name: "distribution.match-operator" }, { organisationId: hospital.organisationId, advisoryId }));
  await world.drain();
  expect((await enrol(world, hospital)).status).toBe(201);
  expect((await planOf(world, hospital)).inventories).toBe(0);
});

test("a recalled fix is called back from everybody it was named to, cannot be applied, and another one opens the step again", async () => {
  const { world, utility, hospital, bank, analyst } = await published();
  const [{ id }] = (await planOf(world, hospital)).steps;
  await world.call("POST", `/operator/plan/${id}/apply`, { as: hospital, body: {} });
  await recallExerciseFix(world.services, TINYINI);
  await world.drain();
  for (const operator of [utility, hospital]) {
    expect(await noticesOf(world, operator)).toContain("distribution.recalled");
    const [step] = (await planOf(world, operator)).steps;
    expect([step.title, step.recalled, step.fixedVersion, step.patch]).toEqual(["Do not install the fix for tinyini", true, null, null]);
  }
  expect(await noticesOf(world, bank)).toEqual([]);
  const [{ id: utilityStep }] = (await planOf(world, utility)).steps;
  expect((await world.call("POST", `/operator/plan/${utilityStep}/apply`, { as: utility, body: {} })).json.error.code).toBe("fix-recalled");
  expect((await world.call("POST", `/operator/plan/${id}/fail`, { as: hospital, body: { reason: "Recalled" } })).json.state).toBe("failed");
  await issueExerciseAdvisory(world.services, { actor: analyst, ...TINYINI, fixedVersion: "1.4.3" });
  await world.drain();
  const [again] = (await planOf(world, hospital)).steps;
  expect([again.id, again.title, again.state, again.recalled]).toEqual([id, "Update tinyini to version 1.4.3", "notified", false]);
  expect((await noticesOf(world, hospital)).filter((kind) => kind === "distribution.affected").length).toBe(2);
});

test("what is withdrawn is nobody's to do any more, and what an operator did stays done", async () => {
  const { world, utility, hospital, analyst, advisoryId } = await published();
  const [{ id }] = (await planOf(world, hospital)).steps;
  for (const act of ["apply", "confirm"]) await world.call("POST", `/operator/plan/${id}/${act}`, { as: hospital, body: {} });
  expect((await world.call("POST", `/advisories/${advisoryId}/withdrawal`, { as: { ...analyst, steppedUp: true }, body: { because: "The flaw was in the test rig." } })).status).toBe(200);
  await world.drain();
  expect((await planOf(world, utility)).steps).toEqual([]);
  expect((await planOf(world, hospital)).done).toHaveLength(1);
});

test("dates come from the directive's table asked with the operator's own answer, and are guidance to it, never a duty", async () => {
  const { world, hospital, analyst } = await people();
  await enrol(world, hospital);
  await upload(world, hospital, "list.csv", "Vendor,Product,Version,Internet facing?\nA Works,alpha,1.0.0,yes\nB Works,beta,1.0.0,no\nC Works,gamma,1.0.0,\n");
  for (const product of ["alpha", "beta", "gamma"]) await issueExerciseAdvisory(world.services, { actor: analyst, product, vendor: `${product[0]?.toUpperCase()} Works`, fixedVersion: "2.0.0" });
  await world.drain();
  const { steps } = await planOf(world, hospital);
  // Not in KEV, automatable, total: 3 days when exposed, 60 when not; what was not said is taken as exposed.
  expect(steps.map((step: { title: string; dueBy: string; guidance: boolean }) => [step.title.split(" ")[1], step.dueBy, step.guidance])).toEqual([
    ["alpha", "2026-09-04T12:00:00.000Z", true], ["gamma", "2026-09-04T12:00:00.000Z", true], ["beta", "2026-10-31T12:00:00.000Z", true],
  ]);
  expect(steps[0].guidanceNote).toContain("not a duty");
  expect(JSON.stringify(steps)).not.toMatch(/overdue|compliant|violation/i);
});

test("one update that closes nine findings is one step, to the version that closes them all; a plan never grows past five", async () => {
  const { world, hospital, analyst } = await people();
  await enrol(world, hospital);
  const names = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta"];
  await upload(world, hospital, "list.csv", `Vendor,Product,Version\n${names.map((name) => `${name} Works,${name},1.0.0\n`).join("")}`);
  for (let finding = 1; finding <= 9; finding += 1) await issueExerciseAdvisory(world.services, { actor: analyst, product: "alpha", caseName: `alpha${finding}`, fixedVersion: `1.${finding + 1}.0` });
  for (const product of names.slice(1)) await issueExerciseAdvisory(world.services, { actor: analyst, product, fixedVersion: "2.0.0" });
  await world.drain();
  const plan = await planOf(world, hospital);
  expect([plan.steps.length, plan.waiting]).toEqual([5, 1]);
  const alpha = plan.steps.find((step: { title: string }) => step.title.includes("alpha"));
  expect([alpha.title, alpha.advisories.length, alpha.assets.length]).toEqual(["Update alpha to version 1.10.0", 9, 1]);
  const idsOf = (steps: readonly { readonly id: string }[]) => steps.map(({ id }) => id);
  // What is put off can be found, and be done early.
  const later = plan.steps.find((step: { id: string }) => step.id !== alpha.id);
  await world.call("POST", `/operator/plan/${later.id}/defer`, { as: hospital, body: { reason: "Flu season", compensatingControl: "Off the network", reviewOn: "2026-10-01T00:00:00Z" } });
  const without = await planOf(world, hospital);
  expect([without.steps.length, without.waiting, idsOf(without.putOff)]).toEqual([5, 0, [later.id]]);
  expect((await world.call("GET", "/operator/plan/print.txt", { as: hospital })).text).toContain(`tell us:\n   [ ] ${later.title}`);
  const applied = await world.call("POST", `/operator/plan/${alpha.id}/apply`, { as: hospital, body: { assets: [alpha.assets[0].id] } });
  expect(applied.json.state).toBe("applied");
  world.pass(1000);
  expect((await world.call("POST", `/operator/plan/${later.id}/apply`, { as: hospital, body: {} })).json.state).toBe("applied");
  const rest = await planOf(world, hospital);
  expect([rest.steps.length, rest.waiting, idsOf(rest.putOff), idsOf(rest.done)]).toEqual([4, 0, [], [later.id, alpha.id]]);
});

test("a file that cannot be read is refused with what to do, and nothing of it is stored; every line left out is explained", async () => {
  const { world, hospital } = await people();
  expect((await upload(world, hospital, "list.csv", SPREADSHEET)).json.error.code).toBe("not-enrolled");
  expect((await world.call("POST", "/operator/profile", { as: hospital, body: { ...PROFILE, acceptsTerms: false } })).json.error.field).toBe("acceptsTerms");
  await enrol(world, hospital);
  const refused = [
    await upload(world, hospital, "list.xlsx", Uint8Array.from([0x50, 0x4b, 3, 4, 0, 0])),
    await upload(world, hospital, "list.csv", ""),
    await upload(world, hospital, "list.json", "{ not json"),
    await upload(world, hospital, "list.csv", "one,two\n1,2\n"),
    await upload(world, hospital, "big.csv", new Uint8Array(16 * 1024 * 1024 + 1)),
    await upload(world, hospital, "two\nlines", SPREADSHEET),
  ];
  expect(refused.map(({ status, json }) => [status, json.error.code, json.error.field])).toEqual([
    [422, "inventory-not-readable", "file"], [422, "inventory-not-readable", "file"], [422, "inventory-not-readable", "file"], [422, "inventory-not-readable", "file"],
    [413, "too-large", "body"], [400, "invalid-input", "fileName"],
  ]);
  expect((await world.call("GET", "/operator/inventories", { as: hospital })).json).toEqual({ inventories: [] });
  const { json } = await upload(world, hospital, "list.csv", `${SPREADSHEET};;4711;;\n`);
  expect([json.assets, json.firstAssets[0].place, json.columns.product]).toEqual([2, "line 2", "Product"]);
  expect(json.skippedLines.map(({ place, reason }: { place: string; reason: string }) => [place, reason.length > 10])).toContainEqual(["line 5", true]);
});

test("a new upload under the same name takes the old one's place: what was done stays, what is gone is gone", async () => {
  const { world, hospital, analyst } = await people();
  await enrol(world, hospital);
  await upload(world, hospital, "list.csv", "Vendor,Product,Version\nA Works,alpha,1.0.0\nB Works,beta,1.0.0\n");
  for (const product of ["alpha", "beta"]) await issueExerciseAdvisory(world.services, { actor: analyst, product, vendor: `${product[0]?.toUpperCase()} Works`, fixedVersion: "2.0.0" });
  await world.drain();
  const before = (await planOf(world, hospital)).steps;
  const alpha = before.find((step: { title: string }) => step.title.includes("alpha"));
  await world.call("POST", `/operator/plan/${alpha.id}/acknowledge`, { as: hospital, body: {} });
  await upload(world, hospital, "list.csv", "Vendor,Product,Version\nNew Works,omega,1\nA Works,alpha,1.0.0\n");
  await world.drain();
  const after = await planOf(world, hospital);
  expect([after.inventories, after.steps.map((step: { id: string; state: string }) => [step.id, step.state])]).toEqual([1, [[alpha.id, "acknowledged"]]]);
  expect(after.steps[0].assets[0].place).toBe("list.csv, line 3");
  const [{ id }] = (await world.call("GET", "/operator/inventories", { as: hospital })).json.inventories;
  expect((await world.call("POST", `/operator/inventories/${id}/remove`, { as: hospital })).status).toBe(204);
  await world.drain();
  expect((await planOf(world, hospital)).steps).toEqual([]);
  for (let list = 1; list <= 20; list += 1) await upload(world, hospital, `${list}.csv`, BANK);
  expect((await upload(world, hospital, "21.csv", BANK)).json.error.code).toBe("too-many-inventories");
});

test("uploads of one list at once are all answered with how they were understood, and one of them stays", async () => {
  const { world, hospital } = await people();
  await enrol(world, hospital);
  const replies = await Promise.all(Array.from({ length: 8 }, () => upload(world, hospital, "list.csv", SPREADSHEET)));
  expect(replies.map(({ status }) => status)).toEqual(replies.map(() => 201));
  const { inventories } = (await world.call("GET", "/operator/inventories", { as: hospital })).json;
  expect(inventories).toHaveLength(1);
  const kept = replies.find(({ json }) => json.id === inventories[0].id);
  expect((await world.call("GET", `/operator/inventories/${inventories[0].id}`, { as: hospital })).json).toEqual(kept?.json);
});

test("an operator nobody can be told of is unreachable, not silent, and can still act when it comes by itself", async () => {
  const { world, hospital, analyst } = await people();
  await enrol(world, hospital);
  await upload(world, hospital, "list.csv", SPREADSHEET);
  await world.services.db.execute(sql`UPDATE access.person SET left_at = ${world.services.clock()} WHERE id = ${hospital.personId}`);
  await issueExerciseAdvisory(world.services, { actor: analyst, ...TINYINI });
  await world.drain();
  const second = await world.person({ organisation: "Exercise Hospital", kind: "operator", name: "Hugo", roles: ["operator"] });
  const [step] = (await planOf(world, second)).steps;
  expect([step.state, step.may]).toEqual(["unreachable", ["acknowledge", "schedule", "apply", "defer", "not-affected", "fail"]]);
  expect((await world.services.publishedCounts())["distribution"]).toMatchObject({ matched: 1, notified: 0 });
  // Whoever enrols next is told from then on.
  await enrol(world, second);
  await upload(world, second, "list.csv", SPREADSHEET);
  await world.drain();
  expect([(await planOf(world, second)).steps[0].state, await noticesOf(world, second)]).toEqual(["notified", ["distribution.affected"]]);
});

test("a notice names neither what an operator owns nor the flaw, and the plan prints on paper and as plain text", async () => {
  const { world, hospital } = await published();
  const mails = await world.services.db.query<{ id: string; subject: string; body: string }>(sql`SELECT id, subject, body FROM platform.mail`);
  const texts = mails.map(({ id, subject, body }) => `${subject}\n${world.services.keys.open("mail", id, body).toString("utf8")}`);
  expect(texts.length).toBe(2);
  for (const text of texts) {
    expect(text).toContain("/operator/plan");
    expect(text).not.toMatch(/tinyini|CWE|CVE|BW-|CANARY/i);
  }
  const html = await world.call("GET", "/operator/plan/print", { as: hospital });
  expect(html.text).toMatch(/^<!doctype html>[\s\S]*<h2>1\. Update tinyini to version 1\.4\.2<\/h2>/);
  expect(html.text).not.toMatch(/<script|src=|href=/);
  expect((await world.call("GET", "/operator/plan/print.txt", { as: hospital })).text).toContain("1. Update tinyini to version 1.4.2\nDo this first.");
});
