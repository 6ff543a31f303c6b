import { sql } from "#rooms/platform";
import { expect, test, vi } from "vitest";
import { activate, askAs, at, NO_CONFLICT, CRITERIA, nominate, prepare, proven, RANGE, scene, select, sign, TERMS, type Scene } from "./partners.fixture.ts";

const CONTROLS_DAYS = 90;
const GATE = { name: "Sluice gate", basis: "authorised-to-test", evidence: "Letter of 3 March" };

/** Active under terms that end after `days`. */
async function active(s: Scene, days = 200): Promise<string> {
  const id = await prepare(s, days);
  expect((await activate(s, id)).json.state).toBe("active");
  return id;
}
const show = async (s: Scene, id: string) => (await s.as(s.ada, "GET", `/early-access/${id}`)).json;
const kindsOf = async (s: Scene, actor = s.pia) => (await s.as(actor, "GET", "/inbox")).json.entries.map(({ kind }: { kind: string }) => kind);
const attest = (s: Scene, id: string) => s.as(s.pia, "POST", `/partner/early-access/${id}/controls`, { controlsAttested: true });
const change = (s: Scene, id: string, systems: object[]) => s.as(s.pia, "POST", `/partner/early-access/${id}/scope`, { systems });
const answer = (s: Scene, id: string, changeId: string, said: string) => s.as(s.ada, "POST", `/early-access/${id}/scope-answer`, { changeId, answer: said });

test("terms are signed by a named signatory, right after a fresh proof that it is they, with evidence for each system", async () => {
  const s = await scene();
  const id = await select(s);
  await s.as(s.ada, "POST", `/early-access/${id}/terms`, { text: TERMS, endsAt: at(40) });
  const acceptance = { termsDigest: (await s.as(s.pia, "GET", `/partner/early-access/${id}`)).json.termsDigest, signatory: { name: "Pia Brandt", title: "Head of security" }, systems: [RANGE], controlsAttested: true };
  expect((await s.as(s.pia, "POST", `/partner/early-access/${id}/acceptance`, acceptance)).json.error.code).toBe("step-up-needed");
  const { evidence: _evidence, ...without } = RANGE;
  expect((await sign(s, id, { systems: [without] })).json.error.field).toBe("systems.0.evidence");
  expect((await sign(s, id, { systems: [RANGE, RANGE] })).json.error.field).toBe("systems");
  expect((await sign(s, id, { signatory: { name: "", title: "x" } })).json.error.field).toBe("signatory.name");
  expect((await sign(s, id)).json).toMatchObject({ state: "terms-accepted", signatory: acceptance.signatory, systems: [RANGE], controlsUntil: at(CONTROLS_DAYS) });
  const [entry] = await s.world.services.db.query<{ content: string }>(sql`SELECT content FROM audit.entry WHERE kind = 'partners.terms-accepted'`);
  expect(JSON.parse(entry?.content ?? "").data).toEqual({ state: "terms-accepted", termsDigest: acceptance.termsDigest, systems: 1, freshProof: true });
});

test("a partner whose word on the safeguards runs out is reminded twice and then suspended by itself; with a new word the developer lets it go on", async () => {
  const s = await scene();
  const id = await active(s);
  s.world.setTime(at(CONTROLS_DAYS - 1));
  await s.world.drain();
  expect((await kindsOf(s)).filter((kind: string) => kind === "partners.controls-run-out")).toHaveLength(2);
  s.world.setTime(at(CONTROLS_DAYS));
  await s.world.drain();
  expect((await show(s, id)).state).toBe("suspended");
  expect(await kindsOf(s)).toContain("partners.controls-lapsed");
  expect(await kindsOf(s, s.ada)).toContain("partners.partner-suspended");
  expect((await s.as(s.ada, "POST", `/early-access/${id}/resumption`)).json.error.code).toBe("controls-lapsed");
  expect((await attest(s, id)).json).toMatchObject({ state: "suspended", controlsUntil: at(2 * CONTROLS_DAYS) });
  expect((await s.as(s.ada, "POST", `/early-access/${id}/resumption`)).json.state).toBe("active");
  expect((await s.world.ledgerKinds()).filter((kind) => kind.startsWith("partners.controls"))).toEqual(["partners.controls-attested", "partners.controls-lapsed", "partners.controls-attested"]);
});

test("the word that ran out stops the use by itself, even if no worker runs; given in time it prevents reminder and suspension", async () => {
  const s = await scene();
  const id = await active(s);
  s.world.setTime(at(CONTROLS_DAYS));
  expect((await askAs(s, id)).json.error.code).toBe("controls-lapsed");
  s.world.setTime(at(CONTROLS_DAYS - 20));
  await attest(s, id);
  s.world.setTime(at(CONTROLS_DAYS));
  await s.world.drain();
  expect((await show(s, id)).state).toBe("active");
  expect(await kindsOf(s)).not.toContain("partners.controls-run-out");
});

