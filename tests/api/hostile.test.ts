import { beforeEach, describe, expect, test } from "vitest";
import { firstAdministratorLink } from "#rooms/access";
import type { Actor } from "#rooms/platform";
import { assignPeople, bringFinding, clearinghousePeople, gaugeBundle, GOOD_PATCH, linkFrom, readMail, REPOSITORY, requireOk } from "../setup/clearinghouse.ts";
import { createWorld, type World } from "../setup/world.ts";
import { enrol, INVENTORY, mailOf, openHouses, toEngagementBody, type Houses } from "./records.ts";
import { SIDES } from "./sides.ts";

type Reply = Awaited<ReturnType<World["call"]>>;

const HOUR_MS = 3_600_000;

let world: World;
let houses: Houses;
beforeEach(async () => {
  world = await createWorld();
  houses = await openHouses(world, "Harbour");
});

const asToken = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

/** The same request many times at once: how many replies had each status. */
async function atOnce(times: number, send: (at: number) => Promise<Reply>): Promise<{ readonly replies: readonly Reply[]; readonly statuses: Readonly<Record<number, number>> }> {
  const replies = await Promise.all(Array.from({ length: times }, (_, at) => send(at)));
  const statuses: Record<number, number> = {};
  for (const { status } of replies) statuses[status] = (statuses[status] ?? 0) + 1;
  return { replies, statuses };
}

async function countEntries(kind: string): Promise<number> {
  return (await world.ledgerKinds()).filter((one) => one === kind).length;
}

describe("a session", () => {
  test("ends after twelve hours, and when its person signs out, for every copy of its token", async () => {
    const { json } = await world.call("POST", "/exercise/sign-in", { body: { personId: houses.developer.personId, carrier: "token" } });
    const read = async () => (await world.call("GET", "/engagements", asToken(json.token))).status;
    expect(await read()).toBe(200);
    world.pass(12 * HOUR_MS - 1000);
    expect(await read()).toBe(200);
    world.pass(1000);
    expect(await read()).toBe(401);

    const again = (await world.call("POST", "/exercise/sign-in", { body: { personId: houses.developer.personId, carrier: "token" } })).json.token as string;
    expect((await world.call("DELETE", "/session", asToken(again))).status).toBe(204);
    expect(await world.call("GET", "/session", asToken(again))).toMatchObject({ status: 401, json: { error: { code: "sign-in-needed" } } });
  });

  test("in a cookie changes nothing without the header that another site's page cannot send", async () => {
    const cookie = `breakwater_session=${await world.token(houses.developer)}`;
    const withdraw = (headers: Record<string, string>) => world.call("POST", "/engagements", { body: toEngagementBody(), headers: { "content-type": "application/json", ...headers } });
    expect(await withdraw({ cookie })).toMatchObject({ status: 400, json: { error: { field: "x-breakwater" } } });
    expect(await withdraw({ cookie, authorization: "Bearer short" })).toMatchObject({ status: 400, json: { error: { field: "x-breakwater" } } });
    expect(await countEntries("engagement.opened")).toBe(0);
    expect((await withdraw({ cookie, "x-breakwater": "1" })).status).toBe(201);
  });

  test("is not had by a token that is almost right, nor by a person's or a session's id", async () => {
    const token = await world.token(houses.developer);
    const almost = [token.slice(0, -1), `${token}A`, token.toLowerCase(), houses.developer.personId, houses.developer.sessionId, `${token} `, `x ${token}`];
    for (const one of almost) expect([one, (await world.call("GET", "/session", asToken(one))).status]).toEqual([one, one.trim() === token ? 200 : 401]);
  });

  test("of one role does not do what another role of the same organisation may", async () => {
    const security = await world.person({ organisation: "Harbour Lab", kind: "developer", name: "Sol", roles: ["developer-security-lead"] });
    const { id } = await requireOk(world.call("POST", "/engagements", { as: houses.developer, body: toEngagementBody() }));
    expect((await world.call("GET", `/engagements/${id}`, { as: security })).status).toBe(200);
    expect((await world.call("POST", `/engagements/${id}/releases`, { as: security, body: { audience: "public" } })).status).toBe(403);
    expect(await countEntries("engagement.release-declared")).toBe(0);
  });
});

