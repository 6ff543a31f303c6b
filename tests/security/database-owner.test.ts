import { expect, onTestFinished, test } from "vitest";
import { adoptUnsealedRows, grantAccess, issueLink, openLink, requireGrant } from "#rooms/access";
import { openDatabase, sql, type Actor, type Database } from "#rooms/platform";
import { openScene, type Scene } from "./attack.ts";

interface Owner {
  readonly scene: Scene;
  /** Past the application's role, its grants and row-level security. */
  readonly db: Database;
}

async function takeDatabase(): Promise<Owner> {
  const scene = await openScene();
  const db = openDatabase({ url: scene.world.services.configuration.databaseUrl });
  onTestFinished(() => db.close());
  return { scene, db };
}

/** Every text, list and document of every table, as whoever copied the database has it. */
async function dump(db: Database): Promise<ReadonlyMap<string, string>> {
  const tables = await db.query<{ name: string }>(sql`SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1`);
  const texts = new Map<string, string>();
  for (const { name } of tables) {
    const text = `SELECT coalesce(string_agg(t::text, E'\\n'), '') AS content FROM ${name} t`;
    texts.set(name, (await db.find<{ content: string }>(sql(Object.assign([text], { raw: [text] }))))?.content ?? "");
  }
  return texts;
}

/** What the owners wrote and lent, word by word, and what each is. */
const SECRETS: readonly (readonly [what: string, word: string])[] = [
  ["the model's name", "Canary Model"],
  ["the endpoint's credential", "canary-credential"],
  ["a finding's title", "Canary title"],
  ["what a finding says", "gauge.c"],
  ["the target of a claim", "Canary Gauge"],
  ["why a claim may be made", "Asset 17"],
  ["an operator's products", "Tide Gauge"],
  ["the name of an operator's file", "canary.csv"],
  ["an operator's question", "Canary question"],
];

test.each(SECRETS)("a copy of the whole database does not hold %s", async (_what, word) => {
  const { db } = await takeDatabase();
  const found = [...(await dump(db))].filter(([, content]) => content.toLowerCase().includes(word.toLowerCase())).map(([table]) => table);
  expect(found).toEqual([]);
});

test("a copy of the database holds no token, link or key that lets anybody in", async () => {
  const { scene, db } = await takeDatabase();
  const { world, owners } = scene;
  const token = await world.token(owners.developer);
  const content = [...(await dump(db)).values()].join("\n");
  expect(content).not.toContain(token);
  const hashes = await db.query<{ token_hash: string }>(sql`SELECT token_hash FROM access.session UNION SELECT token_hash FROM access.link`);
  expect(hashes.length).toBeGreaterThan(0);
  for (const { token_hash: hash } of hashes) expect((await world.call("GET", "/session", { headers: { authorization: `Bearer ${hash.slice(0, 64)}` } })).status).toBe(401);
});

test("a sealed value moved to another record opens nothing", async () => {
  const { scene, db } = await takeDatabase();
  const { world, owners, records } = scene;
  await db.execute(sql`UPDATE engagement.handle SET sealed_name = sealed_credential WHERE engagement_id = ${records.engagement}`);
  await expect(world.call("GET", `/engagements/${records.engagement}`, { as: owners.developer })).rejects.toThrow(/authenticate/);
});

test("the ledger's rows are not changed, removed or cut off by whoever owns the tables but through its triggers", async () => {
  const { db } = await takeDatabase();
  for (const statement of [sql`UPDATE audit.entry SET acted_by = 'nobody'`, sql`DELETE FROM audit.entry`, sql`TRUNCATE audit.entry CASCADE`, sql`UPDATE audit.leaf SET sequence = sequence + 1000`, sql`DELETE FROM audit.tile`, sql`TRUNCATE audit.checkpoint CASCADE`]) {
    await expect(db.execute(statement)).rejects.toThrow(/append-only/);
  }
});

interface Forgery {
  readonly tries: string;
  readonly write: (owner: Owner, mallory: Actor) => Promise<unknown>;
}

