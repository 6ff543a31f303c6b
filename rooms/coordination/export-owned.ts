import { findOrganisationCard, findPersonCardByEmail, listHolders } from "#rooms/access";
import { listOwnedBugs } from "#rooms/findings";
import type { Queryable, Services } from "#rooms/platform";
import { openContact } from "./maintainer/contact-book.ts";
import { listContacts } from "./maintainer/contact-book.store.ts";
import { listAddedParticipants, listCasesOf, listCasesToldOf, listDraftsOf, listEmbargoes, listFilesOf, listMaintainedProjects, listMaintainersMessages, listMessagesOf, listOpenedProjects, listStatusesOf, type MaintainedCase, type MaintainedMessage } from "./coordination-export.store.ts";
import { openCard, type ParticipantCard } from "./mail/mail-participant.ts";
import { openFileCard } from "./work/exchange-file.ts";
import { openDraft } from "./work/share-draft.ts";
import { listPolicies } from "./maintainer/maintainer-policy.store.ts";

/**
 * A vendor owns its projects with their pace, the reports it was told of, its answers and its own messages; a finder how the
 * cases of its findings stand; a clearinghouse the list of projects. What the finding of a case says is its finder's.
 */
export async function exportOwned(services: Services, organisationId: string): Promise<Readonly<Record<string, unknown>>> {
  const { db } = services;
  const projects = await findMaintained(db, organisationId);
  const cases = await listCasesToldOf(db, idsOf(projects));
  const foundCases = await listCasesOf(db, await listOwnedBugs(db, organisationId));
  return {
    projects,
    cases: cases.map((row) => describeCase(services, row)),
    embargoes: await listEmbargoes(db, idsOf(cases)),
    messages: (await listMaintainersMessages(db, idsOf(cases))).map((row) => describeMessage(services, row)),
    foundCases,
    foundEmbargoes: await listEmbargoes(db, idsOf(foundCases)),
    openedProjects: await listOpenedProjects(db, organisationId),
    policies: (await listPolicies(db, idsOf(projects))).map(({ sealed, ...row }) => ({ ...row, policy: JSON.parse(services.keys.open("maintainer-policy", row.id, sealed).toString("utf8")) as object })),
    ...(await exportParticipations(services, organisationId)),
    contacts: (await listContacts(db, idsOf(projects))).map(({ sealed, ...row }) => ({ ...row, address: openContact(services, { id: row.id, sealed }) })),
  };
}

/**
 * What an organisation's people did as participants of cases: their standing, their words, what they wrote and gave, and the drafts
 * that were shared with them. A participant is an organisation's under its name and the address of one of its people; either
 * alone would not do, as for projects.
 */
async function exportParticipations(services: Services, organisationId: string): Promise<Readonly<Record<string, unknown>>> {
  const { db, keys } = services;
  const name = (await findOrganisationCard(db, organisationId))?.name.trim().toLowerCase();
  const own: (ParticipantCard & { readonly id: string })[] = [];
  for (const { sealedCard, ...row } of await listAddedParticipants(db)) {
    const card = openCard(services, { id: row.id, sealed_card: sealedCard });
    if (card?.name.trim().toLowerCase() === name && card && (await findPersonCardByEmail(db, card.email))?.organisationId === organisationId) own.push({ ...row, ...card });
  }
  const ids = idsOf(own);
  return {
    participations: own,
    statuses: (await listStatusesOf(db, ids)).map(({ sealedStatement, ...row }) => ({ ...row, statement: sealedStatement === null ? null : keys.open("vendor-status", row.id, sealedStatement).toString("utf8") })),
    participantMessages: (await listMessagesOf(db, ids)).map((row) => describeMessage(services, row)),
    drafts: (await listDraftsOf(db, ids)).map(({ sealed, ...row }) => ({ ...row, ...openDraft(services, { ...row, sealed }) })),
    files: (await listFilesOf(db, ids)).map(({ sealedCard, ...row }) => ({ ...row, ...openFileCard(services, { id: row.id, sealed_card: sealedCard }) })),
  };
}

/** Cases of which this organisation is the maintainer, and that it was told of. */
export async function listMaintainedCaseIds(db: Queryable, organisationId: string): Promise<readonly string[]> {
  return idsOf(await listCasesToldOf(db, idsOf(await findMaintained(db, organisationId))));
}

async function findMaintained(db: Queryable, organisationId: string) {
  const maintainers = (await listHolders(db, "maintainer")).filter((person) => person.organisationId === organisationId);
  return listMaintainedProjects(db, organisationId, maintainers.map(({ email }) => email));
}

function idsOf(rows: readonly { readonly id: string }[]): readonly string[] {
  return rows.map(({ id }) => id);
}

function describeCase({ keys }: Services, { sealedAnswerReason, ...row }: MaintainedCase): object {
  return { ...row, answerReason: sealedAnswerReason === null ? null : keys.open("case-answer", row.id, sealedAnswerReason).toString("utf8") };
}

function describeMessage({ keys }: Services, { sealed, ...row }: MaintainedMessage): object {
  return { ...row, ...(JSON.parse(keys.open("case-message", row.id, sealed).toString("utf8")) as { readonly sender: string; readonly text: string }) };
}
