import { createHash } from "node:crypto";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { NOBODY, openDatabase, sql, type Actor } from "#rooms/platform";
import { DAY_MS, mailOf, toEngagementBody } from "../../tests/api/records.ts";
import { requireOk } from "../../tests/setup/clearinghouse.ts";
import { countVisibleRows } from "../../tests/setup/visible-rows.ts";
import { createWorld, type World } from "../../tests/setup/world.ts";
import { exportOwned } from "./export-owned.ts";
import { digestSignature } from "./sign-undertaking.ts";

const TERMS = { title: "Kelp evaluation terms", text: "What you learn stays with you.", agencySigns: false };
const NAME = { name: "Eva Lind", title: "Senior evaluator" };

let world: World;
let lead: Actor;
let security: Actor;
let rival: Actor;
let evaluator: Actor;
let colleague: Actor;
let officer: Actor;
let stranger: Actor;
let engagement: string;
beforeEach(async () => {
  world = await createWorld();
  const person = (organisation: string, kind: "developer" | "government", name: string, role: Parameters<typeof world.person>[0]["roles"][number]) => world.person({ organisation, kind, name, roles: [role] });
  lead = await person("Kelp Lab", "developer", "Ada", "developer-release-lead");
  security = await person("Kelp Lab", "developer", "Sam", "developer-security-lead");
  rival = await person("Rival Lab", "developer", "Rob", "developer-release-lead");
  evaluator = await person("Agency", "government", "Eva", "agency-evaluator");
  colleague = await person("Agency", "government", "Cleo", "agency-evaluator");
  officer = await person("Agency", "government", "Otto", "partner-selection-officer");
  stranger = await person("Other Agency", "government", "Sela", "partner-selection-officer");
  engagement = (await requireOk(world.call("POST", "/engagements", { as: lead, body: toEngagementBody() }))).id;
});

const proven = (actor: Actor): Actor => ({ ...actor, steppedUp: true });
const write = async (rest: object = {}) => (await requireOk(world.call("POST", "/nondisclosure/texts", { as: lead, body: { ...TERMS, ...rest } }))).texts[0] as { readonly digest: string; readonly document: string; readonly version: number };
const offer = async (nondisclosure: string | null, people: readonly Actor[] = [evaluator]) => world.call("POST", `/engagements/${engagement}/offer`, {
  as: lead, body: { purpose: "safeguard-testing", variant: "safeguards-on", tools: [], logging: "calls", retentionDays: 7, nondisclosure, evaluators: await Promise.all(people.map(async (actor) => ({ email: await mailOf(world, actor) }))) },
});
const list = async (as: Actor) => (await requireOk(world.call("GET", `/undertakings?engagementId=${engagement}`, { as }))).undertakings as readonly { readonly id: string; readonly capacity: string; readonly signedAt: string | null; readonly awaitsYou: boolean }[];
const sign = (as: Actor, id: string, textDigest: string, rest: object = {}) => world.call("POST", `/undertakings/${id}/signature`, { as, body: { textDigest, ...NAME, agrees: true, ...rest } });
const giveAdvice = (as: Actor = evaluator) => world.call("POST", `/evaluator/engagements/${engagement}/advice`, { as, body: { kind: "observation", text: "It holds." } });
async function openWindow(): Promise<void> {
  const { termsDigest } = await requireOk(world.call("GET", `/evaluator/engagements/${engagement}`, { as: evaluator }));
  await requireOk(world.call("POST", `/evaluator/engagements/${engagement}/acceptance`, { as: evaluator, body: { termsDigest, noConflict: true } }));
  await requireOk(world.call("POST", `/engagements/${engagement}/window`, { as: lead }));
}

