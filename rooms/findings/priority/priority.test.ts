import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { openDatabase, sql, type Actor } from "#rooms/platform";
import { bringFinding, clearinghousePeople, gaugeBundle, requireOk, submitBundle, type ClearinghousePeople } from "../../../tests/setup/clearinghouse.ts";
import { createWorld, type KeptWorld, type World } from "../../../tests/setup/world.ts";
import { fetchFeeds } from "./import-feed.ts";
import { listProductKeys, recordExposure } from "./record-exposure.ts";

const CVE = "CVE-1900-12345";

function kevBytes(ids: readonly string[], releasedAt = "2026-09-01T10:00:00Z"): Uint8Array {
  const vulnerabilities = ids.map((cveID) => ({ cveID, dateAdded: "2026-09-01", dueDate: "2026-09-04", knownRansomwareCampaignUse: "Unknown" }));
  return new TextEncoder().encode(JSON.stringify({ catalogVersion: releasedAt.slice(0, 10), dateReleased: releasedAt, count: ids.length, vulnerabilities }));
}

function epssBytes(scores: Readonly<Record<string, number>>, day: string): Uint8Array {
  return gzipSync(`#model_version:v2026.03.14,score_date:${day}T00:00:00+0000\ncve,epss,percentile\n${Object.entries(scores).map(([id, score]) => `${id},${score},0.9\n`).join("")}`);
}

let scene: { readonly from: KeptWorld; readonly people: ClearinghousePeople; readonly id: string };
beforeAll(async () => {
  const world = await createWorld({ lasts: "file" });
  const people = await clearinghousePeople(world);
  const id = await bringFinding(world, people, {}, { inKev: false, exposed: false, automatable: true, technicalImpact: "partial" });
  await requireOk(world.call("POST", `/findings/${id}/references`, { as: people.analyst, body: { reference: CVE.toLowerCase() } }));
  await world.drain();
  scene = { from: await world.keep(), people, id };
});

/** A finding with a priority of 60 days and a reference that is not listed anywhere yet. */
async function prioritised() {
  const { from, people, id } = scene;
  const world = await createWorld({ from });
  const view = async (as: Actor = people.analyst) => requireOk(world.call("GET", `/findings/${id}/priority`, { as }));
  const rows = async () => (await view()).decisions.map(({ table, outcome, because }: Record<string, string>) => [table, outcome, because]);
  return { world, people, id, view, rows };
}

const sendFeed = (world: World, as: Actor, feed: string, raw: Uint8Array, query = "") => world.call("POST", `/feeds/${feed}${query}`, { as, raw });
const noticesOf = (world: World, { personId }: Actor, kind: string) => world.services.db.query(sql`SELECT id FROM platform.notification WHERE person_id = ${personId} AND kind = ${kind}`);

test("tables decide side by side, each with its version, its inputs and who said them; none overwrites another", async () => {
  const { world, people, id, view } = await prioritised();
  const decide = (body: object) => world.call("POST", `/findings/${id}/priority`, { as: people.analyst, body });
  await requireOk(decide({ table: "cisa-coordinator", inputs: { exploitation: "none", "mission-and-well-being-impact": "high" } }));
  await requireOk(decide({ table: "supplier", inputs: { exploitation: "public-poc", "value-density": "concentrated", automatable: "yes", "technical-impact": "total", "safety-impact": "marginal" }, saidBy: { "technical-impact": "maintainer" } }));
  const { priority, state } = await requireOk(decide({ table: "deployer", inputs: { exploitation: "none", "system-exposure": "open", "human-impact": "low" } }));
  expect([state, priority.timeline]).toEqual(["prioritised", "60 days"]);

  const { decisions } = await view();
  expect(decisions.map(({ rule, outcome, saidBy, inputs }: Record<string, unknown>) => ({ rule, outcome, saidBy, inputs }))).toEqual([
    { rule: "cisa:DT_BOD2604:1.0.0", outcome: "60-days", inputs: { "in-kev": "no", "publicly-exposed": "no", automatable: "yes", "technical-impact": "partial" }, saidBy: { "in-kev": "analyst", "publicly-exposed": "analyst", automatable: "analyst", "technical-impact": "analyst" } },
    // What an earlier decision settled need not be said again.
    { rule: "cisa:DT_CO:2.0.3", outcome: "attend", inputs: { exploitation: "none", automatable: "yes", "technical-impact": "partial", "mission-and-well-being-impact": "high" }, saidBy: { exploitation: "analyst", automatable: "analyst", "technical-impact": "analyst", "mission-and-well-being-impact": "analyst" } },
    {
      rule: "ssvc:DT_SP:1.0.0", outcome: "immediate",
      inputs: { automatable: "yes", "value-density": "concentrated", "safety-impact": "marginal", exploitation: "public-poc", utility: "super-effective", "technical-impact": "total", "public-safety-impact": "significant" },
      saidBy: { automatable: "analyst", "value-density": "analyst", "safety-impact": "analyst", exploitation: "analyst", utility: "analyst", "technical-impact": "maintainer", "public-safety-impact": "analyst" },
    },
    { rule: "ssvc:DT_DP:1.0.0", outcome: "scheduled", inputs: expect.objectContaining({ automatable: "yes" }) as object, saidBy: expect.objectContaining({ automatable: "analyst" }) as object },
  ]);
  expect(decisions[0].sentence).toBe("60 days, because automatable; not 14 days, because not listed as exploited and not exposed.");
  expect((await world.ledgerKinds()).filter((kind) => kind === "findings.decided")).toHaveLength(3);
});

