import type { CaseDetail, CaseState, CaseSummary, ParticipantRole } from "#contracts/coordination";
import type { CreditedFinder, Priority, Severity } from "#contracts/findings";
import { filterFor, recordRead, type PersonCard } from "#rooms/access";
import { getFindingFacts, listToTell, openEvidence, SAME_READ_MS, type FindingFacts } from "#rooms/findings";
import { notFound, type Actor, type Queryable, type Services } from "#rooms/platform";
import type { z } from "zod";
import type { project as projectReply } from "#contracts/coordination";
import { findCase, findProject, listCases as listRows, listLiveCases, listProjects as listProjectRows, type CaseRow, type ProjectRow } from "../coordination.store.ts";
import type { ParticipantNow } from "./case.rules.ts";
import { findSituation, listParticipants } from "./case.store.ts";
import { findDetailHold } from "../embargo/embargo-policy.ts";
import { getPolicyOf } from "../embargo/embargo-policy.store.ts";
import type { EmbargoNow } from "../embargo/embargo.rules.ts";
import { getEmbargo } from "../embargo/keep-embargo.ts";
import { nameParticipants } from "../participants/name-participants.ts";
import { takesPlace } from "./report-state.rules.ts";
import { readThread } from "../maintainer/write-message.ts";

/** What rooms above may know of a case. Whether they may pass it on is for the embargo to say: look at `embargo` at each use. */
export interface CaseFacts {
  readonly caseId: string;
  readonly projectId: string;
  readonly findingIds: readonly string[];
  readonly title: string;
  /** For the public once the embargo is over; never before. */
  readonly summary: string;
  readonly weakness: string;
  readonly product: { readonly vendor: string; readonly name: string; readonly repository: string; readonly purl: string | null; readonly affectedVersion: string };
  readonly severities: readonly Severity[];
  readonly finders: readonly CreditedFinder[];
  /** Of who found it first, and of all who did. */
  readonly organisationId: string;
  readonly finderOrganisationIds: readonly string[];
  readonly embargo: EmbargoNow;
  /** Not before then the full detail: the policy's days after the fix. Null while there is no fix. */
  readonly mayPublishDetailAt: string | null;
  /** Who takes part and where they stand; empty for whoever may not see them. */
  readonly participants: readonly ParticipantNow[];
  readonly flags: CaseRow["flags"];
  readonly priority: Priority | null;
  readonly state: CaseState;
  readonly openedAt: string;
  readonly notifiedAt: string | null;
}

/** The facts of a case; looks absent when there is none of this id. */
export async function getCaseFacts(services: Services, db: Queryable, caseId: string): Promise<CaseFacts> {
  const { row, facts, project } = await gather(services, db, caseId);
  return {
    caseId,
    projectId: row.project_id,
    findingIds: [row.finding_id],
    title: facts.title,
    summary: facts.description,
    weakness: facts.weakness,
    product: productOf(project, facts),
    severities: facts.severities,
    finders: facts.finders,
    organisationId: facts.organisationId,
    finderOrganisationIds: facts.finderOrganisationIds,
    embargo: await getEmbargo(services, db, caseId),
    mayPublishDetailAt: findDetailHold({ fixReadyAt: row.fix_ready_at, exploitPublic: row.flags.exploitPublic, policy: await getPolicyOf(db, caseId) }),
    participants: (await findSituation(db, caseId))?.participants ?? [],
    flags: row.flags,
    priority: facts.priority,
    state: row.state,
    openedAt: row.opened_at,
    notifiedAt: row.notified_at,
  };
}

/** Whom to tell of a case: its analysts; while there are none, whoever may assign one. */
export async function listCoordinators(db: Queryable, caseId: string): Promise<readonly PersonCard[]> {
  const row = await findCase(db, caseId);
  return row ? listToTell(db, row.finding_id) : [];
}

/** The evidence of a case's finding, for rooms above that run it. */
export async function openCaseEvidence(services: Services, caseId: string) {
  const row = await findCase(services.db, caseId);
  if (!row) throw notFound();
  return openEvidence(services, row.finding_id);
}

export async function listCases(services: Services, actor: Actor): Promise<readonly CaseSummary[]> {
  return Promise.all((await listRows(services.db, filterFor(actor, "coordination:list", {}))).map((row) => summarise(services, row.id)));
}