/** What whoever writes into the tables, and has an account of their own besides, does to become somebody else. */
const FORGERIES: readonly Forgery[] = [
  { tries: "gives the account the rival's roles", write: ({ db, scene }, mallory) => db.execute(sql`UPDATE access.person SET roles = ${scene.owners.developer.roles} WHERE id = ${mallory.personId}`) },
  { tries: "makes the account an administrator", write: ({ db }, mallory) => db.execute(sql`UPDATE access.person SET roles = '{administrator,oversight,validator}' WHERE id = ${mallory.personId}`) },
  { tries: "moves the account into the rival's organisation", write: ({ db, scene }, mallory) => db.execute(sql`UPDATE access.person SET organisation_id = ${scene.owners.developer.organisationId} WHERE id = ${mallory.personId}`) },
  { tries: "hands the account's session to the rival", write: ({ db, scene }, mallory) => db.execute(sql`UPDATE access.session SET person_id = ${scene.owners.developer.personId} WHERE person_id = ${mallory.personId}`) },
  {
    tries: "lets the account's token open the rival's session",
    write: async ({ db, scene }, mallory) => {
      await scene.world.token(scene.owners.developer);
      const own = await db.find<{ token_hash: string }>(sql`DELETE FROM access.session WHERE person_id = ${mallory.personId} RETURNING token_hash`);
      await db.execute(sql`UPDATE access.session SET token_hash = ${own?.token_hash ?? ""} WHERE id = (SELECT max(id) FROM access.session WHERE person_id = ${scene.owners.developer.personId})`);
    },
  },
  { tries: "calls the account's session freshly proven", write: ({ db }, mallory) => db.execute(sql`UPDATE access.session SET stepped_up_at = created_at WHERE person_id = ${mallory.personId}`) },
  { tries: "copies a seal from another row", write: ({ db, scene }, mallory) => db.execute(sql`UPDATE access.person SET roles = ${scene.owners.developer.roles}, seal = (SELECT seal FROM access.person WHERE id = ${scene.owners.developer.personId}) WHERE id = ${mallory.personId}`) },
  { tries: "takes the seal away, as rows from before had none", write: ({ db, scene }, mallory) => db.execute(sql`UPDATE access.person SET roles = ${scene.owners.developer.roles}, seal = NULL WHERE id = ${mallory.personId}`) },
  { tries: "adds a role to one that the account holds", write: ({ db }, mallory) => db.execute(sql`UPDATE access.person SET roles = roles || '{clearinghouse-analyst}'::text[] WHERE id = ${mallory.personId}`) },
];

test.each(FORGERIES)("whoever writes into the database and $tries is nobody", async ({ write }) => {
  const owner = await takeDatabase();
  const { world, records } = owner.scene;
  const mallory = await world.person({ organisation: "Rival Lab", kind: "developer", name: "Mallory", roles: ["finder"] });
  const token = await world.token(mallory);
  const authorization = `Bearer ${token}`;
  expect((await world.call("GET", "/session", { headers: { authorization } })).status).toBe(200);
  await write(owner, mallory);
  for (const path of ["/session", `/engagements/${records.engagement}`, "/engagements", "/organisations", `/findings/${records.finding}`]) {
    expect([path, (await world.call("GET", path, { headers: { authorization } })).status]).toEqual([path, 401]);
  }
});

test("a link's subject, once changed in the database, opens nothing", async () => {
  const { scene, db } = await takeDatabase();
  const { world, owners } = scene;
  const token = await world.services.db.inTransaction((tx) => issueLink(world.services, tx, { audience: "sign-in", subject: owners.operator.personId, expiresAt: new Date("2027-01-01"), singleUse: true }));
  await db.execute(sql`UPDATE access.link SET subject = ${owners.developer.personId}`);
  expect((await world.call("POST", "/sign-in/redeem", { body: { token } })).status).toBe(410);
});

test("a link's secret, put in the place of another's in the database, opens nothing", async () => {
  const { scene, db } = await takeDatabase();
  const { world, owners } = scene;
  const issue = (actor: Actor) => world.services.db.inTransaction((tx) => issueLink(world.services, tx, { audience: "sign-in", subject: actor.personId, expiresAt: new Date("2027-01-01"), singleUse: true }));
  const token = await issue(owners.operator);
  await issue(owners.developer);
  const own = await db.find<{ token_hash: string }>(sql`DELETE FROM access.link WHERE subject = ${owners.operator.personId} RETURNING token_hash`);
  await db.execute(sql`UPDATE access.link SET token_hash = ${own?.token_hash ?? ""} WHERE subject = ${owners.developer.personId}`);
  expect((await world.call("POST", "/sign-in/redeem", { body: { token } })).status).toBe(410);
});