describe("a sign-in link", () => {
  test("opens one session when it is redeemed many times at once, and none after half an hour", async () => {
    const token = (await firstAdministratorLink(world.services)) ?? (await mailedLink());
    const { statuses } = await atOnce(8, () => world.call("POST", "/sign-in/redeem", { body: { token, carrier: "token" } }));
    expect(statuses).toEqual({ 200: 1, 410: 7 });
    expect(await countEntries("access.session-opened")).toBe(1);

    const late = await mailedLink();
    world.pass(30 * 60_000);
    expect((await world.call("POST", "/sign-in/redeem", { body: { token: late } })).status).toBe(410);
  });

  test("opens no maintainer's page", async () => {
    const token = await mailedLink();
    for (const path of ["open", "terms", "bundle", "patches", "patches/accept"]) expect((await world.call("POST", `/maintainer/${path}`, { body: { token } })).status, path).toBe(410);
  });

  async function mailedLink(): Promise<string> {
    const address = await mailOf(world, houses.developer);
    await world.call("POST", "/sign-in/links", { body: { email: address } });
    return readSecret(address);
  }
});

/** The secret in the newest mail to somebody. */
async function readSecret(address: string): Promise<string> {
  await world.drain();
  const secret = /#([A-Za-z0-9_-]{20,})/.exec((await readMail(world, address)).at(-1)?.text ?? "")?.[1];
  if (!secret) throw new Error(`no link was mailed to ${address}`);
  return secret;
}

