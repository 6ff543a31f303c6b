import { beforeAll, expect, onTestFinished, test } from "vitest";
import { adoptOwnedRows } from "#rooms/access";
import { openDatabase, sql, type Actor, type Database, type Statement } from "#rooms/platform";
import { LOW_SIDE_ROOMS } from "../../apps/server/low-side.ts";
import { enrol, INVENTORY, mailOf, openHouses, toEngagementBody, type Houses } from "../api/records.ts";
import { bringFinding, clearinghousePeople, gaugeBundle, GOOD_PATCH, linkFrom, readMail, REPOSITORY, requireOk, submitBundle } from "../setup/clearinghouse.ts";
import { createWorld, type KeptWorld, type World } from "../setup/world.ts";
import { openScene, type Scene } from "./attack.ts";

/*
 * Somebody owns the database, has an account of a house of their own, and writes whose a record is. What they then get
 * through Breakwater is nothing; whoever's it was and oversight hear of it.
 */

interface Heist {
  readonly scene: Scene;
  readonly thieves: Houses;
  /** Past the application's role, its grants and row-level security. */
  readonly db: Database;
  readonly oversight: Actor;
  /** The thieves' own records, of which they may take seals that are genuine. */
  readonly own: Readonly<Record<string, string>>;
}

function takeDatabase(world: World): Database {
  const db = openDatabase({ url: world.services.configuration.databaseUrl });
  onTestFinished(() => db.close());
  return db;
}

/** Made once; each test has a copy of the whole world as it was then. */
let prepared: Omit<Heist, "db"> & { readonly kept: KeptWorld };
beforeAll(async () => {
  prepared = await prepareHeist();
});

async function openHeist(): Promise<Heist> {
  const { kept, scene, ...rest } = prepared;
  const world = await createWorld({ from: kept });
  return { ...rest, scene: { ...scene, world }, db: takeDatabase(world) };
}

async function prepareHeist(): Promise<typeof prepared> {
  const scene = await openScene();
  const { world } = scene;
  const thieves = await openHouses(world, "Thief");
  const { developer, finder, operator, partner } = thieves;
  const post = (as: Actor, path: string, body: object) => requireOk(world.call("POST", path, { as, body }));
  const lent = toEngagementBody("b".repeat(64));
  const { id: engagement } = await post(developer, "/engagements", { ...lent, model: { ...lent.model, name: "Our Model" } });
  await enrol(world, operator);
  const own = {
    engagement,
    determination: (await post(developer, "/determinations", { engagementId: engagement })).id,
    earlyAccess: (await post(developer, "/early-access", { engagementId: engagement, partnerEmail: await mailOf(world, partner), sector: "dams", reason: "Runs a lock." })).id,
    claim: (await post(finder, "/claims", { product: "Thief Gauge", authorisation: { kind: "own-system", evidence: "Ours." } })).claimId,
    finding: await submitBundle(world, finder, await gaugeBundle({ title: "Another title" })),
    inventory: (await requireOk(world.call("POST", "/operator/inventories?fileName=own.csv", { as: operator, raw: Buffer.from(INVENTORY) }))).id,
    helpRequest: (await post(operator, "/assistance/requests", { kind: "scan", question: "Ours?" })).requests[0].id,
    scan: (await post(operator, "/assistance/scans", { systemKind: "device", system: "Ours", description: "Here.", owned: true, evidence: "Asset 1." })).scans[0].id,
  };
  const oversight = await world.person({ organisation: "Oversight", kind: "oversight", name: "Otto", roles: ["oversight"] });
  return { scene, thieves, oversight, own, kept: await world.keep() };
}

type Kind = "engagement" | "determination" | "earlyAccess" | "claim" | "finding" | "inventory" | "helpRequest" | "scan";

interface Move {
  readonly record: Kind;
  readonly who: keyof Houses;
  readonly table: Statement;
  /** The column that says whose it is. */
  readonly column: Statement;
  readonly attempts: readonly string[];
  readonly list?: string;
}

