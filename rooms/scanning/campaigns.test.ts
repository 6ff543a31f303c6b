import { expect, test } from "vitest";
import { sql, type Actor } from "#rooms/platform";
import { clearinghousePeople, gaugeBundle, REPOSITORY, requireOk, submitBundle } from "../../tests/setup/clearinghouse.ts";
import { createWorld, type World } from "../../tests/setup/world.ts";
import { endClientsFor } from "#rooms/access";

const DAY_MS = 86_400_000;
const openSource = { kind: "open-source", evidence: "Apache-2.0 licence in the repository" };

async function join(world: World, as: Actor, purposes: readonly string[] = ["campaigns", "pulled-records"]) {
  const { digest } = await requireOk(world.call("GET", "/membership/terms"));
  return world.call("POST", "/membership", { as, body: { termsDigest: digest, signatory: { name: "Ada Signer", title: "Counsel" }, purposes, agrees: true } });
}

const toCampaign = (more: object = {}) => ({
  title: "Harbour gauges", startsAt: "2026-09-01T00:00:00Z", endsAt: "2026-09-08T00:00:00Z", budget: { tokens: 1000, usdCents: 0, sandboxMinutes: 0 },
  targets: [{ repository: REPOSITORY, path: "src", authorisation: openSource }, { product: "Tide Gauge", authorisation: { kind: "owner", evidence: "Contract 7" } }], ...more,
});

/** A director's campaign that one member has accepted. */
async function runningCampaign(more: object = {}) {
  const world = await createWorld();
  const people = await clearinghousePeople(world);
  const { finder, otherFinder } = people;
  const director = await world.person({ organisation: "Treasury", kind: "clearinghouse", name: "Tess", roles: ["clearinghouse-director"] });
  for (const as of [finder, otherFinder]) expect((await join(world, as)).status).toBe(201);
  const campaign = await requireOk(world.call("POST", "/campaigns", { as: director, body: toCampaign({ invite: [finder.organisationId], ...more }) }));
  const path = `/campaigns/${campaign.id}`;
  const answer = (as: Actor, given: string) => world.call("POST", `${path}/answer`, { as, body: { answer: given } });
  const read = async (as: Actor) => (await world.call("GET", path, { as })).json;
  await requireOk(answer(finder, "accept"));
  const targets = (await read(finder)).targets as readonly { id: string }[];
  const take = (as: Actor, place = 0) => world.call("POST", `${path}/claims`, { as, body: { targetId: targets[place]?.id } });
  const spend = (as: Actor, claimId: string, tokens: number) => world.call("POST", `${path}/spending`, { as, body: { claimId, tokens, usdCents: 5, sandboxMinutes: 1 } });
  return { world, ...people, director, campaignId: campaign.id as string, path, answer, read, take, spend, targets };
}

test("an organisation joins by the word of a named person to the very text, and only once", async () => {
  const world = await createWorld();
  const { finder, otherFinder, analyst } = await clearinghousePeople(world);
  expect((await world.call("GET", "/membership", { as: finder })).json).toEqual({ membership: null });
  const terms = await requireOk(world.call("GET", "/membership/terms"));
  const body = { termsDigest: terms.digest, signatory: { name: "Ada Signer", title: "Counsel" }, purposes: ["campaigns"], agrees: true };
  expect((await world.call("POST", "/membership", { as: finder, body: { ...body, termsDigest: "a".repeat(64) } })).json.error).toMatchObject({ code: "terms-changed", field: "termsDigest" });
  expect((await world.call("POST", "/membership", { as: finder, body: { ...body, agrees: false } })).json.error.field).toBe("agrees");
  expect((await world.call("POST", "/membership", { as: analyst, body })).status).toBe(403);
  const joined = await world.call("POST", "/membership", { as: finder, body });
  expect([joined.status, joined.json]).toEqual([201, { membership: { id: expect.stringMatching(/^mbr_/), termsVersion: "1", signatory: body.signatory, purposes: ["campaigns"], joinedAt: "2026-09-01T12:00:00.000Z" } }]);
  expect((await world.call("POST", "/membership", { as: finder, body })).json.error.code).toBe("already-member");
  expect((await world.call("GET", "/members", { as: analyst })).json).toEqual({ members: [{ organisationId: finder.organisationId, name: "Harbour Watch", purposes: ["campaigns"], joinedAt: "2026-09-01T12:00:00.000Z" }] });
  expect((await world.call("GET", "/members", { as: otherFinder })).status).toBe(403);
  const [row] = await world.services.db.query(sql`SELECT * FROM scanning.membership`);
  expect(JSON.stringify(row)).not.toContain("Ada");
  expect(await world.ledgerKinds()).toContain("scanning.member-joined");
});