describe("of many requests at once, one wins and the rest are told so:", () => {
  const post = (as: Actor, path: string, body?: object) => () => world.call("POST", path, { as, ...(body ? { body } : {}) });

  test("engaging one model, asking for its determination, nominating one partner, withdrawing", async () => {
    const { developer, partner } = houses;
    const opened = await atOnce(5, post(developer, "/engagements", toEngagementBody()));
    expect(opened.statuses).toEqual({ 201: 1, 409: 4 });
    const id = opened.replies.find(({ status }) => status === 201)?.json.id as string;
    expect((await atOnce(5, post(developer, "/determinations", { engagementId: id }))).statuses).toEqual({ 201: 1, 409: 4 });
    const nomination = { engagementId: id, partnerEmail: await mailOf(world, partner), sector: "transportation", reason: "Runs a harbour." };
    expect((await atOnce(5, post(developer, "/early-access", nomination))).statuses).toEqual({ 201: 1, 409: 4 });
    // Withdrawing is never refused, however often; it happens once.
    const withdrawn = await atOnce(5, post(developer, `/engagements/${id}/withdrawal`));
    expect(withdrawn.replies.every(({ status }) => status < 500)).toBe(true);
    for (const kind of ["engagement.opened", "determination.requested", "partners.nominated", "engagement.withdrawn"]) expect([kind, await countEntries(kind)]).toEqual([kind, 1]);
    expect((await world.call("GET", `/engagements/${id}`, { as: developer })).json.state).toBe("withdrawn");
  });

  test("opening the agreed window, whose days then run once", async () => {
    const { developer, evaluator } = houses;
    const { id } = await requireOk(world.call("POST", "/engagements", { as: developer, body: toEngagementBody() }));
    const offer = { purpose: "safeguard-testing", variant: "safeguards-on", tools: [], logging: "calls", retentionDays: 7, evaluators: [{ email: await mailOf(world, evaluator) }] };
    await requireOk(world.call("POST", `/engagements/${id}/offer`, { as: developer, body: offer }));
    const { termsDigest } = (await world.call("GET", `/evaluator/engagements/${id}`, { as: evaluator })).json;
    const accepted = await atOnce(4, post(evaluator, `/evaluator/engagements/${id}/acceptance`, { termsDigest, noConflict: true }));
    expect(accepted.replies.every(({ status }) => status === 200 || status === 409)).toBe(true);
    expect((await atOnce(4, post(developer, `/engagements/${id}/window`))).statuses).toEqual({ 200: 1, 409: 3 });
    expect(await countEntries("engagement.window-opened")).toBe(1);
    expect((await atOnce(4, post(developer, `/engagements/${id}/window/end`))).statuses).toEqual({ 200: 1, 409: 3 });
    expect(await countEntries("engagement.window-ended")).toBe(1);
    const { windows } = (await world.call("GET", `/engagements/${id}`, { as: developer })).json;
    expect(windows.map(({ state }: { state: string }) => state)).toEqual(["cleanup-due"]);
  });

  test("two organisations claiming one target, and one bundle submitted many times", async () => {
    const { finder, partner } = houses;
    const claim = { repository: REPOSITORY, authorisation: { kind: "open-source", evidence: "LICENSE." } };
    const claimed = await atOnce(6, (at) => world.call("POST", "/claims", { as: at % 2 ? finder : partner, body: claim }));
    const holders = new Set(claimed.replies.flatMap(({ json }, at) => (json.answer === "claimed" ? [at % 2] : [])));
    expect([claimed.statuses, holders.size, await countEntries("scanning.claimed")]).toEqual([{ 200: 6 }, 1, 1]);
    const bundle = await gaugeBundle();
    const holder = holders.has(1) ? finder : partner;
    const submitted = await atOnce(5, () => world.call("POST", "/findings", { as: holder, raw: bundle }));
    expect(submitted.statuses).toEqual({ 201: 5 });
    expect([new Set(submitted.replies.map(({ json }) => json.findingId)).size, submitted.replies.filter(({ json }) => !json.alreadyReceived).length, await countEntries("findings.submitted")]).toEqual([1, 1, 1]);
  });

  test("validating a finding, taking its candidate patch, releasing the fix, publishing its advisory", async () => {
    const people = await clearinghousePeople(world);
    await requireOk(world.call("POST", "/projects", { as: people.analyst, body: { vendor: "Tide", product: "Tide Gauge", repository: REPOSITORY, contactEmail: "maintainer@tide.example", openAtOnce: 1 } }));
    const { findingId } = await requireOk(world.call("POST", "/findings", { as: people.finder, raw: await gaugeBundle({ shows: "level" }) }));
    await world.drain();
    await assignPeople(world, people, findingId);
    const decision = (at: number) => ({ decision: at % 2 ? "validated" : "rejected", reason: "Looked at." });
    const decided = await atOnce(4, (at) => world.call("POST", `/findings/${findingId}/validation`, { as: people.validator, body: decision(at) }));
    expect(decided.statuses).toEqual({ 200: 1, 409: 3 });
    expect((await countEntries("findings.validated")) + (await countEntries("findings.rejected"))).toBe(1);

    // Which decision came first was chance, so it is another finding that goes on.
    const other = await bringFinding(world, people, { shows: "name", candidatePatch: GOOD_PATCH });
    await world.drain();
    const { caseId } = (await world.call("GET", `/findings/${other}`, { as: people.analyst })).json;
    const token = await linkFrom(world, "maintainer@tide.example");
    const link = (path: string, body: object = {}) => () => world.call("POST", `/maintainer/${path}`, { body: { token, ...body } });
    expect((await atOnce(4, link("terms"))).statuses).toEqual({ 200: 4 });
    expect(await countEntries("coordination.embargo-begun")).toBe(1);
    expect((await atOnce(4, link("answers", { answer: "accept" }))).statuses).toEqual({ 200: 1, 409: 3 });
    const taken = await atOnce(4, link("patches/accept"));
    expect([taken.statuses, new Set(taken.replies.map(({ json }) => json.id)).size, await countEntries("remediation.patch-proposed")]).toEqual([{ 200: 4 }, 1, 1]);
    await world.drain();
    expect(await countEntries("remediation.patch-signed")).toBe(1);
    const patchId = taken.replies[0]?.json.id as string;
    expect((await atOnce(4, link("patches/release", { patchId, fixedVersion: "1.4.1" }))).statuses).toEqual({ 200: 1, 409: 3 });
    const wording = { caseId, releasableTitle: "Overflow in Tide Gauge", releasableSummary: "A long name overflows a buffer." };
    const published = await atOnce(4, (at) => world.call("POST", "/advisories", { as: people.analyst, body: { ...wording, releasableTitle: `Overflow in Tide Gauge ${at}` } }));
    expect(published.statuses).toEqual({ 201: 1, 409: 3 });
    expect((await world.call("GET", "/advisories")).json.advisories).toHaveLength(1);
  }, 120_000);

  test("an operator's uploads of one list, and leaving while they come in", async () => {
    const { operator } = houses;
    await enrol(world, operator);
    const upload = () => world.call("POST", "/operator/inventories?fileName=list.csv", { as: operator, raw: Buffer.from(INVENTORY) });
    expect((await atOnce(5, upload)).statuses).toEqual({ 201: 5 });
    expect((await world.call("GET", "/operator/inventories", { as: operator })).json.inventories).toHaveLength(1);
    const mixed = await atOnce(6, (at) => (at === 3 ? world.call("POST", "/operator/leave", { as: operator }) : upload()));
    expect(mixed.replies.map(({ status }) => status).filter((status) => ![200, 201, 409].includes(status))).toEqual([]);
    await world.drain();
    expect((await world.call("GET", "/operator/profile", { as: operator })).json.error?.code).toBe("not-enrolled");
    expect((await world.call("GET", "/operator/inventories", { as: operator })).json).toEqual({ inventories: [] });
  });

  test("agreeing to one of several helpers", async () => {
    const helpers = await Promise.all(["One", "Two", "Three"].map((name) => world.person({ organisation: `Helpers ${name}`, kind: "government", name, roles: ["directive-officer"] })));
    const { requests } = await requireOk(world.call("POST", "/assistance/requests", { as: houses.operator, body: { kind: "scan", question: "How?" } }));
    for (const as of helpers) await requireOk(world.call("POST", `/assistance/queue/${requests[0].id}/volunteer`, { as, body: { words: "We would." } }));
    const [{ offers }] = (await requireOk(world.call("GET", "/assistance/requests", { as: houses.operator }))).requests;
    const { statuses } = await atOnce(3, (at) => world.call("POST", `/assistance/requests/${requests[0].id}/agree`, { as: houses.operator, body: { offerId: offers[at].id } }));
    expect([statuses, await countEntries("assistance.help-taken")]).toEqual([{ 200: 1, 409: 2 }, 1]);
  });

  test("publishing a standard in the enclave, whose commitment is made once", async () => {
    const enclave = SIDES.find(({ name }) => name === "enclave");
    if (!enclave) throw new Error("there is an enclave");
    world = await enclave.openWorld();
    const analyst = await world.person({ organisation: "Directorate", kind: "government", name: "Ana", roles: ["benchmark-analyst"] });
    const body = { standardId: "std-1", version: "1.0", benchmarkSet: { id: "harbor-0", version: "1" }, measures: [{ scope: "overall", threshold: 0.5, minimumSamples: 5 }], rule: "any", marking: "EXERCISE", text: "An exercise." };
    const { id } = await requireOk(world.call("POST", "/standards", { as: analyst, body }));
    const director = await world.person({ organisation: "Directorate", kind: "government", name: "Dora", roles: ["nsa-director"] });
    const published = await atOnce(4, () => world.call("POST", `/standards/${id}/publish`, { as: director }));
    expect(published.statuses).toEqual({ 200: 1, 409: 3 });
    expect((await world.call("GET", "/standards", { as: analyst })).json.standards.map(({ state }: { state: string }) => state)).toEqual(["active"]);
  });
});
