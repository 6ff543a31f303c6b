import { getFindingFacts, linkToCase, listPrioritised, listToTell, rankTimeline, type FindingFacts } from "#rooms/findings";
import { appendEntry } from "#rooms/audit";
import { isUniqueViolation, newId, notify, SYSTEM_ACTOR, type Actor, type Job, type Services, type Transaction } from "#rooms/platform";
import { canonicalRepository } from "#rooms/scanning";
import { z } from "zod";
import { standingParticipants, type CaseEvent } from "./case.rules.ts";
import { CoordinationRefusal } from "../coordination.errors.ts";
import { findCaseOfFinding, findProject, findProjectOf, insertCase, insertProject, lockCase, lockPace, updateNotified, updateRank, type CaseRow, type ProjectRow } from "../coordination.store.ts";
import { proposeEmbargo } from "../embargo/keep-embargo.ts";
import { mailMaintainer, mailTogether, type ReportInMail } from "../mail/mail-maintainer.ts";
import { planNext, sortCase } from "../maintainer/maintainer-policy.ts";
import { moveCase } from "./move-case.ts";
import { readWish } from "../mail/stop-mails.ts";

export interface OpenProject {
  readonly actor: Actor;
  readonly vendor: string;
  readonly product: string;
  readonly repository: string;
  readonly purl?: string | undefined;
  readonly contactEmail: string;
  readonly openAtOnce: number;
}

/** Records a project, its maintainer's address and pace; findings that were waiting for it get their cases. */
export async function openProject(services: Services, { actor, repository, purl, contactEmail, openAtOnce, vendor, product }: OpenProject): Promise<string> {
  const id = newId("proj");
  try {
    await services.db.inTransaction(async (tx) => {
      await insertProject(tx, { id, vendor, product, repository, repository_name: canonicalRepository(repository), purl: purl ?? null, contact_email: contactEmail, open_at_once: openAtOnce, createdBy: actor.personId, at: services.clock() });
      await appendEntry(services, tx, { kind: "coordination.project-opened", subject: id, by: actor, data: { openAtOnce } });
      for (const findingId of await listPrioritised(services, tx, repository)) await services.jobs.enqueue(tx, takeFinding, { findingId });
    });
  } catch (error) {
    if (isUniqueViolation(error)) throw new CoordinationRefusal("project-known", "repository: this repository has a project already", { field: "repository", cause: error });
    throw error;
  }
  return id;
}

const findingPayload = z.object({ findingId: z.string() });

/** Opens the case of a prioritised finding, or moves a waiting one in the order. */
export const takeFinding: Job<z.infer<typeof findingPayload>> = {
  name: "coordination.take-finding",
  payload: findingPayload,
  run: (services, { findingId }) =>
    services.db.inTransaction(async (tx) => {
      const facts = await getFindingFacts(services, tx, findingId);
      if (!facts) return;
      const project = facts.target.repository === null ? undefined : await findProjectOf(tx, canonicalRepository(facts.target.repository));
      if (!project) return askForProject(services, tx, findingId);
      await lockPace(tx, project.id);
      const rank = rankTimeline(facts.priority?.timeline ?? "");
      const existing = await findCaseOfFinding(tx, findingId);
      if (existing) await updateRank(tx, existing.id, rank);
      else await openCase(services, tx, { facts, project, rank });
      await services.jobs.enqueue(tx, notifyNext, { projectId: project.id });
    }),
};

async function openCase(services: Services, tx: Transaction, { facts, project, rank }: { readonly facts: FindingFacts; readonly project: ProjectRow; readonly rank: number }): Promise<void> {
  const validation = requireValidated(facts);
  const id = newId("case");
  await insertCase(tx, { id, projectId: project.id, findingId: facts.id, dueRank: rank, validatedBy: validation.personId, at: services.clock() });
  await linkToCase(services, tx, { findingId: facts.id, caseId: id });
  await appendEntry(services, tx, { kind: "coordination.case-opened", subject: id, by: SYSTEM_ACTOR, data: { findingId: facts.id, projectId: project.id }, visibleTo: facts.finderOrganisationIds });
  await sortCase(services, tx, { caseId: id, project });
}

