import { appendEntry } from "#rooms/audit";
import { notFound, notify, type Actor, type Job, type Services, type Transaction } from "#rooms/platform";
import { z } from "zod";
import { AccessRefusal } from "./access.errors.ts";
import { findPerson, findPersonByEmail, type PersonRow } from "./access.store.ts";
import { revokeClientsOf } from "./clients.store.ts";
import { findOpenProposalOn } from "./house.store.ts";
import { issueLink, redeemLink, revokeLinksTo } from "./links.ts";
import { openSession, type Arrival, type OpenedSession } from "./open-session.ts";
import { removePasskeysOf } from "./passkeys.store.ts";
import { keepProposal } from "./keep-proposal.ts";
import { deleteSubjectsOf } from "./providers.store.ts";
import { openEmail, endSessionsOf, sealEmail } from "./sessions.ts";
import { removeCardsOf } from "./smart-cards.store.ts";
import { tellManagers } from "./providers.ts";

/*
 * A person who lost every way in: asked for → confirmed by two others (proposal.rules.ts) → link mailed, for a day →
 * redeemed: whatever opened the account before opens it no more, and everybody concerned is told.
 */
const AUDIENCE = "recovery";
const LINK_HOURS = 24;

const payload = z.object({ sealedEmail: z.string() });

/** Keeps a wish for recovery until two others confirm it. A job: asking looks the same whoever is asked for. */
export const beginRecovery: Job<z.infer<typeof payload>> = {
  name: "access.begin-recovery",
  payload,
  run: (services, { sealedEmail }) =>
    services.db.inTransaction(async (tx) => {
      const person = await findPersonByEmail(tx, openEmail(services, sealedEmail));
      if (!person || (await findOpenProposalOn(tx, "recover", person.id, services.clock()))) return;
      await keepProposal(services, tx, { personId: person.id, organisationId: person.organisation_id }, { details: { kind: "recover", personId: person.id }, organisationId: person.organisation_id, proposedAs: "person" });
      await notify(services, tx, { to: { personId: person.id, email: person.email }, kind: "access.recovery-asked", link: "/account" });
    }),
};

export async function requestRecovery(services: Services, email: string): Promise<void> {
  await services.db.inTransaction((tx) => services.jobs.enqueue(tx, beginRecovery, { sealedEmail: sealEmail(services, email) }));
}

/** Mails the one link that two others confirmed. What the person has goes on until it is redeemed. */
export async function mailRecoveryLink(services: Services, tx: Transaction, actor: Actor, personId: string): Promise<string> {
  const person = await findPerson(tx.asSystem("an administrator of another organisation may be the second"), personId);
  if (!person) throw notFound();
  await revokeLinksTo(services, tx, AUDIENCE, personId);
  const expiresAt = new Date(services.clock().getTime() + LINK_HOURS * 3_600_000);
  const token = await issueLink(services, tx, { audience: AUDIENCE, subject: personId, expiresAt, singleUse: true });
  await appendEntry(services, tx, { kind: "access.recovery-confirmed", subject: personId, by: actor, data: {}, visibleTo: [person.organisation_id] });
  await notify(services, tx, { to: { email: person.email }, kind: "access.recovery-link", params: { hours: LINK_HOURS }, link: `/sign-in/recovery#${token}` });
  await tellManagers(services, tx, person.organisation_id, "access.recovery-confirmed");
  return personId;
}

/** Lets the person in by the link, and takes away whatever let anybody in before. */
export function redeemRecovery(services: Services, token: string, arrival: Omit<Arrival, "method">): Promise<OpenedSession> {
  return services.db.inTransaction(async (tx) => {
    const link = await redeemLink(services, tx, AUDIENCE, token);
    const person = await findPerson(tx.asSystem("whoever is let in again is nobody yet"), link.subject);
    if (!person) throw new AccessRefusal("link-not-valid", "This link is not valid any more. Ask for recovery anew.", { field: "token" });
    const actor: Actor = { personId: person.id, organisationId: person.organisation_id, roles: person.roles, sessionId: "recovery" };
    await takeProofsAway(services, tx, actor, person);
    await appendEntry(services, tx, { kind: "access.recovered", subject: person.id, by: actor, data: {} });
    await notify(services, tx, { to: { personId: person.id, email: person.email }, kind: "access.recovered", link: "/account" });
    await tellManagers(services, tx, person.organisation_id, "access.person-recovered");
    return openSession(services, tx, person, { ...arrival, method: "link" });
  });
}

/** Ends sessions, passkeys, cards, connections and clients of a person. */
export async function takeProofsAway(services: Services, tx: Transaction, actor: Actor, person: Pick<PersonRow, "id">): Promise<void> {
  const house = tx.asSystem("proofs are the person's own, and somebody else ends them");
  const at = services.clock();
  await removePasskeysOf(house, person.id, at);
  await removeCardsOf(house, person.id, at);
  await deleteSubjectsOf(house, person.id);
  await revokeClientsOf(house, person.id, at);
  await endSessionsOf(services, tx, { actor, personId: person.id, reason: "proofs-taken-away" });
}
