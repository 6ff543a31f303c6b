import { randomBytes } from "node:crypto";
import { issueLink, revokeLinksTo } from "#rooms/access";
import { equalSecrets, notify, type Queryable, type Services, type Transaction } from "#rooms/platform";
import { endMailTickets, findMailTicket, insertMailTicket, type MailTicketRow } from "./mails.store.ts";

/*
 * Each mail to an operator has an address of its own, by which its answer is taken; a link to the plain form; and a ticket for
 * the mail program's unsubscribe button, which can stop mails and do nothing else. Three secrets: whoever has one of them acts
 * for this operator, until its end, and for nobody else.
 */

export const FORM_AUDIENCE = "operator-form";
const LINK_DAYS = 30;
const DAY_MS = 86_400_000;
const OPERATOR = "org_";
const ADDRESS = /^plan\+([0-9a-z]{20})-([0-9a-f]{24})@(.+)$/;

/** The subject that a link, a reply and a button act on; row security knows it by this name. */
export function subjectOf(organisationId: string): string {
  return `operator:${organisationId}`;
}

export interface MailToOperator {
  /** Of the mail; the same one again is not written twice. */
  readonly id: string;
  readonly organisationId: string;
  readonly email: string;
  readonly kind: string;
  /** What the mail says: nothing of the operator's own, unless it wishes so. */
  readonly says: string;
  /** Which steps it lists, in their order: an answer can name these alone. */
  readonly stepIds: readonly string[];
  /** The answer to their own mail. */
  readonly isAnswer: boolean;
}

/** Writes to an operator. @returns whether this mail is new */
export async function mailOperator(services: Services, tx: Transaction, mail: MailToOperator): Promise<boolean> {
  const { id, organisationId, email, kind } = mail;
  const at = services.clock();
  const expiresAt = new Date(at.getTime() + LINK_DAYS * DAY_MS);
  const secret = randomBytes(12).toString("hex");
  if ((await insertMailTicket(tx, { id, organisationId, secretHash: hashSecret(services, secret), stepIds: mail.stepIds, at, expiresAt })) === 0) return false;
  const token = await issueLink(services, tx, { audience: FORM_AUDIENCE, subject: subjectOf(organisationId), email, expiresAt, singleUse: false });
  const replyTo = `plan+${organisationId.slice(OPERATOR.length)}-${secret}@${services.configuration.mailDomain}`;
  await notify(services, tx, {
    to: { email },
    kind: "distribution.mail",
    params: {
      title: services.messages.text(`${kind}.title`), says: mail.says, form: `${services.configuration.publicUrl}/api/operator/form/${token}`, until: expiresAt.toISOString().slice(0, 10),
      how: services.messages.text(mail.stepIds.length > 0 ? "distribution.mail.how" : "distribution.mail.stop"),
    },
    link: "/operator/plan",
    replyTo,
    headers: {
      "Return-Path": replyTo,
      // RFC 8058: a program posts to this address; whoever opens it in a browser gets a page that asks first.
      "List-Unsubscribe": `<${services.configuration.publicUrl}/api/operator/unsubscribe/${stopTicket(services, id, organisationId)}>, <mailto:${replyTo}?subject=stop>`,
      "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
      // RFC 3834: no program answers this one.
      "Auto-Submitted": mail.isAnswer ? "auto-replied" : "auto-generated",
    },
  });
  return true;
}

/** The mail of ours that an address stands for, if it is one. The address is attacker-controlled. */
export async function readReplyAddress(services: Services, db: Queryable, address: string): Promise<MailTicketRow | undefined> {
  const [, part, secret, domain] = ADDRESS.exec(address.slice(0, 320).toLowerCase()) ?? [];
  if (part === undefined || secret === undefined || domain !== services.configuration.mailDomain.toLowerCase()) return undefined;
  return findMailTicket(db, `${OPERATOR}${part}`, hashSecret(services, secret));
}

/** Ends every link and address that was mailed to an operator, at once. */
export async function endForms(services: Services, tx: Transaction, organisationId: string): Promise<void> {
  await revokeLinksTo(services, tx, FORM_AUDIENCE, subjectOf(organisationId));
  await endMailTickets(tx, organisationId);
}

function hashSecret(services: Services, secret: string): string {
  return services.keys.keyedHash("operator-mail", secret);
}

function stopTicket(services: Services, mailId: string, organisationId: string): string {
  const named = `${mailId}.${organisationId.slice(OPERATOR.length)}`;
  return `${named}.${services.keys.keyedHash("operator-mail-stop", named).slice(0, 32)}`;
}

/** The mail whose button was pressed, and whose it is; undefined when somebody made the address up. */
export function checkStopTicket(services: Services, ticket: string): { readonly mailId: string; readonly organisationId: string } | undefined {
  const [mailId = "", part = ""] = ticket.split(".");
  const organisationId = `${OPERATOR}${part}`;
  return equalSecrets(ticket, stopTicket(services, mailId, organisationId)) ? { mailId, organisationId } : undefined;
}
