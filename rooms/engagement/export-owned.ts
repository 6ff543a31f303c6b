import { findOrganisationCard } from "#rooms/access";
import type { Queryable, Services } from "#rooms/platform";
import { listAgreementsOf } from "./agreements.store.ts";
import { listOwnedAdvice, listOwnedAgreementLinks, listOwnedBenchmarkingAccess, listOwnedDates, listOwnedEngagementIds, listOwnedEngagements, listOwnedEvaluators, listOwnedModelCalls, listOwnedModels, listOwnedReleases, listOwnedWindows } from "./engagement-export.store.ts";
import { listInvitationsTo, listOwnedTakenUp } from "./invitations.store.ts";
import { showIncidents } from "./incidents.ts";
import { listOwnedUndertakings } from "./nondisclosure.store.ts";
import { listOwnedEntries } from "./questions.store.ts";
import { describeAgreement } from "./show-agreements.ts";
import { nameOfFile, openText } from "./show-questions.ts";
import { describeUndertaking } from "./show-undertakings.ts";
import { showSentWork } from "./workbench.ts";
import { listNondisclosureTexts } from "./write-nondisclosure.ts";

/**
 * Everything of its models that a developer put here, and the advice that it was given on them. Its credential is said
 * to be held and not shown. An evaluator's own organisation owns none of this: a model is opened to named people, not to
 * their managers (INV-10). Of standing agreements everything, for each party. Invitations go to whom they were sent; into an
 * agency's file only those that a developer said it took up: a file is not forgotten, and nothing leaves about who did not
 * join (INV-22).
 */
export async function exportOwned(services: Services, organisationId: string): Promise<Readonly<Record<string, unknown>>> {
  const { db, keys } = services;
  return {
    agreements: await exportAgreements(services, organisationId),
    agreementLinks: await listOwnedAgreementLinks(services.db, organisationId),
    invitations: await exportInvitations(services, organisationId),
    invitationsTakenUp: await exportTakenUp(services, organisationId),
    questions: await exportQuestions(services, organisationId),
    nondisclosureTexts: await listNondisclosureTexts(services, db, organisationId),
    undertakings: await Promise.all((await listOwnedUndertakings(db, organisationId)).map((row) => describeUndertaking(services, db, row))),
    models: await listOwnedModels(db, organisationId),
    engagements: (await listOwnedEngagements(db, organisationId)).map(({ sealedName, holdsCredential, ...row }) => ({
      ...row, modelName: keys.open("engagement-model-name", row.id, sealedName).toString("utf8"), credential: holdsCredential ? "held" : "none",
    })),
    releaseDates: await listOwnedDates(db, organisationId),
    releases: await listOwnedReleases(db, organisationId),
    windows: await listOwnedWindows(db, organisationId),
    evaluators: await listOwnedEvaluators(db, organisationId),
    benchmarkingAccess: await listOwnedBenchmarkingAccess(db, organisationId),
    advice: await listOwnedAdvice(db, organisationId),
    modelCalls: await listOwnedModelCalls(db, organisationId),
    work: await exportWork(services, organisationId),
  };
}

/** What evaluators sent, and the record of incidents, engagement by engagement. */
async function exportWork(services: Services, organisationId: string): Promise<readonly object[]> {
  const work = [];
  for (const engagementId of await listOwnedEngagementIds(services.db, organisationId)) {
    work.push({ engagementId, ...(await showSentWork(services, engagementId)), incidents: await showIncidents(services, engagementId) });
  }
  return work;
}

async function exportAgreements(services: Services, organisationId: string): Promise<readonly object[]> {
  const agreements = [];
  for (const row of await listAgreementsOf(services.db, organisationId)) {
    const { notice: _notice, awaitsYourWord: _awaits, ...agreement } = await describeAgreement(services, services.db, { row, readerOrganisationId: organisationId });
    agreements.push(agreement);
  }
  return agreements;
}

async function exportInvitations({ db, clock }: Services, organisationId: string): Promise<readonly object[]> {
  const rows = await listInvitationsTo(db, organisationId, clock());
  return Promise.all(rows.map(async (row) => ({ id: row.id, agencyName: await nameOf(db, row.agency_organisation_id), criteriaVersion: row.criteria_version, sentAt: row.sent_at, forgottenAt: row.forget_at })));
}

async function exportTakenUp({ db }: Services, organisationId: string): Promise<readonly object[]> {
  const rows = await listOwnedTakenUp(db, organisationId);
  return Promise.all(rows.map(async (row) => ({
    agencyName: await nameOf(db, row.agency_organisation_id), developerName: await nameOf(db, row.developer_organisation_id), criteriaVersion: row.criteria_version, invitedAt: row.invited_at, takenUpAt: row.taken_up_at,
    // Which engagement it is stays the developer's to tell.
    ...(row.developer_organisation_id === organisationId ? { engagementId: row.engagement_id } : {}),
  })));
}

async function exportQuestions(services: Services, organisationId: string): Promise<readonly object[]> {
  return (await listOwnedEntries(services.db, organisationId)).map((row) => ({
    id: row.id, questionId: row.question_id, engagementId: row.engagement_id, purpose: row.purpose, side: row.side, byName: row.by_name, at: row.at,
    text: openText(services, row), file: row.file_digest === null ? null : { name: nameOfFile(services, row), digest: row.file_digest, bytes: row.file_bytes },
  }));
}

async function nameOf(db: Queryable, organisationId: string): Promise<string> {
  return (await findOrganisationCard(db, organisationId))?.name ?? "";
}