test("a developer's terms are written version after version, and each document proves itself by its digest", async () => {
  const first = await write();
  expect(first).toMatchObject({ version: 1, document: "Kelp evaluation terms\nVersion 1\nSigned by each named evaluator\n\nWhat you learn stays with you.\n", digest: createHash("sha256").update(first.document).digest("hex") });
  const second = await write({ agencySigns: true });
  expect([second.version, second.digest === first.digest, second.document.split("\n")[2]]).toEqual([2, false, "Signed by each named evaluator, and by an officer for their agency"]);
  expect((await requireOk(world.call("GET", "/nondisclosure/texts", { as: lead }))).texts).toHaveLength(2);
  expect((await requireOk(world.call("GET", "/nondisclosure/texts", { as: rival }))).texts).toEqual([]);
  expect(await offer("0".repeat(64))).toMatchObject({ status: 422, json: { error: { code: "no-such-text", field: "nondisclosure" } } });
  for (const other of [security, evaluator, officer]) expect((await world.call("POST", "/nondisclosure/texts", { as: other, body: TERMS })).status).toBe(403);
});

test("a grant whose terms ask for a signature is of no use before it is given, checked at each use, and the model keeps its name till then", async () => {
  const { digest } = await write();
  await requireOk(offer(digest));
  const [asked] = await list(evaluator);
  expect(asked).toMatchObject({ capacity: "evaluator", signedAt: null, awaitsYou: true });
  expect((await requireOk(world.call("GET", "/inbox", { as: evaluator }))).entries).toEqual(expect.arrayContaining([expect.objectContaining({ kind: "engagement.nondisclosure-asked", link: `/undertakings/${asked?.id}` })]));
  await openWindow();
  const shown = async () => requireOk(world.call("GET", `/evaluator/engagements/${engagement}`, { as: evaluator }));
  expect(await shown()).toMatchObject({ modelName: null, accessUntil: null, windowState: "open", terms: { nondisclosure: digest } });
  const use = () => world.call("POST", `/evaluator/engagements/${engagement}/model/messages`, { as: evaluator, body: { purpose: "safeguard-testing", messages: [{ role: "user", content: "Hi" }] } });
  for (const attempt of [giveAdvice, use]) expect(await attempt()).toMatchObject({ status: 403, json: { error: { code: "nondisclosure-not-signed" } } });
  expect(await world.services.as(evaluator).db.query(sql`SELECT 1 FROM engagement.handle`), "nor does the database show the way to the model").toEqual([]);

  await requireOk(sign(proven(evaluator), asked?.id ?? "", digest));
  expect(await shown()).toMatchObject({ modelName: "Canary Model", accessUntil: expect.any(String) });
  expect((await giveAdvice()).status).toBe(200);
});

test("without terms to sign nothing is asked of anybody", async () => {
  await requireOk(offer(null));
  await openWindow();
  expect(await list(evaluator)).toEqual([]);
  expect((await giveAdvice()).status).toBe(200);
});

test("where the terms say so an officer signs for the agency too, once for all of its evaluators; an agency without one cannot be asked", async () => {
  const { digest } = await write({ agencySigns: true });
  const lone = await world.person({ organisation: "Lone Agency", kind: "government", name: "Lou", roles: ["agency-evaluator"] });
  expect(await offer(digest, [evaluator, lone])).toMatchObject({ status: 422, json: { error: { code: "nobody-signs-for-agency", field: "evaluators.1.email" } } });
  await requireOk(offer(digest, [evaluator, colleague]));
  expect((await list(lead)).map(({ capacity }) => capacity).toSorted()).toEqual(["agency", "evaluator", "evaluator"]);
  await openWindow();
  const [own] = await list(evaluator);
  const [agencys] = await list(officer);
  expect([own?.capacity, agencys?.capacity, (await list(evaluator)).length, (await list(officer)).length]).toEqual(["evaluator", "agency", 1, 1]);
  await requireOk(sign(proven(evaluator), own?.id ?? "", digest));
  expect((await giveAdvice()).status, "the agency has not signed").toBe(403);
  await requireOk(sign(proven(officer), agencys?.id ?? "", digest, { name: "Otto", title: "Officer" }));
  expect((await giveAdvice()).status).toBe(200);
});

