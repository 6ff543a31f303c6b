import type { MaintainerAnswer, MaintainerView, RmState } from "#contracts/coordination";
import type { GiveSeverity } from "#contracts/findings";
import { enterByLink as enterByLinkOf, openLink } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { recordSeverity } from "#rooms/findings";
import { type Actor, type Queryable, type Services, type Transaction } from "#rooms/platform";
import { verifyContact } from "./contact-book.ts";
import { standingParticipants } from "../case/case.rules.ts";
import { CoordinationRefusal } from "../coordination.errors.ts";
import { lockCase, updateAnswer, updateTermsAccepted, type CaseRow } from "../coordination.store.ts";
import { mayExtend, type EmbargoNow } from "../embargo/embargo.rules.ts";
import { acceptEmbargo, extendEmbargo, getEmbargo } from "../embargo/keep-embargo.ts";
import { CASE_AUDIENCE } from "../mail/mail-maintainer.ts";
import { citeRow } from "./maintainer-policy.ts";
import { countWaiting } from "./maintainer-policy.store.ts";
import { moveCase } from "../case/move-case.ts";
import { notifyNext } from "../case/open-case.ts";
import { gather, openCaseEvidence, readAnswer } from "../case/read-case.ts";
import { openAnswers, RM_EDGES, walkAnswer, type RmEvent } from "../case/report-state.rules.ts";
import { fileMessage, readThread, tellCoordinators } from "./write-message.ts";

/*
 * What a maintainer does by the mailed link, without an account. Whoever holds the link's secret is the maintainer; the
 * ledger names the link. The report is shown once the embargo's terms are accepted, or when none is on offer (INV-14).
 */
export interface MaintainerLink {
  /** The world as the link shows it: this case and nothing else. */
  readonly services: Services;
  readonly caseId: string;
  /** Who acts, for the ledger. */
  readonly by: Pick<Actor, "personId" | "organisationId">;
}

/** Opens a case by its link; wrong, expired and revoked are one answer. From here on the database acts for its holder. */
export async function enterByLink(services: Services, token: string): Promise<MaintainerLink> {
  const { subject: caseId, ...holder } = await enterByLinkOf(services, { audience: CASE_AUDIENCE, token, as: "maintainer" });
  return { ...holder, caseId };
}

export async function viewCase(anybody: Services, token: string): Promise<MaintainerView> {
  const { services, caseId } = await enterByLink(anybody, token);
  const { row, facts, project } = await gather(services, services.db, caseId);
  // Somebody reads what is mailed there.
  const { email } = await openLink(services, services.db, CASE_AUDIENCE, token);
  if (email !== null) await verifyContact(services, { projectId: project.id, address: email });
  const embargo = await getEmbargo(services, services.db, caseId);
  const visible = isReportVisible(row, embargo);
  const { bundle } = await openCaseEvidence(services, caseId);
  const patch = bundle.manifest.candidatePatch;
  const candidatePatch = patch === null ? null : new TextDecoder().decode(bundle.files.get(patch));
  const isOpen = row.state === "open";
  const accepted = isOpen && visible && row.vendor_rm === "ACCEPTED";
  return {
    caseId,
    vendor: project.vendor,
    product: project.product,
    affectedVersion: facts.target.version,
    state: row.state,
    rm: row.vendor_rm,
    aiGenerated: facts.finders.some((finder) => finder.aiGenerated),
    embargo,
    termsAcceptedAt: row.terms_accepted_at,
    waitingCases: await countWaiting(services.db, project.id),
    linkExpiresAt: row.link_expires_at ?? services.clock().toISOString(),
    report: visible
      ? {
          title: facts.title,
          description: facts.description,
          weakness: facts.weakness,
          location: facts.target.location,
          finders: [...facts.finders],
          reproduced: facts.reproduced,
          validatedAt: facts.validation?.at ?? row.opened_at,
          replayCommand: `mkdir report && tar -xf ${caseId}.tar -C report && sh report/reproduce.sh`,
          candidatePatch,
          severities: [...facts.severities],
          priority: facts.priority,
        }
      : null,
    answer: visible ? readAnswer(services, row) : null,
    messages: await readThread(services, services.db, caseId),
    may: {
      acceptTerms: isOpen && !visible,
      answer: isOpen && visible ? [...openAnswers(row.vendor_rm)] : [],
      askForTime: accepted && mayExtend({ embargo, flags: row.flags, rm: row.vendor_rm }),
      giveSeverity: isOpen && visible,
      acceptCandidatePatch: accepted && candidatePatch !== null,
      proposePatch: accepted,
    },
  };
}

