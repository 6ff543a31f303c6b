import { ApiError, createClient } from "#api-client";
import { CAST, emailOf, ENCLAVE_CAST, type CastMember } from "./cast.ts";
import type { PartnerSignIn } from "./partner-sign-in.ts";

export interface GatheredPerson {
  /** Changes when its person proves anew who they are. */
  token: string;
  readonly email: string;
}

interface Side {
  readonly url: string;
  /** The one-time link of a first start; empty without one. */
  readonly link: string;
  readonly cast: "low" | "enclave";
  readonly run: string;
  /** For those who sign in at their own organisation. */
  readonly partnerSignIn?: PartnerSignIn;
}

/**
 * Brings the cast together on one side, as its administrator would: adds the organisations and people, then lets each
 * sign in. The administrator comes in by the one-time link of a first start, or by the exercise's one-click sign-in.
 */
export async function gatherCast(side: Side): Promise<ReadonlyMap<string, GatheredPerson>> {
  const members = side.cast === "low" ? CAST : ENCLAVE_CAST;
  const anonymous = createClient({ baseUrl: side.url });
  const administrator = createClient({ baseUrl: side.url, token: await signInAdministrator(anonymous, side.link) });
  const organisations = new Map<string, string>();
  const people = new Map<string, GatheredPerson>();
  for (const member of members) {
    const organisationId = organisations.get(member.organisation) ?? (await addOrganisation(administrator, member, side.run));
    organisations.set(member.organisation, organisationId);
    const email = emailOf(member.name, side.run);
    if (member.byProvider) {
      people.set(member.name, { token: await enterByProvider(side, { member, organisationId, email, manager: managerOf(members, people, member) }), email });
      continue;
    }
    const person = await administrator.call("POST /organisations/{id}/people", { params: { id: organisationId }, body: { name: member.name, email, roles: [...member.roles] } });
    const session = await anonymous.call("POST /exercise/sign-in", { body: { personId: person.id, carrier: "token" } });
    people.set(member.name, { token: session.token ?? "", email });
  }
  return people;
}

interface Entry {
  readonly member: CastMember;
  readonly organisationId: string;
  readonly email: string;
  readonly manager: GatheredPerson;
}

/** As a real organisation does it: its manager registers the provider and invites by mail; who it vouches for comes in. */
async function enterByProvider(side: Side, { member, organisationId, email, manager }: Entry): Promise<string> {
  if (!side.partnerSignIn) throw new Error(`${member.name} has no provider to sign in at`);
  // A session of the administrator's own for it: a fresh proof changes the token.
  manager.token = await side.partnerSignIn.register(manager.token, organisationId, await signInAdministrator(createClient({ baseUrl: side.url }), ""));
  const keeper = createClient({ baseUrl: side.url, token: manager.token });
  await keeper.call("POST /organisations/{id}/invitations", { params: { id: organisationId }, body: { name: member.name, email, roles: [...member.roles] } });
  return (await side.partnerSignIn.signIn(email)).token ?? "";
}

function managerOf(members: readonly CastMember[], people: ReadonlyMap<string, GatheredPerson>, { organisation }: CastMember): GatheredPerson {
  const manager = members.find((member) => member.organisation === organisation && member.roles.includes("organisation-manager"));
  const person = manager && people.get(manager.name);
  if (!person) throw new Error(`${organisation} needs a manager before those whom it invites`);
  return person;
}

async function addOrganisation(administrator: ReturnType<typeof createClient>, member: CastMember, run: string): Promise<string> {
  const name = run === "" ? member.organisation : member.organisation.replace("(exercise)", `(exercise${run})`);
  return (await administrator.call("POST /organisations", { body: { name, kind: member.kind } })).id;
}

async function signInAdministrator(anonymous: ReturnType<typeof createClient>, link: string): Promise<string> {
  if (link !== "") {
    try {
      return (await anonymous.call("POST /sign-in/redeem", { body: { token: link, carrier: "token" } })).token ?? "";
    } catch (error) {
      // A first start that was cut off has used the link up; the exercise's one-click sign-in remains.
      if (!(error instanceof ApiError && error.code === "link-not-valid")) throw error;
    }
  }
  const { people } = await anonymous.call("GET /exercise/people");
  const person = people.find((candidate) => candidate.roles.includes("administrator"));
  if (!person) throw new Error("The exercise has no administrator to begin with");
  return (await anonymous.call("POST /exercise/sign-in", { body: { personId: person.id, carrier: "token" } })).token ?? "";
}
