import { execFile } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { repositoryRoot } from "../../scripts/bootstrap.mjs";
import { startOwnInstallation } from "./own-installation.ts";
import { asInEnclave, givenEngagement, givenHouse, givenModel, provenInEnclave } from "./people.ts";
import { expectShownAsText, HOSTILE_TEXT, visit, type Visitor } from "./visit.ts";

const run = promisify(execFile);

// Determinations are signed, lifted and superseded here: never the one of the exercise, which all the other tests look at.
let own: Awaited<ReturnType<typeof startOwnInstallation>>;
beforeAll(async () => {
  own = await startOwnInstallation();
  await makeKey();
  await publishStandard();
}, 180_000);
afterAll(() => own.stop());

const OFFICES = { "Nic Thorn": "NCD", "Asa Pool": "APST", "Cy Marsh": "CISA", "Wes Hurd": "WAR" } as const;
// Each runs a benchmark or two, beside the proofs of those before it.
const LONG = { timeout: 300_000 };
const RUN_WAIT = { timeout: 90_000, interval: 250 };
const REASONS = "The model was held to a standard that was fixed beforehand, with an openly synthetic set.";
const LOOKED_AT = "We looked at what was written to us.";

async function makeKey(): Promise<void> {
  const { ceremonies } = await (await provenInEnclave("Dirk Vane", own)).call("POST /keys/ceremony", { body: { kind: "first" } });
  await (await provenInEnclave("Nora Quist", own)).call("POST /keys/ceremony/confirmation", { body: { fingerprint: ceremonies[0]?.fingerprint ?? "" } });
}

/** One task that is solved reaches its one measure. */
async function publishStandard(): Promise<void> {
  const { id } = await (await asInEnclave("Nora Quist", own)).call("POST /standards", {
    body: { standardId: "short-standard", version: "1", benchmarkSet: { id: "harbor-0", version: "1" }, epochs: 1, measures: [{ scope: "overall", threshold: 0.01, minimumSamples: 1 }], rule: "any", marking: "EXERCISE ONLY", text: "One short task." },
  });
  await (await asInEnclave("Dirk Vane", own)).call("POST /standards/{id}/publish", { params: { id } });
}

/** A lab that has asked for a determination of a model that really answers. */
async function givenRequest() {
  const lab = await givenHouse("Fjord Labs", "developer", { Lena: ["developer-release-lead"] }, own);
  const { id: engagementId, ada: lena, model } = await givenEngagement(lab.person("Lena"), own);
  const { id } = await lena.call("POST /determinations", { body: { engagementId } });
  return { id, model, lena, person: lab.person("Lena"), organisation: lab.organisation, itsPage: `/requests/${id}` };
}

/** Until the request is in the enclave, and the developer's access in force. */
async function awaitLease(requestId: string): Promise<void> {
  const nora = await asInEnclave("Nora Quist", own);
  await expect.poll(async () => (await nora.call("GET /requests")).requests.find(({ id }) => id === requestId)?.state, RUN_WAIT).toBe("intake");
  await expect.poll(async () => (await nora.call("GET /requests/{id}", { params: { id: requestId } })).lease.inForce, RUN_WAIT).toBe(true);
}

/** Nobody signs before the other side's ledger holds that the results were sealed. */
async function awaitSealingInLedger(requestId: string): Promise<void> {
  const nora = await asInEnclave("Nora Quist", own);
  await expect.poll(async () => (await nora.call("GET /requests/{id}", { params: { id: requestId } })).results?.recordedAt ?? null, RUN_WAIT).not.toBeNull();
}

async function hearOffices(requestId: string, names: readonly (keyof typeof OFFICES)[]): Promise<void> {
  for (const name of names) await (await asInEnclave(name, own)).call("POST /requests/{id}/views", { params: { id: requestId }, body: { office: OFFICES[name], view: "The run was in order." } });
}

