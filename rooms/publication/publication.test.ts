import { createHash, createPublicKey, verify } from "node:crypto";
import { validateCsaf, validateCsaf20, validateCveHandOff, validateCveRecord, validateOsv, verifyDocument } from "#engines/advisories";
import { sql } from "#rooms/platform";
import { readKey, readSignature } from "openpgp";
import { expect, test } from "vitest";
import { createWorld, type World } from "../../tests/setup/world.ts";
import { issueExerciseAdvisory } from "./fixtures/issue-exercise-advisory.ts";
import { CANARY, openGreeterCase as openCase, releaseCandidate, releaseSecond } from "./fixtures/greeter-case.ts";

const cve = { id: "CVE-1900-10042", assigner: { orgId: "6f1c2b0e-5d7a-4c3e-9b1f-2a4d6e8f0c12", shortName: "exercise" } };
const wording = (caseId: string) => ({ caseId, releasableTitle: "Out-of-bounds write in greeter", releasableSummary: "A long name overruns a buffer. Update to 1.0.1." });

function openGreeterCase(world: World) {
  return openCase(world, async (address) => {
    const mails = await world.services.db.query<{ id: string; body: string }>(sql`SELECT id, body FROM platform.mail WHERE to_address = ${address}`);
    return mails.map(({ id, body }) => world.services.keys.open("mail", id, body).toString("utf8")).join("\n");
  });
}

/** A published file by its absolute address. */
async function fetchFile(world: World, url: string): Promise<string> {
  const path = url.slice(`${world.services.configuration.publicUrl}/api`.length);
  const answer = await world.call("GET", path);
  expect([path, answer.status]).toEqual([path, 200]);
  return answer.text;
}

test("nothing is published without a verified, signed and released patch, by the wrong person, under a real CVE id, or with hidden text", { timeout: 120_000 }, async () => {
  const world = await createWorld();
  const opened = await openGreeterCase(world);
  const { analyst, finder, caseId } = opened;
  const refuse = async (as: typeof analyst, change: object) => {
    const answer = await world.call("POST", "/advisories", { as, body: { ...wording(caseId), ...change } });
    return [answer.status, answer.json.error.code, answer.json.error.field];
  };
  expect(await refuse(analyst, {})).toEqual([409, "no-verified-patch", "caseId"]);
  const preNotice = { caseId, dueBy: "2026-10-01T00:00:00.000Z" };
  expect((await world.call("POST", "/pre-notices", { as: analyst, body: preNotice })).json.error.code).toBe("no-verified-patch");
  await releaseCandidate(world, opened);
  expect(await refuse(finder, {})).toEqual([403, "not-permitted", undefined]);
  expect(await refuse(analyst, { caseId: "case_00000000000000000000" })).toEqual([404, "not-found", undefined]);
  expect(await refuse(analyst, { cve: { ...cve, id: "CVE-2026-10042" } })).toEqual([422, "real-cve-in-exercise", "cve.id"]);
  expect(await refuse(analyst, { releasableSummary: "right\u200fto left" })).toEqual([422, "not-publishable", "/summary"]);
  expect(await refuse(analyst, { references: [{ kind: "web", url: "https://web.example/%zz", summary: "x" }] })).toEqual([422, "document-not-valid", undefined]);
  expect(await refuse(analyst, { reproducer: "AAAA" })).toEqual([400, "invalid-input", "body"]);
  expect((await world.call("GET", "/advisories")).json).toEqual({ advisories: [] });
  expect((await world.ledgerKinds()).filter((kind) => kind.startsWith("publication"))).toEqual([]);

  // A refusal took no number: the first advisory of the year is still number one.
  const published = await world.call("POST", "/advisories", { as: analyst, body: wording(caseId) });
  expect([published.status, published.json.trackingId]).toEqual([201, "BW-2026-0001"]);
  expect((await world.call("GET", `/cases/${caseId}`, { as: analyst })).json.embargo.state).toBe("EXITED");
  expect(await refuse(analyst, {})).toEqual([409, "already-published", "caseId"]);
  expect((await world.call("POST", "/pre-notices", { as: analyst, body: preNotice })).json.error.code).toBe("already-public");
});

