import { createHash, randomBytes } from "node:crypto";
import { inject, onTestFinished } from "vitest";
import { createClient, createEnclaveClient } from "#api-client";
import type { OrganisationKind, Role } from "#contracts/access";
import { startModelEndpoint } from "#fakes/model-endpoint";

const { url, enclaveUrl } = inject("installation");

/** A person of the exercise at the API, for what a test needs before its pages; the pages themselves sign in by a click. */
export async function as(name: string) {
  return createClient({ baseUrl: url, token: await tokenOf(url, name) });
}

/** A person of the enclave at its API. */
export async function asInEnclave(name: string) {
  return createEnclaveClient({ baseUrl: enclaveUrl, token: await tokenOf(enclaveUrl, name) });
}

/** A session of a person of the exercise, for the CLI. */
export const tokenFor = (name: string) => tokenOf(url, name);

async function tokenOf(baseUrl: string, name: string): Promise<string> {
  const anonymous = createClient({ baseUrl });
  const { people } = await anonymous.call("GET /exercise/people");
  const person = people.find((one) => one.name === name);
  if (!person) throw new Error(`${name} is not in the exercise`);
  const { token } = await anonymous.call("POST /exercise/sign-in", { body: { personId: person.id, carrier: "token" } });
  return token ?? "";
}

/** An organisation of its own with these people, so that no other test sees it; each name carries the organisation's tag. */
export async function givenHouse(name: string, kind: OrganisationKind, people: Readonly<Record<string, readonly Role[]>>) {
  const tag = randomBytes(3).toString("hex");
  const administrator = await as("Administrator");
  const organisation = `${name} ${tag} (exercise)`;
  const { id } = await administrator.call("POST /organisations", { body: { name: organisation, kind } });
  for (const [first, roles] of Object.entries(people)) {
    await administrator.call("POST /organisations/{id}/people", { params: { id }, body: { name: `${first} ${tag}`, email: `${first.toLowerCase()}.${tag}@exercise.example`, roles: [...roles] } });
  }
  return { id, organisation, person: (first: string) => `${first} ${tag}`, email: (first: string) => `${first.toLowerCase()}.${tag}@exercise.example` };
}

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

/** An engagement of Tidewater Labs for a model that really answers. */
export async function givenEngagement() {
  const model = await givenModel();
  const ada = await as("Ada Rell");
  const { id } = await ada.call("POST /engagements", {
    body: { model, signatory: { name: "Ada Rell", title: "Release lead" }, consentScope: ["determination", "government-access", "partner-selection"], partnerReleaseAt: null, publicReleaseAt: null },
  });
  return { id, model, ada };
}
