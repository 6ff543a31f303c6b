import type { OrganisationKind } from "#contracts/access";
import { appendEntry } from "#rooms/audit";
import { notFound, type Actor, type Services, type Transaction } from "#rooms/platform";
import { AccessRefusal } from "./access.errors.ts";
import { findOrganisation, listManagers, listPeopleWithRole } from "./access.store.ts";
import { changeRoles } from "./change-roles.ts";
import { changeSignIn } from "./change-sign-in.ts";
import { endProposal, insertConfirmation, listConfirmations, lockOpenProposal, type ProposalRow } from "./house.store.ts";
import { sendInvitation } from "./invitations.ts";
import { keepProposal, openProposal, toAsked, type HouseDetails, type Proposal } from "./keep-proposal.ts";
import { isConfirmed, mayConfirm, type Asked, type Others, type Voice } from "./proposal.rules.ts";
import { keepProvider, removeProvider } from "./providers.ts";
import { mailRecoveryLink } from "./recover-account.ts";
import { findRoleFault } from "./roles.rules.ts";
import { rotateKey } from "./rotate-key.ts";
import { isSealed, sealRow } from "./row-seals.ts";

export interface Outcome {
  readonly state: "done" | "waiting";
  /** What was made or changed, or the proposal that waits. */
  readonly id: string;
}

/** Does at once what its proposer may do alone, and keeps the rest until enough others have confirmed it. */
export function propose(services: Services, actor: Actor, organisationId: string, details: HouseDetails): Promise<Outcome> {
  return services.db.inTransaction(async (tx) => {
    await requirePossible(tx, organisationId, details);
    const proposedAs = standingOf(actor, organisationId);
    const asked = toAsked({ details, proposedBy: actor.personId, proposedAs });
    if (isConfirmed(asked, [], await countOthers(tx, organisationId, asked))) return { state: "done", id: await carryOut(services, tx, { actor, organisationId, details }) };
    return { state: "waiting", id: await keepProposal(services, tx, actor, { details, organisationId, proposedAs }) };
  });
}

/** Gives a second person's word to a proposal, and carries it out when that was what it waited for. */
export function confirmProposal(services: Services, actor: Actor, proposalId: string): Promise<Outcome> {
  return services.db.inTransaction(async (tx) => {
    const proposal = await lockOpenProposal(tx, proposalId, services.clock());
    if (!proposal) throw notFound();
    const standing = standingOf(actor, proposal.organisation_id);
    const { details, ...waiting } = openHouseProposal(services, proposal);
    const asked = toAsked({ details, ...waiting });
    if (!mayConfirm(asked, { personId: actor.personId, standing })) throw new AccessRefusal("not-permitted", "Somebody else confirms this: neither who proposed it nor whom it is about.");
    if ((await insertConfirmation(tx, { proposalId, personId: actor.personId, standing, at: services.clock() })) === 0) throw new AccessRefusal("already-confirmed", "You have confirmed this already; it waits for somebody else.");
    await sealRow(services, tx, "confirmation", `${proposalId} ${actor.personId}`);
    await appendEntry(services, tx, { kind: "access.proposal-confirmed", subject: proposalId, by: actor, data: { kind: proposal.kind, standing }, visibleTo: [proposal.organisation_id] });
    const voices = await listVoices(services, tx, proposalId);
    if (!isConfirmed(asked, voices, await countOthers(tx, proposal.organisation_id, asked))) return { state: "waiting", id: proposalId };
    await requirePossible(tx, proposal.organisation_id, details);
    await endProposal(tx, proposalId, "done");
    return { state: "done", id: await carryOut(services, tx, { actor, organisationId: proposal.organisation_id, details }) };
  });
}

/** Ends a proposal that was not carried out yet. */
export function withdrawProposal(services: Services, actor: Actor, proposalId: string): Promise<void> {
  return services.db.inTransaction(async (tx) => {
    const proposal = await lockOpenProposal(tx, proposalId, services.clock());
    if (!proposal) throw notFound();
    await endProposal(tx, proposalId, "withdrawn");
    await appendEntry(services, tx, { kind: "access.proposal-withdrawn", subject: proposalId, by: actor, data: { kind: proposal.kind }, visibleTo: [proposal.organisation_id] });
  });
}

/** In which standing somebody speaks for this organisation; absence for whoever speaks for none. */
export function standingOf(actor: Actor, organisationId: string): "manager" | "administrator" {
  if (actor.organisationId === organisationId && actor.roles.includes("organisation-manager")) return "manager";
  if (actor.roles.includes("administrator")) return "administrator";
  throw notFound();
}

/** A proposal about an organisation's people or its sign-in; what a developer lends is not the house's to open. */
export function openHouseProposal(services: Services, row: ProposalRow): Proposal<HouseDetails> {
  const { details, ...proposal } = openProposal(services, row);
  if (details.kind === "lend-model") throw notFound();
  return { ...proposal, details };
}

async function carryOut(services: Services, tx: Transaction, { actor, organisationId, details }: { readonly actor: Actor; readonly organisationId: string; readonly details: HouseDetails }): Promise<string> {
  switch (details.kind) {
    case "invite":
      return sendInvitation(services, tx, actor, { organisationId, ...details });
    case "change-roles":
      return changeRoles(services, tx, actor, details);
    case "register-provider":
      return keepProvider(services, tx, actor, { organisationId, ...details });
    case "remove-provider":
      return removeProvider(services, tx, actor, organisationId);
    case "change-sign-in":
      return changeSignIn(services, tx, actor, { organisationId, settings: details.settings });
    case "recover":
      return mailRecoveryLink(services, tx, actor, details.personId);
    case "rotate-key":
      return rotateKey(services, tx, actor);
  }
}

/** Whose word was given here, and not written into the table. */
async function listVoices(services: Services, tx: Transaction, proposalId: string): Promise<readonly Voice[]> {
  const voices: Voice[] = [];
  for (const { person_id: personId, standing } of await listConfirmations(tx, proposalId)) {
    if (await isSealed(services, tx, "confirmation", `${proposalId} ${personId}`)) voices.push({ personId, standing });
  }
  return voices;
}

/** Asked when it is proposed and again when it is carried out: the organisation may have changed in between. */
async function requirePossible(tx: Transaction, organisationId: string, details: HouseDetails): Promise<void> {
  if (details.kind !== "invite" && details.kind !== "change-roles") return;
  const organisation = await findOrganisation(tx, organisationId);
  if (!organisation) throw notFound();
  const fault = findRoleFault(organisation.kind as OrganisationKind, details.roles);
  if (fault) throw new AccessRefusal("role-not-possible", `roles: ${fault}`, { field: "roles" });
}

/** How many there are whose word could count. */
async function countOthers(tx: Transaction, organisationId: string, { about, proposedBy }: Asked): Promise<Others> {
  const house = tx.asSystem("how many may speak decides who must");
  const isOther = ({ id }: { readonly id: string }) => id !== about && id !== proposedBy;
  return { managers: (await listManagers(house, organisationId)).filter(isOther).length, administrators: (await listPeopleWithRole(house, "administrator")).filter(isOther).length, leads: 0 };
}