test("it is signed by the one who is asked, with a fresh proof, on the document that was read, once", async () => {
  const { digest } = await write();
  await requireOk(offer(digest, [evaluator, colleague]));
  const id = (await list(evaluator))[0]?.id ?? "";
  expect(await sign(evaluator, id, digest)).toMatchObject({ status: 403, json: { error: { code: "step-up-needed" } } });
  for (const other of [colleague, officer, rival, stranger]) expect((await sign(proven(other), id, digest)).status).toBe(other === rival ? 403 : 404);
  for (const reader of [lead, security]) expect((await sign(proven(reader), id, digest)).status).toBe(403);
  expect(await sign(proven(evaluator), id, "0".repeat(64))).toMatchObject({ status: 409, json: { error: { code: "terms-changed", field: "textDigest" } } });
  expect(await sign(proven(evaluator), id, digest, { agrees: false })).toMatchObject({ status: 400, json: { error: { field: "agrees" } } });
  await requireOk(sign(proven(evaluator), id, digest));
  expect(await sign(proven(evaluator), id, digest)).toMatchObject({ status: 409, json: { error: { code: "already-signed" } } });
  // A new offer under the same terms asks nobody who has signed them for this engagement.
  await requireOk(offer(digest));
  expect(await list(evaluator)).toHaveLength(1);
  expect((await requireOk(world.call("GET", "/inbox", { as: evaluator }))).entries.filter(({ kind }: { kind: string }) => kind === "engagement.nondisclosure-asked")).toHaveLength(1);
  const newer = await write();
  await requireOk(offer(newer.digest));
  expect((await list(evaluator)).map(({ signedAt }) => (signedAt === null ? "unsigned" : "signed")).toSorted()).toEqual(["signed", "unsigned"]);
});

