import type { Role } from "#contracts/access";
import { appendEntry } from "#rooms/audit";
import { newId, notFound, notify, type Actor, type Queryable, type Services, type Transaction } from "#rooms/platform";
import { findOrganisation, listManagers, listPeopleWithRole, type PersonRow } from "./access.store.ts";
import { insertProposal, type ProposalRow } from "./house.store.ts";
import type { Asked } from "./proposal.rules.ts";
import type { SignInSettings } from "./sign-in.rules.ts";

const PROPOSAL_DAYS = 7;

export type HouseDetails =
  | { readonly kind: "invite"; readonly name: string; readonly email: string; readonly roles: readonly Role[] }
  | { readonly kind: "change-roles"; readonly personId: string; readonly roles: readonly Role[] }
  | { readonly kind: "register-provider"; readonly issuer: string; readonly clientId: string; readonly clientSecret: string }
  | { readonly kind: "remove-provider" }
  | { readonly kind: "change-sign-in"; readonly settings: SignInSettings }
  | { readonly kind: "recover"; readonly personId: string }
  | { readonly kind: "rotate-key" };
export type Details = HouseDetails | { readonly kind: "lend-model"; readonly subject: string; readonly terms: unknown };

/** All that a second person's word is given to: sealed, so that whoever writes into the table changes none of it. */
export interface Proposal<Kept extends Details = Details> {
  readonly details: Kept;
  readonly organisationId: string;
  readonly proposedBy: string;
  readonly proposedAs: Asked["proposedAs"];
}

/** Keeps a proposal and tells everybody whose word may count. */
export async function keepProposal(services: Services, tx: Transaction, actor: Pick<Actor, "personId" | "organisationId">, { details, organisationId, proposedAs }: Omit<Proposal, "proposedBy">): Promise<string> {
  const id = newId("ppl");
  const at = services.clock();
  const about = aboutWhom(details);
  const proposal: Proposal = { details, organisationId, proposedBy: actor.personId, proposedAs };
  await insertProposal(tx, {
    id, kind: details.kind, organisationId, subject: details.kind === "lend-model" ? details.subject : (about ?? organisationId), proposedBy: actor.personId, at, expiresAt: new Date(at.getTime() + PROPOSAL_DAYS * 86_400_000),
    sealedDetails: services.keys.seal("proposal", id, JSON.stringify(proposal)),
  });
  await appendEntry(services, tx, { kind: "access.proposed", subject: id, by: actor, data: { kind: details.kind, organisationId }, visibleTo: [organisationId] });
  const house = tx.asSystem("who else may confirm is told");
  const organisation = await findOrganisation(house, organisationId);
  const link = details.kind === "lend-model" ? `/developer/engagements/${details.subject}` : `/people?organisation=${organisationId}`;
  for (const person of await listVoices(house, details.kind, organisationId)) {
    if (person.id === actor.personId || person.id === about) continue;
    await notify(services, tx, { to: { personId: person.id, email: person.email }, kind: `access.proposed-${details.kind}`, params: { organisation: organisation?.name ?? "" }, link });
  }
  return id;
}

/** The leads of a developer, each once. */
export async function listLeads(house: Queryable, organisationId: string): Promise<readonly PersonRow[]> {
  const people = [...(await listPeopleWithRole(house, "developer-release-lead")), ...(await listPeopleWithRole(house, "developer-security-lead"))];
  return once(people.filter((person) => person.organisation_id === organisationId));
}

async function listVoices(house: Queryable, kind: Details["kind"], organisationId: string): Promise<readonly PersonRow[]> {
  if (kind === "lend-model") return listLeads(house, organisationId);
  return once([...(await listManagers(house, organisationId)), ...(await listPeopleWithRole(house, "administrator"))]);
}

function once(people: readonly PersonRow[]): readonly PersonRow[] {
  return [...new Map(people.map((one) => [one.id, one])).values()];
}

/** What was proposed; of a row that speaks of another organisation than was sealed into it, nothing. */
export function openProposal(services: Services, row: ProposalRow): Proposal {
  const kept = JSON.parse(services.keys.open("proposal", row.id, row.sealed_details).toString("utf8")) as Proposal | HouseDetails;
  // Sealed by 0.1.0: the details alone, of what an administrator or a recovery waits for.
  if (!("details" in kept)) return { details: kept, organisationId: row.organisation_id, proposedBy: row.proposed_by, proposedAs: kept.kind === "recover" ? "person" : "administrator" };
  if (kept.organisationId !== row.organisation_id) throw notFound();
  return kept;
}

export function aboutWhom(details: Details): string | null {
  return "personId" in details ? details.personId : null;
}

/** As the rules ask about it. */
export function toAsked({ details, proposedBy, proposedAs }: Omit<Proposal, "organisationId">): Asked {
  return { kind: details.kind, proposedBy, about: aboutWhom(details), proposedAs, makesAdministrator: details.kind === "invite" && details.roles.every((role) => role === "administrator") };
}
