import type { ContactExchange } from "#contracts/scanning";
import { findOrganisationCard, findPersonCard, type PersonCard } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { newId, notFound, notify, type Actor, type Services, type Transaction } from "#rooms/platform";
import { findExchange, findExchangeById, insertExchange, type ClaimRow, type ExchangeRow } from "./claims.store.ts";

const DAY_MS = 86_400_000;

/** Once for a claim, and about one project once a day between two organisations, however many claims of theirs meet. */
export async function exchangeContacts(services: Services, tx: Transaction, { asker, claim, project }: { readonly asker: Actor; readonly claim: ClaimRow; readonly project: string }): Promise<string> {
  const at = services.clock();
  const earlier = await findExchange(tx.asSystem("the other side may have asked first"), { claimId: claim.id, asker: asker.organisationId, holder: claim.organisation_id, projectKey: project, since: new Date(at.getTime() - DAY_MS) });
  if (earlier) return earlier.id;
  const id = newId("exch");
  await insertExchange(tx, { id, claimId: claim.id, organisationId: asker.organisationId, personId: asker.personId, at });
  await appendEntry(services, tx, { kind: "scanning.contacts-exchanged", subject: id, by: asker, data: { claimId: claim.id }, visibleTo: [claim.organisation_id] });
  const [asking, holding] = [await findPersonCard(tx, asker.personId), await findPersonCard(tx, claim.person_id)];
  if (asking && holding) {
    await introduce(services, tx, { exchangeId: id, reader: asking, other: holding });
    await introduce(services, tx, { exchangeId: id, reader: holding, other: asking });
  }
  return id;
}

/** Whom an organisation met, for the two who met; the target stays with each. */
export async function showExchange(services: Services, { actor, exchangeId }: { readonly actor: Actor; readonly exchangeId: string }): Promise<ContactExchange> {
  const row = await findParties(services, exchangeId);
  if (!row) throw notFound();
  const isAsker = row.asker_organisation_id === actor.organisationId;
  const other = await findPersonCard(services.db, isAsker ? row.holder_person_id : row.asker_person_id);
  const organisation = await findOrganisationCard(services.db, isAsker ? row.holder_organisation_id : row.asker_organisation_id);
  return { id: row.id, at: row.at, other: { organisation: organisation?.name ?? "", person: other?.name ?? "", email: other?.email ?? "" }, claimId: isAsker ? null : row.claim_id };
}

export function findParties({ db }: Services, exchangeId: string): Promise<ExchangeRow | undefined> {
  return findExchangeById(db.asSystem("each of the two who met may know whom"), exchangeId);
}

async function introduce(services: Services, tx: Transaction, { exchangeId, reader, other }: { readonly exchangeId: string; readonly reader: PersonCard; readonly other: PersonCard }): Promise<void> {
  const organisation = (await findOrganisationCard(tx, other.organisationId))?.name ?? other.organisationName;
  await notify(services, tx, { to: { personId: reader.id, email: reader.email }, kind: "scanning.contact-exchange", params: { organisation, person: other.name, email: other.email }, link: `/exchanges/${exchangeId}` });
}