const MOVES: readonly Move[] = [
  { record: "engagement", who: "developer", table: sql`engagement.engagement`, column: sql`organisation_id`, attempts: ["GET /engagements/{id}", "POST /engagements/{id}/withdrawal"], list: "/engagements" },
  { record: "determination", who: "developer", table: sql`determination.request`, column: sql`organisation_id`, attempts: ["GET /determinations/{id}", "GET /determinations/{id}/bundle"], list: "/determinations" },
  { record: "earlyAccess", who: "developer", table: sql`partners.early_access`, column: sql`developer_organisation_id`, attempts: ["GET /early-access/{id}", "POST /early-access/{id}/revocation"] },
  { record: "claim", who: "finder", table: sql`scanning.claim`, column: sql`organisation_id`, attempts: ["POST /claims/{id}/release"] },
  { record: "finding", who: "finder", table: sql`findings.finding`, column: sql`organisation_id`, attempts: ["GET /findings/{id}", "GET /findings/{id}/evidence", "GET /findings/{id}/bundle"], list: "/findings" },
  { record: "inventory", who: "operator", table: sql`distribution.inventory`, column: sql`organisation_id`, attempts: ["GET /operator/inventories/{id}", "POST /operator/inventories/{id}/remove"], list: "/operator/inventories" },
  { record: "helpRequest", who: "operator", table: sql`assistance.help_request`, column: sql`organisation_id`, attempts: ["POST /assistance/requests/{id}/withdraw"], list: "/assistance/requests" },
  { record: "scan", who: "operator", table: sql`assistance.scan`, column: sql`organisation_id`, attempts: ["POST /assistance/scans/{id}/withdrawal"], list: "/assistance/scans" },
];

/** How the seal is dealt with beside the owner. */
const SEALS = [
  { seal: "left as it was", write: (_heist: Heist, _move: Move) => sql`owner_seal`, tellsOwner: true },
  { seal: "taken from a record of the thief's own", write: ({ own }: Heist, { table, record }: Move) => sql`(SELECT one.owner_seal FROM ${table} one WHERE one.id = ${own[record]})`, tellsOwner: false },
  { seal: "taken away, as rows from before had none", write: (_heist: Heist, _move: Move) => sql`NULL`, tellsOwner: false },
] as const;

async function attempt({ scene }: Heist, { record, attempts }: Move, as: Actor) {
  const replies = [];
  for (const one of attempts) {
    const [method = "", path = ""] = one.split(" ");
    const { status, json } = await scene.world.call(method, path.replace("{id}", scene.records[record]), { as });
    replies.push([one, status, json?.error?.code]);
  }
  return replies;
}

const everywhere = ({ attempts }: Move, status: number, code: string) => attempts.map((one) => [one, status, code]);

/** What oversight, and a house of its own, were told of it. */
async function alarmsOf(world: World, as: Actor): Promise<number> {
  const { json } = await world.call("GET", "/inbox", { as });
  return json.entries.filter(({ kind }: { kind: string }) => kind === "access.row-changed-outside").length;
}

test.each(MOVES.flatMap((move) => SEALS.map((how) => ({ ...move, move, ...how }))))("a record ($record) that was moved to the thief's house in the database, its seal $seal, is shown to nobody, and oversight is told", async ({ move, write, tellsOwner }) => {
  const heist = await openHeist();
  const { scene: { world, owners, records }, thieves, db, oversight } = heist;
  const { table, column, record, who, list } = move;
  expect(await db.execute(sql`UPDATE ${table} SET ${column} = ${thieves[who].organisationId}, owner_seal = ${write(heist, move)} WHERE id = ${records[record]}`)).toBe(1);

  expect(await attempt(heist, move, thieves[who])).toEqual(everywhere(move, 404, "not-found"));
  const listed = list === undefined ? heist.own[record] : await requireOk(world.call("GET", list, { as: thieves[who] }));
  expect(JSON.stringify(listed)).not.toMatch(new RegExp(`canary|${records[record]}`, "i"));
  // What is really the thief's is still theirs.
  expect(JSON.stringify(listed)).toContain(heist.own[record]);
  expect(await attempt(heist, move, owners[who])).toEqual(tellsOwner ? everywhere(move, 409, "changed-outside") : everywhere(move, 404, "not-found"));

  await world.drain();
  expect((await world.ledgerKinds()).filter((kind) => kind === "access.row-changed-outside")).toHaveLength(1);
  expect(await alarmsOf(world, oversight)).toBe(1);
  expect(await alarmsOf(world, owners[who])).toBe(tellsOwner ? 1 : 0);
  expect(await alarmsOf(world, thieves[who])).toBe(0);
  expect(world.logLines().join("\n")).toContain("a row was changed outside of Breakwater");
});

