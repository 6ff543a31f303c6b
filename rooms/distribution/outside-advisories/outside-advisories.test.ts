import { createHash } from "node:crypto";
import { createServer } from "node:http";
import { createMessage, generateKey, sign } from "openpgp";
import { sql, type Actor } from "#rooms/platform";
import { expect, onTestFinished, test } from "vitest";
import { createWorld, type World } from "../../../tests/setup/world.ts";
import { outsideDocument } from "./fixtures/outside-document.ts";

const HOUR_MS = 3_600_000;
const PROFILE = { sector: "healthcare", sizeBand: "10-to-49", region: "south", acceptsTerms: true };
const LIST = "Vendor,Product,Version,Ward,Internet facing?\nHarbor Instruments,TidePump 200,V1.3.0,ICU,no\nHarbor Instruments GmbH,TidePump 200,V1.2.0,Ward 3,no\nGeneric Imaging,Scan Station,7.1,Radiology,no\n";

async function scene() {
  const world = await createWorld();
  const hospital = await world.person({ organisation: "Exercise Hospital", kind: "operator", name: "Hana", roles: ["operator"] });
  const analyst = await world.person({ organisation: "Exercise Clearinghouse", kind: "clearinghouse", name: "Anna", roles: ["clearinghouse-analyst"] });
  await world.call("POST", "/operator/profile", { as: hospital, body: PROFILE });
  return { world, hospital, analyst };
}

const upload = (world: World, as: Actor, text: string) => world.call("POST", "/operator/inventories?fileName=list.csv", { as, raw: Buffer.from(text) });
const take = (world: World, as: Actor, documents: unknown, fileName = "advisories.json") => world.call("POST", `/outside-advisories?fileName=${fileName}`, { as, raw: Buffer.from(typeof documents === "string" ? documents : JSON.stringify(documents)) });
const planOf = async (world: World, as: Actor) => (await world.call("GET", "/operator/plan", { as })).json;

test("an advisory of others becomes a step of whom it concerns, one for all its flaws and assets; the latest version holds, and what is taken back is nobody's to do", async () => {
  const { world, hospital, analyst } = await scene();
  await upload(world, hospital, LIST);
  const cves = ["CVE-2026-91001", "CVE-2026-91002", "CVE-2026-91003"];
  const first = outsideDocument({ id: "EXA-26-001", product: "TidePump 200 series", cves });
  expect((await take(world, analyst, first)).json).toEqual({ read: 1, added: 1, changed: 0, unchanged: 0, withdrawn: 0, refusedCount: 0, refused: [] });
  await world.drain();
  const plan = await planOf(world, hospital);
  expect(plan.steps.map(({ kind, title, closes, assets }: { kind: string; title: string; closes: number; assets: object[] }) => [kind, title, closes, assets.length])).toEqual([["update", "Update TidePump 200 series to version V1.4.2", 3, 2]]);
  expect(plan.steps[0].advisories).toEqual([{ id: expect.stringMatching(/^outside_/), trackingId: "EXA-26-001", title: "EXERCISE: Harbor Instruments TidePump 200 series", publisher: "https://agency.example", url: "https://agency.example/advisories/exa-26-001" }]);
  expect((await world.call("GET", "/inbox", { as: hospital })).json.entries.map(({ kind }: { kind: string }) => kind)).toEqual(["distribution.affected"]);
  // One of another document names the product differently: it is the same thing to update, and the later fix closes both.
  await take(world, analyst, outsideDocument({ id: "EXA-26-002", product: "TidePump 200", cves: ["CVE-2026-91009"], versions: "All versions prior to V1.5", remediations: [{ category: "vendor_fix", details: "Update to V1.5 or later version" }] }));
  await world.drain();
  const [both] = (await planOf(world, hospital)).steps;
  expect([both.title, both.closes, both.advisories.length, (await planOf(world, hospital)).steps.length]).toEqual(["Update TidePump 200 to version V1.5", 4, 2, 1]);

  const counts = async (document: unknown) => {
    const { added, changed, unchanged, withdrawn } = (await take(world, analyst, document)).json;
    await world.drain();
    return { added, changed, unchanged, withdrawn };
  };
  expect(await counts(first)).toEqual({ added: 0, changed: 0, unchanged: 1, withdrawn: 0 });
  expect(await counts({ ...first, ...outsideDocument({ id: "EXA-26-001", product: "Something Else", releasedAt: "2026-08-02T06:00:00Z" }) })).toEqual({ added: 0, changed: 0, unchanged: 1, withdrawn: 0 });
  expect(await counts(outsideDocument({ id: "EXA-26-001", product: "Something Else", version: "2", releasedAt: "2026-08-25T06:00:00Z" }))).toEqual({ added: 0, changed: 1, unchanged: 0, withdrawn: 0 });
  expect((await planOf(world, hospital)).steps[0].closes).toBe(1);
  expect(await counts(outsideDocument({ id: "EXA-26-002", product: "TidePump 200", version: "2", releasedAt: "2026-08-26T06:00:00Z", category: "csaf_withdrawn" }))).toEqual({ added: 0, changed: 0, unchanged: 0, withdrawn: 1 });
  expect((await planOf(world, hospital)).steps).toEqual([]);
  expect((await world.call("GET", "/outside-advisories", { as: hospital })).json.advisories.map(({ trackingId, state, proof }: Record<string, string>) => [trackingId, state, proof])).toEqual([["EXA-26-002", "withdrawn", "uploaded"], ["EXA-26-001", "current", "uploaded"]]);
});

