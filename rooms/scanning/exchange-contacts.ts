import { findOrganisationCard, findPersonCard, type PersonCard } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { newId, notify, type Actor, type Services, type Transaction } from "#rooms/platform";
import { findExchange, insertExchange, type ClaimRow } from "./claims.store.ts";

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
    await introduce(services, tx, asking, holding);
    await introduce(services, tx, holding, asking);
  }
  return id;
}

async function introduce(services: Services, tx: Transaction, reader: PersonCard, other: PersonCard): Promise<void> {
  const organisation = (await findOrganisationCard(tx, other.organisationId))?.name ?? other.organisationName;
  await notify(services, tx, { to: { personId: reader.id, email: reader.email }, kind: "scanning.contact-exchange", params: { organisation, person: other.name, email: other.email }, link: "/findings" });
}
