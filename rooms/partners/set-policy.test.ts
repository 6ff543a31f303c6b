import { sql, type Actor } from "#rooms/platform";
import { expect, test } from "vitest";
import { CRITERIA, nominate, proven, scene, vet, type Scene } from "./partners.fixture.ts";

const STRICTER = { objection: "holds", viewDays: 7, criteria: CRITERIA.map((criterion) => ({ criterion, text: `Version two: ${criterion}.` })), reason: "A trial of one quarter." };

const officer = (s: Scene, name: string): Promise<Actor> => s.world.person({ organisation: "Second Office", kind: "government", name, roles: ["partner-selection-officer"] });
const propose = (s: Scene, as: Actor, over: object = {}) => s.as(proven(as), "POST", "/selection/policy/proposals", { ...STRICTER, ...over });

/** Puts the stricter policy in force by two officers. */
async function tighten(s: Scene): Promise<void> {
  const second = await officer(s, "Otto");
  const { proposals } = (await propose(s, s.sela)).json;
  expect((await s.as(proven(second), "POST", `/selection/policy/proposals/${proposals[0].id}/confirmation`)).json).toEqual({ proposals: [] });
}

/** Nominated, vetted, objected to, and with the developer's yes. */
async function objected(s: Scene): Promise<string> {
  const id = await nominate(s);
  await vet(s, id);
  await s.as(s.sela, "POST", `/early-access/${id}/government-view`, { view: "object", reason: "Ownership is unclear" });
  await s.as(s.ada, "POST", `/early-access/${id}/developer-decision`, { answer: "yes" });
  return id;
}
const stateOf = async (s: Scene, id: string) => (await s.as(s.ada, "GET", `/early-access/${id}`)).json.state;

test("how partners are chosen is changed by two officers, each right after a fresh proof, with reason and date, in public and in the ledger", async () => {
  const s = await scene();
  expect((await s.world.call("GET", "/partners/policy")).json).toMatchObject({ current: { version: 1, objection: "advises", viewDays: 14 }, earlier: [] });
  expect((await s.as(s.sela, "POST", "/selection/policy/proposals", STRICTER)).json.error.code).toBe("step-up-needed");
  for (const other of [s.ada, s.pia]) expect((await propose(s, other)).json.error.code).toBe("not-permitted");
  const [proposal] = (await propose(s, s.sela)).json.proposals;
  expect(proposal).toMatchObject({ ...STRICTER, proposedByName: "Sela", mayConfirm: false });
  const confirmation = `/selection/policy/proposals/${proposal.id}/confirmation`;
  expect((await s.as(proven(s.sela), "POST", confirmation)).json.error.code).toBe("not-permitted");
  expect((await s.world.call("GET", "/partners/policy")).json.current.version).toBe(1);
  const second = await officer(s, "Otto");
  expect((await s.as(second, "POST", confirmation)).json.error.code).toBe("step-up-needed");
  expect((await s.as(proven(second), "POST", confirmation)).json).toEqual({ proposals: [] });
  const { current, earlier } = (await s.world.call("GET", "/partners/policy")).json;
  expect(current).toEqual({ version: 2, inForceAt: "2026-09-01T12:00:00.000Z", ...STRICTER });
  expect(earlier.map(({ version }: { version: number }) => version)).toEqual([1]);
  expect((await s.world.call("GET", "/partners/criteria")).json).toMatchObject({ version: 2, criteria: STRICTER.criteria });
  expect((await s.world.ledgerKinds()).filter((kind) => kind.startsWith("partners.policy"))).toEqual(["partners.policy-proposed", "partners.policy-in-force"]);
  expect((await s.as(s.ada, "GET", "/inbox")).json.entries[0]).toMatchObject({ kind: "partners.policy-in-force", link: "/criteria" });
  expect((await s.as(proven(second), "POST", confirmation)).status).toBe(404);
});

