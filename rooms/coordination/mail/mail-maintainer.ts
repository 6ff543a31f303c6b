import { issueLink } from "#rooms/access";
import { notify, type Services, type Transaction } from "#rooms/platform";
import { chooseAddress } from "../maintainer/contact-book.ts";
import { findCase, findProject, updateLinkEnd, type CaseRow } from "../coordination.store.ts";
import { issueTicket, stopHeaders } from "./mail-tickets.ts";
import { findWishes } from "./mail.store.ts";
import { tellCoordinators } from "../tell-coordinators.ts";

export const CASE_AUDIENCE = "case";
const LINK_DAYS = 30;
const DAY_MS = 86_400_000;

export interface MailToMaintainer {
  readonly row: CaseRow;
  readonly kind: string;
  readonly params?: Readonly<Record<string, string | number>>;
  /** The answer to their own mail, which goes out even when it said that no more mails are wanted. */
  readonly isAnswer?: boolean;
  /** In the place of the address that is written to now. */
  readonly to?: string;
}

/**
 * Writes to a case's maintainer: plain text without any content of the report (mail is not sealed), a fresh link that
 * needs no account, and an address that only this mail has, by which a reply is filed and a command in it is taken. The
 * link's secret stands in the address's fragment, which no server logs. Whoever wants no mails gets none; then the coordinators
 * are told that nothing was sent.
 */
export async function mailMaintainer(services: Services, tx: Transaction, { row, kind, params = {}, isAnswer = false, to }: MailToMaintainer): Promise<void> {
  const project = await findProject(tx, row.project_id);
  if (!project) throw new Error(`Case ${row.id} has no project`);
  const { all, one } = await findWishes(tx, { projectId: row.project_id, caseId: row.id });
  if ((all || one) && !isAnswer) return tellCoordinators(services, tx, { row, kind: "coordination.mail-withheld" });
  const address = to ?? (await chooseAddress(services, tx, project)).address;
  const expiresAt = new Date(services.clock().getTime() + LINK_DAYS * DAY_MS);
  const token = await issueLink(services, tx, { audience: CASE_AUDIENCE, subject: row.id, email: address, holder: holderOf(project.id, address), expiresAt, singleUse: false });
  await updateLinkEnd(tx, row.id, expiresAt);
  const ticket = await issueTicket(services, tx, { caseId: row.id, address, expiresAt });
  await notify(services, tx, {
    to: { email: address },
    kind,
    params: { product: project.product, linkEnds: expiresAt.toISOString(), stop: services.messages.text("coordination.stop-mails"), ...params },
    link: `/maintainer#${token}`,
    replyTo: ticket.replyTo,
    headers: stopHeaders(services, ticket, { of: row.id, isAnswer }),
  });
}

/** A maintainer at one address, for all cases of the project: whoever binds a passkey does it once. */
function holderOf(projectId: string, address: string): string {
  return `${projectId} ${address.toLowerCase()}`;
}

export interface ReportInMail {
  readonly row: CaseRow;
  /** What is said of it, in sentences without any content of the report. */
  readonly says: string;
}

/** Several reports of one project in one mail, for whoever wants one mail a day or a week: each with its own link and address. */
export async function mailTogether(services: Services, tx: Transaction, reports: readonly [ReportInMail, ...ReportInMail[]]): Promise<void> {
  const project = await findProject(tx, reports[0].row.project_id);
  if (!project) throw new Error(`Case ${reports[0].row.id} has no project`);
  const { address } = await chooseAddress(services, tx, project);
  const expiresAt = new Date(services.clock().getTime() + LINK_DAYS * DAY_MS);
  const parts: { readonly text: string; readonly replyTo: string }[] = [];
  for (const [at, { row, says }] of reports.entries()) {
    const token = await issueLink(services, tx, { audience: CASE_AUDIENCE, subject: row.id, email: address, holder: holderOf(project.id, address), expiresAt, singleUse: false });
    await updateLinkEnd(tx, row.id, expiresAt);
    const { replyTo } = await issueTicket(services, tx, { caseId: row.id, address, expiresAt });
    const link = `${services.configuration.publicUrl}/maintainer#${token}`;
    parts.push({ replyTo, text: services.messages.text("coordination.report-of-several", { number: at + 1, says, link, replyTo }) });
  }
  await notify(services, tx, {
    to: { email: address },
    kind: "coordination.reports",
    params: { product: project.product, count: parts.length, reports: parts.map(({ text }) => text).join("\n\n"), linkEnds: expiresAt.toISOString(), stop: services.messages.text("coordination.stop-mails") },
    // An answer belongs to one report, so that the mail itself has no address to answer to.
    headers: { "List-Unsubscribe": `<mailto:${parts[0]?.replyTo ?? ""}?subject=stop%20all>`, "Auto-Submitted": "auto-generated" },
  });
}

/** As `mailMaintainer`, for rooms above: `kind` is a text of their own. Nobody is told of a case that is not open. */
export async function tellMaintainer(services: Services, tx: Transaction, { caseId, kind, params = {} }: { readonly caseId: string; readonly kind: string; readonly params?: Readonly<Record<string, string>> }): Promise<void> {
  const row = await findCase(tx, caseId);
  if (row?.state === "open") await mailMaintainer(services, tx, { row, kind, params });
}
