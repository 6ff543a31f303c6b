import { createHash } from "node:crypto";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { NOBODY, openDatabase, sql, type Actor } from "#rooms/platform";
import { DAY_MS, mailOf, toEngagementBody } from "../../tests/api/records.ts";
import { readMail, requireOk } from "../../tests/setup/clearinghouse.ts";
import { countVisibleRows } from "../../tests/setup/visible-rows.ts";
import { createWorld, type World } from "../../tests/setup/world.ts";

interface Scene {
  readonly world: World;
  readonly lead: Actor;
  readonly security: Actor;
  readonly rival: Actor;
  readonly officer: Actor;
  readonly other: Actor;
  readonly email: string;
}

async function openScene(): Promise<Scene> {
  const world = await createWorld();
  const person = (organisation: string, kind: "developer" | "government", name: string, role: "developer-release-lead" | "developer-security-lead" | "partner-selection-officer") => world.person({ organisation, kind, name, roles: [role] });
  const lead = await person("Kelp Lab", "developer", "Ada", "developer-release-lead");
  return {
    world, lead,
    security: await person("Kelp Lab", "developer", "Sam", "developer-security-lead"),
    rival: await person("Rival Lab", "developer", "Rob", "developer-release-lead"),
    officer: await person("First Agency", "government", "Otto", "partner-selection-officer"),
    other: await person("Second Agency", "government", "Sela", "partner-selection-officer"),
    email: await mailOf(world, lead),
  };
}

let scene: Scene;
beforeEach(async () => {
  scene = await openScene();
});

const call = ({ world }: Pick<Scene, "world">, as: Actor | undefined, method: string, path: string, body?: object) => world.call(method, path, { ...(as && { as }), ...(body && { body }) });
const ask = (method: string, path: string, as: Actor, body?: object) => call(scene, as, method, path, body);
const invite = (as: Actor = scene.officer) => ask("POST", "/invitations", as, { developerEmail: scene.email });
const received = async (as: Actor) => (await requireOk(ask("GET", "/invitations/received", as))).invitations as readonly { readonly id: string }[];

test("an agency asks by the published text and can add no word; the developer's leads are told by name of the agency and by the way to the page", async () => {
  const { world, lead, officer, email } = scene;
  const criteria = await requireOk(call(scene, undefined, "GET", "/invitations/criteria"));
  expect(criteria).toMatchObject({ version: 1, digest: expect.stringMatching(/^[0-9a-f]{64}$/), criteria: expect.arrayContaining([expect.stringContaining("Nothing follows from declining")]) });
  expect(await call(scene, officer, "POST", "/invitations", { developerEmail: email, message: "You had better." })).toMatchObject({ status: 400, json: { error: { code: "invalid-input" } } });
  expect(await invite()).toMatchObject({ status: 201, json: { sent: [{ developerName: "Kelp Lab", sentAt: "2026-09-01T12:00:00.000Z", forgottenAt: "2026-10-01T12:00:00.000Z" }], takenUp: [] } });

  const [invitation] = await received(lead);
  expect(invitation).toMatchObject({ agencyName: "First Agency", criteria, sentAt: "2026-09-01T12:00:00.000Z" });
  const { entries } = await requireOk(ask("GET", "/inbox", lead));
  expect(entries).toMatchObject([{ kind: "engagement.invited", title: "First Agency asks whether you would like to take part", link: `/invitations/${invitation?.id}` }]);
  expect((await readMail(world, email)).map(({ text }) => text)).toEqual([expect.stringContaining(`/invitations/${invitation?.id}`)]);
});

