import { createHash } from "node:crypto";
import { diff } from "#contracts/remediation";
import { appendEntry } from "#rooms/audit";
import { dropControls, NOBODY, Refusal, type Actor, type IncomingMail, type Mailbox, type Services } from "#rooms/platform";
import { acceptTermsAt, answerAt, askForTimeAt, giveSeverityAt, type AtDesk } from "../maintainer/answer-report.ts";
import { CoordinationRefusal } from "../coordination.errors.ts";
import { findCase, lockCase } from "../coordination.store.ts";
import { answerAsParticipant } from "./answer-as-participant.ts";
import { takeDeskMail } from "../hand-off/take-answer.ts";
import { isAutomatic, isBounce, readReply, stripQuoted, type MailCommand, type ReadReply } from "./mail-answer.rules.ts";
import { mailMaintainer } from "./mail-maintainer.ts";
import { readReplyAddress } from "./mail-tickets.ts";
import { takeAnswer, type TicketRow } from "./mail.store.ts";
import { wishMails } from "./stop-mails.ts";
import { tellCoordinators } from "../tell-coordinators.ts";
import { fileMessage } from "../maintainer/write-message.ts";

/*
 * A conversation by mail alone. Each of our mails has an address of its own: what comes to it is filed to its case, and a
 * command on its first line is taken as by the link of that very mail, for as long as that lasts. Whoever forwards the mail
 * passes on that case and nothing else; a From line proves nothing and decides nothing. What was understood, and what not, is
 * answered to the address that the mail was sent to, never to the one that wrote, and never to a program.
 */

/** As the mail listener hands it over: header names in lower case, each once; attachments as text. */
export interface ArrivedMail extends IncomingMail {
  readonly headers?: Readonly<Record<string, string>>;
  readonly attachments?: readonly { readonly fileName: string; readonly text: string }[];
}

// More answers to one mail than a person asks for; two programs that talk to each other end here.
const ANSWERS_PER_MAIL = 8;

/** Takes replies by mail to the signed addresses of a case: its maintainer's, each participant's, and those of desks it was handed to. Everything in them is the sender's word. */
export const caseMailbox: Mailbox = {
  accepts: async (services, address) => {
    const ticket = await readReplyAddress(services, services.db, address);
    if (ticket === undefined || ticket.hand_off_id !== null) return ticket !== undefined;
    return (await findCase(services.db, ticket.case_id))?.state === "open";
  },
  receive: async (services, mail: ArrivedMail) => {
    const ticket = await readReplyAddress(services, services.db, mail.to);
    const text = toPlainText(mail.text) || toPlainText(mail.subject);
    if (ticket?.hand_off_id != null) await takeDeskMail(services, ticket, { text: stripQuoted(text), isBounce: isBounce(mail.from) });
    else if (ticket?.participant_id != null) {
      await answerAsParticipant(services, ticket, { text, subject: toPlainText(mail.subject), isAutomatic: isAutomatic(mail.headers ?? {}, mail.from), digest: digestOf(mail), answersAllowed: ANSWERS_PER_MAIL });
    } else if (ticket) await takeMail(services, ticket, mail);
  },
};

interface Reply {
  readonly mail: ArrivedMail;
  readonly read: ReadReply;
  /** A person wrote it, and the mail it answers still counts. */
  readonly mayAct: boolean;
}

async function takeMail(anybody: Services, ticket: TicketRow, mail: ArrivedMail): Promise<void> {
  const by: Actor = { ...NOBODY, personId: ticket.id, subject: ticket.case_id };
  const services = anybody.as(by);
  const isLive = !ticket.ended && ticket.expires_at > services.clock().toISOString();
  const mayAct = isLive && !isAutomatic(mail.headers ?? {}, mail.from);
  const reply: Reply = { mail, read: mayAct ? readReply(stripQuoted(toPlainText(mail.text)), toPlainText(mail.subject)) : { command: undefined }, mayAct };
  const refused = await tryReply(services, ticket, reply);
  // What was asked for cannot be done: the mail is filed all the same, and the answer says why.
  if (refused) await fileAndAnswer(services, ticket, reply, (desk) => answer(desk, ticket, { kind: "coordination.mail-not-done", params: { why: refused.message } }));
}

async function tryReply(services: Services, ticket: TicketRow, reply: Reply): Promise<Refusal | undefined> {
  try {
    await fileAndAnswer(services, ticket, reply, (desk) => act(desk, ticket, reply));
    return undefined;
  } catch (error) {
    // Too many messages would be refused again; the mail server says so to whoever wrote.
    if (error instanceof Refusal && error.code !== "too-many-messages") return error;
    throw error;
  }
}