/** The run of a request, and every office heard after it. */
async function runAndHear(requestId: string): Promise<void> {
  const [nora, params] = [await asInEnclave("Nora Quist", own), { id: requestId }];
  await awaitLease(requestId);
  await nora.call("POST /requests/{id}/run", { params });
  await expect.poll(async () => (await nora.call("GET /requests/{id}", { params })).state, RUN_WAIT).toBe("consultation");
  await hearOffices(requestId, ["Nic Thorn", "Asa Pool", "Cy Marsh", "Wes Hurd"]);
  await awaitSealingInLedger(requestId);
}

async function givenDetermination() {
  const request = await givenRequest();
  const params = { id: request.id };
  await runAndHear(request.id);
  await (await asInEnclave("Nora Quist", own)).call("POST /requests/{id}/recommendation", { params, body: { outcome: "covered", releasableText: REASONS } });
  await (await provenInEnclave("Dirk Vane", own)).call("POST /requests/{id}/signature", { params, body: { outcome: "covered" } });
  await expect.poll(async () => (await request.lena.call("GET /determinations/{id}", { params })).result?.outcome, RUN_WAIT).toBe("covered");
  return request;
}

async function visitEnclave(name: string): Promise<Visitor> {
  const visitor = await visit("enclave", { width: 390, at: own });
  await visitor.signIn(name);
  return visitor;
}

