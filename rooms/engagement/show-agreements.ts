import type { Agreement, AgreementScope, AgreementState, PublishedAgreements } from "#contracts/agreements";
import { filterFor, findOrganisationCard, findPersonCard } from "#rooms/access";
import { notFound, type Actor, type Queryable, type Services } from "#rooms/platform";
import { findStandingTerm, judgeAgreement } from "./agreement.rules.ts";
import {
  AGREEMENT_COLUMNS, findAgreement, findSealedText, listAgreements as listRows, listAgreementsByIds, listAllPublications, listLinks, listNewestWords, listPublications, listTerms, listWords,
  type AgreementRow, type AgreementTermRow,
} from "./agreements.store.ts";

type PublishedAgreement = PublishedAgreements["agreements"][number];

/** Everything of one agreement, for its parties. */
export async function showAgreement(services: Services, actor: Actor, id: string): Promise<Agreement> {
  const row = await findAgreement(services.db, id);
  if (!row) throw notFound();
  return describeAgreement(services, services.db, { row, readerOrganisationId: actor.organisationId });
}

export async function describeAgreement(services: Services, db: Queryable, { row, readerOrganisationId }: { readonly row: AgreementRow; readonly readerOrganisationId: string }): Promise<Agreement> {
  const { id } = row;
  const [terms, words, publications, sealedText] = [await listTerms(db, [id]), await listWords(db, id), await listPublications(db, [id]), await findSealedText(db, id)];
  const newest = terms.at(-1);
  if (!newest || sealedText === undefined) throw notFound();
  const house = nameHouses(db);
  const isGiven = words.some((word) => word.number === newest.number && word.organisation_id === readerOrganisationId);
  return {
    id,
    ...standingOf(services, row, terms),
    developer: { organisationId: row.developer_organisation_id, name: await house(row.developer_organisation_id) },
    agencies: await Promise.all(agenciesOf(row).map(async (organisationId) => ({ organisationId, name: await house(organisationId) }))),
    scopes: row.scopes as AgreementScope[],
    legalBasis: row.legal_basis,
    beginsAt: row.begins_at,
    confidentialityText: services.keys.open("engagement-agreement", id, sealedText).toString("utf8"),
    confidentialityDigest: row.confidentiality_digest,
    mayBePublic: row.may_be_public,
    enteredByName: await nameOf(db, row.entered_by),
    enteredAt: row.entered_at,
    endedAt: row.ended_at,
    endedByName: row.ended_by_organisation_id && (await house(row.ended_by_organisation_id)),
    terms: await Promise.all(terms.map(async (term) => ({
      number: term.number, until: term.until, digest: term.digest, proposedByName: await house(term.proposed_by_organisation_id), proposedAt: term.proposed_at, inForceAt: term.in_force_at,
      words: await Promise.all(words.filter(({ number }) => number === term.number).map(async (word) => ({ organisationName: await house(word.organisation_id), personName: await nameOf(db, word.person_id), givenAt: word.given_at }))),
    }))),
    publications: await Promise.all(publications.map(async (one) => ({
      publishedAt: one.published_at, publishedByName: await house(one.published_by_organisation_id), takenDownAt: one.taken_down_at, takenDownByName: one.taken_down_by_organisation_id && (await house(one.taken_down_by_organisation_id)),
    }))),
    awaitsYourWord: row.ended_at === null && newest.in_force_at === null && !isGiven ? newest.digest : null,
    notice: services.messages.text("engagement.notice"),
  };
}

/** The agreements of the reader's organisation, newest first. */
export async function listAgreements(services: Services, actor: Actor) {
  const { db } = services;
  const rows = await listRows(db, filterFor(actor, "engagement:read-agreement", AGREEMENT_COLUMNS));
  const ids = rows.map(({ id }) => id);
  const terms = Map.groupBy(await listTerms(db, ids), ({ agreement_id }) => agreement_id);
  const given = new Set((await listNewestWords(db, ids)).filter(({ organisation_id }) => organisation_id === actor.organisationId).map(({ agreement_id }) => agreement_id));
  const open = new Set((await listPublications(db, ids)).filter(({ taken_down_at }) => taken_down_at === null).map(({ agreement_id }) => agreement_id));
  const house = nameHouses(db);
  return Promise.all(rows.map(async (row) => ({
    id: row.id,
    ...standingOf(services, row, terms.get(row.id) ?? []),
    developerName: await house(row.developer_organisation_id),
    agencyNames: await Promise.all(agenciesOf(row).map(house)),
    scopes: row.scopes as AgreementScope[],
    beginsAt: row.begins_at,
    isPublic: open.has(row.id),
    awaitsYourWord: row.ended_at === null && terms.get(row.id)?.at(-1)?.in_force_at === null && !given.has(row.id),
  })));
}

