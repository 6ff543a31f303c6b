import { expect, test } from "vitest";
import { generateSigningKey } from "#engines/ledger";
import { NOBODY, sql, type Actor } from "#rooms/platform";
import { clearinghousePeople, REPOSITORY, requireOk } from "../../tests/setup/clearinghouse.ts";
import { countVisibleRows, listGuardedTables } from "../../tests/setup/visible-rows.ts";
import { createWorld } from "../../tests/setup/world.ts";

const authorisation = { kind: "open-source", evidence: "Apache-2.0" };

/** Two members; the first one works on a campaign and has met the other's claim. */
async function twoMembers() {
  const world = await createWorld();
  const people = await clearinghousePeople(world);
  const { finder, otherFinder, analyst } = people;
  const { digest: termsDigest } = await requireOk(world.call("GET", "/membership/terms"));
  for (const as of [finder, otherFinder]) await requireOk(world.call("POST", "/membership", { as, body: { termsDigest, signatory: { name: "Ada", title: "Counsel" }, purposes: ["campaigns"], agrees: true } }));
  await requireOk(world.call("POST", "/opt-outs", { as: analyst, body: { product: "Quiet", reason: "On leave." } }));
  await requireOk(world.call("POST", "/claims", { as: otherFinder, body: { product: "Claimed", authorisation } }));
  await requireOk(world.call("POST", "/claims", { as: finder, body: { product: "Claimed", authorisation } }));
  const campaign = await requireOk(world.call("POST", "/campaigns", { as: analyst, body: { title: "Gauges", startsAt: "2026-09-01T00:00:00Z", endsAt: "2026-09-08T00:00:00Z", budget: { tokens: 0, usdCents: 0, sandboxMinutes: 0 }, targets: [{ repository: REPOSITORY, authorisation }], invite: [finder.organisationId] } }));
  const { targets: [target] } = await requireOk(world.call("POST", `/campaigns/${campaign.id}/answer`, { as: finder, body: { answer: "accept" } }));
  const { claimId } = await requireOk(world.call("POST", `/campaigns/${campaign.id}/claims`, { as: finder, body: { targetId: target.id } }));
  await requireOk(world.call("POST", `/campaigns/${campaign.id}/spending`, { as: finder, body: { claimId, tokens: 1, usdCents: 1, sandboxMinutes: 1 } }));
  const director = await world.person({ organisation: "Treasury", kind: "clearinghouse", name: "Tess", roles: ["clearinghouse-director"] });
  const { peers: [peer] } = await requireOk(world.call("POST", "/exchange/peers", { as: director, body: { name: "North", url: "https://north.example", publicKeyPem: generateSigningKey().publicKeyPem } }));
  await world.services.db.execute(sql`INSERT INTO scanning.peer_opt_out (peer_id, digest, salt) VALUES (${peer.id}, 'd', 's')`);
  return { world, people, campaignId: campaign.id as string, claimId: claimId as string };
}

test("a workflow that forgets every policy still shows each person exactly their own claims, memberships and campaigns", async () => {
  const { world, people } = await twoMembers();
  const { finder, otherFinder, analyst, validator } = people;
  const shows = (actor: Actor) => countVisibleRows(world.services, actor, "scanning");
  const everybodys = { opt_out: 1 };
  expect(await shows(finder)).toEqual({ ...everybodys, campaign: 1, campaign_member: 1, campaign_target: 1, claim: 1, claim_attempt: 2, contact_exchange: 1, membership: 1, spending: 1 });
  expect(await shows(otherFinder)).toEqual({ ...everybodys, claim: 1, claim_attempt: 1, membership: 1 });
  // The clearinghouse runs campaigns and knows its members, and reads no claim (INV-15).
  expect(await shows(analyst)).toEqual({ ...everybodys, campaign: 1, campaign_member: 1, campaign_target: 1, membership: 2, peer: 1, spending: 1 });
  for (const actor of [validator, NOBODY, { ...analyst, roles: ["administrator"] }, { ...finder, roles: [] }]) expect(await shows(actor)).toEqual(everybodys);
  for (const barring of ["benchmark-analyst", "nsa-director", "consultee", "procurement", "export-control", "enforcement"]) {
    for (const actor of [finder, analyst]) expect([barring, await shows({ ...actor, roles: [...actor.roles, barring] })]).toEqual([barring, everybodys]);
  }
});