test("a member leaves in one act, at once and without a reason: claims, campaigns and its programs' keys end, and nothing is held against it (INV-5)", async () => {
  const { world, finder, analyst, take, read, path, answer } = await runningCampaign();
  const { services } = world;
  const colleague = await world.person({ organisation: "Harbour Watch", kind: "partner", name: "Olga Operator", roles: ["operator"] });
  const { client } = await requireOk(world.call("POST", "/clients", { as: { ...finder, steppedUp: true }, body: { name: "Nightly", scopes: ["findings:submit", "scanning:claim"], expiresAt: "2026-12-01T00:00:00Z" } }));
  await requireOk(world.call("POST", "/clients", { as: { ...finder, steppedUp: true }, body: { name: "Other", scopes: ["remediation:read"], expiresAt: "2026-12-01T00:00:00Z" } }));
  const { claimId } = (await take(finder)).json;
  const own = await requireOk(world.call("POST", "/claims", { as: finder, body: { product: "Own", authorisation: openSource } }));

  expect((await world.call("POST", "/membership/leaving", { as: colleague })).status).toBe(204);
  expect((await world.call("GET", "/membership", { as: finder })).json).toEqual({ membership: null });
  for (const id of [claimId, own.claimId]) expect((await world.call("GET", `/claims/${id}`, { as: finder })).json.state).toBe("released");
  expect([(await world.call("GET", path, { as: finder })).status, (await answer(finder, "accept")).status, (await take(finder)).status]).toEqual([404, 404, 404]);
  expect((await world.call("GET", "/campaigns", { as: finder })).json).toEqual({ campaigns: [] });
  const clients = (await world.call("GET", "/clients", { as: finder })).json.clients as readonly { id: string; name: string }[];
  expect(await services.db.query(sql`SELECT id FROM access.client WHERE revoked_at IS NOT NULL`)).toEqual([{ id: client.id }]);
  expect(clients.length).toBeGreaterThan(0);
  expect((await read(analyst)).members).toEqual([{ organisationId: finder.organisationId, name: "Harbour Watch", answer: "left" }]);
  expect((await world.call("GET", "/members", { as: analyst })).json.members).toHaveLength(1);
  expect((await world.call("POST", "/membership/leaving", { as: finder })).json.error.code).toBe("not-a-member");

  // It goes on as it did before it joined, and may join again.
  expect((await world.call("POST", "/claims", { as: finder, body: { product: "Own", authorisation: openSource } })).json.answer).toBe("claimed");
  expect((await join(world, finder)).status).toBe(201);
  const [entry] = await services.db.query<{ content: string }>(sql`SELECT content FROM audit.entry WHERE kind = 'scanning.member-left'`);
  expect(JSON.parse(entry?.content ?? "{}").data).toEqual({ released: 2, keys: 1 });
  await services.db.inTransaction(async (tx) => expect(await endClientsFor(services, tx, { actor: finder, permissions: ["scanning:"] })).toBe(0));
});