test("an advisory goes out as CSAF, OSV and CVE, each valid and signed over the bytes that are served, and listed in the feed", { timeout: 120_000 }, async () => {
  const world = await createWorld();
  const opened = await openGreeterCase(world);
  const patchId = await releaseCandidate(world, opened);
  const { json: advisory } = await world.call("POST", "/advisories", { as: opened.analyst, body: { ...wording(opened.caseId), cve } });
  const key = (await world.call("GET", "/feeds/signing-key")).json;
  const publicKey = createPublicKey(key.publicKeyPem);

  const documents: Record<string, unknown> = {};
  for (const { kind, url, signatureUrl, sha256 } of advisory.documents) {
    const text = await fetchFile(world, url);
    const signature = JSON.parse(await fetchFile(world, signatureUrl));
    expect(createHash("sha256").update(text).digest("hex")).toBe(sha256);
    expect(verifyDocument(Buffer.from(text), signature, publicKey)).toEqual({ valid: true, keyId: key.keyId });
    // Anyone can check it without our code.
    expect(verify(null, Buffer.from(text), publicKey, Buffer.from(signature.sig, "base64"))).toBe(true);
    expect(verifyDocument(Buffer.from(text.replace("greeter", "grabber")), signature, publicKey).valid).toBe(false);
    documents[kind] = JSON.parse(text);
  }
  expect(Object.keys(documents).toSorted()).toEqual(["csaf", "csaf-2.1", "csaf-vex", "cve", "openvex", "osv", "stix"]);
  expect([(await validateCsaf20(documents["csaf"])).errors, validateCsaf(documents["csaf-2.1"], { version: "2.1", tests: "basic" }).errors, validateOsv(documents["osv"]).errors, validateCveRecord(documents["cve"]).errors]).toEqual([[], [], [], []]);

  const base = `${world.services.configuration.publicUrl}/api/feeds/csaf`;
  const rolie = JSON.parse(await fetchFile(world, `${base}/csaf-feed-tlp-white.json`));
  const [entry] = rolie.feed.entry;
  expect([entry.id, entry.content.src]).toEqual(["BW-2026-0001", `${base}/white/2026/bw-2026-0001.json`]);
  for (const { href } of entry.link) await fetchFile(world, href);
  const served = await fetchFile(world, entry.content.src);
  expect(await fetchFile(world, `${entry.content.src}.sha512`)).toBe(`${createHash("sha512").update(served).digest("hex")}  bw-2026-0001.json\n`);
  expect(await fetchFile(world, `${base}/white/index.txt`)).toBe("2026/bw-2026-0001.json\n");
  expect(await fetchFile(world, `${base}/white/changes.csv`)).toBe(`"2026/bw-2026-0001.json","${advisory.publishedAt}"\r\n`);
  expect(JSON.parse(await fetchFile(world, `${base}/provider-metadata.json`)).distributions[0].rolie.feeds[0].url).toBe(`${base}/csaf-feed-tlp-white.json`);
  for (const path of ["/feeds/csaf/white/2026/bw-2026-0002.json", "/feeds/csaf/constructor", "/feeds/osv/..%2f..%2fcsaf", "/feeds/cve/CVE-1900-1.json"]) {
    expect([path, (await world.call("GET", path)).status]).toEqual([path, 404]);
  }

  expect([advisory.cveId, advisory.severity, advisory.fixedVersion, advisory.weakness, advisory.patch.patchId]).toEqual([cve.id, "critical", "1.0.1", { id: "CWE-787", name: "Out-of-bounds Write" }, patchId]);
  const byModel = { name: "Scan Team", aiGenerated: true, model: "exercise-model-1" };
  expect(advisory.credits).toEqual([{ ...byModel, role: "finder" }, { ...byModel, role: "remediation-developer" }]);
  expect(JSON.stringify(documents["csaf"])).not.toContain("Made by an AI model;");
  expect(advisory.notice).toContain("This is an exercise");
  // The link to the signed patch works for anyone from this moment on.
  await fetchFile(world, advisory.patch.artefactUrl);
  // What the finder wrote went into nothing that is public.
  const everything = JSON.stringify([advisory, documents, rolie]);
  expect(everything).not.toContain(CANARY);
  expect((await world.ledgerKinds()).filter((kind) => kind.startsWith("publication"))).toEqual(["publication.advisory-published"]);
});