/** Reads what is to be signed and signs it, with the fresh proof that signing takes. */
async function sign({ page, prove, told, findFaults, expectReply }: Visitor, { trigger, said }: { readonly trigger: string; readonly said: string }): Promise<void> {
  expectReply(403, /\/signature$/);
  await page.getByRole("button", { name: trigger, exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Sign", exact: true }).click();
  await prove();
  expect(await findFaults()).toEqual([]);
  await dialog.getByRole("button", { name: "Sign", exact: true }).click();
  await told(said);
}

test("on telephones, an analyst runs the benchmark, an office gives its view, a delegate signs what was recommended, and an inspector recomputes it from the opened file", LONG, async () => {
  const { id, model, person, itsPage } = await givenRequest();
  await awaitLease(id);
  const nora = await visitEnclave("Nora Quist");
  await nora.follow("A developer asks for a determination", itsPage);
  await nora.page.getByRole("heading", { level: 1, name: model.endpointModel }).waitFor();
  expect(await nora.findFaults()).toEqual([]);
  await nora.page.getByRole("button", { name: "Begin the run" }).click();
  await nora.told("The run has begun.");
  await nora.page.getByRole("region", { name: "Results" }).getByText("Sealed when the run ended").waitFor({ timeout: RUN_WAIT.timeout });

  const nic = await visitEnclave("Nic Thorn");
  await nic.follow("Your office is asked for its view", itsPage);
  await nic.page.getByLabel("Your office", { exact: true }).selectOption({ label: "National Cyber Director" });
  await nic.page.getByLabel("View", { exact: true }).fill(HOSTILE_TEXT);
  expect(await nic.findFaults()).toEqual([]);
  await nic.page.getByRole("button", { name: "Give the view" }).click();
  await nic.told("The view is recorded.");
  await hearOffices(id, ["Asa Pool", "Cy Marsh", "Wes Hurd"]);
  await awaitSealingInLedger(id);

  await nora.follow("Every office was heard", itsPage);
  await expectShownAsText(nora.page, HOSTILE_TEXT);
  expect(await nora.page.getByRole("radio", { name: "Covered frontier model", exact: true }).isChecked(), "what follows from the rule is chosen").toBe(true);
  await nora.page.getByLabel("Text for the developer").fill(REASONS);
  expect(await nora.findFaults()).toEqual([]);
  await nora.page.getByRole("button", { name: "Recommend to the Director" }).click();
  await nora.told("The outcome is recommended.");

  const { eligible } = await (await asInEnclave("Dirk Vane", own)).call("GET /keys");
  const personId = eligible.find(({ name }) => name === "Dana Holt")?.personId ?? "";
  await (await provenInEnclave("Dirk Vane", own)).call("POST /keys/delegations", { body: { personId, until: new Date(Date.now() + 86_400_000).toISOString() } });
  const dana = await visitEnclave("Dana Holt");
  await dana.follow("A determination awaits you", itsPage);
  await sign(dana, { trigger: "Read and sign", said: "The determination is signed." });

  const lena = await visit("harbour", { width: 390, at: own });
  await lena.signIn(person);
  await lena.follow("The determination for your model is here");
  await lena.page.getByText(REASONS).first().waitFor();
  await lena.open(`/developer/determinations/${id}`, /./);
  await lena.page.getByText("A delegate of the Director’s").waitFor();
  expect(await lena.findFaults()).toEqual([]);

  const { delegations } = await (await asInEnclave("Dirk Vane", own)).call("GET /keys");
  await (await provenInEnclave("Dirk Vane", own)).call("POST /keys/delegations/end", { body: { delegationId: delegations.find(({ live }) => live)?.id ?? "" } });
  await dana.follow("Your delegation ended", "/keys");
  await dana.page.getByText("You can sign nothing here.").waitFor();

  const inspection = nora.page.getByRole("region", { name: "Opening to an inspector" });
  await inspection.getByText("Propose it", { exact: true }).first().click();
  await inspection.getByRole("textbox", { name: "Inspector" }).fill("Ines Voss, Inspectorate");
  await inspection.getByRole("textbox", { name: "Why" }).fill(HOSTILE_TEXT);
  nora.expectReply(403, /\/inspections$/);
  await inspection.getByRole("button", { name: "Propose it" }).click();
  await nora.prove();
  await inspection.getByRole("button", { name: "Propose it" }).click();
  await nora.told("You have proposed it.");
  const dirk = await visitEnclave("Dirk Vane");
  dirk.expectReply(403, /\/inspections\//);
  await dirk.follow("An inspector waits for a second word", itsPage);
  await expectShownAsText(dirk.page, HOSTILE_TEXT);
  expect(await dirk.findFaults()).toEqual([]);
  await dirk.page.getByRole("button", { name: "Give the second word" }).click();
  await dirk.prove();
  await dirk.page.getByRole("button", { name: "Give the second word" }).click();
  await dirk.told("It is given out.");
  const [download] = await Promise.all([dirk.page.waitForEvent("download"), dirk.page.getByRole("button", { name: "Fetch the opened file" }).click()]);
  const folder = await mkdtemp(join(tmpdir(), "breakwater-inspection-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, download.suggestedFilename());
  await download.saveAs(file);
  expect(JSON.parse(await readFile(file, "utf8"))).toMatchObject({ requestId: id, modelDigest: model.digest });
  await run(process.execPath, [join(repositoryRoot, "apps/cli/launcher.mjs"), "determination", "audit", file]);
});

/** Fetches what the button beside a file's name gives out. */
async function fetchFile({ page }: Visitor, fileName: string): Promise<Buffer> {
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("row").filter({ hasText: fileName }).getByRole("button", { name: "Download" }).click()]);
  return readFile(await download.path());
}

test("on telephones, a developer asks twice to look again: first the determination stands, then a new one supersedes it, and that one is lifted by two people", LONG, async () => {
  const { id, person, lena: api } = await givenDetermination();
  const lena = await visit("harbour", { width: 390, at: own });
  await lena.signIn(person);
  await lena.open(`/developer/determinations/${id}`, /./);
  expect(await lena.findFaults()).toEqual([]);
  const askAgain = async (facts: string, access: string) => {
    await lena.page.getByRole("textbox", { name: "Facts" }).fill(facts);
    await lena.page.getByRole("radio", { name: access }).press("Space");
    await lena.page.getByRole("button", { name: "Ask to look again" }).click();
    await lena.told("You have asked to look at the determination again.");
  };
  const newest = async () => (await api.call("GET /determinations/{id}", { params: { id } })).line.at(-1)?.id ?? "";
  // Each file is refused, kept, taken back or sent where it stands; one larger than a bundle crosses in parts.
  const asking = lena.page.getByRole("region", { name: "Ask to look at it again" });
  const [measured, fileField] = [randomBytes(60_000), asking.getByLabel("Add a file")];
  const addFile = async (name: string, buffer: Buffer) => {
    await fileField.setInputFiles({ name, mimeType: "text/csv", buffer });
    await asking.getByRole("button", { name: "Add the file" }).click();
  };
  await fileField.setInputFiles({ name: "large.csv", mimeType: "text/csv", buffer: randomBytes(256 * 1024 + 1) });
  await asking.getByText("Choose a smaller file").waitFor();
  expect(await asking.getByRole("button", { name: "Add the file" }).isDisabled()).toBe(true);
  lena.expectReply(422, `/api/determinations/${id}/files`);
  await addFile("empty.csv", Buffer.alloc(0));
  await asking.getByText("the file is empty").waitFor();
  expect(await fileField.getAttribute("aria-invalid")).toBe("true");
  await addFile("draft.csv", Buffer.from("not yet"));
  await lena.told("The file is kept and goes with your request.");
  await asking.getByRole("row").filter({ hasText: "draft.csv" }).getByRole("button", { name: "Take it back" }).click();
  await lena.told("The file is taken back.");
  await addFile("measured.csv", measured);
  await asking.getByRole("rowheader", { name: "measured.csv" }).waitFor();
  expect(await lena.findFaults()).toEqual([]);
  // Chosen and not added: it goes along.
  await fileField.setInputFiles({ name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("See row 4.") });
  await askAgain(HOSTILE_TEXT, "No, only look at the facts");

  // The facts are looked at, and nothing is run.
  const nora = await visitEnclave("Nora Quist");
  const facts = await newest();
  await nora.follow("A developer asks to look again", `/requests/${facts}`);
  await expectShownAsText(nora.page, HOSTILE_TEXT);
  expect((await fetchFile(nora, "measured.csv")).equals(measured), "the file came whole").toBe(true);
  expect(await nora.page.getByRole("button", { name: "Begin the run" }).count()).toBe(0);
  await nora.page.getByRole("form", { name: "Recommend that it stands" }).getByLabel("Text for the developer").fill(LOOKED_AT);
  expect(await nora.findFaults()).toEqual([]);
  await nora.page.getByRole("button", { name: "Recommend that it stands" }).click();
  await nora.told("You have recommended that the determination stands.");
  const dirk = await visitEnclave("Dirk Vane");
  await dirk.follow("A determination awaits you", `/requests/${facts}`);
  expect((await fetchFile(dirk, "notes.txt")).toString()).toBe("See row 4.");
  await sign(dirk, { trigger: "Read and sign", said: "The determination is signed." });
  await lena.follow("A determination was looked at again, and stands");
  await lena.open(`/developer/determinations/${id}`, /./);
  await lena.page.getByRole("region", { name: "Signed afterwards" }).getByText("Looked at again: it stands as it was signed").waitFor();
  await lena.page.getByText(LOOKED_AT).waitFor();
  expect(await lena.findFaults()).toEqual([]);

  await lena.open(`/developer/determinations/${facts}`, /./);
  expect((await fetchFile(lena, "measured.csv")).equals(measured)).toBe(true);
  expect(await lena.findFaults()).toEqual([]);
  await lena.open(`/developer/determinations/${id}`, /./);

  // The benchmark is run again, and what is signed takes the place of the first.
  await askAgain("The model is another one by now.", "Yes, run it on the model again");
  const again = await newest();
  await nora.follow("A developer asks to look again", `/requests/${again}`);
  await runAndHear(again);
  await nora.follow("Every office was heard", `/requests/${again}`);
  await nora.page.getByLabel("Text for the developer").fill(REASONS);
  await nora.page.getByRole("button", { name: "Recommend to the Director" }).click();
  await nora.told("The outcome is recommended.");
  await dirk.follow("A determination awaits you", `/requests/${again}`);
  await dirk.page.getByRole("button", { name: "Read and sign" }).click();
  await dirk.page.getByRole("dialog").getByRole("button", { name: "Sign", exact: true }).click();
  await dirk.told("The determination is signed.");
  await expect.poll(async () => (await api.call("GET /determinations/{id}", { params: { id } })).state, RUN_WAIT).toBe("superseded");
  await lena.open(`/developer/determinations/${id}`, /./);
  await lena.page.getByText("Superseded by").waitFor();
  expect(await lena.findFaults()).toEqual([]);
  const line = nora.page.getByRole("region", { name: "The whole line" });
  await line.getByRole("link", { name: id }).click();
  await nora.page.getByText("Superseded").first().waitFor();
  expect(await nora.findFaults()).toEqual([]);

  // Lifted: an analyst proposes, the Director signs.
  await nora.open(`/requests/${again}`, /./);
  await nora.page.getByText("Lift this determination", { exact: true }).first().click();
  const lifting = nora.page.getByRole("form", { name: "Lift this determination" });
  await lifting.getByLabel("Text for the developer").fill(LOOKED_AT);
  expect(await nora.findFaults()).toEqual([]);
  await lifting.getByRole("button", { name: "Propose to lift it" }).click();
  await nora.told("You have proposed to lift the determination.");
  await dirk.follow("A lifting awaits you", `/requests/${again}`);
  expect(await dirk.findFaults()).toEqual([]);
  await dirk.page.getByRole("button", { name: "Read and sign the lifting" }).click();
  await dirk.page.getByRole("dialog").getByRole("button", { name: "Sign", exact: true }).click();
  await dirk.told("The determination is lifted.");
  await nora.follow("A determination is lifted", `/requests/${again}`);
  await nora.page.getByRole("region", { name: "Signed afterwards" }).getByText("Lifted", { exact: true }).waitFor();
  await lena.follow("A determination was lifted");
  await lena.page.getByText("Lifted: the determination no longer holds").first().waitFor();
  expect(await lena.findFaults()).toEqual([]);
  const { acts, state } = await api.call("GET /determinations/{id}", { params: { id: again } });
  expect({ state, acts: acts.map(({ act }) => act) }).toEqual({ state: "lifted", acts: ["lifted"] });
});

test("on telephones, an analyst begins a determination without being asked in place of one that is in force; whoever registered the model is told from the beginning, and the new one supersedes", LONG, async () => {
  const { id, person, model } = await givenDetermination();
  const nora = await visitEnclave("Nora Quist");
  await nora.choose("Requests", "Requests");
  await nora.page.getByText("Begin a determination without being asked", { exact: true }).first().click();
  const form = nora.page.getByRole("form", { name: "Begin a determination without being asked" });
  await form.getByLabel("Looks again at").selectOption({ label: `${model.endpointModel}, ${id}` });
  await form.getByLabel("Digest of the model").fill(model.digest);
  await form.getByLabel("What the endpoint calls the model").fill(model.endpointModel);
  await form.getByLabel("Endpoint", { exact: true }).fill(model.endpoint);
  await form.getByLabel("Credential").fill(model.credential);
  expect(await nora.findFaults()).toEqual([]);
  await form.getByRole("button", { name: "Begin it" }).click();
  await nora.told("The determination is begun.");
  const noraApi = await asInEnclave("Nora Quist", own);
  const begun = (await noraApi.call("GET /requests")).requests.find(({ reconsiders }) => reconsiders === id)?.id ?? "";

  const lena = await visit("harbour", { width: 390, at: own });
  await lena.signIn(person);
  await lena.follow("The government began to look at a model of yours");
  await lena.page.getByText("You gave no access for it and owe nothing because of it").waitFor();
  expect(await lena.findFaults()).toEqual([]);

  await nora.open(`/requests/${begun}`, model.endpointModel);
  await nora.page.getByRole("button", { name: "Begin the run" }).click();
  await nora.told("The run has begun.");
  await nora.page.getByRole("region", { name: "Results" }).getByText("Sealed when the run ended").waitFor({ timeout: RUN_WAIT.timeout });
  await hearOffices(begun, ["Nic Thorn", "Asa Pool", "Cy Marsh", "Wes Hurd"]);
  await awaitSealingInLedger(begun);
  await nora.follow("Every office was heard", `/requests/${begun}`);
  await nora.page.getByLabel("Text for the developer").fill(REASONS);
  await nora.page.getByRole("button", { name: "Recommend to the Director" }).click();
  await nora.told("The outcome is recommended.");
  const dirk = await visitEnclave("Dirk Vane");
  await dirk.follow("A determination awaits you", `/requests/${begun}`);
  await sign(dirk, { trigger: "Read and sign", said: "The determination is signed." });
  await lena.follow("The determination for your model is here", `/developer/determinations/${begun}`);
  await lena.page.getByText("Takes the place of").waitFor();
  await lena.page.getByRole("region", { name: "The whole line" }).getByRole("link", { name: id }).click();
  await lena.page.getByText("Superseded by").waitFor();
  expect(await lena.findFaults()).toEqual([]);
});

test("on telephones, a developer who registers a model too late says that it is its own, two people of the enclave confirm it, and only then is it shown", LONG, async () => {
  const late = { modelDigest: createHash("sha256").update(randomBytes(16)).digest("hex"), modelName: "open-model", endpoint: "http://127.0.0.1:9/v1", credential: "k-open", hosting: "developer-hosted" } as const;
  const { id } = await (await asInEnclave("Nora Quist", own)).call("POST /requests", { body: late });
  // Later word of the enclave's is here, of a request of the same developer's: so that one is too, which nobody is shown.
  const { id: asked, lena: api, person, organisation } = await givenRequest();
  await expect.poll(async () => (await api.call("GET /determinations/{id}", { params: { id: asked } })).state, RUN_WAIT).toBe("intake");
  const model = { ...(await givenModel()), digest: late.modelDigest };
  const { id: engagementId } = await api.call("POST /engagements", { body: { model, signatory: { name: person, title: "Release lead" }, consentScope: ["determination"], partnerReleaseAt: null, publicReleaseAt: null } });

  const lena = await visit("harbour", { width: 390, at: own });
  await lena.signIn(person);
  await lena.open(`/developer/engagements/${engagementId}`, model.name);
  await lena.page.getByText("If the government looks at this model by itself").click();
  await lena.page.getByRole("button", { name: "Say that this model is ours" }).click();
  expect(await lena.findFaults()).toEqual([]);
  await lena.page.getByRole("dialog").getByRole("button", { name: "Say that this model is ours" }).click();
  await lena.told("Your word is received.");
  expect((await api.call("GET /determinations")).determinations.map((one) => one.id)).toEqual([asked]);

  for (const [name, given] of [["Nora Quist", "1 of 2"], ["Dirk Vane", "2 of 2"]] as const) {
    const visitor = await visitEnclave(name);
    await visitor.follow("A developer says that a model is its own", `/requests/${id}`);
    const claim = visitor.page.getByRole("region", { name: "Whose model this is" }).getByRole("row").filter({ hasText: organisation });
    expect(await visitor.findFaults()).toEqual([]);
    visitor.expectReply(403, /\/word$/);
    await claim.getByRole("button", { name: "Confirm that it is theirs" }).click();
    await visitor.prove();
    await claim.getByRole("button", { name: "Confirm that it is theirs" }).click();
    await visitor.told("Your word is given.");
    await claim.getByText(given).waitFor();
    await expect.poll(() => claim.getByRole("button").count(), { message: "one person gives one word" }).toBe(0);
    expect(await visitor.findFaults()).toEqual([]);
  }
  await lena.follow("What the government began about a model of yours is shown to you now", `/developer/determinations/${id}`);
  await lena.page.getByText("You gave no access for it and owe nothing because of it").waitFor();
  expect(await lena.findFaults()).toEqual([]);
});