/** One case with its thread, for its analysts; its finder sees that they read it. */
export async function getCase(services: Services, { actor, caseId }: { readonly actor: Actor; readonly caseId: string }): Promise<CaseDetail> {
  const { db } = services;
  const { row, facts, project } = await gather(services, db, caseId);
  await db.inTransaction((tx) => recordRead(services, tx, { actor, ownerOrganisationId: facts.organisationId, subject: facts.id, purpose: "coordination", what: "case", onceInMs: SAME_READ_MS }));
  return {
    ...(await summarise(services, caseId)),
    participants: await nameRoles(services, db, caseId),
    severities: [...facts.severities],
    finders: [...facts.finders],
    answer: readAnswer(services, row),
    messages: await readThread(services, db, caseId),
    contactEmail: project.contact_email,
  };
}

const ORDER: readonly ParticipantRole[] = ["finder", "coordinator", "vendor", "deployer", "other"];

/** Who takes part, each under their first role; the standing ones first. */
async function nameRoles(services: Services, db: Queryable, caseId: string): Promise<CaseDetail["participants"]> {
  const names = await nameParticipants(services, db, caseId);
  const rows = await listParticipants(db, caseId);
  const named = rows.map(({ id, roles, rm }) => ({ role: ORDER.find((role) => roles.includes(role)) ?? "other", name: names.get(id)?.name ?? "", rm }));
  return named.toSorted((a, b) => ORDER.indexOf(a.role) - ORDER.indexOf(b.role));
}

export function readAnswer(services: Services, row: CaseRow): CaseDetail["answer"] {
  if (row.answer === null || row.answered_at === null) return null;
  const reason = row.sealed_answer_reason === null ? null : services.keys.open("case-answer", row.id, row.sealed_answer_reason).toString("utf8");
  return { answer: row.answer, reason, at: row.answered_at };
}

export async function listProjects(services: Services): Promise<readonly z.infer<typeof projectReply>[]> {
  return Promise.all((await listProjectRows(services.db)).map((row) => describeProject(services, row)));
}

export async function getProject(services: Services, projectId: string): Promise<z.infer<typeof projectReply>> {
  const row = await findProject(services.db, projectId);
  if (!row) throw notFound();
  return describeProject(services, row);
}

async function describeProject(services: Services, row: ProjectRow): Promise<z.infer<typeof projectReply>> {
  const live = await listLiveCases(services.db, row.id);
  return {
    id: row.id, vendor: row.vendor, product: row.product, repository: row.repository, purl: row.purl, contactEmail: row.contact_email, openAtOnce: row.open_at_once, createdAt: row.created_at,
    openCases: live.filter((one) => takesPlace({ state: one.state, rm: one.vendor_rm, fixReady: one.flags.fixReady })).length,
    waitingCases: live.filter((one) => one.state === "waiting").length,
  };
}

async function summarise(services: Services, caseId: string): Promise<CaseSummary> {
  const { row, facts, project } = await gather(services, services.db, caseId);
  return {
    id: row.id, projectId: row.project_id, findingId: row.finding_id, title: facts.title, weakness: facts.weakness, product: productOf(project, facts),
    state: row.state, vendorRm: row.vendor_rm, embargo: await getEmbargo(services, services.db, caseId), flags: row.flags, priority: facts.priority, openedAt: row.opened_at, notifiedAt: row.notified_at,
  };
}

/** A case with its finding and project; looks absent when there is none of this id. */
export async function gather(services: Services, db: Queryable, caseId: string): Promise<{ readonly row: CaseRow; readonly facts: FindingFacts; readonly project: ProjectRow }> {
  const row = await findCase(db, caseId);
  if (!row) throw notFound();
  const facts = await getFindingFacts(services, db, row.finding_id);
  const project = await findProject(db, row.project_id);
  if (!facts || !project) throw new Error(`Case ${caseId} has lost its finding or project`);
  return { row, facts, project };
}

function productOf(project: ProjectRow, facts: FindingFacts): CaseFacts["product"] {
  return { vendor: project.vendor, name: project.product, repository: project.repository, purl: project.purl, affectedVersion: facts.target.version };
}