test("without an id from a CNA a draft for one goes out, and the id is added later; no id is ever ours or exchanged", { timeout: 120_000 }, async () => {
  const world = await createWorld();
  const opened = await openGreeterCase(world);
  await releaseCandidate(world, opened);
  const { json: before } = await world.call("POST", "/advisories", { as: opened.analyst, body: wording(opened.caseId) });
  const draft = before.documents.find(({ kind }: { kind: string }) => kind === "cve-hand-off");
  const handOff = await fetchFile(world, draft.url);
  expect(validateCveHandOff(JSON.parse(handOff)).errors).toEqual([]);
  expect(handOff).not.toMatch(/CVE-\d{4}-\d/);
  const assign = (id: string) => world.call("POST", `/advisories/${before.id}/cve`, { as: opened.analyst, body: { cve: { ...cve, id } } });
  const { json: after } = await assign(cve.id);
  expect([after.cveId, after.revision, after.trackingId]).toEqual([cve.id, 2, before.trackingId]);
  const record = after.documents.find(({ kind }: { kind: string }) => kind === "cve");
  expect(validateCveRecord(JSON.parse(await fetchFile(world, record.url))).errors).toEqual([]);
  expect((await assign("CVE-1900-10043")).json.error.code).toBe("cve-already-assigned");
  expect((await assign("CVE-2026-10043")).json.error.code).toBe("real-cve-in-exercise");
  expect((await world.call("POST", "/advisories/adv_00000000000000000000/cve", { as: opened.analyst, body: { cve } })).status).toBe(404);
});

test("when the patch is withdrawn every document says so, and another fix is published under the same number", { timeout: 180_000 }, async () => {
  const world = await createWorld();
  const opened = await openGreeterCase(world);
  const patchId = await releaseCandidate(world, opened);
  const { json: first } = await world.call("POST", "/advisories", { as: opened.analyst, body: { ...wording(opened.caseId), cve } });
  world.pass(3_600_000);
  await world.call("POST", `/patches/${patchId}/withdraw`, { as: opened.analyst, body: { reason: "It stops the program from starting." } });
  await world.drain();
  const { json: recalled } = await world.call("GET", `/advisories/${first.id}`);
  expect([recalled.state, recalled.revision, recalled.fixedVersion, recalled.patch, recalled.trackingId]).toEqual(["fix-recalled", 2, null, null, "BW-2026-0001"]);
  const csaf = JSON.parse(await fetchFile(world, recalled.documents.find(({ kind }: { kind: string }) => kind === "csaf").url));
  expect(csaf.document.tracking.version).toBe("2");
  expect(csaf.vulnerabilities[0].remediations.map(({ category }: { category: string }) => category)).toEqual(["none_available"]);
  expect(csaf.vulnerabilities[0].product_status.fixed).toBeUndefined();
  expect((await world.call("POST", "/advisories", { as: opened.analyst, body: wording(opened.caseId) })).json.error.code).toBe("no-verified-patch");
  await releaseSecond(world, opened);
  const { json: again } = await world.call("POST", "/advisories", { as: opened.analyst, body: wording(opened.caseId) });
  expect([again.id, again.state, again.revision, again.fixedVersion, again.cveId]).toEqual([first.id, "published", 3, "1.0.2", cve.id]);
  expect((await world.ledgerKinds()).filter((kind) => kind.startsWith("publication"))).toEqual(["publication.advisory-published", "publication.fix-recalled", "publication.advisory-published"]);
});

