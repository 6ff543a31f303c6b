import { globSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { NOBODY, openDatabase, sql, type Actor } from "#rooms/platform";
import { DAY_MS, mailOf, openHouses, openOfferedWindow, toEngagementBody } from "../../tests/api/records.ts";
import { requireOk } from "../../tests/setup/clearinghouse.ts";
import { countVisibleRows } from "../../tests/setup/visible-rows.ts";
import { createWorld, type World } from "../../tests/setup/world.ts";

const SECRET = "Nothing of this leaves the two houses.";

let world: World;
let lead: Actor;
let security: Actor;
let rival: Actor;
let officer: Actor;
let second: Actor;
let stranger: Actor;
beforeEach(async () => {
  world = await createWorld();
  const person = (organisation: string, kind: "developer" | "government", name: string, role: "developer-release-lead" | "developer-security-lead" | "partner-selection-officer") => world.person({ organisation, kind, name, roles: [role] });
  lead = await person("Kelp Lab", "developer", "Ada", "developer-release-lead");
  security = await person("Kelp Lab", "developer", "Sam", "developer-security-lead");
  rival = await person("Rival Lab", "developer", "Rob", "developer-release-lead");
  officer = await person("First Agency", "government", "Otto", "partner-selection-officer");
  second = await person("Second Agency", "government", "Sela", "partner-selection-officer");
  stranger = await person("Third Agency", "government", "Tom", "partner-selection-officer");
});

const call = (as: Actor | undefined, method: string, path: string, body?: object) => world.call(method, path, { ...(as && { as }), ...(body && { body }) });
const post = (as: Actor, path: string, body?: object) => requireOk(call(as, "POST", path, body));

async function toBody(counterparts: readonly Actor[], rest: object = {}) {
  return {
    counterparts: await Promise.all(counterparts.map(async (actor) => ({ email: await mailOf(world, actor) }))), scopes: ["pre-release-evaluation", "safeguard-testing"], legalBasis: "A memorandum of understanding.",
    beginsAt: "2026-09-02T00:00:00Z", until: "2026-12-01T00:00:00Z", confidentialityText: SECRET, mayBePublic: true, ...rest,
  };
}

/** An agreement between the laboratory and the first agency with both words given. */
async function agree(rest: object = {}): Promise<string> {
  const { id, terms } = await post(lead, "/agreements", await toBody([officer], rest));
  await post(officer, `/agreements/${id}/confirmation`, { termDigest: terms[0].digest });
  return id;
}

const linksOf = async (actor: Actor) => (await requireOk(call(actor, "GET", "/inbox"))).entries.map(({ kind, link }: { kind: string; link: string }) => `${kind} ${link}`);

test("an agreement stands when the last of its parties has given its word on exactly what was entered, and each is told", async () => {
  const entered = await post(lead, "/agreements", await toBody([officer, second]));
  const { id } = entered;
  expect(entered).toMatchObject({
    state: "awaiting-confirmation", developer: { name: "Kelp Lab" }, agencies: expect.arrayContaining([{ organisationId: officer.organisationId, name: "First Agency" }]), confidentialityText: SECRET, mayBePublic: true,
    enteredByName: "Ada", awaitsYourWord: null, until: "2026-12-01T00:00:00.000Z", terms: [{ number: 1, inForceAt: null, words: [{ organisationName: "Kelp Lab", personName: "Ada" }] }],
  });
  const termDigest = entered.terms[0].digest;
  expect(await linksOf(second)).toEqual([`engagement.agreement-entered /agreements/${id}`]);
  expect((await requireOk(call(officer, "GET", `/agreements/${id}`))).awaitsYourWord).toBe(termDigest);
  expect(await call(officer, "POST", `/agreements/${id}/confirmation`, { termDigest: "0".repeat(64) })).toMatchObject({ status: 409, json: { error: { code: "terms-changed", field: "termDigest" } } });

  expect((await post(officer, `/agreements/${id}/confirmation`, { termDigest })).state).toBe("awaiting-confirmation");
  expect(await call(officer, "POST", `/agreements/${id}/confirmation`, { termDigest })).toMatchObject({ status: 409, json: { error: { code: "nothing-to-confirm" } } });
  expect(await call(lead, "POST", `/agreements/${id}/publication`)).toMatchObject({ status: 409, json: { error: { code: "agreement-not-confirmed" } } });
  expect((await post(second, `/agreements/${id}/confirmation`, { termDigest })).state).toBe("not-begun");
  world.pass(DAY_MS);
  expect((await requireOk(call(security, "GET", "/agreements"))).agreements).toEqual([{
    id, state: "in-force", developerName: "Kelp Lab", agencyNames: expect.arrayContaining(["First Agency", "Second Agency"]), scopes: ["pre-release-evaluation", "safeguard-testing"],
    beginsAt: "2026-09-02T00:00:00.000Z", until: "2026-12-01T00:00:00.000Z", isPublic: false, awaitsYourWord: false,
  }]);
  expect((await world.ledgerKinds()).filter((kind) => kind.startsWith("engagement.agreement"))).toEqual(["engagement.agreement-entered", "engagement.agreement-confirmed", "engagement.agreement-confirmed", "engagement.agreement-agreed"]);
  expect((await linksOf(lead)).toSorted()).toEqual([`engagement.agreement-agreed /agreements/${id}`]);
  // Each party holds the receipts; the terms themselves stand in none.
  for (const party of [lead, officer, second]) {
    const { receipts } = await requireOk(call(party, "GET", `/ledger/receipts?subject=${id}`));
    expect(receipts).toHaveLength(4);
    expect(JSON.stringify(receipts)).not.toMatch(/memorandum|leaves/);
  }
});

test("an agency may enter one too, and both sides must be there: two laboratories never meet in one", async () => {
  const { id, developer, agencies } = await post(officer, "/agreements", await toBody([lead]));
  expect([developer.name, agencies[0].name]).toEqual(["Kelp Lab", "First Agency"]);
  const { json: { terms } } = await call(lead, "GET", `/agreements/${id}`);
  expect((await post(lead, `/agreements/${id}/confirmation`, { termDigest: terms[0].digest })).state).toBe("not-begun");
  for (const [as, whom] of [[lead, [rival]], [officer, [second]], [officer, [lead, rival]], [lead, [officer, rival]], [lead, [lead]]] as const) {
    expect(await call(as, "POST", "/agreements", await toBody(whom))).toMatchObject({ status: 422, json: { error: { code: "not-two-sides", field: "counterparts" } } });
  }
  // Only whoever speaks for a house is found: a security lead or a stranger is nobody here.
  for (const email of [await mailOf(world, security), "nobody@exercise.example"]) {
    expect(await call(officer, "POST", "/agreements", { ...(await toBody([lead])), counterparts: [{ email }] })).toMatchObject({ status: 422, json: { error: { code: "counterpart-not-known", field: "counterparts.0.email" } } });
  }
  for (const dates of [{ until: "2026-09-01T00:00:00Z" }, { beginsAt: "2026-08-01T00:00:00Z", until: "2026-08-02T00:00:00Z" }]) {
    expect(await call(officer, "POST", "/agreements", await toBody([lead], dates))).toMatchObject({ status: 422, json: { error: { code: "end-not-later", field: "until" } } });
  }
});

test("whoever is no party finds nothing, a rival laboratory and another agency least of all; a security lead reads and does not speak", async () => {
  const id = await agree();
  const absent = await call(stranger, "GET", "/agreements/agr_00000000000000000000");
  for (const other of [rival, stranger]) {
    for (const [method, path, body] of [["GET", "", undefined], ["POST", "/confirmation", { termDigest: "0".repeat(64) }], ["POST", "/renewal", { until: null }], ["POST", "/end", undefined], ["POST", "/publication", undefined], ["POST", "/publication/end", undefined]] as const) {
      const { status, text } = await call(other, method, `/agreements/${id}${path}`, body);
      expect([path, status, text]).toEqual([path, 404, absent.text]);
    }
    expect((await requireOk(call(other, "GET", "/agreements"))).agreements).toEqual([]);
  }
  expect((await call(security, "GET", `/agreements/${id}`)).status).toBe(200);
  expect((await call(security, "POST", `/agreements/${id}/end`)).status).toBe(403);
  for (const role of ["administrator", "oversight", "agency-evaluator", "consultee", "procurement"] as const) {
    const other = await world.person({ organisation: `House of ${role}`, kind: "government", name: role, roles: [role] });
    expect([role, (await call(other, "GET", "/agreements")).status]).toEqual([role, 403]);
  }
});

test("a renewal moves the end out when every party has given its word, and until then nothing changes", async () => {
  const id = await agree();
  world.pass(DAY_MS);
  expect(await call(officer, "POST", `/agreements/${id}/renewal`, { until: "2026-11-01T00:00:00Z" })).toMatchObject({ status: 422, json: { error: { code: "end-not-later", field: "until" } } });
  const renewing = await post(officer, `/agreements/${id}/renewal`, { until: "2027-06-01T00:00:00Z" });
  expect(renewing).toMatchObject({ state: "in-force", until: "2026-12-01T00:00:00.000Z" });
  expect(await call(lead, "POST", `/agreements/${id}/renewal`, { until: null })).toMatchObject({ status: 409, json: { error: { code: "term-waits" } } });
  expect(await linksOf(lead)).toContain(`engagement.agreement-renewal-proposed /agreements/${id}`);
  world.setTime("2026-12-02T00:00:00Z");
  expect((await requireOk(call(lead, "GET", `/agreements/${id}`))).state).toBe("expired");
  const renewed = await post(lead, `/agreements/${id}/confirmation`, { termDigest: renewing.terms[1].digest });
  expect(renewed).toMatchObject({ state: "in-force", until: "2027-06-01T00:00:00.000Z", terms: [{ number: 1, until: "2026-12-01T00:00:00.000Z" }, { number: 2, inForceAt: "2026-12-02T00:00:00.000Z" }] });
});

test("what its parties made public shows to everyone without its confidentiality terms; when it is taken down, the line that there was something stays", async () => {
  const quiet = await agree({ mayBePublic: false });
  expect(await call(lead, "POST", `/agreements/${quiet}/publication`)).toMatchObject({ status: 409, json: { error: { code: "agreement-may-not-be-public" } } });
  const id = await agree();
  world.pass(DAY_MS);
  expect(await call(officer, "POST", `/agreements/${id}/publication/end`)).toMatchObject({ status: 409, json: { error: { code: "not-published" } } });
  await post(officer, `/agreements/${id}/publication`);
  expect(await call(lead, "POST", `/agreements/${id}/publication`)).toMatchObject({ status: 409, json: { error: { code: "already-published" } } });
  expect(await linksOf(lead)).toContain(`engagement.agreement-published /agreements/${id}`);
  const { confidentialityDigest } = await requireOk(call(lead, "GET", `/agreements/${id}`));
  // A term that is only proposed is between the parties, in whoever's session the page is read.
  await post(lead, `/agreements/${id}/renewal`, { until: "2028-01-01T00:00:00Z" });

  const shown = {
    id, state: "in-force", developerName: "Kelp Lab", agencyNames: ["First Agency"], scopes: ["pre-release-evaluation", "safeguard-testing"], legalBasis: "A memorandum of understanding.",
    beginsAt: "2026-09-02T00:00:00.000Z", until: "2026-12-01T00:00:00.000Z", renewedAt: [], endedAt: null, confidentialityDigest, publishedAt: "2026-09-02T12:00:00.000Z",
  };
  for (const reader of [undefined, lead, rival]) {
    const { json, text } = await call(reader, "GET", "/agreements/published");
    expect(json).toMatchObject({ agreements: [shown], takenDown: [] });
    expect(text).not.toContain(SECRET);
  }
  const feed = await call(undefined, "GET", "/agreements/feed");
  expect(feed.headers.get("content-type")).toBe("application/feed+json; charset=utf-8");
  expect(JSON.parse(feed.text)).toMatchObject({ version: "https://jsonfeed.org/version/1.1", items: [{ id, title: "Kelp Lab: First Agency", date_published: "2026-09-02T12:00:00.000Z", _agreement: shown }] });

  world.pass(DAY_MS);
  await post(lead, `/agreements/${id}/publication/end`);
  const { json: after, text } = await call(undefined, "GET", "/agreements/published");
  expect(after).toMatchObject({ agreements: [], takenDown: [{ publishedAt: "2026-09-02T12:00:00.000Z", takenDownAt: "2026-09-03T12:00:00.000Z" }] });
  for (const word of [id, "Kelp", "Agency", "memorandum", quiet, SECRET]) expect(text).not.toContain(word);
  expect((await requireOk(call(officer, "GET", `/agreements/${id}`))).publications).toEqual([
    { publishedAt: "2026-09-02T12:00:00.000Z", publishedByName: "First Agency", takenDownAt: "2026-09-03T12:00:00.000Z", takenDownByName: "Kelp Lab" },
  ]);
  await post(lead, `/agreements/${id}/publication`);
  expect((await call(undefined, "GET", "/agreements/published")).json).toMatchObject({ agreements: [{ id }], takenDown: [{ takenDownAt: "2026-09-03T12:00:00.000Z" }] });
});

test("any party ends it, at any time, without the others", async () => {
  const waiting = (await post(lead, "/agreements", await toBody([officer]))).id;
  const standing = await agree();
  expect(await post(officer, `/agreements/${waiting}/end`)).toMatchObject({ state: "ended", endedByName: "First Agency" });
  expect(await post(lead, `/agreements/${standing}/end`)).toMatchObject({ state: "ended", endedByName: "Kelp Lab" });
  expect(await call(officer, "POST", `/agreements/${standing}/end`)).toMatchObject({ status: 409, json: { error: { code: "agreement-ended" } } });
  expect(await linksOf(officer)).toContain(`engagement.agreement-ended /agreements/${standing}`);
});

test("not even the owner of the database rewrites what was agreed, said and published", async () => {
  const id = await agree();
  await post(lead, `/agreements/${id}/publication`);
  await post(lead, `/agreements/${id}/publication/end`);
  await post(lead, `/agreements/${id}/end`);
  const owner = openDatabase({ url: world.services.configuration.databaseUrl });
  onTestFinished(() => owner.close());
  for (const statement of [
    sql`DELETE FROM engagement.agreement_publication`, sql`UPDATE engagement.agreement_publication SET taken_down_at = NULL`, sql`UPDATE engagement.agreement_publication SET published_at = now()`,
    sql`UPDATE engagement.agreement_term SET until = NULL`, sql`DELETE FROM engagement.agreement_word`, sql`UPDATE engagement.agreement_word SET given_at = now()`, sql`UPDATE engagement.agreement SET ended_at = NULL`,
    sql`TRUNCATE engagement.agreement_term CASCADE`, sql`DELETE FROM engagement.agreement`,
  ]) await expect(owner.execute(statement)).rejects.toThrow("is not rewritten");
});

test("the database shows an agreement to its parties, and takes from a person only their own house's word", async () => {
  const id = await agree();
  const whole = { agreement: 1, agreement_term: 1, agreement_text: 1, agreement_word: 2 };
  for (const party of [lead, security, officer]) expect(await countVisibleRows(world.services, party, "engagement")).toEqual(whole);
  for (const other of [rival, stranger, second, NOBODY, { ...lead, roles: ["developer-release-lead", "procurement"] }, { ...officer, roles: ["agency-evaluator"] }]) expect(await countVisibleRows(world.services, other, "engagement")).toEqual({});
  const attempt = (actor: Actor, statement: ReturnType<typeof sql>) => world.services.as(actor).db.execute(statement);
  const at = world.services.clock();
  const { id: waiting } = await post(lead, "/agreements", await toBody([officer]));
  const refused = "row-level security";
  const give = (actor: Actor, organisation: string) => attempt(actor, sql`INSERT INTO engagement.agreement_word (agreement_id, number, organisation_id, person_id, given_at) VALUES (${waiting}, 1, ${organisation}, ${actor.personId}, ${at})`);
  for (const [actor, organisation] of [[lead, officer.organisationId], [rival, rival.organisationId], [stranger, officer.organisationId]] as const) await expect(give(actor, organisation)).rejects.toThrow(refused);
  // Nobody puts it in force before the last word was given.
  await expect(attempt(lead, sql`UPDATE engagement.agreement_term SET in_force_at = ${at} WHERE agreement_id = ${waiting}`)).rejects.toThrow(refused);
  expect(await attempt(rival, sql`UPDATE engagement.agreement SET ended_at = ${at} WHERE id = ${id}`)).toBe(0);
  await expect(attempt(lead, sql`UPDATE engagement.agreement SET legal_basis = 'Another.' WHERE id = ${id}`)).rejects.toThrow("permission denied");

  await post(lead, `/agreements/${id}/publication`);
  expect(await countVisibleRows(world.services, NOBODY, "engagement")).toEqual({ agreement: 1, agreement_publication: 1, agreement_term: 1 });
});

test("a developer links its own standing agreements to an engagement and takes the link away again", async () => {
  const id = await agree();
  const { id: engagement } = await post(lead, "/engagements", toEngagementBody());
  const unconfirmed = (await post(lead, "/agreements", await toBody([officer]))).id;
  const { id: theirs } = await post(rival, "/agreements", await toBody([officer]));
  for (const agreementId of [unconfirmed, theirs, "agr_00000000000000000000"]) {
    expect(await call(lead, "POST", `/engagements/${engagement}/agreements`, { agreementIds: [id, agreementId] })).toMatchObject({ status: 422, json: { error: { code: "agreement-not-yours", field: "agreementIds.1" } } });
  }
  const linked = [{ id, state: "not-begun", agencyNames: ["First Agency"], scopes: ["pre-release-evaluation", "safeguard-testing"], linkedAt: "2026-09-01T12:00:00.000Z" }];
  expect((await post(lead, `/engagements/${engagement}/agreements`, { agreementIds: [id] })).agreements).toEqual(linked);
  expect((await requireOk(call(security, "GET", `/engagements/${engagement}/agreements`))).agreements).toEqual(linked);
  expect((await post(lead, `/engagements/${engagement}/agreements`, { agreementIds: [] })).agreements).toEqual([]);
  expect((await world.ledgerKinds()).filter((kind) => kind === "engagement.agreements-linked")).toHaveLength(2);
});

test("with the most restrictive agreement linked, in force and public, the developer still opens, ends, releases and withdraws as it likes (INV-2, INV-5)", async () => {
  const houses = await openHouses(world, "Canary");
  const { developer } = houses;
  const text = "The developer shall not release, shall not withdraw, shall not end any window, and shall ask before each of these. Any release without the agency's word is void.";
  const { id, terms } = await post(developer, "/agreements", { ...(await toBody([officer])), confidentialityText: text, legalBasis: text, until: null, beginsAt: "2026-09-01T12:00:00Z" });
  await post(officer, `/agreements/${id}/confirmation`, { termDigest: terms[0].digest });
  await post(officer, `/agreements/${id}/publication`);
  for (const [place, last] of (["releases", "withdrawal", "close", "window/end"] as const).entries()) {
    const { id: engagement } = await post(developer, "/engagements", toEngagementBody(String(place).repeat(64)));
    await post(developer, `/engagements/${engagement}/agreements`, { agreementIds: [id] });
    await post(developer, `/engagements/${engagement}/offer`, { purpose: "safeguard-testing", variant: "safeguards-on", tools: [], logging: "calls", retentionDays: 7, evaluators: [{ email: await mailOf(world, houses.evaluator) }] });
    await openOfferedWindow(world, houses, engagement);
    await post(developer, `/engagements/${engagement}/dates`, { partnerReleaseAt: "2026-09-10T00:00:00Z", publicReleaseAt: null, reason: "Sooner." });
    const body = { releases: { audience: "public" } }[last as "releases"];
    expect([last, (await call(developer, "POST", `/engagements/${engagement}/${last}`, body)).status]).toEqual([last, 200]);
    expect([last, (await requireOk(call(developer, "GET", `/engagements/${engagement}`))).windows[0].endedAt]).toEqual([last, "2026-09-01T12:00:00.000Z"]);
  }
});

test("nothing that decides on a window, a release or a withdrawal reads an agreement, directly or through what it imports", () => {
  const reached = new Set<string>();
  const walk = (file: string): void => {
    if (reached.has(file)) return;
    reached.add(file);
    for (const [, next = ""] of readFileSync(file, "utf8").matchAll(/from "(\.{1,2}\/[^"]+\.ts)"/g)) walk(join(dirname(file), next));
  };
  for (const file of globSync(join(import.meta.dirname, "*.rules.ts")).filter((one) => basename(one) !== "agreement.rules.ts")) walk(file);
  for (const name of ["window-clock.ts", "open-window.ts", "end-access.ts", "declare-release.ts", "set-release-dates.ts", "withdraw-engagement.ts", "close-engagement.ts"]) walk(join(import.meta.dirname, name));
  expect(reached.size).toBeGreaterThan(15);
  expect([...reached].filter((file) => /agreement/.test(file))).toEqual([]);
  for (const file of reached) expect([file, /engagement\.agreement|agreement_/.test(readFileSync(file, "utf8"))]).toEqual([file, false]);
});
