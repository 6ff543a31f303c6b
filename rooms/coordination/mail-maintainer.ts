import { randomBytes } from "node:crypto";
import { issueLink } from "#rooms/access";
import { equalSecrets, newId, notify, type Notice, type Queryable, type Services, type Transaction } from "#rooms/platform";
import { chooseAddress } from "./contact-book.ts";
import { findCase, findProject, updateLinkEnd, type CaseRow } from "./coordination.store.ts";
import { findTicket, findWishes, insertTicket, type TicketRow } from "./maintainer-mail.store.ts";
import { tellCoordinators } from "./tell-coordinators.ts";

export const CASE_AUDIENCE = "case";
const LINK_DAYS = 30;
const DAY_MS = 86_400_000;

export interface MailToMaintainer {
  readonly row: CaseRow;
  readonly kind: string;
  readonly params?: Readonly<Record<string, string | number>>;
  /** The answer to their own mail, which goes out even when it said that no more mails are wanted. */
  readonly isAnswer?: boolean;
}

/**
 * Writes to a case's maintainer: plain text without any content of the report (mail is not sealed), a fresh link that
 * needs no account, and an address that only this mail has, by which a reply is filed and a command in it is taken. The
 * link's secret stands in the address's fragment, which no server logs. Whoever wants no mails gets none; then the coordinators
 * are told that nothing was sent.
 */
export async function mailMaintainer(services: Services, tx: Transaction, { row, kind, params = {}, isAnswer = false }: MailToMaintainer): Promise<void> {
  const project = await findProject(tx, row.project_id);
  if (!project) throw new Error(`Case ${row.id} has no project`);
  const { all, one } = await findWishes(tx, { projectId: row.project_id, caseId: row.id });
  if ((all || one) && !isAnswer) return tellCoordinators(services, tx, { row, kind: "coordination.mail-withheld" });
  const { address } = await chooseAddress(services, tx, project);
  const expiresAt = new Date(services.clock().getTime() + LINK_DAYS * DAY_MS);
  const token = await issueLink(services, tx, { audience: CASE_AUDIENCE, subject: row.id, email: address, expiresAt, singleUse: false });
  await updateLinkEnd(tx, row.id, expiresAt);
  const { ticketId, replyTo } = await issueTicket(services, tx, { caseId: row.id, address, expiresAt });
  const notice: Notice & { readonly headers: Readonly<Record<string, string>> } = {
    to: { email: address },
    kind,
    params: { product: project.product, linkEnds: expiresAt.toISOString(), stop: services.messages.text("coordination.stop-mails"), ...params },
    link: `/maintainer#${token}`,
    replyTo,
    headers: {
      "List-Unsubscribe": `<${services.configuration.publicUrl}/api/maintainer/unsubscribe/${stopTicket(services, ticketId, row.id)}>, <mailto:${replyTo}?subject=stop>`,
      "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
      // RFC 3834: no program answers this one.
      "Auto-Submitted": isAnswer ? "auto-replied" : "auto-generated",
    },
  };
  await notify(services, tx, notice);
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
    const token = await issueLink(services, tx, { audience: CASE_AUDIENCE, subject: row.id, email: address, expiresAt, singleUse: false });
    await updateLinkEnd(tx, row.id, expiresAt);
    const { replyTo } = await issueTicket(services, tx, { caseId: row.id, address, expiresAt });
    const link = `${services.configuration.publicUrl}/maintainer#${token}`;
    parts.push({ replyTo, text: services.messages.text("coordination.report-of-several", { number: at + 1, says, link, replyTo }) });
  }
  const notice: Notice & { readonly headers: Readonly<Record<string, string>> } = {
    to: { email: address },
    kind: "coordination.reports",
    params: { product: project.product, count: parts.length, reports: parts.map(({ text }) => text).join("\n\n"), linkEnds: expiresAt.toISOString(), stop: services.messages.text("coordination.stop-mails") },
    // An answer belongs to one report, so that the mail itself has no address to answer to.
    headers: { "List-Unsubscribe": `<mailto:${parts[0]?.replyTo ?? ""}?subject=stop%20all>`, "Auto-Submitted": "auto-generated" },
  };
  await notify(services, tx, notice);
}

/** As `mailMaintainer`, for rooms above: `kind` is a text of their own. Nobody is told of a case that is not open. */
export async function tellMaintainer(services: Services, tx: Transaction, { caseId, kind, params = {} }: { readonly caseId: string; readonly kind: string; readonly params?: Readonly<Record<string, string>> }): Promise<void> {
  const row = await findCase(tx, caseId);
  if (row?.state === "open") await mailMaintainer(services, tx, { row, kind, params });
}

const ID_PREFIX = "case_";
const ADDRESS = /^case\+([0-9a-z]{20})-([0-9a-f]{24})@(.+)$/;

/** The secret of one mail; only its keyed hash is kept. 96 bits fit into an address, and nobody guesses them. */
async function issueTicket(services: Services, tx: Transaction, { caseId, address, expiresAt }: { readonly caseId: string; readonly address: string; readonly expiresAt: Date }): Promise<{ readonly ticketId: string; readonly replyTo: string }> {
  const secret = randomBytes(12).toString("hex");
  const ticketId = newId("mail");
  await insertTicket(tx, { id: ticketId, caseId, secretHash: hashSecret(services, secret), sealedAddress: services.keys.seal("mail-ticket", ticketId, address), at: services.clock(), expiresAt });
  return { ticketId, replyTo: `case+${caseId.slice(ID_PREFIX.length)}-${secret}@${services.configuration.mailDomain}` };
}

/** The mail of ours that an address stands for, if it is one. The address is attacker-controlled. */
export async function readReplyAddress(services: Services, db: Queryable, address: string): Promise<TicketRow | undefined> {
  const [, part, secret, domain] = ADDRESS.exec(address.slice(0, 320).toLowerCase()) ?? [];
  if (part === undefined || secret === undefined || domain !== services.configuration.mailDomain.toLowerCase()) return undefined;
  return findTicket(db, `${ID_PREFIX}${part}`, hashSecret(services, secret));
}

function hashSecret(services: Services, secret: string): string {
  return services.keys.keyedHash("mail-ticket", secret);
}

/** For the mail program's button. It is another secret than the address's, as list services keep such addresses. */
function stopTicket(services: Services, ticketId: string, caseId: string): string {
  const named = `${ticketId}.${caseId.slice(ID_PREFIX.length)}`;
  return `${named}.${services.keys.keyedHash("mail-stop", named).slice(0, 32)}`;
}

/** The mail whose button was pressed, and its case; undefined when somebody made the address up. */
export function checkStopTicket(services: Services, ticket: string): { readonly ticketId: string; readonly caseId: string } | undefined {
  const [ticketId = "", part = ""] = ticket.split(".");
  const caseId = `${ID_PREFIX}${part}`;
  return equalSecrets(ticket, stopTicket(services, ticketId, caseId)) ? { ticketId, caseId } : undefined;
}