test("before an embargo ends whoever hands out patches learns which version to have by when, and an operator nothing of the case anywhere", { timeout: 120_000 }, async () => {
  const world = await createWorld();
  const operator = await world.person({ organisation: "Exercise Utility", kind: "operator", name: "Uma", roles: ["operator"] });
  const distributor = await world.person({ organisation: "Exercise Depot", kind: "government", name: "Dora", roles: ["patch-distributor"] });
  const opened = await openGreeterCase(world);
  const patchId = await releaseCandidate(world, opened);
  const { findingId } = (await world.call("GET", `/cases/${opened.caseId}`, { as: opened.analyst })).json;
  const dueBy = "2026-10-01T00:00:00.000Z";
  expect((await world.call("POST", "/pre-notices", { as: operator, body: { caseId: opened.caseId, dueBy } })).status).toBe(403);
  expect((await world.call("POST", "/pre-notices", { as: opened.analyst, body: { caseId: opened.caseId, dueBy: "2026-08-01T00:00:00.000Z" } })).json.error.code).toBe("due-in-past");
  await world.call("POST", "/pre-notices", { as: opened.analyst, body: { caseId: opened.caseId, dueBy } });
  expect((await world.call("POST", "/pre-notices", { as: opened.analyst, body: { caseId: opened.caseId, dueBy } })).json.error.code).toBe("already-pre-noticed");
  expect((await world.call("GET", "/pre-notices", { as: operator })).status).toBe(403);
  const { json } = await world.call("GET", "/pre-notices", { as: distributor });
  expect(json).toEqual({ preNotices: [{ caseId: opened.caseId, product: { vendor: "Greeting Works", name: "greeter" }, fixedVersion: "1.0.1", dueBy }] });

  // Everything that any GET gives to an operator, even to one that has guessed the ids.
  const templates = await readGetPaths(world);
  expect(templates.length).toBeGreaterThan(30);
  const paths = [...new Set([opened.caseId, findingId, patchId].flatMap((id) => templates.map((path) => path.replace(/\{\w+\}/g, id))))];
  const leaks: string[] = [];
  for (const path of [...paths, `/patches?caseId=${opened.caseId}`]) {
    const { text } = await world.call("GET", path, { as: operator });
    if ([CANARY, "CWE-787", "Out-of-bounds", '"critical"', "git.example", "Scan Team", "exercise-model-1", "strlen"].some((secret) => text.includes(secret))) leaks.push(path);
  }
  expect(leaks).toEqual([]);

  // A withdrawn patch takes its pre-notice along; another fix is announced anew, until the advisory says it all.
  const listed = async () => (await world.call("GET", "/pre-notices", { as: distributor })).json.preNotices.map(({ fixedVersion }: { fixedVersion: string }) => fixedVersion);
  await world.call("POST", `/patches/${patchId}/withdraw`, { as: opened.analyst, body: { reason: "It stops the program from starting." } });
  await world.drain();
  expect(await listed()).toEqual([]);
  await releaseSecond(world, opened);
  await world.call("POST", "/pre-notices", { as: opened.analyst, body: { caseId: opened.caseId, dueBy } });
  expect(await listed()).toEqual(["1.0.2"]);
  await world.call("POST", "/advisories", { as: opened.analyst, body: wording(opened.caseId) });
  expect(await listed()).toEqual([]);
  expect((await world.ledgerKinds()).filter((kind) => kind.startsWith("publication"))).toEqual([
    "publication.pre-notice-issued", "publication.pre-notice-withdrawn", "publication.pre-notice-issued", "publication.advisory-published",
  ]);
});