test.each([
  ["an input that the table has not", { table: "deployer", inputs: { colour: "red" } }, 422, "inputs.exploitation"],
  ["a missing input", { table: "deployer", inputs: { exploitation: "none" } }, 422, "inputs.system-exposure"],
  ["an input by the wrong table's name", { table: "deployer", inKev: true, inputs: {} }, 400, "inKev"],
  ["half of what BOD 26-04 asks", { inKev: true, exposed: true }, 400, "automatable"],
  ["a word for an input that was not given", { inKev: false, exposed: true, automatable: null, technicalImpact: null, saidBy: { weather: "finder" } }, 422, "saidBy.weather"],
])("a decision on %s is refused with its field, and nothing is stored", async (_, body, status, field) => {
  const { world, people, id, rows } = await prioritised();
  const before = await rows();
  const refused = await world.call("POST", `/findings/${id}/priority`, { as: people.analyst, body });
  expect([refused.status, refused.json.error.field]).toEqual([status, field]);
  expect(await rows()).toEqual(before);
});

describe("when facts change", () => {
  test("a listing in KEV has every table decided again, with the reason, and its analyst told; the same file again does nothing", async () => {
    const { world, people, id, view, rows } = await prioritised();
    await requireOk(world.call("POST", `/findings/${id}/priority`, { as: people.analyst, body: { table: "supplier", inputs: { exploitation: "none", utility: "laborious", "technical-impact": "partial", "public-safety-impact": "minimal" } } }));
    const harm = (await view()).harm;
    await requireOk(sendFeed(world, people.analyst, "kev", kevBytes([CVE])));
    await world.drain();
    await requireOk(sendFeed(world, people.analyst, "kev", kevBytes([CVE])));
    await world.drain();
    expect(await rows()).toEqual([["bod-26-04", "60-days", null], ["supplier", "defer", null], ["bod-26-04", "14-days", "kev-listed"], ["supplier", "out-of-cycle", "kev-listed"]]);
    const { decisions, kev, references, harm: raised } = await view();
    expect(decisions[2]).toMatchObject({ reason: `Decided again because ${CVE} is listed as exploited now.`, saidBy: { "in-kev": "kev", automatable: "analyst" }, facts: { kev: { cveId: CVE, addedOn: "2026-09-01" } } });
    expect({ kev, references }).toMatchObject({ kev: [{ cveId: CVE, addedOn: "2026-09-01", dueOn: "2026-09-04", inRansomware: false }], references: [{ reference: CVE, by: "coordinator" }] });
    expect(raised - harm).toBe(200);
    expect((await requireOk(world.call("GET", `/findings/${id}`, { as: people.finder }))).priority).toMatchObject({ timeline: "14 days", inputs: { inKev: true } });
    expect(await noticesOf(world, people.analyst, "findings.redecided")).toHaveLength(1);
    expect((await world.ledgerKinds()).filter((kind) => kind === "findings.redecided")).toHaveLength(2);

    // Nobody may now say that it is not listed.
    const against = await world.call("POST", `/findings/${id}/priority`, { as: people.analyst, body: { inKev: false, exposed: true, automatable: true, technicalImpact: "total" } });
    expect([against.status, against.json.error.code, against.json.error.field]).toEqual([409, "contradicts-facts", "inKev"]);
  });

  test("the machine lowers nothing: an entry that leaves KEV is told to the analyst", async () => {
    const { world, people, rows } = await prioritised();
    await requireOk(sendFeed(world, people.analyst, "kev", kevBytes([CVE, "CVE-1900-0002"])));
    await world.drain();
    const before = await rows();
    world.setTime("2026-09-08T12:00:00Z");
    await requireOk(sendFeed(world, people.analyst, "kev", kevBytes(["CVE-1900-0002"], "2026-09-08T10:00:00Z"), "?insist=true"));
    await world.drain();
    expect(await rows()).toEqual(before);
    expect(await noticesOf(world, people.analyst, "findings.decide-again")).toHaveLength(1);
  });

  test("a listing is not decided on a default: its metadata are asked of the analyst", async () => {
    const { world, people, id, rows } = await prioritised();
    await requireOk(world.call("POST", `/findings/${id}/priority`, { as: people.analyst, body: { inKev: false, exposed: true, automatable: null, technicalImpact: null } }));
    await requireOk(sendFeed(world, people.analyst, "kev", kevBytes([CVE])));
    await world.drain();
    expect(await rows()).toEqual([["bod-26-04", "60-days", null], ["bod-26-04", "14-days", null]]);
    expect(await noticesOf(world, people.analyst, "findings.decide-again")).toHaveLength(1);
  });

  test("a leap of EPSS is decided on again with what it says, though no table asks for it", async () => {
    const { world, people, view, rows } = await prioritised();
    await requireOk(sendFeed(world, people.analyst, "epss", epssBytes({ [CVE]: 0.02, "CVE-1900-0002": 0.5 }, "2026-09-01")));
    world.setTime("2026-09-02T12:00:00Z");
    await requireOk(sendFeed(world, people.analyst, "epss", epssBytes({ [CVE]: 0.61, "CVE-1900-0002": 0.51 }, "2026-09-02")));
    await world.drain();
    expect(await rows()).toEqual([["bod-26-04", "60-days", null], ["bod-26-04", "60-days", "epss-rose"]]);
    expect((await view()).decisions[1].facts.epss).toEqual({ cveId: CVE, score: 0.61, percentile: 0.9 });
  });

  test("an analyst's word that it is exploited now goes before any list, and can be taken back by a person alone", async () => {
    const { world, people, id, view, rows } = await prioritised();
    const say = (exploited: boolean, as = people.analyst) => world.call("POST", `/findings/${id}/exploitation`, { as, body: { exploited, evidence: "Seen in two of our own logs." } });
    expect((await say(true, people.validator)).status).toBe(403);
    await requireOk(say(true));
    await world.drain();
    expect(await rows()).toEqual([["bod-26-04", "60-days", null], ["bod-26-04", "14-days", "exploited-now"]]);
    expect((await view()).decisions[1].saidBy["in-kev"]).toBe("exploited-now");
    expect((await say(true)).json.error.code).toBe("exploitation-known");
    await requireOk(say(false));
    await world.drain();
    expect(await rows()).toHaveLength(2);
    expect((await view()).exploitation).toMatchObject({ exploited: false, evidence: "Seen in two of our own logs." });
    await requireOk(world.call("POST", `/findings/${id}/priority`, { as: people.analyst, body: { inKev: false, exposed: false, automatable: true, technicalImpact: "partial" } }));
    expect((await rows()).at(-1)).toEqual(["bod-26-04", "60-days", null]);
  });

  test("more exposed operators raise the order, a small number is never kept, and only the clearinghouse sees it", async () => {
    const { world, people, id, view, rows } = await prioritised();
    const { services } = world;
    const push = async (operators: number, sectors: readonly (readonly [string, number])[]) => {
      await services.db.inTransaction((tx) => recordExposure(services, tx, { findingId: id, operators, sectors }));
      await world.drain();
    };
    expect(await listProductKeys(services)).toEqual([{ findingId: id, name: "tide-gauge", repository: expect.stringContaining("tide-gauge") as string }]);
    await push(3, [["energy", 3]]);
    expect((await view()).exposure).toMatchObject({ operators: null, sectors: [] });
    const harm = (await view()).harm;
    await push(40, [["energy", 30], ["water", 10]]);
    await push(40, [["energy", 30], ["water", 10]]);
    const { exposure, harm: raised, decisions } = await view();
    expect(exposure).toMatchObject({ operators: 40, sectors: [{ sector: "energy", operators: 30 }, { sector: "water", operators: 10 }] });
    expect([raised > harm, decisions.at(-1).facts.operators]).toEqual([true, 40]);
    expect((await rows()).map(([, , because]: readonly string[]) => because)).toEqual([null, "exposure-rose"]);
    // A step by fewer than a small cell would tell of the few.
    await push(42, [["energy", 32], ["water", 10]]);
    expect((await view()).exposure).toMatchObject({ operators: 40, sectors: [] });
    const own = await view(people.finder);
    expect([own.exposure, own.decisions.at(-1).facts.operators]).toEqual([null, null]);
    expect((await services.db.query(sql`SELECT id FROM findings.exposure WHERE operators BETWEEN 1 AND 4`))).toEqual([]);
  });
});