test("who is no release lead of a developer cannot be invited, and who is no officer of an agency cannot invite", async () => {
  const { world, lead, security, rival, officer } = scene;
  for (const whom of [await mailOf(world, security), await mailOf(world, officer), "nobody@exercise.example"]) {
    expect(await ask("POST", "/invitations", officer, { developerEmail: whom })).toMatchObject({ status: 422, json: { error: { code: "developer-not-known", field: "developerEmail" } } });
  }
  for (const as of [lead, rival, await world.person({ organisation: "First Agency", kind: "government", name: "Eva", roles: ["agency-evaluator"] })]) expect((await invite(as)).status).toBe(403);
  await invite();
  const [invitation] = await received(lead);
  const absent = await ask("GET", "/invitations/ivt_00000000000000000000", rival);
  for (const [method, path, body] of [["GET", "", undefined], ["POST", "/set-aside", undefined], ["POST", "/engagement", { engagementId: "eng_00000000000000000000" }]] as const) {
    const { status, text } = await ask(method, `/invitations/${invitation?.id}${path}`, rival, body);
    expect([path, status, text]).toEqual([path, 404, absent.text]);
  }
  expect((await ask("GET", `/invitations/${invitation?.id}`, officer)).status).toBe(403);
  expect(await received(rival)).toEqual([]);
});

test("one agency sends a developer one invitation at a time, and the next when the first is forgotten", async () => {
  const { world, other } = scene;
  await invite();
  expect(await invite()).toMatchObject({ status: 409, json: { error: { code: "already-invited", field: "developerEmail" } } });
  expect((await invite(other)).status).toBe(201);
  world.pass(30 * DAY_MS - 1000);
  expect((await invite()).status).toBe(409);
  // The job that forgets has not run: it stands in nobody's way.
  world.pass(1000);
  expect((await invite()).status).toBe(201);
});