/** A maintainer at work on one open case, by the page or by mail. */
export interface AtDesk extends Pick<MaintainerLink, "services" | "by"> {
  readonly tx: Transaction;
  readonly row: CaseRow;
}

/** Accepts the embargo's terms, which begins it and opens the report. */
export async function acceptTermsAt({ services, tx, row, by }: AtDesk): Promise<void> {
  if (row.terms_accepted_at !== null) return;
  if (!(await acceptEmbargo(services, tx, { row, by }))) throw new CoordinationRefusal("embargo-over", "There is no embargo on offer any more; the report is open to you as it is.");
  await updateTermsAccepted(tx, row.id, services.clock());
}

export interface Answer {
  readonly answer: MaintainerAnswer;
  readonly reason?: string | undefined;
  /** Of the maintainer's own policy, which a dispute rests on. */
  readonly citesRow?: string | undefined;
}

export async function answerAt({ services, tx, row, by }: AtDesk, { answer, reason, citesRow }: Answer): Promise<void> {
  await requireOpen(services, tx, row);
  if ((answer === "dispute" || answer === "wont-fix") && reason === undefined) throw new CoordinationRefusal("reason-needed", "reason: say why, so that the finder can answer", { field: "reason" });
  const path = walkAnswer(row.vendor_rm, answer);
  if (!path) throw new CoordinationRefusal("answer-not-open", `answer: from ${row.vendor_rm} this answer is not open; the page shows which are`, { field: "answer" });
  if (citesRow !== undefined) {
    if (answer !== "dispute") throw new CoordinationRefusal("no-such-row", "citesRow: only a dispute rests on a row of your policy", { field: "citesRow" });
    await citeRow(services, tx, { row, cites: citesRow });
  }
  await updateAnswer(tx, row.id, { answer, sealedReason: reason === undefined ? null : services.keys.seal("case-answer", row.id, reason), at: services.clock() });
  const { facts } = await gather(services, tx, row.id);
  const events = edgesAlong(row.vendor_rm, path).map((event) => ({ on: "report", participant: standingParticipants(row.id).vendor, event }) as const);
  await moveCase(services, tx, { caseId: row.id, by, kind: "coordination.report-answered", events, data: { answer, rm: path, ...(citesRow === undefined ? {} : { citesRow }) }, visibleTo: facts.finderOrganisationIds });
  await tellCoordinators(services, tx, { row, kind: "coordination.answered", params: { answer } });
  await services.jobs.enqueue(tx, notifyNext, { projectId: row.project_id });
}

/** The events of a walk from state to state. */
function edgesAlong(from: RmState, path: readonly RmState[]): readonly RmEvent[] {
  return path.flatMap((to, at) => RM_EDGES.filter(([begin, , end]) => begin === (path[at - 1] ?? from) && end === to).map(([, event]) => event));
}

export async function giveSeverityAt({ services, tx, row, by }: AtDesk, severity: GiveSeverity): Promise<void> {
  await requireOpen(services, tx, row);
  await recordSeverity(services, tx, { findingId: row.finding_id, by: "maintainer", severity, actor: by });
}

/** Moves the embargo's end out once, for a maintainer who has taken the report on. */
export async function askForTimeAt({ services, tx, row, by }: AtDesk): Promise<void> {
  const embargo = await getEmbargo(services, tx, row.id);
  if (!mayExtend({ embargo, flags: row.flags, rm: row.vendor_rm })) {
    throw new CoordinationRefusal("no-more-time", "The embargo is extended once, while it is in force and after you have accepted the report.");
  }
  await extendEmbargo(services, tx, { row, by });
  await tellCoordinators(services, tx, { row, kind: "coordination.more-time" });
}