test("only who is assigned notes references, each once, and none that is not another's", async () => {
  const { world, people, id } = await prioritised();
  const refer = (reference: string, as: Actor = people.analyst) => world.call("POST", `/findings/${id}/references`, { as, body: { reference } });
  expect((await refer(CVE)).json.error.code).toBe("reference-known");
  expect((await refer("BW-2026-1")).status).toBe(400);
  expect((await refer("GHSA-xxxx-2345-cfgh", people.validator)).status).toBe(403);
  expect((await refer("GHSA-xxxx-2345-cfgh", people.otherFinder)).status).toBe(403);
  expect((await world.call("GET", `/findings/${id}/priority`, { as: people.otherFinder })).status).toBe(404);
  expect((await requireOk(refer("ghsa-XXXX-2345-cfgh"))).references.map(({ reference }: { reference: string }) => reference)).toEqual([CVE, "GHSA-xxxx-2345-cfgh"]);
});

test("the database takes from a person no count, no machine's decision and no feed that is not theirs to write", async () => {
  const { world, people, id } = await prioritised();
  const { analyst, validator, finder } = people;
  const at = world.services.clock();
  const attempt = (actor: Actor, statement: ReturnType<typeof sql>) => expect(world.services.as(actor).db.execute(statement)).rejects.toThrow("row-level security");
  await attempt(analyst, sql`INSERT INTO findings.exposure (id, finding_id, operators, sectors, at) VALUES ('expo_forged', ${id}, 1000, '[]', ${at})`);
  await attempt(analyst, sql`INSERT INTO findings.priority (id, finding_id, decision, person_id, at) VALUES ('prio_forged', ${id}, '{}', 'system', ${at})`);
  await attempt(validator, sql`INSERT INTO findings.exploitation (id, finding_id, is_exploited, sealed_evidence, person_id, at) VALUES ('expl_forged', ${id}, true, 's', ${validator.personId}, ${at})`);
  for (const by of ["coordinator", "maintainer"]) await attempt(finder, sql`INSERT INTO findings.reference (id, finding_id, reference, given_by, person_id, at) VALUES ('ref_forged', ${id}, 'CVE-1900-0009', ${by}, ${finder.personId}, ${at})`);
  for (const actor of [validator, finder]) await attempt(actor, sql`INSERT INTO findings.kev_entry (cve_id, added_on, in_ransomware) VALUES (${CVE}, '2026-09-01', true)`);
  await attempt({ ...analyst, roles: [...analyst.roles, "consultee"] }, sql`INSERT INTO findings.epss_score (cve_id, score, percentile) VALUES (${CVE}, 1, 1)`);
});