test("nobody is activated on a word that has run out", async () => {
  const s = await scene();
  const id = await prepare(s);
  await s.as(s.ada, "POST", `/early-access/${id}/revocation`);
  expect((await attest(s, id)).json.error.code).toBe("not-now");
  const again = await select(s);
  await s.as(s.ada, "POST", `/early-access/${again}/terms`, { text: TERMS, endsAt: at(200) });
  await sign(s, again);
  await s.as(s.ada, "POST", `/early-access/${again}/provisioning`);
  await s.as(s.pia, "POST", `/partner/early-access/${again}/proof`);
  s.world.setTime(at(CONTROLS_DAYS));
  expect((await activate(s, again)).json.error.code).toBe("controls-lapsed");
});

test("a system more waits for the developer's yes, and only then is the model asked about it", async () => {
  const s = await scene();
  const id = await active(s);
  expect((await change(s, id, [RANGE, GATE])).json).toMatchObject({ systems: [RANGE], scopeChange: { systems: [RANGE, GATE] } });
  expect((await change(s, id, [GATE])).json.error).toMatchObject({ code: "change-waits", field: "systems" });
  expect((await askAs(s, id, GATE.name)).json.error.code).toBe("outside-scope");
  expect((await s.as(s.ada, "GET", "/inbox")).json.entries.map(({ kind, link }: { kind: string; link: string }) => [kind, link])).toContainEqual(["partners.scope-proposed", `/developer/engagements/${s.engagementId}/partners/${id}`]);
  const { id: changeId } = (await show(s, id)).scopeChange;
  expect((await answer(s, id, "scp_00000000000000000000", "yes")).json.error).toMatchObject({ code: "nothing-waits", field: "changeId" });
  expect((await answer(s, id, changeId, "yes")).json).toMatchObject({ systems: [RANGE, GATE], scopeChange: null });
  expect((await answer(s, id, changeId, "no")).json.error.code).toBe("nothing-waits");
  expect((await askAs(s, id, GATE.name)).status).toBe(200);
});

test("with the developer's no the scope stays; to leave a system out a partner needs nobody", async () => {
  const s = await scene();
  const id = await active(s);
  await change(s, id, [RANGE, GATE]);
  const { id: changeId } = (await show(s, id)).scopeChange;
  expect((await answer(s, id, changeId, "no")).json).toMatchObject({ systems: [RANGE], scopeChange: null });
  await change(s, id, [RANGE, GATE]);
  await answer(s, id, (await show(s, id)).scopeChange.id, "yes");
  expect((await change(s, id, [GATE])).json).toMatchObject({ systems: [GATE], scopeChange: null });
  expect((await askAs(s, id)).json.error.code).toBe("outside-scope");
  expect((await change(s, id, [])).json.error.field).toBe("systems");
  expect((await s.world.ledgerKinds()).filter((kind) => kind.startsWith("partners.scope"))).toEqual(["partners.scope-proposed", "partners.scope-answered", "partners.scope-proposed", "partners.scope-answered", "partners.scope-narrowed"]);
});

test("the database lets a partner alone only leave systems out, and answers no change in the developer's place", async () => {
  const s = await scene();
  const id = await active(s);
  const insert = (state: string, systems: object[]) => s.world.services.as(s.pia).db.execute(sql`INSERT INTO partners.scope_change (id, early_access_id, systems, proposed_by, proposed_at, state, settled_at)
    VALUES ('scp_forged', ${id}, ${JSON.stringify(systems)}, ${s.pia.personId}, now(), ${state}, now())`);
  await expect(insert("in-force", [RANGE, GATE])).rejects.toThrow("row-level security");
  await change(s, id, [RANGE, GATE]);
  expect(await s.world.services.as(s.pia).db.execute(sql`UPDATE partners.scope_change SET state = 'in-force', settled_at = now()`)).toBe(0);
  expect((await show(s, id)).systems).toEqual([RANGE]);
});

test("a use outside of the scope reaches no model, and is recorded and shown to the developer", async () => {
  const s = await scene();
  const sam = await s.world.person({ organisation: "Kelp Lab", kind: "developer", name: "Sam", roles: ["developer-security-lead"] });
  const id = await active(s);
  const before = s.fake.calls();
  expect((await askAs(s, id, "CANARY somebody else's server")).json.error).toMatchObject({ code: "outside-scope", field: "system" });
  expect(s.fake.calls()).toBe(before);
  expect((await s.world.ledgerKinds()).filter((kind) => kind === "partners.use-refused")).toHaveLength(1);
  expect((await s.as(s.ada, "GET", `/reads?subject=${id}`)).json.reads.map(({ what }: { what: string }) => what)).toContain("Refused: asked for a system outside of the scope");
  expect(await kindsOf(s, sam)).toEqual(["partners.use-refused"]);
  expect(JSON.stringify(await s.world.services.db.query(sql`SELECT content FROM audit.entry`))).not.toContain("CANARY");
});

