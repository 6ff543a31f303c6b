import pg from "pg";
import { beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { gatekeeper } from "#rooms/access";
import { isOfTheRequest } from "../security/two-worlds.ts";
import { createWorld, type World } from "../setup/world.ts";
import { makeRecords, openHouses, toEngagementBody, type Houses, type Records } from "./records.ts";
import { SIDES } from "./sides.ts";

/** What somebody of the right role, but of another house, may try on each record: method, path, body. */
const TRIES: readonly (readonly [who: keyof Houses, record: keyof Records, attempt: string, body?: object])[] = [
  ["developer", "engagement", "GET /engagements/{id}"],
  ["developer", "engagement", "POST /engagements/{id}/dates", { partnerReleaseAt: null, publicReleaseAt: null, reason: "Later." }],
  ["developer", "engagement", "POST /engagements/{id}/consent", { signatory: { name: "Eve", title: "Lead" }, consentScope: ["determination"] }],
  ["developer", "engagement", "POST /engagements/{id}/offer", { purpose: "safeguard-testing", variant: "safeguards-on", tools: [], logging: "calls", retentionDays: 7, evaluators: [{ email: "eve@exercise.example" }] }],
  ["developer", "engagement", "POST /engagements/{id}/window"],
  ["developer", "engagement", "POST /engagements/{id}/window/end"],
  ["developer", "engagement", "POST /engagements/{id}/releases", { audience: "public" }],
  ["developer", "engagement", "POST /engagements/{id}/close"],
  ["developer", "engagement", "POST /engagements/{id}/withdrawal"],
  ["developer", "engagement", "GET /engagements/{id}/agreements"],
  ["developer", "engagement", "POST /engagements/{id}/agreements", { agreementIds: [] }],
  ["developer", "agreement", "GET /agreements/{id}"],
  ["developer", "agreement", "POST /agreements/{id}/confirmation", { termDigest: "a".repeat(64) }],
  ["developer", "engagement", "GET /engagements/{id}/invitations"],
  ["developer", "invitation", "GET /invitations/{id}"],
  ["developer", "invitation", "POST /invitations/{id}/set-aside"],
  ["developer", "invitation", "POST /invitations/{id}/engagement", { engagementId: "eng_00000000000000000000" }],
  ["developer", "undertaking", "GET /undertakings/{id}"],
  ["developer", "undertaking", "GET /undertakings/{id}/print"],
  ["developer", "undertaking", "GET /undertakings/{id}/signed"],
  ["evaluator", "undertaking", "GET /undertakings/{id}"],
  ["officer", "undertaking", "GET /undertakings/{id}"],
  ["developer", "engagement", "GET /engagements/{id}/questions"],
  ["developer", "engagement", "POST /engagements/{id}/questions/answers", { questionId: "qst_00000000000000000000", text: "Hm." }],
  ["developer", "engagement", "GET /engagements/{id}/questions/file?entryId=qen_00000000000000000000"],
  ["evaluator", "engagement", "GET /evaluator/engagements/{id}/questions"],
  ["evaluator", "engagement", "POST /evaluator/engagements/{id}/questions", { purpose: "safeguard-testing", text: "Hm?" }],
  ["evaluator", "engagement", "GET /evaluator/engagements/{id}/questions/file?entryId=qen_00000000000000000000"],
  ["officer", "agreement", "GET /agreements/{id}"],
  ["officer", "agreement", "POST /agreements/{id}/renewal", { until: null }],
  ["officer", "agreement", "POST /agreements/{id}/end"],
  ["officer", "agreement", "POST /agreements/{id}/publication"],
  ["officer", "agreement", "POST /agreements/{id}/publication/end"],
  ["developer", "engagement", "POST /determinations", { engagementId: "{id}" }],
  ["developer", "engagement", "POST /early-access", { engagementId: "{id}", partnerEmail: "eve@exercise.example", sector: "water", reason: "Curious." }],
  ["developer", "engagement", "POST /early-access/stop", { engagementId: "{id}" }],
  ["developer", "engagement", "GET /early-access?engagementId={id}"],
  ["developer", "engagement", "POST /determinations/claims", { engagementId: "{id}" }],
  ["developer", "determination", "GET /determinations/{id}"],
  ["developer", "determination", "GET /determinations/{id}/files"],
  ["developer", "determination", "GET /determinations/{id}/files/content?fileId=dfl_00000000000000000000"],
  ["developer", "determination", "POST /determinations/{id}/files/removal", { fileId: "dfl_00000000000000000000" }],
  ["developer", "determination", "GET /determinations/{id}/bundle"],
  ["developer", "determination", "POST /determinations/{id}/reconsiderations", { facts: "We mended it." }],
  ["developer", "earlyAccess", "GET /early-access/{id}"],
  ["developer", "earlyAccess", "GET /early-access/{id}/calls"],
  ["developer", "earlyAccess", "POST /early-access/{id}/developer-decision", { answer: "no" }],
  ["developer", "earlyAccess", "POST /early-access/{id}/terms", { text: "Mine.", endsAt: "2027-01-01T00:00:00Z" }],
  ["developer", "earlyAccess", "POST /early-access/{id}/provisioning"],
  ["developer", "earlyAccess", "POST /early-access/{id}/scope-answer", { changeId: "scp_00000000000000000000", answer: "yes" }],
  ["developer", "earlyAccess", "POST /early-access/{id}/activation"],
  ["developer", "earlyAccess", "POST /early-access/{id}/suspension"],
  ["developer", "earlyAccess", "POST /early-access/{id}/resumption"],
  ["developer", "earlyAccess", "POST /early-access/{id}/revocation"],
  ["partner", "earlyAccess", "GET /partner/early-access/{id}"],
  ["partner", "earlyAccess", "GET /partner/early-access/{id}/model-keys"],
  ["partner", "earlyAccess", "POST /partner/early-access/{id}/model-keys/end", { keyId: "mkey_00000000000000000000" }],
  ["partner", "earlyAccess", "POST /partner/early-access/{id}/leaving"],
  ["partner", "earlyAccess", "POST /partner/early-access/{id}/proof"],
  ["partner", "earlyAccess", "POST /partner/early-access/{id}/controls", { controlsAttested: true }],
  ["partner", "earlyAccess", "POST /partner/early-access/{id}/scope", { systems: [{ name: "Mine", basis: "owns", evidence: "Asset 1" }] }],
  ["partner", "earlyAccess", "POST /partner/early-access/{id}/brokering", { offered: true }],
  ["evaluator", "engagement", "GET /evaluator/engagements/{id}"],
  ["evaluator", "engagement", "POST /evaluator/engagements/{id}/acceptance", { termsDigest: "a".repeat(64), noConflict: true }],
  ["evaluator", "engagement", "POST /evaluator/engagements/{id}/model/messages", { purpose: "safeguard-testing", messages: [{ role: "user", content: "Who are you?" }] }],
  ["evaluator", "engagement", "POST /evaluator/engagements/{id}/advice", { kind: "observation", text: "Hm." }],
  ["evaluator", "engagement", "POST /evaluator/engagements/{id}/cleanup", { way: "nothing-kept" }],
  ["evaluator", "engagement", "GET /evaluator/engagements/{id}/workbench"],
  ["evaluator", "engagement", "POST /evaluator/engagements/{id}/drafts", { kind: "advice", text: "Hm." }],
  ["evaluator", "engagement", "POST /evaluator/engagements/{id}/plan", { steps: [{ what: "Look", at: null }] }],
  ["evaluator", "engagement", "POST /evaluator/engagements/{id}/incidents", { kind: "other", text: "Hm.", halt: true }],
  ["evaluator", "engagement", "GET /evaluator/engagements/{id}/incidents"],
  ["developer", "engagement", "GET /engagements/{id}/activity"],
  ["developer", "engagement", "GET /engagements/{id}/work"],
  ["developer", "engagement", "GET /engagements/{id}/incidents"],
  ["developer", "engagement", "POST /engagements/{id}/incidents", { kind: "other", text: "Hm.", halt: true }],
  ["developer", "engagement", "POST /engagements/{id}/grants/end", { personId: "per_00000000000000000000" }],
  ["finder", "claim", "POST /claims/{id}/release"],
  ["finder", "finding", "GET /findings/{id}"],
  ["finder", "finding", "GET /findings/{id}/evidence"],
  ["finder", "finding", "GET /findings/{id}/bundle"],
  ["finder", "finding", "POST /findings/{id}/severities", { level: "low" }],
  ["operator", "inventory", "GET /operator/inventories/{id}"],
  ["operator", "inventory", "POST /operator/inventories/{id}/remove"],
  ["operator", "helpRequest", "POST /assistance/requests/{id}/withdraw"],
  ["operator", "scan", "POST /assistance/scans/{id}/withdrawal"],
  ["operator", "scan", "POST /assistance/scans/{id}/hand-over"],
  ["ciso", "directiveItem", "GET /agency/items/{id}"],
  ["ciso", "directiveItem", "POST /agency/items/{id}/start"],
  ["ciso", "directiveItem", "POST /agency/items/{id}/done", { words: "Done.", link: "https://curious.example/" }],
  ["ciso", "directiveItem", "POST /agency/items/{id}/reopening", { reason: "Hm." }],
  ["ciso", "directiveItem", "POST /agency/items/{id}/exception", { reason: "Hm.", control: "Hm.", until: "2026-12-01" }],
  ["ciso", "directiveItem", "POST /agency/items/{id}/exception/withdrawal"],
  ["ciso", "agencyAsset", "POST /agency/assets/{id}/judge", { exposed: "no" }],
  ["ciso", "agencyAsset", "POST /agency/assets/{id}/retirement", { reason: "Sold." }],
  ["ciso", "instanceException", "POST /agency/instance-exceptions/{id}/withdrawal"],
  ["ciso", "instance", "GET /agency/instances/{id}"],
  ["ciso", "instance", "POST /agency/instances/{id}/move", { to: "fixed" }],
  ["ciso", "forensicTask", "POST /agency/forensics/{id}/step", { step: "preserve" }],
  ["ciso", "forensicTask", "POST /agency/forensics/{id}/done", { reportDigest: "a".repeat(64) }],
  ["operator", "operatorHouse", "GET /operator/profile?organisationId={id}"],
  ["operator", "operatorHouse", "GET /operator/plan?organisationId={id}"],
  ["operator", "operatorHouse", "GET /operator/plan/print?organisationId={id}"],
  ["operator", "operatorHouse", "GET /operator/inventories?organisationId={id}"],
  ["operator", "operatorHouse", "POST /assistance/requests", { organisationId: "{id}", kind: "scan", question: "How?" }],
];

let world: World;
let others: Houses;
let owners: Houses;
let records: Records;
beforeEach(async () => {
  world = await createWorld();
  owners = await openHouses(world, "Canary");
  records = await makeRecords(world, owners);
  others = await openHouses(world, "Curious");
  await world.call("POST", "/operator/profile", { as: others.operator, body: { sector: "energy", sizeBand: "10-to-49", region: "midwest", acceptsTerms: true } });
});

test("another organisation's record, an absent one and an unknown path have one answer, and nothing of the try is kept (INV-8, INV-10)", async () => {
  const kinds = await world.ledgerKinds();
  const nowhere = await world.call("GET", "/nowhere", { as: others.developer });
  expect(nowhere).toMatchObject({ status: 404, json: { error: { code: "not-found" } } });
  const told: string[] = [];
  for (const [who, record, attempt, body] of TRIES) {
    for (const id of [records[record], records[record].replace(/_.*/, "_00000000000000000000")]) {
      const [method = "", path = ""] = attempt.split(" ");
      const sent = body && (JSON.parse(JSON.stringify(body).replaceAll("{id}", id)) as object);
      const { status, text } = await world.call(method, path.replace("{id}", id), { as: others[who], body: sent });
      if (status !== nowhere.status || text !== nowhere.text) told.push(`${attempt} ${id}: ${status} ${text}`);
    }
  }
  expect(told).toEqual([]);
  expect(await world.ledgerKinds()).toEqual(kinds);
});

test("absent and forbidden differ in no header, no statement to the database and no question to the policies (INV-8)", async () => {
  const api = SIDES[0]?.createApi(world);
  const tokens = Object.fromEntries(await Promise.all(Object.entries(others).map(async ([who, actor]) => [who, await world.token(actor)] as const)));
  const judged = vi.spyOn(gatekeeper, "judge");
  const asked = vi.spyOn(pg.Client.prototype, "query");
  onTestFinished(() => {
    judged.mockRestore();
    asked.mockRestore();
  });

  /** Everything of one try that anybody could see, inside and out, with the id that was asked for taken out of it. */
  async function trace(who: keyof Houses, attempt: string, body: object | undefined, id: string) {
    judged.mockClear();
    asked.mockClear();
    const [method = "", path = ""] = attempt.split(" ");
    const headers = { authorization: `Bearer ${tokens[who]}`, ...(body ? { "content-type": "application/json" } : {}) };
    const reply = await api?.request(`/api${path.replace("{id}", id)}`, { method, headers, ...(body ? { body: JSON.stringify(body).replaceAll("{id}", id) } : {}) });
    const withoutId = (value: unknown) => JSON.stringify(value)?.replaceAll(id, "{id}");
    return {
      status: reply?.status, headers: [...(reply?.headers ?? [])], text: await reply?.text(),
      statements: asked.mock.calls.filter(([text], at) => isOfTheRequest(text, asked.mock.contexts[at])).map(([text, values]) => withoutId([text, values])),
      decisions: judged.mock.calls.map(([, permission, { type }, read], at) => [permission, type, read, (judged.mock.results[at]?.value as { code?: string } | undefined)?.code]),
    };
  }

  const forbidden: unknown[] = [];
  const absent: unknown[] = [];
  for (const [who, record, attempt, body] of TRIES) {
    forbidden.push({ attempt, ...(await trace(who, attempt, body, records[record])) });
    absent.push({ attempt, ...(await trace(who, attempt, body, records[record].replace(/_.*/, "_00000000000000000000"))) });
  }
  expect(forbidden).toEqual(absent);
  expect(JSON.stringify(absent)).not.toMatch(/"(etag|last-modified|x-request-id|server-timing)"/i);
});

test("the owners themselves see each of these records", async () => {
  const own: readonly (readonly [keyof Houses, string])[] = [
    ["developer", `/engagements/${records.engagement}`], ["developer", `/determinations/${records.determination}`], ["developer", `/early-access/${records.earlyAccess}`],
    ["evaluator", `/evaluator/engagements/${records.engagement}`], ["finder", `/findings/${records.finding}`], ["finder", `/findings/${records.finding}/bundle`], ["operator", `/operator/inventories/${records.inventory}`],
  ];
  for (const [who, path] of own) expect([path, (await world.call("GET", path, { as: owners[who] })).status]).toEqual([path, 200]);
});

test("what another organisation has is in none of one's own lists", async () => {
  const lists: readonly (readonly [keyof Houses, string])[] = [
    ["developer", "/engagements"], ["developer", "/determinations"], ["developer", "/findings"], ["developer", "/agreements"], ["officer", "/agreements"], ["developer", "/undertakings"], ["evaluator", "/undertakings"], ["developer", "/nondisclosure/texts"], ["officer", "/invitations/sent"], ["developer", "/invitations/received"], ["developer", "/reads"], ["developer", "/inbox"], ["developer", `/ledger/receipts?subject=${records.engagement}`],
    ["evaluator", "/evaluator/engagements"], ["partner", "/partner/early-access"], ["partner", "/findings"], ["finder", "/findings"], ["finder", `/ledger/receipts?subject=${records.finding}`],
    ["operator", "/operator/inventories"], ["operator", "/operator/plan"], ["operator", "/assistance/requests"], ["operator", "/assistance/scans"],
  ];
  for (const [who, path] of lists) {
    const { status, text } = await world.call("GET", path, { as: others[who] });
    expect(status, path).toBe(200);
    for (const word of ["Canary", "canary", ...Object.values(records)]) expect(text, path).not.toContain(word);
  }
});

test("whether another developer has engaged a model does not show when one engages the very same one (INV-8)", async () => {
  const digests = ["a".repeat(64), "b".repeat(64)];
  const shapes = [];
  for (const digest of digests) {
    const { status, json } = await world.call("POST", "/engagements", { as: others.developer, body: toEngagementBody(digest) });
    const { id: _id, model: _model, ...rest } = json;
    shapes.push({ status, rest });
  }
  expect(shapes[0]).toEqual(shapes[1]);
});