describe("feeds", () => {
  async function withAnalyst() {
    const world = await createWorld();
    const { analyst, finder } = await clearinghousePeople(world);
    const feed = async (name: string) => (await requireOk(world.call("GET", "/feeds", { as: analyst }))).feeds.find((one: { feed: string }) => one.feed === name);
    return { world, analyst, finder, feed };
  }

  test("the last good release stands when a new one is broken, older or shrunk, and what was wrong is shown until a good one comes", async () => {
    const { world, analyst, feed } = await withAnalyst();
    const ids = Array.from({ length: 40 }, (_, index) => `CVE-1900-${10_000 + index}`);
    expect(await feed("kev")).toMatchObject({ taken: null, isStale: true, refused: null });
    await requireOk(sendFeed(world, analyst, "kev", kevBytes(ids)));
    for (const [bytes, fault] of [[kevBytes(ids).subarray(0, 500), "unreadable"], [kevBytes(ids, "2026-08-01T00:00:00Z"), "older"], [kevBytes(ids.slice(0, 20), "2026-09-01T11:00:00Z"), "shrunk"], [kevBytes(ids, "2026-10-01T00:00:00Z"), "from-the-future"]] as const) {
      world.pass(1000);
      const refused = await sendFeed(world, analyst, "kev", bytes);
      expect([refused.status, refused.json.error.code]).toEqual([422, "feed-refused"]);
      expect(await feed("kev")).toMatchObject({ taken: { records: 40, version: "2026-09-01" }, refused: { fault } });
    }
    world.setTime("2026-09-30T12:00:00Z");
    expect(await feed("kev")).toMatchObject({ isStale: true, taken: { ageHours: 698 } });
    await requireOk(sendFeed(world, analyst, "kev", kevBytes(ids, "2026-09-29T10:00:00Z")));
    expect(await feed("kev")).toMatchObject({ isStale: false, refused: null, taken: { missed: 3 } });
    expect((await world.ledgerKinds()).filter((kind) => kind.startsWith("findings.feed"))).toEqual(["findings.feed-taken", ...Array.from({ length: 4 }, () => "findings.feed-refused"), "findings.feed-taken"]);
  });

  test("a day's hundred thousand scores are taken whole", async () => {
    const { world, analyst, feed } = await withAnalyst();
    const scores = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`CVE-1900-${100_000 + index}`, (index % 100) / 100]));
    await requireOk(sendFeed(world, analyst, "epss", epssBytes(scores, "2026-09-01")));
    expect(await feed("epss")).toMatchObject({ taken: { records: 100_000, version: "v2026.03.14" }, isStale: false });
  });

  test("a feed is fetched from where the analyst says; what cannot be fetched is shown and changes nothing", async () => {
    const { world, analyst, feed } = await withAnalyst();
    let [status, body] = [200, kevBytes([CVE])];
    const server = createServer((_, reply) => reply.writeHead(status, { "content-type": "application/json" }).end(body));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/kev.json`;
    await requireOk(world.call("POST", "/feeds/source", { as: analyst, body: { feed: "kev", url } }));
    await fetchFeeds.run(world.services, {});
    expect(await feed("kev")).toMatchObject({ source: url, taken: { records: 1 }, refused: null });
    [status, body] = [503, new Uint8Array()];
    world.pass(1000);
    await fetchFeeds.run(world.services, {});
    expect(await feed("kev")).toMatchObject({ taken: { records: 1 }, refused: { fault: "unreachable" } });
    expect((await world.call("POST", "/feeds/source", { as: analyst, body: { feed: "kev", url: "http://10.0.0.1/" } })).json.error).toMatchObject({ code: "feed-refused", field: "url" });
    await requireOk(world.call("POST", "/feeds/source", { as: analyst, body: { feed: "kev", url: null } }));
    expect(await feed("kev")).toMatchObject({ source: null });
  });

  test("they are the clearinghouse's to keep", async () => {
    const { world, finder } = await withAnalyst();
    expect((await sendFeed(world, finder, "kev", kevBytes([CVE]))).status).toBe(403);
    expect((await world.call("GET", "/feeds", { as: finder })).status).toBe(403);
  });
});

test("severities stand side by side with their version of CVSS, and their agreement is counted by their last words", async () => {
  const world = await createWorld();
  const people = await clearinghousePeople(world);
  const id = await submitBundle(world, people.finder, await gaugeBundle());
  const give = (body: object) => requireOk(world.call("POST", `/findings/${id}/severities`, { as: people.finder, body }));
  await give({ level: "critical" });
  await give({ level: "high", vector: "AV:N/AC:L/Au:N/C:C/I:C/A:C" });
  const database = openDatabase({ url: world.services.configuration.databaseUrl });
  onTestFinished(() => database.close());
  await database.execute(sql`INSERT INTO findings.severity (id, finding_id, given_by, level, at) VALUES ('sev_maintainer', ${id}, 'maintainer', 'medium', ${world.services.clock()})`);
  const { severities } = await requireOk(world.call("GET", `/findings/${id}`, { as: people.finder }));
  expect(severities.map(({ by, level, version }: Record<string, unknown>) => [by, level, version])).toEqual(expect.arrayContaining([["finder", "critical", null], ["finder", "high", "2.0"], ["maintainer", "medium", null]]));
  const { findings } = await world.services.publishedCounts();
  expect(findings).toMatchObject({ severitiesCompared: 1, severitiesSame: 0, severitiesWithinOneBand: 1 });
});