test("an operator's place, moved to another house, enrols that house in nothing", async () => {
  const { scene: { world }, db, oversight } = await openHeist();
  const victim = await world.person({ organisation: "Canary Lock", kind: "operator", name: "Lotte", roles: ["operator"] });
  const thief = await world.person({ organisation: "Thief Lock", kind: "operator", name: "Thea", roles: ["operator"] });
  await enrol(world, victim);
  await db.execute(sql`UPDATE distribution.operator SET organisation_id = ${thief.organisationId} WHERE organisation_id = ${victim.organisationId}`);
  for (const path of ["/operator/profile", "/operator/plan"]) {
    const moved = await world.call("GET", path, { as: thief });
    const outsider = await world.call("GET", path, { as: victim });
    expect([moved.status, moved.text]).toEqual([outsider.status, outsider.text]);
  }
  await world.drain();
  expect(await alarmsOf(world, oversight)).toBe(1);
});

test("an early access given to another partner in the database shows that partner nothing", async () => {
  const { scene: { world, records }, thieves, db, oversight } = await openHeist();
  await db.execute(sql`UPDATE partners.early_access SET partner_organisation_id = ${thieves.partner.organisationId}, state = 'active', sealed_terms = 'x' WHERE id = ${records.earlyAccess}`);
  expect((await world.call("GET", `/partner/early-access/${records.earlyAccess}`, { as: thieves.partner })).status).toBe(404);
  expect((await world.call("GET", "/partner/early-access", { as: thieves.partner })).text).not.toMatch(/canary|ea_/i);
  await world.drain();
  expect(await alarmsOf(world, oversight)).toBe(1);
});

test("the bytes of another's finding are not had by writing their digest into a finding of one's own", async () => {
  const { scene: { world, records }, thieves, db, own } = await openHeist();
  await db.execute(sql`UPDATE findings.finding SET digest = (SELECT digest FROM findings.finding WHERE id = ${records.finding}) WHERE id = ${own["finding"]}`);
  for (const path of [`/findings/${own["finding"]}/bundle`, `/findings/${own["finding"]}/evidence`]) expect((await world.call("GET", path, { as: thieves.finder })).status).toBe(409);
});