test("a campaign names authorised targets, shows them to whoever accepted, and who takes one has the claim on it (INV-17)", async () => {
  const { world, finder, otherFinder, director, analyst, validator, read, take, path, targets } = await runningCampaign();
  const offered = (await world.call("GET", "/inbox", { as: finder })).json.entries.map((entry: { kind: string }) => entry.kind);
  expect(offered).toContain("scanning.campaign-offered");
  expect(await read(finder)).toMatchObject({ title: "Harbour gauges", state: "open", yourAnswer: "accepted", members: null, targetCount: 2, spent: { tokens: 0, usdCents: 0, sandboxMinutes: 0 } });
  expect((await read(finder)).targets[0]).toEqual({ id: targets[0]?.id, repository: REPOSITORY, product: null, path: "src", weakness: null, authorisation: openSource, taken: "free", claimId: null });
  expect((await read(director)).members).toEqual([{ organisationId: finder.organisationId, name: "Harbour Watch", answer: "accepted" }]);
  for (const as of [otherFinder, validator]) expect((await world.call("GET", path, { as })).status).toBeGreaterThanOrEqual(403);
  expect((await world.call("GET", path, { as: otherFinder })).status).toBe(404);

  const taken = (await take(finder)).json;
  expect(taken).toEqual({ answer: "claimed", claimId: expect.stringMatching(/^claim_/), expiresAt: "2026-09-08T00:00:00.000Z" });
  expect((await read(finder)).targets.map(({ taken: how, claimId }: { taken: string; claimId: string | null }) => [how, claimId])).toEqual([["yours", taken.claimId], ["free", null]]);
  expect((await world.call("POST", `/claims/${taken.claimId}/renew`, { as: finder })).json).toMatchObject({ state: "renewed", expiresAt: "2026-09-08T00:00:00.000Z" });

  await requireOk(world.call("POST", `${path}/members`, { as: analyst, body: { organisationIds: [otherFinder.organisationId, finder.organisationId] } }));
  expect(await read(otherFinder)).toMatchObject({ yourAnswer: "invited", targetCount: 2, targets: null });
  expect((await take(otherFinder)).status).toBe(403);
  await requireOk(world.call("POST", `${path}/answer`, { as: otherFinder, body: { answer: "accept" } }));
  expect((await read(otherFinder)).targets.map(({ taken: how }: { taken: string }) => how)).toEqual(["taken", "free"]);
  expect((await take(otherFinder)).json).toEqual({ answer: "already-claimed", exchangeId: expect.stringMatching(/^exch_/) });
  await requireOk(world.call("POST", `/claims/${taken.claimId}/completion`, { as: finder }));
  expect((await take(otherFinder)).json.answer).toBe("claimed");
  expect(await world.ledgerKinds()).toEqual(expect.arrayContaining(["scanning.campaign-opened", "scanning.campaign-offered", "scanning.campaign-accepted", "scanning.claimed", "scanning.claim-completed"]));
  const stored = JSON.stringify(await world.services.db.query(sql`SELECT * FROM scanning.campaign, scanning.campaign_target`));
  for (const word of ["Harbour", "gauge", "Contract"]) expect(stored).not.toContain(word);
});

test("over its budget and after its end a campaign gives out no target, renews no claim and takes no report, and says why", async () => {
  const { world, finder, director, take, spend, read, path, answer } = await runningCampaign();
  const { claimId } = (await take(finder)).json;
  expect((await spend(finder, claimId, 400)).json).toMatchObject({ state: "open", spent: { tokens: 400, usdCents: 5, sandboxMinutes: 1 } });
  expect((await spend(finder, claimId, 700)).json).toMatchObject({ state: "over-budget", spent: { tokens: 1100 } });
  const over = { code: "campaign-over-budget", message: "The campaign's budget is used up: 1100 of 1000 tokens. Whoever opened it may open another." };
  for (const reply of [await take(finder, 1), await spend(finder, claimId, 1), await world.call("POST", `/claims/${claimId}/renew`, { as: finder })]) expect([reply.status, reply.json.error]).toEqual([409, over]);

  const second = await requireOk(world.call("POST", "/campaigns", { as: director, body: toCampaign({ startsAt: "2026-09-05T00:00:00Z", invite: [finder.organisationId] }) }));
  await requireOk(world.call("POST", `/campaigns/${second.id}/answer`, { as: finder, body: { answer: "accept" } }));
  const targetId = (await world.call("GET", `/campaigns/${second.id}`, { as: finder })).json.targets[1].id;
  const takeSecond = () => world.call("POST", `/campaigns/${second.id}/claims`, { as: finder, body: { targetId } });
  expect((await takeSecond()).json.error).toEqual({ code: "campaign-not-open", message: "The campaign begins at 2026-09-05T00:00:00.000Z." });
  world.pass(4 * DAY_MS);
  expect((await takeSecond()).json.answer).toBe("claimed");
  await requireOk(world.call("POST", `/campaigns/${second.id}/end`, { as: director }));
  expect((await takeSecond()).json.error.message).toBe("The campaign ended at 2026-09-05T12:00:00.000Z.");

  world.pass(4 * DAY_MS);
  expect((await read(finder)).state).toBe("ended");
  expect((await take(finder)).json.error.code).toBe("campaign-not-open");
  expect((await answer(finder, "leave")).json.yourAnswer).toBe("left");
  expect((await answer(finder, "accept")).json.error.code).toBe("campaign-not-open");
  expect((await world.call("POST", `${path}/end`, { as: finder })).status).toBe(403);
});