/** What is public, and when something was that is no more: of the latter nothing but its dates. */
export async function listPublishedAgreements(services: Services): Promise<PublishedAgreements> {
  const { db } = services;
  const lines = await listAllPublications(db);
  const open = new Map(lines.filter(({ taken_down_at }) => taken_down_at === null).map((line) => [line.agreement_id, line]));
  const rows = await listAgreementsByIds(db, [...open.keys()]);
  const terms = Map.groupBy(await listTerms(db, [...open.keys()]), ({ agreement_id }) => agreement_id);
  const house = nameHouses(db);
  const agreements: PublishedAgreement[] = [];
  for (const row of rows) {
    // Also in a party's own session: what is only proposed is between the parties.
    const inForce = (terms.get(row.id) ?? []).filter((term) => term.in_force_at !== null);
    agreements.push({
      id: row.id,
      ...standingOf(services, row, inForce),
      developerName: await house(row.developer_organisation_id),
      agencyNames: await Promise.all(agenciesOf(row).map(house)),
      scopes: row.scopes as AgreementScope[],
      legalBasis: row.legal_basis,
      beginsAt: row.begins_at,
      renewedAt: inForce.slice(1).flatMap(({ in_force_at }) => in_force_at ?? []),
      endedAt: row.ended_at,
      confidentialityDigest: row.confidentiality_digest,
      publishedAt: open.get(row.id)?.published_at ?? row.entered_at,
    });
  }
  return {
    agreements: agreements.toSorted((one, other) => other.publishedAt.localeCompare(one.publishedAt) || one.id.localeCompare(other.id)),
    takenDown: lines.flatMap(({ id, published_at, taken_down_at }) => (taken_down_at === null ? [] : [{ id, publishedAt: published_at, takenDownAt: taken_down_at }])),
    statement: services.messages.text("engagement.agreements.statement"),
  };
}

/** The agreements that the developer linked to an engagement. */
export async function listLinkedAgreements(services: Services, engagementId: string) {
  const { db } = services;
  const links = await listLinks(db, engagementId);
  const rows = new Map((await listAgreementsByIds(db, links.map(({ agreement_id }) => agreement_id))).map((row) => [row.id, row]));
  const terms = Map.groupBy(await listTerms(db, [...rows.keys()]), ({ agreement_id }) => agreement_id);
  const house = nameHouses(db);
  const found = links.flatMap((link) => rows.get(link.agreement_id) ?? []);
  return Promise.all(found.map(async (row) => ({
    id: row.id, state: standingOf(services, row, terms.get(row.id) ?? []).state, agencyNames: await Promise.all(agenciesOf(row).map(house)), scopes: row.scopes as AgreementScope[],
    linkedAt: links.find(({ agreement_id }) => agreement_id === row.id)?.linked_at ?? row.entered_at,
  })));
}

function standingOf({ clock }: Services, row: AgreementRow, rows: readonly AgreementTermRow[]): { readonly state: AgreementState; readonly until: string | null } {
  const terms = rows.map(({ until, in_force_at }) => ({ until: toMs(until), inForceAt: toMs(in_force_at) }));
  const standing = findStandingTerm(rows.map(({ until, in_force_at }) => ({ until, inForceAt: in_force_at }))) ?? rows[0];
  return { state: judgeAgreement({ beginsAt: Date.parse(row.begins_at), endedAt: toMs(row.ended_at), terms }, clock().getTime()), until: standing?.until ?? null };
}

function toMs(instant: string | null): number | null {
  return instant === null ? null : Date.parse(instant);
}

function agenciesOf(row: AgreementRow): readonly string[] {
  return row.agency_organisation_ids.split(" ");
}

/** Names of houses, each asked for once. */
function nameHouses(db: Queryable): (organisationId: string) => Promise<string> {
  const known = new Map<string, Promise<string>>();
  return (organisationId) => {
    const name = known.get(organisationId) ?? findOrganisationCard(db, organisationId).then((card) => card?.name ?? "");
    known.set(organisationId, name);
    return name;
  };
}

async function nameOf(db: Queryable, personId: string): Promise<string> {
  return (await findPersonCard(db, personId))?.name ?? "";
}
