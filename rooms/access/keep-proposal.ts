import type { Role } from "#contracts/access";
import { appendEntry } from "#rooms/audit";
import { newId, notify, type Actor, type Services, type Transaction } from "#rooms/platform";
import { findOrganisation, listManagers, listPeopleWithRole } from "./access.store.ts";
import { insertProposal, type ProposalRow } from "./house.store.ts";

const PROPOSAL_DAYS = 7;

export type Details =
  | { readonly kind: "invite"; readonly name: string; readonly email: string; readonly roles: readonly Role[] }
  | { readonly kind: "change-roles"; readonly personId: string; readonly roles: readonly Role[] }
  | { readonly kind: "register-provider"; readonly issuer: string; readonly clientId: string; readonly clientSecret: string }
  | { readonly kind: "recover"; readonly personId: string }
  | { readonly kind: "rotate-key" };

/** Keeps a proposal and tells everybody whose word may count. */
export async function keepProposal(services: Services, tx: Transaction, { actor, organisationId, details }: { readonly actor: Pick<Actor, "personId" | "organisationId">; readonly organisationId: string; readonly details: Details }): Promise<string> {
  const id = newId("ppl");
  const at = services.clock();
  const about = aboutWhom(details);
  await insertProposal(tx, {
    id, kind: details.kind, organisationId, subject: about ?? organisationId, proposedBy: actor.personId, at, expiresAt: new Date(at.getTime() + PROPOSAL_DAYS * 86_400_000),
    sealedDetails: services.keys.seal("proposal", id, JSON.stringify(details)),
  });
  await appendEntry(services, tx, { kind: "access.proposed", subject: id, by: actor, data: { kind: details.kind, organisationId }, visibleTo: [organisationId] });
  const house = tx.asSystem("who else may confirm is told");
  const organisation = await findOrganisation(house, organisationId);
  for (const person of new Map([...(await listManagers(house, organisationId)), ...(await listPeopleWithRole(house, "administrator"))].map((one) => [one.id, one])).values()) {
    if (person.id === actor.personId || person.id === about) continue;
    await notify(services, tx, { to: { personId: person.id, email: person.email }, kind: `access.proposed-${details.kind}`, params: { organisation: organisation?.name ?? "" }, link: `/people?organisation=${organisationId}` });
  }
  return id;
}

export function openDetails(services: Services, proposal: ProposalRow): Details {
  return JSON.parse(services.keys.open("proposal", proposal.id, proposal.sealed_details).toString("utf8")) as Details;
}

export function aboutWhom(details: Details): string | null {
  return "personId" in details ? details.personId : null;
}