test("a case, its patch and its thread, moved in the database, go to no other finder, case or maintainer", { timeout: 120_000 }, async () => {
  const world = await createWorld();
  const people = await clearinghousePeople(world);
  const { analyst, otherFinder } = people;
  const oversight = await world.person({ organisation: "Oversight", kind: "oversight", name: "Otto", roles: ["oversight"] });
  const open = async (repository: string, contactEmail: string, finder: Actor, shows: "name" | "level") => {
    const { id: project } = await requireOk(world.call("POST", "/projects", { as: analyst, body: { vendor: "Tide", product: `Gauge ${shows}`, repository: `${repository}.git`, purl: "pkg:generic/gauge", contactEmail, openAtOnce: 2 } }));
    const finding = await bringFinding(world, { ...people, finder }, { shows, repository, title: `Canary ${shows}` });
    await world.drain();
    const { caseId } = await requireOk(world.call("GET", `/findings/${finding}`, { as: analyst }));
    return { project: project as string, finding, caseId: caseId as string, token: await linkFrom(world, contactEmail) };
  };
  const victim = await open(REPOSITORY, "maintainer@tide.example", people.finder, "level");
  const thief = await open(`${REPOSITORY}-2`, "thief@tide.example", otherFinder, "name");
  await requireOk(world.call("POST", `/cases/${victim.caseId}/messages`, { as: analyst, body: { text: "Canary message." } }));
  const { id: patchId } = await requireOk(world.call("POST", "/patches", { as: analyst, body: { caseId: victim.caseId, diff: GOOD_PATCH, aiGenerated: false, model: null } }));
  const db = takeDatabase(world);
  const readCase = (id: string, as: Actor = analyst) => world.call("GET", `/cases/${id}`, { as });
  expect((await readCase(victim.caseId)).status).toBe(200);

  // A message and a patch written into the thief's own case.
  await db.execute(sql`UPDATE coordination.message SET case_id = ${thief.caseId}, thread_id = (SELECT id FROM coordination.thread WHERE case_id = ${thief.caseId} LIMIT 1) WHERE case_id = ${victim.caseId}`);
  await requireOk(world.call("POST", "/maintainer/terms", { body: { token: thief.token } }));
  expect((await world.call("POST", "/maintainer/open", { body: { token: thief.token } })).text).not.toContain("Canary message");
  expect((await readCase(thief.caseId)).text).not.toContain("Canary message");
  await db.execute(sql`UPDATE remediation.patch SET case_id = ${thief.caseId} WHERE id = ${patchId}`);
  expect((await world.call("GET", `/patches/${patchId}`, { as: otherFinder })).status).toBe(404);
  expect((await world.call("GET", `/patches/${patchId}`, { as: analyst })).json.error).toMatchObject({ code: "changed-outside" });

  // The whole project sent to another address.
  const mailsBefore = (await readMail(world, "stolen@tide.example")).length;
  await db.execute(sql`UPDATE coordination.project SET contact_email = 'stolen@tide.example' WHERE id = ${victim.project}`);
  await world.call("POST", `/cases/${victim.caseId}/link`, { as: analyst }).catch(() => undefined);
  await world.call("POST", `/cases/${victim.caseId}/messages`, { as: analyst, body: { text: "Again." } }).catch(() => undefined);
  await db.execute(sql`UPDATE coordination.project SET contact_email = 'maintainer@tide.example' WHERE id = ${victim.project}`);
  expect((await readMail(world, "stolen@tide.example")).length).toBe(mailsBefore);
  expect((await readCase(victim.caseId)).status).toBe(200);

  // The case made one of the thief's finding.
  const other = await submitBundle(world, otherFinder, await gaugeBundle({ shows: "nothing", title: "Nothing" }));
  await db.execute(sql`UPDATE coordination.case_file SET finding_id = ${other} WHERE id = ${victim.caseId}`);
  expect((await readCase(victim.caseId)).json.error).toMatchObject({ code: "changed-outside" });
  expect((await readCase(victim.caseId, otherFinder)).status).toBeGreaterThanOrEqual(403);
  const { text: cases } = await world.call("GET", "/cases", { as: analyst });
  expect([cases.includes(thief.caseId), cases.includes(victim.caseId)]).toEqual([true, false]);

  await world.drain();
  expect(await alarmsOf(world, oversight)).toBe(4);
});

test("rows from before they were sealed are sealed once, with an entry in the ledger; one without a seal after that is nobody's", async () => {
  const { scene: { world, owners, records }, db } = await openHeist();
  const { services } = world;
  const tables = LOW_SIDE_ROOMS.flatMap((room) => room.owned ?? []);
  for (const { name } of tables) await db.execute(sql`UPDATE ${sql([name] as unknown as TemplateStringsArray)} SET owner_seal = NULL`);
  await Promise.all([adoptOwnedRows(services, tables), adoptOwnedRows(services, tables)]);
  expect((await world.ledgerKinds()).filter((kind) => kind === "access.owners-sealed")).toHaveLength(1);
  for (const [who, path] of [["developer", `/engagements/${records.engagement}`], ["finder", `/findings/${records.finding}`], ["operator", `/operator/inventories/${records.inventory}`]] as const) {
    expect([path, (await world.call("GET", path, { as: owners[who] })).status]).toEqual([path, 200]);
  }
  await db.execute(sql`UPDATE engagement.engagement SET owner_seal = NULL`);
  await adoptOwnedRows(services, tables);
  expect((await world.call("GET", `/engagements/${records.engagement}`, { as: owners.developer })).status).toBe(404);
});

test("every table of ours that has an owner's seal is one that its room names, and each of those is", async () => {
  const { services } = await createWorld();
  const found = await services.db.query<{ name: string }>(sql`SELECT table_schema || '.' || table_name AS name FROM information_schema.columns WHERE column_name = 'owner_seal' ORDER BY 1`);
  expect(found.map(({ name }) => name)).toEqual(LOW_SIDE_ROOMS.flatMap((room) => (room.owned ?? []).map(({ name }) => name)).toSorted());
});