/** Everything that somebody at the agency could look at, with what is random by nature taken out. */
async function watchAsAgency({ world, officer, email }: Scene): Promise<readonly unknown[]> {
  const manager: Actor = { ...(await world.person({ organisation: "First Agency", kind: "government", name: "Mia", roles: ["organisation-manager"] })), steppedUp: true };
  const paths = ["/invitations/sent", "/inbox", "/reads", "/agreements", "/read-alerts", "/invitations/criteria"];
  const replies = [];
  for (const path of paths) replies.push(await world.call("GET", path, { as: officer }));
  replies.push(await world.call("POST", "/invitations", { as: officer, body: { developerEmail: email } }));
  const { rooms } = (await world.call("GET", `/organisations/${officer.organisationId}/export`, { as: manager })).json;
  const commitment = await world.services.db.find<{ commitment: string }>(sql`SELECT commitment FROM engagement.invitation`);
  replies.push(await world.call("GET", `/ledger/receipts?subject=${commitment?.commitment}`, { as: officer }));
  const inert = (text: string) => text.replaceAll(/[a-z]{2,12}_[0-9a-z]{20}/g, "id").replaceAll(/[0-9a-f]{64}/g, "hash").replaceAll(/"(leafIndex|proof|checkpoint|verifierKey)":("[^"]*"|\[[^\]]*\]|\d+)/g, "");
  return [...replies.map(({ status, text, headers }) => [status, inert(text), [...headers.keys()]]), inert(JSON.stringify(rooms.engagement)), await countVisibleRows(world.services, officer, "engagement"), await world.services.publishedCounts()];
}

test("nobody at the agency can tell that it was declined from silence: the same replies, lists, rows, receipts, files and counts (INV-8, INV-22)", async () => {
  const [declining, silent] = [scene, await openScene()];
  for (const { world, officer, lead, email } of [declining, silent]) {
    await requireOk(world.call("POST", "/invitations", { as: officer, body: { developerEmail: email } }));
    const { invitations } = await requireOk(world.call("GET", "/invitations/received", { as: lead }));
    if (world !== declining.world) continue;
    for (let times = 0; times < 2; times += 1) expect((await world.call("POST", `/invitations/${invitations[0].id}/set-aside`, { as: lead })).status).toBe(204);
    expect((await requireOk(world.call("GET", "/invitations/received", { as: lead }))).invitations).toEqual([]);
  }
  // Nor does the log, whose length everybody sees.
  expect(await declining.world.ledgerKinds()).toEqual(await silent.world.ledgerKinds());
  expect(await watchAsAgency(declining)).toEqual(await watchAsAgency(silent));
});

test("after 30 days nobody is shown it, whether or not the job has run", async () => {
  const { world, lead, officer } = scene;
  await invite();
  const [invitation] = await received(lead);
  world.pass(30 * DAY_MS);
  expect(await received(lead)).toEqual([]);
  expect((await ask("GET", `/invitations/${invitation?.id}`, lead)).status).toBe(404);
  expect((await ask("POST", `/invitations/${invitation?.id}/set-aside`, lead)).status).toBe(404);
  expect((await requireOk(ask("GET", "/inbox", lead))).entries).toEqual([]);
  expect((await requireOk(ask("GET", "/invitations/sent", officer))).sent).toEqual([]);
});

/** Every row of every table of the whole database, the job queue's and the ledger's too, as text. */
async function readEverything({ services }: World): Promise<ReadonlySet<string>> {
  const owner = openDatabase({ url: services.configuration.databaseUrl });
  onTestFinished(() => owner.close());
  const tables = await owner.query<{ name: string }>(sql`SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')`);
  const rows = new Set<string>();
  for (const { name } of tables) {
    const text = `SELECT '${name} ' || one::text AS row FROM ${name} one`;
    for (const { row } of await owner.query<{ row: string }>(sql(Object.assign([text], { raw: [text] })))) rows.add(row);
  }
  return rows;
}

test.each(["declined", "left without an answer"])("30 days after it was sent, one that was %s is nowhere in the database: no row says who was invited, and the hash in the ledger opens by nothing that is left", async (what) => {
  const { world, lead, officer, email } = scene;
  await world.drain();
  const before = await readEverything(world);
  await invite();
  const [invitation] = await received(lead);
  if (what === "declined") await requireOk(ask("POST", `/invitations/${invitation?.id}/set-aside`, lead));
  await world.drain();
  const secrets = await world.services.db.find<{ salt: string; commitment: string }>(sql`SELECT salt, commitment FROM engagement.invitation`);
  if (!secrets) throw new Error("There is no invitation");
  const names = [invitation?.id ?? "none", lead.organisationId, lead.personId, email, "Kelp Lab", secrets.salt];
  // That somebody was signed in is no word about an invitation.
  const about = (rows: ReadonlySet<string>) => [...rows].filter((row) => !before.has(row) && !row.startsWith("access.session ") && names.some((name) => row.includes(name)));
  expect(about(await readEverything(world)).length, "the search finds it while it is there").toBeGreaterThan(2);
  expect(createHash("sha256").update(JSON.stringify([secrets.salt, lead.organisationId])).digest("hex")).toBe(secrets.commitment);

  world.pass(30 * DAY_MS);
  await world.drain();
  const after = await readEverything(world);
  expect(about(after)).toEqual([]);
  // What stays says that an officer invited somebody by the published text.
  const kept = [...after].filter((row) => row.startsWith("audit.entry ") && row.includes("engagement.invitation-sent"));
  expect(kept).toHaveLength(1);
  expect(kept[0]).toContain(officer.personId);
  expect(world.logLines().filter((line) => names.some((name) => line.includes(name)))).toEqual([]);
});

test("a developer who opens an engagement after it may say so: then it is part of that engagement, for good and for both", async () => {
  const { world, lead, rival, officer } = scene;
  await invite();
  const [invitation] = await received(lead);
  const { id: engagement } = await requireOk(ask("POST", "/engagements", lead, toEngagementBody()));
  const { id: theirs } = await requireOk(ask("POST", "/engagements", rival, toEngagementBody()));
  const takeUp = (engagementId: string) => ask("POST", `/invitations/${invitation?.id}/engagement`, lead, { engagementId });
  expect((await takeUp(theirs)).status).toBe(404);
  expect((await takeUp(engagement)).status).toBe(204);
  expect(await takeUp(engagement)).toMatchObject({ status: 409, json: { error: { code: "already-taken-up" } } });
  expect(await received(lead)).toEqual([]);
  const entry = (await world.services.db.query<{ content: string }>(sql`SELECT content FROM audit.entry WHERE kind = 'engagement.invitation-taken-up'`))[0];
  expect(JSON.parse(entry?.content ?? "{}")).toMatchObject({ subject: engagement, data: { commitment: expect.stringMatching(/^[0-9a-f]{64}$/), criteriaVersion: 1 } });
  expect((await requireOk(ask("GET", "/inbox", officer))).entries).toMatchObject([{ kind: "engagement.invitation-taken-up", link: "/invitations" }]);

  world.pass(31 * DAY_MS);
  await world.drain();
  const takenUp = { invitedAt: "2026-09-01T12:00:00.000Z", takenUpAt: "2026-09-01T12:00:00.000Z" };
  // The agency learns that they did, and not which engagement it is.
  const sent = await ask("GET", "/invitations/sent", officer);
  expect(sent.json).toEqual({ sent: [], takenUp: [{ developerName: "Kelp Lab", ...takenUp }] });
  expect(sent.text).not.toContain(engagement);
  expect((await requireOk(ask("GET", `/engagements/${engagement}/invitations`, lead))).invitations).toEqual([{ agencyName: "First Agency", criteriaVersion: 1, ...takenUp }]);
});

test("an engagement that is over answers no invitation", async () => {
  const { lead } = scene;
  await invite();
  const [invitation] = await received(lead);
  const { id: engagement } = await requireOk(ask("POST", "/engagements", lead, toEngagementBody()));
  await requireOk(ask("POST", `/engagements/${engagement}/withdrawal`, lead));
  expect(await ask("POST", `/invitations/${invitation?.id}/engagement`, lead, { engagementId: engagement })).toMatchObject({ status: 409, json: { error: { code: "engagement-over" } } });
});

test("the database shows an invitation to its two sides, and what was set aside to the developer alone", async () => {
  const { world, lead, security, rival, officer, other } = scene;
  await invite();
  const [invitation] = await received(lead);
  await requireOk(ask("POST", `/invitations/${invitation?.id}/set-aside`, lead));
  const shows = (actor: Actor) => countVisibleRows(world.services, actor, "engagement");
  expect(await shows(lead)).toEqual({ invitation: 1, invitation_set_aside: 1 });
  expect(await shows(officer)).toEqual({ invitation: 1 });
  for (const actor of [security, rival, other, NOBODY, { ...officer, roles: ["agency-evaluator"] }, { ...lead, roles: ["developer-release-lead", "enforcement"] }]) expect(await shows(actor)).toEqual({});
  const at = world.services.clock();
  const attempt = (actor: Actor, agency: string) => world.services.as(actor).db.execute(sql`INSERT INTO engagement.invitation (id, agency_organisation_id, developer_organisation_id, criteria_version, sent_by, sent_at, forget_at, salt, commitment)
    VALUES ('ivt_forged', ${agency}, ${rival.organisationId}, 1, ${actor.personId}, ${at}, ${at}, 's', 'c')`);
  for (const [actor, agency] of [[officer, other.organisationId], [lead, officer.organisationId], [rival, rival.organisationId]] as const) await expect(attempt(actor, agency)).rejects.toThrow("row-level security");
  await expect(world.services.as(officer).db.execute(sql`INSERT INTO engagement.invitation_set_aside VALUES (${invitation?.id ?? ""}, ${at})`)).rejects.toThrow("row-level security");
  // Nobody has it stand for longer.
  await expect(world.services.as(officer).db.execute(sql`UPDATE engagement.invitation SET forget_at = forget_at + interval '1 day'`)).rejects.toThrow("permission denied");
});