async function askForProject(services: Services, tx: Transaction, findingId: string): Promise<void> {
  for (const analyst of await listToTell(tx, findingId)) {
    await notify(services, tx, { to: { personId: analyst.id, email: analyst.email }, kind: "coordination.project-missing", link: `/clearinghouse/findings/${findingId}` });
  }
}

const projectPayload = z.object({ projectId: z.string(), isAsked: z.boolean().optional() });

/**
 * Tells the maintainer of as many waiting cases, worst first, as their pace has places for now, and looks again when time
 * alone brings the next one.
 */
export const notifyNext: Job<z.infer<typeof projectPayload>> = {
  name: "coordination.notify-next",
  payload: projectPayload,
  run: (services, { projectId, isAsked = false }) =>
    services.db.inTransaction(async (tx) => {
      await lockPace(tx, projectId);
      const project = await findProject(tx, projectId);
      if (!project) return;
      const { tell, againAt, isTogether } = await planNext(services, tx, { project, isAsked });
      const told: ReportInMail[] = [];
      for (const id of tell) {
        const row = await lockCase(tx, id);
        // Whoever wants no mail at all could not know of it; the coordinators were told of the wish.
        if (row?.state === "waiting" && (await readWish(tx, row)) !== "stop-all") told.push({ row, says: await tellOf(services, tx, row) });
      }
      const [first, ...rest] = told;
      if (first && rest.length > 0 && isTogether) await mailTogether(services, tx, [first, ...rest]);
      else for (const { row, says } of told) await mailMaintainer(services, tx, { row, kind: "coordination.report", params: { says } });
      if (againAt) await services.jobs.enqueue(tx, notifyNext, { projectId }, { startAfter: againAt });
    }),
};

/** Tells the maintainer of one case, whatever the pace. */
export async function notifyMaintainer(services: Services, tx: Transaction, row: CaseRow): Promise<void> {
  await mailMaintainer(services, tx, { row, kind: "coordination.report", params: { says: await tellOf(services, tx, row) } });
}

/**
 * The one place where a finding leaves to a maintainer: never without a person's validation (INV-12), its origin labelled.
 * Returns what the mail says of it.
 */
async function tellOf(services: Services, tx: Transaction, row: CaseRow): Promise<string> {
  const facts = await getFindingFacts(services, tx, row.finding_id);
  if (!facts) throw new Error(`Case ${row.id} has no finding`);
  requireValidated(facts);
  const { vendor } = standingParticipants(row.id);
  const events: CaseEvent[] = [...(row.state === "waiting" ? [{ on: "open" } as const] : []), { on: "report", participant: vendor, event: "receive" }];
  await moveCase(services, tx, { caseId: row.id, by: SYSTEM_ACTOR, kind: "coordination.maintainer-notified", events, data: { rm: "RECEIVED" }, visibleTo: facts.finderOrganisationIds });
  await updateNotified(tx, row.id, services.clock());
  const endsAt = await proposeEmbargo(services, tx, row);
  const origin = services.messages.text(facts.finders.some((finder) => finder.aiGenerated) ? "coordination.origin.model" : "coordination.origin.person");
  const embargo = endsAt ? services.messages.text("coordination.embargo-terms", { endsAt: endsAt.toISOString() }) : services.messages.text("coordination.no-embargo");
  return `${origin} ${services.messages.text("coordination.validated")}\n\n${embargo}`;
}

function requireValidated(facts: FindingFacts): { readonly personId: string } {
  if (!facts.validation) throw new CoordinationRefusal("not-validated", `Finding ${facts.id} has no person's validation; nothing of it leaves.`);
  return facts.validation;
}