test("a vendor's public statement is enough for an advisory where no patch went through this house, but lifts no embargo without a fix", { timeout: 120_000 }, async () => {
  const world = await createWorld();
  const opened = await openGreeterCase(world);
  const statement = { by: "vendor", name: "Greeting Works", url: "https://greeting.example/security/1", fixedVersion: "1.0.1" };
  const publish = (change: object) => world.call("POST", "/advisories", { as: opened.analyst, body: { ...wording(opened.caseId), ...change } });
  const refuse = async (change: object) => {
    const { error } = (await publish(change)).json;
    return [error.code, error.field];
  };
  expect(await refuse({ statement: { ...statement, fixedVersion: null } })).toEqual(["embargo-in-force", "statement.fixedVersion"]);
  expect(await refuse({ statement: { ...statement, url: "javascript:alert(1)" } })).toEqual(["invalid-input", "statement.url"]);
  expect(await refuse({ statement, releasableDetail: "Give it 40 letters." })).toEqual(["detail-held", "releasableDetail"]);
  // A look at what it would say publishes nothing, and takes no number.
  const look = (change: object) => world.call("POST", "/advisory-checks", { as: opened.analyst, body: { ...wording(opened.caseId), statement, ...change } });
  expect((await look({})).json).toEqual({ warnings: [] });
  expect((await look({ releasableSummary: "The same as CVE-1900-77777." })).json.warnings.map(({ test: name }: { test: string }) => name)).toEqual(["consistency.text-ids"]);
  expect((await look({ statement: null })).json.error.code).toBe("no-verified-patch");
  const { status, json: advisory } = await publish({ statement });
  expect([advisory.trackingId, status, advisory.statement, advisory.patch, advisory.fixedVersion, advisory.remediations[0].text]).toEqual(["BW-2026-0001", 201, statement, null, "1.0.1", "Update greeter to 1.0.1 or later."]);
  expect(advisory.credits.map(({ role }: { role: string }) => role)).toEqual(["finder"]);
  expect(advisory.references).toContainEqual({ kind: "web", url: statement.url, summary: "Statement of Greeting Works", isOwn: false });
  expect((await world.call("GET", `/cases/${opened.caseId}`, { as: opened.analyst })).json.embargo.state).toBe("EXITED");
  expect(await refuse({ statement })).toEqual(["already-published", "caseId"]);
  // After the embargo the vendor's word that there is no fix goes out as well, and says so.
  const { json: unfixed } = await publish({ statement: { ...statement, by: "cna", fixedVersion: null } });
  expect([unfixed.revision, unfixed.fixedVersion, unfixed.remediations[0].kind]).toEqual([2, null, "none-available"]);
  // A patch of this house comes before anybody's word.
  await releaseCandidate(world, opened);
  const { json: patched } = await publish({ statement });
  expect([patched.revision, patched.statement, patched.fixedVersion, patched.patch === null]).toEqual([3, null, "1.0.1", false]);
});

test("how to reproduce a flaw goes out only after the policy's days after its fix", { timeout: 120_000 }, async () => {
  const world = await createWorld();
  const opened = await openGreeterCase(world);
  await releaseCandidate(world, opened);
  const detail = { ...wording(opened.caseId), releasableDetail: "A first line of 40 letters shows it." };
  const early = await world.call("POST", "/advisories", { as: opened.analyst, body: detail });
  expect([early.status, early.json.error.code, early.json.error.message.includes("2026-10-16T12:00:00.000Z")]).toEqual([409, "detail-held", true]);
  world.pass(46 * 86_400_000);
  const { json: advisory } = await world.call("POST", "/advisories", { as: opened.analyst, body: detail });
  expect(advisory.summary).toBe("A long name overruns a buffer. Update to 1.0.1.\n\nA first line of 40 letters shows it.");
});

