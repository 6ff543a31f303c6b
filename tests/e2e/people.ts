import { createHash, randomBytes } from "node:crypto";
import { inject, onTestFinished } from "vitest";
import { createClient, createEnclaveClient } from "#api-client";
import type { OrganisationKind, Role } from "#contracts/access";
import { startModelEndpoint } from "#fakes/model-endpoint";

/** Where an installation serves. */
export interface Place {
  readonly url: string;
  readonly enclaveUrl: string;
}

const everybodys: Place = inject("installation");

/** A person of the exercise at the API, for what a test needs before its pages; the pages themselves sign in by a click. */
export async function as(name: string, { url } = everybodys) {
  return createClient({ baseUrl: url, token: await tokenOf(url, name) });
}

/** The same right after a fresh proof that it is they, which signing takes. */
export async function proven(name: string, { url } = everybodys) {
  return createClient({ baseUrl: url, token: await provenTokenOf(url, name) });
}

/** A person of the enclave at its API. */
export async function asInEnclave(name: string, { enclaveUrl } = everybodys) {
  return createEnclaveClient({ baseUrl: enclaveUrl, token: await tokenOf(enclaveUrl, name) });
}

export async function provenInEnclave(name: string, { enclaveUrl } = everybodys) {
  return createEnclaveClient({ baseUrl: enclaveUrl, token: await provenTokenOf(enclaveUrl, name) });
}

/** A session of a person of the exercise, for the CLI. */
export const tokenFor = (name: string, { url } = everybodys) => tokenOf(url, name);

async function provenTokenOf(baseUrl: string, name: string): Promise<string> {
  const { token } = await createClient({ baseUrl, token: await tokenOf(baseUrl, name) }).call("POST /session/step-up", { body: { method: "exercise" } });
  return token ?? "";
}

async function tokenOf(baseUrl: string, name: string): Promise<string> {
  const anonymous = createClient({ baseUrl });
  const { people } = await anonymous.call("GET /exercise/people");
  const person = people.find((one) => one.name === name);
  if (!person) throw new Error(`${name} is not in the exercise`);
  const { token } = await anonymous.call("POST /exercise/sign-in", { body: { personId: person.id, carrier: "token" } });
  return token ?? "";
}

/** An organisation of its own with these people, so that no other test sees it; each name carries the organisation's tag. */
export async function givenHouse(name: string, kind: OrganisationKind, people: Readonly<Record<string, readonly Role[]>>, at = everybodys) {
  const tag = randomBytes(3).toString("hex");
  const administrator = await as("Administrator", at);
  const organisation = `${name} ${tag} (exercise)`;
  const { id } = await administrator.call("POST /organisations", { body: { name: organisation, kind } });
  for (const [first, roles] of Object.entries(people)) {
    await administrator.call("POST /organisations/{id}/people", { params: { id }, body: { name: `${first} ${tag}`, email: `${first.toLowerCase()}.${tag}@exercise.example`, roles: [...roles] } });
  }
  return { id, organisation, person: (first: string) => `${first} ${tag}`, email: (first: string) => `${first.toLowerCase()}.${tag}@exercise.example` };
}

/** Whether the exercise itself brought them: whoever a test gave a house may be anywhere in that test's story. */
export const isOfExercise = (name: string) => !/ [0-9a-f]{6}$/.test(name);

/** Address of a person of the exercise. */
export const emailOf = (name: string) => `${name.toLowerCase().replaceAll(" ", ".")}@exercise.example`;

/** A lab's model that really answers, until the test ends; each has its own name and digest. */
export async function givenModel() {
  const credential = randomBytes(24).toString("base64url");
  const endpoint = await startModelEndpoint({ apiKey: credential, skill: "capable" });
  onTestFinished(() => endpoint.close());
  const name = `Heron ${randomBytes(3).toString("hex")}`;
  return { name, digest: createHash("sha256").update(name).digest("hex"), endpoint: `${endpoint.url.replace(/\/$/, "")}/v1`, endpointModel: "scripted-agent", credential };
}

/** An engagement for a model that really answers, of this lead's lab. */
export async function givenEngagement(lead = "Ada Rell", at = everybodys) {
  const model = await givenModel();
  const ada = await as(lead, at);
  const { id } = await ada.call("POST /engagements", {
    body: { model, signatory: { name: lead, title: "Release lead" }, consentScope: ["determination", "government-access", "partner-selection"], partnerReleaseAt: null, publicReleaseAt: null },
  });
  return { id, model, ada };
}

/** A partner of a house of its own, with an active early access to a model that really answers; brokered where it may run scans for operators. */
export async function givenActivePartner({ brokering }: { readonly brokering: boolean }) {
  const house = await givenHouse("Beacon Defence", "partner", { Paul: ["partner-security-lead"] });
  const { id: engagementId, model, ada } = await givenEngagement();
  const { id, termsDigest } = await selectPartner(ada, { engagementId, email: house.email("Paul"), brokering });
  const params = { id };
  await (await proven(house.person("Paul"))).call("POST /partner/early-access/{id}/acceptance", {
    params,
    body: { termsDigest: termsDigest ?? "", signatory: { name: "Paul Reed", title: "Head of security" }, systems: [{ name: "Test range", basis: "owns", evidence: "Asset record 4" }], controlsAttested: true },
  });
  await ada.call("POST /early-access/{id}/provisioning", { params });
  await (await as(house.person("Paul"))).call("POST /partner/early-access/{id}/proof", { params });
  await ada.call("POST /early-access/{id}/activation", { params });
  return { id, engagementId, model, ada, house };
}

/** Both keys turned for a partner, and the terms sent to it. */
export async function selectPartner(ada: Awaited<ReturnType<typeof as>>, { engagementId, email, brokering = false }: { readonly engagementId: string; readonly email: string; readonly brokering?: boolean }) {
  const { id } = await ada.call("POST /early-access", { body: { engagementId, partnerEmail: email, sector: "water", reason: "Defends water utilities" } });
  const params = { id };
  const { criteria } = await ada.call("GET /partners/criteria");
  await ada.call("POST /early-access/{id}/vetting", { params, body: { answers: criteria.map(({ criterion }) => ({ criterion, met: true })), conflict: { competitor: false, sameHouse: false, tie: null } } });
  await (await as("Sela Wirth")).call("POST /early-access/{id}/government-view", { params, body: { view: "concur" } });
  await ada.call("POST /early-access/{id}/developer-decision", { params, body: { answer: "yes" } });
  return ada.call("POST /early-access/{id}/terms", { params, body: { text: "Use it for defence only.", endsAt: "2031-01-01T00:00:00.000Z", brokering } });
}