test("both sides keep what was signed, with its receipt from the ledger, also when the engagement is over", async () => {
  const { digest, document } = await write();
  await requireOk(offer(digest));
  const id = (await list(evaluator))[0]?.id ?? "";
  expect((await world.call("GET", `/undertakings/${id}/signed`, { as: evaluator })).status, "there is nothing signed yet").toBe(404);
  await requireOk(sign(proven(evaluator), id, digest));
  expect((await requireOk(world.call("GET", "/inbox", { as: lead }))).entries).toEqual(expect.arrayContaining([expect.objectContaining({ kind: "engagement.nondisclosure-signed", link: `/undertakings/${id}` })]));
  await requireOk(world.call("POST", `/engagements/${engagement}/withdrawal`, { as: lead }));
  world.pass(400 * DAY_MS);
  for (const party of [lead, security, evaluator]) {
    const { undertaking, receipt } = JSON.parse((await world.call("GET", `/undertakings/${id}/signed`, { as: party })).text);
    expect(undertaking).toMatchObject({ document, documentDigest: digest, signature: { ...NAME, signedAt: "2026-09-01T12:00:00.000Z", signerId: evaluator.personId } });
    const { salt, signerId, signedAt } = undertaking.signature;
    const signatureDigest = digestSignature({ salt, undertakingId: id, documentDigest: digest, signerId, ...NAME, signedAt });
    expect(receipt.entry).toMatchObject({ kind: "engagement.nondisclosure-signed", subject: engagement, by: evaluator.personId, data: { undertakingId: id, documentDigest: digest, capacity: "evaluator", signatureDigest } });
    expect(JSON.stringify(receipt)).not.toMatch(/Eva Lind|Senior/);
    // What a receipt is good for is the ledger's to test; it is the same entry that the ledger gives out.
    expect((await requireOk(world.call("GET", `/ledger/receipts?subject=${engagement}`, { as: party }))).receipts.map(({ entry }: { entry: object }) => entry)).toContainEqual(receipt.entry);
    const page = await world.call("GET", `/undertakings/${id}/print`, { as: party });
    expect([page.status, page.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
    for (const word of ["Eva Lind", "Senior evaluator", signatureDigest, digest, "What you learn stays with you.", "DEVELOPER-CONFIDENTIAL"]) expect(page.text).toContain(word);
  }
  for (const other of [colleague, officer, stranger]) expect((await world.call("GET", `/undertakings/${id}/signed`, { as: other })).status).toBe(404);
});

test("a hostile name is a name on the printed page, and nothing more", async () => {
  const { digest } = await write({ text: "<script>alert(1)</script>" });
  await requireOk(offer(digest));
  const id = (await list(evaluator))[0]?.id ?? "";
  await requireOk(sign(proven(evaluator), id, digest, { name: '<img src=x onerror="alert(1)">' }));
  const { text } = await world.call("GET", `/undertakings/${id}/print`, { as: lead });
  expect(text).not.toMatch(/<script|<img/);
  expect(text).toContain("&lt;img src=x onerror=&quot;alert(1)&quot;&gt;");
});

test("the database shows an undertaking to the developer and to whom it is to sign, takes a signature from nobody else, and lets nobody write a signed one anew", async () => {
  const { digest } = await write({ agencySigns: true });
  await requireOk(offer(digest, [evaluator, colleague]));
  const shows = async (actor: Actor) => {
    const { nondisclosure_text = 0, undertaking = 0 } = await countVisibleRows(world.services, actor, "engagement");
    return [nondisclosure_text, undertaking];
  };
  for (const actor of [lead, security]) expect(await shows(actor)).toEqual([1, 3]);
  for (const actor of [evaluator, colleague, officer]) expect(await shows(actor)).toEqual([1, 1]);
  for (const actor of [rival, stranger, NOBODY, { ...evaluator, roles: ["agency-evaluator", "export-control"] }]) expect(await shows(actor)).toEqual([0, 0]);
  const id = (await list(evaluator))[0]?.id ?? "";
  const forge = (actor: Actor) => world.services.as(actor).db.execute(sql`UPDATE engagement.undertaking SET signed_by = ${actor.personId}, signed_at = now(), sealed_name = 'n', sealed_title = 't', salt = 's', signature_digest = 'd', entry_id = 'e' WHERE id = ${id}`);
  for (const actor of [lead, colleague, officer, rival]) expect(await forge(actor)).toBe(0);
  await requireOk(sign(proven(evaluator), id, digest));
  const owner = openDatabase({ url: world.services.configuration.databaseUrl });
  onTestFinished(() => owner.close());
  for (const statement of [sql`UPDATE engagement.undertaking SET signed_at = now() WHERE id = ${id}`, sql`UPDATE engagement.undertaking SET text_digest = 'x'`, sql`DELETE FROM engagement.undertaking`, sql`UPDATE engagement.nondisclosure_text SET digest = 'x'`, sql`TRUNCATE engagement.nondisclosure_text CASCADE`]) {
    await expect(owner.execute(statement)).rejects.toThrow("is not written anew");
  }
});

test("each side's own file holds its own: the developer's all of them, the agency's what it signed as a whole, a rival's nothing", async () => {
  const { digest } = await write({ agencySigns: true });
  await requireOk(offer(digest));
  await requireOk(sign(proven(evaluator), (await list(evaluator))[0]?.id ?? "", digest));
  await requireOk(sign(proven(officer), (await list(officer))[0]?.id ?? "", digest, { name: "Otto" }));
  const owned = async (actor: Actor) => {
    const { undertakings, nondisclosureTexts } = (await exportOwned(world.services, actor.organisationId)) as { undertakings: { capacity: string; signature: object | null }[]; nondisclosureTexts: object[] };
    return [undertakings.filter(({ signature }) => signature !== null).map(({ capacity }) => capacity).toSorted(), nondisclosureTexts.length];
  };
  expect(await owned(lead)).toEqual([["agency", "evaluator"], 1]);
  expect(await owned(officer)).toEqual([["agency"], 0]);
  expect(await owned(rival)).toEqual([[], 0]);
});
