import { createHash } from "node:crypto";
import type { enterAgreement as enterAgreementBody } from "#contracts/agreements";
import { findOrganisationCard, tellHolders, type OrganisationCard } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { newId, type Actor, type Queryable, type Services, type Transaction } from "#rooms/platform";
import type { z } from "zod";
import { insertAgreement, insertAgreementText, insertTerm, insertWord, type AgreementRow } from "./agreements.store.ts";
import { EngagementRefusal } from "./engagement.errors.ts";
import { findHouseOfSpeaker, SPEAKER_OF } from "./speakers.ts";

export type EnteredAgreement = z.output<typeof enterAgreementBody>;

interface Parties {
  readonly developerId: string;
  /** In one order, whoever enters it. */
  readonly agencyIds: readonly string[];
}

/** Enters an agreement in the actor's organisation's name; it stands when every other party has given its word too. */
export async function enterAgreement(services: Services, input: { readonly actor: Actor; readonly agreement: EnteredAgreement }): Promise<string> {
  const { actor, agreement } = input;
  const at = services.clock();
  if (agreement.until !== null && Date.parse(agreement.until) <= Math.max(Date.parse(agreement.beginsAt), at.getTime())) {
    throw new EngagementRefusal("end-not-later", "until: the end must lie after the beginning, and in the future", { field: "until" });
  }
  const id = newId("agr");
  await services.db.inTransaction(async (tx) => {
    const parties = await findParties(tx, input);
    const confidentialityDigest = createHash("sha256").update(agreement.confidentialityText).digest("hex");
    await insertAgreement(tx, { id, ...parties, scopes: agreement.scopes, legalBasis: agreement.legalBasis, confidentialityDigest, mayBePublic: agreement.mayBePublic, beginsAt: agreement.beginsAt, by: actor.personId, at });
    await insertAgreementText(tx, id, services.keys.seal("engagement-agreement", id, agreement.confidentialityText));
    const { scopes, legalBasis, beginsAt, mayBePublic } = agreement;
    await proposeTerm(services, tx, {
      actor, agreementId: id, number: 1, until: agreement.until, parties: [parties.developerId, ...parties.agencyIds], kind: "engagement.agreement-entered",
      agreed: { ...parties, scopes, legalBasis, beginsAt, mayBePublic, confidentialityDigest },
    });
  });
  return id;
}

interface ProposedTerm {
  readonly actor: Actor;
  readonly agreementId: string;
  readonly number: number;
  readonly until: string | null;
  readonly parties: readonly string[];
  readonly kind: "engagement.agreement-entered" | "engagement.agreement-renewal-proposed";
  /** What the word is given on, besides the end. */
  readonly agreed: object;
}

/** Proposes a term, gives the actor's own word on it and asks the other parties for theirs. */
export async function proposeTerm(services: Services, tx: Transaction, { actor, agreementId, number, until, parties, kind, agreed }: ProposedTerm): Promise<void> {
  const at = services.clock();
  const digest = createHash("sha256").update(JSON.stringify({ agreementId, number, until, ...agreed })).digest("hex");
  await insertTerm(tx, { agreementId, number, until, digest, by: actor.organisationId, at });
  await insertWord(tx, { agreementId, number, organisationId: actor.organisationId, personId: actor.personId, at });
  await appendEntry(services, tx, { kind, subject: agreementId, by: actor, data: { term: number, termDigest: digest }, visibleTo: parties });
  await tellParties(services, tx, { parties: parties.filter((one) => one !== actor.organisationId), kind, agreementId });
}

export function partiesOf(row: AgreementRow): readonly string[] {
  return [row.developer_organisation_id, ...row.agency_organisation_ids.split(" ")];
}

export async function tellParties(services: Services, tx: Transaction, { parties, kind, agreementId }: { readonly parties: readonly string[]; readonly kind: string; readonly agreementId: string }): Promise<void> {
  for (const role of Object.values(SPEAKER_OF)) {
    await tellHolders(services, tx, { roles: [role], who: ({ organisationId }) => parties.includes(organisationId), kind, link: `/agreements/${agreementId}` });
  }
}

async function findParties(db: Queryable, { actor, agreement }: { readonly actor: Actor; readonly agreement: EnteredAgreement }): Promise<Parties> {
  const own = await findOrganisationCard(db, actor.organisationId);
  const houses = new Map(own ? [[own.id, own]] : []);
  for (const [index, { email }] of agreement.counterparts.entries()) {
    const house = (await findHouseOfSpeaker(db, email, "government")) ?? (await findHouseOfSpeaker(db, email, "developer"));
    const field = `counterparts.${index}.email`;
    if (!house) throw new EngagementRefusal("counterpart-not-known", `${field}: nobody who speaks for a developer or an agency can be named by this address; ask the person for the one they sign in with`, { field });
    houses.set(house.id, house);
  }
  const idsOf = (kind: OrganisationCard["kind"]) => [...houses.values()].filter((house) => house.kind === kind).map(({ id }) => id).toSorted();
  const [[developerId, another], agencyIds] = [idsOf("developer"), idsOf("government")];
  // Two laboratories never meet in one agreement: neither is to know of the other's (INV-10).
  if (developerId === undefined || another !== undefined || agencyIds.length === 0) {
    throw new EngagementRefusal("not-two-sides", "counterparts: an agreement is between one developer and one agency or several; name the other side", { field: "counterparts" });
  }
  return { developerId, agencyIds };
}