for (const [how, path] of [["suspends", "suspension"], ["revokes", "revocation"]] as const) {
  test(`a call that is going on ends at once when the developer ${how} the partner`, async () => {
    let answered = 0;
    const s = await scene({}, { misbehave: ({ prompt }) => (prompt.startsWith("Look at") ? { kind: "hang" } : null), afterAnswer: () => (answered += 1) });
    const id = await active(s);
    const [calls, ended] = [s.fake.calls(), answered];
    const call = askAs(s, id);
    await vi.waitFor(() => expect(s.fake.calls()).toBe(calls + 1), 10_000);
    await s.as(s.ada, "POST", `/early-access/${id}/${path}`);
    expect((await call).json.error.code).toBe("not-active");
    // The model is not left talking to nobody.
    await vi.waitFor(() => expect(answered).toBe(ended + 1), 10_000);
  });
}

test("one act ends every partner of every model of the developer, and nobody else's", async () => {
  const s = await scene();
  const id = await active(s);
  const rob = await s.world.person({ organisation: "Rival Lab", kind: "developer", name: "Rob", roles: ["developer-release-lead"] });
  expect((await s.as(rob, "POST", "/early-access/stop", {})).json).toEqual({ earlyAccess: [] });
  expect((await show(s, id)).state).toBe("active");
  const sam = await s.world.person({ organisation: "Kelp Lab", kind: "developer", name: "Sam", roles: ["developer-security-lead"] });
  expect((await s.as(sam, "POST", "/early-access/stop", {})).json.earlyAccess.map(({ state }: { state: string }) => state)).toEqual(["revoked"]);
  expect((await askAs(s, id)).json.error.code).toBe("not-active");
});

test("each vetting is kept with its notes and what was found of conflicts, and shown to both sides and not to the partner", async () => {
  const s = await scene();
  const id = await nominate(s, s.sela);
  const answers = CRITERIA.map((criterion) => ({ criterion, met: criterion !== "has-no-conflict", note: criterion === "has-no-conflict" ? "Sells a model" : null }));
  const vetting = (conflict: object, over: object = {}) => s.as(s.sela, "POST", `/early-access/${id}/vetting`, { answers, conflict: { ...NO_CONFLICT, ...conflict }, ...over });
  const said = answers.map((one) => ({ ...one, met: true }));
  for (const conflict of [{ competitor: true }, { sameHouse: true }]) expect((await vetting(conflict, { answers: said })).json.error).toMatchObject({ code: "conflict-found", field: "answers" });
  expect((await vetting({ competitor: true })).json.state).toBe("vetting");
  s.world.pass(1000);
  expect((await vetting({ tie: "The officer's cousin works there" }, { answers: said })).json.state).toBe("deciding");
  expect((await show(s, id)).vettings).toMatchObject([
    { side: "government", policyVersion: 1, conflict: { ...NO_CONFLICT, tie: "The officer's cousin works there" } },
    { side: "government", policyVersion: 1, answers, conflict: { ...NO_CONFLICT, competitor: true } },
  ]);
  for (const actor of [s.ada, s.sela]) expect(await s.world.services.as(actor).db.query(sql`SELECT id FROM partners.vetting_record`)).toHaveLength(2);
  expect(await s.world.services.as(s.pia).db.query(sql`SELECT id FROM partners.vetting_record`)).toEqual([]);
});

test("an officer does not choose the officer's own house", async () => {
  const s = await scene();
  const inside = await s.world.person({ organisation: "Exercise Office", kind: "government", name: "Ingo", roles: ["partner-security-lead"] });
  const nominated = await s.as(s.sela, "POST", "/early-access", { engagementId: s.engagementId, partnerEmail: await s.email(inside), sector: "water", reason: "We are good." });
  expect(nominated.json.error).toMatchObject({ code: "partner-not-known", field: "partnerEmail" });
});

test("a developer who declares a release lets a prepared partner become active although a window was open", async () => {
  const s = await scene();
  const eva = await s.world.person({ organisation: "Exercise Agency", kind: "government", name: "Eva", roles: ["agency-evaluator"] });
  const offered = await s.as(s.ada, "POST", `/engagements/${s.engagementId}/offer`, { purpose: "capability-evaluation", variant: "safeguards-on", tools: [], logging: "calls", retentionDays: 7, evaluators: [{ email: await s.email(eva) }] });
  await s.as(eva, "POST", `/evaluator/engagements/${s.engagementId}/acceptance`, { termsDigest: offered.json.windows[0].termsDigest, noConflict: true });
  await s.as(s.ada, "POST", `/engagements/${s.engagementId}/window`);
  const id = await prepare(s);
  expect((await activate(s, id)).json.error.code).toBe("window-open");
  await s.as(s.ada, "POST", `/engagements/${s.engagementId}/releases`, { audience: "partners" });
  expect((await activate(s, id)).json.state).toBe("active");
});

test("scans for operators are offered only under terms that include them", async () => {
  const s = await scene();
  const id = await active(s);
  expect((await s.as(s.pia, "POST", `/partner/early-access/${id}/brokering`, { offered: true })).json.error.code).toBe("brokering-not-granted");
  expect((await s.as(s.pia, "POST", `/partner/early-access/${id}/brokering`, { offered: false })).json.brokering).toEqual({ granted: false, offered: false, scans: [] });
  expect(proven(s.pia).steppedUp).toBe(true);
});