test("a proposal is taken back by any officer, and then comes into force for nobody", async () => {
  const s = await scene();
  const second = await officer(s, "Otto");
  const [{ id }] = (await propose(s, s.sela)).json.proposals;
  expect((await s.as(second, "POST", `/selection/policy/proposals/${id}/withdrawal`)).json).toEqual({ proposals: [] });
  expect((await s.as(proven(second), "POST", `/selection/policy/proposals/${id}/confirmation`)).status).toBe(404);
  expect((await propose(s, s.sela, { viewDays: 31 })).json.error.field).toBe("viewDays");
  expect((await propose(s, s.sela, { criteria: STRICTER.criteria.slice(1) })).json.error.field).toBe("criteria");
});

test("not even in the database does one officer alone put a policy in force, and nobody changes one that is", async () => {
  const s = await scene();
  const [{ id }] = (await propose(s, s.sela)).json.proposals;
  const attempt = (actor: Actor, statement: ReturnType<typeof sql>) => s.world.services.as(actor).db.execute(statement);
  await expect(attempt(s.sela, sql`UPDATE partners.policy SET version = 2, confirmed_by = ${s.sela.personId}, in_force_at = now() WHERE id = ${id}`)).rejects.toThrow("row-level security");
  await expect(attempt(s.ada, sql`INSERT INTO partners.policy (id, version, objection, view_days, criteria, reason, proposed_by, proposed_at) VALUES ('pol_forged', 9, 'holds', 1, '[]', 'r', ${s.ada.personId}, now())`)).rejects.toThrow("row-level security");
  for (const actor of [s.sela, s.ada, await officer(s, "Otto")]) expect(await attempt(actor, sql`UPDATE partners.policy SET objection = 'holds' WHERE version = 1`)).toBe(0);
});

test("a stricter policy reaches later nominations only, and each record names the version that it is under", async () => {
  const s = await scene();
  const before = await nominate(s);
  await tighten(s);
  await vet(s, before);
  await s.as(s.sela, "POST", `/early-access/${before}/government-view`, { view: "object", reason: "Ownership is unclear" });
  expect((await s.as(s.ada, "POST", `/early-access/${before}/developer-decision`, { answer: "yes" })).json).toMatchObject({ state: "selected", policyVersion: 1, objectionRule: "advises" });
  await s.as(s.ada, "POST", `/early-access/${before}/revocation`);
  const after = await objected(s);
  expect((await s.as(s.ada, "GET", `/early-access/${after}`)).json).toMatchObject({ state: "deciding", policyVersion: 2, objectionRule: "holds", viewLapsesAt: null });
  const kept = await s.world.services.db.query<{ content: string }>(sql`SELECT content FROM audit.entry WHERE subject = ${after} AND kind LIKE 'partners.%' ORDER BY sequence`);
  expect(kept.map(({ content }) => JSON.parse(content).data.policyVersion)).toEqual([2, 2, 2, 2]);
});

test("under the stricter policy an objection that is taken back lets the developer's yes select", async () => {
  const s = await scene();
  await tighten(s);
  const id = await objected(s);
  s.world.pass(40 * 86_400_000);
  await s.world.drain();
  expect(await stateOf(s, id)).toBe("deciding");
  expect((await s.as(s.sela, "POST", `/early-access/${id}/government-view`, { view: "concur" })).status).toBe(200);
  expect((await s.as(s.ada, "GET", `/early-access/${id}`)).json).toMatchObject({ state: "selected", governmentView: "concur", objectionReason: "Ownership is unclear" });
});

test("no policy holds a release back: it is declared whatever was objected to, and from then on the developer's yes alone selects", async () => {
  const s = await scene();
  await tighten(s);
  const id = await objected(s);
  expect((await s.as(s.ada, "POST", `/engagements/${s.engagementId}/releases`, { audience: "partners" })).status).toBe(200);
  await s.world.drain();
  expect(await stateOf(s, id)).toBe("selected");
});