test("a list that comes after the advisories is matched with all of them, and what has no fix becomes a safeguard in plain words with the advisory's own beside it", async () => {
  const { world, hospital, analyst } = await scene();
  const details = "Locate control system networks and remote devices behind firewalls and isolate them from the business network. Disable the maintenance console in the service menu.";
  const lines = [outsideDocument({ id: "EXA-26-003", product: "TidePump 200", versions: "All versions", remediations: [{ category: "mitigation", details }, { category: "no_fix_planned", details: "No fix is planned." }] }), { id: "PYSEC-2026-1", modified: "2026-08-01T00:00:00Z", affected: [] }].map((one) => JSON.stringify(one));
  expect((await take(world, analyst, `${lines.join("\n")}\nnot json\n`, "many.ndjson")).json).toMatchObject({ read: 3, added: 2, refusedCount: 1, refused: [{ name: "many.ndjson, line 3" }] });
  await upload(world, hospital, LIST);
  await world.drain();
  const [step] = (await planOf(world, hospital)).steps;
  expect([step.kind, step.title, step.fixedVersion, step.how[0]]).toEqual(["safeguard", "Guard TidePump 200", null, "Put it behind a firewall, apart from the office network."]);
  expect(step.safeguards).toEqual([{ text: "Locate control system networks and remote devices behind firewalls and isolate them from the business network.", shortened: true, trackingId: "EXA-26-003", url: "https://agency.example/advisories/exa-26-003" }]);
});

test("what is for few, a draft, or no advisory is refused with what to do, and nothing of it is kept; only the clearinghouse imports", async () => {
  const { world, hospital, analyst } = await scene();
  const reasons = async (document: unknown) => (await take(world, analyst, document)).json.refused.map(({ reason }: { reason: string }) => reason);
  expect(await reasons(outsideDocument({ id: "A", product: "x", label: "AMBER" }))).toEqual(["document.distribution.tlp: it is marked TLP:AMBER and not for everybody; import only what is TLP:CLEAR."]);
  expect(await reasons(outsideDocument({ id: "A", product: "x", status: "draft" }))).toEqual(["document.tracking.status: it is a draft; wait until its publisher has released it."]);
  expect(await reasons({ hello: 1 })).toEqual([expect.stringContaining("It is not an OSV record: id")]);
  expect(await reasons('{"document": {"__proto__": 1}}')).toEqual([expect.stringContaining("It is not JSON")]);
  expect((await world.call("GET", "/outside-advisories", { as: analyst })).json).toEqual({ advisories: [], total: 0, next: null });
  expect((await take(world, hospital, outsideDocument({ id: "A", product: "x" }))).status).toBe(403);
  expect((await world.call("GET", "/advisory-feeds", { as: hospital })).status).toBe(403);
});