test("OpenPGP keys change by an administrator and before their end: what is served is signed anew, and old keys stay published", async () => {
  const world = await createWorld();
  const { services } = world;
  const analyst = await world.person({ organisation: "Exercise Clearinghouse", kind: "clearinghouse", name: "Anna", roles: ["clearinghouse-analyst"] });
  const administrator = { ...(await world.person({ organisation: "Exercise House", kind: "government", name: "Ada", roles: ["administrator"] })), steppedUp: true };
  const id = await issueExerciseAdvisory(services, { actor: analyst, product: "pump", fixedVersion: "1.0.1" });
  const signature = async () => {
    const { documents } = (await world.call("GET", `/advisories/${id}`)).json;
    return fetchFile(world, documents.find(({ kind }: { kind: string }) => kind === "csaf-2.1").openPgpUrl);
  };
  const keys = async () => (await world.call("GET", "/feeds/openpgp-keys")).json.keys;
  const rotate = (as: typeof analyst, because: string) => world.call("POST", "/feeds/openpgp-keys", { as, body: { because } });
  const signedBy = async () => (await readSignature({ armoredSignature: await signature() })).getSigningKeyIDs()[0]?.toHex().toUpperCase();
  const [first] = await keys();
  expect([await signedBy(), first.expiresAt, first.endedBecause]).toEqual([first.fingerprint.slice(-16), "2029-08-31T12:00:00.000Z", null]);

  expect((await rotate({ ...analyst, steppedUp: true }, "rotated")).status).toBe(403);
  world.pass(60_000);
  expect((await rotate(administrator, "compromised")).status).toBe(200);
  await world.drain();
  const [compromised, second] = await keys();
  expect([compromised.fingerprint, compromised.endedBecause, await signedBy()]).toEqual([first.fingerprint, "compromised", second.fingerprint.slice(-16)]);
  expect(await (await readKey({ armoredKey: compromised.publicKey })).isRevoked(undefined, undefined, services.clock())).toBe(true);
  expect(JSON.parse(await fetchFile(world, `${services.configuration.publicUrl}/api/feeds/csaf/provider-metadata.json`)).public_openpgp_keys.map(({ fingerprint }: { fingerprint: string }) => fingerprint)).toEqual([first.fingerprint, second.fingerprint]);

  // 180 days before its end nobody needs to think of it.
  world.pass((3 * 365 - 181) * 86_400_000);
  await world.drain();
  expect(await keys()).toHaveLength(2);
  world.pass(2 * 86_400_000);
  await world.drain();
  const renewed = await keys();
  expect([renewed.length, renewed[1].endedBecause, await signedBy()]).toEqual([3, "rotated", renewed[2].fingerprint.slice(-16)]);
  expect((await world.ledgerKinds()).filter((kind) => kind.startsWith("publication.openpgp"))).toEqual(["publication.openpgp-key-rotated", "publication.openpgp-key-rotated"]);
});

test("a provider is listed by what it says of itself, and never against its wish", async () => {
  const world = await createWorld();
  const analyst = await world.person({ organisation: "Exercise Clearinghouse", kind: "clearinghouse", name: "Anna", roles: ["clearinghouse-analyst"] });
  const metadata = {
    canonical_url: "https://tide.example/.well-known/csaf/provider-metadata.json", last_updated: "2026-08-01T00:00:00Z", list_on_CSAF_aggregators: true, metadata_version: "2.0", mirror_on_CSAF_aggregators: true,
    publisher: { category: "vendor", name: "Tide", namespace: "https://tide.example" }, role: "csaf_provider",
  };
  const list = (change: object) => world.call("POST", "/feeds/providers", { as: analyst, body: { metadata: { ...metadata, ...change } } });
  const shown = { url: metadata.canonical_url, name: "Tide", role: "csaf_provider", lastUpdated: metadata.last_updated };
  for (const change of [{ list_on_CSAF_aggregators: false }, { role: "king" }, { canonical_url: "https://tide.example/metadata.json" }, { publisher: { ...metadata.publisher, namespace: world.services.configuration.publicUrl } }]) {
    expect([(await list(change)).json.error.code, change]).toEqual(["not-a-provider", change]);
  }
  expect((await list({})).json).toEqual({ providers: [shown] });
  expect((await list({ role: "csaf_trusted_provider" })).json).toEqual({ providers: [{ ...shown, role: "csaf_trusted_provider" }] });
  expect((await world.call("POST", "/feeds/providers/removal", { as: analyst, body: { url: metadata.canonical_url } })).json).toEqual({ providers: [] });
  expect((await world.call("POST", "/feeds/providers/removal", { as: analyst, body: { url: metadata.canonical_url } })).status).toBe(404);
});

async function readGetPaths(world: World): Promise<readonly string[]> {
  const { paths } = (await world.call("GET", "/openapi.json")).json as { paths: Record<string, object> };
  return Object.entries(paths).filter(([path, methods]) => "get" in methods && !path.includes("/feeds/")).map(([path]) => path.slice("/api".length));
}
