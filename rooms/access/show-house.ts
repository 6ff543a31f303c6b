import type { OrganisationKind, Role } from "#contracts/access";
import { notFound, type Actor, type Services } from "#rooms/platform";
import { findOrganisation, findPerson } from "./access.store.ts";
import { listConfirmations, listHouseholders, listProposals, listWaitingInvitations } from "./house.store.ts";
import { toAsked, type HouseDetails } from "./keep-proposal.ts";
import { mayConfirm } from "./proposal.rules.ts";
import { openHouseProposal, standingOf } from "./propose.ts";
import { findProvider } from "./providers.store.ts";
import { rolesOf } from "./roles.rules.ts";
import { findSettings } from "./sessions.store.ts";

/** Everything that whoever keeps an organisation's people sees of it. */
export async function showHouse(services: Services, actor: Actor, organisationId: string) {
  const organisation = await findOrganisation(services.db, organisationId);
  if (!organisation) throw notFound();
  const now = services.clock();
  const house = services.db.asSystem("how many passkeys and sessions the people have; none is shown");
  const provider = await findProvider(services.db, organisationId);
  return {
    organisation: { id: organisation.id, name: organisation.name, kind: organisation.kind as OrganisationKind },
    mayHold: [...rolesOf(organisation.kind as OrganisationKind)],
    people: (await listHouseholders(house, organisationId, now)).map((row) => ({ ...row, roles: row.roles as Role[] })),
    invitations: (await listWaitingInvitations(services.db, organisationId, now)).map((row) => ({ id: row.id, name: row.name, email: row.email, roles: row.roles as Role[], invitedAt: row.invited_at, expiresAt: row.expires_at })),
    proposals: await showProposals(services, actor, organisationId),
    provider: provider ? { id: provider.id, issuer: provider.issuer, clientId: provider.client_id, registeredAt: provider.registered_at } : null,
    settings: await findSettings(services.db, organisationId),
  };
}

async function showProposals(services: Services, actor: Actor, organisationId: string) {
  const voice = { personId: actor.personId, standing: standingOf(actor, organisationId) };
  return Promise.all((await listProposals(services.db, organisationId)).map(async (row) => {
    const proposal = openHouseProposal(services, row);
    const state = row.state === "open" && Date.parse(row.expires_at) <= services.clock().getTime() ? ("lapsed" as const) : row.state;
    const confirmations = await listConfirmations(services.db, row.id);
    const hasSpoken = confirmations.some(({ person_id: id }) => id === actor.personId);
    return {
      id: row.id, kind: proposal.details.kind, state, summary: await summarise(services, proposal.details), proposedByName: row.proposed_by_name, proposedAt: row.proposed_at, expiresAt: row.expires_at,
      confirmedBy: confirmations.map(({ person_name: name }) => name), mayConfirm: state === "open" && !hasSpoken && mayConfirm(toAsked(proposal), voice),
    };
  }));
}

/** What is to be confirmed, in full, but for the provider's secret. */
async function summarise(services: Services, details: HouseDetails) {
  const person = "personId" in details ? await findPerson(services.db, details.personId) : undefined;
  return {
    name: details.kind === "invite" ? details.name : (person?.name ?? null),
    email: details.kind === "invite" ? details.email : (person?.email ?? null),
    roles: "roles" in details ? [...details.roles] : [],
    issuer: details.kind === "register-provider" ? details.issuer : null,
    settings: details.kind === "change-sign-in" ? details.settings : null,
  };
}