/** A provider of the outside world: its metadata, a ROLIE feed, digests and signatures. */
async function openProvider() {
  const { publicKey, privateKey } = await generateKey({ type: "ecc", curve: "ed25519Legacy", userIDs: [{ name: "EXERCISE Agency" }], date: new Date("2026-01-01"), format: "object" });
  const files = new Map<string, string>();
  const server = createServer((request, response) => {
    const file = files.get(request.url ?? "");
    response.writeHead(file === undefined ? 404 : 200).end(file ?? "");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => new Promise((resolve) => server.close(() => resolve())));
  const address = server.address();
  const base = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
  const entries: object[] = [];
  files.set("/key.asc", publicKey.armor());
  files.set("/provider-metadata.json", JSON.stringify({ publisher: { category: "coordinator", name: "EXERCISE Agency", namespace: "https://agency.example" }, public_openpgp_keys: [{ fingerprint: "x", url: `${base}/key.asc` }], distributions: [{ rolie: { feeds: [{ url: `${base}/feed.json`, tlp_label: "WHITE" }, { url: `${base}/secret.json`, tlp_label: "RED" }] } }] }));
  const publish = async (name: string, document: unknown, { updated, digest, signed = true }: { readonly updated: string; readonly digest?: string; readonly signed?: boolean }) => {
    const text = JSON.stringify(document);
    files.set(`/${name}.json`, text);
    files.set(`/${name}.json.sha512`, `${digest ?? createHash("sha512").update(text).digest("hex")}  ${name}.json\n`);
    const message = await createMessage({ binary: Buffer.from(signed ? text : "something else") });
    files.set(`/${name}.json.asc`, await sign({ message, signingKeys: privateKey, detached: true, date: new Date("2026-08-01"), format: "armored" }));
    entries.push({ id: name, updated, content: { src: `${base}/${name}.json`, type: "application/json" }, link: [{ rel: "self", href: `${base}/${name}.json` }, { rel: "hash", href: `${base}/${name}.json.sha512` }, { rel: "signature", href: `${base}/${name}.json.asc` }] });
    files.set("/feed.json", JSON.stringify({ feed: { id: "feed", title: "feed", entry: entries } }));
  };
  return { base, files, publish };
}

test("a feed is fetched with its digests and signatures, what does not fit is not taken and told, and only what is new is fetched the next time", async () => {
  const { world, hospital, analyst } = await scene();
  await upload(world, hospital, LIST);
  const provider = await openProvider();
  await provider.publish("exa-26-010", outsideDocument({ id: "EXA-26-010", product: "TidePump 200" }), { updated: "2026-08-20T00:00:00Z" });
  await provider.publish("exa-26-011", outsideDocument({ id: "EXA-26-011", product: "TidePump 200" }), { updated: "2026-08-21T00:00:00Z", digest: "0".repeat(128) });
  await provider.publish("exa-26-012", outsideDocument({ id: "EXA-26-012", product: "TidePump 200" }), { updated: "2026-08-22T00:00:00Z", signed: false });
  const added = await world.call("POST", "/advisory-feeds", { as: analyst, body: { url: `${provider.base}/provider-metadata.json` } });
  expect([added.status, added.json.state]).toEqual([201, "active"]);
  expect((await world.call("POST", "/advisory-feeds", { as: analyst, body: { url: `${provider.base}/provider-metadata.json` } })).json.error.code).toBe("feed-refused");
  await world.drain();
  const feedNow = async () => (await world.call("GET", "/advisory-feeds", { as: analyst })).json.feeds[0];
  expect(await feedNow()).toMatchObject({ publisher: "EXERCISE Agency", documents: 1, isStale: false, fault: expect.stringContaining("2 not taken") });
  expect((await world.call("GET", "/outside-advisories", { as: analyst })).json.advisories.map(({ trackingId, proof }: Record<string, string>) => [trackingId, proof])).toEqual([["EXA-26-010", "signature"]]);
  expect((await planOf(world, hospital)).steps.map(({ title }: { title: string }) => title)).toEqual(["Update TidePump 200 to version V1.4.2"]);

  // What was not fit is not asked for again, and a feed that is away keeps what came and says so.
  await provider.publish("exa-26-013", outsideDocument({ id: "EXA-26-013", product: "Scan Station", vendor: "Generic Imaging", versions: "All versions prior to 8.0" }), { updated: "2026-08-23T00:00:00Z" });
  await world.call("POST", `/advisory-feeds/${added.json.id}/check`, { as: analyst });
  await world.drain();
  expect(await feedNow()).toMatchObject({ documents: 2, fault: null });
  provider.files.delete("/feed.json");
  world.pass(49 * HOUR_MS);
  await world.call("POST", `/advisory-feeds/${added.json.id}/check`, { as: analyst });
  await world.drain();
  expect(await feedNow()).toMatchObject({ documents: 2, isStale: true, fault: expect.stringContaining("answered 404") });
  expect((await world.call("POST", `/advisory-feeds/${added.json.id}/stop`, { as: analyst })).status).toBe(204);
  expect((await world.call("POST", `/advisory-feeds/${added.json.id}/stop`, { as: analyst })).status).toBe(404);
  for (const url of ["http://192.168.1.1/x.json", "https://user:word@agency.example/x.json"]) expect((await world.call("POST", "/advisory-feeds", { as: analyst, body: { url } })).json.error).toMatchObject({ code: "feed-refused", field: "url" });
  expect((await world.ledgerKinds()).filter((kind) => /feed|outside/.test(kind))).toEqual(["distribution.feed-added", "distribution.outside-advisory-taken", "distribution.outside-advisory-taken", "distribution.feed-stopped"]);
});

test("a flaw that attackers use comes first, dated from the day it came into KEV", async () => {
  const { world, hospital, analyst } = await scene();
  await world.services.db.asSystem("the catalogue of the outside world").execute(sql`INSERT INTO findings.kev_entry (cve_id, added_on, in_ransomware) VALUES ('CVE-2026-91005', '2026-08-28', false)`);
  await take(world, analyst, [outsideDocument({ id: "EXA-26-020", product: "Scan Station", vendor: "Generic Imaging", versions: "All versions prior to 8.0" }), outsideDocument({ id: "EXA-26-021", product: "TidePump 200", cves: ["CVE-2026-91005"] })]);
  await upload(world, hospital, LIST);
  await world.drain();
  const { steps } = await planOf(world, hospital);
  // In KEV, not exposed, of total impact as nobody has published it: 14 days.
  expect(steps.map(({ title, exploited, dueBy }: { title: string; exploited: boolean; dueBy: string | null }) => [title, exploited, dueBy])).toEqual([
    ["Update TidePump 200 to version V1.4.2", true, "2026-09-11T00:00:00.000Z"], ["Update Scan Station to version 8.0", false, null],
  ]);
});