/** Files the mail once and does what follows from it in the same transaction: the same mail again does nothing. */
async function fileAndAnswer(services: Services, ticket: TicketRow, { mail }: Reply, then: (desk: AtDesk) => Promise<void>): Promise<void> {
  const by = { personId: ticket.id, organisationId: "maintainer" };
  const text = toPlainText(mail.text) || toPlainText(mail.subject);
  if (text === "") return;
  await services.db.inTransaction(async (tx) => {
    const row = await lockCase(tx, ticket.case_id);
    if (row?.state !== "open") return;
    const isNew = await fileMessage(services, tx, { caseId: row.id, from: "maintainer", channel: "mail", sender: toPlainText(mail.from).slice(0, 320), text, mailDigest: digestOf(mail), isAutomatic: isAutomatic(mail.headers ?? {}, mail.from) });
    if (!isNew) return;
    await appendEntry(services, tx, { kind: "coordination.message-filed", subject: row.id, by, data: { from: "maintainer", channel: "mail" } });
    await then({ services, tx, row, by });
  });
}

async function act(desk: AtDesk, ticket: TicketRow, { mail, read }: Reply): Promise<void> {
  const { services, tx, row } = desk;
  if ("unclear" in read) return answer(desk, ticket, { kind: "coordination.mail-unclear", params: { what: services.messages.text(`coordination.unclear.${read.unclear}`) } });
  if (!read.command) return tellCoordinators(services, tx, { row, kind: "coordination.reply" });
  await carryOut(desk, read.command, mail);
  await answer(desk, ticket, { kind: "coordination.mail-done", params: { what: services.messages.text(`coordination.done.${read.command.word}`) } });
}

async function carryOut(desk: AtDesk, command: MailCommand, mail: ArrivedMail): Promise<void> {
  const { services, tx, row, by } = desk;
  switch (command.word) {
    case "agree":
      return acceptTermsAt(desk);
    case "accept":
    case "already-known":
      return answerAt(desk, { answer: command.word });
    case "dispute":
      return answerAt(desk, { answer: "dispute", reason: command.reason, citesRow: command.citesRow });
    case "wont-fix":
      return answerAt(desk, { answer: "wont-fix", reason: command.reason });
    case "more-time":
      return askForTimeAt(desk);
    case "severity":
      return giveSeverityAt(desk, { level: command.level });
    case "patch":
      return passPatchOn(desk, command, mail);
    case "stop":
      return wishMails(services, tx, { row, mails: "stop-case", by });
    case "stop-all":
      return wishMails(services, tx, { row, mails: "stop-all", by });
    case "resume":
      return wishMails(services, tx, { row, mails: "send", by });
  }
}

/** The room above takes it from here: whether it may be proposed, and what the sandbox says, is answered by its own mail. */
async function passPatchOn({ services, tx, row, by }: AtDesk, { model, inline }: Extract<MailCommand, { word: "patch" }>, { attachments = [] }: ArrivedMail): Promise<void> {
  const found = [...attachments.map(({ text }) => text.replace(/\r\n/g, "\n")), inline === "" ? "" : `${inline}\n`].map((text) => diff.safeParse(text)).find(({ success }) => success)?.data;
  if (found === undefined) throw new CoordinationRefusal("no-diff", "patch: attach one unified diff with ---, +++ and @@ lines against the bundle's source folder");
  const digest = await services.artefacts.put(Buffer.from(found));
  await services.jobs.emit(tx, "coordination.patch-mailed", { caseId: row.id, holderId: by.personId, digest, model });
}

async function answer({ services, tx, row }: AtDesk, ticket: TicketRow, { kind, params }: { readonly kind: string; readonly params: Readonly<Record<string, string>> }): Promise<void> {
  if (await takeAnswer(tx, ticket.id, ANSWERS_PER_MAIL)) await mailMaintainer(services, tx, { row, kind, params, isAnswer: true });
}

// The shape of `plainText` in the contracts: no control characters, no marks that turn the direction of the text.
function toPlainText(text: string): string {
  return dropControls(text.replace(/\r\n?/g, "\n")).trim();
}

function digestOf({ to, from, subject, text }: IncomingMail): string {
  return createHash("sha256").update(JSON.stringify([to, from, subject, text])).digest("hex");
}