test("a campaign is for members who agreed to campaigns, has dates that lie ahead, and each answer is open once", async () => {
  const { world, finder, otherFinder, director, analyst, path, answer, spend, take } = await runningCampaign();
  const operator = await world.person({ organisation: "Quay Utility", kind: "operator", name: "Olaf", roles: ["operator"] });
  expect((await join(world, operator, ["pulled-records"])).status).toBe(201);
  const invite = (organisationIds: readonly string[]) => world.call("POST", `${path}/members`, { as: analyst, body: { organisationIds } });
  for (const organisationId of [operator.organisationId, director.organisationId]) expect((await invite([organisationId])).json.error.code).toBe("not-a-member");
  expect((await world.call("POST", "/campaigns", { as: director, body: toCampaign({ endsAt: "2026-08-31T00:00:00Z" }) })).json.error).toMatchObject({ code: "campaign-dates", field: "endsAt" });
  expect((await world.call("POST", "/campaigns", { as: director, body: toCampaign({ targets: [{ repository: REPOSITORY }] }) })).json.error.field).toBe("targets.0.authorisation");
  expect((await world.call("POST", "/campaigns", { as: finder, body: toCampaign() })).status).toBe(403);
  await requireOk(invite([otherFinder.organisationId]));
  expect((await answer(otherFinder, "leave")).json.error).toMatchObject({ code: "answer-not-open", field: "answer" });
  expect((await answer(otherFinder, "decline")).json.yourAnswer).toBe("declined");
  expect((await answer(finder, "accept")).json.error.code).toBe("answer-not-open");
  // A claim of one's own outside of the campaign is none of its.
  const { claimId } = await requireOk(world.call("POST", "/claims", { as: finder, body: { product: "Elsewhere", authorisation: openSource } }));
  expect((await spend(finder, claimId, 1)).status).toBe(404);
  const mine = (await take(finder)).json.claimId as string;
  expect((await answer(finder, "leave")).json).toMatchObject({ yourAnswer: "left", targets: null });
  expect((await world.call("GET", `/claims/${mine}`, { as: finder })).json.state).toBe("released");
});

test("what comes back while a member holds a campaign's claim is counted by where it stands, for the clearinghouse all and for a member its own", { timeout: 60_000 }, async () => {
  const { world, finder, otherFinder, director, take, path } = await runningCampaign({ targets: [{ repository: REPOSITORY, authorisation: openSource }] });
  const count = async (as: Actor) => (await world.call("GET", `${path}/findings`, { as })).json;
  await submitBundle(world, finder, await gaugeBundle({ title: "Before the claim" }));
  world.pass(60_000);
  await requireOk(take(finder));
  expect(await count(director)).toEqual({ findings: 0, byState: [] });
  await submitBundle(world, finder, await gaugeBundle({ shows: "level", title: "A level off its scale" }));
  await submitBundle(world, otherFinder, await gaugeBundle({ repository: `${REPOSITORY}-two` }));
  const one = { findings: 1, byState: [{ state: "submitted", count: 1 }] };
  expect([await count(director), await count(finder)]).toEqual([one, one]);
  expect((await world.call("GET", `${path}/findings`, { as: otherFinder })).status).toBe(404);
  await world.drain();
  expect(await count(director)).toEqual({ findings: 1, byState: [{ state: "needs_validation", count: 1 }] });
  await requireOk(world.call("POST", `${path}/members`, { as: director, body: { organisationIds: [otherFinder.organisationId] } }));
  expect(await count(otherFinder)).toEqual({ findings: 0, byState: [] });
});
