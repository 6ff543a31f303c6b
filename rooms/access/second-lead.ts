import { appendEntry } from "#rooms/audit";
import { notFound, type Actor, type Services, type Transaction } from "#rooms/platform";
import { AccessRefusal } from "./access.errors.ts";
import { endProposal, insertConfirmation, listLendings, lockLending } from "./house.store.ts";
import { keepProposal, listLeads, openProposal, toAsked } from "./keep-proposal.ts";
import { isConfirmed, mayConfirm } from "./proposal.rules.ts";
import { requireInPerson } from "./require-in-person.ts";

/** What waits for a developer's second lead; `terms` are whatever the room above keeps with it. */
export interface Lending {
  readonly id: string;
  readonly terms: unknown;
  readonly proposedByName: string;
  readonly proposedAt: string;
  readonly expiresAt: string;
  readonly mayConfirm: boolean;
}

/**
 * Keeps what a developer's lead may not lend alone, until a second lead confirms it.
 * @returns the proposal's id; undefined when there is no other lead, and the workflow goes on at once
 */
export async function awaitSecondLead(services: Services, tx: Transaction, actor: Actor, lent: { readonly subject: string; readonly terms: unknown }): Promise<string | undefined> {
  const details = { kind: "lend-model", ...lent } as const;
  const asked = toAsked({ details, proposedBy: actor.personId, proposedAs: "lead" });
  const leads = (await listLeads(tx, actor.organisationId)).filter(({ id }) => id !== actor.personId).length;
  if (isConfirmed(asked, [], { managers: 0, administrators: 0, leads })) return undefined;
  return keepProposal(services, tx, actor, { details, organisationId: actor.organisationId, proposedAs: "lead" });
}

/** Gives the second lead's word, and the terms to go on with in the same transaction. */
export async function giveSecondLeadsWord(services: Services, tx: Transaction, actor: Actor, { subject, proposalId }: { readonly subject: string; readonly proposalId: string }): Promise<unknown> {
  requireInPerson(actor);
  const row = await lockLending(tx, { id: proposalId, subject, now: services.clock() });
  if (!row) throw notFound();
  const proposal = openProposal(services, row);
  const { details, organisationId } = proposal;
  if (details.kind !== "lend-model" || details.subject !== subject || organisationId !== actor.organisationId) throw notFound();
  if (!mayConfirm(toAsked(proposal), { personId: actor.personId, standing: "lead" })) throw new AccessRefusal("not-permitted", "Somebody else confirms this than who proposed it.");
  await insertConfirmation(tx, { proposalId, personId: actor.personId, standing: "lead", at: services.clock() });
  await endProposal(tx, proposalId, "done");
  await appendEntry(services, tx, { kind: "access.proposal-confirmed", subject: proposalId, by: actor, data: { kind: row.kind, standing: "lead" }, visibleTo: [organisationId] });
  return details.terms;
}

/** Either lead takes back what waits, alone. */
export async function takeBackLending(services: Services, tx: Transaction, actor: Actor, { subject, proposalId }: { readonly subject: string; readonly proposalId: string }): Promise<void> {
  const row = await lockLending(tx, { id: proposalId, subject, now: services.clock() });
  if (!row) throw notFound();
  await endProposal(tx, proposalId, "withdrawn");
  await appendEntry(services, tx, { kind: "access.proposal-withdrawn", subject: proposalId, by: actor, data: { kind: row.kind }, visibleTo: [row.organisation_id] });
}

/** What waits on this record, newest first. */
export async function listLendingsOn(services: Services, actor: Actor, subject: string): Promise<readonly Lending[]> {
  return (await listLendings(services.db, subject, services.clock())).map((row) => {
    const proposal = openProposal(services, row);
    return {
      id: row.id, terms: proposal.details.kind === "lend-model" ? proposal.details.terms : null, proposedByName: row.proposed_by_name, proposedAt: row.proposed_at, expiresAt: row.expires_at,
      mayConfirm: mayConfirm(toAsked(proposal), { personId: actor.personId, standing: "lead" }),
    };
  });
}