test.each([
  ["another organisation", (rival: Actor) => sql`UPDATE access.invitation SET organisation_id = ${rival.organisationId}`],
  ["other roles", () => sql`UPDATE access.invitation SET roles = '{developer-release-lead,organisation-manager}'`],
  ["another address", () => sql`UPDATE access.invitation SET email = 'mallory@elsewhere.example'`],
] as const)("an invitation that the database was made to say of %s makes nobody", async (_what, change) => {
  const { scene, db } = await takeDatabase();
  const { world, owners } = scene;
  const manager: Actor = { ...(await world.person({ organisation: "Rival Lab", kind: "developer", name: "Mona", roles: ["organisation-manager"] })), steppedUp: true };
  const invited = await world.call("POST", `/organisations/${manager.organisationId}/invitations`, { as: manager, body: { name: "Mallory", email: "mallory@rival.example", roles: ["finder"] } });
  const token = await world.services.db.inTransaction((tx) => issueLink(world.services, tx, { audience: "invitation", subject: invited.json.id, expiresAt: new Date("2027-01-01"), singleUse: true }));
  await db.execute(change(owners.developer));
  expect((await world.call("POST", "/sign-in/redeem", { body: { token, purpose: "invitation" } })).status).toBe(410);
});

test("a grant that was given to another person in the database opens no model", async () => {
  const { scene, db } = await takeDatabase();
  const { world, owners, records } = scene;
  const { services } = world;
  await services.db.inTransaction((tx) => grantAccess(services, tx, owners.developer, { subject: records.engagement, personId: owners.evaluator.personId, purpose: "safeguard-testing", conditions: {}, expiresAt: new Date("2027-01-01") }));
  const ask = (actor: Actor) => requireGrant(services, services.db, { actor, subject: records.engagement, purpose: "safeguard-testing" });
  expect((await ask(owners.evaluator)).personId).toBe(owners.evaluator.personId);
  await db.execute(sql`UPDATE access.access_grant SET person_id = ${owners.partner.personId}`);
  for (const actor of [owners.partner, owners.evaluator]) await expect(ask(actor)).rejects.toMatchObject({ code: "grant-not-valid" });
  await db.execute(sql`UPDATE access.access_grant SET person_id = ${owners.evaluator.personId}, purpose = 'anything'`);
  await expect(requireGrant(services, services.db, { actor: owners.evaluator, subject: records.engagement, purpose: "anything" })).rejects.toMatchObject({ code: "grant-not-valid" });
});

test("rows from before they were marked are marked once, and never again", async () => {
  const { scene, db } = await takeDatabase();
  const { services } = scene.world;
  await db.execute(sql`UPDATE access.person SET seal = NULL`);
  await adoptUnsealedRows(services);
  expect(await db.find(sql`SELECT count(*) AS count FROM access.person WHERE seal IS NULL`)).toEqual({ count: 0 });
  await db.execute(sql`UPDATE access.person SET seal = NULL`);
  await adoptUnsealedRows(services);
  expect(await db.find(sql`SELECT count(*) AS count FROM access.person WHERE seal IS NOT NULL`)).toEqual({ count: 0 });
});

test("a link that was mailed before its mark was over its secret goes on, and one that was changed does not", async () => {
  const { scene, db } = await takeDatabase();
  const { services } = scene.world;
  const issue = (subject: string) => services.db.inTransaction((tx) => issueLink(services, tx, { audience: "case", subject, expiresAt: new Date("2027-01-01"), singleUse: false }));
  const [mailed, changed] = [await issue("cas_mailed"), await issue("cas_changed")];
  for (const { id, subject } of await db.query<{ id: string; subject: string }>(sql`SELECT id, subject FROM access.link WHERE audience = 'case'`)) {
    await db.execute(sql`UPDATE access.link SET seal = ${services.keys.keyedHash("row:link", JSON.stringify([id, "case", subject]))} WHERE id = ${id}`);
  }
  await db.execute(sql`UPDATE access.link SET subject = 'cas_other' WHERE subject = 'cas_changed'`);
  const open = (token: string) => openLink(services, services.db, "case", token).then((link) => link.subject, (error: { code?: string }) => error.code);
  await adoptUnsealedRows(services);
  expect([await open(mailed), await open(changed)]).toEqual(["cas_mailed", "link-not-valid"]);
});