test("the database takes from a person only what is theirs to write", async () => {
  const { world, people, campaignId, claimId } = await twoMembers();
  const { finder, otherFinder, analyst } = people;
  const { services } = world;
  const at = services.clock();
  const attempt = (actor: Actor, statement: ReturnType<typeof sql>) => services.as(actor).db.execute(statement);
  const refused = "row-level security";
  const claim = (actor: Actor, organisationId: string) => attempt(actor, sql`INSERT INTO scanning.claim (id, project_key, organisation_id, person_id, authorisation, sealed_evidence, created_at, expires_at) VALUES ('claim_forged', 'p', ${organisationId}, ${actor.personId}, 'owner', 's', ${at}, ${at})`);
  for (const [actor, of] of [[finder, otherFinder.organisationId], [analyst, analyst.organisationId]] as const) await expect(claim(actor, of)).rejects.toThrow(refused);
  const join = (actor: Actor, organisationId: string) => attempt(actor, sql`INSERT INTO scanning.membership (id, organisation_id, person_id, terms_version, terms_digest, sealed_signatory, purposes, joined_at) VALUES ('mbr_forged', ${organisationId}, ${actor.personId}, '1', 'd', 's', '{campaigns}', ${at})`);
  for (const [actor, of] of [[finder, analyst.organisationId], [analyst, analyst.organisationId]] as const) await expect(join(actor, of)).rejects.toThrow(refused);
  await expect(attempt(finder, sql`INSERT INTO scanning.campaign (id, sealed_title, opened_by, opened_at, starts_at, ends_at, budget_tokens, budget_usd_cents, budget_sandbox_minutes, target_count) VALUES ('cmp_forged', 's', ${finder.personId}, ${at}, ${at}, ${new Date(at.getTime() + 1)}, 0, 0, 0, 0)`)).rejects.toThrow(refused);
  await expect(attempt(otherFinder, sql`INSERT INTO scanning.campaign_member (id, campaign_id, organisation_id, invited_by, invited_at) VALUES ('cmm_forged', ${campaignId}, ${otherFinder.organisationId}, ${otherFinder.personId}, ${at})`)).rejects.toThrow(refused);
  await expect(attempt(otherFinder, sql`INSERT INTO scanning.spending (id, campaign_id, claim_id, person_id, tokens, usd_cents, sandbox_minutes, at) VALUES ('spd_forged', ${campaignId}, ${claimId}, ${otherFinder.personId}, 1, 1, 1, ${at})`)).rejects.toThrow(refused);
  await expect(attempt(analyst, sql`INSERT INTO scanning.held_fix (id, patch_digest, repository, fixed_version, held_at, at) VALUES ('fix_forged', 'd', 'r', '1', ${at}, ${at})`)).rejects.toThrow(refused);
  await expect(attempt(analyst, sql`INSERT INTO scanning.peer (id, name, url, public_key, added_by, added_at) VALUES ('peer_forged', 'n', 'u', 'k', ${analyst.personId}, ${at})`)).rejects.toThrow(refused);
  // What is not visible for change is simply not there to be changed.
  expect([await attempt(otherFinder, sql`UPDATE scanning.claim SET expires_at = expires_at`), await attempt(otherFinder, sql`UPDATE scanning.membership SET left_at = ${at}`)]).toEqual([1, 1]);
  expect(await attempt(analyst, sql`UPDATE scanning.membership SET left_at = ${at}`)).toBe(0);
  expect(await attempt(finder, sql`UPDATE scanning.campaign SET ended_at = ${at}`)).toBe(0);
  expect(await attempt(otherFinder, sql`UPDATE scanning.campaign_member SET answer = 'accepted'`)).toBe(0);
});

test("every table of the room is guarded by the database itself", async () => {
  expect((await listGuardedTables((await createWorld()).services, "scanning")).open).toEqual([]);
});