export const acceptTerms = (anybody: Services, token: string): Promise<void> => byLink(anybody, token, acceptTermsAt);

export const answerReport = (anybody: Services, { token, ...answer }: Answer & { readonly token: string }): Promise<void> => byLink(anybody, token, (desk) => answerAt(desk, answer));

export const giveMaintainerSeverity = (anybody: Services, { token, severity }: { readonly token: string; readonly severity: GiveSeverity }): Promise<void> => byLink(anybody, token, (desk) => giveSeverityAt(desk, severity));

/** The reason goes to the thread. */
export function askForTime(anybody: Services, { token, reason }: { readonly token: string; readonly reason: string }): Promise<void> {
  return byLink(anybody, token, async (desk) => {
    await askForTimeAt(desk);
    await fileMessage(desk.services, desk.tx, { caseId: desk.row.id, from: "maintainer", channel: "page", sender: "", text: reason });
  });
}

/** The evidence bundle, for the maintainer's own machine. */
export async function downloadCaseBundle(anybody: Services, token: string): Promise<{ readonly caseId: string; readonly bytes: Uint8Array }> {
  const opened = await byLink(anybody, token, async ({ services, tx, row, by }) => {
    await requireOpen(services, tx, row);
    const { facts } = await gather(services, tx, row.id);
    await appendEntry(services, tx, { kind: "coordination.bundle-downloaded", subject: row.id, by, data: { findingId: row.finding_id }, visibleTo: facts.finderOrganisationIds });
    return { services, caseId: row.id };
  });
  return { caseId: opened.caseId, bytes: (await openCaseEvidence(opened.services, opened.caseId)).bytes };
}

export function writeAsMaintainer(anybody: Services, { token, text }: { readonly token: string; readonly text: string }): Promise<void> {
  return byLink(anybody, token, async ({ services, tx, row, by }) => {
    await fileMessage(services, tx, { caseId: row.id, from: "maintainer", channel: "page", sender: "", text });
    await appendEntry(services, tx, { kind: "coordination.message-filed", subject: row.id, by, data: { from: "maintainer", channel: "page" } });
    await tellCoordinators(services, tx, { row, kind: "coordination.reply" });
  });
}

/** Refuses unless the report of the link's case is open to its maintainer. */
export async function requireReport({ services, caseId }: MaintainerLink, db: Queryable): Promise<void> {
  await requireOpen(services, db, (await gather(services, db, caseId)).row);
}

/**
 * Refuses unless the link's maintainer may work on the fix: the case open, its terms and the report accepted. Locks the case.
 * @throws a refusal that says which of these is missing
 */
export async function requireFixing({ services, caseId }: MaintainerLink, tx: Transaction): Promise<void> {
  const row = await lockCase(tx, caseId);
  if (row?.state !== "open") throw new CoordinationRefusal("case-not-open", "The case is not open.");
  await requireOpen(services, tx, row);
  if (row.vendor_rm !== "ACCEPTED") throw new CoordinationRefusal("answer-not-open", "Accept the report first; then its fix is yours to choose.");
}

/** Does one thing at the desk that a link opens. */
export async function byLink<Result>(anybody: Services, token: string, act: (desk: AtDesk) => Promise<Result>): Promise<Result> {
  const { services, caseId, by } = await enterByLink(anybody, token);
  return services.db.inTransaction(async (tx) => {
    const row = await lockCase(tx, caseId);
    if (row?.state !== "open") throw new CoordinationRefusal("case-not-open", "The case is not open any more.");
    return act({ services, tx, row, by });
  });
}

function isReportVisible(row: CaseRow, embargo: EmbargoNow): boolean {
  return row.terms_accepted_at !== null || embargo.state === "NONE" || embargo.state === "EXITED";
}

async function requireOpen(services: Services, db: Queryable, row: CaseRow): Promise<void> {
  if (!isReportVisible(row, await getEmbargo(services, db, row.id))) throw new CoordinationRefusal("terms-not-accepted", "Accept the embargo's terms first; then the report opens.");
}
